import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  JET_bitTableDenyRead,
  JET_bitTableDenyWrite,
  JET_bitTablePermitDDL,
  JET_bitTableReadOnly,
} from '../../include/grbits/table';
import { ref } from '../../include/ref';
import {
  jetBeginTransaction,
  jetCloseTable,
  jetCommitTransaction,
  jetDupCursor,
  jetEndSession,
  jetMove,
  jetOpenDatabase,
  jetOpenTable,
  jetRetrieveColumn,
  jetRollback,
  jetSetCurrentIndex,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable, requireSuccess } from '../support/attached';
import { committedDatabase } from '../support/cached-file';
import { sessionOfInstance } from '../support/instances';

let at: Attached;
/** Another session with the database open. */
let other: Attached;

beforeEach(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
  const sesid = sessionOfInstance(at.instance);
  const dbid = ref(0);
  requireSuccess(jetOpenDatabase(sesid, at.path, null, dbid, 0));
  other = { ...at, sesid, dbid: dbid.value };
});
afterAll(detachAll);

const open = ({ sesid, dbid }: Attached, name: string | null, grbit = 0): [number, number] => {
  const tableid = ref(77);
  const err = jetOpenTable(sesid, dbid, name, null, 0, grbit, tableid);
  return [err, tableid.value];
};
const code = (of: Attached, grbit: number): number => open(of, 'tagged', grbit)[0];
const isLive = (sesid: number, tableid: number): number => jetMove(sesid, tableid, 0, 0);

describe('JetOpenTable', () => {
  it('finds a table whatever the case of its name', () => {
    const [err, tableid] = open(at, 'TAGGED');
    expect(err).toBeJet('JET_errSuccess');
    expect(isLive(at.sesid, tableid)).toBeJet('JET_errSuccess');
  });

  it('refuses other names, and leaves no table', () => {
    expect(open(at, 'nope')).toEqual([-1305, -1]);
    expect(open(at, '')).toEqual([-1002, -1]);
    expect(open(at, 'a!b')).toEqual([-1002, -1]);
    expect(open(at, 'x'.repeat(65))).toEqual([-1002, -1]);
    expect(open({ ...at, dbid: 99 }, 'tagged')[0]).toBeJet('JET_errInvalidDatabaseId');
    expect(open({ ...at, sesid: 99 }, 'tagged')).toEqual([-1104, 77]);
  });

  it('with JET_bitTableDenyRead is alone with the table', () => {
    expect(code(at, JET_bitTableDenyRead)).toBeJet('JET_errSuccess');
    expect(code(other, 0)).toBeJet('JET_errTableLocked');
    expect(code(other, JET_bitTableReadOnly)).toBeJet('JET_errTableLocked');
    expect(code(at, 0)).toBeJet('JET_errSuccess');
    expect(code(at, JET_bitTableDenyRead)).toBeJet('JET_errTableInUse');
  });

  it('with JET_bitTableDenyRead does not get a table that others use', () => {
    expect(code(other, JET_bitTableReadOnly)).toBeJet('JET_errSuccess');
    expect(open(at, 'tagged', JET_bitTableDenyRead)).toEqual([-1304, -1]);
  });

  it('with JET_bitTableDenyWrite lets others read only', () => {
    expect(code(at, JET_bitTableDenyWrite)).toBeJet('JET_errSuccess');
    expect(code(other, 0)).toBeJet('JET_errTableLocked');
    expect(code(other, JET_bitTableReadOnly)).toBeJet('JET_errSuccess');
  });

  it('with JET_bitTableDenyWrite does not get a table that others may change', () => {
    expect(code(other, 0)).toBeJet('JET_errSuccess');
    expect(code(at, JET_bitTableDenyWrite)).toBeJet('JET_errTableInUse');
  });

  it('with JET_bitTablePermitDDL wants JET_bitTableDenyRead as well', () => {
    expect(code(at, JET_bitTablePermitDDL)).toBeJet('JET_errInvalidGrbit');
    expect(code(at, JET_bitTablePermitDDL | JET_bitTableDenyRead)).toBeJet('JET_errSuccess');
  });

  it('gives the table free when its cursor is closed', () => {
    const [, tableid] = open(at, 'tagged', JET_bitTableDenyRead);
    requireSuccess(jetCloseTable(at.sesid, tableid));
    expect(code(other, JET_bitTableDenyRead)).toBeJet('JET_errSuccess');
  });
});

describe('JetCloseTable', () => {
  it('ends the cursor', () => {
    const tableid = openedTable(at, 'tagged');
    expect(jetCloseTable(other.sesid, tableid)).toBeJet('JET_errSesidTableIdMismatch');
    expect(jetCloseTable(at.sesid, tableid)).toBeJet('JET_errSuccess');
    expect(jetCloseTable(at.sesid, tableid)).toBeJet('JET_errInvalidTableId');
    expect(isLive(at.sesid, tableid)).toBeJet('JET_errInvalidTableId');
  });
});

describe('JetDupCursor', () => {
  it('opens a cursor before the first use, on the primary index', () => {
    const tableid = openedTable(at, 'tagged');
    jetSetCurrentIndex(at.sesid, tableid, 'bym');
    jetMove(at.sesid, tableid, 5, 0);
    const copy = ref(77);
    expect(jetDupCursor(at.sesid, tableid, copy, 0)).toBeJet('JET_errSuccess');
    const k = Buffer.alloc(4);
    requireSuccess(jetRetrieveColumn(at.sesid, copy.value, 1, k, 4, null, 0, null));
    expect(k.readInt32LE(0)).toBe(0);
    requireSuccess(jetCloseTable(at.sesid, tableid));
    expect(isLive(at.sesid, copy.value)).toBeJet('JET_errSuccess');
  });

  it('wants a cursor of the session', () => {
    const copy = ref(77);
    expect(jetDupCursor(other.sesid, openedTable(at, 'tagged'), copy, 0)).toBeJet(
      'JET_errSesidTableIdMismatch',
    );
    expect(copy.value).toBe(77);
  });
});

describe('the end of what a cursor was opened in', () => {
  it('closes it when the session ends', () => {
    const tableid = openedTable(other, 'tagged', JET_bitTableDenyRead);
    expect(code(at, 0)).toBeJet('JET_errTableLocked');
    requireSuccess(jetEndSession(other.sesid, 0));
    expect(isLive(at.sesid, tableid)).toBeJet('JET_errInvalidTableId');
    expect(code(at, 0)).toBeJet('JET_errSuccess');
  });

  it('closes it when the transaction is rolled back, and not when it is committed', () => {
    const before = openedTable(at, 'tagged');
    requireSuccess(jetBeginTransaction(at.sesid));
    const inside = openedTable(at, 'tagged');
    requireSuccess(jetRollback(at.sesid, 0));
    expect(isLive(at.sesid, inside)).toBeJet('JET_errInvalidTableId');
    expect(isLive(at.sesid, before)).toBeJet('JET_errSuccess');
    requireSuccess(jetBeginTransaction(at.sesid));
    const kept = openedTable(at, 'tagged');
    requireSuccess(jetCommitTransaction(at.sesid, 0));
    expect(isLive(at.sesid, kept)).toBeJet('JET_errSuccess');
  });

  it('closes it when an outer transaction is rolled back after the inner one was committed', () => {
    requireSuccess(jetBeginTransaction(at.sesid));
    requireSuccess(jetBeginTransaction(at.sesid));
    const inside = openedTable(at, 'tagged');
    requireSuccess(jetCommitTransaction(at.sesid, 0));
    expect(isLive(at.sesid, inside)).toBeJet('JET_errSuccess');
    requireSuccess(jetRollback(at.sesid, 0));
    expect(isLive(at.sesid, inside)).toBeJet('JET_errInvalidTableId');
  });
});
