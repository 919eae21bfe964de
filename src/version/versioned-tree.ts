/** What versions know of the tree they belong to; trees implement it. Two objects for one tree agree on all of it. */
export interface VersionedTree {
  readonly id: number;
  readonly rootPage: number;
  readonly isUnique: boolean;
  /** The file of the tree; compared by identity. */
  readonly file: object;
}
