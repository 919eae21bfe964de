/**
 * Keys of indexes that compare text by its upper case only (LCMAP_UPPERCASE), as file paths are compared.
 */
import { readUnit } from './elements';
import { loadUpperCase } from './tables';

/** What is returned instead of a length when a key does not fit. */
export const SORT_KEY_CUT = -1;

/** Writes the upper-cased units, highest byte first, and a zero unit behind them. */
export function upperCaseKey(
  source: Uint8Array,
  offset: number,
  end: number,
  target: Uint8Array,
  targetOffset: number,
  targetLimit: number,
): number {
  const upper = loadUpperCase();
  let position = targetOffset;
  for (let at = offset; at <= end; at += 2) {
    const unit = at < end ? upper[readUnit(source, at)] : 0;
    if (position < targetLimit) target[position++] = unit >>> 8;
    if (position >= targetLimit) return SORT_KEY_CUT;
    target[position++] = unit & 0xff;
  }
  return position - targetOffset;
}
