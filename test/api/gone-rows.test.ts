/** What can be done on a row that is not there any more: its name is known until the cursor moves. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import { JET_bitIndexPrimary } from '../../include/grbits/index-ddl';
import { JET_bitNewKey, JET_bitRangeUpperLimit, JET_bitSeekEQ } from '../../include/grbits/navigation';
import { JET_bitNoMove } from '../../include/grbits/position';
import { JET_bitRetrieveFromPrimaryBookmark } from '../../include/grbits/retrieval';
import { JET_bitWriteLock } from '../../include/grbits/update';
import { JET_MoveNext } from '../../include/navigation';
import { JET_prepInsert } from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_RECPOS } from '../../include/structs/position';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
let sesid: number;
let t: number;
let k: number;
let a: number;

beforeEach(() => {
  lab = new NewTables();
  ({ sesid } = lab.own);
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
  ]);
  k = lab.column(t, 'k');
  a = lab.column(t, 'a');
  for (const [name, key, grbit] of [
    ['pk', '+k\0\0', JET_bitIndexPrimary],
    ['ia', '+a\0\0', 0],
  ] as const)
    expect(api.jetCreateIndex(sesid, t, name, grbit, key, key.length, 100)).toBeJet('JET_errSuccess');
  expect(api.jetBeginTransaction(sesid)).toBeJet('JET_errSuccess');
  for (const [key, value] of [
    [0, 2],
    [10, 1],
    [20, 0],
  ])
    insert(key, value);
  seek(10);
});
afterAll(leaveMemory);

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function insert(key: number, value: number): void {
  expect(api.jetPrepareUpdate(sesid, t, JET_prepInsert)).toBeJet('JET_errSuccess');
  expect(api.jetSetColumn(sesid, t, k, long(key), 4, 0, null)).toBeJet('JET_errSuccess');
  expect(api.jetSetColumn(sesid, t, a, long(value), 4, 0, null)).toBeJet('JET_errSuccess');
  expect(api.jetUpdate(sesid, t, null, 0, null)).toBeJet('JET_errSuccess');
}

const makeKey = (key: number): number => api.jetMakeKey(sesid, t, long(key), 4, JET_bitNewKey);

function seek(key: number): void {
  makeKey(key);
  expect(api.jetSeek(sesid, t, JET_bitSeekEQ)).toBeJet('JET_errSuccess');
}

const remove = (): void => expect(api.jetDelete(sesid, t)).toBeJet('JET_errSuccess');

/** The column `k` of the current row, or why there is none. */
function here(): number {
  const bytes = Buffer.alloc(4);
  const err = api.jetRetrieveColumn(sesid, t, k, bytes, 4, null, 0, null);
  return err === 0 ? bytes.readInt32LE() : err;
}

function currentIndex(): string {
  const name = ref('');
  expect(api.jetGetCurrentIndex(sesid, t, name, 128)).toBeJet('JET_errSuccess');
  return name.value;
}

function bookmark(): string {
  const bytes = Buffer.alloc(20);
  const length = ref(0);
  expect(api.jetGetBookmark(sesid, t, bytes, bytes.length, length)).toBeJet('JET_errSuccess');
  return bytes.toString('hex', 0, length.value);
}

describe('a cursor on a row that was deleted', () => {
  it('still tells the bookmark, before and after the deletion is final', () => {
    remove();
    expect(bookmark()).toBe('7f8000000a');
    expect(api.jetCommitTransaction(sesid, 0)).toBeJet('JET_errSuccess');
    expect(bookmark()).toBe('7f8000000a');
    expect(here()).toBeJet('JET_errRecordDeleted');
  });

  it('locks the name, and says in other words that the row is gone', () => {
    remove();
    expect(api.jetGetLock(sesid, t, JET_bitWriteLock)).toBeJet('JET_errSuccess');
    expect(api.jetGetCursorInfo(sesid, t, null, 0, 0)).toBeJet('JET_errRecordDeleted');
    expect(here()).toBeJet('JET_errRecordDeleted');
  });

  it('still tells where in the index it was', () => {
    remove();
    const position = JET_RECPOS();
    expect(api.jetGetRecordPosition(sesid, t, position, position.cbStruct)).toBeJet('JET_errSuccess');
    expect(position).toMatchObject({ centriesLT: 1, centriesInRange: 1, centriesTotal: 3 });
  });

  it('does not look for the row before it has looked for the column among those of the key', () => {
    remove();
    const fromBookmark = (column: number) =>
      api.jetRetrieveColumn(
        sesid,
        t,
        column,
        Buffer.alloc(4),
        4,
        null,
        JET_bitRetrieveFromPrimaryBookmark,
        null,
      );
    expect(fromBookmark(a)).toBeJet('JET_errColumnNotFound');
  });

  it('is inside or outside of a range by its name', () => {
    remove();
    makeKey(15);
    expect(api.jetSetIndexRange(sesid, t, JET_bitRangeUpperLimit)).toBeJet('JET_errSuccess');
    expect(here()).toBeJet('JET_errRecordDeleted');
    expect(api.jetMove(sesid, t, JET_MoveNext, 0)).toBeJet('JET_errNoCurrentRecord');
    seek(20);
    remove();
    makeKey(5);
    expect(api.jetSetIndexRange(sesid, t, JET_bitRangeUpperLimit)).toBeJet('JET_errNoCurrentRecord');
  });

  it('goes to another index, where there is no entry to stay on', () => {
    remove();
    expect(api.jetSetCurrentIndex2(sesid, t, 'ia', JET_bitNoMove)).toBeJet('JET_errRecordDeleted');
    expect(currentIndex()).toBe('ia');
    expect(here()).toBeJet('JET_errNoCurrentRecord');
    expect(api.jetMove(sesid, t, JET_MoveNext, 0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(20);
  });

  it('stays where it is when the index it should go to is the one it is on', () => {
    remove();
    expect(api.jetSetCurrentIndex2(sesid, t, 'pk', JET_bitNoMove)).toBeJet('JET_errRecordDeleted');
    expect(bookmark()).toBe('7f8000000a');
    expect(api.jetMove(sesid, t, JET_MoveNext, 0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(20);
  });

  it('goes on from its place after it was sent to a bookmark that is not there', () => {
    remove();
    expect(api.jetCommitTransaction(sesid, 0)).toBeJet('JET_errSuccess');
    const other = Buffer.from('7f80000063', 'hex');
    expect(api.jetGotoBookmark(sesid, t, other, other.length)).toBeJet('JET_errRecordDeleted');
    expect(bookmark()).toBe('7f8000000a');
    expect(api.jetMove(sesid, t, JET_MoveNext, 0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(20);
  });
});

describe('JetGetCursorInfo', () => {
  it('tells of changes of others that are not committed', () => {
    expect(api.jetCommitTransaction(sesid, 0)).toBeJet('JET_errSuccess');
    expect(api.jetGetCursorInfo(sesid, t, null, 0, 0)).toBeJet('JET_errSuccess');
    const other = lab.other.sesid;
    const [err, tableid] = lab.open('t', 0, lab.other);
    expect(err).toBeJet('JET_errSuccess');
    expect(api.jetMove(other, tableid, JET_MoveNext, 0)).toBeJet('JET_errSuccess');
    lab.begin(lab.other);
    expect(api.jetDelete(other, tableid)).toBeJet('JET_errSuccess');
    expect(api.jetGetCursorInfo(sesid, t, null, 0, 0)).toBeJet('JET_errWriteConflict');
  });
});

describe('a cursor on a secondary index', () => {
  it('is before the first row of the clustered one when the transaction that it came there in is rolled back', () => {
    expect(api.jetCommitTransaction(sesid, 0)).toBeJet('JET_errSuccess');
    lab.begin();
    expect(api.jetSetCurrentIndex(sesid, t, 'ia')).toBeJet('JET_errSuccess');
    expect(here()).toBe(20);
    lab.rollback();
    expect(currentIndex()).toBe('pk');
    expect(here()).toBeJet('JET_errNoCurrentRecord');
  });

  it('stays there when a transaction that began later is rolled back', () => {
    expect(api.jetSetCurrentIndex(sesid, t, 'ia')).toBeJet('JET_errSuccess');
    lab.begin();
    lab.rollback();
    expect(currentIndex()).toBe('ia');
    expect(here()).toBe(20);
  });

  it('keeps the row when it is outside of a range from the start', () => {
    expect(api.jetSetCurrentIndex(sesid, t, 'ia')).toBeJet('JET_errSuccess');
    expect(here()).toBe(20);
    makeKey(-1);
    expect(api.jetSetIndexRange(sesid, t, JET_bitRangeUpperLimit)).toBeJet('JET_errNoCurrentRecord');
    expect(api.jetMove(sesid, t, 0, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(here()).toBe(20);
    expect(api.jetMove(sesid, t, JET_MoveNext, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(here()).toBeJet('JET_errNoCurrentRecord');
  });
});

describe('a cursor that was made fresh in a transaction', () => {
  it('is where its first use took it after the transaction is rolled back', () => {
    expect(api.jetCommitTransaction(sesid, 0)).toBeJet('JET_errSuccess');
    lab.begin();
    expect(api.jetSetCurrentIndex(sesid, t, 'pk')).toBeJet('JET_errSuccess');
    expect(here()).toBe(0);
    remove();
    lab.rollback();
    expect(api.jetMove(sesid, t, 0, 0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(0);
  });
});
