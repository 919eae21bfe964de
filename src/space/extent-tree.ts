/**
 * One space tree, owned or available extents, being changed. Its own splits take pages from its split buffer: two runs
 * of pages {last page, count} at the start of the root's external header.
 *
 * Invariants
 *  1. Taking pages from the front of an extent never makes the tree grow: the key, the last page, stays.
 *  2. Before `insert` the buffer holds the pages that the insertion may need (`shortage` is 0).
 */
import { assert } from '../../errors/assert';
import { JET_errDatabaseCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { CHANGE_DONE } from '../btree/change-result';
import { BTreeCursor, FOUND_NONE, ON_NODE } from '../btree/cursor';
import type { TreeWriter } from '../btree/insert';
import { Tree } from '../btree/tree';
import { TreePath } from '../btree/tree-path';
import type { CachedFile } from '../cache/page-cache';
import type { DatabaseTime } from '../page/database-time';
import { freeBytes, stampPage } from '../page/page-writer';
import { SearchKey } from '../page/search-key';
import { type Extent, readExtent } from './extents';

const KEY_BYTES = 4;
const COUNT_BYTES = 4;
/** An extent or a separator takes no more than this: counts, key, data, tag. */
const MOST_NODE_BYTES = 2 + KEY_BYTES + COUNT_BYTES + 4;
const BUFFER_SLOTS = 2;
const SLOT_BYTES = 8;

export class ExtentTree {
  readonly #tree: Tree;
  readonly #cursor: BTreeCursor;
  readonly #target = new SearchKey();
  readonly #path = new TreePath();
  readonly #count = new Uint8Array(COUNT_BYTES);
  readonly #countView = new DataView(this.#count.buffer);

  constructor(
    readonly file: CachedFile,
    readonly rootPage: number,
    readonly time: DatabaseTime,
    readonly writer: TreeWriter,
  ) {
    this.#tree = new Tree(file, rootPage, 0);
    this.#cursor = new BTreeCursor(this.#tree);
  }

  /** The first extent whose last page is `page` or behind it; null when there is none. */
  extentFrom(page: number): Extent | null {
    this.#aim(page);
    if (this.#cursor.find(this.#target, false) === FOUND_NONE) return null;
    do {
      const extent = readExtent(this.#cursor);
      if (isUsable(extent)) return extent;
    } while (this.#cursor.moveNext());
    return null;
  }

  /** The first extent behind that one. */
  extentAfter(extent: Extent): Extent | null {
    return this.extentFrom(extent.lastPage + 1);
  }

  /** The last extent that ends before `page`. */
  extentBefore(page: number): Extent | null {
    this.#aim(page);
    if (this.#cursor.find(this.#target, false) === FOUND_NONE) this.#cursor.moveLast();
    else this.#cursor.movePrevious();
    if (this.#cursor.state !== ON_NODE) return null;
    const extent = readExtent(this.#cursor);
    return isUsable(extent) ? extent : null;
  }

  /** Takes pages from the front of an extent; returns the first of them. */
  takeFront(extent: Extent, pages: number): number {
    assert(pages > 0 && pages <= extent.pages, 'an extent gives what it has');
    if (pages === extent.pages) this.remove(extent);
    else this.resize(extent, extent.pages - pages);
    return extent.lastPage - extent.pages + 1;
  }

  /** Changes the number of pages of an extent; its last page stays. */
  resize(extent: Extent, pages: number): void {
    this.#aim(extent.lastPage);
    this.#countView.setUint32(0, pages, true);
    const done = this.writer.replace(this.#tree, this.#target, this.#count, 0, COUNT_BYTES, null);
    assert(done === CHANGE_DONE, 'an extent that was just read is there');
  }

  remove(extent: Extent): void {
    this.#aim(extent.lastPage);
    const done = this.writer.remove(this.#tree, this.#target, null);
    assert(done === CHANGE_DONE, 'an extent that was just read is there');
  }

  insert(lastPage: number, pages: number): void {
    assert(this.shortage(lastPage) === 0, 'invariant 2');
    this.#aim(lastPage);
    this.#countView.setUint32(0, pages, true);
    this.writer.insert(this.#tree, this.#target, this.#count, 0, COUNT_BYTES, null);
  }

  /** Pages that the split buffer should get before an insertion; 0 when nothing stands in its way. */
  shortage(lastPage: number): number {
    const needed = this.#pagesToInsert(lastPage);
    return this.#reservedPages() >= needed ? 0 : needed;
  }

  /** As {@link shortage} for an insertion anywhere. */
  shortageAtWorst(): number {
    this.#aim(0);
    this.#tree.pathFor(this.#target, this.#path);
    const needed = this.#path.depth + 1;
    if (this.#path.depth === 1 && this.#hasRoom(this.rootPage)) return 0;
    return this.#reservedPages() >= needed ? 0 : needed;
  }

  /**
   * Puts a run of pages into the split buffer. Where neither slot is empty or ends right before the run, the smaller
   * one has to leave; it is returned, for somebody to free it.
   */
  keepInBuffer(firstPage: number, pages: number): Extent | null {
    const { slab } = this.file;
    const base = this.#changeRoot();
    const slot = this.#slotFor(base, firstPage);
    const at = slab.lineStart(base, 0) + SLOT_BYTES * slot;
    const lastPage = slab.view.getUint32(at, true);
    const count = slab.view.getUint32(at + 4, true);
    const isAdjacent = count > 0 && lastPage + 1 === firstPage;
    slab.view.setUint32(at, firstPage + pages - 1, true);
    slab.view.setUint32(at + 4, isAdjacent ? count + pages : pages, true);
    return isAdjacent || count === 0 ? null : { lastPage, pages: count, pool: 0 };
  }

  /** Whether a run of pages finds a place in the split buffer without another one leaving. */
  hasPlaceInBuffer(firstPage: number): boolean {
    const base = this.file.fix(this.rootPage);
    const at = this.file.slab.lineStart(base, 0) + SLOT_BYTES * this.#slotFor(base, firstPage);
    const { view } = this.file.slab;
    return view.getUint32(at + 4, true) === 0 || view.getUint32(at, true) + 1 === firstPage;
  }

  /** A page from the split buffer, for a split of this tree. */
  takeFromBuffer(): number {
    const { slab } = this.file;
    const base = this.#changeRoot();
    for (let slot = 0; slot < BUFFER_SLOTS; slot++) {
      const at = slab.lineStart(base, 0) + SLOT_BYTES * slot;
      const count = slab.view.getUint32(at + 4, true);
      if (count === 0) continue;
      const page = slab.view.getUint32(at, true) - count + 1;
      slab.view.setUint32(at + 4, count - 1, true);
      if (count === 1) slab.view.setUint32(at, 0, true);
      return page;
    }
    return fail(JET_errDatabaseCorrupted, `space tree ${this.rootPage}: an empty split buffer`);
  }

  #reservedPages(): number {
    const { view } = this.file.slab;
    const at = this.file.slab.lineStart(this.file.fix(this.rootPage), 0);
    return view.getUint32(at + 4, true) + view.getUint32(at + SLOT_BYTES + 4, true);
  }

  /** The slot that the run continues, else an empty one, else the one with fewer pages. */
  #slotFor(base: number, firstPage: number): number {
    const { view } = this.file.slab;
    const at = this.file.slab.lineStart(base, 0);
    const counts = [view.getUint32(at + 4, true), view.getUint32(at + SLOT_BYTES + 4, true)];
    for (const [slot, count] of counts.entries())
      if (count > 0 && view.getUint32(at + SLOT_BYTES * slot, true) + 1 === firstPage) return slot;
    return counts[0] <= counts[1] ? 0 : 1;
  }

  /** Full pages from the leaf upwards are split; a full root takes one page more. */
  #pagesToInsert(lastPage: number): number {
    this.#aim(lastPage);
    this.#tree.pathFor(this.#target, this.#path);
    const { depth, pages } = this.#path;
    let full = 0;
    while (full < depth && !this.#hasRoom(pages[depth - 1 - full])) full++;
    return full === depth ? depth + 1 : full;
  }

  #hasRoom(page: number): boolean {
    return freeBytes(this.file.slab, this.file.fix(page)) >= MOST_NODE_BYTES;
  }

  #changeRoot(): number {
    const base = this.file.fixForChange(this.rootPage);
    this.time.advance();
    stampPage(this.file.slab, base, this.time);
    return base;
  }

  /** The target becomes the key of an extent that ends at `page`. */
  #aim(page: number): void {
    const target = this.#target;
    target.view.setUint32(0, page);
    target.keyLength = KEY_BYTES;
    target.dataLength = 0;
  }
}

/** Pages in reserve, and nodes that only mark something, are not for everybody. */
const isUsable = (extent: Extent): boolean => extent.pool === 0 && extent.pages > 0;
