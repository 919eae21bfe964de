/**
 * Gives pages of a tree back: leaves that have nothing left, and leaves whose few nodes find room on the right sibling.
 * Plans what happens to each page of the way, tells the log, and carries it out as one operation.
 *
 *   the leaf's pointer is one of several      it goes from the parent
 *   it is the last of a page inside the tree  the page now ends with the pointer before it: so do the pointers to it above
 *   it is the only one                        the parent goes as well, and its pointer above
 *   no pointer is left in the root            the root is an empty leaf again
 *
 * Invariants
 *  1. All pages are in the cache and pinned before the first one changes.
 *  2. Pages go back to the space of the tree after they have left it: a crash in between leaves them unused.
 */
import type { CachedFile } from '../cache/page-cache';
import { putEmptyTree } from '../log/node-records';
import { NO_TIME, RECORD_UNIQUE } from '../log/record-buffer';
import {
  MERGE_CHANGES_KEY,
  MERGE_DELETES_NODE,
  MERGE_EMPTIES_PAGE,
  MERGE_EMPTY_PAGE,
  MERGE_FULL_RIGHT,
  MERGE_NOTHING,
  MergeRecord,
} from '../log/tree-records';
import { Node } from '../page/node';
import { NODE_DELETED, NODE_VERSIONED, type PageSlab } from '../page/page-slab';
import { freeBytes, nodeBytes, TAG_BYTES, usablePrefix } from '../page/page-writer';
import { SearchKey } from '../page/search-key';
import type { VersionStore } from '../version/version-store';
import { changePointerKey, emptyPage, emptyRoot, moveLinesRight, removePointer, unlinkLeaf } from './merge';
import type { NodeChanges } from './node-changes';
import type { PageAllocator } from './page-allocator';
import { CHANGE_NOTHING, PageLines } from './page-lines';
import type { PageLog } from './page-log';
import type { Tree } from './tree';
import { TreePath } from './tree-path';

/** A leaf with more than this part of its room in use stays. */
const SPARSE_PART = 4;
/** After a merge the right leaf has at least this part of its room free. */
const SLACK_PART = 5;
const TIME_OFFSET = 8;
const NO_BASE = -1;

/** What happens to one inner page of the way. */
interface Level {
  readonly page: number;
  readonly tag: number;
  readonly flags: number;
}

interface Plan {
  readonly leaf: number;
  readonly left: number;
  readonly right: number;
  /** MERGE_EMPTY_PAGE or MERGE_FULL_RIGHT. */
  readonly kind: number;
  /** From the top down. */
  readonly levels: readonly Level[];
  /** The key that pointers get; empty when none does. */
  readonly separator: Uint8Array;
}

export class TreeMerger {
  readonly #file: CachedFile;
  readonly #slab: PageSlab;
  readonly #node = new Node();
  readonly #lines: PageLines;
  readonly #record = new MergeRecord();
  readonly #pinned: number[] = [];
  readonly #target = new SearchKey();
  readonly #leftPath = new TreePath();

  constructor(
    readonly log: PageLog,
    readonly changes: NodeChanges,
    readonly pages: PageAllocator,
    readonly versions: VersionStore | null,
  ) {
    this.#file = log.file;
    this.#slab = log.file.slab;
    this.#lines = new PageLines(this.#slab.pageBytes);
  }

  /** A node has gone from the leaf at the end of `path`: looks whether the leaf can go too. */
  consider(tree: Tree, path: TreePath): void {
    if (path.leaf === tree.rootPage) return;
    const base = this.#file.fix(path.leaf);
    const used = this.#capacity - freeBytes(this.#slab, base);
    if (this.#isDead(tree, base)) {
      if (this.#isOnlyLeaf(path)) this.#emptyTree(tree, path);
      else this.#carryOut(tree, this.#plan(path, MERGE_EMPTY_PAGE));
      return;
    }
    if (used * SPARSE_PART > this.#capacity) return;
    if (this.#isMovable(base) && this.#fitsRight(base))
      this.#carryOut(tree, this.#plan(path, MERGE_FULL_RIGHT));
    else this.#considerLeft(tree, base);
  }

  /** Merges a leaf with its right sibling if that has room for all of it; whether it did. */
  mergeRight(tree: Tree, path: TreePath): boolean {
    if (path.leaf === tree.rootPage) return false;
    const base = this.#file.fix(path.leaf);
    const isMerged = !this.#isDead(tree, base) && this.#isMovable(base) && this.#fitsRight(base);
    return isMerged && this.#carryOut(tree, this.#plan(path, MERGE_FULL_RIGHT));
  }

  /** The leaf itself stays; its left sibling may have waited for room on it. */
  #considerLeft(tree: Tree, base: number): void {
    const slab = this.#slab;
    const left = slab.previousPage(base);
    if (left === 0) return;
    const leftBase = this.#file.fix(left);
    const used = this.#capacity - freeBytes(slab, leftBase);
    if (used * SPARSE_PART > this.#capacity || this.#nodesOf(leftBase) === 0) return;
    if (!this.#isMovable(leftBase) || !this.#fitsRight(leftBase)) return;
    const first = slab.firstNode(leftBase);
    this.#node.read(slab, leftBase, first);
    this.#target.reserve(this.#node.keyLength + this.#node.dataLength);
    this.#target.keyLength = this.#node.copyKey(slab, this.#target.bytes, 0, this.#node.keyLength);
    this.#target.dataLength = 0;
    if (!tree.isUnique) this.#target.appendData(slab.bytes, this.#node.dataStart, this.#node.dataLength);
    tree.pathFor(this.#target, this.#leftPath);
    if (this.#leftPath.leaf === left) this.#carryOut(tree, this.#plan(this.#leftPath, MERGE_FULL_RIGHT));
  }

  /** Whether nobody sees any node of the page, now or after a rollback. */
  #isDead(tree: Tree, base: number): boolean {
    const slab = this.#slab;
    for (let tag = slab.firstNode(base); tag < slab.tagCount(base); tag++) {
      const flags = slab.nodeFlags(base, tag);
      if ((flags & NODE_DELETED) === 0) return false;
      if ((flags & NODE_VERSIONED) === 0 || this.versions === null || this.versions.count === 0) continue;
      this.#node.read(slab, base, tag);
      if (this.versions.findNode(tree, slab, this.#node) !== null) return false;
    }
    return true;
  }

  get #capacity(): number {
    return this.#slab.pageBytes - this.#slab.headerBytes - TAG_BYTES;
  }

  /** Nodes that are flagged as deleted would not move, and their versions would have nothing to go back to. */
  #isMovable(base: number): boolean {
    const slab = this.#slab;
    if (slab.nextPage(base) === 0) return false;
    for (let tag = slab.firstNode(base); tag < slab.tagCount(base); tag++)
      if ((slab.nodeFlags(base, tag) & NODE_DELETED) !== 0) return false;
    return this.versions === null || this.versions.shrunk === 0;
  }

  /** Whether all lines find room on the right sibling, and it keeps some. */
  #fitsRight(leafBase: number): boolean {
    const slab = this.#slab;
    const right = slab.nextPage(leafBase);
    this.#lines.load(slab, leafBase, CHANGE_NOTHING, 0, null);
    const base = this.#file.fix(right);
    let needed = Math.floor(this.#capacity / SLACK_PART);
    const most = freeBytes(slab, base);
    for (let line = 0; line < this.#lines.count && needed <= most; line++) {
      this.#lines.read(line);
      const { key, keyLength, dataLength } = this.#lines;
      needed += nodeBytes(usablePrefix(slab, base, key, 0, keyLength), keyLength, dataLength) + TAG_BYTES;
    }
    return needed <= most;
  }

  #isOnlyLeaf(path: TreePath): boolean {
    for (let depth = 0; depth < path.depth - 1; depth++)
      if (this.#nodesOf(this.#file.fix(path.pages[depth])) > 1) return false;
    return true;
  }

  #nodesOf(base: number): number {
    return this.#slab.tagCount(base) - this.#slab.firstNode(base);
  }

  /** Null when the place of the leaf in the tree is one that it has to keep. */
  #plan(path: TreePath, kind: number): Plan {
    const slab = this.#slab;
    const leafBase = this.#file.fix(path.leaf);
    const left = slab.previousPage(leafBase);
    const right = slab.nextPage(leafBase);
    const levels: Level[] = [];
    let separator: Uint8Array = new Uint8Array(0);
    let depth = path.depth - 2;
    for (; this.#nodesOf(this.#file.fix(path.pages[depth])) === 1; depth--)
      levels.push({
        page: path.pages[depth],
        tag: path.tags[depth],
        flags: MERGE_DELETES_NODE | MERGE_EMPTIES_PAGE,
      });
    const base = this.#file.fix(path.pages[depth]);
    const tag = path.tags[depth];
    levels.push({ page: path.pages[depth], tag, flags: MERGE_DELETES_NODE });
    if (tag === slab.tagCount(base) - 1 && this.#keyLengthAt(base, tag) > 0) {
      separator = this.#keyAt(base, tag - 1);
      this.#changeKeysAbove(path, depth, levels);
    }
    return { leaf: path.leaf, left, right, kind, levels: levels.reverse(), separator };
  }

  /** The pointers to a page that ends earlier now get its new last key, up to one that is not the last of its page. */
  #changeKeysAbove(path: TreePath, depth: number, levels: Level[]): void {
    for (let above = depth - 1; above >= 0; above--) {
      const page = path.pages[above];
      const tag = path.tags[above];
      levels.push({ page, tag, flags: MERGE_CHANGES_KEY });
      if (tag < this.#slab.tagCount(this.#file.fix(page)) - 1) return;
    }
  }

  #keyLengthAt(base: number, tag: number): number {
    this.#node.read(this.#slab, base, tag);
    return this.#node.keyLength;
  }

  #keyAt(base: number, tag: number): Uint8Array {
    this.#node.read(this.#slab, base, tag);
    const key = new Uint8Array(this.#node.keyLength);
    this.#node.copyKey(this.#slab, key, 0, key.length);
    return key;
  }

  /** Whether each pointer that changes its key finds room for the new one. */
  #hasRoom(plan: Plan): boolean {
    return plan.levels.every(({ page, tag, flags }) => {
      if ((flags & MERGE_CHANGES_KEY) === 0) return true;
      const base = this.#file.fix(page);
      const more = plan.separator.length - this.#keyLengthAt(base, tag);
      return more + 2 * TAG_BYTES <= freeBytes(this.#slab, base) || more <= 0;
    });
  }

  #carryOut(tree: Tree, plan: Plan): boolean {
    if (!this.#hasRoom(plan)) return false;
    this.changes.logUndoInfo(plan.leaf);
    tree.tracked.keepAllByKey();
    try {
      for (const { page } of plan.levels) this.#pin(page);
      for (const page of [plan.leaf, plan.left, plan.right]) if (page !== 0) this.#pin(page);
      this.log.beginMacro();
      if (this.log.isLogged) this.#tell(tree, plan);
      this.log.endMacro();
      this.#change(plan);
    } finally {
      this.log.abandonMacro();
      this.#unpin();
    }
    for (const { page, flags } of plan.levels)
      if ((flags & MERGE_EMPTIES_PAGE) !== 0) this.pages.free(tree.rootPage, page);
    this.pages.free(tree.rootPage, plan.leaf);
    return true;
  }

  #change({ leaf, left, right, kind, levels, separator }: Plan): void {
    const slab = this.#slab;
    const leafBase = this.#file.fix(leaf);
    const leftBase = left === 0 ? NO_BASE : this.#file.fix(left);
    const rightBase = right === 0 ? NO_BASE : this.#file.fix(right);
    for (const { page, tag, flags } of levels) {
      const base = this.#file.fix(page);
      if ((flags & MERGE_EMPTIES_PAGE) !== 0) emptyPage(slab, base);
      else if ((flags & MERGE_DELETES_NODE) !== 0) removePointer(slab, base, tag);
      else changePointerKey(slab, base, tag, separator, 0, separator.length);
      this.log.stamp(base);
    }
    if (kind === MERGE_FULL_RIGHT) {
      this.#lines.load(slab, leafBase, CHANGE_NOTHING, 0, null);
      moveLinesRight(slab, rightBase, this.#lines, 0);
    }
    unlinkLeaf(slab, leftBase, left, rightBase, right);
    emptyPage(slab, leafBase);
    for (const base of [leftBase, rightBase, leafBase]) if (base !== NO_BASE) this.log.stamp(base);
  }

  /** The records of a merge, from the top down to the leaf. */
  #tell(tree: Tree, plan: Plan): void {
    for (const { page, tag, flags } of plan.levels) {
      const base = this.#file.fix(page);
      this.#tellPage(tree, page, base, tag - this.#slab.firstNode(base));
      this.#record.flags = flags;
      this.#append();
    }
    const record = this.#record;
    const base = this.#file.fix(plan.leaf);
    this.#tellPage(tree, plan.leaf, base, 0);
    record.kind = plan.kind;
    record.flags = MERGE_EMPTIES_PAGE;
    record.leftPage = plan.left;
    record.rightPage = plan.right;
    record.parentPage = plan.levels[plan.levels.length - 1].page;
    if (plan.left !== 0) [record.leftBeforeLow, record.leftBeforeHigh] = this.#timeOf(plan.left);
    if (plan.right !== 0) [record.rightBeforeLow, record.rightBeforeHigh] = this.#timeOf(plan.right);
    [record.parentBeforeLow, record.parentBeforeHigh] = this.#timeOf(record.parentPage);
    record.separator.set(plan.separator, 0, plan.separator.length);
    if (plan.kind === MERGE_FULL_RIGHT) {
      record.movedBytes = this.#capacity - freeBytes(this.#slab, base);
      record.mostMovedBytes = record.movedBytes;
      record.image.set(this.#slab.bytes, base, this.#slab.pageBytes);
    }
    this.#append();
  }

  #tellPage(tree: Tree, page: number, base: number, line: number): void {
    const record = this.#record;
    this.log.startPage(base, page, line, tree.isUnique ? RECORD_UNIQUE : 0);
    Object.assign(record.header, this.log.header);
    record.rightPage = record.leftPage = record.parentPage = 0;
    record.rightBeforeLow = record.rightBeforeHigh = NO_TIME;
    record.leftBeforeLow = record.leftBeforeHigh = NO_TIME;
    record.parentBeforeLow = record.parentBeforeHigh = NO_TIME;
    record.rootPage = tree.rootPage;
    record.treeId = tree.id;
    record.movedBytes = record.mostMovedBytes = record.uncommittedOfTarget = record.mergeLine = 0;
    record.flags = 0;
    record.kind = MERGE_NOTHING;
    record.separator.clear();
    record.image.clear();
  }

  #append(): void {
    this.#record.write(this.log.record);
    this.log.append();
  }

  #timeOf(page: number): [low: number, high: number] {
    const at = (this.#file.fix(page) + TIME_OFFSET) >> 2;
    return [this.#slab.words32[at], this.#slab.words32[at + 1]];
  }

  /** The last leaf has nothing left: the root is an empty leaf again, all other pages go. */
  #emptyTree(tree: Tree, path: TreePath): void {
    const slab = this.#slab;
    const pages = path.pages.slice(1, path.depth);
    tree.tracked.keepAllByKey();
    try {
      for (const page of path.pages.slice(0, path.depth)) this.#pin(page);
      const rootBase = this.#file.fix(tree.rootPage);
      this.log.startNode(tree, rootBase, tree.rootPage, 0, null, 0);
      if (this.log.isLogged) {
        const emptied = pages.map((page) => {
          const [beforeLow, beforeHigh] = this.#timeOf(page);
          return { page, flags: slab.flags(this.#file.fix(page)), beforeLow, beforeHigh };
        });
        putEmptyTree(this.log.record, this.log.header, emptied);
        this.log.append();
      }
      emptyRoot(slab, rootBase);
      this.log.stamp(rootBase);
      for (const page of pages) {
        const base = this.#file.fix(page);
        emptyPage(slab, base);
        this.log.stamp(base);
      }
    } finally {
      this.#unpin();
    }
    for (const page of pages) this.pages.free(tree.rootPage, page);
  }

  #pin(page: number): void {
    const base = this.#file.fix(page);
    this.#file.cache.pin(base);
    this.#pinned.push(base);
  }

  #unpin(): void {
    for (const base of this.#pinned) this.#file.cache.unpin(base);
    this.#pinned.length = 0;
  }
}
