/** The API: backup to a folder and its restore. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Backs up the only instance to a folder.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbackup-function
 */
export const jetBackup: JetApi['jetBackup'] = () => JET_errFeatureNotAvailable;

/**
 * Backs up an instance to a folder.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbackupinstance-function
 */
export const jetBackupInstance: JetApi['jetBackupInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Restores a backup made by JetBackup to where its databases were.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrestore-function
 */
export const jetRestore: JetApi['jetRestore'] = () => JET_errFeatureNotAvailable;

/**
 * Restores a backup made by JetBackup to another folder.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrestore2-function
 */
export const jetRestore2: JetApi['jetRestore2'] = () => JET_errFeatureNotAvailable;

/**
 * Restores a backup made by JetBackupInstance, to another folder if one is given.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrestoreinstance-function
 */
export const jetRestoreInstance: JetApi['jetRestoreInstance'] = () => JET_errFeatureNotAvailable;
