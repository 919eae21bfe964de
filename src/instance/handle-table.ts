/**
 * Numbers that stand for objects outside the engine. A handle is looked up with one index and one comparison, and one
 * that was given back is recognised as stale for as long as its number is not used again.
 *
 *     bit  31   30..29   28..20       19..0
 *          0    kind     generation   index
 *
 * Invariants
 *  1. A handle is above 0 and below 2^31; nil (-1) and 0 are never handles.
 *  2. No two live objects, of whatever kind, have the same handle.
 *  3. A slot that was freed waits until WAITING_SLOTS others wait behind it, and comes back with the next generation;
 *     a number therefore returns only after some 30 000 other objects have had one.
 *  4. `get` accepts any value and allocates nothing.
 */
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import { JET_errOutOfMemory } from '../../errors/codes';

/** What a handle stands for; kinds never share a number. */
const HANDLE_KINDS = { instance: 0, session: 1, cursor: 2, other: 3 } as const;

type HandleKind = keyof typeof HANDLE_KINDS;

const INDEX_BITS = 20;
const GENERATION_BITS = 9;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
const LAST_GENERATION = (1 << GENERATION_BITS) - 1;
const KIND_SHIFT = INDEX_BITS + GENERATION_BITS;
const WAITING_SLOTS = 64;

export class HandleTable<T> {
  readonly #kind: number;
  /** The handle each slot answers to, or 0 while it is free. */
  readonly #handles: number[] = [];
  readonly #values: (T | undefined)[] = [];
  readonly #generations: number[] = [];
  /** Free slots, the one that waits longest first. */
  readonly #waiting: number[] = [];

  constructor(kind: HandleKind) {
    this.#kind = HANDLE_KINDS[kind];
  }

  add(value: T): number {
    return this.#occupy(this.#freeSlot(), value);
  }

  /** As `add`, with the very number of `stale` where nobody has its slot. */
  addAs(stale: unknown, value: T): number {
    const index = typeof stale === 'number' ? stale & INDEX_MASK : -1;
    const place = this.#handles[index] === 0 ? this.#waiting.indexOf(index) : -1;
    if (place < 0 || stale !== this.#handleOf(index)) return this.add(value);
    this.#waiting.splice(place, 1);
    this.#handles[index] = this.#handleOf(index);
    this.#values[index] = value;
    return this.#handles[index];
  }

  #handleOf(index: number): number {
    return (this.#kind << KIND_SHIFT) | (this.#generations[index] << INDEX_BITS) | index;
  }

  #occupy(index: number, value: T): number {
    const generation = this.#generations[index] === LAST_GENERATION ? 1 : this.#generations[index] + 1;
    assert(this.#handles[index] === 0, 'the slot is free');
    this.#generations[index] = generation;
    const handle = this.#handleOf(index);
    assert(handle > 0, 'a handle is positive');
    this.#handles[index] = handle;
    this.#values[index] = value;
    return handle;
  }

  /** The object behind a handle, or undefined for anything that is not a live handle of this table. */
  get(handle: unknown): T | undefined {
    if (typeof handle !== 'number') return undefined;
    const index = handle & INDEX_MASK;
    return this.#handles[index] === handle ? this.#values[index] : undefined;
  }

  /** Makes the handle stale; false when it was not live. */
  remove(handle: number): boolean {
    if (this.get(handle) === undefined) return false;
    const index = handle & INDEX_MASK;
    this.#handles[index] = 0;
    this.#values[index] = undefined;
    this.#waiting.push(index);
    return true;
  }

  #freeSlot(): number {
    if (this.#waiting.length > WAITING_SLOTS) {
      const index = this.#waiting.shift();
      assert(index !== undefined, 'a slot waits');
      return index;
    }
    const index = this.#handles.length;
    if (index > INDEX_MASK) fail(JET_errOutOfMemory, `${index} handles of one kind`);
    this.#handles.push(0);
    this.#values.push(undefined);
    this.#generations.push(0);
    return index;
  }
}
