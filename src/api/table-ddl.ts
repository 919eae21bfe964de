/** The API: making, renaming and deleting tables. A table that is made is its maker's alone until the cursor is closed. */
import {
  JET_errCannotDeleteSystemTable,
  JET_errCannotDeleteTemplateTable,
  JET_errInvalidParameter,
  JET_errObjectNotFound,
  JET_errTableInUse,
  JET_errTableLocked,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_DBID, JET_ERR, JET_SESID, JET_TABLEID } from '../../include/handles';
import { JET_tableidNil } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { JET_INDEXCREATE, JET_INDEXCREATE2, JET_INDEXCREATE3 } from '../../include/structs/index-ddl';
import { CATALOG_NAME, SHADOW_NAME } from '../catalog/catalog-trees';
import { isEncodableName } from '../catalog/name-bytes';
import { OBJECT_IDS_NAME } from '../catalog/object-ids';
import { foldName } from '../catalog/schema';
import { changing } from '../instance/changes';
import { requireResolvable } from '../instance/named-callbacks';
import { cursorsOnTable, OpenCursor, registerCursor } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import { IndexDdl } from '../table/index-ddl';
import { Retrieval } from '../table/retrieval';
import type { Table } from '../table/table';
import { TableCursor } from '../table/table-cursor';
import { isTemplateTable, TableDdl } from '../table/table-ddl';
import { type ApiName, apiCall } from './api-call';
import { optionalText, requireRef, signed } from './check';
import { requireNotDeleted } from './described-table';
import { enterSession } from './enter';
import { indexRequestOf, surroundingsOf } from './index-request';
import { requireName } from './names';
import { createTable, refuseTableBits, type TableStruct } from './table-creation';
import { enterWritableDatabase } from './writable';

/** Makes the table and opens the cursor on it; its indexes are structs of `indexBytes`. */
function create(
  { session, dbid, tables }: ReturnType<typeof enterWritableDatabase>,
  struct: TableStruct,
  indexBytes: number,
): JET_TABLEID {
  refuseTableBits(struct);
  return changing(session, (by) => {
    const indexes = new IndexDdl(tables, by);
    const makeIndex = (made: Table, index: Parameters<typeof indexRequestOf>[0]): void => {
      const surroundings = surroundingsOf(session.instance.parameters, made);
      indexes.create(made, indexRequestOf(index, made), surroundings, false);
    };
    const table = createTable(new TableDdl(tables, by), struct, indexBytes, makeIndex, (name) =>
      requireResolvable(session.instance, name),
    );
    return openMade(session, dbid, table);
  });
}

function openMade(session: Session, dbid: JET_DBID, table: Table): JET_TABLEID {
  const cursor = new TableCursor(table, session.transaction);
  const options = {
    isReadOnly: false,
    denyRead: true,
    denyWrite: false,
    permitsDdl: !isTemplateTable(table.schema),
  };
  return registerCursor(new OpenCursor(session, dbid, cursor, new Retrieval(cursor), options, session.level));
}

/**
 * Creates an empty table and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetable-function
 */
export const jetCreateTable: JetApi['jetCreateTable'] = (
  sesid,
  dbid,
  szTableName,
  lPages,
  lDensity,
  ptableid,
) =>
  apiCall('JetCreateTable', () => {
    const session = enterSession(sesid);
    const place = requireRef(ptableid, 'ptableid');
    if (isEncodableName(optionalText(szTableName, 'szTableName') ?? '')) place.value = JET_tableidNil;
    const struct = {
      ...PLAIN,
      szTableName,
      ulPages: signed(lPages, 'lPages') >>> 0,
      ulDensity: signed(lDensity, 'lDensity') >>> 0,
    };
    place.value = create(enterWritableDatabase(session.handle, dbid), struct, JET_INDEXCREATE.cb);
  });

const PLAIN = {
  szTemplateTableName: null,
  rgcolumncreate: null,
  cColumns: 0,
  rgindexcreate: null,
  cIndexes: 0,
  grbit: 0,
  tableid: 0,
  cCreated: 0,
};

/** Makes the table of a struct, which gets the cursor. */
function createFrom(
  api: ApiName,
  sesid: JET_SESID | null,
  dbid: JET_DBID,
  struct: TableStruct,
  indexBytes: number,
): JET_ERR {
  return apiCall(api, () => {
    const session = enterSession(sesid);
    if (typeof struct !== 'object' || struct === null || Object.isFrozen(struct))
      return fail(JET_errInvalidParameter, 'ptablecreate');
    const place = enterWritableDatabase(session.handle, dbid);
    struct.tableid = create(place, struct, indexBytes);
  });
}

/**
 * Creates a table with columns and indexes and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex-function
 */
export const jetCreateTableColumnIndex: JetApi['jetCreateTableColumnIndex'] = (sesid, dbid, ptablecreate) =>
  createFrom('JetCreateTableColumnIndex', sesid, dbid, ptablecreate, JET_INDEXCREATE.cb);

/**
 * Creates a table with columns, indexes and a callback and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex2-function
 */
export const jetCreateTableColumnIndex2: JetApi['jetCreateTableColumnIndex2'] = (sesid, dbid, ptablecreate) =>
  createFrom('JetCreateTableColumnIndex2', sesid, dbid, ptablecreate, JET_INDEXCREATE.cb);

/**
 * Creates a table with columns, indexes, a callback and hints for its space and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex3-function
 */
export const jetCreateTableColumnIndex3: JetApi['jetCreateTableColumnIndex3'] = (sesid, dbid, ptablecreate) =>
  createFrom('JetCreateTableColumnIndex3', sesid, dbid, ptablecreate, JET_INDEXCREATE2.cb);

/**
 * Creates a table whose indexes name their locale and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex4w-function
 */
export const jetCreateTableColumnIndex4: JetApi['jetCreateTableColumnIndex4'] = (sesid, dbid, ptablecreate) =>
  createFrom('JetCreateTableColumnIndex4', sesid, dbid, ptablecreate, JET_INDEXCREATE3.cb);

const SYSTEM_TABLES: readonly string[] = [CATALOG_NAME, SHADOW_NAME, OBJECT_IDS_NAME].map(foldName);

/**
 * Deletes a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeletetable-function
 */
export const jetDeleteTable: JetApi['jetDeleteTable'] = (sesid, dbid, szTableName) =>
  apiCall('JetDeleteTable', () => {
    const { session, tables } = enterWritableDatabase(sesid, dbid);
    const name = requireName(szTableName ?? '', 'szTableName');
    if (SYSTEM_TABLES.includes(foldName(name))) fail(JET_errCannotDeleteSystemTable, name);
    changing(session, (by) => {
      const table = tables.open(name, by) ?? fail(JET_errObjectNotFound, `no table ${name}`);
      requireUnused(session, table);
      if (isTemplateTable(table.schema)) fail(JET_errCannotDeleteTemplateTable, name);
      new TableDdl(tables, by).deleteTable(table);
    });
  });

/** No cursor may be open on the table, not even one of the session itself. */
function requireUnused(session: Session, table: Table): void {
  requireNotDeleted(session, table);
  for (const other of cursorsOnTable(table)) {
    if (other.session !== session && other.options.denyRead) fail(JET_errTableLocked, table.schema.name);
    fail(JET_errTableInUse, table.schema.name);
  }
}

/**
 * Renames a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrenametable-function
 */
export const jetRenameTable: JetApi['jetRenameTable'] = (sesid, dbid, szName, szNameNew) =>
  apiCall('JetRenameTable', () => {
    const { session, tables } = enterWritableDatabase(sesid, dbid);
    if ((szName ?? null) === null || (szNameNew ?? null) === null)
      return fail(JET_errInvalidParameter, 'a name is missing');
    const from = requireName(szName, 'szName');
    const to = requireName(szNameNew, 'szNameNew');
    changing(session, (by) => new TableDdl(tables, by).renameTable(from, to));
  });
