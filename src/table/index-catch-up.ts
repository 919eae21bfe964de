/**
 * What other sessions have done to the rows of a table, and the one that creates an index does not see: entered into the
 * index in their names, with versions of theirs.
 *
 *   versions of rows ─▶ steps: a row before and after one change ─▶ in the order they were made ─▶ entries removed, inserted
 *                                                     not committed: by its transaction, on the level of the change
 *                                                     committed:     apart, and then as old as the change
 *
 * So the index is what it would be, had it been there when they changed their rows: it goes with them when they are rolled
 * back, and is seen when they are.
 */
import { JET_errKeyDuplicate, JET_errWriteConflict } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { CHANGE_DONE } from '../btree/change-result';
import type { Tree } from '../btree/tree';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { IndexSchema } from '../catalog/schema';
import { Node } from '../page/node';
import { compareNode, lowerBound } from '../page/page-search';
import { NODE_DELETED } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import { RecordReader } from '../record/record-reader';
import { inTransactionApart } from '../transaction/apart';
import { inNameOf } from '../transaction/proxy';
import type { Transaction } from '../version/transaction';
import { copyName, type Version, VERSION_DELETE, VERSION_INSERT, VERSION_REPLACE } from '../version/version';
import { sees } from '../version/visibility';
import { ColumnReader } from './column-reader';
import { KEY_INSERTED, KEY_KEPT, KEY_REMOVED, KeyList } from './key-list';
import { RowKeys } from './row-keys';
import type { Table } from './table';

/** One change of one row: its record before and after, null where there is none. */
interface RowStep {
  readonly id: number;
  readonly level: number;
  /** Who made it; null when it is committed. */
  readonly owner: Transaction | null;
  readonly committedAt: number;
  readonly rowKey: SearchKey;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

/** Enters what others have done and `by` does not see into the index, which has the entries of all rows that `by` sees. */
export function catchUp(table: Table, index: IndexSchema, changes: DatabaseChanges, by: Transaction): void {
  const { primaryTree, file } = table;
  const newest = file.versions?.unseenOf(primaryTree, by) ?? [];
  if (newest.length === 0) return;
  const steps = newest.flatMap((version) => stepsOf(primaryTree, version, by));
  steps.sort((one, other) => one.id - other.id);
  const entries = new Entries(table, index, changes);
  for (const step of steps) entries.follow(step);
}

class Entries {
  readonly #tree: Tree;
  readonly #keys: RowKeys;
  readonly #list = new KeyList();
  readonly #entry = new SearchKey();

  constructor(
    readonly table: Table,
    readonly index: IndexSchema,
    readonly changes: DatabaseChanges,
  ) {
    this.#tree = table.treeOf(index);
    this.#keys = new RowKeys(table, index, new ColumnReader(table));
  }

  follow(step: RowStep): void {
    this.#collect(step);
    const { changes } = this;
    if (step.owner !== null) {
      const { owner } = step;
      inNameOf(owner, step.level, changes.writer.log, () => this.#apply(step.rowKey, owner));
      return;
    }
    const made: Version[] = [];
    inTransactionApart(changes.transactions, (apart) => {
      this.#apply(step.rowKey, apart);
      for (let version = apart.newest; version !== null; version = version.previous) made.push(version);
    });
    for (const version of made) version.committedAt = step.committedAt;
  }

  #collect({ before, after }: RowStep): void {
    const list = this.#list;
    list.clear();
    if (before !== null) this.#collectOf(before, KEY_REMOVED);
    if (after !== null) this.#collectOf(after, KEY_INSERTED);
    list.settle();
  }

  #collectOf(bytes: Uint8Array, action: number): void {
    const record = new RecordReader();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    record.attach(bytes, view, 0, bytes.length, this.table.file.slab.isLarge);
    const err = this.#keys.collect(record, this.#list, action);
    if (err < 0) fail(err, `index ${this.index.name}`);
  }

  #apply(rowKey: SearchKey, by: Transaction): void {
    const list = this.#list;
    for (let i = 0; i < list.count; i++) {
      const at = list.order[i];
      if (list.actions[at] === KEY_KEPT) continue;
      this.#entry.setKey(list.bytes, list.starts[at], list.lengths[at]);
      if (list.actions[at] === KEY_INSERTED) this.#insert(rowKey, by);
      else this.#remove(rowKey, by);
    }
  }

  #insert({ bytes, keyLength }: SearchKey, by: Transaction): void {
    const done = this.changes.writer.insert(this.#tree, this.#entry, bytes, 0, keyLength, by);
    if (done !== CHANGE_DONE) fail(JET_errKeyDuplicate, `index ${this.index.name}`);
  }

  #remove({ bytes, keyLength }: SearchKey, by: Transaction): void {
    if (!this.#tree.isUnique) this.#entry.appendData(bytes, 0, keyLength);
    const done = this.changes.writer.remove(this.#tree, this.#entry, by);
    if (done !== CHANGE_DONE) fail(JET_errWriteConflict, `index ${this.index.name}: ${done}`);
  }
}

/** The changes of a row that `by` does not see; `newest` is the newest version of the row. */
function stepsOf(tree: Tree, newest: Version, by: Transaction): RowStep[] {
  const rowKey = new SearchKey();
  copyName(newest, rowKey);
  const row = rowOnPage(tree, rowKey);
  if (row === null) return [];
  const steps: RowStep[] = [];
  let { exists, data } = row;
  for (let version: Version | null = newest; version !== null; version = version.older) {
    const after = exists ? data : null;
    const { id, level, transaction: owner, committedAt, operation, nameLength, dataLength } = version;
    if (operation === VERSION_INSERT) exists = false;
    else if (operation === VERSION_DELETE) exists = true;
    else if (operation === VERSION_REPLACE) data = version.bytes.slice(nameLength, nameLength + dataLength);
    const before = exists ? data : null;
    if (before !== after && !sees(by, version))
      steps.push({ id, level, owner, committedAt, rowKey, before, after });
  }
  return steps;
}

/** A row as its page has it; one that is flagged as deleted is still there. */
function rowOnPage(tree: Tree, key: SearchKey): { exists: boolean; data: Uint8Array } | null {
  const { slab, file } = tree;
  const base = file.fix(tree.leafFor(key));
  const tag = lowerBound(slab, base, key);
  if (tag === slab.tagCount(base) || compareNode(slab, base, tag, key) !== 0) return null;
  const node = new Node();
  node.read(slab, base, tag);
  const { dataStart, dataLength } = node;
  const exists = (slab.nodeFlags(base, tag) & NODE_DELETED) === 0;
  return { exists, data: slab.bytes.slice(dataStart, dataStart + dataLength) };
}
