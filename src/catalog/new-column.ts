/**
 * A column that is to be added to a table: whether what is asked for can be, and the id and place it gets.
 *
 *   asked for ── validateColumn ──▶ a column without a place ── placeColumn ──▶ as the catalog will have it
 *
 * The order in which things are refused is that of the engine. Ids of a kind only rise; what was given out once is not
 * given out again while the table is in memory, not even when its column was never committed.
 */
import {
  JET_errCannotBeTagged,
  JET_errColumnCannotBeCompressed,
  JET_errColumnCannotBeEncrypted,
  JET_errColumnDuplicate,
  JET_errDefaultValueTooBig,
  JET_errEngineFormatVersionParamTooLowForRequestedFeature,
  JET_errExclusiveTableLockRequired,
  JET_errInvalidBufferSize,
  JET_errInvalidCodePage,
  JET_errInvalidColumnType,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errMultiValuedColumnMustBeTagged,
  JET_errRecordTooBig,
  JET_errTooManyColumns,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_coltypCurrency,
  JET_coltypLong,
  JET_coltypLongLong,
  JET_coltypMax,
  JET_coltypSLV,
  JET_coltypUnsignedLongLong,
} from '../../include/column-types';
import {
  JET_bitColumnEncrypted,
  JET_bitColumnRenameConvertToPrimaryIndexPlaceholder,
} from '../../include/engine-only';
import {
  JET_bitColumnAutoincrement,
  JET_bitColumnCompressed,
  JET_bitColumnDeleteOnZero,
  JET_bitColumnEscrowUpdate,
  JET_bitColumnFinalize,
  JET_bitColumnFixed,
  JET_bitColumnMaybeNull,
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
  JET_bitColumnUpdatable,
  JET_bitColumnUserDefinedDefault,
  JET_bitColumnVersion,
} from '../../include/grbits/column-ddl';
import { JET_cbLVColumnMost, JET_ccolTaggedMost } from '../../include/limits';
import {
  type ColumnSchema,
  columnOptionsOf,
  fixedSizeOfType,
  grbitToColumnFlags,
  isLongType,
  isTextType,
} from '../record/column';
import { CODE_PAGE_UNICODE } from '../record/keys/key-shape';
import { FIRST_TAGGED_ID, LAST_FIXED_ID, SHORT_VALUE_MOST } from '../record/record-layout';
import type { ColumnSpace } from './schema';

const CODE_PAGE_WESTERN = 1252;
/** The first format that has escrow columns of 64 bits. */
const FIRST_WITH_LONG_ESCROW = 60;
const LAST_VARIABLE_ID = FIRST_TAGGED_ID - 1;
const LAST_TAGGED_ID = FIRST_TAGGED_ID + JET_ccolTaggedMost - 1;

/** What somebody asks for; names and numbers have been looked at already. */
export interface ColumnRequest {
  readonly name: string;
  readonly columnType: number;
  readonly maxBytes: number;
  readonly codePage: number;
  readonly grbit: number;
  /** Null without a default, and for one that a callback computes. */
  readonly defaultValue: Uint8Array | null;
  /** The callback that computes the default. */
  readonly callback: { readonly name: string; readonly data: Uint8Array | null } | null;
}

export interface ColumnSurroundings {
  /** Whether no other session can use the table meanwhile. */
  readonly isExclusive: boolean;
  /** The format version of the database. */
  readonly updateMajor: number;
  /** Whether the table is a template. */
  readonly isTemplate: boolean;
  /** Whether the template of the table has a column of that name. */
  isInherited(name: string): boolean;
}

/** A column that has no id and no place in records yet; its kind is decided. */
interface UnplacedColumn {
  readonly column: ColumnSchema;
  /** Whether more bytes were asked for than such a column can have. */
  readonly isTruncated: boolean;
}

const has = (grbit: number, bit: number): boolean => (grbit & bit) !== 0;

export function validateColumn(request: ColumnRequest, surroundings: ColumnSurroundings): UnplacedColumn {
  const { name, columnType: type, grbit } = request;
  const asked = request.maxBytes;
  if (asked > JET_cbLVColumnMost) fail(JET_errInvalidParameter, `${name}: ${asked} bytes`);
  if (surroundings.isInherited(name)) fail(JET_errColumnDuplicate, name);
  if (type === 0 || type >= JET_coltypMax || type === JET_coltypSLV)
    fail(JET_errInvalidColumnType, `${name}: type ${type}`);
  const codePage = codePageOf(request);
  refuseOptions(request, surroundings);
  const fixedSize = fixedSizeOfType(type);
  const isCut = fixedSize === null && !isLongType(type) && asked > SHORT_VALUE_MOST;
  const maxBytes = fixedSize ?? (isLongType(type) ? asked : isCut || asked === 0 ? SHORT_VALUE_MOST : asked);
  const { defaultValue, callback } = request;
  if (defaultValue !== null && maxBytes !== 0 && defaultValue.length > maxBytes)
    fail(JET_errDefaultValueTooBig, `${name}: ${defaultValue.length} of ${maxBytes} bytes`);
  if (defaultValue !== null && defaultValue.length > SHORT_VALUE_MOST)
    fail(JET_errDefaultValueTooBig, `${name}: ${defaultValue.length} bytes`);
  const column: ColumnSchema = {
    ...columnOptionsOf(persistentFlags(grbit)),
    hasDefault: defaultValue !== null || callback !== null,
    templateColumn: surroundings.isTemplate,
    columnId: 0,
    name,
    kind: kindAskedFor(type, grbit),
    columnType: type,
    maxBytes,
    codePage,
    isLongValue: isLongType(type),
    isDerived: false,
    recordOffset: 0,
    defaultValue,
    callbackName: callback?.name ?? null,
    callbackData: callback?.data ?? null,
  };
  return { column, isTruncated: isCut };
}

/** The renaming bit is of no use here. */
const persistentFlags = (grbit: number): number =>
  grbitToColumnFlags(grbit & ~JET_bitColumnRenameConvertToPrimaryIndexPlaceholder);

/** Text always has a code page, and nothing else has one. */
function codePageOf({ name, columnType, codePage }: ColumnRequest): number {
  if (!isTextType(columnType)) return 0;
  if (codePage === 0) return CODE_PAGE_WESTERN;
  return codePage === CODE_PAGE_WESTERN || codePage === CODE_PAGE_UNICODE
    ? codePage
    : fail(JET_errInvalidCodePage, `${name}: code page ${codePage}`);
}

function kindAskedFor(type: number, grbit: number): ColumnSchema['kind'] {
  if (has(grbit, JET_bitColumnTagged) || isLongType(type)) return 'tagged';
  return has(grbit, JET_bitColumnFixed) || fixedSizeOfType(type) !== null ? 'fixed' : 'variable';
}

function refuseOptions(request: ColumnRequest, surroundings: ColumnSurroundings): void {
  const { name, columnType, grbit, defaultValue, callback } = request;
  const isLong = isLongType(columnType);
  if (has(grbit, JET_bitColumnCompressed) && !isLong) fail(JET_errColumnCannotBeCompressed, name);
  const isPlain = !has(grbit, JET_bitColumnMultiValued) && defaultValue === null && callback === null;
  if (has(grbit, JET_bitColumnEncrypted) && (!isLong || !isPlain)) fail(JET_errColumnCannotBeEncrypted, name);
  if (has(grbit, JET_bitColumnTagged) || isLong) {
    if (has(grbit, JET_bitColumnFixed)) fail(JET_errInvalidGrbit, `${name}: tagged and fixed`);
  } else if (has(grbit, JET_bitColumnMultiValued)) fail(JET_errMultiValuedColumnMustBeTagged, name);
  if (has(grbit, JET_bitColumnEscrowUpdate)) refuseEscrow(request, surroundings);
  else if (has(grbit, JET_bitColumnFinalize | JET_bitColumnDeleteOnZero))
    fail(JET_errInvalidGrbit, `${name}: only escrow columns reach zero`);
  else if (has(grbit, JET_bitColumnVersion | JET_bitColumnAutoincrement))
    refuseNumbering(request, surroundings);
  if (has(grbit, JET_bitColumnUserDefinedDefault)) refuseComputedDefault(request);
}

/** An escrow column is in every record: it is fixed and has a default. */
function refuseEscrow(
  { name, columnType, grbit, ...request }: ColumnRequest,
  table: ColumnSurroundings,
): void {
  if (columnType !== JET_coltypLong && columnType !== JET_coltypLongLong)
    fail(JET_errInvalidGrbit, `${name}: no escrow for type ${columnType}`);
  if (has(grbit, JET_bitColumnTagged)) fail(JET_errCannotBeTagged, name);
  if (has(grbit, JET_bitColumnVersion | JET_bitColumnAutoincrement))
    fail(JET_errInvalidGrbit, `${name}: escrow and numbered`);
  if (request.defaultValue === null && request.callback === null)
    fail(JET_errInvalidGrbit, `${name}: escrow without a default`);
  if (!table.isExclusive) fail(JET_errExclusiveTableLockRequired, name);
  if (columnType === JET_coltypLongLong && table.updateMajor < FIRST_WITH_LONG_ESCROW)
    fail(JET_errEngineFormatVersionParamTooLowForRequestedFeature, `${name}: format ${table.updateMajor}`);
  if (has(grbit, JET_bitColumnFinalize) && has(grbit, JET_bitColumnDeleteOnZero))
    fail(JET_errInvalidGrbit, `${name}: finalize and delete`);
}

const AUTO_INCREMENT_TYPES: readonly number[] = [
  JET_coltypLong,
  JET_coltypLongLong,
  JET_coltypUnsignedLongLong,
  JET_coltypCurrency,
];

function refuseNumbering({ name, columnType, grbit }: ColumnRequest, table: ColumnSurroundings): void {
  const isAutoIncrement = has(grbit, JET_bitColumnAutoincrement);
  const types = isAutoIncrement ? AUTO_INCREMENT_TYPES : [JET_coltypLong];
  if (!types.includes(columnType)) fail(JET_errInvalidGrbit, `${name}: type ${columnType} is not numbered`);
  if (has(grbit, JET_bitColumnTagged)) fail(JET_errCannotBeTagged, name);
  if (!isAutoIncrement) return;
  if (has(grbit, JET_bitColumnVersion)) fail(JET_errInvalidGrbit, `${name}: two ways of numbering`);
  if (!table.isExclusive) fail(JET_errExclusiveTableLockRequired, name);
}

const NOT_COMPUTED =
  JET_bitColumnFixed |
  JET_bitColumnNotNULL |
  JET_bitColumnVersion |
  JET_bitColumnAutoincrement |
  JET_bitColumnUpdatable |
  JET_bitColumnEscrowUpdate |
  JET_bitColumnFinalize |
  JET_bitColumnDeleteOnZero |
  JET_bitColumnMaybeNull;

function refuseComputedDefault({ name, columnType, grbit, callback }: ColumnRequest): void {
  if (has(grbit, NOT_COMPUTED)) fail(JET_errInvalidGrbit, `${name}: a computed default`);
  if (!has(grbit, JET_bitColumnTagged) && !isLongType(columnType))
    fail(JET_errInvalidGrbit, `${name}: a computed default needs a tagged column`);
  if (callback === null) fail(JET_errInvalidParameter, `${name}: no callback for the default`);
}

/** A default is as long as every value of a type that has one size. */
export function requireDefaultSize({ name, columnType }: ColumnSchema, value: Uint8Array | null): void {
  const size = fixedSizeOfType(columnType);
  if (value !== null && size !== null && value.length !== size)
    fail(JET_errInvalidBufferSize, `${name}: a default of ${value.length} bytes instead of ${size}`);
}

/** Gives a column the next id of its kind; `recordMost` is the longest record of the table. */
export function placeColumn(
  unplaced: ColumnSchema,
  space: ColumnSpace,
  recordMost: number,
): { column: ColumnSchema; space: ColumnSpace } {
  const { kind, maxBytes, name } = unplaced;
  if (kind === 'tagged') {
    const lastTaggedId = nextId(space.lastTaggedId, LAST_TAGGED_ID, name);
    return { column: { ...unplaced, columnId: lastTaggedId }, space: { ...space, lastTaggedId } };
  }
  if (kind === 'variable') {
    const lastVariableId = nextId(space.lastVariableId, LAST_VARIABLE_ID, name);
    return { column: { ...unplaced, columnId: lastVariableId }, space: { ...space, lastVariableId } };
  }
  if (space.fixedEnd + maxBytes > recordMost) fail(JET_errRecordTooBig, `${name} ends at ${space.fixedEnd}`);
  const lastFixedId = nextId(space.lastFixedId, LAST_FIXED_ID, name);
  return {
    column: { ...unplaced, columnId: lastFixedId, recordOffset: space.fixedEnd },
    space: { ...space, lastFixedId, fixedEnd: space.fixedEnd + maxBytes },
  };
}

const nextId = (last: number, most: number, name: string): number =>
  last < most ? last + 1 : fail(JET_errTooManyColumns, name);
