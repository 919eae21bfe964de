/** A machine in memory, and the calls of a backup client on it: each step answers the first code that is no success. */
import { JET_bitBackupEndNormal, JET_bitBackupTruncateDone } from '../../include/grbits/streaming-backup';
import {
  JET_paramCacheSizeMax,
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { committedDatabase } from './cached-file';
import { endEverything } from './instances';
import { type Image, MemoryFileSystem } from './memory-file-system';

export const PAGE_BYTES = 8192;
export const DATABASE = '/data/a.edb';
export const CREATED = '/data/new.edb';
const LOG_KIB = 64;
/** Enough for everything that is read here; the pages of a run are given up with it. */
const CACHE_PAGES = 128;
const BUFFER = new Uint8Array(64 * PAGE_BYTES);
const LIST_BYTES = 10_000;
let instances = 0;

/** A disk with one database of the real engine and two folders for logs. */
export function freshDisk(): Image {
  const files = new MemoryFileSystem(undefined, { keepsJournal: false });
  for (const folder of ['/data', '/logs', '/other']) files.makeDirectory(folder);
  const file = files.open(DATABASE, 'replace');
  const bytes = committedDatabase('clean8k-small');
  file.write(bytes, 0, bytes.length, 0);
  return files.image();
}

export class Machine {
  readonly files: MemoryFileSystem;
  instance = 0;
  session = 0;
  #now = Date.UTC(2026, 10, 25);
  #chance = 1;

  constructor(disk: Image, keepsJournal = false) {
    this.files = new MemoryFileSystem(disk, { keepsJournal });
    endEverything();
    setPartsFactory(STORAGE);
    setPlatform({
      files: this.files,
      clock: { now: () => this.#now++ },
      randomness: { nextU32: () => this.#chance++ },
    });
  }

  init(logs = '/logs'): number {
    api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, PAGE_BYTES, null);
    api.jetSetSystemParameter(null, null, JET_paramCacheSizeMax, CACHE_PAGES, null);
    const place = ref(0);
    api.jetCreateInstance(place, `machine ${++instances}`);
    for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      api.jetSetSystemParameter(place, null, id, 0, logs);
    api.jetSetSystemParameter(place, null, JET_paramLogFileSize, LOG_KIB, null);
    api.jetSetSystemParameter(place, null, JET_paramMaxTemporaryTables, 0, null);
    const err = api.jetInit(place);
    this.instance = place.value;
    if (err === 0) this.session = this.newSession().session;
    return err;
  }

  newSession(): { err: number; session: number } {
    const session = ref(0);
    const err = api.jetBeginSession(this.instance, session, null, null);
    return { err, session: session.value };
  }

  attach(path = DATABASE): number {
    return api.jetAttachDatabase(this.session, path, 0);
  }

  create(): number {
    const database = ref(0);
    const err = api.jetCreateDatabase(this.session, CREATED, null, database, 0);
    return err === 0 ? api.jetCloseDatabase(this.session, database.value, 0) : err;
  }

  detach(path: string | null = DATABASE): number {
    return api.jetDetachDatabase(this.session, path);
  }

  /** How many rows a table has, or the code that says why nobody knows. */
  countRows(table: string): number {
    const [database, cursor] = [ref(0), ref(0)];
    let err = api.jetOpenDatabase(this.session, DATABASE, null, database, 0);
    if (err === 0) err = api.jetOpenTable(this.session, database.value, table, null, 0, 0, cursor);
    if (err !== 0) return err;
    let rows = 0;
    err = api.jetMove(this.session, cursor.value, -2147483648, 0);
    for (; err === 0; err = api.jetMove(this.session, cursor.value, 1, 0)) rows++;
    api.jetCloseTable(this.session, cursor.value);
    api.jetCloseDatabase(this.session, database.value, 0);
    return rows;
  }

  term(bits?: number): number {
    return bits === undefined ? api.jetTerm(this.instance) : api.jetTerm2(this.instance, bits);
  }

  /** A full backup to its end, with everything ended whatever happens. */
  backup(): number {
    const { instance } = this;
    const first = api.jetBeginExternalBackupInstance(instance, 0);
    if (first !== 0) return first;
    const err = this.#copyEverything();
    const bits = JET_bitBackupEndNormal | JET_bitBackupTruncateDone;
    const ended = api.jetEndExternalBackupInstance2(instance, bits);
    return err === 0 ? ended : err;
  }

  #copyEverything(): number {
    const { instance } = this;
    const list = ref('');
    const err =
      api.jetGetAttachInfoInstance(instance, list, LIST_BYTES, null) ||
      this.#copyAll(list.value) ||
      api.jetGetLogInfoInstance(instance, list, LIST_BYTES, null) ||
      this.#copyAll(list.value) ||
      api.jetGetTruncateLogInfoInstance(instance, ref(''), LIST_BYTES, null);
    return err || api.jetTruncateLogInstance(instance);
  }

  #copyAll(paths: string): number {
    for (const path of paths.split('\0').filter((each) => each !== '')) {
      const err = this.#copy(path);
      if (err !== 0) return err;
    }
    return 0;
  }

  #copy(path: string): number {
    const { instance } = this;
    const [handle, count] = [ref(0), ref(0)];
    let err = api.jetOpenFileInstance(instance, path, handle, ref(0), ref(0));
    do if (err === 0) err = api.jetReadFileInstance(instance, handle.value, BUFFER, BUFFER.length, count);
    while (err === 0 && count.value > 0);
    return err || api.jetCloseFileInstance(instance, handle.value);
  }
}

/** Ends all instances, and gives those to come the host's files again. */
export function endMachines(): void {
  endEverything();
  setPlatform(null);
}

/** What an image holds of a file; the bytes are not to be changed. */
export function bytesIn(image: Image, path: string): Buffer {
  const bytes = image.files.get(image.names.get(path) ?? -1);
  if (bytes === undefined) throw new Error(`no file ${path}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
