/** The API: tables and cursors. */
import {
  JET_errInvalidGrbit,
  JET_errObjectNotFound,
  JET_errTableInUse,
  JET_errTableLocked,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitTableDenyRead,
  JET_bitTableDenyWrite,
  JET_bitTablePermitDDL,
  JET_bitTableReadOnly,
} from '../../include/grbits/table';
import { JET_tableidNil, type JET_TABLEID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { isEncodableName } from '../catalog/name-bytes';
import { requireAllResolvable } from '../instance/named-callbacks';
import {
  closeCursor,
  type CursorOptions,
  cursorsOnTable,
  OpenCursor,
  registerCursor,
  WITH_ROWS,
} from '../instance/open-cursors';
import type { Session } from '../instance/session';
import { storageOf } from '../instance/storage';
import { duplicateTemporary } from '../instance/temporary-tables';
import { Retrieval } from '../table/retrieval';
import type { Table } from '../table/table';
import { TableCursor } from '../table/table-cursor';
import { apiCall } from './api-call';
import { checkBuffer, optionalText, requireRef, unsigned } from './check';
import { cursorOfSession, enterCursor, enterIdleCursor } from './cursor';
import { requireNotDeleted } from './described-table';
import { enterSession } from './enter';
import { requireName } from './names';
import { closeListOf } from './lists';

/**
 * Opens a cursor on a table, before its first row.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentable-function
 */
export const jetOpenTable: JetApi['jetOpenTable'] = (
  sesid,
  dbid,
  szTableName,
  pvParameters,
  cbParameters,
  grbit,
  ptableid,
) =>
  apiCall('JetOpenTable', () => {
    const session = enterSession(sesid);
    const place = requireRef(ptableid, 'ptableid');
    checkBuffer(pvParameters, cbParameters, 'pvParameters');
    if (isEncodableName(optionalText(szTableName, 'szTableName') ?? '')) place.value = JET_tableidNil;
    const storage = storageOf(session.instance);
    const database = storage.attached.require(session, unsigned(dbid, 'dbid'));
    const options = optionsOf(unsigned(grbit, 'grbit'), database.isReadOnly);
    const name = requireName(szTableName ?? '', 'szTableName');
    const table = storage.tablesOf(database).open(name, session.transaction);
    if (table === null) return fail(JET_errObjectNotFound, `${database.path}: no table ${name}`);
    requireCompatible(session, table, options);
    requireAllResolvable(session.instance, table.schema);
    open(session, dbid, new TableCursor(table, session.transaction), options, place);
  });

function optionsOf(grbit: number, isReadOnlyDatabase: boolean): CursorOptions {
  const denyRead = (grbit & JET_bitTableDenyRead) !== 0;
  if ((grbit & JET_bitTablePermitDDL) !== 0 && !denyRead)
    fail(JET_errInvalidGrbit, 'JET_bitTablePermitDDL needs JET_bitTableDenyRead');
  return {
    isReadOnly: isReadOnlyDatabase || (grbit & JET_bitTableReadOnly) !== 0,
    denyRead,
    denyWrite: (grbit & JET_bitTableDenyWrite) !== 0,
    permitsDdl: (grbit & JET_bitTablePermitDDL) !== 0,
  };
}

/** What one cursor denies holds for the cursors of all other sessions, and the other way round. */
function requireCompatible(session: Session, table: Table, options: CursorOptions): void {
  requireNotDeleted(session, table);
  for (const other of cursorsOnTable(table)) {
    const isOwn = other.session === session;
    if (!isOwn && other.options.denyRead) fail(JET_errTableLocked, table.schema.name);
    if (!isOwn && other.options.denyWrite && !options.isReadOnly) fail(JET_errTableLocked, table.schema.name);
    if (options.denyRead) fail(JET_errTableInUse, table.schema.name);
    if (options.denyWrite && (!isOwn || other.options.denyWrite) && !other.options.isReadOnly)
      fail(JET_errTableInUse, table.schema.name);
  }
}

function open(
  session: Session,
  dbid: number,
  cursor: TableCursor,
  options: CursorOptions,
  place: Ref<JET_TABLEID>,
): void {
  place.value = registerCursor(
    new OpenCursor(session, dbid, cursor, new Retrieval(cursor), options, session.level),
  );
}

/**
 * Closes a cursor.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosetable-function
 */
export const jetCloseTable: JetApi['jetCloseTable'] = (sesid, tableid) =>
  apiCall('JetCloseTable', () => {
    const session = enterSession(sesid, { exempt: true });
    if (!closeListOf(session, tableid)) closeCursor(cursorOfSession(session, tableid));
  });

/**
 * Opens another cursor on the same table, before its first row.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdupcursor-function
 */
export const jetDupCursor: JetApi['jetDupCursor'] = (sesid, tableid, ptableid, grbit) =>
  apiCall('JetDupCursor', () => {
    const source = enterCursor(sesid, tableid, WITH_ROWS);
    const place = requireRef(ptableid, 'ptableid');
    unsigned(grbit, 'grbit');
    place.value = JET_tableidNil;
    const { session, dbid, options, temporary } = source;
    if (temporary !== null) place.value = duplicateTemporary(session, temporary);
    else open(session, dbid, new TableCursor(source.cursor.table, session.transaction), options, place);
  });

/**
 * Announces that a cursor will read its index in order; the options are hints.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsettablesequential-function
 */
export const jetSetTableSequential: JetApi['jetSetTableSequential'] = (sesid, tableid, grbit) =>
  apiCall('JetSetTableSequential', () => {
    enterIdleCursor(sesid, tableid);
    unsigned(grbit, 'grbit');
  });

/**
 * Takes back the announcement of JetSetTableSequential.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetresettablesequential-function
 */
export const jetResetTableSequential: JetApi['jetResetTableSequential'] = (sesid, tableid, grbit) =>
  apiCall('JetResetTableSequential', () => {
    enterIdleCursor(sesid, tableid);
    unsigned(grbit, 'grbit');
  });
