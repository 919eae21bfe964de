/** Tables of the model: columns, indexes, rows and the entries that rows have in indexes. */
import { type KeyType, longOf, numberOf, segmentOf } from './keys';
import { ModelTree, type ModelTransaction } from './versions';

/** The values of a row by column, strings of bytes; no value is null. */
export interface Row {
  readonly [column: string]: readonly string[];
}

export interface ModelColumn {
  readonly name: string;
  readonly keyType: KeyType;
  readonly kind: 'fixed' | 'variable' | 'tagged';
  readonly isMultiValued?: boolean;
  readonly isLong?: boolean;
  readonly isAutoIncrement?: boolean;
  readonly isVersion?: boolean;
  readonly isEscrow?: boolean;
  readonly isRequired?: boolean;
  /** What a row has that was not given a value. */
  readonly standard?: string;
}

export interface Segment {
  readonly column: string;
  readonly isDescending: boolean;
}

export interface IndexDefinition {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly isPrimary?: boolean;
  readonly isUnique?: boolean;
  /** Rows with a null in the key have no entry. */
  readonly ignoresAnyNull?: boolean;
  /** Rows have an entry where the column is null, or is not. */
  readonly condition?: { readonly column: string; readonly isNull: boolean };
}

export interface TableDefinition {
  readonly columns: readonly ModelColumn[];
  readonly indexes: readonly IndexDefinition[];
}

export class ModelIndex {
  /** Keys of entries; where they may repeat with the key of the row after them. Values are keys of rows. */
  readonly entries = new ModelTree<string>((key) => key);

  constructor(
    readonly definition: IndexDefinition,
    readonly columns: ReadonlyMap<string, ModelColumn>,
  ) {}

  get isUnique(): boolean {
    return this.definition.isUnique === true;
  }

  /** The keys of the entries of a row, without the key of the row. */
  keysOf(row: Row): Set<string> {
    const { segments, condition, ignoresAnyNull } = this.definition;
    const keys = new Set<string>();
    if (condition !== undefined && (row[condition.column].length === 0) !== condition.isNull) return keys;
    const hasNull = segments.some(({ column }) => row[column].length === 0);
    if (ignoresAnyNull === true && hasNull) return keys;
    for (let number = 0; number < this.#keyCount(row); number++) keys.add(this.#keyOf(row, number));
    return keys;
  }

  /** The value of a column that an entry of a row was made of; null for none. */
  valueIn(row: Row, key: string, column: string): string | null {
    for (let number = 0; number < this.#keyCount(row); number++)
      if (this.#keyOf(row, number) === key) return this.#valueOf(row, column, number);
    throw new Error(`${this.definition.name} has no such entry of the row`);
  }

  has(column: string): boolean {
    const { segments, condition } = this.definition;
    return condition?.column === column || segments.some((segment) => segment.column === column);
  }

  /** The beginning of a key, from values for its first columns. */
  searchKey(values: readonly (string | null)[]): string {
    return values
      .map((value, i) => {
        const { column, isDescending } = this.definition.segments[i];
        return segmentOf(this.#typeOf(column), value, isDescending);
      })
      .join('');
  }

  /** How an entry is called in the tree. */
  nameOf(key: string, rowKey: string): string {
    return this.isUnique ? key : key + rowKey;
  }

  #keyCount(row: Row): number {
    const { segments } = this.definition;
    return Math.max(
      1,
      ...segments.map(({ column }) => (this.#isMultiValued(column) ? row[column].length : 1)),
    );
  }

  /** The key that a row has by values of this number. */
  #keyOf(row: Row, number: number): string {
    return this.definition.segments
      .map(({ column, isDescending }) =>
        segmentOf(this.#typeOf(column), this.#valueOf(row, column, number), isDescending),
      )
      .join('');
  }

  #valueOf(row: Row, column: string, number: number): string | null {
    return row[column][this.#isMultiValued(column) ? number : 0] ?? null;
  }

  #isMultiValued(column: string): boolean {
    return this.columns.get(column)?.isMultiValued === true;
  }

  #typeOf(column: string): KeyType {
    const found = this.columns.get(column);
    if (found === undefined) throw new Error(`no column ${column}`);
    return found.keyType;
  }
}

export class ModelTable {
  readonly columns: Map<string, ModelColumn>;
  readonly primary: ModelIndex;
  secondaries: ModelIndex[];
  readonly rows: ModelTree<Row>;
  /** The last number that was given out; null while nobody knows, after a start. */
  lastIncrement: number | null = 0;

  constructor(
    readonly name: string,
    columns: readonly ModelColumn[],
    indexes: readonly IndexDefinition[],
  ) {
    this.columns = new Map(columns.map((column) => [column.name, column]));
    const escrow = columns.find(({ isEscrow }) => isEscrow === true)?.name ?? '';
    this.rows = new ModelTree<Row>((row, delta) => ({
      ...row,
      [escrow]: [longOf(numberOf(row[escrow][0]) + delta)],
    }));
    const all = indexes.map((definition) => new ModelIndex(definition, this.columns));
    this.secondaries = all.filter(({ definition }) => definition.isPrimary !== true);
    const primary = all.find(({ definition }) => definition.isPrimary === true);
    if (primary === undefined) throw new Error(`${name} has no primary index`);
    this.primary = primary;
  }

  rowKey(row: Row): string {
    const [key] = this.primary.keysOf(row);
    return key;
  }

  get indexes(): ModelIndex[] {
    return [this.primary, ...this.secondaries];
  }

  /** Rows that are there already have the standard value of a new column. Names of columns are never used twice. */
  addColumn(column: ModelColumn, by: ModelTransaction): void {
    const values = column.standard === undefined ? [] : [column.standard];
    this.rows.amend((row) => (column.name in row ? row : { ...row, [column.name]: values }));
    this.columns.set(column.name, column);
    by.onRollback(() => void this.columns.delete(column.name));
  }

  deleteColumn(name: string, by: ModelTransaction): void {
    const column = this.column(name);
    this.columns.delete(name);
    by.onRollback(() => void this.columns.set(name, column));
  }

  /** An index with an entry for each key of the rows; false, and none, when it is unique and keys are not. */
  createIndex(definition: IndexDefinition, by: ModelTransaction): boolean {
    const index = new ModelIndex(definition, this.columns);
    for (let name = this.rows.first(by); name !== null; name = this.rows.after(name, false, by)) {
      const row = this.rows.seen(name, by);
      for (const key of row === undefined ? [] : index.keysOf(row))
        if (index.entries.insert(index.nameOf(key, name), name, by) !== 'done') return false;
    }
    this.#setSecondaries([...this.secondaries, index], by);
    return true;
  }

  deleteIndex(index: ModelIndex, by: ModelTransaction): void {
    this.#setSecondaries(
      this.secondaries.filter((other) => other !== index),
      by,
    );
  }

  #setSecondaries(secondaries: ModelIndex[], by: ModelTransaction): void {
    const before = this.secondaries;
    this.secondaries = secondaries;
    by.onRollback(() => void (this.secondaries = before));
  }

  column(name: string): ModelColumn {
    const column = this.columns.get(name);
    if (column === undefined) throw new Error(`no column ${name}`);
    return column;
  }

  columnWhere(has: (column: ModelColumn) => boolean | undefined): string | null {
    return [...this.columns.values()].find((column) => has(column) === true)?.name ?? null;
  }

  /** The greatest number that a column of a row has; nobody is in a transaction. */
  highest(column: string): number {
    return Math.max(0, ...this.rows.newestValues().map((row) => numberOf(row[column][0] ?? longOf(0))));
  }

  /** A row that has nothing but its standard values. */
  newRow(): Row {
    return Object.fromEntries(
      [...this.columns.values()].map(({ name, standard }) => [
        name,
        standard === undefined ? [] : [standard],
      ]),
    );
  }
}
