/**
 * Changes of pages that are bookkeeping of space and not of one node: new trees, space trees for a tree that had none,
 * external headers of roots, and the file growing. Each is told to the log before a page changes; all pages that one of
 * them writes carry the same database time.
 */
import type { PageLog } from '../btree/page-log';
import type { CachedFile } from '../cache/page-cache';
import { encodeExtend } from '../log/creation-records';
import { putSetExternalHeader } from '../log/node-records';
import { NO_TIME, RECORD_SPACE, RECORD_UNIQUE } from '../log/record-buffer';
import { NewTreeRecord } from '../log/space-records';
import { PAGE_NEW_RECORD_FORMAT, PAGE_NON_UNIQUE, PAGE_SPACE_TREE } from '../page/page-slab';
import { setExternalHeader } from '../page/page-writer';
import {
  convertRoot,
  formatAvailableRoot,
  formatOwnedRoot,
  formatRoot,
  type TreeFormat,
} from './format-tree';

/** Space headers with the highest auto-increment value are the longest. */
const LONGEST_HEADER = 32;

export class SpaceChanges {
  readonly file: CachedFile;
  readonly #newTree: NewTreeRecord;
  readonly #line = new Uint8Array(LONGEST_HEADER);

  constructor(readonly log: PageLog) {
    this.file = log.file;
    this.#newTree = new NewTreeRecord(log.header);
  }

  /** Writes the pages of a new tree. */
  createTree(format: TreeFormat): void {
    const isSingle = format.ownedRoot === 0;
    const base = this.file.fixNew(format.rootPage);
    this.#withSpaceRoots(format, base, () => {
      this.#fill(base, format, format.kindFlags);
      this.log.header.beforeLow = this.log.header.beforeHigh = NO_TIME;
      if (isSingle) this.#newTree.writeSingle(this.log.record);
      else this.#newTree.writeMultiple(this.log.record);
      this.log.append();
      this.log.stamp(formatRoot(this.file, format));
      if (!isSingle) this.#formatSpaceRoots(format);
    });
  }

  /** Gives a tree with a single extent space trees. */
  convertTree(format: TreeFormat): void {
    const base = this.file.fix(format.rootPage);
    this.#withSpaceRoots(format, base, () => {
      this.#fill(base, format, format.kindFlags | PAGE_NEW_RECORD_FORMAT);
      this.#newTree.writeConvert(this.log.record);
      this.log.append();
      this.log.stamp(convertRoot(this.file, format));
      this.#formatSpaceRoots(format);
    });
  }

  /** Changes the external header of a root, or of a space tree's root, of the tree at `rootPage`. */
  changeHeader(page: number, rootPage: number, change: (line: DataView) => void): void {
    const { file, log } = this;
    const { slab } = file;
    const base = file.fix(page);
    const start = slab.lineStart(base, 0);
    const length = slab.lineLength(base, 0);
    this.#line.set(slab.bytes.subarray(start, start + length));
    change(new DataView(this.#line.buffer, 0, length));
    const flags = slab.flags(base);
    const tree = {
      id: slab.treeId(base),
      rootPage: page,
      ownerRoot: rootPage,
      isUnique: (flags & PAGE_NON_UNIQUE) === 0,
      file,
    };
    log.startNode(tree, base, page, 0, null, (flags & PAGE_SPACE_TREE) === 0 ? 0 : RECORD_SPACE);
    putSetExternalHeader(log.record, log.header, this.#line, 0, length);
    log.append();
    setExternalHeader(slab, base, this.#line, 0, length);
    log.stamp(base);
  }

  /** The file is about to have room for pages up to `lastPage`. */
  extend(lastPage: number): void {
    const { log, databaseId } = this.log;
    log?.append(encodeExtend(databaseId, lastPage));
  }

  #fill(base: number, format: TreeFormat, pageFlags: number): void {
    const record = this.#newTree;
    this.log.startPage(base, format.rootPage, 0, format.isUnique ? RECORD_UNIQUE : 0);
    record.treeId = format.treeId;
    record.parentRoot = format.parentRoot;
    record.ownedRoot = format.ownedRoot;
    record.availableRoot = format.ownedRoot + 1;
    record.pages = format.pages;
    record.pageFlags = pageFlags;
    record.secondFirst = format.ownedRoot;
    record.secondPages = format.secondPages;
    record.availableBitmap = format.availableBitmap;
  }

  /** Changes pages of a tree that are all in the cache and stay there: what is begun is not cut short by a failure. */
  #withSpaceRoots({ ownedRoot }: TreeFormat, rootBase: number, body: () => void): void {
    const { cache } = this.file;
    const pinned: number[] = [];
    const pin = (base: number): void => {
      cache.pin(base);
      pinned.push(base);
    };
    try {
      pin(rootBase);
      for (const page of ownedRoot === 0 ? [] : [ownedRoot, ownedRoot + 1]) pin(this.file.fixNew(page));
      body();
    } finally {
      for (const base of pinned) cache.unpin(base);
    }
  }

  #formatSpaceRoots(format: TreeFormat): void {
    this.log.stamp(formatOwnedRoot(this.file, format));
    this.log.stamp(formatAvailableRoot(this.file, format));
  }
}
