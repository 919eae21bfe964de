/**
 * What is known of one backup from its beginning to its end.
 *
 *     databases:  databases are copied (full backups only)
 *     logs:       logs are copied; from the first listing on, in an incremental backup from the beginning
 */
import { JetError } from '../../errors/jet-error';
import type { LogPosition } from '../format/log-position';
import type { LogTime } from '../format/log-time';
import type { BackupDatabase } from './backup-host';
import type { DatabaseCopy } from './database-copy';
import type { LogCopy } from './log-copy';
import type { LogRange } from './log-range';

/** A position of the log and the time it was taken. */
export interface Mark {
  readonly position: LogPosition;
  readonly at: LogTime;
}

export class BackupRun {
  phase: 'databases' | 'logs';
  /** The only file that may be open. */
  file: DatabaseCopy | LogCopy | null = null;
  /** Set by the first listing of logs; a listing that failed fails again. */
  range: LogRange | JetError | null = null;
  areLogsTruncated = false;
  /** Sum of the generations of the needed logs that were read to their end. */
  #copiedGenerations = 0;
  /** Databases that belong to the backup, and whether they were read to their end. */
  readonly #members = new Map<BackupDatabase, boolean>();

  constructor(
    readonly isFull: boolean,
    /** Of a full backup: the end of the log when it began, and the generation of the checkpoint then. */
    readonly mark: Mark,
    readonly firstGeneration: number,
  ) {
    this.phase = isFull ? 'databases' : 'logs';
  }

  /** The ranges of the logs, or null before they are known. */
  get knownRange(): LogRange | null {
    return this.range instanceof JetError ? null : this.range;
  }

  join(database: BackupDatabase): void {
    if (!this.#members.has(database)) this.#members.set(database, false);
  }

  /** The database was read to its end. */
  complete(database: BackupDatabase): void {
    this.#members.set(database, true);
  }

  drop(database: BackupDatabase): void {
    this.#members.delete(database);
  }

  isMember(database: BackupDatabase): boolean {
    return this.#members.has(database);
  }

  isCopied(database: BackupDatabase): boolean {
    return this.#members.get(database) === true;
  }

  /** A log was read to its end; it counts when its generation is a needed one. */
  countLog(generation: number): void {
    const range = this.knownRange;
    if (range === null || generation < range.copyStart || generation >= range.copyEnd) return;
    this.#copiedGenerations += generation;
  }

  /**
   * Whether the generations that were copied add up to those that were needed; so a higher one that was copied twice
   * can stand for a lower one that is missing.
   */
  areLogsCopied({ copyStart, copyEnd }: LogRange): boolean {
    const needed = ((copyStart + copyEnd - 1) * (copyEnd - copyStart)) / 2;
    return this.#copiedGenerations >= needed;
  }
}
