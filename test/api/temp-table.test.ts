/** Temporary tables through the API: how rows come out of each kind, and which calls each kind serves. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  JET_coltypGUID,
  JET_coltypLong,
  JET_coltypLongText,
  JET_coltypText,
} from '../../include/column-types';
import {
  JET_bitColumnFixed,
  JET_bitColumnTTDescending,
  JET_bitColumnTTKey,
} from '../../include/grbits/column-ddl';
import {
  JET_bitRangeInclusive,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitSeekGT,
  JET_bitSeekLE,
  JET_bitSeekLT,
} from '../../include/grbits/navigation';
import * as tt from '../../include/grbits/temporary-table';
import { JET_TblInfo, JET_TblInfoName } from '../../include/info-levels';
import { JET_MoveFirst, JET_MoveLast, JET_MoveNext, JET_MovePrevious } from '../../include/navigation';
import { JET_prepInsert, JET_prepReplace } from '../../include/prepare-update';
import { JET_paramMaxTemporaryTables } from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_UNICODEINDEX, JET_UNICODEINDEX2 } from '../../include/structs/index-ddl';
import { JET_RECSIZE } from '../../include/structs/retrieval';
import { JET_OBJECTINFO } from '../../include/structs/schema-info';
import { JET_OPENTEMPORARYTABLE, JET_OPENTEMPORARYTABLE2 } from '../../include/structs/temporary-table';
import * as api from '../../src/api';
import { leaveMemory } from '../support/new-tables';
import {
  BYTES,
  KEY,
  long,
  LONG_BYTES,
  NUMBER,
  Temporary,
  TemporaryTables,
} from '../support/temporary-tables';

let lab: TemporaryTables;

beforeEach(() => {
  lab = new TemporaryTables();
});
afterAll(leaveMemory);

const FIRST = JET_MoveFirst | 0;
/** More than a sort keeps in memory without a tree, where it may be gone about freely. */
const MANY = 5000;

function filled(grbit: number, values: readonly (number | null)[], column = KEY): Temporary {
  const table = lab.open([column, BYTES], grbit);
  values.forEach((value, i) => expect(table.insert(value, long(i))).toBeJet('JET_errSuccess'));
  return table;
}

describe('rows come out', () => {
  const given = [3, 1, null, 2, 1];

  it.each([
    ['in order, one of each key', 0, [null, 1, 2, 3]],
    ['in order, all of them, where they are only read forward', tt.JET_bitTTForwardOnly, [null, 1, 1, 2, 3]],
    ['in order, one of each key', tt.JET_bitTTForwardOnly | tt.JET_bitTTUnique, [null, 1, 2, 3]],
    ['in order, nulls last', tt.JET_bitTTSortNullsHigh | tt.JET_bitTTScrollable, [1, 2, 3, null]],
    ['in order', tt.JET_bitTTIndexed, [null, 1, 2, 3]],
    ['in order, from a tree', tt.JET_bitTTUpdatable, [null, 1, 2, 3]],
    ['in order, from a tree by keys', tt.JET_bitTTUpdatable | tt.JET_bitTTIndexed, [null, 1, 2, 3]],
  ])('%s (%#)', (_how, grbit, expected) => {
    expect(filled(grbit, given).numbers()).toEqual(expected);
  });

  it('from the last to the first of a descending column', () => {
    const column = { coltyp: JET_coltypLong, grbit: JET_bitColumnTTKey | JET_bitColumnTTDescending };
    expect(filled(0, given, column).numbers()).toEqual([3, 2, 1, null]);
  });

  it('as they were put in where no column is part of a key', () => {
    const table = filled(0, given, NUMBER);
    expect(table.numbers()).toEqual(given);
  });

  it('the one of several with a key whose bytes come first', () => {
    const table = lab.open([KEY, BYTES]);
    for (const byte of [7, 5, 6]) table.insert(1, Uint8Array.of(byte));
    table.move(FIRST);
    expect(table.bytes(1)).toEqual(Uint8Array.of(5));
  });

  it('in the order of a locale', () => {
    const words = ['b', 'A', 'a', 'B'].map((word) => Buffer.from(word, 'utf16le'));
    const table = lab.open([{ coltyp: JET_coltypText, cp: 1200, grbit: JET_bitColumnTTKey }]);
    for (const word of words) expect(table.insert(word)).toBeJet('JET_errSuccess');
    const found: string[] = [];
    for (let err = table.move(FIRST); err === 0; err = table.move(JET_MoveNext))
      found.push(Buffer.from(table.bytes(0) as Uint8Array).toString('utf16le'));
    expect(found).toHaveLength(2);
    expect(found.map((word) => word.toLowerCase())).toEqual(['a', 'b']);
  });
});

describe('a sort', () => {
  it('is on its first row after any first move that does not go elsewhere', () => {
    for (const [rows, number] of [
      [0, 1],
      [JET_MoveNext, 1],
      [2, 2],
      [FIRST, 1],
      [JET_MoveLast, 3],
    ]) {
      const table = filled(tt.JET_bitTTScrollable, [2, 3, 1]);
      expect(table.move(rows)).toBeJet('JET_errSuccess');
      expect(table.number(0)).toBe(number);
    }
  });

  it('has no current row when it has none', () => {
    const table = filled(tt.JET_bitTTScrollable, []);
    expect(table.move(0)).toBeJet('JET_errNoCurrentRecord');
    expect(table.move(JET_MoveLast)).toBeJet('JET_errNoCurrentRecord');
    expect(table.number(0)).toBeJet('JET_errNoCurrentRecord');
    expect(filled(tt.JET_bitTTScrollable, []).seek(1, JET_bitSeekEQ)).toBeJet('JET_errRecordNotFound');
  });

  it('goes back only where that was asked for', () => {
    const forward = filled(0, [1, 2]);
    forward.move(2);
    expect(forward.move(JET_MovePrevious)).toBeJet('JET_errIllegalOperation');
    expect(forward.seek(1, JET_bitSeekEQ)).toBeJet('JET_errIllegalOperation');
    const free = filled(tt.JET_bitTTScrollable, [1, 2]);
    free.move(2);
    expect(free.move(JET_MovePrevious)).toBeJet('JET_errSuccess');
    expect(free.number(0)).toBe(1);
    expect(free.move(JET_MovePrevious)).toBeJet('JET_errNoCurrentRecord');
    expect(free.move(JET_MoveNext)).toBeJet('JET_errSuccess');
    expect(free.number(0)).toBe(1);
  });

  it.each([
    [JET_bitSeekEQ, 20, 'JET_errSuccess', 20],
    [JET_bitSeekEQ, 15, 'JET_errRecordNotFound', 20],
    [JET_bitSeekEQ, 35, 'JET_errRecordNotFound', 30],
    [JET_bitSeekGE, 20, 'JET_errSuccess', 20],
    [JET_bitSeekGE, 15, 'JET_errSuccess', 20],
    [JET_bitSeekGE, 35, 'JET_errRecordNotFound', 30],
    [JET_bitSeekGT, 20, 'JET_errSuccess', 30],
    [JET_bitSeekGT, 15, 'JET_errSuccess', 20],
    [JET_bitSeekGT, 30, 'JET_errRecordNotFound', -1603],
    [JET_bitSeekGT, 35, 'JET_errRecordNotFound', 30],
    [JET_bitSeekLE, 20, 'JET_errSuccess', 20],
    [JET_bitSeekLE, 15, 'JET_errSuccess', 10],
    [JET_bitSeekLE, 35, 'JET_errSuccess', 30],
    [JET_bitSeekLE, 5, 'JET_errRecordNotFound', -1603],
    [JET_bitSeekLT, 20, 'JET_errSuccess', 10],
    [JET_bitSeekLT, 10, 'JET_errRecordNotFound', -1603],
    [JET_bitSeekLT, 35, 'JET_errSuccess', 30],
  ] as const)('seeks by relation %d the key %d', (relation, key, code, number) => {
    const table = filled(tt.JET_bitTTIndexed, [30, 10, 20]);
    expect(table.seek(key, relation)).toBeJet(code);
    expect(table.number(0)).toBe(number);
  });

  it('needs a key to seek', () => {
    const table = filled(tt.JET_bitTTIndexed, [1]);
    expect(api.jetSeek(lab.sesid, table.tableid, JET_bitSeekEQ)).toBeJet('JET_errKeyNotMade');
  });

  it('has ranges, upwards and downwards', () => {
    const table = filled(tt.JET_bitTTScrollable, [1, 2, 3, 4, 5]);
    const limit = (key: number, grbit: number): number => {
      const bytes = long(key);
      api.jetMakeKey(lab.sesid, table.tableid, bytes, bytes.length, 1);
      return api.jetSetIndexRange(lab.sesid, table.tableid, grbit);
    };
    table.move(2);
    expect(limit(3, JET_bitRangeUpperLimit | JET_bitRangeInclusive)).toBeJet('JET_errSuccess');
    expect(table.move(JET_MoveNext)).toBeJet('JET_errSuccess');
    expect(table.move(JET_MoveNext)).toBeJet('JET_errNoCurrentRecord');
    expect(table.move(JET_MovePrevious)).toBeJet('JET_errSuccess');
    expect(table.number(0)).toBe(5);
    expect(limit(3, 0)).toBeJet('JET_errSuccess');
    expect(table.move(JET_MovePrevious)).toBeJet('JET_errSuccess');
    expect(table.move(JET_MovePrevious)).toBeJet('JET_errNoCurrentRecord');
    table.move(FIRST);
    expect(limit(1, JET_bitRangeUpperLimit)).toBeJet('JET_errNoCurrentRecord');
    const forward = filled(0, [1]);
    forward.move(FIRST);
    api.jetMakeKey(lab.sesid, forward.tableid, long(1), 4, 1);
    expect(api.jetSetIndexRange(lab.sesid, forward.tableid, 0)).toBeJet('JET_errIllegalOperation');
  });

  it('has places as bookmarks', () => {
    const table = filled(tt.JET_bitTTScrollable, [7, 8, 9]);
    table.move(JET_MoveLast);
    const bookmark = new Uint8Array(10);
    const actual = ref(0);
    expect(api.jetGetBookmark(lab.sesid, table.tableid, bookmark, 10, actual)).toBeJet('JET_errSuccess');
    expect(actual.value).toBe(4);
    expect([...bookmark.subarray(0, 4)]).toEqual([2, 0, 0, 0]);
    table.move(FIRST);
    expect(api.jetGotoBookmark(lab.sesid, table.tableid, bookmark, 4)).toBeJet('JET_errSuccess');
    expect(table.number(0)).toBe(9);
    expect(api.jetGotoBookmark(lab.sesid, table.tableid, bookmark, 3)).toBeJet('JET_errInvalidBookmark');
    bookmark[0] = 3;
    expect(api.jetGotoBookmark(lab.sesid, table.tableid, bookmark, 4)).toBeJet('JET_errInvalidBookmark');
  });

  it('has keys, counts and sizes to read, and a second cursor on its first row', () => {
    const table = filled(tt.JET_bitTTScrollable, [2, 1]);
    table.move(JET_MoveLast);
    const key = new Uint8Array(20);
    const length = ref(0);
    expect(api.jetRetrieveKey(lab.sesid, table.tableid, key, 20, length, 0)).toBeJet('JET_errSuccess');
    expect(Buffer.from(key.subarray(0, length.value)).toString('hex')).toBe('7f80000002');
    const info = JET_OBJECTINFO();
    expect(api.jetGetTableInfo(lab.sesid, table.tableid, info, JET_OBJECTINFO.cb, JET_TblInfo)).toBeJet(
      'JET_errSuccess',
    );
    expect(info).toMatchObject({ objtyp: 1, cRecord: 2 });
    const size = JET_RECSIZE();
    expect(api.jetGetRecordSize(lab.sesid, table.tableid, size, 0)).toBeJet('JET_errSuccess');
    expect(size.cbData).toBe(8n);
    const other = ref(0);
    expect(api.jetDupCursor(lab.sesid, table.tableid, other, 0)).toBeJet('JET_errSuccess');
    const second = new Temporary(lab.sesid, other.value, table.ids);
    expect([table.number(0), second.number(0)]).toEqual([2, 1]);
    expect(table.close()).toBeJet('JET_errSuccess');
    expect(second.number(0)).toBe(1);
    expect(second.close()).toBeJet('JET_errSuccess');
  });

  it('forgets a row that is only prepared when it is moved', () => {
    const table = filled(0, [1]);
    api.jetPrepareUpdate(lab.sesid, table.tableid, JET_prepInsert);
    table.set(0, 2);
    expect(table.numbers()).toEqual([1]);
  });

  it('that is too large to be gone about in memory is in a tree', () => {
    const keys = Array.from({ length: MANY }, (_, i) => (i * 7919) % MANY);
    const table = filled(tt.JET_bitTTIndexed, keys);
    expect(table.seek(4321, JET_bitSeekEQ)).toBeJet('JET_errSuccess');
    expect(table.move(JET_MovePrevious)).toBeJet('JET_errSuccess');
    expect(table.number(0)).toBe(4320);
    expect(table.insert(MANY, long(0))).toBeJet('JET_errSuccess');
    expect(table.numbers()).toEqual(Array.from({ length: MANY + 1 }, (_, i) => i));
    const numbered = filled(tt.JET_bitTTScrollable, keys);
    expect(numbered.numbers()).toEqual(Array.from({ length: MANY }, (_, i) => i));
  });
});

describe('a table in a tree', () => {
  it('takes changes after its rows were put into order', () => {
    const table = filled(tt.JET_bitTTUpdatable | tt.JET_bitTTIndexed, [3, 1, 2]);
    expect(table.move(FIRST)).toBeJet('JET_errSuccess');
    expect(api.jetDelete(lab.sesid, table.tableid)).toBeJet('JET_errSuccess');
    expect(table.move(JET_MoveNext)).toBeJet('JET_errSuccess');
    expect(api.jetPrepareUpdate(lab.sesid, table.tableid, JET_prepReplace)).toBeJet('JET_errSuccess');
    table.set(1, Uint8Array.of(9));
    expect(api.jetUpdate(lab.sesid, table.tableid, null, 0, null)).toBeJet('JET_errSuccess');
    expect(table.bytes(1)).toEqual(Uint8Array.of(9));
    expect(table.insert(2, long(1))).toBeJet('JET_errKeyDuplicate');
    expect(table.insert(5, long(1))).toBeJet('JET_errSuccess');
    expect(table.numbers()).toEqual([2, 3, 5]);
  });

  it('whose rows have only numbers goes on behind them', () => {
    const table = filled(tt.JET_bitTTUpdatable, [3, 1]);
    table.move(FIRST);
    api.jetPrepareUpdate(lab.sesid, table.tableid, JET_prepInsert);
    const bookmark = new Uint8Array(4);
    expect(api.jetUpdate(lab.sesid, table.tableid, bookmark, 4, ref(0))).toBeJet('JET_errSuccess');
    expect([...bookmark]).toEqual([0, 0, 0, 3]);
    expect(table.numbers()).toEqual([1, 3, null]);
  });

  it('refuses a second row with a key at once where that was asked for', () => {
    const table = filled(tt.JET_bitTTErrorOnDuplicateInsertion, [1]);
    expect(table.insert(1, long(1))).toBeJet('JET_errKeyDuplicate');
    expect(table.numbers()).toEqual([1]);
  });

  it('has long values, in trees of their own', () => {
    const table = lab.open([KEY, LONG_BYTES]);
    api.jetBeginTransaction(lab.sesid);
    const value = Buffer.alloc(15_000, 'long');
    expect(table.insert(1, value)).toBeJet('JET_errSuccess');
    expect(table.insert(2, Buffer.alloc(3))).toBeJet('JET_errSuccess');
    api.jetCommitTransaction(lab.sesid, 0);
    table.move(FIRST);
    expect(Buffer.compare(table.bytes(1) as Uint8Array, value)).toBe(0);
    expect(table.close()).toBeJet('JET_errSuccess');
  });

  it('counts its rows', () => {
    const table = filled(tt.JET_bitTTForceMaterialization, [1, 2, 3]);
    const info = JET_OBJECTINFO();
    api.jetGetTableInfo(lab.sesid, table.tableid, info, JET_OBJECTINFO.cb, JET_TblInfo);
    expect(info.cRecord).toBe(3);
    expect(api.jetGetTableInfo(lab.sesid, table.tableid, info, JET_OBJECTINFO.cb, JET_TblInfoName)).toBeJet(
      'JET_errInvalidOperation',
    );
  });
});

it('long values that must stay in their records do, or are refused', () => {
  for (const grbit of [0, tt.JET_bitTTForceMaterialization]) {
    const table = lab.open([KEY, LONG_BYTES], grbit | tt.JET_bitTTIntrinsicLVsOnly);
    api.jetBeginTransaction(lab.sesid);
    expect(table.insert(1, Buffer.alloc(1500, 1))).toBeJet('JET_errSuccess');
    api.jetPrepareUpdate(lab.sesid, table.tableid, JET_prepInsert);
    expect(table.set(1, Buffer.alloc(9000))).toBeJet('JET_errCannotSeparateIntrinsicLV');
    table.move(FIRST);
    expect((table.bytes(1) as Uint8Array).length).toBe(1500);
    api.jetCommitTransaction(lab.sesid, 0);
  }
});

describe('calls that a temporary table does not serve', () => {
  const served = {
    'sorted rows': (): Temporary => {
      const table = filled(tt.JET_bitTTScrollable, [1]);
      table.move(FIRST);
      return table;
    },
    'rows that are being sorted': (): Temporary => filled(0, [1]),
    'a tree': (): Temporary => filled(tt.JET_bitTTForceMaterialization, [1]),
  };
  const calls: Readonly<Record<string, (tableid: number) => number>> = {
    JetAddColumn: (tableid) =>
      api.jetAddColumn(lab.sesid, tableid, 'n', JET_COLUMNDEF({ coltyp: 4 }), null, 0, null),
    JetCreateIndex: (tableid) => api.jetCreateIndex(lab.sesid, tableid, 'x', 0, '+a\0\0', 4, 100),
    JetSetCurrentIndex: (tableid) => api.jetSetCurrentIndex(lab.sesid, tableid, null),
    JetGetTableColumnInfo: (tableid) =>
      api.jetGetTableColumnInfo(lab.sesid, tableid, 'a', JET_COLUMNDEF(), JET_COLUMNDEF.cb, 0),
    JetGetTableIndexInfo: (tableid) =>
      api.jetGetTableIndexInfo(lab.sesid, tableid, '', new Uint8Array(4), 4, 0),
    JetIndexRecordCount: (tableid) => api.jetIndexRecordCount(lab.sesid, tableid, ref(0), 0),
    JetGetLock: (tableid) => api.jetGetLock(lab.sesid, tableid, 1),
  };
  const more: Readonly<Record<string, (tableid: number) => number>> = {
    JetDelete: (tableid) => api.jetDelete(lab.sesid, tableid),
    JetGetCursorInfo: (tableid) => api.jetGetCursorInfo(lab.sesid, tableid, null, 0, 0),
  };
  const whileSorting: Readonly<Record<string, (tableid: number) => number>> = {
    JetRetrieveColumn: (tableid) =>
      api.jetRetrieveColumn(lab.sesid, tableid, 1, new Uint8Array(4), 4, null, 0, null),
    JetGetBookmark: (tableid) => api.jetGetBookmark(lab.sesid, tableid, new Uint8Array(4), 4, null),
    JetDupCursor: (tableid) => api.jetDupCursor(lab.sesid, tableid, ref(0), 0),
    JetGetTableInfo: (tableid) => api.jetGetTableInfo(lab.sesid, tableid, JET_OBJECTINFO(), 36, 0),
  };
  const afterSorting: Readonly<Record<string, (tableid: number) => number>> = {
    JetPrepareUpdate: (tableid) => api.jetPrepareUpdate(lab.sesid, tableid, JET_prepInsert),
    JetSetColumn: (tableid) => api.jetSetColumn(lab.sesid, tableid, 1, long(1), 4, 0, null),
    JetUpdate: (tableid) => api.jetUpdate(lab.sesid, tableid, null, 0, null),
  };
  const cases = [
    ...Object.entries(calls).flatMap(([name, call]) =>
      Object.entries(served).map(([kind, make]) => [name, kind, call, make] as const),
    ),
    ...Object.entries({ ...more, ...afterSorting }).map(
      ([name, call]) => [name, 'sorted rows', call, served['sorted rows']] as const,
    ),
    ...Object.entries({ ...more, ...whileSorting }).map(
      ([name, call]) =>
        [name, 'rows that are being sorted', call, served['rows that are being sorted']] as const,
    ),
  ];

  it.each(cases)('%s on %s', (_name, _kind, call, make) => {
    expect(call(make().tableid)).toBeJet('JET_errIllegalOperation');
  });
});

describe('what is refused', () => {
  const forward = tt.JET_bitTTForwardOnly;
  const text = (cp: number): object => ({ coltyp: JET_coltypText, cp, grbit: JET_bitColumnTTKey });
  it.each([
    ['a type that there is not', [{ coltyp: 0 }], 0, 'JET_errInvalidColumnType'],
    ['a code page that there is not', [text(1000)], 0, 'JET_errInvalidCodePage'],
    [
      'a tree for a sort that is read forward',
      [KEY],
      forward | tt.JET_bitTTIndexed,
      'JET_errCannotMaterializeForwardOnlySort',
    ],
    [
      'a sort that is read forward without a key',
      [NUMBER],
      forward,
      'JET_errCannotMaterializeForwardOnlySort',
    ],
    [
      'long values in a sort that is read forward',
      [KEY, LONG_BYTES],
      forward,
      'JET_errCannotMaterializeForwardOnlySort',
    ],
    [
      'more fixed columns than a record has room for',
      [
        KEY,
        ...Array.from({ length: 100 }, () => ({
          coltyp: JET_coltypText,
          cbMax: 255,
          grbit: JET_bitColumnFixed,
        })),
      ],
      0,
      'JET_errRecordTooBig',
    ],
  ] as const)('%s', (_what, columns, grbit, code) => {
    const [err, tableid] = lab.tryOpen(columns, grbit);
    expect(err).toBeJet(code);
    expect(tableid).toBe(-1);
  });

  it('more sorts than there may be, until one is closed; trees do not count', () => {
    lab.open([NUMBER]);
    const sorts = Array.from({ length: 16 }, () => lab.open([KEY]));
    expect(lab.tryOpen([KEY])[0]).toBeJet('JET_errTooManySorts');
    sorts[3].close();
    expect(lab.tryOpen([KEY])[0]).toBeJet('JET_errSuccess');
  });

  it('any where there are to be none', () => {
    lab = new TemporaryTables([[JET_paramMaxTemporaryTables, 0]]);
    expect(lab.tryOpen([KEY])[0]).toBeJet('JET_errTooManySorts');
    expect(lab.tryOpen([NUMBER])[0]).toBeJet('JET_errTooManySorts');
  });
});

describe('the other ways to open one', () => {
  const columns = [JET_COLUMNDEF({ coltyp: JET_coltypLongText, cp: 1200, grbit: JET_bitColumnTTKey })];

  it('with a locale by number', () => {
    const ids = [0];
    const open = (lcid: number): number =>
      api.jetOpenTempTable2(lab.sesid, columns, 1, lcid, tt.JET_bitTTIndexed, ref(0), ids);
    expect(open(1033)).toBeJet('JET_errSuccess');
    expect(open(0)).toBeJet('JET_errSuccess');
    expect(open(99999)).toBeJet('JET_errInvalidLanguageId');
    expect(ids).toEqual([256]);
  });

  it('with a locale and flags', () => {
    const open = (index: JET_UNICODEINDEX | null): number =>
      api.jetOpenTempTable3(lab.sesid, columns, 1, index, 0, ref(0), [0]);
    expect(open(JET_UNICODEINDEX({ lcid: 1033, dwMapFlags: 0x401 }))).toBeJet('JET_errSuccess');
    expect(open(null)).toBeJet('JET_errSuccess');
    expect(open(JET_UNICODEINDEX({ lcid: 1033, dwMapFlags: 0x100 }))).toBeJet(
      'JET_errInvalidLCMapStringFlags',
    );
  });

  it('with a struct, which says how long keys are', () => {
    const struct = (cbKeyMost: number, cbVarSegMac = 0): JET_OPENTEMPORARYTABLE =>
      JET_OPENTEMPORARYTABLE({
        prgcolumndef: [JET_COLUMNDEF({ coltyp: JET_coltypGUID, grbit: JET_bitColumnTTKey })],
        ccolumn: 1,
        prgcolumnid: [0],
        cbKeyMost,
        cbVarSegMac,
      });
    const table = struct(0);
    expect(api.jetOpenTemporaryTable(lab.sesid, table)).toBeJet('JET_errSuccess');
    expect(table.tableid).toBeGreaterThan(0);
    expect(table.prgcolumnid).toEqual([1]);
    for (const [keyMost, segmentMost] of [
      [100, 0],
      [5000, 0],
      [0, 256],
      [300, 301],
    ])
      expect(api.jetOpenTemporaryTable(lab.sesid, struct(keyMost, segmentMost))).toBeJet(
        'JET_errInvalidParameter',
      );
    expect(api.jetOpenTemporaryTable(lab.sesid, struct(1000, 300))).toBeJet('JET_errSuccess');
    const wrong = { ...struct(0), cbStruct: 3 };
    expect(api.jetOpenTemporaryTable(lab.sesid, wrong)).toBeJet('JET_errInvalidParameter');
  });

  it('with a struct and a locale by name', () => {
    const open = (szLocaleName: string): number =>
      api.jetOpenTemporaryTable2(
        lab.sesid,
        JET_OPENTEMPORARYTABLE2({
          prgcolumndef: columns,
          ccolumn: 1,
          prgcolumnid: [0],
          pidxunicode: JET_UNICODEINDEX2({ szLocaleName, dwMapFlags: 0x401 }),
        }),
      );
    expect(open('de-DE')).toBeJet('JET_errSuccess');
    expect(open('nowhere')).toBeJet('JET_errInvalidLanguageId');
  });
});
