/**
 * What a prepared update does to separated long values: the references that the copy buffer made for itself, those of the
 * original row that it lets go of, and which versions came of all that. The original goes on referring to what it did
 * until the update is carried out, so that its keys can still be made.
 *
 *   carried out   what was dropped is released, what is owned goes over to the row
 *   cancelled     the versions are taken back, and no others that the session made in between
 */
import { CHANGE_DONE } from '../btree/change-result';
import { LongValueId } from '../record/long-value-id';
import type { Transaction } from '../version/transaction';
import { nextVersionId } from '../version/version-ids';
import type { LongValueWriter } from './long-value-writer';

export class ReferenceLedger {
  readonly #owned: LongValueId[] = [];
  readonly #dropped: LongValueId[] = [];
  /** Ids of versions in pairs: what was done between the first and the second. */
  readonly versions: number[] = [];

  get isEmpty(): boolean {
    return this.#owned.length === 0 && this.#dropped.length === 0 && this.versions.length === 0;
  }

  owns(id: LongValueId): boolean {
    return this.#find(id) >= 0;
  }

  /** The copy buffer has a reference of its own now. */
  own(id: LongValueId): void {
    this.#owned.push(copyOf(id));
  }

  /** A reference of the copy buffer leads to another value now. */
  move(from: LongValueId, to: LongValueId): void {
    const index = this.#find(from);
    if (index >= 0) this.#owned[index].copyFrom(to);
  }

  /** The copy buffer refers to the value no more. Its own reference is released, that of the original row later. */
  drop(id: LongValueId, writer: LongValueWriter, by: Transaction | null): number {
    const index = this.#find(id);
    if (index < 0) {
      this.#dropped.push(copyOf(id));
      return CHANGE_DONE;
    }
    this.#owned.splice(index, 1);
    return writer.release(id, by);
  }

  /** The update is being carried out. */
  carryOut(writer: LongValueWriter, by: Transaction | null): number {
    for (const id of this.#dropped) {
      const done = writer.release(id, by);
      if (done !== CHANGE_DONE) return done;
    }
    return CHANGE_DONE;
  }

  /** What was done since a mark was made belongs to the update. */
  include(mark: number): void {
    this.versions.push(mark, nextVersionId());
  }

  clear(): void {
    this.#owned.length = 0;
    this.#dropped.length = 0;
    this.versions.length = 0;
  }

  #find(id: LongValueId): number {
    for (let i = 0; i < this.#owned.length; i++) {
      const own = this.#owned[i];
      if (own.low === id.low && own.high === id.high && own.byteLength === id.byteLength) return i;
    }
    return -1;
  }
}

function copyOf(id: LongValueId): LongValueId {
  const copy = new LongValueId();
  copy.copyFrom(id);
  return copy;
}
