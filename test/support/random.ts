/** Chance that repeats: the same numbers for the same seed everywhere (xorshift32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.word() % limit;
  }

  /** A number from 0 on that stays below 1. */
  fraction(): number {
    return this.word() / 2 ** 32;
  }
}
