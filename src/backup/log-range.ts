/**
 * Which logs a backup has to copy and which it may delete, fixed once when they are listed for the first time:
 *
 *     copy    full: the checkpoint of the beginning, incremental: the lowest archived log   …   the last archived log
 *     delete  the lowest archived log   …   the one before the checkpoint of now, or before what a database that is
 *             not in this full backup still needs for the one it had before
 *
 * Invariants
 *  1. `deleteEnd` <= `copyEnd`, and `deleteStart` <= `deleteEnd` in a full backup: the ends are the first not meant.
 *  2. A log that a database without a full backup may need is never deleted.
 */
import {
  JET_errFileNotFound,
  JET_errMissingFileToBackup,
  JET_errMissingFullBackup,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { BackupDatabase, BackupHost } from './backup-host';

export interface LogRange {
  readonly copyStart: number;
  readonly copyEnd: number;
  readonly deleteStart: number;
  readonly deleteEnd: number;
}

const STREAMING = 0;

/** The ranges after the log was rolled; `firstGeneration` is null for an incremental backup. */
export function prepareLogRange(
  host: BackupHost,
  firstGeneration: number | null,
  isCopied: (database: BackupDatabase) => boolean,
): LogRange {
  const { log } = host;
  const copyEnd = log.currentGeneration;
  const lowest = log.lowestArchivedGeneration() ?? fail(JET_errFileNotFound, 'no archived log exists');
  if (firstGeneration === null) requireUnbrokenLogs(host.databases(), lowest);
  const deletable = Math.min(log.readCheckpointGeneration(), copyEnd);
  if (firstGeneration === null)
    return { copyStart: lowest, copyEnd, deleteStart: lowest, deleteEnd: deletable };
  let deleteEnd = deletable;
  for (const database of host.databases()) {
    if (database.isLogged && !isCopied(database))
      deleteEnd = Math.min(deleteEnd, database.header.previousFullBackup.highGeneration);
  }
  return { copyStart: firstGeneration, copyEnd, deleteStart: Math.min(lowest, deleteEnd), deleteEnd };
}

/** JET_errMissingFullBackup unless every database had a full streaming backup. */
export function requireFullBackups(databases: readonly BackupDatabase[]): void {
  for (const { header, path } of databases) {
    if (header.previousFullBackup.lowGeneration === 0 || header.previousFullType !== STREAMING)
      fail(JET_errMissingFullBackup, path);
  }
}

/** JET_errMissingFileToBackup when logs since the last backup of a database are gone. */
function requireUnbrokenLogs(databases: readonly BackupDatabase[], lowest: number): void {
  for (const { header, path } of databases) {
    const { previousFullBackup, previousIncrementalBackup } = header;
    const last = Math.max(previousFullBackup.highGeneration, previousIncrementalBackup.highGeneration);
    if (lowest > last + 1) fail(JET_errMissingFileToBackup, `${path}: log ${last + 1} is gone`);
  }
}
