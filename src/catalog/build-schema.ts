/**
 * From catalog rows to a `TableSchema`. The rows of a derived table list only what it adds; columns and indexes of
 * its template come from the template's schema.
 */
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_coltypNil } from '../../include/column-types';
import {
  type ColumnSchema,
  columnOptionsOf,
  fixedSizeOfType,
  isLongType,
  kindOfColumn,
  TEMPLATE_BIT,
  toJetColumnId,
} from '../record/column';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { FIRST_TAGGED_ID, NO_VARIABLE_ID, RECORD_HEADER_BYTES } from '../record/record-layout';
import { CATALOG_SCHEMA } from './catalog-columns';
import { type CatalogRow, ROW_CALLBACK, ROW_COLUMN, ROW_INDEX, ROW_LONG_VALUE } from './catalog-row';
import { CATALOG_ID, SHADOW_ID } from './catalog-trees';
import {
  type ColumnSpace,
  foldName,
  INDEX_DERIVED,
  INDEX_PRIMARY,
  type IndexColumn,
  type IndexCondition,
  type IndexSchema,
  type TableSchema,
  type TupleLimits,
} from './schema';

const MOST_COLUMN_ID = 0xffff;
const SEGMENT_BYTES = 4;
const SEGMENT_DESCENDING = 0x40;
const SEGMENT_TEMPLATE = 0x80;
const SEGMENT_MUST_BE_NULL = 0x20;
/** The system tables whose catalog rows give placeholders instead of record offsets. */
const CATALOG_TABLES: readonly number[] = [CATALOG_ID, SHADOW_ID];

/** What belongs to a table, by kind. */
interface TableParts {
  readonly columns: ColumnSchema[];
  /** Columns that were deleted; their rows keep their ids and places. */
  readonly deletedColumns: CatalogRow[];
  readonly indexes: IndexSchema[];
  readonly longValues: CatalogRow[];
  readonly callbacks: CatalogRow[];
}

/** Builds the schema of one table from its row and all rows that belong to it, which are asked for once, one by one. */
export function buildTableSchema(
  table: CatalogRow,
  rows: Iterable<CatalogRow>,
  template: TableSchema | null,
): TableSchema {
  const parts: TableParts = {
    columns: [],
    deletedColumns: [],
    indexes: [],
    longValues: [],
    callbacks: [],
  };
  for (const row of rows) addPart(parts, row);
  const columns = CATALOG_TABLES.includes(table.id) ? parts.columns.map(placeInCatalog) : parts.columns;
  return new LoadedTable(factsOf(table, { ...parts, columns }, template));
}

function addPart(parts: TableParts, row: CatalogRow): void {
  if (row.type === ROW_COLUMN && row.columnTypeOrRoot === JET_coltypNil) parts.deletedColumns.push(row);
  else if (row.type === ROW_COLUMN) parts.columns.push(buildColumn(row));
  else if (row.type === ROW_INDEX) parts.indexes.push(buildIndex(row));
  else if (row.type === ROW_LONG_VALUE) parts.longValues.push(row);
  else if (row.type === ROW_CALLBACK) parts.callbacks.push(row);
}

/** What a schema says, without the ways to look it up. */
type SchemaFacts = Omit<TableSchema, 'columnByName' | 'columnById' | 'indexByName'>;

function factsOf(
  table: CatalogRow,
  { columns, deletedColumns, indexes, longValues, callbacks }: TableParts,
  template: TableSchema | null,
): SchemaFacts {
  const inherited = (template?.columns ?? []).map((column) => ({ ...column, isDerived: true }));
  return {
    name: table.name,
    objectId: table.id,
    rootPage: table.columnTypeOrRoot,
    flags: table.flags,
    initialPages: table.pagesOrLocale,
    density: table.spaceUsage,
    templateName: table.templateOrCallback,
    columnSpace: spaceOf(template, columns, deletedColumns),
    columns: inherited.length === 0 ? columns : [...inherited, ...columns],
    indexes,
    primaryIndex:
      indexes.find((index) => (index.flags & INDEX_PRIMARY) !== 0) ?? inheritedPrimary(template, table),
    longValueRoot: longValues[0]?.columnTypeOrRoot ?? 0,
    longValueId: longValues[0]?.id ?? 0,
    longValueChunk: table.chunkMax,
    separateThreshold: firstUint32(table.separateLongValue),
    spaceHints: table.spaceHints,
    callbacks,
  };
}

/** The schema of a table that no catalog lists. */
export const unlistedSchema = (facts: SchemaFacts): TableSchema => new LoadedTable(facts);

/** The schema of a table that one more column was added to. */
export function extendSchema(
  schema: TableSchema,
  column: ColumnSchema,
  columnSpace: ColumnSpace,
): TableSchema {
  const { columns } = schema;
  const isBehind = (other: ColumnSchema): boolean => !other.isDerived && other.columnId > column.columnId;
  const at = columns.findIndex(isBehind);
  const place = at < 0 ? columns.length : at;
  const all = [...columns.slice(0, place), column, ...columns.slice(place)];
  return new LoadedTable({ ...schema, columns: all, columnSpace });
}

class LoadedTable implements TableSchema {
  readonly name: string;
  readonly objectId: number;
  readonly rootPage: number;
  readonly flags: number;
  readonly initialPages: number;
  readonly density: number;
  readonly templateName: string;
  readonly columns: readonly ColumnSchema[];
  readonly columnSpace: ColumnSpace;
  readonly indexes: readonly IndexSchema[];
  readonly primaryIndex: IndexSchema | null;
  readonly longValueRoot: number;
  readonly longValueId: number;
  readonly longValueChunk: number;
  readonly separateThreshold: number;
  readonly spaceHints: Uint8Array | null;
  readonly callbacks: readonly CatalogRow[];
  readonly #own: ColumnSchema[] = [];
  readonly #inherited: ColumnSchema[] = [];
  readonly #byName = new Map<string, ColumnSchema>();
  readonly #indexByName = new Map<string, IndexSchema>();

  constructor(facts: SchemaFacts) {
    this.name = facts.name;
    this.objectId = facts.objectId;
    this.rootPage = facts.rootPage;
    this.flags = facts.flags;
    this.initialPages = facts.initialPages;
    this.density = facts.density;
    this.templateName = facts.templateName;
    this.columns = facts.columns;
    this.columnSpace = facts.columnSpace;
    this.indexes = facts.indexes;
    this.primaryIndex = facts.primaryIndex;
    this.longValueRoot = facts.longValueRoot;
    this.longValueId = facts.longValueId;
    this.longValueChunk = facts.longValueChunk;
    this.separateThreshold = facts.separateThreshold;
    this.spaceHints = facts.spaceHints;
    this.callbacks = facts.callbacks;
    for (const column of this.columns) {
      (column.isDerived ? this.#inherited : this.#own)[column.columnId] = column;
      this.#byName.set(foldName(column.name), column);
    }
    for (const index of this.indexes) this.#indexByName.set(foldName(index.name), index);
  }

  columnByName(name: string): ColumnSchema | undefined {
    return this.#byName.get(foldName(name));
  }

  /** `columnId` is the public id: columns of the template carry the highest bit. */
  columnById(columnId: number): ColumnSchema | undefined {
    if (columnId < TEMPLATE_BIT) return this.#own[columnId];
    const own = this.#own[columnId - TEMPLATE_BIT];
    return this.#inherited[columnId - TEMPLATE_BIT] ?? (own?.templateColumn === true ? own : undefined);
  }

  indexByName(name: string): IndexSchema | undefined {
    return this.#indexByName.get(foldName(name));
  }
}

/** A derived table without a primary index of its own uses its template's definition on its own tree. */
function inheritedPrimary(template: TableSchema | null, table: CatalogRow): IndexSchema | null {
  const index = template?.primaryIndex;
  if (index === null || index === undefined) return null;
  return {
    ...index,
    flags: index.flags | INDEX_DERIVED,
    rootPage: table.columnTypeOrRoot,
    objectId: table.id,
  };
}

function buildColumn(row: CatalogRow): ColumnSchema {
  const columnId = row.id;
  if (columnId < 1 || columnId > MOST_COLUMN_ID)
    return fail(JET_errCatalogCorrupted, `column id ${columnId}`);
  const options = columnOptionsOf(row.flags);
  // Spelt out, and not spread: an object that is spread into takes ten times the memory, and tables have many columns.
  return {
    notNull: options.notNull,
    version: options.version,
    autoIncrement: options.autoIncrement,
    multiValued: options.multiValued,
    hasDefault: options.hasDefault,
    escrow: options.escrow,
    finalize: options.finalize,
    userDefinedDefault: options.userDefinedDefault,
    templateColumn: options.templateColumn,
    deleteOnZero: options.deleteOnZero,
    primaryIndexPlaceholder: options.primaryIndexPlaceholder,
    compressed: options.compressed,
    encrypted: options.encrypted,
    columnId,
    name: row.name,
    kind: kindOfColumn(columnId),
    columnType: row.columnTypeOrRoot,
    maxBytes: fixedSizeOfType(row.columnTypeOrRoot) ?? row.spaceUsage,
    codePage: row.pagesOrLocale,
    isLongValue: isLongType(row.columnTypeOrRoot),
    isDerived: false,
    recordOffset: row.recordOffset,
    defaultValue: options.hasDefault ? row.defaultValue : null,
    callbackName: options.userDefinedDefault ? row.templateOrCallback : null,
    callbackData: row.callbackData,
  };
}

/** The rows of the catalog about itself give placeholders for offsets. */
const placeInCatalog = (column: ColumnSchema): ColumnSchema => ({
  ...column,
  recordOffset: CATALOG_SCHEMA.get(column.columnId)?.recordOffset ?? column.recordOffset,
});

/** Fixed and variable columns of a derived table go on behind those of its template; tagged ones begin anew. */
function spaceOf(
  template: TableSchema | null,
  columns: readonly ColumnSchema[],
  deleted: readonly CatalogRow[],
): ColumnSpace {
  let { lastFixedId, lastVariableId, fixedEnd } = template?.columnSpace ?? NO_COLUMNS;
  let { lastTaggedId } = NO_COLUMNS;
  const add = (columnId: number, columnEnd: number): void => {
    const kind = kindOfColumn(columnId);
    if (kind === 'tagged') lastTaggedId = Math.max(lastTaggedId, columnId);
    else if (kind === 'variable') lastVariableId = Math.max(lastVariableId, columnId);
    else {
      lastFixedId = Math.max(lastFixedId, columnId);
      fixedEnd = Math.max(fixedEnd, columnEnd);
    }
  };
  for (const { columnId, recordOffset, maxBytes } of columns) add(columnId, recordOffset + maxBytes);
  for (const { id, recordOffset, spaceUsage } of deleted) add(id, recordOffset + spaceUsage);
  return { lastFixedId, lastVariableId, lastTaggedId, fixedEnd };
}

export const NO_COLUMNS: ColumnSpace = {
  lastFixedId: 0,
  lastVariableId: NO_VARIABLE_ID,
  lastTaggedId: FIRST_TAGGED_ID - 1,
  fixedEnd: RECORD_HEADER_BYTES,
};

function buildIndex(row: CatalogRow): IndexSchema {
  const keyMost = row.keyMost === 0 ? OLD_KEY_MOST : row.keyMost;
  return {
    name: row.name,
    objectId: row.id,
    rootPage: row.columnTypeOrRoot,
    flags: row.flags & 0xffff,
    moreFlags: row.flags >>> 16,
    density: row.spaceUsage,
    localeName: row.localeName === null ? '' : Buffer.from(row.localeName).toString('utf16le'),
    lcid: row.pagesOrLocale,
    lcMapFlags: row.lcMapFlags,
    keyMost,
    varSegMac:
      row.varSegMac === null || row.varSegMac.length < 2
        ? keyMost
        : row.varSegMac[0] | (row.varSegMac[1] << 8),
    columns: segmentsOf(row.keyColumns).map(toIndexColumn),
    conditions: segmentsOf(row.conditions).map(toCondition),
    tupleLimits: tupleLimitsOf(row.tupleLimits),
    sortVersion: row.version,
    sortId: row.sortId,
    spaceHints: row.spaceHints,
  };
}

interface Segment {
  readonly flags: number;
  readonly columnId: number;
}

function segmentsOf(bytes: Uint8Array | null): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; bytes !== null && at + SEGMENT_BYTES <= bytes.length; at += SEGMENT_BYTES)
    segments.push({ flags: bytes[at], columnId: bytes[at + 2] | (bytes[at + 3] << 8) });
  return segments;
}

const isTemplate = (segment: Segment): boolean => (segment.flags & SEGMENT_TEMPLATE) !== 0;

const toIndexColumn = (segment: Segment): IndexColumn => ({
  columnId: toJetColumnId(segment.columnId, isTemplate(segment)),
  isDescending: (segment.flags & SEGMENT_DESCENDING) !== 0,
});

const toCondition = (segment: Segment): IndexCondition => ({
  columnId: toJetColumnId(segment.columnId, isTemplate(segment)),
  mustBeNull: (segment.flags & SEGMENT_MUST_BE_NULL) !== 0,
});

/** u32 each: least and greatest length, last position indexed, and in newer files increment and start. */
function tupleLimitsOf(bytes: Uint8Array | null): TupleLimits | null {
  if (bytes === null || bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    lengthMin: view.getUint32(0, true),
    lengthMax: view.getUint32(4, true),
    toIndexMax: view.getUint32(8, true),
    increment: bytes.length >= 16 ? view.getUint32(12, true) : 1,
    start: bytes.length >= 20 ? view.getUint32(16, true) : 0,
  };
}

function firstUint32(bytes: Uint8Array | null): number {
  if (bytes === null || bytes.length < 4) return 0;
  return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
}
