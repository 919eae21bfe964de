/** The API: the table that an information call is about, found through a cursor or by its name. */
import { JET_errObjectNotFound, JET_errTableLocked } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_DBID, JET_SESID, JET_TABLEID } from '../../include/handles';
import { cursorsOnTable } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import { storageOf } from '../instance/storage';
import type { DatabaseTables } from '../table/database-tables';
import type { Table } from '../table/table';
import { unsigned } from './check';
import { enterCursor } from './cursor';
import { enterSession } from './enter';

export interface DescribedTable {
  readonly session: Session;
  readonly table: Table;
  /** Whether what was used to find the table allows changes. */
  readonly isUpdatable: boolean;
}

export interface DescribedDatabase {
  readonly session: Session;
  readonly tables: DatabaseTables;
  readonly isReadOnly: boolean;
}

export function tableOfCursor(sesid: JET_SESID | null, tableid: JET_TABLEID | null): DescribedTable {
  const { session, cursor, options } = enterCursor(sesid, tableid);
  return { session, table: cursor.table, isUpdatable: !options.isReadOnly };
}

/** A database that the session has open. */
export function enterDatabase(sesid: JET_SESID | null, dbid: JET_DBID): DescribedDatabase {
  const session = enterSession(sesid);
  const storage = storageOf(session.instance);
  const database = storage.attached.require(session, unsigned(dbid, 'dbid'));
  return { session, tables: storage.tablesOf(database), isReadOnly: database.isReadOnly };
}

/** A table that is only looked at in the catalog; JET_errObjectNotFound when there is none of that name. */
export function tableNamed({ session, tables }: DescribedDatabase, name: string): DescribedTable {
  const table = tables.open(name, session.transaction) ?? fail(JET_errObjectNotFound, `no table ${name}`);
  return { session, table, isUpdatable: false };
}

/** JET_errTableLocked while another session deletes the table. */
export function requireNotDeleted(session: Session, { identity, schema }: Table): void {
  const { deletedBy } = identity;
  if (deletedBy !== null && deletedBy !== session.transaction) fail(JET_errTableLocked, schema.name);
}

/** A table as if it was opened for the call: JET_errTableLocked when another session keeps others out. */
export function openedTable(database: DescribedDatabase, name: string): DescribedTable {
  const described = tableNamed(database, name);
  requireNotDeleted(database.session, described.table);
  for (const { session, options } of cursorsOnTable(described.table)) {
    if (session !== database.session && (options.denyRead || options.denyWrite))
      fail(JET_errTableLocked, name);
  }
  return described;
}
