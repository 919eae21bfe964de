import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JET_bitTableDenyRead, JET_bitTableReadOnly } from '../../include/grbits/table';
import * as levels from '../../include/info-levels';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_INDEXCREATE, JET_INDEXCREATE2, JET_INDEXCREATE3 } from '../../include/structs/index-ddl';
import { JET_INDEXID } from '../../include/structs/position';
import { JET_RETRIEVECOLUMN } from '../../include/structs/retrieval';
import {
  JET_COLUMNBASE,
  JET_COLUMNLIST,
  JET_INDEXLIST,
  JET_OBJECTINFO,
  JET_OBJECTLIST,
} from '../../include/structs/schema-info';
import {
  jetBeginTransaction,
  jetCloseTable,
  jetCommitTransaction,
  jetEndSession,
  jetGetColumnInfo,
  jetGetIndexInfo,
  jetGetObjectInfo,
  jetGetTableColumnInfo,
  jetGetTableIndexInfo,
  jetGetTableInfo,
  jetMove,
  jetOpenDatabase,
  jetOpenTable,
  jetRetrieveColumn,
  jetRetrieveColumns,
  jetRollback,
} from '../../src/api';
import { JET_MoveFirst, JET_MoveLast, JET_MoveNext } from '../../include/navigation';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';
import { sessionOfInstance } from '../support/instances';

const UPDATABLE = 0x20;

let at: Attached;
let all: number;
let derived: number;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
  all = openedTable(at, 'alltypes');
  derived = openedTable(at, 'derived');
});
afterAll(detachAll);

describe('JetGetTableColumnInfo', () => {
  const ask = (name: string | { value: number } | null, target: object, level: number, cb: number) =>
    jetGetTableColumnInfo(at.sesid, all, name, target, cb, level);

  it('fills a JET_COLUMNDEF, and says that an updatable cursor may change the column', () => {
    const info = JET_COLUMNDEF();
    expect(ask('cText', info, levels.JET_ColInfo, JET_COLUMNDEF.cb)).toBeJet('JET_errSuccess');
    expect(info).toEqual(
      JET_COLUMNDEF({
        columnid: 129,
        coltyp: 10,
        wCountry: 1,
        langid: 1033,
        cp: 1252,
        cbMax: 255,
        grbit: UPDATABLE,
      }),
    );
  });

  it('finds columns by their names whatever the case, and with spaces behind', () => {
    const info = JET_COLUMNDEF();
    expect(ask('CTEXT  ', info, levels.JET_ColInfo, JET_COLUMNDEF.cb)).toBeJet('JET_errSuccess');
    expect(info.columnid).toBe(129);
  });

  it('finds columns by their ids', () => {
    const info = JET_COLUMNDEF();
    expect(ask(ref(257), info, levels.JET_ColInfoByColid, JET_COLUMNDEF.cb)).toBeJet('JET_errSuccess');
    expect(info).toMatchObject({ columnid: 257, coltyp: 12, cp: 1200, cbMax: 0, grbit: 2 | UPDATABLE });
    expect(ask(ref(0), info, levels.JET_ColInfoByColid, JET_COLUMNDEF.cb)).toBeJet('JET_errColumnNotFound');
    expect(ask(ref(999), info, levels.JET_ColInfoByColid, JET_COLUMNDEF.cb)).toBeJet('JET_errColumnNotFound');
  });

  it('names the table and the column in a JET_COLUMNBASE', () => {
    const info = JET_COLUMNBASE();
    const err = jetGetTableColumnInfo(
      at.sesid,
      derived,
      'tv',
      info,
      JET_COLUMNBASE.cb,
      levels.JET_ColInfoBase,
    );
    expect(err).toBeJet('JET_errSuccess');
    expect(info).toMatchObject({
      columnid: 0x80000080,
      cbMax: 40,
      szBaseTableName: 'derived',
      szBaseColumnName: 'tv',
    });
  });

  it('writes the raw layout where bytes are given', () => {
    const bytes = Buffer.alloc(JET_COLUMNDEF.cb + 4, 0xaa);
    expect(ask('id', bytes, levels.JET_ColInfo, JET_COLUMNDEF.cb)).toBeJet('JET_errSuccess');
    expect(JET_COLUMNDEF.decode(bytes)).toMatchObject({ columnid: 1, coltyp: 4, cbMax: 4 });
    expect(bytes.readUInt32LE(JET_COLUMNDEF.cb)).toBe(0xaaaaaaaa);
  });

  it.each([
    ['', 'JET_errColumnNotFound'],
    [null, 'JET_errColumnNotFound'],
    ['nothing', 'JET_errColumnNotFound'],
    ['a'.repeat(65), 'JET_errInvalidName'],
    [' lead', 'JET_errInvalidName'],
    ['a.b', 'JET_errInvalidName'],
    ['a!b', 'JET_errInvalidName'],
    ['a[b', 'JET_errInvalidName'],
    ['a]b', 'JET_errInvalidName'],
    ['a\tb', 'JET_errInvalidName'],
    ['中', 'JET_errInvalidName'],
    ['€uro', 'JET_errColumnNotFound'],
  ] as const)('answers the name %j with %s', (name, code) => {
    const info = JET_COLUMNDEF();
    expect(ask(name, info, levels.JET_ColInfo, JET_COLUMNDEF.cb)).toBeJet(code);
    expect(info).toEqual(JET_COLUMNDEF());
  });

  it('refuses room that is too small, and levels that do not exist, before it looks at names', () => {
    expect(ask('a.b', JET_COLUMNDEF(), levels.JET_ColInfo, 27)).toBeJet('JET_errBufferTooSmall');
    expect(ask('a.b', JET_COLUMNBASE(), levels.JET_ColInfoBase, 1051)).toBeJet('JET_errBufferTooSmall');
    expect(ask('a.b', JET_COLUMNLIST(), levels.JET_ColInfoList, 79)).toBeJet('JET_errBufferTooSmall');
    expect(ask('a.b', JET_COLUMNDEF(), 2, 100)).toBeJet('JET_errInvalidParameter');
    expect(ask('a.b', JET_COLUMNDEF(), levels.JET_ColInfoSysTabCursor, 100)).toBeJet(
      'JET_errFeatureNotAvailable',
    );
  });
});

describe('a list of columns', () => {
  function names(tableid: number, level: number): string[] {
    const list = JET_COLUMNLIST();
    const err = jetGetTableColumnInfo(at.sesid, tableid, null, list, JET_COLUMNLIST.cb, level >>> 0);
    expect(err).toBeJet('JET_errSuccess');
    return readTexts(list.tableid, list.columnidcolumnname, list.cRecord);
  }

  it('is sorted by name', () => expect(names(derived, levels.JET_ColInfoList)).toEqual(['own', 'tk', 'tv']));
  it('is sorted by id on demand, columns of the template first', () => {
    expect(names(derived, levels.JET_ColInfoListSortColumnid)).toEqual(['tk', 'tv', 'own']);
    expect(names(derived, levels.JET_ColInfoList | levels.JET_ColInfoGrbitSortByColumnid)).toEqual([
      'tk',
      'tv',
      'own',
    ]);
  });
  it('leaves out what comes from the template on demand', () => {
    expect(names(derived, levels.JET_ColInfoList | levels.JET_ColInfoGrbitNonDerivedColumnsOnly)).toEqual([
      'own',
    ]);
    expect(names(derived, levels.JET_ColInfoListCompact)).toEqual(['own']);
  });
  it('holds names and ids only where little is asked for', () => {
    const list = JET_COLUMNLIST();
    const level = (levels.JET_ColInfoList | levels.JET_ColInfoGrbitMinimalInfo) >>> 0;
    jetGetTableColumnInfo(at.sesid, all, null, list, JET_COLUMNLIST.cb, level);
    const { sesid } = at;
    const read = (columnid: number) =>
      jetRetrieveColumn(sesid, list.tableid, columnid, null, 0, null, 0, null);
    expect(read(list.columnidcolumnid)).toBeJet('JET_wrnBufferTruncated');
    expect(read(list.columnidcoltyp)).toBeJet('JET_wrnColumnNull');
    expect(read(list.columnidPresentationOrder)).toBeJet('JET_wrnColumnNull');
    jetCloseTable(sesid, list.tableid);
  });
});

describe('a list', () => {
  const open = (sesid: number): JET_COLUMNLIST => {
    const list = JET_COLUMNLIST();
    const err = jetGetColumnInfo(
      sesid,
      at.dbid,
      'alltypes',
      null,
      list,
      JET_COLUMNLIST.cb,
      levels.JET_ColInfoList,
    );
    expect(err).toBeJet('JET_errSuccess');
    return list;
  };

  it('is on its first row when it is opened, and moves like a cursor', () => {
    const { tableid, columnidcolumnname } = open(at.sesid);
    const name = (): string => readText(tableid, columnidcolumnname);
    expect(name()).toBe('cBinary');
    expect(jetMove(at.sesid, tableid, 3, 0)).toBeJet('JET_errSuccess');
    expect(name()).toBe('cDateTime');
    expect(jetMove(at.sesid, tableid, JET_MoveLast, 0)).toBeJet('JET_errSuccess');
    expect(name()).toBe('id');
    expect(jetMove(at.sesid, tableid, JET_MoveNext, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(jetMove(at.sesid, tableid, -1, 0)).toBeJet('JET_errSuccess');
    expect(name()).toBe('id');
    expect(jetMove(at.sesid, tableid, -100, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(jetMove(at.sesid, tableid, 0, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(jetCloseTable(at.sesid, tableid)).toBeJet('JET_errSuccess');
    expect(jetCloseTable(at.sesid, tableid)).toBeJet('JET_errInvalidTableId');
  });

  it('is read through JetRetrieveColumns, which can count', () => {
    const { tableid, columnidcolumnname, columnidDefault } = open(at.sesid);
    const columns = [
      JET_RETRIEVECOLUMN({
        columnid: columnidcolumnname,
        pvData: Buffer.alloc(4),
        cbData: 4,
        itagSequence: 1,
      }),
      JET_RETRIEVECOLUMN({ columnid: columnidDefault, itagSequence: 0 }),
      JET_RETRIEVECOLUMN({ columnid: columnidcolumnname, itagSequence: 0 }),
    ];
    expect(jetRetrieveColumns(at.sesid, tableid, columns, 3)).toBeJet('JET_wrnBufferTruncated');
    expect(columns[0]).toMatchObject({ err: 1006, cbActual: 14 });
    expect(columns.map(({ itagSequence }) => itagSequence)).toEqual([1, 0, 1]);
    const wrong = [JET_RETRIEVECOLUMN({ columnid: 99, itagSequence: 1 })];
    expect(jetRetrieveColumns(at.sesid, tableid, wrong, 1)).toBeJet('JET_errColumnNotFound');
    jetCloseTable(at.sesid, tableid);
  });

  it('belongs to its session', () => {
    const other = sessionOfInstance(at.instance);
    const { tableid } = open(at.sesid);
    expect(jetMove(other, tableid, 0, 0)).toBeJet('JET_errSesidTableIdMismatch');
    expect(jetMove(at.sesid, tableid, 0, 0)).toBeJet('JET_errSuccess');
    expect(jetCloseTable(other, tableid)).not.toBe(0);
    jetCloseTable(at.sesid, tableid);
    jetEndSession(other, 0);
  });

  it('is closed by the rollback of its transaction', () => {
    jetBeginTransaction(at.sesid);
    const { tableid } = open(at.sesid);
    expect(jetMove(at.sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
    jetRollback(at.sesid, 0);
    expect(jetMove(at.sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errInvalidTableId');
  });

  it('outlives the commit of its transaction', () => {
    jetBeginTransaction(at.sesid);
    const { tableid } = open(at.sesid);
    jetCommitTransaction(at.sesid, 0);
    jetBeginTransaction(at.sesid);
    jetRollback(at.sesid, 0);
    expect(jetMove(at.sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
    jetCloseTable(at.sesid, tableid);
  });

  it('is closed with its session', () => {
    const other = otherSession();
    const { tableid } = open(other);
    expect(jetMove(other, tableid, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
    jetEndSession(other, 0);
    expect(jetMove(at.sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errInvalidTableId');
  });
});

describe('JetGetColumnInfo', () => {
  const ask = (table: string | null, column: string | null) =>
    jetGetColumnInfo(at.sesid, at.dbid, table, column, JET_COLUMNDEF(), JET_COLUMNDEF.cb, levels.JET_ColInfo);

  it('shows columns as those of a table that is only looked at', () => {
    const info = JET_COLUMNDEF();
    jetGetColumnInfo(at.sesid, at.dbid, 'alltypes', 'id', info, JET_COLUMNDEF.cb, levels.JET_ColInfo);
    expect(info.grbit).toBe(0x11);
  });
  it('needs a database and a table', () => {
    const err = jetGetColumnInfo(at.sesid, 77, 'alltypes', 'id', JET_COLUMNDEF(), JET_COLUMNDEF.cb, 0);
    expect(err).toBeJet('JET_errInvalidDatabaseId');
    expect(ask(null, 'id')).toBeJet('JET_errInvalidParameter');
    expect(ask('none', 'id')).toBeJet('JET_errObjectNotFound');
    expect(ask('a.b', 'id')).toBeJet('JET_errInvalidName');
  });
  it('is refused while another session keeps the table to itself, except what the catalog tells', () => {
    const other = otherSession();
    const tableid = ref(0);
    jetOpenTable(other, at.dbid, 'nopk', null, 0, JET_bitTableDenyRead, tableid);
    expect(ask('nopk', 'x')).toBeJet('JET_errTableLocked');
    expect(ask('alltypes', 'id')).toBeJet('JET_errSuccess');
    const info = JET_OBJECTINFO();
    const err = jetGetObjectInfo(at.sesid, at.dbid, 1, null, 'nopk', info, 40, levels.JET_ObjInfoNoStats);
    expect(err).toBeJet('JET_errSuccess');
    jetEndSession(other, 0);
    expect(ask('nopk', 'x')).toBeJet('JET_errSuccess');
  });
});

describe('JetGetTableIndexInfo', () => {
  const ask = (name: string | null, target: object, level: number, cb: number) =>
    jetGetTableIndexInfo(at.sesid, all, name, target, cb, level);

  it('counts indexes, whatever name is given', () => {
    const count = ref(77);
    expect(ask('zz', count, levels.JET_IdxInfoCount, 4)).toBeJet('JET_errSuccess');
    expect(count.value).toBe(5);
    const nopk = openedTable(at, 'nopk', JET_bitTableReadOnly);
    jetGetTableIndexInfo(at.sesid, nopk, null, count, 4, levels.JET_IdxInfoCount);
    expect(count.value).toBe(1);
    jetCloseTable(at.sesid, nopk);
  });

  it('tells the locale of an index as a number of two sizes and as a name', () => {
    const place = ref(0);
    ask('byText', place, levels.JET_IdxInfoLCID, 4);
    expect(place.value).toBe(0x409);
    const bytes = Buffer.alloc(4, 0xaa);
    ask('byText', bytes, levels.JET_IdxInfoLangid, 2);
    expect(bytes.toString('hex')).toBe('0904aaaa');
    const name = ref('');
    expect(ask('byText', name, levels.JET_IdxInfoLocaleName, 170)).toBeJet('JET_errSuccess');
    expect(name.value).toBe('en-US');
    expect(ask('byText', name, levels.JET_IdxInfoLocaleName, 168)).toBeJet('JET_errBufferTooSmall');
  });

  it('tells the limits and the density of an index', () => {
    const place = ref(0);
    ask('byText', place, levels.JET_IdxInfoVarSegMac, 2);
    expect(place.value).toBe(255);
    ask('pk', place, levels.JET_IdxInfoKeyMost, 2);
    expect(place.value).toBe(5);
    ask('pk', place, levels.JET_IdxInfoSpaceAlloc, 4);
    expect(place.value).toBe(100);
  });

  it('says nothing of the pages of an index that does not exist', () => {
    const place = ref(77);
    expect(ask('zz', place, levels.JET_IdxInfoSpaceOwned, 4)).toBeJet('JET_errSuccess');
    expect(place.value).toBe(77);
    ask('pk', place, levels.JET_IdxInfoSpaceOwned, 4);
    expect(place.value).toBeGreaterThan(0);
    expect(ask('pk', place, levels.JET_IdxInfoSpaceOwned, 8)).toBeJet('JET_errInvalidBufferSize');
  });

  it('gives an index an id', () => {
    const id = JET_INDEXID();
    expect(ask('byText', id, levels.JET_IdxInfoIndexId, JET_INDEXID.cb)).toBeJet('JET_errSuccess');
    expect(id.rgbIndexId.some((byte) => byte !== 0)).toBe(true);
  });

  it('describes an index so that it can be made again', () => {
    const index = JET_INDEXCREATE({ err: 5 });
    expect(ask('byLongDesc', index, levels.JET_IdxInfoCreateIndex, 1000)).toBeJet('JET_errSuccess');
    expect(index).toMatchObject({
      szIndexName: 'byLongDesc',
      szKey: '-cLong\0+cGUID\0\0',
      cbKey: 15,
      grbit: 104 | 0x800,
      ulDensity: 100,
      pidxunicode: { lcid: 0x409, dwMapFlags: 0x30401 },
      cbVarSegMac: 255,
      err: 0,
      cbKeyMost: 255,
    });
    const conditional = JET_INDEXCREATE3();
    ask('cond', conditional, levels.JET_IdxInfoCreateIndex3, 1000);
    expect(conditional.pidxunicode).toMatchObject({ szLocaleName: 'en-US', dwMapFlags: 0x30401 });
    expect(conditional.pSpacehints?.ulInitialDensity).toBe(100);
    expect(conditional.rgconditionalcolumn).toHaveLength(conditional.cConditionalColumn);
    const primary = JET_INDEXCREATE2();
    ask(null, primary, levels.JET_IdxInfoCreateIndex2, 1000);
    expect(primary).toMatchObject({ szIndexName: 'pk', szKey: '+id\0\0' });
  });

  it('counts all that the struct points to against the room', () => {
    const exact = JET_INDEXCREATE.cb + 2 * 3 + 2 * 5 + 8;
    expect(ask('pk', JET_INDEXCREATE(), levels.JET_IdxInfoCreateIndex, exact)).toBeJet('JET_errSuccess');
    expect(ask('pk', JET_INDEXCREATE(), levels.JET_IdxInfoCreateIndex, exact - 1)).toBeJet(
      'JET_errBufferTooSmall',
    );
  });

  it('knows the list of indexes without its last member', () => {
    const older = Buffer.alloc(JET_INDEXLIST.cb, 0xaa);
    const err = jetGetTableIndexInfo(at.sesid, all, 'pk', older, 84, levels.JET_IdxInfo);
    expect(err).toBeJet('JET_errSuccess');
    const list = JET_INDEXLIST.decode(older);
    expect(list).toMatchObject({ cbStruct: 84, cRecord: 1, columnidLCMapFlags: 0xaaaaaaaa });
    jetCloseTable(at.sesid, list.tableid);
  });

  it.each([
    [levels.JET_IdxInfo, 'JET_errIndexNotFound'],
    [levels.JET_IdxInfoIndexId, 'JET_errIndexNotFound'],
    [levels.JET_IdxInfoVarSegMac, 'JET_errIndexNotFound'],
    [levels.JET_IdxInfoCreateIndex, 'JET_errIndexNotFound'],
    [levels.JET_IdxInfoOLC, 'JET_errFeatureNotAvailable'],
    [levels.JET_IdxInfoSysTabCursor, 'JET_errFeatureNotAvailable'],
    [99, 'JET_errInvalidParameter'],
  ] as const)('answers level %i for an unknown index with %s', (level, code) => {
    expect(ask('zz', JET_INDEXCREATE(), level, 1000)).toBeJet(code);
  });
});

describe('JetGetIndexInfo', () => {
  it('lists one row for each column of the index', () => {
    const list = JET_INDEXLIST();
    const err = jetGetIndexInfo(
      at.sesid,
      at.dbid,
      'alltypes',
      'byLongDesc',
      list,
      JET_INDEXLIST.cb,
      levels.JET_IdxInfo,
    );
    expect(err).toBeJet('JET_errSuccess');
    expect(readTexts(list.tableid, list.columnidcolumnname, list.cRecord)).toEqual(['cLong', 'cGUID']);
  });
  it('needs the table and the index', () => {
    const ask = (table: string | null, index: string) =>
      jetGetIndexInfo(at.sesid, at.dbid, table, index, JET_INDEXLIST(), JET_INDEXLIST.cb, levels.JET_IdxInfo);
    expect(ask('alltypes', 'zz')).toBeJet('JET_errIndexNotFound');
    expect(ask('zz', 'pk')).toBeJet('JET_errObjectNotFound');
    expect(ask(null, 'pk')).toBeJet('JET_errInvalidName');
    expect(ask('alltypes', 'a.b')).toBeJet('JET_errInvalidName');
  });
});

describe('JetGetObjectInfo', () => {
  const ask = (
    container: string | null,
    name: string | null,
    level: number,
    cb: number = JET_OBJECTINFO.cb,
  ) => jetGetObjectInfo(at.sesid, at.dbid, 1, container, name, JET_OBJECTINFO(), cb, level);

  it('tells about a table', () => {
    const info = JET_OBJECTINFO();
    const err = jetGetObjectInfo(
      at.sesid,
      at.dbid,
      1,
      'tables',
      'template',
      info,
      40,
      levels.JET_ObjInfoNoStats,
    );
    expect(err).toBeJet('JET_errSuccess');
    expect(info).toMatchObject({ objtyp: 1, grbit: 7, flags: 0x60000000, cRecord: 0, cPage: 0 });
  });
  it('lists nothing of other types', () => {
    const list = JET_OBJECTLIST();
    const err = jetGetObjectInfo(
      at.sesid,
      at.dbid,
      3,
      null,
      null,
      list,
      JET_OBJECTLIST.cb,
      levels.JET_ObjInfoList,
    );
    expect(err).toBeJet('JET_errSuccess');
    expect(list.cRecord).toBe(0);
    expect(jetMove(at.sesid, list.tableid, JET_MoveFirst, 0)).toBeJet('JET_errNoCurrentRecord');
    jetCloseTable(at.sesid, list.tableid);
  });
  it('refuses what is not there', () => {
    expect(ask(null, 'zz', levels.JET_ObjInfoNoStats)).toBeJet('JET_errObjectNotFound');
    expect(ask(null, null, levels.JET_ObjInfoNoStats)).toBeJet('JET_errObjectNotFound');
    expect(ask('Queries', 'alltypes', levels.JET_ObjInfoNoStats)).toBeJet('JET_errObjectNotFound');
    expect(ask('a.b', 'alltypes', levels.JET_ObjInfoNoStats)).toBeJet('JET_errInvalidName');
    expect(ask(null, 'alltypes', levels.JET_ObjInfo, 39)).toBeJet('JET_errBufferTooSmall');
    expect(ask(null, 'alltypes', levels.JET_ObjInfoListACM)).toBeJet('JET_errFeatureNotAvailable');
    expect(ask(null, 'alltypes', levels.JET_ObjInfoMax)).toBeJet('JET_errInvalidParameter');
  });
});

describe('JetGetTableInfo', () => {
  const ask = (tableid: number, target: object, cb: number, level: number) =>
    jetGetTableInfo(at.sesid, tableid, target, cb, level);

  it('tells what a cursor is allowed to do', () => {
    const info = JET_OBJECTINFO();
    expect(ask(derived, info, JET_OBJECTINFO.cb, levels.JET_TblInfo)).toBeJet('JET_errSuccess');
    expect(info).toMatchObject({ objtyp: 1, grbit: 7, flags: 0x10000000 });
    const reader = openedTable(at, 'derived', JET_bitTableReadOnly);
    ask(reader, info, JET_OBJECTINFO.cb, levels.JET_TblInfo);
    expect(info.grbit).toBe(6);
    jetCloseTable(at.sesid, reader);
    expect(ask(derived, info, 39, levels.JET_TblInfo)).toBeJet('JET_errBufferTooSmall');
  });

  it('names the table, the template and the database', () => {
    const name = ref('~');
    expect(ask(derived, name, 130, levels.JET_TblInfoName)).toBeJet('JET_errSuccess');
    expect(name.value).toBe('derived');
    expect(ask(derived, name, 130, levels.JET_TblInfoTemplateTableName)).toBeJet('JET_errSuccess');
    expect(name.value).toBe('template');
    expect(ask(all, name, 130, levels.JET_TblInfoTemplateTableName)).toBeJet('JET_errSuccess');
    expect(name.value).toBe('');
    const dbid = ref(0);
    ask(all, dbid, 4, levels.JET_TblInfoDbid);
    expect(dbid.value).toBe(at.dbid);
  });

  it('cuts a name that has no room, but leaves a place that is far too small as it is', () => {
    const name = ref('~');
    expect(ask(derived, name, 10, levels.JET_TblInfoName)).toBeJet('JET_errBufferTooSmall');
    expect(name.value).toBe('deri');
    name.value = '~';
    expect(ask(derived, name, 7, levels.JET_TblInfoName)).toBeJet('JET_errBufferTooSmall');
    expect(ask(derived, name, 64, levels.JET_TblInfoTemplateTableName)).toBeJet('JET_errBufferTooSmall');
    expect(name.value).toBe('~');
  });

  it('counts pages', () => {
    const owned = ref(0);
    const free = ref(-1);
    expect(ask(all, owned, 4, levels.JET_TblInfoSpaceOwned)).toBeJet('JET_errSuccess');
    expect(ask(all, free, 4, levels.JET_TblInfoSpaceAvailable)).toBeJet('JET_errSuccess');
    expect(owned.value).toBeGreaterThan(free.value);
    const usage = Buffer.alloc(12, 0xaa);
    expect(ask(all, usage, 8, levels.JET_TblInfoSpaceUsage)).toBeJet('JET_errSuccess');
    expect(usage.readUInt32LE(0)).toBe(owned.value);
    expect(usage.readUInt32LE(8)).toBe(0xaaaaaaaa);
    expect(ask(all, usage, 7, levels.JET_TblInfoSpaceUsage)).toBeJet('JET_errInvalidParameter');
    expect(ask(all, owned, 8, levels.JET_TblInfoSpaceAvailable)).toBeJet('JET_errInvalidBufferSize');
    const long = ref(77);
    expect(ask(all, long, 4, levels.JET_TblInfoSpaceOwnedLV)).toBeJet('JET_errSuccess');
    expect(long.value).toBe(0);
    const lv = openedTable(at, 'lv');
    ask(lv, long, 4, levels.JET_TblInfoSpaceOwnedLV);
    expect(long.value).toBeGreaterThan(0);
    jetCloseTable(at.sesid, lv);
  });

  it('tells with how many pages and what density the table was made', () => {
    const bytes = Buffer.alloc(8);
    expect(ask(all, bytes, 8, levels.JET_TblInfoSpaceAlloc)).toBeJet('JET_errSuccess');
    expect(bytes.readUInt32LE(4)).toBe(100);
    expect(ask(all, bytes, 7, levels.JET_TblInfoSpaceAlloc)).toBeJet('JET_errBufferTooSmall');
  });

  it.each([3, 4, 5, 6, 8, 99])('does not know level %i', (level) => {
    expect(ask(all, ref(0), 130, level)).toBeJet('JET_errFeatureNotAvailable');
  });
});

/** Another session that has the database open. */
function otherSession(): number {
  const other = sessionOfInstance(at.instance);
  expect(jetOpenDatabase(other, at.path, null, ref(0), 0)).toBeJet('JET_errSuccess');
  return other;
}

function readText(tableid: number, columnid: number): string {
  const bytes = Buffer.alloc(130);
  const actual = ref(0);
  expect(jetRetrieveColumn(at.sesid, tableid, columnid, bytes, 130, actual, 0, null)).toBeJet(
    'JET_errSuccess',
  );
  return bytes.toString('utf16le', 0, actual.value);
}

function readTexts(tableid: number, columnid: number, count: number): string[] {
  const texts = Array.from({ length: count }, () => {
    const text = readText(tableid, columnid);
    jetMove(at.sesid, tableid, JET_MoveNext, 0);
    return text;
  });
  expect(jetMove(at.sesid, tableid, 0, 0)).toBeJet('JET_errNoCurrentRecord');
  expect(jetCloseTable(at.sesid, tableid)).toBeJet('JET_errSuccess');
  return texts;
}
