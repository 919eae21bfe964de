/**
 * The indexes of a table that not everybody sees, because somebody creates or deletes them, or did so a while ago. They are
 * kept true whatever a session sees:
 *
 *   an index is created ── whoever does not see it enters the rows that he changes all the same
 *   an index is deleted ── whoever sees it goes on until that is committed, and lets it be then
 *   the primary index is created ── nobody else changes rows until he sees it
 *
 * Invariant: an index that is being deleted, or has been, is not used to read by anybody, whatever a transaction sees.
 */
import { JET_errSuccess, JET_errWriteConflict, JET_errWriteConflictPrimaryIndex } from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import type { IndexSchema } from '../catalog/schema';
import type { Transaction } from '../version/transaction';
import type { RowKeys } from './row-keys';

/** An index, and how to make the keys of rows in it. */
export interface KeyedIndex {
  readonly index: IndexSchema;
  readonly keys: RowKeys;
}

interface AddedIndex {
  readonly made: KeyedIndex;
  readonly isPrimary: boolean;
  readonly by: Transaction;
  /** Infinity until the one who creates it has committed. */
  committedAt: number;
}

const NONE: readonly KeyedIndex[] = [];

export class IndexChanges {
  #added: AddedIndex[] = [];
  readonly #gone = new Set<number>();
  /** Those whose deletion is committed. */
  readonly #dropped = new Set<number>();

  /**
   * `by` has created an index; `now` is the time of what is committed last, `oldest` when the first of those began that have
   * a transaction open.
   */
  add(made: KeyedIndex, isPrimary: boolean, by: Transaction, now: () => number, oldest: number): void {
    const added: AddedIndex = { made, isPrimary, by, committedAt: Infinity };
    this.#added = this.#added.filter(({ committedAt }) => committedAt >= oldest);
    this.#added.push(added);
    by.whenEnded({
      committed: () => {
        added.committedAt = now();
      },
      rolledBack: () => {
        this.#added = this.#added.filter((each) => each !== added);
      },
    });
  }

  /** Nobody may use the index from now on, unless its deletion is undone. */
  remove(objectId: number, by: Transaction): void {
    this.#gone.add(objectId);
    by.whenEnded({
      committed: () => this.#dropped.add(objectId),
      rolledBack: () => this.#gone.delete(objectId),
    });
  }

  isGone(objectId: number): boolean {
    return this.#gone.size > 0 && this.#gone.has(objectId);
  }

  /** Whether the index does not matter any more to those either who see it. */
  isDropped(objectId: number): boolean {
    return this.#dropped.size > 0 && this.#dropped.has(objectId);
  }

  /** Why the transaction may not change rows; JET_errSuccess when it may. */
  refusalOf(by: Transaction): JET_ERR {
    for (const added of this.#added)
      if (added.isPrimary && isHidden(added, by))
        return added.committedAt === Infinity ? JET_errWriteConflictPrimaryIndex : JET_errWriteConflict;
    return JET_errSuccess;
  }

  /** The secondary indexes that there are, and that the transaction does not see. */
  hiddenFrom(by: Transaction): readonly KeyedIndex[] {
    let hidden: KeyedIndex[] | null = null;
    for (const added of this.#added)
      if (!added.isPrimary && isHidden(added, by) && !this.isDropped(added.made.index.objectId))
        (hidden ??= []).push(added.made);
    return hidden ?? NONE;
  }
}

const isHidden = ({ by, committedAt }: AddedIndex, view: Transaction): boolean =>
  by !== view && !view.sees(committedAt);
