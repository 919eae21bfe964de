/**
 * A temporary table: rows that are sorted, or rows in a tree of the temporary database, and gone when nobody has the table
 * open any more.
 *
 *   sorting ── finish ──▶ sorted: rows in order, only to be read
 *      │          └─────▶ stored: asked to be updatable, or to be gone about freely and too large for that in memory
 *      └── store ───────▶ stored: from the beginning, where a sort would not do
 *
 * A sort keeps one row a key, the first in order, unless it is read forward only and nobody asked for unique keys. It has
 * no tree: its cursors stand on the root of the temporary database, which has no rows.
 *
 * Invariants
 *  1. A tree that was made is given back when the table is released, after the transaction that is open then is over.
 *  2. One session alone has the table.
 */
import { assert } from '../../errors/assert';
import { JET_errSuccess } from '../../errors/codes';
import {
  JET_bitTTForceMaterialization,
  JET_bitTTForwardOnly,
  JET_bitTTIndexed,
  JET_bitTTIntrinsicLVsOnly,
  JET_bitTTScrollable,
  JET_bitTTUnique,
  JET_bitTTUpdatable,
} from '../../include/grbits/temporary-table';
import type { JET_ERR } from '../../include/handles';
import type { CachedFile } from '../cache/page-cache';
import type { LongValueTree } from '../catalog/create-long-value-tree';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { TableSchema } from '../catalog/schema';
import { PAGE_LONG_VALUE } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import { dataLengthAt, ENTRY_HEADER_BYTES, keyLengthAt } from '../sort/entry';
import { RowSorter, type ScratchFiles } from '../sort/row-sorter';
import { DATABASE_ROOT_PAGE } from '../space/extents';
import type { Transaction } from '../version/transaction';
import type { CopyBuffer } from './copy-buffer';
import { rowChangesOf } from './row-changes';
import { numbersOf } from './row-numbers';
import { Table, TableIdentity, type TableOwner } from './table';
import { TableCursor } from './table-cursor';
import { hasKey, type PlacedColumns, type TemporaryRequest, temporarySchema } from './temporary-schema';

/** Where temporary tables are: a database of which nothing is kept. */
export interface TemporaryPlace {
  readonly file: CachedFile;
  readonly changes: DatabaseChanges;
  readonly scratch: ScratchFiles;
}

/** The format version of a temporary database: that of the newest. */
const UPDATE_MAJOR = 60;
const DATABASE_TREE_ID = 1;
const TABLE_PAGES = 16;
const ROW_NUMBER_BYTES = 4;
/** A sort of more rows, or more bytes, does not count as one in memory. A row takes whole pieces of 16 bytes. */
const RESIDENT_ROWS = 4088;
const RESIDENT_BYTES = 0x10000;
const PIECE_BYTES = 16;

export class TemporaryTable implements TableOwner {
  readonly identity: TableIdentity;
  table: Table;
  /** Rows in a sort; null when they are in a tree. */
  sorter: RowSorter | null;
  /** Cursors that have the table open. */
  users = 0;
  #isSorting = true;
  #residentBytes = 0;
  /** Of its tree; 0 without one. */
  #rootPage = 0;

  constructor(
    readonly place: TemporaryPlace,
    readonly request: TemporaryRequest,
    readonly placed: PlacedColumns,
  ) {
    const isBag = this.isForwardOnly && !this.#has(JET_bitTTUnique);
    this.sorter = new RowSorter(place.scratch, !isBag);
    this.identity = new TableIdentity(DATABASE_TREE_ID, this);
    this.identity.keepsLongValuesInRecords = true;
    this.table = this.#tableAt({ rootPage: DATABASE_ROOT_PAGE, objectId: DATABASE_TREE_ID }, true);
  }

  /** Whether rows are still being added to a sort. */
  get isSorting(): boolean {
    return this.sorter !== null && this.#isSorting;
  }

  get isStored(): boolean {
    return this.sorter === null;
  }

  get isForwardOnly(): boolean {
    return this.#has(JET_bitTTForwardOnly);
  }

  /** Rows as far as a sort knows them without reading them all: those put into it, or those that are left in memory. */
  countRows(view: Transaction): number {
    if (this.sorter !== null) return this.sorter.count;
    const rows = new TableCursor(this.table, view);
    const count = rows.moveFirst() === JET_errSuccess ? rows.countRecords(Infinity) : 0;
    rows.release();
    return count;
  }

  /** Whether a cursor on the sort may go anywhere. */
  get isScrollable(): boolean {
    return this.#has(JET_bitTTScrollable | JET_bitTTIndexed);
  }

  /** Whether a sort would not do: it needs a key, and has no place for long values. */
  get mustBeStored(): boolean {
    const hasLongColumns = this.placed.columns.some(({ isLongValue }) => isLongValue);
    return (
      !hasKey(this.request) ||
      (hasLongColumns && !this.#has(JET_bitTTIntrinsicLVsOnly)) ||
      this.#has(JET_bitTTForceMaterialization)
    );
  }

  seenBy(): Table {
    return this.table;
  }

  tableOf(): Table {
    return this.table;
  }

  changed(): void {
    assert(false, 'the schema of a temporary table does not change');
  }

  /** Adds the record of a copy buffer to the sort. */
  insert(copy: CopyBuffer): JET_ERR {
    const { sorter } = this;
    const keys = rowChangesOf(this.table).plan.primary;
    assert(sorter !== null && keys !== null, 'only a sort with a key is sorted');
    const err = keys.buildPrimary(copy.open());
    if (err !== JET_errSuccess) return err;
    const { bytes, length } = copy.builder;
    sorter.add(keys.keyBytes, keys.keyLength, bytes, 0, length);
    const pieces = Math.ceil((ENTRY_HEADER_BYTES + keys.keyLength + length) / PIECE_BYTES);
    this.#residentBytes += pieces * PIECE_BYTES;
    return JET_errSuccess;
  }

  /** No more rows are added to the sort: they are in order now, or stored. */
  finish(): void {
    const { sorter } = this;
    assert(sorter !== null, 'rows are being sorted');
    const isLarge = sorter.count > RESIDENT_ROWS || this.#residentBytes > RESIDENT_BYTES;
    sorter.finish();
    this.#isSorting = false;
    const isStored = this.#has(JET_bitTTUpdatable) || (this.isScrollable && isLarge);
    if (isStored) this.store(this.#has(JET_bitTTIndexed));
  }

  /** Puts the rows into a tree of their own: by their keys, or numbered in the order that the sort has put them in. */
  store(isIndexed = hasKey(this.request)): void {
    const { sorter } = this;
    assert(sorter !== null, 'rows are stored once');
    const objectId = this.place.changes.nextObjectId();
    const rootPage = this.#createTree(objectId, DATABASE_ROOT_PAGE, 0, TABLE_PAGES);
    this.#rootPage = rootPage;
    const table = this.#tableAt({ rootPage, objectId }, isIndexed);
    this.#fill(table, sorter, isIndexed);
    this.identity.keepsLongValuesInRecords = this.#has(JET_bitTTIntrinsicLVsOnly);
    this.table = table;
    this.sorter = null;
    sorter.release();
  }

  createLongValueTree({ rootPage: parentRoot }: TableSchema): LongValueTree & { readonly isShared: boolean } {
    const objectId = this.place.changes.nextObjectId();
    const rootPage = this.#createTree(objectId, parentRoot, PAGE_LONG_VALUE, 1);
    return { objectId, rootPage, isShared: true };
  }

  /** Nobody has the table open any more. The space of the long values lies in that of the table. */
  release(by: Transaction): void {
    this.sorter?.release();
    const rootPage = this.#rootPage;
    this.#rootPage = 0;
    if (rootPage === 0) return;
    const { changes, file } = this.place;
    const { space, transactions } = changes;
    if (by.level > 0) {
      const whenOver = (): void => by.whenOver(file, () => space.dropTree(rootPage, null));
      by.whenEnded({ committed: whenOver, rolledBack: whenOver });
      return;
    }
    transactions.begin(by, false);
    space.dropTree(rootPage, by);
    transactions.commit(by, true);
  }

  #has(bits: number): boolean {
    return (this.request.grbit & bits) !== 0;
  }

  #tableAt(place: { rootPage: number; objectId: number }, isIndexed: boolean): Table {
    const schema = temporarySchema(this.request, this.placed, place, isIndexed);
    return new Table(this.place.file, schema, UPDATE_MAJOR, this.place.changes, this.identity);
  }

  #createTree(treeId: number, parentRoot: number, kindFlags: number, pages: number): number {
    const tree = { treeId, parentRoot, pages, kindFlags, isUnique: true, isMultiple: false };
    return this.place.changes.space.createTree(tree, null);
  }

  #fill(table: Table, sorter: RowSorter, isIndexed: boolean): void {
    if (sorter.count === 0) return;
    const { writer } = this.place.changes;
    const tree = table.primaryTree;
    const key = new SearchKey();
    const number = new DataView(new ArrayBuffer(ROW_NUMBER_BYTES));
    const numberBytes = new Uint8Array(number.buffer);
    let rows = 0;
    const add = (bytes: Uint8Array, start: number): void => {
      const body = start + ENTRY_HEADER_BYTES;
      const keyLength = keyLengthAt(bytes, start);
      if (isIndexed) key.setKey(bytes, body, keyLength);
      else {
        number.setUint32(0, rows);
        key.setKey(numberBytes, 0, ROW_NUMBER_BYTES);
      }
      rows++;
      writer.insert(tree, key, bytes, body + keyLength, dataLengthAt(bytes, start), null);
    };
    const merge = sorter.merge();
    if (merge !== null) while (merge.next()) add(merge.bytes, merge.start);
    else for (let i = 0; i < sorter.buffer.count; i++) add(sorter.buffer.bytes, sorter.buffer.starts[i]);
    if (!isIndexed) numbersOf(table).beginRowsAt(rows + 1);
  }
}
