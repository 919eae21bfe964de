/** Pages that must not be written yet leave the cache all the same, and are what they were when they come back. */
import { expect, it } from '@jest/globals';
import { KeptBackPages } from '../../src/cache/kept-back-pages';
import { PageCache } from '../../src/cache/page-cache';
import { PAGE_LEAF } from '../../src/page/page-slab';
import { initializePage } from '../../src/page/page-writer';
import { MemoryPages } from '../support/memory-pages';

const PAGE_BYTES = 4096;
const FRAMES = 16;
const PAGES = 60;

const sorted = (pages: readonly number[]): number[] => [...pages].sort((one, other) => one - other);

it('they are kept while they must wait, written when they need not, and never lost', () => {
  const pages = new MemoryPages(PAGE_BYTES, PAGES);
  const file = new PageCache(PAGE_BYTES, FRAMES).open(pages, pages);
  for (let page = 1; page <= PAGES; page++)
    initializePage(file.slab, file.fixNew(page), page, page, PAGE_LEAF);
  file.flush();
  const written = (): number[] => sorted(pages.written.slice(PAGES));
  const waiting = new Set([3, 5, 7]);
  file.keptBack = new KeptBackPages((page) => waiting.has(page));
  for (const page of [3, 4, 5, 7, 8])
    initializePage(file.slab, file.fixForChange(page), page, 100 + page, PAGE_LEAF);
  for (let page = 10; page <= PAGES; page++) file.fix(page);
  expect(written()).toEqual([4, 8]);
  for (const page of [3, 4, 5, 7]) expect(file.slab.treeId(file.fix(page))).toBe(100 + page);
  for (let page = 10; page <= PAGES; page++) file.fix(page);
  waiting.delete(5);
  file.flush();
  expect(written()).toEqual([4, 5, 8]);
  initializePage(file.slab, file.fixNew(7), 7, 200, PAGE_LEAF);
  file.endKeepingBack();
  expect(written()).toEqual([3, 4, 5, 8]);
  file.flush();
  expect(written()).toEqual([3, 4, 5, 7, 8]);
  const again = new PageCache(PAGE_BYTES, FRAMES).open(pages);
  expect([3, 4, 5, 7, 8].map((page) => again.slab.treeId(again.fix(page)))).toEqual([
    103, 104, 105, 200, 108,
  ]);
});

it('one in the cache that must wait is not kept twice: what is written in the end is its newest state', () => {
  const pages = new MemoryPages(PAGE_BYTES, PAGES);
  const file = new PageCache(PAGE_BYTES, FRAMES).open(pages, pages);
  initializePage(file.slab, file.fixNew(3), 3, 3, PAGE_LEAF);
  const waiting = new Set([3]);
  file.keptBack = new KeptBackPages((page) => waiting.has(page));
  file.flush();
  expect(pages.written).toEqual([]);
  initializePage(file.slab, file.fixForChange(3), 3, 103, PAGE_LEAF);
  waiting.clear();
  file.flush();
  expect(pages.written).toEqual([3]);
  const again = new PageCache(PAGE_BYTES, FRAMES).open(pages);
  expect(again.slab.treeId(again.fix(3))).toBe(103);
});
