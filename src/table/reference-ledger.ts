/**
 * What a prepared update does to the references that rows hold on separated long values: those that the copy buffer made
 * for itself, and those of the original row that it lets go of. The original goes on referring to what it did until the
 * update is carried out, so that its keys can still be made and a cancelled update has nothing to restore there.
 *
 *   carried out   what was dropped is released, what is owned goes over to the row
 *   cancelled     what is owned is released
 */
import { CHANGE_DONE } from '../btree/change-result';
import { LongValueId } from '../record/long-value-id';
import type { Transaction } from '../version/transaction';
import type { LongValueWriter } from './long-value-writer';

export class ReferenceLedger {
  readonly #owned: LongValueId[] = [];
  readonly #dropped: LongValueId[] = [];
  /** Whether a value of the original row was changed where it is. */
  isChangedInPlace = false;

  get isEmpty(): boolean {
    return this.#owned.length === 0 && this.#dropped.length === 0 && !this.isChangedInPlace;
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

  /** The update is being cancelled. */
  cancel(writer: LongValueWriter, by: Transaction | null): number {
    for (const id of this.#owned) {
      const done = writer.release(id, by);
      if (done !== CHANGE_DONE) return done;
    }
    return CHANGE_DONE;
  }

  clear(): void {
    this.#owned.length = 0;
    this.#dropped.length = 0;
    this.isChangedInPlace = false;
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
