/**
 * The changes of a log: done again in order on the databases that are attached, and taken back in the end where nobody
 * committed them.
 *
 *   records of transactions ─▶ OpenTransactions ◀─ before-images ─ PageRedo ◀─ records of pages
 *                                     └── log ends ─▶ versions, rolled back through the writer of the database
 *
 * Invariants
 *  1. A change is done again only on a database that was attached before it.
 *  2. A database's time and its highest id are never behind what was read.
 *  3. Taking back is logged like any rollback, so that it can be cut short and begun again.
 */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import { Tree } from '../btree/tree';
import { placeOf } from '../btree/page-log';
import { KeptBackPages } from '../cache/kept-back-pages';
import type { CachedFile } from '../cache/page-cache';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { Database } from '../database/database';
import { NULL_POSITION } from '../format/log-position';
import type { LogReader } from '../log/log-reader';
import type { LogStream } from '../log/log-stream';
import {
  OPERATION_DELTA,
  OPERATION_DELTA64,
  OPERATION_FLAG_DELETE,
  OPERATION_INSERT,
  OPERATION_REPLACE,
} from '../log/node-records';
import { isSkippable, recordName } from '../log/record-types';
import { TransactionRecord } from '../log/transaction-records';
import { SearchKey } from '../page/search-key';
import type { Transactions } from '../transaction/transactions';
import { Transaction } from '../version/transaction';
import { holdPage } from '../version/version-store';
import { VERSION_DELETE, VERSION_DELTA, VERSION_INSERT, VERSION_REPLACE } from '../version/version';
import {
  type KeptChange,
  type KeptTree,
  type OpenSession,
  OpenTransactions,
  requireComplete,
} from './open-transactions';
import { PageRedo } from './page-redo';
import type { RecoveredDatabases } from './recovered-databases';
import { RedoPages } from './redo-pages';

/** What redo and undo need of the instance. */
interface ChangesHost {
  readonly transactions: Transactions;
  /** The cached pages of a database, those of now. */
  pagesOf(database: Database): CachedFile;
  /** What changes a database. */
  changesOf(database: Database): DatabaseChanges | null;
  /** From now on changes are logged. */
  useLog(log: LogStream): void;
}

const SHORT_NUMBER = 4;
const LONG_NUMBER = 8;

/** What versions call the operations of records. */
const VERSIONS: ReadonlyMap<number, number> = new Map([
  [OPERATION_INSERT, VERSION_INSERT],
  [OPERATION_REPLACE, VERSION_REPLACE],
  [OPERATION_FLAG_DELETE, VERSION_DELETE],
  [OPERATION_DELTA, VERSION_DELTA],
  [OPERATION_DELTA64, VERSION_DELTA],
]);

/** A database that records are done again on. */
interface RedoneDatabase {
  readonly database: Database;
  readonly pages: RedoPages;
}

export class ChangeRedo {
  readonly #sessions = new OpenTransactions();
  readonly #redo = new PageRedo((id) => this.#find(id), this.#sessions);
  readonly #record = new TransactionRecord();
  readonly #name = new SearchKey();
  readonly #databases = new Map<Database, RedoneDatabase>();
  /** The reader that stands on the record. */
  #reader: LogReader | null = null;
  /** The database found last, and the state of the table it was found in: it is asked for once a record. */
  #foundId = 0;
  #found: RedoPages | null = null;
  #foundEpoch = 0;
  /** While changes are taken back: the database and the tree of the change before. */
  #lastAttached: Database | undefined;
  #lastTree: Tree | null = null;

  constructor(
    readonly recovered: RecoveredDatabases,
    readonly host: ChangesHost,
  ) {}

  /** The next record of a session or of pages. */
  apply(reader: LogReader): void {
    const { bytes, start } = reader;
    if (this.#record.read(bytes, start)) {
      this.#sessions.apply(this.#record, reader);
      this.host.transactions.startAfter(this.#record.time);
      return;
    }
    this.#reader = reader;
    const isKnown = this.#redo.apply(bytes, start, reader.length);
    if (!isKnown && !isSkippable(reader.type))
      fail(JET_errFeatureNotAvailable, `${recordName(reader.type)} cannot be done again`);
  }

  /** Databases are about to be left: their times and ids are those of what was read from now on. */
  settle(): void {
    for (const redone of this.#databases.values()) keepUp(redone);
  }

  /** A run of the instance ended: no session of it is left. */
  endRun(): void {
    this.settle();
    this.#sessions.clear();
    this.#redo.forgetMacros();
    this.#databases.clear();
    this.#found = null;
  }

  /** The log has ended, and goes on: takes back what is not committed. */
  undo(log: LogStream): void {
    this.#redo.forgetMacros();
    this.settle();
    this.host.useLog(log);
    this.#takeBack();
    this.endRun();
  }

  #find(databaseId: number): RedoPages | null {
    const { epoch } = this.recovered;
    if (this.#found !== null && this.#foundId === databaseId && this.#foundEpoch === epoch)
      return this.#found;
    const database = this.recovered.at(databaseId, this.#reader?.position ?? NULL_POSITION);
    if (database === null) return null;
    this.#foundId = databaseId;
    this.#foundEpoch = epoch;
    return (this.#found = this.#pagesOf(database));
  }

  #pagesOf(database: Database): RedoPages {
    let redone = this.#databases.get(database);
    if (redone === undefined) {
      const file = this.host.pagesOf(database);
      const grow = (pages: number): void => {
        if (pages > database.pageCount()) database.setPageCount(pages);
      };
      file.keptBack ??= new KeptBackPages((page) => this.#sessions.mustWait(database.id, page));
      redone = {
        database,
        pages: new RedoPages({ file, grow, readPages: database.readPages.bind(database) }),
      };
      this.#databases.set(database, redone);
    }
    return redone.pages;
  }

  /** First all versions are there again: a node that has one stays on its page until that is taken back. */
  #takeBack(): void {
    const { transactions } = this.host;
    transactions.versions.isBounded = false;
    const adopted = this.#sessions.open.map((session) => this.#adopt(session));
    const kept = adopted.flatMap(({ session, transaction }) =>
      session.changes.map((change) => ({ change, transaction })),
    );
    kept.sort((one, other) => one.change.versionId - other.change.versionId);
    for (const { change, transaction } of kept) this.#addVersion(change, transaction);
    for (const { session, transaction } of adopted) transaction.level = session.level;
    for (const database of this.recovered.attached) this.host.pagesOf(database).endKeepingBack();
    for (const { transaction } of adopted) while (transaction.level > 0) transactions.rollback(transaction);
    transactions.versions.isBounded = true;
  }

  #adopt(session: OpenSession): { session: OpenSession; transaction: Transaction } {
    const transaction = new Transaction(session.sessionId);
    transaction.beganAt = session.beganAt;
    transaction.logGeneration = session.generation;
    transaction.logPlace = placeOf(session.segment, session.logOffset);
    for (const tree of session.trees.slice().reverse()) this.#dropLater(tree, transaction);
    transaction.level = session.level;
    this.host.transactions.adopt(transaction);
    return { session, transaction };
  }

  /** The pages of a tree that was made are free again when the log has the rollback. */
  #dropLater({ databaseId, rootPage, level }: KeptTree, transaction: Transaction): void {
    const database = this.#attached(databaseId);
    if (database === undefined) return;
    transaction.level = level;
    const drop = (): void => this.host.changesOf(database)?.space.dropTree(rootPage, null);
    transaction.whenOver(this.host.pagesOf(database), drop);
  }

  #attached(databaseId: number): Database | undefined {
    const last = this.#lastAttached;
    if (last?.id === databaseId) return last;
    return (this.#lastAttached = this.recovered.attached.find(({ id }) => id === databaseId));
  }

  /** The tree of a change; changes of one tree come one behind the other. */
  #treeOf(database: Database, { rootPage, treeId }: KeptChange): Tree {
    const file = this.host.pagesOf(database);
    const last = this.#lastTree;
    if (last !== null && last.file === file && last.rootPage === rootPage) return last;
    return (this.#lastTree = new Tree(file, rootPage, treeId));
  }

  /** Makes a version of a change, if its database is there. */
  #addVersion(change: KeptChange, transaction: Transaction): void {
    const database = this.#attached(change.databaseId);
    if (database === undefined) return;
    const { versions } = this.host.transactions;
    requireComplete(change);
    const name = this.#name;
    const { bytes, keyLength, bookmarkLength } = change;
    name.setKey(bytes, 0, keyLength);
    if (bookmarkLength > keyLength) name.appendData(bytes, keyLength, bookmarkLength - keyLength);
    const tree = this.#treeOf(database, change);
    const operation = VERSIONS.get(change.operation);
    assert(operation !== undefined, 'only changes that can be taken back are kept');
    const newest = versions.find(tree, name);
    transaction.level = change.level;
    const version = versions.add(operation, tree, name, newest, transaction);
    assert(version !== null, 'versions are not bounded in recovery');
    versions.keepData(version, bytes, bookmarkLength, change.oldLength);
    version.id = change.versionId;
    version.deltaOffset = change.offset;
    version.deltaWidth = change.operation === OPERATION_DELTA64 ? LONG_NUMBER : SHORT_NUMBER;
    version.delta = deltaOf(change);
    if (change.isOnlyOnPage) holdPage(version, change.page);
  }
}

function deltaOf({ operation, deltaLow, deltaHigh }: KeptChange): bigint {
  const low = BigInt.asUintN(32, BigInt(deltaLow));
  return operation === OPERATION_DELTA64 ? (BigInt(deltaHigh) << 32n) | low : BigInt.asIntN(32, low);
}

/** The database's own counters follow what was read. */
function keepUp({ database, pages }: RedoneDatabase): void {
  const { time } = database;
  const { latestTime, highestTreeId } = pages;
  const isLater = latestTime.high > time.high || (latestTime.high === time.high && latestTime.low > time.low);
  if (isLater) time.startAfter(latestTime.low, latestTime.high);
  if (highestTreeId > database.lastObjectId) database.lastObjectId = highestTreeId;
}
