/**
 * The lines of a page that is about to be split, with the change that does not fit already among them. Works on a copy
 * of the page, so that the page itself can be written anew from it. Lines are counted from 0, as in the log.
 */
import { Node } from '../page/node';
import { NODE_COMPRESSED, NODE_DELETED, PageSlab } from '../page/page-slab';
import { nodeBytes, TAG_BYTES, usablePrefix } from '../page/page-writer';
import type { NodeChange } from './node-change';

/** What a split does besides moving lines. */
export const CHANGE_NOTHING = 0;
export const CHANGE_INSERT = 1;
export const CHANGE_REPLACE = 2;
/** As a replace; the line was flagged as deleted, and is there again. */
export const CHANGE_FLAG_INSERT = 3;

const KEY_BYTES = 4096;

export class PageLines {
  /** Lines, the inserted one included. */
  count = 0;
  /** The line that `read` was last called for. */
  key = new Uint8Array(KEY_BYTES);
  keyLength = 0;
  data: Uint8Array;
  dataStart = 0;
  dataLength = 0;
  flags = 0;

  readonly #copy: PageSlab;
  readonly #node = new Node();
  #kind = CHANGE_NOTHING;
  #line = 0;
  #change: NodeChange | null = null;

  constructor(readonly pageBytes: number) {
    this.#copy = new PageSlab(pageBytes, 1);
    this.data = this.#copy.bytes;
  }

  /** Takes over the page at `base`; `change` is inserted before line `line`, or replaces the data of that line. */
  load(slab: PageSlab, base: number, kind: number, line: number, change: NodeChange | null): void {
    this.#copy.bytes.set(slab.bytes.subarray(base, base + this.pageBytes));
    this.#kind = change === null ? CHANGE_NOTHING : kind;
    this.#line = line;
    this.#change = change;
    const lines = slab.tagCount(base) - slab.firstNode(base);
    this.count = this.#kind === CHANGE_INSERT ? lines + 1 : lines;
  }

  /** Whether line `line` is the one that is inserted or replaced. */
  isChanged(line: number): boolean {
    return this.#kind !== CHANGE_NOTHING && line === this.#line;
  }

  /** Bytes of the page that the prefix of its nodes takes. */
  get prefixBytes(): number {
    return this.#copy.prefixLength(0);
  }

  /** Line and tag bytes that line `line` takes with the page's present prefix. */
  sizeOf(line: number): number {
    const copy = this.#copy;
    const change = this.#change;
    if (change === null || !this.isChanged(line)) return copy.lineLength(0, this.#tagOf(line)) + TAG_BYTES;
    if (this.#kind !== CHANGE_INSERT) {
      const tag = this.#tagOf(line);
      this.#node.read(copy, 0, tag);
      return copy.lineLength(0, tag) - this.#node.dataLength + change.dataLength + TAG_BYTES;
    }
    const prefixLength = usablePrefix(copy, 0, change.key, 0, change.keyLength);
    return nodeBytes(prefixLength, change.keyLength, change.dataLength) + TAG_BYTES;
  }

  /** Describes line `line` in the fields of this object, its key in full. */
  read(line: number): void {
    const change = this.#change;
    if (change !== null && this.#kind === CHANGE_INSERT && line === this.#line) {
      this.#setKey(change);
      this.#setData(change);
      this.flags = change.flags;
      return;
    }
    const node = this.#node;
    node.read(this.#copy, 0, this.#tagOf(line));
    this.keyLength = node.keyLength;
    node.copyKey(this.#copy, this.key, 0, node.keyLength);
    this.flags = node.flags & ~NODE_COMPRESSED;
    this.data = this.#copy.bytes;
    this.dataStart = node.dataStart;
    this.dataLength = node.dataLength;
    if (change === null || !this.isChanged(line)) return;
    this.#setData(change);
    if (this.#kind === CHANGE_FLAG_INSERT) this.flags &= ~NODE_DELETED;
    this.flags |= change.flags;
  }

  #setKey(change: NodeChange): void {
    for (let i = 0; i < change.keyLength; i++) this.key[i] = change.key[i];
    this.keyLength = change.keyLength;
  }

  #setData(change: NodeChange): void {
    this.data = change.data;
    this.dataStart = change.dataStart;
    this.dataLength = change.dataLength;
  }

  #tagOf(line: number): number {
    const isBehind = this.#kind === CHANGE_INSERT && line > this.#line;
    return this.#copy.firstNode(0) + (isBehind ? line - 1 : line);
  }
}
