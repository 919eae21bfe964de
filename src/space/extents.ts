/**
 * Who owns which pages: the owned and the available extents of a tree, as its space trees list them.
 *
 * An extent node: key = last page of the extent, 4 bytes big-endian (5 in pools other than the general one: pool
 * byte first); data = number of pages. The database's own owned extents end where the database ends.
 */
import { JET_errDatabaseCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { BTreeCursor } from '../btree/cursor';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { readSpaceHeader } from './space-header';

export const DATABASE_ROOT_PAGE = 1;

export interface Extent {
  readonly lastPage: number;
  readonly pages: number;
  /** 0 is the general pool; others hold pages in reserve. */
  readonly pool: number;
}

const POOL_KEY_BYTES = 5;
const KEY_BYTES = 4;
const COUNT_BYTES = 4;
/** Pages behind its root that a tree with a single extent can tell to be free or not. */
export const MOST_BITMAP_PAGES = 32;

/** Every extent ever given to the tree, those it passed on to its children included. */
export function ownedExtents(file: CachedFile, rootPage: number): Extent[] {
  const header = readSpaceHeader(file, rootPage);
  if (header.isMultiple) return listExtents(file, header.ownedRoot);
  return [{ lastPage: rootPage + header.primaryPages - 1, pages: header.primaryPages, pool: 0 }];
}

/** What is free at this level. */
export function availableExtents(file: CachedFile, rootPage: number): Extent[] {
  const header = readSpaceHeader(file, rootPage);
  if (header.isMultiple) return listExtents(file, header.ownedRoot + 1);
  const free: Extent[] = [];
  for (let bit = 0; bit < MOST_BITMAP_PAGES; bit++) {
    if (((header.availableBitmap >>> bit) & 1) !== 0)
      free.push({ lastPage: rootPage + 1 + bit, pages: 1, pool: 0 });
  }
  const beyond = header.primaryPages - 1 - MOST_BITMAP_PAGES;
  if (beyond > 0) free.push({ lastPage: rootPage + header.primaryPages - 1, pages: beyond, pool: 0 });
  return free;
}

/** Sum of the pages of some extents. */
export function pagesOf(extents: readonly Extent[]): number {
  return extents.reduce((sum, extent) => sum + extent.pages, 0);
}

/** Whether a tree owns no more pages than that; extents beyond are not read. */
export function ownsAtMost(file: CachedFile, rootPage: number, pages: number): boolean {
  const header = readSpaceHeader(file, rootPage);
  if (!header.isMultiple) return header.primaryPages <= pages;
  const cursor = new BTreeCursor(new Tree(file, header.ownedRoot, 0));
  let sum = 0;
  for (let more = cursor.moveFirst(); more && sum <= pages; more = cursor.moveNext())
    sum += readExtent(cursor).pages;
  return sum <= pages;
}

/** The last page the database owns; what the file holds beyond it means nothing. */
export function lastOwnedPage(file: CachedFile): number {
  const header = readSpaceHeader(file, DATABASE_ROOT_PAGE);
  if (!header.isMultiple) return header.primaryPages;
  const cursor = new BTreeCursor(new Tree(file, header.ownedRoot, 0));
  if (!cursor.moveLast()) fail(JET_errDatabaseCorrupted, 'the database owns no page');
  return readExtent(cursor).lastPage;
}

function listExtents(file: CachedFile, rootPage: number): Extent[] {
  const cursor = new BTreeCursor(new Tree(file, rootPage, 0));
  const extents: Extent[] = [];
  for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) extents.push(readExtent(cursor));
  return extents;
}

const key = new Uint8Array(POOL_KEY_BYTES);

/** The extent that the cursor stands on. */
export function readExtent(cursor: BTreeCursor): Extent {
  cursor.settle();
  const { node } = cursor;
  const { slab } = cursor.tree;
  const keyLength = node.keyLength;
  if ((keyLength !== KEY_BYTES && keyLength !== POOL_KEY_BYTES) || node.dataLength < COUNT_BYTES)
    fail(JET_errDatabaseCorrupted, `page ${cursor.page}: an extent with a key of ${keyLength} bytes`);
  node.copyKey(slab, key, 0, keyLength);
  const at = keyLength - KEY_BYTES;
  const lastPage = ((key[at] << 24) | (key[at + 1] << 16) | (key[at + 2] << 8) | key[at + 3]) >>> 0;
  return {
    lastPage,
    pages: slab.view.getUint32(node.dataStart, true),
    pool: keyLength === POOL_KEY_BYTES ? key[0] & 0x7f : 0,
  };
}
