/** The API: callbacks and local storage. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Has a function called for events of a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetregistercallback-function
 */
export const jetRegisterCallback: JetApi['jetRegisterCallback'] = () => JET_errFeatureNotAvailable;

/**
 * Ends the calls that JetRegisterCallback asked for.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetunregistercallback-function
 */
export const jetUnregisterCallback: JetApi['jetUnregisterCallback'] = () => JET_errFeatureNotAvailable;

/**
 * Ties a value of the caller's choice to a cursor or its table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetls-function
 */
export const jetSetLS: JetApi['jetSetLS'] = () => JET_errFeatureNotAvailable;

/**
 * Reads the value that JetSetLS tied.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetls-function
 */
export const jetGetLS: JetApi['jetGetLS'] = () => JET_errFeatureNotAvailable;
