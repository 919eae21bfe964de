/** Codes of transactions: a rollback that the disk keeps from its end. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ref } from '../../../include/ref';
import { JET_COLUMNDEF } from '../../../include/structs/column-ddl';
import { JET_coltypLongBinary } from '../../../include/column-types';
import { JET_prepCancel, JET_prepInsert, JET_prepReplace } from '../../../include/prepare-update';
import { JET_MoveFirst } from '../../../include/navigation';
import * as api from '../../../src/api';
import { CREATED, endMachines, freshDisk, Machine } from '../../support/machine';

const VALUE = Buffer.alloc(6000, 1);
/** More than the cache holds. */
const ROWS = 400;

let machine: Machine;
let session = 0;
const [database, table, column] = [ref(0), ref(0), ref(0)];

function insertRow(): void {
  api.jetPrepareUpdate(session, table.value, JET_prepInsert);
  api.jetSetColumn(session, table.value, column.value, VALUE, VALUE.length, 0, null);
  expect(api.jetUpdate(session, table.value, null, 0, null)).toBeJet('JET_errSuccess');
}

const failReads = (): void => {
  machine.files.failWith = (operation, path) => (operation === 'read' && path === CREATED ? 'EIO' : null);
};

beforeEach(() => {
  machine = new Machine(freshDisk());
  expect(machine.init()).toBeJet('JET_errSuccess');
  ({ session } = machine);
  expect(api.jetCreateDatabase(session, CREATED, null, database, 0)).toBeJet('JET_errSuccess');
  expect(api.jetCreateTable(session, database.value, 't', 1, 100, table)).toBeJet('JET_errSuccess');
  const definition = JET_COLUMNDEF({ coltyp: JET_coltypLongBinary });
  expect(api.jetAddColumn(session, table.value, 'v', definition, null, 0, column)).toBeJet('JET_errSuccess');
});

afterEach(endMachines);

/** What was not finished is finished by recovery, which leaves so many rows. */
function expectRecovery(rows: number): void {
  machine.files.failWith = () => null;
  expect(machine.term()).toBeJet('JET_errSuccess');
  const again = new Machine(machine.files.image());
  expect(again.init()).toBeJet('JET_errSuccess');
  expect(again.attach(CREATED)).toBeJet('JET_errSuccess');
  expect(api.jetOpenDatabase(again.session, CREATED, null, database, 0)).toBeJet('JET_errSuccess');
  const place = ref(0);
  expect(api.jetOpenTable(again.session, database.value, 't', null, 0, 0, place)).toBeJet('JET_errSuccess');
  const count = ref(0);
  expect(api.jetIndexRecordCount(again.session, place.value, count, 0)).toBeJet('JET_errSuccess');
  expect(count.value).toBe(rows);
}

describe('changes that cannot be taken back, for pages of theirs cannot be read', () => {
  it('of a transaction', () => {
    api.jetBeginTransaction(session);
    for (let i = 0; i < ROWS; i++) insertRow();
    failReads();
    expect(api.jetRollback(session, 0)).toBeJet('JET_errRollbackError');
    expect(api.jetRollback(session, 0)).toBeJet('JET_errInstanceUnavailable');
    expectRecovery(0);
  });

  /** A long value that is set beside a row, and so many rows of another table after it that the cache forgets its pages. */
  function prepare(): void {
    insertRow();
    expect(api.jetMove(session, table.value, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
    api.jetBeginTransaction(session);
    const other = ref(0);
    expect(api.jetDupCursor(session, table.value, other, 0)).toBeJet('JET_errSuccess');
    expect(api.jetPrepareUpdate(session, table.value, JET_prepReplace)).toBeJet('JET_errSuccess');
    const long = Buffer.alloc(60_000, 2);
    expect(api.jetSetColumn(session, table.value, column.value, long, long.length, 0, null)).toBeJet(
      'JET_errSuccess',
    );
    const prepared = table.value;
    table.value = other.value;
    for (let i = 0; i < ROWS; i++) insertRow();
    table.value = prepared;
    failReads();
  }

  it('of an update that is cancelled', () => {
    prepare();
    expect(api.jetPrepareUpdate(session, table.value, JET_prepCancel)).toBeJet('JET_errRollbackError');
    expectRecovery(1);
  });

  it('of an update beside which its row is deleted', () => {
    prepare();
    expect(api.jetDelete(session, table.value)).toBeJet('JET_errRollbackError');
    expectRecovery(1);
  });
});
