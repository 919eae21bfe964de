/**
 * The slotted page, seen through typed arrays: one slab of memory cut into pages of one size, each named by
 * the byte offset `base` of its first byte. Nothing here allocates.
 *
 * A page is header · lines · free bytes · tags. Tags grow down from the end of the page; tag i holds length and
 * place of line i. The first tags (one, unless the header says more) are reserved: line 0 is the external
 * header, whose bytes are the page's key prefix, or, on a root, the space header. The lines after them are the
 * nodes in key order: [prefix length] suffix length · suffix · data.
 *
 * Invariants
 *  1. A page in the slab has passed `checkPage` (page-check.ts), so that every tag of it lies inside the page and
 *     every key inside its line; the accessors here check nothing.
 *  2. Small pages (up to 8 KiB) keep the three node flags in the tag, large ones in the top bits of the line.
 */
import { assert } from '../../errors/assert';

/** Node flags. `deleted` nodes are invisible; `versioned` means nothing after a shutdown. */
export const NODE_VERSIONED = 1;
export const NODE_DELETED = 2;
export const NODE_COMPRESSED = 4;

/** Page flags as stored at offset 36. */
export const PAGE_ROOT = 0x1;
export const PAGE_LEAF = 0x2;
export const PAGE_PARENT_OF_LEAF = 0x4;
export const PAGE_EMPTY = 0x8;
export const PAGE_SPACE_TREE = 0x20;
export const PAGE_INDEX = 0x40;
export const PAGE_LONG_VALUE = 0x80;
export const PAGE_NON_UNIQUE = 0x400;
export const PAGE_NEW_RECORD_FORMAT = 0x800;
export const PAGE_WITH_ECC = 0x2000;

const SMALL_PAGE_LIMIT = 8192;
const SMALL_HEADER_BYTES = 40;
const LARGE_HEADER_BYTES = 80;

export class PageSlab {
  readonly bytes: Uint8Array;
  readonly words16: Uint16Array;
  readonly words32: Uint32Array;
  readonly view: DataView;
  readonly isLarge: boolean;
  readonly headerBytes: number;
  readonly #offsetMask: number;

  constructor(
    readonly pageBytes: number,
    readonly pageCount: number,
  ) {
    assert(pageBytes >= 2048 && pageBytes <= 32768 && (pageBytes & (pageBytes - 1)) === 0, 'page size');
    const buffer = new ArrayBuffer(pageBytes * pageCount);
    this.bytes = new Uint8Array(buffer);
    this.words16 = new Uint16Array(buffer);
    this.words32 = new Uint32Array(buffer);
    this.view = new DataView(buffer);
    this.isLarge = pageBytes > SMALL_PAGE_LIMIT;
    this.headerBytes = this.isLarge ? LARGE_HEADER_BYTES : SMALL_HEADER_BYTES;
    this.#offsetMask = this.isLarge ? 0x7fff : 0x1fff;
  }

  previousPage(base: number): number {
    return this.words32[(base + 16) >> 2];
  }

  nextPage(base: number): number {
    return this.words32[(base + 20) >> 2];
  }

  /** Lower half of the database time of the page's last change. */
  dirtiedAtLow(base: number): number {
    return this.words32[(base + 8) >> 2];
  }

  /** Upper half of that time. */
  dirtiedAtHigh(base: number): number {
    return this.words32[(base + 12) >> 2];
  }

  treeId(base: number): number {
    return this.words32[(base + 24) >> 2];
  }

  flags(base: number): number {
    return this.words32[(base + 36) >> 2];
  }

  isLeaf(base: number): boolean {
    return (this.words32[(base + 36) >> 2] & PAGE_LEAF) !== 0;
  }

  isRoot(base: number): boolean {
    return (this.words32[(base + 36) >> 2] & PAGE_ROOT) !== 0;
  }

  /** Tags in use, the reserved ones included. */
  tagCount(base: number): number {
    return this.words16[(base + 34) >> 1] & 0xfff;
  }

  /** How many tags precede the first node: the external header and whatever newer formats reserve. */
  firstNode(base: number): number {
    const reserved = (this.words16[(base + 34) >> 1] >> 12) & 7;
    return reserved === 0 ? 1 : reserved;
  }

  lineStart(base: number, tag: number): number {
    const place = this.words16[(base + this.pageBytes - 4 * tag - 2) >> 1];
    return base + this.headerBytes + (place & this.#offsetMask);
  }

  lineLength(base: number, tag: number): number {
    return this.words16[(base + this.pageBytes - 4 * tag - 4) >> 1] & this.#offsetMask;
  }

  /** The flags of a node (never of a reserved tag). */
  nodeFlags(base: number, tag: number): number {
    if (!this.isLarge) return this.words16[(base + this.pageBytes - 4 * tag - 2) >> 1] >> 13;
    return this.bytes[this.lineStart(base, tag) + 1] >> 5;
  }

  /** A 13-bit count at the start of a node, without the flags that share its bytes on large pages. */
  count(at: number): number {
    return this.bytes[at] | ((this.bytes[at + 1] & 0x1f) << 8);
  }

  /** First byte of the prefix that compressed nodes of this page share. */
  prefixStart(base: number): number {
    return this.lineStart(base, 0) + this.#prefixSkip(base);
  }

  /** Bytes of that prefix: none on the root of an ordinary tree, all but the split buffer on a space root. */
  prefixLength(base: number): number {
    const flags = this.flags(base);
    if ((flags & PAGE_ROOT) !== 0 && (flags & PAGE_SPACE_TREE) === 0) return 0;
    const rest = this.lineLength(base, 0) - this.#prefixSkip(base);
    return rest > 0 ? rest : 0;
  }

  #prefixSkip(base: number): number {
    return (this.flags(base) & PAGE_ROOT) !== 0 ? SPLIT_BUFFER_BYTES : 0;
  }
}

/** The external header of a space tree's root begins with its split buffer. */
const SPLIT_BUFFER_BYTES = 16;
