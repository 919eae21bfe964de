/** Filters of cursors, against what the conditions say of every row. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type * as codes from '../../errors/codes';
import * as types from '../../include/column-types';
import * as keys from '../../include/grbits/navigation';
import * as relations from '../../include/navigation';
import { ref } from '../../include/ref';
import { JET_INDEX_COLUMN } from '../../include/structs/navigation';
import { JET_RECPOS } from '../../include/structs/position';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

const { JET_MoveFirst, JET_MoveLast } = relations;
const NOT_SUPPORTED = 'JET_errFilteredMoveNotSupported';

interface Row {
  readonly k: number;
  readonly a: number | null;
  readonly b: Buffer | null;
  readonly f: number | null;
}

/** Every k, most of them on pages of their own kind; a is negative too, b is null, empty or bytes. */
const ROWS: readonly Row[] = Array.from({ length: 600 }, (_, k) => ({
  k,
  a: k % 5 === 0 ? null : (k % 7) - 3,
  b: k % 4 === 0 ? null : Buffer.from('abcdef').subarray(0, k % 6),
  f: k % 3 === 0 ? null : k / 8 - 30,
}));

let lab: NewTables;
let sesid: number;
let t: number;
const ids: Record<'k' | 'a' | 'b' | 'f' | 'v' | 'g', number> = { k: 0, a: 0, b: 0, f: 0, v: 0, g: 0 };

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

function set(columnid: number, value: Buffer | null): void {
  if (value === null) return;
  const bits = value.length === 0 ? 0x20 : 0;
  requireSuccess(api.jetSetColumn(sesid, t, columnid, value, value.length, bits, null));
}

beforeAll(() => {
  lab = new NewTables(4096);
  ({ sesid } = lab.own);
  t = lab.create('t')[1];
  ids.k = lab.add(t, 'k', { coltyp: types.JET_coltypLong })[1];
  ids.a = lab.add(t, 'a', { coltyp: types.JET_coltypLong })[1];
  ids.b = lab.add(t, 'b', { coltyp: types.JET_coltypBinary, cbMax: 40 })[1];
  ids.f = lab.add(t, 'f', { coltyp: types.JET_coltypIEEEDouble })[1];
  ids.v = lab.add(t, 'v', { coltyp: types.JET_coltypText, cbMax: 40, cp: 1252 })[1];
  ids.g = lab.add(t, 'g', { coltyp: types.JET_coltypShort }, Buffer.from([9, 0]))[1];
  requireSuccess(api.jetCreateIndex(sesid, t, 'pk', 1 | 2, '+k\0\0', 4, 100));
  requireSuccess(api.jetCreateIndex(sesid, t, 'ia', 0, '+a\0\0', 4, 100));
  lab.begin();
  for (const { k, a, b, f } of ROWS) {
    requireSuccess(api.jetPrepareUpdate(sesid, t, 0));
    set(ids.k, long(k));
    set(ids.a, a === null ? null : long(a));
    set(ids.b, b);
    set(ids.f, f === null ? null : double(f));
    requireSuccess(api.jetUpdate(sesid, t, null, 0, null));
  }
  lab.commit();
  requireSuccess(api.jetCloseTable(sesid, t));
});
beforeEach(() => {
  t = lab.open('t')[1];
});
afterAll(leaveMemory);

type Condition = Partial<JET_INDEX_COLUMN>;

const filter = (conditions: readonly Condition[], grbit = 0): number =>
  api.jetSetCursorFilter(sesid, t, conditions.map(JET_INDEX_COLUMN), conditions.length, grbit);

const on = (columnid: number, relop: number, pv: Buffer | null = null, grbit = 0): Condition => ({
  columnid,
  relop,
  pv,
  cb: pv?.length ?? 0,
  grbit,
});

const move = (rows: number): number => api.jetMove(sesid, t, rows, 0);

function here(): number {
  const bytes = Buffer.alloc(4);
  requireSuccess(api.jetRetrieveColumn(sesid, t, ids.k, bytes, 4, null, 0, null));
  return bytes.readInt32LE(0);
}

function walk(start: number, step: number): number[] {
  const met: number[] = [];
  for (let err = move(start); err === 0; err = move(step)) met.push(here());
  return met;
}

const those = (test: (row: Row) => boolean): number[] => ROWS.filter(test).map(({ k }) => k);

const orderOf = (x: Buffer, y: Buffer): number => Buffer.compare(x, y);

describe('a filter shows the rows that meet it, in both directions', () => {
  it.each<[string, () => readonly Condition[], (row: Row) => boolean]>([
    ['= a number', () => [on(ids.a, 0, long(-2))], ({ a }) => a === -2],
    ['= null', () => [on(ids.a, 0)], ({ a }) => a === null],
    ['<> a number', () => [on(ids.a, 2, long(1))], ({ a }) => a !== 1],
    ['<> null', () => [on(ids.a, 2)], ({ a }) => a !== null],
    ['<= a number, null being least', () => [on(ids.a, 3, long(-1))], ({ a }) => a === null || a <= -1],
    ['<= null', () => [on(ids.a, 3)], ({ a }) => a === null],
    ['< a number', () => [on(ids.a, 4, long(-1))], ({ a }) => a === null || a < -1],
    ['< null', () => [on(ids.a, 4)], () => false],
    ['>= a number', () => [on(ids.a, 5, long(0))], ({ a }) => a !== null && a >= 0],
    ['>= null', () => [on(ids.a, 5)], () => true],
    ['> a number', () => [on(ids.a, 6, long(0))], ({ a }) => a !== null && a > 0],
    ['> null', () => [on(ids.a, 6)], ({ a }) => a !== null],
    ['none of the bits', () => [on(ids.a, 7, long(2))], ({ a }) => a === null || (a & 2) === 0],
    ['one of the bits', () => [on(ids.a, 8, long(3))], ({ a }) => a !== null && (a & 3) !== 0],
    ['beginning with', () => [on(ids.b, 1, Buffer.from('abc'))], ({ b }) => b !== null && b.length >= 3],
    ['= bytes', () => [on(ids.b, 0, Buffer.from('abc'))], ({ b }) => b?.length === 3],
    ['= no bytes', () => [on(ids.b, 0, null, keys.JET_bitZeroLength)], ({ b }) => b?.length === 0],
    ['> no bytes', () => [on(ids.b, 6, null, keys.JET_bitZeroLength)], ({ b }) => b !== null && b.length > 0],
    [
      '< bytes',
      () => [on(ids.b, 4, Buffer.from('ac'))],
      ({ b }) => b === null || orderOf(b, Buffer.from('ac')) < 0,
    ],
    ['< a negative fraction', () => [on(ids.f, 4, double(-1.5))], ({ f }) => f === null || f < -1.5],
    ['= a default', () => [on(ids.g, 0, Buffer.from([9, 0]))], () => true],
    ['<> a default', () => [on(ids.g, 2, Buffer.from([9, 0]))], () => false],
    [
      'all of two conditions',
      () => [on(ids.a, 6, long(0)), on(ids.b, 0)],
      ({ a, b }) => a !== null && a > 0 && b === null,
    ],
  ])('%s', (_, conditions, test) => {
    const expected = those(test);
    expect(filter(conditions())).toBeJet('JET_errSuccess');
    expect(walk(JET_MoveFirst, 1)).toEqual(expected);
    expect(walk(JET_MoveLast, -1)).toEqual(expected.reverse());
    expect(filter([])).toBeJet('JET_errSuccess');
    expect(walk(JET_MoveFirst, 1)).toHaveLength(ROWS.length);
  });
});

describe('with a filter', () => {
  const even = those(({ a }) => a === 2);
  beforeEach(() => {
    expect(filter([on(ids.a, 0, long(2))])).toBeJet('JET_errSuccess');
  });
  const make = (k: number): void => requireSuccess(api.jetMakeKey(sesid, t, long(k), 4, keys.JET_bitNewKey));
  const seek = (k: number, grbit: number): number => {
    make(k);
    return api.jetSeek(sesid, t, grbit);
  };

  it('seeks pass by rows that do not meet it', () => {
    expect(seek(even[3], keys.JET_bitSeekEQ)).toBeJet('JET_errSuccess');
    expect(seek(even[3] + 1, keys.JET_bitSeekEQ)).toBeJet('JET_errRecordNotFound');
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(even[4]);
    for (const [relation, from, to, err] of [
      [keys.JET_bitSeekGE, even[3] + 1, even[4], 'JET_wrnSeekNotEqual'],
      [keys.JET_bitSeekGT, even[3], even[4], 'JET_errSuccess'],
      [keys.JET_bitSeekLE, even[3] + 1, even[3], 'JET_wrnSeekNotEqual'],
      [keys.JET_bitSeekLT, even[3], even[2], 'JET_errSuccess'],
    ] as const) {
      expect(seek(from, relation)).toBeJet(err);
      expect(here()).toBe(to);
    }
    expect(seek(even[even.length - 1] + 1, keys.JET_bitSeekGE)).toBeJet('JET_errRecordNotFound');
  });

  it('moves count the rows that meet it, and end with the range', () => {
    expect(move(JET_MoveFirst)).toBeJet('JET_errSuccess');
    expect(move(3)).toBeJet('JET_errSuccess');
    expect(here()).toBe(even[3]);
    expect(seek(even[5], keys.JET_bitSeekEQ)).toBeJet('JET_errSuccess');
    make(even[7] + 1);
    expect(api.jetSetIndexRange(sesid, t, keys.JET_bitRangeUpperLimit | keys.JET_bitRangeInclusive)).toBeJet(
      'JET_errSuccess',
    );
    expect([move(1), move(1), here()]).toEqual([0, 0, even[7]]);
    expect(move(1)).toBeJet('JET_errNoCurrentRecord');
  });

  it('a bookmark leads to any row', () => {
    const place = Buffer.from([0x7f, 0x80, 0, 0, even[3] + 1]);
    expect(api.jetGotoBookmark(sesid, t, place, 5)).toBeJet('JET_errSuccess');
    expect(here()).toBe(even[3] + 1);
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(even[3]);
  });

  it('a row is shown from the time on that it meets it', () => {
    const place = Buffer.from([0x7f, 0x80, 0, 0, even[3] + 1]);
    lab.begin();
    requireSuccess(api.jetGotoBookmark(sesid, t, place, 5));
    requireSuccess(api.jetPrepareUpdate(sesid, t, 2));
    set(ids.a, long(2));
    requireSuccess(api.jetUpdate(sesid, t, null, 0, null));
    expect(walk(JET_MoveFirst, 1)).toContain(even[3] + 1);
    lab.rollback();
    expect(walk(JET_MoveFirst, 1)).toEqual(even);
  });

  it('calls that know no filters are refused', () => {
    requireSuccess(move(JET_MoveFirst));
    expect(move(0)).toBeJet(NOT_SUPPORTED);
    expect(api.jetIndexRecordCount(sesid, t, ref(0), 0)).toBeJet(NOT_SUPPORTED);
    expect(api.jetIndexRecordCount2(sesid, t, ref(0n), 0n)).toBeJet(NOT_SUPPORTED);
    expect(api.jetSetCurrentIndex(sesid, t, 'ia')).toBeJet(NOT_SUPPORTED);
    expect(api.jetGetRecordPosition(sesid, t, JET_RECPOS(), JET_RECPOS.cb)).toBeJet(NOT_SUPPORTED);
    expect(api.jetGotoPosition(sesid, t, JET_RECPOS({ centriesTotal: 1 }))).toBeJet(NOT_SUPPORTED);
    expect(here()).toBe(even[0]);
  });
});

describe('a filter is refused, and the one before is gone', () => {
  it.each<[string, keyof typeof codes, () => Condition, number]>([
    ['with options', 'JET_errInvalidGrbit', () => on(ids.a, 0, long(2)), 1],
    ['on text', NOT_SUPPORTED, () => on(ids.v, 0, Buffer.from('x')), 0],
    ['on a column that is not there', 'JET_errColumnNotFound', () => on(77, 0, long(2)), 0],
    ['with a value of another size', 'JET_errInvalidParameter', () => on(ids.a, 0, Buffer.alloc(2)), 0],
    [
      'with bytes that are not counted',
      'JET_errInvalidParameter',
      () => ({ ...on(ids.a, 0, long(2)), cb: 0 }),
      0,
    ],
    ['with options of its own', 'JET_errInvalidParameter', () => on(ids.a, 0, long(2), 4), 0],
    ['for a number of no bytes', 'JET_errInvalidParameter', () => on(ids.a, 0, null, 1), 0],
    ['for the beginning of a number', 'JET_errInvalidParameter', () => on(ids.a, 1, long(2)), 0],
    ['for the bits of bytes', 'JET_errInvalidParameter', () => on(ids.b, 7, long(2)), 0],
    ['for no bits', 'JET_errInvalidParameter', () => on(ids.a, 7), 0],
  ])('%s', (_, err, condition, grbit) => {
    requireSuccess(filter([on(ids.a, 0, long(2))]));
    expect(filter([condition()], grbit)).toBeJet(err);
    expect(walk(JET_MoveFirst, 1)).toHaveLength(ROWS.length);
  });

  it('on a secondary index', () => {
    requireSuccess(api.jetSetCurrentIndex(sesid, t, 'ia'));
    expect(filter([on(ids.a, 0, long(2))])).toBeJet(NOT_SUPPORTED);
  });
});
