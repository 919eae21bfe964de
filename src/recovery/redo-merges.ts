/**
 * Redo of merges. The records of a macro go from the top down to the leaf, which is the last one: it says what happens to its
 * lines and to its siblings, the others what happens to the pointer on the way.
 *
 *   leaf    target   what is done
 *   needed  needed   lines move, the leaf is unlinked
 *   there   needed   the leaf is taken back to its image, and all is done
 *   any     there    the leaf alone changes, if it has to
 *
 * Invariants
 *  1. Every page is judged by its own time; all pages changed get the time of the macro.
 *  2. Lines that are flagged as deleted do not move, here and when it was done first.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  changePointerKey,
  dropLines,
  emptyPage,
  linkToLeft,
  linkToRight,
  moveLinesLeft,
  moveLinesRight,
  pointToLeft,
  removePointer,
} from '../btree/merge';
import { CHANGE_NOTHING, PageLines } from '../btree/page-lines';
import {
  MERGE_CHANGES_KEY,
  MERGE_DELETES_NODE,
  MERGE_EMPTIES_PAGE,
  MERGE_EMPTY_PAGE,
  MERGE_FULL_LEFT,
  MERGE_FULL_RIGHT,
  MERGE_PARTIAL_LEFT,
  MERGE_PARTIAL_RIGHT,
  type MergeRecord,
} from '../log/tree-records';
import type { RedoPages } from './redo-pages';

interface LeafNeeds {
  page: boolean;
  left: boolean;
  right: boolean;
}

export class MergeRedo {
  #lines: PageLines | null = null;

  /** Does a merge again: its levels from the top down, the leaf last. */
  redo(pages: RedoPages, levels: readonly MergeRecord[]): void {
    const leaf = levels[levels.length - 1];
    pages.begin(leaf.header.timeLow, leaf.header.timeHigh, leaf.treeId);
    try {
      const above = levels.slice(0, -1);
      const needed = above.map(({ header }) => pages.needs(header.page, header.beforeLow, header.beforeHigh));
      const needs = this.#judgeLeaf(pages, leaf);
      for (const [index, level] of above.entries()) if (needed[index]) redoPointer(pages, level, leaf);
      this.#redoLeaf(pages, leaf, needs);
    } finally {
      pages.release();
    }
  }

  #judgeLeaf(pages: RedoPages, leaf: MergeRecord): LeafNeeds {
    const { header } = leaf;
    const left = leaf.leftPage !== 0 && pages.needs(leaf.leftPage, leaf.leftBeforeLow, leaf.leftBeforeHigh);
    const right =
      leaf.rightPage !== 0 && pages.needs(leaf.rightPage, leaf.rightBeforeLow, leaf.rightBeforeHigh);
    let page = pages.needs(header.page, header.beforeLow, header.beforeHigh);
    const isTargetNeeded = (movesRight(leaf) && right) || (movesLeft(leaf) && left);
    if (isTargetNeeded && !page) {
      pages.restore(header.page, leaf.image, leaf.imageForm, header.beforeLow, header.beforeHigh);
      page = true;
    }
    return { page, left, right };
  }

  #redoLeaf(pages: RedoPages, leaf: MergeRecord, needs: LeafNeeds): void {
    const { slab } = pages;
    const { header, kind, mergeLine } = leaf;
    const lines = (this.#lines ??= new PageLines(slab.pageBytes));
    if (needs.page) lines.load(slab, pages.file.fix(header.page), CHANGE_NOTHING, 0, null);
    if (needs.page && kind !== MERGE_EMPTY_PAGE && mergeLine >= lines.count)
      refuse(leaf, `${lines.count} lines, not line ${mergeLine}`);
    const isPartial = kind === MERGE_PARTIAL_LEFT || kind === MERGE_PARTIAL_RIGHT;
    if (needs.right) {
      const base = pages.change(leaf.rightPage);
      if (movesRight(leaf)) moveLinesRight(slab, base, lines, mergeLine);
      if (!isPartial) linkToLeft(slab, base, leaf.leftPage);
      pages.stamp(base);
    }
    if (needs.left) {
      const base = pages.change(leaf.leftPage);
      if (movesLeft(leaf)) moveLinesLeft(slab, base, lines, mergeLine);
      if (!isPartial) linkToRight(slab, base, leaf.rightPage);
      pages.stamp(base);
    }
    if (!needs.page) return;
    const base = pages.change(header.page);
    if (kind === MERGE_PARTIAL_RIGHT) dropLines(slab, base, mergeLine, lines.count - 1);
    if (kind === MERGE_PARTIAL_LEFT) dropLines(slab, base, 0, mergeLine);
    if ((leaf.flags & MERGE_EMPTIES_PAGE) !== 0) emptyPage(slab, base);
    pages.stamp(base);
  }
}

/** What a merge does on a page on the way to its leaf. */
function redoPointer(pages: RedoPages, level: MergeRecord, leaf: MergeRecord): void {
  const { slab } = pages;
  const { header, flags } = level;
  const base = pages.change(header.page);
  const tag = slab.firstNode(base) + header.line;
  if (slab.isLeaf(base) || tag >= slab.tagCount(base)) refuse(level, 'no pointer');
  const { bytes, start, length } = leaf.separator;
  const changesKey = (flags & MERGE_CHANGES_KEY) !== 0;
  const deletesNode = (flags & MERGE_DELETES_NODE) !== 0;
  if (leaf.kind === MERGE_FULL_LEFT && changesKey && deletesNode) pointToLeft(slab, base, tag, leaf.leftPage);
  else if (deletesNode) removePointer(slab, base, tag);
  else if (changesKey)
    changePointerKey(slab, base, leaf.kind === MERGE_PARTIAL_LEFT ? tag - 1 : tag, bytes, start, length);
  if ((flags & MERGE_EMPTIES_PAGE) !== 0) emptyPage(slab, base);
  pages.stamp(base);
}

const movesRight = ({ kind }: MergeRecord): boolean =>
  kind === MERGE_FULL_RIGHT || kind === MERGE_PARTIAL_RIGHT;
const movesLeft = ({ kind }: MergeRecord): boolean => kind === MERGE_FULL_LEFT || kind === MERGE_PARTIAL_LEFT;

const KNOWN_KINDS = new Set([
  MERGE_EMPTY_PAGE,
  MERGE_FULL_RIGHT,
  MERGE_PARTIAL_RIGHT,
  MERGE_FULL_LEFT,
  MERGE_PARTIAL_LEFT,
]);

/** Whether redo knows the kind: what moves a whole page elsewhere is not done here. */
export const isKnownMerge = (kind: number): boolean => KNOWN_KINDS.has(kind);

function refuse(level: MergeRecord, found: string): never {
  return fail(JET_errLogFileCorrupt, `the merge at page ${level.header.page} finds ${found}`);
}
