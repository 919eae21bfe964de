/**
 * The names of the files of one log sequence, and what of them is there.
 *
 *   edb.log  edb00001.log …  edbtmp.log  edbres00001.jrs  edbres00002.jrs   in the log folder
 *   edb.chk                                                                 in the system folder
 *
 * Rules
 *  1. A generation is five hexadecimal digits in a file's name, eight when five do not do.
 *  2. Names are recognised in any case, as files from a Windows disk may have them, and written in one.
 */
import { basename, join } from 'node:path';
import { JET_errFileNotFound } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { FileSystem } from '../os/file-system';
import { errnoCodeOf } from '../os/paths';

/** The last generation whose name has five digits. */
const LAST_SHORT_GENERATION = 0xfffff;
const RESERVES = [1, 2];

export interface ArchivedLog {
  readonly generation: number;
  readonly path: string;
}

export class LogFolder {
  constructor(
    readonly files: FileSystem,
    readonly logPath: string,
    readonly systemPath: string,
    readonly baseName: string,
  ) {}

  get current(): string {
    return this.#inLogs('.log');
  }

  /** A log that is being made. */
  get temporary(): string {
    return this.#inLogs('tmp.log');
  }

  get checkpoint(): string {
    return join(this.systemPath, `${this.baseName}.chk`);
  }

  /** Files that give up their space when a new log finds none. */
  get reserves(): string[] {
    return RESERVES.map((number) => this.#inLogs(`res0000${number}.jrs`));
  }

  archived(generation: number): string {
    return this.#inLogs(`${generationDigits(generation)}.log`);
  }

  /** The finished logs, oldest first. */
  listArchived(): ArchivedLog[] {
    const found: ArchivedLog[] = [];
    for (const name of this.files.list(this.logPath)) {
      const generation = this.generationOf(name);
      if (generation !== null) found.push({ generation, path: join(this.logPath, name) });
    }
    return found.sort((a, b) => a.generation - b.generation);
  }

  /** The generation in the name of a finished log; null when the name is none. */
  generationOf(path: string): number | null {
    const pattern = new RegExp(`^${escapeRegExp(this.baseName)}([0-9a-f]{5}|[0-9a-f]{8})\\.log$`, 'i');
    const digits = pattern.exec(basename(path))?.[1];
    const generation = digits === undefined ? 0 : Number.parseInt(digits, 16);
    return generation > 0 ? generation : null;
  }

  /** Deletes finished logs from `low` up to but without `end`, oldest first; one that is gone already is no matter. */
  removeArchived(low: number, end: number): void {
    let hasRemoved = false;
    for (const { generation, path } of this.listArchived()) {
      if (generation >= low && generation < end) hasRemoved = this.#remove(path) || hasRemoved;
    }
    if (hasRemoved) this.files.syncDirectory(this.logPath);
  }

  /** Both folders exist afterwards; JET_errFileNotFound when they may not be made. */
  requireFolders(mayCreate: boolean): void {
    for (const path of [this.systemPath, this.logPath]) {
      if (this.files.isDirectory(path)) continue;
      if (!mayCreate) fail(JET_errFileNotFound, `no folder ${path}`);
      this.files.makeDirectory(path, { recursive: true });
    }
  }

  #inLogs(rest: string): string {
    return join(this.logPath, this.baseName + rest);
  }

  #remove(path: string): boolean {
    try {
      this.files.remove(path);
      return true;
    } catch (failure) {
      if (errnoCodeOf(failure) === 'ENOENT') return false;
      throw failure;
    }
  }
}

function generationDigits(generation: number): string {
  const digits = generation > LAST_SHORT_GENERATION ? 8 : 5;
  return generation.toString(16).toUpperCase().padStart(digits, '0');
}

const escapeRegExp = (text: string): string => text.replace(/[^\w]/g, '\\$&');
