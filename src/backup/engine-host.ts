/** What a backup needs of an instance, answered by its log stream, its databases and their pages. */
import {
  JET_errBadCheckpointSignature,
  JET_errCheckpointFileNotFound,
  JET_errLoggingDisabled,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { CachedFile } from '../cache/page-cache';
import type { Database } from '../database/database';
import type { Databases } from '../database/databases';
import type { LogPosition } from '../format/log-position';
import { sameSignature } from '../format/signature';
import type { LogFolder } from '../log/log-folder';
import type { LogStream } from '../log/log-stream';
import type { Clock } from '../os/file-system';
import { lastOwnedPage } from '../space/extents';
import type { BackupDatabase, BackupHost, BackupLog } from './backup-host';

/** The facts of an instance; what may change is a function. */
export interface BackupFacts {
  readonly clock: Clock;
  readonly pageBytes: number;
  readonly folder: LogFolder;
  readonly databases: Databases;
  /** Null while the instance keeps no log. */
  readonly stream: () => LogStream | null;
  readonly isCircular: () => boolean;
  readonly isBackupAllowed: () => boolean;
  readonly verifiesBlocks: () => boolean;
  readonly pagesOf: (database: Database) => CachedFile;
}

/** Ends a synchronous wait at its time, because nobody ever wakes it. */
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export class EngineBackupHost implements BackupHost {
  readonly log: BackupLog;

  constructor(readonly facts: BackupFacts) {
    this.log = new StreamLog(facts);
  }

  get fileSystem(): BackupHost['fileSystem'] {
    return this.facts.folder.files;
  }

  get clock(): Clock {
    return this.facts.clock;
  }

  get pageBytes(): number {
    return this.facts.pageBytes;
  }

  get isBackupAllowed(): boolean {
    return this.facts.isBackupAllowed();
  }

  get verifiesBlocks(): boolean {
    return this.facts.verifiesBlocks();
  }

  databases(): readonly Database[] {
    return this.facts.databases.all;
  }

  /** Asked of a database that is in use. */
  lastOwnedPage({ id }: BackupDatabase): number {
    return lastOwnedPage(this.facts.pagesOf(this.facts.databases.require(this, id)));
  }

  beginUse({ path }: BackupDatabase): void {
    this.facts.databases.open(this, path, { isExclusive: false, isOnly: false });
  }

  endUse({ id }: BackupDatabase): void {
    this.facts.databases.close(this, id);
  }

  pause(milliseconds: number): void {
    Atomics.wait(sleeper, 0, 0, milliseconds);
  }
}

class StreamLog implements BackupLog {
  constructor(readonly facts: BackupFacts) {}

  get isEnabled(): boolean {
    return this.facts.stream() !== null;
  }

  /** A log that failed makes its instance unavailable, so that no call comes so far. */
  get hasFailed(): boolean {
    return false;
  }

  get isCircular(): boolean {
    return this.facts.isCircular();
  }

  get baseName(): string {
    return this.facts.folder.baseName;
  }

  get currentGeneration(): number {
    return this.#stream.generation;
  }

  get tip(): LogPosition {
    return this.#stream.tip;
  }

  requireRoom(): void {
    this.#stream.requireRoom();
  }

  roll(): LogPosition {
    this.#stream.roll();
    return this.#stream.tip;
  }

  readCheckpointGeneration(): number {
    const { checkpointFile, signature } = this.#stream;
    const { checkpoint: path } = this.facts.folder;
    const checkpoint = checkpointFile.read() ?? fail(JET_errCheckpointFileNotFound, path);
    if (!sameSignature(checkpoint.logSignature, signature)) fail(JET_errBadCheckpointSignature, path);
    return checkpoint.position.generation;
  }

  lowestArchivedGeneration(): number | null {
    return this.facts.folder.listArchived().at(0)?.generation ?? null;
  }

  archivePath(generation: number): string {
    return this.facts.folder.archived(generation);
  }

  generationOf(path: string): number | null {
    return this.facts.folder.generationOf(path);
  }

  removeArchived(low: number, end: number): void {
    this.facts.folder.removeArchived(low, end);
  }

  get #stream(): LogStream {
    return this.facts.stream() ?? fail(JET_errLoggingDisabled, 'the instance keeps no log');
  }
}
