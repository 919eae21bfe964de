/**
 * The key a caller makes for JetSeek and JetSetIndexRange, segment by segment through JetMakeKey.
 *
 *            JET_bitNewKey                       JET_bitNewKey, other segments
 *   none ───────────────────▶ prepared ◀───────────────────────────────┐
 *    ▲                          │  │                                    │
 *    └────────── reset ─────────┘  └──── JET_bitNormalizedKey, limits, ─┘ complete: nothing can be added
 *
 * Invariants
 *  1. A call that fails after JET_bitNewKey leaves no prepared key; one that fails without it leaves the key as it was.
 *  2. Nothing is added to a key with a limit, nor beyond the last segment: JET_errKeyIsMade.
 *
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetmakekey-function
 */
import {
  JET_errIndexTuplesKeyTooSmall,
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errKeyIsMade,
  JET_errKeyNotMade,
  JET_errNoCurrentIndex,
} from '../../../errors/codes';
import { fail } from '../../../errors/jet-error';
import { JET_coltypText } from '../../../include/column-types';
import {
  JET_bitFullColumnEndLimit,
  JET_bitFullColumnStartLimit,
  JET_bitKeyDataZeroLength,
  JET_bitNewKey,
  JET_bitNormalizedKey,
  JET_bitPartialColumnEndLimit,
  JET_bitPartialColumnStartLimit,
  JET_bitStrLimit,
  JET_bitSubStrLimit,
} from '../../../include/grbits/navigation';
import { JET_cbColumnMost, JET_cbKeyMost } from '../../../include/limits';
import { KeyBuilder, type KeyLimit } from './key-builder';
import type { IndexKeyShape, KeySegment } from './key-shape';

/** Not in the public header: the caller gives the placeholder segment too. */
const OVERRIDE_PLACEHOLDER = 0x20;
const LIMIT_OPTIONS = 0xf00;
const SPACE = 0x20;

export class SearchKeyMaker {
  readonly builder = new KeyBuilder();
  /** True while there is a key to seek with. */
  isPrepared = false;
  /** Fixed text is padded here. */
  readonly #padded = new Uint8Array(JET_cbColumnMost);

  /** Forgets the key, and what it was. */
  forget(): void {
    this.reset();
    this.builder.length = 0;
  }

  /** The key is used up: its bytes can still be read, but not sought or added to. */
  reset(): void {
    this.isPrepared = false;
    this.builder.isLimit = false;
    this.builder.isTruncated = false;
  }

  /**
   * Adds one segment as the JET_bit… of JetMakeKey say; null or no bytes are a null value unless
   * JET_bitKeyDataZeroLength is set. `shape` is null for a table whose rows lie in the order of insertion.
   */
  makeKey(
    shape: IndexKeyShape | null,
    value: Uint8Array | null,
    offset: number,
    length: number,
    grbit: number,
  ): void {
    if ((grbit & JET_bitNormalizedKey) !== 0) this.#takeNormalized(shape, value, offset, length);
    else if (shape === null) fail(JET_errNoCurrentIndex, 'the table has no index to make a key for');
    else {
      this.#start(shape, grbit);
      this.#addSegment(shape, value, offset, length, grbit);
    }
    this.isPrepared = true;
  }

  #takeNormalized(
    shape: IndexKeyShape | null,
    value: Uint8Array | null,
    offset: number,
    length: number,
  ): void {
    const keyMost = shape === null ? JET_cbKeyMost : shape.keyMost;
    if (length > keyMost + 1 && length > JET_cbKeyMost)
      fail(JET_errInvalidParameter, `normalized key of ${length} bytes, at most ${keyMost + 1}`);
    const used = value === null ? 0 : Math.min(length, keyMost + 1);
    this.builder.setNormalized(shape, value ?? this.#padded, offset, used);
  }

  #start(shape: IndexKeyShape, grbit: number): void {
    const { builder } = this;
    if ((grbit & JET_bitNewKey) !== 0) {
      this.isPrepared = false;
      builder.begin(shape);
    } else if (builder.isLimit) fail(JET_errKeyIsMade, 'the key has a limit');
    else if (!this.isPrepared || !builder.isOf(shape)) fail(JET_errKeyNotMade, 'no key was begun');
    const wantsPlaceholder = shape.hasPlaceholder && (grbit & OVERRIDE_PLACEHOLDER) === 0;
    if (!this.isPrepared && wantsPlaceholder) builder.appendPlaceholder();
    if (builder.segmentCount >= shape.segments.length)
      fail(JET_errKeyIsMade, `all ${shape.segments.length} segments are made`);
  }

  #addSegment(
    shape: IndexKeyShape,
    value: Uint8Array | null,
    offset: number,
    length: number,
    grbit: number,
  ): void {
    const { builder } = this;
    const segment = shape.segments[builder.segmentCount];
    const isPadded = this.#requireLength(segment, length);
    const limit = limitOf(segment, grbit);
    const isZeroLength = (grbit & JET_bitKeyDataZeroLength) !== 0;
    const used = this.#tupleBytes(shape, segment, value === null ? 0 : length);
    if (value !== null && used > 0) {
      if (isPadded) this.#appendPadded(segment, value, offset, used);
      else builder.appendValue(value, offset, used);
    } else if (isZeroLength) this.#appendZeroLength(segment);
    else builder.appendNull();
    if (limit !== null) builder.applyLimit(limit);
  }

  /** The length must be that of a fixed column; shorter text is padded: says whether this one must be. */
  #requireLength(segment: KeySegment, length: number): boolean {
    if (!segment.isFixed || length === 0 || length === segment.maxBytes) return false;
    const isPadded = segment.columnType === JET_coltypText && length < segment.maxBytes;
    if (!isPadded) fail(JET_errInvalidBufferSize, `${length} bytes for a column of ${segment.maxBytes}`);
    return true;
  }

  #appendPadded(segment: KeySegment, value: Uint8Array, offset: number, length: number): void {
    const padded = this.#padded;
    const bytes = Math.min(segment.maxBytes, padded.length);
    for (let i = 0; i < bytes; i++) {
      const fill = segment.isUnicode && (i & 1) === 1 ? 0 : SPACE;
      padded[i] = i < length ? value[offset + i] : fill;
    }
    this.builder.appendValue(padded, 0, bytes);
  }

  #appendZeroLength(segment: KeySegment): void {
    if (segment.isFixed || (!segment.isText && !segment.isBinary))
      fail(JET_errInvalidBufferSize, 'the column cannot hold a value of no bytes');
    this.builder.appendValue(this.#padded, 0, 0);
  }

  /** The bytes of a value that the first segment of a tuple index takes; all of them elsewhere. */
  #tupleBytes(shape: IndexKeyShape, segment: KeySegment, length: number): number {
    const { tuple } = shape;
    if (tuple === null || this.builder.segmentCount > 0) return length;
    const unit = segment.isUnicode ? 2 : 1;
    const isTooShort = length === 0 || (segment.isText && Math.floor(length / unit) < tuple.lengthMin);
    if (isTooShort) fail(JET_errIndexTuplesKeyTooSmall, `${length} bytes for a tuple`);
    return segment.isText ? Math.min(length, tuple.lengthMax * unit) : length;
  }
}

/** The limit that the options ask for; null for none. */
function limitOf(segment: KeySegment, grbit: number): KeyLimit | null {
  const canBePartial = segment.isText || (segment.isBinary && !segment.isFixed);
  switch (grbit & LIMIT_OPTIONS) {
    case 0:
      if ((grbit & JET_bitSubStrLimit) !== 0 && segment.isText) return 'subString';
      return (grbit & JET_bitStrLimit) !== 0 ? 'string' : null;
    case JET_bitFullColumnStartLimit:
      return 'fullStart';
    case JET_bitFullColumnEndLimit:
      return 'fullEnd';
    case JET_bitPartialColumnStartLimit:
      if (canBePartial) return 'partialStart';
      break;
    case JET_bitPartialColumnEndLimit:
      if (canBePartial) return 'partialEnd';
  }
  return fail(JET_errInvalidGrbit, `options 0x${grbit.toString(16)} for column type ${segment.columnType}`);
}
