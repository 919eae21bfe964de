/**
 * Sets values of long columns in the copy buffer: decides whether one stays in the record or gets a place in the long-value
 * tree, and moves those that are in the record already when there is no room.
 *
 *   nothing, or in the record ── short enough, and there is room ──▶ in the record, compressed where that is wanted
 *                             └─ too long, or no room ────────────▶ separated
 *   separated ── appended to, overwritten, resized ──▶ separated; never back into the record
 *             └─ replaced as a whole ──▶ as if there had been nothing
 *
 * Invariants
 *  1. After any error the copy buffer is as before the call; what was done to the long-value tree is undone by the caller.
 *  2. A value of the original row that one of its indexes lists is copied and not changed, so that its keys can be made
 *     until the update is carried out. So is one whose row is about to be replaced by another row.
 */
import {
  JET_errCannotSeparateIntrinsicLV,
  JET_errInvalidParameter,
  JET_errNotInTransaction,
  JET_errNullInvalid,
  JET_errRecordTooBig,
  JET_errSuccess,
  JET_errWriteConflict,
} from '../../errors/codes';
import { JET_bitSetContiguousLV, JET_bitSetRevertToDefaultValue } from '../../include/grbits/update';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import { CHANGE_DONE } from '../btree/change-result';
import type { ColumnSchema } from '../record/column';
import { LID32_BYTES, LID64_BYTES } from '../record/long-value';
import { LongValueId } from '../record/long-value-id';
import { VALUE_COMPRESSED, VALUE_SEPARATED } from '../record/record-layout';
import { COLUMN_FOUND } from '../record/record-reader';
import { STORE_DONE } from '../record/store-result';
import type { Transaction } from '../version/transaction';
import { nextVersionId } from '../version/version-ids';
import { type CopyBuffer, PREPARED_INSTEAD } from './copy-buffer';
import { LongValueChange, NO_VALUE, VALUE_NULL, VALUE_STAYS } from './long-value-change';
import { compressInRecord, intrinsicMost, nextSeparationLimit, wantsCompression } from './long-value-rules';
import type { LongValueWriter } from './long-value-writer';
import type { ColumnPlan, RowPlan } from './row-plan';

const NO_BYTES = new Uint8Array(0);

export class LongValueSetter {
  readonly #plan: RowPlan;
  readonly #writer: LongValueWriter;
  readonly #change = new LongValueChange();
  readonly #id = new LongValueId();
  readonly #before = new LongValueId();
  readonly #idBytes = new Uint8Array(LID64_BYTES);
  #old = NO_BYTES;
  #new = NO_BYTES;
  #packed = NO_BYTES;
  #saved = NO_BYTES;
  /** The version before the first that belongs to the call, and whether any does. */
  #mark = 0;
  #hasWritten = false;

  constructor(plan: RowPlan, writer: LongValueWriter) {
    this.#plan = plan;
    this.#writer = writer;
  }

  /** Sets, changes or removes a value as the options of JetSetColumn say. */
  set(
    copy: CopyBuffer,
    plan: ColumnPlan,
    source: Uint8Array,
    length: number,
    itagSequence: number,
    from: number,
    grbit: JET_GRBIT,
    by: Transaction | null,
  ): JET_ERR {
    if (by !== null && by.level === 0) return JET_errNotInTransaction;
    copy.touch(plan);
    this.#mark = nextVersionId();
    const { pageBytes } = this.#plan.table.file.slab;
    let err = this.#setOnce(copy, plan, source, length, itagSequence, from, grbit, pageBytes >> 1, by);
    for (let limit = pageBytes; err === JET_errRecordTooBig && limit > LID32_BYTES;) {
      limit = nextSeparationLimit(limit, pageBytes);
      err = this.#separateAll(copy, limit, by);
      if (err === JET_errSuccess)
        err = this.#setOnce(copy, plan, source, length, itagSequence, from, grbit, limit, by);
    }
    if (this.#hasWritten) copy.ledger.include(this.#mark);
    this.#hasWritten = false;
    return err;
  }

  /** Separates every value of the copy buffer that takes more than `limit` bytes there. */
  separateAll(copy: CopyBuffer, limit: number, by: Transaction | null): JET_ERR {
    if (by !== null && by.level === 0) return JET_errNotInTransaction;
    this.#mark = nextVersionId();
    const err = this.#separateAll(copy, limit, by);
    if (this.#hasWritten) copy.ledger.include(this.#mark);
    this.#hasWritten = false;
    return err;
  }

  #separateAll(copy: CopyBuffer, limit: number, by: Transaction | null): JET_ERR {
    const { builder } = copy;
    if (this.#saved.length === 0) this.#saved = new Uint8Array(builder.bytes.length);
    const savedLength = builder.copyTo(this.#saved, 0);
    for (const column of this.#plan.longColumns) {
      const err = this.#separateColumn(copy, column, limit, by);
      if (err !== JET_errSuccess) {
        builder.startFromSound(this.#saved, 0, savedLength);
        return err;
      }
    }
    return JET_errSuccess;
  }

  /** The copy buffer refers to every separated value of its record as well as the original row does. */
  referToAll(copy: CopyBuffer, by: Transaction | null): JET_ERR {
    const record = copy.open();
    const mark = nextVersionId();
    for (const column of this.#plan.longColumns) {
      const values = record.countTagged(column.columnId, column.isDerived);
      for (let itag = 1; itag <= values; itag++) {
        record.findTagged(column.columnId, column.isDerived, itag);
        if (!record.isSeparated) continue;
        this.#before.set(record.lidLow, record.lidHigh, record.lidBytes);
        this.#id.copyFrom(this.#before);
        if (this.#writer.addReference(this.#id, by) !== CHANGE_DONE) return JET_errWriteConflict;
        copy.ledger.own(this.#id);
        const stored = this.#putId(copy, column, itag);
        if (stored !== JET_errSuccess) return stored;
        copy.open();
      }
    }
    if (!copy.ledger.isEmpty) copy.ledger.include(mark);
    return JET_errSuccess;
  }

  #clear(
    copy: CopyBuffer,
    column: ColumnSchema,
    itagSequence: number,
    wasSeparated: boolean,
    grbit: JET_GRBIT,
    by: Transaction | null,
  ): JET_ERR {
    if (column.notNull) return JET_errNullInvalid;
    const reverts = (grbit & JET_bitSetRevertToDefaultValue) !== 0;
    if (copy.builder.clearTagged(column, itagSequence, reverts) !== STORE_DONE) return JET_errRecordTooBig;
    return wasSeparated ? this.#drop(copy, by) : JET_errSuccess;
  }

  #drop(copy: CopyBuffer, by: Transaction | null): JET_ERR {
    this.#hasWritten = true;
    return copy.ledger.drop(this.#before, this.#writer, by) === CHANGE_DONE
      ? JET_errSuccess
      : JET_errWriteConflict;
  }

  /** One attempt; where there is no room, values longer than `limit` are separated. */
  #setOnce(
    copy: CopyBuffer,
    plan: ColumnPlan,
    source: Uint8Array,
    length: number,
    itagSequence: number,
    from: number,
    grbit: JET_GRBIT,
    limit: number,
    by: Transaction | null,
  ): JET_ERR {
    const { column } = plan;
    const change = this.#change;
    const { reader } = this.#plan;
    const record = copy.open();
    const isFound = itagSequence !== 0 && reader.locate(record, column, itagSequence) === COLUMN_FOUND;
    const oldSize = isFound ? reader.size() : NO_VALUE;
    const wasSeparated = isFound && reader.isSeparated;
    if (wasSeparated) this.#before.set(record.lidLow, record.lidHigh, record.lidBytes);
    const err = change.plan(grbit, oldSize, from, length, column.maxBytes);
    if (err !== JET_errSuccess) return err;
    if ((grbit & JET_bitSetContiguousLV) !== 0 && isFound) return JET_errInvalidParameter;
    if (change.outcome === VALUE_STAYS) return JET_errSuccess;
    if (change.outcome === VALUE_NULL)
      return this.#clear(copy, column, itagSequence, wasSeparated, grbit, by);
    if (wasSeparated && !change.isWhole)
      return this.#changeSeparated(copy, plan, source, itagSequence, grbit, by);
    if (isFound && !change.isWhole) this.#takeOld(oldSize);
    const kept = isFound && !change.isWhole ? oldSize : 0;
    const stored = this.#store(copy, column, source, kept, itagSequence, grbit, limit, by);
    return stored === JET_errSuccess && wasSeparated ? this.#drop(copy, by) : stored;
  }

  /** Stores the planned value in the record if it may, and else separated. */
  #store(
    copy: CopyBuffer,
    column: ColumnSchema,
    source: Uint8Array,
    oldSize: number,
    itagSequence: number,
    grbit: JET_GRBIT,
    limit: number,
    by: Transaction | null,
  ): JET_ERR {
    const { size } = this.#change;
    const { recordMost, table } = this.#plan;
    if (table.identity.keepsLongValuesInRecords) {
      const err = this.#storeInRecord(copy, column, source, oldSize, itagSequence, grbit);
      return err === JET_errRecordTooBig ? JET_errCannotSeparateIntrinsicLV : err;
    }
    if (size <= intrinsicMost(grbit, table.schema.separateThreshold, recordMost)) {
      const err = this.#storeInRecord(copy, column, source, oldSize, itagSequence, grbit);
      if (err !== JET_errRecordTooBig || size <= limit) return err;
    }
    const isCompressed = wantsCompression(grbit, column);
    this.#prepareTree(by);
    const made = this.#writer.createFrom(
      this.#id,
      this.#change,
      this.#old,
      0,
      oldSize,
      source,
      0,
      isCompressed,
      by,
    );
    if (made !== CHANGE_DONE) return JET_errWriteConflict;
    return this.#linkNew(copy, column, itagSequence, by);
  }

  #storeInRecord(
    copy: CopyBuffer,
    column: ColumnSchema,
    source: Uint8Array,
    oldSize: number,
    itagSequence: number,
    grbit: JET_GRBIT,
  ): JET_ERR {
    const change = this.#change;
    const { size } = change;
    let bytes = source;
    if (change.added !== size) {
      if (this.#new.length < size) this.#new = new Uint8Array(Math.max(size, copy.builder.bytes.length));
      bytes = this.#new;
      change.compose(this.#old, 0, oldSize, source, 0, bytes, 0);
    }
    if (itagSequence < 2 && size > 0 && wantsCompression(grbit, column)) {
      if (this.#packed.length < size)
        this.#packed = new Uint8Array(Math.max(size, copy.builder.bytes.length));
      const packed = compressInRecord(bytes, 0, size, this.#packed, 0);
      if (packed > 0) {
        const stored = copy.builder.setTagged(
          column,
          itagSequence,
          VALUE_COMPRESSED,
          this.#packed,
          0,
          packed,
        );
        if (stored === STORE_DONE) return JET_errSuccess;
      }
    }
    return copy.builder.setTagged(column, itagSequence, 0, bytes, 0, size) === STORE_DONE
      ? JET_errSuccess
      : JET_errRecordTooBig;
  }

  /** Changes a separated value in its tree: the value itself, or a copy of it. */
  #changeSeparated(
    copy: CopyBuffer,
    plan: ColumnPlan,
    source: Uint8Array,
    itagSequence: number,
    grbit: JET_GRBIT,
    by: Transaction | null,
  ): JET_ERR {
    const { column } = plan;
    const { ledger } = copy;
    const writer = this.#writer;
    const id = this.#id;
    id.copyFrom(this.#before);
    this.#hasWritten = true;
    const isOwned = ledger.owns(id);
    const isCopied = !isOwned && this.#needsOriginal(copy, plan);
    if (isCopied && writer.addReference(id, by) !== CHANGE_DONE) return JET_errWriteConflict;
    if (writer.change(id, this.#change, source, 0, wantsCompression(grbit, column), by) !== CHANGE_DONE)
      return JET_errWriteConflict;
    if (isOwned) ledger.move(this.#before, id);
    else if (isCopied) {
      ledger.own(id);
      if (ledger.drop(this.#before, writer, by) !== CHANGE_DONE) return JET_errWriteConflict;
    }
    const isSame = id.low === this.#before.low && id.high === this.#before.high;
    return isSame ? JET_errSuccess : this.#putId(copy, column, itagSequence);
  }

  /** Whether the value as the original row has it is still wanted until the update is carried out. */
  #needsOriginal(copy: CopyBuffer, plan: ColumnPlan): boolean {
    return copy.kind === PREPARED_INSTEAD || (plan.lowerIndexes | plan.upperIndexes) !== 0;
  }

  #separateColumn(copy: CopyBuffer, column: ColumnSchema, limit: number, by: Transaction | null): JET_ERR {
    const { reader } = this.#plan;
    const values = copy.open().countTagged(column.columnId, column.isDerived);
    for (let itag = 1; itag <= values; itag++) {
      if (reader.locate(copy.open(), column, itag) !== COLUMN_FOUND) continue;
      if (reader.isSeparated || reader.length <= limit) continue;
      const isCompressed = column.compressed || !reader.isPlain;
      const size = reader.size();
      this.#takeOld(size);
      this.#prepareTree(by);
      if (this.#writer.create(this.#id, this.#old, 0, size, isCompressed, by) !== CHANGE_DONE)
        return JET_errWriteConflict;
      const err = this.#linkNew(copy, column, itag, by);
      if (err !== JET_errSuccess) return err;
    }
    return JET_errSuccess;
  }

  /** Puts the id of a value just made into the record; where there is no room for it the value goes again. */
  #linkNew(copy: CopyBuffer, column: ColumnSchema, itagSequence: number, by: Transaction | null): JET_ERR {
    const err = this.#putId(copy, column, itagSequence);
    if (err === JET_errSuccess) copy.ledger.own(this.#id);
    else if (this.#writer.release(this.#id, by) !== CHANGE_DONE) return JET_errWriteConflict;
    return err;
  }

  #putId(copy: CopyBuffer, column: ColumnSchema, itagSequence: number): JET_ERR {
    const length = this.#id.writeTo(this.#idBytes, 0);
    const stored = copy.builder.setTagged(column, itagSequence, VALUE_SEPARATED, this.#idBytes, 0, length);
    return stored === STORE_DONE ? JET_errSuccess : JET_errRecordTooBig;
  }

  /** The tree outlives an update that is cancelled: its making does not belong to it. */
  #prepareTree(by: Transaction | null): void {
    this.#hasWritten = true;
    const { table } = this.#plan;
    if (table.longValues !== null || by === null) return;
    table.createLongValues(by);
    this.#mark = nextVersionId();
  }

  /** Copies the plain bytes of the value found in the record. */
  #takeOld(size: number): void {
    if (this.#old.length < size) this.#old = new Uint8Array(size);
    this.#plan.reader.copy(0, this.#old, 0, size);
  }
}
