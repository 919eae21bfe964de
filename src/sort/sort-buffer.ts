/**
 * Rows in memory that are being put into order: their bytes one behind the other, and numbers that say where each
 * begins. No row is an object.
 *
 *   adding ── add… ──▶ adding ── sort ──▶ sorted: `starts` says where the first, second … row is ── clear ──▶ adding
 *
 * What all keys begin with in common is left out of account; the 44 bits behind it are sorted as numbers, with the number
 * of the row below them, by the host. Rows that are equal there are then put into order by all of their bytes.
 *
 * Invariants
 *  1. Nothing is allocated per row: memory grows by doubling, up to a limit, and is kept when the buffer is emptied.
 *  2. Among rows of one key that count as one the first in order stays.
 */
import { assert } from '../../errors/assert';
import {
  compareBytes,
  compareEntries,
  ENTRY_HEADER_BYTES,
  keyLengthAt,
  LENGTH_MOST,
  putLengths,
} from './entry';

const LEAST_BYTES = 0x8000;
/** Bytes of rows that a sort keeps in memory unless it is told otherwise. */
const MOST_BYTES = 0x800000;
const LEAST_ROWS = 0x400;
/** The number of a row takes the lowest 20 bits. */
const ROW_BITS = 20;
const MOST_ROWS = 1 << ROW_BITS;
const ROW_MASK = MOST_ROWS - 1;
const UPPER_PREFIX_BYTES = 4;
/** Runs of equal prefixes up to this length are sorted by insertion. */
const FEW = 12;

export class SortBuffer {
  bytes = new Uint8Array(LEAST_BYTES);
  /** The same bytes. */
  view = new DataView(this.bytes.buffer);
  /** Rows now: all that were added, and after `sort` those that are left. */
  count = 0;
  /** Where rows begin: in the order they were added in, and after `sort` in order. */
  starts = new Uint32Array(LEAST_ROWS);
  #used = 0;
  /** Pairs of a row's number with the lower bits of its prefix, and the upper bits. */
  #pairs = new Uint32Array(0);
  #scratch = new Uint32Array(0);
  /** So many bytes all keys begin with in common. */
  #common = LENGTH_MOST;

  constructor(readonly mostBytes = MOST_BYTES) {}

  /** Adds a row; false, and nothing is done, when there is no room for it. */
  add(key: Uint8Array, keyLength: number, data: Uint8Array, dataStart: number, dataLength: number): boolean {
    assert(keyLength <= LENGTH_MOST && dataLength <= LENGTH_MOST, 'a row is no larger than a page');
    const needed = ENTRY_HEADER_BYTES + keyLength + dataLength;
    if (this.count === MOST_ROWS || (this.count > 0 && this.#used + needed > this.mostBytes)) return false;
    if (this.#used + needed > this.bytes.length) this.#growBytes(this.#used + needed);
    if (this.count === this.starts.length) this.#growRows();
    const { bytes } = this;
    const start = this.#used;
    putLengths(bytes, start, keyLength, dataLength);
    let at = start + ENTRY_HEADER_BYTES;
    for (let i = 0; i < keyLength; i++) bytes[at++] = key[i];
    for (let i = 0; i < dataLength; i++) bytes[at++] = data[dataStart + i];
    this.starts[this.count++] = start;
    this.#used = at;
    this.#limitCommon(start, keyLength);
    return true;
  }

  clear(): void {
    this.count = 0;
    this.#used = 0;
    this.#common = LENGTH_MOST;
  }

  /** Empties the buffer and gives its memory back. */
  release(): void {
    this.clear();
    this.bytes = new Uint8Array(LEAST_BYTES);
    this.view = new DataView(this.bytes.buffer);
    this.starts = new Uint32Array(LEAST_ROWS);
    this.#pairs = new Uint32Array(0);
    this.#scratch = new Uint32Array(0);
  }

  /** Puts the rows into order; of those with one key the first alone stays when `keysAreUnique`. */
  sort(keysAreUnique: boolean): void {
    if (this.count === 0) return;
    this.#makePairs();
    const { count } = this;
    const pairs = this.#pairs;
    new BigUint64Array(pairs.buffer, 0, count).sort();
    this.#scratch = this.#scratch.length >= count ? this.#scratch : new Uint32Array(this.starts.length);
    const order = this.#scratch;
    for (let i = 0; i < count; i++) order[i] = this.starts[pairs[2 * i] & ROW_MASK];
    this.#sortTies(order);
    this.#scratch = this.starts;
    this.starts = order;
    if (keysAreUnique) this.#dropRepeated();
  }

  /** The place of the first row whose key is not below a key; `count` when all are. */
  lowerBound(key: Uint8Array, keyLength: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compareKey(middle, key, keyLength) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Compares the key of the row at a place in order with another key. */
  compareKey(place: number, key: Uint8Array, keyLength: number): number {
    const start = this.starts[place];
    const { bytes } = this;
    return compareBytes(bytes, start + ENTRY_HEADER_BYTES, keyLengthAt(bytes, start), key, 0, keyLength);
  }

  #limitCommon(start: number, keyLength: number): void {
    const { bytes } = this;
    const most = this.#common < keyLength ? this.#common : keyLength;
    const first = this.starts[0] + ENTRY_HEADER_BYTES;
    const body = start + ENTRY_HEADER_BYTES;
    let common = 0;
    while (common < most && bytes[first + common] === bytes[body + common]) common++;
    this.#common = common;
  }

  #growBytes(least: number): void {
    let length = 2 * this.bytes.length;
    while (length < least) length *= 2;
    const larger = new Uint8Array(length);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  #growRows(): void {
    const larger = new Uint32Array(2 * this.starts.length);
    larger.set(this.starts);
    this.starts = larger;
  }

  #makePairs(): void {
    const { bytes, count, starts } = this;
    if (this.#pairs.length < 2 * count) this.#pairs = new Uint32Array(2 * starts.length);
    const pairs = this.#pairs;
    const common = this.#common;
    for (let row = 0; row < count; row++) {
      const start = starts[row];
      const end = start + ENTRY_HEADER_BYTES + keyLengthAt(bytes, start);
      let at = start + ENTRY_HEADER_BYTES + common;
      let upper = 0;
      for (let i = 0; i < UPPER_PREFIX_BYTES; i++, at++) upper = (upper << 8) | (at < end ? bytes[at] : 0);
      const fifth = at < end ? bytes[at] : 0;
      const sixth = at + 1 < end ? bytes[at + 1] >>> 4 : 0;
      pairs[2 * row] = (fifth << 24) | (sixth << ROW_BITS) | row;
      pairs[2 * row + 1] = upper;
    }
  }

  /** Rows whose prefixes are equal lie side by side: each such run is put into order by all bytes. */
  #sortTies(order: Uint32Array): void {
    const { count } = this;
    const pairs = this.#pairs;
    let from = 0;
    for (let i = 1; i <= count; i++) {
      const isEqual =
        i < count &&
        pairs[2 * i + 1] === pairs[2 * from + 1] &&
        pairs[2 * i] >>> ROW_BITS === pairs[2 * from] >>> ROW_BITS;
      if (isEqual) continue;
      if (i - from > 1) this.#sortRange(order, from, i);
      from = i;
    }
  }

  #sortRange(order: Uint32Array, from: number, to: number): void {
    const { bytes } = this;
    if (to - from > FEW) {
      order.subarray(from, to).sort((a, b) => compareEntries(bytes, a, bytes, b));
      return;
    }
    for (let i = from + 1; i < to; i++) {
      const start = order[i];
      let place = i;
      for (; place > from && compareEntries(bytes, order[place - 1], bytes, start) > 0; place--)
        order[place] = order[place - 1];
      order[place] = start;
    }
  }

  #dropRepeated(): void {
    const { bytes, starts } = this;
    let kept = 1;
    for (let i = 1; i < this.count; i++) {
      const start = starts[i];
      const before = starts[kept - 1];
      const isRepeated =
        compareBytes(
          bytes,
          start + ENTRY_HEADER_BYTES,
          keyLengthAt(bytes, start),
          bytes,
          before + ENTRY_HEADER_BYTES,
          keyLengthAt(bytes, before),
        ) === 0;
      if (!isRepeated) starts[kept++] = start;
    }
    this.count = kept;
  }
}
