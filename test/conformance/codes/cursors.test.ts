/** Codes of cursors: which index they use, what they read, and where their row is gone. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong, JET_coltypText } from '../../../include/column-types';
import { JET_bitLSCursor, JET_bitLSTable } from '../../../include/grbits/callback';
import { JET_bitColumnMultiValued, JET_bitColumnTagged } from '../../../include/grbits/column-ddl';
import * as indexes from '../../../include/grbits/index-ddl';
import * as moves from '../../../include/grbits/navigation';
import { JET_bitNoMove } from '../../../include/grbits/position';
import * as reads from '../../../include/grbits/retrieval';
import { JET_MoveFirst, JET_MovePrevious } from '../../../include/navigation';
import { JET_paramMaxCursors } from '../../../include/parameters';
import { JET_prepInsert } from '../../../include/prepare-update';
import { ref } from '../../../include/ref';
import { JET_INDEXRANGE, JET_RECORDLIST } from '../../../include/structs/navigation';
import {
  JET_ENUMCOLUMNID,
  type JET_ENUMCOLUMN,
  JET_RECSIZE,
  JET_RECSIZE2,
  JET_RETRIEVECOLUMN,
} from '../../../include/structs/retrieval';
import { JET_SETINFO } from '../../../include/structs/update';
import * as api from '../../../src/api';
import { leaveMemory, NewTables } from '../../support/new-tables';
import { KEY, TemporaryTables } from '../../support/temporary-tables';

const { JET_bitNewKey, JET_bitSeekEQ } = moves;
const UNICODE = 1200;

let lab: NewTables;
let t: number;
let sesid: number;
const ids: Record<string, number> = {};

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.from(value, 'utf16le');

beforeEach(() => {
  lab = new NewTables(4096, () => 0);
  ({ sesid } = lab.own);
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
    ['m', { coltyp: JET_coltypLong, grbit: JET_bitColumnTagged | JET_bitColumnMultiValued }],
    ['x', { coltyp: JET_coltypText, cbMax: 100, cp: UNICODE }],
  ]);
  for (const name of ['k', 'a', 'm', 'x']) ids[name] = lab.column(t, name);
  index('pk', '+k\0\0', indexes.JET_bitIndexPrimary);
  index('ia', '+a\0\0', indexes.JET_bitIndexIgnoreAnyNull);
  index('im', '+m\0\0', indexes.JET_bitIndexIgnoreNull);
  index('it', '+x\0\0', indexes.JET_bitIndexTuples);
  insert(1, 1, [5, 6]);
  insert(2, null, []);
  seek(1);
});
afterAll(leaveMemory);

function index(name: string, key: string, bits: number): void {
  expect(api.jetCreateIndex(sesid, t, name, bits, key, key.length, 100)).toBeJet('JET_errSuccess');
}

function set(name: string, value: Buffer, itagSequence = 1): void {
  const info = JET_SETINFO({ itagSequence });
  expect(api.jetSetColumn(sesid, t, ids[name], value, value.length, 0, info)).toBeJet('JET_errSuccess');
}

function insert(k: number, a: number | null, values: readonly number[]): void {
  api.jetPrepareUpdate(sesid, t, JET_prepInsert);
  set('k', long(k));
  if (a !== null) set('a', long(a));
  for (const value of values) set('m', long(value), 0);
  set('x', text('hello'));
  expect(api.jetUpdate(sesid, t, null, 0, null)).toBeJet('JET_errSuccess');
}

function seek(k: number, { sesid: session } = lab.own, tableid = t): void {
  api.jetSetCurrentIndex(session, tableid, null);
  api.jetMakeKey(session, tableid, long(k), 4, JET_bitNewKey);
  expect(api.jetSeek(session, tableid, JET_bitSeekEQ)).toBeJet('JET_errSuccess');
}

const use = (name: string | null): number => api.jetSetCurrentIndex(sesid, t, name);
const first = (): number => api.jetMove(sesid, t, JET_MoveFirst, 0);

type Use = (name: string | null, itagSequence?: number) => number;

const STAYING: readonly (readonly [string, Use])[] = [
  ['JetSetCurrentIndex2', (name) => api.jetSetCurrentIndex2(sesid, t, name, JET_bitNoMove)],
  ['JetSetCurrentIndex3', (name, tag = 1) => api.jetSetCurrentIndex3(sesid, t, name, JET_bitNoMove, tag)],
  [
    'JetSetCurrentIndex4',
    (name, tag = 1) => api.jetSetCurrentIndex4(sesid, t, name, null, JET_bitNoMove, tag),
  ],
];

describe.each(STAYING)('%s', (name, stay) => {
  it('stays on the row where it has an entry', () => {
    expect(stay('ia')).toBeJet('JET_errSuccess');
    seek(2);
    expect(stay('ia')).toBeJet('JET_errNoCurrentRecord');
  });

  it('wants a row to stay on', () => {
    api.jetMove(sesid, t, JET_MovePrevious, 0);
    expect(stay('ia')).toBeJet('JET_errNoCurrentRecord');
  });

  it('finds no index that is not there', () => {
    expect(stay('nobody')).toBeJet('JET_errIndexNotFound');
    expect(stay('no name!')).toBeJet('JET_errIndexNotFound');
    expect(stay('n'.repeat(65))).toBeJet('JET_errInvalidName');
  });

  it('stays on the entry of a value', () => {
    expect(stay('im', 1)).toBeJet('JET_errSuccess');
    seek(1);
    const third = name === 'JetSetCurrentIndex2' ? 'JET_errSuccess' : 'JET_errBadItagSequence';
    expect(stay('im', 3)).toBeJet(third);
  });

  it('tells of a row that is deleted', () => {
    deleteByOther(1);
    expect(stay('ia')).toBeJet('JET_errRecordDeleted');
  });
});

/** The row of that number, which this session's cursor is on. */
function deleteByOther(k: number): void {
  const tableid = lab.open('t', 0, lab.other)[1];
  seek(k, lab.other, tableid);
  expect(api.jetDelete(lab.other.sesid, tableid)).toBeJet('JET_errSuccess');
}

const give = (_: unknown, __: unknown, bytes: number): Uint8Array => Buffer.alloc(bytes);

function enumerate(requests: JET_ENUMCOLUMNID[] | null): number {
  const columns = ref<JET_ENUMCOLUMN[] | null>(null);
  return api.jetEnumerateColumns(
    sesid,
    t,
    requests?.length ?? 0,
    requests,
    ref(0),
    columns,
    give,
    null,
    1000,
    0,
  );
}

function retrieve(columnid: number, grbit = 0, itagSequence = 1): number {
  const request = { columnid, grbit, itagSequence, pvData: Buffer.alloc(20), cbData: 20 };
  return api.jetRetrieveColumns(sesid, t, [JET_RETRIEVECOLUMN(request)], 1);
}

const NOBODY = 99;
const INVENTED = 0x7fff_ffff;

describe('columns that are read', () => {
  it.each([
    ['JetEnumerateColumns', (id: number) => enumerate([JET_ENUMCOLUMNID({ columnid: id })])],
    ['JetRetrieveColumns', (id: number) => retrieve(id)],
  ])('%s tells ids that none has from ids that none can have', (_name, read) => {
    expect(read(ids.k)).toBeJet('JET_errSuccess');
    expect(read(NOBODY)).toBeJet('JET_errColumnNotFound');
    expect(read(INVENTED)).toBeJet('JET_errBadColumnId');
  });

  it('come from one place', () => {
    const both = reads.JET_bitRetrieveFromIndex | reads.JET_bitRetrieveFromPrimaryBookmark;
    expect(retrieve(ids.k, both)).toBeJet('JET_errInvalidGrbit');
  });

  it('are not told by the pieces of them that an index has', () => {
    use('it');
    first();
    const bit = reads.JET_bitRetrieveFromIndex;
    expect(retrieve(ids.x, bit)).toBeJet('JET_errIndexTuplesCannotRetrieveFromIndex');
    const one = api.jetRetrieveColumn(sesid, t, ids.x, Buffer.alloc(20), 20, null, bit, null);
    expect(one).toBeJet('JET_errIndexTuplesCannotRetrieveFromIndex');
  });

  it('are counted where value 0 is asked for', () => {
    expect(retrieve(ids.m, 0, 0)).toBeJet('JET_errSuccess');
  });
});

describe('a row that another has deleted', () => {
  beforeEach(() => deleteByOther(1));

  it.each([
    ['JetEnumerateColumns', () => enumerate(null)],
    ['JetRetrieveColumns', () => retrieve(ids.k)],
    ['JetGetRecordSize', () => api.jetGetRecordSize(sesid, t, JET_RECSIZE(), 0)],
    ['JetGetRecordSize2', () => api.jetGetRecordSize2(sesid, t, JET_RECSIZE2(), 0)],
    ['JetRetrieveKey', () => api.jetRetrieveKey(sesid, t, Buffer.alloc(99), 99, ref(0), 0)],
    ['JetIndexRecordCount', () => api.jetIndexRecordCount(sesid, t, ref(0), 0)],
  ])('is not there for %s', (_name, call) => {
    expect(call()).toBeJet('JET_errRecordDeleted');
  });
});

describe('cursors on secondary indexes', () => {
  it('have no bookmark of a row that is deleted', () => {
    expect(api.jetSetCurrentIndex2(sesid, t, 'ia', JET_bitNoMove)).toBeJet('JET_errSuccess');
    deleteByOther(1);
    const [one, other] = [Buffer.alloc(99), Buffer.alloc(99)];
    expect(api.jetGetSecondaryIndexBookmark(sesid, t, one, 99, ref(0), other, 99, ref(0), 0)).toBeJet(
      'JET_errRecordDeleted',
    );
  });

  it('do not go to a row without an entry', () => {
    seek(2);
    const [bookmark, length] = [Buffer.alloc(99), ref(0)];
    expect(api.jetGetBookmark(sesid, t, bookmark, 99, length)).toBeJet('JET_errSuccess');
    use('ia');
    expect(api.jetGotoBookmark(sesid, t, bookmark, length.value)).toBeJet('JET_errNoCurrentRecord');
  });

  it('tell the name of their index, cut where it does not fit', () => {
    use('ia');
    const name = ref('');
    expect(api.jetGetCurrentIndex(sesid, t, name, 4)).toBeJet('JET_errBufferTooSmall');
    expect(name.value).toBe('i');
  });
});

describe('JetGetRecordSize2', () => {
  it('wants a row', () => {
    api.jetMove(sesid, t, JET_MovePrevious, 0);
    expect(api.jetGetRecordSize2(sesid, t, JET_RECSIZE2(), 0)).toBeJet('JET_errNoCurrentRecord');
  });
});

describe('JetMakeKey', () => {
  const make = (value: Buffer, bits: number): number =>
    api.jetMakeKey(sesid, t, value, value.length, JET_bitNewKey | bits);

  it('wants enough for a piece, in an index of pieces', () => {
    use('it');
    expect(make(text('h'), 0)).toBeJet('JET_errIndexTuplesKeyTooSmall');
    expect(make(text('hello'), 0)).toBeJet('JET_errSuccess');
  });

  it.each([moves.JET_bitPartialColumnStartLimit, moves.JET_bitPartialColumnEndLimit])(
    'cuts nothing off a number: %i',
    (bit) => {
      expect(make(long(1), bit)).toBeJet('JET_errInvalidGrbit');
    },
  );
});

describe('JetSetLS', () => {
  it('ties a value to one thing', () => {
    expect(api.jetSetLS(sesid, t, 1, JET_bitLSCursor | JET_bitLSTable)).toBeJet('JET_errInvalidGrbit');
  });
});

describe('an instance that may have one cursor', () => {
  it('has one, on whatever index', () => {
    const one = new NewTables(4096, null, JET_paramMaxCursors);
    const [err, tableid] = one.create('t');
    expect(err).toBeJet('JET_errSuccess');
    one.add(tableid, 'k', { coltyp: JET_coltypLong });
    const key = '+k\0\0';
    expect(api.jetCreateIndex(one.own.sesid, tableid, 'ik', 0, key, key.length, 100)).toBeJet(
      'JET_errSuccess',
    );
    expect(api.jetDupCursor(one.own.sesid, tableid, ref(0), 0)).toBeJet('JET_errOutOfCursors');
    expect(one.open('t')[0]).toBeJet('JET_errOutOfCursors');
    expect(api.jetSetCurrentIndex(one.own.sesid, tableid, 'ik')).toBeJet('JET_errSuccess');
  });
});

describe('a sort', () => {
  it('has no index to tell of', () => {
    const made = new TemporaryTables();
    const [err, tableid] = made.tryOpen([KEY]);
    expect(err).toBeJet('JET_errSuccess');
    expect(api.jetGetCurrentIndex(made.sesid, tableid, ref(''), 100)).toBeJet('JET_errIllegalOperation');
  });
});

describe('JetIntersectIndexes', () => {
  it('is of a session', () => {
    const ranges = [JET_INDEXRANGE({ tableid: t, grbit: moves.JET_bitRecordInIndex })];
    const intersect = (session: number): number =>
      api.jetIntersectIndexes(session, ranges, 1, JET_RECORDLIST(), 0);
    use('ia');
    first();
    expect(intersect(sesid + 1000)).toBeJet('JET_errInvalidSesid');
    expect(intersect(sesid)).toBeJet('JET_errSuccess');
  });
});
