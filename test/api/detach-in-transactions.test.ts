/** Databases detached while transactions are open that have, or have not, to do with them. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import { JET_MoveFirst, JET_MoveNext } from '../../include/navigation';
import { JET_prepInsert } from '../../include/prepare-update';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { sessionOfInstance } from '../support/instances';
import { leaveMemory, NewTables } from '../support/new-tables';

const PATH = '/db/a.edb';

let lab: NewTables;
let t: number;
let onlooker: number;

beforeEach(() => {
  lab = new NewTables();
  t = lab.made('t', [['k', { coltyp: JET_coltypLong }]]);
  onlooker = sessionOfInstance(lab.instance);
  expect(api.jetCloseDatabase(lab.other.sesid, lab.other.dbid, 0)).toBeJet('JET_errSuccess');
});
afterAll(leaveMemory);

function insertRow(): void {
  const { sesid } = lab.own;
  expect(api.jetPrepareUpdate(sesid, t, JET_prepInsert)).toBeJet('JET_errSuccess');
  expect(api.jetUpdate(sesid, t, null, 0, null)).toBeJet('JET_errSuccess');
}

function closeDatabase(): void {
  expect(api.jetCloseTable(lab.own.sesid, t)).toBeJet('JET_errSuccess');
  expect(api.jetCloseDatabase(lab.own.sesid, lab.own.dbid, 0)).toBeJet('JET_errSuccess');
}

function rowsAfterAttach(): number {
  const dbid = ref(0);
  expect(api.jetAttachDatabase(onlooker, PATH, 0)).toBeJet('JET_errSuccess');
  expect(api.jetOpenDatabase(onlooker, PATH, null, dbid, 0)).toBeJet('JET_errSuccess');
  const table = lab.open('t', 0, { sesid: onlooker, dbid: dbid.value })[1];
  let rows = 0;
  for (let move = JET_MoveFirst; api.jetMove(onlooker, table, move, 0) === 0; move = JET_MoveNext) rows++;
  return rows;
}

describe('JetDetachDatabase', () => {
  it('goes on although a transaction is older than what was committed there', () => {
    expect(api.jetBeginTransaction(lab.other.sesid)).toBeJet('JET_errSuccess');
    insertRow();
    closeDatabase();
    expect(api.jetDetachDatabase(onlooker, PATH)).toBeJet('JET_errSuccess');
    expect(rowsAfterAttach()).toBe(1);
    expect(api.jetCommitTransaction(lab.other.sesid, 0)).toBeJet('JET_errSuccess');
    expect(api.jetTerm(lab.instance)).toBeJet('JET_errSuccess');
  });

  it('is refused while changes there are not committed', () => {
    lab.begin();
    insertRow();
    closeDatabase();
    expect(api.jetDetachDatabase(onlooker, PATH)).toBeJet('JET_errDatabaseInUse');
    lab.rollback();
    expect(api.jetDetachDatabase(onlooker, PATH)).toBeJet('JET_errSuccess');
    expect(rowsAfterAttach()).toBe(0);
    expect(api.jetTerm(lab.instance)).toBeJet('JET_errSuccess');
  });
});
