/**
 * Pages of a file that have to leave the cache and must not be written yet, as they would take with them the only copy of
 * something: recovery, while it reads the log, has before-images that are nowhere but on the old pages.
 *
 *   leaves the cache ─▶ must it wait? ── no ─▶ written
 *                             └── yes ─▶ kept here ── wanted again ─▶ in the cache, changed
 *                                           └──────── giveBack ─────▶ written
 *
 * A page is here or in the cache, never in both: what is here is its newest state.
 */
export class KeptBackPages {
  readonly #pages = new Map<number, Uint8Array>();

  constructor(readonly mustWait: (page: number) => boolean) {}

  /** Whether a page that leaves the cache is kept back; if so it was copied. */
  keep(page: number, source: Uint8Array, offset: number, length: number): boolean {
    if (!this.mustWait(page)) return false;
    this.#pages.set(page, source.slice(offset, offset + length));
    return true;
  }

  has(page: number): boolean {
    return this.#pages.has(page);
  }

  /** Hands out a page that is kept here; false for any other. */
  take(page: number, target: Uint8Array, offset: number): boolean {
    const kept = this.#pages.get(page);
    if (kept === undefined) return false;
    target.set(kept, offset);
    this.#pages.delete(page);
    return true;
  }

  /** A page is made anew. */
  drop(page: number): void {
    this.#pages.delete(page);
  }

  /** Gives the pages that need not wait any more, or all, in the order of their numbers to `write`. */
  giveBack(write: (page: number, bytes: Uint8Array) => void, areAll = false): void {
    for (const [page, bytes] of [...this.#pages].sort(([one], [other]) => one - other)) {
      if (!areAll && this.mustWait(page)) continue;
      write(page, bytes);
      this.#pages.delete(page);
    }
  }
}
