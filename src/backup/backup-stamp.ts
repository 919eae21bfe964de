/**
 * What a finished backup leaves in the header of a live database:
 *
 *                  logs truncated             logs kept
 *     full         previousFullBackup (*)     previousCopyBackup
 *     incremental  previousIncrementalBackup  previousDifferentialBackup
 *
 *     (*) begins a new history: the incremental and the differential backup before it are forgotten
 *
 * Invariant
 *  1. A stamp never replaces one of the same kind with a later mark.
 */
import { type BackupInfo, NO_BACKUP } from '../format/backup-info';
import type { DatabaseHeader } from '../format/database-header';
import { comparePositions } from '../format/log-position';

const STREAMING = 0;

interface BackupStamp {
  readonly isFull: boolean;
  readonly areLogsTruncated: boolean;
  readonly info: BackupInfo;
}

/** Puts the stamp into the header. */
export function stampHeader(header: DatabaseHeader, { isFull, areLogsTruncated, info }: BackupStamp): void {
  const [field, type] = areLogsTruncated ? TRUNCATED[Number(isFull)] : KEPT[Number(isFull)];
  if (comparePositions(header[field].mark, info.mark) > 0) return;
  header[field] = info;
  header[type] = STREAMING;
  if (!areLogsTruncated) return;
  header.currentSnapshot = NO_BACKUP;
  header.previousIncrementalType = STREAMING;
  if (!isFull) return;
  header.previousIncrementalBackup = NO_BACKUP;
  header.previousDifferentialBackup = NO_BACKUP;
  header.previousDifferentialType = STREAMING;
}

/** Fields by whether the backup is full. */
const TRUNCATED = [
  ['previousIncrementalBackup', 'previousIncrementalType'],
  ['previousFullBackup', 'previousFullType'],
] as const;
const KEPT = [
  ['previousDifferentialBackup', 'previousDifferentialType'],
  ['previousCopyBackup', 'previousCopyType'],
] as const;
