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
  JET_errIndexTuplesCannotRetrieveFromIndex,
  JET_errNoCurrentRecord,
  JET_errSuccess,
  JET_wrnBufferTruncated,
  JET_wrnColumnNull,
  JET_wrnColumnSetNull,
} from '../../errors/codes';
import {
  JET_bitRetrieveCopy,
  JET_bitRetrieveIgnoreDefault,
  JET_bitRetrieveNull,
} from '../../include/grbits/retrieval';
import type { JET_COLUMNID, JET_ERR, JET_GRBIT } from '../../include/handles';
import type { TableSchema } from '../catalog/schema';
import { type ColumnSchema, TEMPLATE_BIT, toJetColumnId } from '../record/column';
import { taggedRank } from '../record/record-layout';
import { COLUMN_FOUND, type RecordReader } from '../record/record-reader';
import { ColumnReader } from './column-reader';
import { isIndexed, valueNumberOfEntry } from './index-entries';
import type { TableCursor } from './table-cursor';

/** Where the value comes from; a tuple is the part of a value that an entry of a tuple index was made of. */
export const FROM_RECORD = 0;
export const FROM_INDEX = 1;
export const FROM_TUPLE = 2;
export const FROM_BOOKMARK = 3;

const HIGHEST_COLUMN_NUMBER = 0xffff;

export class Retrieval {
  /** Bytes of the value from the offset asked for on. */
  actual = 0;
  /** The column the value belongs to, or would if there were one; 0 after an error. */
  columnId = 0;
  /** Number of the value within its column. */
  itagSequence = 1;
  readonly reader: ColumnReader;
  /** Of a scan: the number that is looked for, and how many values lie before. */
  #wanted = 0;
  #passed = 0;
  #tagged: readonly ColumnSchema[] = [];
  /** The schema that `#tagged` is part of. */
  #taggedOf: TableSchema | null = null;

  constructor(readonly cursor: TableCursor) {
    this.reader = new ColumnReader(cursor.table, cursor.view);
  }

  /**
   * Copies value `itagSequence` of a column from byte `from` on, at most `limit` bytes; `target` null copies nothing.
   * Column 0 counts through all values of all tagged columns. Of `grbit` JET_bitRetrieveIgnoreDefault and
   * JET_bitRetrieveNull count.
   */
  retrieve(
    columnId: JET_COLUMNID,
    target: Uint8Array | null,
    limit: number,
    itagSequence: number,
    from: number,
    source: number,
    grbit: JET_GRBIT,
  ): JET_ERR {
    this.actual = 0;
    this.columnId = 0;
    this.itagSequence = itagSequence;
    this.reader.table = this.cursor.table;
    if (columnId === 0) return this.#retrieveAnyTagged(target, limit, from, source, grbit);
    const { cursor, reader } = this;
    const column = cursor.table.schema.columnById(columnId);
    if (column === undefined) return refuseColumn(columnId);
    if (source !== FROM_RECORD) {
      const err = this.#useEntry(column, columnId, source);
      if (err !== JET_errSuccess) return err;
    }
    const record = cursor.openRecordOrCopy((grbit & JET_bitRetrieveCopy) !== 0);
    if (record === null) return JET_errNoCurrentRecord;
    if (this.itagSequence === 0 && column.kind === 'tagged') return JET_errBadItagSequence;
    this.columnId = columnId;
    if (reader.locate(record, column, this.itagSequence) !== COLUMN_FOUND) return JET_wrnColumnNull;
    if (reader.isDefault && (grbit & JET_bitRetrieveIgnoreDefault) !== 0) return JET_wrnColumnNull;
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
    const index = source === FROM_BOOKMARK ? cursor.table.schema.primaryIndex : cursor.index;
    if (!cursor.isOnSecondary && (index === null || !cursor.hasRow)) {
      this.itagSequence = 1;
      return JET_errSuccess;
    }
    if (index === null || !isIndexed(index, columnId)) return JET_errColumnNotFound;
    const isTuple = index.tupleLimits !== null && index.columns[0].columnId === columnId;
    if (isTuple && source === FROM_INDEX) return JET_errIndexTuplesCannotRetrieveFromIndex;
    if (source === FROM_BOOKMARK || column.kind !== 'tagged' || !cursor.isOnSecondary) return JET_errSuccess;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    this.itagSequence = valueNumberOfEntry(cursor, cursor.table.keysOf(index), column);
    return JET_errSuccess;
  }

  /** The value with the number `itagSequence` among those of all tagged columns. */
  #retrieveAnyTagged(
    target: Uint8Array | null,
    limit: number,
    from: number,
    source: number,
    grbit: JET_GRBIT,
  ): JET_ERR {
    if (source !== FROM_RECORD) return JET_errBadColumnId;
    const record = this.cursor.openRecordOrCopy((grbit & JET_bitRetrieveCopy) !== 0);
    if (record === null) return JET_errNoCurrentRecord;
    if (this.itagSequence === 0) return JET_errBadItagSequence;
    this.#wanted = this.itagSequence;
    const column = this.#scanTagged(record, grbit);
    if (column === null) return JET_wrnColumnNull;
    this.columnId = toJetColumnId(column.columnId, column.templateColumn);
    this.itagSequence = this.#wanted;
    if (this.#wanted === 0) {
      this.itagSequence = 1;
      return JET_wrnColumnSetNull;
    }
    if (this.reader.locate(record, column, this.#wanted) !== COLUMN_FOUND) return JET_wrnColumnNull;
    return this.deliver(column.isLongValue ? from : 0, target, limit);
  }

  /** How many values all tagged columns of a record have. */
  countAnyTagged(record: RecordReader, grbit: JET_GRBIT): number {
    this.#wanted = Infinity;
    this.#passed = 0;
    this.#scanTagged(record, grbit);
    return this.#passed;
  }

  /**
   * Passes over the values of all tagged columns in the order of the columns, and stops in the one that holds number
   * `#wanted`, which then counts within that column and is 0 for an explicit null. Defaults take part unless options
   * say otherwise, explicit nulls only where options say so.
   */
  #scanTagged(record: RecordReader, grbit: JET_GRBIT): ColumnSchema | null {
    const withNull = (grbit & JET_bitRetrieveNull) !== 0;
    const columns = this.#taggedColumns();
    const entries = record.taggedCount();
    let entry = 0;
    this.#passed = 0;
    if (entry < entries) record.taggedAt(entry);
    for (const column of columns) {
      while (
        entry < entries &&
        taggedRank(record.columnId, record.isDerived) < taggedRank(column.columnId, column.isDerived)
      )
        if (++entry < entries) record.taggedAt(entry);
      const isStored =
        entry < entries && record.columnId === column.columnId && record.isDerived === column.isDerived;
      const isNull = isStored && record.valueCount === 0;
      const values = isStored ? (isNull ? Number(withNull) : record.valueCount) : defaultsOf(column, grbit);
      if (this.#wanted <= values) {
        if (isNull) this.#wanted = 0;
        return column;
      }
      this.#wanted -= values;
      this.#passed += values;
    }
    return null;
  }

  /** The tagged columns of the table in the order in which records hold them. */
  #taggedColumns(): readonly ColumnSchema[] {
    const { schema } = this.cursor.table;
    if (this.#taggedOf !== schema) {
      this.#taggedOf = schema;
      this.#tagged = schema.columns.filter((column) => column.kind === 'tagged');
    }
    return this.#tagged;
  }
}

function defaultsOf(column: ColumnSchema, grbit: JET_GRBIT): number {
  const isSilent = column.defaultValue === null || (grbit & JET_bitRetrieveIgnoreDefault) !== 0;
  return isSilent ? 0 : 1;
}

/** Why there is no column of this id: the table has none, or no table can. */
export function refuseColumn(columnId: number): JET_ERR {
  const number = columnId >= TEMPLATE_BIT ? columnId - TEMPLATE_BIT : columnId;
  return number >= 1 && number <= HIGHEST_COLUMN_NUMBER ? JET_errColumnNotFound : JET_errBadColumnId;
}
