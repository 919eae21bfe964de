/**
 * The API: reading ahead. Pages are read when they are needed, so that the calls check their arguments as the engine
 * does and report everything as read.
 */
import {
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errInvalidPreread,
  JET_errKeyNotMade,
  JET_errMustBeSeparateLongValue,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitFullColumnEndLimit,
  JET_bitFullColumnStartLimit,
  JET_bitKeyDataZeroLength,
  JET_bitNewKey,
  JET_bitPartialColumnEndLimit,
  JET_bitPartialColumnStartLimit,
  JET_bitZeroLength,
} from '../../include/grbits/navigation';
import {
  JET_bitPrereadBackward,
  JET_bitPrereadFirstPage,
  JET_bitPrereadForward,
  JET_bitPrereadNormalizedKey,
} from '../../include/grbits/table';
import type { JET_ERR } from '../../include/handles';
import { JET_relopEquals, JET_relopPrefixEquals } from '../../include/navigation';
import type { Ref } from '../../include/ref';
import type { JET_INDEX_COLUMN, JET_INDEX_RANGE } from '../../include/structs/navigation';
import type { OpenCursor } from '../instance/open-cursors';
import type { TableCursor } from '../table/table-cursor';
import { describeValue, optionalRef, put, requireArray, requireBuffer, signed, unsigned } from './check';

/** Longest key of a table whose rows lie in the order of insertion. */
const ROW_NUMBER_KEY_MOST = 4;
const RANGE_BITS =
  JET_bitPrereadForward | JET_bitPrereadBackward | JET_bitPrereadFirstPage | JET_bitPrereadNormalizedKey;

/** The arguments of JetPrereadKeys. */
export interface PrereadKeysCall {
  readonly keys: readonly Uint8Array[] | null;
  readonly lengths: readonly number[] | null;
  readonly count: number;
  readonly donePlace: Ref<number> | null;
  readonly grbit: number;
}

/** Checks the keys: each has a length that the index can have, and they are in the order of the direction. */
export function prereadKeys({ cursor }: OpenCursor, call: PrereadKeysCall): JET_ERR {
  const donePlace = optionalRef(call.donePlace, 'pckeysPreread');
  put(donePlace, 0);
  const count = signed(call.count, 'ckeys');
  if (!Array.isArray(call.keys) || !Array.isArray(call.lengths) || count <= 0) return JET_errInvalidParameter;
  const keys = requireArray(call.keys, count, 'rgpvKeys');
  const lengths = requireArray(call.lengths, count, 'rgcbKeys');
  const grbit = unsigned(call.grbit, 'grbit');
  if (grbit !== JET_bitPrereadForward && grbit !== JET_bitPrereadBackward) return JET_errInvalidGrbit;
  const keyMost = cursor.index?.keyMost ?? ROW_NUMBER_KEY_MOST;
  for (let index = 0; index < count; index++) {
    if (!(keys[index] instanceof Uint8Array)) return JET_errInvalidParameter;
    const length = unsigned(lengths[index], 'rgcbKeys');
    if (length === 0 || length > keyMost) return JET_errInvalidBufferSize;
    requireBuffer(keys[index], length, 'rgpvKeys');
    if (index > 0) requireOrder(keyAt(keys, lengths, index - 1), keyAt(keys, lengths, index), grbit);
  }
  put(donePlace, count);
  return JET_errSuccess;
}

const keyAt = (keys: readonly Uint8Array[], lengths: readonly number[], index: number): Uint8Array =>
  keys[index].subarray(0, lengths[index]);

/** Keys run upwards unless the direction is backwards; equal ones may follow each other. */
function requireOrder(earlier: Uint8Array, later: Uint8Array, grbit: number): void {
  const order = Buffer.compare(earlier, later);
  const isForward = (grbit & JET_bitPrereadForward) !== 0;
  if (isForward ? order > 0 : order < 0) fail(JET_errInvalidParameter, 'keys are out of order');
}

/** The arguments of JetPrereadIndexRanges. */
export interface PrereadRangesCall {
  readonly ranges: readonly JET_INDEX_RANGE[] | null;
  readonly count: number;
  readonly donePlace: Ref<number> | null;
  readonly columnids: readonly number[] | null;
  readonly columnCount: number;
  readonly grbit: number;
}

interface KeyRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** Checks the ranges: keys can be made of them, and they are in order where progress is to be told. */
export function prereadRanges({ cursor }: OpenCursor, call: PrereadRangesCall): JET_ERR {
  const donePlace = optionalRef(call.donePlace, 'pcRangesPreread');
  const count = unsigned(call.count, 'cIndexRanges');
  const given = requireArray(call.ranges, count, 'rgIndexRanges').slice(0, count);
  const grbit = unsigned(call.grbit, 'grbit');
  const ranges = given.map((range) => keysOf(cursor, range, grbit));
  const hasDirection = (grbit & (JET_bitPrereadForward | JET_bitPrereadBackward)) !== 0;
  if (!hasDirection || (grbit & ~RANGE_BITS) !== 0) return JET_errInvalidGrbit;
  requireLongColumns(cursor, call);
  ranges.forEach((range, index) => {
    requireOrder(range.start, range.end, grbit);
    if (index > 0 && donePlace !== null) requireOrder(ranges[index - 1].end, range.start, grbit);
  });
  if (donePlace === null) requireDisjoint(ranges, grbit);
  put(donePlace, count);
  return JET_errSuccess;
}

function requireLongColumns(cursor: TableCursor, { columnids, columnCount }: PrereadRangesCall): void {
  const count = unsigned(columnCount, 'ccolumnidPreread');
  if (count > 0 && cursor.isOnSecondary) fail(JET_errInvalidPreread, 'the rows are not in this index');
  for (const columnid of requireArray(columnids, count, 'rgcolumnidPreread').slice(0, count))
    if (cursor.table.schema.columnById(columnid)?.isLongValue !== true)
      fail(JET_errMustBeSeparateLongValue, `column ${columnid}`);
}

function requireDisjoint(ranges: readonly KeyRange[], grbit: number): void {
  const isForward = (grbit & JET_bitPrereadForward) !== 0;
  const sorted = [...ranges].sort((a, b) => Buffer.compare(a.start, b.start) * (isForward ? 1 : -1));
  for (let index = 1; index < sorted.length; index++)
    requireOrder(sorted[index - 1].end, sorted[index].start, grbit);
}

function keysOf(cursor: TableCursor, range: JET_INDEX_RANGE, grbit: number): KeyRange {
  if (typeof range !== 'object' || range === null) return fail(JET_errInvalidParameter, 'no range');
  const starts = requireArray(range.rgStartColumns, unsigned(range.cStartColumns, 'cStartColumns'), 'start');
  const ends = requireArray(range.rgEndColumns, unsigned(range.cEndColumns, 'cEndColumns'), 'end');
  const startColumns = starts.slice(0, range.cStartColumns);
  const endColumns = ends.slice(0, range.cEndColumns);
  if ((grbit & JET_bitPrereadNormalizedKey) !== 0) return normalizedKeys(startColumns, endColumns);
  const isForward = (grbit & JET_bitPrereadForward) !== 0;
  const start = makeKey(cursor, startColumns, isForward);
  return { start, end: makeKey(cursor, endColumns, !isForward) };
}

function normalizedKeys(starts: readonly JET_INDEX_COLUMN[], ends: readonly JET_INDEX_COLUMN[]): KeyRange {
  if (starts.length !== 1 || ends.length > 1) return fail(JET_errInvalidParameter, 'one normalized key each');
  const start = valueOf(starts[0]);
  return { start, end: ends.length === 0 ? start : valueOf(ends[0]) };
}

const valueOf = (column: JET_INDEX_COLUMN): Uint8Array =>
  requireBuffer(column.pv, unsigned(column.cb, 'cb'), 'pv').subarray(0, column.cb);

/** Makes a key of columns with the search key of the cursor, which it replaces as in the engine. */
function makeKey(cursor: TableCursor, columns: readonly JET_INDEX_COLUMN[], isStart: boolean): Uint8Array {
  columns.forEach((column, index) => addColumn(cursor, column, index, index === columns.length - 1, isStart));
  if (!cursor.keyMaker.isPrepared) return fail(JET_errKeyNotMade, 'a range without columns');
  const length = cursor.copySearchKey(null, 0);
  const key = new Uint8Array(length);
  cursor.copySearchKey(key, length);
  return key;
}

function addColumn(
  cursor: TableCursor,
  column: JET_INDEX_COLUMN,
  index: number,
  isLast: boolean,
  isStart: boolean,
): void {
  if (typeof column !== 'object' || column === null) return fail(JET_errInvalidParameter, 'no column');
  const isPrefix = column.relop === JET_relopPrefixEquals;
  const grbit = unsigned(column.grbit, 'grbit');
  const isZeroLength = (grbit & JET_bitZeroLength) !== 0;
  if (column.relop !== JET_relopEquals && !(isPrefix && isLast))
    fail(JET_errInvalidParameter, `relop ${describeValue(column.relop)}`);
  if ((grbit & ~JET_bitZeroLength) !== 0 || (isZeroLength && column.cb !== 0))
    fail(JET_errInvalidParameter, `grbit ${grbit}`);
  const full = isStart ? JET_bitFullColumnStartLimit : JET_bitFullColumnEndLimit;
  const partial = isStart ? JET_bitPartialColumnStartLimit : JET_bitPartialColumnEndLimit;
  const limit = isLast ? (isPrefix ? partial : full) : 0;
  const bits = (index === 0 ? JET_bitNewKey : 0) | (isZeroLength ? JET_bitKeyDataZeroLength : 0) | limit;
  const value = column.pv === null && column.cb === 0 ? null : valueOf(column);
  cursor.makeKey(value, column.cb, bits);
}
