/**
 * What a disk may hold when the power fails after any of the changes in a journal. Changes become certain with a
 * sync; of those after it, any selection may have reached the disk, and a write may have got there in part.
 *
 * Rules
 *  - Data of a file: certain with its `sync`. Of later writes and truncates any subset survives, in their order.
 *  - Names in a directory: certain with its `syncDirectory`. Of later ones a prefix survives, as in a file system
 *    that keeps a journal; a rename counts for the directory of the new name and is done at once.
 *  - The last surviving write may be torn at a multiple of 512 bytes.
 */
import { posix } from 'node:path';
import { applyName, EMPTY_IMAGE, type Image, type JournalEntry } from './memory-file-system';
import { Random } from './random';

export interface CrashState {
  /** The crash came after this many entries of the journal. */
  readonly afterEntries: number;
  /** `none`: nothing unsynced survived; `all`: everything; a number: the selection drawn with that seed. */
  readonly survivors: 'none' | 'all' | number;
  readonly image: Image;
}

export const SECTOR = 512;

export type DataEntry = Extract<JournalEntry, { kind: 'write' | 'truncate' }>;
export type NameEntry = Extract<JournalEntry, { kind: 'create' | 'makeDirectory' | 'remove' | 'rename' }>;

/** The disk as the journal has made it so far: what is certain, and what is not yet. */
export class Disk {
  readonly files: Map<number, Uint8Array>;
  readonly names: Map<string, number>;
  readonly directories: Set<string>;
  readonly pendingData = new Map<number, DataEntry[]>();
  readonly pendingNames = new Map<string, NameEntry[]>();

  constructor(start: Image) {
    this.files = new Map(start.files);
    this.names = new Map(start.names);
    this.directories = new Set(start.directories);
  }

  advance(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'write':
      case 'truncate':
        return append(this.pendingData, entry.inode, entry);
      case 'sync':
        this.files.set(
          entry.inode,
          patched(this.files.get(entry.inode), this.pendingData.get(entry.inode) ?? []),
        );
        this.pendingData.delete(entry.inode);
        return;
      case 'syncDirectory':
        for (const name of this.pendingNames.get(entry.path) ?? [])
          applyName(this.names, this.directories, name);
        this.pendingNames.delete(entry.path);
        return;
      default:
        return append(this.pendingNames, directoryOf(entry), entry);
    }
  }

  /** An image in which `keep` decided about each pending change. */
  crash(keep: Selection): Image {
    const names = new Map(this.names);
    const directories = new Set(this.directories);
    for (const entries of this.pendingNames.values()) {
      for (const entry of keep.names(entries)) applyName(names, directories, entry);
    }
    dropOrphans(names, directories);
    const files = new Map<number, Uint8Array>();
    for (const inode of names.values()) {
      const pending = this.pendingData.get(inode) ?? [];
      files.set(inode, patched(this.files.get(inode), keep.subset(pending)));
    }
    return { files, names, directories };
  }
}

/** What survives of the changes to the names in a directory, and of those to a file. */
export interface Selection {
  names(entries: readonly NameEntry[]): readonly NameEntry[];
  subset(entries: readonly DataEntry[]): readonly DataEntry[];
}

export const NONE: Selection = { names: () => [], subset: () => [] };
export const ALL: Selection = { names: (entries) => entries, subset: (entries) => entries };

function drawn(seed: number): Selection {
  const random = new Random(seed * 0x9e3779b1);
  return {
    names: (entries) => entries.slice(0, random.below(entries.length + 1)),
    subset(entries) {
      const kept = entries.filter(() => random.fraction() < 0.5);
      const last = kept.at(-1);
      if (last === undefined || last.kind !== 'write' || random.fraction() < 0.5) return kept;
      const sectors = Math.floor(random.below(last.bytes.length) / SECTOR);
      return [...kept.slice(0, -1), { ...last, bytes: last.bytes.subarray(0, sectors * SECTOR) }];
    },
  };
}

/**
 * The states for crashes after each entry of the journal (`step` apart): nothing, everything, and `draws` drawn
 * selections each. The journal must have begun at `start`.
 */
export function* crashStates(
  journal: readonly JournalEntry[],
  options: {
    readonly start?: Image;
    readonly draws?: number;
    readonly step?: number;
    readonly seed?: number;
  } = {},
): Generator<CrashState> {
  const { start = EMPTY_IMAGE, draws = 1, step = 1, seed = 1 } = options;
  const disk = new Disk(start);
  for (let afterEntries = 0; afterEntries <= journal.length; afterEntries++) {
    if (afterEntries > 0) disk.advance(journal[afterEntries - 1]);
    if (afterEntries % step !== 0 && afterEntries !== journal.length) continue;
    yield { afterEntries, survivors: 'none', image: disk.crash(NONE) };
    yield { afterEntries, survivors: 'all', image: disk.crash(ALL) };
    for (let draw = 0; draw < draws; draw++) {
      const drawSeed = seed + afterEntries * draws + draw;
      yield { afterEntries, survivors: drawSeed, image: disk.crash(drawn(drawSeed)) };
    }
  }
}

/** The bytes after the changes; the same array when there are none. */
function patched(bytes: Uint8Array | undefined, entries: readonly DataEntry[]): Uint8Array {
  const before = bytes ?? new Uint8Array(0);
  if (entries.length === 0) return before;
  const size = entries.reduce((most, entry) => Math.max(most, endOf(entry)), before.length);
  const room = new Uint8Array(size);
  room.set(before);
  let length = before.length;
  for (const entry of entries) {
    if (entry.kind === 'write') {
      room.set(entry.bytes, entry.position);
      length = Math.max(length, entry.bytes.length === 0 ? 0 : endOf(entry));
    } else {
      if (entry.size < length) room.fill(0, entry.size, length);
      length = entry.size;
    }
  }
  return room.subarray(0, length);
}

/** What lies in a directory that did not survive is gone with it. */
function dropOrphans(names: Map<string, number>, directories: Set<string>): void {
  for (const directory of [...directories].sort()) {
    if (directory !== '/' && !directories.has(posix.dirname(directory))) directories.delete(directory);
  }
  for (const name of names.keys()) if (!directories.has(posix.dirname(name))) names.delete(name);
}

function endOf(entry: DataEntry): number {
  return entry.kind === 'write' ? entry.position + entry.bytes.length : entry.size;
}

function directoryOf(entry: NameEntry): string {
  return posix.dirname(entry.kind === 'rename' ? entry.to : entry.path);
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
