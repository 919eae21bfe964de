/**
 * One column of a table as the record layer needs it: identity, type, size, options and default value. The catalog
 * builds these; the table layer passes them to the reader and the builder.
 *
 * Invariants
 *  1. `columnId` is the number within its kind's range; the kind follows from it. The public JET_COLUMNID of a
 *     column that belongs to a template carries one more bit (`toJetColumnId`).
 *  2. `recordOffset` means something for fixed columns only.
 *  3. `isDerived` is true only in a table derived from the template that defines the column; it selects the derived
 *     entries among a record's tagged columns.
 */
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
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
  JET_bitColumnUserDefinedDefault,
  JET_bitColumnVersion,
} from '../../include/grbits/column-ddl';
import {
  JET_coltypBinary,
  JET_coltypBit,
  JET_coltypCurrency,
  JET_coltypDateTime,
  JET_coltypGUID,
  JET_coltypIEEEDouble,
  JET_coltypIEEESingle,
  JET_coltypLong,
  JET_coltypLongBinary,
  JET_coltypLongLong,
  JET_coltypLongText,
  JET_coltypShort,
  JET_coltypText,
  JET_coltypUnsignedByte,
  JET_coltypUnsignedLong,
  JET_coltypUnsignedLongLong,
  JET_coltypUnsignedShort,
} from '../../include/column-types';
import { FIRST_TAGGED_ID, FIRST_VARIABLE_ID } from './record-layout';

type ColumnKind = 'fixed' | 'variable' | 'tagged';

/** The options of a column, one per bit of the catalog's flags. */
interface ColumnOptions {
  readonly notNull: boolean;
  readonly version: boolean;
  readonly autoIncrement: boolean;
  readonly multiValued: boolean;
  readonly hasDefault: boolean;
  readonly escrow: boolean;
  readonly finalize: boolean;
  readonly userDefinedDefault: boolean;
  readonly templateColumn: boolean;
  readonly deleteOnZero: boolean;
  readonly primaryIndexPlaceholder: boolean;
  readonly compressed: boolean;
  readonly encrypted: boolean;
}

export interface ColumnSchema extends ColumnOptions {
  readonly columnId: number;
  readonly name: string;
  readonly kind: ColumnKind;
  readonly columnType: number;
  /** The most bytes of one value; 0 means no limit of its own (long values). */
  readonly maxBytes: number;
  readonly codePage: number;
  readonly isLongValue: boolean;
  readonly isDerived: boolean;
  readonly recordOffset: number;
  readonly defaultValue: Uint8Array | null;
  /** The name of the callback that computes a user-defined default, null if there is none. */
  readonly callbackName: string | null;
  readonly callbackData: Uint8Array | null;
}

/** The fixed and variable columns of one table by id, as the builder needs them to fill gaps with default values. */
export interface RecordShape {
  column(columnId: number): ColumnSchema | undefined;
}

/** Bit of the catalog's column flags, and the public bit that shows it where there is one. */
const COLUMN_FLAGS: Readonly<Record<keyof ColumnOptions, readonly [flag: number, grbit: number]>> = {
  notNull: [0x1, JET_bitColumnNotNULL],
  version: [0x2, JET_bitColumnVersion],
  autoIncrement: [0x4, JET_bitColumnAutoincrement],
  multiValued: [0x8, JET_bitColumnMultiValued],
  hasDefault: [0x10, 0],
  escrow: [0x20, JET_bitColumnEscrowUpdate],
  finalize: [0x40, JET_bitColumnFinalize],
  userDefinedDefault: [0x80, JET_bitColumnUserDefinedDefault],
  templateColumn: [0x100, 0],
  deleteOnZero: [0x200, JET_bitColumnDeleteOnZero],
  primaryIndexPlaceholder: [0x800, JET_bitColumnRenameConvertToPrimaryIndexPlaceholder],
  compressed: [0x1000, JET_bitColumnCompressed],
  encrypted: [0x2000, JET_bitColumnEncrypted],
};

/** Set in the public id of a column of a template. */
export const TEMPLATE_BIT = 0x80000000;

const FIXED_SIZES: ReadonlyMap<number, number> = new Map([
  [JET_coltypBit, 1],
  [JET_coltypUnsignedByte, 1],
  [JET_coltypShort, 2],
  [JET_coltypUnsignedShort, 2],
  [JET_coltypLong, 4],
  [JET_coltypUnsignedLong, 4],
  [JET_coltypIEEESingle, 4],
  [JET_coltypCurrency, 8],
  [JET_coltypIEEEDouble, 8],
  [JET_coltypDateTime, 8],
  [JET_coltypLongLong, 8],
  [JET_coltypUnsignedLongLong, 8],
  [JET_coltypGUID, 16],
]);

export function kindOfColumn(columnId: number): ColumnKind {
  if (columnId >= FIRST_TAGGED_ID) return 'tagged';
  return columnId >= FIRST_VARIABLE_ID ? 'variable' : 'fixed';
}

/** The size that the type alone dictates, in bytes; null for text and binary, whose columns have a size of their own. */
export const fixedSizeOfType = (columnType: number): number | null => FIXED_SIZES.get(columnType) ?? null;

export const isLongType = (columnType: number): boolean =>
  columnType === JET_coltypLongBinary || columnType === JET_coltypLongText;

export const isTextType = (columnType: number): boolean =>
  columnType === JET_coltypText || columnType === JET_coltypLongText;

export const isBinaryType = (columnType: number): boolean =>
  columnType === JET_coltypBinary || columnType === JET_coltypLongBinary;

export const isBitType = (columnType: number): boolean => columnType === JET_coltypBit;

/** The public id of a column: template columns have the highest bit set. */
export const toJetColumnId = (columnId: number, templateColumn: boolean): number =>
  templateColumn ? columnId + TEMPLATE_BIT : columnId;

/** What the flags word of a column's catalog row says. */
export function columnOptionsOf(flags: number): ColumnOptions {
  const has = (name: keyof ColumnOptions): boolean => (flags & COLUMN_FLAGS[name][0]) !== 0;
  return {
    notNull: has('notNull'),
    version: has('version'),
    autoIncrement: has('autoIncrement'),
    multiValued: has('multiValued'),
    hasDefault: has('hasDefault'),
    escrow: has('escrow'),
    finalize: has('finalize'),
    userDefinedDefault: has('userDefinedDefault'),
    templateColumn: has('templateColumn'),
    deleteOnZero: has('deleteOnZero'),
    primaryIndexPlaceholder: has('primaryIndexPlaceholder'),
    compressed: has('compressed'),
    encrypted: has('encrypted'),
  };
}

/** The flags word for a column's catalog row. */
export function columnFlagsOf(options: ColumnOptions): number {
  let flags = 0;
  for (const name of OPTION_NAMES) if (options[name]) flags |= COLUMN_FLAGS[name][0];
  return flags;
}

/** The JET_bitColumn… bits that show a column of this id and these catalog flags to callers. */
export function columnFlagsToGrbit(columnId: number, flags: number): number {
  const kind = kindOfColumn(columnId);
  let grbit = kind === 'fixed' ? JET_bitColumnFixed : kind === 'tagged' ? JET_bitColumnTagged : 0;
  for (const name of OPTION_NAMES) {
    const [flag, shown] = COLUMN_FLAGS[name];
    if ((flags & flag) !== 0) grbit |= shown;
  }
  return grbit;
}

/** The catalog flags that JET_bitColumn… bits ask for; whether a default exists is not in the bits. */
export function grbitToColumnFlags(grbit: number): number {
  let flags = 0;
  for (const name of OPTION_NAMES) {
    const [flag, shown] = COLUMN_FLAGS[name];
    if ((grbit & shown) !== 0) flags |= flag;
  }
  return flags;
}

const OPTION_NAMES: readonly (keyof ColumnOptions)[] = [
  'notNull',
  'version',
  'autoIncrement',
  'multiValued',
  'hasDefault',
  'escrow',
  'finalize',
  'userDefinedDefault',
  'templateColumn',
  'deleteOnZero',
  'primaryIndexPlaceholder',
  'compressed',
  'encrypted',
];
