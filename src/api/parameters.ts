/** The API: system and session parameters. */
import {
  JET_errBufferTooSmall,
  JET_errInvalidParameter,
  JET_errInvalidSesid,
  JET_errInvalidInstance,
  JET_errSuccess,
} from '../../errors/codes';
import { errorInfo } from '../../errors/info';
import { fail } from '../../errors/jet-error';
import type { JET_API_PTR } from '../../include/handles';
import type { InfoTarget, JetApi } from '../../include/jet-api';
import {
  JET_paramCommitDefault,
  JET_paramErrorToString,
  JET_paramUnicodeIndexDefault,
} from '../../include/parameters';
import type { Ref } from '../../include/ref';
import { JET_UNICODEINDEX } from '../../include/structs/index-ddl';
import { JET_OPERATIONCONTEXT } from '../../include/structs/parameters';
import type { Instance } from '../instance/instance';
import { systemParameter } from '../instance/parameter-table';
import type { ParameterSet } from '../instance/parameters';
import { registry } from '../instance/registry';
import type { Session } from '../instance/session';
import {
  getSessionParameter,
  sessionParameterBytes,
  setSessionParameter,
} from '../instance/session-parameters';
import { apiCall } from './api-call';
import {
  describeValue,
  optionalRef,
  optionalText,
  put,
  requireBuffer,
  requireRef,
  signed,
  unsigned,
} from './check';
import { enterSession, isNil } from './enter';
import { putText } from './info-result';
import { isCallback, parameterNumber, unicodeIndexDefault } from './parameter-value';

/** Whose parameters a call is about; both null for those of the process. */
interface Target {
  readonly instance: Instance | null;
  readonly session: Session | null;
}

/**
 * Sets a system parameter of an instance or of the process.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetsystemparameter-function
 */
export const jetSetSystemParameter: JetApi['jetSetSystemParameter'] = (
  pinstance,
  sesid,
  paramid,
  lParam,
  szParam,
) =>
  apiCall('JetSetSystemParameter', () => {
    const id = unsigned(paramid, 'paramid');
    const target = targetOf(optionalRef(pinstance, 'pinstance')?.value, sesid, id);
    const parameters = target.instance?.parameters ?? registry.parameters;
    const phase = target.instance?.parameterPhase ?? registry.parameterPhase;
    if (id === JET_paramUnicodeIndexDefault)
      return parameters.setUnicodeIndexDefault(unicodeIndexDefault(lParam));
    if (isCallback(lParam)) return parameters.setCallback(id, lParam, phase);
    const number = parameterNumber(lParam);
    if (id === JET_paramCommitDefault && target.session !== null)
      return target.session.setCommitDefault(number);
    parameters.set(id, number, optionalText(szParam, 'szParam'), phase);
  });

/**
 * Reads a system parameter of an instance or of the process; `cbMax` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetsystemparameter-function
 */
export const jetGetSystemParameter: JetApi['jetGetSystemParameter'] = (
  instance,
  sesid,
  paramid,
  plParam,
  szParam,
  cbMax,
) =>
  apiCall('JetGetSystemParameter', () => {
    const id = unsigned(paramid, 'paramid');
    const target = targetOf(instance, sesid, id);
    const parameters = target.instance?.parameters ?? registry.parameters;
    const capacity = unsigned(cbMax, 'cbMax');
    if (id === JET_paramErrorToString) return putErrorText(plParam, szParam, capacity);
    if (id === JET_paramUnicodeIndexDefault) return putUnicodeIndexDefault(parameters, plParam, capacity);
    const value = id === JET_paramCommitDefault ? target.session?.commitDefault : undefined;
    const shown = value ?? parameters.callback(id) ?? parameters.get(id);
    if (typeof shown === 'string') putParameterText(szParam, capacity, shown);
    else Object.assign(requireRef(plParam, 'plParam'), { value: shown });
  });

/**
 * Handles count in multi-instance mode only, and there the session before the instance; in the other modes they are
 * not even looked at, except that a live session says whose default for commits is meant.
 */
function targetOf(handle: unknown, sesid: unknown, id: number): Target {
  const isGlobal = systemParameter(id)?.scope === 'global';
  if (registry.mode !== 'multi-instance') {
    const instance = isGlobal ? null : registry.only;
    return gated({ instance, session: instance === null ? null : (registry.sessions.get(sesid) ?? null) });
  }
  if (!isNil(sesid)) {
    const session = registry.sessions.get(sesid) ?? fail(JET_errInvalidSesid, describeValue(sesid));
    return gated({ instance: session.instance, session });
  }
  const instance = isNil(handle)
    ? null
    : (registry.find(handle) ?? fail(JET_errInvalidInstance, describeValue(handle)));
  return gated({ instance, session: null });
}

function gated(target: Target): Target {
  const gate = target.instance?.parameterGate ?? JET_errSuccess;
  return gate === JET_errSuccess ? target : fail(gate, `the instance is ${target.instance?.state}`);
}

function putParameterText(szParam: Ref<string> | null, capacity: number, text: string): void {
  if (szParam === null || szParam === undefined || capacity === 0)
    fail(JET_errInvalidParameter, 'no szParam');
  putText(szParam, capacity, text);
}

function putErrorText(plParam: Ref<JET_API_PTR> | null, szParam: Ref<string> | null, capacity: number): void {
  const info = errorInfo(signed(requireRef(plParam, 'plParam').value, 'plParam'));
  const text = info === undefined ? 'Unknown Error, Unknown Error' : `${info.name}, ${info.text}`;
  putParameterText(szParam, capacity, text);
}

/** Fills a JET_UNICODEINDEX, or a number with the struct's eight bytes. */
function putUnicodeIndexDefault(
  parameters: ParameterSet,
  plParam: Ref<JET_API_PTR> | null,
  capacity: number,
): void {
  const place = requireRef(plParam, 'plParam');
  if (capacity < JET_UNICODEINDEX.cb)
    fail(JET_errBufferTooSmall, `${capacity} of ${JET_UNICODEINDEX.cb} bytes`);
  const { localeId, mapFlags } = parameters.unicodeIndexDefault;
  if ('lcid' in place) Object.assign(place, { lcid: localeId, dwMapFlags: mapFlags });
  else Object.assign(place, { value: mapFlags * 2 ** 32 + localeId });
}

/**
 * Sets a parameter of one session.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetsessionparameter-function
 */
export const jetSetSessionParameter: JetApi['jetSetSessionParameter'] = (
  sesid,
  sesparamid,
  pvParam,
  cbParam,
) =>
  apiCall('JetSetSessionParameter', () => {
    const session = enterSession(sesid);
    const length = unsigned(cbParam, 'cbParam');
    const source = pvParam === null || pvParam === undefined ? null : bytesOf(pvParam, length);
    if (source === null && length !== 0) fail(JET_errInvalidParameter, 'no pvParam');
    return setSessionParameter(session, unsigned(sesparamid, 'sesparamid'), source, length);
  });

/**
 * Reads a parameter of one session; `cbParamMax` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetsessionparameter-function
 */
export const jetGetSessionParameter: JetApi['jetGetSessionParameter'] = (
  sesid,
  sesparamid,
  pvParam,
  cbParamMax,
  pcbParamActual,
) =>
  apiCall('JetGetSessionParameter', () => {
    const session = enterSession(sesid);
    const id = unsigned(sesparamid, 'sesparamid');
    const actual = optionalRef(pcbParamActual, 'pcbParamActual');
    const isMeasured = pvParam === null || pvParam === undefined;
    if (isMeasured && actual === null) fail(JET_errInvalidParameter, 'neither pvParam nor pcbParamActual');
    const bytes = new Uint8Array(sessionParameterBytes(id) ?? 0);
    if (bytes.length > 0) put(actual, bytes.length);
    const capacity = isMeasured ? bytes.length : unsigned(cbParamMax, 'cbParamMax');
    const err = getSessionParameter(session, id, bytes, capacity);
    if (err === JET_errSuccess && !isMeasured) deliver(bytes, pvParam);
    return err;
  });

/** The bytes that C would see behind a `Ref`, a struct or a buffer. */
function bytesOf(value: NonNullable<InfoTarget>, length: number): Uint8Array {
  if (value instanceof Uint8Array) return requireBuffer(value, length, 'pvParam');
  if (typeof value !== 'object') fail(JET_errInvalidParameter, `pvParam: ${describeValue(value)}`);
  const bytes = new Uint8Array(JET_OPERATIONCONTEXT.cb);
  if ('value' in value) new DataView(bytes.buffer).setInt32(0, unsigned(value.value, 'pvParam'), true);
  else JET_OPERATIONCONTEXT.encode(JET_OPERATIONCONTEXT(value), bytes);
  return bytes;
}

function deliver(bytes: Uint8Array, target: NonNullable<InfoTarget>): void {
  if (typeof target !== 'object') fail(JET_errInvalidParameter, `pvParam: ${describeValue(target)}`);
  if (target instanceof Uint8Array) requireBuffer(target, bytes.length, 'pvParam').set(bytes);
  else if ('value' in target) Object.assign(target, { value: new DataView(bytes.buffer).getUint32(0, true) });
  else if (bytes.length === JET_OPERATIONCONTEXT.cb)
    Object.assign(target, JET_OPERATIONCONTEXT.decode(bytes));
  else fail(JET_errInvalidParameter, 'pvParam');
}
