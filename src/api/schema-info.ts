/**
 * The API: schema information. Calls by name answer as if the table was opened for the call; lists are cursors that
 * the caller closes.
 */
import type { JetApi } from '../../include/jet-api';
import { JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { WITH_ROWS } from '../instance/open-cursors';
import { apiCall } from './api-call';
import { unsigned } from './check';
import { columnQuestion, putColumnInfo, requireColumnLevel } from './column-info';
import { enterCursor } from './cursor';
import { enterDatabase, openedTable, tableNamed, tableOfCursor } from './described-table';
import { indexQuestion, isInCatalog, putIndexInfo, requireIndexLevel } from './index-info';
import { requireName } from './names';
import { putDatabaseObjects, putTableInfo, putTemporaryInfo } from './table-info';

/**
 * Tells about a column, found by the name of its table, what `InfoLevel` asks; JET_ColInfoList and its kin list all
 * columns. `cbMax` is in bytes. JET_errColumnNotFound, JET_errObjectNotFound, JET_errBufferTooSmall.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcolumninfo-function
 */
export const jetGetColumnInfo: JetApi['jetGetColumnInfo'] = (
  sesid,
  dbid,
  szTableName,
  pColumnNameOrId,
  pvResult,
  cbMax,
  InfoLevel,
) =>
  apiCall('JetGetColumnInfo', () => {
    const database = enterDatabase(sesid, dbid);
    const question = columnQuestion(pColumnNameOrId, pvResult, cbMax, InfoLevel);
    requireColumnLevel(question);
    if (szTableName === null || szTableName === undefined) fail(JET_errInvalidParameter, 'szTableName');
    putColumnInfo(openedTable(database, requireName(szTableName, 'szTableName')), question);
  });

/**
 * Tells about a column, found through a cursor, what `InfoLevel` asks; JET_ColInfoList and its kin list all columns.
 * `cbMax` is in bytes. JET_errColumnNotFound, JET_errBufferTooSmall.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettablecolumninfo-function
 */
export const jetGetTableColumnInfo: JetApi['jetGetTableColumnInfo'] = (
  sesid,
  tableid,
  szColumnName,
  pvResult,
  cbMax,
  InfoLevel,
) =>
  apiCall('JetGetTableColumnInfo', () => {
    const described = tableOfCursor(sesid, tableid);
    const question = columnQuestion(szColumnName, pvResult, cbMax, InfoLevel);
    requireColumnLevel(question);
    putColumnInfo(described, question);
  });

/**
 * Tells about an index, found by the name of its table, what `InfoLevel` asks; JET_IdxInfo lists the columns of one
 * index or of all. `cbResult` is in bytes. JET_errIndexNotFound, JET_errObjectNotFound, JET_errBufferTooSmall.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetindexinfo-function
 */
export const jetGetIndexInfo: JetApi['jetGetIndexInfo'] = (
  sesid,
  dbid,
  szTableName,
  szIndexName,
  pvResult,
  cbResult,
  InfoLevel,
) =>
  apiCall('JetGetIndexInfo', () => {
    const database = enterDatabase(sesid, dbid);
    const question = indexQuestion(szIndexName, pvResult, cbResult, InfoLevel);
    requireIndexLevel(question);
    const name = requireName(szTableName ?? '', 'szTableName');
    putIndexInfo(isInCatalog(question) ? tableNamed(database, name) : openedTable(database, name), question);
  });

/**
 * Tells about an index, found through a cursor, what `InfoLevel` asks; JET_IdxInfo lists the columns of one index or
 * of all. `cbResult` is in bytes. JET_errIndexNotFound, JET_errBufferTooSmall.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettableindexinfo-function
 */
export const jetGetTableIndexInfo: JetApi['jetGetTableIndexInfo'] = (
  sesid,
  tableid,
  szIndexName,
  pvResult,
  cbResult,
  InfoLevel,
) =>
  apiCall('JetGetTableIndexInfo', () => {
    const described = tableOfCursor(sesid, tableid);
    const question = indexQuestion(szIndexName, pvResult, cbResult, InfoLevel);
    requireIndexLevel(question);
    putIndexInfo(described, question);
  });

/**
 * Tells about a table of a database, or lists all of them, as `InfoLevel` asks. `cbMax` is in bytes.
 * JET_errObjectNotFound, JET_errBufferTooSmall.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetobjectinfo-function
 */
export const jetGetObjectInfo: JetApi['jetGetObjectInfo'] = (
  sesid,
  dbid,
  objtyp,
  szContainerName,
  szObjectName,
  pvResult,
  cbMax,
  InfoLevel,
) =>
  apiCall('JetGetObjectInfo', () =>
    putDatabaseObjects(enterDatabase(sesid, dbid), {
      objtyp: unsigned(objtyp, 'objtyp'),
      container: szContainerName,
      name: szObjectName,
      target: pvResult,
      bytes: unsigned(cbMax, 'cbMax'),
      level: unsigned(InfoLevel, 'InfoLevel'),
    }),
  );

/**
 * Tells about the table of a cursor what `InfoLevel` asks. `cbMax` is in bytes. JET_errBufferTooSmall,
 * JET_errInvalidBufferSize, JET_errFeatureNotAvailable.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettableinfo-function
 */
export const jetGetTableInfo: JetApi['jetGetTableInfo'] = (sesid, tableid, pvResult, cbMax, InfoLevel) =>
  apiCall('JetGetTableInfo', () => {
    const open = enterCursor(sesid, tableid, WITH_ROWS);
    const place = { target: pvResult, bytes: unsigned(cbMax, 'cbMax') };
    const level = unsigned(InfoLevel, 'InfoLevel');
    if (open.temporary !== null) putTemporaryInfo(open, open.temporary, place, level);
    else putTableInfo(open, place, level);
  });
