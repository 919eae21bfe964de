/** The calls of a backup client, short enough to write sequences of them. Every one answers the code of the call. */
import * as api from '../../src/api';
import { JET_bitBackupEndAbort, JET_bitBackupEndNormal } from '../../include/grbits/streaming-backup';
import { ref } from '../../include/ref';
import { JET_LOGINFO } from '../../include/structs/streaming-backup';
import { PAGE } from './world';

/** Whoever makes the calls: an instance, and the folder of its databases. */
export interface Client {
  readonly instance: number;
  path(name: string): string;
}

export const FULL = 0;
export const INCREMENTAL = 1;
/** What a place holds that a call left alone. */
export const UNTOUCHED = 77;

export const begin = (world: Client, grbit = FULL): number =>
  api.jetBeginExternalBackupInstance(world.instance, grbit);
export const end = (world: Client): number => api.jetEndExternalBackupInstance(world.instance);
export const endNormal = (world: Client, others = 0): number =>
  api.jetEndExternalBackupInstance2(world.instance, JET_bitBackupEndNormal | others);
export const endAbort = (world: Client): number =>
  api.jetEndExternalBackupInstance2(world.instance, JET_bitBackupEndAbort);
export const close = (world: Client, handle = 0): number => api.jetCloseFileInstance(world.instance, handle);
export const truncate = (world: Client): number => api.jetTruncateLogInstance(world.instance);
export const stop = (world: Client): number => api.jetStopBackupInstance(world.instance);
export const attachInfo = (world: Client): number => listDatabases(world).err;
export const logInfo = (world: Client): number => listLogs(world).err;
export const truncateInfo = (world: Client): number => listSuperfluousLogs(world).err;
export const open = (world: Client, name: string | null): number => openWithSize(world, name).err;
export const read = (world: Client, pages: number, handle = 0): number => readPages(world, pages, handle).err;

interface List {
  readonly err: number;
  readonly text: string;
  readonly names: readonly string[];
  readonly bytes: number;
}

type ListCall = typeof api.jetGetAttachInfoInstance;

function list(call: ListCall, world: Client, bytes: number | null): List {
  const text = ref('untouched');
  const size = ref(UNTOUCHED);
  const err = call(world.instance, bytes === null ? null : text, bytes ?? 0, size);
  return { err, text: text.value, names: text.value.split('\0'), bytes: size.value };
}

export const listDatabases = (world: Client, bytes: number | null = 4000): List =>
  list(api.jetGetAttachInfoInstance, world, bytes);
export const listLogs = (world: Client, bytes: number | null = 4000): List =>
  list(api.jetGetLogInfoInstance, world, bytes);
export const listSuperfluousLogs = (world: Client, bytes: number | null = 4000): List =>
  list(api.jetGetTruncateLogInfoInstance, world, bytes);

export function logInfo2(world: Client): { readonly err: number; readonly info: JET_LOGINFO } {
  const info = JET_LOGINFO();
  const err = api.jetGetLogInfoInstance2(world.instance, null, 0, null, info);
  return { err, info };
}

interface Opened {
  readonly err: number;
  readonly handle: number;
  readonly low: number;
  readonly high: number;
}

export function openWithSize(world: Client, name: string | null): Opened {
  const handle = ref(UNTOUCHED);
  const low = ref(UNTOUCHED);
  const high = ref(UNTOUCHED);
  const err = api.jetOpenFileInstance(world.instance, name, handle, low, high);
  return { err, handle: handle.value, low: low.value, high: high.value };
}

interface Delivered {
  readonly err: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

export function readPages(world: Client, pages: number, handle = 0): Delivered {
  return readInto(world, new Uint8Array(pages * PAGE), handle);
}

export function readInto(world: Client, buffer: Uint8Array, handle = 0): Delivered {
  const count = ref(UNTOUCHED);
  const err = api.jetReadFileInstance(world.instance, handle, buffer, buffer.length, count);
  return { err, count: count.value, bytes: buffer.subarray(0, count.value) };
}

/** Opens, reads to the end in portions of some pages, and closes; answers all bytes, or the first code that is not 0. */
export function copyFile(world: Client, path: string, pages = 8): Uint8Array | number {
  const parts: Uint8Array[] = [];
  const opened = open(world, path);
  if (opened !== 0) return opened;
  for (;;) {
    const { err, count, bytes } = readPages(world, pages);
    if (err !== 0) return err;
    if (count === 0) break;
    parts.push(bytes);
  }
  const closed = close(world);
  return closed === 0 ? Buffer.concat(parts) : closed;
}

/** A full backup up to and with the list of logs. */
export function copyDatabases(world: Client, names: readonly string[] = ['a.db']): void {
  expectSuccess(begin(world));
  for (const name of names) copyFile(world, world.path(name));
  expectSuccess(logInfo(world));
}

/** Reads every listed log to its end. */
export function copyLogs(world: Client): void {
  for (const path of listLogs(world).names) copyFile(world, path);
}

/** A full backup from begin to end, with truncation. */
export function backUp(world: Client): void {
  copyDatabases(world);
  copyLogs(world);
  expectSuccess(truncate(world));
  expectSuccess(end(world));
}

function expectSuccess(err: number): void {
  if (err !== 0) throw new Error(`a step that only prepares failed with ${err}`);
}
