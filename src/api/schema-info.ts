/** The API: schema information. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Tells about a column, found by the name of its table, what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcolumninfo-function
 */
export const jetGetColumnInfo: JetApi['jetGetColumnInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about a column, found through a cursor, what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettablecolumninfo-function
 */
export const jetGetTableColumnInfo: JetApi['jetGetTableColumnInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about an index, found by the name of its table, what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetindexinfo-function
 */
export const jetGetIndexInfo: JetApi['jetGetIndexInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about an index, found through a cursor, what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettableindexinfo-function
 */
export const jetGetTableIndexInfo: JetApi['jetGetTableIndexInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about a table, or about all of them, what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetobjectinfo-function
 */
export const jetGetObjectInfo: JetApi['jetGetObjectInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about the table of a cursor what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettableinfo-function
 */
export const jetGetTableInfo: JetApi['jetGetTableInfo'] = () => JET_errFeatureNotAvailable;
