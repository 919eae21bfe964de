/** The file system of the host, over node:fs. */
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { kernelLocks, processLocks, type FileLocks } from './file-locks';
import type { FileSystem, LockKind, OpenFile, OpenMode } from './file-system';
import { errnoError, hostPath } from './paths';

const OPEN_FLAGS: Record<OpenMode, number> = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT,
  createNew: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
  replace: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
};

export class NodeFileSystem implements FileSystem {
  readonly #locks: FileLocks;

  constructor(locks: FileLocks = kernelLocks() ?? processLocks()) {
    this.#locks = locks;
  }

  /** False where file locks hold only within this process. */
  get locksReachOtherProcesses(): boolean {
    return this.#locks.reachOtherProcesses;
  }

  open(path: string, mode: OpenMode): OpenFile {
    const absolute = this.absolutePath(path);
    const descriptor = openSync(absolute, OPEN_FLAGS[mode]);
    const stats = fstatSync(descriptor, { bigint: true });
    if (stats.isDirectory()) {
      closeSync(descriptor);
      throw errnoError('EISDIR', 'open', absolute);
    }
    return new NodeFile(absolute, identityOf(stats), descriptor, this.#locks);
  }

  exists(path: string): boolean {
    return existsSync(hostPath(path));
  }

  isDirectory(path: string): boolean {
    return statSync(hostPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  size(path: string): number {
    return statSync(hostPath(path)).size;
  }

  remove(path: string): void {
    unlinkSync(hostPath(path));
  }

  rename(from: string, to: string): void {
    renameSync(hostPath(from), hostPath(to));
  }

  list(directory: string): string[] {
    return readdirSync(hostPath(directory)).sort();
  }

  makeDirectory(path: string, options: { readonly recursive?: boolean } = {}): void {
    mkdirSync(hostPath(path), { recursive: options.recursive ?? false });
  }

  removeDirectory(path: string): void {
    rmdirSync(hostPath(path));
  }

  syncDirectory(path: string): void {
    if (process.platform === 'win32') return; // a directory has no handle to sync there; NTFS logs its names
    const descriptor = openSync(hostPath(path), constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  absolutePath(path: string): string {
    return resolve(hostPath(path));
  }

  realPath(path: string): string {
    const absolute = this.absolutePath(path);
    if (existsSync(absolute)) return realpathSync.native(absolute);
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(this.realPath(parent), basename(absolute));
  }

  identity(path: string): string | null {
    const stats = statSync(hostPath(path), { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? null : identityOf(stats);
  }
}

class NodeFile implements OpenFile {
  #isOpen = true;

  constructor(
    readonly path: string,
    readonly identity: string,
    readonly descriptor: number,
    readonly locks: FileLocks,
  ) {}

  read(target: Uint8Array, targetOffset: number, length: number, position: number): number {
    let done = 0;
    while (done < length) {
      const count = readSync(this.#open(), target, targetOffset + done, length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  write(source: Uint8Array, sourceOffset: number, length: number, position: number): void {
    let done = 0;
    while (done < length) {
      done += writeSync(this.#open(), source, sourceOffset + done, length - done, position + done);
    }
  }

  size(): number {
    return fstatSync(this.#open()).size;
  }

  truncate(size: number): void {
    ftruncateSync(this.#open(), size);
  }

  sync(): void {
    fdatasyncSync(this.#open());
  }

  tryLock(kind: LockKind): boolean {
    this.#open();
    return this.locks.acquire(this, kind);
  }

  unlock(): void {
    this.locks.release(this);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.unlock();
    this.#isOpen = false;
    closeSync(this.descriptor);
  }

  /** A closed number may already belong to another file, so it must never reach the host again. */
  #open(): number {
    if (!this.#isOpen) throw errnoError('EBADF', 'use of a closed file', this.path);
    return this.descriptor;
  }
}

function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}
