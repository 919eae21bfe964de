/**
 * Mutated pages: a page of a real database with some bytes changed must be refused by `checkPage`, or be safe to walk
 * and to search. Whole databases with mutated pages (their checksums made right again) must end in a code.
 */
import { JetError } from '../../errors/jet-error';
import { BTreeCursor } from '../../src/btree/cursor';
import { Tree } from '../../src/btree/tree';
import { Catalog } from '../../src/catalog/catalog';
import { checksumPage, PAGE_GOOD, verifyPage } from '../../src/format/page-checksum';
import { Node } from '../../src/page/node';
import { checkPage } from '../../src/page/page-check';
import { childFor, lowerBound, upperBound } from '../../src/page/page-search';
import { PAGE_EMPTY, PageSlab } from '../../src/page/page-slab';
import { SearchKey } from '../../src/page/search-key';
import { availableExtents, lastOwnedPage, ownedExtents } from '../../src/space/extents';
import { cacheDatabase, pageBytesOf } from '../support/cached-file';
import { Random } from '../support/random';

export interface FuzzOutcome {
  readonly tried: number;
  readonly accepted: number;
}

/** Pages of a database that carry a good checksum. */
export function goodPages(database: Buffer): number[] {
  const pageBytes = pageBytesOf(database);
  const words = new Uint32Array(pageBytes / 4);
  const pages: number[] = [];
  for (let page = 1; page <= database.length / pageBytes - 2; page++) {
    const start = (page + 1) * pageBytes;
    new Uint8Array(words.buffer).set(database.subarray(start, start + pageBytes));
    if (verifyPage(words, 0, pageBytes, page) === PAGE_GOOD) pages.push(page);
  }
  return pages;
}

/** Mutates single pages `count` times; what `checkPage` lets through must not lead outside the page. */
export function fuzzPages(database: Buffer, count: number, seed: number): FuzzOutcome {
  const random = new Random(seed);
  const pageBytes = pageBytesOf(database);
  const pages = goodPages(database);
  const slab = new PageSlab(pageBytes, 3);
  const base = pageBytes;
  let accepted = 0;
  for (let i = 0; i < count; i++) {
    const start = (pages[random.below(pages.length)] + 1) * pageBytes;
    slab.bytes.set(database.subarray(start, start + pageBytes), base);
    mutate(slab.bytes, base, pageBytes, random);
    if (!checkPage(slab, base)) continue;
    accepted++;
    walkPage(slab, base, random);
  }
  return { tried: count, accepted };
}

function mutate(bytes: Uint8Array, start: number, length: number, random: Random): void {
  for (let changes = 1 + random.below(8); changes > 0; changes--) {
    const place = random.below(3);
    const at =
      place === 0 ? random.below(80) : place === 1 ? length - 1 - random.below(400) : random.below(length);
    bytes[start + at] = random.below(256);
  }
}

function walkPage(slab: PageSlab, base: number, random: Random): void {
  const node = new Node();
  const key = new SearchKey();
  for (let tag = slab.firstNode(base); tag < slab.tagCount(base); tag++) {
    node.read(slab, base, tag);
    const inPage = (at: number, length: number): boolean =>
      length === 0 || (at >= base && at + length <= base + slab.pageBytes);
    const isInside =
      inPage(node.prefixStart, node.prefixLength) &&
      inPage(node.suffixStart, node.suffixLength) &&
      inPage(node.dataStart, node.dataLength) &&
      node.dataLength >= 0;
    if (!isInside) throw new Error(`node ${tag} leads outside its page`);
  }
  key.reserve(64);
  key.keyLength = random.below(40);
  for (let i = 0; i < key.keyLength; i++) key.bytes[i] = random.below(256);
  const tags = slab.tagCount(base);
  for (const tag of [lowerBound(slab, base, key), upperBound(slab, base, key)])
    if (tag < slab.firstNode(base) || tag > tags) throw new Error(`a search ended at tag ${tag} of ${tags}`);
  const isInner = !slab.isLeaf(base) && (slab.flags(base) & PAGE_EMPTY) === 0;
  if (isInner && childFor(slab, base, key) >= tags) throw new Error('a search left an inner page');
}

/** Mutates pages of a whole database `count` times and reads everything; only a JetError may come out. */
export function fuzzDatabases(database: Buffer, count: number, seed: number): FuzzOutcome {
  const random = new Random(seed);
  const pageBytes = pageBytesOf(database);
  const pages = goodPages(database);
  let accepted = 0;
  for (let i = 0; i < count; i++) {
    const bytes = Buffer.from(database);
    for (let damaged = 1 + random.below(3); damaged > 0; damaged--)
      damagePage(bytes, pages[random.below(pages.length)], pageBytes, random);
    try {
      readEverything(bytes);
      accepted++;
    } catch (failure) {
      if (!(failure instanceof JetError)) throw failure;
    }
  }
  return { tried: count, accepted };
}

function damagePage(bytes: Buffer, page: number, pageBytes: number, random: Random): void {
  const start = (page + 1) * pageBytes;
  const words = new Uint32Array(pageBytes / 4);
  const copy = new Uint8Array(words.buffer);
  copy.set(bytes.subarray(start, start + pageBytes));
  mutate(copy, 0, pageBytes, random);
  checksumPage(words, 0, pageBytes, page);
  bytes.set(copy, start);
}

function readEverything(bytes: Buffer): void {
  const file = cacheDatabase(bytes, 64);
  lastOwnedPage(file);
  const catalog = new Catalog(file);
  const names: string[] = [];
  catalog.forEachTable((row) => names.push(row.name));
  for (const name of names) {
    const schema = catalog.tableByName(name);
    if (schema === null) continue;
    ownedExtents(file, schema.rootPage);
    availableExtents(file, schema.rootPage);
    for (const root of [schema.rootPage, ...schema.indexes.map((index) => index.rootPage)]) {
      const cursor = new BTreeCursor(new Tree(file, root, 0));
      for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) cursor.settle();
      for (let more = cursor.moveLast(); more; more = cursor.movePrevious()) cursor.settle();
    }
  }
}
