/**
 * One version: what a transaction did to a node, and what the node was before. A version is taken from the store's
 * pool and given back to it; its bytes hold the name of the node (key, and data where keys repeat) and then the old data.
 */
import type { SearchKey } from '../page/search-key';
import type { VersionedTree } from './versioned-tree';
import type { Transaction } from './transaction';

/** The node was not there before. */
export const VERSION_INSERT = 0;
/** The node had other data; they are kept. */
export const VERSION_REPLACE = 1;
/** The node was there. */
export const VERSION_DELETE = 2;
/** A number in the node was smaller by `delta`. */
export const VERSION_DELTA = 3;
/** Nothing was changed: the node is kept from others. */
export const VERSION_LOCK = 4;
/** Nothing was changed: nobody else may change the node, but anybody may do the same. */
export const VERSION_READ_LOCK = 5;

/** Whether several transactions may do that to a node at a time. */
export const isCommuting = (operation: number): boolean =>
  operation === VERSION_DELTA || operation === VERSION_READ_LOCK;

const INITIAL_BYTES = 64;

export class Version {
  operation = VERSION_INSERT;
  tree!: VersionedTree;
  /** The transaction while it has not ended; null when it has committed. */
  transaction: Transaction | null = null;
  /** When its transaction committed; Infinity until then. */
  committedAt = Infinity;
  /** The level of the transaction that made it, or took it over from an inner one. */
  level = 0;
  /** The number under which the log knows it. */
  id = 0;
  hash = 0;
  bytes = new Uint8Array(INITIAL_BYTES);
  view = new DataView(this.bytes.buffer);
  /** The name of the node is the first bytes; of them the first `keyLength` are its key. */
  nameLength = 0;
  keyLength = 0;
  dataLength = 0;
  delta = 0n;
  deltaOffset = 0;
  deltaWidth = 0;
  /** By how many bytes it made the data of the node longer; where that is less than 0 they are kept free for its return. */
  growth = 0;
  /**
   * The page that must not be written before the log has what an undo of this version needs: its name and its old data.
   * 0 when the log has it, or needs it not.
   */
  page = 0;
  nextOnPage: Version | null = null;
  previousOnPage: Version | null = null;
  /** The version of the same node made before. */
  older: Version | null = null;
  /** The newest version of another node in the same bucket; only newest versions are linked. */
  nextInBucket: Version | null = null;
  /** The version made before by the same transaction. */
  previous: Version | null = null;

  reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Bytes that the return of the old data would take beyond what the node has now. */
export const shrinkageOf = ({ growth }: Version): number => (growth < 0 ? -growth : 0);

/** The name of the node that a version is of. */
export function copyName(version: Version, target: SearchKey): void {
  const { bytes, keyLength, nameLength } = version;
  target.setKey(bytes, 0, keyLength);
  if (nameLength > keyLength) target.appendData(bytes, keyLength, nameLength - keyLength);
}
