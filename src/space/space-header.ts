/**
 * The space header: what the root page of a tree says about the pages the tree owns. It is the external header of
 * the root, either bare (16 bytes) or, in newer files, one of several tagged fields.
 *
 *  - A tree with a single extent owns the pages from its root on; a bitmap says which of them are free.
 *  - A tree with multiple extents keeps two more trees: owned extents at `ownedRoot`, available ones at the page
 *    after it.
 */
import { JET_errDatabaseCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { CachedFile } from '../cache/page-cache';
import type { PageSlab } from '../page/page-slab';

export interface SpaceHeader {
  /** Pages of the primary extent (older headers) or of the last allocation (newer ones). */
  readonly primaryPages: number;
  /** Root page of the tree that gave the pages; 0 for the database itself. */
  readonly parentRoot: number;
  readonly isMultiple: boolean;
  /** Whether `primaryPages` is the size of the last allocation. */
  readonly isLastAllocation: boolean;
  /** Root of the owned-extents tree; 0 with a single extent. */
  readonly ownedRoot: number;
  /** With a single extent: bit k set means that page root+1+k is free. */
  readonly availableBitmap: number;
  /** Highest auto-increment value handed out, when the header keeps one. */
  readonly autoIncrementMaximum: bigint | null;
}

const BARE_BYTES = 16;
export const SPACE_MULTIPLE_EXTENTS = 1;
export const SPACE_NON_UNIQUE = 2;
/** The first field is no longer the primary extent but the size of the last allocation. */
const SPACE_LAST_ALLOCATION = 4;
const FIELD_SPACE = 1;
const FIELD_AUTO_INCREMENT = 2;

/** Reads the space header of the tree rooted at `rootPage`. */
export function readSpaceHeader(file: CachedFile, rootPage: number): SpaceHeader {
  const { slab } = file;
  const base = file.fix(rootPage);
  let at = slab.lineStart(base, 0);
  const length = slab.lineLength(base, 0);
  let autoIncrementMaximum: bigint | null = null;
  if (length !== BARE_BYTES) {
    const fields = length > 0 ? slab.bytes[at] : 0;
    const hasAutoIncrement = (fields & FIELD_AUTO_INCREMENT) !== 0;
    const needed = 1 + BARE_BYTES + (hasAutoIncrement ? 8 : 0);
    if ((fields & FIELD_SPACE) === 0 || length < needed)
      return fail(JET_errDatabaseCorrupted, `page ${rootPage}: a space header of ${length} bytes`);
    at += 1;
    if (hasAutoIncrement) autoIncrementMaximum = slab.view.getBigUint64(at + BARE_BYTES, true);
  }
  const isMultiple = (slab.view.getUint32(at + 8, true) & SPACE_MULTIPLE_EXTENTS) !== 0;
  const last = slab.view.getUint32(at + 12, true);
  return {
    primaryPages: slab.view.getUint32(at, true),
    parentRoot: slab.view.getUint32(at + 4, true),
    isMultiple,
    isLastAllocation: (slab.view.getUint32(at + 8, true) & SPACE_LAST_ALLOCATION) !== 0,
    ownedRoot: isMultiple ? last : 0,
    availableBitmap: isMultiple ? 0 : last,
    autoIncrementMaximum,
  };
}

/** A bare space header. */
export function spaceHeaderBytes(
  primaryPages: number,
  parentRoot: number,
  flags: number,
  ownedRootOrBitmap: number,
): Uint8Array {
  const bytes = new Uint8Array(BARE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, primaryPages, true);
  view.setUint32(4, parentRoot, true);
  view.setUint32(8, flags, true);
  view.setUint32(12, ownedRootOrBitmap, true);
  return bytes;
}

/** Says which pages of a single extent are free, in an external header. */
export function setAvailableBitmap(line: DataView, bitmap: number): void {
  line.setUint32(fieldsAt(line.byteLength) + 12, bitmap, true);
}

/** Keeps the size of the last allocation in place of the primary extent, in an external header. */
export function setLastAllocation(line: DataView, pages: number): void {
  const at = fieldsAt(line.byteLength);
  line.setUint32(at, pages, true);
  line.setUint32(at + 8, line.getUint32(at + 8, true) | SPACE_LAST_ALLOCATION, true);
}

/** Turns a tree with a single extent into one with space trees at `ownedRoot` and the page after it. */
export function setMultipleExtents(slab: PageSlab, base: number, ownedRoot: number): void {
  const at = slab.lineStart(base, 0) + fieldsAt(slab.lineLength(base, 0));
  slab.view.setUint32(at + 8, slab.view.getUint32(at + 8, true) | SPACE_MULTIPLE_EXTENTS, true);
  slab.view.setUint32(at + 12, ownedRoot, true);
}

const fieldsAt = (length: number): number => (length === BARE_BYTES ? 0 : 1);
