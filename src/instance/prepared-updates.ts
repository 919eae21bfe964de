/**
 * The end of updates that were prepared and not carried out: what they did to separated long values is taken back, and
 * nothing else that the session did meanwhile.
 */
import type { OpenCursor } from './open-cursors';
import { storageOf } from './storage';

/** Forgets what is prepared on a cursor. */
export function cancelPrepared({ update, session }: Pick<OpenCursor, 'update' | 'session'>): void {
  if (update === null) return;
  const { versions } = update.copy.ledger;
  const { transaction, instance } = session;
  if (versions.length > 0 && transaction.level > 0) {
    const { transactions } = storageOf(instance);
    for (let i = versions.length - 2; i >= 0; i -= 2)
      transactions.rollbackBetween(transaction, versions[i], versions[i + 1]);
  }
  update.copy.end();
}
