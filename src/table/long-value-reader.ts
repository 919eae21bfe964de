/**
 * Reads separated long values: a root node that tells the size, then chunks of equal uncompressed length, each
 * compressed for itself. A reader belongs to one table and is reused, by all its cursors; only the scratch buffer of a
 * compressed chunk is ever allocated, once.
 *
 * Invariants
 *  1. What is read is what the session given to `open` sees, until the next `open`.
 *  2. The tree may change between two reads: the place of the last chunk counts only while its page is as it was, which
 *     the database time on the page tells.
 */
import { JET_errColumnNoEncryptionKey, JET_errLVCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { BTreeCursor, FOUND_EQUAL, ON_NODE } from '../btree/cursor';
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
import type { Transaction } from '../version/transaction';

export class LongValueReader {
  readonly root = new LongValueRoot();
  readonly #cursor: BTreeCursor;
  readonly #target = new SearchKey();
  #scratch = new Uint8Array(0);
  #lidLow = 0;
  #lidHigh = 0;
  #lidBytes = 0;
  /** The database time, its lower half, of the page that the cursor stands on. */
  #pageTime = 0;

  constructor(
    readonly tree: Tree,
    readonly chunkMost: number,
  ) {
    this.#cursor = new BTreeCursor(tree);
    this.#target.reserve(LONG_VALUE_KEY_MOST);
  }

  /** Finds the value with this id, as `view` sees it; its size is in `root` afterwards. Null sees what is newest. */
  open(lidLow: number, lidHigh: number, lidBytes: number, view: Transaction | null = null): void {
    const cursor = this.#cursor;
    this.#lidLow = lidLow;
    this.#lidHigh = lidHigh;
    this.#lidBytes = lidBytes;
    cursor.view = view;
    this.#target.keyLength = writeRootKey(this.#target.bytes, lidLow, lidHigh, lidBytes);
    this.#target.dataLength = 0;
    if (cursor.find(this.#target, false) !== FOUND_EQUAL)
      fail(JET_errLVCorrupted, `tree ${this.tree.id}: no long value ${lidHigh}:${lidLow}`);
    this.#pageTime = this.tree.slab.dirtiedAtLow(cursor.settle());
    this.root.parse(cursor.dataBytes, cursor.dataStart, cursor.dataLength);
    if (this.root.isEncrypted)
      fail(JET_errColumnNoEncryptionKey, `tree ${this.tree.id}: an encrypted long value`);
  }

  /**
   * How many references the root on its page counts, changes that have not been committed among them. Right after
   * `open` only.
   */
  countOnPage(): number {
    const { node } = this.#cursor;
    return this.tree.slab.view.getUint32(node.dataStart, true);
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

  /** Copies a chunk of the opened value as it is stored, compressed or not; returns its length. */
  readStored(chunkOffset: number, target: Uint8Array, targetOffset: number): number {
    this.#findChunk(chunkOffset);
    const { dataBytes, dataStart, dataLength } = this.#cursor;
    if (dataLength > expectedChunkBytes(this.root.size, chunkOffset, this.chunkMost))
      fail(JET_errLVCorrupted, `tree ${this.tree.id}: a chunk of ${dataLength} bytes`);
    copyBytes(dataBytes, dataStart, target, targetOffset, dataLength);
    return dataLength;
  }

  /** Stands on a chunk, whose data the cursor describes then. */
  #findChunk(chunkOffset: number): void {
    const target = this.#target;
    target.keyLength = writeChunkKey(target.bytes, this.#lidLow, this.#lidHigh, this.#lidBytes, chunkOffset);
    target.dataLength = 0;
    if (!this.#isNextChunk() && this.#cursor.find(target, false) !== FOUND_EQUAL)
      fail(JET_errLVCorrupted, `tree ${this.tree.id}: value ${this.#lidLow} has no chunk at ${chunkOffset}`);
    this.#pageTime = this.tree.slab.dirtiedAtLow(this.#cursor.settle());
  }

  /** Chunks are usually read in order: the next node is tried before a search, if the cursor is still where it was. */
  #isNextChunk(): boolean {
    const cursor = this.#cursor;
    const { slab, file } = this.tree;
    if (cursor.state !== ON_NODE || slab.dirtiedAtLow(file.fix(cursor.page)) !== this.#pageTime) return false;
    return cursor.moveNext() && cursor.compare(this.#target) === 0;
  }

  #readChunk(
    chunkOffset: number,
    skip: number,
    target: Uint8Array,
    targetOffset: number,
    limit: number,
  ): number {
    const { dataBytes, dataStart, dataLength } = this.#cursor;
    const expected = expectedChunkBytes(this.root.size, chunkOffset, this.chunkMost);
    const length = expected - skip < limit ? expected - skip : limit;
    if (!isChunkCompressed(dataLength, this.root.size, chunkOffset, this.chunkMost)) {
      copyBytes(dataBytes, dataStart + skip, target, targetOffset, length);
      return length;
    }
    if (this.#scratch.length < this.chunkMost) this.#scratch = new Uint8Array(this.chunkMost);
    const plain = decompress(dataBytes, dataStart, dataLength, this.#scratch, 0, expected);
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
