/** What changes the trees of one database. */
import type { TreeWriter } from '../btree/insert';
import type { SpaceManager } from '../space/allocate';
import type { Transactions } from '../transaction/transactions';

export interface DatabaseChanges {
  readonly writer: TreeWriter;
  readonly space: SpaceManager;
  readonly transactions: Transactions;
  /** An id for a new tree; none is given out twice. */
  nextObjectId(): number;
  /** Transactions that begin from now on begin later than this. */
  now(): number;
}
