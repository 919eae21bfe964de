/**
 * What JetGetDatabaseInfo and JetGetDatabaseFileInfo answer at each level. Most levels want a buffer of exactly their
 * size; which code a wrong size gets depends on the level.
 */
import {
  JET_errBufferTooSmall,
  JET_errDatabaseIncompleteUpgrade,
  JET_errFeatureNotAvailable,
  JET_errFileAccessDenied,
  JET_errFileInvalidType,
  JET_errFileNotFound,
  JET_errInvalidBufferSize,
  JET_errInvalidParameter,
  JET_errReadVerifyFailure,
} from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import { JET_bitDbExclusive } from '../../include/grbits/database';
import type { JET_ERR } from '../../include/handles';
import {
  JET_DbInfoCollate,
  JET_DbInfoConnect,
  JET_DbInfoCountry,
  JET_DbInfoCp,
  JET_DbInfoDBInUse,
  JET_DbInfoFilename,
  JET_DbInfoFilesize,
  JET_DbInfoFilesizeOnDisk,
  JET_DbInfoFileType,
  JET_DbInfoIsam,
  JET_DbInfoLCID,
  JET_DbInfoMisc,
  JET_DbInfoOptions,
  JET_DbInfoPageSize,
  JET_DbInfoSpaceAvailable,
  JET_DbInfoSpaceOwned,
  JET_DbInfoTransactions,
  JET_DbInfoUpgrade,
  JET_DbInfoVersion,
  JET_filetypeDatabase,
} from '../../include/info-levels';
import type { InfoTarget } from '../../include/jet-api';
import {
  JET_DBINFOMISC,
  JET_DBINFOMISC2,
  JET_DBINFOMISC3,
  JET_DBINFOMISC4,
  JET_DBINFOUPGRADE,
} from '../../include/structs/database';
import type { Database } from '../database/database';
import { Databases } from '../database/databases';
import { describeHeader } from '../database/header-info';
import {
  DATABASE_MAGIC,
  DATABASE_VERSION,
  type DatabaseHeader,
  readDatabaseHeader,
  STATE_BEING_CONVERTED,
} from '../format/database-header';
import type { Storage } from '../instance/storage';
import type { FileSystem } from '../os/file-system';
import { availableExtents, DATABASE_ROOT_PAGE, ownedExtents, pagesOf } from '../space/extents';
import { putNumber, putStruct, putText } from './info-result';

const COUNTRY_DEFAULT = 1;
const LCID_DEFAULT = 1033;
const CODE_PAGE_ENGLISH = 1252;
const LEVELS_OF_TRANSACTIONS = 7;
const NUMBER_BYTES = 4;
const LONG_NUMBER_BYTES = 8;
const FLAG_ALREADY_UPGRADED = 0x2;
/** The structs of JET_DbInfoMisc; their sizes say which one is meant. */
const MISC_STRUCTS = [JET_DBINFOMISC, JET_DBINFOMISC2, JET_DBINFOMISC3, JET_DBINFOMISC4];

/** Where an answer goes. */
export interface InfoPlace {
  readonly target: InfoTarget;
  readonly bytes: number;
}

/** The levels that answer with one number, and the code for a buffer of another size. */
type NumberLevel = readonly [
  value: (storage: Storage, database: Database, session: object) => number,
  JET_ERR,
];

const NUMBER_LEVELS: ReadonlyMap<number, NumberLevel> = new Map<number, NumberLevel>([
  [JET_DbInfoCountry, [() => COUNTRY_DEFAULT, JET_errInvalidBufferSize]],
  [JET_DbInfoLCID, [() => LCID_DEFAULT, JET_errInvalidBufferSize]],
  [JET_DbInfoCp, [() => CODE_PAGE_ENGLISH, JET_errInvalidBufferSize]],
  [JET_DbInfoCollate, [() => 0, JET_errInvalidBufferSize]],
  [JET_DbInfoOptions, [openOptions, JET_errInvalidBufferSize]],
  [JET_DbInfoTransactions, [() => LEVELS_OF_TRANSACTIONS, JET_errInvalidBufferSize]],
  [JET_DbInfoVersion, [() => DATABASE_VERSION, JET_errInvalidBufferSize]],
  [JET_DbInfoPageSize, [(_, database) => database.pageBytes, JET_errBufferTooSmall]],
  [JET_DbInfoSpaceOwned, [ownedPages, JET_errInvalidBufferSize]],
]);

/** JetGetDatabaseInfo for a database that the session has open. */
export function describeDatabase(
  storage: Storage,
  database: Database,
  session: object,
  place: InfoPlace,
  level: number,
): void {
  const number = NUMBER_LEVELS.get(level);
  if (number !== undefined) {
    const [value, wrongSize] = number;
    putExactNumber(place, value(storage, database, session), wrongSize);
    return;
  }
  switch (level) {
    case JET_DbInfoFilename:
      if (2 * (database.path.length + 1) > place.bytes)
        fail(JET_errBufferTooSmall, `${place.bytes} bytes for ${database.path}`);
      return putText(place.target, place.bytes, database.path);
    case JET_DbInfoConnect:
      return putEmptyText(place);
    case JET_DbInfoFilesize:
    case JET_DbInfoFilesizeOnDisk:
      // The engine does not look at the size of the buffer here.
      return putNumber(place.target, NUMBER_BYTES, Math.floor(database.file.size() / database.pageBytes));
    case JET_DbInfoSpaceAvailable:
      return putNumber(
        place.target,
        place.bytes,
        availablePages(storage, database),
        4,
        JET_errInvalidParameter,
      );
    case JET_DbInfoMisc:
      return putHeader(place, database.header);
    case JET_DbInfoIsam:
      return fail(JET_errFeatureNotAvailable, 'JET_DbInfoIsam');
    default:
      return fail(JET_errInvalidParameter, `level ${level}`);
  }
}

/** JetGetDatabaseFileInfo for any file. */
export function describeFile(files: FileSystem, path: string | null, place: InfoPlace, level: number): void {
  const absolute = requireFile(files, path);
  switch (level) {
    case JET_DbInfoFilesize:
    case JET_DbInfoFilesizeOnDisk:
      return putLongNumber(place, files.size(absolute));
    case JET_DbInfoUpgrade:
      return putUpgrade(place, headerOrNull(files, absolute), files.size(absolute));
    case JET_DbInfoMisc:
      requireMiscSize(place.bytes);
      return putFileHeader(place, headerOf(files, absolute).header);
    case JET_DbInfoPageSize:
      requireExactSize(place, NUMBER_BYTES);
      return putNumber(place.target, place.bytes, headerOf(files, absolute).pageBytes);
    case JET_DbInfoFileType:
      requireExactSize(place, NUMBER_BYTES);
      return putNumber(place.target, place.bytes, headerOf(files, absolute).header.fileType);
    case JET_DbInfoDBInUse:
      return putExactNumber(place, Number(Databases.attachedAnywhere(files, absolute) !== null));
    default:
      return fail(JET_errInvalidParameter, `level ${level}`);
  }
}

function openOptions(storage: Storage, database: Database, session: object): number {
  return storage.attached.isExclusive(session, database.id) ? JET_bitDbExclusive : 0;
}

function ownedPages(storage: Storage, database: Database): number {
  return pagesOf(ownedExtents(storage.pagesOf(database), DATABASE_ROOT_PAGE));
}

function availablePages(storage: Storage, database: Database): number {
  return pagesOf(availableExtents(storage.pagesOf(database), DATABASE_ROOT_PAGE));
}

function putEmptyText({ target, bytes }: InfoPlace): void {
  if (bytes < 1) fail(JET_errBufferTooSmall, 'no room for an empty text');
  putText(target, Math.max(bytes, 2), '');
}

function requireExactSize(
  { bytes }: InfoPlace,
  size: number,
  code: JET_ERR = JET_errInvalidBufferSize,
): void {
  if (bytes !== size) fail(code, `${bytes} bytes instead of ${size}`);
}

function putExactNumber(place: InfoPlace, value: number, code: JET_ERR = JET_errInvalidBufferSize): void {
  requireExactSize(place, NUMBER_BYTES, code);
  putNumber(place.target, NUMBER_BYTES, value);
}

/** 64 bits: bytes as they are, elsewhere a bigint. */
function putLongNumber(place: InfoPlace, value: number): void {
  requireExactSize(place, LONG_NUMBER_BYTES);
  const { target } = place;
  if (!(target instanceof Uint8Array)) {
    if (typeof target !== 'object' || target === null) return fail(JET_errInvalidParameter, 'pvResult');
    Object.assign(target, { value: BigInt(value) });
    return;
  }
  if (target.length < LONG_NUMBER_BYTES) fail(JET_errInvalidParameter, `pvResult: ${target.length} bytes`);
  new DataView(target.buffer, target.byteOffset).setBigUint64(0, BigInt(value), true);
}

function requireMiscSize(bytes: number): void {
  if (!MISC_STRUCTS.some((struct) => struct.cb === bytes)) fail(JET_errInvalidBufferSize, `${bytes} bytes`);
}

function putHeader({ target, bytes }: InfoPlace, header: Readonly<DatabaseHeader>): void {
  requireMiscSize(bytes);
  const whole = describeHeader(header);
  if (bytes === JET_DBINFOMISC.cb) putStruct(target, bytes, JET_DBINFOMISC, JET_DBINFOMISC(whole));
  else if (bytes === JET_DBINFOMISC2.cb) putStruct(target, bytes, JET_DBINFOMISC2, JET_DBINFOMISC2(whole));
  else if (bytes === JET_DBINFOMISC3.cb) putStruct(target, bytes, JET_DBINFOMISC3, JET_DBINFOMISC3(whole));
  else putStruct(target, bytes, JET_DBINFOMISC4, whole);
}

function putFileHeader(place: InfoPlace, header: Readonly<DatabaseHeader>): void {
  if (header.fileType !== JET_filetypeDatabase) fail(JET_errFileInvalidType, `file type ${header.fileType}`);
  putHeader(place, header);
}

function putUpgrade(place: InfoPlace, header: Readonly<DatabaseHeader> | null, size: number): void {
  requireExactSize(place, JET_DBINFOUPGRADE.cb);
  const { target } = place;
  if (structSizeIn(target) !== JET_DBINFOUPGRADE.cb)
    fail(JET_errInvalidParameter, 'JET_DBINFOUPGRADE.cbStruct');
  const isOurs = header?.magic === DATABASE_MAGIC && header.version === DATABASE_VERSION;
  const extra = Math.floor((size * 10) / 64);
  putStruct(target, place.bytes, JET_DBINFOUPGRADE, {
    cbFilesizeLow: size >>> 0,
    cbFilesizeHigh: Math.floor(size / 2 ** 32),
    cbFreeSpaceRequiredLow: extra >>> 0,
    cbFreeSpaceRequiredHigh: Math.floor(extra / 2 ** 32),
    csecToUpgrade: Math.floor((size * 3600) / 2 ** 30) >>> 0,
    ulFlags: isOurs ? FLAG_ALREADY_UPGRADED : 0,
  });
  if (isOurs && header.state === STATE_BEING_CONVERTED)
    fail(JET_errDatabaseIncompleteUpgrade, 'the conversion of the database was not finished');
}

/** What the caller says the size of the struct is. */
function structSizeIn(target: InfoTarget): unknown {
  if (target instanceof Uint8Array)
    return target.length < NUMBER_BYTES
      ? 0
      : new DataView(target.buffer, target.byteOffset).getUint32(0, true);
  return typeof target === 'object' && target !== null && 'cbStruct' in target ? target.cbStruct : 0;
}

function requireFile(files: FileSystem, path: string | null): string {
  if (path === null || path === '' || path.includes('\0')) return fail(JET_errFileAccessDenied, 'no path');
  const absolute = files.absolutePath(path);
  if (files.isDirectory(absolute)) fail(JET_errFileAccessDenied, `${absolute} is a directory`);
  if (!files.exists(absolute)) fail(JET_errFileNotFound, absolute);
  return absolute;
}

/** The header as its owner knows it, or as the file says. */
function headerOf(
  files: FileSystem,
  path: string,
): { readonly header: Readonly<DatabaseHeader>; readonly pageBytes: number } {
  const attached = Databases.attachedAnywhere(files, path);
  if (attached !== null) return attached;
  const file = files.open(path, 'read');
  try {
    return readDatabaseHeader(file);
  } finally {
    file.close();
  }
}

function headerOrNull(files: FileSystem, path: string): Readonly<DatabaseHeader> | null {
  try {
    return headerOf(files, path).header;
  } catch (failure) {
    if (failure instanceof JetError && failure.err === JET_errReadVerifyFailure) return null;
    throw failure;
  }
}
