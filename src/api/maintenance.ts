/** The API: maintenance. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Starts or stops online defragmentation of a database.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdefragment-function
 */
export const jetDefragment: JetApi['jetDefragment'] = () => JET_errFeatureNotAvailable;

/**
 * Starts or stops online defragmentation and tells a callback when it is done.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdefragment2-function
 */
export const jetDefragment2: JetApi['jetDefragment2'] = () => JET_errFeatureNotAvailable;

/**
 * Starts or stops online defragmentation of a database that is given by its path.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdefragment3-function
 */
export const jetDefragment3: JetApi['jetDefragment3'] = () => JET_errFeatureNotAvailable;

/**
 * Copies a database into a new file without gaps.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcompact-function
 */
export const jetCompact: JetApi['jetCompact'] = () => JET_errFeatureNotAvailable;

/**
 * Counts the entries of the indexes of a table, for JetGetIndexInfo to tell.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcomputestats-function
 */
export const jetComputeStats: JetApi['jetComputeStats'] = () => JET_errFeatureNotAvailable;

/**
 * Gives the engine time to clean up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetidle-function
 */
export const jetIdle: JetApi['jetIdle'] = () => JET_errFeatureNotAvailable;
