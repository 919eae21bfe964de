/**
 * What the log tells of transactions, kept while they are open: how deep each session is, and its changes with what is
 * needed to take them back.
 *
 *   Begin0 ─▶ changes, new trees ─▶ Commit0, Rollback: nothing is kept
 *                                └▶ the log ends: still open, to be taken back
 *
 * Invariants
 *  1. Changes are kept in the order of the log; a change that the log takes back is gone.
 *  2. A page that has the only before-image of something that may have to be taken back must wait: it is not to be written.
 *  3. Of a session whose begin was not read nothing is kept: all of it was over where reading began.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { LogReader } from '../log/log-reader';
import { OPERATION_FLAG_DELETE, OPERATION_REPLACE } from '../log/node-records';
import { RECORD } from '../log/record-types';
import type { NewTreeRecord } from '../log/space-records';
import type { TransactionRecord } from '../log/transaction-records';
import type { RedoListener, RedoneChange } from './redo-listener';

/** A change that may have to be taken back. */
export class KeptChange {
  databaseId = 0;
  rootPage = 0;
  treeId = 0;
  operation = 0;
  versionId = 0;
  level = 0;
  /** Whether the log has told the node, and the data before the change. */
  isComplete = false;
  /** The node's key, its data where keys repeat, and behind these, of a replace, the data before it. */
  bytes: Uint8Array = NOTHING;
  keyLength = 0;
  bookmarkLength = 0;
  oldLength = 0;
  offset = 0;
  deltaLow = 0;
  deltaHigh = 0;
  page = 0;
  /** Whether the before-image is nowhere but on the page, as it was before the change: not in the log. */
  isOnlyOnPage = false;

  /** Takes over what the change says; node and data before it only if they are known. */
  set(change: RedoneChange): void {
    const { header, operation, isKnown } = change;
    this.databaseId = header.databaseId;
    this.rootPage = header.rootPage;
    this.treeId = header.treeId;
    this.operation = operation;
    this.versionId = change.versionId;
    this.level = change.level;
    this.offset = change.offset;
    this.deltaLow = change.deltaLow;
    this.deltaHigh = change.deltaHigh;
    this.page = header.page;
    this.isOnlyOnPage = isKnown && (operation === OPERATION_REPLACE || operation === OPERATION_FLAG_DELETE);
    this.isComplete = false;
    this.keyLength = this.bookmarkLength = this.oldLength = 0;
    if (isKnown) this.complete(change);
  }

  /** Takes over node and data before the change. */
  complete({ bookmark, oldData, oldStart, oldLength }: RedoneChange): void {
    this.isComplete = true;
    this.keyLength = bookmark.keyLength;
    this.bookmarkLength = bookmark.keyLength + bookmark.dataLength;
    this.oldLength = oldLength;
    const length = this.bookmarkLength + oldLength;
    if (length > this.bytes.length) this.bytes = new Uint8Array(Math.max(length, LEAST_BYTES));
    copyBytes(bookmark.bytes, 0, this.bytes, 0, this.bookmarkLength);
    copyBytes(oldData, oldStart, this.bytes, this.bookmarkLength, oldLength);
  }
}

/** A tree that was made; it is dropped if its making is taken back. */
export interface KeptTree {
  readonly databaseId: number;
  readonly rootPage: number;
  level: number;
}

/** A session that had a transaction open, and may have one now. */
export class OpenSession {
  isOpen = false;
  level = 0;
  beganAt = 0;
  /** Where the log tells of the begin. */
  generation = 0;
  segment = 0;
  logOffset = 0;
  /** Rises with each begin. */
  order = 0;
  readonly changes: KeptChange[] = [];
  readonly trees: KeptTree[] = [];

  constructor(readonly sessionId: number) {}

  /** Changes of inner levels come last: an index that another session makes may bring one of an outer level later. */
  add(change: KeptChange): void {
    const { changes } = this;
    let at = changes.length;
    while (at > 0 && changes[at - 1].level > change.level) at--;
    if (at === changes.length) changes.push(change);
    else changes.splice(at, 0, change);
  }

  /** Where in `changes` the one of a version is; -1 for none. */
  find(versionId: number): number {
    const { changes } = this;
    let at = changes.length - 1;
    while (at >= 0 && changes[at].versionId !== versionId) at--;
    return at;
  }
}

const NOTHING = new Uint8Array(0);
const LEAST_BYTES = 64;
/** From here on a view made for the copy costs less than the loop. */
const LONG_RUN = 256;
/** Changes that are over are used again; so many, none with more bytes. */
const MOST_SPARE = 4096;
const MOST_SPARE_BYTES = 1024;

export class OpenTransactions implements RedoListener {
  /** The sessions that had a transaction since the run began. */
  readonly #sessions = new Map<number, OpenSession>();
  /** How many before-images are only on a page, by database and page. */
  readonly #waiting: Uint32Array[] = [];
  readonly #spare: KeptChange[] = [];
  #begins = 0;

  /** The sessions with a transaction open, in the order of their begins. */
  get open(): readonly OpenSession[] {
    return [...this.#sessions.values()]
      .filter(({ isOpen }) => isOpen)
      .sort((one, other) => one.order - other.order);
  }

  /** All sessions have ended. */
  clear(): void {
    this.#sessions.clear();
    this.#waiting.length = 0;
  }

  /** Whether a page must not be written, as the log does not know yet what was on it. */
  mustWait(databaseId: number, page: number): boolean {
    const counts = this.#waiting.at(databaseId);
    return counts !== undefined && page < counts.length && counts[page] > 0;
  }

  /** The record of a transaction that the reader stands on. */
  apply({ type, sessionId, level, count, time }: TransactionRecord, reader: LogReader): void {
    if (type === RECORD.beginOutermost || type === RECORD.beginDistributed) {
      this.#begin(sessionId, count, time, reader);
      return;
    }
    const session = this.#openSession(sessionId);
    if (session === null) return;
    switch (type) {
      case RECORD.begin:
        session.level = level + count;
        break;
      case RECORD.commit:
        commitTo(session, level);
        break;
      case RECORD.commitOutermost:
        this.#end(session);
        break;
      case RECORD.rollback:
        this.#rollBack(session, count);
        break;
    }
  }

  changed(change: RedoneChange): void {
    const session = this.#openSession(change.header.sessionId);
    if (session === null) return;
    const kept = this.#spare.pop() ?? new KeptChange();
    kept.set(change);
    session.add(kept);
    if (kept.isOnlyOnPage) this.#wait(kept);
  }

  remembered(change: RedoneChange): void {
    const session = this.#openSession(change.header.sessionId);
    const at = session === null ? -1 : session.find(change.versionId);
    if (session === null || at < 0) return;
    const kept = session.changes[at];
    if (!kept.isComplete) kept.complete(change);
    this.#letGo(kept);
  }

  undone(change: RedoneChange): boolean {
    const session = this.#openSession(change.header.sessionId);
    const at = session === null ? -1 : session.find(change.versionId);
    if (session === null || at < 0) return false;
    const [kept] = session.changes.splice(at, 1);
    this.#letGo(kept);
    change.oldData = kept.bytes;
    change.oldStart = kept.bookmarkLength;
    change.oldLength = kept.oldLength;
    change.offset = kept.offset;
    change.deltaLow = kept.deltaLow;
    change.deltaHigh = kept.deltaHigh;
    return kept.isComplete;
  }

  treeCreated({ header, type, parentRoot }: NewTreeRecord): void {
    const isNew = type === RECORD.createSingleExtentTree || type === RECORD.createMultipleExtentTree;
    if (!isNew || parentRoot === 0) return;
    const { databaseId, page, level } = header;
    this.#openSession(header.sessionId)?.trees.push({ databaseId, rootPage: page, level });
  }

  #begin(sessionId: number, level: number, time: number, { log, segment, offset }: LogReader): void {
    let session = this.#sessions.get(sessionId);
    if (session === undefined) this.#sessions.set(sessionId, (session = new OpenSession(sessionId)));
    this.#end(session);
    session.isOpen = true;
    session.level = level;
    session.beganAt = time;
    session.generation = log.generation;
    session.segment = segment;
    session.logOffset = offset;
    session.order = this.#begins++;
  }

  #openSession(sessionId: number): OpenSession | null {
    const session = this.#sessions.get(sessionId);
    return session?.isOpen === true ? session : null;
  }

  #rollBack(session: OpenSession, levels: number): void {
    session.level -= levels;
    if (session.level <= 0) {
      this.#end(session);
      return;
    }
    const { changes, trees, level } = session;
    for (let last = changes.at(-1); last !== undefined && last.level > level; last = changes.at(-1)) {
      changes.pop();
      this.#drop(last);
    }
    while (trees.length > 0 && trees[trees.length - 1].level > level) trees.pop();
  }

  #end(session: OpenSession): void {
    session.isOpen = false;
    const { changes, trees } = session;
    for (let change = changes.pop(); change !== undefined; change = changes.pop()) this.#drop(change);
    if (trees.length > 0) trees.length = 0;
  }

  /** A change is over for good. */
  #drop(change: KeptChange): void {
    this.#letGo(change);
    if (this.#spare.length === MOST_SPARE) return;
    if (change.bytes.length > MOST_SPARE_BYTES) change.bytes = NOTHING;
    this.#spare.push(change);
  }

  #wait({ databaseId, page }: KeptChange): void {
    while (databaseId >= this.#waiting.length) this.#waiting.push(new Uint32Array(0));
    let counts = this.#waiting[databaseId];
    if (page >= counts.length) {
      counts = new Uint32Array(Math.max(page + 1, 2 * counts.length));
      counts.set(this.#waiting[databaseId]);
      this.#waiting[databaseId] = counts;
    }
    counts[page]++;
  }

  #letGo(change: KeptChange): void {
    if (!change.isOnlyOnPage) return;
    change.isOnlyOnPage = false;
    this.#waiting[change.databaseId][change.page]--;
  }
}

function commitTo(session: OpenSession, level: number): void {
  session.level = level;
  const { changes, trees } = session;
  for (let at = changes.length - 1; at >= 0 && changes[at].level > level; at--) changes[at].level = level;
  for (const tree of trees) if (tree.level > level) tree.level = level;
}

function copyBytes(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length >= LONG_RUN) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i];
}

/** A change that has to be taken back is known; a log that never told it is not whole. */
export function requireComplete({ isComplete, versionId, treeId }: KeptChange): void {
  if (!isComplete) fail(JET_errLogFileCorrupt, `no before-image of version ${versionId} in tree ${treeId}`);
}
