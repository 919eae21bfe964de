import { describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog';
import { createDatabaseFile, type NewDatabaseFile } from '../../src/catalog/create-database';
import { findDatabaseHeader } from '../../src/format/database-header';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { cacheDatabase } from '../support/cached-file';
import { crashStates } from '../support/crash-states';
import { MemoryFileSystem, type Operation } from '../support/memory-file-system';

const PATH = '/db/new.edb';
const PAGE_BYTES = 4096;
const SMALLEST_FILE = 32;

function optionsOn(fileSystem: MemoryFileSystem, overwrites: boolean): NewDatabaseFile {
  let random = 7;
  return {
    fileSystem,
    path: PATH,
    pageBytes: PAGE_BYTES,
    filePages: SMALLEST_FILE,
    clock: { now: () => Date.UTC(2026, 0, 1) },
    randomness: { nextU32: () => random++ },
    overwrites,
  };
}

function newDisk(): MemoryFileSystem {
  const fileSystem = new MemoryFileSystem(undefined, { keepsJournal: true });
  fileSystem.makeDirectory('/db');
  return fileSystem;
}

function isSound(database: Uint8Array): boolean {
  const file = cacheDatabase(Buffer.from(database));
  const catalog = new Catalog(file);
  const findings = new Findings();
  checkCatalog(catalog, true, findings);
  checkSpace(file, treesOfCatalog(catalog), findings);
  return findings.kept.length === 0;
}

describe('a failure while a database is made', () => {
  it.each<Operation>(['write', 'truncate', 'sync', 'lock'])(
    'of any %s leaves no file behind',
    (operation) => {
      const counting = newDisk();
      createDatabaseFile(optionsOn(counting, false));
      const calls = counting.counts[operation];
      expect(calls).toBeGreaterThan(0);
      for (let nth = 1; nth <= calls; nth++) {
        const disk = newDisk();
        disk.failNth(operation, nth, 'EIO');
        expect(() => createDatabaseFile(optionsOn(disk, false))).toThrow(
          expect.objectContaining({ code: 'EIO' }),
        );
        expect(disk.exists(PATH)).toBe(false);
      }
    },
  );
});

describe('a loss of power while a database is made', () => {
  it.each([false, true])('leaves a whole database or none (over another one: %s)', (overwrites) => {
    const disk = newDisk();
    createDatabaseFile(optionsOn(disk, false));
    if (overwrites) createDatabaseFile(optionsOn(disk, true));
    let databases = 0;
    let others = 0;
    for (const { image } of crashStates(disk.journal)) {
      const inode = image.names.get(PATH);
      const bytes = inode === undefined ? undefined : image.files.get(inode);
      if (bytes === undefined || findDatabaseHeader(bytes) === null) others++;
      else {
        databases++;
        if (!isSound(bytes)) throw new Error('a header on a database that is not whole');
      }
    }
    expect(others).toBeGreaterThan(0);
    expect(databases).toBeGreaterThan(0);
  });
});
