/** The API: snapshot backup. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Begins a snapshot of all instances.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotprepare-function
 */
export const jetOSSnapshotPrepare: JetApi['jetOSSnapshotPrepare'] = () => JET_errFeatureNotAvailable;

/**
 * Adds one instance to a snapshot.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotprepareinstance-function
 */
export const jetOSSnapshotPrepareInstance: JetApi['jetOSSnapshotPrepareInstance'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Stops all writing to the files of the snapshot and lists its instances.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotfreeze-function
 */
export const jetOSSnapshotFreeze: JetApi['jetOSSnapshotFreeze'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the instances and databases of a frozen snapshot.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotgetfreezeinfo-function
 */
export const jetOSSnapshotGetFreezeInfo: JetApi['jetOSSnapshotGetFreezeInfo'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Lets writing go on after the files were copied.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotthaw-function
 */
export const jetOSSnapshotThaw: JetApi['jetOSSnapshotThaw'] = () => JET_errFeatureNotAvailable;

/**
 * Gives a snapshot up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotabort-function
 */
export const jetOSSnapshotAbort: JetApi['jetOSSnapshotAbort'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes the logs that the snapshot has made superfluous.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshottruncatelog-function
 */
export const jetOSSnapshotTruncateLog: JetApi['jetOSSnapshotTruncateLog'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes the logs of one instance that the snapshot has made superfluous.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshottruncateloginstance-function
 */
export const jetOSSnapshotTruncateLogInstance: JetApi['jetOSSnapshotTruncateLogInstance'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Ends a snapshot that was kept after the thaw.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetossnapshotend-function
 */
export const jetOSSnapshotEnd: JetApi['jetOSSnapshotEnd'] = () => JET_errFeatureNotAvailable;
