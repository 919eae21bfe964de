/** Databases made by the real engine, attached and opened through the API, each in a directory of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JET_errSuccess } from '../../errors/codes';
import { JET_bitDbReadOnly } from '../../include/grbits/database';
import { JET_paramDatabasePageSize } from '../../include/parameters';
import { ref } from '../../include/ref';
import {
  jetAttachDatabase,
  jetInit,
  jetOpenDatabase,
  jetOpenTable,
  jetSetSystemParameter,
} from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { pageBytesOf } from './cached-file';
import { createdInstance, endEverything, sessionOfInstance } from './instances';

export interface Attached {
  readonly path: string;
  readonly instance: number;
  readonly sesid: number;
  readonly dbid: number;
}

const folders: string[] = [];

/** Writes the file, and attaches and opens it in a new instance. */
export function attachBytes(database: Buffer, isReadOnly = false): Attached {
  endEverything();
  setPartsFactory(STORAGE);
  const folder = mkdtempSync(join(tmpdir(), 'esent-attached-'));
  folders.push(folder);
  const path = join(folder, 'a.edb');
  writeFileSync(path, database);
  requireSuccess(jetSetSystemParameter(null, null, JET_paramDatabasePageSize, pageBytesOf(database), null));
  const instance = createdInstance('attached');
  requireSuccess(jetInit(ref(instance)));
  const sesid = sessionOfInstance(instance);
  const dbid = ref(0);
  const bits = isReadOnly ? JET_bitDbReadOnly : 0;
  requireSuccess(jetAttachDatabase(sesid, path, bits));
  requireSuccess(jetOpenDatabase(sesid, path, null, dbid, bits));
  return { path, instance, sesid, dbid: dbid.value };
}

/** Ends all instances and removes what they left. */
export function detachAll(): void {
  endEverything();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** Opens a table of an attached database. */
export function openedTable({ sesid, dbid }: Attached, name: string, grbit = 0): number {
  const tableid = ref(0);
  requireSuccess(jetOpenTable(sesid, dbid, name, null, 0, grbit, tableid));
  return tableid.value;
}

export function requireSuccess(err: number): void {
  if (err !== JET_errSuccess) throw new Error(`the call ended with ${err}`);
}
