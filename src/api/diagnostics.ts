/** The API: errors, statistics, version. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Tells the category of an error and all categories above it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgeterrorinfow-function
 */
export const jetGetErrorInfo: JetApi['jetGetErrorInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells what the calling thread has done so far.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetthreadstats-function
 */
export const jetGetThreadStats: JetApi['jetGetThreadStats'] = () => JET_errFeatureNotAvailable;

/**
 * Tells the version of the engine.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetversion-function
 */
export const jetGetVersion: JetApi['jetGetVersion'] = () => JET_errFeatureNotAvailable;

/**
 * Chooses what a crash dump of the process contains.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetconfigureprocessforcrashdump-function
 */
export const jetConfigureProcessForCrashDump: JetApi['jetConfigureProcessForCrashDump'] = () =>
  JET_errFeatureNotAvailable;
