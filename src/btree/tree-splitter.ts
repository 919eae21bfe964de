/**
 * Makes room in a tree: plans the splits from a leaf up to the first page with room, gets the pages, and carries the
 * splits out as one operation. See insert.ts for what holds before and after.
 */
import { assert } from '../../errors/assert';
import type { CachedFile } from '../cache/page-cache';
import type { DatabaseTime } from '../page/database-time';
import { Node } from '../page/node';
import { type PageSlab } from '../page/page-slab';
import { freeBytes, nodeBytes, setChildPage, stampPage, TAG_BYTES, usablePrefix } from '../page/page-writer';
import type { SearchKey } from '../page/search-key';
import type { NodeChange } from './node-change';
import type { PageSupply } from './page-allocator';
import { CHANGE_INSERT, CHANGE_NOTHING, PageLines } from './page-lines';
import { insertSeparator, pointerBytes, splitRight, splitVertically } from './split';
import { planRootPrefix, planSplit, type SplitPlan } from './split-plan';
import { writeSeparator } from './separator';
import type { Tree } from './tree';
import type { TreePath } from './tree-path';

/** The node a caller wants to store, in the shape the splits take it. */
export class PendingNode implements NodeChange {
  key: Uint8Array = new Uint8Array(0);
  keyLength = 0;
  data: Uint8Array = new Uint8Array(0);
  dataStart = 0;
  dataLength = 0;
  flags = 0;

  set(target: SearchKey, data: Uint8Array, dataStart: number, dataLength: number, flags: number): void {
    this.key = target.bytes;
    this.keyLength = target.keyLength;
    this.data = data;
    this.dataStart = dataStart;
    this.dataLength = dataLength;
    this.flags = flags;
  }
}

/** One page of the way that is split: what changes on it, how it is cut, and what its parent hears of it. */
interface LevelSplit {
  readonly page: number;
  readonly rightPage: number;
  readonly kind: number;
  readonly line: number;
  readonly change: NodeChange | null;
  readonly plan: SplitPlan;
  readonly separator: Uint8Array;
  newPage: number;
}

const NO_BASE = -1;

export class TreeSplitter {
  readonly #slab: PageSlab;
  readonly #lines: PageLines;
  readonly #node = new Node();
  readonly #left: Uint8Array;
  readonly #right: Uint8Array;
  readonly #pinned: number[] = [];

  constructor(
    readonly file: CachedFile,
    readonly time: DatabaseTime,
    readonly pages: PageSupply,
  ) {
    this.#slab = file.slab;
    this.#lines = new PageLines(file.slab.pageBytes);
    this.#left = new Uint8Array(2 * file.slab.pageBytes);
    this.#right = new Uint8Array(2 * file.slab.pageBytes);
  }

  /** Splits what stands in the way of a change at the end of `path`; true when the change was made with it. */
  split(tree: Tree, path: TreePath, kind: number, change: NodeChange): boolean {
    const levels: LevelSplit[] = [];
    let depth = path.depth - 1;
    let level = this.#planLeaf(tree, path, kind, change);
    for (; level !== null; level = this.#planParent(tree, path, depth, levels[levels.length - 1])) {
      levels.push(level);
      depth--;
      if (this.#hasRoom(path.pages[depth], level.separator)) break;
    }
    if (level === null) {
      this.#splitRoot(tree);
      return false;
    }
    for (const each of levels) each.newPage = this.pages.allocate(tree.rootPage, each.page);
    this.#carryOut(levels, path, depth);
    return levels[0].change !== null;
  }

  /** The bytes of data of one node. */
  dataLengthAt(base: number, tag: number): number {
    this.#node.read(this.#slab, base, tag);
    return this.#node.dataLength;
  }

  get #capacity(): number {
    return this.#slab.pageBytes - this.#slab.headerBytes - TAG_BYTES;
  }

  /** Null when the leaf is the root. A change too large for any cut is left for later: the page is only cut. */
  #planLeaf(tree: Tree, path: TreePath, kind: number, change: NodeChange): LevelSplit | null {
    const page = path.leaf;
    if (page === tree.rootPage) return null;
    const base = this.file.fix(page);
    const tag = path.tags[path.depth - 1];
    const line = tag - this.#slab.firstNode(base);
    const isAppend =
      kind === CHANGE_INSERT && this.#slab.nextPage(base) === 0 && tag === this.#slab.tagCount(base);
    this.#lines.load(this.#slab, base, kind, line, change);
    const plan = planSplit(this.#lines, this.#capacity, isAppend);
    if (plan !== null) return this.#levelOf(tree, page, kind, line, change, plan);
    this.#lines.load(this.#slab, base, CHANGE_NOTHING, 0, null);
    const bare = planSplit(this.#lines, this.#capacity, false);
    assert(bare !== null, 'a page with two lines can be cut between them');
    return this.#levelOf(tree, page, CHANGE_NOTHING, 0, null, bare);
  }

  /** The parent has no room for a separator and is split itself; null when it is the root. */
  #planParent(tree: Tree, path: TreePath, depth: number, below: LevelSplit): LevelSplit | null {
    const page = path.pages[depth];
    if (page === tree.rootPage) return null;
    const base = this.file.fix(page);
    const tag = path.tags[depth];
    const line = tag - this.#slab.firstNode(base);
    const change: NodeChange = {
      key: below.separator,
      keyLength: below.separator.length,
      data: pointerBytes(below.page),
      dataStart: 0,
      dataLength: 4,
      flags: 0,
    };
    const isAppend = this.#isRightEdge(path, depth) && tag === this.#slab.tagCount(base) - 1;
    this.#lines.load(this.#slab, base, CHANGE_INSERT, line, change);
    const plan = planSplit(this.#lines, this.#capacity, isAppend);
    assert(plan !== null, 'a separator fits into one half of a page of separators');
    return this.#levelOf(tree, page, CHANGE_INSERT, line, change, plan);
  }

  /** Whether the way up to `depth` went through the last node of every page. */
  #isRightEdge(path: TreePath, depth: number): boolean {
    for (let above = 0; above < depth; above++) {
      const base = this.file.fix(path.pages[above]);
      if (path.tags[above] !== this.#slab.tagCount(base) - 1) return false;
    }
    return true;
  }

  #levelOf(
    tree: Tree,
    page: number,
    kind: number,
    line: number,
    change: NodeChange | null,
    plan: SplitPlan,
  ): LevelSplit {
    const base = this.file.fix(page);
    const separator = this.#slab.isLeaf(base)
      ? this.#leafSeparator(tree, plan.splitLine)
      : this.#innerSeparator(plan.splitLine);
    return { page, rightPage: this.#slab.nextPage(base), kind, line, change, plan, separator, newPage: 0 };
  }

  #leafSeparator(tree: Tree, splitLine: number): Uint8Array {
    const leftLength = this.#copyLine(tree, splitLine - 1, this.#left);
    const rightLength = this.#copyLine(tree, splitLine, this.#right);
    const separator = new Uint8Array(rightLength);
    return separator.subarray(0, writeSeparator(this.#left, leftLength, this.#right, rightLength, separator));
  }

  /** The key of the last line that stays parts the halves of an inner page. */
  #innerSeparator(splitLine: number): Uint8Array {
    this.#lines.read(splitLine - 1);
    return this.#lines.key.slice(0, this.#lines.keyLength);
  }

  /** Key of a line, and its data behind it where keys repeat; returns the length. */
  #copyLine(tree: Tree, line: number, target: Uint8Array): number {
    const lines = this.#lines;
    lines.read(line);
    target.set(lines.key.subarray(0, lines.keyLength));
    if (tree.isUnique) return lines.keyLength;
    target.set(lines.data.subarray(lines.dataStart, lines.dataStart + lines.dataLength), lines.keyLength);
    return lines.keyLength + lines.dataLength;
  }

  #hasRoom(parentPage: number, separator: Uint8Array): boolean {
    const base = this.file.fix(parentPage);
    const prefixLength = usablePrefix(this.#slab, base, separator, 0, separator.length);
    return nodeBytes(prefixLength, separator.length, 4) + TAG_BYTES <= freeBytes(this.#slab, base);
  }

  #carryOut(levels: readonly LevelSplit[], path: TreePath, parentDepth: number): void {
    const parent = path.pages[parentDepth];
    try {
      for (const level of levels) {
        this.#pin(this.file.fix(level.page));
        this.#pin(this.file.fixNew(level.newPage));
        if (level.rightPage !== 0) this.#pin(this.file.fix(level.rightPage));
      }
      this.#pin(this.file.fix(parent));
      this.time.advance();
      for (const [i, level] of levels.entries()) this.#splitLevel(level, i === 0 ? null : levels[i - 1]);
      const last = levels[levels.length - 1];
      const base = this.#change(parent);
      const tag = path.tags[parentDepth];
      insertSeparator(this.#slab, base, tag, last.separator, last.separator.length, last.page, last.newPage);
    } finally {
      for (const base of this.#pinned) this.file.cache.unpin(base);
      this.#pinned.length = 0;
    }
  }

  #splitLevel(level: LevelSplit, below: LevelSplit | null): void {
    const slab = this.#slab;
    const rightBase = level.rightPage === 0 ? NO_BASE : this.#change(level.rightPage);
    const newBase = this.#change(level.newPage);
    const splitBase = this.#change(level.page);
    if (below !== null) setChildPage(slab, splitBase, slab.firstNode(splitBase) + level.line, below.newPage);
    this.#lines.load(slab, splitBase, level.kind, level.line, level.change);
    splitRight(slab, splitBase, level.page, newBase, level.newPage, rightBase, this.#lines, level.plan);
    stampPage(slab, newBase, this.time);
  }

  /** Gives a full root a child that takes all its lines. */
  #splitRoot(tree: Tree): void {
    const newPage = this.pages.allocate(tree.rootPage, tree.rootPage);
    try {
      this.#pin(this.file.fix(tree.rootPage));
      this.#pin(this.file.fixNew(newPage));
      this.time.advance();
      const rootBase = this.#change(tree.rootPage);
      const newBase = this.#change(newPage);
      this.#lines.load(this.#slab, rootBase, CHANGE_NOTHING, 0, null);
      splitVertically(this.#slab, rootBase, newBase, newPage, this.#lines, planRootPrefix(this.#lines));
      stampPage(this.#slab, newBase, this.time);
    } finally {
      for (const base of this.#pinned) this.file.cache.unpin(base);
      this.#pinned.length = 0;
    }
  }

  #pin(base: number): void {
    this.file.cache.pin(base);
    this.#pinned.push(base);
  }

  #change(page: number): number {
    const base = this.file.fixForChange(page);
    stampPage(this.#slab, base, this.time);
    return base;
  }
}
