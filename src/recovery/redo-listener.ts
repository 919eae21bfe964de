/**
 * What recovery keeps of transactions while it redoes changes of pages: the before-images that undo what was not committed.
 * Redoing tells of every change that belongs to a transaction, in the order of the log and before a page changes.
 *
 *   insert, flag insert, delta        always told of in full: the record says all
 *   replace, flag delete              in full when the page has not got the change yet: what it holds is the before-image;
 *                                     else `isKnown` is false, and if it matters an UndoInfo with the same version id comes
 *   UndoInfo                          as `isKnown` changes; the version may have been told of already
 *   Undo                              a change was taken back; what the page gets is what the listener remembers
 */
import type { ChangeHeader } from '../log/record-buffer';
import type { NewTreeRecord } from '../log/space-records';
import { SearchKey } from '../page/search-key';

/** One change, as a listener gets it: reused, good during the call. */
export class RedoneChange {
  /** Session, transaction, level, page, root page and tree of the change. */
  header: ChangeHeader;
  /** OPERATION_INSERT, OPERATION_REPLACE, OPERATION_FLAG_DELETE, OPERATION_DELTA or OPERATION_DELTA64. */
  operation = 0;
  versionId = 0;
  /** Level of the change: that of the record, or, of an Undo, the one it took back. */
  level = 0;
  /** Whether node and old data are known; if not, only header, operation and versionId mean anything. */
  isKnown = true;
  /** Key of the node, with its data behind it where keys repeat. */
  readonly bookmark = new SearchKey();
  /** Of a replace: the data before it. */
  oldData: Uint8Array = NOTHING;
  oldStart = 0;
  oldLength = 0;
  /** Of a delta: what was added, as two halves of a signed number, at this place in the data. */
  offset = 0;
  deltaLow = 0;
  deltaHigh = 0;

  constructor(header: ChangeHeader) {
    this.header = header;
  }

  /** Names the operation; nothing else is known of it yet. */
  begin(header: ChangeHeader, operation: number, versionId: number): void {
    if (this.header !== header) this.header = header;
    this.operation = operation;
    this.versionId = versionId;
    this.level = header.level;
    this.isKnown = true;
    this.bookmark.keyLength = this.bookmark.dataLength = 0;
    if (this.oldData !== NOTHING) this.oldData = NOTHING;
    this.oldStart = this.oldLength = this.offset = this.deltaLow = this.deltaHigh = 0;
  }
}

const NOTHING = new Uint8Array(0);

export interface RedoListener {
  /** A transaction changes a node. */
  changed(change: RedoneChange): void;
  /** A before-image from the log. */
  remembered(change: RedoneChange): void;
  /**
   * A change is taken back, and its version with it. Fills in old data (of a replace) or delta, which the record does not
   * hold; false when it does not know the version.
   */
  undone(change: RedoneChange): boolean;
  /** A tree comes into being. */
  treeCreated(tree: NewTreeRecord): void;
}
