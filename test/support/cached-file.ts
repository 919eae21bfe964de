/** A database in memory, cached as the engine would cache it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type CachedFile, PageCache, type PageSource } from '../../src/cache/page-cache';

const DATA = join(__dirname, '../data');

/** Databases made by the real engine that are committed with the tests. */
export const COMMITTED_DATABASES = ['clean8k-small', 'clean16k', 'clean32k'] as const;

export function committedDatabase(name: string): Buffer {
  return gunzipSync(readFileSync(join(DATA, `${name}.edb.gz`)));
}

/** What the real engine read from a committed database. */
export function committedContent(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(DATA, `${name}.json.gz`))).toString());
}

export const pageBytesOf = (database: Buffer): number => database.readUInt32LE(236) || 4096;

export function bytesSource(database: Buffer, pageBytes: number): PageSource {
  return {
    path: 'memory.edb',
    pageCount: () => database.length / pageBytes - 2,
    readPage(pageNumber, target, targetOffset) {
      const start = (pageNumber + 1) * pageBytes;
      target.set(database.subarray(start, start + pageBytes), targetOffset);
    },
  };
}

export function cacheDatabase(database: Buffer, frames = 4096): CachedFile {
  const pageBytes = pageBytesOf(database);
  return new PageCache(pageBytes, frames).open(bytesSource(database, pageBytes));
}
