/** The API: current index, bookmarks and positions. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Makes a cursor use an index; no name means the primary one.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex-function
 */
export const jetSetCurrentIndex: JetApi['jetSetCurrentIndex'] = () => JET_errFeatureNotAvailable;

/**
 * Makes a cursor use an index and stay on its record if so asked.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex2-function
 */
export const jetSetCurrentIndex2: JetApi['jetSetCurrentIndex2'] = () => JET_errFeatureNotAvailable;

/**
 * Makes a cursor use an index and stay on its record's entry for one value of a column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex3-function
 */
export const jetSetCurrentIndex3: JetApi['jetSetCurrentIndex3'] = () => JET_errFeatureNotAvailable;

/**
 * Makes a cursor use an index that is given by name or by id.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex4-function
 */
export const jetSetCurrentIndex4: JetApi['jetSetCurrentIndex4'] = () => JET_errFeatureNotAvailable;

/**
 * Tells the name of the index a cursor uses; `cbIndexName` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcurrentindex-function
 */
export const jetGetCurrentIndex: JetApi['jetGetCurrentIndex'] = () => JET_errFeatureNotAvailable;

/**
 * Reads the bookmark of the current record; `cbMax` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetbookmark-function
 */
export const jetGetBookmark: JetApi['jetGetBookmark'] = () => JET_errFeatureNotAvailable;

/**
 * Moves a cursor to the record of a bookmark.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotobookmark-function
 */
export const jetGotoBookmark: JetApi['jetGotoBookmark'] = () => JET_errFeatureNotAvailable;

/**
 * Reads the secondary key and the bookmark of the current entry.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetsecondaryindexbookmark-function
 */
export const jetGetSecondaryIndexBookmark: JetApi['jetGetSecondaryIndexBookmark'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Moves a cursor to the entry of a secondary key and a bookmark.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotosecondaryindexbookmark-function
 */
export const jetGotoSecondaryIndexBookmark: JetApi['jetGotoSecondaryIndexBookmark'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Estimates where in the index the current entry lies.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordposition-function
 */
export const jetGetRecordPosition: JetApi['jetGetRecordPosition'] = () => JET_errFeatureNotAvailable;

/**
 * Moves a cursor to about the given place in its index.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotoposition-function
 */
export const jetGotoPosition: JetApi['jetGotoPosition'] = () => JET_errFeatureNotAvailable;

/**
 * Tells whether another session is changing the current record.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcursorinfo-function
 */
export const jetGetCursorInfo: JetApi['jetGetCursorInfo'] = () => JET_errFeatureNotAvailable;
