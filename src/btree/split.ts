/**
 * The splits of a tree, page by page: what a split does to the pages it touches, given what was decided. Inserting and
 * recovery call the same functions, recovery a page at a time, as it finds some of them written already; whoever calls
 * has fixed and pinned all pages and sets the database time.
 *
 *   right:     parent  … s→P t→R …        ⇒   parent … k→P s→N t→R …      P keeps its first lines, N takes the rest;
 *              leaves  … P ⇄ R …              leaves … P ⇄ N ⇄ R …        k parts them; only leaves name siblings
 *
 *   vertical:  root  a b c                ⇒   root ∞→N,  N a b c          the only way a tree grows higher
 */
import { assert } from '../../errors/assert';
import {
  PAGE_INDEX,
  PAGE_LEAF,
  PAGE_LONG_VALUE,
  PAGE_NEW_RECORD_FORMAT,
  PAGE_NON_UNIQUE,
  PAGE_PARENT_OF_LEAF,
  PAGE_ROOT,
  PAGE_SPACE_TREE,
  type PageSlab,
} from '../page/page-slab';
import {
  compactPage,
  deleteNode,
  initializePage,
  insertNode,
  setChildPage,
  setExternalHeader,
  setNextPage,
  setPageFlags,
  setPreviousPage,
  usablePrefix,
} from '../page/page-writer';
import type { PageLines } from './page-lines';
import { KEEP_PREFIX, NO_PREFIX, type SplitPlan } from './split-plan';

/** What a page says about the tree it belongs to; new pages of the tree say the same. */
const TREE_FLAGS =
  PAGE_LEAF | PAGE_PARENT_OF_LEAF | PAGE_SPACE_TREE | PAGE_INDEX | PAGE_LONG_VALUE | PAGE_NON_UNIQUE;
/** The split buffer, which stays when a space tree's root hands its lines down. */
const SPLIT_BUFFER_BYTES = 16;
const POINTER_BYTES = 4;
const NO_SIBLING = 0;

/**
 * Splits a page to the right: `lines` (loaded from it, with the change among them) are dealt out to it and the new page.
 * `rightBase` is the right sibling's place, and is not looked at when there is none.
 */
export function splitRight(
  slab: PageSlab,
  splitBase: number,
  splitPage: number,
  newBase: number,
  newPage: number,
  rightBase: number,
  lines: PageLines,
  plan: SplitPlan,
): void {
  const right = slab.nextPage(splitBase);
  fillNewPage(slab, newBase, newPage, slab.treeId(splitBase), slab.flags(splitBase), lines, plan);
  shortenPage(slab, splitBase, lines, plan);
  if (!slab.isLeaf(splitBase)) return;
  linkNewLeaf(slab, newBase, splitPage, right);
  setNextPage(slab, splitBase, newPage);
  if (right !== NO_SIBLING) setPreviousPage(slab, rightBase, newPage);
}

/** Makes the new page of a split: it takes the lines from the plan's split line on. `flags` are those of the other half. */
export function fillNewPage(
  slab: PageSlab,
  newBase: number,
  newPage: number,
  treeId: number,
  flags: number,
  lines: PageLines,
  plan: SplitPlan,
): void {
  initializePage(slab, newBase, newPage, treeId, flags & TREE_FLAGS);
  fillPage(slab, newBase, lines, plan.splitLine, lines.count, plan.prefixOfNew);
}

/** Leaves a page that is split to the right the lines before the plan's split line. */
export function shortenPage(slab: PageSlab, splitBase: number, lines: PageLines, plan: SplitPlan): void {
  if (plan.prefixOfSplit === KEEP_PREFIX) return;
  while (slab.tagCount(splitBase) > slab.firstNode(splitBase))
    deleteNode(slab, splitBase, slab.tagCount(splitBase) - 1);
  compactPage(slab, splitBase);
  fillPage(slab, splitBase, lines, 0, plan.splitLine, plan.prefixOfSplit);
}

/** Names the siblings of a new leaf. */
export function linkNewLeaf(slab: PageSlab, newBase: number, left: number, right: number): void {
  setPreviousPage(slab, newBase, left);
  setNextPage(slab, newBase, right);
}

/** Moves all lines of a root to the new page, which becomes its only child. */
export function splitVertically(
  slab: PageSlab,
  rootBase: number,
  newBase: number,
  newPage: number,
  lines: PageLines,
  prefixOfNew: number,
): void {
  const plan = { splitLine: 0, prefixOfSplit: NO_PREFIX, prefixOfNew };
  fillNewPage(slab, newBase, newPage, slab.treeId(rootBase), slab.flags(rootBase), lines, plan);
  handDownLines(slab, rootBase, newPage);
}

/** The flags of a page made by a split of one that has `flags`. */
export const pageFlagsForNew = (flags: number): number => (flags & TREE_FLAGS) | PAGE_NEW_RECORD_FORMAT;

/** The flags of a root that has handed its lines down. */
export function rootFlagsAfterSplit(flags: number): number {
  const level = (flags & PAGE_LEAF) !== 0 ? PAGE_PARENT_OF_LEAF : 0;
  return (flags & ~(PAGE_LEAF | PAGE_PARENT_OF_LEAF)) | level;
}

/** Leaves a root, whose lines the new page has taken, that page as its only child. */
export function handDownLines(slab: PageSlab, rootBase: number, newPage: number): void {
  const flags = slab.flags(rootBase);
  assert((flags & PAGE_ROOT) !== 0, 'only a root is split vertically');
  for (let tag = slab.tagCount(rootBase) - 1; tag >= slab.firstNode(rootBase); tag--)
    deleteNode(slab, rootBase, tag);
  compactPage(slab, rootBase);
  setPageFlags(slab, rootBase, rootFlagsAfterSplit(flags));
  if ((flags & PAGE_SPACE_TREE) !== 0) dropRootPrefix(slab, rootBase);
  insertPointer(slab, rootBase, slab.firstNode(rootBase), pointer, 0, newPage);
}

/** Tells the parent of a page that was split: `separator` parts it from the new page. */
export function insertSeparator(
  slab: PageSlab,
  parentBase: number,
  tag: number,
  separator: Uint8Array,
  separatorLength: number,
  splitPage: number,
  newPage: number,
): void {
  setChildPage(slab, parentBase, tag, newPage);
  insertPointer(slab, parentBase, tag, separator, separatorLength, splitPage);
}

/** A page number as the data of an inner node. */
export function pointerBytes(pageNumber: number): Uint8Array {
  const bytes = new Uint8Array(POINTER_BYTES);
  new DataView(bytes.buffer).setUint32(0, pageNumber, true);
  return bytes;
}

const pointer = new Uint8Array(POINTER_BYTES);
const pointerView = new DataView(pointer.buffer);

/** Puts a pointer to a page among those of an inner page. */
export function insertPointer(
  slab: PageSlab,
  base: number,
  tag: number,
  key: Uint8Array,
  keyLength: number,
  child: number,
): void {
  pointerView.setUint32(0, child, true);
  const prefixLength = usablePrefix(slab, base, key, 0, keyLength);
  insertNode(slab, base, tag, 0, prefixLength, key, 0, keyLength, pointer, 0, POINTER_BYTES);
}

function fillPage(
  slab: PageSlab,
  base: number,
  lines: PageLines,
  from: number,
  to: number,
  prefixLine: number,
): void {
  if (prefixLine === NO_PREFIX) setExternalHeader(slab, base, lines.key, 0, 0);
  else {
    lines.read(prefixLine);
    setExternalHeader(slab, base, lines.key, 0, lines.keyLength);
  }
  for (let line = from; line < to; line++) {
    lines.read(line);
    const { key, keyLength, data, dataStart, dataLength, flags } = lines;
    const prefixLength = usablePrefix(slab, base, key, 0, keyLength);
    const tag = slab.tagCount(base);
    insertNode(slab, base, tag, flags, prefixLength, key, 0, keyLength, data, dataStart, dataLength);
  }
}

function dropRootPrefix(slab: PageSlab, rootBase: number): void {
  if (slab.lineLength(rootBase, 0) <= SPLIT_BUFFER_BYTES) return;
  const start = slab.lineStart(rootBase, 0);
  setExternalHeader(
    slab,
    rootBase,
    slab.bytes.slice(start, start + SPLIT_BUFFER_BYTES),
    0,
    SPLIT_BUFFER_BYTES,
  );
}
