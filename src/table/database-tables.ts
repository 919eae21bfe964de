/**
 * The tables of one attached database: its catalog, and every table opened so far. One per attachment; the cache
 * forgets the file's pages when it ends.
 */
import type { CachedFile } from '../cache/page-cache';
import { Catalog } from '../catalog/catalog';
import type { TableSchema } from '../catalog/schema';
import { type DatabaseChanges, Table } from './table';

export class DatabaseTables {
  readonly catalog: Catalog;
  readonly #tables = new Map<TableSchema, Table>();

  /** `updateMajor` is the format version that the header of the database names. */
  constructor(
    readonly file: CachedFile,
    readonly updateMajor: number,
    readonly changes: DatabaseChanges | null = null,
  ) {
    this.catalog = new Catalog(file);
  }

  /** The table of that name; null when there is none. */
  open(name: string): Table | null {
    const schema = this.catalog.tableByName(name);
    if (schema === null) return null;
    let table = this.#tables.get(schema);
    if (table === undefined) {
      table = new Table(this.file, schema, this.updateMajor, this.changes);
      this.#tables.set(schema, table);
    }
    return table;
  }
}
