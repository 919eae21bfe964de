/** A database without a catalog: a root and its space trees, in memory, for tests of space. */
import { type CachedFile, PageCache } from '../../src/cache/page-cache';
import { TreeWriter } from '../../src/btree/insert';
import { Tree } from '../../src/btree/tree';
import { checkSpace, type KnownTree } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { DatabaseTime } from '../../src/page/database-time';
import { SearchKey } from '../../src/page/search-key';
import { type NewTree, SpaceManager } from '../../src/space/allocate';
import { DATABASE_ROOT_PAGE } from '../../src/space/extents';
import { formatTree, multipleExtentFormat } from '../../src/space/format-tree';
import { MemoryPages } from './memory-pages';

export class NewDatabase {
  readonly pages: MemoryPages;
  readonly file: CachedFile;
  readonly space: SpaceManager;
  readonly writer: TreeWriter;
  readonly time = new DatabaseTime();
  readonly trees: KnownTree[] = [];
  readonly #target = new SearchKey();
  #nextTreeId = 2;

  constructor(pageBytes: number, pages: number, extensionPages: number, frames = 256, mostPages = 0) {
    this.pages = new MemoryPages(pageBytes, pages);
    this.file = new PageCache(pageBytes, frames).open(this.pages, this.pages);
    this.time.advance();
    formatTree(this.file, this.time, multipleExtentFormat(DATABASE_ROOT_PAGE, 1, 0, pages, 0, true));
    this.space = new SpaceManager(this.file, this.time, {
      extensionPages,
      mostPages,
      growTo: (count) => this.pages.grow(count),
    });
    this.writer = new TreeWriter(this.file, this.time, this.space);
  }

  createTree(parentRoot = DATABASE_ROOT_PAGE, options: Partial<NewTree> = {}): Tree {
    const treeId = this.#nextTreeId++;
    const rootPage = this.space.createTree({
      treeId,
      parentRoot,
      pages: 1,
      kindFlags: 0,
      isUnique: true,
      isMultiple: false,
      ...options,
    });
    this.trees.push({ rootPage, treeId, parentRoot });
    return new Tree(this.file, rootPage, treeId);
  }

  /** Drops a tree; the trees inside it are not known any more either. */
  dropTree(tree: Tree, ...inside: readonly Tree[]): void {
    this.space.dropTree(tree.rootPage);
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
