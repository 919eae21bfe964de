/**
 * The records of a macro that a session is in, kept until it is known whether the macro happened. Macros are used again, and
 * their memory with them.
 *
 * Invariant
 *  1. Record `i` is `length(i)` bytes of `bytes` from `start(i)` on, until the next `add` or `begin`.
 */
const LEAST_BYTES = 4096;
/** A macro of more bytes gives them back when it is over. */
const MOST_KEPT_BYTES = 1 << 20;

export class MacroRecords {
  bytes = new Uint8Array(LEAST_BYTES);
  count = 0;
  isOpen = false;
  timeLow = 0;
  timeHigh = 0;
  readonly #starts: number[] = [];
  #end = 0;

  begin(timeLow: number, timeHigh: number): void {
    this.isOpen = true;
    this.timeLow = timeLow;
    this.timeHigh = timeHigh;
    this.count = this.#end = 0;
    if (this.bytes.length > MOST_KEPT_BYTES) this.bytes = new Uint8Array(LEAST_BYTES);
  }

  /** Copies a record. */
  add(bytes: Uint8Array, start: number, length: number): void {
    const end = this.#end + length;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes.subarray(start, start + length), this.#end);
    this.#starts[this.count++] = this.#end;
    this.#end = end;
  }

  /** Where a record begins. */
  start(index: number): number {
    return this.#starts[index];
  }

  /** The type of a record. */
  type(index: number): number {
    return this.bytes[this.#starts[index]];
  }
}
