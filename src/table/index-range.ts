/**
 * The range of a cursor on its index: the limit that moves in one direction do not pass.
 *
 *   upper   … 3 4 5 │ 6 …   moves on end behind 5        lower   … 3 │ 4 5 6 …   moves back end before 4
 */
import type { BTreeCursor } from '../btree/cursor';
import { SearchKey } from '../page/search-key';
import { compareBytes } from '../sort/entry';

const NO_RANGE = 0;
const UPPER_RANGE = 1;
const LOWER_RANGE = 2;

export interface RangeOptions {
  readonly upperLimit: boolean;
  readonly inclusive: boolean;
  /** The range is looked at, and not kept. */
  readonly instant: boolean;
}

/** What a seek for equal keys sets: the entries with that key. */
export const EQUAL_RANGE: RangeOptions = { upperLimit: true, inclusive: true, instant: false };

export class IndexRange {
  readonly #limit = new SearchKey();
  #kind = NO_RANGE;
  #isInclusive = false;

  get isSet(): boolean {
    return this.#kind !== NO_RANGE;
  }

  set(key: SearchKey, { upperLimit, inclusive }: RangeOptions): void {
    this.#limit.setKey(key.bytes, 0, key.keyLength);
    this.#kind = upperLimit ? UPPER_RANGE : LOWER_RANGE;
    this.#isInclusive = inclusive;
  }

  cancel(): void {
    this.#kind = NO_RANGE;
  }

  /** Whether the entry under `cursor` is inside, as far as that end is concerned. */
  contains(cursor: BTreeCursor, isUpper: boolean): boolean {
    return this.#limits(isUpper) ? this.#isInside(cursor.compare(this.#limit), isUpper) : true;
  }

  /** Whether a key that no entry need have is inside. */
  containsKey(key: SearchKey, isUpper: boolean): boolean {
    if (!this.#limits(isUpper)) return true;
    const limit = this.#limit;
    const order = compareBytes(key.bytes, 0, key.keyLength, limit.bytes, 0, limit.keyLength);
    return this.#isInside(order, isUpper);
  }

  #limits(isUpper: boolean): boolean {
    return this.#kind === (isUpper ? UPPER_RANGE : LOWER_RANGE);
  }

  #isInside(order: number, isUpper: boolean): boolean {
    if (order === 0) return this.#isInclusive;
    return isUpper ? order < 0 : order > 0;
  }
}
