/**
 * The checkpoint file: where recovery has to begin. Two copies of 4096 bytes, written one after the other, so that a
 * crash in the middle leaves one of them good.
 */
import { JET_errCheckpointCorrupt, JET_errFileInvalidType } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { ATTACHMENT_LIST_BYTES } from './attachments';
import { dbmsParameters } from './dbms-parameters';
import { FILE_TYPE_CHECKPOINT, FILE_TYPE_UNKNOWN } from './file-type';
import { isSealed, sameBytes, sealHeader, type DamagedCopy } from './header-page';
import { bytesOf, defineLayout, u32, u8, type RecordOf } from './layout';
import { isNullPosition, logPosition } from './log-position';
import { logTime } from './log-time';
import { signature } from './signature';

export const CHECKPOINT_BYTES = 4096;
/** Both copies. */
export const CHECKPOINT_FILE_BYTES = 2 * CHECKPOINT_BYTES;

/** Bit of the version field: the list of attachments is there. */
export const CHECKPOINT_HAS_ATTACHMENTS = 0x1;

// prettier-ignore
export const CHECKPOINT = defineLayout('checkpoint', CHECKPOINT_BYTES, {
  checksum:                 [   0, u32,            'ulChecksum',     'XOR of the copy'],
  fullBackupCheckpoint:     [   4, logPosition,    'lgposLastFullBackupCheckpoint', 'checkpoint of the last full backup'],
  position:                 [  12, logPosition,    'lgposCheckpoint','where recovery begins'],
  logSignature:             [  20, signature,      'signLog',        'identity of the log sequence'],
  parameters:               [  48, dbmsParameters, 'dbms_param',     'settings of the writer'],
  fullBackupPosition:       [ 615, logPosition,    'lgposFullBackup','last full backup'],
  fullBackupAt:             [ 623, logTime,        'logtimeFullBackup', ''],
  incrementalBackupPosition:[ 631, logPosition,    'lgposIncBackup', 'last incremental backup'],
  incrementalBackupAt:      [ 639, logTime,        'logtimeIncBackup', ''],
  version:                  [ 647, u8,             'fVersion',       'CHECKPOINT_HAS_ATTACHMENTS'],
  consistencyPosition:      [ 648, logPosition,    'lgposDbConsistency', 'from where the databases need the log'],
  reserved1:                [ 656, bytesOf(11),    'rgbReserved1',   'zero'],
  fileType:                 [ 667, u32,            'filetype',       'FILE_TYPE_CHECKPOINT'],
  reserved2:                [ 671, bytesOf(8),     'rgbReserved2',   'zero'],
  attachments:              [ 679, bytesOf(ATTACHMENT_LIST_BYTES), 'rgbAttach', 'databases attached at the checkpoint'],
  unused:                   [2727, bytesOf(1369),  'rgbPadding',     'zero'],
});

export type Checkpoint = RecordOf<typeof CHECKPOINT>;

interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly damagedCopy: DamagedCopy;
}

/** The good copy in the bytes of a checkpoint file; JET_errCheckpointCorrupt or JET_errFileInvalidType. */
export function readCheckpoint(file: Uint8Array): FoundCheckpoint {
  const isFirstGood = isSealed(file, 0, CHECKPOINT_BYTES);
  const isSecondGood = isSealed(file, CHECKPOINT_BYTES, CHECKPOINT_BYTES);
  if (!isFirstGood && !isSecondGood) fail(JET_errCheckpointCorrupt, 'both copies are damaged');
  const checkpoint = CHECKPOINT.decode(file, isFirstGood ? 0 : CHECKPOINT_BYTES);
  if (checkpoint.fileType !== FILE_TYPE_CHECKPOINT && checkpoint.fileType !== FILE_TYPE_UNKNOWN) {
    fail(JET_errFileInvalidType, `file type ${checkpoint.fileType} instead of a checkpoint's`);
  }
  if (isNullPosition(checkpoint.consistencyPosition)) checkpoint.consistencyPosition = checkpoint.position;
  if (!isFirstGood) return { checkpoint, damagedCopy: 'first' };
  const isPaired = isSecondGood && sameBytes(file, 0, CHECKPOINT_BYTES, CHECKPOINT_BYTES);
  return { checkpoint, damagedCopy: isPaired ? 'none' : 'second' };
}

/** A checkpoint with everything unset but what makes it one. */
export function blankCheckpoint(): Checkpoint {
  return {
    ...CHECKPOINT.decode(new Uint8Array(CHECKPOINT_BYTES)),
    version: CHECKPOINT_HAS_ATTACHMENTS,
    fileType: FILE_TYPE_CHECKPOINT,
  };
}

/** The bytes of one copy, checksum included. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const bytes = new Uint8Array(CHECKPOINT_BYTES);
  CHECKPOINT.encode(bytes, checkpoint);
  sealHeader(bytes);
  return bytes;
}
