/**
 * Changes to the tagged part of a record under construction: entries are inserted, resized and removed in place.
 * The forms of a column's block:
 *
 *   nothing ─▶ one value ◀─▶ two values ─▶ multi-values        short values on small pages
 *   nothing ─▶ one value ◀───────────────▶ multi-values        long values, and every column of large pages
 *
 * Invariants
 *  1. Entries stay sorted and their blocks stand in the same order without gaps.
 *  2. A size that does not fit is refused before anything moves.
 *  3. Two values never turn back from multi-values: a column that once had three keeps the wider form at two.
 */
import { assert } from '../../errors/assert';
import type { ColumnSchema } from './column';
import {
  ENTRY_BYTES,
  ENTRY_DERIVED,
  ENTRY_HAS_HEADER,
  ENTRY_NULL,
  HEADER_MULTI_VALUES,
  HEADER_NULL,
  HEADER_TWO_VALUES,
  LARGE_OFFSET_MASK,
  OFFSET_FLAG,
  OFFSET_MASK,
  SHORT_VALUE_MOST,
  SMALL_OFFSET_MASK,
  VALUE_COMPRESSED,
  VALUE_ENCRYPTED,
  VALUE_LONG,
  VALUE_SEPARATED,
} from './record-layout';
import { COLUMN_NULL, RecordReader } from './record-reader';
import { STORE_DONE, STORE_INVALID_SIZE, STORE_NOT_COMPRESSIBLE, STORE_TOO_BIG } from './store-result';

const OFFSET_BYTES = 2;

/** The record that is edited: its bytes, and how to make room in them. */
interface Work {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isLarge: boolean;
  readonly recordMost: number;
  readonly length: number;
  attach(reader: RecordReader): void;
  shift(at: number, added: number): void;
}

export class TaggedEditor {
  readonly #work: Work;
  readonly #reader = new RecordReader();
  #index = 0;

  constructor(work: Work) {
    this.#work = work;
  }

  set(
    column: ColumnSchema,
    itagSequence: number,
    flags: number,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    assert(column.isLongValue || flags === 0, 'only long values are separated, compressed or encrypted');
    if (!column.isLongValue && length > SHORT_VALUE_MOST) return STORE_INVALID_SIZE;
    if (!this.#find(column)) {
      const headerFlags = (column.isLongValue ? VALUE_LONG : 0) | flags;
      return this.#insert(column, headerFlags, source, offset, length);
    }
    const reader = this.#reader;
    const isNull = reader.taggedAt(this.#index) === COLUMN_NULL;
    if (isNull || ((reader.blockFlags & HEADER_MULTI_VALUES) === 0 && itagSequence === 1)) {
      return this.#replaceOnly(column, flags, source, offset, length);
    }
    if ((reader.blockFlags & HEADER_MULTI_VALUES) === 0)
      return this.#addSecond(flags, source, offset, length);
    if ((reader.blockFlags & HEADER_TWO_VALUES) !== 0) {
      if (itagSequence === 1 || itagSequence === 2)
        return this.#replaceOfTwo(itagSequence, source, offset, length);
      return this.#addThird(source, offset, length);
    }
    if (itagSequence !== 1 && (flags & VALUE_COMPRESSED) !== 0) return STORE_NOT_COMPRESSIBLE;
    if (itagSequence === 0 || itagSequence > reader.valueCount)
      return this.#addOfMany(flags, source, offset, length);
    return this.#replaceOfMany(itagSequence, flags, source, offset, length);
  }

  clear(column: ColumnSchema, itagSequence: number, keepNull: boolean): number {
    if (!this.#find(column)) return keepNull && itagSequence === 1 ? this.#insertNull(column) : STORE_DONE;
    const reader = this.#reader;
    if (reader.taggedAt(this.#index) === COLUMN_NULL) {
      if (!keepNull) this.#remove();
      return STORE_DONE;
    }
    if (itagSequence < 1 || itagSequence > reader.valueCount) return STORE_DONE;
    if ((reader.blockFlags & HEADER_MULTI_VALUES) === 0) {
      if (keepNull) this.#makeNull();
      else this.#remove();
    } else if ((reader.blockFlags & HEADER_TWO_VALUES) !== 0) this.#keepOneOfTwo(itagSequence);
    else if (reader.valueCount > 2) this.#removeOfMany(itagSequence);
    else this.#keepOneOfMany(itagSequence);
    return STORE_DONE;
  }

  /** Finds the column's entry, or the index at which it belongs. */
  #find(column: ColumnSchema): boolean {
    this.#work.attach(this.#reader);
    const index = this.#reader.taggedIndex(column.columnId, column.isDerived);
    this.#index = index < 0 ? -1 - index : index;
    return index >= 0;
  }

  #fits(added: number): boolean {
    return added <= 0 || this.#work.length + added <= this.#work.recordMost;
  }

  #insert(
    column: ColumnSchema,
    headerFlags: number,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    const hasHeader = this.#work.isLarge || headerFlags !== 0;
    const blockBytes = length + (hasHeader ? 1 : 0);
    if (!this.#fits(ENTRY_BYTES + blockBytes)) return STORE_TOO_BIG;
    const block = this.#open(column, hasHeader ? ENTRY_HAS_HEADER : 0, blockBytes);
    if (hasHeader) this.#work.bytes[block] = headerFlags;
    this.#copy(hasHeader ? block + 1 : block, source, offset, length);
    return STORE_DONE;
  }

  #insertNull(column: ColumnSchema): number {
    const blockBytes = this.#work.isLarge ? 1 : 0;
    if (!this.#fits(ENTRY_BYTES + blockBytes)) return STORE_TOO_BIG;
    const block = this.#open(column, ENTRY_NULL, blockBytes);
    if (this.#work.isLarge) this.#work.bytes[block] = HEADER_NULL | (column.isLongValue ? VALUE_LONG : 0);
    return STORE_DONE;
  }

  /** Inserts an entry with a block of `blockBytes` at the index found; returns where the block begins. */
  #open(column: ColumnSchema, smallPageFlags: number, blockBytes: number): number {
    const { view, isLarge } = this.#work;
    const reader = this.#reader;
    const count = reader.taggedCount();
    const tagged = reader.taggedStart;
    const entry = tagged + ENTRY_BYTES * this.#index;
    let block = this.#work.length;
    if (this.#index < count) {
      reader.taggedAt(this.#index);
      block = reader.blockStart;
    }
    this.#work.shift(block, blockBytes);
    this.#work.shift(entry, ENTRY_BYTES);
    block += ENTRY_BYTES;
    for (let i = 0; i < this.#index; i++) this.#moveOffset(tagged + ENTRY_BYTES * i, ENTRY_BYTES);
    for (let i = this.#index + 1; i <= count; i++) {
      this.#moveOffset(tagged + ENTRY_BYTES * i, ENTRY_BYTES + blockBytes);
    }
    const flags = (isLarge ? 0 : smallPageFlags) | (column.isDerived ? ENTRY_DERIVED : 0);
    view.setUint16(entry, column.columnId, true);
    view.setUint16(entry + 2, flags | (block - tagged), true);
    return block;
  }

  /** Removes the entry found and its block. */
  #remove(): void {
    const reader = this.#reader;
    const tagged = reader.taggedStart;
    const count = reader.taggedCount() - 1;
    const blockBytes = reader.blockEnd - reader.blockStart;
    this.#work.shift(reader.blockStart, -blockBytes);
    this.#work.shift(tagged + ENTRY_BYTES * this.#index, -ENTRY_BYTES);
    for (let i = 0; i < count; i++) {
      const removed = i < this.#index ? ENTRY_BYTES : ENTRY_BYTES + blockBytes;
      this.#moveOffset(tagged + ENTRY_BYTES * i, -removed);
    }
  }

  /** Adds bytes at `at` inside the block found, or removes them there. */
  #resize(at: number, added: number): void {
    if (added === 0) return;
    const tagged = this.#reader.taggedStart;
    const count = this.#reader.taggedCount();
    this.#work.shift(at, added);
    for (let i = this.#index + 1; i < count; i++) this.#moveOffset(tagged + ENTRY_BYTES * i, added);
  }

  #moveOffset(entry: number, added: number): void {
    const { view, isLarge } = this.#work;
    const mask = isLarge ? LARGE_OFFSET_MASK : SMALL_OFFSET_MASK;
    const raw = view.getUint16(entry + 2, true);
    view.setUint16(entry + 2, (raw & ~mask) | ((raw & mask) + added), true);
  }

  #flagEntry(clear: number, set: number): void {
    if (this.#work.isLarge) return;
    const at = this.#reader.taggedStart + ENTRY_BYTES * this.#index + 2;
    this.#work.view.setUint16(at, (this.#work.view.getUint16(at, true) & ~clear) | set, true);
  }

  #copy(at: number, source: Uint8Array, offset: number, length: number): void {
    const { bytes } = this.#work;
    for (let i = 0; i < length; i++) bytes[at + i] = source[offset + i];
  }

  /** Replaces a null or the only value. */
  #replaceOnly(
    column: ColumnSchema,
    flags: number,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    const { isLarge, bytes } = this.#work;
    const reader = this.#reader;
    const hasHeader = isLarge || reader.hasBlockHeader || column.isLongValue;
    const blockBytes = length + (hasHeader ? 1 : 0);
    const added = blockBytes - (reader.blockEnd - reader.blockStart);
    if (!this.#fits(added)) return STORE_TOO_BIG;
    const at = reader.blockStart;
    this.#resize(at, added);
    this.#flagEntry(ENTRY_NULL, hasHeader ? ENTRY_HAS_HEADER : 0);
    if (hasHeader) bytes[at] = (column.isLongValue ? VALUE_LONG : 0) | flags;
    this.#copy(hasHeader ? at + 1 : at, source, offset, length);
    return STORE_DONE;
  }

  #makeNull(): void {
    const { isLarge, bytes } = this.#work;
    const { blockStart, blockEnd, blockFlags } = this.#reader;
    const kept = isLarge ? 1 : 0;
    this.#resize(blockStart + kept, kept - (blockEnd - blockStart));
    if (isLarge) bytes[blockStart] = (blockFlags & ~VALUE_SEPARATED) | HEADER_NULL;
    this.#flagEntry(ENTRY_HAS_HEADER, ENTRY_NULL);
  }

  #addSecond(flags: number, source: Uint8Array, offset: number, length: number): number {
    if ((flags & VALUE_COMPRESSED) !== 0) return STORE_NOT_COMPRESSIBLE;
    return this.#reader.hasBlockHeader
      ? this.#widenToMany(flags, source, offset, length)
      : this.#widenToTwo(source, offset, length);
  }

  #widenToTwo(source: Uint8Array, offset: number, length: number): number {
    const { bytes } = this.#work;
    const { blockStart, blockEnd } = this.#reader;
    const firstLength = blockEnd - blockStart;
    if (firstLength > SHORT_VALUE_MOST) return STORE_INVALID_SIZE;
    if (!this.#fits(2 + length)) return STORE_TOO_BIG;
    this.#resize(blockEnd, length);
    this.#copy(blockEnd, source, offset, length);
    this.#resize(blockStart, 2);
    bytes[blockStart] = HEADER_MULTI_VALUES | HEADER_TWO_VALUES;
    bytes[blockStart + 1] = firstLength;
    this.#flagEntry(0, ENTRY_HAS_HEADER);
    return STORE_DONE;
  }

  #widenToMany(flags: number, source: Uint8Array, offset: number, length: number): number {
    const { bytes, view } = this.#work;
    const { blockStart, blockEnd, blockFlags } = this.#reader;
    if (!this.#fits(2 * OFFSET_BYTES + length)) return STORE_TOO_BIG;
    const offsets = blockStart + 1;
    this.#resize(blockEnd, length);
    this.#copy(blockEnd, source, offset, length);
    this.#resize(offsets, 2 * OFFSET_BYTES);
    bytes[blockStart] = (blockFlags & ~VALUE_SEPARATED) | HEADER_MULTI_VALUES;
    view.setUint16(offsets, (2 * OFFSET_BYTES) | separatedBit(blockFlags), true);
    view.setUint16(offsets + 2, (2 * OFFSET_BYTES + blockEnd - offsets) | separatedBit(flags), true);
    return STORE_DONE;
  }

  #replaceOfTwo(itagSequence: number, source: Uint8Array, offset: number, length: number): number {
    const reader = this.#reader;
    reader.findValue(itagSequence);
    const { blockStart, valueOffset, valueLength } = reader;
    if (!this.#fits(length - valueLength)) return STORE_TOO_BIG;
    this.#resize(valueOffset, length - valueLength);
    this.#copy(valueOffset, source, offset, length);
    if (itagSequence === 1) this.#work.bytes[blockStart + 1] = length;
    return STORE_DONE;
  }

  #addThird(source: Uint8Array, offset: number, length: number): number {
    const { bytes, view } = this.#work;
    const { blockStart, blockEnd, blockFlags } = this.#reader;
    const widened = 3 * OFFSET_BYTES - 1;
    if (!this.#fits(widened + length)) return STORE_TOO_BIG;
    const offsets = blockStart + 1;
    const firstLength = bytes[offsets];
    this.#resize(blockEnd, length);
    this.#copy(blockEnd, source, offset, length);
    this.#resize(offsets, widened);
    bytes[blockStart] = blockFlags & ~HEADER_TWO_VALUES;
    view.setUint16(offsets, 3 * OFFSET_BYTES, true);
    view.setUint16(offsets + 2, 3 * OFFSET_BYTES + firstLength, true);
    view.setUint16(offsets + 4, blockEnd + widened - offsets, true);
    return STORE_DONE;
  }

  #keepOneOfTwo(removedItag: number): void {
    const reader = this.#reader;
    reader.findValue(3 - removedItag);
    const { blockStart, blockEnd, valueOffset, valueLength } = reader;
    this.#work.bytes.copyWithin(blockStart, valueOffset, valueOffset + valueLength);
    this.#resize(blockStart + valueLength, valueLength - (blockEnd - blockStart));
    this.#flagEntry(ENTRY_HAS_HEADER, 0);
  }

  #addOfMany(flags: number, source: Uint8Array, offset: number, length: number): number {
    const { view } = this.#work;
    const { blockStart, blockEnd, valueCount } = this.#reader;
    if (!this.#fits(OFFSET_BYTES + length)) return STORE_TOO_BIG;
    const offsets = blockStart + 1;
    const added = offsets + OFFSET_BYTES * valueCount;
    this.#resize(blockEnd, length);
    this.#copy(blockEnd, source, offset, length);
    this.#resize(added, OFFSET_BYTES);
    for (let i = 0; i < valueCount; i++) this.#moveValueOffset(offsets + OFFSET_BYTES * i, OFFSET_BYTES);
    view.setUint16(added, (blockEnd + OFFSET_BYTES - offsets) | separatedBit(flags), true);
    return STORE_DONE;
  }

  #replaceOfMany(
    itagSequence: number,
    flags: number,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    const { bytes, view } = this.#work;
    const reader = this.#reader;
    reader.findValue(itagSequence);
    const { blockStart, blockFlags, valueOffset, valueCount } = reader;
    const added = length - reader.valueLength;
    if (!this.#fits(added)) return STORE_TOO_BIG;
    const offsets = blockStart + 1;
    this.#resize(valueOffset, added);
    this.#copy(valueOffset, source, offset, length);
    for (let i = itagSequence; i < valueCount; i++) this.#moveValueOffset(offsets + OFFSET_BYTES * i, added);
    const at = offsets + OFFSET_BYTES * (itagSequence - 1);
    view.setUint16(at, (view.getUint16(at, true) & OFFSET_MASK) | separatedBit(flags), true);
    if (itagSequence === 1) {
      const kept = blockFlags & ~(VALUE_COMPRESSED | VALUE_ENCRYPTED);
      bytes[blockStart] = kept | (flags & (VALUE_COMPRESSED | VALUE_ENCRYPTED));
    }
    return STORE_DONE;
  }

  #removeOfMany(itagSequence: number): void {
    const reader = this.#reader;
    reader.findValue(itagSequence);
    const { blockStart, blockFlags, valueOffset, valueLength, valueCount } = reader;
    const offsets = blockStart + 1;
    this.#resize(valueOffset, -valueLength);
    this.#resize(offsets + OFFSET_BYTES * (itagSequence - 1), -OFFSET_BYTES);
    for (let i = 0; i < valueCount - 1; i++) {
      const removed = i < itagSequence - 1 ? OFFSET_BYTES : OFFSET_BYTES + valueLength;
      this.#moveValueOffset(offsets + OFFSET_BYTES * i, -removed);
    }
    if (itagSequence === 1) this.#work.bytes[blockStart] = blockFlags & ~VALUE_COMPRESSED;
  }

  /** One of two multi-values goes: what remains is a single value again. */
  #keepOneOfMany(removedItag: number): void {
    const reader = this.#reader;
    reader.findValue(3 - removedItag);
    const { blockStart, blockEnd, valueOffset, valueLength } = reader;
    let flags = reader.blockFlags & ~(HEADER_MULTI_VALUES | VALUE_SEPARATED);
    if (removedItag === 1) flags &= ~VALUE_COMPRESSED;
    flags |= reader.valueFlags & VALUE_SEPARATED;
    const hasHeader = this.#work.isLarge || flags !== 0;
    const data = hasHeader ? blockStart + 1 : blockStart;
    this.#work.bytes.copyWithin(data, valueOffset, valueOffset + valueLength);
    if (hasHeader) this.#work.bytes[blockStart] = flags;
    else this.#flagEntry(ENTRY_HAS_HEADER, 0);
    this.#resize(data + valueLength, data + valueLength - blockEnd);
  }

  #moveValueOffset(at: number, added: number): void {
    const raw = this.#work.view.getUint16(at, true);
    this.#work.view.setUint16(at, (raw & OFFSET_FLAG) | ((raw & OFFSET_MASK) + added), true);
  }
}

const separatedBit = (flags: number): number => ((flags & VALUE_SEPARATED) !== 0 ? OFFSET_FLAG : 0);
