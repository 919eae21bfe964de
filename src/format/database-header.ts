/**
 * The header of a database: two copies, each one page long, at the start of the file. The bytes past the struct
 * are zero. Which state a database is in (created, dirty, clean) only this page says.
 *
 * Invariants
 *  1. A copy is good when its checksum holds over a whole page of the size that it names itself; nothing else
 *     about the file needs to be known to read it.
 *  2. The first copy wins when it is good; the second one is only its spare.
 */
import {
  JET_errDatabaseCorrupted,
  JET_errInvalidDatabaseVersion,
  JET_errPageSizeMismatch,
  JET_errReadVerifyFailure,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { backupInfo } from './backup-info';
import { FILE_TYPE_DATABASE, FILE_TYPE_TEMPORARY_DATABASE, FILE_TYPE_UNKNOWN } from './file-type';
import { isSealed, readStart, sameBytes, sealHeader, type ByteSource, type DamagedCopy } from './header-page';
import { bytesOf, defineLayout, i32, u32, u64, u8, type RecordOf } from './layout';
import { logPosition } from './log-position';
import { logTime } from './log-time';
import { signature } from './signature';

export const DATABASE_MAGIC = 0x89abcdef;
export const DATABASE_VERSION = 0x620;
/** The format update that this engine writes: the one of Windows 8 to Windows 10 1809. */
export const DATABASE_UPDATE = 20;
/** The newest format update that is understood. */
const NEWEST_UPDATE = 300;

/** The header and its copy, one page each, before page 1. */
export const HEADER_PAGES = 2;

/** The version of Windows that a header names as its last writer: the one whose format is written. */
export const WRITER_SYSTEM = { osMajor: 6, osMinor: 2, osBuild: 9200, osServicePack: 0 } as const;

/** Values of the state field. */
export const STATE_JUST_CREATED = 1;
export const STATE_DIRTY = 2;
export const STATE_CLEAN = 3;
export const STATE_BEING_CONVERTED = 4;
export const STATE_FORCE_DETACHED = 5;
export const STATE_RESEED_IN_PROGRESS = 6;
export const STATE_DIRTY_AND_PATCHED = 7;
export const STATE_REVERT_IN_PROGRESS = 8;

/** Bits of the flags field. */
export const HEADER_SHADOW_CATALOG_DISABLED = 0x1;
export const HEADER_ESENT_ATTACHED = 0x1000000;

// prettier-ignore
export const DATABASE_HEADER = defineLayout('database header', 748, {
  checksum:                 [  0, u32,         'ulChecksum',               'XOR of the header page'],
  magic:                    [  4, u32,         'ulMagic',                  'DATABASE_MAGIC'],
  version:                  [  8, u32,         'ulVersion',                'DATABASE_VERSION'],
  attributes:               [ 12, i32,         'attrib',                   '0: a database'],
  dirtiedAt:                [ 16, u64,         'dbtimeDirtied',            'highest database time at the last header update'],
  databaseSignature:        [ 24, signature,   'signDb',                   'identity of the database'],
  state:                    [ 52, u32,         'dbstate',                  'STATE_ value'],
  consistentPosition:       [ 56, logPosition, 'lgposConsistent',          'where the log left the database clean'],
  consistentAt:             [ 64, logTime,     'logtimeConsistent',        'when that was'],
  attachedAt:               [ 72, logTime,     'logtimeAttach',            'last attach'],
  attachPosition:           [ 80, logPosition, 'lgposAttach',              'log position of the last attach'],
  detachedAt:               [ 88, logTime,     'logtimeDetach',            'last detach; unset while attached'],
  detachPosition:           [ 96, logPosition, 'lgposDetach',              'log position of the last detach; null while attached'],
  databaseId:               [104, u32,         'dbid',                     'id under which it was last attached'],
  logSignature:             [108, signature,   'signLog',                  'identity of the log sequence'],
  previousFullBackup:       [136, backupInfo,  'bkinfoFullPrev',           'last full backup that truncated logs'],
  previousIncrementalBackup:[160, backupInfo,  'bkinfoIncPrev',            'last incremental backup since then'],
  currentFullBackup:        [184, backupInfo,  'bkinfoFullCur',            'only in a backup copy: the backup that made it'],
  flags:                    [208, u32,         'ulDbFlags',                'HEADER_ bits'],
  lastObjectId:             [212, u32,         'objidLast',                'highest object id handed out'],
  osMajor:                  [216, u32,         'dwMajorVersion',           'operating system of the last writer'],
  osMinor:                  [220, u32,         'dwMinorVersion',           ''],
  osBuild:                  [224, u32,         'dwBuildNumber',            ''],
  osServicePack:            [228, i32,         'lSPNumber',                ''],
  updateMajor:              [232, u32,         'ulDaeUpdateMajor',         'format update'],
  pageBytes:                [236, u32,         'cbPageSize',               '0 means 4096'],
  repairCount:              [240, u32,         'ulRepairCount',            'repairs'],
  repairedAt:               [244, logTime,     'logtimeRepair',            'last repair'],
  streamingSignature:       [252, bytesOf(28), 'signSLV',                  'of streaming files, which are gone'],
  scrubbedUpTo:             [280, u64,         'dbtimeLastScrub',          'database time of the last scrubbing'],
  scrubbedAt:               [288, logTime,     'logtimeScrub',             'last scrubbing'],
  minimumRequired:          [296, i32,         'lGenMinRequired',          'first log generation recovery needs; 0 when clean'],
  maximumRequired:          [300, i32,         'lGenMaxRequired',          'last log generation recovery needs; 0 when clean'],
  upgradeFormatPages:       [304, i32,         'cpgUpgrade55Format',       ''],
  upgradeFreePages:         [308, i32,         'cpgUpgradeFreePages',      ''],
  upgradeSpaceMapPages:     [312, i32,         'cpgUpgradeSpaceMapPages',  ''],
  currentSnapshot:          [316, backupInfo,  'bkinfoSnapshotCur',        'snapshot in progress'],
  createVersion:            [340, u32,         'ulCreateVersion',          'version at creation'],
  createUpdate:             [344, u32,         'ulCreateUpdate',           'format update at creation'],
  maximumCreatedAt:         [348, logTime,     'logtimeGenMaxCreate',      'when the last committed log was made'],
  previousFullType:         [356, u32,         'bkinfoTypeFullPrev',       '0 streaming, 1 OS snapshot'],
  previousIncrementalType:  [360, u32,         'bkinfoTypeIncPrev',        '0 streaming, 1 OS snapshot'],
  repairCountOld:           [364, u32,         'ulRepairCountOld',         'repairs before the last defragmentation'],
  fixedBitCount:            [368, u32,         'ulECCFixSuccess',          'flipped bits put right'],
  fixedBitAt:               [372, logTime,     'logtimeECCFixSuccess',     ''],
  fixedBitCountOld:         [380, u32,         'ulECCFixSuccessOld',       ''],
  fixFailureCount:          [384, u32,         'ulECCFixFail',             'flipped bits that could not be put right'],
  fixFailureAt:             [388, logTime,     'logtimeECCFixFail',        ''],
  fixFailureCountOld:       [396, u32,         'ulECCFixFailOld',          ''],
  badChecksumCount:         [400, u32,         'ulBadChecksum',            'pages with a wrong checksum'],
  badChecksumAt:            [404, logTime,     'logtimeBadChecksum',       ''],
  badChecksumCountOld:      [412, u32,         'ulBadChecksumOld',         ''],
  maximumCommitted:         [416, i32,         'lGenMaxCommitted',         'last log generation with records of this database'],
  previousCopyBackup:       [420, backupInfo,  'bkinfoCopyPrev',           'last full backup that kept the logs'],
  previousDifferentialBackup:[444, backupInfo, 'bkinfoDiffPrev',           'last incremental backup that kept the logs'],
  previousCopyType:         [468, u32,         'bkinfoTypeCopyPrev',       '0 streaming, 1 OS snapshot'],
  previousDifferentialType: [472, u32,         'bkinfoTypeDiffPrev',       '0 streaming, 1 OS snapshot'],
  reseedCount:              [476, u32,         'ulIncrementalReseedCount', ''],
  reseededAt:               [480, logTime,     'logtimeIncrementalReseed', ''],
  reseedCountOld:           [488, u32,         'ulIncrementalReseedCountOld', ''],
  patchCount:               [492, u32,         'ulPagePatchCount',         ''],
  patchedAt:                [496, logTime,     'logtimePagePatch',         ''],
  patchCountOld:            [504, u32,         'ulPagePatchCountOld',      ''],
  sortVersion:              [508, u64,         'qwSortVersion',            'all ones: not used any more'],
  scanFinishedAt:           [516, logTime,     'logtimeDbscanPrev',        ''],
  scanStartedAt:            [524, logTime,     'logtimeDbscanStart',       ''],
  scannedUpTo:              [532, u32,         'pgnoDbscanHighestContinuous', ''],
  recoveringGeneration:     [536, i32,         'lGenRecovering',           'log generation being replayed'],
  extendCount:              [540, u32,         'ulExtendCount',            ''],
  extendedAt:               [544, logTime,     'logtimeLastExtend',        ''],
  shrinkCount:              [552, u32,         'ulShrinkCount',            ''],
  shrunkAt:                 [556, logTime,     'logtimeLastShrink',        ''],
  reattachedAt:             [564, logTime,     'logtimeLastReAttach',      ''],
  reattachPosition:         [572, logPosition, 'lgposLastReAttach',        ''],
  trimCount:                [580, u32,         'ulTrimCount',              ''],
  headerFlushSignature:     [584, signature,   'signDbHdrFlush',           'new at every write of the header'],
  flushMapSignature:        [612, signature,   'signFlushMapHdrFlush',     'of the flush map that goes with this header'],
  minimumConsistent:        [640, i32,         'lGenMinConsistent',        'first log generation needed to become clean'],
  updateMinor:              [644, u32,         'ulDaeUpdateMinor',         ''],
  engineVersion:            [648, u32,         'efvMaxBinAttachDiagnostic', 'newest engine that attached it'],
  scanHighest:              [652, u32,         'pgnoDbscanHighest',        ''],
  lastResizePosition:       [656, logPosition, 'lgposLastResize',          'newer formats: log position of the last resize'],
  reserved1:                [664, bytesOf(3),  'rgbReserved',              'zero'],
  fileType:                 [667, u32,         'filetype',                 'FILE_TYPE_DATABASE'],
  reserved2:                [671, u8,          'rgbReserved2',             'zero'],
  maximumRequiredAt:        [672, logTime,     'logtimeGenMaxRequired',    'newer formats: when the last required log was made'],
  beforeRedoConsistent:     [680, i32,         'lGenPreRedoMinConsistent', ''],
  beforeRedoRequired:       [684, i32,         'lGenPreRedoMinRequired',   ''],
  revertSignature:          [688, signature,   'signRBSHdrFlush',          'of the revert snapshot'],
  revertCount:              [716, u32,         'ulRevertCount',            ''],
  revertedFrom:             [720, logTime,     'logtimeRevertFrom',        ''],
  revertedTo:               [728, logTime,     'logtimeRevertTo',          ''],
  revertPageCount:          [736, u32,         'ulRevertPageCount',        ''],
  commitBeforeRevert:       [740, logPosition, 'lgposCommitBeforeRevert',  ''],
});

export type DatabaseHeader = RecordOf<typeof DATABASE_HEADER>;

export interface FoundDatabaseHeader {
  readonly header: DatabaseHeader;
  /** The page size by which the checksum holds. */
  readonly pageBytes: number;
  /** The whole header page as it is in the good copy. */
  readonly page: Uint8Array;
  readonly damagedCopy: DamagedCopy;
}

const PAGE_SIZES = [2048, 4096, 8192, 16384, 32768];
const LARGEST_PAGE = 32768;

/** The header in the first bytes of a file (two pages of any size fit 64 KiB); null when neither copy is good. */
export function findDatabaseHeader(start: Uint8Array): FoundDatabaseHeader | null {
  const first = PAGE_SIZES.find((pageBytes) => isGoodCopy(start, 0, pageBytes));
  if (first !== undefined) {
    const isPaired = isGoodCopy(start, first, first) && sameBytes(start, 0, first, first);
    return found(start, 0, first, isPaired ? 'none' : 'second');
  }
  const second = PAGE_SIZES.find((pageBytes) => isGoodCopy(start, pageBytes, pageBytes));
  return second === undefined ? null : found(start, second, second, 'first');
}

/** As {@link findDatabaseHeader}; JET_errReadVerifyFailure when there is none, whatever kind of file it is. */
export function readDatabaseHeader(source: ByteSource): FoundDatabaseHeader {
  const header = findDatabaseHeader(readStart(source, 2 * LARGEST_PAGE));
  return (
    header ?? fail(JET_errReadVerifyFailure, 'no good copy of a database header at the start of the file')
  );
}

/**
 * The checks an attach makes on a header before it looks at the state: page size of the instance, magic, version.
 * What is no database of ours ends in JET_errPageSizeMismatch or JET_errInvalidDatabaseVersion.
 */
export function requireReadableVersion(
  { header, pageBytes }: FoundDatabaseHeader,
  instancePageBytes: number,
): void {
  if (pageBytes !== instancePageBytes) {
    fail(JET_errPageSizeMismatch, `database has ${pageBytes}-byte pages, instance ${instancePageBytes}`);
  }
  if (header.magic !== DATABASE_MAGIC) {
    fail(JET_errInvalidDatabaseVersion, `magic ${header.magic.toString(16)}`);
  }
  if (header.version !== DATABASE_VERSION || header.updateMajor > NEWEST_UPDATE) {
    fail(
      JET_errInvalidDatabaseVersion,
      `version ${header.version.toString(16)} update ${header.updateMajor}`,
    );
  }
}

/** The check an attach makes after the state: that the header is one of a database. */
export function requireDatabaseFile(header: DatabaseHeader): void {
  const isDatabase =
    header.attributes === 0 &&
    (header.fileType === FILE_TYPE_DATABASE ||
      header.fileType === FILE_TYPE_TEMPORARY_DATABASE ||
      header.fileType === FILE_TYPE_UNKNOWN);
  if (!isDatabase)
    fail(JET_errDatabaseCorrupted, `attributes ${header.attributes}, file type ${header.fileType}`);
}

/** A header with everything unset but what makes it a database of the version this engine writes. */
export function blankDatabaseHeader(pageBytes: number): DatabaseHeader {
  return {
    ...DATABASE_HEADER.decode(new Uint8Array(DATABASE_HEADER.size)),
    magic: DATABASE_MAGIC,
    version: DATABASE_VERSION,
    updateMajor: DATABASE_UPDATE,
    createVersion: DATABASE_VERSION,
    createUpdate: DATABASE_UPDATE,
    pageBytes,
    sortVersion: 0xffff_ffff_ffff_ffffn,
    fileType: FILE_TYPE_DATABASE,
  };
}

/** The header page for both copies, checksum included. */
export function encodeDatabaseHeader(header: DatabaseHeader): Uint8Array {
  const page = new Uint8Array(pageBytesOf(header.pageBytes));
  DATABASE_HEADER.encode(page, header);
  sealHeader(page);
  return page;
}

/** Where a page begins in the file, in bytes; pages count from 1. */
export const placeOfPage = (pageNumber: number, pageBytes: number): number =>
  (pageNumber + HEADER_PAGES - 1) * pageBytes;

/** How many pages a file of `fileBytes` bytes is long enough for. */
export const pageCountOf = (fileBytes: number, pageBytes: number): number =>
  Math.max(0, Math.floor(fileBytes / pageBytes) - HEADER_PAGES);

function isGoodCopy(start: Uint8Array, offset: number, pageBytes: number): boolean {
  if (offset + pageBytes > start.length) return false;
  const stated = DATABASE_HEADER.get(start, 'pageBytes', offset);
  return pageBytesOf(stated) === pageBytes && isSealed(start, offset, pageBytes);
}

function found(
  start: Uint8Array,
  offset: number,
  pageBytes: number,
  damagedCopy: DamagedCopy,
): FoundDatabaseHeader {
  const page = start.slice(offset, offset + pageBytes);
  return { header: DATABASE_HEADER.decode(page), pageBytes, page, damagedCopy };
}

function pageBytesOf(stated: number): number {
  return stated === 0 ? 4096 : stated;
}
