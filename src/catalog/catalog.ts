/**
 * The catalog of one database: finds tables by name or id in MSysObjects and reads their schemas, each once.
 *
 *  - Tables are found by name in the index RootObjects: (RootFlag, Name), tables only.
 *  - The rows of one table lie together in MSysObjects: key (ObjidTable, Type, Id).
 *
 * Invariant: a schema handed out stays the same object until `forget`, so cursors may share and compare it.
 */
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_cbNameMost } from '../../include/limits';
import { BTreeCursor, FOUND_EQUAL, ON_NODE } from '../btree/cursor';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { SearchKey } from '../page/search-key';
import { longKey, rootObjectKey } from './catalog-keys';
import { type CatalogRow, CatalogRowReader, ROW_TABLE } from './catalog-row';
import {
  CATALOG_ID,
  CATALOG_ROOT,
  CATALOG_ROOT_OBJECTS_ID,
  CATALOG_ROOT_OBJECTS_ROOT,
} from './catalog-trees';
import { buildTableSchema } from './build-schema';
import { foldName, TABLE_DERIVED, type TableSchema } from './schema';

export class Catalog {
  readonly #rows: Tree;
  readonly #names: Tree;
  readonly #reader = new CatalogRowReader();
  readonly #target = new SearchKey();
  readonly #byName = new Map<string, TableSchema>();

  constructor(readonly file: CachedFile) {
    this.#rows = new Tree(file, CATALOG_ROOT, CATALOG_ID);
    this.#names = new Tree(file, CATALOG_ROOT_OBJECTS_ROOT, CATALOG_ROOT_OBJECTS_ID);
  }

  /** The schema of a table; null when the database has no table of that name. */
  tableByName(name: string): TableSchema | null {
    const folded = foldName(name);
    const known = this.#byName.get(folded);
    if (known !== undefined) return known;
    const row = this.#findTableRow(folded);
    if (row === null) return null;
    const schema = this.#readTable(row);
    this.#byName.set(folded, schema);
    return schema;
  }

  /** Calls `visit` with the row of every table, in name order. */
  forEachTable(visit: (row: CatalogRow) => void): void {
    const cursor = new BTreeCursor(this.#names);
    for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) visit(this.#rowOfEntry(cursor));
  }

  /** Calls `visit` with every row that belongs to a table, ordered by type and id. */
  forEachRowOf(tableId: number, visit: (row: CatalogRow) => void): void {
    for (const row of this.#rowsOf(tableId)) visit(row);
  }

  *#rowsOf(tableId: number): Iterable<CatalogRow> {
    const cursor = new BTreeCursor(this.#rows);
    const key = longKey(tableId);
    this.#target.setKey(key, 0, key.length);
    cursor.find(this.#target, false);
    for (let more = cursor.state === ON_NODE; more; more = cursor.moveNext()) {
      const row = this.#rowAt(cursor);
      if (row === null || row.tableId !== tableId) return;
      yield row;
    }
  }

  /** Drops what was read of a table, because its schema changed. */
  forget(name: string): void {
    this.#byName.delete(foldName(name));
  }

  #readTable(tableRow: CatalogRow): TableSchema {
    const template = (tableRow.flags & TABLE_DERIVED) === 0 ? '' : foldName(tableRow.templateOrCallback);
    const parent = template === '' ? null : this.#readTemplate(template);
    return buildTableSchema(tableRow, this.#rowsOf(tableRow.id), parent);
  }

  /** A template is never derived itself, so this goes one step and no further. */
  #readTemplate(foldedName: string): TableSchema {
    const row = this.#findTableRow(foldedName);
    if (row === null || (row.flags & TABLE_DERIVED) !== 0)
      return fail(JET_errCatalogCorrupted, `${this.file.source.path}: no template table ${foldedName}`);
    return this.tableByName(foldedName) ?? this.#readTable(row);
  }

  #findTableRow(foldedName: string): CatalogRow | null {
    if (foldedName.length > JET_cbNameMost) return null;
    const key = rootObjectKey(Buffer.from(foldedName, 'latin1'));
    this.#target.setKey(key, 0, key.length);
    const cursor = new BTreeCursor(this.#names);
    return cursor.find(this.#target, false) === FOUND_EQUAL ? this.#rowOfEntry(cursor) : null;
  }

  /** Follows an entry of RootObjects to its row: the entry's data is the row's key. */
  #rowOfEntry(entry: BTreeCursor): CatalogRow {
    entry.settle();
    this.#target.setKey(this.file.slab.bytes, entry.node.dataStart, entry.node.dataLength);
    const cursor = new BTreeCursor(this.#rows);
    const row = cursor.find(this.#target, false) === FOUND_EQUAL ? this.#rowAt(cursor) : null;
    if (row === null || row.type !== ROW_TABLE)
      return fail(JET_errCatalogCorrupted, `${this.file.source.path}: a table name without its row`);
    return row;
  }

  #rowAt(cursor: BTreeCursor): CatalogRow | null {
    if (cursor.state !== ON_NODE) return null;
    cursor.settle();
    const { slab } = this.file;
    const { dataStart, dataLength } = cursor.node;
    return this.#reader.read(slab.bytes, slab.view, dataStart, dataLength, slab.isLarge);
  }
}
