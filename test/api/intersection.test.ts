/** Rows that are in the ranges of several indexes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import {
  JET_bitNewKey,
  JET_bitRecordInIndex,
  JET_bitSeekEQ,
  JET_bitSetIndexRange,
} from '../../include/grbits/navigation';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import { JET_INDEXRANGE, JET_RECORDLIST } from '../../include/structs/navigation';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

const ROWS = 200;

let lab: NewTables;
let sesid: number;
let list: JET_RECORDLIST;

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

beforeAll(() => {
  lab = new NewTables(4096);
  ({ sesid } = lab.own);
  const t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
    ['b', { coltyp: JET_coltypLong }],
  ]);
  for (const [name, key] of [
    ['ia', '+a\0\0'],
    ['ib', '+b\0\0'],
  ] as const)
    requireSuccess(api.jetCreateIndex(sesid, t, name, 0, key, 4, 100));
  requireSuccess(api.jetCreateIndex(sesid, t, 'pk', 3, '+k\0\0', 4, 100));
  lab.begin();
  for (let k = 0; k < ROWS; k++) {
    requireSuccess(api.jetPrepareUpdate(sesid, t, 0));
    for (const [name, value] of Object.entries({ k, a: k % 6, b: k % 4 }))
      requireSuccess(api.jetSetColumn(sesid, t, lab.column(t, name), long(value), 4, 0, null));
    requireSuccess(api.jetUpdate(sesid, t, null, 0, null));
  }
  lab.commit();
});
beforeEach(() => {
  list = JET_RECORDLIST();
});
afterAll(leaveMemory);

/** A cursor with the entries of one value as its range. */
function cursor(index: string, value: number): number {
  const tableid = lab.open('t')[1];
  requireSuccess(api.jetSetCurrentIndex(sesid, tableid, index));
  requireSuccess(api.jetMakeKey(sesid, tableid, long(value), 4, JET_bitNewKey));
  requireSuccess(api.jetSeek(sesid, tableid, JET_bitSeekEQ | JET_bitSetIndexRange));
  return tableid;
}

const intersect = (tableids: readonly number[], grbit = JET_bitRecordInIndex): number =>
  api.jetIntersectIndexes(
    sesid,
    tableids.map((tableid) => JET_INDEXRANGE({ tableid, grbit })),
    tableids.length,
    list,
    0,
  );

/** The rows that the list leads to. */
function listed(): number[] {
  const t = lab.open('t')[1];
  const found: number[] = [];
  const bookmark = Buffer.alloc(5);
  const move = (rows: number): number => api.jetMove(sesid, list.tableid, rows, 0);
  for (let err = move(JET_MoveFirst); err === 0; err = move(1)) {
    requireSuccess(
      api.jetRetrieveColumn(sesid, list.tableid, list.columnidBookmark, bookmark, 5, null, 0, null),
    );
    requireSuccess(api.jetGotoBookmark(sesid, t, bookmark, 5));
    const value = Buffer.alloc(4);
    requireSuccess(api.jetRetrieveColumn(sesid, t, lab.column(t, 'k'), value, 4, null, 0, null));
    found.push(value.readInt32LE(0));
  }
  requireSuccess(api.jetCloseTable(sesid, list.tableid));
  return found;
}

const those = (test: (k: number) => boolean): number[] =>
  Array.from({ length: ROWS }, (_, k) => k).filter(test);

describe('an intersection of indexes', () => {
  it('lists the rows that all ranges have, in the order of their keys', () => {
    expect(intersect([cursor('ia', 3), cursor('ib', 1)])).toBeJet('JET_errSuccess');
    const expected = those((k) => k % 6 === 3 && k % 4 === 1);
    expect(list.cRecord).toBe(expected.length);
    expect(listed()).toEqual(expected);
  });

  it('may be empty, and may be of one range', () => {
    expect(intersect([cursor('ia', 3), cursor('ib', 2)])).toBeJet('JET_errSuccess');
    expect([list.cRecord, listed()]).toEqual([0, []]);
    expect(intersect([cursor('ib', 2)])).toBeJet('JET_errSuccess');
    expect(listed()).toEqual(those((k) => k % 4 === 2));
  });

  it('is refused to cursors that do not go together', () => {
    const clustered = lab.open('t')[1];
    expect(intersect([])).toBeJet('JET_errInvalidParameter');
    expect(intersect([clustered])).toBeJet('JET_errInvalidParameter');
    expect(intersect([cursor('ia', 3), cursor('ia', 2)])).toBeJet('JET_errInvalidParameter');
    expect(intersect([cursor('ia', 3)], 2)).toBeJet('JET_errInvalidGrbit');
    const after = cursor('ia', 3);
    requireSuccess(api.jetMove(sesid, after, JET_MoveLast, 0));
    expect(api.jetMove(sesid, after, 1, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(intersect([after])).toBeJet('JET_errNoCurrentRecord');
    list.cbStruct = 8;
    expect(intersect([cursor('ia', 3)])).toBeJet('JET_errInvalidParameter');
  });
});
