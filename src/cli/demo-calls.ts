/** The calls of the main job, each printed with its code by name; an unexpected code ends the job. */
import * as codes from '../../errors/codes';
import { JET_errSuccess } from '../../errors/codes';
import { JET_bitTermComplete } from '../../include/grbits/instance';
import type { JET_ERR, JET_INSTANCE, JET_SESID } from '../../include/handles';
import { JET_DbInfoPageSize } from '../../include/info-levels';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as jet from '../api';

/** What ends the job with one line. */
export class CallFailed extends Error {}

export interface Started {
  readonly instance: JET_INSTANCE;
  readonly sesid: JET_SESID;
  readonly database: string;
  readonly pageBytes: number;
}

const CODE_NAMES = new Map<number, string>(
  Object.entries(codes)
    .map(([name, value]): [number, string] => [value, name])
    .reverse(),
);
const NAME_WIDTH = 26;
const LOG_FILE_KIB = 256;

export function say(line: string): void {
  console.log(line);
}

export const nameOf = (err: JET_ERR): string => CODE_NAMES.get(err) ?? String(err);

/** Prints one call; a code other than `expected` ends the job. */
export function expectCode(api: string, err: JET_ERR, expected: JET_ERR = JET_errSuccess): void {
  say(`  ${api.padEnd(NAME_WIDTH)} ${nameOf(err)}`);
  if (err !== expected) throw new CallFailed(`${api} answered ${nameOf(err)} (${err})`);
}

/** Starts the one instance of this process on the folder of the copy, and attaches the copy. */
export function openInstance(database: string, folder: string): Started {
  say('\nAn instance, and the copy attached to it');
  const pageSize = ref(0);
  const info = jet.jetGetDatabaseFileInfo(database, pageSize, 4, JET_DbInfoPageSize);
  expectCode('JetGetDatabaseFileInfo', info);
  const { instance, sesid } = startInstance(folder, pageSize.value);
  try {
    expectCode('JetAttachDatabase', jet.jetAttachDatabase(sesid, database, 0));
  } catch (failure) {
    jet.jetTerm2(instance, JET_bitTermComplete);
    throw failure;
  }
  return { instance, sesid, database, pageBytes: pageSize.value };
}

/** Starts the one instance of this process, with all its files in a folder, and a session. */
export function startInstance(folder: string, pageBytes: number): Pick<Started, 'instance' | 'sesid'> {
  const set = (parameter: number, value: number, text: string | null): void => {
    const err = jet.jetSetSystemParameter(null, 0, parameter, value, text);
    if (err !== JET_errSuccess) expectCode('JetSetSystemParameter', err);
  };
  set(JET_paramDatabasePageSize, pageBytes, null);
  set(JET_paramLogFileSize, LOG_FILE_KIB, null);
  set(JET_paramMaxTemporaryTables, 0, null);
  for (const parameter of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
    set(parameter, 0, `${folder}/`);
  const instance = ref<JET_INSTANCE>(0);
  expectCode('JetInit', jet.jetInit(instance));
  const sesid = ref<JET_SESID>(0);
  try {
    expectCode('JetBeginSession', jet.jetBeginSession(instance.value, sesid, null, null));
  } catch (failure) {
    jet.jetTerm2(instance.value, JET_bitTermComplete);
    throw failure;
  }
  return { instance: instance.value, sesid: sesid.value };
}

export function closeInstance(started: Started): void {
  say('\nThe end');
  expectCode('JetDetachDatabase', jet.jetDetachDatabase(started.sesid, started.database));
  expectCode('JetEndSession', jet.jetEndSession(started.sesid, 0));
  expectCode('JetTerm2', jet.jetTerm2(started.instance, JET_bitTermComplete));
}
