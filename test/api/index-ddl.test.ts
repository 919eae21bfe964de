import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import {
  JET_coltypLong,
  JET_coltypLongBinary,
  JET_coltypLongText,
  JET_coltypText,
} from '../../include/column-types';
import {
  JET_bitColumnEscrowUpdate,
  JET_bitColumnMultiValued,
  JET_bitColumnTagged,
} from '../../include/grbits/column-ddl';
import * as bits from '../../include/grbits/index-ddl';
import { JET_bitTableDenyRead, JET_bitTableReadOnly } from '../../include/grbits/table';
import { JET_bitTransactionReadOnly } from '../../include/grbits/transaction';
import {
  JET_CONDITIONALCOLUMN,
  JET_INDEXCREATE,
  JET_INDEXCREATE2,
  JET_INDEXCREATE3,
  JET_SPACEHINTS,
  JET_TUPLELIMITS,
  JET_UNICODEINDEX,
  JET_UNICODEINDEX2,
} from '../../include/structs/index-ddl';
import { JET_IdxInfoCreateIndex2 } from '../../include/info-levels';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_prepCancel, JET_prepInsert } from '../../include/prepare-update';
import * as api from '../../src/api';
import { type CatalogRow, ROW_INDEX } from '../../src/catalog/catalog-row';
import { leaveMemory, NewTables } from '../support/new-tables';

type Code = keyof typeof codes;

let lab: NewTables;
let t: number;
beforeEach(() => {
  lab = new NewTables();
  t = lab.made('t', [
    ['a', { coltyp: JET_coltypLong }],
    ['b', { coltyp: JET_coltypText, cbMax: 60, cp: 1200 }],
    ['l', { coltyp: JET_coltypLongText, cp: 1200 }],
    ['m', { coltyp: JET_coltypLong, grbit: JET_bitColumnTagged | JET_bitColumnMultiValued }],
    ['x', { coltyp: JET_coltypLongBinary }],
  ]);
});
afterAll(leaveMemory);

const key = (...segments: readonly string[]): string => `${segments.map((each) => `${each}\0`).join('')}\0`;

function create(
  name: string | null,
  szKey: string | null,
  grbit = 0,
  { sesid } = lab.own,
  tableid = t,
): number {
  return api.jetCreateIndex(sesid, tableid, name, grbit, szKey, szKey?.length ?? 0, 100);
}

const drop = (name: string | null, { sesid } = lab.own, tableid = t): number =>
  api.jetDeleteIndex(sesid, tableid, name);
const choose = (name: string | null, { sesid } = lab.own, tableid = t): number =>
  api.jetSetCurrentIndex(sesid, tableid, name);

/** JetCreateIndex4 of one index over column a unless the members say otherwise. */
function createFrom(members: Partial<JET_INDEXCREATE3>): number {
  const struct = JET_INDEXCREATE3({ szIndexName: 'i', szKey: key('+a'), ulDensity: 90, ...members });
  struct.cbKey = struct.szKey?.length ?? 0;
  return api.jetCreateIndex4(lab.own.sesid, t, [struct], 1);
}

describe('the key of an index', () => {
  it.each<[string, string | null, Code]>([
    ['a column', key('+a'), 'JET_errSuccess'],
    ['descending', key('-a'), 'JET_errSuccess'],
    ['two columns', key('+a', '-b'), 'JET_errSuccess'],
    ['one column twice', key('+a', '+a'), 'JET_errSuccess'],
    ['another case', key('+A'), 'JET_errSuccess'],
    ['no sign at the beginning', key('a'), 'JET_errIndexInvalidDef'],
    ['another sign', key('*a'), 'JET_errIndexInvalidDef'],
    ['no such column', key('+nope'), 'JET_errColumnNotFound'],
    ['no name', key('+'), 'JET_errColumnNotFound'],
    ['two signs', key('++a'), 'JET_errColumnNotFound'],
    ['a NUL too many', `${key('+a')}\0`, 'JET_errIndexInvalidDef'],
    ['a NUL too few', '+a\0', 'JET_errIndexInvalidDef'],
    ['16 segments', key(...Array<string>(16).fill('+a')), 'JET_errSuccess'],
    ['17 segments', key(...Array<string>(17).fill('+a')), 'JET_errIndexInvalidDef'],
    ['nothing', null, 'JET_errInvalidParameter'],
  ])('%s', (_what, szKey, err) => expect(create('i', szKey)).toBeJet(err));

  it('is as long as the caller says', () => {
    const { sesid } = lab.own;
    for (const [length, err] of [
      [4, 'JET_errIndexInvalidDef'],
      [7, 'JET_errSuccess'],
      [8, 'JET_errIndexInvalidDef'],
      [0, 'JET_errInvalidParameter'],
    ] as const)
      expect(api.jetCreateIndex(sesid, t, `i${length}`, 0, key('+a', '-b'), length, 100)).toBeJet(err);
  });
});

describe('the options of an index', () => {
  it.each<[number, Code]>([
    [bits.JET_bitIndexPrimary | bits.JET_bitIndexIgnoreNull, 'JET_errInvalidGrbit'],
    [bits.JET_bitIndexCrossProduct | bits.JET_bitIndexNestedTable, 'JET_errInvalidGrbit'],
    [bits.JET_bitIndexEmpty, 'JET_errInvalidGrbit'],
    [bits.JET_bitIndexEmpty | bits.JET_bitIndexIgnoreAnyNull, 'JET_errSuccess'],
    [bits.JET_bitIndexTuples | bits.JET_bitIndexPrimary, 'JET_errIndexTuplesSecondaryIndexOnly'],
    [bits.JET_bitIndexTuples | bits.JET_bitIndexUnique, 'JET_errIndexTuplesNonUniqueOnly'],
    [bits.JET_bitIndexTuples, 'JET_errIndexTuplesTextBinaryColumnsOnly'],
    [bits.JET_bitIndexUnicode, 'JET_errIndexInvalidDef'],
    [bits.JET_bitIndexKeyMost, 'JET_errSuccess'],
  ])('%d', (grbit, err) => expect(create('i', key('+a'), grbit)).toBeJet(err));

  it('limit keys and segments', () => {
    const sized = (cbKeyMost: number): number =>
      createFrom({ szIndexName: `k${cbKeyMost}`, grbit: bits.JET_bitIndexKeyMost, cbKeyMost });
    expect([254, 255, 2000, 2001].map(sized)).toEqual([-1406, 0, 0, -1406]);
    expect(createFrom({ szIndexName: 'v', cbVarSegMac: 20 })).toBeJet('JET_errSuccess');
    expect(createFrom({ cbVarSegMac: 256 })).toBeJet('JET_errIndexInvalidDef');
    expect(createFrom({ szKey: key('+b'), grbit: bits.JET_bitIndexTuples, cbVarSegMac: 20 })).toBeJet(
      'JET_errIndexTuplesVarSegMacNotAllowed',
    );
  });

  it.each<[Partial<JET_TUPLELIMITS>, Code]>([
    [{ chLengthMin: 3, chLengthMax: 10, chToIndexMax: 100, cchIncrement: 1 }, 'JET_errSuccess'],
    [{}, 'JET_errSuccess'],
    [{ chLengthMin: 1 }, 'JET_errIndexTuplesInvalidLimits'],
    [{ chLengthMin: 10, chLengthMax: 3 }, 'JET_errIndexTuplesInvalidLimits'],
    [{ chLengthMax: 256 }, 'JET_errIndexTuplesInvalidLimits'],
    [{ chToIndexMax: 40000 }, 'JET_errIndexTuplesInvalidLimits'],
  ])('limit tuples to %j', (limits, err) =>
    expect(
      createFrom({
        szKey: key('+b'),
        grbit: bits.JET_bitIndexTupleLimits,
        ptuplelimits: JET_TUPLELIMITS(limits),
      }),
    ).toBeJet(err),
  );

  it.each<[Partial<JET_CONDITIONALCOLUMN>, Code]>([
    [{ szColumnName: 'b', grbit: bits.JET_bitIndexColumnMustBeNull }, 'JET_errSuccess'],
    [{ szColumnName: 'nope', grbit: bits.JET_bitIndexColumnMustBeNull }, 'JET_errColumnNotFound'],
    [{ szColumnName: 'b', grbit: 3 }, 'JET_errInvalidGrbit'],
    [{ szColumnName: 'b' }, 'JET_errInvalidGrbit'],
    [{ szColumnName: 'b', cbStruct: 1 }, 'JET_errIndexInvalidDef'],
  ])('name conditions such as %j', (condition, err) =>
    expect(
      createFrom({ cConditionalColumn: 1, rgconditionalcolumn: [JET_CONDITIONALCOLUMN(condition)] }),
    ).toBeJet(err),
  );

  it('name a locale, by number or by name', () => {
    const { sesid } = lab.own;
    const byNumber = (lcid: number, dwMapFlags: number): number => {
      const pidxunicode = JET_UNICODEINDEX({ lcid, dwMapFlags });
      const szIndexName = `n${lcid}_${dwMapFlags}`;
      const grbit = bits.JET_bitIndexUnicode;
      const struct = JET_INDEXCREATE({ szIndexName, szKey: key('+b'), cbKey: 4, grbit, pidxunicode });
      return api.jetCreateIndex2(sesid, t, [struct], 1);
    };
    expect([byNumber(1033, 0x30401), byNumber(1031, 1), byNumber(127, 0x400)]).toEqual([0, 0, 0]);
    expect(byNumber(99999, 0x30401)).toBeJet('JET_errInvalidLanguageId');
    expect(byNumber(1033, 0x80000401)).toBeJet('JET_errInvalidLCMapStringFlags');
    const byName = (szLocaleName: string): number =>
      createFrom({
        szIndexName: `l${szLocaleName}`,
        szKey: key('+b'),
        grbit: bits.JET_bitIndexUnicode,
        pidxunicode: JET_UNICODEINDEX2({ szLocaleName, dwMapFlags: 0x401 }),
      });
    expect([byName('en-us'), byName('')]).toEqual([0, 0]);
    expect(byName('xx-zz')).toBeJet('JET_errInvalidLanguageId');
    expect(createFrom({ pidxunicode: JET_UNICODEINDEX2() })).toBeJet('JET_errInvalidParameter');
  });

  it('hint at space', () => {
    const hinted = (hints: Partial<JET_SPACEHINTS>): number => {
      const pSpacehints = JET_SPACEHINTS(hints);
      const struct = JET_INDEXCREATE2({ szIndexName: 'h', szKey: key('+a'), cbKey: 4, pSpacehints });
      return api.jetCreateIndex3(lab.own.sesid, t, [struct], 1);
    };
    expect(hinted({ ulInitialDensity: 80 })).toBeJet('JET_errSuccess');
    expect(hinted({ ulInitialDensity: 10 })).toBeJet('JET_errDensityInvalid');
    expect(hinted({ cbStruct: 4 })).toBeJet('JET_errInvalidParameter');
  });
});

describe('the columns of an index', () => {
  it('are none that others add to at the same time', () => {
    const [, tableid] = lab.create('e');
    const zero = new Uint8Array(4);
    expect(lab.add(tableid, 'e', { grbit: JET_bitColumnEscrowUpdate }, zero)[0]).toBeJet('JET_errSuccess');
    expect(create('i', key('+e'), 0, lab.own, tableid)).toBeJet('JET_errCannotIndex');
  });

  it('have one value each in a primary index', () =>
    expect(create('p', key('+m'), bits.JET_bitIndexPrimary)).toBeJet('JET_errIndexInvalidDef'));
});

describe('a primary index', () => {
  it('is one, and stays', () => {
    expect(create('p', key('+a'), bits.JET_bitIndexPrimary)).toBeJet('JET_errSuccess');
    expect(create('q', key('+a'), bits.JET_bitIndexPrimary)).toBeJet('JET_errIndexHasPrimary');
    expect(drop('p')).toBeJet('JET_errIndexMustStay');
  });

  it('says in the catalog how long its keys can be', () => {
    create('p', key('+a'), bits.JET_bitIndexPrimary);
    const { rowsOf, complaints } = lab.detached();
    expect(complaints).toEqual([]);
    const [row] = rowsOf('t').filter(({ type }) => type === ROW_INDEX);
    const table = rowsOf('t')[0];
    expect([row.id, row.columnTypeOrRoot, row.keyMost]).toEqual([table.id, table.columnTypeOrRoot, 5]);
  });
});

describe('names of indexes', () => {
  it('are taken once, whatever their case', () => {
    expect(create('one', key('+a'))).toBeJet('JET_errSuccess');
    expect(create('ONE', key('+b'))).toBeJet('JET_errIndexDuplicate');
    expect(create('', key('+b'))).toBeJet('JET_errInvalidName');
    expect(create(null, key('+b'))).toBeJet('JET_errInvalidName');
    expect(drop('two')).toBeJet('JET_errIndexNotFound');
    expect(drop(null)).toBeJet('JET_errInvalidName');
    expect(drop('One')).toBeJet('JET_errSuccess');
    expect(create('ONE', key('+b'))).toBeJet('JET_errSuccess');
  });
});

describe('several indexes at once', () => {
  const several = (grbit = 0): JET_INDEXCREATE3[] =>
    ['i', 'j'].map((szIndexName) => JET_INDEXCREATE3({ szIndexName, szKey: key('+a'), cbKey: 4, grbit }));
  const createAll = (tableid: number, grbit = 0): number =>
    api.jetCreateIndex4(lab.own.sesid, tableid, several(grbit), 2);

  it('need the table alone, and no transaction', () => {
    expect(createAll(t)).toBeJet('JET_errExclusiveTableLockRequired');
    api.jetCloseTable(lab.own.sesid, t);
    const [, alone] = lab.open('t', JET_bitTableDenyRead);
    lab.begin();
    expect(createAll(alone)).toBeJet('JET_errInTransaction');
    lab.rollback();
    expect(createAll(alone, bits.JET_bitIndexPrimary)).toBeJet('JET_errInvalidGrbit');
    expect(createAll(alone)).toBeJet('JET_errSuccess');
    expect(choose('j', lab.own, alone)).toBeJet('JET_errSuccess');
  });

  it('are all undone when one is refused', () => {
    api.jetCloseTable(lab.own.sesid, t);
    const [, alone] = lab.open('t', JET_bitTableDenyRead);
    const structs = several();
    structs[1].szKey = key('+nope');
    structs[1].cbKey = 7;
    expect(api.jetCreateIndex4(lab.own.sesid, alone, structs, 2)).toBeJet('JET_errColumnNotFound');
    expect(choose('i', lab.own, alone)).toBeJet('JET_errIndexNotFound');
    expect(lab.detached().complaints).toEqual([]);
  });
});

describe('who may not', () => {
  it('cursors that only read, transactions that only read', () => {
    const [, reading] = lab.open('t', JET_bitTableReadOnly);
    expect(create('i', key('+a'), 0, lab.own, reading)).toBeJet('JET_errPermissionDenied');
    expect(drop('i', lab.own, reading)).toBeJet('JET_errPermissionDenied');
    api.jetBeginTransaction2(lab.own.sesid, JET_bitTransactionReadOnly);
    expect(create('i', key('+a'))).toBeJet('JET_errTransReadOnly');
    lab.rollback();
  });

  it('an unversioned index inside a transaction', () => {
    lab.begin();
    expect(create('i', key('+a'), bits.JET_bitIndexUnversioned)).toBeJet('JET_errInTransaction');
    lab.rollback();
    expect(create('i', key('+a'), bits.JET_bitIndexUnversioned)).toBeJet('JET_errSuccess');
  });
});

describe('transactions', () => {
  it('others see an index when it is committed', () => {
    const [, theirs] = lab.open('t', 0, lab.other);
    lab.begin();
    create('i', key('+a'));
    expect(choose('i')).toBeJet('JET_errSuccess');
    expect(choose('i', lab.other, theirs)).toBeJet('JET_errIndexNotFound');
    lab.commit();
    expect(choose('i', lab.other, theirs)).toBeJet('JET_errSuccess');
  });

  it('an index that is undone leaves nothing', () => {
    lab.begin();
    for (const name of ['i', 'j', 'k']) create(name, key('+a', '+b'));
    choose('j');
    lab.rollback();
    expect(choose('j')).toBeJet('JET_errIndexNotFound');
    expect(create('j', key('+b'))).toBeJet('JET_errSuccess');
    const { complaints, rowsOf } = lab.detached();
    expect(complaints).toEqual([]);
    expect(rowsOf('t').filter(({ type }) => type === ROW_INDEX)).toHaveLength(1);
  });

  it('a table goes with its indexes when it is undone, and so does its space', () => {
    lab.begin();
    const [, made] = lab.create('u');
    lab.add(made, 'a', {});
    for (let i = 0; i < 30; i++) create(`i${i}`, key('+a'), 0, lab.own, made);
    lab.rollback();
    expect(lab.detached().complaints).toEqual([]);
  });

  it('an index being deleted is used by nobody, and is back when that is undone', () => {
    const [, theirs] = lab.open('t', 0, lab.other);
    create('i', key('+a'));
    lab.begin();
    expect(drop('i')).toBeJet('JET_errSuccess');
    expect(choose('i')).toBeJet('JET_errIndexNotFound');
    expect(choose('i', lab.other, theirs)).toBeJet('JET_errIndexNotFound');
    expect(drop('i', lab.other, theirs)).toBeJet('JET_errWriteConflict');
    lab.rollback();
    expect(choose('i', lab.other, theirs)).toBeJet('JET_errSuccess');
    expect(drop('i')).toBeJet('JET_errIndexInUse');
    expect(choose(null, lab.other, theirs)).toBeJet('JET_errSuccess');
    expect(drop('i')).toBeJet('JET_errSuccess');
    expect(lab.detached().complaints).toEqual([]);
  });

  it('a deleted index is not used by a transaction that still sees it', () => {
    const [, theirs] = lab.open('t', 0, lab.other);
    create('i', key('+a'));
    lab.begin(lab.other);
    expect(drop('i')).toBeJet('JET_errSuccess');
    expect(choose('i', lab.other, theirs)).toBeJet('JET_errIndexNotFound');
    lab.rollback(lab.other);
  });
});

describe('rows', () => {
  const insert = (a: number | null, place = lab.own, tableid = t): number => {
    const prepared = api.jetPrepareUpdate(place.sesid, tableid, JET_prepInsert);
    if (prepared !== 0) return prepared;
    const bytes = new Uint8Array(4);
    if (a !== null) new DataView(bytes.buffer).setInt32(0, a, true);
    const length = a === null ? 0 : 4;
    api.jetSetColumn(place.sesid, tableid, 1, a === null ? null : bytes, length, 0, null);
    const err = api.jetUpdate(place.sesid, tableid, null, 0, null);
    if (err !== 0) api.jetPrepareUpdate(place.sesid, tableid, JET_prepCancel);
    return err;
  };
  /** Column a of every row, in the order of the current index. */
  const walk = (): (number | null)[] => {
    const { sesid } = lab.own;
    const found: (number | null)[] = [];
    const bytes = new Uint8Array(4);
    for (let err = api.jetMove(sesid, t, JET_MoveFirst, 0); err === 0; err = api.jetMove(sesid, t, 1, 0)) {
      const isNull = api.jetRetrieveColumn(sesid, t, 1, bytes, 4, null, 0, null) !== 0;
      found.push(isNull ? null : new DataView(bytes.buffer).getInt32(0, true));
    }
    return found;
  };
  beforeEach(() => {
    for (const a of [5, -3, null, 9, -3]) expect(insert(a)).toBeJet('JET_errSuccess');
  });

  it('are entered in order', () => {
    create('up', key('+a'));
    create('down', key('-a'));
    create('some', key('+a'), bits.JET_bitIndexIgnoreNull);
    create('none', key('+a'), bits.JET_bitIndexEmpty | bits.JET_bitIndexIgnoreAnyNull);
    const orders = ['up', 'down', 'some', 'none'].map((name) => [choose(name), walk()]);
    expect(orders).toEqual([
      [0, [null, -3, -3, 5, 9]],
      [0, [9, 5, -3, -3, null]],
      [0, [-3, -3, 5, 9]],
      [0, []],
    ]);
  });

  it('that do not fit an index are refused, and nothing of it stays', () => {
    expect(create('u', key('+a'), bits.JET_bitIndexUnique)).toBeJet('JET_errKeyDuplicate');
    expect(create('d', key('+a'), bits.JET_bitIndexDisallowNull)).toBeJet('JET_errNullKeyDisallowed');
    expect(create('p', key('+a'), bits.JET_bitIndexPrimary)).toBeJet('JET_errTableNotEmpty');
    expect([choose('u'), choose('d'), choose('p')]).toEqual([-1404, -1404, -1404]);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('stay as they were when their index is undone', () => {
    lab.begin();
    create('i', key('+a'));
    expect(insert(1)).toBeJet('JET_errSuccess');
    lab.rollback();
    expect(walk()).toEqual([5, -3, null, 9, -3]);
    expect(lab.detached().complaints).toEqual([]);
  });
});

describe('the catalog', () => {
  const indexRow = (rows: readonly CatalogRow[]): CatalogRow => {
    const row = rows.find(({ type }) => type === ROW_INDEX);
    if (row === undefined) throw new Error('an index was created');
    return row;
  };

  it('counts the indexes of a locale, and keeps counting when they go', () => {
    for (const name of ['i', 'j', 'k']) create(name, key('+b'));
    drop('k');
    const { catalog, complaints, rowsOf } = lab.detached();
    expect(complaints).toEqual([]);
    const row = indexRow(rowsOf('t'));
    expect(Buffer.from(row.localeName ?? []).toString('utf16le')).toBe('en-US');
    expect(row.sortId).toHaveLength(16);
    expect(countOf(catalog.file.slab.bytes, 'LocaleName=en-US')).toBe(3);
  });

  it('keeps what an index was created with', () => {
    createFrom({
      szKey: key('-m', '+b'),
      grbit: bits.JET_bitIndexIgnoreFirstNull | bits.JET_bitIndexDotNetGuid | bits.JET_bitIndexKeyMost,
      cbKeyMost: 300,
      cbVarSegMac: 100,
      rgconditionalcolumn: [
        JET_CONDITIONALCOLUMN({ szColumnName: 'x', grbit: bits.JET_bitIndexColumnMustBeNull }),
      ],
      cConditionalColumn: 1,
      pSpacehints: JET_SPACEHINTS({ ulInitialDensity: 70, cbInitial: 20000, ulGrowth: 200 }),
    });
    const told = JET_INDEXCREATE2();
    const err = api.jetGetTableIndexInfo(lab.own.sesid, t, 'i', told, 1000, JET_IdxInfoCreateIndex2);
    expect(err).toBeJet('JET_errSuccess');
    expect(told.pSpacehints).toEqual(
      JET_SPACEHINTS({ ulInitialDensity: 70, cbInitial: 24576, ulGrowth: 200 }),
    );
    const row = indexRow(lab.detached().rowsOf('t'));
    const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex');
    expect(row).toMatchObject({ flags: 0x30488, spaceUsage: 70, keyMost: 300, lcMapFlags: 0x30401 });
    expect(hex(row.keyColumns)).toBe('4000010100008000');
    expect(hex(row.conditions)).toBe('20000201');
    expect(hex(row.varSegMac)).toBe('6400');
    expect(hex(row.spaceHints)).toBe('01006000000000000000000000c8000000');
  });
});

/** The number behind a name in MSysLocales: the value lies before the name in its record. */
function countOf(bytes: Uint8Array, name: string): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(Buffer.from(name, 'utf16le'));
  if (at < 0) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const variableOffset = 2;
  const nullBits = 1;
  return view.getInt32(at - variableOffset - nullBits - 4, true);
}
