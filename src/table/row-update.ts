/**
 * The updates of one cursor, from JetPrepareUpdate to JetUpdate, and the changes it makes to the row it is on.
 *
 *   prepare… ─▶ set columns in `copy` ─▶ carryOut: the row and its index entries change
 *                                     └▶ `copy.end`: nothing does; what setting columns did to separated values is taken
 *                                        back by the caller
 *
 * Invariants
 *  1. An update stays prepared when it is refused, so that columns can be set once more.
 *  2. A replace is of the row that the cursor was on when it was prepared: whoever moves the cursor cancels it before.
 *  3. All changes are made in an open transaction.
 */
import { assert } from '../../errors/assert';
import {
  JET_errNoCurrentRecord,
  JET_errNotInTransaction,
  JET_errOutOfAutoincrementValues,
  JET_errRecordDeleted,
  JET_errRecordTooBig,
  JET_errSuccess,
  JET_errUpdateNotPrepared,
  JET_errWriteConflict,
} from '../../errors/codes';
import {
  JET_cbtypAfterDelete,
  JET_cbtypBeforeDelete,
  JET_cbtypBeforeInsert,
  JET_cbtypBeforeReplace,
} from '../../include/callback-types';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import { SearchKey } from '../page/search-key';
import { STORE_DONE } from '../record/store-result';
import type { Transaction } from '../version/transaction';
import {
  CopyBuffer,
  PREPARED_COPY,
  PREPARED_INSERT,
  PREPARED_INSTEAD,
  PREPARED_REPLACE,
  PREPARED_REPLACE_UNLOCKED,
} from './copy-buffer';
import { type RowChanges, rowChangesOf } from './row-changes';
import { NO_NUMBER, numbersOf } from './row-numbers';
import type { ColumnPlan } from './row-plan';
import type { RowEvents } from './table-callbacks';
import type { TableCursor } from './table-cursor';

const NUMBER_BYTES = 8;
const UPPER_HALF = 0x100000000;

export class RowUpdate {
  readonly copy: CopyBuffer;
  /** Who is asked before a change and told of it; null asks nobody. */
  events: RowEvents | null = null;
  #hasInserted = false;
  #rows: RowChanges;
  readonly #key = new SearchKey();
  readonly #number = new Uint8Array(NUMBER_BYTES);
  readonly #numberView = new DataView(this.#number.buffer);

  constructor(readonly cursor: TableCursor) {
    this.#rows = rowChangesOf(cursor.table);
    this.copy = new CopyBuffer(cursor.table.file.slab.pageBytes, this.#rows.plan.recordMost);
  }

  /** What changes the rows of the table, with the schema that it has now. */
  get rows(): RowChanges {
    if (this.#rows.table !== this.cursor.table) {
      this.#rows = rowChangesOf(this.cursor.table);
      this.copy.builder.recordMost = this.#rows.plan.recordMost;
      this.copy.touchAll();
    }
    return this.#rows;
  }

  /** The key of the row inserted last. */
  get insertedKey(): SearchKey {
    return this.#rows.rowKey;
  }

  /** Whether the last insert put its row there, whatever became of index entries. */
  get hasInserted(): boolean {
    return this.#hasInserted;
  }

  /** Prepares a row that has nothing but default values. */
  prepareInsert(): JET_ERR {
    const { plan } = this.rows;
    const { copy } = this;
    plan.startRecord(copy.builder);
    copy.begin(PREPARED_INSERT);
    return plan.autoIncrement === null ? JET_errSuccess : this.#setIncrement(plan.autoIncrement);
  }

  /**
   * Prepares a change of the current row. The row is locked at once where that lasts and is asked for; outside a
   * transaction it is kept in mind as it is, to be compared later.
   */
  prepareReplace(isLocking: boolean, by: Transaction): JET_ERR {
    const { copy, cursor } = this;
    const locks = isLocking && by.level > 0;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    if (locks) {
      const err = this.#lockCurrent(by);
      if (err !== JET_errSuccess) return err;
    }
    this.#takeCurrent(copy);
    copy.begin(locks ? PREPARED_REPLACE : PREPARED_REPLACE_UNLOCKED);
    if (by.level === 0) {
      const { record } = cursor;
      copy.keepOriginal(record.bytes, record.start, record.length);
    }
    return JET_errSuccess;
  }

  /** Prepares a row that begins as a copy of the current one. A number is used up though the copy is refused. */
  prepareCopy(by: Transaction): JET_ERR {
    const { copy, cursor } = this;
    const { plan, longSetter } = this.rows;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    this.#takeCurrent(copy);
    copy.begin(PREPARED_COPY);
    const err = plan.autoIncrement === null ? JET_errSuccess : this.#setIncrement(plan.autoIncrement);
    if (err !== JET_errSuccess) return err;
    if (by.level > 0) return longSetter.referToAll(copy, by);
    copy.end();
    return JET_errNotInTransaction;
  }

  /** Prepares a row that takes the place of the current one, with an auto-increment value of its own or without. */
  prepareInstead(keepsIncrement: boolean, by: Transaction): JET_ERR {
    const { copy, cursor } = this;
    const { plan } = this.rows;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    if (by.level > 0) {
      const err = this.#lockCurrent(by);
      if (err !== JET_errSuccess) return err;
    }
    this.#takeCurrent(copy);
    copy.begin(PREPARED_INSTEAD);
    if (plan.autoIncrement === null || keepsIncrement) return JET_errSuccess;
    return this.#setIncrement(plan.autoIncrement);
  }

  /** Sets a value of a column of the prepared record. */
  setColumn(
    plan: ColumnPlan,
    source: Uint8Array | null,
    length: number,
    itagSequence: number,
    from: number,
    grbit: JET_GRBIT,
    by: Transaction,
  ): JET_ERR {
    return this.#rows.setter.set(this.copy, plan, source, length, itagSequence, from, grbit, by);
  }

  /**
   * Makes the prepared change. `bookmarkRoom` is what the key of a new row must fit into, -1 for no limit.
   */
  carryOut(bookmarkRoom: number, by: Transaction): JET_ERR {
    const { copy } = this;
    this.#hasInserted = false;
    switch (copy.kind) {
      case PREPARED_INSERT:
      case PREPARED_COPY:
        return this.#insert(bookmarkRoom, by);
      case PREPARED_INSTEAD: {
        const err = this.#removeOriginal(by);
        return err === JET_errSuccess ? this.#insert(bookmarkRoom, by) : err;
      }
      case PREPARED_REPLACE:
      case PREPARED_REPLACE_UNLOCKED:
        return this.#replace(by);
      default:
        return JET_errUpdateNotPrepared;
    }
  }

  /** Removes the current row. */
  removeCurrent(by: Transaction): JET_ERR {
    const { cursor } = this;
    const refusal = this.tell(JET_cbtypBeforeDelete);
    if (refusal < 0) return refusal;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    this.#takeKey(this.#key);
    const err = this.rows.lock(this.#key, by);
    if (err !== JET_errSuccess) return err;
    cursor.openRecord();
    return this.rows.remove(this.#key, cursor.record, false, by);
  }

  /** Keeps the current row from others. There is no harm in keeping one that is deleted. */
  lockCurrent(by: Transaction, isShared: boolean): JET_ERR {
    const key = this.nameOfRow();
    if (key === null) return JET_errNoCurrentRecord;
    const err = this.rows.lock(key, by, isShared);
    return err === JET_errRecordDeleted ? JET_errSuccess : err;
  }

  /** The key of the row that the cursor is on, which may have been deleted; null without one. */
  nameOfRow(): SearchKey | null {
    const { cursor } = this;
    cursor.checkCurrency();
    if (!cursor.hasRow) return null;
    this.#takeKey(this.#key);
    return this.#key;
  }

  /** Gives the current row a value of the auto-increment column, which is new. */
  numberCurrent(by: Transaction): JET_ERR {
    const { copy, rows } = this;
    const { autoIncrement } = rows.plan;
    assert(autoIncrement !== null, 'the table numbers its rows');
    let err = this.prepareReplace(true, by);
    if (err === JET_errSuccess) err = this.#setIncrement(autoIncrement);
    if (err === JET_errSuccess) {
      copy.touch(autoIncrement);
      err = this.carryOut(-1, by);
    }
    copy.end();
    return err;
  }

  /** Tells of a change that is about to be made, or was; a negative code refuses it. */
  tell(kind: number): JET_ERR {
    return this.events === null ? JET_errSuccess : this.events.tell(kind);
  }

  #insert(bookmarkRoom: number, by: Transaction): JET_ERR {
    const refusal = this.tell(JET_cbtypBeforeInsert);
    if (refusal < 0) return refusal;
    const err = this.rows.insert(this.copy, bookmarkRoom, by);
    this.#hasInserted = this.#rows.hasInserted;
    return err;
  }

  #replace(by: Transaction): JET_ERR {
    const { copy, cursor } = this;
    if (copy.kind === PREPARED_REPLACE_UNLOCKED) {
      const err = this.rows.lock(copy.key, by);
      if (err !== JET_errSuccess) return err;
    }
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    const { record } = cursor;
    if (copy.originalLength > 0 && !copy.isOriginal(record.bytes, record.start, record.length))
      return JET_errWriteConflict;
    const refusal = this.tell(JET_cbtypBeforeReplace);
    if (refusal < 0) return refusal;
    cursor.openRecord();
    return this.rows.replace(copy, record, by);
  }

  #removeOriginal(by: Transaction): JET_ERR {
    const { copy, cursor } = this;
    const refusal = this.tell(JET_cbtypBeforeDelete);
    if (refusal < 0) return refusal;
    const locked = this.rows.lock(copy.key, by);
    if (locked !== JET_errSuccess) return locked;
    if (!cursor.openRecord()) return JET_errNoCurrentRecord;
    const err = this.rows.remove(copy.key, cursor.record, true, by);
    if (err === JET_errSuccess) this.tell(JET_cbtypAfterDelete);
    return err;
  }

  #lockCurrent(by: Transaction): JET_ERR {
    this.#takeKey(this.#key);
    const err = this.rows.lock(this.#key, by);
    if (err === JET_errSuccess) this.cursor.openRecord();
    return err;
  }

  /** The copy buffer begins with the current row, which `openRecord` has opened. */
  #takeCurrent(copy: CopyBuffer): void {
    this.#takeKey(copy.key);
    this.cursor.openRecord();
    const { record } = this.cursor;
    copy.builder.startFrom(record.bytes, record.start, record.length);
  }

  #takeKey(key: SearchKey): void {
    const { cursor } = this;
    const length = cursor.copyBookmark(null, 0);
    key.reserve(length);
    cursor.copyBookmark(key.bytes, length);
    key.keyLength = length;
    key.dataLength = 0;
  }

  #setIncrement({ column }: ColumnPlan): JET_ERR {
    const { plan } = this.#rows;
    const number = numbersOf(this.cursor.table).nextIncrement(column);
    if (number === NO_NUMBER) {
      this.copy.end();
      return JET_errOutOfAutoincrementValues;
    }
    this.#numberView.setUint32(0, number % UPPER_HALF, true);
    this.#numberView.setUint32(4, Math.floor(number / UPPER_HALF), true);
    const stored = this.copy.builder.setFixed(column, plan, this.#number, 0, column.maxBytes);
    return stored === STORE_DONE ? JET_errSuccess : JET_errRecordTooBig;
  }
}
