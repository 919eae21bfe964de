/** The API: columns. Adding or deleting one puts the cursor before the first row. */
import {
  JET_errInTransaction,
  JET_errInvalidParameter,
  JET_errNullInvalid,
  JET_errObjectNotFound,
  JET_errPermissionDenied,
  JET_errSuccess,
  JET_errTableInUse,
  JET_errTableLocked,
  JET_wrnColumnMaxTruncated,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitColumnUnversioned } from '../../include/grbits/column-ddl';
import { JET_bitDeleteColumnIgnoreTemplateColumns } from '../../include/grbits/column-ddl';
import type { JET_ERR, JET_GRBIT, JET_SESID, JET_TABLEID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { changing } from '../instance/changes';
import { requireResolvable } from '../instance/named-callbacks';
import { cursorsOnTable, type OpenCursor } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import type { Table } from '../table/table';
import { TableDdl } from '../table/table-ddl';
import { apiCall } from './api-call';
import { put, requireBuffer, unsigned } from './check';
import { columnRequestOf } from './column-request';
import { enterIdleCursor } from './cursor';
import { requireNotDeleted } from './described-table';
import { enterWritableDatabase, tablesOfCursor } from './writable';
import { requireName } from './names';

function requireUpdatable(open: OpenCursor): void {
  if (open.options.isReadOnly) fail(JET_errPermissionDenied, 'the cursor is read only');
}

/** Whether no other session can use the table while the cursor is open. */
const isExclusive = ({ cursor, session }: OpenCursor): boolean =>
  [...cursorsOnTable(cursor.table)].some((other) => other.session === session && other.options.denyRead);

/**
 * Adds a column to a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetaddcolumn-function
 */
export const jetAddColumn: JetApi['jetAddColumn'] = (
  sesid,
  tableid,
  szColumnName,
  pcolumndef,
  pvDefault,
  cbDefault,
  pcolumnid,
) =>
  apiCall('JetAddColumn', () => {
    const open = enterIdleCursor(sesid, tableid);
    requireUpdatable(open);
    if (typeof pcolumndef !== 'object' || pcolumndef === null || !(pcolumndef.cbStruct >= JET_COLUMNDEF.cb))
      return fail(JET_errInvalidParameter, 'pcolumndef');
    const { session, options } = open;
    const isUnversioned = (unsigned(pcolumndef.grbit, 'grbit') & JET_bitColumnUnversioned) !== 0;
    if (isUnversioned && !options.denyRead && session.level > 0)
      fail(JET_errInTransaction, 'an unversioned column');
    const request = columnRequestOf(szColumnName, pcolumndef, pvDefault, cbDefault);
    const isCut = changing(session, (by) =>
      new TableDdl(tablesOfCursor(open), by).addColumn(
        open.cursor.table,
        request,
        { isExclusive: isExclusive(open), permitsDdl: options.permitsDdl },
        (columnId) => {
          put(pcolumnid, columnId);
          if (request.callback !== null) requireResolvable(session.instance, request.callback.name);
        },
      ),
    );
    open.cursor.standBeforeFirst();
    return isCut ? JET_wrnColumnMaxTruncated : JET_errSuccess;
  });

/**
 * Deletes a column of a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeletecolumn-function
 */
export const jetDeleteColumn: JetApi['jetDeleteColumn'] = (sesid, tableid, szColumnName) =>
  apiCall('JetDeleteColumn', () => deleteColumn(sesid, tableid, szColumnName, 0));

/**
 * Deletes a column of a table, or only one of its own.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeletecolumn2-function
 */
export const jetDeleteColumn2: JetApi['jetDeleteColumn2'] = (sesid, tableid, szColumnName, grbit) =>
  apiCall('JetDeleteColumn2', () => deleteColumn(sesid, tableid, szColumnName, unsigned(grbit, 'grbit')));

function deleteColumn(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  szColumnName: string | null,
  grbit: JET_GRBIT,
): JET_ERR {
  const open = enterIdleCursor(sesid, tableid);
  const name = requireName(szColumnName ?? '', 'szColumnName');
  requireUpdatable(open);
  const ignoresTemplate = (grbit & JET_bitDeleteColumnIgnoreTemplateColumns) !== 0;
  changing(open.session, (by) =>
    new TableDdl(tablesOfCursor(open), by).deleteColumn(open.cursor.table, name, ignoresTemplate),
  );
  open.cursor.standBeforeFirst();
  return JET_errSuccess;
}

/**
 * Renames a column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrenamecolumn-function
 */
export const jetRenameColumn: JetApi['jetRenameColumn'] = (sesid, tableid, szName, szNameNew, grbit) =>
  apiCall('JetRenameColumn', () => {
    const open = enterIdleCursor(sesid, tableid);
    const { session } = open;
    if ((szName ?? null) === null || (szNameNew ?? null) === null)
      return fail(JET_errInvalidParameter, 'a name is missing');
    if (session.level > 0) fail(JET_errInTransaction, 'columns are renamed outside transactions');
    const from = requireName(szName, 'szName');
    const to = requireName(szNameNew, 'szNameNew');
    unsigned(grbit, 'grbit');
    changing(session, (by) =>
      new TableDdl(tablesOfCursor(open), by).renameColumn(open.cursor.table, from, to),
    );
  });

/**
 * Changes the default value of a column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcolumndefaultvalue-function
 */
export const jetSetColumnDefaultValue: JetApi['jetSetColumnDefaultValue'] = (
  sesid,
  dbid,
  szTableName,
  szColumnName,
  pvData,
  cbData,
  grbit,
) =>
  apiCall('JetSetColumnDefaultValue', () => {
    const { session, tables } = enterWritableDatabase(sesid, dbid);
    const column = requireName(szColumnName ?? '', 'szColumnName');
    unsigned(grbit, 'grbit');
    if ((pvData ?? null) === null || cbData === 0) return fail(JET_errNullInvalid, 'no default');
    const value = requireBuffer(pvData as Uint8Array, cbData, 'pvData').slice(0, cbData);
    const name = requireName(szTableName ?? '', 'szTableName');
    changing(session, (by) => {
      const table = tables.open(name, by) ?? fail(JET_errObjectNotFound, `no table ${name}`);
      requireAlone(session, table);
      new TableDdl(tables, by).setDefault(table, column, value);
    });
  });

/** Cursors of the session itself may be open. */
function requireAlone(session: Session, table: Table): void {
  requireNotDeleted(session, table);
  for (const other of cursorsOnTable(table)) {
    if (other.session === session) continue;
    fail(other.options.denyRead ? JET_errTableLocked : JET_errTableInUse, table.schema.name);
  }
}
