import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JET_bitRecordSizeLocal, JET_bitRecordSizeRunningTotal } from '../../include/grbits/retrieval';
import { JET_MoveFirst, JET_MoveNext } from '../../include/navigation';
import { JET_prepCancel, JET_prepInsert, JET_prepReplace } from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_RECSIZE, JET_RECSIZE2 } from '../../include/structs/retrieval';
import {
  jetGetBookmark,
  jetGetRecordSize,
  jetGetRecordSize2,
  jetMove,
  jetPrepareUpdate,
  jetRetrieveColumn,
  jetUpdate,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';
import { leaveMemory, NewTables } from '../support/new-tables';

let at: Attached;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
});
afterAll(detachAll);

function sizeOf(tableid: number, columnid: number): number {
  const actual = ref(0);
  jetRetrieveColumn(at.sesid, tableid, columnid, null, 0, actual, 0, null);
  return actual.value;
}

function keyLength(tableid: number): number {
  const actual = ref(0);
  jetGetBookmark(at.sesid, tableid, null, 0, actual);
  return actual.value;
}

describe('JetGetRecordSize', () => {
  it('counts the data, the columns and the overhead of a record', () => {
    const nopk = openedTable(at, 'nopk');
    const size = JET_RECSIZE();
    expect(jetGetRecordSize(at.sesid, nopk, size, 0)).toBeJet('JET_errSuccess');
    const overhead = 4 + 2 + 4 + keyLength(nopk) + 1 + 2;
    expect(size).toEqual(
      JET_RECSIZE({
        cbData: BigInt(4 + sizeOf(nopk, 128)),
        cbOverhead: BigInt(overhead),
        cNonTaggedColumns: 2n,
      }),
    );
  });

  it('counts separated values apart: their bytes, their root and their chunks', () => {
    const lv = openedTable(at, 'lv');
    const sizes: unknown[] = [];
    for (
      let err = jetMove(at.sesid, lv, JET_MoveFirst, 0);
      err === 0;
      err = jetMove(at.sesid, lv, JET_MoveNext, 0)
    ) {
      const size = JET_RECSIZE2();
      const local = JET_RECSIZE2();
      expect(jetGetRecordSize2(at.sesid, lv, size, 0)).toBeJet('JET_errSuccess');
      expect(jetGetRecordSize2(at.sesid, lv, local, JET_bitRecordSizeLocal)).toBeJet('JET_errSuccess');
      const logical = [256, 257, 258].reduce((sum, columnid) => sum + sizeOf(lv, columnid), 0);
      expect(size.cbData + size.cbLongValueData).toBe(BigInt(4 + logical));
      expect(size.cbLongValueDataCompressed).toBeLessThanOrEqual(size.cbLongValueData);
      expect(local).toEqual({
        ...size,
        cbLongValueData: 0n,
        cbLongValueOverhead: 0n,
        cbLongValueDataCompressed: 0n,
      });
      sizes.push(size.cLongValues);
    }
    expect(sizes).toContain(0n);
    expect(sizes.some((count) => count !== 0n)).toBe(true);
  });

  it('counts values beyond the first of each column', () => {
    const tagged = openedTable(at, 'tagged');
    let most = 0n;
    for (let err = 0; err === 0; err = jetMove(at.sesid, tagged, JET_MoveNext, 0)) {
      const size = JET_RECSIZE();
      jetGetRecordSize(at.sesid, tagged, size, 0);
      if (size.cMultiValues > most) most = size.cMultiValues;
    }
    expect(most).toBeGreaterThan(0n);
  });

  it('adds to what is there on demand, and forgets it otherwise', () => {
    const nopk = openedTable(at, 'nopk');
    const total = JET_RECSIZE();
    const once = JET_RECSIZE();
    jetGetRecordSize(at.sesid, nopk, once, 0);
    jetGetRecordSize(at.sesid, nopk, total, 0);
    jetGetRecordSize(at.sesid, nopk, total, JET_bitRecordSizeRunningTotal);
    expect(total.cbData).toBe(2n * once.cbData);
    expect(total.cbOverhead).toBe(2n * once.cbOverhead);
    jetGetRecordSize(at.sesid, nopk, total, 0);
    expect(total).toEqual(once);
  });

  it('needs a row, a place and options it knows', () => {
    const empty = openedTable(at, 'empty');
    const size = JET_RECSIZE();
    expect(jetGetRecordSize(at.sesid, empty, size, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(size).toEqual(JET_RECSIZE());
    expect(jetGetRecordSize(at.sesid, empty, size, 8)).toBeJet('JET_errInvalidGrbit');
    expect(Reflect.apply(jetGetRecordSize, null, [at.sesid, empty, null, 0])).toBeJet(
      'JET_errInvalidParameter',
    );
  });
});

describe('JetGetRecordSize while a row is prepared', () => {
  afterAll(leaveMemory);

  it('counts no key unless the row has one already', () => {
    const lab = new NewTables();
    const { sesid } = lab.own;
    const t = lab.made('t', []);
    expect(jetPrepareUpdate(sesid, t, JET_prepInsert)).toBeJet('JET_errSuccess');
    expect(jetUpdate(sesid, t, null, 0, null)).toBeJet('JET_errSuccess');
    expect(jetMove(sesid, t, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
    const overhead = (): bigint => {
      const size = JET_RECSIZE();
      expect(jetGetRecordSize(sesid, t, size, 0)).toBeJet('JET_errSuccess');
      return size.cbOverhead;
    };
    const withKey = overhead();
    expect(jetPrepareUpdate(sesid, t, JET_prepReplace)).toBeJet('JET_errSuccess');
    expect(overhead()).toBe(withKey);
    expect(jetPrepareUpdate(sesid, t, JET_prepCancel)).toBeJet('JET_errSuccess');
    expect(jetPrepareUpdate(sesid, t, JET_prepInsert)).toBeJet('JET_errSuccess');
    expect(overhead()).toBe(withKey - 4n);
  });
});
