/**
 * The pages of one database as redo sees them. A record names the time of its change and the time the page had before it;
 * the page's own time says whether it has the change already.
 *
 *   page's time ≥ record's time          the change is there: nothing to do
 *   page's time = record's time before   the change is made
 *   older, newer                         JET_errDbTimeTooOld, JET_errDbTimeTooNew: a write was lost, or pages and log do not
 *                                        belong together
 *
 * Invariants
 *  1. A page that a record makes anew is not relied on: what cannot be read, or was never written, has no time at all.
 *  2. A page that is changed is in the cache, pinned until `release` unless no other is fixed before it is done, and gets
 *     the record's time after the change: what fails half-way must not be written.
 */
import {
  JET_errDatabaseBufferDependenciesCorrupted,
  JET_errDbTimeTooNew,
  JET_errDbTimeTooOld,
  JET_errLogFileCorrupt,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { CachedFile } from '../cache/page-cache';
import type { ByteRange } from '../log/byte-range';
import { readImage } from '../log/page-image';
import { DatabaseTime } from '../page/database-time';
import { checkPage } from '../page/page-check';
import { PAGE_WITH_ECC, type PageSlab } from '../page/page-slab';
import { setPageFlags, stampPage } from '../page/page-writer';
import { BlankPages } from './blank-pages';

const NOWHERE = -1;

/** A database that is being recovered. */
interface RedoFile {
  readonly file: CachedFile;
  /** Reads pages from the file itself; returns how many of them it has in full. */
  readPages(pageNumber: number, count: number, target: Uint8Array, targetOffset: number): number;
  /** Makes the file at least so many pages long. */
  grow(pages: number): void;
}

export class RedoPages {
  readonly file: CachedFile;
  readonly slab: PageSlab;
  /** The time of the record that is redone. */
  readonly time = new DatabaseTime();
  /** The latest of all records so far, and the highest tree id in them. */
  readonly latestTime = new DatabaseTime();
  highestTreeId = 0;
  /** Pages changed, and pages found to have the change already. */
  changed = 0;
  passed = 0;
  readonly #before = new DatabaseTime();
  readonly #database: RedoFile;
  readonly #pinned: number[] = [];
  readonly #blank: BlankPages;

  constructor(database: RedoFile) {
    this.#database = database;
    this.file = database.file;
    this.slab = database.file.slab;
    this.#blank = new BlankPages(database.file, database.readPages);
  }

  /** A record begins: its time, and the tree it is about. */
  begin(timeLow: number, timeHigh: number, treeId: number): void {
    this.time.startAfter(timeLow, timeHigh);
    if (treeId > this.highestTreeId) this.highestTreeId = treeId;
    const { latestTime } = this;
    if (timeHigh > latestTime.high || (timeHigh === latestTime.high && timeLow > latestTime.low))
      latestTime.startAfter(timeLow, timeHigh);
  }

  /** Whether a page needs the change of the record; it does not when it has it. The page is in the cache afterwards. */
  needs(page: number, beforeLow: number, beforeHigh: number): boolean {
    return this.find(page, beforeLow, beforeHigh) >= 0;
  }

  /** The place of a page that needs the change of the record; -1 when it has it. */
  find(page: number, beforeLow: number, beforeHigh: number): number {
    const base = this.file.fix(page);
    if (this.#hasTime(base)) {
      this.passed++;
      return NOWHERE;
    }
    const low = this.slab.dirtiedAtLow(base);
    const high = this.slab.dirtiedAtHigh(base);
    return low === beforeLow && high === beforeHigh
      ? base
      : this.#refuse(page, low, high, beforeLow, beforeHigh);
  }

  #refuse(page: number, low: number, high: number, beforeLow: number, beforeHigh: number): never {
    const isOlder = high < beforeHigh || (high === beforeHigh && low < beforeLow);
    const text = `page ${page} is of ${high}:${low}, the change at ${this.time.high}:${this.time.low} follows ${beforeHigh}:${beforeLow}`;
    return fail(isOlder ? JET_errDbTimeTooOld : JET_errDbTimeTooNew, text);
  }

  /** Whether a page that the record makes anew has to be made. */
  needsNew(page: number): boolean {
    if (this.#blank.take(page)) return true;
    const base = this.file.fixIfReadable(page);
    if (base < 0 || !this.#hasTime(base)) return true;
    this.passed++;
    return false;
  }

  /** The place of a page that is changed now; `stamp` follows when the change is made. */
  change(page: number): number {
    const base = this.file.fixForChange(page);
    this.#pin(base);
    this.changed++;
    return base;
  }

  /** As {@link change} for the page that was fixed last, at `base`; it is not pinned. */
  changeAt(base: number): void {
    this.file.cache.markDirty(base);
    this.changed++;
  }

  /** As {@link change}, for a page that is made anew. */
  create(page: number): number {
    this.makeRoom(page);
    const base = this.file.fixNew(page);
    this.#pin(base);
    this.changed++;
    return base;
  }

  /** Takes a page back to an image of it, and to the time it had then; whoever stamps it later does its change again. */
  restore(page: number, image: ByteRange, form: number, timeLow: number, timeHigh: number): void {
    const { slab } = this;
    if (image.length === 0)
      fail(
        JET_errDatabaseBufferDependenciesCorrupted,
        `page ${page} was written before one that took its lines`,
      );
    const base = this.change(page);
    readImage(image, form, slab.pageBytes, slab.bytes, base);
    if (!checkPage(slab, base)) fail(JET_errLogFileCorrupt, `the image of page ${page} is malformed`);
    setPageFlags(slab, base, slab.flags(base) | PAGE_WITH_ECC);
    this.#before.startAfter(timeLow, timeHigh);
    stampPage(slab, base, this.#before);
  }

  /** Leaves the record's time on a page that has been changed. */
  stamp(base: number): void {
    stampPage(this.slab, base, this.time);
  }

  /** Makes the file long enough for a page. */
  makeRoom(page: number): void {
    if (page > this.file.source.pageCount()) this.#database.grow(page);
  }

  /** The record is done. */
  release(): void {
    for (let base = this.#pinned.pop(); base !== undefined; base = this.#pinned.pop())
      this.file.cache.unpin(base);
  }

  #pin(base: number): void {
    this.file.cache.pin(base);
    this.#pinned.push(base);
  }

  #hasTime(base: number): boolean {
    const high = this.slab.dirtiedAtHigh(base);
    if (high !== this.time.high) return high > this.time.high;
    return this.slab.dirtiedAtLow(base) >= this.time.low;
  }
}
