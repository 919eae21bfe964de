/**
 * The transactions of one instance: their beginnings and ends, in the log and in the versions they made.
 */
import type { Transaction } from '../version/transaction';

const TIME_STEP = 4;

export class Transactions {
  #lastTime = 0;

  /** Opens one more level. */
  begin(transaction: Transaction, isReadOnly: boolean): void {
    if (transaction.level === 0) {
      transaction.beganAt = this.#lastTime += TIME_STEP;
      transaction.isReadOnly = isReadOnly;
    }
    transaction.level++;
  }
}
