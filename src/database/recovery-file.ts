/**
 * Files of databases as recovery opens and makes them: in whatever state they are, and with nothing but a header.
 *
 * Invariant
 *  1. A file that is opened or made here is locked; one that is refused is closed as it was.
 */
import { JET_errFileAccessDenied, JET_errReadVerifyFailure } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  blankDatabaseHeader,
  encodeDatabaseHeader,
  findDatabaseHeader,
  HEADER_PAGES,
  requireReadableVersion,
  STATE_JUST_CREATED,
  WRITER_SYSTEM,
  type FoundDatabaseHeader,
} from '../format/database-header';
import { readStart } from '../format/header-page';
import type { LogPosition } from '../format/log-position';
import { makeSignature, type Signature } from '../format/signature';
import type { Clock, FileSystem, OpenFile, Randomness } from '../os/file-system';
import { errnoCodeOf } from '../os/paths';
import type { OpenedFile } from './open-file';

/** Two pages of the largest size. */
const START_BYTES = 65536;
/** Pages of a database that has none of its tables yet; the log says when it grows. */
const FIRST_PAGES = 30;
/** The database time before the first change. */
const FIRST_TIME = 64n;

/** Opens and locks a database in any state; JET_errFileAccessDenied, or JET_errReadVerifyFailure without a header. */
export function openForRecovery(files: FileSystem, path: string, pageBytes: number): OpenedFile {
  const file = openExisting(files, path);
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${path} belongs to another process`);
    const found =
      findDatabaseHeader(readStart(file, START_BYTES)) ??
      fail(JET_errReadVerifyFailure, `${path}: no good header`);
    requireReadableVersion(found, pageBytes);
    return { file, found };
  } catch (failure) {
    file.close();
    throw failure;
  }
}

function openExisting(files: FileSystem, path: string): OpenFile {
  if (files.isDirectory(path)) fail(JET_errFileAccessDenied, `${path} is a directory`);
  try {
    return files.open(path, 'write');
  } catch (failure) {
    const code = errnoCodeOf(failure);
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw failure;
    return fail(JET_errFileAccessDenied, path);
  }
}

interface Host {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** What the log says of a database that it makes. */
interface EmptyDatabase {
  readonly pageBytes: number;
  readonly databaseId: number;
  readonly databaseSignature: Signature;
  readonly logSignature: Signature;
  readonly attachPosition: LogPosition;
}

/** Makes a database without pages, in the place of whatever has its name; durable, and in the state of one being made. */
export function createEmptyFile(host: Host, path: string, { pageBytes, ...rest }: EmptyDatabase): OpenedFile {
  const { files, clock, randomness } = host;
  const file = files.open(path, 'create');
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${path} belongs to another process`);
    file.truncate(0);
    file.truncate((FIRST_PAGES + HEADER_PAGES) * pageBytes);
    const header = {
      ...blankDatabaseHeader(pageBytes),
      ...WRITER_SYSTEM,
      ...rest,
      state: STATE_JUST_CREATED,
      dirtiedAt: FIRST_TIME,
      headerFlushSignature: makeSignature(randomness.nextU32(), clock.now()),
    };
    const page = encodeDatabaseHeader(header);
    for (let copy = 0; copy < HEADER_PAGES; copy++) {
      file.write(page, 0, pageBytes, copy * pageBytes);
      file.sync();
    }
    files.syncDirectory(files.absolutePath(`${path}/..`));
    const found: FoundDatabaseHeader = { header, pageBytes, page, damagedCopy: 'none' };
    return { file, found };
  } catch (failure) {
    file.close();
    throw failure;
  }
}
