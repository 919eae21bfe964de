/** What versions know of the tree they belong to; trees implement it. Two objects for one tree agree on all of it. */
import type { Version } from './version';

export interface VersionedTree {
  readonly id: number;
  readonly rootPage: number;
  /** The root that log records name. */
  readonly ownerRoot: number;
  readonly isUnique: boolean;
  /** The file of the tree; compared by identity. */
  readonly file: VersionedFile;
}

export interface VersionedFile {
  /** For each page the first of the versions that the log needs before the page is written. */
  readonly versionsOfPage: Map<number, Version>;
}
