/**
 * Writes separated long values: makes them, changes parts of them, counts who refers to them and takes them away.
 *
 *   create ──▶ 1 reference ── change ──▶ changed where it is
 *                  │ addReference
 *                  ▼
 *              n references ── change ──▶ a copy with 1 reference, and one reference less here
 *                  │ release
 *                  ▼
 *              no reference: root and chunks are removed
 *
 * Invariants
 *  1. Everything is done in the name of a transaction: other sessions see the value as it was until it commits, and
 *     its rollback brings that back. After any answer but CHANGE_DONE, and after a failure, the caller undoes what
 *     the call has begun.
 *  2. The root is written first, and so keeps others from the value.
 *  3. A chunk that comes from the caller as a whole is stored from the caller's buffer; others are put together in one
 *     buffer of the writer. No more than one chunk is held at a time.
 *  4. Every chunk but the last has `chunkMost` plain bytes, and what is stored of it is shorter only if compressed.
 */
import { JET_errLVCorrupted, JET_errOutOfLongValueIDs } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { assert } from '../../errors/assert';
import { BTreeCursor } from '../btree/cursor';
import { CHANGE_CONFLICT, CHANGE_DONE, CHANGE_DUPLICATE } from '../btree/change-result';
import type { TreeWriter } from '../btree/insert';
import { SearchKey } from '../page/search-key';
import { compress } from '../record/compression/compression';
import {
  expectedChunkBytes,
  LID64_BYTES,
  LONG_VALUE_KEY_MOST,
  LongValueKey,
  writeRoot,
} from '../record/long-value';
import { LongValueId } from '../record/long-value-id';
import type { Transaction } from '../version/transaction';
import { LongValueChange } from './long-value-change';
import { LongValueReader } from './long-value-reader';

/** The table whose values are written. */
export interface LongValueHome {
  /** What reads its long-value tree; null while it has none. */
  readonly longValues: LongValueReader | null;
  readonly changes: { readonly writer: TreeWriter } | null;
  /** Makes the tree; `longValues` reads it afterwards. */
  createLongValues(by: Transaction): void;
}

const NO_BYTES = new Uint8Array(0);
const ROOT_MOST = 9;
/** The count of references is the first thing in a root. */
const COUNT_BYTES = 4;
const LAST_LID32 = 0x7fffff00;
const WORD = 0x1_0000_0000;

export class LongValueWriter {
  readonly #target = new SearchKey();
  readonly #root = new Uint8Array(ROOT_MOST);
  readonly #change = new LongValueChange();
  /** The value that bytes are taken from while a copy of it is made. */
  readonly #original = new LongValueId();
  /** The highest id given out or found; its low half is 0 until then. */
  readonly #last = new LongValueId();
  #reader: LongValueReader | null = null;
  /** A chunk being put together, and behind it one being compressed. */
  #scratch = NO_BYTES;

  constructor(readonly home: LongValueHome) {
    this.#target.reserve(LONG_VALUE_KEY_MOST);
  }

  /** Bytes of a value as `by` sees it. */
  sizeOf(id: LongValueId, by: Transaction | null): number {
    return this.#open(id, by).root.size;
  }

  /** Makes a value of `length` bytes of `source`, with one reference; its id is in `id` afterwards. */
  create(
    id: LongValueId,
    source: Uint8Array,
    start: number,
    length: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    this.#change.setWhole(length);
    return this.createFrom(id, this.#change, NO_BYTES, 0, 0, source, start, isCompressed, by);
  }

  /**
   * Makes a value of what `change` makes of one that was kept in its record: `oldSize` plain bytes at `old`. Neither `old`
   * nor `source` may lie in a page.
   */
  createFrom(
    id: LongValueId,
    change: LongValueChange,
    old: Uint8Array,
    oldStart: number,
    oldSize: number,
    source: Uint8Array,
    start: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    if (this.home.longValues === null) {
      assert(by !== null, 'a tree is made by somebody');
      this.home.createLongValues(by);
    }
    const made = this.#insertRoot(id, change.size, by);
    if (made !== CHANGE_DONE) return made;
    const reader = this.#openTree();
    const stays = change.isWhole ? 0 : Math.min(oldSize, change.size);
    for (let at = 0; at < change.size; at += reader.chunkMost) {
      const length = expectedChunkBytes(change.size, at, reader.chunkMost);
      const isCallers = at >= change.kept && at + length <= change.tailStart;
      if (!isCallers) {
        const copied = Math.max(0, Math.min(stays - at, length));
        this.#scratch.set(old.subarray(oldStart + at, oldStart + at + copied));
        change.fill(at, length, source, start, this.#scratch, 0, stays);
      }
      const bytes = isCallers ? source : this.#scratch;
      const from = isCallers ? start + at - change.kept : 0;
      const stored = this.#storeChunk(id, at, true, bytes, from, length, isCompressed, by);
      if (stored !== CHANGE_DONE) return stored;
    }
    return CHANGE_DONE;
  }

  /**
   * Changes a value. One that others refer to as well is copied first; `id` is that of the copy then. The change must not
   * make a new value of it as a whole: that is a `release` and a `create`.
   */
  change(
    id: LongValueId,
    change: LongValueChange,
    source: Uint8Array,
    start: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    assert(!change.isWhole, 'a value that takes nothing from the old one is a new one');
    const reader = this.#open(id, by);
    if (this.#isShared(reader)) return this.#changeCopy(id, change, source, start, isCompressed, by);
    const claimed = this.#claim(id, change.size, by);
    if (claimed !== CHANGE_DONE) return claimed;
    return this.#changeChunks(id, change, source, start, isCompressed, by);
  }

  /** One more record refers to the value, or to a copy of it that `id` names then. */
  addReference(id: LongValueId, by: Transaction | null): number {
    const reader = this.#open(id, by);
    const { size } = reader.root;
    const isGoing = reader.countOnPage() === 0;
    const added = isGoing ? CHANGE_CONFLICT : this.#addToCount(id, 1n, by);
    if (added !== CHANGE_CONFLICT) return added;
    this.#change.setResized(size, size);
    return this.#copyChunks(id, this.#change, NO_BYTES, 0, false, by);
  }

  /** One record less refers to the value; when it was the last one the value goes. */
  release(id: LongValueId, by: Transaction | null): number {
    const reader = this.#open(id, by);
    if (reader.countOnPage() > 1) return this.#addToCount(id, -1n, by);
    const { size } = reader.root;
    this.#target.keyLength = id.writeRootKey(this.#target.bytes);
    const removed = this.#writer().remove(reader.tree, this.#target, by);
    // Somebody else lets go of it at the same time, and whoever is last leaves a value to which nobody refers.
    if (removed === CHANGE_CONFLICT) return this.#addToCount(id, -1n, by);
    if (removed !== CHANGE_DONE) return this.#damaged(id, 'root', removed);
    return this.#removeChunks(id, 0, size, by);
  }

  /** Whether a value must be copied before it is changed: others refer to it, or have not ended doing or undoing so. */
  #isShared(reader: LongValueReader): boolean {
    return reader.root.referenceCount !== 1 || reader.countOnPage() !== 1;
  }

  #changeCopy(
    id: LongValueId,
    change: LongValueChange,
    source: Uint8Array,
    start: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    this.#original.copyFrom(id);
    const copied = this.#copyChunks(id, change, source, start, isCompressed, by);
    return copied === CHANGE_DONE ? this.release(this.#original, by) : copied;
  }

  /** Makes a value of what `change` makes of the opened one, chunk by chunk. */
  #copyChunks(
    id: LongValueId,
    change: LongValueChange,
    source: Uint8Array,
    start: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    const reader = this.#openTree();
    const oldSize = reader.root.size;
    const made = this.#insertRoot(id, change.size, by);
    if (made !== CHANGE_DONE) return made;
    for (let at = 0; at < change.size; at += reader.chunkMost) {
      const stored = this.#isTouched(change, oldSize, at)
        ? this.#writeChunk(id, change, at, true, source, start, isCompressed, by)
        : this.#copyStored(id, at, by);
      if (stored !== CHANGE_DONE) return stored;
    }
    return CHANGE_DONE;
  }

  /** A chunk that does not change is copied as it is stored. */
  #copyStored(id: LongValueId, at: number, by: Transaction | null): number {
    const length = this.#openTree().readStored(at, this.#scratch, 0);
    return this.#putChunk(id, at, true, this.#scratch, 0, length, by);
  }

  /** Changes the chunks of the opened value where they are. */
  #changeChunks(
    id: LongValueId,
    change: LongValueChange,
    source: Uint8Array,
    start: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    const reader = this.#openTree();
    const oldSize = reader.root.size;
    for (let at = 0; at < change.size; at += reader.chunkMost) {
      if (!this.#isTouched(change, oldSize, at)) continue;
      const stored = this.#writeChunk(id, change, at, at >= oldSize, source, start, isCompressed, by);
      if (stored !== CHANGE_DONE) return stored;
    }
    return this.#removeChunks(id, change.size, oldSize, by);
  }

  /** Whether a chunk becomes another one: its length changes, or bytes of the caller belong to it. */
  #isTouched(change: LongValueChange, oldSize: number, at: number): boolean {
    const { chunkMost } = this.#openTree();
    const length = expectedChunkBytes(change.size, at, chunkMost);
    if (length !== expectedChunkBytes(oldSize, at, chunkMost)) return true;
    return change.added > 0 && at < change.tailStart && at + length > change.kept;
  }

  /** Writes one chunk of the changed value; the opened value is the old one. */
  #writeChunk(
    id: LongValueId,
    change: LongValueChange,
    at: number,
    isNew: boolean,
    source: Uint8Array,
    start: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    const reader = this.#openTree();
    const length = expectedChunkBytes(change.size, at, reader.chunkMost);
    if (at >= change.kept && at + length <= change.tailStart)
      return this.#storeChunk(id, at, isNew, source, start + at - change.kept, length, isCompressed, by);
    if (at < reader.root.size) reader.read(at, this.#scratch, 0, length);
    change.fill(at, length, source, start, this.#scratch, 0, reader.root.size);
    return this.#storeChunk(id, at, isNew, this.#scratch, 0, length, isCompressed, by);
  }

  /** Takes away the chunks behind byte `size` of a value that had `oldSize`. */
  #removeChunks(id: LongValueId, size: number, oldSize: number, by: Transaction | null): number {
    const { tree, chunkMost } = this.#openTree();
    for (let at = Math.ceil(size / chunkMost) * chunkMost; at < oldSize; at += chunkMost) {
      this.#target.keyLength = id.writeChunkKey(this.#target.bytes, at);
      const removed = this.#writer().remove(tree, this.#target, by);
      if (removed === CHANGE_CONFLICT) return removed;
      if (removed !== CHANGE_DONE) return this.#damaged(id, `chunk at ${at}`, removed);
    }
    return CHANGE_DONE;
  }

  /** Stores the plain bytes of a chunk, compressed if that is wanted and pays. */
  #storeChunk(
    id: LongValueId,
    at: number,
    isNew: boolean,
    bytes: Uint8Array,
    start: number,
    length: number,
    isCompressed: boolean,
    by: Transaction | null,
  ): number {
    const { chunkMost } = this.#openTree();
    const packed = isCompressed ? compress(bytes, start, length, this.#scratch, chunkMost) : 0;
    return packed > 0
      ? this.#putChunk(id, at, isNew, this.#scratch, chunkMost, packed, by)
      : this.#putChunk(id, at, isNew, bytes, start, length, by);
  }

  #putChunk(
    id: LongValueId,
    at: number,
    isNew: boolean,
    bytes: Uint8Array,
    start: number,
    length: number,
    by: Transaction | null,
  ): number {
    const { tree } = this.#openTree();
    const writer = this.#writer();
    this.#target.keyLength = id.writeChunkKey(this.#target.bytes, at);
    const done = isNew
      ? writer.insert(tree, this.#target, bytes, start, length, by)
      : writer.replace(tree, this.#target, bytes, start, length, by);
    return done === CHANGE_DONE || done === CHANGE_CONFLICT
      ? done
      : this.#damaged(id, `chunk at ${at}`, done);
  }

  /** The root of a new value. An id that turns out to be in use, by whomever, is passed over. */
  #insertRoot(id: LongValueId, size: number, by: Transaction | null): number {
    const { tree } = this.#openTree();
    const length = writeRoot(this.#root, 1, size, false);
    for (;;) {
      this.#nextId(id);
      this.#target.keyLength = id.writeRootKey(this.#target.bytes);
      const done = this.#writer().insert(tree, this.#target, this.#root, 0, length, by);
      if (done !== CHANGE_DUPLICATE && done !== CHANGE_CONFLICT) return done;
    }
  }

  /** Keeps others from the opened value, which becomes one of `size` bytes. */
  #claim(id: LongValueId, size: number, by: Transaction | null): number {
    const reader = this.#openTree();
    const isSame = size === reader.root.size;
    if (isSame && by === null) return CHANGE_DONE;
    this.#target.keyLength = id.writeRootKey(this.#target.bytes);
    const length = writeRoot(this.#root, 1, size, false);
    const done =
      isSame && by !== null
        ? this.#writer().lock(reader.tree, this.#target, by)
        : this.#writer().replace(reader.tree, this.#target, this.#root, 0, length, by);
    return done === CHANGE_DONE || done === CHANGE_CONFLICT ? done : this.#damaged(id, 'root', done);
  }

  /** Changes the count of the value that was just opened; others may be doing the same. */
  #addToCount(id: LongValueId, delta: bigint, by: Transaction | null): number {
    const reader = this.#openTree();
    const length = writeRoot(this.#root, reader.countOnPage() + Number(delta), reader.root.size, false);
    this.#target.keyLength = id.writeRootKey(this.#target.bytes);
    const done =
      by === null
        ? this.#writer().replace(reader.tree, this.#target, this.#root, 0, length, by)
        : this.#writer().addDelta(reader.tree, this.#target, 0, COUNT_BYTES, delta, by);
    return done === CHANGE_DONE || done === CHANGE_CONFLICT ? done : this.#damaged(id, 'root', done);
  }

  /** The id after the highest one so far; 8-byte ids stay 8-byte ids. */
  #nextId(id: LongValueId): void {
    const last = this.#last;
    if (last.low === 0 && last.high === 0) this.#findLastId();
    const isWide = last.byteLength === LID64_BYTES;
    if (!isWide && last.low >= LAST_LID32)
      fail(JET_errOutOfLongValueIDs, `tree ${this.#openTree().tree.id}: the last id is ${last.low}`);
    const low = last.low + 1;
    last.set(low % WORD, low === WORD ? last.high + 1 : last.high, last.byteLength);
    id.copyFrom(last);
  }

  #findLastId(): void {
    const cursor = new BTreeCursor(this.#openTree().tree);
    if (!cursor.moveLast()) return;
    const key = new LongValueKey();
    cursor.copyKeyTo(this.#target);
    key.parse(this.#target.bytes, 0, this.#target.keyLength);
    this.#last.set(key.lidLow, key.lidHigh, key.lidBytes);
  }

  /** A reader of its own, for the tree that the table has now. */
  #openTree(): LongValueReader {
    const { longValues } = this.home;
    assert(longValues !== null, 'a table with separated values has a tree for them');
    if (this.#reader?.tree !== longValues.tree) {
      this.#reader = new LongValueReader(longValues.tree, longValues.chunkMost);
      this.#scratch = new Uint8Array(2 * longValues.chunkMost);
      this.#last.set(0, 0, this.#last.byteLength);
    }
    return this.#reader;
  }

  #open(id: LongValueId, by: Transaction | null): LongValueReader {
    if (this.home.longValues === null) fail(JET_errLVCorrupted, 'a separated value, but no tree for it');
    const reader = this.#openTree();
    reader.open(id.low, id.high, id.byteLength, by);
    return reader;
  }

  #writer(): TreeWriter {
    const { changes } = this.home;
    assert(changes !== null, 'a table that is only read is not changed');
    return changes.writer;
  }

  #damaged(id: LongValueId, what: string, answer: number): never {
    return fail(
      JET_errLVCorrupted,
      `long value ${id.high}:${id.low}: ${what} is not as expected (${answer})`,
    );
  }
}
