/**
 * The header of a log file: one copy, 4096 bytes, written once when the generation begins.
 *
 * Invariant
 *  1. A header that `readLogHeader` returns has a good checksum, is one of a log, and of a version whose records
 *     are understood.
 */
import { JET_errBadLogVersion, JET_errFileInvalidType, JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { ATTACHMENT_LIST_BYTES } from './attachments';
import { dbmsParameters } from './dbms-parameters';
import { FILE_TYPE_LOG, FILE_TYPE_UNKNOWN } from './file-type';
import { isSealed, sealHeader } from './header-page';
import { bytesOf, defineLayout, i32, u16, u32, u8, type RecordOf } from './layout';
import { logPosition } from './log-position';
import { LOG_SEGMENT_BYTES } from './log-segment';
import { logTime } from './log-time';
import { signature } from './signature';

export const LOG_HEADER_BYTES = 4096;

export const LOG_MAJOR = 8;
export const LOG_MINOR = 4000;
/** The log format update that this engine writes. */
export const LOG_UPDATE_MAJOR = 5;
export const LOG_UPDATE_MINOR = 16;
/** The newest log format update whose records are understood. */
const NEWEST_UPDATE_MAJOR = 130;

/** Bits of the flags field. */
export const LOG_RESERVE_USED = 0x1;
export const LOG_CIRCULAR_NOW = 0x2;
export const LOG_CIRCULAR_EVER = 0x4;

// prettier-ignore
export const LOG_HEADER = defineLayout('log header', LOG_HEADER_BYTES, {
  checksum:          [   0, u32,            'ulChecksum',        'XOR of the header'],
  generation:        [   4, i32,            'lGeneration',       'number of this log'],
  segmentBytes:      [   8, u16,            'cbSec',             '4096'],
  headerSegments:    [  10, u16,            'csecHeader',        '1'],
  fileSegments:      [  12, u16,            'csecLGFile',        'file size in segments'],
  pageBytes:         [  14, u16,            'cbPageSize',        'page size of the databases, 0 means 4096'],
  createdAt:         [  16, logTime,        'tmCreate',          'when this generation began'],
  previousCreatedAt: [  24, logTime,        'tmPrevGen',         'when the one before began; unset in the first'],
  major:             [  32, u32,            'ulMajor',           'LOG_MAJOR'],
  minor:             [  36, u32,            'ulMinor',           'LOG_MINOR'],
  updateMajor:       [  40, u32,            'ulUpdateMajor',     'format update'],
  logSignature:      [  44, signature,      'signLog',           'identity of the log sequence'],
  parameters:        [  72, dbmsParameters, 'dbms_param',        'settings of the writer'],
  flags:             [ 639, u8,             'fLGFlags',          'LOG_ bits'],
  checkpoint:        [ 640, logPosition,    'lgposCheckpoint',   'checkpoint when this generation began'],
  updateMinor:       [ 648, u32,            'ulUpdateMinor',     'format update without effect on readers'],
  sectorMismatch:    [ 652, u8,             'bDiskSecSizeMismatch', 'sector size of the disk when it is not the one used'],
  previousChecksum:  [ 653, bytesOf(8),     'checksumPrevLogAllSegments', 'XOR of all segment checksums of the log before'],
  engineVersion:     [ 661, u32,            'efvEngineCurrentDiagnostic', 'engine of the writer'],
  reserved:          [ 665, bytesOf(2),     'rgbReserved',       'zero'],
  fileType:          [ 667, u32,            'filetype',          'FILE_TYPE_LOG'],
  attachments:       [ 671, bytesOf(ATTACHMENT_LIST_BYTES), 'rgbAttach', 'databases attached when this generation began'],
  unused:            [2719, bytesOf(1377),  'rgbPadding',        'zero'],
});

export type LogHeader = RecordOf<typeof LOG_HEADER>;

/** The header in the first bytes of a log; JET_errLogFileCorrupt, JET_errFileInvalidType or JET_errBadLogVersion. */
export function readLogHeader(start: Uint8Array): LogHeader {
  if (!isSealed(start, 0, LOG_HEADER_BYTES)) fail(JET_errLogFileCorrupt, 'bad checksum of the log header');
  const header = LOG_HEADER.decode(start);
  if (header.fileType !== FILE_TYPE_LOG && header.fileType !== FILE_TYPE_UNKNOWN) {
    fail(JET_errFileInvalidType, `file type ${header.fileType} instead of a log's`);
  }
  const isKnown =
    header.major === LOG_MAJOR && header.minor === LOG_MINOR && header.updateMajor <= NEWEST_UPDATE_MAJOR;
  if (!isKnown)
    fail(JET_errBadLogVersion, `log version ${header.major}.${header.minor}.${header.updateMajor}`);
  if (header.segmentBytes !== LOG_SEGMENT_BYTES) {
    fail(JET_errLogFileCorrupt, `segments of ${header.segmentBytes} bytes`);
  }
  return header;
}

/** A header with everything unset but what makes it a log of the version this engine writes. */
export function blankLogHeader(): LogHeader {
  return {
    ...LOG_HEADER.decode(new Uint8Array(LOG_HEADER_BYTES)),
    segmentBytes: LOG_SEGMENT_BYTES,
    headerSegments: LOG_HEADER_BYTES / LOG_SEGMENT_BYTES,
    major: LOG_MAJOR,
    minor: LOG_MINOR,
    updateMajor: LOG_UPDATE_MAJOR,
    updateMinor: LOG_UPDATE_MINOR,
    fileType: FILE_TYPE_LOG,
  };
}

/** The header's bytes, checksum included. */
export function encodeLogHeader(header: LogHeader): Uint8Array {
  const bytes = new Uint8Array(LOG_HEADER_BYTES);
  LOG_HEADER.encode(bytes, header);
  sealHeader(bytes);
  return bytes;
}
