/**
 * Log records packed into segments in memory, from the first segment that is not full on disk to the one that records
 * go into now.
 *
 *   slot 0 (segment `firstSegment`) | … | current segment, `offset` bytes used | room for its copy
 *
 * Invariants
 *  1. Every byte behind `offset` in the current slot is zero, and so is the rest of a segment that records left early.
 *  2. `offset` is 0 before the first record of a segment and never the whole segment: a full one is followed at once.
 *  3. Between two calls there is room for at least one more segment and the copy.
 */
import { assert } from '../../errors/assert';
import { copyRun } from '../format/copy-bytes';
import { u16, u32 } from '../format/layout';
import {
  LOG_SEGMENT_BYTES,
  LOG_SEGMENT_HEADER,
  LOG_SEGMENT_HEADER_BYTES,
  LOG_SMALLEST_FRAGMENT,
  sealSegment,
} from '../format/log-segment';
import { logTimeOf } from '../format/log-time';
import type { Clock } from '../os/file-system';
import { FRAGMENT_BEGIN_BYTES, FRAGMENT_BYTES, RECORD } from './record-types';

const SLOTS = 256;
const ROOM = LOG_SEGMENT_BYTES - LOG_SEGMENT_HEADER_BYTES;

/** No write of this buffer covers more segments. */
export const MOST_SEGMENTS_IN_FLIGHT = SLOTS;

export class SegmentBuffer {
  readonly bytes = new Uint8Array(SLOTS * LOG_SEGMENT_BYTES);
  readonly words = new Uint32Array(this.bytes.buffer);
  readonly #view = new DataView(this.bytes.buffer);
  generation = 0;
  firstSegment = 0;
  segment = 0;
  offset = 0;
  /** XOR of the checksums of all full segments, as two signed words. */
  fullSumLow = 0;
  fullSumHigh = 0;

  constructor(
    readonly clock: Clock,
    /** Asked to write full segments out and to `retire` them when the buffer is full. */
    readonly spill: () => void,
  ) {}

  /** Starts at the beginning of a segment. */
  begin(generation: number, segment: number, sumLow = 0, sumHigh = 0): void {
    this.generation = generation;
    this.firstSegment = segment;
    this.segment = segment;
    this.offset = 0;
    this.fullSumLow = sumLow;
    this.fullSumHigh = sumHigh;
    this.bytes.fill(0);
  }

  /** The segment in which the position behind one more record would be. */
  endSegmentAfter(length: number): number {
    let { segment } = this;
    let room = this.offset === 0 ? ROOM : LOG_SEGMENT_BYTES - this.offset;
    if (length < room) return segment;
    if (room < length && room < LOG_SMALLEST_FRAGMENT) {
      segment++;
      room = ROOM;
      if (length < room) return segment;
    }
    if (length === room) return segment + 1;
    const rest = length - (room - FRAGMENT_BEGIN_BYTES);
    return segment + 1 + Math.floor(rest / (ROOM - FRAGMENT_BYTES));
  }

  /** Adds a record; `endSegmentAfter` has said that the file has room for it. */
  put(source: Uint8Array, start: number, length: number): void {
    if (this.offset === 0) this.#open();
    let room = LOG_SEGMENT_BYTES - this.offset;
    if (room < length && room < LOG_SMALLEST_FRAGMENT) {
      this.#advance();
      this.#open();
      room = ROOM;
    }
    if (length <= room) this.#copy(source, start, length);
    else this.#putBroken(source, start, length, room);
    if (this.offset === LOG_SEGMENT_BYTES) this.#advance();
  }

  /**
   * Makes the segments ready to be written from slot 0 on, the copy of one that is not full included, and returns how
   * many they are.
   */
  seal(): number {
    const slot = this.segment - this.firstSegment;
    for (let full = 0; full < slot; full++) this.#sealSlot(full);
    if (this.offset === 0) return slot;
    this.#sealSlot(slot);
    const base = slot * LOG_SEGMENT_BYTES;
    this.bytes.copyWithin(base + LOG_SEGMENT_BYTES, base, base + LOG_SEGMENT_BYTES);
    return slot + 2;
  }

  /** Drops the full segments, which `seal` made ready and which are on disk now. */
  retire(): void {
    const slot = this.segment - this.firstSegment;
    for (let full = 0; full < slot; full++) {
      this.fullSumLow ^= this.words[(full * LOG_SEGMENT_BYTES) >> 2];
      this.fullSumHigh ^= this.words[((full * LOG_SEGMENT_BYTES) >> 2) + 1];
    }
    const base = slot * LOG_SEGMENT_BYTES;
    if (this.offset === 0) this.bytes.fill(0, 0, LOG_SEGMENT_BYTES);
    else if (slot > 0) this.bytes.copyWithin(0, base, base + LOG_SEGMENT_BYTES);
    this.firstSegment = this.segment;
  }

  /** The sum over all segments, the one that is not full included; it has been sealed. */
  totalSum(): Uint8Array {
    const isPartial = this.offset > 0;
    const base = ((this.segment - this.firstSegment) * LOG_SEGMENT_BYTES) >> 2;
    const sum = new Uint8Array(8);
    u32.write(sum, 0, this.fullSumLow ^ (isPartial ? this.words[base] : 0));
    u32.write(sum, 4, this.fullSumHigh ^ (isPartial ? this.words[base + 1] : 0));
    return sum;
  }

  #putBroken(source: Uint8Array, start: number, length: number, room: number): void {
    const first = room - FRAGMENT_BEGIN_BYTES;
    const at = this.#here();
    this.bytes[at] = RECORD.fragmentBegin;
    u32.write(this.bytes, at + 1, length);
    u16.write(this.bytes, at + 5, first);
    this.offset += FRAGMENT_BEGIN_BYTES;
    this.#copy(source, start, first);
    for (let done = first; done < length;) {
      this.#advance();
      this.#open();
      const piece = Math.min(length - done, ROOM - FRAGMENT_BYTES);
      const pieceAt = this.#here();
      this.bytes[pieceAt] = RECORD.fragment;
      u16.write(this.bytes, pieceAt + 1, piece);
      this.offset += FRAGMENT_BYTES;
      this.#copy(source, start + done, piece);
      done += piece;
    }
  }

  #here(): number {
    return (this.segment - this.firstSegment) * LOG_SEGMENT_BYTES + this.offset;
  }

  #copy(source: Uint8Array, start: number, length: number): void {
    const at = this.#here();
    copyRun(source, start, this.bytes, this.#view, at, length);
    this.offset += length;
  }

  #open(): void {
    const base = this.#here();
    LOG_SEGMENT_HEADER.set(
      this.bytes,
      'position',
      { generation: this.generation, segment: this.segment, offset: 0 },
      base,
    );
    LOG_SEGMENT_HEADER.set(this.bytes, 'startedAt', logTimeOf(this.clock.now()), base);
    this.offset = LOG_SEGMENT_HEADER_BYTES;
  }

  #advance(): void {
    this.segment++;
    this.offset = 0;
    if (this.segment - this.firstSegment >= SLOTS - 1) this.spill();
    assert(this.segment - this.firstSegment < SLOTS - 1, 'full segments were written out');
    const base = (this.segment - this.firstSegment) * LOG_SEGMENT_BYTES;
    this.bytes.fill(0, base, base + LOG_SEGMENT_BYTES);
  }

  #sealSlot(slot: number): void {
    sealSegment(this.words, (slot * LOG_SEGMENT_BYTES) >> 2, this.firstSegment + slot);
  }
}
