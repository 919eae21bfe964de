/**
 * The last page of a database as a backup delivers it: which log generations make the copy consistent, as known only
 * when its last page had been read. It begins like a page whose header is all zero but for the checksum, which is
 * the XOR of a header page.
 */
import { JET_errBadPatchPage } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { backupInfo } from './backup-info';
import type { DatabaseHeader } from './database-header';
import { isSealed, sealHeader } from './header-page';
import { bytesOf, defineLayout, u32, type RecordOf } from './layout';
import { comparePositions } from './log-position';
import { logTime } from './log-time';
import { sameSignature, signature } from './signature';

// prettier-ignore
export const BACKUP_TRAILER = defineLayout('backup trailer', 148, {
  checksum:           [  0, u32,         'checksum',          'XOR of the page'],
  pageHeader:         [  4, bytesOf(36), 'hdrNormalPage',     'the rest of a page header, zero'],
  backup:             [ 40, backupInfo,  'bkinfo',            'mark of the backup, first and last log generation needed'],
  databaseSignature:  [ 64, signature,   'signDb',            'identity of the database'],
  logSignature:       [ 92, signature,   'signLog',           'identity of the log sequence'],
  minimumRequired:    [120, u32,         'lgenMinReq',        'newer formats: as in the live header at the end'],
  maximumRequired:    [124, u32,         'lgenMaxReq',        'newer formats'],
  maximumCommitted:   [128, u32,         'lgenMaxCommitted',  'newer formats'],
  maximumRequiredAt:  [132, logTime,     'logtimeGenMaxRequired',  'newer formats'],
  maximumCommittedAt: [140, logTime,     'logtimeGenMaxCommitted', 'newer formats'],
});

type BackupTrailer = RecordOf<typeof BACKUP_TRAILER>;

/** The trailer in the last page of a copied database; JET_errBadPatchPage when its checksum is wrong. */
export function readBackupTrailer(page: Uint8Array): BackupTrailer {
  if (page.length < BACKUP_TRAILER.size || page.length % 4 !== 0 || !isSealed(page, 0, page.length)) {
    fail(JET_errBadPatchPage, `no trailer in the last page (${page.length} bytes)`);
  }
  return BACKUP_TRAILER.decode(page);
}

/** Whether trailer and header come from one and the same backup of one database. */
export function trailerBelongsTo(trailer: BackupTrailer, header: DatabaseHeader): boolean {
  return (
    sameSignature(trailer.databaseSignature, header.databaseSignature) &&
    sameSignature(trailer.logSignature, header.logSignature) &&
    trailer.backup.highGeneration !== 0 &&
    comparePositions(trailer.backup.mark, header.currentFullBackup.mark) === 0
  );
}

/** A trailer with everything unset. */
export function blankBackupTrailer(): BackupTrailer {
  return BACKUP_TRAILER.decode(new Uint8Array(BACKUP_TRAILER.size));
}

/** The trailer page, checksum included. */
export function encodeBackupTrailer(trailer: BackupTrailer, pageBytes: number): Uint8Array {
  const page = new Uint8Array(pageBytes);
  BACKUP_TRAILER.encode(page, trailer);
  sealHeader(page);
  return page;
}
