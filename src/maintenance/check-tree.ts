/**
 * Checks one tree, page by page from its root:
 *
 *  1. every page belongs to the tree, is in use, and counts its free bytes exactly; no two lines overlap;
 *  2. nodes are in order, and no two of them are the same;
 *  3. what a child holds lies between the separators around it, and the last separator of an inner page is the one its
 *     parent has for the page: none at the right edge;
 *  4. all leaves are equally deep, their parents say that they are that, and the leaves name their siblings; pages of
 *     other levels name none.
 */
import { JetError } from '../../errors/jet-error';
import type { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { Node } from '../page/node';
import { PAGE_EMPTY, PAGE_LEAF, PAGE_PARENT_OF_LEAF, PAGE_ROOT, type PageSlab } from '../page/page-slab';
import { freeBytes, TAG_BYTES } from '../page/page-writer';
import type { Findings } from './findings';

const DEEPEST = 32;
const FREE_OFFSET_OFFSET = 32;
const POINTER_BYTES = 4;
/** Hears of a page; answers whether it is new. */
type PageVisitor = (page: number) => boolean;

/** Stands for the missing separator at the right edge. */
const UNBOUNDED = null;
type Bound = Buffer | null;

interface Entry {
  readonly key: Buffer;
  /** Key, and data where keys repeat: what separators are compared with. */
  readonly whole: Buffer;
  readonly child: number;
}

/** Checks a tree; `visit` hears of every page and answers whether it has not been heard of before. */
export function checkTree(tree: Tree, findings: Findings, visit: PageVisitor = onceEach()): void {
  new TreeCheck(tree, findings, visit).run();
}

function onceEach(): PageVisitor {
  const seen = new Set<number>();
  return (page) => seen.size < seen.add(page).size;
}

class TreeCheck {
  readonly #slab: PageSlab;
  readonly #file: CachedFile;
  readonly #node = new Node();
  readonly #visit: PageVisitor;
  /** The leaf last met, and what it said comes after it. */
  #lastLeaf = 0;
  #nextLeaf = 0;
  #leafDepth = -1;

  constructor(
    readonly tree: Tree,
    readonly findings: Findings,
    visit: PageVisitor,
  ) {
    this.#slab = tree.slab;
    this.#file = tree.file;
    this.#visit = visit;
  }

  run(): void {
    this.#checkPage(this.tree.rootPage, 0, UNBOUNDED, UNBOUNDED);
    if (this.#nextLeaf !== 0)
      this.#say(this.#lastLeaf, `is the last leaf and names ${this.#nextLeaf} as the next`);
  }

  #say(page: number, text: string): void {
    this.findings.corruption(page, `tree ${this.tree.id}: ${text}`);
  }

  #checkPage(page: number, depth: number, low: Bound, high: Bound): void {
    if (!this.#visit(page)) return this.#say(page, 'is used twice');
    if (depth > DEEPEST) return this.#say(page, 'lies too deep');
    const base = this.#fix(page);
    if (base < 0) return;
    const flags = this.#slab.flags(base);
    const isLeaf = (flags & PAGE_LEAF) !== 0;
    this.#checkHeader(page, base, depth, flags);
    this.#checkSpace(page, base);
    this.#checkLinks(page, base, isLeaf);
    const entries = this.#entriesOf(base, isLeaf);
    this.#checkOrder(page, entries, isLeaf);
    if (isLeaf) this.#checkLeaf(page, depth, entries, low, high);
    else this.#checkInner(page, depth, entries, low, high, flags);
  }

  #fix(page: number): number {
    try {
      return this.#file.fix(page);
    } catch (failure) {
      if (!(failure instanceof JetError)) throw failure;
      this.#say(page, `cannot be read (${failure.err})`);
      return -1;
    }
  }

  #checkHeader(page: number, base: number, depth: number, flags: number): void {
    if (this.#slab.treeId(base) !== this.tree.id) this.#say(page, `belongs to ${this.#slab.treeId(base)}`);
    if ((flags & PAGE_EMPTY) !== 0) this.#say(page, 'was given back to space');
    if (((flags & PAGE_ROOT) !== 0) !== (depth === 0)) this.#say(page, 'has a wrong root flag');
  }

  #checkSpace(page: number, base: number): void {
    const slab = this.#slab;
    const count = slab.tagCount(base);
    const lines: [number, number][] = [];
    let used = slab.headerBytes + TAG_BYTES * count;
    for (let tag = 0; tag < count; tag++) {
      const length = slab.lineLength(base, tag);
      if (length === 0) continue;
      used += length;
      lines.push([slab.lineStart(base, tag) - base, length]);
    }
    const free = freeBytes(slab, base);
    if (free !== slab.pageBytes - used)
      this.#say(page, `counts ${free} free bytes, has ${slab.pageBytes - used}`);
    lines.sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < lines.length; i++)
      if (lines[i - 1][0] + lines[i - 1][1] > lines[i][0]) this.#say(page, `lines overlap at ${lines[i][0]}`);
    const last = lines.at(-1);
    const freeOffset = slab.headerBytes + slab.words16[(base + FREE_OFFSET_OFFSET) >> 1];
    if (last !== undefined && last[0] + last[1] > freeOffset)
      this.#say(page, 'has a line behind its free offset');
  }

  #checkLinks(page: number, base: number, isLeaf: boolean): void {
    const previous = this.#slab.previousPage(base);
    const next = this.#slab.nextPage(base);
    if (!isLeaf) {
      if (previous !== 0 || next !== 0) this.#say(page, 'is no leaf and names siblings');
      return;
    }
    if (previous !== this.#lastLeaf)
      this.#say(page, `names ${previous} as the previous page, not ${this.#lastLeaf}`);
    if (this.#lastLeaf !== 0 && this.#nextLeaf !== page)
      this.#say(this.#lastLeaf, `names ${this.#nextLeaf} as the next page, not ${page}`);
    this.#lastLeaf = page;
    this.#nextLeaf = next;
  }

  #entriesOf(base: number, isLeaf: boolean): Entry[] {
    const slab = this.#slab;
    const node = this.#node;
    const entries: Entry[] = [];
    for (let tag = slab.firstNode(base); tag < slab.tagCount(base); tag++) {
      node.read(slab, base, tag);
      const { keyLength, dataLength } = node;
      const whole = Buffer.alloc(keyLength + (isLeaf && !this.tree.isUnique ? dataLength : 0));
      node.copyKey(slab, whole, 0, keyLength);
      if (whole.length > keyLength)
        whole.set(slab.bytes.subarray(node.dataStart, node.dataStart + dataLength), keyLength);
      const child = isLeaf ? 0 : slab.view.getUint32(node.dataStart + dataLength - POINTER_BYTES, true);
      entries.push({ key: whole.subarray(0, keyLength), whole, child });
    }
    return entries;
  }

  #checkOrder(page: number, entries: readonly Entry[], isLeaf: boolean): void {
    const ordered = isLeaf || entries.at(-1)?.key.length !== 0 ? entries : entries.slice(0, -1);
    for (let i = 1; i < ordered.length; i++) {
      const byKey = Buffer.compare(ordered[i - 1].key, ordered[i].key);
      const order = byKey === 0 ? Buffer.compare(ordered[i - 1].whole, ordered[i].whole) : byKey;
      if (order >= 0) this.#say(page, `nodes ${i - 1} and ${i} are out of order`);
    }
  }

  #checkLeaf(page: number, depth: number, entries: readonly Entry[], low: Bound, high: Bound): void {
    if (this.#leafDepth < 0) this.#leafDepth = depth;
    if (depth !== this.#leafDepth)
      this.#say(page, `is a leaf at depth ${depth}, others at ${this.#leafDepth}`);
    for (const { whole } of entries) {
      if (low !== UNBOUNDED && Buffer.compare(whole, low) < 0)
        this.#say(page, 'a node lies before its separator');
      if (high !== UNBOUNDED && Buffer.compare(whole, high) >= 0)
        this.#say(page, 'a node lies behind its separator');
    }
  }

  #checkInner(
    page: number,
    depth: number,
    entries: readonly Entry[],
    low: Bound,
    high: Bound,
    flags: number,
  ): void {
    const last = entries.at(-1);
    if (last === undefined) return this.#say(page, 'is an inner page without nodes');
    if (high === UNBOUNDED ? last.key.length !== 0 : !last.key.equals(high))
      this.#say(page, 'its last separator is not the one of its parent');
    let from = low;
    for (const entry of entries) {
      const to = entry === last ? high : entry.key;
      if (entry !== last && entry.key.length === 0)
        this.#say(page, 'an empty separator before the last node');
      if (low !== UNBOUNDED && to !== UNBOUNDED && Buffer.compare(to, low) < 0)
        this.#say(page, 'a separator lies before the one of its parent');
      this.#checkPage(entry.child, depth + 1, from, to);
      from = to;
    }
    const isOverLeaves = depth + 1 === this.#leafDepth;
    if (isOverLeaves !== ((flags & PAGE_PARENT_OF_LEAF) !== 0))
      this.#say(page, 'has a wrong flag for its level');
  }
}
