/**
 * Keys that a row stops having, or begins to have, in one index: gathered, put in order, and freed of those that cancel
 * out. One list serves a table for all its changes.
 *
 *   gathered ── settle ──▶ sorted; of equal keys at most one is left: a removal, an insertion, or nothing
 *
 * Invariants
 *  1. A key that the row had and goes on having is neither removed nor inserted.
 *  2. Nothing is allocated once the list is as large as it gets.
 */

/** What becomes of a key. Of equal keys removals come first. */
export const KEY_KEPT = 0;
export const KEY_REMOVED = 1;
export const KEY_INSERTED = 2;

const INITIAL_KEYS = 16;
const INITIAL_BYTES = 1024;

export class KeyList {
  count = 0;
  bytes = new Uint8Array(INITIAL_BYTES);
  /** Of the keys in the order they came in: where each begins, and its length. */
  starts = new Int32Array(INITIAL_KEYS);
  lengths = new Int32Array(INITIAL_KEYS);
  /** After `settle`: what becomes of each key. */
  actions = new Uint8Array(INITIAL_KEYS);
  /** After `settle`: the keys in ascending order. */
  order = new Int32Array(INITIAL_KEYS);
  #end = 0;

  clear(): void {
    this.count = 0;
    this.#end = 0;
  }

  add(source: Uint8Array, length: number, action: number): void {
    this.#reserve(length);
    const { bytes, count } = this;
    const start = this.#end;
    for (let i = 0; i < length; i++) bytes[start + i] = source[i];
    this.starts[count] = start;
    this.lengths[count] = length;
    this.actions[count] = action;
    this.order[count] = count;
    this.#end = start + length;
    this.count = count + 1;
  }

  /** Sorts the keys and decides what becomes of those that occur more than once. */
  settle(): void {
    this.#sort();
    const { order, actions } = this;
    for (let i = 1; i < this.count; i++) {
      const before = order[i - 1];
      const after = order[i];
      if (this.#compareKeys(before, after) !== 0) continue;
      if (actions[after] === KEY_REMOVED) actions[before] = KEY_KEPT;
      else {
        if (actions[before] === KEY_REMOVED) actions[before] = KEY_KEPT;
        actions[after] = KEY_KEPT;
      }
    }
  }

  /** By insertion while there are few, which is the rule; they often come in order. */
  #sort(): void {
    const { order, count } = this;
    for (let i = 1; i < count; i++) {
      const moving = order[i];
      let at = i;
      while (at > 0 && this.#compare(order[at - 1], moving) > 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moving;
    }
  }

  #compare(a: number, b: number): number {
    const keys = this.#compareKeys(a, b);
    return keys === 0 ? this.actions[a] - this.actions[b] : keys;
  }

  #compareKeys(a: number, b: number): number {
    const { bytes, starts, lengths } = this;
    const aStart = starts[a];
    const bStart = starts[b];
    const shorter = lengths[a] < lengths[b] ? lengths[a] : lengths[b];
    for (let i = 0; i < shorter; i++) {
      const difference = bytes[aStart + i] - bytes[bStart + i];
      if (difference !== 0) return difference;
    }
    return lengths[a] - lengths[b];
  }

  #reserve(length: number): void {
    if (this.#end + length > this.bytes.length) {
      const larger = new Uint8Array(2 * (this.#end + length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    if (this.count < this.starts.length) return;
    this.starts = grown(this.starts);
    this.lengths = grown(this.lengths);
    this.order = grown(this.order);
    const actions = new Uint8Array(2 * this.actions.length);
    actions.set(this.actions);
    this.actions = actions;
  }
}

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
