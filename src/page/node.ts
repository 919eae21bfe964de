/**
 * One node of a page, taken apart: where its key and its data lie in the slab. A `Node` is a reusable window, owned
 * by a cursor; `read` moves it and allocates nothing.
 *
 * key = the first `prefixLength` bytes at `prefixStart`, then `suffixLength` bytes at `suffixStart`.
 */
import { NODE_COMPRESSED, type PageSlab } from './page-slab';

export class Node {
  flags = 0;
  prefixStart = 0;
  prefixLength = 0;
  suffixStart = 0;
  suffixLength = 0;
  dataStart = 0;
  dataLength = 0;

  /** Points this window at line `tag` of the page at `base`. */
  read(slab: PageSlab, base: number, tag: number): void {
    let at = slab.lineStart(base, tag);
    const end = at + slab.lineLength(base, tag);
    const flags = slab.nodeFlags(base, tag);
    this.flags = flags;
    if ((flags & NODE_COMPRESSED) !== 0) {
      this.prefixLength = slab.count(at);
      this.prefixStart = slab.prefixStart(base);
      at += 2;
    } else {
      this.prefixLength = 0;
      this.prefixStart = at;
    }
    const suffixLength = slab.count(at);
    this.suffixStart = at + 2;
    this.suffixLength = suffixLength;
    this.dataStart = at + 2 + suffixLength;
    this.dataLength = end - this.dataStart;
  }

  get keyLength(): number {
    return this.prefixLength + this.suffixLength;
  }

  /** Copies at most `limit` bytes of the key; returns how many. */
  copyKey(slab: PageSlab, target: Uint8Array, targetOffset: number, limit: number): number {
    const { bytes } = slab;
    const fromPrefix = this.prefixLength < limit ? this.prefixLength : limit;
    for (let i = 0; i < fromPrefix; i++) target[targetOffset + i] = bytes[this.prefixStart + i];
    const rest = limit - fromPrefix;
    const fromSuffix = this.suffixLength < rest ? this.suffixLength : rest;
    for (let i = 0; i < fromSuffix; i++) target[targetOffset + fromPrefix + i] = bytes[this.suffixStart + i];
    return fromPrefix + fromSuffix;
  }

  /** Copies at most `limit` bytes of the data; returns how many. */
  copyData(slab: PageSlab, target: Uint8Array, targetOffset: number, limit: number): number {
    const { bytes } = slab;
    const length = this.dataLength < limit ? this.dataLength : limit;
    for (let i = 0; i < length; i++) target[targetOffset + i] = bytes[this.dataStart + i];
    return length;
  }
}
