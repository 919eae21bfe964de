import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_bitNewKey, JET_bitSeekEQ } from '../../include/grbits/navigation';
import {
  JET_bitRetrieveFromIndex,
  JET_bitRetrieveFromPrimaryBookmark,
  JET_bitRetrieveIgnoreDefault,
  JET_bitRetrieveTag,
  JET_bitRetrieveTuple,
} from '../../include/grbits/retrieval';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import { ref } from '../../include/ref';
import { JET_RETINFO, JET_RETRIEVECOLUMN } from '../../include/structs/retrieval';
import {
  jetMakeKey,
  jetMove,
  jetRetrieveColumn,
  jetRetrieveColumns,
  jetRetrieveKey,
  jetSeek,
  jetSetCurrentIndex,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';

/** Columns of the table `tagged`. */
const [K, D1, D2, M, MT, D3, S1] = [1, 2, 128, 256, 257, 258, 259];
const D3_DEFAULT = Buffer.from('tagged default').toString('hex');

let at: Attached;
let t: number;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
});
beforeEach(() => {
  t = openedTable(at, 'tagged');
});
afterAll(detachAll);

interface Question {
  readonly room?: number;
  readonly grbit?: number;
  readonly info?: JET_RETINFO | null;
}

/** Code, bytes delivered, and length told. */
function read(
  column: number,
  { room = 100, grbit = 0, info = null }: Question = {},
): [number, string, number] {
  const bytes = Buffer.alloc(room, 0xaa);
  const actual = ref(77);
  const err = jetRetrieveColumn(at.sesid, t, column, bytes, room, actual, grbit, info);
  return [err, bytes.toString('hex', 0, Math.min(actual.value, room)), actual.value];
}

const tag = (itagSequence: number, ibLongValue = 0): JET_RETINFO =>
  JET_RETINFO({ itagSequence, ibLongValue });

function seek(value: number): void {
  jetMakeKey(at.sesid, t, Buffer.from([value, 0, 0, 0]), 4, JET_bitNewKey);
  expect(jetSeek(at.sesid, t, JET_bitSeekEQ)).toBeJet('JET_errSuccess');
}

describe('JetRetrieveColumn', () => {
  it('cuts values that do not fit, and always tells their length', () => {
    seek(3);
    expect(read(K)).toEqual([0, '03000000', 4]);
    expect(read(K, { room: 4 })).toEqual([0, '03000000', 4]);
    expect(read(K, { room: 3 })).toEqual([1006, '030000', 4]);
    expect(read(K, { room: 0 })).toEqual([1006, '', 4]);
    const actual = ref(77);
    expect(jetRetrieveColumn(at.sesid, t, K, null, 0, actual, 0, null)).toBeJet('JET_wrnBufferTruncated');
    expect(actual.value).toBe(4);
  });

  it('warns of null and tells a length of 0', () => {
    seek(6);
    expect(read(D1)).toEqual([1004, '', 0]);
    expect(read(D2)).toEqual([1004, '', 0]);
    expect(read(D3)).toEqual([1004, '', 0]);
    expect(read(S1)).toEqual([1004, '', 0]);
  });

  it('delivers defaults, unless they are to be ignored', () => {
    seek(0);
    expect(read(D1)).toEqual([0, '2a000000', 4]);
    expect(read(D3)).toEqual([0, D3_DEFAULT, 14]);
    expect(read(D3, { grbit: JET_bitRetrieveIgnoreDefault })).toEqual([1004, '', 0]);
  });

  it('numbers the values of a column from 1, and says which column it was', () => {
    seek(6);
    const second = tag(2);
    expect(read(M, { info: second })).toEqual([0, '15000000', 4]);
    expect(second).toEqual(JET_RETINFO({ itagSequence: 2, columnidNextTagged: M }));
    expect(read(M, { info: tag(3) })).toEqual([1004, '', 0]);
    const none = tag(0);
    expect(read(M, { info: none })).toEqual([-1518, '', 0]);
    expect(none).toEqual(JET_RETINFO({ itagSequence: 0 }));
    expect(read(K, { info: tag(0) })).toEqual([0, '06000000', 4]);
    expect(read(K, { info: tag(9) })).toEqual([0, '06000000', 4]);
  });

  it('of column 0 counts the values of all tagged columns in their order, defaults included', () => {
    seek(3);
    const met: [number, number, string][] = [];
    for (let sequence = 1; sequence < 9; sequence++) {
      const info = tag(sequence);
      const [err, value] = read(0, { info, grbit: JET_bitRetrieveTag });
      if (err === 1004) break;
      met.push([info.columnidNextTagged, info.itagSequence, value]);
    }
    expect(met).toEqual([
      [M, 1, '0a000000'],
      [MT, 1, '76312d3020'],
      [D3, 1, '6f776e'],
    ]);
    seek(0);
    expect(read(0)).toEqual([0, D3_DEFAULT, 14]);
    expect(read(0, { grbit: JET_bitRetrieveIgnoreDefault })).toEqual([1004, '', 0]);
    expect(read(0, { info: tag(0) })).toEqual([-1518, '', 0]);
  });

  it('wants columns that exist before it wants a row, and a row before a value number', () => {
    jetMove(at.sesid, t, JET_MoveLast, 0);
    jetMove(at.sesid, t, 1, 0);
    expect(read(99)).toEqual([-1507, '', 0]);
    expect(read(0x10000)).toEqual([-1517, '', 0]);
    expect(read(K)).toEqual([-1603, '', 0]);
    expect(read(M, { info: tag(0) })).toEqual([-1603, '', 0]);
    expect(read(0, { info: tag(0) })).toEqual([-1603, '', 0]);
  });

  it('with JET_bitRetrieveFromIndex delivers columns of the current key, and the value the entry is made of', () => {
    const from = JET_bitRetrieveFromIndex;
    expect(read(D1, { grbit: from })).toEqual([0, '2a000000', 4]);
    seek(3);
    expect(read(K, { grbit: from })).toEqual([0, '03000000', 4]);
    expect(read(D1, { grbit: from })).toEqual([-1507, '', 0]);
    expect(read(0, { grbit: from })).toEqual([-1517, '', 0]);
    jetSetCurrentIndex(at.sesid, t, 'bym');
    let entries = 0;
    for (let err = jetMove(at.sesid, t, JET_MoveFirst, 0); err === 0; err = jetMove(at.sesid, t, 1, 0)) {
      const info = tag(1);
      const [, value] = read(M, { grbit: from | JET_bitRetrieveTag, info });
      const key = Buffer.alloc(5);
      jetRetrieveKey(at.sesid, t, key, 5, null, 0);
      expect((key.readUInt32BE(1) ^ 0x80000000) | 0).toBe(Buffer.from(value, 'hex').readInt32LE(0));
      expect(read(M, { info: tag(info.itagSequence) })).toEqual([0, value, 4]);
      entries++;
    }
    expect(entries).toBeGreaterThan(20);
    expect(read(K, { grbit: from })).toEqual([-1507, '', 0]);
    expect(read(M, { grbit: from })).toEqual([-1603, '', 0]);
  });

  it('with JET_bitRetrieveFromPrimaryBookmark delivers columns of the primary key', () => {
    jetSetCurrentIndex(at.sesid, t, 'bym');
    const from = JET_bitRetrieveFromPrimaryBookmark;
    const [, k] = read(K);
    expect(read(K, { grbit: from })).toEqual([0, k, 4]);
    expect(read(M, { grbit: from })).toEqual([-1507, '', 0]);
  });

  it('refuses sources that exclude each other', () => {
    const both = JET_bitRetrieveFromIndex | JET_bitRetrieveFromPrimaryBookmark;
    expect(read(K, { grbit: both })[0]).toBeJet('JET_errInvalidGrbit');
    expect(read(K, { grbit: JET_bitRetrieveTuple })[0]).toBeJet('JET_errInvalidGrbit');
  });

  it.each(['clean8k-small', 'clean16k', 'clean32k'])('delivers any part of long values of %s', (name) => {
    at = attachBytes(committedDatabase(name));
    t = openedTable(at, 'lv');
    let longest = 0;
    for (let err = jetMove(at.sesid, t, JET_MoveFirst, 0); err === 0; err = jetMove(at.sesid, t, 1, 0))
      for (const column of [256, 257, 258]) {
        const length = read(column, { room: 0 })[2];
        const whole = Buffer.from(read(column, { room: length })[1], 'hex');
        longest = Math.max(longest, length);
        for (const from of [0, 1, 7, length >> 1, length - 1, 4090, 8150]) {
          if (from < 0 || from > length) continue;
          const [, part, rest] = read(column, { room: 5000, info: tag(1, from) });
          expect(rest).toBe(length - from);
          expect(part).toBe(whole.toString('hex', from, from + 5000));
        }
        if (length > 0) expect(read(column, { info: tag(1, length) })).toEqual([0, '', 0]);
      }
    expect(longest).toBe(20_000);
    at = attachBytes(committedDatabase('clean8k-small'));
  });

  it('delivers columns of the template and own ones of a derived table', () => {
    t = openedTable(at, 'derived');
    jetMove(at.sesid, t, 3, 0);
    expect(read(2)).toEqual([0, '09000000', 4]);
    expect(read(0x80000001)).toEqual([0, '03000000', 4]);
    expect(read(0x80000080)).toEqual([0, Buffer.from('t3').toString('hex'), 2]);
    expect(read(0x80000002)[0]).toBeJet('JET_errColumnNotFound');
  });
});

describe('JetRetrieveColumns', () => {
  const ask = (...columns: JET_RETRIEVECOLUMN[]): number =>
    jetRetrieveColumns(at.sesid, t, columns, columns.length);
  const want = (columnid: number, room: number, itagSequence = 1, grbit = 0): JET_RETRIEVECOLUMN =>
    JET_RETRIEVECOLUMN({ columnid, pvData: Buffer.alloc(room), cbData: room, itagSequence, grbit });

  it('answers every element as JetRetrieveColumn would, the column included', () => {
    seek(6);
    const columns = [want(K, 4), want(M, 2, 2), want(S1, 4), want(M, 4, 7)];
    expect(ask(...columns)).toBeJet('JET_wrnBufferTruncated');
    expect(
      columns.map(({ err, cbActual, columnidNextTagged }) => [err, cbActual, columnidNextTagged]),
    ).toEqual([
      [0, 4, K],
      [1006, 4, M],
      [1004, 0, S1],
      [1004, 0, M],
    ]);
    expect(ask(want(S1, 4))).toBeJet('JET_errSuccess');
  });

  it('counts values where the number 0 is asked for, of column 0 those of all tagged columns', () => {
    seek(6);
    const counts = [M, S1, K, D1, D3, 0].map((column) => want(column, 0, 0));
    expect(ask(...counts)).toBeJet('JET_errSuccess');
    expect(counts.map(({ itagSequence }) => itagSequence)).toEqual([2, 0, 1, 0, 0, 4]);
    seek(0);
    const defaults = [want(D3, 0, 0), want(0, 0, 0), want(0, 0, 0, JET_bitRetrieveIgnoreDefault)];
    expect(ask(...defaults)).toBeJet('JET_errSuccess');
    expect(defaults.map(({ itagSequence }) => itagSequence)).toEqual([1, 1, 0]);
  });

  it('ends with the first error, and wants a row before a column', () => {
    seek(6);
    const after = want(K, 4);
    expect(ask(want(99, 4), after)).toBeJet('JET_errColumnNotFound');
    expect(after.cbActual).toBe(0);
    jetMove(at.sesid, t, JET_MoveLast, 0);
    jetMove(at.sesid, t, 1, 0);
    expect(ask(want(99, 4))).toBeJet('JET_errNoCurrentRecord');
    expect(ask(want(99, 4, 0))).toBeJet('JET_errNoCurrentRecord');
    expect(ask()).toBeJet('JET_errSuccess');
  });
});
