/**
 * The catalog of a new database, in the order the engine makes it: the trees of MSysObjects and its shadow, the rows that
 * describe both, then MSysObjids and MSysLocales, ordinary tables of the system, and their rows.
 */
import { assert } from '../../errors/assert';
import { CHANGE_DONE } from '../btree/change-result';
import { TreeWriter } from '../btree/insert';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { PAGE_INDEX } from '../page/page-slab';
import { type ColumnSchema, columnFlagsOf } from '../record/column';
import { RECORD_HEADER_BYTES } from '../record/record-layout';
import type { SpaceManager } from '../space/allocate';
import { DATABASE_ROOT_PAGE } from '../space/extents';
import { CATALOG_COLUMNS, CATALOG_SCHEMA } from './catalog-columns';
import { ROW_INDEX, ROW_TABLE } from './catalog-row';
import { columnRow, indexRow, type NewCatalogRow, tableRow } from './catalog-rows';
import {
  CATALOG_ID,
  CATALOG_NAME,
  CATALOG_NAME_ID,
  CATALOG_NAME_ROOT,
  CATALOG_ROOT,
  CATALOG_ROOT_OBJECTS_ID,
  CATALOG_ROOT_OBJECTS_ROOT,
  SHADOW_ID,
  SHADOW_NAME,
  SHADOW_ROOT,
} from './catalog-trees';
import { CatalogWriter } from './catalog-writer';
import { OBJECT_IDS_COLUMNS, OBJECT_IDS_KEY, OBJECT_IDS_NAME, ObjectIds } from './object-ids';
import {
  INDEX_ALLOW_ALL_NULLS,
  INDEX_ALLOW_FIRST_NULL,
  INDEX_ALLOW_SOME_NULLS,
  INDEX_DISALLOW_TRUNCATION,
  INDEX_NO_NULL_SEGMENT,
  INDEX_PRIMARY,
  INDEX_UNIQUE,
  TABLE_FIXED_DDL,
  TABLE_SYSTEM,
} from './schema';
import {
  SETTING,
  SETTING_OF_SCHEMA,
  Settings,
  SETTINGS_COLUMNS,
  SETTINGS_KEY,
  SETTINGS_NAME,
} from './settings';

const CATALOG_PAGES = 20;
const SHADOW_PAGES = 5;
const SPACE_TREE_PAGES = 3;
const CATALOG_DENSITY = 80;
const OBJECT_IDS_ID = 6;
const LOCALES_ID = 7;
/** The highest object id of a new database. */
export const LAST_SYSTEM_ID = LOCALES_ID;
const OBJECT_IDS_DENSITY = 100;
const LOCALES_DENSITY = 92;
const TABLE_DYNAMIC_SYSTEM = 0x08000000;
const ANY_NULLS = INDEX_ALLOW_ALL_NULLS | INDEX_ALLOW_FIRST_NULL | INDEX_ALLOW_SOME_NULLS;

const idsOf = (...names: readonly (keyof typeof CATALOG_COLUMNS)[]): number[] =>
  names.map((name) => CATALOG_COLUMNS[name].id);

/** Makes the catalog in a database that has its root and nothing else. */
export function createCatalog(file: CachedFile, space: SpaceManager): void {
  createTrees(space);
  const writer = new TreeWriter(space.log, space);
  const catalog = new CatalogWriter(file, writer);
  describeCatalog(catalog);
  const maker = new SystemTableMaker(file, space, writer, catalog);
  maker.createObjectIds();
  maker.createLocales();
}

function insertNew(catalog: CatalogWriter, row: NewCatalogRow): void {
  assert(catalog.insert(row, null) === CHANGE_DONE, 'ids and names of the first catalog rows differ');
}

function createTrees(space: SpaceManager): void {
  const place = (
    treeId: number,
    parentRoot: number,
    pages: number,
    kindFlags: number,
    root: number,
  ): void => {
    const made = space.createTree(
      { treeId, parentRoot, pages, kindFlags, isUnique: true, isMultiple: true },
      null,
    );
    assert(made === root, 'the first trees of a database have fixed places');
  };
  place(CATALOG_ID, DATABASE_ROOT_PAGE, CATALOG_PAGES, 0, CATALOG_ROOT);
  place(SHADOW_ID, DATABASE_ROOT_PAGE, SHADOW_PAGES, 0, SHADOW_ROOT);
  place(CATALOG_NAME_ID, CATALOG_ROOT, SPACE_TREE_PAGES, PAGE_INDEX, CATALOG_NAME_ROOT);
  place(CATALOG_ROOT_OBJECTS_ID, CATALOG_ROOT, SPACE_TREE_PAGES, PAGE_INDEX, CATALOG_ROOT_OBJECTS_ROOT);
}

/** The rows of MSysObjects and MSysObjectsShadow about themselves; all fixed columns say that they begin at 4. */
function describeCatalog(catalog: CatalogWriter): void {
  const flags = TABLE_SYSTEM | TABLE_FIXED_DDL;
  const objects = { name: CATALOG_NAME, treeId: CATALOG_ID, rootPage: CATALOG_ROOT };
  const shadow = { name: SHADOW_NAME, treeId: SHADOW_ID, rootPage: SHADOW_ROOT };
  for (const [table, pages] of [
    [objects, CATALOG_PAGES],
    [shadow, SHADOW_PAGES],
  ] as const) {
    insertNew(catalog, tableRow(table, CATALOG_DENSITY, flags, pages));
    for (const { id } of Object.values(CATALOG_COLUMNS)) {
      const column = CATALOG_SCHEMA.get(id);
      assert(column !== undefined, 'every column of the catalog has a schema');
      const placed = { ...column, recordOffset: RECORD_HEADER_BYTES };
      insertNew(catalog, columnRow(table.treeId, placed, columnFlagsOf(column)));
    }
  }
  const primary = INDEX_PRIMARY | INDEX_NO_NULL_SEGMENT | INDEX_UNIQUE;
  const rowKey = idsOf('ObjidTable', 'Type', 'Id');
  for (const { treeId, rootPage } of [objects, shadow])
    insertNew(catalog, indexRow(treeId, { name: 'Id', treeId, rootPage }, primary, CATALOG_DENSITY, rowKey));
  const name = { name: 'Name', treeId: CATALOG_NAME_ID, rootPage: CATALOG_NAME_ROOT };
  const nameFlags = INDEX_NO_NULL_SEGMENT | INDEX_UNIQUE;
  insertNew(
    catalog,
    indexRow(CATALOG_ID, name, nameFlags, CATALOG_DENSITY, idsOf('ObjidTable', 'Type', 'Name')),
  );
  const roots = {
    name: 'RootObjects',
    treeId: CATALOG_ROOT_OBJECTS_ID,
    rootPage: CATALOG_ROOT_OBJECTS_ROOT,
  };
  const rootFlags = INDEX_ALLOW_SOME_NULLS | INDEX_UNIQUE;
  insertNew(catalog, indexRow(CATALOG_ID, roots, rootFlags, CATALOG_DENSITY, idsOf('RootFlag', 'Name')));
}

/** Rows of MSysObjids: object id, the table it belongs to, and what kind of object it is. */
// prettier-ignore
const OBJECT_IDS: readonly (readonly [id: number, tableId: number, type: number])[] = [
  [CATALOG_ID,              CATALOG_ID,    ROW_TABLE],
  [SHADOW_ID,               SHADOW_ID,     ROW_TABLE],
  [CATALOG_NAME_ID,         CATALOG_ID,    ROW_INDEX],
  [CATALOG_ROOT_OBJECTS_ID, CATALOG_ID,    ROW_INDEX],
  [OBJECT_IDS_ID,           OBJECT_IDS_ID, ROW_TABLE],
  [LOCALES_ID,              LOCALES_ID,    ROW_TABLE],
];

/** Rows of MSysLocales: kind of setting, name, value. */
// prettier-ignore
const SETTINGS: readonly (readonly [type: number, name: string, value: number])[] = [
  [SETTING_OF_SCHEMA, '.Schema\\Internal\\Major',  1],
  [SETTING_OF_SCHEMA, '.Schema\\Internal\\Minor',  0],
  [SETTING_OF_SCHEMA, '.Schema\\Internal\\Update', 0],
  [SETTING_OF_SCHEMA, '.Schema\\External\\Major',  1],
  [SETTING_OF_SCHEMA, '.Schema\\External\\Minor',  0],
  [SETTING_OF_SCHEMA, '.Schema\\External\\Update', 0],
  [SETTING,           'MSysLocalesConsistent',     1],
];

class SystemTableMaker {
  constructor(
    readonly file: CachedFile,
    readonly space: SpaceManager,
    readonly writer: TreeWriter,
    readonly catalog: CatalogWriter,
  ) {}

  createObjectIds(): void {
    const tree = this.#createTable(
      {
        name: OBJECT_IDS_NAME,
        treeId: OBJECT_IDS_ID,
        index: 'primary',
        keyColumn: OBJECT_IDS_KEY,
        keyFlags: 0,
      },
      OBJECT_IDS_DENSITY,
      TABLE_SYSTEM | TABLE_FIXED_DDL | TABLE_DYNAMIC_SYSTEM,
      OBJECT_IDS_COLUMNS,
    );
    const ids = new ObjectIds(tree, this.writer);
    for (const [id, tableId, type] of OBJECT_IDS) {
      const done = ids.add(id, tableId, type, null);
      assert(done === CHANGE_DONE, 'object ids differ');
    }
  }

  createLocales(): void {
    const tree = this.#createTable(
      {
        name: SETTINGS_NAME,
        treeId: LOCALES_ID,
        index: 'KeyPrimary',
        keyColumn: SETTINGS_KEY,
        keyFlags: INDEX_DISALLOW_TRUNCATION,
      },
      LOCALES_DENSITY,
      TABLE_SYSTEM | TABLE_DYNAMIC_SYSTEM,
      SETTINGS_COLUMNS,
    );
    const settings = new Settings(tree, this.writer);
    for (const [kind, name, value] of SETTINGS) {
      const done = settings.add(kind, name, value, null);
      assert(done === CHANGE_DONE, 'names of settings differ');
    }
  }

  /** A table of one page with a primary index over one column, described in the catalog. */
  #createTable(
    table: {
      readonly name: string;
      readonly treeId: number;
      readonly index: string;
      readonly keyColumn: number;
      readonly keyFlags: number;
    },
    density: number,
    flags: number,
    columns: readonly ColumnSchema[],
  ): Tree {
    const { name, treeId } = table;
    const rootPage = this.space.createTree(
      {
        treeId,
        parentRoot: DATABASE_ROOT_PAGE,
        pages: 1,
        kindFlags: 0,
        isUnique: true,
        isMultiple: false,
      },
      null,
    );
    insertNew(this.catalog, tableRow({ name, treeId, rootPage }, density, flags, 0));
    for (const column of columns) insertNew(this.catalog, columnRow(treeId, column, columnFlagsOf(column)));
    const indexFlags = INDEX_PRIMARY | INDEX_UNIQUE | ANY_NULLS | table.keyFlags;
    const index = { name: table.index, treeId, rootPage };
    insertNew(this.catalog, indexRow(treeId, index, indexFlags, density, [table.keyColumn]));
    return new Tree(this.file, rootPage, treeId);
  }
}
