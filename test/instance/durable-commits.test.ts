/** Commits have names that rise; lazy ones become durable in time, and whoever asked hears of it. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import {
  JET_bitCommitLazyFlush,
  JET_bitDurableCommitCallbackLogUnavailable,
  JET_bitWaitAllLevel0Commit,
  JET_bitWaitLastLevel0Commit,
} from '../../include/grbits/transaction';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { JET_prepInsert } from '../../include/prepare-update';
import { JET_paramDurableCommitCallback, JET_paramEnableAdvanced } from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_COMMIT_ID } from '../../include/structs/transaction';
import * as api from '../../src/api';
import { CREATED, endMachines, freshDisk, Machine } from '../support/machine';
import type { Image } from '../support/memory-file-system';

interface Heard {
  readonly commitId: bigint;
  readonly grbit: number;
}

let machine: Machine;
let heard: Heard[] = [];
let table = 0;
let column = 0;

/** Begins the machine with a listener and a database with one empty table. */
beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  heard = [];
  machine = new Machine(freshDisk());
  api.jetSetSystemParameter(null, null, JET_paramEnableAdvanced, 1, null);
  api.jetSetSystemParameter(
    null,
    null,
    JET_paramDurableCommitCallback,
    (_instance: number, { commitId }: JET_COMMIT_ID, grbit: number) => {
      heard.push({ commitId, grbit });
      return 0;
    },
    null,
  );
  machine.init();
  const [database, cursor, id] = [ref(0), ref(0), ref(0)];
  api.jetCreateDatabase(machine.session, CREATED, null, database, 0);
  api.jetCreateTable(machine.session, database.value, 't', 0, 0, cursor);
  const definition = JET_COLUMNDEF({ coltyp: JET_coltypLong });
  expect(api.jetAddColumn(machine.session, cursor.value, 'c', definition, null, 0, id)).toBe(0);
  [table, column] = [cursor.value, id.value];
  await Promise.resolve();
  heard = [];
});

afterEach(() => {
  endMachines();
  jest.useRealTimers();
});

function insertRow(): void {
  expect(api.jetBeginTransaction(machine.session)).toBe(0);
  api.jetPrepareUpdate(machine.session, table, JET_prepInsert);
  api.jetSetColumn(machine.session, table, column, Buffer.alloc(4), 4, 0, null);
  expect(api.jetUpdate(machine.session, table, null, 0, null)).toBe(0);
}

/** Inserts a row; answers the name of the commit. */
function committedRow(grbit: number, durableWithin = 0): bigint {
  const id = JET_COMMIT_ID();
  insertRow();
  expect(api.jetCommitTransaction2(machine.session, grbit, durableWithin, id)).toBe(0);
  return id.commitId;
}

/** Rows after the process has died now. */
function rowsAfterDeath(): number {
  const disk: Image = machine.files.image();
  const next = new Machine(disk);
  expect(next.init()).toBe(0);
  api.jetAttachDatabase(next.session, CREATED, 0);
  const [database, cursor, count] = [ref(0), ref(0), ref(0)];
  api.jetOpenDatabase(next.session, CREATED, null, database, 0);
  expect(api.jetOpenTable(next.session, database.value, 't', null, 0, 0, cursor)).toBe(0);
  api.jetMove(next.session, cursor.value, -2147483648, 0);
  api.jetIndexRecordCount(next.session, cursor.value, count, 0);
  return count.value;
}

describe('the name of a commit', () => {
  it('rises, and has the signature of the log', () => {
    const first = committedRow(0);
    const second = committedRow(JET_bitCommitLazyFlush);
    expect(first).toBeGreaterThan(0n);
    expect(second).toBeGreaterThan(first);
    const id = JET_COMMIT_ID();
    insertRow();
    api.jetCommitTransaction2(machine.session, 0, 0, id);
    expect(id.signLog.ulRandom).not.toBe(0);
  });

  it('is not given to what the log does not know', () => {
    const id = JET_COMMIT_ID({ commitId: 5n });
    api.jetBeginTransaction(machine.session);
    expect(api.jetCommitTransaction2(machine.session, 0, 0, id)).toBe(0);
    api.jetBeginTransaction(machine.session);
    insertRow();
    expect(api.jetCommitTransaction2(machine.session, 0, 0, id)).toBe(0);
    expect(id.commitId).toBe(5n);
    expect(api.jetCommitTransaction2(machine.session, 0, 0, id)).toBe(0);
    expect(id.commitId).toBeGreaterThan(5n);
  });
});

describe('whoever asked', () => {
  it('hears of a commit that is not lazy before it returns', () => {
    const commit = committedRow(0);
    expect(heard.at(-1)?.commitId).toBeGreaterThan(commit);
    expect(heard.at(-1)?.grbit).toBe(0);
  });

  it.each([JET_bitWaitLastLevel0Commit, JET_bitWaitAllLevel0Commit])(
    'hears of a lazy one when somebody waits with %p',
    (wait) => {
      const commit = committedRow(JET_bitCommitLazyFlush);
      expect(heard.every(({ commitId }) => commitId <= commit)).toBe(true);
      api.jetCommitTransaction(machine.session, wait);
      expect(heard.at(-1)?.commitId).toBeGreaterThan(commit);
    },
  );

  it('hears once that the log is lost', async () => {
    machine.files.failWith = (name) => (name === 'write' ? 'EIO' : null);
    insertRow();
    expect(api.jetCommitTransaction(machine.session, 0)).toBeJet('JET_errLogWriteFail');
    await Promise.resolve();
    expect(heard.map(({ grbit }) => grbit)).toEqual([JET_bitDurableCommitCallbackLogUnavailable]);
  });
});

describe('a lazy commit with a limit', () => {
  it('is durable when the time is over, not before', () => {
    const commit = committedRow(JET_bitCommitLazyFlush, 5000);
    committedRow(JET_bitCommitLazyFlush, 200);
    jest.advanceTimersByTime(199);
    expect(heard.every(({ commitId }) => commitId <= commit)).toBe(true);
    jest.advanceTimersByTime(1);
    expect(heard.at(-1)?.commitId).toBeGreaterThan(commit);
    expect(rowsAfterDeath()).toBe(2);
  });

  it('is lost with the process before that', () => {
    committedRow(JET_bitCommitLazyFlush, 5000);
    expect(rowsAfterDeath()).toBe(0);
  });

  it('leaves no timer behind when the instance ends', () => {
    committedRow(JET_bitCommitLazyFlush, 5000);
    expect(jest.getTimerCount()).toBe(1);
    machine.term(JET_bitTermDirty);
    expect(jest.getTimerCount()).toBe(0);
  });
});
