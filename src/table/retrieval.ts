/**
 * What JetRetrieveColumn does once its arguments are in order: one value of one column of the current row, from the
 * record, from the index entry or from the bookmark.
 *
 * Invariants
 *  1. `actual` is set by every call: the bytes from the offset asked for to the end of the value, 0 without a value.
 *  2. Nothing is allocated on the way from record to buffer.
 */
import {
  JET_errBadColumnId,
  JET_errBadItagSequence,
  JET_errColumnNotFound,
  JET_errNoCurrentIndex,
  JET_errNoCurrentRecord,
  JET_errSuccess,
  JET_wrnBufferTruncated,
  JET_wrnColumnNull,
} from '../../errors/codes';
import type { JET_COLUMNID, JET_ERR } from '../../include/handles';
import { type ColumnSchema, toJetColumnId } from '../record/column';
import { COLUMN_FOUND } from '../record/record-reader';
import { ColumnReader } from './column-reader';
import { isIndexed, valueNumberOfEntry } from './index-entries';
import type { TableCursor } from './table-cursor';

/** Where the value comes from. */
export const FROM_RECORD = 0;
export const FROM_INDEX = 1;
export const FROM_BOOKMARK = 2;

const HIGHEST_COLUMN_NUMBER = 0xffff;
const TEMPLATE_BIT = 0x80000000;

export class Retrieval {
  /** Bytes of the value from the offset asked for on. */
  actual = 0;
  /** The tagged column the value belongs to; 0 for other columns. */
  taggedColumnId = 0;
  /** Number of the value within its column. */
  itagSequence = 1;
  readonly reader: ColumnReader;

  constructor(readonly cursor: TableCursor) {
    this.reader = new ColumnReader(cursor.table);
  }

  /**
   * Copies value `itagSequence` of a column from byte `from` on, at most `limit` bytes; `target` null copies nothing.
   * Column 0 counts through all values of all tagged columns.
   */
  retrieve(
    columnId: JET_COLUMNID,
    target: Uint8Array | null,
    limit: number,
    itagSequence: number,
    from: number,
    source: number,
    withDefault: boolean,
  ): JET_ERR {
    this.actual = 0;
    this.taggedColumnId = 0;
    if (itagSequence === 0) return JET_errBadItagSequence;
    const { cursor } = this;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    this.itagSequence = itagSequence;
    if (columnId === 0) return this.#retrieveAnyTagged(target, limit, itagSequence, from);
    const column = cursor.table.schema.columnById(columnId);
    if (column === undefined) return refuseColumn(columnId);
    if (column.kind === 'tagged') this.taggedColumnId = columnId;
    if (source !== FROM_RECORD) {
      const err = this.#useEntry(column, columnId, source);
      if (err !== JET_errSuccess) return err;
    }
    if (this.reader.locate(cursor.record, column, this.itagSequence) !== COLUMN_FOUND)
      return JET_wrnColumnNull;
    if (this.reader.isDefault && !withDefault) return JET_wrnColumnNull;
    return this.deliver(column.isLongValue ? from : 0, target, limit);
  }

  /** Copies the value that the reader has located. */
  deliver(from: number, target: Uint8Array | null, limit: number): JET_ERR {
    const rest = this.reader.size() - from;
    this.actual = rest > 0 ? rest : 0;
    if (this.actual > 0 && target !== null && limit > 0) this.reader.copy(from, target, 0, limit);
    return this.actual > limit ? JET_wrnBufferTruncated : JET_errSuccess;
  }

  /** Checks that the column is part of the key asked for, and picks the value the entry was made of. */
  #useEntry(column: ColumnSchema, columnId: number, source: number): JET_ERR {
    const { cursor } = this;
    const index = source === FROM_INDEX ? cursor.index : cursor.table.schema.primaryIndex;
    if (index === null) return JET_errNoCurrentIndex;
    if (!isIndexed(index, columnId)) return JET_errColumnNotFound;
    if (source !== FROM_INDEX || column.kind !== 'tagged' || !cursor.isOnSecondary) return JET_errSuccess;
    this.itagSequence = valueNumberOfEntry(cursor, cursor.table.keysOf(index), column);
    cursor.openRecord();
    return JET_errSuccess;
  }

  /** Value number `sequence` of all values of all tagged columns the record holds. */
  #retrieveAnyTagged(target: Uint8Array | null, limit: number, sequence: number, from: number): JET_ERR {
    const { record } = this.cursor;
    let before = 0;
    for (let i = 0; i < record.taggedCount(); i++) {
      record.taggedAt(i);
      const values = Math.max(record.valueCount, 1);
      if (sequence <= before + values) return this.#deliverTagged(target, limit, sequence - before, from);
      before += values;
    }
    return JET_wrnColumnNull;
  }

  #deliverTagged(target: Uint8Array | null, limit: number, itagSequence: number, from: number): JET_ERR {
    const { record } = this.cursor;
    this.itagSequence = itagSequence;
    this.taggedColumnId = toJetColumnId(record.columnId, record.isDerived);
    if (record.findValue(itagSequence) !== COLUMN_FOUND) return JET_wrnColumnNull;
    const { isLongValue } = record;
    this.reader.takeFrom(record);
    return this.deliver(isLongValue ? from : 0, target, limit);
  }
}

/** Why there is no column of this id: the table has none, or no table can. */
export function refuseColumn(columnId: number): JET_ERR {
  const number = columnId >= TEMPLATE_BIT ? columnId - TEMPLATE_BIT : columnId;
  return number >= 1 && number <= HIGHEST_COLUMN_NUMBER ? JET_errColumnNotFound : JET_errBadColumnId;
}
