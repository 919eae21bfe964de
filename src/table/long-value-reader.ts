/**
 * Reads separated long values: a root node that tells the size, then chunks of equal uncompressed length, each
 * compressed for itself. A reader belongs to one table and is reused; only the scratch buffer of a compressed chunk
 * is ever allocated, once.
 */
import { JET_errColumnNoEncryptionKey, JET_errLVCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import type { Tree } from '../btree/tree';
import { SearchKey } from '../page/search-key';
import { decompress } from '../record/compression/compression';
import {
  expectedChunkBytes,
  isChunkCompressed,
  LONG_VALUE_KEY_MOST,
  LongValueRoot,
  writeChunkKey,
  writeRootKey,
} from '../record/long-value';

export class LongValueReader {
  readonly root = new LongValueRoot();
  readonly #cursor: BTreeCursor;
  readonly #target = new SearchKey();
  #scratch = new Uint8Array(0);
  #lidLow = 0;
  #lidHigh = 0;
  #lidBytes = 0;

  constructor(
    readonly tree: Tree,
    readonly chunkMost: number,
  ) {
    this.#cursor = new BTreeCursor(tree);
    this.#target.reserve(LONG_VALUE_KEY_MOST);
  }

  /** Finds the value with this id; its size is in `root` afterwards. */
  open(lidLow: number, lidHigh: number, lidBytes: number): void {
    this.#lidLow = lidLow;
    this.#lidHigh = lidHigh;
    this.#lidBytes = lidBytes;
    this.#target.keyLength = writeRootKey(this.#target.bytes, lidLow, lidHigh, lidBytes);
    this.#target.dataLength = 0;
    if (this.#cursor.find(this.#target, false) !== FOUND_EQUAL)
      fail(JET_errLVCorrupted, `tree ${this.tree.id}: no long value ${lidHigh}:${lidLow}`);
    const { node } = this.#cursor;
    this.root.parse(this.tree.slab.bytes, node.dataStart, node.dataLength);
    if (this.root.isEncrypted)
      fail(JET_errColumnNoEncryptionKey, `tree ${this.tree.id}: an encrypted long value`);
  }

  /** Copies bytes of the opened value from `offset` on, at most `limit`; returns how many. */
  read(offset: number, target: Uint8Array, targetOffset: number, limit: number): number {
    const available = this.root.size - offset;
    const wanted = available < limit ? available : limit;
    let done = 0;
    while (done < wanted) {
      const at = offset + done;
      const chunkOffset = at - (at % this.chunkMost);
      this.#findChunk(chunkOffset);
      done += this.#readChunk(chunkOffset, at - chunkOffset, target, targetOffset + done, wanted - done);
    }
    return done;
  }

  #findChunk(chunkOffset: number): void {
    const target = this.#target;
    target.keyLength = writeChunkKey(target.bytes, this.#lidLow, this.#lidHigh, this.#lidBytes, chunkOffset);
    target.dataLength = 0;
    if (this.#isNextChunk() || this.#cursor.find(target, false) === FOUND_EQUAL) return;
    fail(JET_errLVCorrupted, `tree ${this.tree.id}: value ${this.#lidLow} has no chunk at ${chunkOffset}`);
  }

  /** Chunks are usually read in order: the next node is tried before a search. */
  #isNextChunk(): boolean {
    return this.#cursor.moveNext() && this.#cursor.compare(this.#target) === 0;
  }

  #readChunk(
    chunkOffset: number,
    skip: number,
    target: Uint8Array,
    targetOffset: number,
    limit: number,
  ): number {
    this.#cursor.settle();
    const { dataStart, dataLength } = this.#cursor.node;
    const { bytes } = this.tree.slab;
    const expected = expectedChunkBytes(this.root.size, chunkOffset, this.chunkMost);
    const length = expected - skip < limit ? expected - skip : limit;
    if (!isChunkCompressed(dataLength, this.root.size, chunkOffset, this.chunkMost)) {
      copyBytes(bytes, dataStart + skip, target, targetOffset, length);
      return length;
    }
    if (this.#scratch.length < this.chunkMost) this.#scratch = new Uint8Array(this.chunkMost);
    const plain = decompress(bytes, dataStart, dataLength, this.#scratch, 0, expected);
    if (plain !== expected)
      fail(JET_errLVCorrupted, `tree ${this.tree.id}: a chunk of ${expected} bytes unpacks to ${plain}`);
    copyBytes(this.#scratch, skip, target, targetOffset, length);
    return length;
  }
}

const SHORT = 64;

/** Copies between buffers; short runs in a loop, which costs less than a view. */
export function copyBytes(
  source: Uint8Array,
  sourceOffset: number,
  target: Uint8Array,
  targetOffset: number,
  length: number,
): void {
  if (length <= SHORT) {
    for (let i = 0; i < length; i++) target[targetOffset + i] = source[sourceOffset + i];
  } else target.set(source.subarray(sourceOffset, sourceOffset + length), targetOffset);
}
