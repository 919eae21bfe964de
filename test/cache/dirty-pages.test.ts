import { describe, expect, it } from '@jest/globals';
import { PageCache } from '../../src/cache/page-cache';
import { initializePage } from '../../src/page/page-writer';
import { PAGE_LEAF } from '../../src/page/page-slab';
import { MemoryPages } from '../support/memory-pages';

const PAGE_BYTES = 4096;
const FRAMES = 16;

function newPages(count: number): { pages: MemoryPages; cache: PageCache } {
  return { pages: new MemoryPages(PAGE_BYTES, count), cache: new PageCache(PAGE_BYTES, FRAMES) };
}

describe('a changed page', () => {
  it('is made without being read, and written with a checksum by which it is read again', () => {
    const { pages, cache } = newPages(8);
    const file = cache.open(pages, pages);
    const base = file.fixNew(5);
    initializePage(file.slab, base, 5, 42, PAGE_LEAF);
    expect(cache.pagesRead).toBe(0);
    expect(pages.written).toEqual([]);
    file.flush();
    const again = new PageCache(PAGE_BYTES, FRAMES).open(pages);
    expect(again.slab.treeId(again.fix(5))).toBe(42);
  });

  it('is written once, in the order of page numbers, and then counts as unchanged', () => {
    const { pages, cache } = newPages(12);
    const file = cache.open(pages, pages);
    for (const page of [9, 3, 11, 4]) initializePage(file.slab, file.fixNew(page), page, page, PAGE_LEAF);
    expect(cache.dirtyPages(file)).toBe(4);
    file.flush();
    expect(pages.written).toEqual([3, 4, 9, 11]);
    expect(cache.dirtyPages(file)).toBe(0);
    file.fix(9);
    file.flush();
    expect(pages.written.length).toBe(4);
    file.fixForChange(9);
    file.flush();
    expect(pages.written).toEqual([3, 4, 9, 11, 9]);
  });

  it('is written before the clock gives its frame to another page', () => {
    const { pages, cache } = newPages(5 * FRAMES);
    const file = cache.open(pages, pages);
    for (let page = 1; page <= 5 * FRAMES; page++)
      initializePage(file.slab, file.fixNew(page), page, 1000 + page, PAGE_LEAF);
    expect(pages.written.length).toBeGreaterThanOrEqual(4 * FRAMES);
    for (let page = 1; page <= 5 * FRAMES; page++) expect(file.slab.treeId(file.fix(page))).toBe(1000 + page);
  });

  it('stays, and stays changed, when the sink fails', () => {
    const { pages, cache } = newPages(5 * FRAMES);
    let isFull = true;
    const file = cache.open(pages, {
      writePage(pageNumber, source, offset) {
        if (isFull) throw new Error('no space');
        pages.writePage(pageNumber, source, offset);
      },
    });
    for (let page = 1; page <= FRAMES; page++)
      initializePage(file.slab, file.fixNew(page), page, page, PAGE_LEAF);
    expect(() => file.fixNew(FRAMES + 1)).toThrow('no space');
    expect(() => file.flush()).toThrow('no space');
    expect(cache.dirtyPages(file)).toBe(FRAMES);
    isFull = false;
    file.flush();
    expect(pages.written.length).toBe(FRAMES);
    for (let page = 1; page <= FRAMES; page++) expect(file.slab.treeId(file.fix(page))).toBe(page);
  });

  it('begins with zeros even where the page was cached before', () => {
    const { pages, cache } = newPages(4);
    const file = cache.open(pages, pages);
    initializePage(file.slab, file.fixNew(2), 2, 7, PAGE_LEAF);
    const base = file.fixNew(2);
    expect(file.slab.bytes.subarray(base, base + PAGE_BYTES).every((byte) => byte === 0)).toBe(true);
  });

  it('is forgotten with its file', () => {
    const { pages, cache } = newPages(4);
    const file = cache.open(pages, pages);
    file.fixNew(2);
    cache.close(file);
    expect(pages.written).toEqual([]);
    const again = cache.open(pages, pages);
    initializePage(again.slab, again.fixNew(3), 3, 7, PAGE_LEAF);
    again.flush();
    expect(pages.written).toEqual([3]);
  });
});
