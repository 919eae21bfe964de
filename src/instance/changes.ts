/**
 * Calls that change something, each as a whole: outside a transaction in one of its own, which is committed as the session
 * commits; inside one as a part of it that is taken back if the call fails.
 */
import { JET_errRollbackError, JET_errTransReadOnly } from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import { JET_bitCommitLazyFlush } from '../../include/grbits/transaction';
import type { Transaction } from '../version/transaction';
import type { Session } from './session';
import { storageOf } from './storage';

/**
 * Takes back what a call that fails has done. When that fails as well the instance is unavailable from then on, and the
 * call still answers why it failed itself.
 */
export function takeBack(work: () => void): void {
  try {
    work();
  } catch (failure) {
    if (!(failure instanceof JetError) || failure.err !== JET_errRollbackError) throw failure;
  }
}

/** The commit is lazy where the session says so, or the call. */
export function changing<T>(session: Session, work: (by: Transaction) => T, isLazy = false): T {
  const { transactions, log } = storageOf(session.instance);
  const { transaction } = session;
  if (transaction.level > 0 && transaction.isReadOnly) fail(JET_errTransReadOnly, 'a read-only transaction');
  if (transaction.loggedLevel === 0) log?.requireRoom();
  transactions.begin(transaction, false);
  let result: T;
  try {
    result = work(transaction);
  } catch (failure) {
    takeBack(() => transactions.rollback(transaction));
    throw failure;
  }
  transactions.commit(transaction, isLazy || (session.commitDefault & JET_bitCommitLazyFlush) !== 0);
  return result;
}
