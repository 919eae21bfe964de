/**
 * The API: streaming backup and its restore. Every call exists for the only instance and for a named one; both share one
 * body. After the way into the instance the backup says whether it can go on, and only then arguments are looked at.
 */
import { JET_errFeatureNotAvailable, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitBackupEndNormal } from '../../include/grbits/streaming-backup';
import type { JET_HANDLE } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import type { JET_LOGINFO } from '../../include/structs/streaming-backup';
import { BACKUP_FILE_HANDLE, type LogList, StreamingBackup } from '../backup/streaming-backup';
import type { Instance } from '../instance/instance';
import { apiCall } from './api-call';
import { checkBuffer, optionalRef, optionalText, put, requireRef, unsigned } from './check';
import { enterInstance, enterOnlyInstance, resolveInstance, resolveOnlyInstance } from './enter';

const UINT32_RANGE = 0x1_0000_0000;
const NO_BYTES = new Uint8Array(0);

/**
 * Begins a streaming backup of the only instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbeginexternalbackup-function
 */
export const jetBeginExternalBackup: JetApi['jetBeginExternalBackup'] = (grbit) =>
  apiCall('JetBeginExternalBackup', () => begin(backupOf(enterOnlyInstance()), grbit));

/**
 * Begins a streaming backup of an instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbeginexternalbackupinstance-function
 */
export const jetBeginExternalBackupInstance: JetApi['jetBeginExternalBackupInstance'] = (instance, grbit) =>
  apiCall('JetBeginExternalBackupInstance', () => begin(backupOf(enterInstance(instance)), grbit));

/**
 * Ends the streaming backup of the only instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendexternalbackup-function
 */
export const jetEndExternalBackup: JetApi['jetEndExternalBackup'] = () =>
  apiCall('JetEndExternalBackup', () => backupOf(enterOnlyInstance()).end(JET_bitBackupEndNormal));

/**
 * Ends the streaming backup of an instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendexternalbackupinstance-function
 */
export const jetEndExternalBackupInstance: JetApi['jetEndExternalBackupInstance'] = (instance) =>
  apiCall('JetEndExternalBackupInstance', () =>
    backupOf(enterInstance(instance)).end(JET_bitBackupEndNormal),
  );

/**
 * Ends the streaming backup of an instance as complete or as given up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetendexternalbackupinstance2-function
 */
export const jetEndExternalBackupInstance2: JetApi['jetEndExternalBackupInstance2'] = (instance, grbit) =>
  apiCall('JetEndExternalBackupInstance2', () => end(backupOf(enterInstance(instance)), grbit));

/**
 * Lists the databases that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetattachinfo-function
 */
export const jetGetAttachInfo: JetApi['jetGetAttachInfo'] = (szzDatabases, cbMax, pcbActual) =>
  apiCall('JetGetAttachInfo', () =>
    getAttachInfo(backupOf(enterOnlyInstance()), szzDatabases, cbMax, pcbActual),
  );

/**
 * Lists the databases of an instance that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetattachinfoinstance-function
 */
export const jetGetAttachInfoInstance: JetApi['jetGetAttachInfoInstance'] = (
  instance,
  szzDatabases,
  cbMax,
  pcbActual,
) =>
  apiCall('JetGetAttachInfoInstance', () =>
    getAttachInfo(backupOf(enterInstance(instance)), szzDatabases, cbMax, pcbActual),
  );

/**
 * Opens a file for a streaming backup and tells its size in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopenfile-function
 */
export const jetOpenFile: JetApi['jetOpenFile'] = (szFileName, phfFile, pulFileSizeLow, pulFileSizeHigh) =>
  apiCall('JetOpenFile', () =>
    openFile(backupOf(enterOnlyInstance()), szFileName, phfFile, pulFileSizeLow, pulFileSizeHigh),
  );

/**
 * Opens a file of an instance for a streaming backup and tells its size in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopenfileinstance-function
 */
export const jetOpenFileInstance: JetApi['jetOpenFileInstance'] = (
  instance,
  szFileName,
  phfFile,
  pulFileSizeLow,
  pulFileSizeHigh,
) =>
  apiCall('JetOpenFileInstance', () =>
    openFile(backupOf(enterInstance(instance)), szFileName, phfFile, pulFileSizeLow, pulFileSizeHigh),
  );

/**
 * Reads the next `cb` bytes of a file that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetreadfile-function
 */
export const jetReadFile: JetApi['jetReadFile'] = (hfFile, pv, cb, pcbActual) =>
  apiCall('JetReadFile', () => readFile(backupOf(enterOnlyInstance()), hfFile, pv, cb, pcbActual));

/**
 * Reads the next `cb` bytes of a file of an instance that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetreadfileinstance-function
 */
export const jetReadFileInstance: JetApi['jetReadFileInstance'] = (instance, hfFile, pv, cb, pcbActual) =>
  apiCall('JetReadFileInstance', () =>
    readFile(backupOf(enterInstance(instance)), hfFile, pv, cb, pcbActual),
  );

/**
 * Closes a file that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosefile-function
 */
export const jetCloseFile: JetApi['jetCloseFile'] = (hfFile) =>
  apiCall('JetCloseFile', () => backupOf(enterOnlyInstance()).closeFile(fileHandle(hfFile)));

/**
 * Closes a file of an instance that is being backed up.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosefileinstance-function
 */
export const jetCloseFileInstance: JetApi['jetCloseFileInstance'] = (instance, hfFile) =>
  apiCall('JetCloseFileInstance', () => backupOf(enterInstance(instance)).closeFile(fileHandle(hfFile)));

/**
 * Lists the logs that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetloginfo-function
 */
export const jetGetLogInfo: JetApi['jetGetLogInfo'] = (szzLogs, cbMax, pcbActual) =>
  apiCall('JetGetLogInfo', () => getLogInfo(backupOf(enterOnlyInstance()), szzLogs, cbMax, pcbActual, null));

/**
 * Lists the logs of an instance that a streaming backup has to read; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetloginfoinstance-function
 */
export const jetGetLogInfoInstance: JetApi['jetGetLogInfoInstance'] = (instance, szzLogs, cbMax, pcbActual) =>
  apiCall('JetGetLogInfoInstance', () =>
    getLogInfo(backupOf(enterInstance(instance)), szzLogs, cbMax, pcbActual, null),
  );

/**
 * Lists the logs that a streaming backup has to read and tells their generations; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetloginfoinstance2-function
 */
export const jetGetLogInfoInstance2: JetApi['jetGetLogInfoInstance2'] = (
  instance,
  szzLogs,
  cbMax,
  pcbActual,
  pLogInfo,
) =>
  apiCall('JetGetLogInfoInstance2', () =>
    getLogInfo(backupOf(enterInstance(instance)), szzLogs, cbMax, pcbActual, pLogInfo),
  );

/**
 * Deletes the logs that a complete backup has made superfluous.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jettruncatelog-function
 */
export const jetTruncateLog: JetApi['jetTruncateLog'] = () =>
  apiCall('JetTruncateLog', () => backupOf(enterOnlyInstance()).truncateLogs());

/**
 * Deletes the logs of an instance that a complete backup has made superfluous.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jettruncateloginstance-function
 */
export const jetTruncateLogInstance: JetApi['jetTruncateLogInstance'] = (instance) =>
  apiCall('JetTruncateLogInstance', () => backupOf(enterInstance(instance)).truncateLogs());

/**
 * Lists the logs that JetTruncateLogInstance would delete; sizes are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgettruncateloginfoinstance-function
 */
export const jetGetTruncateLogInfoInstance: JetApi['jetGetTruncateLogInfoInstance'] = (
  instance,
  szzLogs,
  cbMax,
  pcbActual,
) =>
  apiCall('JetGetTruncateLogInfoInstance', () =>
    getTruncateLogInfo(backupOf(enterInstance(instance)), szzLogs, cbMax, pcbActual),
  );

/**
 * Makes the running backup of the only instance fail.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopbackup-function
 */
export const jetStopBackup: JetApi['jetStopBackup'] = () =>
  apiCall('JetStopBackup', () => resolveOnlyInstance().backup.requestStop());

/**
 * Makes the running backup of an instance fail.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopbackupinstance-function
 */
export const jetStopBackupInstance: JetApi['jetStopBackupInstance'] = (instance) =>
  apiCall('JetStopBackupInstance', () => resolveInstance(instance).backup.requestStop());

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

/** The backup of an instance whose parts can be copied. */
function backupOf({ backup }: Instance): StreamingBackup {
  return backup instanceof StreamingBackup ? backup : fail(JET_errFeatureNotAvailable, 'nothing to copy');
}

/** A file handle as a number; what is no number is no handle, and null is the 0 that it is in C. */
function fileHandle(handle: JET_HANDLE | null): number {
  if (handle === null || handle === undefined) return 0;
  return typeof handle === 'number' ? handle : -1;
}

function begin(backup: StreamingBackup, grbit: number): void {
  backup.begin(unsigned(grbit, 'grbit'));
}

function end(backup: StreamingBackup, grbit: number): void {
  backup.end(unsigned(grbit, 'grbit'));
}

function getAttachInfo(
  backup: StreamingBackup,
  szzDatabases: Ref<string> | null,
  cbMax: number,
  pcbActual: Ref<number> | null,
): void {
  const list = encodeList(backup.attachedPaths());
  const place = listPlace(szzDatabases, cbMax, pcbActual);
  deliverList(place, list);
  put(place.size, 2 * list.length);
}

function openFile(
  backup: StreamingBackup,
  szFileName: string | null,
  phfFile: Ref<JET_HANDLE>,
  pulFileSizeLow: Ref<number>,
  pulFileSizeHigh: Ref<number>,
): void {
  backup.requireActive();
  const name = optionalText(szFileName, 'szFileName') ?? '';
  const places = [phfFile, pulFileSizeLow, pulFileSizeHigh].map((place) => requireRef(place, 'result'));
  const size = backup.openFile(name);
  const results = [BACKUP_FILE_HANDLE, size % UINT32_RANGE, Math.floor(size / UINT32_RANGE)];
  for (const [index, place] of places.entries()) place.value = results[index];
}

function readFile(
  backup: StreamingBackup,
  hfFile: JET_HANDLE | null,
  pv: Uint8Array | null,
  cb: number,
  pcbActual: Ref<number> | null,
): void {
  backup.requireActive();
  const count = unsigned(cb, 'cb');
  checkBuffer(pv, count, 'pv');
  const place = optionalRef(pcbActual, 'pcbActual');
  const target = pv ?? NO_BYTES;
  put(
    place,
    backup.readFile(fileHandle(hfFile), count === target.length ? target : target.subarray(0, count)),
  );
}

function getLogInfo(
  backup: StreamingBackup,
  szzLogs: Ref<string> | null,
  cbMax: number,
  pcbActual: Ref<number> | null,
  pLogInfo: JET_LOGINFO | null,
): void {
  backup.requireActive();
  const place = listPlace(szzLogs, cbMax, pcbActual);
  const info = pLogInfo ?? null;
  if (typeof info !== 'object') fail(JET_errInvalidParameter, 'pLogInfo is no struct');
  const logs = backup.logsToCopy();
  deliverLogs(place, logs);
  if (info === null) return;
  info.ulGenLow = logs.low;
  info.ulGenHigh = logs.high;
  info.szBaseName = logs.baseName;
}

function getTruncateLogInfo(
  backup: StreamingBackup,
  szzLogs: Ref<string> | null,
  cbMax: number,
  pcbActual: Ref<number> | null,
): void {
  backup.requireActive();
  deliverLogs(listPlace(szzLogs, cbMax, pcbActual), backup.logsToDelete());
}

/** Where a list goes: its text, the bytes there are for it, and its size. */
interface ListPlace {
  readonly text: Ref<string> | null;
  readonly bytes: number;
  readonly size: Ref<number> | null;
}

function listPlace(text: Ref<string> | null, cbMax: number, size: Ref<number> | null): ListPlace {
  return {
    text: optionalRef(text, 'list'),
    bytes: unsigned(cbMax, 'cbMax'),
    size: optionalRef(size, 'pcbActual'),
  };
}

/** The names as in C: a NUL behind each, and one more. */
const encodeList = (paths: readonly string[]): string => `${paths.map((path) => `${path}\0`).join('')}\0`;

/** Delivers as much of a list as fits, without the terminators at its end. */
function deliverList({ text, bytes }: ListPlace, list: string): void {
  if (text !== null && bytes >= 2) text.value = list.slice(0, bytes >>> 1).replace(/\0+$/, '');
}

/** Delivers logs; the size told is that of what was delivered or, where nothing is, of the whole list. */
function deliverLogs(place: ListPlace, { paths }: LogList): void {
  const list = encodeList(paths);
  deliverList(place, list);
  put(place.size, place.text === null ? 2 * list.length : Math.min(2 * list.length, place.bytes));
}
