/**
 * What changing rows needs to know of a table's schema, worked out once: per column how it is stored and which indexes
 * it takes part in, per table the record that a new row begins with.
 *
 * Invariants
 *  1. A plan belongs to one schema; when the table gets another one, it gets another plan.
 *  2. Every secondary index has a bit of its own in the masks; the primary one has PRIMARY_BIT.
 */
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { INDEX_PRIMARY, type IndexSchema, type TableSchema } from '../catalog/schema';
import { type ColumnSchema, type RecordShape, toJetColumnId } from '../record/column';
import { FIRST_TAGGED_ID, FIRST_VARIABLE_ID, maxRecordBytes, NO_VARIABLE_ID } from '../record/record-layout';
import type { RecordBuilder } from '../record/record-builder';
import { ColumnReader } from './column-reader';
import { RowKeys } from './row-keys';
import type { Table } from './table';

/** How a column is stored. */
export const STORED_FIXED = 0;
export const STORED_VARIABLE = 1;
const STORED_TAGGED = 2;
export const STORED_LONG = 3;

const MASK_BITS = 32;
const NO_BYTES = new Uint8Array(0);

export class ColumnPlan {
  readonly storage: number;
  /** The secondary indexes whose keys or conditions the column is in: bit n of the lower half for index n, and so on. */
  lowerIndexes = 0;
  upperIndexes = 0;
  isInPrimaryKey = false;

  constructor(
    readonly column: ColumnSchema,
    /** The id that callers know. */
    readonly publicId: number,
  ) {
    const { kind, isLongValue } = column;
    if (kind === 'tagged') this.storage = isLongValue ? STORED_LONG : STORED_TAGGED;
    else this.storage = kind === 'fixed' ? STORED_FIXED : STORED_VARIABLE;
  }
}

/** A secondary index, and the bits by which columns name it. */
interface SecondaryPlan {
  readonly index: IndexSchema;
  readonly keys: RowKeys;
  readonly lowerBit: number;
  readonly upperBit: number;
}

export class RowPlan implements RecordShape {
  readonly schema: TableSchema;
  readonly primary: RowKeys | null;
  readonly secondaries: readonly SecondaryPlan[];
  /** Columns that must have a value and have no default. */
  readonly required: readonly ColumnPlan[];
  readonly longColumns: readonly ColumnSchema[];
  readonly autoIncrement: ColumnPlan | null;
  readonly version: ColumnPlan | null;
  /** The most bytes of a record. */
  readonly recordMost: number;
  /** Reads values of records for keys. */
  readonly reader: ColumnReader;
  readonly #byPublicId = new Map<number, ColumnPlan>();
  readonly #byNumber: (ColumnSchema | undefined)[] = [];
  readonly #lastDefaultFixed: number;
  readonly #lastDefaultVariable: number;
  #newRecord: Uint8Array = NO_BYTES;

  constructor(readonly table: Table) {
    const { schema } = table;
    this.schema = schema;
    this.reader = new ColumnReader(table);
    for (const column of schema.columns) this.#add(column);
    const plans = [...this.#byPublicId.values()];
    const { primaryIndex } = schema;
    this.primary = primaryIndex === null ? null : new RowKeys(table, primaryIndex, this.reader);
    this.secondaries = schema.indexes
      .filter((index) => (index.flags & INDEX_PRIMARY) === 0)
      .map((index, number) => this.#planIndex(index, number));
    this.required = plans.filter(
      ({ column }) => (column.notNull || column.autoIncrement) && !column.hasDefault,
    );
    this.longColumns = schema.columns.filter((column) => column.isLongValue && column.kind === 'tagged');
    this.autoIncrement = plans.find(({ column }) => column.autoIncrement) ?? null;
    this.version = plans.find(({ column }) => column.version) ?? null;
    this.recordMost = maxRecordBytes(table.file.slab.pageBytes, primaryIndex?.keyMost ?? null);
    this.#lastDefaultFixed = this.#lastDefault(0, FIRST_VARIABLE_ID);
    this.#lastDefaultVariable = this.#lastDefault(NO_VARIABLE_ID, FIRST_TAGGED_ID);
    for (const { columnId } of primaryIndex?.columns ?? []) this.#require(columnId).isInPrimaryKey = true;
  }

  get hasLongColumns(): boolean {
    return this.longColumns.length > 0;
  }

  /** The column with the id that callers know. */
  find(publicId: number): ColumnPlan | undefined {
    return this.#byPublicId.get(publicId);
  }

  /** A fixed or variable column by its number. */
  column(columnId: number): ColumnSchema | undefined {
    return this.#byNumber[columnId];
  }

  /** Begins the record of a new row: default values of fixed and variable columns. */
  startRecord(builder: RecordBuilder): void {
    if (this.#newRecord.length > 0) {
      builder.startFromSound(this.#newRecord, 0, this.#newRecord.length);
      return;
    }
    builder.startWithDefaults(this, this.#lastDefaultFixed, this.#lastDefaultVariable);
    this.#newRecord = builder.bytes.slice(0, builder.length);
  }

  #add(column: ColumnSchema): void {
    const publicId = toJetColumnId(column.columnId, column.templateColumn);
    this.#byPublicId.set(publicId, new ColumnPlan(column, publicId));
    if (column.kind !== 'tagged') this.#byNumber[column.columnId] = column;
  }

  #planIndex(index: IndexSchema, number: number): SecondaryPlan {
    const lowerBit = number < MASK_BITS ? 1 << number : 0;
    const upperBit = number < MASK_BITS ? 0 : 1 << (number - MASK_BITS);
    for (const { columnId } of [...index.columns, ...index.conditions]) {
      const plan = this.#byPublicId.get(columnId);
      if (plan === undefined) continue;
      plan.lowerIndexes |= lowerBit;
      plan.upperIndexes |= upperBit;
    }
    return { index, keys: new RowKeys(this.table, index, this.reader), lowerBit, upperBit };
  }

  #require(publicId: number): ColumnPlan {
    return (
      this.#byPublicId.get(publicId) ??
      fail(JET_errCatalogCorrupted, `the primary key of ${this.schema.name} names column ${publicId}`)
    );
  }

  /** The highest number below `end` of a column that has a default, `none` if there is none. */
  #lastDefault(none: number, end: number): number {
    for (let id = end - 1; id > none; id--) {
      const column = this.#byNumber[id];
      if (column !== undefined && column.defaultValue !== null && !column.userDefinedDefault) return id;
    }
    return none;
  }
}
