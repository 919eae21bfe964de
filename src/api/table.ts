/** The API: tables and cursors. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';
import { apiCall } from './api-call';
import { unsigned } from './check';
import { enterCursor } from './cursor';

/**
 * Opens a cursor on a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentable-function
 */
export const jetOpenTable: JetApi['jetOpenTable'] = () => JET_errFeatureNotAvailable;

/**
 * Closes a cursor.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosetable-function
 */
export const jetCloseTable: JetApi['jetCloseTable'] = () => JET_errFeatureNotAvailable;

/**
 * Opens another cursor on the same table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdupcursor-function
 */
export const jetDupCursor: JetApi['jetDupCursor'] = () => JET_errFeatureNotAvailable;

/**
 * Creates an empty table and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetable-function
 */
export const jetCreateTable: JetApi['jetCreateTable'] = () => JET_errFeatureNotAvailable;

/**
 * Creates a table with columns and indexes and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex-function
 */
export const jetCreateTableColumnIndex: JetApi['jetCreateTableColumnIndex'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Creates a table with columns, indexes and a callback and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex2-function
 */
export const jetCreateTableColumnIndex2: JetApi['jetCreateTableColumnIndex2'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Creates a table with columns, indexes, a callback and hints for its space and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex3-function
 */
export const jetCreateTableColumnIndex3: JetApi['jetCreateTableColumnIndex3'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Creates a table whose indexes name their locale and opens a cursor on it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatetablecolumnindex4w-function
 */
export const jetCreateTableColumnIndex4: JetApi['jetCreateTableColumnIndex4'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Deletes a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeletetable-function
 */
export const jetDeleteTable: JetApi['jetDeleteTable'] = () => JET_errFeatureNotAvailable;

/**
 * Renames a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrenametable-function
 */
export const jetRenameTable: JetApi['jetRenameTable'] = () => JET_errFeatureNotAvailable;

/**
 * Announces that a cursor will read its index in order; the options are hints.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsettablesequential-function
 */
export const jetSetTableSequential: JetApi['jetSetTableSequential'] = (sesid, tableid, grbit) =>
  apiCall('JetSetTableSequential', () => {
    const { cursor } = enterCursor(sesid, tableid);
    unsigned(grbit, 'grbit');
    cursor.isSequential = true;
  });

/**
 * Takes back the announcement of JetSetTableSequential.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetresettablesequential-function
 */
export const jetResetTableSequential: JetApi['jetResetTableSequential'] = (sesid, tableid, grbit) =>
  apiCall('JetResetTableSequential', () => {
    const { cursor } = enterCursor(sesid, tableid);
    unsigned(grbit, 'grbit');
    cursor.isSequential = false;
  });
