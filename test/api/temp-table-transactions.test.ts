/** Temporary tables and transactions: what is taken back, what goes with a rollback, and that all space comes back. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as tt from '../../include/grbits/temporary-table';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_paramEnableTempTableVersioning } from '../../include/parameters';
import * as api from '../../src/api';
import { registry } from '../../src/instance/registry';
import { storageOf } from '../../src/instance/storage';
import { checkSpace } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { availableExtents, DATABASE_ROOT_PAGE, pagesOf } from '../../src/space/extents';
import { leaveMemory } from '../support/new-tables';
import { BYTES, KEY, long, LONG_BYTES, type Temporary, TemporaryTables } from '../support/temporary-tables';

let lab: TemporaryTables;

beforeEach(() => {
  lab = new TemporaryTables();
});
afterAll(leaveMemory);

const begin = (): void => expect(api.jetBeginTransaction(lab.sesid)).toBeJet('JET_errSuccess');
const commit = (): void => expect(api.jetCommitTransaction(lab.sesid, 0)).toBeJet('JET_errSuccess');
const rollback = (): void => expect(api.jetRollback(lab.sesid, 0)).toBeJet('JET_errSuccess');

function stored(rows = 0): Temporary {
  const table = lab.open([KEY, BYTES], tt.JET_bitTTForceMaterialization);
  for (let i = 0; i < rows; i++) expect(table.insert(i, long(i))).toBeJet('JET_errSuccess');
  return table;
}

function freePages(): number {
  const { file } = storageOf(registry.instances[0]).temporary();
  return pagesOf(availableExtents(file, DATABASE_ROOT_PAGE));
}

describe('a rollback', () => {
  it('takes back rows of a tree', () => {
    const table = stored(1);
    begin();
    table.insert(2, long(2));
    table.move(JET_MoveFirst | 0);
    api.jetDelete(lab.sesid, table.tableid);
    rollback();
    expect(table.numbers()).toEqual([0]);
  });

  it('leaves them where there are to be no versions', () => {
    lab = new TemporaryTables([[JET_paramEnableTempTableVersioning, 0]]);
    const table = stored(1);
    begin();
    table.insert(2, long(2));
    rollback();
    expect(table.numbers()).toEqual([0, 2]);
  });

  it('leaves rows of a sort', () => {
    const table = lab.open([KEY]);
    begin();
    table.insert(2);
    rollback();
    table.insert(1);
    expect(table.numbers()).toEqual([1, 2]);
  });

  it('closes what was opened inside, be it in order already or not', () => {
    begin();
    const tables = [stored(3), lab.open([KEY]), lab.open([KEY], tt.JET_bitTTUpdatable)];
    tables[2].insert(1);
    tables[2].move(JET_MoveFirst | 0);
    rollback();
    for (const table of tables) expect(table.close()).toBeJet('JET_errInvalidTableId');
  });

  it('of an inner transaction leaves what was opened outside of it', () => {
    begin();
    const table = stored(1);
    begin();
    table.insert(5, long(5));
    rollback();
    expect(table.numbers()).toEqual([0]);
    commit();
    expect(table.numbers()).toEqual([0]);
  });
});

describe('the space of a table comes back', () => {
  const value = Buffer.alloc(12_000, 7);
  const fill = (): Temporary => {
    const table = lab.open([KEY, LONG_BYTES]);
    begin();
    for (let i = 0; i < 40; i++) expect(table.insert(i, value)).toBeJet('JET_errSuccess');
    commit();
    return table;
  };
  let free = 0;

  beforeEach(() => {
    fill().close();
    free = freePages();
  });

  const expectSound = (): void => {
    const { file } = storageOf(registry.instances[0]).temporary();
    const findings = new Findings(Infinity);
    checkSpace(file, [], findings);
    expect(findings.kept.map(({ text }) => text)).toEqual([]);
    expect(freePages()).toBe(free);
  };

  it('when it is closed', () => {
    const table = fill();
    expect(freePages()).toBeLessThan(free);
    table.close();
    expectSound();
  });

  it('when the transaction is over in which it is closed, either way', () => {
    for (const end of [commit, rollback]) {
      const table = fill();
      begin();
      table.insert(100, value);
      table.move(JET_MoveFirst | 0);
      api.jetDelete(lab.sesid, table.tableid);
      table.close();
      expect(freePages()).toBeLessThan(free);
      end();
      expectSound();
    }
  });

  it('when the transaction is rolled back in which it was opened', () => {
    begin();
    const table = lab.open([KEY, LONG_BYTES]);
    for (let i = 0; i < 40; i++) table.insert(i, value);
    rollback();
    expectSound();
  });

  it('when its session ends', () => {
    const table = fill();
    begin();
    table.insert(100, value);
    expect(api.jetEndSession(lab.sesid, 0)).toBeJet('JET_errSuccess');
    expectSound();
  });

  it('when the last of its cursors is closed', () => {
    const table = fill();
    const other = { value: 0 };
    expect(api.jetDupCursor(lab.sesid, table.tableid, other, 0)).toBeJet('JET_errSuccess');
    table.close();
    expect(freePages()).toBeLessThan(free);
    expect(api.jetCloseTable(lab.sesid, other.value)).toBeJet('JET_errSuccess');
    expectSound();
  });
});

it('nothing is left on the disk', () => {
  stored(500);
  expect(lab.files.list('/db')).toEqual([]);
  expect(api.jetTerm(lab.instance)).toBeJet('JET_errSuccess');
  expect(lab.files.list('/db')).toEqual([]);
});

it('a disk that refuses a tree leaves a sort that can only be closed', () => {
  const table = lab.open([KEY, BYTES], tt.JET_bitTTUpdatable);
  for (let i = 0; i < 1000; i++) table.insert(i, Buffer.alloc(250));
  lab.files.failWith = (operation) => (operation === 'truncate' ? 'ENOSPC' : null);
  const err = table.move(JET_MoveFirst | 0);
  expect(err).toBeJet('JET_errDiskFull');
  expect(table.move(JET_MoveFirst | 0)).toBeJet('JET_errIllegalOperation');
  lab.files.failWith = () => null;
  expect(table.close()).toBeJet('JET_errSuccess');
});
