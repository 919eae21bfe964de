/** Which pages recovery takes for blank without looking at them: none that has anything, anywhere. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type CachedFile, PageCache } from '../../src/cache/page-cache';
import { KeptBackPages } from '../../src/cache/kept-back-pages';
import { initializePage } from '../../src/page/page-writer';
import { BlankPages } from '../../src/recovery/blank-pages';
import { MemoryPages } from '../support/memory-pages';

const PAGE_BYTES = 4096;

describe('pages that were never written', () => {
  let source: MemoryPages;
  let file: CachedFile;
  let blank: BlankPages;
  let reads: number[];

  beforeEach(() => {
    source = new MemoryPages(PAGE_BYTES, 100);
    file = new PageCache(PAGE_BYTES, 16).open(source, source);
    reads = [];
    blank = new BlankPages(file, (page, count, target, offset) => {
      reads.push(page);
      return source.readPages(page, count, target, offset);
    });
  });

  const make = (page: number): void => {
    const base = file.fixNew(page);
    initializePage(file.slab, base, page, 1, 0);
  };

  it('are found a run at a time, up to the end of the file', () => {
    for (let page = 1; page <= 100; page++) expect([page, blank.take(page)]).toEqual([page, true]);
    expect(reads.length).toBeLessThanOrEqual(4);
    expect(blank.take(101)).toBe(false);
  });

  it('are blank once: a page that was made, written and left the cache is not taken for one', () => {
    expect(blank.take(5)).toBe(true);
    make(5);
    for (let page = 40; page < 80; page++) make(page);
    expect(file.holds(5)).toBe(false);
    expect(blank.take(5)).toBe(false);
    expect(blank.take(6)).toBe(true);
  });

  it('are neither cached nor kept back', () => {
    file.keptBack = new KeptBackPages((page) => page === 3);
    make(3);
    make(4);
    for (let page = 40; page < 80; page++) make(page);
    make(4);
    expect(file.keptBack.has(3)).toBe(true);
    expect(blank.take(1)).toBe(true);
    expect([2, 3, 4].map((page) => blank.take(page))).toEqual([true, false, false]);
    for (let page = 41; page < 80; page++) make(page);
    expect(blank.take(4)).toBe(false);
  });

  it('are looked at one by one for a while where a page is there, or cannot be read', () => {
    make(1);
    file.flush();
    file = new PageCache(PAGE_BYTES, 16).open(source, source);
    blank = new BlankPages(file, (page, count, target, offset) => {
      reads.push(page);
      if (page === 50) throw new Error('EIO');
      return source.readPages(page, count, target, offset);
    });
    expect([blank.take(1), blank.take(2)]).toEqual([false, false]);
    expect(reads).toEqual([1]);
    for (let asked = 0; asked < 64; asked++) blank.take(50);
    expect(blank.take(50)).toBe(false);
    expect(reads).toEqual([1, 50]);
  });
});
