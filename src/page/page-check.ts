/**
 * The structural check a page passes once, when it enters the cache. What it establishes is what the rest of the
 * engine relies on without looking again:
 *
 *  1. every tag's line lies between the page header and the tag array;
 *  2. every node has room for its counts, its suffix and at least the data its kind needs;
 *  3. a compressed node takes no more prefix than the page has;
 *  4. on an inner page every node's data is one page number.
 *
 * It says nothing about other pages: order across siblings, levels and ownership are the cursors' and the
 * checkers' matter.
 */
import { NODE_COMPRESSED, NODE_DELETED, PAGE_EMPTY, PAGE_LEAF, type PageSlab } from './page-slab';

const TAG_BYTES = 4;
const PAGE_NUMBER_BYTES = 4;

/** Whether the page at `base` holds to rules 1-4. */
export function checkPage(slab: PageSlab, base: number): boolean {
  const tags = slab.tagCount(base);
  const first = slab.firstNode(base);
  if (tags < first) return tags === 0 && isUnused(slab, base);
  const linesEnd = base + slab.pageBytes - TAG_BYTES * tags;
  if (linesEnd < base + slab.headerBytes) return false;
  for (let tag = 0; tag < first; tag++) if (!lineFits(slab, base, tag, linesEnd)) return false;
  const prefixLength = slab.prefixLength(base);
  const isLeaf = (slab.flags(base) & PAGE_LEAF) !== 0;
  if (!isLeaf && tags === first) return (slab.flags(base) & PAGE_EMPTY) !== 0;
  for (let tag = first; tag < tags; tag++) {
    if (!lineFits(slab, base, tag, linesEnd)) return false;
    if (!nodeFits(slab, base, tag, prefixLength, isLeaf)) return false;
  }
  return true;
}

/** A page that was set up but never given a line (only its header was written). */
function isUnused(slab: PageSlab, base: number): boolean {
  return slab.words16[(base + 32) >> 1] === 0;
}

function lineFits(slab: PageSlab, base: number, tag: number, linesEnd: number): boolean {
  const length = slab.lineLength(base, tag);
  return length === 0 || slab.lineStart(base, tag) + length <= linesEnd;
}

function nodeFits(slab: PageSlab, base: number, tag: number, prefixLength: number, isLeaf: boolean): boolean {
  let at = slab.lineStart(base, tag);
  const length = slab.lineLength(base, tag);
  const end = at + length;
  if (length < 3) return false;
  const flags = slab.nodeFlags(base, tag);
  if ((flags & NODE_COMPRESSED) !== 0) {
    if (slab.count(at) > prefixLength) return false;
    at += 2;
    if (at + 2 > end) return false;
  }
  const dataLength = end - at - 2 - slab.count(at);
  if (isLeaf) return dataLength >= ((flags & NODE_DELETED) !== 0 ? 0 : 1);
  return dataLength === PAGE_NUMBER_BYTES;
}
