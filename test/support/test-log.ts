/** Logs for tests: small files, a clock that ticks and chance that repeats. */
import type { LogOwner, LogStream } from '../../src/log/log-stream';
import { LogFolder } from '../../src/log/log-folder';
import { type LogRecovery, startLog } from '../../src/log/log-start';
import { openLogFile } from '../../src/log/log-file';
import { LogReader } from '../../src/log/log-reader';
import { RECORD } from '../../src/log/record-types';
import type { FileSystem } from '../../src/os/file-system';
import { MemoryFileSystem } from './memory-file-system';

export const LOG_KIB = 128;
export const LOG_PATH = '/logs';

export interface TestOwner extends LogOwner {
  readonly broken: number[];
}

export function testOwner(changes: Partial<LogOwner> = {}): TestOwner {
  let now = Date.UTC(2026, 10, 25);
  let chance = 1;
  const broken: number[] = [];
  return {
    clock: { now: () => now++ },
    randomness: { nextU32: () => chance++ },
    pageBytes: 4096,
    settings: {
      sessions: 16,
      openTables: 300,
      versionPages: 64,
      cursors: 1024,
      logBuffers: 126,
      cachePages: 2_000_000_000,
    },
    isCircular: () => false,
    keepFrom: () => null,
    attachments: () => [],
    rolled: () => undefined,
    checkpointMoves: () => undefined,
    flushed: () => undefined,
    broke: (err) => broken.push(err),
    ...changes,
    broken,
  };
}

export function memoryWithLogs(): MemoryFileSystem {
  const files = new MemoryFileSystem(undefined, { keepsJournal: true });
  files.makeDirectory(LOG_PATH);
  files.syncDirectory('/');
  return files;
}

export const folderIn = (files: FileSystem): LogFolder => new LogFolder(files, LOG_PATH, LOG_PATH, 'edb');

export const START_OPTIONS = { fileKib: LOG_KIB, mayCreateFolders: false, mustExist: false };

/** A recovery of a log that no database needs. */
export function emptyRecovery(): LogRecovery {
  return {
    redo: (_folder, survey) => survey,
    undo: (log) => log.endRecovery(log.logRecoveryUndo(), false),
    mayRun: () => undefined,
  };
}

export function startIn(
  files: FileSystem,
  owner: LogOwner = testOwner(),
  recovery: LogRecovery = emptyRecovery(),
): LogStream {
  return startLog(folderIn(files), owner, START_OPTIONS, recovery);
}

/** A record of any length from 5 on that carries bytes of its own. */
export function traceRecord(length: number, seed: number): Uint8Array {
  const record = new Uint8Array(length);
  for (let at = 5; at < length; at++) record[at] = (at * 7 + seed * 31) & 0xff;
  record[0] = RECORD.trace;
  record[1] = seed;
  record[2] = seed >> 8;
  record[3] = length - 5;
  record[4] = (length - 5) >> 8;
  return record;
}

export interface FoundRecord {
  readonly type: number;
  readonly generation: number;
  readonly segment: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** All records of one log file. */
export function recordsOf(files: FileSystem, path: string): FoundRecord[] {
  const log = openLogFile(files, path);
  try {
    const reader = new LogReader(log);
    const found: FoundRecord[] = [];
    while (reader.next()) {
      const bytes = reader.bytes.slice(reader.start, reader.start + reader.length);
      found.push({ type: reader.type, ...reader.position, bytes });
    }
    return found;
  } finally {
    log.close();
  }
}

/** All records of all logs in a folder, oldest first. */
export function allRecords(files: FileSystem): FoundRecord[] {
  const folder = folderIn(files);
  const paths = folder.listArchived().map(({ path }) => path);
  if (files.exists(folder.current)) paths.push(folder.current);
  return paths.flatMap((path) => recordsOf(files, path));
}
