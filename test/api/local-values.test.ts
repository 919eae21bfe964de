/** Values of callers on cursors and tables. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_cbtypFreeCursorLS } from '../../include/callback-types';
import { JET_bitLSCursor, JET_bitLSReset, JET_bitLSTable } from '../../include/grbits/callback';
import {
  JET_bitIdleCompact,
  JET_bitIdleFlushBuffers,
  JET_bitIdleStatus,
} from '../../include/grbits/maintenance';
import { JET_LSNil } from '../../include/handles';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

let freed: unknown[][];
let lab: NewTables;
let sesid: number;
let t: number;

function start(callback: (() => number) | null): void {
  lab = new NewTables(8192, callback);
  ({ sesid } = lab.own);
  t = lab.made('t');
}

beforeEach(() => {
  freed = [];
  start((...call: unknown[]) => freed.push(call));
});
afterAll(leaveMemory);

const set = (value: number, grbit: number, tableid = t): number => api.jetSetLS(sesid, tableid, value, grbit);

function get(grbit: number, tableid = t): [err: number, value: number] {
  const value = ref(77);
  return [api.jetGetLS(sesid, tableid, value, grbit), value.value];
}

const notSet: [unknown, number] = [expect.anything(), JET_LSNil];

describe('values on cursors and tables', () => {
  it('need somebody who hears when they are not tied any more', () => {
    start(null);
    expect(set(5, JET_bitLSCursor)).toBeJet('JET_errLSCallbackNotSpecified');
    expect(get(JET_bitLSCursor)[0]).toBeJet('JET_errLSNotSet');
  });

  it('are read back, of a table through all its cursors', () => {
    const other = lab.open('t')[1];
    expect(get(0)).toEqual(notSet);
    expect(set(5, JET_bitLSCursor)).toBeJet('JET_errSuccess');
    expect(set(6, JET_bitLSTable)).toBeJet('JET_errSuccess');
    expect(get(JET_bitLSCursor)).toEqual([0, 5]);
    expect(get(JET_bitLSCursor, other)[0]).toBeJet('JET_errLSNotSet');
    expect(get(JET_bitLSTable, other)).toEqual([0, 6]);
    expect(get(JET_bitLSTable | JET_bitLSCursor)[0]).toBeJet('JET_errInvalidGrbit');
  });

  it('are not replaced before they are reset', () => {
    expect(set(5, 0)).toBeJet('JET_errSuccess');
    expect(set(6, 0)).toBeJet('JET_errLSAlreadySet');
    expect(get(JET_bitLSReset)).toEqual([0, 5]);
    expect(get(JET_bitLSReset)).toEqual([0, JET_LSNil]);
    expect(get(JET_bitLSTable | JET_bitLSReset)[0]).toBeJet('JET_errLSNotSet');
    expect(set(6, 0)).toBeJet('JET_errSuccess');
  });

  it('are given back when the cursor is closed', () => {
    const other = lab.open('t')[1];
    set(5, JET_bitLSCursor);
    expect(api.jetCloseTable(sesid, other)).toBeJet('JET_errSuccess');
    expect(freed).toEqual([]);
    expect(api.jetCloseTable(sesid, t)).toBeJet('JET_errSuccess');
    expect(freed.map((call) => call.slice(3, 5))).toEqual([[JET_cbtypFreeCursorLS, 5]]);
  });

  it('do not keep a cursor open whose callback throws', () => {
    start(() => {
      throw new Error('not now');
    });
    set(5, JET_bitLSCursor);
    expect(api.jetCloseTable(sesid, t)).toBeJet('JET_errSuccess');
    expect(api.jetCloseTable(sesid, t)).toBeJet('JET_errInvalidTableId');
  });
});

describe('JetIdle', () => {
  it('has nothing to do', () => {
    expect(api.jetIdle(sesid, 0)).toBeJet('JET_wrnNoIdleActivity');
    expect(api.jetIdle(sesid, JET_bitIdleCompact)).toBeJet('JET_wrnNoIdleActivity');
    expect(api.jetIdle(sesid, JET_bitIdleStatus)).toBeJet('JET_errSuccess');
    expect(api.jetIdle(sesid, JET_bitIdleFlushBuffers)).toBeJet('JET_errInvalidGrbit');
    expect(api.jetIdle(77, 0)).toBeJet('JET_errInvalidSesid');
  });
});
