/**
 * The databases that the log says are attached, at the record that recovery is at.
 *
 *               its file is the one that the log means            Detach, or the run ends
 *   (no entry) ───────────────────────────────────────▶ attached ─────────────────────────▶ clean, (no entry)
 *        └──── it is not, or not yet ──▶ passed over ── Detach, or the run ends ──▶ (no entry)
 *
 * Invariants
 *  1. An attached database is in the instance's table under the id that the log names, and its header says that it is
 *     dirty and needs every generation that its pages may be changed by.
 *  2. A header becomes clean when its pages are durable, and names the position that the log leaves it clean at.
 *  3. A database in the making becomes attached with the record that says that it is made; if there is none, there is
 *     no file in the end.
 */
import {
  JET_errAccessDenied,
  JET_errAttachedDatabaseMismatch,
  JET_errDatabaseSharingViolation,
  JET_errFileAccessDenied,
  JET_errInvalidCreateDbVersion,
  JET_errReadVerifyFailure,
} from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import { Database } from '../database/database';
import { Databases } from '../database/databases';
import { createEmptyFile, openForRecovery } from '../database/recovery-file';
import { becomeClean, becomeDirty, requireLogGeneration } from '../database/header-state';
import type { OpenedFile } from '../database/open-file';
import { STATE_JUST_CREATED } from '../format/database-header';
import { comparePositions, type LogPosition } from '../format/log-position';
import { logTimeOf, type LogTime } from '../format/log-time';
import { CREATION_LOGGED } from '../log/creation-records';
import type { LogStream } from '../log/log-stream';
import {
  type AttachVerdict,
  checkAttached,
  checkCreated,
  type LoggedAttach,
  type RedoPlace,
} from './attach-check';
import type { DatabaseMap } from './database-map';

/** Why a database is passed over. */
type Reason = 'not there' | 'not accessible' | 'not in the map' | 'clean later';

type Entry =
  | { readonly database: Database; readonly attach: LoggedAttach }
  | { readonly database: null; readonly attach: LoggedAttach; readonly reason: Reason };

/** The generation that is read. */
interface ReadGeneration {
  readonly generation: number;
  readonly createdAt: LogTime;
}

const LOW_WORD = 0xffff_ffffn;

interface RecoveredOptions {
  /** Whether a database that the map does not name is looked for where the log says. */
  readonly findsUnmapped: boolean;
  /** Whether the instance may go on without databases that are not there. */
  readonly ignoresMissing: boolean;
}

export class RecoveredDatabases {
  /** Rises whenever `at` may answer differently for a position that it was asked about before. */
  epoch = 0;
  readonly #entries = new Map<number, Entry>();

  constructor(
    readonly databases: Databases,
    readonly map: DatabaseMap,
    readonly options: RecoveredOptions,
  ) {}

  /** The attached databases in the order of their ids. */
  get attached(): readonly Database[] {
    return [...this.#entries.values()]
      .flatMap(({ database }) => (database === null ? [] : [database]))
      .sort((one, other) => one.id - other.id);
  }

  /** A database on which the record at a position is to be done again; null for one that is passed over. */
  at(id: number, position: LogPosition): Database | null {
    const database = this.#entries.get(id)?.database ?? null;
    return database !== null && comparePositions(position, database.header.attachPosition) > 0
      ? database
      : null;
  }

  /** For AttachDB, and for what is attached where reading begins. */
  attach(attach: LoggedAttach, place: RedoPlace, read: ReadGeneration): void {
    this.#enter(attach, false, (opened) => this.#attachFile(opened, attach, place, read));
  }

  /** For CreateDB. */
  create(attach: LoggedAttach, version: number, place: RedoPlace): void {
    if (version !== CREATION_LOGGED)
      fail(JET_errInvalidCreateDbVersion, `${attach.path}: made by an older engine, version ${version}`);
    this.#enter(attach, true, (opened, path) => this.#createFile(opened, path, attach, place));
  }

  /** For CreateDBFinish. */
  finishCreation(id: number, read: ReadGeneration): void {
    this.epoch++;
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.database === null) return;
    const { database, attach } = entry;
    if (database.header.state !== STATE_JUST_CREATED) return;
    this.#makeDirty(database, attach, read);
  }

  /** For ExtendDB. */
  extend(id: number, lastPage: number, position: LogPosition): void {
    const database = this.at(id, position);
    if (database !== null && lastPage > database.pageCount()) database.setPageCount(lastPage);
  }

  /** Before records of a generation are done again. */
  enterGeneration({ generation, createdAt }: ReadGeneration): void {
    for (const database of this.attached)
      if (database.header.maximumRequired < generation && database.header.state !== STATE_JUST_CREATED)
        database.updateHeader((header) => requireLogGeneration(header, generation, createdAt));
  }

  /** For DetachDB: clean at its position. */
  detach(id: number, position: LogPosition): void {
    this.epoch++;
    const database = this.#entries.get(id)?.database ?? null;
    this.#entries.delete(id);
    if (database !== null) this.#leaveClean(database, position);
  }

  /** All databases are clean at a position, and none is attached. */
  endRun(position: LogPosition): void {
    for (const id of [...this.#entries.keys()]) this.detach(id, position);
  }

  /** Brings the pages of all databases to disk, and leaves the headers as they are. */
  flush(): void {
    for (const database of this.attached) {
      this.databases.host.flushPages(database);
      database.sync();
    }
  }

  /** The log goes on, and databases may need what it says from now on. */
  beginLogging(log: LogStream): void {
    for (const database of this.attached) database.requireLog(log);
  }

  /** Passes the databases on to the instance, which has them attached from now on. */
  hand(): void {
    for (const database of this.attached) database.loggedPath = database.path;
    this.#entries.clear();
  }

  /** The instance gives up: closes all files as they are. */
  abandon(): void {
    for (const database of this.attached) this.databases.release(database);
    this.#entries.clear();
  }

  /** JET_errAttachedDatabaseMismatch when one is missing without which the instance may not go on. */
  requireAll(isShutDown: boolean): void {
    for (const { database, attach, ...rest } of this.#entries.values()) {
      if (database !== null || !('reason' in rest)) continue;
      if (rest.reason === 'not in the map')
        fail(JET_errAttachedDatabaseMismatch, `${attach.path}: no map entry`);
      if (this.options.ignoresMissing || (isShutDown && rest.reason === 'clean later')) continue;
      const code = rest.reason === 'not accessible' ? JET_errAccessDenied : JET_errAttachedDatabaseMismatch;
      fail(code, `${attach.path} is ${rest.reason}`);
    }
  }

  #enter(
    attach: LoggedAttach,
    isToBeMade: boolean,
    take: (opened: OpenedFile | null, path: string) => Database | Reason,
  ): void {
    this.epoch++;
    const found = this.#locate(attach, isToBeMade, take);
    const { databaseId } = attach;
    this.#entries.set(
      databaseId,
      typeof found === 'string' ? { database: null, attach, reason: found } : { database: found, attach },
    );
  }

  #locate(
    attach: LoggedAttach,
    isToBeMade: boolean,
    take: (opened: OpenedFile | null, path: string) => Database | Reason,
  ): Database | Reason {
    const mapped = this.map.find(attach.path, attach.databaseSignature, isToBeMade);
    if (mapped === null && !this.map.isEmpty && !this.options.findsUnmapped) return 'not in the map';
    const path = mapped ?? this.map.elsewhere(attach.path);
    const { files, pageBytes } = this.databases.host;
    if (Databases.attachedAnywhere(files, path) !== null)
      fail(JET_errDatabaseSharingViolation, `${path} is attached already`);
    if (!files.exists(path)) return take(null, path);
    try {
      return take(openForRecovery(files, path, pageBytes), path);
    } catch (failure) {
      const err = failure instanceof JetError ? failure.err : 0;
      if (err === JET_errFileAccessDenied) return 'not accessible';
      if (err === JET_errReadVerifyFailure && isToBeMade) return take(null, path);
      throw failure;
    }
  }

  #attachFile(
    opened: OpenedFile | null,
    attach: LoggedAttach,
    place: RedoPlace,
    read: ReadGeneration,
  ): Database | Reason {
    if (opened === null) return 'not there';
    const verdict = this.#judge(opened, () => checkAttached(opened.found.header, attach, place));
    const database = this.#take(opened, attach, verdict);
    if (typeof database !== 'string' && verdict === 'attach') this.#makeDirty(database, attach, read);
    return database;
  }

  #createFile(
    opened: OpenedFile | null,
    path: string,
    attach: LoggedAttach,
    place: RedoPlace,
  ): Database | Reason {
    const { files, pageBytes } = this.databases.host;
    if (opened === null && !files.isDirectory(files.absolutePath(`${path}/..`))) return 'not there';
    const verdict =
      opened === null
        ? 'create'
        : this.#judge(opened, () => checkCreated(opened.found.header, attach, place));
    if (opened !== null && verdict !== 'create') return this.#take(opened, attach, verdict);
    opened?.file.close();
    const made = createEmptyFile(this.databases.host, path, {
      pageBytes,
      databaseId: attach.databaseId,
      databaseSignature: attach.databaseSignature,
      logSignature: place.logSignature,
      attachPosition: attach.attachPosition,
    });
    return this.#take(made, attach, 'now');
  }

  /** A file on which the check fails is closed. */
  #judge({ file }: OpenedFile, check: () => AttachVerdict): AttachVerdict {
    try {
      return check();
    } catch (failure) {
      file.close();
      throw failure;
    }
  }

  #take(opened: OpenedFile, attach: LoggedAttach, verdict: AttachVerdict): Database | Reason {
    if (verdict !== 'now' && verdict !== 'attach') {
      opened.file.close();
      return verdict === 'clean later' ? 'clean later' : 'not there';
    }
    const { databaseId: id, maximumPages, path } = attach;
    const options = { id, maximumPages, isReadOnly: false, isLogged: true };
    const database = new Database(this.databases.host, opened, options);
    database.loggedPath = path;
    database.lastObjectId = Math.max(database.lastObjectId, attach.lastObjectId);
    if (attach.databaseTime > database.databaseTime)
      database.time.startAfter(Number(attach.databaseTime & LOW_WORD), Number(attach.databaseTime >> 32n));
    this.databases.adopt(database);
    return database;
  }

  /** The header says what it would say had the attach not been cut short. */
  #makeDirty(database: Database, attach: LoggedAttach, { generation, createdAt }: ReadGeneration): void {
    const position = attach.attachPosition;
    const { logSignature } = database.header;
    const now = logTimeOf(this.databases.host.clock.now());
    database.updateHeader((header) => {
      header.dirtiedAt = database.databaseTime;
      header.lastObjectId = database.lastObjectId;
      becomeDirty(header, database.id, now, { attach: { position, madeAt: createdAt, logSignature } });
      requireLogGeneration(header, generation, createdAt);
    });
  }

  #leaveClean(database: Database, position: LogPosition): void {
    if (database.header.state === STATE_JUST_CREATED) {
      this.databases.release(database);
      this.databases.host.files.remove(database.path);
      return;
    }
    this.databases.host.flushPages(database);
    database.sync();
    const now = logTimeOf(this.databases.host.clock.now());
    database.updateHeader((header) => {
      header.dirtiedAt = database.databaseTime;
      header.lastObjectId = database.lastObjectId;
      becomeClean(header, now, position);
    });
    this.databases.release(database);
  }
}
