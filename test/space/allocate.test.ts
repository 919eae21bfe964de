import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PAGE_INDEX } from '../../src/page/page-slab';
import { availableExtents, ownedExtents, pagesOf } from '../../src/space/extents';
import { readSpaceHeader } from '../../src/space/space-header';
import { codeOf } from '../support/code-of';
import { NewDatabase } from '../support/new-database';
import { Random } from '../support/random';

const key32 = (value: number): Buffer => {
  const key = Buffer.alloc(4);
  key.writeUInt32BE(value);
  return key;
};

describe('the first pages of a database', () => {
  it('are its root and its two space trees, the rest is free', () => {
    const database = new NewDatabase(4096, 254, 256);
    expect(ownedExtents(database.file, 1)).toEqual([{ lastPage: 254, pages: 254, pool: 0 }]);
    expect(availableExtents(database.file, 1)).toEqual([{ lastPage: 254, pages: 251, pool: 0 }]);
    expect(database.complaints()).toEqual([]);
  });
});

describe('a tree', () => {
  it('takes its pages from the front of what is free above it', () => {
    const database = new NewDatabase(4096, 254, 256);
    const first = database.createTree(1, { pages: 20, isMultiple: true });
    const second = database.createTree(1, { pages: 5, isMultiple: true });
    expect([first.rootPage, second.rootPage]).toEqual([4, 24]);
    expect(availableExtents(database.file, 1)).toEqual([{ lastPage: 254, pages: 226, pool: 0 }]);
    expect(availableExtents(database.file, 4)).toEqual([{ lastPage: 23, pages: 17, pool: 0 }]);
    const index = database.createTree(4, { pages: 3, isMultiple: true, kindFlags: PAGE_INDEX });
    expect(index.rootPage).toBe(7);
    expect(availableExtents(database.file, 4)).toEqual([{ lastPage: 23, pages: 14, pool: 0 }]);
    expect(database.complaints()).toEqual([]);
  });

  it('with a single extent uses the bitmap up and then gets space trees on a second extent', () => {
    const database = new NewDatabase(4096, 254, 256);
    const tree = database.createTree(1, { pages: 4 });
    const root = tree.rootPage;
    expect(readSpaceHeader(database.file, root).availableBitmap).toBe(7);
    expect([1, 2, 3].map(() => database.space.allocate(root, 0))).toEqual([root + 1, root + 2, root + 3]);
    expect(readSpaceHeader(database.file, root).isMultiple).toBe(false);
    const page = database.space.allocate(root, 0);
    const header = readSpaceHeader(database.file, root);
    expect(header).toMatchObject({ isMultiple: true, ownedRoot: root + 4, primaryPages: 4 });
    expect(page).toBe(root + 6);
    expect(ownedExtents(database.file, root)).toEqual([
      { lastPage: root + 3, pages: 4, pool: 0 },
      { lastPage: root + 6, pages: 3, pool: 0 },
    ]);
    expect(availableExtents(database.file, root)).toEqual([]);
  });

  it('grows by four pages while it is small, by sixteen later, and says so in its header', () => {
    const database = new NewDatabase(4096, 254, 256);
    const root = database.createTree().rootPage;
    for (let i = 0; i < 2; i++) database.space.allocate(root, 0);
    expect(readSpaceHeader(database.file, root)).toMatchObject({ isLastAllocation: true, primaryPages: 4 });
    for (let i = 0; i < 30; i++) database.space.allocate(root, 0);
    expect(readSpaceHeader(database.file, root)).toMatchObject({ isLastAllocation: true, primaryPages: 16 });
    expect(pagesOf(ownedExtents(database.file, root))).toBeGreaterThanOrEqual(34);
  });

  it('can be as large as it was asked to be', () => {
    const database = new NewDatabase(4096, 254, 256);
    const root = database.createTree(1, { pages: 600 }).rootPage;
    expect(readSpaceHeader(database.file, root)).toMatchObject({ isMultiple: true, primaryPages: 600 });
    const single = database.createTree(1, { pages: 33 }).rootPage;
    expect(readSpaceHeader(database.file, single).availableBitmap).toBe(0xffffffff);
    expect(database.complaints()).toEqual([]);
  });
});

describe('the file', () => {
  it('grows by whole extensions when nothing is free', () => {
    const database = new NewDatabase(4096, 30, 16);
    database.createTree(1, { pages: 100 });
    expect(database.pages.pageCount()).toBe(30 + 112);
    expect(ownedExtents(database.file, 1)).toEqual([
      { lastPage: 30, pages: 30, pool: 0 },
      { lastPage: 142, pages: 112, pool: 0 },
    ]);
    expect(database.complaints()).toEqual([]);
  });
});

describe('a database that grows', () => {
  it('has its file end at the end of an extension, headers counted', () => {
    const database = new NewDatabase(4096, 30, 50);
    database.createTree(1, { pages: 40 });
    expect(database.pages.pageCount() + 2).toBe(100);
    database.createTree(1, { pages: 55 });
    expect(database.pages.pageCount() + 2).toBe(200);
    expect(database.complaints()).toEqual([]);
  });

  it('owns no more pages than it may, and takes the last of them', () => {
    const database = new NewDatabase(4096, 30, 16, 256, 50);
    const root = database.createTree(1, { pages: 20 }).rootPage;
    database.createTree(1, { pages: 10 });
    expect(database.pages.pageCount()).toBe(46);
    for (const pages of [7, 6]) database.createTree(1, { pages });
    expect(database.pages.pageCount()).toBe(46);
    database.createTree(1, { pages: 4 });
    expect(database.pages.pageCount()).toBe(50);
    expect(codeOf(() => database.createTree(1, { pages: 1 }))).toBeJet('JET_errOutOfDatabaseSpace');
    const taken = Array.from({ length: 19 }, () => database.space.allocate(root, 0));
    expect(codeOf(() => database.space.allocate(root, 0))).toBeJet('JET_errOutOfDatabaseSpace');
    for (const page of taken) database.space.free(root, page);
    expect(database.complaints()).toEqual([]);
  });

  it('can be told how large to be: one extent an extension', () => {
    const database = new NewDatabase(4096, 30, 16);
    database.space.growDatabase(60);
    expect(ownedExtents(database.file, 1).map(({ lastPage }) => lastPage)).toEqual([30, 46, 62]);
    database.space.growDatabase(62);
    expect(database.pages.pageCount()).toBe(62);
    expect(database.complaints()).toEqual([]);
  });
});

describe('pages given back', () => {
  it('are merged with their neighbours within one owned extent', () => {
    const database = new NewDatabase(4096, 254, 256);
    const root = database.createTree(1, { pages: 20, isMultiple: true }).rootPage;
    const pages = Array.from({ length: 17 }, () => database.space.allocate(root, 0));
    expect(availableExtents(database.file, root)).toEqual([]);
    for (const i of [3, 5, 4, 6, 2]) database.space.free(root, pages[i]);
    expect(availableExtents(database.file, root)).toEqual([{ lastPage: pages[6], pages: 5, pool: 0 }]);
    for (const i of [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 1, 0]) database.space.free(root, pages[i]);
    expect(availableExtents(database.file, root)).toEqual([{ lastPage: pages[16], pages: 17, pool: 0 }]);
    expect(database.complaints()).toEqual([]);
  });

  it('of a single extent are free in its bitmap', () => {
    const database = new NewDatabase(4096, 254, 256);
    const root = database.createTree(1, { pages: 8 }).rootPage;
    const pages = Array.from({ length: 7 }, () => database.space.allocate(root, 0));
    database.space.free(root, pages[4]);
    expect(readSpaceHeader(database.file, root).availableBitmap).toBe(0x10);
    expect(database.space.allocate(root, 0)).toBe(pages[4]);
  });

  it.each([4096, 32768])('leave everything accounted for, however scattered (%i-byte pages)', (pageBytes) => {
    const database = new NewDatabase(pageBytes, 40, 8, 1024);
    const root = database.createTree(1, { pages: 1 }).rootPage;
    const random = new Random(99);
    const held: number[] = [];
    const count = pageBytes === 4096 ? 3000 : 9000;
    for (let i = 0; i < count; i++) held.push(database.space.allocate(root, 0));
    expect(new Set(held).size).toBe(count);
    for (let i = held.length - 1; i > 0; i -= 2) database.space.free(root, held.splice(i, 1)[0]);
    const tree = readSpaceHeader(database.file, root).ownedRoot;
    expect(database.file.slab.isLeaf(database.file.fix(tree + 1))).toBe(false);
    for (let i = 0; i < 1500; i++) {
      if (random.below(2) === 0) held.push(database.space.allocate(root, random.below(count)));
      else database.space.free(root, held.splice(random.below(held.length), 1)[0]);
    }
    expect(new Set(held).size).toBe(held.length);
    while (held.length > 0) database.space.free(root, held.splice(random.below(held.length), 1)[0]);
    expect(database.complaints()).toEqual([]);
  });
});

describe('an extent that is free as a whole', () => {
  it('goes back to where it came from, and is merged with its neighbours there', () => {
    const database = new NewDatabase(4096, 254, 256);
    const root = database.createTree(1, { pages: 4 }).rootPage;
    const held = Array.from({ length: 40 }, () => database.space.allocate(root, 0));
    expect(ownedExtents(database.file, root).length).toBeGreaterThan(4);
    for (const page of held) database.space.free(root, page);
    expect(ownedExtents(database.file, root)).toEqual([
      { lastPage: root + 3, pages: 4, pool: 0 },
      { lastPage: root + 6, pages: 3, pool: 0 },
    ]);
    expect(availableExtents(database.file, 1)).toEqual([{ lastPage: 254, pages: 254 - root - 6, pool: 0 }]);
    expect(database.complaints()).toEqual([]);
  });

  it('goes up two levels from an index: table, then database', () => {
    const database = new NewDatabase(4096, 254, 256);
    const table = database.createTree(1, { pages: 1 }).rootPage;
    const index = database.createTree(table, { pages: 3, isMultiple: true, kindFlags: PAGE_INDEX }).rootPage;
    const before = pagesOf(ownedExtents(database.file, table));
    const held = Array.from({ length: 100 }, () => database.space.allocate(index, 0));
    expect(pagesOf(ownedExtents(database.file, table))).toBeGreaterThanOrEqual(before + 90);
    for (const page of held.reverse()) database.space.free(index, page);
    expect(pagesOf(ownedExtents(database.file, index))).toBe(3);
    expect(pagesOf(ownedExtents(database.file, table))).toBeLessThanOrEqual(before + 8);
    expect(database.complaints()).toEqual([]);
  });
});

describe('a tree that is dropped', () => {
  it('with one extent is free in its parent as if it had never been', () => {
    const database = new NewDatabase(4096, 254, 256);
    const before = availableExtents(database.file, 1);
    const tree = database.createTree(1, { pages: 9 });
    database.dropTree(tree);
    expect(availableExtents(database.file, 1)).toEqual(before);
    expect(database.complaints()).toEqual([]);
  });

  it('is free in the bitmap of a table with one extent', () => {
    const database = new NewDatabase(4096, 254, 256);
    const table = database.createTree(1, { pages: 33 });
    const index = database.createTree(table.rootPage, { pages: 5 });
    expect(index.rootPage).toBe(table.rootPage + 1);
    expect(readSpaceHeader(database.file, table.rootPage).availableBitmap).toBe(0xffffffe0);
    database.dropTree(index);
    expect(readSpaceHeader(database.file, table.rootPage).availableBitmap).toBe(0xffffffff);
    const whole = database.createTree(table.rootPage, { pages: 32 });
    expect(readSpaceHeader(database.file, table.rootPage).availableBitmap).toBe(0);
    database.dropTree(whole);
    expect(readSpaceHeader(database.file, table.rootPage).availableBitmap).toBe(0xffffffff);
    expect(database.complaints()).toEqual([]);
  });

  it('takes the trees made inside it along, however many extents there are', () => {
    const database = new NewDatabase(4096, 30, 16, 1024);
    const before = pagesOf(availableExtents(database.file, 1));
    const table = database.createTree(1, { pages: 1 });
    const other = database.createTree(1, { pages: 1 });
    const index = database.createTree(table.rootPage, { pages: 1, kindFlags: PAGE_INDEX });
    for (let i = 0; i < 4000; i++) {
      database.space.allocate(table.rootPage, 0);
      if (i % 3 === 0) database.space.allocate(index.rootPage, 0);
      if (i % 8 === 0) database.space.allocate(other.rootPage, 0);
    }
    expect(ownedExtents(database.file, table.rootPage).length).toBeGreaterThan(200);
    database.dropTree(table, index);
    database.dropTree(other);
    expect(database.complaints()).toEqual([]);
    const owned = pagesOf(ownedExtents(database.file, 1));
    const kept = owned - pagesOf(availableExtents(database.file, 1)) - (30 - before);
    expect(kept).toBeLessThan(20);
    expect(database.createTree(1, { pages: 12 }).rootPage).toBeLessThan(60);
  });
});

describe('trees that grow side by side', () => {
  it('leave every page exactly one use, and the space trees sound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 60 }), fc.boolean()), {
          minLength: 1,
          maxLength: 60,
        }),
        (steps) => {
          const database = new NewDatabase(4096, 30, 16, 128);
          const tables = [1, 3, 40].map((pages) => database.createTree(1, { pages }));
          const indexes = tables.map((table) =>
            database.createTree(table.rootPage, { kindFlags: PAGE_INDEX }),
          );
          const trees = [...tables, ...indexes];
          let next = 0;
          for (const [which, count, isAscending] of steps) {
            for (let i = 0; i < count; i++, next++)
              database.insert(trees[which], key32(isAscending ? next : 2 ** 31 - next), Buffer.alloc(700, i));
          }
          expect(database.complaints()).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a tree whose keys repeat', () => {
  it('has space trees whose keys do not', () => {
    const made = new NewDatabase(4096, 64, 16);
    const tree = made.createTree(undefined, { isUnique: false });
    const others = made.createTree();
    for (let round = 0; round < 60; round++) {
      made.space.allocate(tree.rootPage, tree.rootPage);
      made.space.allocate(others.rootPage, others.rootPage);
    }
    expect(ownedExtents(made.file, tree.rootPage).length).toBeGreaterThan(3);
  });
});
