/**
 * The tables of one attached database: its catalog, and every table opened so far. One per attachment; the cache
 * forgets the file's pages when it ends.
 *
 *   a session sees     the committed schema of a table, which all share, or
 *                      one of its own: while it has changed the table, or if others changed it since its
 *                      transaction began
 *
 * Invariants
 *  1. A schema handed out stays the same object as long as what it says is true, so cursors may share and compare it.
 *  2. What is kept of a session's own view goes when its transaction ends, or a part of it is rolled back.
 *  3. The epoch of a table's identity rises whenever somebody may see another schema of it than before; nothing is read
 *     until somebody asks.
 */
import { JET_errDatabaseFileReadOnly } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { CachedFile } from '../cache/page-cache';
import { Catalog, COMMITTED } from '../catalog/catalog';
import { createLongValueTree, type LongValueTree } from '../catalog/create-long-value-tree';
import type { CatalogRow } from '../catalog/catalog-row';
import type { DatabaseChanges } from '../catalog/database-changes';
import { foldName, type TableSchema } from '../catalog/schema';
import { SchemaWriter } from '../catalog/schema-writer';
import type { Transaction } from '../version/transaction';
import { Table, TableIdentity } from './table';

/** What one transaction sees for itself. */
interface OwnView {
  readonly tables: Map<number, Table>;
  /** How many changes it has made to the table of that id. */
  readonly changes: Map<number, number>;
}

export class DatabaseTables {
  readonly catalog: Catalog;
  /** Changes schemas; null where the database is only read. */
  readonly schemas: SchemaWriter | null;
  readonly #identities = new Map<number, TableIdentity>();
  readonly #committed = new Map<number, Table>();
  readonly #committedIds = new Map<string, number>();
  readonly #views = new Map<Transaction, OwnView>();
  /** When the table of an id was changed last, as times of transactions go. */
  readonly #changedAt = new Map<number, number>();
  #lastChange = -1;

  /** `updateMajor` is the format version that the header of the database names. */
  constructor(
    readonly file: CachedFile,
    readonly updateMajor: number,
    readonly changes: DatabaseChanges | null = null,
  ) {
    this.catalog = new Catalog(file);
    this.schemas = changes === null ? null : new SchemaWriter(file, changes, this.catalog);
  }

  /** What changes schemas; the database is attached for writing. */
  get writableSchemas(): SchemaWriter {
    return this.schemas ?? fail(JET_errDatabaseFileReadOnly, this.file.source.path);
  }

  /** The table of that name; null when there is none. */
  open(name: string, view = COMMITTED): Table | null {
    const folded = foldName(name);
    if (this.#hasOwnView(view)) {
      const row = this.catalog.findTable(folded, view);
      return row === null ? null : this.tableOf(row.id, view);
    }
    let id = this.#committedIds.get(folded);
    if (id === undefined) {
      const row = this.catalog.findTable(folded);
      if (row === null) return null;
      id = row.id;
      this.#committedIds.set(folded, id);
    }
    return this.tableOf(id, view);
  }

  /** The table of that id; null when there is none. */
  tableOf(objectId: number, view = COMMITTED): Table | null {
    const isShared = !this.#seesAnother(objectId, view);
    const tables = isShared ? this.#committed : this.#viewOf(view).tables;
    const known = tables.get(objectId);
    if (known !== undefined) return known;
    const seenAs = isShared ? COMMITTED : view;
    const row = this.catalog.findTableById(objectId, seenAs);
    if (row === null) return null;
    const table = this.#read(row, seenAs);
    tables.set(objectId, table);
    return table;
  }

  /** What the table of that id is called by for all who use it. */
  identityOf(objectId: number): TableIdentity {
    let identity = this.#identities.get(objectId);
    if (identity === undefined) {
      identity = new TableIdentity(objectId, this);
      this.#identities.set(objectId, identity);
    }
    return identity;
  }

  #read(row: CatalogRow, view: Transaction): Table {
    return this.#tableWith(this.catalog.readSchema(row, view), this.identityOf(row.id));
  }

  #tableWith(schema: TableSchema, identity: TableIdentity): Table {
    return new Table(this.file, schema, this.updateMajor, this.changes, identity);
  }

  #hasOwnView(view: Transaction): boolean {
    if (view.level === 0) return false;
    const changes = this.#views.get(view)?.changes;
    return (changes !== undefined && changes.size > 0) || this.#lastChange >= view.beganAt;
  }

  #seesAnother(objectId: number, view: Transaction): boolean {
    if (view.level === 0) return false;
    if (this.#views.get(view)?.changes.has(objectId) === true) return true;
    return (this.#changedAt.get(objectId) ?? -1) >= view.beganAt;
  }

  #viewOf(by: Transaction): OwnView {
    let view = this.#views.get(by);
    if (view === undefined) {
      view = { tables: new Map(), changes: new Map() };
      this.#views.set(by, view);
      this.#awaitEnd(by);
    }
    return view;
  }

  /** A rollback may leave outer levels open; whoever needs a view then makes one again. */
  #awaitEnd(by: Transaction): void {
    by.whenEnded({
      committed: () => this.#commitView(by),
      rolledBack: () => this.#forgetTables(by),
    });
  }

  createLongValueTree(schema: TableSchema, by: Transaction): LongValueTree & { readonly isShared: boolean } {
    return createLongValueTree(this.writableSchemas, schema, by);
  }

  changed(identity: TableIdentity, by: Transaction, schema: TableSchema | null): void {
    const { objectId } = identity;
    const { changes, tables } = this.#viewOf(by);
    changes.set(objectId, (changes.get(objectId) ?? 0) + 1);
    this.#forget(objectId, tables);
    if (schema !== null) tables.set(objectId, this.#tableWith(schema, identity));
    by.whenEnded({
      committed: () => this.#commitView(by),
      rolledBack: () => this.#undoChange(objectId, by),
    });
  }

  #undoChange(objectId: number, by: Transaction): void {
    const view = this.#views.get(by);
    if (view === undefined) return;
    const rest = (view.changes.get(objectId) ?? 1) - 1;
    if (rest === 0) view.changes.delete(objectId);
    else view.changes.set(objectId, rest);
    this.#forgetTables(by);
  }

  #forgetTables(by: Transaction): void {
    const view = this.#views.get(by);
    if (view === undefined) return;
    for (const objectId of [...view.tables.keys(), ...view.changes.keys()]) this.identityOf(objectId).epoch++;
    view.tables.clear();
    if (view.changes.size === 0) this.#views.delete(by);
  }

  /** What a transaction saw for itself is what all see now, unless others have committed changes meanwhile. */
  #commitView(by: Transaction): void {
    const view = this.#views.get(by);
    if (view === undefined) return;
    this.#views.delete(by);
    for (const objectId of view.tables.keys()) this.identityOf(objectId).epoch++;
    if (view.changes.size === 0) return;
    this.#lastChange = this.changes?.now() ?? 0;
    this.#committedIds.clear();
    for (const objectId of view.changes.keys()) {
      const own = view.tables.get(objectId);
      const isAlone = (this.#changedAt.get(objectId) ?? -1) < by.beganAt;
      this.#forget(objectId, this.#committed);
      if (own !== undefined && isAlone) this.#committed.set(objectId, own);
      this.#changedAt.set(objectId, this.#lastChange);
    }
  }

  /** What was read of a table, and of those derived from it, is not true any more. */
  #forget(objectId: number, tables: Map<number, Table>): void {
    this.identityOf(objectId).epoch++;
    const name = foldName(tables.get(objectId)?.schema.name ?? '');
    tables.delete(objectId);
    if (name === '') return;
    for (const { schema } of [...tables.values()])
      if (foldName(schema.templateName) === name) this.#forget(schema.objectId, tables);
  }
}
