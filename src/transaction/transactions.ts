/**
 * The transactions of one instance: when they began, what they changed, and what becomes of it.
 *
 *   begin ─▶ changes (versions) ─▶ commit ─▶ others that began earlier still see the old state ─▶ nobody does: cleaned up
 *                               └▶ rollback: versions are taken back, the youngest first
 *
 * Time is a counter that beginnings and commits take in turn: a transaction sees what was committed before it began.
 *
 * Invariants
 *  1. A commit is in the log before anybody sees what was changed, and durably so unless it is lazy.
 *  2. A version outlives its commit until no transaction is open that began before it. Then a node that was deleted goes
 *     from its page, and a tree that was dropped gives its pages back.
 *  3. A rollback that cannot be finished, JET_errRollbackError, leaves a database that only recovery can put right: the
 *     owner is told.
 *  4. What is done when nobody's transaction is open for it, cleaning up, is done by `system`, and logged as its.
 */
import { assert } from '../../errors/assert';
import { JET_errInternalError, JET_errRollbackError } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { toJetErr } from '../../errors/to-jet-err';
import type { JET_ERR } from '../../include/handles';
import type { TreeWriter } from '../btree/insert';
import { placeOf } from '../btree/page-log';
import { Tree } from '../btree/tree';
import type { LogStream } from '../log/log-stream';
import { RecordBuffer } from '../log/record-buffer';
import { putCommit, putCommitOutermost, putRollback } from '../log/transaction-records';
import { Transaction } from '../version/transaction';
import { type Version, VERSION_DELETE, VERSION_INSERT } from '../version/version';
import { nextVersionId } from '../version/version-ids';
import type { VersionStore } from '../version/version-store';
import type { VersionedFile, VersionedTree } from '../version/versioned-tree';

const TIME_STEP = 4;
const SYSTEM_SESSION = 1;

/** What transactions need of their instance. */
interface TransactionsOwner {
  /** Null while the instance keeps no log. */
  readonly log: LogStream | null;
  /** A rollback, or what is done behind the calls, could not be finished; only recovery helps. */
  rollbackFailed(err: JET_ERR): void;
}

/** Versions of one committed transaction, the youngest first. */
interface Committed {
  readonly newest: Version | null;
  readonly committedAt: number;
}

/** Something that waits until nobody is left who began before that time. */
interface Unseen {
  readonly since: number;
  readonly file: VersionedFile;
  readonly run: () => void;
}

/** Something that need not be done at once. */
interface Later {
  readonly file: VersionedFile;
  readonly run: () => void;
}

const LATER_MS = 1000;
/** So many wait no longer than until no transaction is open: who never ends a turn of the event loop leaves no more behind. */
const MOST_LATER = 4096;

export class Transactions {
  /** Does what is nobody's. */
  readonly system = new Transaction(SYSTEM_SESSION);
  readonly #open = new Set<Transaction>();
  readonly #writers = new Map<VersionedFile, TreeWriter>();
  readonly #committed: Committed[] = [];
  readonly #record = new RecordBuffer();
  readonly #gone: Version[] = [];
  #unseen: Unseen[] = [];
  #later: Later[] = [];
  #timer: NodeJS.Timeout | null = null;
  #lastTime = 0;

  constructor(
    readonly owner: TransactionsOwner,
    readonly versions: VersionStore,
  ) {}

  /** What happens from now on is later than this. */
  get now(): number {
    return this.#lastTime;
  }

  /** The trees of a database can be changed by transactions from now on. */
  addDatabase(writer: TreeWriter): void {
    this.#writers.set(writer.file, writer);
  }

  /**
   * Leaves nothing of a database to open transactions: those that began before a change of it was committed see it no
   * more. False, and nothing is done, when one has changed it and is still open.
   */
  settleDatabase(file: VersionedFile): boolean {
    for (const { newest } of this.#open) if (isOfFile(newest, file)) return false;
    if (this.#later.some((later) => later.file === file)) this.doAllLater();
    this.#committed.forEach((each, index) => {
      this.#committed[index] = { ...each, newest: this.#forget(each.newest, (tree) => tree.file === file) };
    });
    this.#purgeGone();
    this.#runUnseen((unseen) => unseen.file === file);
    return true;
  }

  /** Nothing of the database is changed any more; it is settled, or abandoned. */
  removeDatabase(file: VersionedFile): void {
    assert(!this.#committed.some(({ newest }) => isOfFile(newest, file)), 'the database is settled');
    this.#writers.delete(file);
  }

  /** Whatever is open, or waits to be cleaned up, is left to recovery. */
  abandon(): void {
    this.#open.clear();
    this.#committed.length = 0;
    this.#unseen.length = 0;
    this.#later.length = 0;
    this.#stopTimer();
  }

  /** What begins from now on is later than that time. */
  startAfter(time: number): void {
    if (time > this.#lastTime) this.#lastTime = time;
  }

  /** Takes over a transaction that recovery found open; the log knows it. */
  adopt(transaction: Transaction): void {
    transaction.loggedLevel = transaction.level;
    this.#open.add(transaction);
  }

  /** Opens one more level. */
  begin(transaction: Transaction, isReadOnly: boolean): void {
    if (transaction.level === 0) {
      transaction.beganAt = this.#lastTime += TIME_STEP;
      transaction.isReadOnly = isReadOnly;
      this.#open.add(transaction);
    }
    transaction.level++;
  }

  /** Ends the innermost level; the outermost becomes durable at once unless it is lazy. */
  commit(transaction: Transaction, isLazy: boolean): void {
    assert(transaction.level > 0, 'a transaction is open');
    if (transaction.level > 1) this.#commitInner(transaction);
    else this.#commitOutermost(transaction, isLazy);
  }

  /** Takes back what the innermost level did. */
  rollback(transaction: Transaction): void {
    const { level } = transaction;
    assert(level > 0, 'a transaction is open');
    this.#takeBack(transaction, (levelOfChange) => levelOfChange >= level);
    const { log } = this.owner;
    if (transaction.loggedLevel >= level && log !== null) {
      putRollback(this.#record, transaction.sessionId, 1);
      log.append(this.#record.bytes, 0, this.#record.length);
      transaction.loggedLevel = level - 1;
    }
    transaction.level = level - 1;
    if (level === 1) this.#open.delete(transaction);
    this.#finish(transaction, level);
  }

  /** A point to which `rollbackTo` goes back. */
  savepoint(): number {
    return nextVersionId();
  }

  /** Takes back what the transaction did since a savepoint; its level stays. */
  rollbackTo(transaction: Transaction, savepoint: number): void {
    this.#takeBack(transaction, (_level, id) => id > savepoint);
  }

  /**
   * Takes back what was done between two savepoints and leaves alone what was done later. Nothing of the one may build on
   * the other, and nothing that waits for the end of the transaction belongs to it.
   */
  rollbackBetween(transaction: Transaction, from: number, to: number): void {
    try {
      let above: Version | null = null;
      let version = transaction.newest;
      while (version !== null && version.id > from) {
        const { previous }: Version = version;
        if (version.id > to) above = version;
        else {
          this.#undo(transaction, version);
          if (above !== null) above.previous = previous;
        }
        version = previous;
      }
      this.#purgeGone();
    } catch (failure) {
      this.#giveUp(failure);
    }
  }

  /** When the first of those began that are open; Infinity when none is. */
  get oldestBegin(): number {
    let oldest = Infinity;
    for (const { beganAt } of this.#open) if (beganAt < oldest) oldest = beganAt;
    return oldest;
  }

  /**
   * Forgets the versions that nobody needs any more, takes the nodes they deleted off their pages, and does what waits for
   * that.
   */
  cleanUp(): void {
    const committed = this.#committed;
    if (committed.length === 0 && this.#unseen.length === 0) return;
    const oldest = this.oldestBegin;
    let done = 0;
    while (done < committed.length && committed[done].committedAt < oldest)
      this.#forget(committed[done++].newest, () => true);
    if (done > 0) committed.splice(0, done);
    this.#purgeGone();
    this.#runUnseen(({ since }) => since < oldest);
  }

  /**
   * Does something about a database in about a second, between two calls, at the latest before it is left, and before that
   * when very much waits.
   */
  doLater(file: VersionedFile, run: () => void): void {
    this.#later.push({ file, run });
    this.#timer ??= setTimeout(() => this.#doInBackground(), LATER_MS).unref();
  }

  /** No call runs that could answer for a failure: the instance does. */
  #doInBackground(): void {
    try {
      this.doAllLater();
    } catch (failure) {
      this.owner.rollbackFailed(toJetErr(failure));
    }
  }

  /** Does now what may be done later; what the disk refuses is not done. */
  doAllLater(): void {
    this.#stopTimer();
    for (const { run } of this.#later.splice(0)) {
      try {
        run();
      } catch (failure) {
        if (toJetErr(failure) === JET_errInternalError) throw failure;
      }
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Runs `body` as a transaction of the instance's own. */
  asSystem(body: () => void): void {
    const { system } = this;
    if (system.level > 0) {
      body();
      return;
    }
    system.beganAt = this.#lastTime += TIME_STEP;
    system.level = 1;
    const actors = [...this.#writers.values()].map(({ log }) => [log, log.actor] as const);
    for (const [log] of actors) log.actor = system;
    try {
      body();
      this.#logCommit(system, (this.#lastTime += TIME_STEP));
    } finally {
      for (const [log, actor] of actors) log.actor = actor;
      system.level = 0;
      system.loggedLevel = 0;
    }
  }

  /** The oldest place where the log says that a transaction began that is still open; null for none. */
  oldestLogged(): { generation: number; place: number } | null {
    let oldest: Transaction | null = null;
    for (const transaction of this.#open) {
      if (transaction.loggedLevel > 0 && (oldest === null || beganEarlier(transaction, oldest)))
        oldest = transaction;
    }
    return oldest === null ? null : { generation: oldest.logGeneration, place: oldest.logPlace };
  }

  #commitInner(transaction: Transaction): void {
    const { level } = transaction;
    const { log } = this.owner;
    for (
      let version = transaction.newest;
      version !== null && version.level === level;
      version = version.previous
    )
      version.level = level - 1;
    for (const waiting of transaction.waiting) if (waiting.level === level) waiting.level = level - 1;
    for (const after of transaction.afterEnd) if (after.level === level) after.level = level - 1;
    if (transaction.loggedLevel >= level && log !== null) {
      putCommit(this.#record, transaction.sessionId, level - 1);
      log.append(this.#record.bytes, 0, this.#record.length);
      transaction.loggedLevel = level - 1;
    }
    transaction.level = level - 1;
  }

  #commitOutermost(transaction: Transaction, isLazy: boolean): void {
    const committedAt = (this.#lastTime += TIME_STEP);
    const isLogged = this.#logCommit(transaction, committedAt);
    const { log } = this.owner;
    transaction.commitGeneration = 0;
    if (isLogged && log !== null) {
      transaction.commitGeneration = log.lastGeneration;
      transaction.commitPlace = placeOf(log.lastSegment, log.lastOffset);
      if (!isLazy) log.flush();
    }
    const { newest, waiting } = transaction;
    transaction.newest = null;
    transaction.level = 0;
    transaction.loggedLevel = 0;
    this.#open.delete(transaction);
    for (let version = newest; version !== null; version = version.previous) {
      version.transaction = null;
      version.committedAt = committedAt;
    }
    if (newest !== null) this.#committed.push({ newest, committedAt });
    for (const { end } of waiting.splice(0)) end.committed();
    this.#finish(transaction, 1);
  }

  /** The level is over, whatever comes of what is to be done now: what the disk refuses is left for later, or lost space. */
  #finish(transaction: Transaction, level: number): void {
    try {
      this.#awaitUnseen(transaction, level);
      if (level > 1) return;
      this.cleanUp();
      if (this.#later.length >= MOST_LATER && this.#open.size === 0) this.doAllLater();
    } catch (failure) {
      if (toJetErr(failure) === JET_errInternalError) throw failure;
    }
  }

  /** What waited for the end of a level, or of one inside it, now waits until nobody is left who began before. */
  #awaitUnseen({ afterEnd }: Transaction, level: number): void {
    if (afterEnd.length === 0) return;
    const rest: typeof afterEnd = [];
    for (const after of afterEnd.splice(0)) {
      if (after.level < level) rest.push(after);
      else this.#unseen.push({ since: this.#lastTime, file: after.file, run: after.run });
    }
    afterEnd.push(...rest);
  }

  /** Does what waited long enough, in the order it came: inner trees before outer. */
  #runUnseen(isDue: (unseen: Unseen) => boolean): void {
    if (!this.#unseen.some(isDue)) return;
    const due = this.#unseen.filter(isDue);
    this.#unseen = this.#unseen.filter((unseen) => !isDue(unseen));
    this.asSystem(() => {
      for (const { run } of due) run();
    });
  }

  /** Tells the log that a transaction is committed, if it knows of it. */
  #logCommit(transaction: Transaction, committedAt: number): boolean {
    const { log } = this.owner;
    if (transaction.loggedLevel === 0 || log === null) return false;
    putCommitOutermost(this.#record, transaction.sessionId, committedAt);
    log.append(this.#record.bytes, 0, this.#record.length);
    return true;
  }

  /** Gives those versions back that are of certain trees, and returns the rest; the nodes they deleted are kept in mind. */
  #forget(newest: Version | null, isWanted: (tree: VersionedTree) => boolean): Version | null {
    let rest: Version | null = null;
    let last: Version | null = null;
    for (let version = newest; version !== null;) {
      const { previous }: Version = version;
      if (isWanted(version.tree)) {
        if (version.operation === VERSION_DELETE) this.#gone.push(version);
        this.versions.remove(version);
      } else {
        if (last === null) rest = version;
        else last.previous = version;
        last = version;
      }
      version = previous;
    }
    if (last !== null) last.previous = null;
    return rest;
  }

  /**
   * Takes nodes off their pages. The versions were given back, but nothing has been made of them yet. What a failure leaves
   * on its page stays there, flagged, until somebody inserts that key again.
   */
  #purgeGone(): void {
    if (this.#gone.length === 0) return;
    const gone = this.#gone.splice(0);
    this.asSystem(() => {
      for (const version of gone) {
        const { tree } = version;
        assert(tree instanceof Tree, 'versions are of trees');
        this.#writers.get(tree.file)?.purge(tree, version);
      }
    });
  }

  /** Takes back changes, the youngest first, as long as `isWanted` says so of their level and id. */
  #takeBack(transaction: Transaction, isWanted: (level: number, id: number) => boolean): void {
    try {
      for (;;) {
        const { newest, waiting } = transaction;
        const last = waiting.at(-1);
        if (last !== undefined && last.id > (newest?.id ?? 0)) {
          if (!isWanted(last.level, last.id)) break;
          waiting.pop();
          last.end.rolledBack();
        } else if (newest !== null && isWanted(newest.level, newest.id)) this.#undo(transaction, newest);
        else break;
      }
      this.#purgeGone();
    } catch (failure) {
      this.#giveUp(failure);
    }
  }

  #giveUp(failure: unknown): never {
    const err = toJetErr(failure);
    this.owner.rollbackFailed(err);
    return fail(JET_errRollbackError, `error ${err}`);
  }

  #undo(transaction: Transaction, version: Version): void {
    const writer = this.#writers.get(version.tree.file);
    assert(writer !== undefined, 'a database stays while a transaction has changed it');
    writer.log.actor = transaction;
    writer.undo(version);
    if (transaction.newest === version) transaction.newest = version.previous;
    if (version.operation === VERSION_INSERT) this.#gone.push(version);
    this.versions.remove(version);
  }
}

function isOfFile(newest: Version | null, file: VersionedFile): boolean {
  for (let version = newest; version !== null; version = version.previous)
    if (version.tree.file === file) return true;
  return false;
}

function beganEarlier(a: Transaction, b: Transaction): boolean {
  return a.logGeneration === b.logGeneration ? a.logPlace < b.logPlace : a.logGeneration < b.logGeneration;
}
