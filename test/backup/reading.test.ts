/** B.5 and B.6: the bytes that a backup delivers. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import { readBackupTrailer, trailerBelongsTo } from '../../src/format/backup-trailer';
import { findDatabaseHeader } from '../../src/format/database-header';
import { ref } from '../../include/ref';
import * as call from './calls';
import { COPY_PAGES, LOG_BYTES, PAGE, World } from './world';

let world: World;
let path: string;

beforeEach(() => {
  world = World.start();
  path = world.path('a.db');
});
afterEach(() => world.stop());

function openDatabase(): void {
  call.begin(world);
  call.open(world, path);
}

function fileBytes(name: string): Uint8Array {
  const file = world.fileSystem.open(name, 'read');
  const bytes = new Uint8Array(file.size());
  file.read(bytes, 0, bytes.length, 0);
  file.close();
  return bytes;
}

function patch(name: string, at: number, mask: number): void {
  const file = world.fileSystem.open(name, 'write');
  const byte = new Uint8Array(1);
  file.read(byte, 0, 1, at);
  byte[0] ^= mask;
  file.write(byte, 0, 1, at);
  file.close();
}

/** Damages two bits of a page, which no code repairs. */
function damagePage(pageNumber: number): void {
  patch(path, (pageNumber + 1) * PAGE + 100, 0x81);
}

const NOTHING = new Uint8Array(0);
const same = (a: Uint8Array | number, b: Uint8Array): boolean =>
  typeof a !== 'number' && Buffer.compare(a, b) === 0;

describe('handles and sizes', () => {
  it('B5.1: one file at a time, and its handle is 0', () => {
    call.begin(world);
    expect(call.openWithSize(world, path)).toMatchObject({ err: 0, handle: 0 });
    expect(call.openWithSize(world, path)).toEqual({ err: -1011, handle: 77, low: 77, high: 77 });
  });

  it('B5.2: the size of a database counts its own pages, two headers and the trailer', () => {
    call.begin(world);
    const file = world.fileSystem.open(path, 'write');
    file.truncate(file.size() + 40 * PAGE);
    expect(call.openWithSize(world, path)).toMatchObject({ low: COPY_PAGES * PAGE, high: 0 });
  });

  it('B5.3: the size of a log is the size of its file', () => {
    call.copyDatabases(world);
    expect(call.openWithSize(world, world.log.archivePath(1))).toMatchObject({ low: LOG_BYTES, high: 0 });
  });

  it('tells sizes of 4 GiB and more in two halves', () => {
    world.firstDatabase.lastPage = 2 ** 20;
    call.begin(world);
    expect(call.openWithSize(world, path)).toMatchObject({ low: 3 * PAGE, high: 2 });
  });

  it('needs places for the handle and the size', () => {
    call.begin(world);
    const none = JSON.parse('null');
    const { instance } = world;
    expect(api.jetOpenFileInstance(instance, path, none, ref(0), ref(0))).toBeJet('JET_errInvalidParameter');
    expect(api.jetOpenFileInstance(instance, path, ref(0), ref(0), none)).toBeJet('JET_errInvalidParameter');
    expect(call.open(world, path)).toBeJet('JET_errSuccess');
  });
});

describe('sizes of reads', () => {
  it('B5.4: the first read of a database takes three pages or more, later ones one', () => {
    openDatabase();
    for (const pages of [0, 1, 2]) expect(call.read(world, pages)).toBeJet('JET_errInvalidParameter');
    expect(call.readPages(world, 3)).toMatchObject({ err: 0, count: 3 * PAGE });
    expect(call.read(world, 0)).toBeJet('JET_errInvalidParameter');
    expect(call.readPages(world, 1)).toMatchObject({ err: 0, count: PAGE });
  });

  it('B5.4: every size is a multiple of the page size', () => {
    openDatabase();
    for (const bytes of [3 * PAGE + 1, 4 * PAGE - 4096, 4])
      expect(call.readInto(world, new Uint8Array(bytes)).err).toBeJet('JET_errInvalidParameter');
    expect(call.readPages(world, 3)).toMatchObject({ err: 0, count: 3 * PAGE });
  });

  it('B5.5: the first read of a log takes two pages or more', () => {
    call.copyDatabases(world);
    call.open(world, world.log.archivePath(1));
    expect(call.read(world, 1)).toBeJet('JET_errInvalidParameter');
    expect(call.readInto(world, new Uint8Array(2 * PAGE + 4096)).err).toBeJet('JET_errInvalidParameter');
    expect(call.readPages(world, 2)).toMatchObject({ err: 0, count: 2 * PAGE });
    expect(call.readPages(world, 1)).toMatchObject({ err: 0, count: PAGE });
  });
});

describe('a database', () => {
  it('B5.6: begins with the header of the moment it was opened, twice', () => {
    openDatabase();
    world.firstDatabase.updateHeader((header) => void (header.lastObjectId = 4711));
    const { bytes } = call.readPages(world, 3);
    expect(same(bytes.subarray(0, PAGE), bytes.subarray(PAGE, 2 * PAGE))).toBe(true);
    const found = findDatabaseHeader(bytes);
    expect(found).toMatchObject({ damagedCopy: 'none', pageBytes: PAGE });
    expect(found?.header.lastObjectId).not.toBe(4711);
  });

  it('B6.2: has the mark of the backup in its header, and the checksum over it', () => {
    world.log.checkpointGeneration = 2;
    openDatabase();
    const header = findDatabaseHeader(call.readPages(world, 3).bytes)?.header;
    expect(header?.currentFullBackup).toMatchObject({
      mark: { generation: 3, segment: 3, offset: 0x40 },
      markedAt: { yearSince1900: 120, month: 5, day: 6 },
      lowGeneration: 2,
      highGeneration: 0,
    });
  });

  it('B6.1: the mark and the first generation are those of the beginning', () => {
    world.log.checkpointGeneration = 2;
    call.begin(world);
    world.log.checkpointGeneration = 3;
    world.log.roll();
    world.now += 86_400_000;
    call.open(world, path);
    const header = findDatabaseHeader(call.readPages(world, 3).bytes)?.header;
    expect(header?.currentFullBackup).toMatchObject({
      mark: { generation: 3 },
      markedAt: { day: 6 },
      lowGeneration: 2,
    });
  });

  it('B6.3: the live header carries no current backup', () => {
    openDatabase();
    call.readPages(world, 3);
    expect(world.firstDatabase.header.currentFullBackup.lowGeneration).toBe(0);
  });

  it.each([3, 4, 7, COPY_PAGES - 1, COPY_PAGES, COPY_PAGES + 5])(
    'B5.7: goes on with pages 1 to N as the disk holds them, in portions of %i pages',
    (portion) => {
      call.begin(world);
      const copy = call.copyFile(world, path, portion);
      expect(copy).toHaveLength(COPY_PAGES * PAGE);
      const pages = (bytes: Uint8Array | number): Uint8Array =>
        typeof bytes === 'number' ? NOTHING : bytes.subarray(2 * PAGE, (COPY_PAGES - 1) * PAGE);
      expect(same(pages(copy), pages(fileBytes(path)))).toBe(true);
    },
  );

  it('B5.7: passes a page that was never written', () => {
    const file = world.fileSystem.open(path, 'write');
    file.write(new Uint8Array(PAGE), 0, PAGE, (COPY_PAGES - 2) * PAGE);
    call.begin(world);
    expect(call.copyFile(world, path)).toHaveLength(COPY_PAGES * PAGE);
  });

  it('B5.8: ends with one trailer page, in the same read when there is room', () => {
    openDatabase();
    const { count, bytes } = call.readPages(world, COPY_PAGES + 1);
    expect(count).toBe(COPY_PAGES * PAGE);
    expect(readBackupTrailer(bytes.slice(-PAGE)).backup.lowGeneration).toBe(1);
  });

  it('B5.8: delivers the trailer in one more read when the buffer ended with the last page', () => {
    openDatabase();
    expect(call.readPages(world, COPY_PAGES - 1).count).toBe((COPY_PAGES - 1) * PAGE);
    const { count, bytes } = call.readPages(world, 4);
    expect(count).toBe(PAGE);
    expect(readBackupTrailer(bytes).backup.lowGeneration).toBe(1);
  });

  it('B5.9: then delivers 0 bytes for ever', () => {
    openDatabase();
    call.readPages(world, COPY_PAGES);
    for (let again = 0; again < 3; again++)
      expect(call.readPages(world, 1)).toMatchObject({ err: 0, count: 0 });
  });

  it('B5.9: leaves the buffer behind the last byte alone', () => {
    openDatabase();
    call.readPages(world, COPY_PAGES - 1);
    const buffer = new Uint8Array(3 * PAGE).fill(0xaa);
    call.readInto(world, buffer);
    expect(buffer.subarray(PAGE).every((byte) => byte === 0xaa)).toBe(true);
  });

  it('B5.10: has as many pages as when it was opened', () => {
    openDatabase();
    world.firstDatabase.lastPage = 100_000;
    expect(call.readPages(world, COPY_PAGES + 9).count).toBe(COPY_PAGES * PAGE);
  });

  it('B6.4: the trailer carries the signatures, the mark and the generations that the copy needs', () => {
    openDatabase();
    const { bytes } = call.readPages(world, COPY_PAGES - 1);
    world.log.roll();
    const trailer = readBackupTrailer(call.readPages(world, 1).bytes);
    const header = findDatabaseHeader(bytes)?.header ?? world.firstDatabase.header;
    expect(trailerBelongsTo(trailer, header)).toBe(true);
    expect(trailer.backup).toEqual({ ...header.currentFullBackup, highGeneration: 4 });
    expect(trailer).toMatchObject({ minimumRequired: 0, maximumRequired: 0, maximumCommitted: 0 });
  });

  it('B6.4: the trailer of a newer format repeats the required generations of the live header', () => {
    world.firstDatabase.updateHeader((header) => {
      header.updateMajor = 160;
      header.updateMinor = 360;
    });
    openDatabase();
    call.readPages(world, COPY_PAGES - 1);
    world.firstDatabase.updateHeader((header) => {
      header.minimumRequired = 2;
      header.maximumRequired = 4;
      header.maximumCommitted = 5;
    });
    const trailer = readBackupTrailer(call.readPages(world, 1).bytes);
    expect(trailer).toMatchObject({ minimumRequired: 2, maximumRequired: 4, maximumCommitted: 5 });
    expect(trailer.backup.highGeneration).toBe(5);
  });

  it('B6.8: a copy is dirty and names the backup it comes from', () => {
    call.begin(world);
    const copy = call.copyFile(world, path);
    const header = typeof copy === 'number' ? undefined : findDatabaseHeader(copy)?.header;
    expect(header?.state).toBe(2);
    expect(header?.currentFullBackup.lowGeneration).toBeGreaterThan(0);
  });

  it.each([0, 1, 2, 3, 4])('delivers the same bytes into memory at any alignment (%i)', (offset) => {
    openDatabase();
    const buffer = new Uint8Array(COPY_PAGES * PAGE + 8);
    const target = buffer.subarray(offset, offset + COPY_PAGES * PAGE);
    patch(path, 2 * PAGE + 100, 1);
    expect(call.readInto(world, target)).toMatchObject({ err: 0, count: COPY_PAGES * PAGE });
    patch(path, 2 * PAGE + 100, 1);
    const onDisk = fileBytes(path).subarray(2 * PAGE, (COPY_PAGES - 1) * PAGE);
    expect(same(target.subarray(2 * PAGE, -PAGE), onDisk)).toBe(true);
  });
});

describe('damage', () => {
  it('B5.11: one wrong bit is put right in the copy, not on disk', () => {
    const before = fileBytes(path);
    patch(path, 5 * PAGE + 200, 4);
    call.begin(world);
    const copy = call.copyFile(world, path);
    const page = typeof copy === 'number' ? NOTHING : copy.subarray(5 * PAGE, 6 * PAGE);
    expect(same(page, before.subarray(5 * PAGE, 6 * PAGE))).toBe(true);
    expect(copy).toHaveLength(COPY_PAGES * PAGE);
    expect(fileBytes(path)[5 * PAGE + 200]).toBe(before[5 * PAGE + 200] ^ 4);
    expect(world.pauses).toEqual([]);
  });

  it('B5.11: a damaged page is read 17 times with growing pauses, costs the database, and the backup goes on', () => {
    damagePage(4);
    openDatabase();
    const { err, count } = call.readPages(world, 8);
    expect(err).toBeJet('JET_errReadVerifyFailure');
    expect(count).toBe(call.UNTOUCHED);
    expect(world.pauses).toEqual(Array.from({ length: 16 }, (_, index) => 100 * (index + 1)));
    expect(call.close(world)).toBeJet('JET_errInvalidParameter');
    expect(world.firstDatabase.users).toBe(0);
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
    expect(call.open(world, path)).toBeJet('JET_errSuccess');
  });

  it('B5.11: a page that is good when it is read again is delivered', () => {
    damagePage(4);
    openDatabase();
    const pause = world.pauses.push.bind(world.pauses);
    world.pauses.push = (...pauses) => {
      if (world.pauses.length === 2) damagePage(4);
      return pause(...pauses);
    };
    expect(call.readPages(world, COPY_PAGES)).toMatchObject({ err: 0, count: COPY_PAGES * PAGE });
    expect([...world.pauses].join()).toBe('100,200,300');
  });

  it('B5.11: a file that is too short fails in the same way', () => {
    const file = world.fileSystem.open(path, 'write');
    file.truncate(4 * PAGE);
    openDatabase();
    expect(call.read(world, 4)).toBeJet('JET_errSuccess');
    expect(call.read(world, 4)).toBeJet('JET_errFileIOBeyondEOF');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B5.11: an error of the disk costs the database, and the backup goes on', () => {
    openDatabase();
    world.fileSystem.failWith = (operation) => (operation === 'read' ? 'EBUSY' : null);
    expect(call.read(world, 4)).toBeJet('JET_errFileAccessDenied');
    expect(world.pauses).toHaveLength(16);
    world.fileSystem.failWith = () => null;
    expect(call.close(world)).toBeJet('JET_errInvalidParameter');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B5.12: a damaged segment of a log ends the backup', () => {
    call.copyDatabases(world);
    const log = world.log.archivePath(2);
    patch(log, 2 * 4096 + 77, 0x81);
    call.open(world, log);
    const { err, count } = call.readPages(world, 8);
    expect(err).toBeJet('JET_errLogReadVerifyFailure');
    expect(count).toBe(call.UNTOUCHED);
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
    expect(world.areAttachmentsHeld).toBe(false);
  });

  it('B5.12: a damaged header of a log ends the backup', () => {
    call.copyDatabases(world);
    patch(world.log.archivePath(1), 20, 1);
    expect(call.copyFile(world, world.log.archivePath(1))).toBe(-612);
    expect(call.end(world)).toBeJet('JET_errNoBackup');
  });

  it('B5.12: one wrong bit of a segment is put right in the copy', () => {
    call.copyDatabases(world);
    const log = world.log.archivePath(2);
    const before = fileBytes(log);
    patch(log, 2 * 4096 + 77, 1);
    expect(same(call.copyFile(world, log), before)).toBe(true);
  });

  it('B5.13: checks can be switched off', () => {
    world.verifiesBlocks = false;
    damagePage(4);
    patch(world.log.archivePath(1), 2 * 4096 + 77, 0x81);
    call.copyDatabases(world);
    expect(call.copyFile(world, world.log.archivePath(1))).toHaveLength(LOG_BYTES);
  });
});

describe('what counts as copied', () => {
  it('B5.14: a database that was closed early does not', () => {
    call.begin(world);
    call.open(world, path);
    call.read(world, COPY_PAGES - 1);
    expect(call.close(world)).toBeJet('JET_errSuccess');
    call.logInfo(world);
    call.endNormal(world, 0x100);
    expect(world.firstDatabase.header.previousFullBackup.lowGeneration).toBe(0);
  });

  it('B5.15: a database may be read again, and counts', () => {
    call.begin(world);
    call.open(world, path);
    call.read(world, 3);
    call.close(world);
    call.copyFile(world, path);
    call.open(world, path);
    call.close(world);
    call.logInfo(world);
    call.endNormal(world, 0x100);
    expect(world.firstDatabase.header.previousFullBackup.lowGeneration).toBe(1);
  });

  it('B5.16: a log counts when it was read to its end and closed', () => {
    call.copyDatabases(world);
    for (const generation of [1, 2]) call.copyFile(world, world.log.archivePath(generation));
    call.open(world, world.log.archivePath(3));
    call.read(world, LOG_BYTES / PAGE - 1);
    call.close(world);
    expect(call.truncate(world)).toBeJet('JET_errLogFileNotCopied');
    call.copyFile(world, world.log.archivePath(3));
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
  });

  it('B5.16: generations are added up, so that a log copied twice hides a lower one', () => {
    call.copyDatabases(world);
    for (const generation of [3, 3]) call.copyFile(world, world.log.archivePath(generation));
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
  });

  it('B5.16: a log outside of the list does not count', () => {
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world);
    for (const generation of [1, 2]) call.copyFile(world, world.log.archivePath(generation));
    expect(call.truncate(world)).toBeJet('JET_errLogFileNotCopied');
  });

  it.each(['edb.log', 'EDB.LOG', 'edb0001.log', 'xyz00001.log', 'edbtmp.log'])(
    'B5.17: %s is a log without a generation, and ends the backup',
    (name) => {
      call.copyDatabases(world);
      expect(call.open(world, world.path(name))).toBeJet('JET_errInvalidParameter');
      expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
    },
  );

  it('B5.18: any file may be opened in the log phase', () => {
    const other = world.fileSystem.open(world.path('note.txt'), 'create');
    other.write(new Uint8Array(PAGE).fill(7), 0, PAGE, 0);
    call.copyDatabases(world);
    expect(same(call.copyFile(world, world.path('note.txt')), new Uint8Array(PAGE).fill(7))).toBe(true);
  });

  it('B5.19: a log may be opened before the list, and does not count then', () => {
    call.copyDatabases(world);
    call.copyLogs(world);
    call.truncate(world);
    call.end(world);
    call.begin(world, call.INCREMENTAL);
    for (const generation of [1, 2, 3]) call.copyFile(world, world.log.archivePath(generation));
    call.logInfo(world);
    for (const generation of [1, 2]) call.copyFile(world, world.log.archivePath(generation));
    expect(call.truncate(world)).toBeJet('JET_errLogFileNotCopied');
  });

  it('B5.20: no patch file is made', () => {
    call.backUp(world);
    expect(world.fileSystem.list(world.folder).filter((name) => name.endsWith('.pat'))).toEqual([]);
  });
});
