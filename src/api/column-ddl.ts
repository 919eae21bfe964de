/** The API: columns. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Adds a column to a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetaddcolumn-function
 */
export const jetAddColumn: JetApi['jetAddColumn'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes a column of a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeletecolumn-function
 */
export const jetDeleteColumn: JetApi['jetDeleteColumn'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes a column of a table, or only one of its own.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeletecolumn2-function
 */
export const jetDeleteColumn2: JetApi['jetDeleteColumn2'] = () => JET_errFeatureNotAvailable;

/**
 * Renames a column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrenamecolumn-function
 */
export const jetRenameColumn: JetApi['jetRenameColumn'] = () => JET_errFeatureNotAvailable;

/**
 * Changes the default value of a column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcolumndefaultvalue-function
 */
export const jetSetColumnDefaultValue: JetApi['jetSetColumnDefaultValue'] = () => JET_errFeatureNotAvailable;
