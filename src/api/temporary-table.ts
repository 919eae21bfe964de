/** The API: temporary tables. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Opens a temporary table; its column ids go to `prgcolumnid`.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemptable-function
 */
export const jetOpenTempTable: JetApi['jetOpenTempTable'] = () => JET_errFeatureNotAvailable;

/**
 * Opens a temporary table whose text is compared by the rules of a locale number.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemptable2-function
 */
export const jetOpenTempTable2: JetApi['jetOpenTempTable2'] = () => JET_errFeatureNotAvailable;

/**
 * Opens a temporary table whose text is compared by given rules.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemptable3-function
 */
export const jetOpenTempTable3: JetApi['jetOpenTempTable3'] = () => JET_errFeatureNotAvailable;

/**
 * Opens a temporary table as a struct describes it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemporarytable-function
 */
export const jetOpenTemporaryTable: JetApi['jetOpenTemporaryTable'] = () => JET_errFeatureNotAvailable;

/**
 * Opens a temporary table as a struct with a locale name describes it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemporarytable2-function
 */
export const jetOpenTemporaryTable2: JetApi['jetOpenTemporaryTable2'] = () => JET_errFeatureNotAvailable;
