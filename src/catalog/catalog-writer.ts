/**
 * Adds, changes and takes away rows of the catalog: in MSysObjects, in its two other indexes and in its copy,
 * MSysObjectsShadow.
 *
 * Invariants
 *  1. All four agree; no row is changed in one of them alone. After an answer that is not CHANGE_DONE they may differ
 *     until whoever asked has undone what was begun. Rows are changed first: two who change the same row conflict.
 *  2. What is not changed in a row stays byte by byte.
 */
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import { CHANGE_DONE, CHANGE_MISSING } from '../btree/change-result';
import type { TreeWriter } from '../btree/insert';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { SearchKey } from '../page/search-key';
import type { Transaction } from '../version/transaction';
import { catalogNameKey, catalogRowKey, rootObjectKey } from './catalog-keys';
import { type CatalogRow, CatalogRowReader, ROW_TABLE } from './catalog-row';
import { CatalogRecordBuilder, type ChangedCatalogRow, type NewCatalogRow } from './catalog-rows';
import {
  CATALOG_ID,
  CATALOG_NAME_ID,
  CATALOG_NAME_ROOT,
  CATALOG_ROOT,
  CATALOG_ROOT_OBJECTS_ID,
  CATALOG_ROOT_OBJECTS_ROOT,
  SHADOW_ID,
  SHADOW_ROOT,
} from './catalog-trees';
import { encodeName } from './name-bytes';

/** What names a row. */
export interface CatalogPlace {
  readonly tableId: number;
  readonly type: number;
  readonly id: number;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export class CatalogWriter {
  readonly #rows: Tree;
  readonly #shadow: Tree;
  readonly #names: Tree;
  readonly #rootObjects: Tree;
  readonly #records: CatalogRecordBuilder;
  readonly #reader = new CatalogRowReader();
  readonly #target = new SearchKey();

  constructor(
    readonly file: CachedFile,
    readonly writer: TreeWriter,
  ) {
    this.#rows = new Tree(file, CATALOG_ROOT, CATALOG_ID);
    this.#shadow = new Tree(file, SHADOW_ROOT, SHADOW_ID);
    this.#names = new Tree(file, CATALOG_NAME_ROOT, CATALOG_NAME_ID);
    this.#rootObjects = new Tree(file, CATALOG_ROOT_OBJECTS_ROOT, CATALOG_ROOT_OBJECTS_ID);
    this.#records = new CatalogRecordBuilder(file.slab.pageBytes);
  }

  /** Adds a row; CHANGE_DUPLICATE when its id or its name is taken. */
  insert(row: NewCatalogRow, by: Transaction | null): number {
    const key = catalogRowKey(row.ObjidTable, row.Type, row.Id);
    const record = this.#records.build(row);
    const name = encodeName(row.Name);
    const isRoot = row.RootFlag === true;
    return firstRefusal(
      () => this.#put(this.#rows, key, record, by),
      () => this.#put(this.#names, catalogNameKey(row.ObjidTable, row.Type, name), key, by),
      () => (isRoot ? this.#put(this.#rootObjects, rootObjectKey(name), key, by) : CHANGE_DONE),
      () => this.#put(this.#shadow, key, record, by),
    );
  }

  /** Changes some columns of a row; CHANGE_DUPLICATE when its new name is taken. */
  update({ tableId, type, id }: CatalogPlace, changes: ChangedCatalogRow, by: Transaction | null): number {
    const key = catalogRowKey(tableId, type, id);
    const record = this.#recordOf(this.#rows, key, by);
    const copy = this.#recordOf(this.#shadow, key, by);
    if (record === null || copy === null) return CHANGE_MISSING;
    const { name } = this.#decode(record);
    return firstRefusal(
      () => this.#replace(this.#rows, key, this.#records.change(record, changes), by),
      () => this.#rename(tableId, type, key, name, changes.Name ?? name, by),
      () => this.#replace(this.#shadow, key, this.#records.change(copy, changes), by),
    );
  }

  /** Takes a row away. */
  remove({ tableId, type, id }: CatalogPlace, by: Transaction | null): number {
    const key = catalogRowKey(tableId, type, id);
    const record = this.#recordOf(this.#rows, key, by);
    if (record === null) return CHANGE_MISSING;
    const name = encodeName(this.#decode(record).name);
    return firstRefusal(
      () => this.#remove(this.#rows, key, by),
      () => this.#remove(this.#names, catalogNameKey(tableId, type, name), by),
      () => (type === ROW_TABLE ? this.#remove(this.#rootObjects, rootObjectKey(name), by) : CHANGE_DONE),
      () => this.#remove(this.#shadow, key, by),
    );
  }

  /** The entries of a row that is renamed; two spellings of one name have the same entries. */
  #rename(
    tableId: number,
    type: number,
    key: Uint8Array,
    from: string,
    to: string,
    by: Transaction | null,
  ): number {
    const [old, next] = [encodeName(from), encodeName(to)];
    const [oldEntry, nextEntry] = [old, next].map((name) => catalogNameKey(tableId, type, name));
    if (sameBytes(oldEntry, nextEntry)) return CHANGE_DONE;
    return firstRefusal(
      () => this.#put(this.#names, nextEntry, key, by),
      () => (type === ROW_TABLE ? this.#put(this.#rootObjects, rootObjectKey(next), key, by) : CHANGE_DONE),
      () => this.#remove(this.#names, oldEntry, by),
      () => (type === ROW_TABLE ? this.#remove(this.#rootObjects, rootObjectKey(old), by) : CHANGE_DONE),
    );
  }

  /** The record of a row as `by` sees it, in a buffer of its own. */
  #recordOf(tree: Tree, key: Uint8Array, by: Transaction | null): Uint8Array | null {
    const cursor = new BTreeCursor(tree, by);
    this.#target.setKey(key, 0, key.length);
    if (cursor.find(this.#target, false) !== FOUND_EQUAL) return null;
    cursor.settle();
    return cursor.dataBytes.slice(cursor.dataStart, cursor.dataStart + cursor.dataLength);
  }

  #decode(record: Uint8Array): CatalogRow {
    const view = new DataView(record.buffer);
    return this.#reader.read(record, view, 0, record.length, this.file.slab.isLarge);
  }

  #put(tree: Tree, key: Uint8Array, data: Uint8Array, by: Transaction | null): number {
    this.#target.setKey(key, 0, key.length);
    return this.writer.insert(tree, this.#target, data, 0, data.length, by);
  }

  #replace(tree: Tree, key: Uint8Array, data: Uint8Array, by: Transaction | null): number {
    this.#target.setKey(key, 0, key.length);
    return this.writer.replace(tree, this.#target, data, 0, data.length, by);
  }

  #remove(tree: Tree, key: Uint8Array, by: Transaction | null): number {
    this.#target.setKey(key, 0, key.length);
    return this.writer.remove(tree, this.#target, by);
  }
}

/** Runs steps until one answers something other than CHANGE_DONE, which is the answer then. */
function firstRefusal(...steps: readonly (() => number)[]): number {
  for (const step of steps) {
    const answer = step();
    if (answer !== CHANGE_DONE) return answer;
  }
  return CHANGE_DONE;
}
