/**
 * Streaming backup: one client copies the files of a running instance, call by call.
 *
 *                       open                              open
 *              F1 ◀────────────▶ F1o             F2 ◀────────────▶ F2o
 *        begin ▲  │     close                    ▲│      close
 *     (full)   │  └────────── list logs ─────────┘│
 *     S0 ──────┤                                  ├──── end, cancel, a failure that ends it ────▶ S0
 *     (incr.)  │                                  │
 *        begin ▼   list logs     open             │
 *              I1 ─────────▶ I2 ◀─────▶ I2o ──────┘      (I1 opens logs as I2 does)
 *
 *     X = any of them but S0 after requestStop; only close, end and cancel lead out
 *
 * Invariants
 *  1. At most one backup at a time; while `isRunning` says so, databases are neither attached nor detached.
 *  2. Every step forward (attach info, open, read, both log lists, truncate) asks first whether there is a backup, then
 *     whether it was stopped, and then looks at its arguments. In X it does nothing.
 *  3. At most one file is open, and its handle is 0.
 *  4. In the database phase a failure costs one database; in the log phase opening what cannot be opened and reading
 *     what cannot be read ends the backup. Wrong arguments, listings and truncation never do.
 *  5. The log is rolled once, by the first list of logs; what was found then does not change any more.
 *  6. Headers are stamped only by a normal end in the log phase that nobody stopped, and only those of databases that
 *     belong to the backup; of a full one, those that were read to their end.
 *  7. While a full backup runs, `firstKeptGeneration` keeps its logs from being reused.
 */
import {
  JET_errBackupAbortByServer,
  JET_errBackupInProgress,
  JET_errBackupNotAllowedYet,
  JET_errDatabaseNotFound,
  JET_errInvalidBackup,
  JET_errInvalidBackupSequence,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errInvalidPath,
  JET_errLogFileNotCopied,
  JET_errLoggingDisabled,
  JET_errLogWriteFail,
  JET_errMissingFileToBackup,
  JET_errNoBackup,
  JET_errOutOfMemory,
} from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import { toJetErr } from '../../errors/to-jet-err';
import {
  JET_bitBackupEndAbort,
  JET_bitBackupEndNormal,
  JET_bitBackupIncremental,
  JET_bitBackupTruncateDone,
} from '../../include/grbits/streaming-backup';
import { NULL_POSITION } from '../format/log-position';
import { logTimeOf, UNSET_TIME } from '../format/log-time';
import { errnoCodeOf } from '../os/paths';
import type { BackupFile } from './backup-file';
import type { BackupDatabase, BackupHost } from './backup-host';
import { BackupRun, type Mark } from './backup-run';
import { stampHeader } from './backup-stamp';
import { DatabaseCopy } from './database-copy';
import { LogCopy, openLogCopy } from './log-copy';
import { type LogRange, prepareLogRange, requireFullBackups } from './log-range';

/** The handle of the one file that may be open. */
export const BACKUP_FILE_HANDLE = 0;

const LOG_EXTENSION = '.log';
const LONGEST_PATH = 4095;
const LONGEST_NAME = 255;
const NO_MARK: Mark = { position: NULL_POSITION, at: UNSET_TIME };
/** An incremental backup that ends before it listed its logs is stamped with what this makes of it: 0 to -1. */
const NO_RANGE: LogRange = { copyStart: 0, copyEnd: 0, deleteStart: 0, deleteEnd: 0 };

/** The names of logs and the generations they run from and to, both included. */
export interface LogList {
  readonly paths: readonly string[];
  readonly low: number;
  readonly high: number;
  readonly baseName: string;
}

export class StreamingBackup {
  #run: BackupRun | null = null;
  #isStopRequested = false;
  /** Where and when an incremental backup rolled the log the last time. */
  #incrementalMark = NO_MARK;

  constructor(readonly host: BackupHost) {}

  /** While it is true, databases are neither attached nor detached. */
  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** Circular logging must not reuse this generation or later ones; null when it may reuse all that it passed. */
  get firstKeptGeneration(): number | null {
    return this.#run?.isFull === true ? this.#run.firstGeneration : null;
  }

  /** Begins a backup; `bits` are those of jetBeginExternalBackup. */
  begin(bits: number): void {
    this.#requireBeginnable(bits);
    this.#isStopRequested = false;
    const isFull = bits === 0;
    const { log } = this.host;
    if (!isFull) requireFullBackups(this.host.databases());
    const mark = isFull ? this.#markNow(log.tip) : NO_MARK;
    const run = new BackupRun(isFull, mark, isFull ? log.readCheckpointGeneration() : 0);
    if (!isFull) for (const database of this.host.databases()) run.join(database);
    this.#run = run;
  }

  /** Fails unless there is a backup that may go on; for callers with arguments of their own to check next. */
  requireActive(): void {
    this.#active();
  }

  /** The paths of the databases to copy. */
  attachedPaths(): string[] {
    const run = this.#active();
    if (!run.isFull) fail(JET_errInvalidBackupSequence, 'an incremental backup copies no databases');
    return this.host
      .databases()
      .filter((database) => database.isLogged)
      .map((database) => database.path);
  }

  /** Opens a database or a log; answers its size in bytes. The handle is `BACKUP_FILE_HANDLE`. */
  openFile(name: string): number {
    const run = this.#active();
    if (name === '') fail(JET_errInvalidParameter, 'no file is named');
    if (run.file !== null) fail(JET_errOutOfMemory, 'another file is open');
    const path = this.#completePath(name);
    run.file = this.#forwards(run, () => this.#open(run, path));
    return run.file.size;
  }

  /** Fills `target` from where the last call stopped; answers the bytes delivered, 0 at the end. */
  readFile(handle: number, target: Uint8Array): number {
    const run = this.#active();
    if (handle !== BACKUP_FILE_HANDLE) fail(JET_errInvalidParameter, `no file has the handle ${handle}`);
    const { file } = run;
    this.#requireWholePages(file, target.length);
    if (file === null) return 0;
    try {
      return file.read(target);
    } catch (failure) {
      this.#giveUpFile(run, file);
      throw failure;
    }
  }

  closeFile(handle: number): void {
    const run = this.#running();
    const { file } = run;
    if (handle !== BACKUP_FILE_HANDLE || file === null)
      fail(JET_errInvalidParameter, `no open file has the handle ${handle}`);
    run.file = null;
    file.close();
    if (!file.isFinished) return;
    if (file instanceof DatabaseCopy) run.complete(file.database);
    else if (file.generation !== null) run.countLog(file.generation);
  }

  /** The logs to copy. */
  logsToCopy(): LogList {
    const { copyStart, copyEnd } = this.#listLogs();
    return this.#logList(copyStart, copyEnd);
  }

  /** The logs that `truncateLogs` would delete. */
  logsToDelete(): LogList {
    const { deleteStart, deleteEnd } = this.#listLogs();
    return this.#logList(deleteStart, deleteEnd);
  }

  /** Deletes the logs that the backup made superfluous, the oldest first. */
  truncateLogs(): void {
    const run = this.#active();
    this.#requireNoFile(run);
    const range = run.knownRange ?? fail(JET_errInvalidBackupSequence, 'the logs were not listed');
    if (!run.areLogsCopied(range)) fail(JET_errLogFileNotCopied, 'not all listed logs were read');
    run.areLogsTruncated = true;
    this.host.log.removeArchived(range.deleteStart, range.deleteEnd);
  }

  /**
   * Ends the backup; `bits` are those of jetEndExternalBackupInstance2. What is not normal, or comes too early, or was
   * stopped, leaves no trace in the headers.
   */
  end(bits: number): void {
    const isNormal = (bits & JET_bitBackupEndNormal) !== 0;
    const isAbort = (bits & JET_bitBackupEndAbort) !== 0;
    if (isNormal === isAbort) fail(JET_errInvalidParameter, 'an end is either normal or an abort');
    if (this.#run === null) this.#isStopRequested = false;
    const run = this.#running();
    const areLogsTruncated = run.areLogsTruncated || (bits & JET_bitBackupTruncateDone) !== 0;
    if (isNormal && run.phase === 'logs' && !this.#isStopRequested) this.#stampHeaders(run, areLogsTruncated);
    this.cancel();
  }

  /** The running backup may take no further step; without one nothing happens that anybody sees. */
  requestStop(): void {
    this.#isStopRequested = true;
  }

  /** Ends the running backup, if there is one, as given up. */
  cancel(): void {
    const run = this.#run;
    this.#run = null;
    this.#isStopRequested = false;
    run?.file?.close();
  }

  #requireBeginnable(bits: number): void {
    const { log } = this.host;
    if (!this.host.isBackupAllowed) fail(JET_errBackupNotAllowedYet, 'the instance was told to end');
    if (!log.isEnabled) fail(JET_errLoggingDisabled, 'the instance has no log');
    if (log.hasFailed) fail(JET_errLogWriteFail, 'the log could not be written');
    if (bits !== 0 && bits !== JET_bitBackupIncremental) fail(JET_errInvalidGrbit, bits.toString(16));
    if (bits !== 0 && log.isCircular) fail(JET_errInvalidBackup, 'circular logging keeps no increments');
    log.requireRoom();
    if (this.#run !== null) fail(JET_errBackupInProgress, 'one backup runs already');
  }

  #running(): BackupRun {
    return this.#run ?? fail(JET_errNoBackup, 'no backup was begun');
  }

  #active(): BackupRun {
    const run = this.#running();
    if (this.#isStopRequested) fail(JET_errBackupAbortByServer, 'the backup was told to stop');
    return run;
  }

  #requireNoFile(run: BackupRun): void {
    if (run.file !== null) fail(JET_errInvalidBackupSequence, 'a file is open');
  }

  #requireWholePages(file: BackupFile | null, length: number): void {
    const { pageBytes } = this.host;
    const leastPages =
      file === null ? 2 : file.isUntouched ? file.leastFirstPages : file instanceof DatabaseCopy ? 1 : 0;
    if (length % pageBytes !== 0 || length < leastPages * pageBytes)
      fail(JET_errInvalidParameter, `${length} bytes are not ${leastPages} pages of ${pageBytes} or more`);
  }

  #markNow(position: Mark['position']): Mark {
    return { position, at: logTimeOf(this.host.clock.now()) };
  }

  #completePath(name: string): string {
    const path = this.host.fileSystem.absolutePath(name);
    const isNoPath =
      path.includes('\0') ||
      path.length > LONGEST_PATH ||
      path.split(/[\\/]/).some((part) => part.length > LONGEST_NAME);
    return isNoPath ? fail(JET_errInvalidPath, `a path of ${path.length} characters`) : path;
  }

  /** Does what ends the backup when it fails in the log phase. */
  #forwards<T>(run: BackupRun, step: () => T): T {
    try {
      return step();
    } catch (failure) {
      if (run.phase === 'logs') this.cancel();
      throw failure;
    }
  }

  #open(run: BackupRun, path: string): DatabaseCopy | LogCopy {
    const database = this.#attachedDatabase(path);
    if (database === null)
      return run.phase === 'logs'
        ? this.#openLog(path)
        : fail(JET_errDatabaseNotFound, `${path} is not attached`);
    this.host.beginUse(database);
    try {
      if (run.phase !== 'databases') fail(JET_errInvalidBackupSequence, `${path} comes before the logs`);
      const copy = new DatabaseCopy(this.host, database, {
        mark: run.mark.position,
        markedAt: run.mark.at,
        lowGeneration: run.firstGeneration,
        highGeneration: 0,
      });
      run.join(database);
      return copy;
    } catch (failure) {
      this.host.endUse(database);
      run.drop(database);
      throw failure;
    }
  }

  #attachedDatabase(path: string): BackupDatabase | null {
    const { fileSystem } = this.host;
    const identity = fileSystem.identity(path);
    const found = this.host
      .databases()
      .find(
        (database) =>
          database.path === path || (identity !== null && fileSystem.identity(database.path) === identity),
      );
    return found ?? null;
  }

  #openLog(path: string): LogCopy {
    const { host } = this;
    const isLog = path.toLowerCase().endsWith(LOG_EXTENSION);
    const generation = isLog ? host.log.generationOf(path) : null;
    if (isLog && generation === null) fail(JET_errInvalidParameter, `${path} is no archived log`);
    try {
      return openLogCopy(host.fileSystem, path, generation, host.verifiesBlocks);
    } catch (failure) {
      if (errnoCodeOf(failure) === 'ENOENT') fail(JET_errMissingFileToBackup, path);
      throw failure;
    }
  }

  /** A failed read: of a database costs that database, of a log the backup. */
  #giveUpFile(run: BackupRun, file: DatabaseCopy | LogCopy): void {
    if (run.phase === 'logs') {
      this.cancel();
      return;
    }
    run.file = null;
    file.close();
    if (file instanceof DatabaseCopy) run.drop(file.database);
  }

  /** The ranges of logs; the first call rolls the log. */
  #listLogs(): LogRange {
    const run = this.#active();
    this.#requireNoFile(run);
    if (run.range === null) this.#prepareLogs(run);
    if (run.range instanceof JetError) throw run.range;
    run.phase = 'logs';
    return run.range ?? fail(JET_errInvalidBackupSequence, 'the logs were not listed');
  }

  /** A log that cannot be rolled may be tried again; what was found afterwards stays, even when it is a failure. */
  #prepareLogs(run: BackupRun): void {
    const mark = this.#markNow(this.host.log.roll());
    if (!run.isFull) this.#incrementalMark = mark;
    try {
      const firstGeneration = run.isFull ? run.firstGeneration : null;
      run.range = prepareLogRange(this.host, firstGeneration, (database) => run.isCopied(database));
    } catch (failure) {
      run.range = failure instanceof JetError ? failure : new JetError(toJetErr(failure), String(failure));
    }
  }

  #logList(start: number, end: number): LogList {
    const paths: string[] = [];
    for (let generation = start; generation < end; generation++)
      paths.push(this.host.log.archivePath(generation));
    return { paths, low: start, high: end - 1, baseName: this.host.log.baseName };
  }

  #stampHeaders(run: BackupRun, areLogsTruncated: boolean): void {
    const mark = run.isFull ? run.mark : this.#incrementalMark;
    const range = run.knownRange ?? NO_RANGE;
    const info = {
      mark: mark.position,
      markedAt: mark.at,
      lowGeneration: range.copyStart,
      highGeneration: (range.copyEnd - 1) >>> 0,
    };
    for (const database of this.host.databases()) {
      if (!database.isLogged || !(run.isFull ? run.isCopied(database) : run.isMember(database))) continue;
      this.#stamp(database, (header) => stampHeader(header, { isFull: run.isFull, areLogsTruncated, info }));
    }
  }

  /** The end of a backup succeeds although a header cannot be written: only the next incremental one will miss it. */
  #stamp(database: BackupDatabase, change: Parameters<BackupDatabase['updateHeader']>[0]): void {
    try {
      database.updateHeader(change);
    } catch (failure) {
      if (!(failure instanceof JetError) && errnoCodeOf(failure) === null) throw failure;
    }
  }
}
