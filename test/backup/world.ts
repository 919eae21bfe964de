/**
 * An instance whose log and databases are small stand-ins in memory, under the real backup and the real API: what the
 * backup needs of them can be arranged here, such as a checkpoint, a gap in the logs, or a disk that errs.
 */
import * as api from '../../src/api';
import { StreamingBackup } from '../../src/backup/streaming-backup';
import type { BackupDatabase, BackupHost, BackupLog } from '../../src/backup/backup-host';
import {
  type DatabaseHeader,
  DATABASE_HEADER,
  encodeDatabaseHeader,
  STATE_DIRTY,
} from '../../src/format/database-header';
import { blankLogHeader, encodeLogHeader, LOG_HEADER_BYTES } from '../../src/format/log-header';
import type { LogPosition } from '../../src/format/log-position';
import { LOG_SEGMENT_BYTES, LOG_SEGMENT_HEADER, sealSegment } from '../../src/format/log-segment';
import { makeSignature } from '../../src/format/signature';
import { UNSET_TIME } from '../../src/format/log-time';
import { type InstanceParts, NO_WORK, setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { lastOwnedPage } from '../../src/space/extents';
import { fail } from '../../errors/jet-error';
import { JET_errDatabaseLocked } from '../../errors/codes';
import { type Ref, ref } from '../../include/ref';
import { cacheDatabase, committedDatabase } from '../support/cached-file';
import { MemoryFileSystem } from '../support/memory-file-system';

export const PAGE = 8192;
export const LOG_BYTES = 65_536;
export const LOG_SIGNATURE = makeSignature(0x106, Date.UTC(2020, 1, 2));
const ARCHIVE = /\/edb([0-9a-f]{5}|[0-9a-f]{8})\.log$/i;
const WRITTEN_SEGMENTS = 3;
/** Archived logs that a world begins with: generations 1 and 2. */
const OLD_LOGS = 2;

const template = committedDatabase('clean8k-small');
const lastPage = lastOwnedPage(cacheDatabase(template));
/** Pages of the copy of a database: two headers, its pages, the trailer. */
export const COPY_PAGES = lastPage + 3;

/** The bytes of a log: a header, some written segments, the copy of the last one, and unwritten ones. */
function logBytes(generation: number): Uint8Array {
  const bytes = new Uint8Array(LOG_BYTES);
  bytes.set(encodeLogHeader({ ...blankLogHeader(), generation, logSignature: LOG_SIGNATURE }));
  const words = new Uint32Array(bytes.buffer);
  for (let segment = 1; segment <= WRITTEN_SEGMENTS; segment++) {
    const at = LOG_HEADER_BYTES + (segment - 1) * LOG_SEGMENT_BYTES;
    LOG_SEGMENT_HEADER.set(bytes, 'position', { generation, segment, offset: 0 }, at);
    bytes.fill(segment, at + LOG_SEGMENT_HEADER.size, at + 900);
    sealSegment(words, at / 4, segment);
  }
  const last = LOG_HEADER_BYTES + (WRITTEN_SEGMENTS - 1) * LOG_SEGMENT_BYTES;
  bytes.copyWithin(last + LOG_SEGMENT_BYTES, last, last + LOG_SEGMENT_BYTES);
  return bytes;
}

export class StandInLog implements BackupLog {
  isEnabled = true;
  hasFailed = false;
  isCircular = false;
  readonly baseName = 'edb';
  currentGeneration = 1;
  checkpointGeneration = 1;
  rolls = 0;
  /** Codes with which the next calls fail. */
  failures: { requireRoom?: number; roll?: number; readCheckpointGeneration?: number } = {};

  constructor(
    readonly fileSystem: MemoryFileSystem,
    readonly folder: string,
  ) {
    fileSystem.makeDirectory(folder, { recursive: true });
    writeFile(fileSystem, this.currentPath, logBytes(1));
    for (let generation = 1; generation <= OLD_LOGS; generation++) this.roll();
    this.rolls = 0;
  }

  get currentPath(): string {
    return `${this.folder}/edb.log`;
  }

  get tip(): LogPosition {
    return { generation: this.currentGeneration, segment: 3, offset: 0x40 };
  }

  requireRoom(): void {
    this.#failAs('requireRoom');
  }

  roll(): LogPosition {
    this.#failAs('roll');
    const position = this.tip;
    this.rolls++;
    this.fileSystem.rename(this.currentPath, this.archivePath(this.currentGeneration));
    this.currentGeneration++;
    writeFile(this.fileSystem, this.currentPath, logBytes(this.currentGeneration));
    return position;
  }

  readCheckpointGeneration(): number {
    this.#failAs('readCheckpointGeneration');
    return this.checkpointGeneration;
  }

  lowestArchivedGeneration(): number | null {
    const names = this.fileSystem.list(this.folder).map((name) => this.generationOf(`/${name}`));
    const generations = names.filter((generation) => generation !== null);
    return generations.length === 0 ? null : Math.min(...generations);
  }

  archivePath(generation: number): string {
    return `${this.folder}/edb${generation.toString(16).padStart(5, '0')}.log`;
  }

  generationOf(path: string): number | null {
    const digits = ARCHIVE.exec(path)?.[1];
    return digits === undefined ? null : parseInt(digits, 16);
  }

  removeArchived(low: number, end: number): void {
    for (let generation = low; generation < end; generation++) {
      const path = this.archivePath(generation);
      if (this.fileSystem.exists(path)) this.fileSystem.remove(path);
    }
  }

  #failAs(call: keyof StandInLog['failures']): void {
    const err = this.failures[call];
    if (err !== undefined) fail(err, call);
  }
}

export class StandInDatabase implements BackupDatabase {
  isLogged = true;
  isLocked = false;
  users = 0;
  lastPage = lastPage;
  readonly file;

  constructor(
    readonly fileSystem: MemoryFileSystem,
    readonly path: string,
    readonly id: number,
  ) {
    writeFile(fileSystem, path, template);
    this.file = fileSystem.open(path, 'write');
    this.updateHeader((header) => {
      header.state = STATE_DIRTY;
      header.logSignature = LOG_SIGNATURE;
      header.currentFullBackup = { mark: NOWHERE, markedAt: UNSET_TIME, lowGeneration: 0, highGeneration: 0 };
    });
  }

  get header(): DatabaseHeader {
    const page = new Uint8Array(PAGE);
    this.file.read(page, 0, PAGE, 0);
    return DATABASE_HEADER.decode(page);
  }

  updateHeader(change: (header: DatabaseHeader) => void): void {
    const header = this.header;
    change(header);
    const page = encodeDatabaseHeader(header);
    this.file.write(page, 0, PAGE, 0);
    this.file.write(page, 0, PAGE, PAGE);
  }
}

const NOWHERE: LogPosition = { generation: 0, segment: 0, offset: 0 };

function writeFile(fileSystem: MemoryFileSystem, path: string, bytes: Uint8Array): void {
  const file = fileSystem.open(path, 'replace');
  file.write(bytes, 0, bytes.length, 0);
  file.close();
}

let worlds = 0;

export class World {
  readonly fileSystem = new MemoryFileSystem();
  readonly folder = `/w${++worlds}`;
  readonly log = new StandInLog(this.fileSystem, this.folder);
  readonly databases: StandInDatabase[] = [];
  readonly pauses: number[] = [];
  now = Date.UTC(2020, 4, 6);
  verifiesBlocks = true;
  instance: number;
  backup: StreamingBackup | null = null;

  private constructor(databases: readonly string[], makeInstance: () => number) {
    for (const name of databases) this.addDatabase(name);
    setPartsFactory({
      parts: () => this.#parts(),
      backup: (instance) => (this.backup = new StreamingBackup(this.#host(() => instance.backupAllowed))),
    });
    this.instance = makeInstance();
    setPartsFactory(STORAGE);
  }

  /** A running instance of its own in multi-instance mode; `prepare` sees its handle before it starts. */
  static start(
    databases: readonly string[] = ['a.db'],
    prepare: (instance: number) => void = () => undefined,
  ): World {
    return new World(databases, () => {
      const instance = ref(0);
      api.jetCreateInstance(instance, `world ${worlds}`);
      prepare(instance.value);
      start(instance);
      return instance.value;
    });
  }

  /** One that was created but not started. */
  static create(): World {
    return new World(['a.db'], () => {
      const instance = ref(0);
      api.jetCreateInstance(instance, `world ${worlds}`);
      return instance.value;
    });
  }

  /** The only instance, of one-instance mode. */
  static startOnly(): World {
    return new World(['a.db'], () => {
      start(null);
      return 0;
    });
  }

  get firstDatabase(): StandInDatabase {
    return this.databases[0];
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  addDatabase(name: string): StandInDatabase {
    const database = new StandInDatabase(this.fileSystem, this.path(name), this.databases.length + 1);
    this.databases.push(database);
    return database;
  }

  get areAttachmentsHeld(): boolean {
    return this.backup?.isRunning === true;
  }

  /** Names of the archived logs on disk. */
  archivedLogs(): string[] {
    return this.fileSystem.list(this.folder).filter((name) => /^edb[0-9a-f]{5}\.log$/.test(name));
  }

  stop(): void {
    api.jetTerm2(this.instance, 2);
  }

  #use(id: number): void {
    const database = this.databases[id - 1];
    if (database.isLocked) fail(JET_errDatabaseLocked, database.path);
    database.users++;
  }

  #host(isBackupAllowed: () => boolean): BackupHost {
    const world = this;
    return {
      fileSystem: this.fileSystem,
      log: this.log,
      clock: { now: () => this.now },
      pageBytes: PAGE,
      get isBackupAllowed() {
        return isBackupAllowed();
      },
      get verifiesBlocks() {
        return world.verifiesBlocks;
      },
      databases: () => this.databases,
      lastOwnedPage: ({ id }) => this.databases[id - 1].lastPage,
      beginUse: ({ id }) => this.#use(id),
      endUse: ({ id }) => void this.databases[id - 1].users--,
      pause: (milliseconds) => this.pauses.push(milliseconds),
    };
  }

  #parts(): InstanceParts {
    return {
      start: () => undefined,
      stop: () => undefined,
      sessionBegan: () => undefined,
      databases: () => this.databases,
      flushCommits: () => undefined,
      rollLog: () => this.log.roll(),
      logSignature: () => new Uint8Array(28),
      work: () => NO_WORK,
    };
  }
}

function start(instance: Ref<number> | null): void {
  const err = api.jetInit(instance);
  if (err !== 0) throw new Error(`JetInit: ${err}`);
}
