/**
 * One B+tree of a database: where its root is and how its nodes are ordered. The root page never moves. Inner
 * nodes hold (separator, child page); the leaves of a tree are chained in both directions.
 */
import { JET_errBadPageLink, JET_errBadParentPageLink } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { CachedFile } from '../cache/page-cache';
import { childFor } from '../page/page-search';
import { PAGE_EMPTY, PAGE_NON_UNIQUE, PAGE_SPACE_TREE, type PageSlab } from '../page/page-slab';
import type { SearchKey } from '../page/search-key';
import { type TrackedCursors, trackedCursorsOf } from './tracked-cursors';
import type { TreePath } from './tree-path';

/** No tree of 2^32 pages is deeper; a longer way down is a loop. */
const DEEPEST = 32;

export class Tree {
  readonly slab: PageSlab;
  readonly isUnique: boolean;
  readonly id: number;
  /** The cursors that stand in this tree, whichever object they know it by. */
  readonly tracked: TrackedCursors;
  /** Bytes that stay free on a page that is filled by appending. */
  keepsFree = 0;

  /** Opens the tree whose root is `rootPage`; `id` 0 takes the id that the root carries. */
  constructor(
    readonly file: CachedFile,
    readonly rootPage: number,
    id: number,
    /** The root that log records name: of a space tree, that of the tree whose space it is. */
    readonly ownerRoot = rootPage,
  ) {
    this.slab = file.slab;
    const base = file.fix(rootPage);
    const treeId = this.slab.treeId(base);
    if (!this.slab.isRoot(base) || (id !== 0 && treeId !== id))
      fail(JET_errBadParentPageLink, `page ${rootPage} is not the root of tree ${id}`);
    this.id = treeId;
    this.tracked = trackedCursorsOf(file, rootPage);
    this.isUnique = areKeysUnique(this.slab.flags(base));
  }

  /** The leaf that may hold the target. */
  leafFor(target: SearchKey): number {
    let page = this.rootPage;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const base = this.#fixOwn(page);
      if (this.slab.isLeaf(base)) return page;
      page = this.childAt(base, childFor(this.slab, base, target));
    }
    return fail(JET_errBadParentPageLink, `tree ${this.id}: the way down does not end`);
  }

  /** As {@link leafFor}, keeping the way; the tag on the leaf stays 0. */
  pathFor(target: SearchKey, path: TreePath): void {
    path.clear();
    let page = this.rootPage;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const base = this.#fixOwn(page);
      if (this.slab.isLeaf(base)) {
        path.add(page, 0);
        return;
      }
      const tag = childFor(this.slab, base, target);
      path.add(page, tag);
      page = this.childAt(base, tag);
    }
    fail(JET_errBadParentPageLink, `tree ${this.id}: the way down does not end`);
  }

  /** The leaf at the left or the right edge. */
  edgeLeaf(rightmost: boolean): number {
    let page = this.rootPage;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const base = this.#fixOwn(page);
      if (this.slab.isLeaf(base)) return page;
      page = this.childAt(base, rightmost ? this.slab.tagCount(base) - 1 : this.slab.firstNode(base));
    }
    return fail(JET_errBadParentPageLink, `tree ${this.id}: the way down does not end`);
  }

  /** The page number that node `tag` of an inner page holds: its last four bytes. */
  childAt(base: number, tag: number): number {
    const end = this.slab.lineStart(base, tag) + this.slab.lineLength(base, tag);
    return this.slab.view.getUint32(end - 4, true);
  }

  #fixOwn(page: number): number {
    const base = this.file.fix(page);
    const treeId = this.slab.treeId(base);
    if (treeId !== this.id || (this.slab.flags(base) & PAGE_EMPTY) !== 0)
      fail(JET_errBadParentPageLink, `page ${page} of tree ${treeId} is not in use in tree ${this.id}`);
    return base;
  }

  /** Fixes the sibling of a leaf and makes sure that both agree. */
  fixSibling(page: number, from: number, forward: boolean): number {
    const base = this.file.fix(page);
    const back = forward ? this.slab.previousPage(base) : this.slab.nextPage(base);
    if (this.slab.treeId(base) !== this.id || !this.slab.isLeaf(base) || back !== from)
      fail(JET_errBadPageLink, `tree ${this.id}: leaves ${from} and ${page} do not agree`);
    return base;
  }
}

/** The pages of a space tree carry the flags of the tree whose space it is; extents never repeat. */
const areKeysUnique = (flags: number): boolean =>
  (flags & PAGE_NON_UNIQUE) === 0 || (flags & PAGE_SPACE_TREE) !== 0;
