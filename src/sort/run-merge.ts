/**
 * Several sorted runs as one: at each step the row that comes first among those the runs are at.
 *
 *   fresh ── next ──▶ on a row: `bytes` from `start` on ── next … ──▶ false at the end ── rewind ──▶ fresh
 *
 * Invariants
 *  1. The readers form a heap, the one with the first row on top; readers at their end are behind it.
 *  2. With unique keys, of rows with one key the first alone is shown.
 *  3. The current row is in its reader's block until the next step.
 */
import { compareBytes, compareEntries, ENTRY_HEADER_BYTES, keyLengthAt } from './entry';
import type { RunReader } from './run-file';

const KEY_BYTES = 256;

export class RunMerge {
  readonly #readers: RunReader[];
  /** Readers that have a row. */
  #live = 0;
  #isFresh = true;
  #lastKey = new Uint8Array(KEY_BYTES);
  #lastLength = -1;

  constructor(
    readers: readonly RunReader[],
    readonly keysAreUnique: boolean,
  ) {
    this.#readers = [...readers];
  }

  get bytes(): Uint8Array {
    return this.#readers[0].bytes;
  }

  get view(): DataView {
    return this.#readers[0].view;
  }

  /** Where the current row begins. */
  get start(): number {
    return this.#readers[0].start;
  }

  /** To before the first row. */
  rewind(): void {
    for (const reader of this.#readers) reader.rewind();
    this.#isFresh = true;
    this.#live = 0;
    this.#lastLength = -1;
  }

  /** To the next row; false when there is none. */
  next(): boolean {
    if (this.#isFresh) return this.#first();
    if (this.#live === 0) return false;
    if (this.keysAreUnique) this.#keepKey();
    do this.#step();
    while (this.#live > 0 && this.keysAreUnique && this.#isRepeated());
    return this.#live > 0;
  }

  #first(): boolean {
    this.#isFresh = false;
    const readers = this.#readers;
    let live = 0;
    for (let i = 0; i < readers.length; i++)
      if (readers[i].advance()) {
        const reader = readers[i];
        readers[i] = readers[live];
        readers[live++] = reader;
      }
    this.#live = live;
    for (let i = (live >>> 1) - 1; i >= 0; i--) this.#sink(i);
    return live > 0;
  }

  #step(): void {
    const readers = this.#readers;
    const top = readers[0];
    if (!top.advance()) {
      this.#live--;
      readers[0] = readers[this.#live];
      readers[this.#live] = top;
    }
    this.#sink(0);
  }

  #sink(from: number): void {
    const readers = this.#readers;
    const live = this.#live;
    const reader = readers[from];
    let at = from;
    for (let child = 2 * at + 1; child < live; child = 2 * at + 1) {
      if (child + 1 < live && comesBefore(readers[child + 1], readers[child])) child++;
      if (!comesBefore(readers[child], reader)) break;
      readers[at] = readers[child];
      at = child;
    }
    readers[at] = reader;
  }

  #keepKey(): void {
    const { bytes, start } = this.#readers[0];
    const length = keyLengthAt(bytes, start);
    if (this.#lastKey.length < length) this.#lastKey = new Uint8Array(2 * length);
    const key = this.#lastKey;
    for (let i = 0; i < length; i++) key[i] = bytes[start + ENTRY_HEADER_BYTES + i];
    this.#lastLength = length;
  }

  #isRepeated(): boolean {
    const { bytes, start } = this.#readers[0];
    const body = start + ENTRY_HEADER_BYTES;
    return compareBytes(bytes, body, keyLengthAt(bytes, start), this.#lastKey, 0, this.#lastLength) === 0;
  }
}

function comesBefore(a: RunReader, b: RunReader): boolean {
  if (a.prefix !== b.prefix) return a.prefix < b.prefix;
  return compareEntries(a.bytes, a.start, b.bytes, b.start) < 0;
}
