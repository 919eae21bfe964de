/**
 * Changes of the rows of one table: a row and its entries in all indexes, as one.
 *
 *   insert    row ─▶ entry in index 1 ─▶ entry in index 2 …
 *   replace   entries that change in index 1 ─▶ in index 2 … ─▶ row
 *   remove    entries in index 1 ─▶ in index 2 … ─▶ separated values ─▶ row
 *
 * A failure on the way leaves what was done before it; whoever calls takes that back.
 *
 * Invariants
 *  1. Outcomes that callers must expect are answered as JET codes; nothing is allocated on the way.
 *  2. Rows that lie on pages are copied before their keys are made, because other pages are fixed meanwhile.
 */
import { assert } from '../../errors/assert';
import {
  JET_errAutoIncrementNotSet,
  JET_errBufferTooSmall,
  JET_errKeyDuplicate,
  JET_errNullInvalid,
  JET_errOutOfSequentialIndexValues,
  JET_errRecordDeleted,
  JET_errRecordPrimaryChanged,
  JET_errSecondaryIndexCorrupted,
  JET_errSuccess,
  JET_errWriteConflict,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { CHANGE_CONFLICT, CHANGE_DONE, CHANGE_MISSING } from '../btree/change-result';
import type { TreeWriter } from '../btree/insert';
import type { Tree } from '../btree/tree';
import type { IndexSchema } from '../catalog/schema';
import { SearchKey } from '../page/search-key';
import type { ColumnSchema } from '../record/column';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';
import type { Transaction } from '../version/transaction';
import { VERSION_LOCK, VERSION_READ_LOCK } from '../version/version';
import { findInRecord } from './column-reader';
import { ColumnSetter } from './column-setter';
import type { CopyBuffer } from './copy-buffer';
import type { KeyedIndex } from './index-changes';
import { KEY_INSERTED, KEY_KEPT, KEY_REMOVED, KeyList } from './key-list';
import { LongValueId } from '../record/long-value-id';
import { LongValueSetter } from './long-value-setter';
import { LongValueWriter } from './long-value-writer';
import { NO_NUMBER, numbersOf } from './row-numbers';
import { RowPlan } from './row-plan';
import type { Table } from './table';
import { deleteWhenUnseen, isDeletedAtZero } from './zero-rows';

const ROW_NUMBER_BYTES = 4;
const VERSION_BYTES = 4;

export class RowChanges {
  readonly plan: RowPlan;
  readonly setter: ColumnSetter;
  readonly longSetter: LongValueSetter;
  readonly longWriter: LongValueWriter;
  /** The key of the row that was inserted last. */
  readonly rowKey = new SearchKey();
  /** Whether the last insert put its row there, whatever became of index entries. */
  hasInserted = false;
  readonly #writer: TreeWriter;
  readonly #keys = new KeyList();
  readonly #entry = new SearchKey();
  readonly #old = new RecordReader();
  readonly #oldBytes: Uint8Array;
  readonly #oldView: DataView;
  readonly #number = new Uint8Array(ROW_NUMBER_BYTES);
  readonly #id = new LongValueId();

  constructor(readonly table: Table) {
    const { changes } = table;
    assert(changes !== null, 'rows are changed in databases attached for writing');
    this.plan = new RowPlan(table);
    this.#writer = changes.writer;
    this.longWriter = new LongValueWriter(table);
    this.longSetter = new LongValueSetter(this.plan, this.longWriter);
    this.setter = new ColumnSetter(this.plan, this.longSetter);
    this.#oldBytes = new Uint8Array(table.file.slab.pageBytes);
    this.#oldView = new DataView(this.#oldBytes.buffer);
  }

  /**
   * Inserts the record of the copy buffer as a new row. `bookmarkRoom` is the room that its key must fit into, -1 for no
   * limit.
   */
  insert(copy: CopyBuffer, bookmarkRoom: number, by: Transaction | null): JET_ERR {
    this.hasInserted = false;
    let err = this.#refusalOf(by);
    if (err === JET_errSuccess) err = this.#checkNulls(copy);
    if (err !== JET_errSuccess) return err;
    if (this.plan.version !== null && !copy.isVersionSet) this.#setVersion(copy, 0);
    err = this.#makeRowKey(copy);
    if (err !== JET_errSuccess) return err;
    if (bookmarkRoom >= 0 && this.rowKey.keyLength > bookmarkRoom) return JET_errBufferTooSmall;
    const { bytes, length } = copy.builder;
    const done = this.#writer.insert(this.table.primaryTree, this.rowKey, bytes, 0, length, by);
    if (done !== CHANGE_DONE) return JET_errKeyDuplicate;
    this.hasInserted = true;
    for (const secondary of this.plan.secondaries) {
      err = this.#changeKeys(secondary, null, copy, this.rowKey, by);
      if (err !== JET_errSuccess) return err;
    }
    err = this.#changeHidden(null, copy, this.rowKey, by);
    if (err !== JET_errSuccess) return err;
    return this.#carryOutReferences(copy, by);
  }

  /** Gives the row that the copy was made of the record of the copy buffer; `current` is the row as it is now. */
  replace(copy: CopyBuffer, current: RecordReader, by: Transaction | null): JET_ERR {
    const { plan } = this;
    if (!copy.isAnySet) return JET_errSuccess;
    let err = this.#refusalOf(by);
    if (err !== JET_errSuccess) return err;
    if (copy.isPrimaryKeySet && plan.primary !== null) {
      err = plan.primary.buildPrimary(copy.open());
      if (err !== JET_errSuccess) return err;
      if (!isSameKey(copy.key, plan.primary.keyBytes, plan.primary.keyLength))
        return JET_errRecordPrimaryChanged;
    }
    const old = this.#keepOld(current);
    if (plan.version !== null) this.#setVersion(copy, this.#versionOf(old) + 1);
    for (const secondary of plan.secondaries) {
      if (((copy.lowerIndexes & secondary.lowerBit) | (copy.upperIndexes & secondary.upperBit)) === 0)
        continue;
      err = this.#changeKeys(secondary, old, copy, copy.key, by);
      if (err !== JET_errSuccess) return err;
    }
    err = this.#changeHidden(old, copy, copy.key, by);
    if (err !== JET_errSuccess) return err;
    const { bytes, length } = copy.builder;
    const done = this.#writer.replace(this.table.primaryTree, copy.key, bytes, 0, length, by);
    return done === CHANGE_DONE ? this.#carryOutReferences(copy, by) : errorOf(done);
  }

  /**
   * Removes a row; `current` is the row as it is now, `key` its key. Its separated long values go with it, unless another
   * row takes them over.
   */
  remove(key: SearchKey, current: RecordReader, keepsLongValues: boolean, by: Transaction | null): JET_ERR {
    let err = this.#refusalOf(by);
    if (err !== JET_errSuccess) return err;
    const old = this.#keepOld(current);
    for (const secondary of this.plan.secondaries) {
      err = this.#changeKeys(secondary, old, null, key, by);
      if (err !== JET_errSuccess) return err;
    }
    err = this.#changeHidden(old, null, key, by);
    if (err !== JET_errSuccess) return err;
    if (!keepsLongValues) {
      err = this.#releaseAll(old, by);
      if (err !== JET_errSuccess) return err;
    }
    const done = this.#writer.remove(this.table.primaryTree, key, by);
    return done === CHANGE_DONE ? JET_errSuccess : errorOf(done);
  }

  /** Keeps the row of that key from others; they may keep it too when `isShared`. */
  lock(key: SearchKey, by: Transaction, isShared = false): JET_ERR {
    const operation = isShared ? VERSION_READ_LOCK : VERSION_LOCK;
    const done = this.#writer.lock(this.table.primaryTree, key, by, operation);
    return done === CHANGE_DONE ? JET_errSuccess : errorOf(done);
  }

  /** Adds to the number in a column of the row of that key; no rollback takes it back when `isFinal`. */
  addTo(key: SearchKey, column: ColumnSchema, delta: bigint, by: Transaction, isFinal: boolean): JET_ERR {
    const { primaryTree } = this.table;
    const { recordOffset, maxBytes } = column;
    const done = this.#writer.addDelta(primaryTree, key, recordOffset, maxBytes, delta, by, isFinal);
    if (done !== CHANGE_DONE) return errorOf(done);
    if (isDeletedAtZero(column) && !isFinal && this.numberBefore === -delta)
      deleteWhenUnseen(this.table, column, key, by, removeRow);
    return JET_errSuccess;
  }

  /** What the number was that was added to last, with what others have added and not committed. */
  get numberBefore(): bigint {
    return this.#writer.numberBefore;
  }

  /** Why the transaction may change no row at all of the table. */
  #refusalOf(by: Transaction | null): JET_ERR {
    return by === null ? JET_errSuccess : this.table.identity.indexChanges.refusalOf(by);
  }

  #checkNulls(copy: CopyBuffer): JET_ERR {
    const { required } = this.plan;
    if (required.length === 0) return JET_errSuccess;
    const record = copy.open();
    for (const { column } of required)
      if (findInRecord(record, column, 1) !== COLUMN_FOUND)
        return column.autoIncrement ? JET_errAutoIncrementNotSet : JET_errNullInvalid;
    return JET_errSuccess;
  }

  #makeRowKey(copy: CopyBuffer): JET_ERR {
    const { primary } = this.plan;
    if (primary !== null) {
      const err = primary.buildPrimary(copy.open());
      if (err === JET_errSuccess) this.rowKey.setKey(primary.keyBytes, 0, primary.keyLength);
      return err;
    }
    const number = numbersOf(this.table).nextRow();
    if (number === NO_NUMBER) return JET_errOutOfSequentialIndexValues;
    const bytes = this.#number;
    for (let i = 0; i < ROW_NUMBER_BYTES; i++) bytes[i] = number >>> (24 - 8 * i);
    this.rowKey.setKey(bytes, 0, ROW_NUMBER_BYTES);
    return JET_errSuccess;
  }

  #setVersion(copy: CopyBuffer, version: number): void {
    if (this.plan.version === null) return;
    const { column, lowerIndexes, upperIndexes } = this.plan.version;
    copy.lowerIndexes |= lowerIndexes;
    copy.upperIndexes |= upperIndexes;
    const bytes = this.#number;
    for (let i = 0; i < VERSION_BYTES; i++) bytes[i] = version >>> (8 * i);
    copy.builder.setFixed(column, this.plan, bytes, 0, VERSION_BYTES);
  }

  #versionOf(old: RecordReader): number {
    const { version } = this.plan;
    if (version === null || findInRecord(old, version.column, 1) !== COLUMN_FOUND) return 0;
    return this.#oldView.getUint32(old.valueOffset, true);
  }

  /** Copies a row off its page. */
  #keepOld(current: RecordReader): RecordReader {
    const { bytes, start, length } = current;
    const target = this.#oldBytes;
    for (let i = 0; i < length; i++) target[i] = bytes[start + i];
    this.#old.attach(target, this.#oldView, 0, length, this.table.file.slab.isLarge);
    return this.#old;
  }

  /** What changes in an index when a row changes; `old` is null for a new row, `copy` for one that goes. */
  #changeKeys(
    { index, keys }: KeyedIndex,
    old: RecordReader | null,
    copy: CopyBuffer | null,
    rowKey: SearchKey,
    by: Transaction | null,
  ): JET_ERR {
    if (this.table.identity.indexChanges.isDropped(index.objectId)) return JET_errSuccess;
    this.#keys.clear();
    let err = old === null ? JET_errSuccess : keys.collect(old, this.#keys, KEY_REMOVED);
    if (err === JET_errSuccess && copy !== null) err = keys.collect(copy.open(), this.#keys, KEY_INSERTED);
    return err === JET_errSuccess ? this.#applyKeys(index, rowKey, by) : err;
  }

  /** What changes in the indexes that the transaction does not see. */
  #changeHidden(
    old: RecordReader | null,
    copy: CopyBuffer | null,
    rowKey: SearchKey,
    by: Transaction | null,
  ): JET_ERR {
    if (by === null) return JET_errSuccess;
    for (const hidden of this.table.identity.indexChanges.hiddenFrom(by)) {
      const err = this.#changeKeys(hidden, old, copy, rowKey, by);
      if (err !== JET_errSuccess) return err;
    }
    return JET_errSuccess;
  }

  /** Removes and inserts the entries of the list for the row of that key. */
  #applyKeys(index: IndexSchema, rowKey: SearchKey, by: Transaction | null): JET_ERR {
    const list = this.#keys;
    if (list.count > 1) list.settle();
    const tree = this.table.treeOf(index);
    for (let i = 0; i < list.count; i++) {
      const number = list.order[i];
      if (list.actions[number] === KEY_KEPT) continue;
      this.#entry.setKey(list.bytes, list.starts[number], list.lengths[number]);
      const err =
        list.actions[number] === KEY_INSERTED
          ? this.#insertEntry(tree, rowKey, by)
          : this.#removeEntry(tree, rowKey, by);
      if (err !== JET_errSuccess) return err;
    }
    return JET_errSuccess;
  }

  #insertEntry(tree: Tree, rowKey: SearchKey, by: Transaction | null): JET_ERR {
    const done = this.#writer.insert(tree, this.#entry, rowKey.bytes, 0, rowKey.keyLength, by);
    return done === CHANGE_DONE ? JET_errSuccess : JET_errKeyDuplicate;
  }

  #removeEntry(tree: Tree, rowKey: SearchKey, by: Transaction | null): JET_ERR {
    if (!tree.isUnique) this.#entry.appendData(rowKey.bytes, 0, rowKey.keyLength);
    const done = this.#writer.remove(tree, this.#entry, by);
    if (done === CHANGE_MISSING) fail(JET_errSecondaryIndexCorrupted, `tree ${tree.id}: a row has no entry`);
    return done === CHANGE_DONE ? JET_errSuccess : errorOf(done);
  }

  #carryOutReferences(copy: CopyBuffer, by: Transaction | null): JET_ERR {
    if (copy.ledger.isEmpty) return JET_errSuccess;
    return copy.ledger.carryOut(this.longWriter, by) === CHANGE_DONE ? JET_errSuccess : JET_errWriteConflict;
  }

  /** Releases every separated value that a record refers to. */
  #releaseAll(record: RecordReader, by: Transaction | null): JET_ERR {
    for (const column of this.plan.longColumns) {
      const values = record.countTagged(column.columnId, column.isDerived);
      for (let itag = 1; itag <= values; itag++) {
        record.findTagged(column.columnId, column.isDerived, itag);
        if (!record.isSeparated) continue;
        this.#id.set(record.lidLow, record.lidHigh, record.lidBytes);
        if (this.longWriter.release(this.#id, by) !== CHANGE_DONE) return JET_errWriteConflict;
      }
    }
    return JET_errSuccess;
  }
}

const changesOf = new WeakMap<Table, RowChanges>();

/** The changes of rows of a table with the schema that it has. */
export function rowChangesOf(table: Table): RowChanges {
  let changes = changesOf.get(table);
  if (changes === undefined) {
    changes = new RowChanges(table);
    changesOf.set(table, changes);
  }
  return changes;
}

function removeRow(table: Table, key: SearchKey, record: RecordReader, by: Transaction): JET_ERR {
  return rowChangesOf(table).remove(key, record, false, by);
}

/** What callers are told of a change that was not made: of a new node, in conflict or not, they hear that its key is taken. */
const errorOf = (change: number): JET_ERR =>
  change === CHANGE_CONFLICT ? JET_errWriteConflict : JET_errRecordDeleted;

function isSameKey(key: SearchKey, bytes: Uint8Array, length: number): boolean {
  if (key.keyLength !== length) return false;
  for (let i = 0; i < length; i++) if (key.bytes[i] !== bytes[i]) return false;
  return true;
}
