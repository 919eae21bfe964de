/**
 * Entries of an index, gathered in memory up to a limit and put in order: by key, and by data where keys are equal.
 *
 *   add … add ─▶ full, or no more ─▶ sort ─▶ read in order ─▶ clear
 *
 * Invariants
 *  1. Memory is bounded: `add` refuses what would exceed `mostBytes`, and always takes the first entry.
 *  2. Nothing is allocated per entry once the buffers are as large as they get.
 */

const INITIAL_BYTES = 0x10000;
const INITIAL_ENTRIES = 1024;
/** What an entry takes besides its bytes. */
const ENTRY_BYTES = 24;
/** So many bytes of a key are compared as one number. */
const HEAD_BYTES = 6;
const BYTE_VALUES = 256;

export class EntryBatch {
  count = 0;
  bytes = new Uint8Array(INITIAL_BYTES);
  /** Of the entries in the order they came in: where the key begins, the lengths of the key and of the data behind it. */
  starts = new Int32Array(INITIAL_ENTRIES);
  keyLengths = new Int32Array(INITIAL_ENTRIES);
  dataLengths = new Int32Array(INITIAL_ENTRIES);
  /** After `sort`: the entries in ascending order. */
  order = new Int32Array(INITIAL_ENTRIES);
  #heads = new Float64Array(INITIAL_ENTRIES);
  #end = 0;

  constructor(readonly mostBytes: number) {}

  clear(): void {
    this.count = 0;
    this.#end = 0;
  }

  /** Adds an entry; false when there is no room for it. */
  add(
    keyBytes: Uint8Array,
    keyStart: number,
    keyLength: number,
    dataBytes: Uint8Array,
    dataLength: number,
  ): boolean {
    const { count } = this;
    const start = this.#end;
    const end = start + keyLength + dataLength;
    if (count > 0 && end + ENTRY_BYTES * (count + 1) > this.mostBytes) return false;
    this.#reserve(end);
    const { bytes } = this;
    for (let i = 0; i < keyLength; i++) bytes[start + i] = keyBytes[keyStart + i];
    const dataStart = start + keyLength;
    for (let i = 0; i < dataLength; i++) bytes[dataStart + i] = dataBytes[i];
    let head = 0;
    for (let i = 0; i < HEAD_BYTES; i++) head = head * BYTE_VALUES + (i < keyLength ? bytes[start + i] : 0);
    this.#heads[count] = head;
    this.starts[count] = start;
    this.keyLengths[count] = keyLength;
    this.dataLengths[count] = dataLength;
    this.#end = end;
    this.count = count + 1;
    return true;
  }

  sort(): void {
    const { count, order } = this;
    for (let i = 0; i < count; i++) order[i] = i;
    order.subarray(0, count).sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const heads = this.#heads[a] - this.#heads[b];
    if (heads !== 0) return heads;
    const { starts, keyLengths, dataLengths } = this;
    const keys = this.#compareBytes(starts[a], keyLengths[a], starts[b], keyLengths[b]);
    if (keys !== 0) return keys;
    const aData = starts[a] + keyLengths[a];
    const bData = starts[b] + keyLengths[b];
    return this.#compareBytes(aData, dataLengths[a], bData, dataLengths[b]);
  }

  #compareBytes(aStart: number, aLength: number, bStart: number, bLength: number): number {
    const { bytes } = this;
    const shorter = aLength < bLength ? aLength : bLength;
    for (let i = 0; i < shorter; i++) {
      const difference = bytes[aStart + i] - bytes[bStart + i];
      if (difference !== 0) return difference;
    }
    return aLength - bLength;
  }

  #reserve(end: number): void {
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    if (this.count < this.starts.length) return;
    this.starts = grown(this.starts);
    this.keyLengths = grown(this.keyLengths);
    this.dataLengths = grown(this.dataLengths);
    this.order = grown(this.order);
    const heads = new Float64Array(2 * this.#heads.length);
    heads.set(this.#heads);
    this.#heads = heads;
  }
}

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
