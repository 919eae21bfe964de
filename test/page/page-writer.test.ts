import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Node } from '../../src/page/node';
import { checkPage } from '../../src/page/page-check';
import { NODE_DELETED, NODE_VERSIONED, PAGE_LEAF, PageSlab } from '../../src/page/page-slab';
import {
  compactPage,
  deleteNode,
  flagDeleted,
  freeBytes,
  initializePage,
  insertNode,
  nodeBytes,
  replaceData,
  setExternalHeader,
  setNodeFlags,
  usablePrefix,
} from '../../src/page/page-writer';

const PAGE_SIZES = [4096, 8192, 16384, 32768];
const PREFIX = Buffer.from('a prefix of the page');
const BASE_PAGE = 3;

interface ModelNode {
  key: Buffer;
  data: Buffer;
  flags: number;
}

/** A page beside the list that it should be equal to. */
class ModelPage {
  readonly slab: PageSlab;
  readonly base: number;
  readonly nodes: ModelNode[] = [];

  constructor(readonly pageBytes: number) {
    this.slab = new PageSlab(pageBytes, BASE_PAGE + 2);
    this.base = BASE_PAGE * pageBytes;
    initializePage(this.slab, this.base, 77, 9, PAGE_LEAF);
    setExternalHeader(this.slab, this.base, PREFIX, 0, PREFIX.length);
  }

  prefixOf(key: Buffer): number {
    return usablePrefix(this.slab, this.base, key, 0, key.length);
  }

  insert(at: number, key: Buffer, data: Buffer, flags: number): void {
    const prefix = this.prefixOf(key);
    if (freeBytes(this.slab, this.base) < nodeBytes(prefix, key.length, data.length) + 4) return;
    const place = at % (this.nodes.length + 1);
    insertNode(this.slab, this.base, place + 1, flags, prefix, key, 0, key.length, data, 0, data.length);
    this.nodes.splice(place, 0, { key, data, flags });
  }

  replace(at: number, data: Buffer): void {
    if (this.nodes.length === 0) return;
    const place = at % this.nodes.length;
    if (data.length - this.nodes[place].data.length > freeBytes(this.slab, this.base)) return;
    replaceData(this.slab, this.base, place + 1, data, 0, data.length);
    this.nodes[place].data = data;
  }

  delete(at: number): void {
    if (this.nodes.length === 0) return;
    const place = at % this.nodes.length;
    deleteNode(this.slab, this.base, place + 1);
    this.nodes.splice(place, 1);
  }

  flag(at: number, isDeleted: boolean): void {
    if (this.nodes.length === 0) return;
    const place = at % this.nodes.length;
    flagDeleted(this.slab, this.base, place + 1, isDeleted);
    const { flags } = this.nodes[place];
    this.nodes[place].flags = isDeleted ? flags | NODE_DELETED : flags & ~NODE_DELETED;
  }

  get expectedFree(): number {
    const header = this.slab.headerBytes;
    const lines = this.nodes.reduce(
      (sum, { key, data }) => sum + nodeBytes(this.prefixOf(key), key.length, data.length) + 4,
      0,
    );
    return this.pageBytes - header - 4 - PREFIX.length - lines;
  }

  content(): ModelNode[] {
    const node = new Node();
    const found: ModelNode[] = [];
    for (let tag = 1; tag < this.slab.tagCount(this.base); tag++) {
      node.read(this.slab, this.base, tag);
      const key = Buffer.alloc(node.keyLength);
      node.copyKey(this.slab, key, 0, key.length);
      const data = Buffer.alloc(node.dataLength);
      node.copyData(this.slab, data, 0, data.length);
      found.push({ key, data, flags: node.flags & (NODE_DELETED | NODE_VERSIONED) });
    }
    return found;
  }

  check(): void {
    expect(freeBytes(this.slab, this.base)).toBe(this.expectedFree);
    expect(checkPage(this.slab, this.base)).toBe(true);
    expect(this.content()).toEqual(this.nodes);
    expect(this.outside()).toBe(true);
  }

  /** Whether the pages around this one are untouched. */
  private outside(): boolean {
    const { bytes } = this.slab;
    return (
      bytes.subarray(0, this.base).every((byte) => byte === 0) &&
      bytes.subarray(this.base + this.pageBytes).every((byte) => byte === 0)
    );
  }
}

type Step = (page: ModelPage) => void;

const bytesOf = (most: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: 1, maxLength: most }).map((bytes) => Buffer.from(bytes));
const key = fc.oneof(
  bytesOf(40),
  fc
    .tuple(fc.nat(PREFIX.length), bytesOf(20))
    .map(([n, rest]) => Buffer.concat([PREFIX.subarray(0, n), rest])),
);
const data = fc.oneof(
  bytesOf(60),
  fc.integer({ min: 1, max: 3000 }).map((length) => Buffer.alloc(length, length & 0xff)),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat(), key, data, fc.constantFrom(0, NODE_VERSIONED)).map(
    ([at, k, d, flags]): Step =>
      (page) =>
        page.insert(at, k, d, flags),
  ),
  fc.tuple(fc.nat(), data).map(
    ([at, d]): Step =>
      (page) =>
        page.replace(at, d),
  ),
  fc.nat().map(
    (at): Step =>
      (page) =>
        page.delete(at),
  ),
  fc.tuple(fc.nat(), fc.boolean()).map(
    ([at, isDeleted]): Step =>
      (page) =>
        page.flag(at, isDeleted),
  ),
  fc.constant<Step>((page) => compactPage(page.slab, page.base)),
);

describe.each(PAGE_SIZES)('a page of %i bytes', (pageBytes) => {
  it('holds what a list of nodes holds after any changes, and counts its free bytes exactly', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const page = new ModelPage(pageBytes);
        for (const change of steps) {
          change(page);
          expect(freeBytes(page.slab, page.base)).toBe(page.expectedFree);
        }
        page.check();
      }),
      { numRuns: 25 },
    );
  });

  it('begins empty: one tag, the rest free', () => {
    const slab = new PageSlab(pageBytes, 1);
    initializePage(slab, 0, 77, 9, PAGE_LEAF);
    expect(slab.tagCount(0)).toBe(1);
    expect(freeBytes(slab, 0)).toBe(pageBytes - (pageBytes > 8192 ? 80 : 40) - 4);
    expect(slab.treeId(0)).toBe(9);
    expect(slab.flags(0)).toBe(0x2802);
    expect(pageBytes > 8192 ? slab.words32[16] : 77).toBe(77);
    expect(checkPage(slab, 0)).toBe(true);
  });

  it('takes nodes until not a byte is left, and gives all of it back', () => {
    const page = new ModelPage(pageBytes);
    const one = Buffer.from([1]);
    while (freeBytes(page.slab, page.base) >= 12 + 8) page.insert(page.nodes.length, one, one, 0);
    page.replace(0, Buffer.alloc(1 + freeBytes(page.slab, page.base), 7));
    expect(freeBytes(page.slab, page.base)).toBe(0);
    page.check();
    while (page.nodes.length > 0) page.delete(page.nodes.length >> 1);
    page.check();
  });

  it('moves a line that grows behind the others, through a compaction when the room lies in holes', () => {
    const page = new ModelPage(pageBytes);
    const third = Buffer.alloc(Math.floor(pageBytes / 3) - 60, 3);
    for (let i = 0; i < 3; i++) page.insert(i, Buffer.from([i]), Buffer.from(third), NODE_VERSIONED);
    page.replace(0, Buffer.from([1]));
    page.replace(2, Buffer.alloc(third.length + 300, 5));
    page.check();
    page.flag(1, true);
    page.replace(1, Buffer.alloc(third.length + 200, 6));
    page.check();
  });
});

describe('the prefix of a page', () => {
  const page = new ModelPage(4096);

  it('stands for three bytes of a key or more, never for fewer', () => {
    expect(page.prefixOf(PREFIX.subarray(0, 2))).toBe(0);
    expect(page.prefixOf(PREFIX.subarray(0, 3))).toBe(3);
    expect(page.prefixOf(Buffer.concat([PREFIX, PREFIX]))).toBe(PREFIX.length);
    expect(page.prefixOf(Buffer.from('a pXX'))).toBe(3);
    expect(page.prefixOf(Buffer.from('other'))).toBe(0);
  });

  it('is not touched by the flags of a node', () => {
    page.insert(0, Buffer.concat([PREFIX, PREFIX]), Buffer.from('x'), 0);
    setNodeFlags(page.slab, page.base, 1, 7);
    const node = new Node();
    node.read(page.slab, page.base, 1);
    expect(node.flags).toBe(7);
    expect(node.prefixLength).toBe(PREFIX.length);
  });
});
