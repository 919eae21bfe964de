/**
 * Changes of trees: finds where a node belongs and changes it there, splitting pages from the leaf up as far as needed.
 *
 *   insert ─▶ fits: one page changes
 *          └▶ does not fit ─▶ a root is full: vertical split, and once more from the top
 *                          └▶ right split of the leaf and of every parent without room, all under one database time
 *
 * Invariants
 *  1. Pages come from the allocator before anything of the tree is changed, and all pages of an operation are in the
 *     cache and pinned before the first of them is: a failure leaves the tree as it was.
 *  2. Every page changed carries the database time of the operation, and the log was told first (page-log.ts).
 *  3. Where keys repeat, key and data together are unique; a node that is flagged as deleted gives its place to one
 *     with the same key.
 *  4. A change made by a transaction has a version before it happens, and is refused when the transaction does not see
 *     the node's newest committed state. A node deleted by a transaction stays, flagged, until `purge`.
 */
import { assert } from '../../errors/assert';
import { JET_errVersionStoreOutOfMemory } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { CachedFile } from '../cache/page-cache';
import { Node } from '../page/node';
import { compareNode, lowerBound } from '../page/page-search';
import { NODE_DELETED, type PageSlab } from '../page/page-slab';
import { freeBytes, nodeBytes, TAG_BYTES, usablePrefix } from '../page/page-writer';
import { SearchKey } from '../page/search-key';
import type { Transaction } from '../version/transaction';
import {
  copyName,
  isCommuting,
  Version,
  VERSION_DELETE,
  VERSION_DELTA,
  VERSION_INSERT,
  VERSION_LOCK,
  VERSION_READ_LOCK,
  VERSION_REPLACE,
} from '../version/version';
import { isContested, type VersionStore } from '../version/version-store';
import { CHANGE_CONFLICT, CHANGE_DONE, CHANGE_DUPLICATE, CHANGE_MISSING } from './change-result';
import { NodeChanges } from './node-changes';
import { type PageSupply, takesBack } from './page-allocator';
import type { PageLog } from './page-log';
import { CHANGE_FLAG_INSERT, CHANGE_INSERT, CHANGE_REPLACE } from './page-lines';
import { NO_TAG, reservedBytes } from './reserved-room';
import { PendingNode, TreeSplitter } from './tree-splitter';
import { TreeMerger } from './tree-merger';
import { Tree } from './tree';
import { TreePath } from './tree-path';

/** What stays of the last node of a leaf that is not the root: the page is not left without one. */
const REMAINS = Uint8Array.of(0);

export class TreeWriter {
  /** Where the last change was made, unless it split pages. */
  readonly path = new TreePath();
  /** What the number was that was added to last. */
  numberBefore = 0n;
  readonly file: CachedFile;
  readonly changes: NodeChanges;
  readonly #slab: PageSlab;
  readonly #splitter: TreeSplitter;
  readonly #merger: TreeMerger | null;
  readonly #node = new PendingNode();
  readonly #found = new Node();
  readonly #name = new SearchKey();
  #newest: Version | null = null;
  /** A change that is no version. */
  readonly #final = new Version();
  /** Where the last node was inserted, and how many before it came in order on the same page. */
  #runLeaf = 0;
  #runTag = 0;
  #run = 0;

  constructor(
    readonly log: PageLog,
    pages: PageSupply,
    /** Null where no transaction ever changes anything. */
    readonly versions: VersionStore | null = null,
  ) {
    this.file = log.file;
    this.#slab = log.file.slab;
    this.changes = new NodeChanges(log);
    this.#splitter = new TreeSplitter(log, this.changes, pages);
    this.#merger = takesBack(pages) ? new TreeMerger(log, this.changes, pages, versions) : null;
  }

  /** Inserts a node; `target` is its key, to which the data is added where keys repeat. */
  insert(
    tree: Tree,
    target: SearchKey,
    data: Uint8Array,
    dataStart: number,
    dataLength: number,
    by: Transaction | null,
  ): number {
    if (tree.isUnique) target.dataLength = 0;
    else if (target.dataLength === 0) target.appendData(data, dataStart, dataLength);
    if (by !== null) this.log.actor = by;
    this.#node.set(target, data, dataStart, dataLength);
    const kind = this.#place(tree, target);
    if (kind === PLACE_TAKEN) return CHANGE_DUPLICATE;
    const newest = by === null ? null : this.#versionsOf(tree, target);
    if (by !== null && kind === PLACE_DELETED && isContested(newest, by, VERSION_INSERT))
      return CHANGE_CONFLICT;
    let replaced: Version | null = null;
    if (by !== null && newest !== null && tree.isUnique)
      replaced = this.#keepOldData(tree, target, newest, by, dataLength);
    const version =
      by === null ? null : this.#addVersion(VERSION_INSERT, tree, target, replaced ?? newest, by);
    try {
      for (let here = kind; !this.#insertHere(tree, target, here, version, replaced);)
        here = this.#place(tree, target);
    } catch (failure) {
      if (by !== null && version !== null) this.versions?.drop(version, by);
      if (by !== null && replaced !== null) this.versions?.drop(replaced, by);
      throw failure;
    }
    return CHANGE_DONE;
  }

  /** Gives the node with the key of `target` other data. Only for unique keys. */
  replace(
    tree: Tree,
    target: SearchKey,
    data: Uint8Array,
    dataStart: number,
    dataLength: number,
    by: Transaction | null,
  ): number {
    assert(tree.isUnique, 'data is part of what is unique where keys repeat');
    target.dataLength = 0;
    const refusal = this.#refusal(tree, target, by, VERSION_REPLACE);
    if (refusal !== CHANGE_DONE) return refusal;
    this.#node.set(target, data, dataStart, dataLength);
    const version = by === null ? null : this.#keepOldData(tree, target, this.#newest, by, dataLength);
    try {
      while (!this.#replaceHere(tree, CHANGE_REPLACE, version, null)) this.#place(tree, target);
    } catch (failure) {
      if (by !== null && version !== null) this.versions?.drop(version, by);
      throw failure;
    }
    return CHANGE_DONE;
  }

  /**
   * Takes a node away. For a transaction it is flagged as deleted; else it goes for good, and its leaf with it when it was
   * the last one: in a tree whose pages nobody takes back it stays, flagged.
   */
  remove(tree: Tree, target: SearchKey, by: Transaction | null): number {
    const refusal = this.#refusal(tree, target, by, VERSION_DELETE);
    if (refusal !== CHANGE_DONE) return refusal;
    const { leaf } = this.path;
    if (by === null) {
      this.#delete(tree, target, leaf);
      return CHANGE_DONE;
    }
    const version = this.#addVersion(VERSION_DELETE, tree, target, this.#newest, by);
    this.changes.flagDelete(tree, leaf, this.file.fix(leaf), this.#tag, version);
    return CHANGE_DONE;
  }

  /**
   * Adds `delta` to the integer of `width` bytes (4 or 8) at `offset` of a node's data, also of one that the transaction
   * has deleted; `numberBefore` is what it was. No rollback takes it back when `isFinal`. Only for unique keys.
   */
  addDelta(
    tree: Tree,
    target: SearchKey,
    offset: number,
    width: number,
    delta: bigint,
    by: Transaction,
    isFinal = false,
  ): number {
    const refusal = this.#refusal(tree, target, by, VERSION_DELTA);
    const newest = this.#newest;
    const isDeletedHere = refusal === CHANGE_MISSING && newest !== null && newest.transaction === by;
    if (refusal !== CHANGE_DONE && !isDeletedHere) return refusal;
    const change = isFinal ? this.#final : this.#addVersion(VERSION_DELTA, tree, target, newest, by);
    change.delta = delta;
    change.deltaOffset = offset;
    change.deltaWidth = width;
    const { leaf } = this.path;
    const base = this.file.fix(leaf);
    this.#found.read(this.#slab, base, this.#tag);
    const { view } = this.#slab;
    const at = this.#found.dataStart + offset;
    this.numberBefore = width === 4 ? BigInt(view.getInt32(at, true)) : view.getBigInt64(at, true);
    this.changes.addDelta(tree, leaf, base, this.#tag, target, change, isFinal);
    return CHANGE_DONE;
  }

  /** Keeps a node from being changed by others, without changing it; with a read lock others may do the same. */
  lock(tree: Tree, target: SearchKey, by: Transaction, operation = VERSION_LOCK): number {
    const refusal = this.#refusal(tree, target, by, operation);
    if (refusal !== CHANGE_DONE) return refusal;
    const newest = this.#newest;
    const isKept =
      newest !== null &&
      newest.transaction === by &&
      (newest.operation === operation || !isCommuting(newest.operation));
    if (!isKept) this.#addVersion(operation, tree, target, newest, by);
    return CHANGE_DONE;
  }

  /** Takes back what a version did; the version stays. */
  undo(version: Version): void {
    const { tree, operation } = version;
    if (operation === VERSION_LOCK || operation === VERSION_READ_LOCK) return;
    assert(tree instanceof Tree, 'versions are of trees');
    const target = this.#name;
    copyName(version, target);
    let kind = this.#place(tree, target);
    for (; operation === VERSION_REPLACE && !this.#fits(version); kind = this.#place(tree, target))
      this.#splitter.splitOnly(tree, this.path);
    assert(kind !== PLACE_FREE, 'a node with versions is there');
    const { leaf } = this.path;
    this.changes.undo(tree, leaf, this.file.fix(leaf), this.#tag, version);
  }

  /** Takes the node that a version was of off its page, if it is flagged as deleted and nobody sees it any more. */
  purge(tree: Tree, version: Version): void {
    const target = this.#name;
    copyName(version, target);
    if (this.#place(tree, target) !== PLACE_DELETED || this.#versionsOf(tree, target) !== null) return;
    this.#delete(tree, target, this.path.leaf);
  }

  /** Whether the node here has room for its old data. */
  #fits(version: Version): boolean {
    const base = this.file.fix(this.path.leaf);
    return version.dataLength - this.#dataLengthAt(base) <= freeBytes(this.#slab, base);
  }

  get #tag(): number {
    return this.path.tags[this.path.depth - 1];
  }

  #delete(tree: Tree, target: SearchKey, leaf: number): void {
    const slab = this.#slab;
    const base = this.file.fix(leaf);
    const isLast = slab.tagCount(base) === slab.firstNode(base) + 1;
    if (!isLast || leaf === tree.rootPage) this.changes.delete(tree, leaf, base, this.#tag);
    else {
      const isFlagged = (slab.nodeFlags(base, this.#tag) & NODE_DELETED) !== 0;
      if (!isFlagged) this.changes.flagDelete(tree, leaf, base, this.#tag, null);
      if (tree.isUnique && this.#merger === null) {
        this.#node.set(target, REMAINS, 0, REMAINS.length);
        this.changes.replace(tree, leaf, base, this.#tag, this.#node, null);
      }
    }
    this.#merger?.consider(tree, this.path);
  }

  /** Merges the leaf of a node with its right sibling if that has room for all of it; whether it did. */
  mergeLeaf(tree: Tree, target: SearchKey): boolean {
    if (this.#merger === null) return false;
    tree.pathFor(target, this.path);
    return this.#merger.mergeRight(tree, this.path);
  }

  /** Goes to the node, and says whether the transaction may change it; `#newest` is its newest version then. */
  #refusal(tree: Tree, target: SearchKey, by: Transaction | null, operation: number): number {
    if (by !== null) this.log.actor = by;
    const kind = this.#place(tree, target);
    this.#newest = by === null || kind === PLACE_FREE ? null : this.#versionsOf(tree, target);
    if (by !== null && isContested(this.#newest, by, operation)) return CHANGE_CONFLICT;
    return kind === PLACE_TAKEN ? CHANGE_DONE : CHANGE_MISSING;
  }

  #versionsOf(tree: Tree, target: SearchKey): Version | null {
    return this.versions === null ? null : this.versions.find(tree, target);
  }

  #addVersion(
    operation: number,
    tree: Tree,
    target: SearchKey,
    newest: Version | null,
    by: Transaction,
  ): Version {
    assert(this.versions !== null && by.level > 0, 'a transaction is open, and its versions are kept');
    const version = this.versions.add(operation, tree, target, newest, by);
    return version ?? fail(JET_errVersionStoreOutOfMemory, `${this.versions.count} versions are kept`);
  }

  /** A version with the data that the node here has now. */
  #keepOldData(
    tree: Tree,
    target: SearchKey,
    newest: Version | null,
    by: Transaction,
    newLength: number,
  ): Version {
    const version = this.#addVersion(VERSION_REPLACE, tree, target, newest, by);
    const base = this.file.fix(this.path.leaf);
    const found = this.#found;
    found.read(this.#slab, base, this.#tag);
    const { versions } = this;
    assert(versions !== null, 'a version was added');
    if (!versions.keepData(version, this.#slab.bytes, found.dataStart, found.dataLength)) {
      versions.drop(version, by);
      fail(JET_errVersionStoreOutOfMemory, `${versions.count} versions are kept`);
    }
    versions.keepRoom(version, newLength - found.dataLength);
    return version;
  }

  /** Goes to where the target is, or would be; says which. */
  #place(tree: Tree, target: SearchKey): number {
    const { path } = this;
    const slab = this.#slab;
    tree.pathFor(target, path);
    const base = this.file.fix(path.leaf);
    const tag = lowerBound(slab, base, target);
    path.tags[path.depth - 1] = tag;
    if (tag === slab.tagCount(base) || compareNode(slab, base, tag, target) !== 0) return PLACE_FREE;
    return (slab.nodeFlags(base, tag) & NODE_DELETED) === 0 ? PLACE_TAKEN : PLACE_DELETED;
  }

  /** Inserts on the leaf if there is room; else splits, which may or may not have inserted the node too. */
  #insertHere(
    tree: Tree,
    target: SearchKey,
    place: number,
    version: Version | null,
    replaced: Version | null,
  ): boolean {
    if (place === PLACE_DELETED) return this.#replaceHere(tree, CHANGE_FLAG_INSERT, version, replaced);
    const slab = this.#slab;
    const node = this.#node;
    const { leaf } = this.path;
    const base = this.file.fix(leaf);
    const { keyLength } = target;
    const prefixLength = usablePrefix(slab, base, target.bytes, 0, keyLength);
    const needed = nodeBytes(prefixLength, keyLength, node.dataLength) + TAG_BYTES;
    const tag = this.#tag;
    const goesOn = leaf === this.#runLeaf && tag === this.#runTag + 1;
    if (!this.#hasRoom(tree, base, needed, NO_TAG) || this.#isFullEnough(tree, base, tag, needed)) {
      this.#splitter.isHotSpot = goesOn && this.#run >= HOT_RUN;
      return this.#splitter.split(tree, this.path, CHANGE_INSERT, node, version);
    }
    this.#run = goesOn ? this.#run + 1 : 0;
    this.#runLeaf = leaf;
    this.#runTag = tag;
    this.changes.insert(tree, leaf, base, tag, prefixLength, node, version);
    return true;
  }

  /** Gives the node here the new data; one that was flagged as deleted is there again. */
  #replaceHere(tree: Tree, kind: number, version: Version | null, replaced: Version | null): boolean {
    const node = this.#node;
    const { leaf } = this.path;
    const base = this.file.fix(leaf);
    const needed = node.dataLength - this.#dataLengthAt(base);
    if (needed > 0 && !this.#hasRoom(tree, base, needed, this.#tag))
      return this.#splitter.split(tree, this.path, kind, node, version, replaced);
    if (kind === CHANGE_REPLACE) this.changes.replace(tree, leaf, base, this.#tag, node, version);
    else this.changes.flagInsert(tree, leaf, base, this.#tag, node, version, replaced);
    return true;
  }

  /** Whether an append leaves a page as it is, so that there is room for nodes that come between its own later. */
  #isFullEnough(tree: Tree, base: number, tag: number, needed: number): boolean {
    const slab = this.#slab;
    if (tree.keepsFree === 0 || tag !== slab.tagCount(base) || slab.nextPage(base) !== 0) return false;
    return (
      freeBytes(slab, base) - needed < tree.keepsFree && tag > slab.firstNode(base) && !slab.isRoot(base)
    );
  }

  /** Whether a node can be inserted in so many bytes, or the one at `changing` can grow by them. */
  #hasRoom(tree: Tree, base: number, needed: number, changing: number): boolean {
    const free = freeBytes(this.#slab, base);
    const { versions } = this;
    if (versions === null || versions.shrunk === 0 || free - needed >= versions.shrunk) return needed <= free;
    return needed <= free - reservedBytes(versions, tree, this.#slab, base, changing, this.#node.dataLength);
  }

  #dataLengthAt(base: number): number {
    this.#found.read(this.#slab, base, this.#tag);
    return this.#found.dataLength;
  }
}

/** So many nodes in order make a place that more will come to. */
const HOT_RUN = 8;
const PLACE_FREE = 0;
const PLACE_TAKEN = 1;
const PLACE_DELETED = 2;
