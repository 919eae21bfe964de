/**
 * Fills the tree of a new index with the entries of all rows, as the transaction that creates it sees them.
 *
 *   rows in their order ─▶ keys of each ─▶ a batch of bounded size ── full, or no more rows ──▶ sorted ─▶ into the tree
 *
 * Invariants
 *  1. Nobody else sees the tree: its entries have no versions, and go with the tree when the transaction is undone.
 *  2. Memory does not grow with the number of rows; a batch more costs some room on the tree's pages.
 *  3. Rows are copied off their pages before their keys are made, because other pages are fixed meanwhile.
 */
import { JET_errKeyDuplicate } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { BTreeCursor } from '../btree/cursor';
import { CHANGE_DONE, CHANGE_DUPLICATE } from '../btree/change-result';
import type { TreeWriter } from '../btree/insert';
import type { Tree } from '../btree/tree';
import type { IndexSchema } from '../catalog/schema';
import { SearchKey } from '../page/search-key';
import { RecordReader } from '../record/record-reader';
import type { Transaction } from '../version/transaction';
import { ColumnReader } from './column-reader';
import { EntryBatch } from './entry-batch';
import { KEY_INSERTED, KeyList } from './key-list';
import { RowKeys } from './row-keys';
import type { Table } from './table';

/** Memory for one batch. */
const BATCH_BYTES = 0x1000000;

/**
 * Enters every row that `by` sees into the index, whose tree is empty. JET_errKeyDuplicate when a key repeats that must not;
 * what a row may not have in the index is refused as RowKeys refuses it.
 */
export function buildIndex(
  table: Table,
  index: IndexSchema,
  writer: TreeWriter,
  by: Transaction,
  batchBytes = BATCH_BYTES,
): void {
  const build = new IndexBuild(table, index, writer, batchBytes);
  const rows = new BTreeCursor(table.primaryTree, by);
  for (let more = rows.moveFirst(); more; more = rows.moveNext()) build.add(rows);
  build.flush();
}

class IndexBuild {
  readonly #tree: Tree;
  readonly #keys: RowKeys;
  readonly #list = new KeyList();
  readonly #batch: EntryBatch;
  readonly #record = new RecordReader();
  readonly #rowBytes: Uint8Array;
  readonly #rowView: DataView;
  readonly #rowKey = new SearchKey();
  readonly #entry = new SearchKey();

  constructor(
    readonly table: Table,
    readonly index: IndexSchema,
    readonly writer: TreeWriter,
    batchBytes: number,
  ) {
    this.#tree = table.treeOf(index);
    this.#keys = new RowKeys(table, index, new ColumnReader(table));
    this.#batch = new EntryBatch(batchBytes);
    this.#rowBytes = new Uint8Array(table.file.slab.pageBytes);
    this.#rowView = new DataView(this.#rowBytes.buffer);
  }

  /** Adds the entries of the row under the cursor. */
  add(rows: BTreeCursor): void {
    this.#keepRow(rows);
    const list = this.#list;
    list.clear();
    const err = this.#keys.collect(this.#record, list, KEY_INSERTED);
    if (err < 0) fail(err, `index ${this.index.name}`);
    list.settle();
    for (let i = 0; i < list.count; i++) {
      const at = list.order[i];
      if (list.actions[at] === KEY_INSERTED) this.#addEntry(list.starts[at], list.lengths[at]);
    }
  }

  /** Enters what was gathered into the tree. */
  flush(): void {
    const batch = this.#batch;
    batch.sort();
    for (let i = 0; i < batch.count; i++) this.#insert(batch.order[i]);
    batch.clear();
  }

  #keepRow(rows: BTreeCursor): void {
    rows.settle();
    rows.copyKeyTo(this.#rowKey);
    const { dataBytes, dataStart, dataLength } = rows;
    const target = this.#rowBytes;
    for (let i = 0; i < dataLength; i++) target[i] = dataBytes[dataStart + i];
    this.#record.attach(target, this.#rowView, 0, dataLength, this.table.file.slab.isLarge);
  }

  #addEntry(start: number, length: number): void {
    const { bytes, keyLength } = this.#rowKey;
    const keys = this.#list.bytes;
    if (this.#batch.add(keys, start, length, bytes, keyLength)) return;
    this.flush();
    this.#batch.add(keys, start, length, bytes, keyLength);
  }

  #insert(at: number): void {
    const { bytes, starts, keyLengths, dataLengths } = this.#batch;
    const start = starts[at];
    const dataStart = start + keyLengths[at];
    this.#entry.setKey(bytes, start, keyLengths[at]);
    const done = this.writer.insert(this.#tree, this.#entry, bytes, dataStart, dataLengths[at], null);
    if (done === CHANGE_DONE) return;
    fail(JET_errKeyDuplicate, `index ${this.index.name}${done === CHANGE_DUPLICATE ? '' : ` (${done})`}`);
  }
}
