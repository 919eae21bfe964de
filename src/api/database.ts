/** The API: databases and their files. */
import {
  JET_errDatabaseFileReadOnly,
  JET_errDatabaseInvalidPages,
  JET_errDatabaseInvalidPath,
  JET_errFeatureNotAvailable,
  JET_errForceDetachNotAllowed,
  JET_errInTransaction,
  JET_errInvalidGrbit,
  JET_errSuccess,
  JET_wrnDatabaseAttached,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitDbDeleteUnicodeIndexes,
  JET_bitDbExclusive,
  JET_bitDbReadOnly,
  JET_bitDbOverwriteExisting,
  JET_bitDbRecoveryOff,
  JET_bitForceDetach,
  JET_bitResizeDatabaseOnlyGrow,
  JET_bitResizeDatabaseOnlyShrink,
} from '../../include/grbits/database';
import { JET_dbidNil, type JET_DBID, type JET_ERR, type JET_SESID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_paramOneDatabasePerSession } from '../../include/parameters';
import { lengthenFile } from '../database/file-size';
import { HEADER_PAGES } from '../format/database-header';
import { createDatabase } from '../instance/database-creation';
import { closeCursor, cursorsOfSession } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import { currentFiles, storageOf } from '../instance/storage';
import { lastOwnedPage } from '../space/extents';
import type { DatabaseTables } from '../table/database-tables';
import { apiCall } from './api-call';
import { optionalRef, optionalText, put, requireRef, unsigned } from './check';
import { describeDatabase, describeFile } from './database-info';
import { enterSession } from './enter';

/** The highest page number that a database may have. */
const LAST_PAGE = 0x7fefffff;
const RESIZE_BITS = JET_bitResizeDatabaseOnlyGrow | JET_bitResizeDatabaseOnlyShrink;

/**
 * Creates a database file, attaches and opens it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatedatabase-function
 */
export const jetCreateDatabase: JetApi['jetCreateDatabase'] = (sesid, szFilename, szConnect, pdbid, grbit) =>
  apiCall('JetCreateDatabase', () => {
    optionalText(szConnect, 'szConnect');
    create(sesid, szFilename, 0, pdbid, grbit);
  });

/**
 * Creates a database file that may grow to `cpgDatabaseSizeMax` pages (0: no limit), attaches and opens it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreatedatabase2-function
 */
export const jetCreateDatabase2: JetApi['jetCreateDatabase2'] = (
  sesid,
  szFilename,
  cpgDatabaseSizeMax,
  pdbid,
  grbit,
) => apiCall('JetCreateDatabase2', () => create(sesid, szFilename, cpgDatabaseSizeMax, pdbid, grbit));

function create(
  sesid: JET_SESID | null,
  szFilename: string | null,
  cpgDatabaseSizeMax: number,
  pdbid: Ref<JET_DBID>,
  grbit: number,
): void {
  const session = enterSession(sesid);
  const place = requireRef(pdbid, 'pdbid');
  const options = unsigned(grbit, 'grbit');
  const overwrites = (options & JET_bitDbOverwriteExisting) !== 0;
  const maximumPages = unsigned(cpgDatabaseSizeMax, 'cpgDatabaseSizeMax');
  const path = optionalText(szFilename, 'szFilename');
  requireNoTransaction(session);
  if (maximumPages > LAST_PAGE) fail(JET_errDatabaseInvalidPages, `${maximumPages} pages`);
  const isUnlogged = (options & JET_bitDbRecoveryOff) !== 0;
  const request = { overwrites, isUnlogged, options, maximumPages };
  place.value = createDatabase(storageOf(session.instance), session, path, request).id;
}

/**
 * Attaches a database file to the instance, so that it can be opened.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetattachdatabase-function
 */
export const jetAttachDatabase: JetApi['jetAttachDatabase'] = (sesid, szFilename, grbit) =>
  apiCall('JetAttachDatabase', () => attach(sesid, szFilename, 0, grbit));

/**
 * Attaches a database file that may grow to `cpgDatabaseSizeMax` pages.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetattachdatabase2-function
 */
export const jetAttachDatabase2: JetApi['jetAttachDatabase2'] = (
  sesid,
  szFilename,
  cpgDatabaseSizeMax,
  grbit,
) => apiCall('JetAttachDatabase2', () => attach(sesid, szFilename, cpgDatabaseSizeMax, grbit));

function attach(
  sesid: JET_SESID | null,
  szFilename: string | null,
  cpgDatabaseSizeMax: number,
  grbit: number,
): JET_ERR {
  const session = enterSession(sesid);
  const path = optionalText(szFilename, 'szFilename');
  const maximumPages = unsigned(cpgDatabaseSizeMax, 'cpgDatabaseSizeMax');
  const bits = unsigned(grbit, 'grbit');
  requireNoTransaction(session);
  const isReadOnly = (bits & JET_bitDbReadOnly) !== 0;
  if (isReadOnly && (bits & JET_bitDbDeleteUnicodeIndexes) !== 0)
    fail(JET_errInvalidGrbit, 'indexes of a database attached for reading cannot be deleted');
  const isUnlogged = (bits & JET_bitDbRecoveryOff) !== 0;
  const database = storageOf(session.instance).attached.attach(path, {
    isReadOnly,
    isUnlogged,
    maximumPages,
  });
  return database === null ? JET_wrnDatabaseAttached : JET_errSuccess;
}

/**
 * Detaches a database file, or all of them.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdetachdatabase-function
 */
export const jetDetachDatabase: JetApi['jetDetachDatabase'] = (sesid, szFilename) =>
  apiCall('JetDetachDatabase', () => detach(sesid, szFilename, 0));

/**
 * Detaches a database file, or all of them, with options.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdetachdatabase2-function
 */
export const jetDetachDatabase2: JetApi['jetDetachDatabase2'] = (sesid, szFilename, grbit) =>
  apiCall('JetDetachDatabase2', () => detach(sesid, szFilename, grbit));

function detach(sesid: JET_SESID | null, szFilename: string | null, grbit: number): void {
  const session = enterSession(sesid, { exempt: true });
  const path = optionalText(szFilename, 'szFilename');
  if ((unsigned(grbit, 'grbit') & JET_bitForceDetach) !== 0)
    fail(JET_errForceDetachNotAllowed, 'databases are not detached by force');
  requireNoTransaction(session);
  storageOf(session.instance).attached.detach(path);
}

/**
 * Opens an attached database for a session.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopendatabase-function
 */
export const jetOpenDatabase: JetApi['jetOpenDatabase'] = (sesid, szFilename, _szConnect, pdbid, grbit) =>
  apiCall('JetOpenDatabase', () => {
    const session = enterSession(sesid);
    const place = requireRef(pdbid, 'pdbid');
    const bits = unsigned(grbit, 'grbit');
    place.value = JET_dbidNil;
    const path = optionalText(szFilename, 'szFilename');
    const isOnly = session.instance.parameters.number(JET_paramOneDatabasePerSession) !== 0;
    const isExclusive = (bits & JET_bitDbExclusive) !== 0;
    place.value = storageOf(session.instance).attached.open(session, path, { isExclusive, isOnly }).id;
  });

/**
 * Closes a database that a session has open, and its cursors.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetclosedatabase-function
 */
export const jetCloseDatabase: JetApi['jetCloseDatabase'] = (sesid, dbid, grbit) =>
  apiCall('JetCloseDatabase', () => {
    const session = enterSession(sesid, { exempt: true });
    unsigned(grbit, 'grbit');
    const id = unsigned(dbid, 'dbid');
    const isLast = storageOf(session.instance).attached.close(session, id);
    if (!isLast) return;
    for (const open of [...cursorsOfSession(session)]) if (open.dbid === id) closeCursor(open);
  });

/**
 * Tells about an open database what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetdatabaseinfo-function
 */
export const jetGetDatabaseInfo: JetApi['jetGetDatabaseInfo'] = (sesid, dbid, pvResult, cbMax, InfoLevel) =>
  apiCall('JetGetDatabaseInfo', () => {
    const session = enterSession(sesid);
    const storage = storageOf(session.instance);
    const database = storage.attached.require(session, unsigned(dbid, 'dbid'));
    const place = { target: pvResult, bytes: unsigned(cbMax, 'cbMax') };
    describeDatabase(storage, database, session, place, unsigned(InfoLevel, 'InfoLevel'));
  });

/**
 * Tells about a database file what `InfoLevel` asks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetdatabasefileinfo-function
 */
export const jetGetDatabaseFileInfo: JetApi['jetGetDatabaseFileInfo'] = (
  szDatabaseName,
  pvResult,
  cbMax,
  InfoLevel,
) =>
  apiCall('JetGetDatabaseFileInfo', () => {
    const path = optionalText(szDatabaseName, 'szDatabaseName');
    const place = { target: pvResult, bytes: unsigned(cbMax, 'cbMax') };
    describeFile(currentFiles(), path, place, unsigned(InfoLevel, 'InfoLevel'));
  });

/**
 * Grows a database to at least `cpg` pages and tells its size.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgrowdatabase-function
 */
export const jetGrowDatabase: JetApi['jetGrowDatabase'] = (sesid, dbid, cpg, pcpgReal) =>
  apiCall('JetGrowDatabase', () => resize(sesid, dbid, cpg, pcpgReal, JET_bitResizeDatabaseOnlyGrow));

/**
 * Grows or shrinks a database to `cpgTarget` pages and tells its size.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetresizedatabase-function
 */
export const jetResizeDatabase: JetApi['jetResizeDatabase'] = (sesid, dbid, cpgTarget, pcpgActual, grbit) =>
  apiCall('JetResizeDatabase', () => resize(sesid, dbid, cpgTarget, pcpgActual, grbit));

/** Sizes are those of the file, with its header pages. */
function resize(
  sesid: JET_SESID | null,
  dbid: JET_DBID,
  cpgTarget: number,
  pcpgActual: Ref<number> | null,
  grbit: number,
): void {
  const session = enterSession(sesid);
  const storage = storageOf(session.instance);
  const database = storage.attached.require(session, unsigned(dbid, 'dbid'));
  const target = unsigned(cpgTarget, 'cpgTarget');
  const place = optionalRef(pcpgActual, 'pcpgActual');
  const bits = unsigned(grbit, 'grbit');
  put(place, 0);
  if ((bits & ~RESIZE_BITS) !== 0 || bits === RESIZE_BITS) fail(JET_errInvalidGrbit, `grbit ${bits}`);
  const pages = lastOwnedPage(storage.pagesOf(database)) + HEADER_PAGES;
  put(place, pages);
  if (target < pages && (bits & JET_bitResizeDatabaseOnlyGrow) === 0)
    fail(JET_errFeatureNotAvailable, 'databases are not made shorter');
  if (target > pages && (bits & JET_bitResizeDatabaseOnlyShrink) === 0)
    grow(storage.tablesOf(database), target);
  put(place, database.pageCount() + HEADER_PAGES);
}

function grow({ changes }: DatabaseTables, filePages: number): void {
  if (changes === null) return fail(JET_errDatabaseFileReadOnly, 'the database is attached for reading');
  changes.space.growDatabase(filePages - HEADER_PAGES);
}

/**
 * Makes the file of a database that is not attached at least `cpg` pages long and tells its size.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetdatabasesize-function
 */
export const jetSetDatabaseSize: JetApi['jetSetDatabaseSize'] = (sesid, szDatabaseName, cpg, pcpgReal) =>
  apiCall('JetSetDatabaseSize', () => {
    const session = enterSession(sesid);
    const path = optionalText(szDatabaseName, 'szDatabaseName');
    const pages = unsigned(cpg, 'cpg');
    const place = requireRef(pcpgReal, 'pcpgReal');
    if (path === null || path === '') return fail(JET_errDatabaseInvalidPath, 'no path');
    const storage = storageOf(session.instance);
    place.value = lengthenFile(storage.files, path, pages, storage.pageBytes);
    return JET_errSuccess;
  });

function requireNoTransaction(session: Session): void {
  if (session.level > 0) fail(JET_errInTransaction, `level ${session.level}`);
}
