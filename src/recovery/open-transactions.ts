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
import type { LogPosition } from '../format/log-position';
import { OPERATION_FLAG_DELETE, OPERATION_REPLACE } from '../log/node-records';
import { RECORD } from '../log/record-types';
import type { NewTreeRecord } from '../log/space-records';
import type { TransactionRecord } from '../log/transaction-records';
import type { RedoListener, RedoneChange } from './redo-listener';

/** A change that may have to be taken back. */
export interface KeptChange {
  readonly databaseId: number;
  readonly rootPage: number;
  readonly treeId: number;
  readonly operation: number;
  readonly versionId: number;
  level: number;
  /** Key of the node, and its data behind it where keys repeat; null while the log has not told it. */
  bookmark: Uint8Array | null;
  keyLength: number;
  /** Of a replace: the data before it. */
  oldData: Uint8Array;
  readonly offset: number;
  readonly deltaLow: number;
  readonly deltaHigh: number;
  readonly page: number;
  /** Whether the before-image is nowhere but on the page, as it was before the change: not in the log. */
  isOnlyOnPage: boolean;
}

/** A tree that was made; it is dropped if its making is taken back. */
export interface KeptTree {
  readonly databaseId: number;
  readonly rootPage: number;
  level: number;
}

/** A session with a transaction open. */
export interface OpenSession {
  readonly sessionId: number;
  level: number;
  readonly beganAt: number;
  readonly began: LogPosition;
  readonly changes: KeptChange[];
  readonly trees: KeptTree[];
}

const NOTHING = new Uint8Array(0);

export class OpenTransactions implements RedoListener {
  readonly #sessions = new Map<number, OpenSession>();
  /** How many before-images are only on a page, by database and page. */
  readonly #waiting = new Map<string, number>();

  /** The sessions with a transaction open, in the order of their begins. */
  get open(): readonly OpenSession[] {
    return [...this.#sessions.values()];
  }

  /** All sessions have ended. */
  clear(): void {
    this.#sessions.clear();
    this.#waiting.clear();
  }

  /** Whether a page must not be written, as the log does not know yet what was on it. */
  mustWait(databaseId: number, page: number): boolean {
    return this.#waiting.has(placeOf(databaseId, page));
  }

  /** A record of a transaction at a position. */
  apply({ type, sessionId, level, count, time }: TransactionRecord, position: LogPosition): void {
    const session = this.#sessions.get(sessionId);
    switch (type) {
      case RECORD.beginOutermost:
      case RECORD.beginDistributed:
        this.#sessions.set(sessionId, {
          sessionId,
          level: count,
          beganAt: time,
          began: position,
          changes: [],
          trees: [],
        });
        break;
      case RECORD.begin:
        if (session !== undefined) session.level = level + count;
        break;
      case RECORD.commit:
        if (session !== undefined) commitTo(session, level);
        break;
      case RECORD.commitOutermost:
        if (session !== undefined) this.#end(session);
        break;
      case RECORD.rollback:
        if (session !== undefined) this.#rollBack(session, count);
        break;
    }
  }

  changed(change: RedoneChange): void {
    const session = this.#sessions.get(change.header.sessionId);
    if (session === undefined) return;
    const kept = keep(change);
    if (change.isKnown) complete(kept, change);
    session.changes.push(kept);
    if (kept.isOnlyOnPage) this.#wait(kept);
  }

  remembered(change: RedoneChange): void {
    const kept = this.#find(change);
    if (kept === null) return;
    if (kept.bookmark === null) complete(kept, change);
    this.#letGo(kept);
  }

  undone(change: RedoneChange): boolean {
    const session = this.#sessions.get(change.header.sessionId);
    const kept = this.#find(change);
    if (session === undefined || kept === null) return false;
    session.changes.splice(session.changes.lastIndexOf(kept), 1);
    this.#letGo(kept);
    change.oldData = kept.oldData;
    change.oldStart = 0;
    change.oldLength = kept.oldData.length;
    change.offset = kept.offset;
    change.deltaLow = kept.deltaLow;
    change.deltaHigh = kept.deltaHigh;
    return kept.bookmark !== null;
  }

  treeCreated({ header, type, parentRoot }: NewTreeRecord): void {
    const isNew = type === RECORD.createSingleExtentTree || type === RECORD.createMultipleExtentTree;
    if (!isNew || parentRoot === 0) return;
    const { databaseId, page, level } = header;
    this.#sessions.get(header.sessionId)?.trees.push({ databaseId, rootPage: page, level });
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
      this.#letGo(last);
    }
    while (trees.length > 0 && trees[trees.length - 1].level > level) trees.pop();
  }

  #end({ sessionId, changes }: OpenSession): void {
    this.#sessions.delete(sessionId);
    for (const change of changes) this.#letGo(change);
  }

  #wait({ databaseId, page }: KeptChange): void {
    const place = placeOf(databaseId, page);
    this.#waiting.set(place, (this.#waiting.get(place) ?? 0) + 1);
  }

  #letGo(change: KeptChange): void {
    if (!change.isOnlyOnPage) return;
    change.isOnlyOnPage = false;
    const place = placeOf(change.databaseId, change.page);
    const rest = (this.#waiting.get(place) ?? 1) - 1;
    if (rest === 0) this.#waiting.delete(place);
    else this.#waiting.set(place, rest);
  }

  #find({ header, versionId }: RedoneChange): KeptChange | null {
    const changes = this.#sessions.get(header.sessionId)?.changes ?? [];
    for (let at = changes.length - 1; at >= 0; at--)
      if (changes[at].versionId === versionId) return changes[at];
    return null;
  }
}

function commitTo(session: OpenSession, level: number): void {
  session.level = level;
  const { changes, trees } = session;
  for (let at = changes.length - 1; at >= 0 && changes[at].level > level; at--) changes[at].level = level;
  for (const tree of trees) if (tree.level > level) tree.level = level;
}

function keep(change: RedoneChange): KeptChange {
  const { header, operation, versionId, level, offset, deltaLow, deltaHigh } = change;
  return {
    databaseId: header.databaseId,
    rootPage: header.rootPage,
    treeId: header.treeId,
    operation,
    versionId,
    level,
    bookmark: null,
    keyLength: 0,
    oldData: NOTHING,
    offset,
    deltaLow,
    deltaHigh,
    page: header.page,
    isOnlyOnPage: change.isKnown && (operation === OPERATION_REPLACE || operation === OPERATION_FLAG_DELETE),
  };
}

const placeOf = (databaseId: number, page: number): string => `${databaseId} ${page}`;

function complete(kept: KeptChange, { bookmark, oldData, oldStart, oldLength }: RedoneChange): void {
  kept.bookmark = bookmark.bytes.slice(0, bookmark.keyLength + bookmark.dataLength);
  kept.keyLength = bookmark.keyLength;
  kept.oldData = oldLength === 0 ? NOTHING : oldData.slice(oldStart, oldStart + oldLength);
}

/** The bookmark of a change that has to be taken back; a log that never told it is not whole. */
export function requireBookmark({ bookmark, versionId, treeId }: KeptChange): Uint8Array {
  return bookmark ?? fail(JET_errLogFileCorrupt, `no before-image of version ${versionId} in tree ${treeId}`);
}
