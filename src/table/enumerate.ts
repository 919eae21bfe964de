/**
 * What JetEnumerateColumns lists of the current row: all columns that the record or the defaults of the table hold,
 * or those asked for, each with all its values or with those asked for.
 *
 * Invariants
 *  1. A column that the record says nothing about takes part with its default; that reaches as far as the last
 *     column of its kind that has one, so that columns before it take part as null.
 *  2. Values are copies; nothing points into a page.
 */
import {
  JET_errBadItagSequence,
  JET_errColumnNoEncryptionKey,
  JET_errInvalidParameter,
  JET_errSuccess,
  JET_wrnColumnDefault,
  JET_wrnColumnNotInRecord,
  JET_wrnColumnNull,
  JET_wrnColumnPresent,
  JET_wrnColumnSingleValue,
  JET_wrnColumnSkipped,
  JET_wrnColumnTruncated,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_ENUMCOLUMN, type JET_ENUMCOLUMNID, JET_ENUMCOLUMNVALUE } from '../../include/structs/retrieval';
import type { TableSchema } from '../catalog/schema';
import { type ColumnSchema, toJetColumnId } from '../record/column';
import { NO_VARIABLE_ID, taggedRank } from '../record/record-layout';
import { COLUMN_FOUND, COLUMN_NULL } from '../record/record-reader';
import { ColumnReader, findInRecord } from './column-reader';
import { withPinnedRow } from './pinned-row';
import { refuseColumn } from './retrieval';
import type { TableCursor } from './table-cursor';

export interface EnumerateOptions {
  readonly ignoreDefault: boolean;
  readonly presenceOnly: boolean;
  readonly taggedOnly: boolean;
  readonly compressOutput: boolean;
  readonly inRecordOnly: boolean;
  /** Of the copy buffer, not of the row. */
  readonly inCopy: boolean;
  /** The most bytes of a value that lies outside the record. */
  readonly dataMost: number;
}

/** What was listed, and for how many columns there had to be room. */
export interface Enumeration {
  readonly columns: JET_ENUMCOLUMN[];
  readonly room: number;
}

/** A column that takes part, and its number of values. */
interface Presence {
  readonly isFound: boolean;
  readonly values: number;
}

const NOT_FOUND: Presence = { isFound: false, values: 0 };

/** Lists every column of the current row or the copy buffer; there must be one. */
export function enumerateAll(cursor: TableCursor, options: EnumerateOptions): Enumeration {
  return withPinnedRow(cursor, options.inCopy, () => {
    const row = new EnumeratedRow(cursor, options);
    return { columns: row.listAll(), room: row.room() };
  });
}

/** Lists the columns asked for, of the current row or the copy buffer; there must be one. */
export function enumerateRequested(
  cursor: TableCursor,
  requests: readonly JET_ENUMCOLUMNID[],
  options: EnumerateOptions,
): Enumeration {
  return withPinnedRow(cursor, options.inCopy, () => {
    const row = new EnumeratedRow(cursor, options);
    return { columns: requests.map((request) => row.list(request)), room: requests.length };
  });
}

class EnumeratedRow {
  readonly #reader: ColumnReader;
  readonly #summary: ColumnSummary;

  constructor(
    readonly cursor: TableCursor,
    readonly options: EnumerateOptions,
  ) {
    this.#reader = new ColumnReader(cursor.table, cursor.view);
    this.#summary = summaryOf(cursor.table.schema);
  }

  listAll(): JET_ENUMCOLUMN[] {
    const listed: JET_ENUMCOLUMN[] = [];
    for (const column of this.#candidates()) {
      const presence = this.#presenceOf(column);
      if (!presence.isFound) continue;
      const entry = newEntry(publicId(column));
      this.#fill(entry, column, presence, null);
      listed.push(entry);
    }
    return listed;
  }

  list(request: JET_ENUMCOLUMNID): JET_ENUMCOLUMN {
    const { columnid } = request;
    const entry = newEntry(columnid);
    const column = this.cursor.table.schema.columnById(columnid);
    if (columnid === 0) entry.err = JET_wrnColumnSkipped;
    else if (column === undefined) entry.err = refuseColumn(columnid);
    else this.#fill(entry, column, this.#presenceOf(column), sequencesOf(request));
    return entry;
  }

  /** How many columns there could have been at most. */
  room(): number {
    const { record } = this.cursor;
    const own = this.options.taggedOnly ? 0 : record.lastFixedId + record.lastVariableId - NO_VARIABLE_ID;
    const defaults = this.options.ignoreDefault ? 0 : this.#roomOfDefaults();
    return own + record.taggedCount() + defaults;
  }

  #roomOfDefaults(): number {
    const { taggedDefaults, lastFixedDefault, lastVariableDefault } = this.#summary;
    const others = lastFixedDefault + lastVariableDefault - NO_VARIABLE_ID;
    return taggedDefaults.length + (this.options.taggedOnly ? 0 : others);
  }

  /** The columns that may take part: those of the fixed and variable part, the record's tagged ones, defaults. */
  #candidates(): ColumnSchema[] {
    const { record, table } = this.cursor;
    const { untagged, taggedDefaults } = this.#summary;
    const candidates = this.options.taggedOnly ? [] : [...untagged];
    let next = 0;
    for (let i = 0; i < record.taggedCount(); i++) {
      record.taggedAt(i);
      const column = table.schema.columnById(toJetColumnId(record.columnId, record.isDerived));
      if (column === undefined) continue;
      while (next < taggedDefaults.length && rankOf(taggedDefaults[next]) < rankOf(column))
        candidates.push(taggedDefaults[next++]);
      if (taggedDefaults[next] === column) next++;
      candidates.push(column);
    }
    return candidates.concat(taggedDefaults.slice(next));
  }

  #presenceOf(column: ColumnSchema): Presence {
    const { record } = this.cursor;
    const found = findInRecord(record, column, 1);
    if (found === COLUMN_NULL) return { isFound: true, values: 0 };
    if (found === COLUMN_FOUND)
      return { isFound: true, values: column.kind === 'tagged' ? record.valueCount : 1 };
    if (this.options.ignoreDefault || !this.#reachesDefaults(column)) return NOT_FOUND;
    return { isFound: true, values: column.defaultValue === null ? 0 : 1 };
  }

  #reachesDefaults(column: ColumnSchema): boolean {
    if (column.kind === 'fixed') return column.columnId <= this.#summary.lastFixedDefault;
    if (column.kind === 'variable') return column.columnId <= this.#summary.lastVariableDefault;
    return column.defaultValue !== null;
  }

  #fill(
    entry: JET_ENUMCOLUMN,
    column: ColumnSchema,
    presence: Presence,
    wanted: readonly number[] | null,
  ): void {
    const whole = wanted === null ? this.#stateOf(presence) : JET_errSuccess;
    if (whole !== JET_errSuccess) entry.err = whole;
    else if (column.encrypted) entry.err = JET_errColumnNoEncryptionKey;
    else if (!(wanted === null && presence.values === 1 && this.#fillSingle(entry, column))) {
      const sequences = wanted ?? Array.from({ length: presence.values }, (_, index) => index + 1);
      entry.rgEnumColumnValue = sequences.map((itag) => this.#value(column, presence, itag));
      entry.cEnumColumnValue = sequences.length;
    }
  }

  /** What is to be said of a column of which all values are wanted, before any is read. */
  #stateOf({ isFound, values }: Presence): number {
    if (!isFound && this.options.ignoreDefault) return JET_wrnColumnDefault;
    if (values === 0) return JET_wrnColumnNull;
    return this.options.presenceOnly ? JET_wrnColumnPresent : JET_errSuccess;
  }

  /** Puts the only value into the column itself where that is wanted and it lies in the record. */
  #fillSingle(entry: JET_ENUMCOLUMN, column: ColumnSchema): boolean {
    if (!this.options.compressOutput) return false;
    this.#locate(column, 1);
    if (this.#reader.isSeparated) return false;
    entry.err = JET_wrnColumnSingleValue;
    entry.rgEnumColumnValue = null;
    entry.pvData = this.#copy(this.#reader.size());
    entry.cbData = entry.pvData.length;
    return true;
  }

  #value(column: ColumnSchema, { isFound, values }: Presence, itagSequence: number): JET_ENUMCOLUMNVALUE {
    const value = JET_ENUMCOLUMNVALUE({ itagSequence });
    if (itagSequence === 0) value.err = JET_wrnColumnSkipped;
    else if (itagSequence > values)
      value.err = !isFound && this.options.ignoreDefault ? JET_wrnColumnDefault : JET_wrnColumnNull;
    else if (this.options.presenceOnly) value.err = JET_wrnColumnPresent;
    else this.#read(value, column, itagSequence);
    return value;
  }

  #read(value: JET_ENUMCOLUMNVALUE, column: ColumnSchema, itagSequence: number): void {
    this.#locate(column, itagSequence);
    if (this.#reader.isSeparated && this.options.inRecordOnly) {
      value.err = JET_wrnColumnNotInRecord;
      return;
    }
    const size = this.#reader.size();
    const isCut = this.#reader.isSeparated && size > this.options.dataMost;
    if (isCut) value.err = JET_wrnColumnTruncated;
    value.cbData = isCut ? this.options.dataMost : size;
    if (!(this.#reader.isSeparated && size === 0)) value.pvData = this.#copy(value.cbData);
  }

  #locate(column: ColumnSchema, itagSequence: number): void {
    if (this.#reader.locate(this.cursor.record, column, itagSequence) !== COLUMN_FOUND)
      fail(JET_errBadItagSequence, `${column.name}: value ${itagSequence}`);
  }

  #copy(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#reader.copy(0, bytes, 0, length);
    return bytes;
  }
}

const publicId = (column: ColumnSchema): number => toJetColumnId(column.columnId, column.templateColumn);

/** What enumeration needs of a schema, worked out once: the columns of a wide table are many more than a row has. */
interface ColumnSummary {
  /** Fixed and variable columns by id. */
  readonly untagged: readonly ColumnSchema[];
  /** Tagged columns with a default, in the order of the entries of a record. */
  readonly taggedDefaults: readonly ColumnSchema[];
  readonly lastFixedDefault: number;
  readonly lastVariableDefault: number;
  readonly hasComputedDefaults: boolean;
}

/** Whether a callback computes the default of some column. */
export const hasComputedDefaults = (schema: TableSchema): boolean => summaryOf(schema).hasComputedDefaults;

const summaries = new WeakMap<TableSchema, ColumnSummary>();

function summaryOf(schema: TableSchema): ColumnSummary {
  let summary = summaries.get(schema);
  if (summary === undefined) {
    const { columns } = schema;
    const isTaggedDefault = (column: ColumnSchema): boolean =>
      column.kind === 'tagged' && column.defaultValue !== null;
    summary = {
      untagged: columns.filter(({ kind }) => kind !== 'tagged').sort((a, b) => a.columnId - b.columnId),
      taggedDefaults: columns.filter(isTaggedDefault).sort((a, b) => rankOf(a) - rankOf(b)),
      lastFixedDefault: lastDefault(columns, 'fixed', 0),
      lastVariableDefault: lastDefault(columns, 'variable', NO_VARIABLE_ID),
      hasComputedDefaults: columns.some((column) => column.userDefinedDefault),
    };
    summaries.set(schema, summary);
  }
  return summary;
}

/** Where the entry of a tagged column stands in a record. */
const rankOf = (column: ColumnSchema): number => taggedRank(column.columnId, column.isDerived);

/** The last column of a kind that has a default. */
function lastDefault(columns: readonly ColumnSchema[], kind: ColumnSchema['kind'], none: number): number {
  return columns.reduce(
    (last, column) =>
      column.kind === kind && column.defaultValue !== null ? Math.max(last, column.columnId) : last,
    none,
  );
}

/** The values asked for by number; null for all of them. */
/** A column without values. */
const newEntry = (columnid: number): JET_ENUMCOLUMN => JET_ENUMCOLUMN({ columnid, rgEnumColumnValue: [] });

function sequencesOf({ ctagSequence, rgtagSequence }: JET_ENUMCOLUMNID): readonly number[] | null {
  if (ctagSequence === 0) return null;
  const isCount = Number.isInteger(ctagSequence) && ctagSequence > 0;
  if (!Array.isArray(rgtagSequence) || !isCount || ctagSequence > rgtagSequence.length)
    return fail(JET_errInvalidParameter, 'ctagSequence: not a number of elements');
  return Array.from({ length: ctagSequence }, (_, i) => sequenceNumber(rgtagSequence[i]));
}

function sequenceNumber(itag: unknown): number {
  return typeof itag === 'number' ? itag >>> 0 : fail(JET_errInvalidParameter, 'rgtagSequence: no number');
}
