/**
 * How pages of one database change: every change takes the next database time, is told to the log, and is stamped on the
 * page, which becomes dirty. Where changes are not logged the rest is the same.
 *
 *   startNode/startPage (header of the record) ─▶ put… (the record) ─▶ append ─▶ the page changes ─▶ stamp
 *   beginMacro ─▶ several records, one time for all ─▶ endMacro ─▶ the pages change ─▶ stamp each
 *
 * Invariants
 *  1. A page is changed after its record is in the log's buffer: when the log is broken nothing changes.
 *  2. A page reaches its file only after the log has it durably, with the before-images that an undo would need
 *     (`beforeWrite`).
 *  3. The log knows a transaction before it knows anything that it did.
 */
import type { CachedFile } from '../cache/page-cache';
import type { LogStream } from '../log/log-stream';
import { ChangeHeader, NO_TIME, RECORD_UNIQUE, RecordBuffer } from '../log/record-buffer';
import { putBegin, putBeginOutermost, putMacroBegin, putMacroCommit } from '../log/transaction-records';
import type { DatabaseTime } from '../page/database-time';
import { stampPage } from '../page/page-writer';
import type { Transaction } from '../version/transaction';
import type { Version } from '../version/version';
import type { VersionedTree } from '../version/versioned-tree';

/** The place of a record in its generation as one number. */
export const placeOf = (segment: number, offset: number): number => segment * 0x1000 + offset;

export class PageLog {
  readonly record = new RecordBuffer();
  readonly header = new ChangeHeader();
  /** Whose changes these are, as the log sees it. */
  actor: Transaction;
  readonly #begin = new RecordBuffer();
  #isInMacro = false;
  #generation = 0;
  #place = 0;

  constructor(
    readonly file: CachedFile,
    readonly time: DatabaseTime,
    /** Null where changes are not logged, and until recovery has read the log. */
    public log: LogStream | null,
    readonly databaseId: number,
    /** Whose changes those are that nobody else makes. */
    readonly owner: Transaction,
  ) {
    this.actor = owner;
  }

  get isLogged(): boolean {
    return this.log !== null;
  }

  /** A change of a node, or of the page that is its tree's: takes the next time, and fills the header. */
  startNode(
    tree: VersionedTree,
    base: number,
    page: number,
    line: number,
    version: Version | null,
    flags: number,
  ): void {
    this.startPage(base, page, line, tree.isUnique ? flags | RECORD_UNIQUE : flags);
    const { header } = this;
    header.versionId = version === null ? 0 : version.id;
    header.rootPage = tree.ownerRoot;
    header.treeId = tree.id;
  }

  /** A change of one page: takes the next time, unless a macro has taken it, and fills the header. */
  startPage(base: number, page: number, line: number, flags: number): void {
    if (!this.#isInMacro) this.time.advance();
    const { header, actor, time } = this;
    const at = (base + 8) >> 2;
    header.sessionId = actor.sessionId;
    header.databaseId = this.databaseId;
    header.page = page;
    header.timeLow = time.low;
    header.timeHigh = time.high;
    header.beforeLow = this.file.slab.words32[at];
    header.beforeHigh = this.file.slab.words32[at + 1];
    header.transactionBegin = actor.beganAt;
    header.level = actor.level;
    header.line = line;
    header.flags = flags;
  }

  /** The change is one of a macro whose other records say what the page was before. */
  leaveTimeToMacro(): void {
    this.header.beforeLow = NO_TIME;
    this.header.beforeHigh = NO_TIME;
  }

  /** Adds the record in `record` to the log. */
  append(): void {
    const { log, actor } = this;
    if (log === null) return;
    if (actor.loggedLevel < actor.level) this.#beginTransaction(log);
    log.append(this.record.bytes, 0, this.record.length);
    if (this.#isInMacro) return;
    this.#generation = log.lastGeneration;
    this.#place = placeOf(log.lastSegment, log.lastOffset);
  }

  /** What follows happens all or not at all, at one time. */
  beginMacro(): void {
    const { log, actor, time } = this;
    time.advance();
    this.#isInMacro = true;
    if (log === null) return;
    if (actor.loggedLevel < actor.level) this.#beginTransaction(log);
    putMacroBegin(this.record, actor.sessionId, time.low, time.high);
    log.append(this.record.bytes, 0, this.record.length);
    this.#generation = log.lastGeneration;
    this.#place = placeOf(log.lastSegment, log.lastOffset);
  }

  endMacro(): void {
    const { log, actor, time } = this;
    this.#isInMacro = false;
    if (log === null) return;
    putMacroCommit(this.record, actor.sessionId, time.low, time.high);
    log.append(this.record.bytes, 0, this.record.length);
  }

  /** A macro that did not come to its end leaves nothing behind; the log ignores what is not closed. */
  abandonMacro(): void {
    this.#isInMacro = false;
  }

  /** The page at `base` has changed: it carries the time, and needs the log from its record on. */
  stamp(base: number): void {
    stampPage(this.file.slab, base, this.time);
    const { log, actor } = this;
    if (log === null) {
      this.file.cache.markDirty(base);
      return;
    }
    const isOlder =
      actor.loggedLevel > 0 &&
      (actor.logGeneration < this.#generation ||
        (actor.logGeneration === this.#generation && actor.logPlace < this.#place));
    if (isOlder) this.file.cache.markLogged(base, actor.logGeneration, actor.logPlace, log.appendedBytes);
    else this.file.cache.markLogged(base, this.#generation, this.#place, log.appendedBytes);
  }

  #beginTransaction(log: LogStream): void {
    const { actor } = this;
    const begin = this.#begin;
    const count = actor.level - actor.loggedLevel;
    if (actor.loggedLevel === 0) putBeginOutermost(begin, actor.sessionId, count, actor.beganAt);
    else putBegin(begin, actor.sessionId, actor.loggedLevel, count);
    log.append(begin.bytes, 0, begin.length);
    if (actor.loggedLevel === 0) {
      actor.logGeneration = log.lastGeneration;
      actor.logPlace = placeOf(log.lastSegment, log.lastOffset);
    }
    actor.loggedLevel = actor.level;
  }
}
