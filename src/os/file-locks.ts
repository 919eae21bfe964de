/**
 * Locks on open files. With the native module they are the kernel's and end with the process that holds them, even
 * when it crashes; without it they reach only the open files of this process.
 *
 * The locked byte lies far behind the end of any file, because on Windows a locked range cannot be read by others.
 */
import type { LockKind } from './file-system';
import { LockTable } from './lock-table';
import { errnoCodeOf } from './paths';

/** What this module uses of the package `fs-native-extensions`, which has no types of its own. */
interface NativeLocks {
  tryLock(descriptor: number, offset: number, length: number, options: { readonly shared: boolean }): boolean;
  unlock(descriptor: number, offset: number, length: number): void;
}

const LOCK_OFFSET = 2 ** 62;
const LOCK_LENGTH = 1;
const EXCLUDED = ['EAGAIN', 'EACCES', 'EBUSY'];

/** One open file as the locks know it. */
interface LockOwner {
  readonly descriptor: number;
  readonly identity: string;
}

export interface FileLocks {
  /** Whether other processes are kept out too. */
  readonly reachOtherProcesses: boolean;
  acquire(owner: LockOwner, kind: LockKind): boolean;
  release(owner: LockOwner): void;
}

/** Locks of the kernel; null where the native module does not load. */
export function kernelLocks(): FileLocks | null {
  const native = loadNative();
  if (native === null) return null;
  const held = new Set<LockOwner>();
  const release = (owner: LockOwner): void => {
    if (held.delete(owner)) native.unlock(owner.descriptor, LOCK_OFFSET, LOCK_LENGTH);
  };
  const acquire = (owner: LockOwner, kind: LockKind): boolean => {
    release(owner);
    if (!tryNative(native, owner.descriptor, kind)) return false;
    held.add(owner);
    return true;
  };
  return { reachOtherProcesses: true, acquire, release };
}

/** Locks that only the open files of this process see. */
export function processLocks(): FileLocks {
  const table = new LockTable();
  return {
    reachOtherProcesses: false,
    acquire: (owner, kind) => table.acquire(owner.identity, owner, kind),
    release: (owner) => table.release(owner.identity, owner),
  };
}

function tryNative(native: NativeLocks, descriptor: number, kind: LockKind): boolean {
  try {
    return native.tryLock(descriptor, LOCK_OFFSET, LOCK_LENGTH, { shared: kind === 'shared' });
  } catch (failure) {
    if (EXCLUDED.includes(errnoCodeOf(failure) ?? '')) return false;
    throw failure;
  }
}

function loadNative(): NativeLocks | null {
  try {
    const native: NativeLocks = require('fs-native-extensions');
    return native;
  } catch {
    return null; // no binary for this platform: docs/decisions/001-file-locks.md
  }
}
