/**
 * Gives pages to trees and takes them back.
 *
 *   the file ── grows ──▶ database root ── extent ──▶ table ── extent ──▶ its indexes and long values
 *                                       ◀── whole ──        ◀── whole ──
 *
 * A tree begins with a single extent and a bitmap in its root; when that is used up it gets space trees of its own, and
 * from then on asks the tree above it for more. Pages are taken from the front of the first extent that has enough. An
 * extent of which every page is free again goes back to the tree above; the first one never is, it holds the root. A
 * tree that is dropped gives back all of them, with whatever trees were made inside it.
 *
 * Invariants
 *  1. Every page up to the last owned one is at each moment a page of one tree, a page of a space tree, or free in
 *     exactly one place: an available extent, a bitmap or a split buffer.
 *  2. A space tree's split buffer is filled before anything is inserted into it. The pages come from the extent that is
 *     being added, from the pages being freed, or from the front of an available extent, so that no space tree is ever
 *     split for the sake of its own split.
 *  3. Extents of owned pages are never merged, and never cut; free pages are merged within one owned extent.
 *  4. Pages that change hands are taken away first and given then: a crash in between leaves them unused, never used
 *     twice.
 */
import { assert } from '../../errors/assert';
import { JET_errOutOfDatabaseSpace } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { PageAllocator } from '../btree/page-allocator';
import type { PageLog } from '../btree/page-log';
import type { CachedFile } from '../cache/page-cache';
import { HEADER_PAGES } from '../format/database-header';
import { PAGE_NON_UNIQUE } from '../page/page-slab';
import type { Transaction } from '../version/transaction';
import { ExtentTree, ExtentTreeWriter } from './extent-tree';
import {
  DATABASE_ROOT_PAGE,
  type Extent,
  lastOwnedPage,
  MOST_BITMAP_PAGES,
  ownedExtents,
  ownsAtMost,
} from './extents';
import { MULTIPLE_ROOT_PAGES, multipleExtentFormat, runOfBits, singleExtentFormat } from './format-tree';
import { readSpaceHeader, setAvailableBitmap, setLastAllocation, type SpaceHeader } from './space-header';

/** How the file grows. */
interface FileGrowth {
  /** It grows by a multiple of so many pages. */
  readonly extensionPages: number;
  /** The database may own so many pages; 0 for no limit. */
  readonly mostPages: number;
  /** Makes the file long enough for a number of pages, or fails. */
  growTo(pages: number): void;
}

export interface NewTree {
  readonly treeId: number;
  readonly parentRoot: number;
  readonly pages: number;
  readonly kindFlags: number;
  readonly isUnique: boolean;
  /** Whether it has space trees from the start; with more than 33 pages it always has. */
  readonly isMultiple: boolean;
}

/** Pages asked for: `wanted` at best, `minimum` at least. */
interface Request {
  readonly wanted: number;
  readonly minimum: number;
  readonly isForNewTree: boolean;
}

interface Run {
  readonly firstPage: number;
  readonly pages: number;
}

/** A tree that owns no more than this grows by a few pages at a time, a larger one by more. */
const SMALL_TREE_PAGES = 16;
const SMALL_GROWTH = 4;
const GROWTH = 16;
const PRIMARY_FRACTION = 4;
/** Below both, new trees are packed tightly. */
const SMALL_DATABASE_PAGES = 254;
const SMALL_DATABASE_REGION = 128;
/** A table gives all of an extent when less than this would be left. */
const FRAGMENT = 8;
const SPACE_ROOTS = 2;
/** So many space trees are kept open. */
const MOST_KNOWN = 64;
const DATABASE_TREE_ID = 1;
const MOST_PAGES = 0x7fffffff;

export class SpaceManager implements PageAllocator {
  readonly file: CachedFile;
  readonly #trees: ExtentTreeWriter;
  readonly #known = new Map<number, ExtentTree>();

  constructor(
    readonly log: PageLog,
    readonly growth: FileGrowth,
  ) {
    this.file = log.file;
    this.#trees = new ExtentTreeWriter(log);
  }

  /** Makes the root of a new database, and its file as long. */
  createDatabaseRoot(pages: number): void {
    this.#trees.changes.extend(pages);
    this.growth.growTo(pages);
    const format = multipleExtentFormat(DATABASE_ROOT_PAGE, DATABASE_TREE_ID, 0, pages, 0, true);
    this.#trees.changes.createTree(format);
  }

  allocate(rootPage: number, near: number): number {
    const header = readSpaceHeader(this.file, rootPage);
    if (!header.isMultiple) {
      const page = this.#takeFromBitmap(rootPage, header, 1);
      if (page !== 0) return page;
      this.#convert(rootPage, header);
    }
    const available = this.#available(rootPage);
    const extent = available.extentFrom(near + 1) ?? available.extentFrom(0);
    if (extent !== null) return available.takeFront(extent, 1);
    this.#grow(rootPage, { wanted: 1, minimum: 1, isForNewTree: false });
    return this.allocate(rootPage, near);
  }

  free(rootPage: number, pageNumber: number): void {
    const header = readSpaceHeader(this.file, rootPage);
    const bit = pageNumber - rootPage - 1;
    if (!header.isMultiple && bit >= 0 && bit < MOST_BITMAP_PAGES) {
      const bitmap = (header.availableBitmap | (1 << bit)) >>> 0;
      this.#setBitmap(rootPage, bitmap);
      return;
    }
    if (!header.isMultiple) this.#convert(rootPage, header);
    this.#addFree(rootPage, pageNumber, 1);
  }

  /**
   * Gives all pages of a tree, and of the trees made inside it, back to the tree above: when `by` has committed and nobody
   * is left who may have changed the tree, or at once where nobody can take it back.
   */
  dropTree(rootPage: number, by: Transaction | null): void {
    if (by === null) this.#release(rootPage);
    else
      by.whenEnded({
        committed: () => by.whenOver(this.file, () => this.#release(rootPage)),
        rolledBack: () => undefined,
      });
  }

  #release(rootPage: number): void {
    const { parentRoot } = readSpaceHeader(this.file, rootPage);
    assert(parentRoot !== 0, 'the database itself is not dropped');
    const extents = ownedExtents(this.file, rootPage);
    for (const extent of extents) this.#takeBack(parentRoot, extent);
  }

  /** An extent that was given to a child of the tree is free in the tree again. */
  #takeBack(rootPage: number, { lastPage, pages }: Extent): void {
    const firstPage = lastPage - pages + 1;
    const header = readSpaceHeader(this.file, rootPage);
    const firstBit = firstPage - rootPage - 1;
    if (!header.isMultiple && firstBit + pages <= MOST_BITMAP_PAGES) {
      const freed = (runOfBits(pages) << firstBit) >>> 0;
      this.#setBitmap(rootPage, (header.availableBitmap | freed) >>> 0);
      return;
    }
    if (!header.isMultiple) this.#convert(rootPage, header);
    this.#addFree(rootPage, firstPage, pages);
  }

  /** Makes a tree inside another one, on pages of its own; returns its root. When `by` is rolled back it is dropped. */
  createTree(tree: NewTree, by: Transaction | null): number {
    if (by !== null) this.log.actor = by;
    const isMultiple = tree.isMultiple || tree.pages > MOST_BITMAP_PAGES + 1;
    const pages = isMultiple ? Math.max(tree.pages, MULTIPLE_ROOT_PAGES) : tree.pages;
    const run = this.#give(tree.parentRoot, { wanted: pages, minimum: pages, isForNewTree: true });
    const { treeId, parentRoot, kindFlags, isUnique } = tree;
    const formatOf = isMultiple ? multipleExtentFormat : singleExtentFormat;
    this.#trees.changes.createTree(
      formatOf(run.firstPage, treeId, parentRoot, run.pages, kindFlags, isUnique),
    );
    by?.whenEnded({
      committed: () => undefined,
      rolledBack: () => by.whenOver(this.file, () => this.#release(run.firstPage)),
    });
    return run.firstPage;
  }

  /** Makes the database own pages up to `lastPage` at least, one extent an extension. */
  growDatabase(lastPage: number): void {
    const { extensionPages } = this.growth;
    while (lastOwnedPage(this.file) < lastPage)
      this.#addExtent(DATABASE_ROOT_PAGE, this.#lengthenFile(extensionPages, extensionPages));
  }

  /** Takes pages out of a tree for a child of it. */
  #give(rootPage: number, request: Request): Run {
    const header = readSpaceHeader(this.file, rootPage);
    if (!header.isMultiple) {
      const firstPage = this.#takeFromBitmap(rootPage, header, request.minimum);
      if (firstPage !== 0) return { firstPage, pages: request.minimum };
      this.#convert(rootPage, header);
    }
    const available = this.#available(rootPage);
    for (let extent = available.extentFrom(0); extent !== null; extent = available.extentAfter(extent)) {
      if (extent.pages < request.minimum) continue;
      const pages = this.#takesAll(rootPage, extent, request) ? extent.pages : request.wanted;
      return { firstPage: available.takeFront(extent, pages), pages };
    }
    this.#grow(rootPage, request);
    return this.#give(rootPage, request);
  }

  /** Whether so little of an extent would be left that all of it is given. */
  #takesAll(rootPage: number, extent: Extent, request: Request): boolean {
    const rest = extent.pages - request.wanted;
    if (rest <= 0) return true;
    if (rootPage !== DATABASE_ROOT_PAGE) return request.wanted >= FRAGMENT && rest < FRAGMENT;
    const isPackedTightly =
      request.isForNewTree &&
      extent.lastPage - extent.pages + 1 < SMALL_DATABASE_REGION &&
      lastOwnedPage(this.file) < SMALL_DATABASE_PAGES;
    return rest < SMALL_GROWTH && !isPackedTightly;
  }

  /** The first run of `pages` free pages of a single extent becomes used; returns its first page, 0 if there is none. */
  #takeFromBitmap(rootPage: number, header: SpaceHeader, pages: number): number {
    if (pages > MOST_BITMAP_PAGES) return 0;
    const run = runOfBits(pages);
    for (let bit = 0; bit + pages <= MOST_BITMAP_PAGES; bit++) {
      const taken = (run << bit) >>> 0;
      if ((header.availableBitmap & taken) >>> 0 !== taken) continue;
      this.#setBitmap(rootPage, (header.availableBitmap & ~taken) >>> 0);
      return rootPage + 1 + bit;
    }
    return 0;
  }

  /** Gives a tree space trees, on the first pages of a second extent. */
  #convert(rootPage: number, header: SpaceHeader): void {
    const pages = SPACE_ROOTS + 1;
    const run = this.#give(header.parentRoot, { wanted: pages, minimum: pages, isForNewTree: false });
    const { slab } = this.file;
    const base = this.file.fix(rootPage);
    const flags = slab.flags(base);
    this.#trees.changes.convertTree({
      rootPage,
      treeId: slab.treeId(base),
      parentRoot: header.parentRoot,
      pages: header.primaryPages,
      kindFlags: flags,
      isUnique: (flags & PAGE_NON_UNIQUE) === 0,
      ownedRoot: run.firstPage,
      secondPages: run.pages,
      availableBitmap: header.availableBitmap,
    });
  }

  /** Gets a tree more pages than it owns: from its parent, or by a longer file. */
  #grow(rootPage: number, request: Request): void {
    const header = readSpaceHeader(this.file, rootPage);
    const spare = this.#owned(rootPage).shortageAtWorst() + this.#available(rootPage).shortageAtWorst();
    const wanted = request.wanted + spare;
    if (rootPage === DATABASE_ROOT_PAGE) {
      const least = request.minimum + spare;
      const best = Math.max(wanted, Math.floor(header.primaryPages / PRIMARY_FRACTION));
      this.#addExtent(rootPage, this.#lengthenFile(least, this.#alignedExtension(least, best)));
      return;
    }
    const size = Math.max(wanted, this.#growthOf(rootPage, header));
    if (size !== header.primaryPages)
      this.#trees.changes.changeHeader(rootPage, rootPage, (line) => setLastAllocation(line, size));
    const run = this.#give(header.parentRoot, {
      wanted: size,
      minimum: request.minimum + spare,
      isForNewTree: false,
    });
    this.#addExtent(rootPage, run);
  }

  /** Whole extensions, so that the file with its headers ends at the end of one. */
  #alignedExtension(least: number, wanted: number): number {
    const { extensionPages } = this.growth;
    const pages = Math.ceil(wanted / extensionPages) * extensionPages;
    const overhang = (lastOwnedPage(this.file) + HEADER_PAGES) % extensionPages;
    if (overhang === 0) return pages;
    return pages - overhang >= least ? pages - overhang : pages + extensionPages - overhang;
  }

  /** Adds `wanted` pages to the file, or as many as it may have; fails where these are fewer than `least`. */
  #lengthenFile(least: number, wanted: number): Run {
    const last = lastOwnedPage(this.file);
    const most = this.growth.mostPages === 0 ? MOST_PAGES : this.growth.mostPages;
    const pages = Math.min(wanted, most - last);
    if (pages < least) fail(JET_errOutOfDatabaseSpace, `${least} pages more than ${last} of at most ${most}`);
    this.#trees.changes.extend(last + pages);
    this.growth.growTo(last + pages);
    return { firstPage: last + 1, pages };
  }

  /** What a tree asks for beyond what it needs now. */
  #growthOf(rootPage: number, header: SpaceHeader): number {
    if (ownsAtMost(this.file, rootPage, SMALL_TREE_PAGES)) return SMALL_GROWTH;
    const last = header.isLastAllocation
      ? header.primaryPages
      : Math.floor(header.primaryPages / PRIMARY_FRACTION);
    return Math.max(last, GROWTH);
  }

  /** Adds an extent that the tree got: to what it owns, and what the split buffers leave of it to what is free. */
  #addExtent(rootPage: number, run: Run): void {
    const owned = this.#owned(rootPage);
    const available = this.#available(rootPage);
    const lastPage = run.firstPage + run.pages - 1;
    let { firstPage } = run;
    const displaced: Extent[] = [];
    for (const tree of [owned, available]) {
      const needed = tree.shortage(lastPage);
      if (needed === 0) continue;
      const left = tree.keepInBuffer(firstPage, needed);
      if (left !== null) displaced.push(left);
      firstPage += needed;
    }
    assert(firstPage <= lastPage, 'an extent is larger than what its own entries take');
    owned.insert(lastPage, run.pages);
    available.insert(lastPage, lastPage - firstPage + 1);
    for (const left of displaced) this.#addFree(rootPage, left.lastPage - left.pages + 1, left.pages);
  }

  /** Adds free pages to the available extents of a tree, or to the split buffer of that tree when it needs them. */
  #addFree(rootPage: number, firstPage: number, pages: number): void {
    const available = this.#available(rootPage);
    const lastPage = firstPage + pages - 1;
    const needed = available.shortage(lastPage);
    if (needed === 0) {
      this.#mergeFree(rootPage, available, firstPage, lastPage);
      return;
    }
    if (available.hasPlaceInBuffer(firstPage)) {
      const kept = Math.min(needed, pages);
      available.keepInBuffer(firstPage, kept);
      if (kept < pages) this.#addFree(rootPage, firstPage + kept, pages - kept);
      return;
    }
    const left = this.#fillBuffer(rootPage, available, needed);
    this.#addFree(rootPage, firstPage, pages);
    if (left !== null) this.#addFree(rootPage, left.lastPage - left.pages + 1, left.pages);
  }

  /** Moves pages from an available extent to that tree's own buffer; returns the run that had to leave it. */
  #fillBuffer(rootPage: number, available: ExtentTree, needed: number): Extent | null {
    for (let extent = available.extentFrom(0); extent !== null; extent = available.extentAfter(extent)) {
      if (extent.pages >= needed) return available.keepInBuffer(available.takeFront(extent, needed), needed);
    }
    this.#grow(rootPage, { wanted: needed, minimum: needed, isForNewTree: false });
    return available.shortageAtWorst() === 0 ? null : this.#fillBuffer(rootPage, available, needed);
  }

  /**
   * Inserts free pages, or makes them part of the free extents right before and behind them in the same owned extent.
   * What is free as a whole then goes back to where it came from.
   */
  #mergeFree(rootPage: number, available: ExtentTree, firstPage: number, lastPage: number): void {
    const owned = this.#owned(rootPage);
    const owner = owned.extentFrom(lastPage);
    assert(owner !== null && owner.lastPage - owner.pages < firstPage, 'freed pages are owned');
    const before = available.extentBefore(firstPage);
    const behind = available.extentFrom(lastPage);
    let pages = lastPage - firstPage + 1;
    if (
      before !== null &&
      before.lastPage + 1 === firstPage &&
      before.lastPage > owner.lastPage - owner.pages
    ) {
      pages += before.pages;
      available.remove(before);
    }
    const isJoined =
      behind !== null && behind.lastPage - behind.pages === lastPage && behind.lastPage <= owner.lastPage;
    if (isJoined) pages += behind.pages;
    const free = isJoined ? behind.lastPage : lastPage;
    const { parentRoot } = readSpaceHeader(this.file, rootPage);
    if (pages === owner.pages && parentRoot !== 0) {
      if (isJoined) available.remove(behind);
      owned.remove(owner);
      this.#takeBack(parentRoot, owner);
    } else if (isJoined) available.resize(behind, pages);
    else available.insert(free, pages);
  }

  #setBitmap(rootPage: number, bitmap: number): void {
    this.#trees.changes.changeHeader(rootPage, rootPage, (line) => setAvailableBitmap(line, bitmap));
  }

  #owned(rootPage: number): ExtentTree {
    return this.#spaceTree(readSpaceHeader(this.file, rootPage).ownedRoot, rootPage);
  }

  #available(rootPage: number): ExtentTree {
    return this.#spaceTree(readSpaceHeader(this.file, rootPage).ownedRoot + 1, rootPage);
  }

  /** Space trees are kept; a page that was the root of one may have become that of another. */
  #spaceTree(spaceRoot: number, rootPage: number): ExtentTree {
    let tree = this.#known.get(spaceRoot);
    if (tree === undefined || !tree.isOf(rootPage)) {
      tree = new ExtentTree(spaceRoot, rootPage, this.#trees);
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      this.#known.set(spaceRoot, tree);
    }
    return tree;
  }
}
