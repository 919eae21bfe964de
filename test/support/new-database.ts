/** A database without a catalog: a root and its space trees, in memory, for tests of space. */
import { type CachedFile, PageCache } from '../../src/cache/page-cache';
import { TreeWriter } from '../../src/btree/insert';
import { PageLog } from '../../src/btree/page-log';
import { Tree } from '../../src/btree/tree';
import type { LogStream } from '../../src/log/log-stream';
import { checkSpace, type KnownTree } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { DatabaseTime } from '../../src/page/database-time';
import { SearchKey } from '../../src/page/search-key';
import { type NewTree, SpaceManager } from '../../src/space/allocate';
import { DATABASE_ROOT_PAGE } from '../../src/space/extents';
import { Transaction } from '../../src/version/transaction';
import { MemoryPages } from './memory-pages';

const DATABASE_ID = 1;
const SESSION_ID = 5;

export class NewDatabase {
  readonly pages: MemoryPages;
  readonly file: CachedFile;
  readonly log: PageLog;
  readonly space: SpaceManager;
  readonly writer: TreeWriter;
  readonly time = new DatabaseTime();
  readonly trees: KnownTree[] = [];
  readonly #target = new SearchKey();
  #nextTreeId = 2;

  constructor(
    pageBytes: number,
    pages: number,
    extensionPages: number,
    frames = 256,
    mostPages = 0,
    log: LogStream | null = null,
  ) {
    this.pages = new MemoryPages(pageBytes, pages);
    this.file = new PageCache(pageBytes, frames).open(this.pages, this.pages);
    this.log = new PageLog(this.file, this.time, log, DATABASE_ID, new Transaction(SESSION_ID));
    this.space = new SpaceManager(this.log, {
      extensionPages,
      mostPages,
      growTo: (count) => this.pages.grow(count),
    });
    this.space.createDatabaseRoot(pages);
    this.writer = new TreeWriter(this.log, this.space);
  }

  createTree(
    parentRoot = DATABASE_ROOT_PAGE,
    options: Partial<NewTree> = {},
    by: Transaction | null = null,
  ): Tree {
    const treeId = this.#nextTreeId++;
    const tree = {
      treeId,
      parentRoot,
      pages: 1,
      kindFlags: 0,
      isUnique: true,
      isMultiple: false,
      ...options,
    };
    const rootPage = this.space.createTree(tree, by);
    this.trees.push({ rootPage, treeId, parentRoot });
    return new Tree(this.file, rootPage, treeId);
  }

  /** Drops a tree; the trees inside it are not known any more either. */
  dropTree(tree: Tree, ...inside: readonly Tree[]): void {
    this.space.dropTree(tree.rootPage, null);
    for (const { rootPage } of [tree, ...inside])
      this.trees.splice(
        this.trees.findIndex((known) => known.rootPage === rootPage),
        1,
      );
  }

  insert(tree: Tree, key: Uint8Array, data: Uint8Array): void {
    this.#target.setKey(key, 0, key.length);
    this.writer.insert(tree, this.#target, data, 0, data.length, null);
  }

  /** Complaints of the checkers, leaks included. */
  complaints(): string[] {
    const findings = new Findings(Infinity);
    checkSpace(this.file, this.trees, findings);
    return findings.kept.map(({ page, text }) => `page ${page}: ${text}`);
  }
}
