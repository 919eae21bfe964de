/** The API: indexes. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Creates an index; `cbKey` counts the characters of `szKey`, NULs included.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex-function
 */
export const jetCreateIndex: JetApi['jetCreateIndex'] = () => JET_errFeatureNotAvailable;

/**
 * Creates indexes on a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex2-function
 */
export const jetCreateIndex2: JetApi['jetCreateIndex2'] = () => JET_errFeatureNotAvailable;

/**
 * Creates indexes on a table, with hints for their space.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex3-function
 */
export const jetCreateIndex3: JetApi['jetCreateIndex3'] = () => JET_errFeatureNotAvailable;

/**
 * Creates indexes on a table that name their locale.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex4w-function
 */
export const jetCreateIndex4: JetApi['jetCreateIndex4'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes an index.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeleteindex-function
 */
export const jetDeleteIndex: JetApi['jetDeleteIndex'] = () => JET_errFeatureNotAvailable;
