import { describe, expect, it } from '@jest/globals';
import { PageCache, type PageSource } from '../../src/cache/page-cache';
import { bytesSource, cacheDatabase, committedDatabase, pageBytesOf } from '../support/cached-file';
import { codeOf } from '../support/code-of';
import {
  JET_errFileIOBeyondEOF,
  JET_errPageNotInitialized,
  JET_errReadVerifyFailure,
} from '../../errors/codes';

const database = committedDatabase('clean8k-small');
const pageBytes = pageBytesOf(database);

function countingSource(bytes: Buffer): PageSource & { reads: number } {
  const source = bytesSource(bytes, pageBytes);
  const counting = {
    ...source,
    reads: 0,
    readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void {
      counting.reads++;
      source.readPage(pageNumber, target, targetOffset);
    },
  };
  return counting;
}

describe('PageCache', () => {
  it('reads a page once while it stays cached', () => {
    const source = countingSource(database);
    const file = new PageCache(pageBytes, 16).open(source);
    const base = file.fix(4);
    expect(file.fix(4)).toBe(base);
    expect(source.reads).toBe(1);
    expect(file.slab.treeId(base)).toBe(2);
  });

  it('recycles frames when more pages are asked for than there is room, and never shows a wrong page', () => {
    const bytes = Buffer.from(database);
    const source = countingSource(bytes);
    const cache = new PageCache(pageBytes, 16);
    const file = cache.open(source);
    const good: number[] = [];
    for (let page = 1; page <= source.pageCount(); page++)
      if (codeOf(() => file.fix(page)) === null) good.push(page);
    expect(good.length).toBeGreaterThan(16);
    for (let round = 0; round < 3; round++) {
      for (const page of good) {
        const base = file.fix(page);
        const stored = bytes.readUInt32LE((page + 1) * pageBytes + 24);
        expect(file.slab.treeId(base)).toBe(stored);
      }
    }
    expect(cache.usedFrames).toBeLessThanOrEqual(cache.frameCount);
  });

  it('keeps a pinned page where it is', () => {
    const file = cacheDatabase(database, 16);
    const base = file.fix(4);
    file.cache.pin(base);
    for (let page = 1; page <= file.source.pageCount(); page++) codeOf(() => file.fix(page));
    expect(file.fix(4)).toBe(base);
    file.cache.unpin(base);
  });

  it('repairs a single flipped bit in memory and counts it', () => {
    const bytes = Buffer.from(database);
    bytes[5 * pageBytes + 1000] ^= 0x10;
    const file = cacheDatabase(bytes);
    const base = file.fix(4);
    expect(file.cache.repairedPages).toBe(1);
    expect(file.slab.bytes[base + 1000]).toBe(database[5 * pageBytes + 1000]);
  });

  it('refuses a damaged page, a blank one and one beyond the file, and can go on', () => {
    const bytes = Buffer.from(database);
    bytes.fill(0x55, 5 * pageBytes + 512, 5 * pageBytes + 600);
    const file = cacheDatabase(bytes);
    expect(codeOf(() => file.fix(4))).toBe(JET_errReadVerifyFailure);
    expect(codeOf(() => file.fix(file.source.pageCount()))).toBe(JET_errPageNotInitialized);
    for (const page of [0, -1, NaN, file.source.pageCount() + 1, 2 ** 40])
      expect([page, codeOf(() => file.fix(page))]).toEqual([page, JET_errFileIOBeyondEOF]);
    expect(file.slab.treeId(file.fix(7))).toBe(4);
  });

  it('forgets the pages of a file that is closed', () => {
    const cache = new PageCache(pageBytes, 16);
    const first = cache.open(bytesSource(database, pageBytes));
    first.fix(4);
    cache.close(first);
    expect(cache.usedFrames).toBe(0);
  });
});
