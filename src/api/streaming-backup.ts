/** The API: streaming backup and its restore. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Begins a streaming backup of the only instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbeginexternalbackup-function
 */
export const jetBeginExternalBackup: JetApi['jetBeginExternalBackup'] = () => JET_errFeatureNotAvailable;

/**
 * Begins a streaming backup of an instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbeginexternalbackupinstance-function
 */
export const jetBeginExternalBackupInstance: JetApi['jetBeginExternalBackupInstance'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Ends the streaming backup of the only instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendexternalbackup-function
 */
export const jetEndExternalBackup: JetApi['jetEndExternalBackup'] = () => JET_errFeatureNotAvailable;

/**
 * Ends the streaming backup of an instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendexternalbackupinstance-function
 */
export const jetEndExternalBackupInstance: JetApi['jetEndExternalBackupInstance'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Ends the streaming backup of an instance as complete or as given up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendexternalbackupinstance2-function
 */
export const jetEndExternalBackupInstance2: JetApi['jetEndExternalBackupInstance2'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Lists the databases that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetattachinfo-function
 */
export const jetGetAttachInfo: JetApi['jetGetAttachInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the databases of an instance that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetattachinfoinstance-function
 */
export const jetGetAttachInfoInstance: JetApi['jetGetAttachInfoInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Opens a file for a streaming backup and tells its size in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopenfile-function
 */
export const jetOpenFile: JetApi['jetOpenFile'] = () => JET_errFeatureNotAvailable;

/**
 * Opens a file of an instance for a streaming backup and tells its size in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopenfileinstance-function
 */
export const jetOpenFileInstance: JetApi['jetOpenFileInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Reads the next `cb` bytes of a file that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetreadfile-function
 */
export const jetReadFile: JetApi['jetReadFile'] = () => JET_errFeatureNotAvailable;

/**
 * Reads the next `cb` bytes of a file of an instance that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetreadfileinstance-function
 */
export const jetReadFileInstance: JetApi['jetReadFileInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Closes a file that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosefile-function
 */
export const jetCloseFile: JetApi['jetCloseFile'] = () => JET_errFeatureNotAvailable;

/**
 * Closes a file of an instance that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosefileinstance-function
 */
export const jetCloseFileInstance: JetApi['jetCloseFileInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the logs that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetloginfo-function
 */
export const jetGetLogInfo: JetApi['jetGetLogInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the logs of an instance that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetloginfoinstance-function
 */
export const jetGetLogInfoInstance: JetApi['jetGetLogInfoInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the logs that a streaming backup has to read and tells their generations; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetloginfoinstance2-function
 */
export const jetGetLogInfoInstance2: JetApi['jetGetLogInfoInstance2'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes the logs that a complete backup has made superfluous.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jettruncatelog-function
 */
export const jetTruncateLog: JetApi['jetTruncateLog'] = () => JET_errFeatureNotAvailable;

/**
 * Deletes the logs of an instance that a complete backup has made superfluous.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jettruncateloginstance-function
 */
export const jetTruncateLogInstance: JetApi['jetTruncateLogInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the logs that JetTruncateLogInstance would delete; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettruncateloginfoinstance-function
 */
export const jetGetTruncateLogInfoInstance: JetApi['jetGetTruncateLogInfoInstance'] = () =>
  JET_errFeatureNotAvailable;

/**
 * Makes the running backup of the only instance fail.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopbackup-function
 */
export const jetStopBackup: JetApi['jetStopBackup'] = () => JET_errFeatureNotAvailable;

/**
 * Makes the running backup of an instance fail.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopbackupinstance-function
 */
export const jetStopBackupInstance: JetApi['jetStopBackupInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Recovers databases that a streaming backup brought back, from logs `genLow` to `genHigh`.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetexternalrestore-function
 */
export const jetExternalRestore: JetApi['jetExternalRestore'] = () => JET_errFeatureNotAvailable;

/**
 * Recovers databases that a streaming backup brought back, and goes on with the logs of a given instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetexternalrestore2-function
 */
export const jetExternalRestore2: JetApi['jetExternalRestore2'] = () => JET_errFeatureNotAvailable;
