/**
 * Which transactions see all the indexes that a table has. Only they may change its rows: a row that somebody changed
 * without knowing of an index would be missing there, or be there too much. The others are told of a write conflict, as if
 * whoever changes the indexes had changed every row.
 *
 *   an index is created or deleted ── committed ──▶ transactions that began before do not see it
 *                                  └─ undone ─────▶ nothing has happened
 *
 * Invariant: an index that is being deleted, or has been, is not used by anybody any more, whatever a transaction sees.
 */
import type { Transaction } from '../version/transaction';

export class IndexChanges {
  /** Who has created or deleted indexes, and how many times, without having committed. */
  readonly #open = new Map<Transaction, number>();
  readonly #gone = new Set<number>();
  #committedAt = -1;

  /** `by` creates or deletes an index; `now` is the time of what is committed last. */
  begin(by: Transaction, now: () => number): void {
    this.#open.set(by, (this.#open.get(by) ?? 0) + 1);
    by.whenEnded({
      committed: () => {
        this.#committedAt = now();
        this.#end(by);
      },
      rolledBack: () => this.#end(by),
    });
  }

  /** Nobody may use the index from now on, unless its deletion is undone. */
  remove(objectId: number, by: Transaction): void {
    this.#gone.add(objectId);
    by.whenEnded({ committed: () => undefined, rolledBack: () => this.#gone.delete(objectId) });
  }

  isGone(objectId: number): boolean {
    return this.#gone.size > 0 && this.#gone.has(objectId);
  }

  /** Whether there is an index that the transaction does not see, or sees although it is gone. */
  isHiddenFrom(by: Transaction): boolean {
    if (this.#open.size > 0 && (this.#open.size > 1 || !this.#open.has(by))) return true;
    return by.level > 0 && this.#committedAt >= by.beganAt;
  }

  #end(by: Transaction): void {
    const rest = (this.#open.get(by) ?? 1) - 1;
    if (rest === 0) this.#open.delete(by);
    else this.#open.set(by, rest);
  }
}
