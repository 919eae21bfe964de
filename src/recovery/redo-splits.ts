/**
 * Redo of splits. The records of a macro go from the top down: a level whose `newPage` is 0 only receives the separator of
 * the level below; at the bottom the change that found no room may be one of a node, whose record comes last.
 *
 *   page split   new page   what is done
 *   needed       needed     all
 *   needed       there      the page keeps its lines, the change among them
 *   there        needed     the page is taken back to its image, and all is done; behind a lone new node the page keeps
 *                           what it has
 *   there        there      nothing
 *
 * A page taken back to its image has the time of before: later records change it again.
 *
 * Invariants
 *  1. Every page is judged by its own time; all pages changed get the time of the macro.
 *  2. The lines that are dealt out are as many as the record says; else JET_errLogFileCorrupt.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { NodeChange } from '../btree/node-change';
import {
  CHANGE_FLAG_INSERT,
  CHANGE_INSERT,
  CHANGE_NOTHING,
  CHANGE_REPLACE,
  PageLines,
} from '../btree/page-lines';
import {
  fillNewPage,
  handDownLines,
  insertSeparator,
  linkNewLeaf,
  pointerBytes,
  shortenPage,
} from '../btree/split';
import { KEEP_PREFIX, NO_PREFIX, type SplitPlan } from '../btree/split-plan';
import type { NodeRecord } from '../log/node-records';
import { RECORD_VERSIONED } from '../log/record-buffer';
import {
  SPLIT_APPEND,
  SPLIT_CHANGES_NOTHING,
  SPLIT_FLAG_INSERTS,
  SPLIT_INSERTS,
  SPLIT_REPLACES,
  SPLIT_VERTICAL,
  type SplitRecord,
} from '../log/tree-records';
import { NODE_VERSIONED, PAGE_LEAF } from '../page/page-slab';
import { setChildPage, setNextPage, setPreviousPage } from '../page/page-writer';
import type { NodeRedo } from './redo-nodes';
import type { RedoPages } from './redo-pages';

const NO_BASE = -1;
const POINTER_BYTES = 4;
/** What is done to a line, by the operation that the record names. */
const KINDS: Readonly<Record<number, number>> = {
  [SPLIT_INSERTS]: CHANGE_INSERT,
  [SPLIT_REPLACES]: CHANGE_REPLACE,
  [SPLIT_FLAG_INSERTS]: CHANGE_FLAG_INSERT,
};

export class SplitRedo {
  readonly #nodes: NodeRedo;
  #lines: PageLines | null = null;

  constructor(nodes: NodeRedo) {
    this.#nodes = nodes;
  }

  /** Does a split again: its levels from the top down, and the change at the bottom if there is one. */
  redo(pages: RedoPages, levels: readonly SplitRecord[], change: NodeRecord | null): void {
    const last = levels[levels.length - 1];
    pages.begin(last.header.timeLow, last.header.timeHigh, last.treeId);
    try {
      const needed: LevelNeeds[] = [];
      for (const level of levels) needed.push(this.#judge(pages, level));
      if (change !== null) this.#tell(pages, last, needed[levels.length - 1], change);
      for (let index = 0; index < levels.length; index++) {
        const below = index + 1 < levels.length ? levels[index + 1] : null;
        this.#redoLevel(pages, levels[index], needed[index], below, change);
      }
    } finally {
      pages.release();
    }
  }

  /** What a level needs, looked at before anything changes: the page that is split, the new one, the right one. */
  #judge(pages: RedoPages, level: SplitRecord): LevelNeeds {
    const { header } = level;
    let split = pages.needs(header.page, header.beforeLow, header.beforeHigh);
    if (level.newPage === 0) return { split, made: false, right: false };
    const made = pages.needsNew(level.newPage);
    const right =
      level.rightPage !== 0 && pages.needs(level.rightPage, level.rightBeforeLow, level.rightBeforeHigh);
    if (made && !split && movesLines(level)) {
      pages.restore(header.page, level.image, level.imageForm, header.beforeLow, header.beforeHigh);
      split = true;
    }
    return { split, made, right };
  }

  /** Tells of the change at the bottom, as long as the page holds what was there before. */
  #tell(pages: RedoPages, level: SplitRecord, needs: LevelNeeds, change: NodeRecord): void {
    const isOnSplitPage = level.changedLine < level.splitLine;
    const isNeeded = isOnSplitPage ? needs.split : needs.made;
    const base = isNeeded && needs.split ? pages.file.fix(level.header.page) : NO_BASE;
    this.#nodes.tellOfSplit(pages, change, base, level.changedLine);
  }

  #redoLevel(
    pages: RedoPages,
    level: SplitRecord,
    needs: LevelNeeds,
    below: SplitRecord | null,
    change: NodeRecord | null,
  ): void {
    if (level.newPage === 0) {
      if (needs.split && below !== null) this.#insertSeparator(pages, level, below);
      return;
    }
    if (needs.split || needs.made) this.#dealOut(pages, level, needs, below, change);
    if (!needs.right) return;
    const base = pages.change(level.rightPage);
    setPreviousPage(pages.slab, base, level.newPage);
    pages.stamp(base);
  }

  #insertSeparator(pages: RedoPages, level: SplitRecord, below: SplitRecord): void {
    const { slab } = pages;
    const base = pages.change(level.header.page);
    const tag = slab.firstNode(base) + level.changedLine;
    this.#requirePointer(pages, level, base, tag, below.header.page);
    const key = bytesOf(below.separator);
    insertSeparator(slab, base, tag, key, key.length, below.header.page, below.newPage);
    pages.stamp(base);
  }

  #dealOut(
    pages: RedoPages,
    level: SplitRecord,
    needs: LevelNeeds,
    below: SplitRecord | null,
    change: NodeRecord | null,
  ): void {
    const { slab } = pages;
    const { header } = level;
    const splitBase = needs.split ? pages.change(header.page) : pages.file.fix(header.page);
    const lines = this.#load(pages, level, needs, splitBase, below, change);
    const plan = planOf(level);
    if (needs.made) {
      const base = pages.create(level.newPage);
      fillNewPage(slab, base, level.newPage, level.treeId, level.newPageFlags, lines, plan);
      if ((level.newPageFlags & PAGE_LEAF) !== 0 && level.kind !== SPLIT_VERTICAL)
        linkNewLeaf(slab, base, header.page, level.rightPage);
      pages.stamp(base);
    }
    if (!needs.split) return;
    if (level.kind === SPLIT_VERTICAL) handDownLines(slab, splitBase, level.newPage);
    else {
      shortenPage(slab, splitBase, lines, plan);
      if (slab.isLeaf(splitBase)) setNextPage(slab, splitBase, level.newPage);
    }
    pages.stamp(splitBase);
  }

  /** The lines to be dealt out, with the change or the separator of the level below among them. */
  #load(
    pages: RedoPages,
    level: SplitRecord,
    needs: LevelNeeds,
    splitBase: number,
    below: SplitRecord | null,
    change: NodeRecord | null,
  ): PageLines {
    const { slab } = pages;
    const lines = (this.#lines ??= new PageLines(slab.pageBytes));
    const line = level.changedLine;
    requireLines(level);
    if (below !== null) {
      const tag = slab.firstNode(splitBase) + line;
      this.#requirePointer(pages, level, splitBase, tag, below.header.page);
      setChildPage(slab, splitBase, tag, below.newPage);
      lines.load(slab, splitBase, CHANGE_INSERT, line, separatorOf(below));
    } else if (change === null || level.operation === SPLIT_CHANGES_NOTHING)
      lines.load(slab, splitBase, CHANGE_NOTHING, 0, null);
    else {
      const kind = KINDS[level.operation] ?? refuse(level, `operation ${level.operation}`);
      lines.load(slab, splitBase, kind, line, changeOf(change));
    }
    if (!needs.split) lines.count = level.lineCount;
    if (lines.count !== level.lineCount) refuse(level, `${lines.count} lines instead of ${level.lineCount}`);
    return lines;
  }

  #requirePointer(pages: RedoPages, level: SplitRecord, base: number, tag: number, child: number): void {
    const { slab } = pages;
    if (slab.isLeaf(base) || tag >= slab.tagCount(base)) refuse(level, 'no pointer');
    const end = slab.lineStart(base, tag) + slab.lineLength(base, tag);
    const found = slab.view.getUint32(end - POINTER_BYTES, true);
    if (found !== child) refuse(level, `a pointer to ${found}, not to ${child}`);
  }
}

interface LevelNeeds {
  readonly split: boolean;
  readonly made: boolean;
  readonly right: boolean;
}

/** Whether lines that the page had before go to the new page. */
function movesLines(level: SplitRecord): boolean {
  if (level.kind === SPLIT_APPEND) return false;
  const isLoneNode =
    level.operation === SPLIT_INSERTS &&
    level.splitLine === level.changedLine &&
    level.splitLine === level.lineCount - 1;
  return level.kind === SPLIT_VERTICAL || !isLoneNode;
}

/** The lines that a record names are among those that it counts. */
function requireLines({
  header,
  splitLine,
  changedLine,
  lineCount,
  prefixOfSplit,
  prefixOfNew,
}: SplitRecord): void {
  const isSound =
    splitLine <= lineCount &&
    changedLine < lineCount &&
    prefixOfSplit < lineCount &&
    splitLine + prefixOfNew < lineCount;
  if (!isSound)
    fail(JET_errLogFileCorrupt, `the split of page ${header.page} names a line beyond ${lineCount}`);
}

function planOf(level: SplitRecord): SplitPlan {
  const { splitLine } = level;
  const prefixOfNew = level.prefixOfNew < 0 ? NO_PREFIX : splitLine + level.prefixOfNew;
  if (level.kind === SPLIT_APPEND) return { splitLine, prefixOfSplit: KEEP_PREFIX, prefixOfNew };
  const prefixOfSplit = level.prefixOfSplit < 0 ? NO_PREFIX : level.prefixOfSplit;
  return { splitLine, prefixOfSplit, prefixOfNew };
}

function changeOf({ bytes, keyStart, keyLength, dataStart, dataLength, header }: NodeRecord): NodeChange {
  const key = bytes.subarray(keyStart, keyStart + keyLength);
  const flags = (header.flags & RECORD_VERSIONED) !== 0 ? NODE_VERSIONED : 0;
  return { key, keyLength, data: bytes, dataStart, dataLength, flags };
}

function separatorOf(below: SplitRecord): NodeChange {
  const key = bytesOf(below.separator);
  const data = pointerBytes(below.header.page);
  return { key, keyLength: key.length, data, dataStart: 0, dataLength: data.length, flags: 0 };
}

const bytesOf = ({ bytes, start, length }: SplitRecord['separator']): Uint8Array =>
  bytes.subarray(start, start + length);

function refuse(level: SplitRecord, found: string): never {
  return fail(JET_errLogFileCorrupt, `the split of page ${level.header.page} finds ${found}`);
}
