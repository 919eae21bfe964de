/**
 * Builds the normalised key of an index: one segment per column, one after the other, without separators. A segment
 * is a prefix byte (null, zero length, or data) and what the value contributes; a descending one has all its bits
 * inverted.
 *
 * Serves both what callers pass to JetMakeKey and the entries of records: a cursor keeps one builder and starts over.
 *
 * Invariants
 *  1. `length <= keyMost`; only `applyLimit` makes it one more.
 *  2. Once a value did not fit (`isTruncated`), nothing is added to the key any more; segments are still counted.
 *  3. A segment cut at the index's own limit for segments does not make the key truncated.
 *  4. No call allocates, unless `begin` meets a longer `keyMost` than ever before.
 *
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetmakekey-function
 */
import { assert } from '../../../errors/assert';
import {
  JET_errInvalidBufferSize,
  JET_errInvalidLanguageId,
  JET_errKeyTruncated,
} from '../../../errors/codes';
import { fail } from '../../../errors/jet-error';
import { JET_cbKeyMostMost } from '../../../include/limits';
import { sortKey } from '../collation/sort-key';
import { SORT_KEY_CUT } from '../collation/upper-case-key';
import { fixedSizeOfType } from '../column';
import { type IndexKeyShape, type KeySegment, OLD_KEY_MOST } from './key-shape';
import { binaryKeyBytes, writeAscii, writeChunks, writeFixedSize, writeRaw } from './normalize';

const PREFIX_NULL = 0x00;
const PREFIX_ZERO_LENGTH = 0x40;
/** Stands before the data of every segment that has some. */
export const PREFIX_DATA = 0x7f;
const PREFIX_NULL_HIGH = 0xc0;
const ALL_BITS = 0xff;
/** Behind every key that a limit pads. */
const SENTINEL = 0xff;
/** Ends the primary weights of a sort key. */
const UNICODE_SEPARATOR = 0x01;
const ASCII_END = 0x00;
/** Room behind `keyMost`: a limit's byte, and a value of a fixed-size type that is cut after it was written. */
const SLACK_BYTES = 32;
const NO_SEGMENT = -1;

/**
 * How the last segment becomes the edge of a range: of the whole column, or of everything that begins like the value
 * (`partial`); `string` and `subString` are the older names for an end.
 */
export type KeyLimit = 'fullStart' | 'fullEnd' | 'partialStart' | 'partialEnd' | 'string' | 'subString';

export class KeyBuilder {
  bytes = new Uint8Array(JET_cbKeyMostMost + SLACK_BYTES);
  length = 0;
  /** Segments appended so far. */
  segmentCount = 0;
  isTruncated = false;
  /** True for a key that a limit was applied to: it is complete. */
  isLimit = false;
  #shape: IndexKeyShape | null = null;
  /** Where the last segment begins, NO_SEGMENT if it added nothing. */
  #segmentStart = NO_SEGMENT;
  /** Where the data of the last segment ends and its count begins, for binary data; 0 if it has no such place. */
  #chunkEnd = 0;

  /** Starts a key of an index. */
  begin(shape: IndexKeyShape): void {
    this.#reserve(shape.keyMost);
    this.#shape = shape;
    this.length = 0;
    this.segmentCount = 0;
    this.isTruncated = false;
    this.isLimit = false;
    this.#segmentStart = NO_SEGMENT;
  }

  /** Takes over a key that is already normalised; the caller has checked its length. `shape` is null without index. */
  setNormalized(shape: IndexKeyShape | null, source: Uint8Array, offset: number, length: number): void {
    const keyMost = shape === null ? OLD_KEY_MOST : shape.keyMost;
    this.#reserve(Math.max(length, keyMost));
    writeRaw(source, offset, length, this.bytes, 0);
    this.#shape = shape;
    this.length = length;
    this.segmentCount = 1;
    this.isTruncated = false;
    this.isLimit = length > keyMost;
    this.#segmentStart = NO_SEGMENT;
  }

  /** True for a key begun, or taken over, for this index. */
  isOf(shape: IndexKeyShape): boolean {
    return this.#shape === shape;
  }

  appendNull(): void {
    const shape = this.#currentShape();
    const segment = this.#openSegment(shape);
    if (segment === null) return;
    this.bytes[this.length++] = shape.areNullsHigh ? PREFIX_NULL_HIGH : PREFIX_NULL;
    this.#closeSegment(segment);
  }

  /**
   * Appends a value: `length` bytes from `offset`, as a record stores it. No bytes are a zero-length value of text and
   * binary columns and null for all others. A value shorter than its type is JET_errInvalidBufferSize, Unicode text
   * without a sorter JET_errInvalidLanguageId.
   */
  appendValue(value: Uint8Array, offset: number, length: number): void {
    const shape = this.#currentShape();
    const next = shape.segments[this.segmentCount];
    if (length === 0 && next !== undefined && !next.isText && !next.isBinary) {
      this.appendNull();
      return;
    }
    if (next !== undefined && length > 0) this.#requireUsable(next, length);
    const segment = this.#openSegment(shape);
    if (segment === null) return;
    if (length === 0) this.bytes[this.length++] = PREFIX_ZERO_LENGTH;
    else {
      this.bytes[this.length++] = PREFIX_DATA;
      this.#appendData(shape, segment, value, offset, length);
    }
    this.#closeSegment(segment);
  }

  /** Appends the first segment of an index whose first column is a placeholder. */
  appendPlaceholder(): void {
    const shape = this.#currentShape();
    const segment = this.#openSegment(shape);
    if (segment === null) return;
    this.bytes[this.length++] = PREFIX_DATA;
    this.bytes[this.length++] = 0;
    this.#cutAtKeyMost(shape);
    this.#closeSegment(segment);
  }

  /** JET_errKeyTruncated if the index forbids truncated keys and this one is. */
  requireWholeKey(): void {
    if (this.isTruncated && this.#currentShape().disallowsTruncation)
      fail(JET_errKeyTruncated, `segment ${this.segmentCount} does not fit`);
  }

  /** Makes the key the edge of a range; has no effect when the last segment found no room. */
  applyLimit(limit: KeyLimit): void {
    const shape = this.#currentShape();
    if (this.#segmentStart === NO_SEGMENT) return;
    const segment = shape.segments[this.segmentCount - 1];
    if (limit === 'subString' && !segment.isText) return;
    this.isLimit = true;
    const isEnd = limit !== 'fullStart' && limit !== 'partialStart';
    if (limit === 'fullStart' || limit === 'fullEnd') this.#limitColumn(shape, isEnd);
    else if (limit === 'string' || !segment.isText) this.#limitBinary(shape, isEnd);
    else this.#limitText(shape, segment, isEnd);
  }

  #reserve(keyMost: number): void {
    if (this.bytes.length < keyMost + SLACK_BYTES) this.bytes = new Uint8Array(keyMost + SLACK_BYTES);
  }

  #currentShape(): IndexKeyShape {
    const shape = this.#shape;
    assert(shape !== null, 'a key is begun before it is built');
    return shape;
  }

  /** Counts the next segment; null when there is no room for any of it. */
  #openSegment(shape: IndexKeyShape): KeySegment | null {
    assert(this.segmentCount < shape.segments.length, 'a key has no more segments than its index');
    const segment = shape.segments[this.segmentCount++];
    this.#chunkEnd = 0;
    if (this.length >= shape.keyMost) this.isTruncated = true;
    if (this.isTruncated) {
      this.#segmentStart = NO_SEGMENT;
      return null;
    }
    this.#segmentStart = this.length;
    return segment;
  }

  #closeSegment(segment: KeySegment): void {
    if (!segment.isDescending) return;
    const { bytes, length } = this;
    for (let i = this.#segmentStart; i < length; i++) bytes[i] ^= ALL_BITS;
  }

  #appendData(
    shape: IndexKeyShape,
    segment: KeySegment,
    value: Uint8Array,
    offset: number,
    length: number,
  ): void {
    if (!segment.isText && !segment.isBinary) {
      this.#appendFixedSize(shape, segment, value, offset);
      return;
    }
    const used = shape.keyMost === OLD_KEY_MOST && length > OLD_KEY_MOST ? OLD_KEY_MOST : length;
    const end = Math.min(shape.keyMost, this.#segmentStart + Math.max(1, shape.segmentMost));
    if (segment.isBinary) this.#appendBinary(segment, value, offset, used, end, shape.keyMost);
    else if (segment.isUnicode) this.#appendUnicode(segment, value, offset, used, end, shape.keyMost);
    else this.#appendAscii(value, offset, used, end, shape.keyMost);
  }

  /** Refuses a value that cannot be normalised, before anything is written. */
  #requireUsable(segment: KeySegment, length: number): void {
    if (segment.isUnicode && segment.sorter === null)
      fail(JET_errInvalidLanguageId, 'the index has no usable locale');
    if (segment.isText || segment.isBinary) return;
    const size = fixedSizeOfType(segment.columnType) ?? 0;
    if (length < size) fail(JET_errInvalidBufferSize, `${length} bytes for a value of ${size}`);
  }

  #appendFixedSize(shape: IndexKeyShape, segment: KeySegment, value: Uint8Array, offset: number): void {
    const size = fixedSizeOfType(segment.columnType) ?? 0;
    writeFixedSize(segment.columnType, shape.usesDotNetGuids, value, offset, size, this.bytes, this.length);
    this.length += size;
    this.#cutAtKeyMost(shape);
  }

  /** Cuts what was written beyond the most bytes of a key. */
  #cutAtKeyMost(shape: IndexKeyShape): void {
    if (this.length <= shape.keyMost) return;
    this.length = shape.keyMost;
    this.isTruncated = true;
  }

  #appendBinary(
    segment: KeySegment,
    value: Uint8Array,
    offset: number,
    length: number,
    end: number,
    keyMost: number,
  ): void {
    const room = end - this.length;
    const whole = binaryKeyBytes(length, segment.isFixed);
    const written = Math.min(whole, room);
    if (segment.isFixed) writeRaw(value, offset, written, this.bytes, this.length);
    else {
      const isWhole = whole <= room;
      const dataEnd = writeChunks(value, offset, length, isWhole, this.bytes, this.length, written);
      if (dataEnd > 0) this.#chunkEnd = this.length + dataEnd;
    }
    this.length += written;
    if (whole > room) this.#cutAt(end, keyMost);
  }

  #appendUnicode(
    segment: KeySegment,
    value: Uint8Array,
    offset: number,
    length: number,
    end: number,
    keyMost: number,
  ): void {
    const { sorter } = segment;
    assert(sorter !== null, 'a sorter was asked for before the segment was opened');
    const written = sortKey(value, offset, length, sorter, this.bytes, this.length, end);
    if (written === SORT_KEY_CUT) {
      this.length = end;
      this.#cutAt(end, keyMost);
    } else this.length += written;
  }

  #appendAscii(value: Uint8Array, offset: number, length: number, end: number, keyMost: number): void {
    const written = writeAscii(value, offset, length, this.bytes, this.length, end - this.length);
    this.length += Math.abs(written);
    if (written < 0) this.#cutAt(end, keyMost);
  }

  /** A value was cut at `end`: that truncates the key unless the limit of the segment ends there too. */
  #cutAt(end: number, keyMost: number): void {
    const shape = this.#currentShape();
    const isSegmentLimit = shape.segmentMost < keyMost && end === this.#segmentStart + shape.segmentMost;
    if (!isSegmentLimit) this.isTruncated = true;
  }

  #limitColumn(shape: IndexKeyShape, isEnd: boolean): void {
    if (isEnd) this.#pad(this.length, shape.keyMost + 1);
  }

  /** Takes back the count behind binary data, so that longer data begins like it. */
  #limitBinary(shape: IndexKeyShape, isEnd: boolean): void {
    if (this.#chunkEnd === 0) this.#limitColumn(shape, isEnd);
    else if (isEnd) this.#pad(this.#chunkEnd, this.length + 1);
    else this.length = this.#chunkEnd;
  }

  /** Takes back what ends text: all levels behind the primary weights, or the NUL. */
  #limitText(shape: IndexKeyShape, segment: KeySegment, isEnd: boolean): void {
    const { bytes } = this;
    const inverted = segment.isDescending ? ALL_BITS : 0;
    let edge = this.length;
    if (edge - this.#segmentStart < 2) {
      this.#limitColumn(shape, isEnd);
      return;
    }
    if (segment.isUnicode) {
      edge = this.#segmentStart + 1;
      while (edge < this.length && bytes[edge] !== (UNICODE_SEPARATOR ^ inverted)) edge++;
    } else if (bytes[edge - 1] === (ASCII_END ^ inverted)) edge--;
    if (isEnd) this.#pad(edge, shape.keyMost + 1);
    else this.length = edge;
  }

  #pad(from: number, end: number): void {
    const { bytes } = this;
    for (let i = from; i < end; i++) bytes[i] = SENTINEL;
    this.length = end;
  }
}
