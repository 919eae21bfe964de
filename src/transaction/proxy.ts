/** Changes that one session makes in the name of another, which is in a transaction of its own and knows nothing of it. */
import type { PageLog } from '../btree/page-log';
import type { Transaction } from '../version/transaction';

/**
 * Runs `body`, whose changes are `other`'s on that level, to the log too: the level is open, and the log knows of it. What is
 * changed later is again whose it was.
 */
export function inNameOf(other: Transaction, level: number, log: PageLog, body: () => void): void {
  const { actor } = log;
  const { level: open } = other;
  other.level = level;
  try {
    body();
  } finally {
    other.level = open;
    log.actor = actor;
  }
}
