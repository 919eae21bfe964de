/**
 * Where the databases that a log names lie now: the map given to jetInit3, and the folder of
 * JET_paramAlternateDatabaseRecoveryPath.
 *
 *   a file of the map has the signature that the log tells ──▶ there
 *   else an entry has the name, or for one to be made a name that is the end of it ──▶ there
 *   else the folder for databases that moved, if there is one ──▶ the same name in there
 *   else ──▶ where the log says
 *
 * Names in logs are those of the machine that wrote them, so both separators count and letters of any case are alike.
 */
import { join } from 'node:path';
import { JET_errDatabaseInvalidName, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { findDatabaseHeader } from '../format/database-header';
import { readStart } from '../format/header-page';
import { sameSignature, type Signature } from '../format/signature';
import type { FileSystem } from '../os/file-system';

interface MapEntry {
  readonly from: string;
  readonly to: string;
}

/** Twice the databases that an instance may have. */
const MOST_ENTRIES = 14;
/** Two pages of the largest size. */
const START_BYTES = 65536;

const separators = /[\\/]+/g;
const folded = (path: string): string => path.replace(separators, '/').toLowerCase();

/** A path that a log may hold, of whichever system: its last part. */
const lastPart = (path: string): string => path.split(separators).at(-1) ?? path;

interface KnownFile extends MapEntry {
  /** The identity of the database that lies there; null when there is none. */
  readonly signature: Signature | null;
}

export class DatabaseMap {
  readonly #entries: readonly KnownFile[];

  constructor(
    readonly files: FileSystem,
    entries: readonly MapEntry[],
    /** The folder where databases are looked for instead; empty for none. */
    readonly otherFolder: string,
  ) {
    if (entries.length > MOST_ENTRIES)
      fail(JET_errInvalidParameter, `${entries.length} databases in the map`);
    this.#entries = entries.map(({ from, to }) => {
      if (to === '') fail(JET_errDatabaseInvalidName, `no new name for ${from}`);
      const absolute = files.absolutePath(to);
      return { from: from === '' ? absolute : from, to: absolute, signature: signatureOf(files, absolute) };
    });
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** The absolute path of a database now; null when there is a map and it is not in there. */
  find(path: string, signature: Signature, isToBeMade: boolean): string | null {
    const entry =
      this.#entries.find((each) => each.signature !== null && sameSignature(each.signature, signature)) ??
      this.#entries.find((each) => this.#isNamed(each, path)) ??
      (isToBeMade ? this.#bestEnd(path) : undefined);
    return entry?.to ?? null;
  }

  /** Where a database is that no entry of the map names. */
  elsewhere(path: string): string {
    if (this.otherFolder !== '') return this.files.absolutePath(join(this.otherFolder, lastPart(path)));
    return this.files.absolutePath(path);
  }

  #isNamed({ from }: KnownFile, path: string): boolean {
    return folded(from) === folded(path) || folded(this.files.absolutePath(from)) === folded(path);
  }

  #bestEnd(path: string): KnownFile | undefined {
    const fitting = this.#entries.filter(
      ({ from, signature }) => signature === null && folded(path).endsWith(folded(from)),
    );
    return fitting.sort((one, other) => other.from.length - one.from.length).at(0);
  }
}

function signatureOf(files: FileSystem, path: string): Signature | null {
  if (!files.exists(path) || files.isDirectory(path)) return null;
  const file = files.open(path, 'read');
  try {
    return findDatabaseHeader(readStart(file, START_BYTES))?.header.databaseSignature ?? null;
  } finally {
    file.close();
  }
}
