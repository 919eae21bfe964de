/**
 * Codes of the calls that change rows: what is set, written, deleted, locked and added to, and who may not. What two calls
 * have in common is asked of both.
 */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_cbtypBeforeDelete, JET_cbtypBeforeInsert } from '../../../include/callback-types';
import { JET_coltypBinary, JET_coltypLong, JET_coltypLongBinary } from '../../../include/column-types';
import {
  JET_bitColumnAutoincrement,
  JET_bitColumnEscrowUpdate,
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
} from '../../../include/grbits/column-ddl';
import * as indexes from '../../../include/grbits/index-ddl';
import { JET_bitNewKey, JET_bitSeekEQ } from '../../../include/grbits/navigation';
import { JET_bitTableReadOnly } from '../../../include/grbits/table';
import { JET_bitTransactionReadOnly } from '../../../include/grbits/transaction';
import * as sets from '../../../include/grbits/update';
import { JET_MoveFirst, JET_MovePrevious } from '../../../include/navigation';
import { JET_paramMaxVerPages } from '../../../include/parameters';
import * as prep from '../../../include/prepare-update';
import { ref } from '../../../include/ref';
import { JET_SETCOLUMN, JET_SETINFO } from '../../../include/structs/update';
import * as api from '../../../src/api';
import { leaveMemory, NewTables } from '../../support/new-tables';

let lab: NewTables;
let t: number;
let sesid: number;
const ids: Record<string, number> = {};

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const VALUES = JET_bitColumnTagged | JET_bitColumnMultiValued;
const COLUMNS = [
  ['k', { coltyp: JET_coltypLong, grbit: JET_bitColumnNotNULL }, null],
  ['a', { coltyp: JET_coltypLong, grbit: JET_bitColumnAutoincrement }, null],
  ['b', { coltyp: JET_coltypBinary, cbMax: 10 }, null],
  ['w', { coltyp: JET_coltypBinary, cbMax: 255 }, null],
  ['d', { coltyp: JET_coltypLong }, Buffer.alloc(4)],
  ['m', { coltyp: JET_coltypLong, grbit: VALUES }, null],
  ['l', { coltyp: JET_coltypLongBinary, cbMax: 50_000, grbit: VALUES }, null],
  ['e', { coltyp: JET_coltypLong, grbit: JET_bitColumnEscrowUpdate }, Buffer.alloc(4)],
] as const;

function start(parameter: number | null = null): void {
  lab = new NewTables(4096, null, parameter);
  ({ sesid } = lab.own);
  const created = lab.create('t')[1];
  for (const [name, options, value] of COLUMNS) {
    const [err, id] = lab.add(created, name, options, value);
    expect(err).toBeJet('JET_errSuccess');
    ids[name] = id;
  }
  index(created, 'pk', '+k\0\0', indexes.JET_bitIndexPrimary);
  index(created, 'um', '+m\0\0', indexes.JET_bitIndexUnique | indexes.JET_bitIndexIgnoreNull);
  index(created, 'whole', '+w\0\0', indexes.JET_bitIndexDisallowTruncation);
  index(created, 'full', '+d\0\0', indexes.JET_bitIndexDisallowNull);
  api.jetCloseTable(sesid, created);
  t = lab.open('t')[1];
}

function index(tableid: number, name: string, key: string, bits: number): void {
  expect(api.jetCreateIndex(sesid, tableid, name, bits, key, key.length, 100)).toBeJet('JET_errSuccess');
}

beforeEach(() => start());
afterAll(leaveMemory);

const prepare = (how = prep.JET_prepInsert, tableid = t): number => api.jetPrepareUpdate(sesid, tableid, how);
const update = (): number => api.jetUpdate(sesid, t, null, 0, null);
const first = (tableid = t): number => api.jetMove(sesid, tableid, JET_MoveFirst, 0);

interface Value {
  readonly itagSequence?: number;
  readonly grbit?: number;
  readonly ibLongValue?: number;
}

/** Sets one value by the one call. */
function setColumn(columnid: number, value: Buffer | null, options: Value = {}): number {
  const { itagSequence = 1, grbit = 0, ibLongValue = 0 } = options;
  const info = JET_SETINFO({ itagSequence, ibLongValue });
  return api.jetSetColumn(sesid, t, columnid, value, value?.length ?? 0, grbit, info);
}

/** And by the other. */
function setColumns(columnid: number, value: Buffer | null, options: Value = {}): number {
  const column = { itagSequence: 1, ...options, columnid, pvData: value, cbData: value?.length ?? 0 };
  return api.jetSetColumns(sesid, t, [JET_SETCOLUMN(column)], 1);
}

const set = (name: string, value: Buffer | null, options?: Value): number =>
  setColumn(ids[name], value, options);

function insert(k: number, more: () => void = () => undefined): number {
  expect(prepare()).toBeJet('JET_errSuccess');
  expect(set('k', long(k))).toBeJet('JET_errSuccess');
  more();
  return update();
}

/** Off all rows, before the first. */
function leaveRows(): void {
  first();
  expect(api.jetMove(sesid, t, JET_MovePrevious, 0)).toBeJet('JET_errNoCurrentRecord');
}

function seek(k: number, { sesid: session } = lab.own, tableid = t): void {
  api.jetMakeKey(session, tableid, long(k), 4, JET_bitNewKey);
  expect(api.jetSeek(session, tableid, JET_bitSeekEQ)).toBeJet('JET_errSuccess');
}

/** Another session's cursor on a row. */
function theirs(k: number): number {
  const tableid = lab.open('t', 0, lab.other)[1];
  seek(k, lab.other, tableid);
  return tableid;
}

const escrow = (tableid = t, columnid = ids.e): number =>
  api.jetEscrowUpdate(sesid, tableid, columnid, long(1), 4, null, 0, null, 0);

describe.each([
  ['JetSetColumn', setColumn],
  ['JetSetColumns', setColumns],
])('%s', (_name, setValue) => {
  const big = Buffer.alloc(50_001);

  it.each([
    ['an invented column', 0, long(1), {}, 'JET_errBadColumnId'],
    ['a column that is not there', 99, long(1), {}, 'JET_errColumnNotFound'],
    ['a number of its own', 'a', long(1), {}, 'JET_errInvalidColumnType'],
    ['null for what has to be there', 'k', null, {}, 'JET_errColumnIllegalNull'],
    ['more than fits', 'b', Buffer.alloc(11), {}, 'JET_wrnColumnMaxTruncated'],
    ['unknown options', 'b', long(1), { grbit: 0x4000_0000 }, 'JET_errInvalidGrbit'],
    ['too long a value', 'l', big, {}, 'JET_errColumnTooBig'],
    [
      'bytes behind the end of a value',
      'l',
      long(1),
      { grbit: sets.JET_bitSetOverwriteLV, ibLongValue: 9 },
      'JET_errColumnNoChunk',
    ],
  ] as const)('of %s', (_what, column, value, options, code) => {
    lab.begin();
    prepare();
    expect(setValue(typeof column === 'number' ? column : ids[column], value, options)).toBeJet(code);
  });

  it('of a value twice, where that is refused', () => {
    prepare();
    const grbit = sets.JET_bitSetUniqueMultiValues;
    expect(setValue(ids.m, long(1), { itagSequence: 0, grbit })).toBeJet('JET_errSuccess');
    expect(setValue(ids.m, long(1), { itagSequence: 0, grbit })).toBeJet('JET_errMultiValuedDuplicate');
  });

  it('of a long value needs a transaction', () => {
    prepare();
    expect(setValue(ids.l, long(1))).toBeJet('JET_errNotInTransaction');
    expect(setValue(ids.b, long(1))).toBeJet('JET_errSuccess');
  });

  it('of more values than a record holds', () => {
    lab.begin();
    prepare();
    let err = 0;
    for (let i = 0; err === 0; i++) err = setValue(ids.m, long(i), { itagSequence: 0 });
    expect(err).toBeJet('JET_errRecordTooBig');
  });

  it('of a long value of an insert in place of another row', () => {
    insert(1);
    lab.begin();
    first();
    expect(prepare(prep.JET_prepInsertCopyDeleteOriginal)).toBeJet('JET_errSuccess');
    expect(setValue(ids.l, long(1))).toBeJet('JET_errSuccess');
  });

  it('needs an update that is prepared', () => {
    expect(setValue(ids.k, long(1))).toBeJet('JET_errUpdateNotPrepared');
  });

  it('takes no value in a transaction that is for reading', () => {
    prepare();
    api.jetBeginTransaction2(sesid, JET_bitTransactionReadOnly);
    expect(setValue(ids.k, long(1))).toBeJet('JET_errTransReadOnly');
  });
});

describe('structs of the wrong form', () => {
  it('are refused', () => {
    prepare();
    const info = { ...JET_SETINFO(), cbStruct: 3 };
    expect(api.jetSetColumn(sesid, t, ids.k, long(1), 4, 0, info)).toBeJet('JET_errInvalidParameter');
    const column = JET_SETCOLUMN({ columnid: ids.k, pvData: long(1), cbData: 5 });
    expect(api.jetSetColumns(sesid, t, [column], 1)).toBeJet('JET_errInvalidParameter');
  });
});

describe.each([
  ['JetUpdate', (bytes = 0) => api.jetUpdate(sesid, t, bytes > 0 ? Buffer.alloc(bytes) : null, bytes, null)],
  [
    'JetUpdate2',
    (bytes = 0) => api.jetUpdate2(sesid, t, bytes > 0 ? Buffer.alloc(bytes) : null, bytes, null, 0),
  ],
])('%s', (_name, write: (bytes?: number) => number) => {
  const prepareRow = (k: number | null): void => {
    prepare();
    if (k !== null) set('k', long(k));
  };

  it('writes a row once', () => {
    prepareRow(1);
    expect(write()).toBeJet('JET_errSuccess');
    prepareRow(1);
    expect(write()).toBeJet('JET_errKeyDuplicate');
  });

  it('wants room for the bookmark', () => {
    prepareRow(1);
    expect(write(2)).toBeJet('JET_errBufferTooSmall');
  });

  it.each([
    ['k', 'JET_errNullInvalid'],
    ['d', 'JET_errNullKeyDisallowed'],
  ] as const)('wants a value of %s', (name, code) => {
    prepareRow(name === 'k' ? null : 1);
    if (name === 'd') set('d', null);
    expect(write()).toBeJet(code);
  });

  it('wants keys that are whole where the index says so', () => {
    prepareRow(1);
    set('w', Buffer.alloc(255, 1));
    expect(write()).toBeJet('JET_errKeyTruncated');
  });

  it('takes values of a row that make one key for one entry', () => {
    prepareRow(1);
    for (let i = 0; i < 2; i++) set('m', long(1), { itagSequence: 0 });
    expect(write()).toBeJet('JET_errSuccess');
  });

  it('leaves the key of a row alone', () => {
    insert(1);
    first();
    prepare(prep.JET_prepReplace);
    set('k', long(2));
    expect(write()).toBeJet('JET_errRecordPrimaryChanged');
  });

  it('is refused where another has changed the row', () => {
    insert(1);
    const other = theirs(1);
    first();
    prepare(prep.JET_prepReplaceNoLock);
    set('b', long(1));
    lab.begin(lab.other);
    expect(api.jetDelete(lab.other.sesid, other)).toBeJet('JET_errSuccess');
    expect(write()).toBeJet('JET_errWriteConflict');
  });

  it('is refused in a transaction that is for reading', () => {
    prepareRow(1);
    api.jetBeginTransaction2(sesid, JET_bitTransactionReadOnly);
    expect(write()).toBeJet('JET_errTransReadOnly');
    lab.rollback();
    expect(write()).toBeJet('JET_errSuccess');
  });

  it('tells that the disk is full', () => {
    lab.files.failWith = (operation, path) =>
      path === '/db/a.edb' && (operation === 'truncate' || operation === 'write') ? 'ENOSPC' : null;
    let err = 0;
    for (let k = 0; err === 0; k++) {
      prepareRow(k);
      for (let i = 0; i < 300; i++) set('m', long(300 * k + i), { itagSequence: 0 });
      err = write();
    }
    expect(err).toBeJet('JET_errDiskFull');
  });
});

describe('versions for which there is no room', () => {
  beforeEach(() => start(JET_paramMaxVerPages));

  /** Until a call fails. */
  function repeat(call: (i: number) => number): number {
    let err = 0;
    for (let i = 0; err >= 0 && i < 100_000; i++) err = call(i);
    return err;
  }

  it('keep rows from being inserted', () => {
    lab.begin();
    expect(repeat(insert)).toBeJet('JET_errVersionStoreOutOfMemory');
  });

  it('keep rows from being deleted', () => {
    for (let k = 0; k < 3000; k++) expect(insert(k)).toBeJet('JET_errSuccess');
    lab.begin();
    const deleteNext = (): number => first() || api.jetDelete(sesid, t);
    expect(repeat(deleteNext)).toBeJet('JET_errVersionStoreOutOfMemory');
  });

  it('keep long values from being set', () => {
    lab.begin();
    prepare();
    const grbit = sets.JET_bitSetSeparateLV;
    expect(repeat(() => set('l', Buffer.alloc(2000, 1), { grbit }))).toBeJet(
      'JET_errVersionStoreOutOfMemory',
    );
  });
});

describe('a cursor off all rows', () => {
  beforeEach(() => {
    insert(1);
    lab.begin();
    leaveRows();
  });

  it.each([
    ['JetDelete', () => api.jetDelete(sesid, t)],
    ['JetPrepareUpdate', () => prepare(prep.JET_prepReplace)],
    ['JetEscrowUpdate', () => escrow()],
    ['JetGetLock', () => api.jetGetLock(sesid, t, sets.JET_bitWriteLock)],
  ])('has nothing for %s', (_name, call) => {
    expect(call()).toBeJet('JET_errNoCurrentRecord');
  });
});

describe('a row that another has deleted', () => {
  beforeEach(() => {
    insert(1);
    first();
    expect(api.jetDelete(lab.other.sesid, theirs(1))).toBeJet('JET_errSuccess');
  });

  it.each([
    ['JetDelete', () => api.jetDelete(sesid, t)],
    ['JetPrepareUpdate', () => prepare(prep.JET_prepReplace)],
    ['JetEscrowUpdate', () => (lab.begin(), escrow())],
  ])('is not there for %s', (_name, call) => {
    expect(call()).toBeJet('JET_errRecordDeleted');
  });
});

describe('who may not change', () => {
  beforeEach(() => void insert(1));

  it.each([
    ['JetDelete', () => api.jetDelete(sesid, t)],
    ['JetPrepareUpdate', () => prepare(prep.JET_prepReplace)],
    ['JetEscrowUpdate', () => escrow()],
    ['JetGetLock', () => api.jetGetLock(sesid, t, sets.JET_bitWriteLock)],
  ])('a transaction for reading: %s', (_name, call) => {
    api.jetBeginTransaction2(sesid, JET_bitTransactionReadOnly);
    first();
    expect(call()).toBeJet('JET_errTransReadOnly');
  });

  it.each([
    ['JetEscrowUpdate', escrow],
    ['JetGetLock', (tableid: number) => api.jetGetLock(sesid, tableid, sets.JET_bitWriteLock)],
  ])('a cursor for reading: %s', (_name, call) => {
    const tableid = lab.open('t', JET_bitTableReadOnly)[1];
    lab.begin();
    first(tableid);
    expect(call(tableid)).toBeJet('JET_errPermissionDenied');
  });

  it.each([
    ['JetEscrowUpdate', () => escrow()],
    ['JetGetLock', () => api.jetGetLock(sesid, t, sets.JET_bitReadLock)],
  ])('a session after another: %s', (_name, call) => {
    const other = theirs(1);
    lab.begin(lab.other);
    expect(api.jetPrepareUpdate(lab.other.sesid, other, prep.JET_prepReplace)).toBeJet('JET_errSuccess');
    lab.begin();
    first();
    expect(call()).toBeJet('JET_errWriteConflict');
  });
});

describe('JetEscrowUpdate', () => {
  it('is of a column that there is, and not beside an update of the cursor', () => {
    insert(1);
    lab.begin();
    first();
    expect(escrow(t, 0)).toBeJet('JET_errBadColumnId');
    expect(prepare(prep.JET_prepReplace)).toBeJet('JET_errSuccess');
    expect(escrow()).toBeJet('JET_errAlreadyPrepared');
  });
});

describe('callbacks', () => {
  const NOT_YET = -1;

  it.each([
    ['that refuse', (): number => NOT_YET, 'JET_wrnNyi'],
    [
      'that fail',
      (): number => {
        throw new Error('of the caller');
      },
      'JET_errCallbackFailed',
    ],
  ] as const)('%s keep a row from being deleted and inserted', (_what, call, code) => {
    insert(1);
    first();
    const kinds = JET_cbtypBeforeDelete | JET_cbtypBeforeInsert;
    const handle = ref(0);
    expect(api.jetRegisterCallback(sesid, t, kinds, call, null, handle)).toBeJet('JET_errSuccess');
    expect(api.jetDelete(sesid, t)).toBeJet(code);
    expect(insert(2)).toBeJet(code);
    expect(api.jetPrepareUpdate(sesid, t, prep.JET_prepCancel)).toBeJet('JET_errSuccess');
    expect(api.jetUnregisterCallback(sesid, t, kinds, handle.value)).toBeJet('JET_errSuccess');
    expect(api.jetDelete(sesid, t)).toBeJet('JET_errSuccess');
  });

  it.each([
    ['no kind', 0, (): number => 0, ref(0)],
    ['no function', JET_cbtypBeforeInsert, null, ref(0)],
    ['no place for the handle', JET_cbtypBeforeInsert, (): number => 0, null],
  ] as const)('of %s are refused', (_what, kinds, call, place) => {
    const given = place as unknown as { value: number };
    expect(api.jetRegisterCallback(sesid, t, kinds, call, null, given)).toBeJet('JET_errInvalidParameter');
  });
});
