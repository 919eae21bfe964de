/** The API: changing records. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Prepares an insert or a replace, or cancels it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprepareupdate-function
 */
export const jetPrepareUpdate: JetApi['jetPrepareUpdate'] = () => JET_errFeatureNotAvailable;

/**
 * Writes the prepared record and tells its bookmark.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetupdate-function
 */
export const jetUpdate: JetApi['jetUpdate'] = () => JET_errFeatureNotAvailable;

/**
 * Writes the prepared record and tells its bookmark, with options.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetupdate2-function
 */
export const jetUpdate2: JetApi['jetUpdate2'] = () => JET_errFeatureNotAvailable;

/**
 * Sets one value of a column in the prepared record.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcolumn-function
 */
export const jetSetColumn: JetApi['jetSetColumn'] = () => JET_errFeatureNotAvailable;

/**
 * Sets values of several columns in the prepared record; each tells its own outcome.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcolumns-function
 */
export const jetSetColumns: JetApi['jetSetColumns'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes the current record.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdelete-function
 */
export const jetDelete: JetApi['jetDelete'] = () => JET_errFeatureNotAvailable;

/**
 * Adds to a number in a column without locking the record, and tells what it was.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetescrowupdate-function
 */
export const jetEscrowUpdate: JetApi['jetEscrowUpdate'] = () => JET_errFeatureNotAvailable;

/**
 * Locks the current record for reading or writing.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetlock-function
 */
export const jetGetLock: JetApi['jetGetLock'] = () => JET_errFeatureNotAvailable;
