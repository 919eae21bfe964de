/**
 * The databases attached to one instance, and which session has which of them open.
 *
 * Invariants
 *  1. A database has a slot from its attach to its detach; the slot's number is its id, 1 to 6.
 *  2. No file is attached twice in this process, whichever way it is named.
 *  3. A database that anybody has open is not detached; one that a session has open exclusively nobody else opens.
 *  4. An attach that fails leaves the file as it was; where it cannot, and where a detach fails half-way, the instance
 *     cannot go on, and its log still says what has to be done.
 *  5. While a backup runs the set of attached databases grows only by new ones and never shrinks.
 */
import {
  JET_errBackupInProgress,
  JET_errDatabaseCorrupted,
  JET_errDatabaseDuplicate,
  JET_errDatabaseInUse,
  JET_errDatabaseInvalidPath,
  JET_errDatabaseLocked,
  JET_errDatabaseNotFound,
  JET_errDatabaseSharingViolation,
  JET_errInvalidDatabaseId,
  JET_errInvalidPath,
  JET_errOneDatabasePerSession,
  JET_errTooManyAttachedDatabases,
} from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import { toJetErr } from '../../errors/to-jet-err';
import type { JET_ERR } from '../../include/handles';
import { ATTACHMENT_LIST_BYTES, type Attachment } from '../format/attachments';
import type { FileSystem } from '../os/file-system';
import { beginCreation, type DatabaseMaker, endCreation, openEmptyFile } from './creation';
import { Database, type DatabaseHost } from './database';
import { completePath, openDatabaseFile, requireExistingPath } from './open-file';

const SLOTS = 6;

/** What the table of databases needs of its instance. */
export interface DatabasesHost extends DatabaseHost {
  /** Whether a backup keeps databases from being attached and detached. */
  isFrozen(): boolean;
  /** Makes a place in the cache for the pages of a database; `dropPages` gives it back. */
  cachePages(database: Database): void;
  /** Makes the pages of a database readable, and returns the last one that it owns. */
  openPages(database: Database): number;
  /** Leaves nothing of a database to open transactions; false when one has changed it and is still open. */
  settle(database: Database): boolean;
  /** Brings all pages of a database to its file, to be synced by the caller, and forgets them. */
  flushPages(database: Database): void;
  /** Forgets the pages of a database as they are. */
  dropPages(database: Database): void;
  /** A database was marked in the log as one that it is not: the instance cannot go on. */
  broke(err: JET_ERR): void;
}

export interface AttachRequest {
  readonly isReadOnly: boolean;
  /** Changes are not logged, although the instance keeps a log. */
  readonly isUnlogged: boolean;
  readonly maximumPages: number;
}

export interface CreateRequest {
  readonly overwrites: boolean;
  /** Changes are not logged, although the instance keeps a log. */
  readonly isUnlogged: boolean;
  /** The options of the call, for the log. */
  readonly options: number;
  readonly maximumPages: number;
}

interface OpenRequest {
  readonly isExclusive: boolean;
  /** Whether the owner may have no other database open. */
  readonly isOnly: boolean;
}

interface Slot {
  readonly database: Database;
  /** How often each owner has it open. */
  readonly opens: Map<object, number>;
  exclusiveOwner: object | null;
}

/** For each host the files attached by any instance of this process, by identity. */
const attachedOf = new WeakMap<FileSystem, Map<string, Databases>>();

function attachedFiles(files: FileSystem): Map<string, Databases> {
  let attached = attachedOf.get(files);
  if (attached === undefined) {
    attached = new Map();
    attachedOf.set(files, attached);
  }
  return attached;
}

export class Databases {
  readonly #slots: (Slot | null)[] = new Array<Slot | null>(SLOTS).fill(null);

  constructor(readonly host: DatabasesHost) {}

  /** The database of a path, whichever instance of this process has attached it. */
  static attachedAnywhere(files: FileSystem, path: string): Database | null {
    return (
      attachedFiles(files)
        .get(files.identity(path) ?? '')
        ?.byPath(path) ?? null
    );
  }

  /** The attached databases in the order of their slots. */
  get all(): readonly Database[] {
    return this.#slots.flatMap((slot) => (slot === null ? [] : [slot.database]));
  }

  /** What the log's headers and checkpoints say of them. */
  attachments(): Attachment[] {
    return this.all
      .filter(({ isLogged }) => isLogged)
      .map((database) => ({
        databaseId: database.id,
        databaseTime: database.databaseTime,
        lastObjectId: database.lastObjectId,
        maximumPages: database.maximumPages,
        attachPosition: database.header.attachPosition,
        consistentPosition: database.header.consistentPosition,
        databaseSignature: database.header.databaseSignature,
        path: database.loggedPath,
        isSparse: false,
      }));
  }

  /** Attaches a file; answers null when this instance has attached it already. */
  attach(path: string | null, request: AttachRequest): Database | null {
    const absolute = requireExistingPath(this.host.files, requirePath(path));
    if (this.host.isFrozen()) fail(JET_errBackupInProgress, `attach of ${absolute}`);
    const owner = attachedFiles(this.host.files).get(this.host.files.identity(absolute) ?? '');
    if (owner === this) return null;
    if (owner !== undefined) fail(JET_errDatabaseSharingViolation, `${absolute} belongs to another instance`);
    return this.#attach(absolute, request);
  }

  /**
   * Makes a database and attaches it; also while a backup runs. A file that exists is JET_errDatabaseDuplicate unless
   * it may be replaced; one that is attached always is.
   */
  create(path: string | null, request: CreateRequest, maker: DatabaseMaker): Database {
    const { files } = this.host;
    const absolute = completePath(files, requirePath(path));
    if (!files.isDirectory(files.absolutePath(`${absolute}/..`))) fail(JET_errInvalidPath, absolute);
    const identity = files.identity(absolute);
    if (identity !== null && (!request.overwrites || attachedFiles(files).has(identity)))
      fail(JET_errDatabaseDuplicate, absolute);
    const isLogged = this.host.log !== null && !request.isUnlogged;
    if (isLogged) this.host.log?.requireRoom();
    const id = this.#freeId(absolute, isLogged);
    return isLogged
      ? this.#createLogged(absolute, id, request, maker)
      : this.#createUnlogged(absolute, request, maker);
  }

  #createUnlogged(path: string, { maximumPages, isUnlogged }: CreateRequest, maker: DatabaseMaker): Database {
    maker.makeFile(path);
    try {
      return this.#attach(path, { isReadOnly: false, isUnlogged, maximumPages });
    } catch (failure) {
      this.host.files.remove(path);
      throw failure;
    }
  }

  /** Once the log says that the database is being made, it has to be: what fails then ends the instance. */
  #createLogged(path: string, id: number, request: CreateRequest, maker: DatabaseMaker): Database {
    const { host } = this;
    const { maximumPages, options } = request;
    const file = openEmptyFile(host, path, request.overwrites, maker.pages);
    try {
      const database = beginCreation(host, file, maker.header(), { id, maximumPages, options });
      this.adopt(database);
      maker.makePages(database);
      endCreation(host, database);
      return database;
    } catch (failure) {
      const slot = this.#slots[id - 1];
      if (slot === null) file.close();
      else this.release(slot.database);
      host.files.remove(path);
      host.broke(toJetErr(failure));
      throw failure;
    }
  }

  /** Detaches the database of a path, or all without one. */
  detach(path: string | null): void {
    if (path === null || path === '') {
      for (const database of this.all) this.#detach(database);
      return;
    }
    const absolute = completePath(this.host.files, path);
    this.#detach(this.byPath(absolute) ?? fail(JET_errDatabaseNotFound, `${absolute} is not attached`));
  }

  byPath(path: string): Database | null {
    const absolute = completePath(this.host.files, path);
    const identity = this.host.files.identity(absolute);
    return this.all.find((database) => database.path === absolute || database.identity === identity) ?? null;
  }

  /** Opens an attached database for an owner, who closes it as often as it was opened. */
  open(owner: object, path: string | null, { isExclusive, isOnly }: OpenRequest): Database {
    const absolute = completePath(this.host.files, requirePath(path));
    const database = this.byPath(absolute) ?? fail(JET_errDatabaseNotFound, `${absolute} is not attached`);
    const slot = this.#slotOf(database);
    if (isOnly && this.#slots.some((other) => other !== slot && other?.opens.has(owner)))
      fail(JET_errOneDatabasePerSession, absolute);
    if (slot.exclusiveOwner !== null && slot.exclusiveOwner !== owner)
      fail(JET_errDatabaseLocked, `${absolute} is open exclusively`);
    if (isExclusive && slot.opens.size > 0) fail(JET_errDatabaseInUse, `${absolute} is open`);
    if (isExclusive) slot.exclusiveOwner = owner;
    slot.opens.set(owner, (slot.opens.get(owner) ?? 0) + 1);
    return database;
  }

  /** Opens a database for an owner that knows it already. */
  use(owner: object, database: Database): void {
    this.open(owner, database.path, { isExclusive: false, isOnly: false });
  }

  /** Whether `owner` has an id open exclusively. */
  isExclusive(owner: object, id: number): boolean {
    return this.#slots[id - 1]?.exclusiveOwner === owner;
  }

  /** The database that `owner` has open under an id; JET_errInvalidDatabaseId for any other. */
  require(owner: object, id: number): Database {
    const slot = this.#slots[id - 1];
    if (slot === null || slot === undefined || !slot.opens.has(owner))
      return fail(JET_errInvalidDatabaseId, `database ${id}`);
    return slot.database;
  }

  /** Gives one open back; true when it was the owner's last one of that database. */
  close(owner: object, id: number): boolean {
    if (!(id >= 1 && id <= SLOTS)) fail(JET_errInvalidDatabaseId, `database ${id}`);
    const slot = this.#slots[id - 1];
    if (slot === null) return fail(JET_errInvalidDatabaseId, `no database ${id} is attached`);
    const count = slot.opens.get(owner);
    if (count === undefined) return fail(JET_errDatabaseNotFound, `database ${id} is not open`);
    if (slot.exclusiveOwner === owner) slot.exclusiveOwner = null;
    if (count > 1) slot.opens.set(owner, count - 1);
    else slot.opens.delete(owner);
    return count === 1;
  }

  /** Gives back everything an owner has open. */
  closeAll(owner: object): void {
    for (const slot of this.#slots) {
      slot?.opens.delete(owner);
      if (slot?.exclusiveOwner === owner) slot.exclusiveOwner = null;
    }
  }

  /** Detaches everything at the end of the instance, open or not. */
  end(): void {
    for (const database of this.all) this.#finish(database);
  }

  /** Closes the files as they are: what is not on disk is left to recovery. */
  abandon(): void {
    for (const database of this.all) this.release(database);
  }

  /**
   * Takes in a database that the log says is attached, under the id that the log gives it: recovery answers for its
   * header and its pages until it is clean.
   */
  adopt(database: Database): void {
    assert(this.#slots[database.id - 1] === null, 'the log gives an id to one database at a time');
    const owner = attachedFiles(this.host.files).get(database.identity);
    if (owner !== undefined) fail(JET_errDatabaseSharingViolation, `${database.path} is attached already`);
    this.host.cachePages(database);
    this.#slots[database.id - 1] = { database, opens: new Map(), exclusiveOwner: null };
    attachedFiles(this.host.files).set(database.identity, this);
  }

  /** Lets go of a database that was taken in, its file as it is. */
  release(database: Database): void {
    this.host.dropPages(database);
    this.#remove(database);
  }

  #attach(absolute: string, request: AttachRequest): Database {
    const isLogged = this.host.log !== null && !request.isReadOnly && !request.isUnlogged;
    const id = this.#freeId(absolute, isLogged);
    const opened = openDatabaseFile(this.host.files, absolute, request.isReadOnly, this.host.pageBytes);
    const database = new Database(this.host, opened, { ...request, id, isLogged });
    this.#begin(database);
    this.#slots[id - 1] = { database, opens: new Map(), exclusiveOwner: null };
    attachedFiles(this.host.files).set(database.identity, this);
    return database;
  }

  #begin(database: Database): void {
    let isReadable = false;
    try {
      const last = this.host.openPages(database);
      isReadable = true;
      if (last > database.pageCount())
        fail(JET_errDatabaseCorrupted, `${database.path}: ${database.pageCount()} pages, owns ${last}`);
      if (!database.isReadOnly) this.#makeDirty(database);
    } catch (failure) {
      if (isReadable) this.host.dropPages(database);
      database.close();
      throw failure;
    }
  }

  #detach(database: Database): void {
    if (this.host.isFrozen()) fail(JET_errBackupInProgress, `detach of ${database.path}`);
    if (this.#slotOf(database).opens.size > 0) fail(JET_errDatabaseInUse, `${database.path} is open`);
    this.#finish(database);
  }

  #finish(database: Database): void {
    if (!this.host.settle(database)) fail(JET_errDatabaseInUse, `${database.path}: a transaction is open`);
    if (!database.isReadOnly) this.host.flushPages(database);
    if (!database.isReadOnly) this.#makeClean(database);
    this.host.dropPages(database);
    this.#remove(database);
  }

  /** A header that cannot be written, nor be put back, is dirty beside a log that has nobody who needs it. */
  #makeDirty(database: Database): void {
    try {
      if (database.isLogged) this.host.log?.requireRoom();
      database.beginWriting();
    } catch (failure) {
      try {
        database.undoBeginWriting();
      } catch (second) {
        this.host.broke(toJetErr(second));
      }
      throw failure;
    }
  }

  /**
   * Pages that a failed sync lost are nowhere but in the log; and after the detach record a header that is not written
   * leaves log and database in disagreement.
   */
  #makeClean(database: Database): void {
    try {
      database.sync();
      database.endWriting();
    } catch (failure) {
      this.host.broke(toJetErr(failure));
      throw failure;
    }
  }

  #remove(database: Database): void {
    database.close();
    attachedFiles(this.host.files).delete(database.identity);
    this.#slots[database.id - 1] = null;
  }

  #slotOf(database: Database): Slot {
    const slot = this.#slots[database.id - 1];
    assert(slot !== null && slot !== undefined && slot.database === database, 'the database is attached');
    return slot;
  }

  #freeId(path: string, isLogged: boolean): number {
    const slot = this.#slots.indexOf(null);
    if (slot < 0) fail(JET_errTooManyAttachedDatabases, `${SLOTS} databases are attached`);
    if (isLogged && !attachmentFits(this.attachments(), path))
      fail(JET_errTooManyAttachedDatabases, `no room in log headers for ${path}`);
    return slot + 1;
  }
}

/** Fixed part of an entry in the list of attachments. */
const ATTACHMENT_BYTES = 64;

/** Whether the list in log headers has room for one more path. */
function attachmentFits(attachments: readonly Attachment[], path: string): boolean {
  const bytesOf = (each: string): number => ATTACHMENT_BYTES + 2 * (each.length + 1);
  return attachments.reduce((sum, each) => sum + bytesOf(each.path), bytesOf(path)) < ATTACHMENT_LIST_BYTES;
}

function requirePath(path: string | null): string {
  return path === null || path === '' ? fail(JET_errDatabaseInvalidPath, 'no path') : path;
}
