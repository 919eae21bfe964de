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
import { TreeWriter } from '../btree/insert';
import type { PageSupply } from '../btree/page-allocator';
import type { PageLog } from '../btree/page-log';
import { Tree } from '../btree/tree';
import { TreePath } from '../btree/tree-path';
import type { CachedFile } from '../cache/page-cache';
import { PAGE_SPACE_TREE } from '../page/page-slab';
import { freeBytes } from '../page/page-writer';
import { SearchKey } from '../page/search-key';
import { type Extent, readExtent } from './extents';
import { SpaceChanges } from './space-changes';

const KEY_BYTES = 4;
const COUNT_BYTES = 4;
/** An extent or a separator takes no more than this: counts, key, data, tag. */
const MOST_NODE_BYTES = 2 + KEY_BYTES + COUNT_BYTES + 4;
const BUFFER_SLOTS = 2;
const SLOT_BYTES = 8;

/** What changes the space trees of a database. */
export class ExtentTreeWriter implements PageSupply {
  readonly changes: SpaceChanges;
  readonly writer: TreeWriter;
  #growing: ExtentTree | null = null;

  constructor(log: PageLog) {
    this.changes = new SpaceChanges(log);
    this.writer = new TreeWriter(log, this);
  }

  /** While `insert` runs, `tree` splits with the pages of its buffer. */
  grow(tree: ExtentTree, insert: () => void): void {
    this.#growing = tree;
    try {
      insert();
    } finally {
      this.#growing = null;
    }
  }

  allocate(): number {
    assert(this.#growing !== null, 'a space tree is split by an insertion only');
    return this.#growing.takeFromBuffer();
  }
}

export class ExtentTree {
  readonly #tree: Tree;
  readonly #cursor: BTreeCursor;
  readonly #target = new SearchKey();
  readonly #path = new TreePath();
  readonly #count = new Uint8Array(COUNT_BYTES);
  readonly #countView = new DataView(this.#count.buffer);

  readonly file: CachedFile;

  constructor(
    readonly rootPage: number,
    /** Root of the tree whose extents these are. */
    readonly ownerRoot: number,
    readonly trees: ExtentTreeWriter,
  ) {
    this.file = trees.changes.file;
    this.#tree = new Tree(this.file, rootPage, 0, ownerRoot);
    this.#cursor = new BTreeCursor(this.#tree);
  }

  /** Whether this is still the space tree of the tree whose root is `ownerRoot`. */
  isOf(ownerRoot: number): boolean {
    const { slab } = this.file;
    const base = this.file.fix(this.rootPage);
    return (
      this.ownerRoot === ownerRoot &&
      slab.treeId(base) === this.#tree.id &&
      (slab.flags(base) & PAGE_SPACE_TREE) !== 0
    );
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
    const done = this.trees.writer.replace(this.#tree, this.#target, this.#count, 0, COUNT_BYTES, null);
    assert(done === CHANGE_DONE, 'an extent that was just read is there');
  }

  remove(extent: Extent): void {
    this.#aim(extent.lastPage);
    const done = this.trees.writer.remove(this.#tree, this.#target, null);
    assert(done === CHANGE_DONE, 'an extent that was just read is there');
  }

  insert(lastPage: number, pages: number): void {
    assert(this.shortage(lastPage) === 0, 'invariant 2');
    this.#aim(lastPage);
    this.#countView.setUint32(0, pages, true);
    this.trees.grow(this, () => {
      const done = this.trees.writer.insert(this.#tree, this.#target, this.#count, 0, COUNT_BYTES, null);
      assert(done === CHANGE_DONE, 'pages are given to a tree, or given back to it, once');
    });
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
    const at = SLOT_BYTES * this.#slotFor(firstPage);
    const { slab } = this.file;
    const slot = slab.lineStart(this.file.fix(this.rootPage), 0) + at;
    const lastPage = slab.view.getUint32(slot, true);
    const count = slab.view.getUint32(slot + 4, true);
    const isAdjacent = count > 0 && lastPage + 1 === firstPage;
    this.#changeBuffer((line) => {
      line.setUint32(at, firstPage + pages - 1, true);
      line.setUint32(at + 4, isAdjacent ? count + pages : pages, true);
    });
    return isAdjacent || count === 0 ? null : { lastPage, pages: count, pool: 0 };
  }

  /** Whether a run of pages finds a place in the split buffer without another one leaving. */
  hasPlaceInBuffer(firstPage: number): boolean {
    const slot = SLOT_BYTES * this.#slotFor(firstPage);
    const { slab } = this.file;
    const { view } = slab;
    const at = slab.lineStart(this.file.fix(this.rootPage), 0) + slot;
    return view.getUint32(at + 4, true) === 0 || view.getUint32(at, true) + 1 === firstPage;
  }

  /** A page from the split buffer, for a split of this tree. */
  takeFromBuffer(): number {
    const { slab } = this.file;
    const start = slab.lineStart(this.file.fix(this.rootPage), 0);
    for (let at = 0; at < BUFFER_SLOTS * SLOT_BYTES; at += SLOT_BYTES) {
      const count = slab.view.getUint32(start + at + 4, true);
      if (count === 0) continue;
      const lastPage = slab.view.getUint32(start + at, true);
      this.#changeBuffer((line) => {
        line.setUint32(at + 4, count - 1, true);
        if (count === 1) line.setUint32(at, 0, true);
      });
      return lastPage - count + 1;
    }
    return fail(JET_errDatabaseCorrupted, `space tree ${this.rootPage}: an empty split buffer`);
  }

  #reservedPages(): number {
    const { view } = this.file.slab;
    const at = this.file.slab.lineStart(this.file.fix(this.rootPage), 0);
    return view.getUint32(at + 4, true) + view.getUint32(at + SLOT_BYTES + 4, true);
  }

  /** The slot that the run continues, else an empty one, else the one with fewer pages. */
  #slotFor(firstPage: number): number {
    const { view } = this.file.slab;
    const at = this.file.slab.lineStart(this.file.fix(this.rootPage), 0);
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

  #changeBuffer(change: (line: DataView) => void): void {
    this.trees.changes.changeHeader(this.rootPage, this.ownerRoot, change);
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
