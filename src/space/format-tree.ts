/**
 * New trees: the pages of their roots and of their space trees, written from nothing. Creating and recovery call the same
 * functions; the pages were chosen above.
 */
import type { CachedFile } from '../cache/page-cache';
import type { DatabaseTime } from '../page/database-time';
import {
  PAGE_INDEX,
  PAGE_LEAF,
  PAGE_LONG_VALUE,
  PAGE_NON_UNIQUE,
  PAGE_ROOT,
  PAGE_SPACE_TREE,
} from '../page/page-slab';
import { initializePage, insertNode, setExternalHeader, stampPage } from '../page/page-writer';
import { SPACE_MULTIPLE_EXTENTS, SPACE_NON_UNIQUE, spaceHeaderBytes } from './space-header';

interface TreeFormat {
  readonly rootPage: number;
  readonly treeId: number;
  /** Root of the tree that gave the pages; 0 for the database itself. */
  readonly parentRoot: number;
  /** Pages of the first extent, which begins with the root. */
  readonly pages: number;
  /** PAGE_INDEX or PAGE_LONG_VALUE, or 0 for a table. */
  readonly kindFlags: number;
  readonly isUnique: boolean;
}

/** Pages of a space tree's own: its root, its owned-extents root and its available-extents root. */
export const MULTIPLE_ROOT_PAGES = 3;
const OWNER_FLAGS = PAGE_INDEX | PAGE_LONG_VALUE | PAGE_NON_UNIQUE;
const SPLIT_BUFFER_BYTES = 16;
const EXTENT_KEY_BYTES = 4;
const EXTENT_COUNT_BYTES = 4;

/** A tree whose pages follow its root, at most 33 of them; a bitmap says which are free. */
export function formatSingleExtentTree(file: CachedFile, time: DatabaseTime, format: TreeFormat): void {
  const bitmap = format.pages > 32 ? 0xffffffff : 2 ** (format.pages - 1) - 1;
  time.advance();
  formatRoot(file, time, format, format.isUnique ? 0 : SPACE_NON_UNIQUE, bitmap);
}

/** A tree with space trees from the start, on the two pages behind its root. */
export function formatMultipleExtentTree(file: CachedFile, time: DatabaseTime, format: TreeFormat): void {
  const { rootPage, pages } = format;
  const flags = SPACE_MULTIPLE_EXTENTS | (format.isUnique ? 0 : SPACE_NON_UNIQUE);
  const lastPage = rootPage + pages - 1;
  const rest = pages - MULTIPLE_ROOT_PAGES;
  time.advance();
  formatRoot(file, time, format, flags, rootPage + 1);
  const owner = pageFlagsOf(format);
  formatSpaceRoot(file, time, rootPage + 1, format.treeId, owner, [[lastPage, pages]]);
  formatSpaceRoot(file, time, rootPage + 2, format.treeId, owner, rest > 0 ? [[lastPage, rest]] : []);
}

/** Last page and page count of an extent, as space trees list it. */
export type ExtentNode = readonly [lastPage: number, pages: number];

/** The root of a space tree that begins with the extents given, in order. */
export function formatSpaceRoot(
  file: CachedFile,
  time: DatabaseTime,
  page: number,
  treeId: number,
  ownerFlags: number,
  extents: readonly ExtentNode[],
): void {
  const { slab } = file;
  const base = file.fixNew(page);
  const flags = PAGE_ROOT | PAGE_LEAF | PAGE_SPACE_TREE | (ownerFlags & OWNER_FLAGS);
  initializePage(slab, base, page, treeId, flags);
  setExternalHeader(slab, base, new Uint8Array(SPLIT_BUFFER_BYTES), 0, SPLIT_BUFFER_BYTES);
  for (const [lastPage, pages] of extents) {
    const key = new Uint8Array(EXTENT_KEY_BYTES);
    const data = new Uint8Array(EXTENT_COUNT_BYTES);
    new DataView(key.buffer).setUint32(0, lastPage);
    new DataView(data.buffer).setUint32(0, pages, true);
    insertNode(slab, base, slab.tagCount(base), 0, 0, key, 0, key.length, data, 0, data.length);
  }
  stampPage(slab, base, time);
}

function pageFlagsOf(format: TreeFormat): number {
  return format.kindFlags | (format.isUnique ? 0 : PAGE_NON_UNIQUE);
}

function formatRoot(
  file: CachedFile,
  time: DatabaseTime,
  format: TreeFormat,
  spaceFlags: number,
  ownedRootOrBitmap: number,
): void {
  const { slab } = file;
  const base = file.fixNew(format.rootPage);
  initializePage(slab, base, format.rootPage, format.treeId, PAGE_ROOT | PAGE_LEAF | pageFlagsOf(format));
  const header = spaceHeaderBytes(format.pages, format.parentRoot, spaceFlags, ownedRootOrBitmap);
  setExternalHeader(slab, base, header, 0, header.length);
  stampPage(slab, base, time);
}
