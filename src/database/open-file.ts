/**
 * Opening a database file to attach it: what may be opened, in which order it is examined, and which code says why
 * not. Nothing is written here; a file that is refused is closed as it was.
 */
import {
  JET_errDatabaseCorrupted,
  JET_errDatabaseDirtyShutdown,
  JET_errDatabaseFileReadOnly,
  JET_errDatabaseIncompleteUpgrade,
  JET_errDatabaseInvalidPath,
  JET_errFileAccessDenied,
  JET_errFileNotFound,
  JET_errInvalidDatabaseVersion,
  JET_errSoftRecoveryOnBackupDatabase,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  DATABASE_HEADER,
  DATABASE_MAGIC,
  findDatabaseHeader,
  requireDatabaseFile,
  requireReadableVersion,
  STATE_BEING_CONVERTED,
  STATE_CLEAN,
  type DatabaseHeader,
  type FoundDatabaseHeader,
} from '../format/database-header';
import { readStart } from '../format/header-page';
import type { FileSystem, OpenFile } from '../os/file-system';
import { errnoCodeOf } from '../os/paths';

/** A file that may be attached. */
export interface OpenedFile {
  readonly file: OpenFile;
  readonly found: FoundDatabaseHeader;
}

/** Two pages of the largest size. */
const START_BYTES = 65536;

/** The absolute path of a file that exists. */
export function requireExistingPath(files: FileSystem, path: string): string {
  const absolute = completePath(files, path);
  if (files.exists(absolute)) return absolute;
  const parent = files.absolutePath(`${absolute}/..`);
  const code = files.isDirectory(parent) ? JET_errFileNotFound : JET_errDatabaseInvalidPath;
  return fail(code, absolute);
}

/** The absolute form of a path; JET_errDatabaseInvalidPath for what cannot be a path. */
export function completePath(files: FileSystem, path: string): string {
  if (path === '' || path.includes('\0')) fail(JET_errDatabaseInvalidPath, JSON.stringify(path));
  return files.absolutePath(path);
}

/** Opens and locks a database that is clean and of the instance's page size. */
export function openDatabaseFile(
  files: FileSystem,
  path: string,
  isReadOnly: boolean,
  pageBytes: number,
): OpenedFile {
  if (files.isDirectory(path)) fail(JET_errFileAccessDenied, `${path} is a directory`);
  const file = isReadOnly ? files.open(path, 'read') : openForWriting(files, path);
  try {
    if (!file.tryLock(isReadOnly ? 'shared' : 'exclusive'))
      fail(JET_errFileAccessDenied, `${path} belongs to another process`);
    return { file, found: examine(file, pageBytes) };
  } catch (failure) {
    file.close();
    throw failure;
  }
}

function openForWriting(files: FileSystem, path: string): OpenFile {
  try {
    return files.open(path, 'write');
  } catch (failure) {
    const code = errnoCodeOf(failure);
    if (code !== 'EROFS' && !((code === 'EACCES' || code === 'EPERM') && isReadable(files, path)))
      throw failure;
    return fail(JET_errDatabaseFileReadOnly, path);
  }
}

function isReadable(files: FileSystem, path: string): boolean {
  try {
    files.open(path, 'read').close();
    return true;
  } catch (failure) {
    if (errnoCodeOf(failure) === null) throw failure;
    return false;
  }
}

function examine(file: OpenFile, pageBytes: number): FoundDatabaseHeader {
  const start = readStart(file, START_BYTES);
  const found = findDatabaseHeader(start) ?? refuseForeign(file, start);
  requireReadableVersion(found, pageBytes);
  requireClean(file, found.header);
  requireDatabaseFile(found.header);
  return found;
}

/** Neither header is good: a damaged database still has the magic number, anything else is none. */
function refuseForeign(file: OpenFile, start: Uint8Array): never {
  const hasMagic =
    start.length >= DATABASE_HEADER.size && DATABASE_HEADER.get(start, 'magic') === DATABASE_MAGIC;
  return fail(
    hasMagic ? JET_errInvalidDatabaseVersion : JET_errDatabaseCorrupted,
    `${file.path}: no good header in ${file.size()} bytes`,
  );
}

/** Being repaired from elsewhere, or force-detached, is dirty too. */
function requireClean(file: OpenFile, header: DatabaseHeader): void {
  const { state } = header;
  if (state === STATE_CLEAN) return;
  const detail = `${file.path}: state ${state}`;
  if (state === STATE_BEING_CONVERTED) fail(JET_errDatabaseIncompleteUpgrade, detail);
  if (header.currentFullBackup.lowGeneration !== 0) fail(JET_errSoftRecoveryOnBackupDatabase, detail);
  fail(JET_errDatabaseDirtyShutdown, detail);
}
