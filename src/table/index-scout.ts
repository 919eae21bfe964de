/** A second cursor on the index of a table cursor, for looking around without moving that one; made once per index. */
import { BTreeCursor } from '../btree/cursor';
import type { SearchKey } from '../page/search-key';
import type { IndexRange } from './index-range';

export class IndexScout {
  #cursor: BTreeCursor | null = null;

  /** Whether no entry behind the one `active` is on has the key, which that one has. */
  isOnly(active: BTreeCursor, key: SearchKey): boolean {
    const next = this.#startAt(active);
    return !next.moveNext() || next.compare(key) !== 0;
  }

  /** Counts the entries from the one `active` is on to the end of range or index, at most `most`. */
  count(active: BTreeCursor, range: IndexRange, most: number): number {
    const counter = this.#startAt(active);
    let count = 0;
    do count++;
    while (count < most && counter.moveNext() && range.contains(counter, true));
    return count;
  }

  #startAt(active: BTreeCursor): BTreeCursor {
    if (this.#cursor === null || this.#cursor.tree !== active.tree)
      this.#cursor = new BTreeCursor(active.tree, active.view);
    this.#cursor.copyFrom(active);
    return this.#cursor;
  }
}
