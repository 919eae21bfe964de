/** Rows changed through the API: prepared, set, written, cancelled, deleted, locked, and what their indexes list then. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypBinary, JET_coltypBit, JET_coltypLong } from '../../include/column-types';
import {
  JET_bitColumnAutoincrement,
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
  JET_bitColumnVersion,
} from '../../include/grbits/column-ddl';
import * as bits from '../../include/grbits/index-ddl';
import { JET_bitSeekEQ, JET_bitNewKey } from '../../include/grbits/navigation';
import { JET_bitRetrieveCopy } from '../../include/grbits/retrieval';
import {
  JET_bitReadLock,
  JET_bitSetContiguousLV,
  JET_bitSetUniqueMultiValues,
  JET_bitSetZeroLength,
  JET_bitWriteLock,
} from '../../include/grbits/update';
import { JET_MoveFirst, JET_MoveNext } from '../../include/navigation';
import * as prep from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_SETCOLUMN, JET_SETINFO } from '../../include/structs/update';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
let t: number;
let sesid: number;
const ids: Record<string, number> = {};

beforeEach(() => {
  lab = new NewTables();
  ({ sesid } = lab.own);
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong, grbit: JET_bitColumnNotNULL }],
    ['a', { coltyp: JET_coltypLong }],
    ['n', { coltyp: JET_coltypLong, grbit: JET_bitColumnAutoincrement }],
    ['r', { coltyp: JET_coltypLong, grbit: JET_bitColumnVersion }],
    ['b', { coltyp: JET_coltypBinary, cbMax: 10 }],
    ['m', { coltyp: JET_coltypLong, grbit: JET_bitColumnTagged | JET_bitColumnMultiValued }],
    ['f', { coltyp: JET_coltypBit, grbit: JET_bitColumnTagged }],
  ]);
  for (const name of ['k', 'a', 'n', 'r', 'b', 'm', 'f']) ids[name] = lab.column(t, name);
  index('pk', '+k\0\0', bits.JET_bitIndexPrimary);
  index('ua', '+a\0\0', bits.JET_bitIndexUnique | bits.JET_bitIndexIgnoreNull);
  index('im', '+m\0\0', bits.JET_bitIndexIgnoreNull);
});
afterAll(leaveMemory);

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function index(name: string, key: string, grbit: number): void {
  expect(api.jetCreateIndex(sesid, t, name, grbit, key, key.length, 100)).toBeJet('JET_errSuccess');
}

const prepare = (how: number, tableid = t, session = sesid): number =>
  api.jetPrepareUpdate(session, tableid, how);
const update = (tableid = t, session = sesid): number => api.jetUpdate(session, tableid, null, 0, null);

function set(
  name: string,
  value: Buffer | null,
  itagSequence = 1,
  grbit = 0,
  tableid = t,
  session = sesid,
): number {
  const info = JET_SETINFO({ itagSequence });
  return api.jetSetColumn(session, tableid, ids[name], value, value?.length ?? 0, grbit, info);
}

function insert(k: number, a: number | null, ...values: readonly number[]): number {
  expect(prepare(prep.JET_prepInsert)).toBeJet('JET_errSuccess');
  expect(set('k', long(k))).toBeJet('JET_errSuccess');
  expect(set('a', a === null ? null : long(a))).toBeJet('JET_errSuccess');
  for (const value of values) expect(set('m', long(value), 0)).toBeJet('JET_errSuccess');
  const err = update();
  if (err < 0) expect(prepare(prep.JET_prepCancel)).toBeJet('JET_errSuccess');
  return err;
}

function read(name: string, grbit = 0): number | null {
  const bytes = Buffer.alloc(4);
  const err = api.jetRetrieveColumn(sesid, t, ids[name], bytes, 4, null, grbit, null);
  return err === 0 ? bytes.readInt32LE() : null;
}

function seek(k: number): void {
  api.jetSetCurrentIndex(sesid, t, 'pk');
  api.jetMakeKey(sesid, t, long(k), 4, JET_bitNewKey);
  expect(api.jetSeek(sesid, t, JET_bitSeekEQ)).toBeJet('JET_errSuccess');
}

/** The column `k` of the rows in the order of an index. */
function listed(name: string): (number | null)[] {
  api.jetSetCurrentIndex(sesid, t, name);
  const found: (number | null)[] = [];
  for (
    let err = api.jetMove(sesid, t, JET_MoveFirst, 0);
    err === 0;
    err = api.jetMove(sesid, t, JET_MoveNext, 0)
  )
    found.push(read('k'));
  return found;
}

describe('inserting', () => {
  it('uses up a number for a copy that is refused outside of a transaction', () => {
    const numberOf = (): number => {
      const value = Buffer.alloc(4);
      api.jetRetrieveColumn(sesid, t, ids.n, value, 4, null, JET_bitRetrieveCopy, null);
      prepare(prep.JET_prepCancel);
      return value.readInt32LE();
    };
    prepare(prep.JET_prepInsert);
    set('k', long(1));
    update();
    api.jetMove(sesid, t, JET_MoveFirst, 0);
    prepare(prep.JET_prepInsert);
    const before = numberOf();
    expect(prepare(prep.JET_prepInsertCopy)).toBeJet('JET_errNotInTransaction');
    expect(api.jetUpdate(sesid, t, null, 0, null)).toBeJet('JET_errUpdateNotPrepared');
    prepare(prep.JET_prepInsert);
    expect(numberOf()).toBe(before + 2);
  });

  it('puts a row into every index, with an entry for each value', () => {
    expect(insert(2, 20, 7, 5)).toBeJet('JET_errSuccess');
    expect(insert(1, 30, 6)).toBeJet('JET_errSuccess');
    expect(listed('pk')).toEqual([1, 2]);
    expect(listed('ua')).toEqual([2, 1]);
    expect(listed('im')).toEqual([2, 1, 2]);
  });

  it('leaves nothing behind when a later index refuses', () => {
    insert(1, 10, 4);
    expect(insert(2, 10, 3)).toBeJet('JET_errKeyDuplicate');
    expect(listed('pk')).toEqual([1]);
    expect(listed('im')).toEqual([1]);
    expect(insert(1, 11)).toBeJet('JET_errKeyDuplicate');
    expect(listed('ua')).toEqual([1]);
  });

  it('makes one entry of equal values, and none of nulls that an index ignores', () => {
    insert(1, null, 9, 9);
    expect(listed('im')).toEqual([1]);
    expect(listed('ua')).toEqual([]);
  });

  it('numbers rows, and starts their versions at 0', () => {
    insert(1, 10);
    insert(2, 10);
    insert(3, 12);
    seek(1);
    expect([read('n'), read('r')]).toEqual([1, 0]);
    seek(3);
    expect(read('n')).toBe(3);
  });

  it('tells the bookmark, and refuses one that does not fit before anything is written', () => {
    prepare(prep.JET_prepInsert);
    set('k', long(1));
    expect(api.jetUpdate(sesid, t, Buffer.alloc(4), 4, null)).toBeJet('JET_errBufferTooSmall');
    const bookmark = Buffer.alloc(8);
    const length = ref(0);
    expect(api.jetUpdate(sesid, t, bookmark, 8, length)).toBeJet('JET_errSuccess');
    expect(bookmark.toString('hex', 0, length.value)).toBe('7f80000001');
    expect(update()).toBeJet('JET_errUpdateNotPrepared');
  });

  it('asks for values that must be there', () => {
    prepare(prep.JET_prepInsert);
    expect(update()).toBeJet('JET_errNullInvalid');
    expect(set('k', null)).toBeJet('JET_errNullInvalid');
    expect(set('k', long(1))).toBeJet('JET_errSuccess');
    expect(update()).toBeJet('JET_errSuccess');
  });
});

describe('setting columns', () => {
  beforeEach(() => {
    expect(set('a', long(1))).toBeJet('JET_errUpdateNotPrepared');
    prepare(prep.JET_prepInsert);
  });

  it('refuses what the engine refuses', () => {
    expect(set('n', long(1))).toBeJet('JET_errInvalidColumnType');
    expect(set('a', Buffer.alloc(3))).toBeJet('JET_errInvalidBufferSize');
    expect(set('m', Buffer.alloc(3))).toBeJet('JET_errInvalidBufferSize');
    expect(set('b', Buffer.alloc(11))).toBeJet('JET_wrnColumnMaxTruncated');
    expect(set('a', long(1), 1, JET_bitSetContiguousLV)).toBeJet('JET_errInvalidGrbit');
    expect(set('a', long(1), 1, 0x80000000)).toBeJet('JET_errInvalidGrbit');
    expect(api.jetSetColumn(sesid, t, 99, null, 0, 0, null)).toBeJet('JET_errColumnNotFound');
    expect(api.jetSetColumn(sesid, t, 0, null, 0, 0, null)).toBeJet('JET_errBadColumnId');
  });

  it('keeps values of a column apart where that is asked for', () => {
    set('m', long(1), 0);
    expect(set('m', long(1), 0, JET_bitSetUniqueMultiValues)).toBeJet('JET_errMultiValuedDuplicate');
    expect(set('m', long(1), 1, JET_bitSetUniqueMultiValues)).toBeJet('JET_errSuccess');
    expect(set('m', long(2), 0, JET_bitSetUniqueMultiValues)).toBeJet('JET_errSuccess');
  });

  it('stores bits as all or nothing, and tells null from no bytes', () => {
    set('f', Buffer.of(1));
    const bytes = Buffer.alloc(4);
    api.jetRetrieveColumn(sesid, t, ids.f, bytes, 4, null, JET_bitRetrieveCopy, null);
    expect(bytes[0]).toBe(0xff);
    const length = ref(7);
    expect(set('b', null, 1, JET_bitSetZeroLength)).toBeJet('JET_errSuccess');
    expect(api.jetRetrieveColumn(sesid, t, ids.b, bytes, 4, length, JET_bitRetrieveCopy, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(length.value).toBe(0);
    set('b', null);
    expect(api.jetRetrieveColumn(sesid, t, ids.b, bytes, 4, null, JET_bitRetrieveCopy, null)).toBeJet(
      'JET_wrnColumnNull',
    );
  });

  it('sets several at once, up to the first that fails', () => {
    const columns = [
      JET_SETCOLUMN({ columnid: ids.k, pvData: long(5), cbData: 4, err: 1, itagSequence: 1 }),
      JET_SETCOLUMN({ columnid: ids.a, pvData: long(6), cbData: 3, err: 1, itagSequence: 1 }),
      JET_SETCOLUMN({ columnid: ids.m, pvData: long(7), cbData: 4, err: 1, itagSequence: 1 }),
    ];
    expect(api.jetSetColumns(sesid, t, columns, 3)).toBeJet('JET_errInvalidBufferSize');
    expect(columns.map(({ err }) => err)).toEqual([0, 1, 1]);
    expect([read('k', JET_bitRetrieveCopy), read('m', JET_bitRetrieveCopy)]).toEqual([5, null]);
  });
});

describe('replacing', () => {
  beforeEach(() => {
    insert(1, 10, 4, 5);
    insert(2, 20);
    seek(1);
  });

  it('moves only the entries that change, and counts versions', () => {
    expect(prepare(prep.JET_prepReplace)).toBeJet('JET_errSuccess');
    set('m', long(3), 1);
    set('a', long(30));
    expect(read('a')).toBe(10);
    expect(read('a', JET_bitRetrieveCopy)).toBe(30);
    expect(update()).toBeJet('JET_errSuccess');
    expect([read('a'), read('r')]).toEqual([30, 1]);
    expect(listed('ua')).toEqual([2, 1]);
    expect(listed('im')).toEqual([1, 1]);
  });

  it('refuses another primary key, a duplicate, and a version number', () => {
    prepare(prep.JET_prepReplace);
    expect(set('r', long(9))).toBeJet('JET_errInvalidColumnType');
    set('k', long(9));
    expect(update()).toBeJet('JET_errRecordPrimaryChanged');
    set('k', long(1));
    set('a', long(20));
    set('m', long(1), 1);
    expect(update()).toBeJet('JET_errKeyDuplicate');
    prepare(prep.JET_prepCancel);
    expect(read('m')).toBe(4);
    expect(listed('ua')).toEqual([1, 2]);
  });

  it('is cancelled by a move, and by a rollback of where it was prepared', () => {
    prepare(prep.JET_prepReplace);
    expect(prepare(prep.JET_prepInsert)).toBeJet('JET_errAlreadyPrepared');
    api.jetMove(sesid, t, JET_MoveNext, 0);
    expect(update()).toBeJet('JET_errUpdateNotPrepared');
    api.jetBeginTransaction(sesid);
    prepare(prep.JET_prepInsert);
    api.jetRollback(sesid, 0);
    expect(prepare(prep.JET_prepCancel)).toBeJet('JET_errUpdateNotPrepared');
  });
});

describe('copies', () => {
  beforeEach(() => {
    insert(1, 10, 4);
    seek(1);
    api.jetBeginTransaction(sesid);
  });

  it('become rows beside the original, or in its place', () => {
    expect(prepare(prep.JET_prepInsertCopy)).toBeJet('JET_errSuccess');
    set('k', long(2));
    set('a', long(20));
    expect(update()).toBeJet('JET_errSuccess');
    expect(prepare(prep.JET_prepInsertCopyDeleteOriginal)).toBeJet('JET_errSuccess');
    set('k', long(3));
    expect(update()).toBeJet('JET_errSuccess');
    expect(listed('pk')).toEqual([2, 3]);
    expect(listed('im')).toEqual([2, 3]);
    seek(3);
    expect(read('n')).toBe(3);
    prepare(prep.JET_prepInsertCopyReplaceOriginal);
    set('k', long(4));
    expect(update()).toBeJet('JET_errSuccess');
    seek(4);
    expect(read('n')).toBe(3);
    api.jetCommitTransaction(sesid, 0);
  });
});

describe('deleting and locking', () => {
  beforeEach(() => {
    insert(1, 10, 4, 5);
    insert(2, 20, 6);
    seek(1);
  });

  it('takes a row out of every index', () => {
    expect(api.jetDelete(sesid, t)).toBeJet('JET_errSuccess');
    expect([listed('pk'), listed('ua'), listed('im')]).toEqual([[2], [2], [2]]);
  });

  it('keeps others from a locked row until the transaction ends', () => {
    expect(api.jetGetLock(sesid, t, JET_bitWriteLock)).toBeJet('JET_errNotInTransaction');
    api.jetBeginTransaction(sesid);
    expect(api.jetGetLock(sesid, t, JET_bitReadLock | JET_bitWriteLock)).toBeJet('JET_errInvalidGrbit');
    expect(api.jetGetLock(sesid, t, JET_bitWriteLock)).toBeJet('JET_errSuccess');
    const [err, theirs] = lab.open('t', 0, lab.other);
    expect(err).toBe(0);
    const other = lab.other.sesid;
    api.jetMakeKey(other, theirs, long(1), 4, JET_bitNewKey);
    api.jetSeek(other, theirs, JET_bitSeekEQ);
    api.jetBeginTransaction(other);
    expect(prepare(prep.JET_prepReplace, theirs, other)).toBeJet('JET_errWriteConflict');
    expect(api.jetDelete(other, theirs)).toBeJet('JET_errWriteConflict');
    api.jetRollback(other, 0);
    api.jetCommitTransaction(sesid, 0);
    expect(api.jetDelete(other, theirs)).toBeJet('JET_errSuccess');
  });

  it('notices outside a transaction that a row has changed since it was prepared', () => {
    const [, theirs] = lab.open('t', 0, lab.other);
    const other = lab.other.sesid;
    api.jetMakeKey(other, theirs, long(1), 4, JET_bitNewKey);
    api.jetSeek(other, theirs, JET_bitSeekEQ);
    prepare(prep.JET_prepReplaceNoLock);
    set('a', long(11));
    prepare(prep.JET_prepReplace, theirs, other);
    set('a', long(12), 1, 0, theirs, other);
    expect(update(theirs, other)).toBeJet('JET_errSuccess');
    expect(update()).toBeJet('JET_errWriteConflict');
  });
});
