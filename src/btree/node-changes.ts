/**
 * Changes of one node on one page: each tells the log first, then the page, then the cursors that stand there. What is
 * changed, and where, was decided by the callers; there is room for it.
 *
 * Invariants
 *  1. A change with a version marks the node as versioned, in the log and on the page.
 *  2. Changes whose records do not say what was before (replace, delete) hold the page until the log knows.
 */
import {
  OPERATION_DELTA,
  OPERATION_DELTA64,
  OPERATION_FLAG_DELETE,
  OPERATION_INSERT,
  OPERATION_REPLACE,
  putDelete,
  putDelta,
  putDelta64,
  putFlagDelete,
  putFlagInsert,
  putFlagInsertAndReplace,
  putInsert,
  putReplace,
  putReplaceDifference,
  putUndo,
  putUndoInfo,
} from '../log/node-records';
import { NO_TIME, RECORD_SPACE, RECORD_UNIQUE, RECORD_VERSIONED } from '../log/record-buffer';
import { Node } from '../page/node';
import { NODE_VERSIONED, PAGE_SPACE_TREE, type PageSlab } from '../page/page-slab';
import { deleteNode, flagDeleted, insertNode, replaceData, setNodeFlags } from '../page/page-writer';
import { SearchKey } from '../page/search-key';
import {
  copyName,
  type Version,
  VERSION_DELETE,
  VERSION_DELTA,
  VERSION_INSERT,
  VERSION_REPLACE,
} from '../version/version';
import { holdPage, letPageGo } from '../version/version-store';
import { addNumber } from '../version/visibility';
import type { NodeChange } from './node-change';
import { CHANGE_FLAG_INSERT, CHANGE_REPLACE } from './page-lines';
import type { PageLog } from './page-log';
import type { Tree } from './tree';

const LONG_NUMBER = 8;

export class NodeChanges {
  readonly #slab: PageSlab;
  readonly #node = new Node();
  readonly #bookmark = new SearchKey();

  constructor(readonly log: PageLog) {
    this.#slab = log.file.slab;
  }

  /** Puts a node at `tag`, which is `prefixLength` bytes shorter for the page's prefix. */
  insert(
    tree: Tree,
    page: number,
    base: number,
    tag: number,
    prefixLength: number,
    node: NodeChange,
    version: Version | null,
  ): void {
    const slab = this.#slab;
    const { key, keyLength, data, dataStart, dataLength } = node;
    this.#start(tree, page, base, tag, version);
    if (this.log.isLogged) {
      putInsert(this.log.record, this.log.header, prefixLength, key, keyLength, data, dataStart, dataLength);
      this.log.append();
    }
    const flags = version === null ? 0 : NODE_VERSIONED;
    insertNode(slab, base, tag, flags, prefixLength, key, 0, keyLength, data, dataStart, dataLength);
    this.log.stamp(base);
    tree.tracked.nodeInserted(page, tag);
  }

  /** A node that is flagged as deleted is there again, with the data of `node` (the same ones where keys repeat). */
  flagInsert(
    tree: Tree,
    page: number,
    base: number,
    tag: number,
    node: NodeChange,
    version: Version | null,
    replaced: Version | null,
  ): void {
    const slab = this.#slab;
    this.#start(tree, page, base, tag, version);
    if (this.log.isLogged) {
      this.#tellFlagInsert(tree, node, replaced);
      if (replaced !== null) holdPage(replaced, page);
    }
    if (tree.isUnique) replaceData(slab, base, tag, node.data, node.dataStart, node.dataLength);
    this.#mark(base, tag, version);
    flagDeleted(slab, base, tag, false);
    this.log.stamp(base);
  }

  replace(
    tree: Tree,
    page: number,
    base: number,
    tag: number,
    node: NodeChange,
    version: Version | null,
  ): void {
    this.#start(tree, page, base, tag, version);
    if (this.log.isLogged) {
      this.#tellReplace(base, tag, node);
      if (version !== null) holdPage(version, page);
    }
    replaceData(this.#slab, base, tag, node.data, node.dataStart, node.dataLength);
    this.#mark(base, tag, version);
    this.log.stamp(base);
  }

  /**
   * Tells the log of a change that happens with the split of its page: it is `kind` at `tag` of the page as it is, and
   * the macro's other records say what the page was.
   */
  tellInSplit(
    tree: Tree,
    kind: number,
    page: number,
    base: number,
    tag: number,
    node: NodeChange,
    version: Version | null,
    replaced: Version | null,
  ): void {
    if (!this.log.isLogged) return;
    this.#start(tree, page, base, tag, version);
    this.log.leaveTimeToMacro();
    const { key, keyLength, data, dataStart, dataLength } = node;
    if (kind === CHANGE_FLAG_INSERT) this.#tellFlagInsert(tree, node, replaced);
    else if (kind === CHANGE_REPLACE) this.#tellWholeReplace(base, tag, node);
    else {
      putInsert(this.log.record, this.log.header, 0, key, keyLength, data, dataStart, dataLength);
      this.log.append();
    }
  }

  flagDelete(tree: Tree, page: number, base: number, tag: number, version: Version | null): void {
    this.#start(tree, page, base, tag, version);
    if (this.log.isLogged) {
      putFlagDelete(this.log.record, this.log.header);
      this.log.append();
      if (version !== null) holdPage(version, page);
    }
    this.#mark(base, tag, version);
    flagDeleted(this.#slab, base, tag, true);
    this.log.stamp(base);
  }

  /** Takes the node off the page. */
  delete(tree: Tree, page: number, base: number, tag: number): void {
    this.#start(tree, page, base, tag, null);
    if (this.log.isLogged) {
      putDelete(this.log.record, this.log.header);
      this.log.append();
    }
    tree.tracked.nodeRemoved(page, tag);
    deleteNode(this.#slab, base, tag);
    this.log.stamp(base);
  }

  /** Adds to a number in the data what `change` says, which is a version unless `isFinal`; `name` is the node's. */
  addDelta(
    tree: Tree,
    page: number,
    base: number,
    tag: number,
    name: SearchKey,
    change: Version,
    isFinal: boolean,
  ): void {
    const version = isFinal ? null : change;
    this.#start(tree, page, base, tag, version);
    if (this.log.isLogged) {
      const { record, header } = this.log;
      const { delta, deltaOffset } = change;
      if (change.deltaWidth === LONG_NUMBER) putDelta64(record, header, name, deltaOffset, delta);
      else putDelta(record, header, name, deltaOffset, Number(BigInt.asIntN(32, delta)));
      this.log.append();
    }
    this.#mark(base, tag, version);
    this.#add(base, tag, change, change.delta);
    this.log.stamp(base);
  }

  /** Takes back what a version did to the node at `tag`. */
  undo(tree: Tree, page: number, base: number, tag: number, version: Version): void {
    this.#start(tree, page, base, tag, version);
    if (this.log.isLogged) {
      const operation = operationOf(version);
      putUndo(this.log.record, this.log.header, operation, version.level, this.#nameOf(version));
      this.log.append();
    }
    this.#applyUndo(base, tag, version);
    this.log.stamp(base);
  }

  #applyUndo(base: number, tag: number, version: Version): void {
    const slab = this.#slab;
    if (version.operation === VERSION_INSERT) flagDeleted(slab, base, tag, true);
    else if (version.operation === VERSION_DELETE) flagDeleted(slab, base, tag, false);
    else if (version.operation === VERSION_DELTA) this.#add(base, tag, version, -version.delta);
    else if (version.operation === VERSION_REPLACE)
      replaceData(slab, base, tag, version.bytes, version.nameLength, version.dataLength);
  }

  /** Tells the log what an undo of the versions that hold a page needs, before the page is written or split. */
  logUndoInfo(page: number): void {
    const { versionsOfPage } = this.log.file;
    for (let version = versionsOfPage.get(page); version !== undefined; version = versionsOfPage.get(page)) {
      this.#logUndoInfo(version, page);
      letPageGo(version);
    }
  }

  #logUndoInfo(version: Version, page: number): void {
    const { transaction } = version;
    if (transaction === null || this.log.log === null) return;
    const { record, header } = this.log;
    header.sessionId = transaction.sessionId;
    header.databaseId = this.log.databaseId;
    header.page = page;
    header.timeLow = NO_TIME;
    header.timeHigh = NO_TIME;
    header.beforeLow = NO_TIME;
    header.beforeHigh = NO_TIME;
    header.transactionBegin = transaction.beganAt;
    header.level = version.level;
    header.line = 0;
    header.flags = version.tree.isUnique ? RECORD_UNIQUE : 0;
    header.versionId = version.id;
    header.rootPage = version.tree.rootPage;
    header.treeId = version.tree.id;
    const largest = version.dataLength + Math.max(0, version.growth);
    putUndoInfo(
      record,
      header,
      operationOf(version),
      this.#nameOf(version),
      largest,
      version.growth,
      version.bytes,
      version.nameLength,
      version.dataLength,
    );
    this.log.log.append(record.bytes, 0, record.length);
  }

  #tellFlagInsert(tree: Tree, node: NodeChange, replaced: Version | null): void {
    const { record, header } = this.log;
    const { key, keyLength, data, dataStart, dataLength } = node;
    const id = replaced === null ? 0 : replaced.id;
    if (!tree.isUnique) putFlagInsert(record, header, key, keyLength, data, dataStart, dataLength);
    else putFlagInsertAndReplace(record, header, id, key, keyLength, data, dataStart, dataLength);
    this.log.append();
  }

  /** With a split the record has all of the data, not what differs. */
  #tellWholeReplace(base: number, tag: number, { data, dataStart, dataLength }: NodeChange): void {
    this.#node.read(this.#slab, base, tag);
    const { dataLength: oldLength } = this.#node;
    putReplace(this.log.record, this.log.header, oldLength, data, dataStart, dataLength);
    this.log.append();
  }

  #tellReplace(base: number, tag: number, node: NodeChange): void {
    const { record, header } = this.log;
    const { data, dataStart, dataLength } = node;
    const old = this.#node;
    old.read(this.#slab, base, tag);
    const { bytes } = this.#slab;
    putReplaceDifference(record, header, bytes, old.dataStart, old.dataLength, data, dataStart, dataLength);
    this.log.append();
  }

  #nameOf(version: Version): SearchKey {
    copyName(version, this.#bookmark);
    return this.#bookmark;
  }

  #start(tree: Tree, page: number, base: number, tag: number, version: Version | null): void {
    const slab = this.#slab;
    let flags = version === null ? 0 : RECORD_VERSIONED;
    if ((slab.flags(base) & PAGE_SPACE_TREE) !== 0) flags |= RECORD_SPACE;
    this.log.startNode(tree, base, page, tag - slab.firstNode(base), version, flags);
  }

  #mark(base: number, tag: number, version: Version | null): void {
    if (version === null) return;
    const flags = this.#slab.nodeFlags(base, tag);
    if ((flags & NODE_VERSIONED) === 0) setNodeFlags(this.#slab, base, tag, flags | NODE_VERSIONED);
  }

  #add(base: number, tag: number, version: Version, delta: bigint): void {
    this.#node.read(this.#slab, base, tag);
    const at = this.#node.dataStart + version.deltaOffset;
    addNumber(this.#slab.view, at, version.deltaWidth, delta);
  }
}

/** What the log calls the operation of a version. */
function operationOf({ operation, deltaWidth }: Version): number {
  if (operation === VERSION_INSERT) return OPERATION_INSERT;
  if (operation === VERSION_REPLACE) return OPERATION_REPLACE;
  if (operation === VERSION_DELETE) return OPERATION_FLAG_DELETE;
  return deltaWidth === LONG_NUMBER ? OPERATION_DELTA64 : OPERATION_DELTA;
}
