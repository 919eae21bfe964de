/**
 * The filter of a cursor: conditions on columns that a row of the clustered index has to meet for moves and seeks to end
 * on it. The others are passed by as if they were not there; a row that the cursor is sent to by its bookmark is not
 * asked.
 *
 *   column null?   condition null (no bytes)       condition with bytes
 *   null           =  <=  >=                       <>  <  <=  bits = 0
 *   a value        <>  >  >=                       by the bytes, in the order of keys
 *
 * Invariants
 *  1. Of a column with several values the first counts; a column that the record does not mention has its default.
 *  2. Relations of order compare what keys are made of, all others the bytes as they are stored.
 *  3. A row outside of the cursor's range ends a move whatever the filter thinks of it: behind it nothing can be found.
 */
import { JET_errFilteredMoveNotSupported, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_relopBitmaskEqualsZero,
  JET_relopBitmaskNotEqualsZero,
  JET_relopEquals,
  JET_relopGreaterThan,
  JET_relopGreaterThanOrEqual,
  JET_relopLessThan,
  JET_relopLessThanOrEqual,
  JET_relopNotEquals,
  JET_relopPrefixEquals,
} from '../../include/navigation';
import { JET_coltypBinary, JET_coltypBit, JET_coltypGUID } from '../../include/column-types';
import type { BTreeCursor, NodeFilter } from '../btree/cursor';
import { INDEX_DOT_NET_GUID } from '../catalog/schema';
import { type ColumnSchema, fixedSizeOfType, isLongType, isTextType } from '../record/column';
import { writeFixedSize } from '../record/keys/normalize';
import { COLUMN_ABSENT, COLUMN_FOUND, RecordReader } from '../record/record-reader';
import { compareBytes } from '../sort/entry';
import { findInRecord } from './column-reader';
import type { IndexRange } from './index-range';
import { refuseColumn } from './retrieval';
import type { TableCursor } from './table-cursor';

/** A condition as callers state it. */
export interface FilterCondition {
  readonly columnId: number;
  readonly relation: number;
  /** Copied; without bytes the condition is about null, unless it is about a value of no bytes. */
  readonly value: Uint8Array;
  readonly isZeroLength: boolean;
}

/** A condition with its column, the value as it is compared. */
interface Condition {
  readonly column: ColumnSchema;
  readonly relation: number;
  readonly value: Uint8Array;
  readonly isNull: boolean;
  readonly isNormalized: boolean;
}

const BITMASKS: readonly number[] = [JET_relopBitmaskEqualsZero, JET_relopBitmaskNotEqualsZero];
const ORDERS: readonly number[] = [
  JET_relopLessThanOrEqual,
  JET_relopLessThan,
  JET_relopGreaterThanOrEqual,
  JET_relopGreaterThan,
];
const LONGEST_FIXED = 16;

/**
 * Sets the filter of a cursor on its clustered index, or takes it away where there are no conditions. One that cannot be
 * set leaves the cursor without any.
 */
export function setCursorFilter(cursor: TableCursor, conditions: readonly FilterCondition[]): void {
  cursor.primary.filter = null;
  if (cursor.isOnSecondary) fail(JET_errFilteredMoveNotSupported, 'a secondary index is in use');
  const usesDotNetGuids = ((cursor.index?.moreFlags ?? 0) & INDEX_DOT_NET_GUID) !== 0;
  const prepared = conditions.map((condition) => prepare(cursor, condition, usesDotNetGuids));
  if (prepared.length > 0) cursor.primary.filter = new CursorFilter(prepared, cursor.range, usesDotNetGuids);
}

/** For calls that know nothing of filters. */
export function requireNoFilter({ primary }: TableCursor): void {
  if (primary.filter !== null) fail(JET_errFilteredMoveNotSupported, 'the cursor has a filter');
}

function prepare(cursor: TableCursor, condition: FilterCondition, usesDotNetGuids: boolean): Condition {
  const { columnId, relation, value, isZeroLength } = condition;
  const column =
    cursor.table.schema.columnById(columnId) ?? fail(refuseColumn(columnId), `filter on column ${columnId}`);
  requireFilterable(column, condition);
  const isNormalized =
    column.columnType !== JET_coltypBinary &&
    value.length > 0 &&
    (column.columnType === JET_coltypBit || ORDERS.includes(relation));
  const compared = isNormalized ? new Uint8Array(value.length) : value;
  if (isNormalized) writeFixedSize(column.columnType, usesDotNetGuids, value, 0, value.length, compared, 0);
  return { column, relation, value: compared, isNull: value.length === 0 && !isZeroLength, isNormalized };
}

function requireFilterable(column: ColumnSchema, { relation, value, isZeroLength }: FilterCondition): void {
  const { columnType, userDefinedDefault, name } = column;
  if (isLongType(columnType) || isTextType(columnType) || userDefinedDefault)
    fail(JET_errFilteredMoveNotSupported, `filter on column ${name}`);
  const isBinary = columnType === JET_coltypBinary;
  const isPrefix = relation === JET_relopPrefixEquals;
  const isMask = BITMASKS.includes(relation);
  const isUnfit =
    value.length === 0
      ? isMask || isPrefix || (isZeroLength && !isBinary)
      : !isBinary && (isPrefix || value.length !== fixedSizeOfType(columnType));
  const hasNoBits = isBinary || columnType === JET_coltypBit || columnType === JET_coltypGUID;
  if (isUnfit || (isMask && hasNoBits)) fail(JET_errInvalidParameter, `filter on column ${name}`);
}

class CursorFilter implements NodeFilter {
  readonly #record = new RecordReader();
  readonly #normalized = new Uint8Array(LONGEST_FIXED);

  constructor(
    readonly conditions: readonly Condition[],
    readonly range: IndexRange,
    readonly usesDotNetGuids: boolean,
  ) {}

  stopsAt(cursor: BTreeCursor, forward: boolean): boolean {
    const { dataBytes, dataView, dataStart, dataLength, tree } = cursor;
    this.#record.attach(dataBytes, dataView, dataStart, dataLength, tree.slab.isLarge);
    for (const condition of this.conditions)
      if (!this.#isMet(condition)) return !this.range.contains(cursor, forward);
    return true;
  }

  #isMet(condition: Condition): boolean {
    const { column } = condition;
    const record = this.#record;
    const found = findInRecord(record, column, 1);
    if (found === COLUMN_FOUND)
      return this.#isMetBy(condition, record.bytes, record.valueOffset, record.valueLength);
    const { defaultValue } = column;
    if (found === COLUMN_ABSENT && defaultValue !== null)
      return this.#isMetBy(condition, defaultValue, 0, defaultValue.length);
    return isMetByNull(condition);
  }

  #isMetBy(condition: Condition, bytes: Uint8Array, offset: number, length: number): boolean {
    if (!condition.isNormalized) return isMetByValue(condition, bytes, offset, length);
    const { columnType } = condition.column;
    writeFixedSize(columnType, this.usesDotNetGuids, bytes, offset, length, this.#normalized, 0);
    return isMetByValue(condition, this.#normalized, 0, length);
  }
}

function isMetByNull({ relation, isNull }: Condition): boolean {
  switch (relation) {
    case JET_relopEquals:
    case JET_relopGreaterThanOrEqual:
      return isNull;
    case JET_relopNotEquals:
    case JET_relopLessThan:
      return !isNull;
    case JET_relopPrefixEquals:
    case JET_relopGreaterThan:
    case JET_relopBitmaskNotEqualsZero:
      return false;
    default:
      return true;
  }
}

function isMetByValue(condition: Condition, bytes: Uint8Array, offset: number, length: number): boolean {
  const { relation, value, isNull } = condition;
  switch (relation) {
    case JET_relopEquals:
      return !isNull && order(bytes, offset, length, value) === 0;
    case JET_relopPrefixEquals:
      return length >= value.length && order(bytes, offset, value.length, value) === 0;
    case JET_relopNotEquals:
      return isNull || order(bytes, offset, length, value) !== 0;
    case JET_relopLessThanOrEqual:
      return !isNull && order(bytes, offset, length, value) <= 0;
    case JET_relopLessThan:
      return order(bytes, offset, length, value) < 0;
    case JET_relopGreaterThanOrEqual:
      return order(bytes, offset, length, value) >= 0;
    case JET_relopGreaterThan:
      return isNull || order(bytes, offset, length, value) > 0;
    case JET_relopBitmaskEqualsZero:
      return !hasBits(bytes, offset, value);
    case JET_relopBitmaskNotEqualsZero:
      return hasBits(bytes, offset, value);
    default:
      return true;
  }
}

const order = (bytes: Uint8Array, offset: number, length: number, value: Uint8Array): number =>
  compareBytes(bytes, offset, length, value, 0, value.length);

function hasBits(bytes: Uint8Array, offset: number, mask: Uint8Array): boolean {
  for (let i = 0; i < mask.length; i++) if ((bytes[offset + i] & mask[i]) !== 0) return true;
  return false;
}
