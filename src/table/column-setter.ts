/**
 * What JetSetColumn does to the copy buffer once its arguments are in order. Values that do not fit in the record together
 * with what is there push long values out into their tree, the longest first.
 *
 *   fixed, variable          put into the record
 *   tagged                   put into the record
 *   long                     src/table/long-value-setter.ts
 *   no room ─▶ all long values above a limit are separated ─▶ again, with a lower limit ─▶ … ─▶ JET_errRecordTooBig
 *
 * Invariant: nothing is allocated for values that stay in the record, as long as none is checked for uniqueness.
 */
import {
  JET_errColumnTooBig,
  JET_errInvalidBufferSize,
  JET_errInvalidColumnType,
  JET_errInvalidGrbit,
  JET_errNullInvalid,
  JET_errRecordTooBig,
  JET_errSuccess,
  JET_wrnColumnMaxTruncated,
} from '../../errors/codes';
import {
  JET_bitSetAppendLV,
  JET_bitSetContiguousLV,
  JET_bitSetOverwriteLV,
  JET_bitSetRevertToDefaultValue,
  JET_bitSetSeparateLV,
  JET_bitSetSizeLV,
  JET_bitSetUniqueMultiValues,
  JET_bitSetUniqueNormalizedMultiValues,
  JET_bitSetZeroLength,
} from '../../include/grbits/update';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import { type ColumnSchema, fixedSizeOfType, isBitType } from '../record/column';
import { LID32_BYTES } from '../record/long-value';
import { STORE_DONE, STORE_INVALID_SIZE, STORE_TOO_BIG, STORE_TRUNCATED } from '../record/store-result';
import type { Transaction } from '../version/transaction';
import type { CopyBuffer } from './copy-buffer';
import { nextSeparationLimit } from './long-value-rules';
import type { LongValueSetter } from './long-value-setter';
import { type ColumnPlan, type RowPlan, STORED_FIXED, STORED_LONG, STORED_VARIABLE } from './row-plan';
import { UniqueValues } from './unique-values';

const UNIQUE = JET_bitSetUniqueMultiValues | JET_bitSetUniqueNormalizedMultiValues;
const CHANGES = JET_bitSetAppendLV | JET_bitSetOverwriteLV | JET_bitSetSizeLV;
/** Bits that the engine keeps to itself. */
const INTERNAL = 0xf0000000;

const NO_BYTES = new Uint8Array(0);
const ONE_BIT = new Uint8Array(1);

export class ColumnSetter {
  readonly #plan: RowPlan;
  readonly #long: LongValueSetter;
  readonly #unique: UniqueValues;

  constructor(plan: RowPlan, long: LongValueSetter) {
    this.#plan = plan;
    this.#long = long;
    this.#unique = new UniqueValues(plan);
  }

  /** Options that no value can be set with; JET_errSuccess for the others. */
  checkOptions(grbit: JET_GRBIT, length: number): JET_ERR {
    if ((grbit & UNIQUE) !== 0 && (grbit & CHANGES) !== 0) return JET_errInvalidGrbit;
    if ((grbit & JET_bitSetContiguousLV) !== 0) {
      if ((grbit & JET_bitSetSeparateLV) === 0) return JET_errInvalidGrbit;
      if (length < this.#plan.table.file.slab.pageBytes) return JET_errInvalidBufferSize;
    }
    return (grbit & INTERNAL) === 0 ? JET_errSuccess : JET_errInvalidGrbit;
  }

  /** Sets a value of a column; no `source` is no bytes, or with JET_bitSetSizeLV any number of zeros. */
  set(
    copy: CopyBuffer,
    plan: ColumnPlan,
    source: Uint8Array | null,
    length: number,
    itagSequence: number,
    from: number,
    grbit: JET_GRBIT,
    by: Transaction | null,
  ): JET_ERR {
    const { column, storage } = plan;
    if (storage === STORED_FIXED) {
      if (column.autoIncrement || (column.version && copy.isForReplace)) return JET_errInvalidColumnType;
    }
    const bytes = source ?? NO_BYTES;
    const used = source === null && (grbit & JET_bitSetSizeLV) === 0 ? 0 : length;
    if (storage === STORED_LONG) {
      if ((grbit & UNIQUE) !== 0 && (used > 0 || (grbit & JET_bitSetZeroLength) !== 0)) {
        const err = this.#unique.check(copy, column, itagSequence, bytes, used, grbit);
        if (err !== JET_errSuccess) return err;
      }
      return this.#long.set(copy, plan, bytes, used, itagSequence, from, grbit, by);
    }
    const isNull = used === 0 && (grbit & JET_bitSetZeroLength) === 0;
    if ((isNull || (storage === STORED_FIXED && used === 0)) && column.notNull) return JET_errNullInvalid;
    copy.touch(plan);
    let err = this.#put(copy, plan, isNull, bytes, used, itagSequence, grbit);
    const { pageBytes } = this.#plan.table.file.slab;
    for (let limit = pageBytes; err === JET_errRecordTooBig && limit > LID32_BYTES;) {
      limit = nextSeparationLimit(limit, pageBytes);
      const separated = this.#long.separateAll(copy, limit, by);
      if (separated !== JET_errSuccess) return separated;
      err = this.#put(copy, plan, isNull, bytes, used, itagSequence, grbit);
    }
    return err;
  }

  #put(
    copy: CopyBuffer,
    plan: ColumnPlan,
    isNull: boolean,
    bytes: Uint8Array,
    length: number,
    itagSequence: number,
    grbit: JET_GRBIT,
  ): JET_ERR {
    const { builder } = copy;
    const { column, storage } = plan;
    if (storage === STORED_FIXED) return errorOf(builder.setFixed(column, this.#plan, bytes, 0, length));
    if (storage === STORED_VARIABLE)
      return errorOf(
        isNull
          ? builder.clearVariable(column, this.#plan)
          : builder.setVariable(column, this.#plan, bytes, 0, length),
      );
    if (isNull) {
      const reverts = (grbit & JET_bitSetRevertToDefaultValue) !== 0;
      return errorOf(builder.clearTagged(column, itagSequence, reverts));
    }
    return this.#putTagged(copy, column, bytes, length, itagSequence, grbit);
  }

  #putTagged(
    copy: CopyBuffer,
    column: ColumnSchema,
    bytes: Uint8Array,
    length: number,
    itagSequence: number,
    grbit: JET_GRBIT,
  ): JET_ERR {
    if (column.maxBytes > 0 && length > column.maxBytes) return JET_errColumnTooBig;
    const size = fixedSizeOfType(column.columnType);
    if (size !== null && length > 0 && length !== size) return JET_errInvalidBufferSize;
    if ((grbit & UNIQUE) !== 0) {
      const err = this.#unique.check(copy, column, itagSequence, bytes, length, grbit);
      if (err !== JET_errSuccess) return err;
    }
    let stored = bytes;
    if (length > 0 && isBitType(column.columnType)) {
      ONE_BIT[0] = bytes[0] === 0 ? 0 : 0xff;
      stored = ONE_BIT;
    }
    return errorOf(copy.builder.setTagged(column, itagSequence, 0, stored, 0, length));
  }
}

/** What callers are told of a store. */
function errorOf(stored: number): JET_ERR {
  switch (stored) {
    case STORE_DONE:
      return JET_errSuccess;
    case STORE_TRUNCATED:
      return JET_wrnColumnMaxTruncated;
    case STORE_TOO_BIG:
      return JET_errRecordTooBig;
    case STORE_INVALID_SIZE:
      return JET_errInvalidBufferSize;
    default:
      return JET_errInvalidColumnType;
  }
}
