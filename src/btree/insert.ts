/**
 * Changes of trees: finds where a node belongs and puts it there, splitting pages from the leaf up as far as needed.
 *
 *   insert ─▶ fits: one page changes
 *          └▶ does not fit ─▶ a root is full: vertical split, and once more from the top
 *                          └▶ right split of the leaf and of every parent without room, all under one database time
 *
 * Invariants
 *  1. Pages come from the allocator before anything of the tree is changed, and all pages of an operation are in the
 *     cache and pinned before the first of them is: a failure leaves the tree as it was.
 *  2. Every page changed carries the database time of the operation.
 *  3. Where keys repeat, key and data together are unique; a node that is flagged as deleted gives its place to one
 *     with the same key.
 */
import { assert } from '../../errors/assert';
import type { CachedFile } from '../cache/page-cache';
import type { DatabaseTime } from '../page/database-time';
import { compareNode, lowerBound } from '../page/page-search';
import { NODE_DELETED, type PageSlab } from '../page/page-slab';
import {
  deleteNode,
  flagDeleted,
  freeBytes,
  insertNode,
  nodeBytes,
  replaceData,
  setNodeFlags,
  stampPage,
  TAG_BYTES,
  usablePrefix,
} from '../page/page-writer';
import type { SearchKey } from '../page/search-key';
import type { Transaction } from '../version/transaction';
import { CHANGE_DONE, CHANGE_DUPLICATE, CHANGE_MISSING } from './change-result';
import type { PageSupply } from './page-allocator';
import { CHANGE_INSERT, CHANGE_REPLACE } from './page-lines';
import { PendingNode, TreeSplitter } from './tree-splitter';
import type { Tree } from './tree';
import { TreePath } from './tree-path';

/** What stays of the last node of a leaf that is not the root: the page is not left without one. */
const REMAINS = Uint8Array.of(0);

export class TreeWriter {
  /** Where the last change was made, unless it split pages. */
  readonly path = new TreePath();
  readonly #slab: PageSlab;
  readonly #splitter: TreeSplitter;
  readonly #node = new PendingNode();

  constructor(
    readonly file: CachedFile,
    readonly time: DatabaseTime,
    pages: PageSupply,
  ) {
    this.#slab = file.slab;
    this.#splitter = new TreeSplitter(file, time, pages);
  }

  /** Inserts a node; `target` is its key, to which the data is added where keys repeat. */
  insert(
    tree: Tree,
    target: SearchKey,
    data: Uint8Array,
    dataStart: number,
    dataLength: number,
    _by: Transaction | null,
  ): number {
    if (tree.isUnique) target.dataLength = 0;
    else if (target.dataLength === 0) target.appendData(data, dataStart, dataLength);
    this.#node.set(target, data, dataStart, dataLength, 0);
    for (;;) {
      const kind = this.#place(tree, target);
      if (kind === PLACE_TAKEN) return CHANGE_DUPLICATE;
      if (kind === PLACE_DELETED) {
        if (this.#replaceHere(tree)) return CHANGE_DONE;
      } else if (this.#insertHere(tree, target)) return CHANGE_DONE;
    }
  }

  /** Gives the node with the key of `target` other data; false when there is none. Only for unique keys. */
  replace(
    tree: Tree,
    target: SearchKey,
    data: Uint8Array,
    dataStart: number,
    dataLength: number,
    _by: Transaction | null,
  ): number {
    assert(tree.isUnique, 'data is part of what is unique where keys repeat');
    target.dataLength = 0;
    for (;;) {
      if (this.#place(tree, target) !== PLACE_TAKEN) return CHANGE_MISSING;
      const base = this.file.fix(this.path.leaf);
      this.#node.set(target, data, dataStart, dataLength, this.#slab.nodeFlags(base, this.#tag));
      if (this.#replaceHere(tree)) return CHANGE_DONE;
    }
  }

  /** Takes a node away for good; false when there is none. The last one of a leaf below a root stays, flagged. */
  remove(tree: Tree, target: SearchKey, _by: Transaction | null): number {
    if (this.#place(tree, target) !== PLACE_TAKEN) return CHANGE_MISSING;
    const { leaf } = this.path;
    const base = this.#change(leaf);
    const tag = this.#tag;
    const isLast = this.#slab.tagCount(base) === this.#slab.firstNode(base) + 1;
    if (!isLast || leaf === tree.rootPage) deleteNode(this.#slab, base, tag);
    else {
      replaceData(this.#slab, base, tag, REMAINS, 0, REMAINS.length);
      flagDeleted(this.#slab, base, tag, true);
    }
    return CHANGE_DONE;
  }

  get #tag(): number {
    return this.path.tags[this.path.depth - 1];
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
  #insertHere(tree: Tree, target: SearchKey): boolean {
    const slab = this.#slab;
    const node = this.#node;
    const base = this.file.fix(this.path.leaf);
    const { keyLength } = target;
    const prefixLength = usablePrefix(slab, base, target.bytes, 0, keyLength);
    const needed = nodeBytes(prefixLength, keyLength, node.dataLength) + TAG_BYTES;
    if (needed > freeBytes(slab, base)) return this.#splitter.split(tree, this.path, CHANGE_INSERT, node);
    this.#stamp(base);
    insertNode(
      slab,
      base,
      this.#tag,
      node.flags,
      prefixLength,
      target.bytes,
      0,
      keyLength,
      node.data,
      node.dataStart,
      node.dataLength,
    );
    return true;
  }

  /** Gives the node here the new data; one that was flagged as deleted is there again. */
  #replaceHere(tree: Tree): boolean {
    const slab = this.#slab;
    const node = this.#node;
    const base = this.file.fix(this.path.leaf);
    if (node.dataLength - this.#dataLengthAt(base) > freeBytes(slab, base))
      return this.#splitter.split(tree, this.path, CHANGE_REPLACE, node);
    this.#stamp(base);
    replaceData(slab, base, this.#tag, node.data, node.dataStart, node.dataLength);
    const kept = slab.nodeFlags(base, this.#tag) & ~NODE_DELETED;
    setNodeFlags(slab, base, this.#tag, kept | node.flags);
    return true;
  }

  #dataLengthAt(base: number): number {
    return this.#splitter.dataLengthAt(base, this.#tag);
  }

  #change(page: number): number {
    const base = this.file.fix(page);
    this.#stamp(base);
    return base;
  }

  #stamp(base: number): void {
    this.file.cache.markDirty(base);
    this.time.advance();
    stampPage(this.#slab, base, this.time);
  }
}

const PLACE_FREE = 0;
const PLACE_TAKEN = 1;
const PLACE_DELETED = 2;
