/**
 * The beginning and the end of a database that is made with a log: between the two its pages are written, each with a
 * record, so that recovery makes the same database from nothing.
 *
 *   empty file ── begin: CreateDB, header "just created" ──▶ pages ── end: CreateDBFinish, header "dirty" ──▶ attached
 *
 * Invariants
 *  1. The log is durable before a header says that it has the record.
 *  2. Until the end the header says that the database is not whole: nobody but recovery opens it.
 */
import { assert } from '../../errors/assert';
import { JET_errFileAccessDenied } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  encodeDatabaseHeader,
  HEADER_PAGES,
  STATE_DIRTY,
  STATE_JUST_CREATED,
  type DatabaseHeader,
} from '../format/database-header';
import { logTimeOf } from '../format/log-time';
import { CREATION_LOGGED, encodeCreate, encodeCreateFinish } from '../log/creation-records';
import type { OpenFile } from '../os/file-system';
import { Database, type DatabaseHost } from './database';
import { becomeDirty } from './header-state';

/** Log records of no session's. */
const NO_SESSION = 0;

/** How the file and the pages of a new database are made. */
export interface DatabaseMaker {
  /** Pages of the new database. */
  readonly pages: number;
  /** The header of a new database. */
  header(): DatabaseHeader;
  /** Makes a whole clean database, without a log; what fails leaves no file. */
  makeFile(path: string): void;
  /** Makes the pages of a database that has its header, each with a log record. */
  makePages(database: Database): void;
}

/** An empty file of the size of the new database, locked; whatever was there before is gone. */
export function openEmptyFile(
  host: DatabaseHost,
  path: string,
  overwrites: boolean,
  pages: number,
): OpenFile {
  const { files, pageBytes } = host;
  const file = files.open(path, overwrites ? 'create' : 'createNew');
  let isOurs = false;
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${path} is in use`);
    isOurs = true;
    if (file.size() > 0) {
      file.truncate(0);
      file.sync();
    }
    file.truncate((pages + HEADER_PAGES) * pageBytes);
    files.syncDirectory(files.absolutePath(`${path}/..`));
    return file;
  } catch (failure) {
    file.close();
    if (isOurs) files.remove(path);
    throw failure;
  }
}

/** Logs the making of a database in an empty file that the caller has locked, and gives it its first header. */
export function beginCreation(
  host: DatabaseHost,
  file: OpenFile,
  header: DatabaseHeader,
  { id, maximumPages, options }: { id: number; maximumPages: number; options: number },
): Database {
  const { log, pageBytes } = host;
  assert(log !== null, 'only with a log the making of a database is logged');
  const { databaseSignature } = header;
  const { path } = file;
  log.append(
    encodeCreate({
      sessionId: NO_SESSION,
      databaseId: id,
      options,
      maximumPages,
      databaseSignature,
      version: CREATION_LOGGED,
      path,
    }),
  );
  const attach = { position: log.lastPosition, madeAt: log.generationMadeAt, logSignature: log.signature };
  log.flush();
  const opened = {
    file,
    found: { header, pageBytes, page: encodeDatabaseHeader(header), damagedCopy: 'none' as const },
  };
  const database = new Database(host, opened, { id, isReadOnly: false, isLogged: true, maximumPages });
  database.updateHeader((next) => {
    becomeDirty(next, id, logTimeOf(host.clock.now()), { attach });
    next.state = STATE_JUST_CREATED;
  });
  return database;
}

/** The pages of a new database are all made and logged: it is whole. */
export function endCreation(host: DatabaseHost, database: Database): void {
  const { log } = host;
  assert(log !== null, 'a creation ends while the log is there');
  log.append(encodeCreateFinish(NO_SESSION, database.id));
  log.flush();
  database.updateHeader((header) => {
    header.state = STATE_DIRTY;
    header.dirtiedAt = database.databaseTime;
    header.lastObjectId = database.lastObjectId;
  });
}
