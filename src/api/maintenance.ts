/** The API: maintenance. */
import {
  JET_errFeatureNotAvailable,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errPermissionDenied,
  JET_errSuccess,
  JET_wrnNoIdleActivity,
} from '../../errors/codes';
import {
  JET_bitIdleCompact,
  JET_bitIdleFlushBuffers,
  JET_bitIdleStatus,
} from '../../include/grbits/maintenance';
import type { JetApi } from '../../include/jet-api';
import { changing } from '../instance/changes';
import { storageOf } from '../instance/storage';
import { computeStatistics } from '../maintenance/compute-statistics';
import { requireNoFilter } from '../table/cursor-filter';
import { apiCall } from './api-call';
import { unsigned } from './check';
import { enterIdleCursor } from './cursor';
import { defragment } from './defragment';
import { enterSession } from './enter';

/**
 * Starts or stops online defragmentation of a database, which is done when the start returns.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdefragment-function
 */
export const jetDefragment: JetApi['jetDefragment'] = (
  sesid,
  dbid,
  szTableName,
  pcPasses,
  pcSeconds,
  grbit,
) =>
  apiCall('JetDefragment', () =>
    defragment(sesid, dbid, {
      table: szTableName,
      passes: pcPasses,
      seconds: pcSeconds,
      callback: null,
      grbit,
    }),
  );

/**
 * Starts or stops online defragmentation and tells a callback when it is done.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdefragment2-function
 */
export const jetDefragment2: JetApi['jetDefragment2'] = (
  sesid,
  dbid,
  szTableName,
  pcPasses,
  pcSeconds,
  callback,
  grbit,
) =>
  apiCall('JetDefragment2', () =>
    defragment(sesid, dbid, { table: szTableName, passes: pcPasses, seconds: pcSeconds, callback, grbit }),
  );

/**
 * Defragmented streaming files once: whatever it is asked for is JET_errInvalidParameter.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdefragment3-function
 */
export const jetDefragment3: JetApi['jetDefragment3'] = () =>
  apiCall('JetDefragment3', () => JET_errInvalidParameter);

/**
 * Copies a database into a new file without gaps.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcompact-function
 */
export const jetCompact: JetApi['jetCompact'] = () => JET_errFeatureNotAvailable;

/**
 * Counts the entries of the indexes of a table, for JetGetIndexInfo to tell.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcomputestats-function
 */
export const jetComputeStats: JetApi['jetComputeStats'] = (sesid, tableid) =>
  apiCall('JetComputeStats', () => {
    const open = enterIdleCursor(sesid, tableid);
    requireNoFilter(open.cursor);
    const { table } = open.cursor;
    const { schemas } = table.identity.owner ?? {};
    if (schemas === undefined || schemas === null) return JET_errPermissionDenied;
    const now = storageOf(open.session.instance).clock.now();
    changing(open.session, (by) => computeStatistics(table, schemas, now, by), true);
    return JET_errSuccess;
  });

/**
 * Gives the engine time to clean up: versions go when nobody needs them, but what waits until later is done now.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetidle-function
 */
export const jetIdle: JetApi['jetIdle'] = (sesid, grbit) =>
  apiCall('JetIdle', () => {
    const session = enterSession(sesid);
    const bits = unsigned(grbit, 'grbit');
    if ((bits & JET_bitIdleStatus) === 0) storageOf(session.instance).transactions.doAllLater();
    if ((bits & JET_bitIdleStatus) === 0 && (bits === 0 || (bits & JET_bitIdleCompact) !== 0))
      return JET_wrnNoIdleActivity;
    return (bits & JET_bitIdleFlushBuffers) === 0 ? JET_errSuccess : JET_errInvalidGrbit;
  });
