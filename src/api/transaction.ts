/** The API: transactions. */
import { JET_errInvalidGrbit, JET_errSuccess } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitCommitLazyFlush,
  JET_bitForceNewLog,
  JET_bitRollbackAll,
  JET_bitTransactionReadOnly,
  JET_bitWaitAllLevel0Commit,
  JET_bitWaitLastLevel0Commit,
} from '../../include/grbits/transaction';
import type { JET_ERR, JET_GRBIT, JET_SESID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { JET_COMMIT_ID } from '../../include/structs/transaction';
import { commitIdOf } from '../instance/durable-commits';
import { apiCall } from './api-call';
import { defineGrbits, optionalStruct, unsigned } from './check';
import { enterSession } from './enter';

/** Marks a transaction for the callbacks of a recovery; it has no effect here. */
const REDO_CALLBACK = 0x20;

const COMMIT = defineGrbits('JetCommitTransaction', {
  lazy: JET_bitCommitLazyFlush,
  waitForLast: JET_bitWaitLastLevel0Commit,
  waitForAll: JET_bitWaitAllLevel0Commit,
  newLog: JET_bitForceNewLog,
  redoCallback: REDO_CALLBACK,
});

/** Options that end nothing: they wait for what was committed before. */
const WAITS = JET_bitWaitLastLevel0Commit | JET_bitWaitAllLevel0Commit | JET_bitForceNewLog;

const ROLLBACK = defineGrbits('JetRollback', { all: JET_bitRollbackAll, redoCallback: REDO_CALLBACK });

/**
 * Begins a transaction or a save point inside one.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbegintransaction-function
 */
export const jetBeginTransaction: JetApi['jetBeginTransaction'] = (sesid) =>
  apiCall('JetBeginTransaction', () => enterSession(sesid).begin(false));

/**
 * Begins a transaction, read-only if so asked.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbegintransaction2-function
 */
export const jetBeginTransaction2: JetApi['jetBeginTransaction2'] = (sesid, grbit) =>
  apiCall('JetBeginTransaction2', () => begin(sesid, grbit));

/**
 * Begins a transaction with a number of the caller's choice.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbegintransaction3-function
 */
export const jetBeginTransaction3: JetApi['jetBeginTransaction3'] = (sesid, _trxid, grbit) =>
  apiCall('JetBeginTransaction3', () => begin(sesid, grbit));

/** Bits that nobody knows are ignored here, as the engine always did. */
function begin(sesid: JET_SESID | null, grbit: JET_GRBIT): JET_ERR {
  const session = enterSession(sesid);
  return session.begin((unsigned(grbit, 'grbit') & JET_bitTransactionReadOnly) !== 0);
}

/**
 * Makes the changes since the matching begin permanent.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcommittransaction-function
 */
export const jetCommitTransaction: JetApi['jetCommitTransaction'] = (sesid, grbit) =>
  apiCall('JetCommitTransaction', () => commit(sesid, grbit, 0));

/**
 * Makes changes permanent, on disk within `cmsecDurableCommit` milliseconds, and names the commit.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcommittransaction2-function
 */
export const jetCommitTransaction2: JetApi['jetCommitTransaction2'] = (
  sesid,
  grbit,
  cmsecDurableCommit,
  pCommitId,
) =>
  apiCall('JetCommitTransaction2', () => {
    const target = optionalStruct(pCommitId, JET_COMMIT_ID);
    const err = commit(sesid, grbit, cmsecDurableCommit) ?? JET_errSuccess;
    if (target !== null && (grbit & WAITS) === 0 && err === JET_errSuccess) putCommitId(sesid, target);
    return err;
  });

/** A commit that the log does not know, as one inside another or one that changed nothing, has no name. */
function putCommitId(sesid: JET_SESID | null, target: JET_COMMIT_ID): void {
  const { instance, level, transaction } = enterSession(sesid);
  const { commitGeneration, commitPlace } = transaction;
  if (level > 0 || commitGeneration === 0) return;
  Object.assign(target, commitIdOf(instance.parts.logSignature(), commitGeneration, commitPlace));
}

function commit(sesid: JET_SESID | null, grbit: JET_GRBIT, cmsecDurableCommit: number): JET_ERR | void {
  const session = enterSession(sesid);
  const bits = COMMIT.check(grbit);
  const wait = bits & WAITS;
  if (wait === 0)
    return session.commit(
      (bits & JET_bitCommitLazyFlush) !== 0,
      unsigned(cmsecDurableCommit, 'cmsecDurableCommit'),
    );
  const isAlone = (wait & (wait - 1)) === 0 && bits === wait;
  if (!isAlone) fail(JET_errInvalidGrbit, `0x${bits.toString(16)} mixes waiting with other options`);
  if (wait === JET_bitForceNewLog) session.instance.parts.rollLog();
  else session.instance.parts.flushCommits();
}

/**
 * Undoes the changes since the matching begin, or all of them.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrollback-function
 */
export const jetRollback: JetApi['jetRollback'] = (sesid, grbit) =>
  apiCall('JetRollback', () => {
    const session = enterSession(sesid, { exempt: true });
    return session.rollback((ROLLBACK.check(grbit) & JET_bitRollbackAll) !== 0);
  });
