/**
 * Functions that hear of a table's rows being changed, and may refuse it. They belong to the table, not to the cursor that
 * brought them: changes of all sessions count.
 *
 * Invariants
 *  1. The youngest is called first. One that comes to be while others are called is not called any more that time, one
 *     that is taken away is not called either.
 *  2. They stay until they are taken away, or the database is detached.
 */
import type { JET_CALLBACK } from '../../include/callbacks';
import type { JET_ERR } from '../../include/handles';

/** Hears what a cursor is about to do with a row, or has done. */
export interface RowEvents {
  /** `kind` is one of JET_cbtyp…; a negative code refuses what has not been done yet. */
  tell(kind: number): JET_ERR;
}

export class TableCallback {
  constructor(
    readonly handle: number,
    /** The JET_cbtyp… that it hears of; none when it was taken away. */
    public kinds: number,
    readonly call: JET_CALLBACK,
    readonly context: unknown,
  ) {}
}

let lastHandle = 0;

export class TableCallbacks {
  #youngestFirst: readonly TableCallback[] = [];

  /** A list that does not change. */
  get youngestFirst(): readonly TableCallback[] {
    return this.#youngestFirst;
  }

  add(kinds: number, call: JET_CALLBACK, context: unknown): number {
    const callback = new TableCallback(++lastHandle, kinds, call, context);
    this.#youngestFirst = [callback, ...this.#youngestFirst];
    return callback.handle;
  }

  /** False when there is none of that handle. */
  remove(handle: number): boolean {
    const callback = this.#youngestFirst.find((each) => each.handle === handle);
    if (callback === undefined) return false;
    callback.kinds = 0;
    this.#youngestFirst = this.#youngestFirst.filter((each) => each !== callback);
    return true;
  }
}
