/** Online defragmentation: pages go, rows and cursors stay. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_cbtypOnlineDefragCompleted } from '../../include/callback-types';
import { JET_coltypBinary, JET_coltypLong } from '../../include/column-types';
import * as grbits from '../../include/grbits/maintenance';
import { JET_TblInfoSpaceAvailable } from '../../include/info-levels';
import { JET_MoveFirst } from '../../include/navigation';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

const { JET_bitDefragmentBatchStart: START, JET_bitDefragmentBatchStop: STOP } = grbits;
const ROWS = 900;
/** Leaves keep more than a quarter, and are not given up as rows go. */
const KEPT = 3;

let lab: NewTables;
let sesid: number;
let dbid: number;
let t: number;

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

beforeEach(() => {
  lab = new NewTables(4096);
  ({ sesid, dbid } = lab.own);
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['b', { coltyp: JET_coltypBinary, cbMax: 200 }],
  ]);
  requireSuccess(api.jetCreateIndex(sesid, t, 'pk', 3, '+k\0\0', 4, 100));
  requireSuccess(api.jetCreateIndex(sesid, t, 'ib', 0, '+b\0\0', 4, 100));
  lab.begin();
  for (let k = 0; k < ROWS; k++) {
    requireSuccess(api.jetPrepareUpdate(sesid, t, 0));
    requireSuccess(api.jetSetColumn(sesid, t, lab.column(t, 'k'), long(k), 4, 0, null));
    const value = Buffer.alloc(100, k % 250);
    requireSuccess(api.jetSetColumn(sesid, t, lab.column(t, 'b'), value, 100, 0, null));
    requireSuccess(api.jetUpdate(sesid, t, null, 0, null));
  }
  lab.commit();
  lab.begin();
  for (let err = api.jetMove(sesid, t, JET_MoveFirst, 0); err === 0; err = api.jetMove(sesid, t, 1, 0))
    if (here() % KEPT !== 0) requireSuccess(api.jetDelete(sesid, t));
  lab.commit();
});
afterAll(leaveMemory);

function here(tableid = t): number {
  const bytes = Buffer.alloc(4);
  requireSuccess(api.jetRetrieveColumn(sesid, tableid, lab.column(tableid, 'k'), bytes, 4, null, 0, null));
  return bytes.readInt32LE(0);
}

function rows(index: string | null): number[] {
  requireSuccess(api.jetSetCurrentIndex(sesid, t, index));
  const found: number[] = [];
  for (let err = api.jetMove(sesid, t, JET_MoveFirst, 0); err === 0; err = api.jetMove(sesid, t, 1, 0))
    found.push(here());
  return found;
}

function freePages(): number {
  const pages = ref(0);
  requireSuccess(api.jetGetTableInfo(sesid, t, pages, 4, JET_TblInfoSpaceAvailable));
  return pages.value;
}

const left = Array.from({ length: ROWS / KEPT }, (_, index) => index * KEPT);
const run = (grbit: number, passes: number | null = null): number =>
  api.jetDefragment(sesid, dbid, null, passes === null ? null : ref(passes), null, grbit);

describe('online defragmentation', () => {
  it('gives pages back, and every row stays', () => {
    const before = freePages();
    const byBytes = rows('ib');
    expect(run(START)).toBeJet('JET_errSuccess');
    expect(freePages() - before).toBeGreaterThan(15);
    expect(rows(null)).toEqual(left);
    expect(rows('ib')).toEqual(byBytes);
    expect(run(STOP)).toBeJet('JET_errSuccess');
    expect(lab.detached().complaints).toEqual([]);
  });

  it('leaves cursors where they are, and transactions what they see', () => {
    const theirs = lab.open('t', 0, lab.other);
    requireSuccess(theirs[0]);
    requireSuccess(api.jetMove(sesid, t, JET_MoveFirst, 0));
    requireSuccess(api.jetMove(sesid, t, 150, 0));
    lab.begin();
    requireSuccess(api.jetDelete(sesid, t));
    expect(run(START)).toBeJet('JET_errSuccess');
    lab.rollback();
    expect(rows(null)).toEqual(left);
    requireSuccess(api.jetMove(sesid, t, JET_MoveFirst, 0));
    requireSuccess(api.jetMove(sesid, t, 150, 0));
    run(grbits.JET_bitDefragmentBTree);
    expect(here()).toBe(left[150]);
    expect(api.jetMove(sesid, t, 1, 0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(left[151]);
  });

  it('of one table is done at once', () => {
    const before = freePages();
    const one = (name: string | null, grbit = grbits.JET_bitDefragmentBTree): number =>
      api.jetDefragment(sesid, dbid, name, null, null, grbit);
    expect(one(null)).toBeJet('JET_errInvalidName');
    expect(one('nobody')).toBeJet('JET_errObjectNotFound');
    expect(one('t', grbits.JET_bitDefragmentBTree | START)).toBeJet('JET_errInvalidGrbit');
    expect(freePages()).toBe(before);
    expect(one('t')).toBeJet('JET_errSuccess');
    expect(freePages()).toBeGreaterThan(before);
  });

  it('is started once and stopped once', () => {
    expect(run(STOP)).toBeJet('JET_wrnDefragNotRunning');
    expect(run(START)).toBeJet('JET_errSuccess');
    expect(run(START)).toBeJet('JET_wrnDefragAlreadyRunning');
    const passes = ref(7);
    expect(api.jetDefragment(sesid, dbid, null, passes, ref(7), STOP)).toBeJet('JET_errSuccess');
    expect(passes.value).toBe(1);
    expect(run(STOP)).toBeJet('JET_wrnDefragNotRunning');
    expect(run(START, 1)).toBeJet('JET_errSuccess');
    expect(run(START, 1)).toBeJet('JET_errSuccess');
  });

  it('of free space alone leaves tables as they are', () => {
    const before = freePages();
    expect(run(START | grbits.JET_bitDefragmentAvailSpaceTreesOnly)).toBeJet('JET_errSuccess');
    expect(freePages()).toBe(before);
  });

  it('tells a callback when it is done', () => {
    const told: unknown[][] = [];
    const callback = (...call: unknown[]): number => told.push(call);
    expect(api.jetDefragment2(sesid, dbid, null, null, null, callback, START)).toBeJet('JET_errSuccess');
    expect(told).toEqual([[sesid, dbid, -1, JET_cbtypOnlineDefragCompleted, null, null, null, 0]]);
  });

  it.each([0, 3, 64, 128])('refuses options that say neither start nor stop: %i', (grbit) => {
    expect(run(grbit)).toBeJet('JET_errInvalidGrbit');
  });

  it('of streaming files is gone', () => {
    expect(api.jetDefragment3(sesid, '/db/a.edb', null, null, null, null, null, START)).toBeJet(
      'JET_errInvalidParameter',
    );
  });
});
