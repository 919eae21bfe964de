import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  JET_coltypBinary,
  JET_coltypBit,
  JET_coltypLong,
  JET_coltypLongLong,
  JET_coltypLongText,
  JET_coltypText,
} from '../../include/column-types';
import {
  JET_bitColumnAutoincrement,
  JET_bitColumnEscrowUpdate,
  JET_bitColumnFixed,
  JET_bitColumnMultiValued,
  JET_bitColumnTagged,
  JET_bitColumnUnversioned,
  JET_bitColumnVersion,
} from '../../include/grbits/column-ddl';
import { JET_bitTableDenyRead, JET_bitTableReadOnly } from '../../include/grbits/table';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_prepInsert } from '../../include/prepare-update';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
beforeEach(() => {
  lab = new NewTables();
});
afterAll(leaveMemory);

const LONG = { coltyp: JET_coltypLong };
const drop = (tableid: number, name: string, { sesid } = lab.own): number =>
  api.jetDeleteColumn(sesid, tableid, name);
const rename = (tableid: number, from: string | null, to: string | null, { sesid } = lab.own): number =>
  api.jetRenameColumn(sesid, tableid, from, to, 0);
const setDefault = (name: string, value: Uint8Array | null, { sesid, dbid } = lab.own): number =>
  api.jetSetColumnDefaultValue(sesid, dbid, 't', name, value, value?.length ?? 0, 0);

describe('JetAddColumn', () => {
  it('gives ids by kind', () => {
    const t = lab.made('t');
    expect(lab.add(t, 'a', LONG)).toEqual([0, 1]);
    expect(lab.add(t, 'b', { coltyp: JET_coltypText })).toEqual([0, 128]);
    expect(lab.add(t, 'c', { coltyp: JET_coltypLongText })).toEqual([0, 256]);
    expect(lab.add(t, 'd', { coltyp: JET_coltypBinary, grbit: JET_bitColumnFixed, cbMax: 10 })).toEqual([
      0, 2,
    ]);
    expect(lab.add(t, 'e', { coltyp: JET_coltypLong, grbit: JET_bitColumnTagged })).toEqual([0, 257]);
  });

  it.each([JET_coltypLong, JET_coltypLongLong])(
    'of type %p numbers the rows that are there, and those to come',
    (coltyp) => {
      const t = lab.made('t', [['a', LONG]]);
      const [a, { sesid }] = [lab.column(t, 'a'), lab.own];
      const insert = (tableid: number, value: number): void => {
        api.jetPrepareUpdate(sesid, tableid, JET_prepInsert);
        api.jetSetColumn(sesid, tableid, a, Uint8Array.of(value, 0, 0, 0), 4, 0, null);
        expect(api.jetUpdate(sesid, tableid, null, 0, null)).toBeJet('JET_errSuccess');
      };
      for (let n = 0; n < 300; n++) insert(t, n & 0x7f);
      api.jetCreateIndex(sesid, t, 'a', 0, '+a\0\0', 4, 100);
      api.jetCloseTable(sesid, t);
      const [, mine] = lab.open('t', JET_bitTableDenyRead);
      lab.begin();
      const options = { coltyp, grbit: JET_bitColumnAutoincrement };
      expect(lab.add(mine, 'x', options)[0]).toBeJet('JET_errSuccess');
      lab.rollback();
      const [err, n] = lab.add(mine, 'n', options);
      expect(err).toBeJet('JET_errSuccess');
      insert(mine, 99);
      const [value, numbers] = [Buffer.alloc(8), [] as number[]];
      for (
        let at = api.jetMove(sesid, mine, JET_MoveFirst, 0);
        at === 0;
        at = api.jetMove(sesid, mine, 1, 0)
      ) {
        expect(api.jetRetrieveColumn(sesid, mine, n, value, 8, null, 0, null)).toBeJet('JET_errSuccess');
        numbers.push(Number(value.readBigInt64LE()));
      }
      expect(numbers).toEqual(Array.from({ length: 301 }, (_, row) => row + 1));
      expect(lab.detached().complaints).toEqual([]);
    },
  );

  it('outlasts the database being detached, with ids, sizes and defaults', () => {
    lab.made('t', [
      ['a', LONG],
      ['b', { coltyp: JET_coltypText, cbMax: 20, cp: 1200 }],
      ['c', { coltyp: JET_coltypLongText, cp: 1200 }],
      ['d', { coltyp: JET_coltypBit }],
    ]);
    const t = lab.open('t')[1];
    expect(lab.add(t, 'e', LONG, Uint8Array.of(1, 2, 3, 4))[0]).toBeJet('JET_errSuccess');
    const { catalog, complaints } = lab.detached();
    expect(complaints).toEqual([]);
    const { columns, columnSpace } = catalog.tableByName('T') ?? { columns: [], columnSpace: null };
    const facts = columns.map((c) => [c.name, c.columnId, c.maxBytes, c.codePage, c.recordOffset]);
    expect(facts).toEqual([
      ['a', 1, 4, 0, 4],
      ['d', 2, 1, 0, 8],
      ['e', 3, 4, 0, 9],
      ['b', 128, 20, 1200, 0],
      ['c', 256, 0, 1200, 0],
    ]);
    expect(columns[2].defaultValue).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(columnSpace).toEqual({ lastFixedId: 3, lastVariableId: 128, lastTaggedId: 256, fixedEnd: 13 });
  });

  it('refuses what is there already, whatever the case, and uses no id up', () => {
    const t = lab.made('t', [['Name', LONG]]);
    expect(lab.add(t, 'nAME', LONG)).toEqual([-1508, 77]);
    expect(lab.add(t, 'next', LONG)).toEqual([0, 2]);
  });

  it('keeps the table readable for others meanwhile, and lets only its session see the column', () => {
    const t = lab.made('t');
    const [, theirs] = lab.open('t', 0, lab.other);
    lab.begin();
    expect(lab.add(t, 'n', LONG)).toEqual([0, 1]);
    expect(lab.column(t, 'n')).toBe(1);
    expect(lab.column(theirs, 'n', lab.other)).toBeJet('JET_errColumnNotFound');
    expect(lab.add(theirs, 'n', LONG, null, lab.other)).toEqual([-1508, 2]);
    expect(lab.add(theirs, 'm', LONG, null, lab.other)).toEqual([0, 3]);
    expect(lab.column(t, 'm')).toBeJet('JET_errColumnNotFound');
    lab.commit();
    expect(lab.column(theirs, 'n', lab.other)).toBe(1);
    expect(lab.column(t, 'm')).toBe(3);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('is not seen by a transaction that began before it was committed', () => {
    const t = lab.made('t');
    const [, theirs] = lab.open('t', 0, lab.other);
    lab.begin(lab.other);
    lab.add(t, 'n', LONG);
    expect(lab.column(t, 'n')).toBe(1);
    expect(lab.column(theirs, 'n', lab.other)).toBeJet('JET_errColumnNotFound');
    const [, late] = lab.open('t', 0, lab.other);
    expect(lab.column(late, 'n', lab.other)).toBeJet('JET_errColumnNotFound');
    lab.commit(lab.other);
    expect(lab.column(theirs, 'n', lab.other)).toBe(1);
    expect(lab.column(late, 'n', lab.other)).toBe(1);
  });

  it('is undone with its transaction, or with the part of it, and its id is not used again', () => {
    const t = lab.made('t');
    lab.begin();
    lab.add(t, 'a', LONG);
    lab.begin();
    expect(lab.add(t, 'b', LONG)).toEqual([0, 2]);
    lab.rollback();
    expect(lab.column(t, 'b')).toBeJet('JET_errColumnNotFound');
    expect(lab.column(t, 'a')).toBe(1);
    expect(lab.add(t, 'b', LONG)).toEqual([0, 3]);
    lab.begin();
    expect(lab.add(t, 'c', LONG)).toEqual([0, 4]);
    lab.commit();
    lab.rollback();
    expect([lab.column(t, 'a'), lab.column(t, 'b'), lab.column(t, 'c')]).toEqual([-1507, -1507, -1507]);
    expect(lab.add(t, 'd', LONG)).toEqual([0, 5]);
    const { complaints, catalog } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('t')?.columns.map(({ name }) => name)).toEqual(['d']);
  });

  it('needs the table alone for columns that number rows', () => {
    const t = lab.made('t');
    for (const grbit of [JET_bitColumnAutoincrement, JET_bitColumnEscrowUpdate])
      expect(lab.add(t, 'n', { grbit }, Uint8Array.of(0, 0, 0, 0))[0]).toBeJet(
        'JET_errExclusiveTableLockRequired',
      );
    api.jetCloseTable(lab.own.sesid, t);
    const [, alone] = lab.open('t', JET_bitTableDenyRead);
    expect(lab.add(alone, 'n', { grbit: JET_bitColumnAutoincrement })).toEqual([0, 1]);
    expect(lab.add(alone, 'm', { grbit: JET_bitColumnAutoincrement })).toEqual([-1510, 2]);
    expect(lab.add(alone, 'v', { grbit: JET_bitColumnVersion })).toEqual([0, 2]);
    expect(lab.add(alone, 'w', { grbit: JET_bitColumnVersion })).toEqual([-1510, 3]);
    const zero = Uint8Array.of(0, 0, 0, 0);
    expect(lab.add(alone, 'e', { grbit: JET_bitColumnEscrowUpdate }, zero)).toEqual([0, 3]);
    const wide = { coltyp: JET_coltypLongLong, grbit: JET_bitColumnEscrowUpdate };
    expect(lab.add(alone, 'f', wide, new Uint8Array(8))[0]).toBeJet(
      'JET_errEngineFormatVersionParamTooLowForRequestedFeature',
    );
  });

  it('cuts sizes that are too large, and refuses defaults that do not fit', () => {
    const t = lab.made('t');
    expect(lab.add(t, 'a', { coltyp: JET_coltypText, cbMax: 1000 })[0]).toBeJet('JET_wrnColumnMaxTruncated');
    expect(lab.add(t, 'b', { coltyp: JET_coltypText, cbMax: 2 }, Uint8Array.of(1, 2, 3))[0]).toBeJet(
      'JET_errDefaultValueTooBig',
    );
  });

  it('refuses more columns of a kind than there are ids', () => {
    const t = lab.made('t');
    lab.begin();
    for (let id = 1; id <= 127; id++)
      expect(lab.add(t, `f${id}`, { coltyp: JET_coltypBit })).toEqual([0, id]);
    expect(lab.add(t, 'one more', { coltyp: JET_coltypBit })[0]).toBeJet('JET_errTooManyColumns');
    for (let id = 128; id <= 255; id++)
      expect(lab.add(t, `v${id}`, { coltyp: JET_coltypText })).toEqual([0, id]);
    expect(lab.add(t, 'one more', { coltyp: JET_coltypText })[0]).toBeJet('JET_errTooManyColumns');
    lab.commit();
  });

  it('refuses fixed columns that no record has room for', () => {
    const t = lab.made('t');
    const wide = { coltyp: JET_coltypBinary, grbit: JET_bitColumnFixed, cbMax: 255 };
    const outcomes = Array.from({ length: 40 }, (_, i) => lab.add(t, `c${i}`, wide)[0]);
    expect(outcomes.indexOf(-1026)).toBe(30);
    expect(lab.add(t, 'small', { coltyp: JET_coltypBit })).toEqual([0, 31]);
  });

  it('refuses a cursor that only reads, a struct that is too small, and what it was not given', () => {
    const t = lab.made('t');
    const [, reader] = lab.open('t', JET_bitTableReadOnly);
    expect(lab.add(reader, 'a', LONG)[0]).toBeJet('JET_errPermissionDenied');
    const small = JET_COLUMNDEF({ cbStruct: 27, coltyp: JET_coltypLong });
    expect(api.jetAddColumn(lab.own.sesid, t, 'a', small, null, 0, null)).toBeJet('JET_errInvalidParameter');
    const none: JET_COLUMNDEF = JSON.parse('null');
    expect(api.jetAddColumn(lab.own.sesid, t, 'a', none, null, 0, null)).toBeJet('JET_errInvalidParameter');
    const plain = JET_COLUMNDEF({ coltyp: JET_coltypLong });
    expect(api.jetAddColumn(lab.own.sesid, t, 'a', plain, null, 4, null)).toBeJet('JET_errSuccess');
    lab.begin();
    const unversioned = { grbit: JET_bitColumnUnversioned };
    expect(lab.add(t, 'u', unversioned)[0]).toBeJet('JET_errInTransaction');
    expect(lab.add(t, 'm', { grbit: JET_bitColumnMultiValued })[0]).toBeJet(
      'JET_errMultiValuedColumnMustBeTagged',
    );
  });
});

describe('JetDeleteColumn', () => {
  it('takes a column away and leaves its id and its room unused, also after the database was closed', () => {
    const t = lab.made('t', [
      ['a', LONG],
      ['b', LONG],
      ['x', { coltyp: JET_coltypText }],
    ]);
    expect(drop(t, 'B')).toBeJet('JET_errSuccess');
    expect(drop(t, 'b')).toBeJet('JET_errColumnNotFound');
    expect(drop(t, 'x')).toBeJet('JET_errSuccess');
    const { catalog, complaints, rowsOf } = lab.detached();
    expect(complaints).toEqual([]);
    const schema = catalog.tableByName('t');
    expect(schema?.columns.map(({ name }) => name)).toEqual(['a']);
    expect(schema?.columnSpace).toMatchObject({ lastFixedId: 2, lastVariableId: 128, fixedEnd: 12 });
    const id = schema?.objectId ?? 0;
    const stubs = rowsOf('t').filter(({ columnTypeOrRoot }) => columnTypeOrRoot === 0);
    expect(stubs.map(({ name }) => name)).toEqual([`JetStub_${id}_2`, `JetStub_${id}_128`]);
  });

  it('gives the next column the next place', () => {
    lab.made('t', [
      ['a', LONG],
      ['b', LONG],
    ]);
    drop(lab.open('t')[1], 'b');
    lab.detached();
    const place = lab.reattached();
    const [, t] = lab.open('t', 0, place);
    expect(lab.add(t, 'b', LONG, null, place)).toEqual([0, 3]);
  });

  it('is undone with its transaction, and others see the column until it ends', () => {
    const t = lab.made('t', [['a', LONG]]);
    const [, theirs] = lab.open('t', 0, lab.other);
    lab.begin();
    expect(drop(t, 'a')).toBeJet('JET_errSuccess');
    expect(lab.column(t, 'a')).toBeJet('JET_errColumnNotFound');
    expect(lab.column(theirs, 'a', lab.other)).toBe(1);
    expect(drop(theirs, 'a', lab.other)).toBeJet('JET_errWriteConflict');
    lab.rollback();
    expect(lab.column(t, 'a')).toBe(1);
    expect(drop(theirs, 'a', lab.other)).toBeJet('JET_errSuccess');
    expect(lab.column(t, 'a')).toBeJet('JET_errColumnNotFound');
    expect(lab.detached().complaints).toEqual([]);
  });
});

describe('JetRenameColumn', () => {
  it('gives a column another name outside transactions only', () => {
    const t = lab.made('t', [
      ['a', LONG],
      ['b', LONG],
    ]);
    expect(rename(t, 'a', 'b')).toBeJet('JET_errColumnDuplicate');
    expect(rename(t, 'a', 'A')).toBeJet('JET_errSuccess');
    expect(rename(t, 'a', 'n')).toBeJet('JET_errSuccess');
    expect([lab.column(t, 'n'), lab.column(t, 'a'), lab.column(t, 'b')]).toEqual([1, -1507, 2]);
    expect(rename(t, 'a', 'x')).toBeJet('JET_errColumnNotFound');
    expect(rename(t, null, 'x')).toBeJet('JET_errInvalidParameter');
    expect(rename(t, 'n', 'a!')).toBeJet('JET_errInvalidName');
    lab.begin();
    expect(rename(t, 'n', 'x')).toBeJet('JET_errInTransaction');
    lab.commit();
    const { complaints, catalog } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('t')?.columns.map(({ name }) => name)).toEqual(['n', 'b']);
  });
});

describe('JetSetColumnDefaultValue', () => {
  it('gives a column a default, if nobody else has the table open', () => {
    const t = lab.made('t', [['a', LONG]]);
    const [, theirs] = lab.open('t', 0, lab.other);
    const seven = Uint8Array.of(7, 0, 0, 0);
    expect(setDefault('a', seven)).toBeJet('JET_errTableInUse');
    api.jetCloseTable(lab.other.sesid, theirs);
    expect(setDefault('b', seven)).toBeJet('JET_errColumnNotFound');
    expect(setDefault('a', null)).toBeJet('JET_errNullInvalid');
    expect(setDefault('a', seven.subarray(0, 3))).toBeJet('JET_errInvalidBufferSize');
    expect(setDefault('a', seven)).toBeJet('JET_errSuccess');
    expect(lab.column(t, 'a')).toBe(1);
    const { complaints, catalog } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('t')?.columns[0]).toMatchObject({ hasDefault: true, defaultValue: seven });
  });
});
