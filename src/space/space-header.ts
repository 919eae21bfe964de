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

export interface SpaceHeader {
  /** Pages of the primary extent (older headers) or of the last allocation (newer ones). */
  readonly primaryPages: number;
  /** Root page of the tree that gave the pages; 0 for the database itself. */
  readonly parentRoot: number;
  readonly isMultiple: boolean;
  /** Root of the owned-extents tree; 0 with a single extent. */
  readonly ownedRoot: number;
  /** With a single extent: bit k set means that page root+1+k is free. */
  readonly availableBitmap: number;
  /** Highest auto-increment value handed out, when the header keeps one. */
  readonly autoIncrementMaximum: bigint | null;
}

const BARE_BYTES = 16;
const MULTIPLE_EXTENTS = 1;
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
  const isMultiple = (slab.view.getUint32(at + 8, true) & MULTIPLE_EXTENTS) !== 0;
  const last = slab.view.getUint32(at + 12, true);
  return {
    primaryPages: slab.view.getUint32(at, true),
    parentRoot: slab.view.getUint32(at + 4, true),
    isMultiple,
    ownedRoot: isMultiple ? last : 0,
    availableBitmap: isMultiple ? 0 : last,
    autoIncrementMaximum,
  };
}
