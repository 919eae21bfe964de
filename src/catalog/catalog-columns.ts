/**
 * The columns of the catalog itself. Every database has them with these ids, types and offsets, whatever its catalog says
 * of itself, in the order in which they are created: the order of the columns' history.
 */
import {
  JET_coltypBinary,
  JET_coltypBit,
  JET_coltypLong,
  JET_coltypLongBinary,
  JET_coltypShort,
  JET_coltypText,
  JET_coltypUnsignedShort,
} from '../../include/column-types';
import {
  type ColumnSchema,
  columnOptionsOf,
  fixedSizeOfType,
  isLongType,
  kindOfColumn,
} from '../record/column';
import { FIRST_VARIABLE_ID, RECORD_HEADER_BYTES, SHORT_VALUE_MOST } from '../record/record-layout';

export const NOT_NULL = 0x1;
const OPTIONAL = 0;
const WESTERN_CODE_PAGE = 1252;

interface CatalogColumn {
  readonly id: number;
  readonly type: number;
  readonly flags: number;
}

// prettier-ignore
export const CATALOG_COLUMNS = {
  ObjidTable:            { id: 1,   type: JET_coltypLong,          flags: NOT_NULL },
  Type:                  { id: 2,   type: JET_coltypShort,         flags: NOT_NULL },
  Id:                    { id: 3,   type: JET_coltypLong,          flags: NOT_NULL },
  Name:                  { id: 128, type: JET_coltypText,          flags: NOT_NULL },
  ColtypOrPgnoFDP:       { id: 4,   type: JET_coltypLong,          flags: NOT_NULL },
  SpaceUsage:            { id: 5,   type: JET_coltypLong,          flags: NOT_NULL },
  Flags:                 { id: 6,   type: JET_coltypLong,          flags: NOT_NULL },
  PagesOrLocale:         { id: 7,   type: JET_coltypLong,          flags: NOT_NULL },
  Stats:                 { id: 129, type: JET_coltypBinary,        flags: OPTIONAL },
  RootFlag:              { id: 8,   type: JET_coltypBit,           flags: OPTIONAL },
  TemplateTable:         { id: 130, type: JET_coltypText,          flags: OPTIONAL },
  RecordOffset:          { id: 9,   type: JET_coltypShort,         flags: OPTIONAL },
  DefaultValue:          { id: 131, type: JET_coltypBinary,        flags: OPTIONAL },
  KeyFldIDs:             { id: 132, type: JET_coltypBinary,        flags: OPTIONAL },
  VarSegMac:             { id: 133, type: JET_coltypBinary,        flags: OPTIONAL },
  ConditionalColumns:    { id: 134, type: JET_coltypBinary,        flags: OPTIONAL },
  LCMapFlags:            { id: 10,  type: JET_coltypLong,          flags: OPTIONAL },
  KeyMost:               { id: 11,  type: JET_coltypUnsignedShort, flags: OPTIONAL },
  TupleLimits:           { id: 135, type: JET_coltypBinary,        flags: OPTIONAL },
  Version:               { id: 136, type: JET_coltypBinary,        flags: OPTIONAL },
  SortID:                { id: 137, type: JET_coltypBinary,        flags: OPTIONAL },
  CallbackData:          { id: 256, type: JET_coltypLongBinary,    flags: OPTIONAL },
  CallbackDependencies:  { id: 257, type: JET_coltypLongBinary,    flags: OPTIONAL },
  SeparateLV:            { id: 258, type: JET_coltypLongBinary,    flags: OPTIONAL },
  SpaceHints:            { id: 259, type: JET_coltypLongBinary,    flags: OPTIONAL },
  SpaceDeferredLVHints:  { id: 260, type: JET_coltypLongBinary,    flags: OPTIONAL },
  LocaleName:            { id: 261, type: JET_coltypLongBinary,    flags: OPTIONAL },
  LVChunkMax:            { id: 12,  type: JET_coltypLong,          flags: OPTIONAL },
} as const satisfies Record<string, CatalogColumn>;

export type CatalogColumnName = keyof typeof CATALOG_COLUMNS;

/** The schema of each column as the record layer takes it, in the order of the columns' ids. */
export const CATALOG_SCHEMA: ReadonlyMap<number, ColumnSchema> = schemaOf(CATALOG_COLUMNS);

function schemaOf(columns: Readonly<Record<string, CatalogColumn>>): Map<number, ColumnSchema> {
  const schema = new Map<number, ColumnSchema>();
  let offset = RECORD_HEADER_BYTES;
  const inOrder = Object.entries(columns).sort(([, a], [, b]) => a.id - b.id);
  for (const [name, column] of inOrder) {
    schema.set(column.id, columnSchema(name, column.id, column.type, column.flags, offset));
    if (column.id < FIRST_VARIABLE_ID) offset += fixedSizeOfType(column.type) ?? 0;
  }
  return schema;
}

/** A column of a system table; `recordOffset` means something for fixed ones only. */
function columnSchema(
  name: string,
  columnId: number,
  columnType: number,
  flags: number,
  recordOffset: number,
): ColumnSchema {
  return {
    ...columnOptionsOf(flags),
    columnId,
    name,
    kind: kindOfColumn(columnId),
    columnType,
    maxBytes: catalogSizeOf(columnType),
    codePage: WESTERN_CODE_PAGE,
    isLongValue: isLongType(columnType),
    isDerived: false,
    recordOffset,
    defaultValue: null,
    callbackName: null,
    callbackData: null,
  };
}

/** As {@link columnSchema} without a code page: columns of system tables besides the catalog hold no text. */
export const plainColumn = (
  name: string,
  columnId: number,
  columnType: number,
  flags: number,
  recordOffset: number,
): ColumnSchema => ({ ...columnSchema(name, columnId, columnType, flags, recordOffset), codePage: 0 });

/** What the catalog says of the size of a column of a system table: long values have no limit of their own. */
function catalogSizeOf(columnType: number): number {
  return fixedSizeOfType(columnType) ?? (isLongType(columnType) ? 0 : SHORT_VALUE_MOST);
}
