/**
 * The operating system as the engine sees it: files, directories, time and chance, all synchronous. Everything
 * above takes these interfaces, so that a test can put a machine of its own underneath and crash it.
 *
 * Invariants
 *  1. A failure is an errno error of the host (`code`, `syscall`, `path`); the place that knows the meaning maps it.
 *  2. `read` returns fewer bytes than asked for only at the end of the file; `write` writes everything or throws.
 *  3. What `write` and `truncate` did survives a crash of the machine only after `sync`; a name that was created,
 *     renamed or removed only after `syncDirectory` of the directory that holds it.
 *  4. Locks belong to the open file that took them, exclude other open files of this and of other processes, and
 *     end at the latest with `close` or with the process, however it ends.
 *  5. Paths are the host's; a `\` in one is accepted as a separator on every host.
 */

/**
 * - `read`: the file exists, bytes are only read
 * - `write`: the file exists, bytes are read and written
 * - `create`: as `write`, and made empty when absent; what is there stays
 * - `createNew`: as `write` on a file that must not exist yet (EEXIST)
 * - `replace`: as `write` on a file that starts empty, whatever was there
 */
export type OpenMode = 'read' | 'write' | 'create' | 'createNew' | 'replace';

export type LockKind = 'shared' | 'exclusive';

export interface OpenFile {
  /** The absolute path the file was opened under. */
  readonly path: string;
  /** Equal for two open files exactly when they are the same file of the same volume. */
  readonly identity: string;
  /** Bytes read into `target` from `targetOffset` on; less than `length` only at the end of the file. */
  read(target: Uint8Array, targetOffset: number, length: number, position: number): number;
  write(source: Uint8Array, sourceOffset: number, length: number, position: number): void;
  size(): number;
  /** Cuts the file to `size` bytes, or extends it with zeros. */
  truncate(size: number): void;
  sync(): void;
  /**
   * Takes the lock, or answers false at once when a lock of somebody else excludes it. A lock that this open file
   * already has is given up first. `exclusive` needs a file open for writing.
   */
  tryLock(kind: LockKind): boolean;
  unlock(): void;
  /** Ends the use of the file; a second call does nothing. */
  close(): void;
}

export interface FileSystem {
  open(path: string, mode: OpenMode): OpenFile;
  /** Whether anything, file or directory, has this name. */
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  /** The size of a file in bytes; ENOENT when it is absent. */
  size(path: string): number;
  remove(path: string): void;
  /** Renames in one step, over an existing file of the new name. */
  rename(from: string, to: string): void;
  /** The names inside a directory, sorted by code unit. */
  list(directory: string): string[];
  makeDirectory(path: string, options?: { readonly recursive?: boolean }): void;
  /** Removes an empty directory. */
  removeDirectory(path: string): void;
  syncDirectory(path: string): void;
  /** The absolute form against the current directory, links untouched, without a separator at the end. */
  absolutePath(path: string): string;
  /** The absolute form with links resolved; parts that do not exist yet are kept as they are. */
  realPath(path: string): string;
  /** As {@link OpenFile.identity}; null when nothing has this name. */
  identity(path: string): string | null;
}

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export interface Randomness {
  /** An unsigned 32-bit number. */
  nextU32(): number;
}
