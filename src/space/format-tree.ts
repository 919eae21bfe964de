/**
 * New trees: the pages of their roots and of their space trees, written from nothing, and the root of a tree that gets
 * space trees later. Creating and recovery call the same functions, a page at a time, and leave the database time on the
 * page at the place that is returned: the same on all of them. Recovery finds some of them written already.
 *
 *   single extent      root ‖ bitmap of the free pages that follow
 *   multiple           root · owned · available ‖ free
 *   given space trees  root ‖ … used and free …        owned · available ‖ free        (the second extent)
 */
import type { CachedFile } from '../cache/page-cache';
import type { NewTreeRecord } from '../log/space-records';
import { RECORD_UNIQUE } from '../log/record-buffer';
import {
  PAGE_INDEX,
  PAGE_LEAF,
  PAGE_LONG_VALUE,
  PAGE_NON_UNIQUE,
  PAGE_ROOT,
  PAGE_SPACE_TREE,
} from '../page/page-slab';
import { initializePage, insertNode, setExternalHeader } from '../page/page-writer';
import { MOST_BITMAP_PAGES } from './extents';
import {
  setMultipleExtents,
  SPACE_MULTIPLE_EXTENTS,
  SPACE_NON_UNIQUE,
  spaceHeaderBytes,
} from './space-header';

/** What decides every byte of the pages of a new tree. */
export interface TreeFormat {
  readonly rootPage: number;
  readonly treeId: number;
  /** Root of the tree that gave the pages; 0 for the database itself. */
  readonly parentRoot: number;
  /** Pages of the first extent, which begins with the root. */
  readonly pages: number;
  /** PAGE_INDEX or PAGE_LONG_VALUE, or 0 for a table. */
  readonly kindFlags: number;
  readonly isUnique: boolean;
  /** Root of the owned-extents tree, with that of the available ones behind it; 0 with a single extent. */
  readonly ownedRoot: number;
  /** Of a tree that gets space trees later: its second extent, which begins with their roots; 0 pages for another one. */
  readonly secondPages: number;
  /** Of such a tree: bit k is set when page root + 1 + k is free. */
  readonly availableBitmap: number;
}

/** Pages of a space tree's own: its root, its owned-extents root and its available-extents root. */
export const MULTIPLE_ROOT_PAGES = 3;
const SPACE_ROOTS = 2;
const SPLIT_BUFFER_BYTES = 16;
const EXTENT_KEY_BYTES = 4;
const EXTENT_COUNT_BYTES = 4;

/** Last page and page count of an extent, as space trees list it. */
type ExtentNode = readonly [lastPage: number, pages: number];

/** A tree whose pages follow its root; a bitmap says which are free. */
export function singleExtentFormat(
  rootPage: number,
  treeId: number,
  parentRoot: number,
  pages: number,
  kindFlags: number,
  isUnique: boolean,
): TreeFormat {
  const availableBitmap = runOfBits(pages - 1);
  const roots = { ownedRoot: 0, secondPages: 0, availableBitmap };
  return { rootPage, treeId, parentRoot, pages, kindFlags, isUnique, ...roots };
}

/** A tree with space trees from the start, on the two pages behind its root. */
export function multipleExtentFormat(
  rootPage: number,
  treeId: number,
  parentRoot: number,
  pages: number,
  kindFlags: number,
  isUnique: boolean,
): TreeFormat {
  const roots = { ownedRoot: rootPage + 1, secondPages: 0, availableBitmap: 0 };
  return { rootPage, treeId, parentRoot, pages, kindFlags, isUnique, ...roots };
}

/** So many bits from the lowest on; all of them at most. */
export const runOfBits = (bits: number): number => (bits >= MOST_BITMAP_PAGES ? 0xffffffff : 2 ** bits - 1);

/** What a record of a new tree, or of one that gets space trees, says of its pages. */
export const formatOfRecord = (record: NewTreeRecord): TreeFormat => ({
  rootPage: record.header.page,
  treeId: record.treeId,
  parentRoot: record.parentRoot,
  pages: record.pages,
  kindFlags: record.pageFlags,
  isUnique: (record.header.flags & RECORD_UNIQUE) !== 0,
  ownedRoot: record.ownedRoot,
  secondPages: record.secondPages,
  availableBitmap: record.ownedRoot === 0 ? runOfBits(record.pages - 1) : record.availableBitmap,
});

/** Writes the root of a new tree. */
export function formatRoot(file: CachedFile, format: TreeFormat): number {
  const { slab } = file;
  const { rootPage, treeId, pages, parentRoot, ownedRoot, availableBitmap } = format;
  const base = file.fixNew(rootPage);
  initializePage(slab, base, rootPage, treeId, PAGE_ROOT | PAGE_LEAF | ownerFlagsOf(format));
  const flags = (ownedRoot === 0 ? 0 : SPACE_MULTIPLE_EXTENTS) | (format.isUnique ? 0 : SPACE_NON_UNIQUE);
  const last = ownedRoot === 0 ? availableBitmap : ownedRoot;
  const header = spaceHeaderBytes(pages, parentRoot, flags, last);
  setExternalHeader(slab, base, header, 0, header.length);
  return base;
}

/** Has the root of a tree with a single extent name its new space trees. */
export function convertRoot(file: CachedFile, format: TreeFormat): number {
  const base = file.fixForChange(format.rootPage);
  setMultipleExtents(file.slab, base, format.ownedRoot);
  return base;
}

/** Writes the root of a new tree's owned extents. */
export function formatOwnedRoot(file: CachedFile, format: TreeFormat): number {
  return formatSpaceRoot(file, format, format.ownedRoot, ownedNodes(format));
}

/** Writes the root of a new tree's available extents. */
export function formatAvailableRoot(file: CachedFile, format: TreeFormat): number {
  return formatSpaceRoot(file, format, format.ownedRoot + 1, availableNodes(format));
}

function ownedNodes({ rootPage, pages, ownedRoot, secondPages }: TreeFormat): ExtentNode[] {
  const nodes: ExtentNode[] = [[rootPage + pages - 1, pages]];
  if (secondPages > 0) nodes.push([ownedRoot + secondPages - 1, secondPages]);
  return nodes.sort(byLastPage);
}

function availableNodes({
  rootPage,
  pages,
  ownedRoot,
  secondPages,
  availableBitmap,
}: TreeFormat): ExtentNode[] {
  if (secondPages === 0) {
    const rest = pages - MULTIPLE_ROOT_PAGES;
    return rest > 0 ? [[rootPage + pages - 1, rest]] : [];
  }
  const nodes = freeRuns(rootPage, pages, availableBitmap);
  if (secondPages > SPACE_ROOTS) nodes.push([ownedRoot + secondPages - 1, secondPages - SPACE_ROOTS]);
  return nodes.sort(byLastPage);
}

/** The free pages of a single extent, as few runs as they make. What a bitmap cannot tell of is free. */
function freeRuns(rootPage: number, pages: number, bitmap: number): ExtentNode[] {
  const runs: ExtentNode[] = [];
  let length = 0;
  for (let bit = 0; bit < pages; bit++) {
    const isFree = bit < pages - 1 && (bit >= MOST_BITMAP_PAGES || ((bitmap >>> bit) & 1) !== 0);
    if (isFree) length++;
    else if (length > 0) {
      runs.push([rootPage + bit, length]);
      length = 0;
    }
  }
  return runs;
}

const byLastPage = (a: ExtentNode, b: ExtentNode): number => a[0] - b[0];

function formatSpaceRoot(
  file: CachedFile,
  format: TreeFormat,
  page: number,
  extents: readonly ExtentNode[],
): number {
  const { slab } = file;
  const base = file.fixNew(page);
  initializePage(
    slab,
    base,
    page,
    format.treeId,
    PAGE_ROOT | PAGE_LEAF | PAGE_SPACE_TREE | ownerFlagsOf(format),
  );
  setExternalHeader(slab, base, new Uint8Array(SPLIT_BUFFER_BYTES), 0, SPLIT_BUFFER_BYTES);
  for (const [lastPage, pages] of extents) {
    const key = new Uint8Array(EXTENT_KEY_BYTES);
    const data = new Uint8Array(EXTENT_COUNT_BYTES);
    new DataView(key.buffer).setUint32(0, lastPage);
    new DataView(data.buffer).setUint32(0, pages, true);
    insertNode(slab, base, slab.tagCount(base), 0, 0, key, 0, key.length, data, 0, data.length);
  }
  return base;
}

const ownerFlagsOf = ({ kindFlags, isUnique }: TreeFormat): number =>
  (kindFlags & (PAGE_INDEX | PAGE_LONG_VALUE)) | (isUnique ? 0 : PAGE_NON_UNIQUE);
