/** The API: sessions. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Begins a session: the context of transactions and cursors.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbeginsession-function
 */
export const jetBeginSession: JetApi['jetBeginSession'] = () => JET_errFeatureNotAvailable;

/**
 * Begins another session of the same instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdupsession-function
 */
export const jetDupSession: JetApi['jetDupSession'] = () => JET_errFeatureNotAvailable;

/**
 * Ends a session, its cursors and its transactions.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendsession-function
 */
export const jetEndSession: JetApi['jetEndSession'] = () => JET_errFeatureNotAvailable;

/**
 * Ties a session to a context of the caller's choice, so that only its owner may use it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetsessioncontext-function
 */
export const jetSetSessionContext: JetApi['jetSetSessionContext'] = () => JET_errFeatureNotAvailable;

/**
 * Unties a session from its context.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetresetsessioncontext-function
 */
export const jetResetSessionContext: JetApi['jetResetSessionContext'] = () => JET_errFeatureNotAvailable;
