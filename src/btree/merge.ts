/**
 * How pages leave a tree, page by page: what a merge does to the pages it touches, given what was decided. Cleaning up and
 * recovery call the same functions, recovery a page at a time, as it finds some of them written already; whoever calls has
 * fixed and pinned all pages and sets the database time.
 *
 *   empty page:  parent  … k→L s→P t→R …      ⇒   parent … k→L t→R …       P has only deleted lines, or none
 *                leaves  … L ⇄ P ⇄ R …            leaves … L ⇄ R …         P is empty and no longer in use
 *
 *   full right:  as before; first P's lines that are not deleted move to the front of R
 *   partial:     only the last lines (or the first ones) move to R (or L); P stays, and its separator changes
 *
 *   empty tree:  root  ∞→N …                  ⇒   root is an empty leaf     all other pages are no longer in use
 *
 * A parent whose only pointer goes is no longer in use itself; the pointer is taken off the page above it.
 */
import { assert } from '../../errors/assert';
import { Node } from '../page/node';
import { NODE_DELETED, PAGE_EMPTY, PAGE_LEAF, PAGE_PARENT_OF_LEAF, type PageSlab } from '../page/page-slab';
import {
  deleteNode,
  insertNode,
  setChildPage,
  setExternalHeader,
  setNextPage,
  setPageFlags,
  setPreviousPage,
  usablePrefix,
} from '../page/page-writer';
import type { PageLines } from './page-lines';
import { insertPointer } from './split';

const NO_SIBLING = 0;
const NO_BYTES = new Uint8Array(0);
const node = new Node();

/** Puts the lines of another page, from `first` on, before all lines of this one; deleted ones are left out. */
export function moveLinesRight(slab: PageSlab, targetBase: number, lines: PageLines, first: number): void {
  const tag = slab.firstNode(targetBase);
  for (let line = lines.count - 1; line >= first; line--) copyLine(slab, targetBase, tag, lines, line);
}

/** Puts the lines of another page, up to and with `last`, behind all lines of this one; deleted ones are left out. */
export function moveLinesLeft(slab: PageSlab, targetBase: number, lines: PageLines, last: number): void {
  for (let line = 0; line <= last; line++) copyLine(slab, targetBase, slab.tagCount(targetBase), lines, line);
}

/** Takes lines, counted from 0, from `first` up to and with `last` off a page; others have taken them over. */
export function dropLines(slab: PageSlab, base: number, first: number, last: number): void {
  const firstNode = slab.firstNode(base);
  for (let line = last; line >= first; line--) deleteNode(slab, base, firstNode + line);
}

/** Has the left sibling of a leaf that goes name the right one. */
export function linkToRight(slab: PageSlab, leftBase: number, rightPage: number): void {
  setNextPage(slab, leftBase, rightPage);
}

/** Has the right sibling of a leaf that goes name the left one. */
export function linkToLeft(slab: PageSlab, rightBase: number, leftPage: number): void {
  setPreviousPage(slab, rightBase, leftPage);
}

/** Closes the chain of leaves over one that goes; a base is not looked at where there is no sibling. */
export function unlinkLeaf(
  slab: PageSlab,
  leftBase: number,
  leftPage: number,
  rightBase: number,
  rightPage: number,
): void {
  if (leftPage !== NO_SIBLING) linkToRight(slab, leftBase, rightPage);
  if (rightPage !== NO_SIBLING) linkToLeft(slab, rightBase, leftPage);
}

/** Leaves nothing on a page, and says so on it: it is no longer in use. */
export function emptyPage(slab: PageSlab, base: number): void {
  dropAllLines(slab, base);
  setExternalHeader(slab, base, NO_BYTES, 0, 0);
  setPageFlags(slab, base, slab.flags(base) | PAGE_EMPTY);
}

/** Makes a root an empty leaf; its space header stays. */
export function emptyRoot(slab: PageSlab, rootBase: number): void {
  assert(slab.isRoot(rootBase), 'a tree is emptied at its root');
  dropAllLines(slab, rootBase);
  setPageFlags(slab, rootBase, (slab.flags(rootBase) & ~PAGE_PARENT_OF_LEAF) | PAGE_LEAF);
}

/** Takes the pointer `tag`, not the only one, off an inner page; the last one at the right edge keeps its empty key. */
export function removePointer(slab: PageSlab, base: number, tag: number): void {
  node.read(slab, base, tag);
  const isEdge = node.keyLength === 0;
  deleteNode(slab, base, tag);
  if (isEdge) changePointerKey(slab, base, slab.tagCount(base) - 1, NO_BYTES, 0, 0);
}

/** Gives the pointer `tag` of an inner page another key. */
export function changePointerKey(
  slab: PageSlab,
  base: number,
  tag: number,
  key: Uint8Array,
  keyStart: number,
  keyLength: number,
): void {
  node.read(slab, base, tag);
  const child = slab.view.getUint32(node.dataStart, true);
  deleteNode(slab, base, tag);
  const whole = keyStart === 0 ? key : key.subarray(keyStart, keyStart + keyLength);
  insertPointer(slab, base, tag, whole, keyLength, child);
}

/** Has the pointer `tag` lead to the left sibling of its page, whose lines that one has taken. */
export function pointToLeft(slab: PageSlab, base: number, tag: number, leftPage: number): void {
  setChildPage(slab, base, tag, leftPage);
  deleteNode(slab, base, tag - 1);
}

function dropAllLines(slab: PageSlab, base: number): void {
  for (let tag = slab.tagCount(base) - 1; tag >= slab.firstNode(base); tag--) deleteNode(slab, base, tag);
}

function copyLine(slab: PageSlab, base: number, tag: number, lines: PageLines, line: number): void {
  lines.read(line);
  const { key, keyLength, data, dataStart, dataLength, flags } = lines;
  if ((flags & NODE_DELETED) !== 0) return;
  const prefixLength = usablePrefix(slab, base, key, 0, keyLength);
  insertNode(slab, base, tag, flags, prefixLength, key, 0, keyLength, data, dataStart, dataLength);
}
