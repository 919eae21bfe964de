/** The API: databases and tables whose schemas a call is going to change. */
import { JET_errPermissionDenied } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_DBID, JET_SESID } from '../../include/handles';
import type { Database } from '../database/database';
import type { OpenCursor } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import { storageOf } from '../instance/storage';
import type { DatabaseTables } from '../table/database-tables';
import { unsigned } from './check';
import { enterSession } from './enter';

interface WritableDatabase {
  readonly session: Session;
  readonly dbid: JET_DBID;
  readonly database: Database;
  readonly tables: DatabaseTables;
}

/** A database that the session has open and may change. */
export function enterWritableDatabase(sesid: JET_SESID | null, dbid: JET_DBID): WritableDatabase {
  const session = enterSession(sesid);
  const storage = storageOf(session.instance);
  const database = storage.attached.require(session, unsigned(dbid, 'dbid'));
  if (database.isReadOnly) fail(JET_errPermissionDenied, `${database.path} is read only`);
  return { session, dbid, database, tables: storage.tablesOf(database) };
}

/** The tables of the database that a cursor's table is in. */
export function tablesOfCursor({ session, dbid }: OpenCursor): DatabaseTables {
  const storage = storageOf(session.instance);
  return storage.tablesOf(storage.attached.require(session, dbid));
}
