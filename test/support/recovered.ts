/** What the real engine left when it was killed, put on a disk in memory, and instances that start on it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  JET_paramAlternateDatabaseRecoveryPath,
  JET_paramCacheSizeMax,
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_RSTINFO, JET_RSTMAP } from '../../include/structs/instance';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { pageBytesOf } from './cached-file';
import { endEverything } from './instances';
import { type Image, MemoryFileSystem } from './memory-file-system';
import { sharedBytes, sharedPath } from './shared';

export const RECOVERED = '/data/a.db';
const NAMES = ['a.db', 'edb.chk', 'edb.log', 'edb00001.log'];
const CACHE_PAGES = 256;

/** A disk as a killed process left it, by file name. */
export type Leftovers = ReadonlyMap<string, Buffer>;

/** The leftovers that are committed with the tests; the logs name the database `C:\fx\dirty4k-all\a.db`. */
export function committedLeftovers(): Leftovers {
  const folder = join(__dirname, '../data/dirty4k-all');
  return new Map(NAMES.map((name) => [name, gunzipSync(readFileSync(join(folder, `${name}.gz`)))]));
}

/** What the real engine read from the committed leftovers after it had recovered them. */
export function committedLeftoversContent(): unknown {
  const path = join(__dirname, '../data/dirty4k-all/expected.json.gz');
  return JSON.parse(gunzipSync(readFileSync(path)).toString());
}

/** Leftovers beside the checkout. */
export function sharedLeftovers(fixture: string): Leftovers {
  const there = NAMES.filter((name) => sharedPath(`fixtures/${fixture}/${name}.gz`) !== null);
  return new Map(there.map((name) => [name, sharedBytes(`fixtures/${fixture}/${name}.gz`)]));
}

/** The database in /data, everything else in /logs. */
export function diskWith(leftovers: Leftovers): Image {
  const files = new MemoryFileSystem(undefined, { keepsJournal: false });
  for (const folder of ['/data', '/logs']) files.makeDirectory(folder);
  for (const [name, bytes] of leftovers) {
    const file = files.open(name === 'a.db' ? RECOVERED : `/logs/${name}`, 'replace');
    file.write(bytes, 0, bytes.length, 0);
    file.close();
  }
  return files.image();
}

export interface StartRequest {
  readonly pageBytes: number;
  /** Old and new names of databases; null for no map. */
  readonly map?: readonly (readonly [string, string])[];
  readonly bits?: number;
  readonly stopAt?: { lGeneration: number; isec: number; ib: number };
  readonly onProgress?: (snp: number, snt: number, done: number) => void;
  readonly otherFolder?: string;
  /** By the call without options and without a map. */
  readonly isPlain?: boolean;
  readonly parameters?: readonly (readonly [number, number])[];
}

let instances = 0;

/** An instance on a disk in memory. */
export class RecoveringMachine {
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

  init(request: StartRequest): number {
    api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, request.pageBytes, null);
    api.jetSetSystemParameter(null, null, JET_paramCacheSizeMax, CACHE_PAGES, null);
    const place = ref(0);
    api.jetCreateInstance(place, `recovering ${++instances}`);
    for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      api.jetSetSystemParameter(place, null, id, 0, '/logs');
    api.jetSetSystemParameter(place, null, JET_paramMaxTemporaryTables, 0, null);
    const { otherFolder } = request;
    if (otherFolder !== undefined)
      api.jetSetSystemParameter(place, null, JET_paramAlternateDatabaseRecoveryPath, 0, otherFolder);
    for (const [id, value] of request.parameters ?? [])
      api.jetSetSystemParameter(place, null, id, value, null);
    const isPlain = request.isPlain ?? false;
    const err = isPlain ? api.jetInit(place) : api.jetInit3(place, infoOf(request), request.bits ?? 0);
    this.instance = place.value;
    if (err < 0) return err;
    const session = ref(0);
    api.jetBeginSession(this.instance, session, null, null);
    this.session = session.value;
    return err;
  }

  attach(path = RECOVERED): number {
    return api.jetAttachDatabase(this.session, path, 0);
  }

  term(bits?: number): number {
    return bits === undefined ? api.jetTerm(this.instance) : api.jetTerm2(this.instance, bits);
  }

  bytes(path = RECOVERED): Buffer {
    const file = this.files.open(path, 'read');
    const bytes = Buffer.alloc(file.size());
    file.read(bytes, 0, bytes.length, 0);
    file.close();
    return bytes;
  }
}

function infoOf({ map, stopAt, onProgress }: StartRequest): JET_RSTINFO | null {
  if (map === undefined && stopAt === undefined && onProgress === undefined) return null;
  const entries = map ?? [];
  const info = JET_RSTINFO({
    rgrstmap:
      map === undefined
        ? null
        : entries.map(([szDatabaseName, szNewDatabaseName]) =>
            JET_RSTMAP({ szDatabaseName, szNewDatabaseName }),
          ),
    crstmap: entries.length,
  });
  if (stopAt !== undefined) Object.assign(info.lgposStop, stopAt);
  if (onProgress !== undefined)
    info.pfnStatus = (_sesid, snp, snt, progress) => {
      const done = typeof progress === 'object' && progress !== null && 'cunitDone' in progress;
      onProgress(snp, snt, done ? Number(progress.cunitDone) : -1);
      return 0;
    };
  return info;
}

/** The database of leftovers after a recovery that found it under another name, and a clean end. */
export function recoveredDatabase(leftovers: Leftovers, pathInLogs: string): Buffer {
  const database = leftovers.get('a.db');
  if (database === undefined) throw new Error('no database among the leftovers');
  const machine = new RecoveringMachine(diskWith(leftovers));
  const pageBytes = pageBytesOf(database);
  const answers = [machine.init({ pageBytes, map: [[pathInLogs, RECOVERED]] }), machine.term()];
  if (answers.some((answer) => answer !== 0)) throw new Error(`recovery and end answered ${answers.join()}`);
  const bytes = machine.bytes();
  endEverything();
  setPlatform(null);
  return bytes;
}
