/**
 * Checks the catalog against itself:
 *
 *  1. every row of MSysObjects lies at its key, and its copy in MSysObjectsShadow is the same byte for byte;
 *  2. Name has an entry for each row and RootObjects one for each table, and no others;
 *  3. every tree that a row names has its root where the row says, of the kind and with the keys the row says.
 */
import { JetError } from '../../errors/jet-error';
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import type { Catalog } from '../catalog/catalog';
import { catalogNameKey, catalogRowKey, rootObjectKey } from '../catalog/catalog-keys';
import {
  type CatalogRow,
  CatalogRowReader,
  ROW_INDEX,
  ROW_LONG_VALUE,
  ROW_TABLE,
} from '../catalog/catalog-row';
import {
  CATALOG_ID,
  CATALOG_NAME_ID,
  CATALOG_NAME_ROOT,
  CATALOG_ROOT,
  CATALOG_ROOT_OBJECTS_ID,
  CATALOG_ROOT_OBJECTS_ROOT,
  SHADOW_NAME,
} from '../catalog/catalog-trees';
import { encodeName } from '../catalog/name-bytes';
import { INDEX_PRIMARY, INDEX_UNIQUE } from '../catalog/schema';
import { PAGE_INDEX, PAGE_LONG_VALUE, PAGE_NON_UNIQUE } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import type { Findings } from './findings';

/** `hasShadow` is false for a database whose header says that it keeps no copy of its catalog. */
export function checkCatalog(catalog: Catalog, hasShadow: boolean, findings: Findings): void {
  new CatalogCheck(catalog, findings).run(hasShadow);
}

class CatalogCheck {
  readonly #file: CachedFile;
  readonly #reader = new CatalogRowReader();
  readonly #target = new SearchKey();

  constructor(
    readonly catalog: Catalog,
    readonly findings: Findings,
  ) {
    this.#file = catalog.file;
  }

  run(hasShadow: boolean): void {
    const rows = new BTreeCursor(new Tree(this.#file, CATALOG_ROOT, CATALOG_ID));
    const names = new BTreeCursor(new Tree(this.#file, CATALOG_NAME_ROOT, CATALOG_NAME_ID));
    const rootObjects = new BTreeCursor(
      new Tree(this.#file, CATALOG_ROOT_OBJECTS_ROOT, CATALOG_ROOT_OBJECTS_ID),
    );
    const shadow = hasShadow ? this.#openShadow() : null;
    let rowCount = 0;
    let tableCount = 0;
    for (let more = rows.moveFirst(); more; more = rows.moveNext()) {
      const row = this.#rowAt(rows);
      const key = Buffer.from(catalogRowKey(row.tableId, row.type, row.id));
      const name = encodeName(row.name);
      rowCount++;
      this.#expect(rows, keyOf(rows).equals(key), `row ${row.name} is not at its key`);
      this.#requireEntry(names, catalogNameKey(row.tableId, row.type, name), key, row);
      if (row.type === ROW_TABLE) {
        tableCount++;
        this.#requireEntry(rootObjects, rootObjectKey(name), key, row);
      }
      if (shadow !== null) this.#requireCopy(shadow, rows, row);
      this.#checkRoot(row);
    }
    this.#requireCount(names, rowCount);
    this.#requireCount(rootObjects, tableCount);
    if (shadow !== null) this.#requireCount(shadow, rowCount);
  }

  #openShadow(): BTreeCursor | null {
    const table = this.catalog.tableByName(SHADOW_NAME);
    if (table !== null) return new BTreeCursor(new Tree(this.#file, table.rootPage, table.objectId));
    this.findings.corruption(CATALOG_ROOT, `the catalog has no table ${SHADOW_NAME}`);
    return null;
  }

  #expect(at: BTreeCursor, holds: boolean, text: string): void {
    if (!holds) this.findings.corruption(at.page, `catalog: ${text}`);
  }

  #rowAt(cursor: BTreeCursor): CatalogRow {
    cursor.settle();
    const { slab } = this.#file;
    const { dataStart, dataLength } = cursor.node;
    return this.#reader.read(slab.bytes, slab.view, dataStart, dataLength, slab.isLarge);
  }

  #requireEntry(index: BTreeCursor, key: Uint8Array, rowKey: Buffer, row: CatalogRow): void {
    this.#target.setKey(key, 0, key.length);
    const isThere = index.find(this.#target, false) === FOUND_EQUAL;
    this.#expect(
      index,
      isThere && dataOf(index).equals(rowKey),
      `row ${row.name} of table ${row.tableId} has no entry in tree ${index.tree.id}`,
    );
  }

  #requireCopy(shadow: BTreeCursor, rows: BTreeCursor, row: CatalogRow): void {
    const key = keyOf(rows);
    this.#target.setKey(key, 0, key.length);
    const isThere = shadow.find(this.#target, false) === FOUND_EQUAL;
    this.#expect(
      shadow,
      isThere && dataOf(shadow).equals(dataOf(rows)),
      `the shadow differs at row ${row.name} of table ${row.tableId}`,
    );
  }

  #requireCount(cursor: BTreeCursor, expected: number): void {
    let count = 0;
    for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) count++;
    if (count !== expected)
      this.findings.corruption(
        cursor.tree.rootPage,
        `catalog: tree ${cursor.tree.id} has ${count} nodes, not ${expected}`,
      );
  }

  #checkRoot(row: CatalogRow): void {
    if (row.type !== ROW_TABLE && row.type !== ROW_INDEX && row.type !== ROW_LONG_VALUE) return;
    const page = row.columnTypeOrRoot;
    try {
      const tree = new Tree(this.#file, page, row.id);
      const flags = tree.slab.flags(this.#file.fix(page)) & (PAGE_INDEX | PAGE_LONG_VALUE | PAGE_NON_UNIQUE);
      if (flags !== expectedFlags(row))
        this.findings.corruption(page, `catalog: root of ${row.name} has flags 0x${flags.toString(16)}`);
    } catch (failure) {
      if (!(failure instanceof JetError)) throw failure;
      this.findings.corruption(page, `catalog: no root of ${row.name} (${failure.err})`);
    }
  }
}

/** What the root page of the tree says about itself. */
function expectedFlags(row: CatalogRow): number {
  if (row.type === ROW_LONG_VALUE) return PAGE_LONG_VALUE;
  if (row.type === ROW_TABLE || (row.flags & INDEX_PRIMARY) !== 0) return 0;
  return PAGE_INDEX | ((row.flags & INDEX_UNIQUE) !== 0 ? 0 : PAGE_NON_UNIQUE);
}

function keyOf(cursor: BTreeCursor): Buffer {
  cursor.settle();
  const key = Buffer.alloc(cursor.node.keyLength);
  cursor.node.copyKey(cursor.tree.slab, key, 0, key.length);
  return key;
}

function dataOf(cursor: BTreeCursor): Buffer {
  cursor.settle();
  const data = Buffer.alloc(cursor.node.dataLength);
  cursor.node.copyData(cursor.tree.slab, data, 0, data.length);
  return data;
}
