/** Which row a record reader shows: it does so until the page of the row changes. */
import type { BTreeCursor } from '../btree/cursor';

const NOWHERE = -1;

export class AttachedRow {
  #base = NOWHERE;
  #page = 0;
  #tag = 0;
  #time = 0;

  /** The reader shows the row that a cursor is on, whose page is at `base`. */
  remember({ page, tag, tree }: BTreeCursor, base: number): void {
    this.#base = base;
    this.#page = page;
    this.#tag = tag;
    this.#time = tree.slab.dirtiedAtLow(base);
  }

  forget(): void {
    this.#base = NOWHERE;
  }

  /** Whether it is still that row, and its page has not changed since. */
  is({ page, tag, tree }: BTreeCursor, base: number): boolean {
    return (
      base === this.#base &&
      page === this.#page &&
      tag === this.#tag &&
      tree.slab.dirtiedAtLow(base) === this.#time
    );
  }
}
