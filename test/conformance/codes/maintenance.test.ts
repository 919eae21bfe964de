/** Codes of maintenance: defragmentation, statistics, and both where nothing may change. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../../include/column-types';
import { JET_bitDbReadOnly } from '../../../include/grbits/database';
import * as grbits from '../../../include/grbits/maintenance';
import { JET_bitTransactionReadOnly } from '../../../include/grbits/transaction';
import { ref } from '../../../include/ref';
import * as api from '../../../src/api';
import { runningInstance, sessionOfInstance } from '../../support/instances';
import { leaveMemory, NewTables } from '../../support/new-tables';

const { JET_bitDefragmentBatchStart: START, JET_bitDefragmentBatchStop: STOP } = grbits;
const BTREE_BATCH = 0x200;
const PATH = '/db/a.edb';

let lab: NewTables;
let t: number;
let sesid: number;
let dbid: number;

beforeEach(() => {
  lab = new NewTables(4096);
  ({ sesid, dbid } = lab.own);
  t = lab.made('t', [['k', { coltyp: JET_coltypLong }]]);
});
afterAll(leaveMemory);

/** The database again, attached for reading. */
function forReading(): void {
  lab.detached();
  sesid = sessionOfInstance(runningInstance());
  const place = ref(0);
  expect(api.jetAttachDatabase(sesid, PATH, JET_bitDbReadOnly)).toBeJet('JET_errSuccess');
  expect(api.jetOpenDatabase(sesid, PATH, null, place, JET_bitDbReadOnly)).toBeJet('JET_errSuccess');
  dbid = place.value;
}

describe.each([
  ['JetDefragment', (grbit: number) => api.jetDefragment(sesid, dbid, null, null, null, grbit)],
  ['JetDefragment2', (grbit: number) => api.jetDefragment2(sesid, dbid, null, null, null, null, grbit)],
])('%s', (_name, defragment) => {
  it('is started and stopped once', () => {
    expect(defragment(STOP)).toBeJet('JET_wrnDefragNotRunning');
    expect(defragment(START)).toBeJet('JET_errSuccess');
    expect(defragment(START)).toBeJet('JET_wrnDefragAlreadyRunning');
    expect(defragment(STOP)).toBeJet('JET_errSuccess');
  });

  it('is started or stopped, and of a database', () => {
    expect(defragment(0)).toBeJet('JET_errInvalidGrbit');
    expect(defragment(START | STOP)).toBeJet('JET_errInvalidGrbit');
    dbid = 6;
    expect(defragment(START)).toBeJet('JET_errInvalidDatabaseId');
  });

  it('is refused where nothing may change', () => {
    api.jetBeginTransaction2(sesid, JET_bitTransactionReadOnly);
    expect(defragment(START)).toBeJet('JET_errTransReadOnly');
    lab.rollback();
    forReading();
    expect(defragment(START)).toBeJet('JET_errDatabaseFileReadOnly');
  });

  it('of one tree wants its name', () => {
    expect(defragment(grbits.JET_bitDefragmentBTree)).toBeJet('JET_errInvalidName');
  });
});

describe('JetDefragment of what was left over', () => {
  it('has no limits', () => {
    const resume = (seconds: { value: number } | null): number =>
      api.jetDefragment(sesid, dbid, null, null, seconds, BTREE_BATCH | START);
    expect(resume(ref(1))).toBeJet('JET_errInvalidParameter');
    expect(resume(null)).toBeJet('JET_errSuccess');
  });
});

describe('JetComputeStats', () => {
  it('is of a cursor', () => {
    expect(api.jetComputeStats(sesid, t)).toBeJet('JET_errSuccess');
    expect(api.jetCloseTable(sesid, t)).toBeJet('JET_errSuccess');
    expect(api.jetComputeStats(sesid, t)).toBeJet('JET_errInvalidTableId');
  });

  it('is refused where nothing may change', () => {
    api.jetBeginTransaction2(sesid, JET_bitTransactionReadOnly);
    expect(api.jetComputeStats(sesid, t)).toBeJet('JET_errTransReadOnly');
    lab.rollback();
    forReading();
    const place = ref(0);
    expect(api.jetOpenTable(sesid, dbid, 't', null, 0, 0, place)).toBeJet('JET_errSuccess');
    expect(api.jetComputeStats(sesid, place.value)).toBeJet('JET_errPermissionDenied');
  });
});
