/**
 * A file system in memory: counts every call, can be told to fail any of them, and keeps a journal from which
 * `crash-states.ts` rebuilds what a disk may hold after a power loss.
 *
 * Invariants
 *  1. It answers like the host's file system: same results, same errno codes.
 *  2. File contents are shared with the image they came from until they are first changed, so that a file system
 *     made from an image costs no copy of its files.
 *  3. The journal holds every change in order, with its own copy of the bytes written.
 */
import { posix } from 'node:path';
import type { FileSystem, LockKind, OpenFile, OpenMode } from '../../src/os/file-system';
import { LockTable } from '../../src/os/lock-table';
import { errnoError } from '../../src/os/paths';

export const OPERATIONS = [
  'open',
  'read',
  'write',
  'truncate',
  'size',
  'sync',
  'lock',
  'remove',
  'rename',
  'list',
  'makeDirectory',
  'removeDirectory',
  'syncDirectory',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One change, in the order of the calls. Names are absolute paths; `inode` stays with a file through renames. */
export type JournalEntry =
  | { readonly kind: 'write'; readonly inode: number; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly inode: number; readonly size: number }
  | { readonly kind: 'sync'; readonly inode: number }
  | { readonly kind: 'create'; readonly path: string; readonly inode: number }
  | { readonly kind: 'makeDirectory'; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'syncDirectory'; readonly path: string };

/** What a disk holds: files by number, names to numbers, and directories. */
export interface Image {
  readonly files: ReadonlyMap<number, Uint8Array>;
  readonly names: ReadonlyMap<string, number>;
  readonly directories: ReadonlySet<string>;
}

export const EMPTY_IMAGE: Image = { files: new Map(), names: new Map(), directories: new Set(['/']) };

/** A file's bytes, shared with an image until the first change. */
class Content {
  #bytes: Uint8Array;
  #size: number;
  #isShared = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#size = bytes.length;
  }

  get size(): number {
    return this.#size;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  read(target: Uint8Array, targetOffset: number, length: number, position: number): number {
    const count = Math.max(0, Math.min(length, this.#size - position));
    target.set(this.#bytes.subarray(position, position + count), targetOffset);
    return count;
  }

  write(bytes: Uint8Array, position: number): void {
    this.#own(Math.max(this.#size, position + bytes.length));
    this.#bytes.set(bytes, position);
  }

  resize(size: number): void {
    if (size < this.#size) {
      this.#own(this.#size);
      this.#bytes.fill(0, size, this.#size);
      this.#size = size;
    } else {
      this.#own(size);
    }
  }

  /** Makes the bytes private and at least `size` long; bytes past the old size are zero. */
  #own(size: number): void {
    if (this.#isShared || size > this.#bytes.length) {
      const room = size > this.#bytes.length ? Math.max(size, 2 * this.#size) : size;
      const grown = new Uint8Array(room);
      grown.set(this.view());
      this.#bytes = grown;
      this.#isShared = false;
    }
    this.#size = size;
  }
}

export class MemoryFileSystem implements FileSystem {
  /** How often each operation was called, failed calls included. */
  readonly counts: Record<Operation, number>;
  readonly journal: JournalEntry[] = [];
  /** Asked before every operation; an errno code makes it fail. `count` includes the call itself. */
  failWith: (operation: Operation, path: string, count: number) => string | null = () => null;
  currentDirectory = '/';

  readonly #contents = new Map<number, Content>();
  readonly #names: Map<string, number>;
  readonly #directories: Set<string>;
  readonly #locks = new LockTable();
  /** Open files, with their locks. */
  readonly #open = new Map<MemoryFile, LockKind | null>();
  readonly #keepsJournal: boolean;
  #nextInode = 1;

  constructor(image: Image = EMPTY_IMAGE, options: { readonly keepsJournal?: boolean } = {}) {
    this.#names = new Map(image.names);
    this.#directories = new Set(image.directories);
    for (const [inode, bytes] of image.files) {
      this.#contents.set(inode, new Content(bytes));
      this.#nextInode = Math.max(this.#nextInode, inode + 1);
    }
    this.#keepsJournal = options.keepsJournal ?? true;
    this.counts = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<Operation, number>;
  }

  /** Fails the `nth` next call of one operation with an errno code, once. */
  failNth(operation: Operation, nth: number, code: string): void {
    const at = this.counts[operation] + nth;
    this.failWith = (name, _path, count) => (name === operation && count === at ? code : null);
  }

  /** What a reader would see now, with no crash; the bytes are copies. */
  image(): Image {
    const files = new Map([...this.#contents].map(([inode, content]) => [inode, content.view().slice()]));
    return { files, names: new Map(this.#names), directories: new Set(this.#directories) };
  }

  open(path: string, mode: OpenMode): OpenFile {
    const name = this.#enter('open', path);
    if (this.#directories.has(name)) throw errnoError('EISDIR', 'open', name);
    const existing = this.#names.get(name);
    if (existing === undefined && (mode === 'read' || mode === 'write'))
      throw errnoError('ENOENT', 'open', name);
    if (existing !== undefined && mode === 'createNew') throw errnoError('EEXIST', 'open', name);
    const inode = existing ?? this.#create(name);
    if (mode === 'replace' && this.content(inode).size > 0) this.change({ kind: 'truncate', inode, size: 0 });
    const file = new MemoryFile(this, this.#locks, name, inode, mode !== 'read');
    this.#open.set(file, null);
    return file;
  }

  exists(path: string): boolean {
    const name = this.absolutePath(path);
    return this.#names.has(name) || this.#directories.has(name);
  }

  isDirectory(path: string): boolean {
    return this.#directories.has(this.absolutePath(path));
  }

  size(path: string): number {
    const name = this.#enter('size', path);
    return this.#directories.has(name) ? 0 : this.content(this.#inodeOf(name, 'stat')).size;
  }

  remove(path: string): void {
    const name = this.#enter('remove', path);
    if (this.#directories.has(name)) throw errnoError('EISDIR', 'unlink', name);
    this.#inodeOf(name, 'unlink');
    this.change({ kind: 'remove', path: name });
  }

  rename(from: string, to: string): void {
    const oldName = this.#enter('rename', from);
    const newName = this.absolutePath(to);
    this.#inodeOf(oldName, 'rename');
    this.#requireParent(newName, 'rename');
    if (this.#directories.has(newName)) throw errnoError('EISDIR', 'rename', newName);
    if (oldName !== newName) this.change({ kind: 'rename', from: oldName, to: newName });
  }

  list(directory: string): string[] {
    const name = this.#enter('list', directory);
    if (this.#names.has(name)) throw errnoError('ENOTDIR', 'scandir', name);
    if (!this.#directories.has(name)) throw errnoError('ENOENT', 'scandir', name);
    const entries = [...this.#names.keys(), ...this.#directories].filter(
      (entry) => entry !== '/' && posix.dirname(entry) === name,
    );
    return entries.map((entry) => posix.basename(entry)).sort();
  }

  makeDirectory(path: string, options: { readonly recursive?: boolean } = {}): void {
    const name = this.#enter('makeDirectory', path);
    const isThere = this.#directories.has(name);
    if (isThere && options.recursive === true) return;
    if (isThere || this.#names.has(name)) throw errnoError('EEXIST', 'mkdir', name);
    if (options.recursive === true) this.#makeParents(name);
    this.#requireParent(name, 'mkdir');
    this.change({ kind: 'makeDirectory', path: name });
  }

  removeDirectory(path: string): void {
    const name = this.#enter('removeDirectory', path);
    if (this.#names.has(name)) throw errnoError('ENOTDIR', 'rmdir', name);
    if (!this.#directories.has(name)) throw errnoError('ENOENT', 'rmdir', name);
    if (this.list(name).length > 0) throw errnoError('ENOTEMPTY', 'rmdir', name);
    this.change({ kind: 'remove', path: name });
  }

  syncDirectory(path: string): void {
    const name = this.#enter('syncDirectory', path);
    if (!this.#directories.has(name)) throw errnoError('ENOENT', 'open', name);
    this.change({ kind: 'syncDirectory', path: name });
  }

  absolutePath(path: string): string {
    return posix.resolve(this.currentDirectory, path.replaceAll('\\', '/'));
  }

  realPath(path: string): string {
    return this.absolutePath(path);
  }

  identity(path: string): string | null {
    const name = this.absolutePath(path);
    if (this.#directories.has(name)) return `directory:${name}`;
    const inode = this.#names.get(name);
    return inode === undefined ? null : `memory:${inode}`;
  }

  /** For its open files. */
  content(inode: number): Content {
    const content = this.#contents.get(inode);
    if (content === undefined) throw errnoError('EBADF', 'use of a lost file', String(inode));
    return content;
  }

  /** The files that are open, as `name`, `name (shared)` or `name (exclusive)`. */
  openFiles(): string[] {
    return [...this.#open].map(
      ([{ path }, lock]) => posix.basename(path) + (lock === null ? '' : ` (${lock})`),
    );
  }

  /** For its open files: what lock they have now. */
  locked(file: MemoryFile, lock: LockKind | null): void {
    if (this.#open.has(file)) this.#open.set(file, lock);
  }

  /** For its open files. */
  closed(file: MemoryFile): void {
    this.#open.delete(file);
  }

  /** For its open files: counts a call and fails it when asked to. */
  count(operation: Operation, path: string): void {
    const count = ++this.counts[operation];
    const code = this.failWith(operation, path, count);
    if (code !== null) throw errnoError(code, operation, path);
  }

  /** Does a change and keeps it in the journal. */
  change(entry: JournalEntry): void {
    if (this.#keepsJournal) this.journal.push(entry);
    switch (entry.kind) {
      case 'write':
        return this.content(entry.inode).write(entry.bytes, entry.position);
      case 'truncate':
        return this.content(entry.inode).resize(entry.size);
      case 'sync':
      case 'syncDirectory':
        return;
      default:
        return applyName(this.#names, this.#directories, entry);
    }
  }

  #enter(operation: Operation, path: string): string {
    if (path.includes('\0')) throw errnoError('ERR_INVALID_ARG_VALUE', operation, path);
    const name = this.absolutePath(path);
    this.count(operation, name);
    return name;
  }

  #create(name: string): number {
    this.#requireParent(name, 'open');
    const inode = this.#nextInode++;
    this.#contents.set(inode, new Content(new Uint8Array(0)));
    this.change({ kind: 'create', path: name, inode });
    return inode;
  }

  #makeParents(name: string): void {
    const parent = posix.dirname(name);
    if (this.exists(parent)) return;
    this.#makeParents(parent);
    this.#requireParent(parent, 'mkdir');
    this.change({ kind: 'makeDirectory', path: parent });
  }

  #inodeOf(name: string, syscall: string): number {
    const inode = this.#names.get(name);
    if (inode === undefined) throw errnoError('ENOENT', syscall, name);
    return inode;
  }

  #requireParent(name: string, syscall: string): void {
    const parent = posix.dirname(name);
    if (this.#directories.has(parent)) return;
    throw errnoError(this.#names.has(parent) ? 'ENOTDIR' : 'ENOENT', syscall, name);
  }
}

type NameEntry = Extract<JournalEntry, { kind: 'create' | 'makeDirectory' | 'remove' | 'rename' }>;

/** Does a change of names; one whose subject is not there, as after a crash lost it, does nothing. */
export function applyName(names: Map<string, number>, directories: Set<string>, entry: NameEntry): void {
  switch (entry.kind) {
    case 'create':
      names.set(entry.path, entry.inode);
      return;
    case 'makeDirectory':
      directories.add(entry.path);
      return;
    case 'remove':
      names.delete(entry.path);
      directories.delete(entry.path);
      return;
    case 'rename': {
      const inode = names.get(entry.from);
      if (inode === undefined) return;
      names.delete(entry.from);
      names.set(entry.to, inode);
    }
  }
}

class MemoryFile implements OpenFile {
  readonly identity: string;
  #isOpen = true;

  constructor(
    private readonly fileSystem: MemoryFileSystem,
    private readonly locks: LockTable,
    readonly path: string,
    private readonly inode: number,
    private readonly isWritable: boolean,
  ) {
    this.identity = `memory:${inode}`;
  }

  read(target: Uint8Array, targetOffset: number, length: number, position: number): number {
    this.#enter('read');
    return this.fileSystem.content(this.inode).read(target, targetOffset, length, position);
  }

  write(source: Uint8Array, sourceOffset: number, length: number, position: number): void {
    this.#enter('write');
    this.#requireWritable();
    const bytes = source.slice(sourceOffset, sourceOffset + length);
    this.fileSystem.change({ kind: 'write', inode: this.inode, position, bytes });
  }

  size(): number {
    this.#enter('size');
    return this.fileSystem.content(this.inode).size;
  }

  truncate(size: number): void {
    this.#enter('truncate');
    this.#requireWritable();
    this.fileSystem.change({ kind: 'truncate', inode: this.inode, size });
  }

  sync(): void {
    this.#enter('sync');
    this.fileSystem.change({ kind: 'sync', inode: this.inode });
  }

  tryLock(kind: LockKind): boolean {
    this.#enter('lock');
    if (kind === 'exclusive') this.#requireWritable();
    const isLocked = this.locks.acquire(this.identity, this, kind);
    this.fileSystem.locked(this, isLocked ? kind : null);
    return isLocked;
  }

  unlock(): void {
    this.locks.release(this.identity, this);
    this.fileSystem.locked(this, null);
  }

  close(): void {
    this.unlock();
    this.#isOpen = false;
    this.fileSystem.closed(this);
  }

  #enter(operation: Operation): void {
    if (!this.#isOpen) throw errnoError('EBADF', operation, this.path);
    this.fileSystem.count(operation, this.path);
  }

  #requireWritable(): void {
    if (!this.isWritable) throw errnoError('EBADF', 'write', this.path);
  }
}
