import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as grbits from '../../include/grbits/navigation';
import { JET_bitRetrieveCopy } from '../../include/grbits/retrieval';
import { JET_MoveFirst, JET_MoveLast, JET_MoveNext, JET_MovePrevious } from '../../include/navigation';
import { ref } from '../../include/ref';
import {
  jetIndexRecordCount,
  jetIndexRecordCount2,
  jetMakeKey,
  jetMove,
  jetRetrieveColumn,
  jetRetrieveKey,
  jetSeek,
  jetSetCurrentIndex,
  jetSetIndexRange,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';

const {
  JET_bitCheckUniqueness,
  JET_bitMoveKeyNE,
  JET_bitNewKey,
  JET_bitNormalizedKey,
  JET_bitRangeInclusive,
  JET_bitRangeInstantDuration,
  JET_bitRangeRemove,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitSeekGT,
  JET_bitSeekLE,
  JET_bitSeekLT,
  JET_bitSetIndexRange,
} = grbits;

/** The table `tagged` has the rows k = 0, 3, … 57. */
const LAST = 57;
const NOWHERE = 'JET_errNoCurrentRecord';

let at: Attached;
/** A new cursor for every test. */
let t: number;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
});
beforeEach(() => {
  t = openedTable(at, 'tagged');
});
afterAll(detachAll);

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const move = (rows: number, grbit = 0): number => jetMove(at.sesid, t, rows, grbit);
const make = (value: number, grbit: number = JET_bitNewKey): number =>
  jetMakeKey(at.sesid, t, long(value), 4, grbit);
const seek = (grbit: number): number => jetSeek(at.sesid, t, grbit);
const range = (grbit: number): number => jetSetIndexRange(at.sesid, t, grbit);

function go(value: number, grbit: number = JET_bitSeekEQ): number {
  expect(make(value)).toBeJet('JET_errSuccess');
  return seek(grbit);
}

/** The column k of the current row, 'nowhere' without one. */
function here(): number | 'nowhere' {
  const bytes = Buffer.alloc(4);
  const err = jetRetrieveColumn(at.sesid, t, 1, bytes, 4, null, 0, null);
  if (err === 0) return bytes.readInt32LE(0);
  expect(err).toBeJet(NOWHERE);
  return 'nowhere';
}

/** The rows that moving on meets, up to the end. */
function rest(rows: number, grbit = 0): (number | 'nowhere')[] {
  const met: (number | 'nowhere')[] = [];
  let err = move(rows, grbit);
  for (; err === 0; err = move(rows, grbit)) met.push(here());
  expect(err).toBeJet(NOWHERE);
  return met;
}

function keyOf(grbit: number, room = 300): { err: number; key: string; actual: number } {
  const bytes = Buffer.alloc(room, 0xaa);
  const actual = ref(77);
  const err = jetRetrieveKey(at.sesid, t, bytes, room, actual, grbit);
  return { err, key: bytes.subarray(0, Math.min(actual.value, room)).toString('hex'), actual: actual.value };
}

describe('JetMove', () => {
  it('goes to the first and the last row', () => {
    expect(move(JET_MoveLast)).toBeJet('JET_errSuccess');
    expect(here()).toBe(LAST);
    expect(move(JET_MoveFirst)).toBeJet('JET_errSuccess');
    expect(here()).toBe(0);
  });

  it('goes by rows in both directions', () => {
    move(JET_MoveFirst);
    for (const [rows, arrival] of [
      [3, 9],
      [-1, 6],
      [JET_MoveNext, 9],
      [JET_MovePrevious, 6],
      [17, LAST],
    ] as const) {
      expect(move(rows)).toBeJet('JET_errSuccess');
      expect(here()).toBe(arrival);
    }
  });

  it('by 0 tells whether there is a row', () => {
    move(JET_MoveLast);
    expect(move(0)).toBeJet('JET_errSuccess');
    move(1);
    expect(move(0)).toBeJet(NOWHERE);
  });

  it.each([
    [20, -1, LAST],
    [1000, -2, 54],
    [2147483646, -1, LAST],
    [-30, 1, 0],
    [-2147483647, 2, 3],
  ])('by %i leaves the table, and by %i comes back', (out, back, arrival) => {
    go(30);
    expect(move(out)).toBeJet(NOWHERE);
    expect(here()).toBe('nowhere');
    expect(move(Math.sign(out))).toBeJet(NOWHERE);
    expect(move(back)).toBeJet('JET_errSuccess');
    expect(here()).toBe(arrival);
  });

  it('finds a cursor that was never used on the first row', () => {
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(3);
    t = openedTable(at, 'tagged');
    expect(move(-1)).toBeJet(NOWHERE);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(0);
    t = openedTable(at, 'tagged');
    expect(move(0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(0);
  });

  it('never succeeds in an empty table', () => {
    t = openedTable(at, 'empty');
    for (const rows of [JET_MoveFirst, JET_MoveLast, 1, -1, 0, 5, -5]) {
      expect(move(rows)).toBeJet(NOWHERE);
      expect(here()).toBe('nowhere');
    }
  });

  it('with JET_bitMoveKeyNE passes over entries with the same key', () => {
    jetSetCurrentIndex(at.sesid, t, 'bym');
    const keys: string[] = [];
    for (let err = move(JET_MoveFirst); err === 0; err = move(1)) keys.push(keyOf(0).key);
    const distinct = [...new Set(keys)];
    const met: string[] = [];
    for (let err = move(JET_MoveFirst); err === 0; err = move(1, JET_bitMoveKeyNE)) met.push(keyOf(0).key);
    expect(met).toEqual(distinct);
    const back: string[] = [];
    for (let err = move(JET_MoveLast); err === 0; err = move(-1, JET_bitMoveKeyNE)) back.push(keyOf(0).key);
    expect(back.reverse()).toEqual(distinct);
    move(JET_MoveFirst);
    expect(move(2, JET_bitMoveKeyNE)).toBeJet('JET_errSuccess');
    expect(keyOf(0).key).toBe(distinct[2]);
    expect(move(distinct.length, JET_bitMoveKeyNE)).toBeJet(NOWHERE);
  });

  it('takes any other option', () => {
    move(JET_MoveFirst);
    expect(move(1, 16)).toBeJet('JET_errSuccess');
    expect(here()).toBe(3);
  });
});

describe('JetSeek', () => {
  it.each<[string, number, [number, number | string, string][]]>([
    [
      'EQ',
      JET_bitSeekEQ,
      [
        [-5, 'nowhere', 'JET_errRecordNotFound'],
        [0, 0, 'JET_errSuccess'],
        [5, 'nowhere', 'JET_errRecordNotFound'],
        [57, 57, 'JET_errSuccess'],
        [60, 'nowhere', 'JET_errRecordNotFound'],
      ],
    ],
    [
      'LT',
      JET_bitSeekLT,
      [
        [-5, 'nowhere', 'JET_errRecordNotFound'],
        [0, 'nowhere', 'JET_errRecordNotFound'],
        [5, 3, 'JET_errSuccess'],
        [6, 3, 'JET_errSuccess'],
        [60, 57, 'JET_errSuccess'],
      ],
    ],
    [
      'LE',
      JET_bitSeekLE,
      [
        [-5, 'nowhere', 'JET_errRecordNotFound'],
        [0, 0, 'JET_errSuccess'],
        [5, 3, 'JET_wrnSeekNotEqual'],
        [6, 6, 'JET_errSuccess'],
        [60, 57, 'JET_wrnSeekNotEqual'],
      ],
    ],
    [
      'GE',
      JET_bitSeekGE,
      [
        [-5, 0, 'JET_wrnSeekNotEqual'],
        [0, 0, 'JET_errSuccess'],
        [5, 6, 'JET_wrnSeekNotEqual'],
        [57, 57, 'JET_errSuccess'],
        [60, 'nowhere', 'JET_errRecordNotFound'],
      ],
    ],
    [
      'GT',
      JET_bitSeekGT,
      [
        [-5, 0, 'JET_errSuccess'],
        [0, 3, 'JET_errSuccess'],
        [5, 6, 'JET_errSuccess'],
        [57, 'nowhere', 'JET_errRecordNotFound'],
        [60, 'nowhere', 'JET_errRecordNotFound'],
      ],
    ],
  ])('with %s finds the row in that relation', (_, relation, cases) => {
    for (const [value, arrival, name] of cases) {
      expect([value, go(value, relation)]).toEqual([value, codeOf(name)]);
      expect(here()).toBe(arrival);
    }
  });

  it('that fails with EQ leaves the cursor between the rows', () => {
    go(10);
    expect(move(0)).toBeJet(NOWHERE);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(12);
    go(10);
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(9);
    go(10);
    expect(move(2)).toBeJet('JET_errSuccess');
    expect(here()).toBe(15);
    go(-1);
    expect(move(-1)).toBeJet(NOWHERE);
    go(LAST + 1);
    expect(move(1)).toBeJet(NOWHERE);
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(LAST);
  });

  it('that fails with GT, GE, LT or LE leaves the table on that side', () => {
    go(LAST, JET_bitSeekGT);
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(LAST);
    go(0, JET_bitSeekLT);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(0);
  });

  it('wants a relation, and takes several as one', () => {
    go(15);
    make(20);
    for (const grbit of [0, JET_bitSetIndexRange, JET_bitCheckUniqueness])
      expect(seek(grbit)).toBeJet('JET_errInvalidParameter');
    expect(here()).toBe(15);
    expect(go(12, JET_bitSeekEQ | JET_bitSeekLT)).toBeJet('JET_errSuccess');
    expect(here()).toBe(12);
    expect(go(18, JET_bitSeekGE | JET_bitSeekGT)).toBeJet('JET_errSuccess');
    expect(here()).toBe(18);
  });

  it('uses the key up, whether it finds a row or not', () => {
    expect(seek(JET_bitSeekEQ)).toBeJet('JET_errKeyNotMade');
    go(12);
    expect(seek(JET_bitSeekEQ)).toBeJet('JET_errKeyNotMade');
    expect(here()).toBe(12);
    go(13);
    expect(seek(JET_bitSeekGE)).toBeJet('JET_errKeyNotMade');
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(15);
  });

  it('with JET_bitCheckUniqueness tells whether the key is the only one', () => {
    expect(go(12, JET_bitSeekEQ | JET_bitCheckUniqueness)).toBeJet('JET_wrnUniqueKey');
    expect(go(12, JET_bitSeekLT | JET_bitCheckUniqueness)).toBeJet('JET_errSuccess');
    jetSetCurrentIndex(at.sesid, t, 'bym');
    const counts = new Map<string, number>();
    for (let err = move(JET_MoveFirst); err === 0; err = move(1))
      counts.set(keyOf(0).key, (counts.get(keyOf(0).key) ?? 0) + 1);
    expect(Math.min(...counts.values())).toBe(1);
    for (const [hex, count] of counts) {
      const key = Buffer.from(hex, 'hex');
      jetMakeKey(at.sesid, t, key, key.length, JET_bitNormalizedKey);
      expect(seek(JET_bitSeekEQ | JET_bitCheckUniqueness)).toBeJet(
        count === 1 ? 'JET_wrnUniqueKey' : 'JET_errSuccess',
      );
    }
  });

  it('with EQ and JET_bitSetIndexRange limits moves to the key', () => {
    go(12, JET_bitSeekEQ | JET_bitSetIndexRange);
    expect(move(1)).toBeJet(NOWHERE);
    go(12, JET_bitSeekGE | JET_bitSetIndexRange);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(15);
    go(12, JET_bitSeekEQ | JET_bitSetIndexRange);
    go(12);
    expect(move(1)).toBeJet('JET_errSuccess');
  });
});

const codeOf = (name: string): number =>
  ({ JET_errSuccess: 0, JET_errRecordNotFound: -1601, JET_wrnSeekNotEqual: 1039 })[name] ?? NaN;

describe('JetMakeKey', () => {
  it('wants a key begun, the length of the column, and no more segments than the index has', () => {
    expect(make(1, 0)).toBeJet('JET_errKeyNotMade');
    expect(jetMakeKey(at.sesid, t, long(1), 2, JET_bitNewKey)).toBeJet('JET_errInvalidBufferSize');
    expect(make(1, 0)).toBeJet('JET_errKeyNotMade');
    expect(jetMakeKey(at.sesid, t, null, 0, JET_bitNewKey)).toBeJet('JET_errSuccess');
    expect(make(1, 0)).toBeJet('JET_errKeyIsMade');
    expect(make(1)).toBeJet('JET_errSuccess');
    expect(seek(JET_bitSeekGE)).toBeJet('JET_wrnSeekNotEqual');
  });

  it('takes only keys that are made where the table has no primary index', () => {
    t = openedTable(at, 'nopk');
    expect(make(5)).toBeJet('JET_errNoCurrentIndex');
    expect(seek(JET_bitSeekEQ)).toBeJet('JET_errKeyNotMade');
    move(2);
    const { key } = keyOf(0);
    move(JET_MoveFirst);
    const bytes = Buffer.from(key, 'hex');
    expect(jetMakeKey(at.sesid, t, bytes, bytes.length, JET_bitNormalizedKey)).toBeJet('JET_errSuccess');
    expect(seek(JET_bitSeekEQ)).toBeJet('JET_errSuccess');
    expect(keyOf(0).key).toBe(key);
  });

  it('does not move the cursor', () => {
    go(9);
    make(30);
    expect(here()).toBe(9);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(12);
  });
});

describe('JetRetrieveKey', () => {
  it('reads the key of the current entry, as far as it fits', () => {
    go(12);
    expect(keyOf(0)).toEqual({ err: 0, key: '7f8000000c', actual: 5 });
    expect(keyOf(0, 3)).toEqual({ err: 1006, key: '7f8000', actual: 5 });
    expect(jetRetrieveKey(at.sesid, t, null, 0, null, 0)).toBeJet('JET_wrnBufferTruncated');
    move(JET_MoveLast);
    move(1);
    expect(keyOf(0)).toEqual({ err: -1603, key: keyOf(0).key, actual: 77 });
  });

  it('with JET_bitRetrieveCopy reads the search key, used up or not, without a word where it is cut', () => {
    expect(keyOf(JET_bitRetrieveCopy).err).toBeJet('JET_errKeyNotMade');
    make(12);
    expect(keyOf(JET_bitRetrieveCopy)).toEqual({ err: 0, key: '7f8000000c', actual: 5 });
    seek(JET_bitSeekEQ);
    expect(keyOf(JET_bitRetrieveCopy)).toEqual({ err: 0, key: '7f8000000c', actual: 5 });
    expect(keyOf(JET_bitRetrieveCopy, 2)).toEqual({ err: 0, key: '7f80', actual: 5 });
    jetSetCurrentIndex(at.sesid, t, null);
    expect(keyOf(JET_bitRetrieveCopy).err).toBeJet('JET_errSuccess');
    jetSetCurrentIndex(at.sesid, t, 'bym');
    expect(keyOf(JET_bitRetrieveCopy).err).toBeJet('JET_errKeyNotMade');
  });
});

describe('JetSetIndexRange', () => {
  it('limits moves upwards, the limit itself included or not', () => {
    go(6);
    make(12);
    expect(range(JET_bitRangeUpperLimit | JET_bitRangeInclusive)).toBeJet('JET_errSuccess');
    expect(rest(1)).toEqual([9, 12]);
    go(6);
    make(12);
    expect(range(JET_bitRangeUpperLimit)).toBeJet('JET_errSuccess');
    expect(rest(1)).toEqual([9]);
  });

  it('limits moves downwards, the limit itself included or not', () => {
    go(12);
    make(6);
    expect(range(JET_bitRangeInclusive)).toBeJet('JET_errSuccess');
    expect(rest(-1)).toEqual([9, 6]);
    go(12);
    make(6);
    expect(range(0)).toBeJet('JET_errSuccess');
    expect(rest(-1)).toEqual([9]);
  });

  it('does not limit moves in the other direction', () => {
    go(6);
    make(12);
    range(JET_bitRangeUpperLimit | JET_bitRangeInclusive);
    expect(rest(-1)).toEqual([3, 0]);
  });

  it('ends by the move that runs out of it, which leaves the table', () => {
    go(6);
    make(12);
    range(JET_bitRangeUpperLimit | JET_bitRangeInclusive);
    expect(move(3)).toBeJet(NOWHERE);
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(LAST);
  });

  it.each([JET_MoveFirst, JET_MoveLast])('ends by a move to an end (%i)', (end) => {
    go(6);
    make(12);
    range(JET_bitRangeUpperLimit);
    move(end);
    expect(range(JET_bitRangeRemove)).toBeJet('JET_errInvalidOperation');
  });

  it('is taken back by JET_bitRangeRemove, once', () => {
    expect(range(JET_bitRangeRemove)).toBeJet('JET_errInvalidOperation');
    go(6);
    make(9);
    range(JET_bitRangeUpperLimit);
    expect(range(JET_bitRangeRemove)).toBeJet('JET_errSuccess');
    expect(range(JET_bitRangeRemove)).toBeJet('JET_errInvalidOperation');
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(9);
  });

  it('with JET_bitRangeInstantDuration only tells whether the row is inside', () => {
    go(6);
    make(9);
    expect(range(JET_bitRangeUpperLimit | JET_bitRangeInstantDuration)).toBeJet('JET_errSuccess');
    expect(rest(1).length).toBe(17);
    go(6);
    make(6);
    expect(range(JET_bitRangeUpperLimit | JET_bitRangeInstantDuration)).toBeJet(NOWHERE);
  });

  it('outside of which the cursor is already leaves the table', () => {
    go(12);
    make(9);
    expect(range(JET_bitRangeUpperLimit | JET_bitRangeInclusive)).toBeJet(NOWHERE);
    expect(here()).toBe('nowhere');
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(LAST);
  });

  it('may begin between rows', () => {
    go(10);
    make(15);
    expect(range(JET_bitRangeUpperLimit | JET_bitRangeInclusive)).toBeJet('JET_errSuccess');
    expect(rest(1)).toEqual([12, 15]);
    go(10);
    make(10);
    expect(range(JET_bitRangeUpperLimit)).toBeJet(NOWHERE);
  });

  it('wants a key, which it uses up, an index, and a row', () => {
    expect(range(JET_bitRangeUpperLimit)).toBeJet('JET_errKeyNotMade');
    go(6);
    make(12);
    range(JET_bitRangeUpperLimit);
    expect(range(JET_bitRangeUpperLimit)).toBeJet('JET_errKeyNotMade');
    move(JET_MoveLast);
    move(1);
    make(12);
    expect(range(JET_bitRangeUpperLimit)).toBeJet(NOWHERE);
    t = openedTable(at, 'nopk');
    expect(range(JET_bitRangeUpperLimit)).toBeJet('JET_errNoCurrentIndex');
  });

  it('of a non-unique index includes every entry with the key of its limit', () => {
    jetSetCurrentIndex(at.sesid, t, 'bym');
    const keys: string[] = [];
    for (let err = move(JET_MoveFirst); err === 0; err = move(1)) keys.push(keyOf(0).key);
    const limit = keys[Math.floor(keys.length / 2)];
    const key = Buffer.from(limit, 'hex');
    move(JET_MoveFirst);
    jetMakeKey(at.sesid, t, key, key.length, JET_bitNormalizedKey);
    expect(range(JET_bitRangeUpperLimit | JET_bitRangeInclusive)).toBeJet('JET_errSuccess');
    expect(rest(1)).toHaveLength(keys.lastIndexOf(limit));
  });
});

describe('JetIndexRecordCount', () => {
  function count(most = 0): [number, number] {
    const rows = ref(77);
    return [jetIndexRecordCount(at.sesid, t, rows, most), rows.value];
  }

  it('counts from the current row to the end, at most as many as asked for', () => {
    expect(count()).toEqual([0, 20]);
    expect(here()).toBe(0);
    go(30);
    expect(count()).toEqual([0, 10]);
    expect(count(3)).toEqual([0, 3]);
    expect(count(100)).toEqual([0, 10]);
    expect(here()).toBe(30);
  });

  it('counts to the end of the range, and ends it', () => {
    go(6);
    make(12);
    range(JET_bitRangeUpperLimit | JET_bitRangeInclusive);
    expect(count()).toEqual([0, 3]);
    expect(range(JET_bitRangeRemove)).toBeJet('JET_errInvalidOperation');
    expect(move(3)).toBeJet('JET_errSuccess');
  });

  it('wants a row, except before the first use in an empty table', () => {
    move(JET_MoveLast);
    move(1);
    expect(count()).toEqual([-1603, 0]);
    go(10);
    expect(count()).toEqual([-1603, 0]);
    t = openedTable(at, 'empty');
    expect(count()).toEqual([0, 0]);
    move(JET_MoveFirst);
    expect(count()).toEqual([-1603, 0]);
  });

  it('counts the same with 64 bits', () => {
    const rows = ref(77n);
    expect(jetIndexRecordCount2(at.sesid, t, rows, 0n)).toBeJet('JET_errSuccess');
    expect(rows.value).toBe(20n);
    expect(jetIndexRecordCount2(at.sesid, t, rows, 1n << 40n)).toBeJet('JET_errSuccess');
    expect(rows.value).toBe(20n);
    expect(jetIndexRecordCount2(at.sesid, t, rows, -1n)).toBeJet('JET_errInvalidParameter');
  });
});
