/**
 * When a long value stays in its record and when it gets a place in the long-value tree, and how it is compressed there
 * and here. Limits are in bytes of the value as the caller knows it.
 */
import type { JET_GRBIT } from '../../include/handles';
import {
  JET_bitSetCompressed,
  JET_bitSetIntrinsicLV,
  JET_bitSetSeparateLV,
  JET_bitSetUncompressed,
} from '../../include/grbits/update';
import type { ColumnSchema } from '../record/column';
import { compress } from '../record/compression/compression';
import { LID32_BYTES } from '../record/long-value';
import { ENTRY_BYTES, RECORD_HEADER_BYTES } from '../record/record-layout';

const DEFAULT_INTRINSIC_MOST = 1023;
const BLOCK_FLAGS_BYTES = 1;
/** Below this part of a page the next limit is the size of an id: nothing smaller is ever worth separating. */
const SMALLEST_PART = 64;

/**
 * The longest value that is kept in a record: by the options of JetSetColumn, by what the table says (0 for nothing), and
 * never more than a record without anything else has room for.
 */
export function intrinsicMost(grbit: JET_GRBIT, tableThreshold: number, recordMost: number): number {
  const most = recordMost - RECORD_HEADER_BYTES - ENTRY_BYTES - BLOCK_FLAGS_BYTES;
  if ((grbit & JET_bitSetSeparateLV) !== 0) return LID32_BYTES;
  if ((grbit & JET_bitSetIntrinsicLV) !== 0) return most;
  const wanted = tableThreshold === 0 ? DEFAULT_INTRINSIC_MOST : tableThreshold;
  return Math.min(Math.max(wanted, LID32_BYTES), most);
}

/**
 * When a record has no room for a value, all values that are longer than a limit are separated, then those longer than a
 * lower one. The first limit is `nextSeparationLimit(pageBytes, pageBytes)`, the last one that of an id.
 */
export function nextSeparationLimit(limit: number, pageBytes: number): number {
  const half = limit >> 1;
  return half < pageBytes / SMALLEST_PART ? LID32_BYTES : half;
}

/** Whether a value is compressed where that pays: the options of the call come before those of the column. */
export function wantsCompression(grbit: JET_GRBIT, column: ColumnSchema): boolean {
  if (!column.isLongValue) return false;
  if ((grbit & JET_bitSetCompressed) !== 0) return true;
  return (grbit & JET_bitSetUncompressed) === 0 && column.compressed;
}

/**
 * Compresses a value that stays in its record; returns the length, 0 when it is to be stored as it is. It never gets
 * shorter than an id, so that compression does not decide how many columns a record has room for.
 */
export function compressInRecord(
  source: Uint8Array,
  start: number,
  length: number,
  target: Uint8Array,
  targetOffset: number,
): number {
  const compressed = compress(source, start, length, target, targetOffset);
  return compressed < LID32_BYTES ? 0 : compressed;
}
