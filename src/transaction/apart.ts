/**
 * Work that a session does aside from its own transaction: it is committed at once, for everybody to build on, whatever
 * becomes of the session's transaction. Two such pieces of work never run at a time.
 */
import { Transaction } from '../version/transaction';
import type { Transactions } from './transactions';

/** The number of whoever does it, in log records. */
const APART_SESSION = 2;

/** Runs `body` in a transaction of its own, which is taken back when the body fails. */
export function inTransactionApart<Result>(
  transactions: Transactions,
  body: (apart: Transaction) => Result,
): Result {
  const apart = new Transaction(APART_SESSION);
  transactions.begin(apart, false);
  let result: Result;
  try {
    result = body(apart);
  } catch (failure) {
    transactions.rollback(apart);
    throw failure;
  }
  transactions.commit(apart, true);
  return result;
}
