import { describe, expect, it } from '@jest/globals';
import { JET_errFileAccessDenied, JET_errInvalidParameter } from '../../errors/codes';
import { Tree } from '../../src/btree/tree';
import type { CachedFile } from '../../src/cache/page-cache';
import { Catalog } from '../../src/catalog/catalog';
import {
  createDatabaseFile,
  DEFAULT_FILE_PAGES,
  type NewDatabaseFile,
} from '../../src/catalog/create-database';
import { findDatabaseHeader, STATE_CLEAN } from '../../src/format/database-header';
import { isNullSignature } from '../../src/format/signature';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { availableExtents } from '../../src/space/extents';
import { readSpaceHeader } from '../../src/space/space-header';
import { cacheDatabase, committedDatabase } from '../support/cached-file';
import { codeOf } from '../support/code-of';
import { MemoryFileSystem } from '../support/memory-file-system';
import { describeShared, sharedBytes } from '../support/shared';
import { type TreeEntry, treeEntries } from '../support/tree-entries';

const PATH = '/db/new.edb';
const NOW = Date.UTC(2026, 4, 17, 12, 30, 15, 250);

function fileSystemWithFolder(): MemoryFileSystem {
  const fileSystem = new MemoryFileSystem();
  fileSystem.makeDirectory('/db');
  return fileSystem;
}

function optionsFor(pageBytes: number, changes: Partial<NewDatabaseFile> = {}): NewDatabaseFile {
  let random = 1;
  return {
    fileSystem: fileSystemWithFolder(),
    path: PATH,
    pageBytes,
    filePages: DEFAULT_FILE_PAGES,
    clock: { now: () => NOW },
    randomness: { nextU32: () => (random = Math.imul(random, 48271) >>> 0) },
    overwrites: false,
    ...changes,
  };
}

function bytesOf({ fileSystem, path }: NewDatabaseFile): Buffer {
  const file = fileSystem.open(path, 'read');
  const bytes = Buffer.alloc(file.size());
  file.read(bytes, 0, bytes.length, 0);
  file.close();
  return bytes;
}

function created(pageBytes: number, changes: Partial<NewDatabaseFile> = {}): Buffer {
  const options = optionsFor(pageBytes, changes);
  createDatabaseFile(options);
  return bytesOf(options);
}

function complaintsOf(file: CachedFile): unknown[] {
  const findings = new Findings();
  const catalog = new Catalog(file);
  checkCatalog(catalog, true, findings);
  checkSpace(file, treesOfCatalog(catalog), findings);
  return findings.kept;
}

describe.each([4096, 8192, 16384, 32768])('a new database of %i-byte pages', (pageBytes) => {
  const bytes = created(pageBytes);
  const file = cacheDatabase(bytes);

  it('is clean, without a log, of the format of Windows 8', () => {
    const found = findDatabaseHeader(bytes);
    expect(found?.damagedCopy).toBe('none');
    expect(found?.header).toMatchObject({
      version: 0x620,
      updateMajor: 20,
      updateMinor: 0,
      createVersion: 0x620,
      createUpdate: 20,
      pageBytes,
      state: STATE_CLEAN,
      lastObjectId: 7,
      minimumRequired: 0,
      maximumRequired: 0,
      maximumCommitted: 0,
    });
    expect(
      isNullSignature(found?.header.logSignature ?? { random: 1, createdAt: 0 as never, computerName: '' }),
    ).toBe(true);
  });

  it('is as long as was asked, and knows of the last change of any page', () => {
    expect(bytes.length).toBe(256 * pageBytes);
    let last = 0n;
    for (let page = 1; page <= 254; page++) {
      const at = (page + 1) * pageBytes + 8;
      if (bytes.readBigUInt64LE(at) > last) last = bytes.readBigUInt64LE(at);
    }
    expect(findDatabaseHeader(bytes)?.header.dirtiedAt).toBe(last);
  });

  it('passes all checkers', () => expect(complaintsOf(file)).toEqual([]));

  it('has the system tables where every database has them', () => {
    const catalog = new Catalog(file);
    const places: unknown[] = [];
    catalog.forEachTable((row) => places.push([row.name, row.id, row.columnTypeOrRoot]));
    expect(places).toEqual([
      ['MSysLocales', 7, 30],
      ['MSysObjects', 2, 4],
      ['MSysObjectsShadow', 3, 24],
      ['MSysObjids', 6, 29],
    ]);
    const objects = catalog.tableByName('MSysObjects');
    expect(objects?.columns.length).toBe(28);
    expect(objects?.indexes.map(({ name, rootPage }) => [name, rootPage])).toEqual([
      ['Id', 4],
      ['Name', 7],
      ['RootObjects', 10],
    ]);
    expect(availableExtents(file, 1)).toEqual([{ lastPage: 254, pages: 224, pool: 0 }]);
    expect(readSpaceHeader(file, 29)).toMatchObject({ primaryPages: 1, parentRoot: 1, isMultiple: false });
  });
});

/** Trees with rows, by what they are. */
const TREES = [
  { name: 'MSysObjects', root: 4 },
  { name: 'MSysObjectsShadow', root: 24 },
  { name: 'Name', root: 7 },
  { name: 'RootObjects', root: 10 },
  { name: 'MSysObjids', root: 29 },
  { name: 'MSysLocales', root: 30 },
];
/** Ids from here on belong to tables of the application. */
const FIRST_USER_ID = 8;
/** A column of later formats, which the engine that made the fixtures lists in every catalog. */
const LATER_COLUMN = 'PgnoFDPLastSetTime';

const idAfterPrefix = (hex: string): number => Number.parseInt(hex.slice(2, 10), 16) - 0x80000000;

/** Whether a node of the engine's database is there from the start: not of an application's object, not later. */
function isOfNewDatabase(root: number, { key, data }: TreeEntry): boolean {
  const later = Buffer.from(LATER_COLUMN, 'latin1').toString('hex');
  if (root === 7 || root === 10) {
    if (key.includes(Buffer.from(LATER_COLUMN.toUpperCase(), 'latin1').toString('hex'))) return false;
    return idAfterPrefix(data) < FIRST_USER_ID;
  }
  if (root === 30) return !key.startsWith('7f4c00'); // "LocaleName=…": counts the indexes of a locale
  return idAfterPrefix(key) < FIRST_USER_ID && !data.includes(later);
}

function compareWith(engine: Buffer, pageBytes: number): void {
  const theirs = cacheDatabase(engine);
  const ours = cacheDatabase(created(pageBytes));
  for (const { name, root } of TREES) {
    const expected = treeEntries(new Tree(theirs, root, 0)).filter((entry) => isOfNewDatabase(root, entry));
    expect([name, treeEntries(new Tree(ours, root, 0))]).toEqual([name, expected]);
    expect(ours.slab.flags(ours.fix(root)) & 0x4e1).toBe(theirs.slab.flags(theirs.fix(root)) & 0x4e1);
    if (root === 7) continue; // grew in the engine's database
    const { primaryPages: pages, parentRoot, isMultiple, ownedRoot } = readSpaceHeader(theirs, root);
    expect(readSpaceHeader(ours, root)).toMatchObject({
      primaryPages: pages,
      parentRoot,
      isMultiple,
      ownedRoot,
    });
  }
}

describe('the rows of a new database', () => {
  it.each([
    [8192, 'clean8k-small'],
    [16384, 'clean16k'],
    [32768, 'clean32k'],
  ] as const)('are those of the engine, byte for byte (%i-byte pages)', (pageBytes, name) =>
    compareWith(committedDatabase(name), pageBytes),
  );
});

describeShared('the rows of a new database', 'fixtures/clean4k', () => {
  it('are those of the engine, byte for byte (4096-byte pages)', () =>
    compareWith(sharedBytes('fixtures/clean4k/a.db.gz'), 4096));
});

describe('createDatabaseFile', () => {
  it('makes no file smaller than the system tables need', () => {
    const bytes = created(4096, { filePages: 0 });
    expect(bytes.length).toBe(32 * 4096);
    expect(complaintsOf(cacheDatabase(bytes))).toEqual([]);
  });

  it('makes large files as well', () => {
    const bytes = created(4096, { filePages: 5000 });
    expect(bytes.length).toBe(5000 * 4096);
    expect(availableExtents(cacheDatabase(bytes), 1)).toEqual([{ lastPage: 4998, pages: 4968, pool: 0 }]);
  });

  it('gives each database an identity of its own', () => {
    const options = optionsFor(4096);
    const first = createDatabaseFile(options);
    const second = createDatabaseFile({ ...options, path: '/db/other.edb' });
    expect(first.databaseSignature.random).not.toBe(second.databaseSignature.random);
    expect(first.databaseSignature.createdAt).toMatchObject({ yearSince1900: 126, month: 5, second: 15 });
  });

  it('leaves a file alone that is there, unless it may replace it', () => {
    const options = optionsFor(4096);
    createDatabaseFile(options);
    const before = bytesOf(options);
    expect(() => createDatabaseFile(options)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(bytesOf(options).equals(before)).toBe(true);
    createDatabaseFile({ ...options, overwrites: true });
    expect(bytesOf(options).equals(before)).toBe(false);
    expect(complaintsOf(cacheDatabase(bytesOf(options)))).toEqual([]);
  });

  it('never replaces a file that somebody uses', () => {
    const options = { ...optionsFor(4096), overwrites: true };
    createDatabaseFile(options);
    const before = bytesOf(options);
    const user = options.fileSystem.open(PATH, 'write');
    expect(user.tryLock('exclusive')).toBe(true);
    expect(codeOf(() => createDatabaseFile(options))).toBe(JET_errFileAccessDenied);
    expect(bytesOf(options).equals(before)).toBe(true);
  });

  it('refuses sizes that no database has', () => {
    for (const pageBytes of [0, 512, 2048, 5000, 65536, NaN])
      expect(codeOf(() => createDatabaseFile(optionsFor(pageBytes)))).toBe(JET_errInvalidParameter);
    for (const filePages of [-1, NaN, Infinity, 2 ** 32])
      expect(codeOf(() => createDatabaseFile(optionsFor(4096, { filePages })))).toBe(JET_errInvalidParameter);
  });
});
