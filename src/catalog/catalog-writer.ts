/**
 * Adds rows to the catalog: to MSysObjects, to its two other indexes and to its copy, MSysObjectsShadow.
 *
 * Invariant: all four agree; no row is added to one of them alone.
 */
import { assert } from '../../errors/assert';
import { CHANGE_DONE } from '../btree/change-result';
import type { TreeWriter } from '../btree/insert';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { SearchKey } from '../page/search-key';
import type { Transaction } from '../version/transaction';
import { catalogNameKey, catalogRowKey, rootObjectKey } from './catalog-keys';
import { CatalogRecordBuilder, type NewCatalogRow } from './catalog-rows';
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

export class CatalogWriter {
  readonly #rows: Tree;
  readonly #shadow: Tree;
  readonly #names: Tree;
  readonly #rootObjects: Tree;
  readonly #records: CatalogRecordBuilder;
  readonly #target = new SearchKey();

  constructor(
    file: CachedFile,
    readonly writer: TreeWriter,
  ) {
    this.#rows = new Tree(file, CATALOG_ROOT, CATALOG_ID);
    this.#shadow = new Tree(file, SHADOW_ROOT, SHADOW_ID);
    this.#names = new Tree(file, CATALOG_NAME_ROOT, CATALOG_NAME_ID);
    this.#rootObjects = new Tree(file, CATALOG_ROOT_OBJECTS_ROOT, CATALOG_ROOT_OBJECTS_ID);
    this.#records = new CatalogRecordBuilder(file.slab.pageBytes);
  }

  insert(row: NewCatalogRow, by: Transaction | null): void {
    const key = catalogRowKey(row.ObjidTable, row.Type, row.Id);
    const record = this.#records.build(row);
    const name = Buffer.from(row.Name, 'latin1');
    this.#put(this.#rows, key, record, by);
    this.#put(this.#names, catalogNameKey(row.ObjidTable, row.Type, name), key, by);
    if (row.RootFlag === true) this.#put(this.#rootObjects, rootObjectKey(name), key, by);
    this.#put(this.#shadow, key, record, by);
  }

  #put(tree: Tree, key: Uint8Array, data: Uint8Array, by: Transaction | null): void {
    this.#target.setKey(key, 0, key.length);
    const done = this.writer.insert(tree, this.#target, data, 0, data.length, by);
    assert(done === CHANGE_DONE, 'ids and names of catalog rows are unique before they are added');
  }
}
