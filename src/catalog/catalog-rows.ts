/**
 * Rows of the catalog, from what they say to the bytes of their records. What a row does not say is null in it.
 */
import { assert } from '../../errors/assert';
import { type ColumnSchema } from '../record/column';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { maxRecordBytes } from '../record/record-layout';
import { RecordBuilder } from '../record/record-builder';
import { STORE_DONE } from '../record/store-result';
import { CATALOG_COLUMNS, CATALOG_SCHEMA, type CatalogColumnName } from './catalog-columns';
import { ROW_COLUMN, ROW_INDEX, ROW_TABLE } from './catalog-row';
import { encodeName } from './name-bytes';

/** What a row says: numbers for numeric columns, bytes for the others. */
export interface NewCatalogRow {
  readonly ObjidTable: number;
  readonly Type: number;
  readonly Id: number;
  readonly ColtypOrPgnoFDP: number;
  readonly SpaceUsage: number;
  readonly Flags: number;
  readonly PagesOrLocale: number;
  /** True in table rows, which are the ones the index RootObjects has. */
  readonly RootFlag?: boolean;
  readonly RecordOffset?: number;
  readonly LCMapFlags?: number;
  readonly KeyMost?: number;
  readonly LVChunkMax?: number;
  readonly Name: string;
  readonly TemplateTable?: string;
  readonly DefaultValue?: Uint8Array;
  readonly KeyFldIDs?: Uint8Array;
  readonly VarSegMac?: Uint8Array;
  readonly ConditionalColumns?: Uint8Array;
  readonly TupleLimits?: Uint8Array;
  readonly Version?: Uint8Array;
  readonly SortID?: Uint8Array;
  readonly CallbackData?: Uint8Array;
  readonly CallbackDependencies?: Uint8Array;
  readonly SeparateLV?: Uint8Array;
  readonly SpaceHints?: Uint8Array;
  readonly SpaceDeferredLVHints?: Uint8Array;
  /** Without a NUL behind it. */
  readonly LocaleName?: string;
}

/** New values for some columns of a row; what is not mentioned stays. */
export type ChangedCatalogRow = Partial<Omit<NewCatalogRow, 'ObjidTable' | 'Type' | 'Id' | 'RootFlag'>>;

/** Every index has a locale and flags for mapping text, whether it has text or not. */
const DEFAULT_LOCALE = 'en-US';
const DEFAULT_LC_MAP_FLAGS = 0x30401;
/** Upper half of an index's flags: its segments take 4 bytes in the catalog. */
const LONG_SEGMENTS = 0x10000;
const BIT_TRUE = 0xff;

export function tableRow(
  table: { readonly name: string; readonly treeId: number; readonly rootPage: number },
  density: number,
  flags: number,
  pages: number,
): NewCatalogRow {
  return {
    ObjidTable: table.treeId,
    Type: ROW_TABLE,
    Id: table.treeId,
    ColtypOrPgnoFDP: table.rootPage,
    SpaceUsage: density,
    Flags: flags,
    PagesOrLocale: pages,
    RootFlag: true,
    Name: table.name,
  };
}

export function columnRow(tableId: number, column: ColumnSchema, flags: number): NewCatalogRow {
  return {
    ObjidTable: tableId,
    Type: ROW_COLUMN,
    Id: column.columnId,
    ColtypOrPgnoFDP: column.columnType,
    SpaceUsage: column.maxBytes,
    Flags: flags,
    PagesOrLocale: column.codePage,
    ...(column.kind === 'fixed' ? { RecordOffset: column.recordOffset } : {}),
    ...(column.defaultValue === null ? {} : { DefaultValue: column.defaultValue }),
    Name: column.name,
  };
}

/** The row of an index over `columnIds`, all ascending. */
export function indexRow(
  tableId: number,
  index: { readonly name: string; readonly treeId: number; readonly rootPage: number },
  flags: number,
  density: number,
  columnIds: readonly number[],
): NewCatalogRow {
  return {
    ObjidTable: tableId,
    Type: ROW_INDEX,
    Id: index.treeId,
    ColtypOrPgnoFDP: index.rootPage,
    SpaceUsage: density,
    Flags: flags | LONG_SEGMENTS,
    PagesOrLocale: 0,
    LCMapFlags: DEFAULT_LC_MAP_FLAGS,
    Name: index.name,
    KeyFldIDs: Uint8Array.from(columnIds.flatMap((id) => [0, 0, id & 0xff, id >> 8])),
    LocaleName: DEFAULT_LOCALE,
  };
}

/** Makes the records of catalog rows. */
export class CatalogRecordBuilder {
  readonly #builder: RecordBuilder;
  readonly #shape = { column: (columnId: number): ColumnSchema | undefined => CATALOG_SCHEMA.get(columnId) };
  readonly #number = new Uint8Array(4);

  constructor(pageBytes: number) {
    this.#builder = new RecordBuilder(pageBytes, maxRecordBytes(pageBytes, OLD_KEY_MOST));
  }

  /** The record of a row, in a buffer of its own. */
  build(row: NewCatalogRow): Uint8Array {
    this.#builder.startEmpty();
    return this.#take(row);
  }

  /** The record with some columns changed, in a buffer of its own. */
  change(record: Uint8Array, changes: ChangedCatalogRow): Uint8Array {
    this.#builder.startFrom(record, 0, record.length);
    return this.#take(changes);
  }

  #take(row: Partial<NewCatalogRow>): Uint8Array {
    for (const column of CATALOG_SCHEMA.values()) {
      const value = valueOf(row, column.name, this.#number);
      if (value !== null) this.#set(column, value);
    }
    const record = new Uint8Array(this.#builder.length);
    this.#builder.copyTo(record, 0);
    return record;
  }

  #set(column: ColumnSchema, value: Uint8Array): void {
    const builder = this.#builder;
    const { length } = value;
    const stored =
      column.kind === 'fixed'
        ? builder.setFixed(column, this.#shape, value, 0, column.maxBytes)
        : column.kind === 'variable'
          ? builder.setVariable(column, this.#shape, value, 0, length)
          : builder.setTagged(column, 1, 0, value, 0, length);
    assert(stored === STORE_DONE, `a row of the catalog has room for its ${column.name}`);
  }
}

const isCatalogColumn = (name: string): name is CatalogColumnName => name in CATALOG_COLUMNS;

/** The bytes of one column; `number` is where those of a number are put. */
function valueOf(row: Partial<NewCatalogRow>, name: string, number: Uint8Array): Uint8Array | null {
  if (!isCatalogColumn(name) || name === 'Stats') return null;
  const value = row[name];
  if (value === undefined) return null;
  if (typeof value === 'boolean') return Uint8Array.of(value ? BIT_TRUE : 0);
  if (typeof value === 'string')
    return name === 'LocaleName' ? Buffer.from(value, 'utf16le') : encodeName(value);
  if (typeof value !== 'number') return value;
  new DataView(number.buffer).setInt32(0, value, true);
  return number;
}
