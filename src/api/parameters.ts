/** The API: system and session parameters. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Sets a system parameter of an instance or of the process.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetsystemparameter-function
 */
export const jetSetSystemParameter: JetApi['jetSetSystemParameter'] = () => JET_errFeatureNotAvailable;

/**
 * Reads a system parameter of an instance or of the process; `cbMax` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetsystemparameter-function
 */
export const jetGetSystemParameter: JetApi['jetGetSystemParameter'] = () => JET_errFeatureNotAvailable;

/**
 * Sets a parameter of one session.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetsessionparameter-function
 */
export const jetSetSessionParameter: JetApi['jetSetSessionParameter'] = () => JET_errFeatureNotAvailable;

/**
 * Reads a parameter of one session; `cbParamMax` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetsessionparameter-function
 */
export const jetGetSessionParameter: JetApi['jetGetSessionParameter'] = () => JET_errFeatureNotAvailable;
