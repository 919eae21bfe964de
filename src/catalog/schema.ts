/**
 * The schema as the catalog tells it: tables, their columns and indexes. Plain data, read once per table and shared
 * by every cursor on it. Columns are `ColumnSchema` (src/record/column.ts).
 */
import type { ColumnSchema } from '../record/column';
import type { CatalogRow } from './catalog-row';

/** One segment of an index key. */
export interface IndexColumn {
  /** The public id: a column of the template carries the highest bit. */
  readonly columnId: number;
  readonly isDescending: boolean;
}

/** A column that must be null, or must not be, for a row to have an entry. */
export interface IndexCondition {
  readonly columnId: number;
  readonly mustBeNull: boolean;
}

/** Limits of a tuple index, in characters (or bytes of binary columns). */
export interface TupleLimits {
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly toIndexMax: number;
  readonly increment: number;
  readonly start: number;
}

export interface IndexSchema {
  readonly name: string;
  readonly objectId: number;
  readonly rootPage: number;
  /** Lower half of the catalog's flags: IDB flags. */
  readonly flags: number;
  /** Upper half: IDX flags. */
  readonly moreFlags: number;
  readonly density: number;
  readonly localeName: string;
  readonly lcid: number;
  readonly lcMapFlags: number;
  readonly keyMost: number;
  /** Most bytes of one segment; equals `keyMost` unless the catalog says less. */
  readonly varSegMac: number;
  readonly columns: readonly IndexColumn[];
  readonly conditions: readonly IndexCondition[];
  readonly tupleLimits: TupleLimits | null;
  /** Defined and NLS version of the sort, as stored; null where no text is indexed. */
  readonly sortVersion: Uint8Array | null;
  readonly sortId: Uint8Array | null;
  readonly spaceHints: Uint8Array | null;
}

/** IDB flags of an index (catalog column Flags, lower half). */
export const INDEX_UNIQUE = 0x1;
export const INDEX_ALLOW_ALL_NULLS = 0x2;
export const INDEX_ALLOW_FIRST_NULL = 0x4;
export const INDEX_ALLOW_SOME_NULLS = 0x8;
export const INDEX_NO_NULL_SEGMENT = 0x10;
export const INDEX_PRIMARY = 0x20;
/** Somebody asked for the locale. */
export const INDEX_LOCALE_SET = 0x40;
export const INDEX_MULTI_VALUED = 0x80;
export const INDEX_TEMPLATE = 0x100;
export const INDEX_DERIVED = 0x200;
/** A segment is Unicode text. */
export const INDEX_LOCALIZED = 0x400;
export const INDEX_NULLS_HIGH = 0x800;
export const INDEX_CROSS_PRODUCT = 0x2000;
export const INDEX_DISALLOW_TRUNCATION = 0x4000;
export const INDEX_NESTED_TABLE = 0x8000;
/** IDX flags (upper half). */
/** The catalog describes a segment in 4 bytes. */
export const INDEX_LONG_SEGMENTS = 0x1;
export const INDEX_DOT_NET_GUID = 0x2;

/** Table flags (catalog column Flags of a table row). */
export const TABLE_SYSTEM = 0x80000000;
export const TABLE_FIXED_DDL = 0x40000000;
export const TABLE_TEMPLATE = 0x20000000;
export const TABLE_DERIVED = 0x10000000;

/** How far the ids of each kind of column and the fixed part of records reach; deleted columns keep their places. */
export interface ColumnSpace {
  readonly lastFixedId: number;
  readonly lastVariableId: number;
  readonly lastTaggedId: number;
  /** Where the next fixed column begins. */
  readonly fixedEnd: number;
}

export interface TableSchema {
  readonly name: string;
  readonly objectId: number;
  readonly rootPage: number;
  readonly flags: number;
  readonly initialPages: number;
  readonly density: number;
  readonly templateName: string;
  /** In the order of their ids, template columns first. */
  readonly columns: readonly ColumnSchema[];
  readonly columnSpace: ColumnSpace;
  /** Every index, the primary one included, in catalog order. */
  readonly indexes: readonly IndexSchema[];
  /** Null when rows lie in the order they were inserted. */
  readonly primaryIndex: IndexSchema | null;
  /** Root of the long-value tree; 0 while no value was ever separated. */
  readonly longValueRoot: number;
  readonly longValueId: number;
  /** Offset step of long-value chunks; 0 means the default of the page size. */
  readonly longValueChunk: number;
  /** Bytes above which a long value is separated; 0 means the default. */
  readonly separateThreshold: number;
  readonly spaceHints: Uint8Array | null;
  /** Rows of the callbacks registered in the catalog. */
  readonly callbacks: readonly CatalogRow[];
  /** Finds columns by folded name and by id. */
  columnByName(name: string): ColumnSchema | undefined;
  columnById(columnId: number): ColumnSchema | undefined;
  indexByName(name: string): IndexSchema | undefined;
}

const ASCII = /^[\x00-\x7f]*$/;

/** Names are compared as ESE does: ASCII letters without regard to case. */
export function foldName(name: string): string {
  return ASCII.test(name) ? name.toUpperCase() : name.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
