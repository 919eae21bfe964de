/**
 * What instances are made of: a log, a page cache and attached databases, started and stopped together.
 *
 *   start: log (unless recovery is off) · cache              stop: databases · log
 *
 * Invariants
 *  1. The log is there exactly while the instance runs with recovery on.
 *  2. Every attached database has its pages in the cache and its tables in `tablesOf`, from attach to detach.
 *  3. A log that breaks makes the instance unavailable; nothing is written afterwards.
 *  4. After `stop`, however it ends, no file is open or locked and no backup runs.
 *
 * Files, time and chance are those of the host. Tests put a machine of their own in their place with `setPlatform`;
 * an instance stays with the platform that it was made on.
 */
import { totalmem } from 'node:os';
import { assert } from '../../errors/assert';
import {
  JET_errFeatureNotAvailable,
  JET_errInstanceUnavailable,
  JET_errInstanceUnavailableDueToFatalLogDiskFull,
  JET_errInternalError,
  JET_errLogDiskFull,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { toJetErr } from '../../errors/to-jet-err';
import type { JET_ERR } from '../../include/handles';
import { JET_bitLogStreamMustExist } from '../../include/grbits/instance';
import { JET_bitDurableCommitCallbackLogUnavailable } from '../../include/grbits/transaction';
import {
  JET_paramBaseName,
  JET_paramCacheSizeMax,
  JET_paramCheckpointDepthMax,
  JET_paramCircularLog,
  JET_paramCreatePathIfNotExist,
  JET_paramDatabasePageSize,
  JET_paramDbExtensionSize,
  JET_paramDurableCommitCallback,
  JET_paramEnableTempTableVersioning,
  JET_paramLogBuffers,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxCursors,
  JET_paramMaxOpenTables,
  JET_paramMaxSessions,
  JET_paramMaxVerPages,
  JET_paramPageTempDBMin,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { StreamingBackup } from '../backup/streaming-backup';
import { type CachedFile, PageCache } from '../cache/page-cache';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { Database } from '../database/database';
import { Databases } from '../database/databases';
import { NULL_SIGNATURE, SIGNATURE } from '../format/signature';
import { LogFolder } from '../log/log-folder';
import { startLog } from '../log/log-start';
import type { LogOwner, LogStream } from '../log/log-stream';
import type { Clock, FileSystem, Randomness } from '../os/file-system';
import { NodeFileSystem } from '../os/node-file-system';
import { systemClock, systemRandomness } from '../os/system';
import { ChangeRedo } from '../recovery/change-redo';
import { lastOwnedPage } from '../space/extents';
import type { DatabaseTables } from '../table/database-tables';
import { Transactions } from '../transaction/transactions';
import { VersionStore } from '../version/version-store';
import { InstanceBackupHost } from './backup-host';
import { Checkpointer } from './checkpointer';
import { DatabaseContents } from './database-contents';
import { commitIdOf, DurableCommits } from './durable-commits';
import type { Instance } from './instance';
import {
  type Ending,
  type InstanceParts,
  NO_WORK,
  type PartsFactory,
  type StartOptions,
  type WorkCounters,
} from './parts';
import { isLogging } from './paths';
import type { ParameterSet } from './parameters';
import { recoveryOf } from './recovery-of';
import { registry } from './registry';
import type { Session } from './session';
import { TemporaryDatabase } from './temporary-database';

/** Bytes of versions that JET_paramMaxVerPages counts as one. */
const VERSION_PAGE_BYTES = 0x10000;
/** A base in the slab stays a small integer. */
const MOST_CACHE_BYTES = 2 ** 30;
/** Part of the machine's memory that a cache without a limit of its own may grow to. */
const DEFAULT_MEMORY_SHARE = 4;

/** The machine that instances run on. */
interface Platform {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

const HOST: Platform = { files: new NodeFileSystem(), clock: systemClock, randomness: systemRandomness };

let platform = HOST;

/** Instances that are made from now on run on `next`; null gives them the host again. */
export function setPlatform(next: Platform | null): void {
  platform = next ?? HOST;
}

/** The file system for calls that name no instance. */
export const currentFiles = (): FileSystem => platform.files;

export class Storage implements InstanceParts {
  readonly files = platform.files;
  readonly clock = platform.clock;
  readonly randomness = platform.randomness;
  readonly attached: Databases;
  pageBytes = 0;
  log: LogStream | null = null;
  readonly backup: StreamingBackup;
  hasLogFailed = false;
  #cache: PageCache | null = null;
  #checkpoint: Checkpointer | null = null;
  #transactions: Transactions | null = null;
  #durable: DurableCommits | null = null;
  #temporary: TemporaryDatabase | null = null;
  readonly #contents = new Map<Database, DatabaseContents>();

  constructor(readonly instance: Instance) {
    const storage = this;
    this.attached = new Databases({
      files: this.files,
      clock: this.clock,
      randomness: this.randomness,
      get pageBytes() {
        return storage.pageBytes;
      },
      get log() {
        return storage.log;
      },
      isFrozen: () => this.backup.isRunning,
      cachePages: (database) => this.#cachePages(database),
      openPages: (database) => this.#openPages(database),
      settle: (database) => this.#contentsOf(database).settle(),
      flushPages: (database) => this.#contentsOf(database).file.flush(),
      dropPages: (database) => this.#dropPages(database),
      broke: (err) => this.#broke(err),
    });
    this.backup = new StreamingBackup(new InstanceBackupHost(instance, this));
  }

  start(options: StartOptions): JET_ERR {
    const { parameters } = this.instance;
    this.pageBytes = parameters.number(JET_paramDatabasePageSize);
    this.#cache = new PageCache(
      this.pageBytes,
      frameCount(parameters.number(JET_paramCacheSizeMax), this.pageBytes),
    );
    const storage = this;
    this.#transactions = new Transactions(
      {
        get log() {
          return storage.log;
        },
        rollbackFailed: (err) => this.#broke(err),
      },
      new VersionStore(VERSION_PAGE_BYTES * parameters.number(JET_paramMaxVerPages)),
    );
    if (!isLogging(parameters)) return JET_errSuccess;
    const warning = this.#startLog(options);
    this.#checkpoint = this.#makeCheckpointer();
    this.#durable = this.#makeDurableCommits();
    return warning;
  }

  #makeCheckpointer(): Checkpointer | null {
    const { log, transactions } = this;
    assert(this.#cache !== null, 'the cache is there before the log');
    if (log === null) return null;
    return new Checkpointer({
      log,
      transactions,
      cache: this.#cache,
      depthBytes: () => this.instance.parameters.number(JET_paramCheckpointDepthMax),
      files: () =>
        [...this.#contents].flatMap(([database, { file }]) =>
          database.isLogged ? [{ file, sync: () => this.#sync(database) }] : [],
        ),
    });
  }

  #makeDurableCommits(): DurableCommits | null {
    const callback = this.instance.parameters.callback(JET_paramDurableCommitCallback);
    const signature = this.logSignature();
    if (this.log === null) return null;
    if (callback === null) return new DurableCommits(this.log, null);
    return new DurableCommits(this.log, (generation, place, isLogLost) => {
      const commitId = commitIdOf(signature, generation, place);
      Reflect.apply(callback, undefined, [
        this.instance.handle,
        commitId,
        isLogLost ? JET_bitDurableCommitCallbackLogUnavailable : 0,
      ]);
    });
  }

  /** The log, with a recovery where it did not end cleanly; answers what recovery warns of. */
  #startLog(options: StartOptions): JET_ERR {
    const { parameters } = this.instance;
    const recovery = recoveryOf(
      { databases: this.attached, parameters, makeRedo: (recovered) => new ChangeRedo(recovered, this) },
      options,
    );
    try {
      this.log = startLog(
        this.logFolder(),
        this.#logOwner(),
        {
          fileKib: isLogSizeChosen(parameters) ? parameters.number(JET_paramLogFileSize) : null,
          mayCreateFolders: parameters.flag(JET_paramCreatePathIfNotExist),
          mustExist: (options.bits & JET_bitLogStreamMustExist) !== 0,
        },
        {
          redo: (folder, survey) => recovery.redo(folder, survey),
          undo: (log) => recovery.undo(log),
          mayRun: () => recovery.mayRun(),
        },
      );
      return recovery.warning;
    } catch (failure) {
      this.#transactions?.abandon();
      recovery.abandon(failure);
      this.attached.abandon();
      this.log = null;
      throw failure;
    }
  }

  stop(ending: Ending): void {
    const { log } = this;
    try {
      this.backup.cancel();
      if (ending === 'dirty') this.#abandonDatabases();
      else this.attached.end();
      if (log !== null && ending !== 'dirty') log.end();
    } catch (failure) {
      this.#abandonDatabases();
      log?.abandon();
      throw failure;
    } finally {
      if (ending === 'dirty') log?.abandon();
      this.#durable?.end();
      this.#temporary?.close();
      this.#temporary = null;
      this.log = null;
      this.#cache = null;
      this.#checkpoint = null;
      this.#transactions = null;
      this.#durable = null;
    }
  }

  /** What is open, and what waits to be cleaned up, is left to recovery. */
  #abandonDatabases(): void {
    this.#transactions?.abandon();
    this.attached.abandon();
  }

  sessionBegan(session: Session): void {
    const { transactions } = this;
    session.listeners.push({
      began: ({ transaction, isReadOnly }) => transactions.begin(transaction, isReadOnly),
      committing: ({ transaction }, { lazy, durableWithinMs }) => {
        transactions.commit(transaction, lazy);
        const isInLog = transaction.level === 0 && transaction.commitGeneration !== 0;
        if (isInLog && durableWithinMs > 0) this.#durable?.within(durableWithinMs);
        this.#considerCheckpoint();
        this.#durable?.tell();
      },
      rollingBack: ({ transaction }) => transactions.rollback(transaction),
      ended: () => this.attached.closeAll(session),
      abandoned: () => undefined,
    });
  }

  /** Pages that cannot be written now stay changed, and the checkpoint waits for them: the commit is done all the same. */
  #considerCheckpoint(): void {
    try {
      this.#checkpoint?.considerMoving();
    } catch (failure) {
      if (toJetErr(failure) === JET_errInternalError) throw failure;
    }
  }

  /** Pages that a failed sync lost are nowhere but in the log. */
  #sync(database: Database): void {
    try {
      database.sync();
    } catch (failure) {
      this.#broke(toJetErr(failure));
      throw failure;
    }
  }

  databases(): readonly Database[] {
    return this.attached.all;
  }

  flushCommits(): void {
    this.log?.flush();
    this.#durable?.tell();
  }

  rollLog(): void {
    this.log?.roll();
    this.#durable?.tell();
  }

  logSignature(): Uint8Array {
    const bytes = new Uint8Array(SIGNATURE.size);
    SIGNATURE.encode(bytes, this.log?.signature ?? NULL_SIGNATURE, 0);
    return bytes;
  }

  work(): WorkCounters {
    return this.#cache === null ? NO_WORK : { ...NO_WORK, pagesRead: this.#cache.pagesRead };
  }

  /** Where this instance's logs lie, by its parameters. */
  logFolder(): LogFolder {
    const { parameters } = this.instance;
    return new LogFolder(
      this.files,
      parameters.text(JET_paramLogFilePath),
      parameters.text(JET_paramSystemPath),
      parameters.text(JET_paramBaseName),
    );
  }

  get isCircular(): boolean {
    return this.instance.parameters.flag(JET_paramCircularLog);
  }

  /** Recovery has read the log, and it goes on: changes are logged from now on. */
  useLog(log: LogStream): void {
    this.log = log;
    for (const contents of this.#contents.values()) contents.useLog(log);
  }

  /** The cached pages of an attached database. */
  pagesOf(database: Database): CachedFile {
    return this.#contentsOf(database).file;
  }

  /** The tables of an attached database. */
  tablesOf(database: Database): DatabaseTables {
    return this.#contentsOf(database).tables;
  }

  /** What changes an attached database; null where it is only read. */
  changesOf(database: Database): DatabaseChanges | null {
    return this.#contentsOf(database).changes;
  }

  /** The temporary database, made when it is first asked for. */
  temporary(): TemporaryDatabase {
    const { parameters } = this.instance;
    assert(this.#cache !== null, 'temporary tables are opened while the instance runs');
    this.#temporary ??= new TemporaryDatabase({
      files: this.files,
      cache: this.#cache,
      transactions: this.transactions,
      path: parameters.text(JET_paramTempPath),
      hasVersions: parameters.flag(JET_paramEnableTempTableVersioning),
      extensionPages: parameters.number(JET_paramDbExtensionSize),
      firstPages: parameters.number(JET_paramPageTempDBMin),
    });
    return this.#temporary;
  }

  /** The transactions of the instance, while it runs. */
  get transactions(): Transactions {
    assert(this.#transactions !== null, 'transactions are there while the instance runs');
    return this.#transactions;
  }

  #contentsOf(database: Database): DatabaseContents {
    const contents = this.#contents.get(database);
    assert(contents !== undefined, 'an attached database has its pages in the cache');
    return contents;
  }

  #cachePages(database: Database): void {
    const { transactions } = this;
    assert(this.#cache !== null, 'databases are attached while the instance runs');
    const host = {
      cache: this.#cache,
      log: this.log,
      versions: transactions.versions,
      transactions,
      extensionPages: () => this.instance.parameters.number(JET_paramDbExtensionSize),
    };
    this.#contents.set(database, new DatabaseContents(host, database));
  }

  #openPages(database: Database): number {
    this.#cachePages(database);
    try {
      return lastOwnedPage(this.pagesOf(database));
    } catch (failure) {
      this.#dropPages(database);
      throw failure;
    }
  }

  #dropPages(database: Database): void {
    const contents = this.#contents.get(database);
    if (contents === undefined) return;
    this.#contents.delete(database);
    contents.close();
  }

  #broke(err: JET_ERR): void {
    this.hasLogFailed = true;
    this.#durable?.lose();
    this.instance.becomeUnavailable(
      err === JET_errLogDiskFull
        ? JET_errInstanceUnavailableDueToFatalLogDiskFull
        : JET_errInstanceUnavailable,
    );
  }

  #logOwner(): LogOwner {
    const { parameters } = this.instance;
    return {
      clock: this.clock,
      randomness: this.randomness,
      pageBytes: this.pageBytes,
      settings: {
        sessions: parameters.number(JET_paramMaxSessions),
        openTables: parameters.number(JET_paramMaxOpenTables),
        versionPages: parameters.number(JET_paramMaxVerPages),
        cursors: parameters.number(JET_paramMaxCursors),
        logBuffers: parameters.number(JET_paramLogBuffers),
        cachePages: parameters.number(JET_paramCacheSizeMax),
      },
      isCircular: () => this.isCircular,
      keepFrom: () => this.backup.firstKeptGeneration,
      attachments: () => this.attached.attachments(),
      rolled: (log) => {
        for (const database of this.attached.all) database.requireLog(log);
      },
      checkpointMoves: ({ generation }) => {
        for (const database of this.attached.all) database.releaseLog(generation);
      },
      flushed: () => this.#durable?.notice(),
      broke: (err) => this.#broke(err),
    };
  }
}

/** Whether anybody set the size of logs, for this instance or before it for the process. */
const isLogSizeChosen = (parameters: ParameterSet): boolean =>
  parameters.isWritten(JET_paramLogFileSize) || registry.parameters.isWritten(JET_paramLogFileSize);

/** Frames for a cache of `wanted` pages, as far as the machine's memory allows. */
function frameCount(wanted: number, pageBytes: number): number {
  const most = Math.min(MOST_CACHE_BYTES, totalmem() / DEFAULT_MEMORY_SHARE);
  return Math.min(wanted, Math.floor(most / pageBytes));
}

const storages = new WeakMap<Instance, Storage>();

/** The storage of an instance, made when it is first asked for. */
function makeStorage(instance: Instance): Storage {
  let storage = storages.get(instance);
  if (storage === undefined) {
    storage = new Storage(instance);
    storages.set(instance, storage);
  }
  return storage;
}

/** Instances with files, logs and backups. */
export const STORAGE: PartsFactory = {
  parts: makeStorage,
  backup: (instance) => makeStorage(instance).backup,
};

/** The storage of an instance; instances of tests may have none. */
export function storageOf(instance: Instance): Storage {
  return storages.get(instance) ?? fail(JET_errFeatureNotAvailable, 'the instance has no storage');
}
