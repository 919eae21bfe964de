/** What callers pass as the value of a system parameter: a number, a function or a struct. */
import { JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { EngineCallback, UnicodeIndexDefault } from '../instance/parameters';
import { unsigned } from './check';

/** A pointer-sized number; null is 0. */
export function parameterNumber(value: unknown): number {
  if (value === null || value === undefined) return 0;
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number)
    ? number
    : fail(JET_errInvalidParameter, `lParam: ${typeof value}`);
}

export const isCallback = (value: unknown): value is EngineCallback => typeof value === 'function';

/** The flags and locale of a JET_UNICODEINDEX; null is the engine's own default. */
export function unicodeIndexDefault(value: unknown): UnicodeIndexDefault | null {
  if (value === null || value === undefined || value === 0) return null;
  if (typeof value !== 'object' || !('lcid' in value && 'dwMapFlags' in value))
    return fail(JET_errInvalidParameter, `lParam: ${typeof value}`);
  return { localeId: unsigned(value.lcid, 'lcid'), mapFlags: unsigned(value.dwMapFlags, 'dwMapFlags') };
}
