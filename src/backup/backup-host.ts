/**
 * What a backup needs to know of the instance it copies. The instance implements this; a backup knows no more of
 * instances, logs and databases than what stands here.
 */
import type { DatabaseHeader } from '../format/database-header';
import type { ByteSource } from '../format/header-page';
import type { LogPosition } from '../format/log-position';
import type { Clock, FileSystem } from '../os/file-system';

/** A database that is attached to the instance. */
export interface BackupDatabase {
  /** Absolute. */
  readonly path: string;
  /** The number of its slot. */
  readonly id: number;
  /** False for one that was attached for reading only or without a log. */
  readonly isLogged: boolean;
  /** The file as the disk holds it. */
  readonly file: ByteSource;
  /** The header as it is now; `updateHeader` is the only way to change it. */
  readonly header: Readonly<DatabaseHeader>;
  /** Changes the header and writes both copies. */
  updateHeader(change: (header: DatabaseHeader) => void): void;
}

/** The log stream of the instance. */
export interface BackupLog {
  readonly isEnabled: boolean;
  /** Whether writing failed, so that nothing more is logged. */
  readonly hasFailed: boolean;
  readonly isCircular: boolean;
  readonly baseName: string;
  readonly currentGeneration: number;
  /** Where the next record will be. */
  readonly tip: LogPosition;
  /** JET_errLogDiskFull or JET_errLogSequenceEnd when there is no room for another generation. */
  requireRoom(): void;
  /** Ends the current generation and begins the next one; answers where the log stood. */
  roll(): LogPosition;
  /** The generation of the checkpoint on disk; the errors of reading that file. */
  readCheckpointGeneration(): number;
  /** The lowest generation that has an archived file, or null. */
  lowestArchivedGeneration(): number | null;
  /** The absolute path of an archived log, whether it exists or not. */
  archivePath(generation: number): string;
  /** The generation in the name of an archived log, or null when the name is not one. */
  generationOf(path: string): number | null;
  /** Deletes archived logs from `low` up to but without `end`, oldest first; one that is gone already is no matter. */
  removeArchived(low: number, end: number): void;
}

export interface BackupHost {
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly log: BackupLog;
  readonly pageBytes: number;
  /** False after the first attempt to end the instance. */
  readonly isBackupAllowed: boolean;
  /** Whether pages and log segments are checked as they are read. */
  readonly verifiesBlocks: boolean;
  /** All attached databases but the temporary one, in the order of their slots. */
  databases(): readonly BackupDatabase[];
  /** The last page that a database owns. */
  lastOwnedPage(database: BackupDatabase): number;
  /** Opens a database beside its other users; JET_errDatabaseLocked while one of them has it alone. */
  beginUse(database: BackupDatabase): void;
  endUse(database: BackupDatabase): void;
  /** Waits before a damaged page is read again. */
  pause(milliseconds: number): void;
}
