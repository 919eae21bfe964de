/**
 * The way into the engine: from a handle to the object it stands for, or to the code that every page of the
 * documentation lists. The order of the checks is part of the contract:
 *
 *     legacy form     mode no-set JET_errInvalidParameter, multi-instance JET_errRunningInMultiInstanceMode
 *     instance        neither nil nor live JET_errInvalidInstance; nil JET_errInvalidParameter, except for the only
 *                     one in one-instance mode
 *     session         not live JET_errInvalidSesid
 *     then the gate   service stopped, unavailable, terminating or restoring, not initialised
 *
 * `resolve…` stops before the gate: jetStopBackup, jetStopService and jetTerm work on instances that refuse all else.
 */
import {
  JET_errInvalidInstance,
  JET_errInvalidParameter,
  JET_errInvalidSesid,
  JET_errRunningInMultiInstanceMode,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_instanceNil } from '../../include/handles';
import type { JET_ERR } from '../../include/handles';
import type { Instance } from '../instance/instance';
import { registry } from '../instance/registry';
import type { Session } from '../instance/session';
import { describeValue } from './check';

/** Whether a handle stands for nothing: nil, 0 or null. */
export const isNil = (handle: unknown): boolean =>
  handle === JET_instanceNil || handle === 0 || handle === null || handle === undefined;

/** The instance of a handle, in whatever state it is. */
export function resolveInstance(handle: unknown): Instance {
  if (isNil(handle)) return registry.only ?? fail(JET_errInvalidParameter, 'no instance is named');
  return registry.find(handle) ?? fail(JET_errInvalidInstance, describeValue(handle));
}

/** The only instance, for calls that name none, in whatever state it is. */
export function resolveOnlyInstance(): Instance {
  if (registry.mode === 'multi-instance')
    fail(JET_errRunningInMultiInstanceMode, 'the call names no instance');
  return registry.only ?? fail(JET_errInvalidParameter, 'no instance exists');
}

/** The instance of a handle, ready for work. */
export const enterInstance = (handle: unknown): Instance => passGate(resolveInstance(handle));

/** The only instance, for calls that name none, ready for work. */
export const enterOnlyInstance = (): Instance => passGate(resolveOnlyInstance());

/** The session of a handle, ready for work; an exempt call passes although the service is stopped. */
export function enterSession(handle: unknown, { exempt = false } = {}): Session {
  const session = registry.sessions.get(handle) ?? fail(JET_errInvalidSesid, describeValue(handle));
  const gate = exempt ? session.exemptGate : session.gate;
  return gate === JET_errSuccess ? session : fail(gate, 'the instance takes no calls');
}

/** Why `sessionOf` answered null the last time. */
export let lastRefusal: JET_ERR = JET_errSuccess;

/** As `enterSession` for calls made once a row: no exception, no allocation; null, and `lastRefusal` says why. */
export function sessionOf(handle: unknown): Session | null {
  const session = registry.sessions.get(handle);
  if (session === undefined) {
    lastRefusal = JET_errInvalidSesid;
    return null;
  }
  if (session.gate === JET_errSuccess) return session;
  lastRefusal = session.gate;
  return null;
}

function passGate(instance: Instance): Instance {
  return instance.gate === JET_errSuccess
    ? instance
    : fail(instance.gate, `the instance is ${instance.state}`);
}
