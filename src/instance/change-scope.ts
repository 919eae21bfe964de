/**
 * Calls made once a row that change something: each is undone as a whole if it fails. Outside a transaction it is one of
 * its own, committed as the session commits. For calls that are made seldom there is `changing`.
 *
 *   const mark = beginChange(session);
 *   … err …
 *   return endChange(session, mark, err);      also from `catch`, with any error
 *
 * A transaction that has changed nothing so far is refused its first change while the log has no disk to grow on.
 */
import { JET_bitCommitLazyFlush } from '../../include/grbits/transaction';
import type { JET_ERR } from '../../include/handles';
import { takeBack } from './changes';
import type { Session } from './session';
import { storageOf } from './storage';

/** The call has begun a transaction. */
const OWN_TRANSACTION = -1;

/** Begins a change; what it answers is for `endChange`. */
export function beginChange({ instance, transaction }: Session): number {
  const { transactions, log } = storageOf(instance);
  if (log !== null && log.isShort && transaction.loggedLevel === 0) log.requireRoom();
  if (transaction.level > 0) return transactions.savepoint();
  transactions.begin(transaction, false);
  return OWN_TRANSACTION;
}

/** Ends a change with the outcome of the call, which it answers. */
export function endChange(session: Session, mark: number, err: JET_ERR): JET_ERR {
  const { transaction } = session;
  const { transactions } = storageOf(session.instance);
  if (err < 0)
    takeBack(() => {
      if (mark === OWN_TRANSACTION) transactions.rollback(transaction);
      else transactions.rollbackTo(transaction, mark);
    });
  else if (mark === OWN_TRANSACTION)
    transactions.commit(transaction, (session.commitDefault & JET_bitCommitLazyFlush) !== 0);
  return err;
}
