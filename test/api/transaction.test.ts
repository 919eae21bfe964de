import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  JET_bitCommitLazyFlush,
  JET_bitForceNewLog,
  JET_bitRollbackAll,
  JET_bitTransactionReadOnly,
  JET_bitWaitAllLevel0Commit,
  JET_bitWaitLastLevel0Commit,
} from '../../include/grbits/transaction';
import { JET_COMMIT_ID } from '../../include/structs/transaction';
import {
  jetBeginTransaction,
  jetBeginTransaction2,
  jetBeginTransaction3,
  jetCommitTransaction,
  jetCommitTransaction2,
  jetRollback,
} from '../../src/api';
import { registry } from '../../src/instance/registry';
import { endEverything, runningInstance, sessionOfInstance, withParts } from '../support/instances';

beforeAll(endEverything);
afterEach(endEverything);

let session = 0;
let events: string[] = [];

beforeEach(() => {
  events = [];
  withParts({
    flushCommits: () => void events.push('flush'),
    rollLog: () => void events.push('roll'),
    sessionBegan: ({ listeners }) => {
      for (const name of ['a', 'b'])
        listeners.push({
          began: ({ level }) => void events.push(`${name} begins ${level}`),
          committing: ({ level }, { lazy, durableWithinMs }) =>
            void events.push(`${name} commits ${level} ${lazy ? 'lazily' : 'now'} ${durableWithinMs}`),
          rollingBack: ({ level }) => void events.push(`${name} undoes ${level}`),
          ended: () => undefined,
          abandoned: () => undefined,
        });
    },
  });
  session = sessionOfInstance(runningInstance());
});

const level = (): number | undefined => registry.sessions.get(session)?.level;

describe('jetBeginTransaction', () => {
  it('nests seven levels; the eighth is JET_errTransTooDeep', () => {
    for (let depth = 1; depth <= 7; depth++) {
      expect(jetBeginTransaction(session)).toBeJet('JET_errSuccess');
      expect(level()).toBe(depth);
    }
    expect(jetBeginTransaction(session)).toBeJet('JET_errTransTooDeep');
    expect(level()).toBe(7);
  });

  it('tells listeners in order, with the new level', () => {
    jetBeginTransaction(session);
    expect(events).toEqual(['a begins 1', 'b begins 1']);
  });

  it('is read-only as the outermost one says', () => {
    jetBeginTransaction2(session, JET_bitTransactionReadOnly);
    jetBeginTransaction2(session, 0);
    expect(registry.sessions.get(session)?.isReadOnly).toBe(true);
    jetRollback(session, JET_bitRollbackAll);
    jetBeginTransaction3(session, 99n, 0);
    expect(registry.sessions.get(session)?.isReadOnly).toBe(false);
  });

  it('ignores bits that it does not know', () => {
    expect(jetBeginTransaction2(session, 128)).toBeJet('JET_errSuccess');
  });
});

describe('jetCommitTransaction', () => {
  it('is JET_errNotInTransaction outside of one', () => {
    expect(jetCommitTransaction(session, 0)).toBeJet('JET_errNotInTransaction');
    expect(jetCommitTransaction2(session, 0, 1000, null)).toBeJet('JET_errNotInTransaction');
  });

  it('ends one level, telling listeners in reverse', () => {
    jetBeginTransaction(session);
    jetBeginTransaction(session);
    events = [];
    expect(jetCommitTransaction(session, JET_bitCommitLazyFlush)).toBeJet('JET_errSuccess');
    expect(events).toEqual(['b commits 2 lazily 0', 'a commits 2 lazily 0']);
    expect(level()).toBe(1);
  });

  it.each([256, 1024, JET_bitCommitLazyFlush | 4])('does not know the bits %p', (bits) => {
    jetBeginTransaction(session);
    expect(jetCommitTransaction(session, bits)).toBeJet('JET_errInvalidGrbit');
    expect(level()).toBe(1);
  });

  it.each([
    [JET_bitWaitLastLevel0Commit, 'flush'],
    [JET_bitWaitAllLevel0Commit, 'flush'],
    [JET_bitForceNewLog, 'roll'],
  ])('with the bit %p only waits, in a transaction or not', (bit, event) => {
    expect(jetCommitTransaction(session, bit)).toBeJet('JET_errSuccess');
    jetBeginTransaction(session);
    events = [];
    expect(jetCommitTransaction(session, bit)).toBeJet('JET_errSuccess');
    expect(events).toEqual([event]);
    expect(level()).toBe(1);
    expect(jetCommitTransaction(session, bit | JET_bitCommitLazyFlush)).toBeJet('JET_errInvalidGrbit');
  });

  it('may ask for durability in time only when lazy', () => {
    jetBeginTransaction(session);
    expect(jetCommitTransaction2(session, 0, 1000, JET_COMMIT_ID())).toBeJet('JET_errInvalidParameter');
    expect(level()).toBe(1);
    events = [];
    expect(jetCommitTransaction2(session, JET_bitCommitLazyFlush, 1000, null)).toBeJet('JET_errSuccess');
    expect(events).toEqual(['b commits 1 lazily 1000', 'a commits 1 lazily 1000']);
  });
});

describe('jetRollback', () => {
  it('is JET_errNotInTransaction outside of one, whatever was asked', () => {
    expect(jetRollback(session, 0)).toBeJet('JET_errNotInTransaction');
    expect(jetRollback(session, JET_bitRollbackAll)).toBeJet('JET_errNotInTransaction');
  });

  it('undoes one level, or all', () => {
    for (let depth = 1; depth <= 4; depth++) jetBeginTransaction(session);
    events = [];
    expect(jetRollback(session, 0)).toBeJet('JET_errSuccess');
    expect(events).toEqual(['b undoes 4', 'a undoes 4']);
    expect(level()).toBe(3);
    expect(jetRollback(session, JET_bitRollbackAll)).toBeJet('JET_errSuccess');
    expect(events.slice(2)).toEqual([
      'b undoes 3',
      'a undoes 3',
      'b undoes 2',
      'a undoes 2',
      'b undoes 1',
      'a undoes 1',
    ]);
    expect(level()).toBe(0);
  });

  it('does not know other bits', () => {
    jetBeginTransaction(session);
    expect(jetRollback(session, 16)).toBeJet('JET_errInvalidGrbit');
    expect(level()).toBe(1);
  });
});
