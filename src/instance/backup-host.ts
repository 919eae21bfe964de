/**
 * An instance as its backup sees it: the log, the attached databases, and what must be held while they are copied.
 */
import {
  JET_errBadCheckpointSignature,
  JET_errCheckpointFileNotFound,
  JET_errLoggingDisabled,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { BackupDatabase, BackupHost, BackupLog } from '../backup/backup-host';
import type { Database } from '../database/database';
import type { LogPosition } from '../format/log-position';
import { sameSignature } from '../format/signature';
import type { LogStream } from '../log/log-stream';
import { lastOwnedPage } from '../space/extents';
import type { Instance } from './instance';
import type { Storage } from './storage';

export class InstanceBackupHost implements BackupHost {
  readonly log: BackupLog;
  readonly verifiesBlocks = true;
  readonly #instance: Instance;
  readonly #storage: Storage;

  constructor(instance: Instance, storage: Storage) {
    this.#instance = instance;
    this.#storage = storage;
    this.log = new InstanceBackupLog(storage);
  }

  get fileSystem(): BackupHost['fileSystem'] {
    return this.#storage.files;
  }

  get clock(): BackupHost['clock'] {
    return this.#storage.clock;
  }

  get pageBytes(): number {
    return this.#storage.pageBytes;
  }

  get isBackupAllowed(): boolean {
    return this.#instance.backupAllowed;
  }

  databases(): readonly Database[] {
    return this.#storage.attached.all;
  }

  lastOwnedPage({ id }: BackupDatabase): number {
    const { attached } = this.#storage;
    return lastOwnedPage(this.#storage.pagesOf(attached.require(this, id)));
  }

  beginUse({ path }: BackupDatabase): void {
    this.#storage.attached.open(this, path, { isExclusive: false, isOnly: false });
  }

  endUse({ id }: BackupDatabase): void {
    this.#storage.attached.close(this, id);
  }

  /** Nothing is waited for: in one thread no other write can be under way, and calls do not wait. */
  pause(): void {
    return;
  }
}

class InstanceBackupLog implements BackupLog {
  constructor(readonly storage: Storage) {}

  get isEnabled(): boolean {
    return this.storage.log !== null;
  }

  /** A log that failed makes its instance unavailable, so that no call comes this far. */
  get hasFailed(): boolean {
    return this.storage.hasLogFailed;
  }

  get isCircular(): boolean {
    return this.storage.isCircular;
  }

  get baseName(): string {
    return this.storage.logFolder().baseName;
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
    return this.#stream.roll();
  }

  readCheckpointGeneration(): number {
    const stream = this.#stream;
    const checkpoint = stream.checkpointFile.read();
    if (checkpoint === null) return fail(JET_errCheckpointFileNotFound, 'the checkpoint file is empty');
    if (!sameSignature(checkpoint.logSignature, stream.signature))
      fail(JET_errBadCheckpointSignature, 'checkpoint and log are of different sequences');
    return checkpoint.position.generation;
  }

  lowestArchivedGeneration(): number | null {
    return this.storage.logFolder().listArchived()[0]?.generation ?? null;
  }

  archivePath(generation: number): string {
    return this.storage.logFolder().archived(generation);
  }

  generationOf(path: string): number | null {
    return this.storage.logFolder().generationOf(path);
  }

  removeArchived(low: number, end: number): void {
    this.storage.logFolder().removeArchived(low, end);
  }

  get #stream(): LogStream {
    return this.storage.log ?? fail(JET_errLoggingDisabled, 'the instance keeps no log');
  }
}
