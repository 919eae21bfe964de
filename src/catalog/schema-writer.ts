/**
 * Changes of schemas: the rows of tables, columns and whatever belongs to tables, their object ids and their trees.
 * Everything is done by a transaction, which undoes it if it is rolled back. Answers are those of trees:
 * CHANGE_DUPLICATE for a name that is taken, CHANGE_CONFLICT when another session has changed the same thing,
 * CHANGE_MISSING when it is not there (any more).
 *
 * Invariants
 *  1. The id of every tree that a row names is in MSysObjids, where the database has that table.
 *  2. A column that is deleted leaves its row, without a type and under a name nobody can give: its id and the room
 *     it has in records are not used again.
 */
import { CHANGE_DONE } from '../btree/change-result';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { type ColumnSchema, columnFlagsOf } from '../record/column';
import { DATABASE_ROOT_PAGE } from '../space/extents';
import type { Transaction } from '../version/transaction';
import type { Catalog } from './catalog';
import { type CatalogRow, ROW_CALLBACK, ROW_COLUMN, ROW_INDEX, ROW_TABLE } from './catalog-row';
import { columnRow, type NewCatalogRow, tableRow } from './catalog-rows';
import { type CatalogPlace, CatalogWriter } from './catalog-writer';
import type { DatabaseChanges } from './database-changes';
import { OBJECT_IDS_NAME, ObjectIds } from './object-ids';
import { INDEX_DERIVED, INDEX_PRIMARY, INDEX_TEMPLATE, INDEX_UNIQUE } from './schema';
import { PAGE_INDEX } from '../page/page-slab';

export interface NewTable {
  readonly name: string;
  readonly flags: number;
  readonly density: number;
  /** Pages the table gets at once; 0 for as many as tables get. */
  readonly pages: number;
  readonly templateName: string | null;
  /** Bytes above which long values are kept apart; 0 for the default. */
  readonly separateAbove: number;
  readonly spaceHints: Uint8Array | null;
  readonly longValueHints: Uint8Array | null;
}

interface CreatedTable {
  readonly objectId: number;
  readonly rootPage: number;
}

const DELETED_PREFIX = 'JetStub_';

export class SchemaWriter {
  readonly rows: CatalogWriter;
  #objectIds: ObjectIds | null | undefined = undefined;

  constructor(
    readonly file: CachedFile,
    readonly changes: DatabaseChanges,
    readonly catalog: Catalog,
  ) {
    this.rows = new CatalogWriter(file, changes.writer);
  }

  /** Makes an empty table without columns; `place` says where it is. */
  createTable(table: NewTable, place: (made: CreatedTable) => void, by: Transaction): number {
    const objectId = this.changes.nextObjectId();
    const pages = Math.max(1, table.pages);
    const rootPage = this.changes.space.createTree(
      {
        treeId: objectId,
        parentRoot: DATABASE_ROOT_PAGE,
        pages,
        kindFlags: 0,
        isUnique: true,
        isMultiple: false,
      },
      by,
    );
    const { name, density, flags, separateAbove } = table;
    const row: NewCatalogRow = {
      ...tableRow({ name, treeId: objectId, rootPage }, density, flags, table.pages),
      ...(table.templateName === null ? {} : { TemplateTable: table.templateName }),
      ...(separateAbove === 0 ? {} : { SeparateLV: uint32(separateAbove) }),
      ...(table.spaceHints === null ? {} : { SpaceHints: table.spaceHints }),
      ...(table.longValueHints === null ? {} : { SpaceDeferredLVHints: table.longValueHints }),
    };
    place({ objectId, rootPage });
    return this.insertObject(row, by);
  }

  /** Adds the row of something that has a tree, and its id to the list of ids. */
  insertObject(row: NewCatalogRow, by: Transaction): number {
    const inserted = this.rows.insert(row, by);
    if (inserted !== CHANGE_DONE) return inserted;
    return this.#ids()?.add(row.Id, row.ObjidTable, row.Type, by) ?? CHANGE_DONE;
  }

  /** Takes the row of something that has a tree away, and its id from the list; the tree is another matter. */
  removeObject(row: CatalogPlace, by: Transaction): number {
    const removed = this.rows.remove(row, by);
    if (removed !== CHANGE_DONE) return removed;
    return this.#ids()?.remove(row.id, by) ?? CHANGE_DONE;
  }

  /** Gives a derived table the indexes of its template, each with a tree of its own; the primary one has the table's. */
  inheritIndexes(templateId: number, table: CreatedTable, by: Transaction): number {
    const rows: CatalogRow[] = [];
    this.catalog.forEachRowOf(templateId, (row) => rows.push(row), by);
    for (const row of rows) {
      if (row.type !== ROW_INDEX) continue;
      const isPrimary = (row.flags & INDEX_PRIMARY) !== 0;
      const { objectId, rootPage } = isPrimary ? table : this.#createIndexTree(row, table, by);
      const copy: NewCatalogRow = {
        ...indexRowAgain(row),
        ObjidTable: table.objectId,
        Id: objectId,
        ColtypOrPgnoFDP: rootPage,
        Flags: (row.flags & ~INDEX_TEMPLATE) | INDEX_DERIVED,
      };
      const inserted = isPrimary ? this.rows.insert(copy, by) : this.insertObject(copy, by);
      if (inserted !== CHANGE_DONE) return inserted;
    }
    return CHANGE_DONE;
  }

  #createIndexTree(row: CatalogRow, table: CreatedTable, by: Transaction): CreatedTable {
    const objectId = this.changes.nextObjectId();
    const rootPage = this.changes.space.createTree(
      {
        treeId: objectId,
        parentRoot: table.rootPage,
        pages: 1,
        kindFlags: PAGE_INDEX,
        isUnique: (row.flags & INDEX_UNIQUE) !== 0,
        isMultiple: false,
      },
      by,
    );
    return { objectId, rootPage };
  }

  addColumn(tableId: number, column: ColumnSchema, by: Transaction): number {
    const row = columnRow(tableId, column, columnFlagsOf(column));
    return this.rows.insert(
      {
        ...row,
        ...(column.callbackName === null ? {} : { TemplateTable: column.callbackName }),
        ...(column.callbackData === null ? {} : { CallbackData: column.callbackData }),
      },
      by,
    );
  }

  deleteColumn(tableId: number, column: ColumnSchema, by: Transaction): number {
    const { columnId } = column;
    const stays = column.userDefinedDefault
      ? { Flags: columnFlagsOf({ ...column, userDefinedDefault: false, hasDefault: false }) }
      : {};
    const Name = `${DELETED_PREFIX}${tableId}_${columnId}`;
    return this.rows.update(columnPlace(tableId, columnId), { ...stays, ColtypOrPgnoFDP: 0, Name }, by);
  }

  renameColumn(tableId: number, column: ColumnSchema, name: string, by: Transaction): number {
    const place = columnPlace(tableId, column.columnId);
    return this.rows.update(place, { Name: name, Flags: columnFlagsOf(column) }, by);
  }

  setDefault(tableId: number, column: ColumnSchema, value: Uint8Array, by: Transaction): number {
    const Flags = columnFlagsOf({ ...column, hasDefault: true });
    return this.rows.update(columnPlace(tableId, column.columnId), { Flags, DefaultValue: value }, by);
  }

  addCallback(tableId: number, kind: number, name: string, by: Transaction): number {
    const row = {
      ObjidTable: tableId,
      Type: ROW_CALLBACK,
      Id: ROW_CALLBACK,
      ColtypOrPgnoFDP: 0,
      SpaceUsage: 0,
      Flags: kind,
      PagesOrLocale: 0,
      Name: name,
      TemplateTable: name,
    };
    return this.rows.insert(row, by);
  }

  renameTable(tableId: number, name: string, by: Transaction): number {
    return this.rows.update({ tableId, type: ROW_TABLE, id: tableId }, { Name: name }, by);
  }

  /** Takes away a table's rows and, when the transaction commits, its pages. */
  removeTable(tableId: number, rootPage: number, by: Transaction): number {
    const rows: CatalogRow[] = [];
    this.catalog.forEachRowOf(tableId, (row) => rows.push(row), by);
    for (const row of rows) {
      const hasTree = row.type !== ROW_COLUMN && row.type !== ROW_CALLBACK && row.columnTypeOrRoot !== 0;
      const isOwnTree = hasTree && (row.type === ROW_TABLE || row.id !== tableId);
      const removed = isOwnTree ? this.removeObject(row, by) : this.rows.remove(row, by);
      if (removed !== CHANGE_DONE) return removed;
    }
    this.changes.space.dropTree(rootPage, by);
    return CHANGE_DONE;
  }

  #ids(): ObjectIds | null {
    if (this.#objectIds === undefined) {
      const row = this.catalog.findTable(OBJECT_IDS_NAME);
      const { writer } = this.changes;
      this.#objectIds =
        row === null ? null : new ObjectIds(new Tree(this.file, row.columnTypeOrRoot, row.id), writer);
    }
    return this.#objectIds;
  }
}

/** What an index's row says, so that it can be written again. */
function indexRowAgain(row: CatalogRow): NewCatalogRow {
  const bytes = <Name extends string>(
    name: Name,
    value: Uint8Array | null,
  ): Partial<Record<Name, Uint8Array>> =>
    value === null ? {} : ({ [name]: value } as Record<Name, Uint8Array>);
  return {
    ObjidTable: row.tableId,
    Type: row.type,
    Id: row.id,
    ColtypOrPgnoFDP: row.columnTypeOrRoot,
    SpaceUsage: row.spaceUsage,
    Flags: row.flags,
    PagesOrLocale: row.pagesOrLocale,
    LCMapFlags: row.lcMapFlags,
    Name: row.name,
    ...(row.keyMost === 0 ? {} : { KeyMost: row.keyMost }),
    ...bytes('KeyFldIDs', row.keyColumns),
    ...bytes('VarSegMac', row.varSegMac),
    ...bytes('ConditionalColumns', row.conditions),
    ...bytes('TupleLimits', row.tupleLimits),
    ...bytes('Version', row.version),
    ...bytes('SortID', row.sortId),
    ...bytes('SpaceHints', row.spaceHints),
    ...(row.localeName === null ? {} : { LocaleName: Buffer.from(row.localeName).toString('utf16le') }),
  };
}

const columnPlace = (tableId: number, id: number): { tableId: number; type: number; id: number } => ({
  tableId,
  type: ROW_COLUMN,
  id,
});

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
