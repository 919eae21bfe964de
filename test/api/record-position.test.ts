import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JET_bitNewKey, JET_bitSeekEQ } from '../../include/grbits/navigation';
import { JET_MoveFirst, JET_MoveLast, JET_MoveNext } from '../../include/navigation';
import { JET_RECPOS, JET_RECPOS2 } from '../../include/structs/position';
import {
  jetGetRecordPosition,
  jetGotoPosition,
  jetMakeKey,
  jetMove,
  jetRetrieveColumn,
  jetSeek,
  jetSetCurrentIndex,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';
import { describeShared, sharedBytes } from '../support/shared';

const ROWS = 20;

let at: Attached;
let all: number;

function positionOf(tableid: number): JET_RECPOS {
  const position = JET_RECPOS();
  expect(jetGetRecordPosition(at.sesid, tableid, position, JET_RECPOS.cb)).toBeJet('JET_errSuccess');
  return position;
}

function idOf(tableid: number): number {
  const bytes = Buffer.alloc(4);
  expect(jetRetrieveColumn(at.sesid, tableid, 1, bytes, 4, null, 0, null)).toBeJet('JET_errSuccess');
  return bytes.readInt32LE(0);
}

describe('positions in an index of one page', () => {
  beforeAll(() => {
    at = attachBytes(committedDatabase('clean8k-small'));
    all = openedTable(at, 'tagged');
  });
  afterAll(detachAll);

  it('are exact, and lead back to the row', () => {
    const ids: number[] = [];
    for (
      let err = jetMove(at.sesid, all, JET_MoveFirst, 0);
      err === 0;
      err = jetMove(at.sesid, all, JET_MoveNext, 0)
    ) {
      expect(positionOf(all)).toEqual(
        JET_RECPOS({ centriesLT: ids.length, centriesInRange: 1, centriesTotal: ROWS }),
      );
      ids.push(idOf(all));
    }
    expect(ids).toHaveLength(ROWS);
    ids.forEach((id, centriesLT) => {
      const position = JET_RECPOS({ centriesLT, centriesTotal: ROWS });
      expect(jetGotoPosition(at.sesid, all, position)).toBeJet('JET_errSuccess');
      expect(idOf(all)).toBe(id);
    });
    expect(jetGotoPosition(at.sesid, all, JET_RECPOS({ centriesLT: 7, centriesTotal: 7 }))).toBeJet(
      'JET_errSuccess',
    );
    expect(idOf(all)).toBe(ids[ROWS - 1]);
    expect(jetGotoPosition(at.sesid, all, JET_RECPOS({ centriesLT: 1, centriesTotal: 2 }))).toBeJet(
      'JET_errSuccess',
    );
    expect(idOf(all)).toBe(ids[ROWS / 2]);
    expect(jetGotoPosition(at.sesid, all, JET_RECPOS())).toBeJet('JET_errSuccess');
    expect(idOf(all)).toBe(ids[0]);
  });

  it('are those of the first row before the cursor has moved, and of the gap after a seek that failed', () => {
    const fresh = openedTable(at, 'tagged');
    expect(positionOf(fresh)).toMatchObject({ centriesLT: 0, centriesTotal: ROWS });
    const missing = Buffer.from([4, 0, 0, 0]);
    jetMakeKey(at.sesid, fresh, missing, 4, JET_bitNewKey);
    expect(jetSeek(at.sesid, fresh, JET_bitSeekEQ)).toBeJet('JET_errRecordNotFound');
    expect(positionOf(fresh)).toMatchObject({ centriesLT: 2, centriesTotal: ROWS });
  });

  it('are exact in a secondary index as well', () => {
    const bytes = openedTable(at, 'alltypes');
    jetSetCurrentIndex(at.sesid, bytes, 'byText');
    jetMove(at.sesid, bytes, 5, 0);
    const id = idOf(bytes);
    expect(positionOf(bytes)).toMatchObject({ centriesLT: 5, centriesTotal: ROWS });
    jetMove(at.sesid, bytes, JET_MoveLast, 0);
    expect(jetGotoPosition(at.sesid, bytes, JET_RECPOS({ centriesLT: 5, centriesTotal: ROWS }))).toBeJet(
      'JET_errSuccess',
    );
    expect(idOf(bytes)).toBe(id);
  });

  it('have 64 bits in the larger struct', () => {
    jetMove(at.sesid, all, JET_MoveLast, 0);
    const position = JET_RECPOS2();
    expect(jetGetRecordPosition(at.sesid, all, position, JET_RECPOS2.cb)).toBeJet('JET_errSuccess');
    expect(position).toEqual(
      JET_RECPOS2({
        centriesLTDeprecated: ROWS - 1,
        centriesInRangeDeprecated: 1,
        centriesTotalDeprecated: ROWS,
        centriesLT: BigInt(ROWS - 1),
        centriesTotal: BigInt(ROWS),
      }),
    );
    expect(jetGotoPosition(at.sesid, all, position)).toBeJet('JET_errInvalidParameter');
    const half = JET_RECPOS2({ centriesLT: 1n << 40n, centriesTotal: 1n << 41n });
    expect(jetGotoPosition(at.sesid, all, half)).toBeJet('JET_errSuccess');
    expect(positionOf(all).centriesLT).toBe(ROWS / 2);
  });

  it('need an entry and a struct', () => {
    jetMove(at.sesid, all, JET_MoveLast, 0);
    jetMove(at.sesid, all, JET_MoveNext, 0);
    const position = JET_RECPOS({ cbStruct: 4 });
    expect(jetGetRecordPosition(at.sesid, all, position, JET_RECPOS.cb)).toBeJet('JET_errNoCurrentRecord');
    expect(position).toEqual(JET_RECPOS({ cbStruct: 4 }));
    expect(jetGetRecordPosition(at.sesid, all, position, 8)).toBeJet('JET_errInvalidParameter');
    expect(jetGotoPosition(at.sesid, all, position)).toBeJet('JET_errInvalidParameter');
    const beyond = JET_RECPOS({ centriesLT: 3, centriesTotal: 2 });
    expect(jetGotoPosition(at.sesid, all, beyond)).toBeJet('JET_errInvalidParameter');
    const empty = openedTable(at, 'empty');
    expect(jetGotoPosition(at.sesid, empty, JET_RECPOS({ centriesTotal: 1 }))).toBeJet(
      'JET_errRecordNotFound',
    );
    expect(jetGetRecordPosition(at.sesid, empty, JET_RECPOS(), 16)).toBeJet('JET_errNoCurrentRecord');
  });

  it('tell the size that was used', () => {
    jetMove(at.sesid, all, JET_MoveFirst, 0);
    const position = JET_RECPOS({ cbStruct: 4 });
    jetGetRecordPosition(at.sesid, all, position, JET_RECPOS.cb);
    expect(position.cbStruct).toBe(JET_RECPOS.cb);
  });
});

describeShared('positions in an index of many pages', 'fixtures/clean4k/a.db.gz', () => {
  beforeAll(() => {
    at = attachBytes(sharedBytes('fixtures/clean4k/a.db.gz'));
    all = openedTable(at, 'deep');
  });
  afterAll(detachAll);

  it.each(['pk', 'byn'])('grow from entry to entry in %s, and lead back near to it', (index) => {
    jetSetCurrentIndex(at.sesid, all, index);
    let before = -1;
    let rows = 0;
    for (
      let err = jetMove(at.sesid, all, JET_MoveFirst, 0);
      err === 0;
      err = jetMove(at.sesid, all, JET_MoveNext, 0)
    ) {
      const position = JET_RECPOS2();
      jetGetRecordPosition(at.sesid, all, position, JET_RECPOS2.cb);
      const fraction = Number(position.centriesLT) / Number(position.centriesTotal);
      expect(fraction).toBeGreaterThan(before);
      expect(fraction).toBeLessThan(1);
      before = fraction;
      rows++;
    }
    expect(rows).toBe(2600);
    for (const eighth of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const position = JET_RECPOS({ centriesLT: eighth, centriesTotal: 8 });
      expect(jetGotoPosition(at.sesid, all, position)).toBeJet('JET_errSuccess');
      const here = JET_RECPOS2();
      jetGetRecordPosition(at.sesid, all, here, JET_RECPOS2.cb);
      expect(Math.abs(Number(here.centriesLT) / Number(here.centriesTotal) - eighth / 8)).toBeLessThan(0.02);
    }
  });
});
