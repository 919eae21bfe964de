/** What every program of these begins with: an error check, an instance with one database, and values as bytes. */
import {
  type JET_ERR,
  JET_bitDbOverwriteExisting,
  JET_errSuccess,
  JET_paramLogFilePath,
  JET_paramMaxTemporaryTables,
  JET_paramRecovery,
  JET_paramSystemPath,
  JET_paramTempPath,
  jetBeginSession,
  jetCloseDatabase,
  jetCreateDatabase,
  jetCreateInstance,
  jetEndSession,
  jetInit,
  jetSetSystemParameter,
  jetTerm,
  ref,
} from 'esent';

/** What `Call()` is in many a C program: an error ends the program, a warning is handed on. */
export function call(err: JET_ERR): JET_ERR {
  if (err < JET_errSuccess) throw new Error(`JET_err ${err}`);
  return err;
}

export interface Engine {
  readonly instance: number;
  readonly sesid: number;
  readonly dbid: number;
}

/** Starts an instance whose files are in `folder`, and makes a database there. */
export function start(folder: string, name: string): Engine {
  const instance = ref(0);
  const sesid = ref(0);
  const dbid = ref(0);
  call(jetCreateInstance(instance, name));
  for (const path of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
    call(jetSetSystemParameter(instance, 0, path, 0, `${folder}/`));
  call(jetSetSystemParameter(instance, 0, JET_paramMaxTemporaryTables, 1, null));
  call(jetSetSystemParameter(instance, 0, JET_paramRecovery, 0, 'On'));
  call(jetInit(instance));
  call(jetBeginSession(instance.value, sesid, null, null));
  call(jetCreateDatabase(sesid.value, `${folder}/${name}.edb`, null, dbid, JET_bitDbOverwriteExisting));
  return { instance: instance.value, sesid: sesid.value, dbid: dbid.value };
}

export function stop({ instance, sesid, dbid }: Engine): void {
  call(jetCloseDatabase(sesid, dbid, 0));
  call(jetEndSession(sesid, 0));
  call(jetTerm(instance));
}

export const text = (value: string): Buffer => Buffer.from(value, 'utf16le');

export function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function currency(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}
