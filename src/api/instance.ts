/** The API: starting, stopping and describing instances. */
import {
  JET_errBufferTooSmall,
  JET_errInvalidParameter,
  JET_errRunningInMultiInstanceMode,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitReplayMissingMapEntryDB,
  JET_bitTermAbrupt,
  JET_bitTermDirty,
  JET_bitTermStopBackup,
} from '../../include/grbits/instance';
import { type JET_ERR, type JET_INSTANCE, JET_instanceNil, JET_sesidNil } from '../../include/handles';
import { JET_InstanceMiscInfoLogSignature } from '../../include/info-levels';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_INSTANCE_INFO, JET_RSTINFO, type JET_SETSYSPARAM } from '../../include/structs/instance';
import { JET_SIGNATURE } from '../../include/structs/log-marks';
import type { Instance, TermOptions } from '../instance/instance';
import type { StartOptions } from '../instance/parts';
import { type ParameterEntry, registry } from '../instance/registry';
import { apiCall } from './api-call';
import {
  describeValue,
  optionalFunction,
  optionalRef,
  optionalStruct,
  optionalText,
  put,
  requireArray,
  requireRef,
  signed,
  unsigned,
} from './check';
import { enterInstance, isNil, resolveInstance, resolveOnlyInstance } from './enter';
import { putStruct } from './info-result';
import { parameterNumber } from './parameter-value';

/**
 * Lets the process run several instances and sets parameters for all of them; `pcsetsucceed` counts those that took effect.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetenablemultiinstance-function
 */
export const jetEnableMultiInstance: JetApi['jetEnableMultiInstance'] = (
  psetsysparam,
  csetsysparam,
  pcsetsucceed,
) =>
  apiCall('JetEnableMultiInstance', () => {
    const succeeded = optionalRef(pcsetsucceed, 'pcsetsucceed');
    put(succeeded, 0);
    const count = unsigned(csetsysparam, 'csetsysparam');
    const entries = requireArray(psetsysparam, count, 'psetsysparam').map(parameterEntry);
    let accepted = 0;
    const err = registry.enableMulti(entries, () => accepted++);
    put(succeeded, accepted);
    return err;
  });

/**
 * Allocates an instance that JetInit can start.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateinstance-function
 */
export const jetCreateInstance: JetApi['jetCreateInstance'] = (pinstance, szInstanceName) =>
  apiCall('JetCreateInstance', () => createInstance(pinstance, szInstanceName, null));

/**
 * Allocates an instance with a display name that JetInit can start.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateinstance2-function
 */
export const jetCreateInstance2: JetApi['jetCreateInstance2'] = (
  pinstance,
  szInstanceName,
  szDisplayName,
  _grbit,
) => apiCall('JetCreateInstance2', () => createInstance(pinstance, szInstanceName, szDisplayName));

function createInstance(
  pinstance: Ref<JET_INSTANCE>,
  szInstanceName: string | null,
  szDisplayName: string | null,
): void {
  const place = requireRef(pinstance, 'pinstance');
  place.value = JET_instanceNil;
  const name = optionalText(szInstanceName, 'szInstanceName');
  place.value = registry.create(name, optionalText(szDisplayName, 'szDisplayName')).handle;
}

/**
 * Starts an instance: recovers its databases from the logs and opens them for use.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetinit-function
 */
export const jetInit: JetApi['jetInit'] = (pinstance) =>
  apiCall('JetInit', () => initialise(pinstance, null, JET_bitReplayMissingMapEntryDB));

/**
 * Starts an instance, with options.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetinit2-function
 */
export const jetInit2: JetApi['jetInit2'] = (pinstance, grbit) =>
  apiCall('JetInit2', () =>
    initialise(pinstance, null, unsigned(grbit, 'grbit') | JET_bitReplayMissingMapEntryDB),
  );

/**
 * Starts an instance, with options and with a map of databases to recover elsewhere.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetinit3-function
 */
export const jetInit3: JetApi['jetInit3'] = (pinstance, prstInfo, grbit) =>
  apiCall('JetInit3', () => initialise(pinstance, prstInfo, unsigned(grbit, 'grbit')));

function initialise(
  pinstance: Ref<JET_INSTANCE> | null,
  prstInfo: JET_RSTINFO | null,
  grbit: number,
): JET_ERR {
  const options = startOptions(prstInfo, grbit);
  const place = optionalRef(pinstance, 'pinstance');
  const given = place?.value;
  if (isNil(given)) put(place, JET_instanceNil);
  if (registry.mode === 'multi-instance' && place === null)
    fail(JET_errRunningInMultiInstanceMode, 'the call has no place for the instance');
  registry.requireRoomForInit();
  const isNew = isNil(given) || registry.mode !== 'multi-instance';
  const instance = isNew ? registry.createForInit(given) : knownInstance(given);
  try {
    const warning = registry.start(instance, options);
    if (isNew) put(place, instance.handle);
    return warning;
  } finally {
    if (instance.state === 'ended') put(place, 0);
  }
}

/** In contrast to all other calls an invented instance is a wrong argument here. */
const knownInstance = (handle: unknown): Instance =>
  registry.find(handle) ?? fail(JET_errInvalidParameter, `no instance ${describeValue(handle)}`);

function startOptions(prstInfo: JET_RSTINFO | null, bits: number): StartOptions {
  const info = optionalStruct(prstInfo, JET_RSTINFO);
  if (info === null) return { bits, restoreMap: [], stopAt: null, onProgress: null };
  const count = signed(info.crstmap, 'crstmap');
  if ((info.rgrstmap === null) !== (count === 0))
    fail(JET_errInvalidParameter, `rgrstmap: ${count} elements`);
  const restoreMap = requireArray(info.rgrstmap, count, 'rgrstmap').map((entry) => ({
    from: optionalText(entry?.szDatabaseName, 'szDatabaseName') ?? '',
    to: optionalText(entry?.szNewDatabaseName, 'szNewDatabaseName') ?? '',
  }));
  if (typeof info.lgposStop !== 'object' || info.lgposStop === null)
    return fail(JET_errInvalidParameter, 'lgposStop: no position');
  const { lGeneration, isec, ib } = info.lgposStop;
  const stopAt = lGeneration === 0 ? null : { generation: lGeneration, sector: isec, byte: ib };
  const pfnStatus = optionalFunction(info.pfnStatus, 'pfnStatus');
  return {
    bits,
    restoreMap,
    stopAt,
    onProgress:
      pfnStatus === null ? null : (snp, snt, progress) => pfnStatus(JET_sesidNil, snp, snt, progress),
  };
}

/**
 * Ends an instance cleanly; its sessions end and its databases are detached.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetterm-function
 */
export const jetTerm: JetApi['jetTerm'] = (instance) =>
  apiCall('JetTerm', () => terminate(instance, JET_bitTermAbrupt));

/**
 * Ends an instance cleanly or abruptly.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetterm2-function
 */
export const jetTerm2: JetApi['jetTerm2'] = (instance, grbit) =>
  apiCall('JetTerm2', () => terminate(instance, unsigned(grbit, 'grbit')));

function terminate(handle: JET_INSTANCE | null, grbit: number): JET_ERR {
  const options: TermOptions = {
    abrupt: (grbit & JET_bitTermAbrupt) !== 0,
    stopBackup: (grbit & JET_bitTermStopBackup) !== 0,
    dirty: (grbit & JET_bitTermDirty) !== 0,
  };
  return registry.terminate(resolveInstance(handle), options);
}

/**
 * Makes the only instance refuse further work.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopservice-function
 */
export const jetStopService: JetApi['jetStopService'] = () =>
  apiCall('JetStopService', () => resolveOnlyInstance().stopService());

/**
 * Makes an instance refuse further work.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopserviceinstance-function
 */
export const jetStopServiceInstance: JetApi['jetStopServiceInstance'] = (instance) =>
  apiCall('JetStopServiceInstance', () => resolveInstance(instance).stopService());

/**
 * Makes an instance refuse some or all further work, or take it up again.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopserviceinstance2-function
 */
export const jetStopServiceInstance2: JetApi['jetStopServiceInstance2'] = (instance, grbit) =>
  apiCall('JetStopServiceInstance2', () => resolveInstance(instance).changeService(unsigned(grbit, 'grbit')));

/**
 * Lists the running instances and their databases.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetinstanceinfo-function
 */
export const jetGetInstanceInfo: JetApi['jetGetInstanceInfo'] = (pcInstanceInfo, paInstanceInfo) =>
  apiCall('JetGetInstanceInfo', () => {
    const count = requireRef(pcInstanceInfo, 'pcInstanceInfo');
    const list = requireRef(paInstanceInfo, 'paInstanceInfo');
    const infos = registry.instances.map(instanceInfo);
    count.value = infos.length;
    list.value = infos.length === 0 ? null : infos;
  });

function instanceInfo(instance: Instance): JET_INSTANCE_INFO {
  const paths = instance.parts.databases().flatMap((database) => (database.isLogged ? [database.path] : []));
  return JET_INSTANCE_INFO({
    hInstanceId: instance.handle,
    szInstanceName: instance.name,
    cDatabases: paths.length,
    szDatabaseFileName: paths,
  });
}

/**
 * Tells the log signature of an instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetinstancemiscinfo-function
 */
export const jetGetInstanceMiscInfo: JetApi['jetGetInstanceMiscInfo'] = (
  instance,
  pvResult,
  cbMax,
  InfoLevel,
) =>
  apiCall('JetGetInstanceMiscInfo', () => {
    const entered = enterInstance(instance);
    if (InfoLevel !== JET_InstanceMiscInfoLogSignature)
      fail(JET_errInvalidParameter, `InfoLevel: ${describeValue(InfoLevel)}`);
    const signature = JET_SIGNATURE.decode(entered.parts.logSignature());
    putStruct(pvResult, unsigned(cbMax, 'cbMax'), JET_SIGNATURE, signature, JET_errBufferTooSmall);
  });

function parameterEntry(given: JET_SETSYSPARAM): ParameterEntry {
  if (typeof given !== 'object' || given === null || Object.isFrozen(given))
    fail(JET_errInvalidParameter, 'psetsysparam: no struct');
  return {
    id: unsigned(given.paramid, 'paramid'),
    number: parameterNumber(given.lParam),
    text: optionalText(given.sz, 'sz'),
    setOutcome: (err) => void (given.err = err),
  };
}
