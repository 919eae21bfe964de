/** An empty tree alone in a file that grows page by page, for tests of trees without a space manager. */
import { type CachedFile, PageCache } from '../../src/cache/page-cache';
import { BTreeCursor } from '../../src/btree/cursor';
import { TreeWriter } from '../../src/btree/insert';
import { PageLog } from '../../src/btree/page-log';
import type { PageAllocator } from '../../src/btree/page-allocator';
import { Tree } from '../../src/btree/tree';
import { DatabaseTime } from '../../src/page/database-time';
import { PAGE_LEAF, PAGE_NON_UNIQUE, PAGE_ROOT } from '../../src/page/page-slab';
import { initializePage, setExternalHeader } from '../../src/page/page-writer';
import { SearchKey } from '../../src/page/search-key';
import { Transaction } from '../../src/version/transaction';
import { MemoryPages } from './memory-pages';

const ROOT_PAGE = 1;
const TREE_ID = 8;

export class NewTree {
  readonly pages: MemoryPages;
  readonly file: CachedFile;
  readonly tree: Tree;
  readonly writer: TreeWriter;
  readonly time = new DatabaseTime();
  /** Pages that the tree has given back. */
  readonly freed: number[] = [];
  readonly #target = new SearchKey();

  constructor(pageBytes: number, isUnique: boolean, frames = 64) {
    this.pages = new MemoryPages(pageBytes, ROOT_PAGE);
    this.file = new PageCache(pageBytes, frames).open(this.pages, this.pages);
    const base = this.file.fixNew(ROOT_PAGE);
    const flags = PAGE_ROOT | PAGE_LEAF | (isUnique ? 0 : PAGE_NON_UNIQUE);
    initializePage(this.file.slab, base, ROOT_PAGE, TREE_ID, flags);
    setExternalHeader(this.file.slab, base, new Uint8Array(16), 0, 16);
    this.tree = new Tree(this.file, ROOT_PAGE, TREE_ID);
    this.writer = new TreeWriter(
      new PageLog(this.file, this.time, null, 1, new Transaction(1)),
      this.#allocator(),
    );
  }

  insert(key: Uint8Array, data: Uint8Array): number {
    this.#target.setKey(key, 0, key.length);
    return this.writer.insert(this.tree, this.#target, data, 0, data.length, null);
  }

  replace(key: Uint8Array, data: Uint8Array): number {
    this.#target.setKey(key, 0, key.length);
    return this.writer.replace(this.tree, this.#target, data, 0, data.length, null);
  }

  remove(key: Uint8Array, data: Uint8Array): number {
    this.#target.setKey(key, 0, key.length);
    if (!this.tree.isUnique) this.#target.appendData(data, 0, data.length);
    return this.writer.remove(this.tree, this.#target, null);
  }

  /** Every node in order, as hex. */
  content(): string[] {
    const cursor = new BTreeCursor(this.tree);
    const { slab } = this.file;
    const found: string[] = [];
    for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) {
      const { node } = cursor;
      const key = Buffer.alloc(node.keyLength);
      node.copyKey(slab, key, 0, key.length);
      const data = Buffer.from(slab.bytes.subarray(node.dataStart, node.dataStart + node.dataLength));
      found.push(`${key.toString('hex')} ${data.toString('hex')}`);
    }
    return found;
  }

  #allocator(): PageAllocator {
    return {
      allocate: () => {
        const freed = this.freed.pop();
        if (freed !== undefined) return freed;
        this.pages.grow(this.pages.pageCount() + 1);
        return this.pages.pageCount();
      },
      free: (_rootPage, page) => this.freed.push(page),
    };
  }
}
