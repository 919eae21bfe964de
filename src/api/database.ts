/** The API: databases and their files. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Creates a database file, attaches and opens it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatedatabase-function
 */
export const jetCreateDatabase: JetApi['jetCreateDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Creates a database file of at most `cpgDatabaseSizeMax` pages, attaches and opens it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatedatabase2-function
 */
export const jetCreateDatabase2: JetApi['jetCreateDatabase2'] = () => JET_errFeatureNotAvailable;

/**
 * Attaches a database file to the instance, so that it can be opened.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetattachdatabase-function
 */
export const jetAttachDatabase: JetApi['jetAttachDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Attaches a database file that may grow to `cpgDatabaseSizeMax` pages.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetattachdatabase2-function
 */
export const jetAttachDatabase2: JetApi['jetAttachDatabase2'] = () => JET_errFeatureNotAvailable;

/**
 * Detaches a database file, or all of them.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdetachdatabase-function
 */
export const jetDetachDatabase: JetApi['jetDetachDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Detaches a database file, or all of them, with options.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdetachdatabase2-function
 */
export const jetDetachDatabase2: JetApi['jetDetachDatabase2'] = () => JET_errFeatureNotAvailable;

/**
 * Opens an attached database for a session.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopendatabase-function
 */
export const jetOpenDatabase: JetApi['jetOpenDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Closes a database that a session has open, and its cursors.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosedatabase-function
 */
export const jetCloseDatabase: JetApi['jetCloseDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about an open database what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetdatabaseinfo-function
 */
export const jetGetDatabaseInfo: JetApi['jetGetDatabaseInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells about a database file what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetdatabasefileinfo-function
 */
export const jetGetDatabaseFileInfo: JetApi['jetGetDatabaseFileInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Grows a database to at least `cpg` pages and tells its size.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgrowdatabase-function
 */
export const jetGrowDatabase: JetApi['jetGrowDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Grows or shrinks a database to `cpgTarget` pages and tells its size.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetresizedatabase-function
 */
export const jetResizeDatabase: JetApi['jetResizeDatabase'] = () => JET_errFeatureNotAvailable;

/**
 * Grows a database file to at least `cpg` pages and tells its size.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetdatabasesize-function
 */
export const jetSetDatabaseSize: JetApi['jetSetDatabaseSize'] = () => JET_errFeatureNotAvailable;
