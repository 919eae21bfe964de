/**
 * The catalog of one database: finds tables by name or id in MSysObjects and reads their schemas.
 *
 *  - Tables are found by name in the index RootObjects: (RootFlag, Name), tables only.
 *  - The rows of one table lie together in MSysObjects: key (ObjidTable, Type, Id).
 *
 * Whoever reads says as whom: a transaction sees what it has changed itself and what was committed before it began.
 * Nothing is kept; who wants a schema twice keeps it (src/table/database-tables.ts).
 */
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_cbNameMost } from '../../include/limits';
import { BTreeCursor, FOUND_EQUAL, ON_NODE } from '../btree/cursor';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { SearchKey } from '../page/search-key';
import { Transaction } from '../version/transaction';
import { catalogRowKey, longKey, rootObjectKey } from './catalog-keys';
import { type CatalogRow, CatalogRowReader, ROW_TABLE } from './catalog-row';
import {
  CATALOG_ID,
  CATALOG_ROOT,
  CATALOG_ROOT_OBJECTS_ID,
  CATALOG_ROOT_OBJECTS_ROOT,
} from './catalog-trees';
import { buildTableSchema } from './build-schema';
import { encodeName } from './name-bytes';
import { foldName, TABLE_DERIVED, type TableSchema } from './schema';

/** Sees what is committed and nothing else; changes nothing. */
export const COMMITTED = new Transaction(0);

export class Catalog {
  readonly #rows: Tree;
  readonly #names: Tree;
  readonly #reader = new CatalogRowReader();
  readonly #target = new SearchKey();

  constructor(readonly file: CachedFile) {
    this.#rows = new Tree(file, CATALOG_ROOT, CATALOG_ID);
    this.#names = new Tree(file, CATALOG_ROOT_OBJECTS_ROOT, CATALOG_ROOT_OBJECTS_ID);
  }

  /** The schema of a table; null when the database has no table of that name. */
  tableByName(name: string, view = COMMITTED): TableSchema | null {
    const row = this.findTable(name, view);
    return row === null ? null : this.readSchema(row, view);
  }

  /** Calls `visit` with the row of every table, in name order. */
  forEachTable(visit: (row: CatalogRow) => void, view = COMMITTED): void {
    const cursor = new BTreeCursor(this.#names, view);
    for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) visit(this.#rowOfEntry(cursor, view));
  }

  /** Calls `visit` with every row that belongs to a table, ordered by type and id. */
  forEachRowOf(tableId: number, visit: (row: CatalogRow) => void, view = COMMITTED): void {
    for (const row of this.#rowsOf(tableId, view)) visit(row);
  }

  *#rowsOf(tableId: number, view: Transaction): Iterable<CatalogRow> {
    const cursor = new BTreeCursor(this.#rows, view);
    const key = longKey(tableId);
    this.#target.setKey(key, 0, key.length);
    cursor.find(this.#target, false);
    for (let more = cursor.state === ON_NODE; more; more = cursor.moveNext()) {
      const row = this.#rowAt(cursor);
      if (row === null || row.tableId !== tableId) return;
      yield row;
    }
  }

  /** The row of a table; null when there is none of that name. */
  findTable(name: string, view = COMMITTED): CatalogRow | null {
    if (name.length > JET_cbNameMost) return null;
    const key = rootObjectKey(encodeName(foldName(name)));
    this.#target.setKey(key, 0, key.length);
    const cursor = new BTreeCursor(this.#names, view);
    return cursor.find(this.#target, false) === FOUND_EQUAL ? this.#rowOfEntry(cursor, view) : null;
  }

  /** The row of a table; null when there is none of that id. */
  findTableById(tableId: number, view = COMMITTED): CatalogRow | null {
    const key = catalogRowKey(tableId, ROW_TABLE, tableId);
    this.#target.setKey(key, 0, key.length);
    const cursor = new BTreeCursor(this.#rows, view);
    return cursor.find(this.#target, false) === FOUND_EQUAL ? this.#rowAt(cursor) : null;
  }

  /** The schema of the table whose row this is. */
  readSchema(tableRow: CatalogRow, view = COMMITTED): TableSchema {
    const template = (tableRow.flags & TABLE_DERIVED) === 0 ? '' : tableRow.templateOrCallback;
    const parent = template === '' ? null : this.#readTemplate(template, view);
    return buildTableSchema(tableRow, this.#rowsOf(tableRow.id, view), parent);
  }

  /** A template is never derived itself, so this goes one step and no further. */
  #readTemplate(name: string, view: Transaction): TableSchema {
    const row = this.findTable(name, view);
    if (row === null || (row.flags & TABLE_DERIVED) !== 0)
      return fail(JET_errCatalogCorrupted, `${this.file.source.path}: no template table ${name}`);
    return this.readSchema(row, view);
  }

  /** Follows an entry of RootObjects to its row: the entry's data is the row's key. */
  #rowOfEntry(entry: BTreeCursor, view: Transaction): CatalogRow {
    entry.settle();
    this.#target.setKey(entry.dataBytes, entry.dataStart, entry.dataLength);
    const cursor = new BTreeCursor(this.#rows, view);
    const row = cursor.find(this.#target, false) === FOUND_EQUAL ? this.#rowAt(cursor) : null;
    if (row === null || row.type !== ROW_TABLE)
      return fail(JET_errCatalogCorrupted, `${this.file.source.path}: a table name without its row`);
    return row;
  }

  #rowAt(cursor: BTreeCursor): CatalogRow | null {
    if (cursor.state !== ON_NODE) return null;
    cursor.settle();
    const { dataBytes, dataView, dataStart, dataLength } = cursor;
    return this.#reader.read(dataBytes, dataView, dataStart, dataLength, this.file.slab.isLarge);
  }
}
