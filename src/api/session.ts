/** The API: sessions. */
import { JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_SESID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import type { Instance } from '../instance/instance';
import { apiCall } from './api-call';
import { requireRef } from './check';
import { enterInstance, enterSession, isNil } from './enter';
import { parameterNumber } from './parameter-value';

/**
 * Begins a session: the context of transactions and cursors.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbeginsession-function
 */
export const jetBeginSession: JetApi['jetBeginSession'] = (instance, psesid, _szUserName, _szPassword) =>
  apiCall('JetBeginSession', () => beginSession(enterInstance(instance), psesid));

/**
 * Begins another session of the same instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdupsession-function
 */
export const jetDupSession: JetApi['jetDupSession'] = (sesid, psesid) =>
  apiCall('JetDupSession', () => beginSession(enterSession(sesid).instance, psesid));

function beginSession(instance: Instance, psesid: Ref<JET_SESID>): void {
  const place = requireRef(psesid, 'psesid');
  place.value = instance.beginSession().handle;
}

/**
 * Ends a session, its cursors and its transactions.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendsession-function
 */
export const jetEndSession: JetApi['jetEndSession'] = (sesid, _grbit) =>
  apiCall('JetEndSession', () => {
    const session = enterSession(sesid, { exempt: true });
    return session.instance.endSession(session);
  });

/**
 * Ties a session to a context of the caller's choice, so that only its owner may use it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetsessioncontext-function
 */
export const jetSetSessionContext: JetApi['jetSetSessionContext'] = (sesid, ulContext) =>
  apiCall('JetSetSessionContext', () => {
    const session = enterSession(sesid);
    const context = parameterNumber(ulContext);
    if (isNil(context)) fail(JET_errInvalidParameter, 'ulContext: 0 and -1 mean no context');
    return session.setContext(context);
  });

/**
 * Unties a session from its context.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetresetsessioncontext-function
 */
export const jetResetSessionContext: JetApi['jetResetSessionContext'] = (sesid) =>
  apiCall('JetResetSessionContext', () => enterSession(sesid, { exempt: true }).resetContext());
