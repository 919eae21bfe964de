/**
 * Rows of the catalog, from what they say to the bytes of their records. What a row does not say is null in it.
 */
import { assert } from '../../errors/assert';
import { type ColumnSchema, TEMPLATE_BIT } from '../record/column';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { maxRecordBytes } from '../record/record-layout';
import { RecordBuilder } from '../record/record-builder';
import { STORE_DONE } from '../record/store-result';
import { CATALOG_COLUMNS, CATALOG_SCHEMA, type CatalogColumnName } from './catalog-columns';
import { ROW_COLUMN, ROW_INDEX, ROW_TABLE } from './catalog-row';
import { encodeName } from './name-bytes';
import { INDEX_LONG_SEGMENTS, type IndexSchema, type TupleLimits } from './schema';

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
  readonly Stats?: Uint8Array;
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
const UPPER_HALF = 16;
const SEGMENT_DESCENDING = 0x40;
const SEGMENT_TEMPLATE = 0x80;
const SEGMENT_MUST_BE_NULL = 0x20;
const BIT_TRUE = 0xff;
const NUMBER_BYTES = 4;

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
    Flags: flags | (INDEX_LONG_SEGMENTS << UPPER_HALF),
    PagesOrLocale: 0,
    LCMapFlags: DEFAULT_LC_MAP_FLAGS,
    Name: index.name,
    KeyFldIDs: Uint8Array.from(columnIds.flatMap((id) => [0, 0, id & 0xff, id >> 8])),
    LocaleName: DEFAULT_LOCALE,
  };
}

/** The row of any index. */
export function describedIndexRow(tableId: number, index: IndexSchema): NewCatalogRow {
  const { keyMost, varSegMac, conditions, tupleLimits, sortVersion, sortId, spaceHints, localeName } = index;
  const segments = index.columns.flatMap(({ columnId, isDescending }) =>
    segmentBytes(columnId, isDescending ? SEGMENT_DESCENDING : 0),
  );
  return {
    ObjidTable: tableId,
    Type: ROW_INDEX,
    Id: index.objectId,
    ColtypOrPgnoFDP: index.rootPage,
    SpaceUsage: index.density,
    Flags: index.flags | (index.moreFlags << UPPER_HALF),
    PagesOrLocale: 0,
    LCMapFlags: index.lcMapFlags,
    Name: index.name,
    KeyFldIDs: Uint8Array.from(segments),
    ...(keyMost === OLD_KEY_MOST ? {} : { KeyMost: keyMost }),
    ...(varSegMac === keyMost ? {} : { VarSegMac: Uint8Array.of(varSegMac & 0xff, varSegMac >> 8) }),
    ...(conditions.length === 0 ? {} : { ConditionalColumns: conditionBytes(conditions) }),
    ...(tupleLimits === null ? {} : { TupleLimits: tupleBytes(tupleLimits) }),
    ...(sortVersion === null ? {} : { Version: sortVersion }),
    ...(sortId === null ? {} : { SortID: sortId }),
    ...(spaceHints === null ? {} : { SpaceHints: spaceHints }),
    ...(localeName === '' ? {} : { LocaleName: localeName }),
  };
}

/** `columnId` is the public id. */
function segmentBytes(columnId: number, flags: number): number[] {
  const isTemplate = columnId >= TEMPLATE_BIT;
  const id = isTemplate ? columnId - TEMPLATE_BIT : columnId;
  return [flags | (isTemplate ? SEGMENT_TEMPLATE : 0), 0, id & 0xff, id >> 8];
}

const conditionBytes = (conditions: IndexSchema['conditions']): Uint8Array =>
  Uint8Array.from(
    conditions.flatMap(({ columnId, mustBeNull }) =>
      segmentBytes(columnId, mustBeNull ? SEGMENT_MUST_BE_NULL : 0),
    ),
  );

function tupleBytes({ lengthMin, lengthMax, toIndexMax, increment, start }: TupleLimits): Uint8Array {
  const numbers = [lengthMin, lengthMax, toIndexMax, increment, start];
  const bytes = new Uint8Array(NUMBER_BYTES * numbers.length);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) view.setUint32(NUMBER_BYTES * i, number, true);
  return bytes;
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
  if (!isCatalogColumn(name)) return null;
  const value = row[name];
  if (value === undefined) return null;
  if (typeof value === 'boolean') return Uint8Array.of(value ? BIT_TRUE : 0);
  if (typeof value === 'string')
    return name === 'LocaleName' ? Buffer.from(value, 'utf16le') : encodeName(value);
  if (typeof value !== 'number') return value;
  new DataView(number.buffer).setInt32(0, value, true);
  return number;
}
