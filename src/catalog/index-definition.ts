/**
 * An index that is to be created: whether what is asked for can be, and what the catalog will say of it.
 *
 *   asked for ── defineIndex ──▶ an index without a tree and a place
 *
 * The order in which things are refused is that of the engine: options, key, hints of space, segments, locale, parts,
 * columns, conditions.
 *
 * Key: a sign and a name for each segment, each ended by NUL, and one more NUL: "+a\0-b\0\0".
 */
import {
  JET_errCannotIndex,
  JET_errCannotIndexOnEncryptedColumn,
  JET_errColumnNotFound,
  JET_errIndexInvalidDef,
  JET_errIndexTuplesInvalidLimits,
  JET_errIndexTuplesNonUniqueOnly,
  JET_errIndexTuplesSecondaryIndexOnly,
  JET_errIndexTuplesTextBinaryColumnsOnly,
  JET_errIndexTuplesVarSegMacNotAllowed,
  JET_errInvalidGrbit,
  JET_errInvalidLanguageId,
  JET_errInvalidParameter,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitIndexColumnMustBeNonNull,
  JET_bitIndexColumnMustBeNull,
  JET_bitIndexCrossProduct,
  JET_bitIndexDisallowNull,
  JET_bitIndexDisallowTruncation,
  JET_bitIndexDotNetGuid,
  JET_bitIndexEmpty,
  JET_bitIndexIgnoreAnyNull,
  JET_bitIndexIgnoreFirstNull,
  JET_bitIndexIgnoreNull,
  JET_bitIndexKeyMost,
  JET_bitIndexNestedTable,
  JET_bitIndexPrimary,
  JET_bitIndexSortNullsHigh,
  JET_bitIndexTupleLimits,
  JET_bitIndexTuples,
  JET_bitIndexUnicode,
  JET_bitIndexUnique,
} from '../../include/grbits/index-ddl';
import { JET_cbKeyMostMin, JET_ccolKeyMost } from '../../include/limits';
import type { JET_SPACEHINTS } from '../../include/structs/index-ddl';
import { findLocale } from '../record/collation/locales';
import { currentSortVersion, sortGuidOf } from '../record/collation/sort-version';
import { requireLCMapFlags } from '../record/collation/sorter';
import { type ColumnSchema, isBinaryType, isTextType, toJetColumnId } from '../record/column';
import {
  CODE_PAGE_UNICODE,
  type IndexKeyShape,
  keySegmentOf,
  OLD_KEY_MOST,
  primaryShapeOf,
} from '../record/keys/key-shape';
import {
  INDEX_ALLOW_ALL_NULLS,
  INDEX_ALLOW_FIRST_NULL,
  INDEX_ALLOW_SOME_NULLS,
  INDEX_CROSS_PRODUCT,
  INDEX_DISALLOW_TRUNCATION,
  INDEX_DOT_NET_GUID,
  INDEX_LOCALE_SET,
  INDEX_LOCALIZED,
  INDEX_LONG_SEGMENTS,
  INDEX_MULTI_VALUED,
  INDEX_NESTED_TABLE,
  INDEX_NO_NULL_SEGMENT,
  INDEX_NULLS_HIGH,
  INDEX_PRIMARY,
  INDEX_TEMPLATE,
  INDEX_UNIQUE,
  type IndexCondition,
  type IndexSchema,
  TABLE_TEMPLATE,
  type TableSchema,
  type TupleLimits,
} from './schema';
import { checkedHints, initialPages, storedHints } from './space-hints';

/** What somebody asks for; that names and numbers are such has been looked at already. */
export interface IndexRequest {
  readonly name: string;
  /** The key, NULs included. */
  readonly key: string;
  readonly grbit: number;
  /** The locale and flags for text; they count where the options say so. Flags of 0 are the default ones. */
  readonly localeName: string;
  readonly lcMapFlags: number;
  /** The most bytes of a segment; 0 for no limit of its own. */
  readonly segmentMost: number;
  readonly keyMost: number;
  readonly tupleLimits: TupleLimits | null;
  readonly conditions: readonly { readonly name: string; readonly grbit: number }[];
  readonly spaceHints: JET_SPACEHINTS;
}

/** What holds where a request says nothing. */
interface IndexDefaults {
  readonly localeName: string;
  readonly lcMapFlags: number;
  readonly tupleLimits: TupleLimits;
}

export interface IndexSurroundings {
  readonly defaults: IndexDefaults;
  readonly pageBytes: number;
  /** The format version of the database. */
  readonly updateMajor: number;
}

/** An index without a tree; its pages are those that the tree begins with. */
export interface IndexDefinition {
  readonly index: IndexSchema;
  readonly pages: number;
}

/** The first format that has indexes over upper-cased text. */
const FIRST_WITH_UPPER_CASE = 50;
const LCMAP_SORTKEY = 0x400;
const SMALL_KEY_MOST: Readonly<Record<number, number>> = { 2048: 500, 4096: 1000 };
const KEY_MOST = 2000;
const TUPLE_LENGTH_LEAST = 2;
const TUPLE_LENGTH_MOST = 255;
const TUPLE_NUMBER_MOST = 0xffff;
const TUPLES_MOST = 0x7fff;
const NO_START = 0xffffffff;

const has = (grbit: number, bit: number): boolean => (grbit & bit) !== 0;

export function defineIndex(
  request: IndexRequest,
  table: TableSchema,
  surroundings: IndexSurroundings,
): IndexDefinition {
  const { defaults, pageBytes } = surroundings;
  const keyMost = keyMostOf(request, pageBytes);
  refuseOptions(request);
  requireKeyForm(request.key);
  const hints = checkedHints(request.spaceHints, pageBytes);
  const segments = segmentsOf(request.key);
  const isCustom = has(request.grbit, JET_bitIndexTupleLimits);
  const varSegMac = isCustom || request.segmentMost === 0 ? keyMost : request.segmentMost;
  if (varSegMac > keyMost) fail(JET_errIndexInvalidDef, `segments of ${varSegMac} bytes in ${keyMost}`);
  const locale = localeOf(request, surroundings);
  const tupleLimits = tupleLimitsOf(request, defaults.tupleLimits, varSegMac < keyMost);
  const columns = segments.map(({ name }, i) => indexableColumn(request, table, name, i));
  const isLocalized = columns.some(isUnicode);
  const index: IndexSchema = {
    name: request.name,
    objectId: 0,
    rootPage: 0,
    flags: flagsOf(request.grbit) | locale.flag | tableFlags(table) | columnFlags(columns),
    moreFlags: INDEX_LONG_SEGMENTS | (has(request.grbit, JET_bitIndexDotNetGuid) ? INDEX_DOT_NET_GUID : 0),
    density: hints.ulInitialDensity,
    localeName: locale.name,
    lcid: 0,
    lcMapFlags: locale.lcMapFlags,
    ...(has(request.grbit, JET_bitIndexPrimary)
      ? primaryLimits(columns, keyMost, varSegMac)
      : { keyMost, varSegMac }),
    columns: columns.map((column, i) => ({
      columnId: toJetColumnId(column.columnId, column.templateColumn),
      isDescending: segments[i].isDescending,
    })),
    conditions: conditionsOf(request, table),
    tupleLimits,
    sortVersion: isLocalized ? currentSortVersion() : null,
    sortId: isLocalized ? sortGuidOf(locale.name) : null,
    spaceHints: storedHints(hints, 'cbInitial'),
  };
  return { index, pages: initialPages(hints, pageBytes) };
}

function keyMostOf({ grbit, keyMost }: IndexRequest, pageBytes: number): number {
  if (!has(grbit, JET_bitIndexKeyMost)) return OLD_KEY_MOST;
  const most = SMALL_KEY_MOST[pageBytes] ?? KEY_MOST;
  return keyMost >= JET_cbKeyMostMin && keyMost <= most
    ? keyMost
    : fail(JET_errIndexInvalidDef, `keys of ${keyMost} bytes`);
}

function refuseOptions({ name, grbit, conditions, tupleLimits }: IndexRequest): void {
  const isPrimary = has(grbit, JET_bitIndexPrimary);
  const ignored = JET_bitIndexIgnoreNull | JET_bitIndexIgnoreAnyNull | JET_bitIndexIgnoreFirstNull;
  if (isPrimary && has(grbit, ignored)) fail(JET_errInvalidGrbit, `${name}: a primary index has every row`);
  if (has(grbit, JET_bitIndexCrossProduct) && has(grbit, JET_bitIndexNestedTable))
    fail(JET_errInvalidGrbit, `${name}: values are crossed or nested`);
  if (isPrimary && conditions.length > 0) fail(JET_errIndexInvalidDef, `${name}: conditions`);
  if (has(grbit, JET_bitIndexEmpty) && !has(grbit, JET_bitIndexIgnoreAnyNull))
    fail(JET_errInvalidGrbit, `${name}: only an index without nulls can begin empty`);
  if (has(grbit, JET_bitIndexTupleLimits) && tupleLimits === null)
    fail(JET_errIndexInvalidDef, `${name}: no limits of tuples`);
}

function requireKeyForm(key: string): void {
  if (key === '') fail(JET_errInvalidParameter, 'no key');
  if (!/^[+-]/.test(key) || !key.endsWith('\0\0')) fail(JET_errIndexInvalidDef, `key ${JSON.stringify(key)}`);
}

function segmentsOf(key: string): { readonly name: string; readonly isDescending: boolean }[] {
  const parts = key.slice(0, -2).split('\0');
  if (parts.includes('') || parts.length > JET_ccolKeyMost)
    fail(JET_errIndexInvalidDef, `key ${JSON.stringify(key)}`);
  return parts.map((part) => ({
    name: part.replace(/^[+-]/, ''),
    isDescending: part.startsWith('-'),
  }));
}

interface IndexLocale {
  readonly name: string;
  readonly lcMapFlags: number;
  readonly flag: number;
}

function localeOf(request: IndexRequest, { defaults, updateMajor }: IndexSurroundings): IndexLocale {
  if (!has(request.grbit, JET_bitIndexUnicode))
    return { name: defaults.localeName, lcMapFlags: defaults.lcMapFlags | LCMAP_SORTKEY, flag: 0 };
  const { localeName } = request;
  if (findLocale(localeName) === null) fail(JET_errInvalidLanguageId, `locale ${localeName}`);
  const asked = request.lcMapFlags === 0 ? defaults.lcMapFlags : request.lcMapFlags;
  const lcMapFlags = requireLCMapFlags(asked, updateMajor >= FIRST_WITH_UPPER_CASE);
  return { name: localeName, lcMapFlags, flag: INDEX_LOCALE_SET };
}

/** 0 asks for what is usual, in limits of a request and in parameters alike. */
function tupleLimitsOf(
  request: IndexRequest,
  defaults: TupleLimits,
  areSegmentsLimited: boolean,
): TupleLimits | null {
  const { grbit, name } = request;
  const isCustom = has(grbit, JET_bitIndexTupleLimits);
  if (!isCustom && !has(grbit, JET_bitIndexTuples)) return null;
  if (has(grbit, JET_bitIndexPrimary)) fail(JET_errIndexTuplesSecondaryIndexOnly, name);
  if (has(grbit, JET_bitIndexUnique)) fail(JET_errIndexTuplesNonUniqueOnly, name);
  if (areSegmentsLimited) fail(JET_errIndexTuplesVarSegMacNotAllowed, name);
  const asked = (isCustom ? request.tupleLimits : null) ?? defaults;
  const { start } = asked;
  const limits: TupleLimits = {
    lengthMin: asked.lengthMin || USUAL_TUPLES.lengthMin,
    lengthMax: asked.lengthMax || USUAL_TUPLES.lengthMax,
    toIndexMax: asked.toIndexMax || USUAL_TUPLES.toIndexMax,
    increment: asked.increment || USUAL_TUPLES.increment,
    start: start === NO_START ? 0 : start,
  };
  const isPossible =
    Object.values(limits).every((limit) => limit <= TUPLE_NUMBER_MOST) &&
    limits.lengthMin >= TUPLE_LENGTH_LEAST &&
    limits.lengthMin <= limits.lengthMax &&
    limits.lengthMax <= TUPLE_LENGTH_MOST &&
    limits.toIndexMax <= TUPLES_MOST;
  return isPossible ? limits : fail(JET_errIndexTuplesInvalidLimits, name);
}

const USUAL_TUPLES: TupleLimits = { lengthMin: 3, lengthMax: 10, toIndexMax: 0x7fff, increment: 1, start: 0 };

function indexableColumn(
  { name: indexName, grbit }: IndexRequest,
  table: TableSchema,
  name: string,
  segment: number,
): ColumnSchema {
  const column = table.columnByName(name);
  if (column === undefined) return fail(JET_errColumnNotFound, `${indexName}: ${name}`);
  if (column.encrypted) fail(JET_errCannotIndexOnEncryptedColumn, name);
  if (column.escrow) fail(JET_errCannotIndex, name);
  if (has(grbit, JET_bitIndexPrimary) && column.multiValued) fail(JET_errIndexInvalidDef, name);
  if (has(grbit, JET_bitIndexEmpty) && column.hasDefault) fail(JET_errIndexInvalidDef, name);
  const isTupled = segment === 0 && has(grbit, JET_bitIndexTuples | JET_bitIndexTupleLimits);
  if (isTupled && !isTextType(column.columnType) && !isBinaryType(column.columnType))
    fail(JET_errIndexTuplesTextBinaryColumnsOnly, name);
  return column;
}

const isUnicode = ({ columnType, codePage }: ColumnSchema): boolean =>
  isTextType(columnType) && codePage === CODE_PAGE_UNICODE;

function conditionsOf({ conditions, name: indexName }: IndexRequest, table: TableSchema): IndexCondition[] {
  if (conditions.length > JET_ccolKeyMost) fail(JET_errIndexInvalidDef, `${conditions.length} conditions`);
  return conditions.map(({ name, grbit }) => {
    const mustBeNull = grbit === JET_bitIndexColumnMustBeNull;
    if (!mustBeNull && grbit !== JET_bitIndexColumnMustBeNonNull)
      fail(JET_errInvalidGrbit, `${indexName}: condition ${grbit}`);
    const column = table.columnByName(name);
    if (column === undefined) return fail(JET_errColumnNotFound, `${indexName}: ${name}`);
    return { columnId: toJetColumnId(column.columnId, column.templateColumn), mustBeNull };
  });
}

/** Bits that give an index a flag of their own. */
const PLAIN_FLAGS: readonly (readonly [bit: number, flag: number])[] = [
  [JET_bitIndexPrimary, INDEX_PRIMARY | INDEX_UNIQUE],
  [JET_bitIndexUnique, INDEX_UNIQUE],
  [JET_bitIndexDisallowNull, INDEX_NO_NULL_SEGMENT],
  [JET_bitIndexCrossProduct, INDEX_CROSS_PRODUCT],
  [JET_bitIndexNestedTable, INDEX_NESTED_TABLE],
  [JET_bitIndexDisallowTruncation, INDEX_DISALLOW_TRUNCATION],
];

function flagsOf(grbit: number): number {
  let flags = 0;
  for (const [bit, flag] of PLAIN_FLAGS) if (has(grbit, bit)) flags |= flag;
  if (has(grbit, JET_bitIndexDisallowNull)) return flags;
  if (has(grbit, JET_bitIndexSortNullsHigh)) flags |= INDEX_NULLS_HIGH;
  if (has(grbit, JET_bitIndexIgnoreAnyNull)) return flags;
  flags |= INDEX_ALLOW_SOME_NULLS;
  if (has(grbit, JET_bitIndexIgnoreFirstNull)) return flags;
  flags |= INDEX_ALLOW_FIRST_NULL;
  return has(grbit, JET_bitIndexIgnoreNull) ? flags : flags | INDEX_ALLOW_ALL_NULLS;
}

const tableFlags = ({ flags }: TableSchema): number => (has(flags, TABLE_TEMPLATE) ? INDEX_TEMPLATE : 0);

function columnFlags(columns: readonly ColumnSchema[]): number {
  let flags = 0;
  for (const column of columns) {
    if (column.multiValued) flags |= INDEX_MULTI_VALUED;
    if (isUnicode(column)) flags |= INDEX_LOCALIZED;
  }
  return flags;
}

/** The keys of a primary index are no longer than its columns make them. */
function primaryLimits(
  columns: readonly ColumnSchema[],
  keyMost: number,
  varSegMac: number,
): { readonly keyMost: number; readonly varSegMac: number } {
  const shape: IndexKeyShape = {
    segments: columns.map((column) => keySegmentOf(column, false, null)),
    keyMost,
    segmentMost: varSegMac,
    areNullsHigh: false,
    usesDotNetGuids: false,
    disallowsTruncation: false,
    hasPlaceholder: false,
    tuple: null,
  };
  const limited = primaryShapeOf(shape);
  return { keyMost: limited.keyMost, varSegMac: limited.segmentMost };
}
