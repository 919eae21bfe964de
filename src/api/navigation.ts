/** The API: moving, seeking, keys and ranges. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Moves a cursor by a number of entries of its index, or to the first or last one.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetmove-function
 */
export const jetMove: JetApi['jetMove'] = () => JET_errFeatureNotAvailable;

/**
 * Moves a cursor to the entry that compares to its search key as `grbit` says.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetseek-function
 */
export const jetSeek: JetApi['jetSeek'] = () => JET_errFeatureNotAvailable;

/**
 * Appends a column value to the search key of a cursor.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetmakekey-function
 */
export const jetMakeKey: JetApi['jetMakeKey'] = () => JET_errFeatureNotAvailable;

/**
 * Reads the key of the current entry or the search key; `cbMax` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievekey-function
 */
export const jetRetrieveKey: JetApi['jetRetrieveKey'] = () => JET_errFeatureNotAvailable;

/**
 * Limits a cursor to the entries up to its search key.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetindexrange-function
 */
export const jetSetIndexRange: JetApi['jetSetIndexRange'] = () => JET_errFeatureNotAvailable;

/**
 * Makes a cursor skip records that do not meet conditions.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcursorfilter-function
 */
export const jetSetCursorFilter: JetApi['jetSetCursorFilter'] = () => JET_errFeatureNotAvailable;

/**
 * Counts entries from the current one to the end of the index or range, at most `crecMax`.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetindexrecordcount-function
 */
export const jetIndexRecordCount: JetApi['jetIndexRecordCount'] = () => JET_errFeatureNotAvailable;

/**
 * Counts entries like JetIndexRecordCount, in 64 bits.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetindexrecordcount2-function
 */
export const jetIndexRecordCount2: JetApi['jetIndexRecordCount2'] = () => JET_errFeatureNotAvailable;

/**
 * Finds the records that lie in the ranges of several cursors and lists their bookmarks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetintersectindexes-function
 */
export const jetIntersectIndexes: JetApi['jetIntersectIndexes'] = () => JET_errFeatureNotAvailable;

/**
 * Starts to read the pages of records with given keys.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprereadkeys-function
 */
export const jetPrereadKeys: JetApi['jetPrereadKeys'] = () => JET_errFeatureNotAvailable;

/**
 * Starts to read the pages of records in given ranges.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprereadindexranges-function
 */
export const jetPrereadIndexRanges: JetApi['jetPrereadIndexRanges'] = () => JET_errFeatureNotAvailable;
