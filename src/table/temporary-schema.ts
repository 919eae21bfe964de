/**
 * The schema of a temporary table, made of the definitions of its columns. Columns have no names and no options but the
 * size of their values; those that are marked as parts of the key make its only index, in the order they are given in.
 *
 *   tagged: long, or said to be    fixed: of a fixed size, or said to be    variable: the others
 */
import {
  JET_errInvalidCodePage,
  JET_errInvalidColumnType,
  JET_errInvalidParameter,
  JET_errRecordTooBig,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_coltypMax, JET_coltypSLV } from '../../include/column-types';
import {
  JET_bitColumnFixed,
  JET_bitColumnTagged,
  JET_bitColumnTTDescending,
  JET_bitColumnTTKey,
} from '../../include/grbits/column-ddl';
import { JET_bitTTDotNetGuid, JET_bitTTSortNullsHigh } from '../../include/grbits/temporary-table';
import { JET_cbKeyMostMin, JET_ccolKeyMost } from '../../include/limits';
import { NO_COLUMNS, unlistedSchema } from '../catalog/build-schema';
import { placeColumn } from '../catalog/new-column';
import {
  INDEX_ALLOW_ALL_NULLS,
  INDEX_ALLOW_FIRST_NULL,
  INDEX_ALLOW_SOME_NULLS,
  INDEX_DOT_NET_GUID,
  INDEX_LOCALE_SET,
  INDEX_NULLS_HIGH,
  INDEX_PRIMARY,
  INDEX_UNIQUE,
  type IndexColumn,
  type IndexSchema,
  type TableSchema,
} from '../catalog/schema';
import {
  type ColumnSchema,
  columnOptionsOf,
  fixedSizeOfType,
  isLongType,
  isTextType,
} from '../record/column';
import { CODE_PAGE_UNICODE } from '../record/keys/key-shape';
import { maxRecordBytes, SHORT_VALUE_MOST } from '../record/record-layout';

interface TemporaryColumn {
  readonly columnType: number;
  readonly codePage: number;
  readonly maxBytes: number;
  readonly grbit: number;
}

/** What somebody asks for; that numbers are such has been looked at already. */
export interface TemporaryRequest {
  readonly columns: readonly TemporaryColumn[];
  readonly grbit: number;
  /** How text is compared. */
  readonly locale: { readonly name: string; readonly lcMapFlags: number; readonly isAsked: boolean };
  /** The most bytes of a key and of one segment; 0 for what is usual. */
  readonly keyMost: number;
  readonly segmentMost: number;
}

type KeyRequest = Omit<TemporaryRequest, 'locale'>;

/** Where the rows are. */
interface RowPlace {
  readonly rootPage: number;
  readonly objectId: number;
}

const CODE_PAGE_WESTERN = 1252;
const DENSITY = 100;

const has = (grbit: number, bit: number): boolean => (grbit & bit) !== 0;

/** Refuses limits that keys cannot have; `most` is what pages have room for. */
export function requireKeyLimits({ keyMost, segmentMost }: KeyRequest, most: number): void {
  if ((keyMost !== 0 && keyMost < JET_cbKeyMostMin) || keyMost > most)
    fail(JET_errInvalidParameter, `keys of ${keyMost} bytes`);
  if (segmentMost > (keyMost === 0 ? JET_cbKeyMostMin : keyMost))
    fail(JET_errInvalidParameter, `segments of ${segmentMost} bytes`);
}

/** Gives every column its id, in the order they are asked for in; a type need not be possible for that. */
export function placeColumns(columns: readonly TemporaryColumn[]): PlacedColumns {
  let space = NO_COLUMNS;
  const placed: ColumnSchema[] = [];
  for (const asked of columns) {
    const next = placeColumn(unplaced(asked), space, Infinity);
    placed.push(next.column);
    ({ space } = next);
  }
  return { columns: placed, space };
}

export interface PlacedColumns {
  readonly columns: readonly ColumnSchema[];
  readonly space: typeof NO_COLUMNS;
}

/** The schema of the table, with or without its index. */
export function temporarySchema(
  request: TemporaryRequest,
  placed: PlacedColumns,
  place: RowPlace,
  isIndexed: boolean,
): TableSchema {
  const segments = isIndexed ? segmentsOf(request, placed) : [];
  const index = segments.length === 0 ? null : indexOf(request, segments, place);
  return unlistedSchema({
    name: '',
    objectId: place.objectId,
    rootPage: place.rootPage,
    flags: 0,
    initialPages: 0,
    density: DENSITY,
    templateName: '',
    columns: [...placed.columns].sort((a, b) => a.columnId - b.columnId),
    columnSpace: placed.space,
    indexes: index === null ? [] : [index],
    primaryIndex: index,
    longValueRoot: 0,
    longValueId: 0,
    longValueChunk: 0,
    separateThreshold: 0,
    spaceHints: null,
    callbacks: [],
  });
}

/** Refuses types and code pages that there are not, and fixed columns that a record has no room for. */
export function requireColumns(
  request: KeyRequest,
  { columns, space }: PlacedColumns,
  pageBytes: number,
): void {
  for (const { columnType, codePage } of columns) {
    const isKnown = [0, CODE_PAGE_WESTERN, CODE_PAGE_UNICODE].includes(codePage);
    if (isTextType(columnType) && !isKnown) fail(JET_errInvalidCodePage, `code page ${codePage}`);
    if (columnType === 0 || columnType >= JET_coltypMax || columnType === JET_coltypSLV)
      fail(JET_errInvalidColumnType, `type ${columnType}`);
  }
  const keyMost = hasKey(request) ? request.keyMost || JET_cbKeyMostMin : null;
  if (space.fixedEnd > maxRecordBytes(pageBytes, keyMost))
    fail(JET_errRecordTooBig, `fixed columns end at ${space.fixedEnd}`);
}

/** Whether any column is part of the key. */
export const hasKey = ({ columns }: KeyRequest): boolean =>
  columns.some(({ grbit }) => has(grbit, JET_bitColumnTTKey));

function unplaced({ columnType, codePage, maxBytes, grbit }: TemporaryColumn): ColumnSchema {
  const fixedSize = fixedSizeOfType(columnType);
  const isLong = isLongType(columnType);
  const isText = isTextType(columnType);
  const shortMost = maxBytes === 0 ? SHORT_VALUE_MOST : Math.min(maxBytes, SHORT_VALUE_MOST);
  const isTagged = has(grbit, JET_bitColumnTagged) || isLong;
  const isFixed = fixedSize !== null || has(grbit, JET_bitColumnFixed);
  return {
    ...columnOptionsOf(0),
    columnId: 0,
    name: '',
    kind: isTagged ? 'tagged' : isFixed ? 'fixed' : 'variable',
    columnType,
    maxBytes: fixedSize ?? (isLong ? maxBytes : shortMost),
    codePage: isText ? (codePage === 0 ? CODE_PAGE_WESTERN : codePage) : 0,
    isLongValue: isLong,
    isDerived: false,
    recordOffset: 0,
    defaultValue: null,
    callbackName: null,
    callbackData: null,
  };
}

function segmentsOf(request: TemporaryRequest, { columns }: PlacedColumns): IndexColumn[] {
  const segments = request.columns.flatMap(({ grbit }, i) =>
    has(grbit, JET_bitColumnTTKey)
      ? [{ columnId: columns[i].columnId, isDescending: has(grbit, JET_bitColumnTTDescending) }]
      : [],
  );
  return segments.slice(0, JET_ccolKeyMost);
}

function indexOf(
  { grbit, locale, keyMost, segmentMost }: TemporaryRequest,
  columns: readonly IndexColumn[],
  { rootPage, objectId }: RowPlace,
): IndexSchema {
  const most = keyMost === 0 ? JET_cbKeyMostMin : keyMost;
  return {
    name: '',
    objectId,
    rootPage,
    flags:
      INDEX_PRIMARY |
      INDEX_UNIQUE |
      INDEX_ALLOW_ALL_NULLS |
      INDEX_ALLOW_FIRST_NULL |
      INDEX_ALLOW_SOME_NULLS |
      (locale.isAsked ? INDEX_LOCALE_SET : 0) |
      (has(grbit, JET_bitTTSortNullsHigh) ? INDEX_NULLS_HIGH : 0),
    moreFlags: has(grbit, JET_bitTTDotNetGuid) ? INDEX_DOT_NET_GUID : 0,
    density: DENSITY,
    localeName: locale.name,
    lcid: 0,
    lcMapFlags: locale.lcMapFlags,
    keyMost: most,
    varSegMac: segmentMost === 0 ? most : segmentMost,
    columns,
    conditions: [],
    tupleLimits: null,
    sortVersion: null,
    sortId: null,
    spaceHints: null,
  };
}
