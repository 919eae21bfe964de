/**
 * Locks among the open files of one process, by identity of the file: what the kernel's locks do between
 * processes, for hosts where those cannot be had.
 *
 * Invariant
 *  1. A file has one exclusive holder, or any number of shared ones, or none.
 */
import type { LockKind } from './file-system';

export class LockTable {
  readonly #holders = new Map<string, Map<object, LockKind>>();

  /** Whether `owner` now has the lock; a lock that it had before is given up first. */
  acquire(identity: string, owner: object, kind: LockKind): boolean {
    this.release(identity, owner);
    const holders = this.#holders.get(identity) ?? new Map<object, LockKind>();
    const isExcluded =
      kind === 'exclusive' ? holders.size > 0 : [...holders.values()].some((held) => held === 'exclusive');
    if (isExcluded) return false;
    this.#holders.set(identity, holders.set(owner, kind));
    return true;
  }

  release(identity: string, owner: object): void {
    const holders = this.#holders.get(identity);
    if (holders === undefined) return;
    holders.delete(owner);
    if (holders.size === 0) this.#holders.delete(identity);
  }
}
