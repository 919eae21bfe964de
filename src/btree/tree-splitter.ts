/**
 * Makes room in a tree: plans the splits from a leaf up to the first page with room, gets the pages, and carries the
 * splits out as one operation. See insert.ts for what holds before and after.
 */
import { assert } from '../../errors/assert';
import type { CachedFile } from '../cache/page-cache';
import { NO_TIME, RECORD_UNIQUE } from '../log/record-buffer';
import {
  SPLIT_APPEND,
  SPLIT_CHANGES_NOTHING,
  SPLIT_FLAG_INSERTS,
  SPLIT_INSERTS,
  SPLIT_REPLACES,
  SPLIT_RIGHT,
  SPLIT_VERTICAL,
  SplitRecord,
} from '../log/tree-records';
import { NODE_VERSIONED, type PageSlab } from '../page/page-slab';
import { freeBytes, nodeBytes, setChildPage, TAG_BYTES, usablePrefix } from '../page/page-writer';
import type { SearchKey } from '../page/search-key';
import type { Version } from '../version/version';
import { holdPage } from '../version/version-store';
import type { NodeChange } from './node-change';
import type { NodeChanges } from './node-changes';
import type { PageSupply } from './page-allocator';
import { CHANGE_INSERT, CHANGE_NOTHING, CHANGE_REPLACE, PageLines } from './page-lines';
import type { PageLog } from './page-log';
import {
  insertSeparator,
  pageFlagsForNew,
  pointerBytes,
  rootFlagsAfterSplit,
  splitRight,
  splitVertically,
} from './split';
import { KEEP_PREFIX, planRootPrefix, planSplit, type SplitPlan } from './split-plan';
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

  set(target: SearchKey, data: Uint8Array, dataStart: number, dataLength: number): void {
    this.key = target.bytes;
    this.keyLength = target.keyLength;
    this.data = data;
    this.dataStart = dataStart;
    this.dataLength = dataLength;
    this.flags = 0;
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

interface WholeSplit {
  readonly tree: Tree;
  readonly levels: readonly LevelSplit[];
  readonly path: TreePath;
  /** The page of the way that only gets a separator. */
  readonly parentDepth: number;
  readonly version: Version | null;
  /** Of a node that was flagged as deleted: the version with its old data. */
  readonly replaced: Version | null;
}

const NO_BASE = -1;
const TIME_OFFSET = 8;

export class TreeSplitter {
  /** Whether the node to be inserted continues a run of others that came in order. */
  isHotSpot = false;
  readonly #file: CachedFile;
  readonly #slab: PageSlab;
  readonly #lines: PageLines;
  readonly #left: Uint8Array;
  readonly #right: Uint8Array;
  readonly #pinned: number[] = [];
  readonly #record = new SplitRecord();

  constructor(
    readonly log: PageLog,
    readonly changes: NodeChanges,
    readonly pages: PageSupply,
  ) {
    this.#file = log.file;
    this.#slab = log.file.slab;
    this.#lines = new PageLines(this.#slab.pageBytes);
    this.#left = new Uint8Array(2 * this.#slab.pageBytes);
    this.#right = new Uint8Array(2 * this.#slab.pageBytes);
  }

  /**
   * Splits what stands in the way of a change at the end of `path`; true when the change was made with it, with its
   * version if it has one.
   */
  split(
    tree: Tree,
    path: TreePath,
    kind: number,
    change: PendingNode,
    version: Version | null,
    replaced: Version | null = null,
  ): boolean {
    change.flags = version === null ? 0 : NODE_VERSIONED;
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
    this.#carryOut({ tree, levels, path, parentDepth: depth, version, replaced });
    return levels[0].change !== null;
  }

  /** Cuts the page at the end of `path`, or the root above it that stands in the way. */
  splitOnly(tree: Tree, path: TreePath): void {
    const nothing = new PendingNode();
    nothing.dataLength = Infinity;
    this.split(tree, path, CHANGE_NOTHING, nothing, null);
  }

  get #capacity(): number {
    return this.#slab.pageBytes - this.#slab.headerBytes - TAG_BYTES;
  }

  /** Null when the leaf is the root. A change too large for any cut is left for later: the page is only cut. */
  #planLeaf(tree: Tree, path: TreePath, kind: number, change: NodeChange): LevelSplit | null {
    const page = path.leaf;
    if (page === tree.rootPage) return null;
    const base = this.#file.fix(page);
    const tag = path.tags[path.depth - 1];
    const line = tag - this.#slab.firstNode(base);
    const isAppend =
      kind === CHANGE_INSERT && this.#slab.nextPage(base) === 0 && tag === this.#slab.tagCount(base);
    if (kind !== CHANGE_NOTHING) {
      this.#lines.load(this.#slab, base, kind, line, change);
      const hotLine = this.isHotSpot && kind === CHANGE_INSERT && !isAppend ? line : undefined;
      const plan = planSplit(this.#lines, this.#capacity, isAppend, hotLine);
      if (plan !== null) return this.#levelOf(tree, page, kind, line, change, plan);
    }
    this.#lines.load(this.#slab, base, CHANGE_NOTHING, 0, null);
    const bare = planSplit(this.#lines, this.#capacity, false);
    assert(bare !== null, 'a page with two lines can be cut between them');
    return this.#levelOf(tree, page, CHANGE_NOTHING, 0, null, bare);
  }

  /** The parent has no room for a separator and is split itself; null when it is the root. */
  #planParent(tree: Tree, path: TreePath, depth: number, below: LevelSplit): LevelSplit | null {
    const page = path.pages[depth];
    if (page === tree.rootPage) return null;
    const base = this.#file.fix(page);
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
      const base = this.#file.fix(path.pages[above]);
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
    const base = this.#file.fix(page);
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
    const base = this.#file.fix(parentPage);
    const prefixLength = usablePrefix(this.#slab, base, separator, 0, separator.length);
    return nodeBytes(prefixLength, separator.length, 4) + TAG_BYTES <= freeBytes(this.#slab, base);
  }

  #carryOut(split: WholeSplit): void {
    const { tree, levels, path, parentDepth } = split;
    const parent = path.pages[parentDepth];
    this.changes.logUndoInfo(levels[0].page);
    tree.tracked.keepAllByKey();
    try {
      for (const level of levels) {
        this.#pin(this.#file.fix(level.page));
        this.#pin(this.#file.fixNew(level.newPage));
        if (level.rightPage !== 0) this.#pin(this.#file.fix(level.rightPage));
      }
      this.#pin(this.#file.fix(parent));
      this.log.beginMacro();
      if (this.log.isLogged) this.#tell(split);
      this.log.endMacro();
      for (const [i, level] of levels.entries()) this.#splitLevel(level, i === 0 ? null : levels[i - 1]);
      const last = levels[levels.length - 1];
      const base = this.#file.fix(parent);
      const tag = path.tags[parentDepth];
      insertSeparator(this.#slab, base, tag, last.separator, last.separator.length, last.page, last.newPage);
      this.log.stamp(base);
    } finally {
      this.log.abandonMacro();
      this.#unpin();
    }
    const { change, kind, line, plan, page, newPage } = levels[0];
    const replaced = kind === CHANGE_REPLACE ? split.version : split.replaced;
    if (change !== null && replaced !== null && this.log.isLogged)
      holdPage(replaced, line < plan.splitLine ? page : newPage);
  }

  /** The records of a split: from the page that only gets a separator down to the leaf, then the change that caused it. */
  #tell({ tree, levels, path, parentDepth, version, replaced }: WholeSplit): void {
    const parentPage = path.pages[parentDepth];
    const parentBase = this.#file.fix(parentPage);
    const record = this.#record;
    this.#tellPage(tree, parentPage, parentBase);
    record.changedLine = path.tags[parentDepth] - this.#slab.firstNode(parentBase);
    this.#append();
    for (let i = levels.length - 1; i >= 0; i--) {
      const level = levels[i];
      this.#tellLevel(tree, level, i === levels.length - 1 ? parentPage : levels[i + 1].page);
    }
    const [leaf] = levels;
    if (leaf.change === null) return;
    const base = this.#file.fix(leaf.page);
    const tag = leaf.line + this.#slab.firstNode(base);
    this.changes.tellInSplit(tree, leaf.kind, leaf.page, base, tag, leaf.change, version, replaced);
  }

  #tellLevel(tree: Tree, level: LevelSplit, parentPage: number): void {
    const record = this.#record;
    const slab = this.#slab;
    const base = this.#file.fix(level.page);
    const { plan, separator } = level;
    const isLeaf = slab.isLeaf(base);
    this.#tellPage(tree, level.page, base);
    this.#loadLines(level, base);
    record.newPage = level.newPage;
    record.rightPage = isLeaf ? level.rightPage : 0;
    if (record.rightPage !== 0) {
      const at = (this.#file.fix(level.rightPage) + TIME_OFFSET) >> 2;
      record.rightBeforeLow = slab.words32[at];
      record.rightBeforeHigh = slab.words32[at + 1];
    }
    const at = (this.#file.fix(parentPage) + TIME_OFFSET) >> 2;
    record.parentPage = parentPage;
    record.parentBeforeLow = slab.words32[at];
    record.parentBeforeHigh = slab.words32[at + 1];
    const isAppend = plan.prefixOfSplit === KEEP_PREFIX;
    record.kind = isAppend ? SPLIT_APPEND : SPLIT_RIGHT;
    record.operation = level.change === null ? SPLIT_CHANGES_NOTHING : operationOf(level.kind);
    record.changedLine = level.line;
    record.splitLine = plan.splitLine;
    record.lineCount = this.#lines.count;
    record.newPageFlags = pageFlagsForNew(slab.flags(base));
    record.splitPageFlags = slab.flags(base);
    record.prefixOfSplit = isAppend ? -1 : plan.prefixOfSplit;
    record.prefixOfNew = plan.prefixOfNew < 0 ? -1 : plan.prefixOfNew - plan.splitLine;
    record.separator.set(separator, 0, separator.length);
    record.oldPrefix.set(slab.bytes, slab.lineStart(base, 0), slab.lineLength(base, 0));
    if (!isAppend && plan.prefixOfSplit >= 0) {
      this.#lines.read(plan.prefixOfSplit);
      record.newPrefix.set(this.#lines.key, 0, this.#lines.keyLength);
    }
    if (!isAppend) record.image.set(slab.bytes, base, slab.pageBytes);
    this.#append();
  }

  /** Begins a record about one page: what every record of a split says, and nothing else. */
  #tellPage(tree: Tree, page: number, base: number): void {
    const record = this.#record;
    this.log.startPage(base, page, 0, tree.isUnique ? RECORD_UNIQUE : 0);
    Object.assign(record.header, this.log.header);
    record.newPage = 0;
    record.rightPage = 0;
    record.rightBeforeLow = NO_TIME;
    record.rightBeforeHigh = NO_TIME;
    record.parentPage = 0;
    record.parentBeforeLow = NO_TIME;
    record.parentBeforeHigh = NO_TIME;
    record.rootPage = tree.ownerRoot;
    record.treeId = tree.id;
    record.kind = SPLIT_VERTICAL;
    record.operation = SPLIT_CHANGES_NOTHING;
    record.changedLine = 0;
    record.splitLine = 0;
    record.lineCount = 0;
    record.newPageFlags = 0;
    record.splitPageFlags = 0;
    record.prefixOfSplit = 0;
    record.prefixOfNew = 0;
    record.separator.clear();
    record.oldPrefix.clear();
    record.newPrefix.clear();
    record.image.clear();
  }

  #append(): void {
    this.#record.write(this.log.record);
    this.log.append();
  }

  #loadLines(level: LevelSplit, base: number): void {
    this.#lines.load(this.#slab, base, level.kind, level.line, level.change);
  }

  #splitLevel(level: LevelSplit, below: LevelSplit | null): void {
    const slab = this.#slab;
    const rightBase = level.rightPage === 0 ? NO_BASE : this.#file.fix(level.rightPage);
    const newBase = this.#file.fix(level.newPage);
    const splitBase = this.#file.fix(level.page);
    if (below !== null) setChildPage(slab, splitBase, slab.firstNode(splitBase) + level.line, below.newPage);
    this.#loadLines(level, splitBase);
    splitRight(slab, splitBase, level.page, newBase, level.newPage, rightBase, this.#lines, level.plan);
    this.log.stamp(newBase);
    this.log.stamp(splitBase);
    if (rightBase !== NO_BASE && slab.isLeaf(splitBase)) this.log.stamp(rightBase);
  }

  /** Gives a full root a child that takes all its lines. */
  #splitRoot(tree: Tree): void {
    const newPage = this.pages.allocate(tree.rootPage, tree.rootPage);
    this.changes.logUndoInfo(tree.rootPage);
    tree.tracked.keepAllByKey();
    try {
      this.#pin(this.#file.fix(tree.rootPage));
      this.#pin(this.#file.fixNew(newPage));
      const rootBase = this.#file.fix(tree.rootPage);
      const newBase = this.#file.fix(newPage);
      this.#lines.load(this.#slab, rootBase, CHANGE_NOTHING, 0, null);
      const prefix = planRootPrefix(this.#lines);
      this.log.beginMacro();
      if (this.log.isLogged) this.#tellRootSplit(tree, newPage, rootBase, prefix);
      this.log.endMacro();
      splitVertically(this.#slab, rootBase, newBase, newPage, this.#lines, prefix);
      this.log.stamp(newBase);
      this.log.stamp(rootBase);
    } finally {
      this.log.abandonMacro();
      this.#unpin();
    }
  }

  #tellRootSplit(tree: Tree, newPage: number, rootBase: number, prefix: number): void {
    const record = this.#record;
    const slab = this.#slab;
    this.#tellPage(tree, tree.rootPage, rootBase);
    record.newPage = newPage;
    record.lineCount = this.#lines.count;
    record.newPageFlags = pageFlagsForNew(slab.flags(rootBase));
    record.splitPageFlags = rootFlagsAfterSplit(slab.flags(rootBase));
    record.prefixOfSplit = -1;
    record.prefixOfNew = prefix < 0 ? -1 : prefix;
    record.image.set(slab.bytes, rootBase, slab.pageBytes);
    this.#append();
  }

  #pin(base: number): void {
    this.#file.cache.pin(base);
    this.#pinned.push(base);
  }

  #unpin(): void {
    for (const base of this.#pinned) this.#file.cache.unpin(base);
    this.#pinned.length = 0;
  }
}

function operationOf(kind: number): number {
  if (kind === CHANGE_INSERT) return SPLIT_INSERTS;
  return kind === CHANGE_REPLACE ? SPLIT_REPLACES : SPLIT_FLAG_INSERTS;
}
