/** B.7 and B6.7: log ranges, truncation, what the end leaves in the headers. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import type { DatabaseHeader } from '../../src/format/database-header';
import * as call from './calls';
import { type StandInDatabase, World } from './world';

let world: World;

beforeEach(() => void (world = World.start()));
afterEach(() => world.stop());

type Field =
  | 'previousFullBackup'
  | 'previousIncrementalBackup'
  | 'previousCopyBackup'
  | 'previousDifferentialBackup'
  | 'currentFullBackup';

/** "low-high" of the stamps that are there. */
function stamps(database: StandInDatabase = world.firstDatabase): Partial<Record<Field, string>> {
  const { header } = database;
  const fields = [
    'previousFullBackup',
    'previousIncrementalBackup',
    'previousCopyBackup',
    'previousDifferentialBackup',
    'currentFullBackup',
  ] as const;
  const there = fields.filter((field) => header[field].highGeneration !== 0);
  return Object.fromEntries(
    there.map((field) => [field, `${header[field].lowGeneration}-${header[field].highGeneration}`]),
  );
}

const change = (change: (header: DatabaseHeader) => void): void => world.firstDatabase.updateHeader(change);

/** An incremental backup up to its list of logs. */
function listIncrement(): void {
  call.begin(world, call.INCREMENTAL);
  call.logInfo(world);
}

describe('log ranges', () => {
  it('B7.1: a full one copies from the checkpoint of the beginning and deletes up to the checkpoint of now', () => {
    world.log.checkpointGeneration = 2;
    call.begin(world);
    call.copyFile(world, world.path('a.db'));
    world.log.checkpointGeneration = 3;
    expect(call.logInfo2(world).info).toMatchObject({ ulGenLow: 2, ulGenHigh: 3 });
    expect(call.listSuperfluousLogs(world).names).toEqual([1, 2].map((g) => world.log.archivePath(g)));
  });

  it('B7.1: an incremental one copies from the lowest archived log on', () => {
    call.backUp(world);
    world.log.checkpointGeneration = 3;
    world.fileSystem.remove(world.log.archivePath(1));
    call.begin(world, call.INCREMENTAL);
    expect(call.logInfo2(world).info).toMatchObject({ ulGenLow: 2, ulGenHigh: 4 });
    expect(call.listSuperfluousLogs(world).names).toEqual([world.log.archivePath(2)]);
  });

  it('B7.1: never deletes the current log, wherever the checkpoint is', () => {
    world.log.checkpointGeneration = 9;
    call.backUp(world);
    expect(world.archivedLogs()).toEqual([]);
    expect(world.fileSystem.exists(world.log.currentPath)).toBe(true);
  });

  it('B7.2: a database that is not in the backup, and never was in one, keeps all logs', () => {
    world.addDatabase('b.db');
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world, ['a.db']);
    expect(call.listSuperfluousLogs(world).text).toBe('');
  });

  it('B7.2: a database that is not in the backup keeps the logs since the end of its last full one', () => {
    const other = world.addDatabase('b.db');
    other.updateHeader((header) => {
      header.previousFullBackup = { ...header.previousFullBackup, lowGeneration: 1, highGeneration: 2 };
      header.previousIncrementalBackup = { ...header.previousFullBackup, highGeneration: 3 };
      header.previousCopyBackup = { ...header.previousFullBackup, highGeneration: 3 };
      header.previousDifferentialBackup = { ...header.previousFullBackup, highGeneration: 3 };
    });
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world, ['a.db']);
    expect(call.listSuperfluousLogs(world).names).toEqual([world.log.archivePath(1)]);
  });

  it('B7.2: a database without a log keeps nothing', () => {
    world.addDatabase('b.db').isLogged = false;
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world, ['a.db']);
    expect(call.listSuperfluousLogs(world).names).toHaveLength(2);
  });

  it('B7.3: every attached database must have had a full streaming backup', () => {
    call.backUp(world);
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errSuccess');
    call.end(world);
    world.addDatabase('b.db').isLogged = false;
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errMissingFullBackup');
  });

  it('B7.3: without databases an incremental one may begin', () => {
    world.databases.length = 0;
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errSuccess');
  });

  it('B7.4: no log since the last backup may be missing', () => {
    call.backUp(world);
    for (const generation of [1, 2, 3]) world.fileSystem.remove(world.log.archivePath(generation));
    listIncrement();
    expect(call.logInfo2(world).info).toMatchObject({ ulGenLow: 4, ulGenHigh: 4 });
    call.endAbort(world);
    world.fileSystem.remove(world.log.archivePath(4));
    call.begin(world, call.INCREMENTAL);
    expect(call.logInfo(world)).toBeJet('JET_errMissingFileToBackup');
  });

  it('B7.4: the last incremental one counts as the full one does', () => {
    call.backUp(world);
    change((header) => {
      header.previousIncrementalBackup = { ...header.previousFullBackup, highGeneration: 4 };
    });
    world.log.roll();
    for (const generation of [1, 2, 3, 4]) world.fileSystem.remove(world.log.archivePath(generation));
    call.begin(world, call.INCREMENTAL);
    expect(call.logInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B6.7: a full backup keeps the logs from its first generation on from being used again, until its end', () => {
    world.log.checkpointGeneration = 2;
    call.begin(world);
    expect(world.backup?.firstKeptGeneration).toBe(2);
    call.end(world);
    expect(world.backup?.firstKeptGeneration).toBeNull();
  });
});

describe('truncation', () => {
  it('B7.5: skips a log that is gone already', () => {
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world);
    call.copyLogs(world);
    world.fileSystem.remove(world.log.archivePath(1));
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    expect(world.archivedLogs()).toEqual(['edb00003.log']);
  });

  it('B7.5: goes from the oldest up and stops at the first that cannot be deleted; the backup goes on', () => {
    world.log.checkpointGeneration = 4;
    call.copyDatabases(world);
    call.copyLogs(world);
    const second = world.log.archivePath(2);
    world.fileSystem.failWith = (operation, path) =>
      operation === 'remove' && path === second ? 'EACCES' : null;
    expect(call.truncate(world)).toBeJet('JET_errFileAccessDenied');
    expect(world.archivedLogs()).toEqual(['edb00002.log', 'edb00003.log']);
    world.fileSystem.failWith = () => null;
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    expect(world.archivedLogs()).toEqual([]);
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B7.5: counts as truncated although nothing was to be deleted, and may be repeated', () => {
    call.copyDatabases(world);
    call.copyLogs(world);
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    call.end(world);
    expect(stamps()).toEqual({ previousFullBackup: '1-3' });
  });
});

describe('the end', () => {
  it('B7.6: an incremental one that never listed its logs is stamped with an empty range', () => {
    call.backUp(world);
    call.begin(world, call.INCREMENTAL);
    expect(call.end(world)).toBeJet('JET_errSuccess');
    expect(stamps()).toEqual({ previousFullBackup: '1-3', previousDifferentialBackup: `0-${0xffffffff}` });
    call.begin(world, call.INCREMENTAL);
    call.endNormal(world, 0x100);
    expect(stamps()).toMatchObject({ previousIncrementalBackup: `0-${0xffffffff}` });
  });

  it('B7.7: succeeds also where a header cannot be written', () => {
    call.copyDatabases(world);
    world.fileSystem.failWith = (operation) => (operation === 'write' ? 'ENOSPC' : null);
    expect(call.endNormal(world, 0x100)).toBeJet('JET_errSuccess');
    world.fileSystem.failWith = () => null;
    expect(stamps()).toEqual({});
    expect(call.begin(world)).toBeJet('JET_errSuccess');
  });

  it('B7.7: succeeds after half a database was read', () => {
    call.begin(world);
    call.open(world, world.path('a.db'));
    call.read(world, 8);
    expect(call.endNormal(world)).toBeJet('JET_errSuccess');
    expect(world.firstDatabase.users).toBe(0);
  });

  it('B7.8: jetTerm2 that the backup refused bars every later one', () => {
    call.begin(world);
    expect(api.jetTerm2(world.instance, 1)).toBeJet('JET_errBackupInProgress');
    call.copyFile(world, world.path('a.db'));
    expect(call.logInfo(world)).toBeJet('JET_errSuccess');
    expect(call.end(world)).toBeJet('JET_errSuccess');
    expect(stamps()).toEqual({ previousCopyBackup: '1-3' });
    expect(call.begin(world)).toBeJet('JET_errBackupNotAllowedYet');
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errBackupNotAllowedYet');
  });

  it('B7.9: the next backup may begin at once', () => {
    for (let round = 0; round < 3; round++) {
      expect(call.begin(world)).toBeJet('JET_errSuccess');
      expect(call.end(world)).toBeJet('JET_errSuccess');
      expect(world.areAttachmentsHeld).toBe(false);
    }
  });
});

describe('stamps', () => {
  it('B7.10: full, logs truncated: a new history begins', () => {
    change((header) => {
      const old = { ...header.previousFullBackup, lowGeneration: 8, highGeneration: 9 };
      Object.assign(header, {
        previousIncrementalBackup: old,
        previousDifferentialBackup: old,
        currentSnapshot: old,
      });
      Object.assign(header, { previousIncrementalType: 1, previousDifferentialType: 1, previousFullType: 1 });
      header.previousCopyBackup = { ...old, highGeneration: 7 };
    });
    call.backUp(world);
    expect(stamps()).toEqual({ previousFullBackup: '1-3', previousCopyBackup: '8-7' });
    expect(world.firstDatabase.header).toMatchObject({
      previousFullType: 0,
      previousIncrementalType: 0,
      previousDifferentialType: 0,
      currentSnapshot: { highGeneration: 0 },
    });
  });

  it('B7.10: full, told that somebody else truncated', () => {
    call.copyDatabases(world);
    call.endNormal(world, 0x100);
    expect(stamps()).toEqual({ previousFullBackup: '1-3' });
  });

  it('B7.11: full, logs kept', () => {
    call.copyDatabases(world);
    call.copyLogs(world);
    call.end(world);
    expect(stamps()).toEqual({ previousCopyBackup: '1-3' });
  });

  it('B7.12: incremental, logs truncated', () => {
    call.backUp(world);
    listIncrement();
    call.copyLogs(world);
    call.truncate(world);
    call.end(world);
    expect(stamps()).toEqual({ previousFullBackup: '1-3', previousIncrementalBackup: '1-4' });
  });

  it('B7.13: incremental, logs kept', () => {
    call.backUp(world);
    listIncrement();
    call.end(world);
    expect(stamps()).toEqual({ previousFullBackup: '1-3', previousDifferentialBackup: '1-4' });
  });

  it('B7.16: the mark is the beginning of a full one, and where an incremental one rolled the log', () => {
    call.backUp(world);
    expect(world.firstDatabase.header.previousFullBackup).toMatchObject({
      mark: { generation: 3, segment: 3, offset: 0x40 },
      markedAt: { month: 5, day: 6 },
    });
    call.begin(world, call.INCREMENTAL);
    world.now += 86_400_000;
    world.log.roll();
    call.logInfo(world);
    call.end(world);
    expect(world.firstDatabase.header.previousDifferentialBackup).toMatchObject({
      mark: { generation: 5 },
      markedAt: { month: 5, day: 7 },
    });
  });

  it('B7.17: a full one stamps the databases that were read to their end', () => {
    const other = world.addDatabase('b.db');
    call.begin(world);
    call.copyFile(world, world.path('a.db'));
    call.open(world, other.path);
    call.close(world);
    call.logInfo(world);
    call.endNormal(world, 0x100);
    expect([stamps(), stamps(other)]).toEqual([{ previousFullBackup: '1-3' }, {}]);
  });

  it('B7.17: an incremental one stamps the logged databases that were attached when it began', () => {
    call.backUp(world);
    call.begin(world, call.INCREMENTAL);
    const later = world.addDatabase('b.db');
    later.updateHeader(
      (header) => (header.previousFullBackup = world.firstDatabase.header.previousFullBackup),
    );
    call.logInfo(world);
    call.end(world);
    expect(Object.keys(stamps())).toContain('previousDifferentialBackup');
    expect(Object.keys(stamps(later))).not.toContain('previousDifferentialBackup');
  });

  it('B7.18: a stamp with a later mark stays', () => {
    change((header) => {
      const mark = { generation: 99, segment: 1, offset: 0 };
      header.previousFullBackup = {
        ...header.previousFullBackup,
        mark,
        lowGeneration: 90,
        highGeneration: 98,
      };
    });
    call.backUp(world);
    expect(stamps()).toEqual({ previousFullBackup: '90-98' });
  });

  it('B7.19: a full one that kept the logs is no base for an incremental one', () => {
    call.copyDatabases(world);
    call.end(world);
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errMissingFullBackup');
  });

  it('B7.20: a full snapshot is no base for an incremental streaming backup', () => {
    call.backUp(world);
    change((header) => void (header.previousFullType = 1));
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errMissingFullBackup');
  });

  it('B2.15: nothing is stamped before the logs were listed, or when the backup was given up', () => {
    call.begin(world);
    call.copyFile(world, world.path('a.db'));
    call.endNormal(world, 0x100);
    call.copyDatabases(world);
    call.endAbort(world);
    expect(stamps()).toEqual({});
  });

  it('B2.15: an end with a file still open stamps and closes it', () => {
    call.copyDatabases(world);
    call.open(world, world.log.archivePath(1));
    call.end(world);
    expect(stamps()).toEqual({ previousCopyBackup: '1-3' });
    expect(call.close(world)).toBeJet('JET_errNoBackup');
  });

  it('giving up after truncation brings no log back and stamps nothing', () => {
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world);
    call.copyLogs(world);
    call.truncate(world);
    call.endAbort(world);
    expect(world.archivedLogs()).toEqual(['edb00003.log']);
    expect(stamps()).toEqual({});
  });
});

describe('databases that come later', () => {
  it('B7.23: are listed, may be opened, and keep the logs when they are not copied', () => {
    world.log.checkpointGeneration = 3;
    call.begin(world);
    call.copyFile(world, world.path('a.db'));
    const other = world.addDatabase('b.db');
    expect(call.listDatabases(world).names).toEqual([world.path('a.db'), other.path]);
    expect(call.open(world, other.path)).toBeJet('JET_errSuccess');
    call.close(world);
    expect(call.listSuperfluousLogs(world).text).toBe('');
  });
});

describe('a whole full backup', () => {
  it('H.3: goes as described', () => {
    world.log.checkpointGeneration = 2;
    expect(call.begin(world)).toBeJet('JET_errSuccess');
    expect(call.begin(world)).toBeJet('JET_errBackupInProgress');
    expect(call.listDatabases(world).names).toEqual([world.path('a.db')]);
    const { low, handle } = call.openWithSize(world, world.path('a.db'));
    expect(handle).toBe(0);
    expect(call.open(world, world.path('a.db'))).toBeJet('JET_errOutOfMemory');
    expect(call.logInfo(world)).toBeJet('JET_errInvalidBackupSequence');
    expect(call.read(world, 2)).toBeJet('JET_errInvalidParameter');
    let total = 0;
    for (;;) {
      const { count } = call.readPages(world, 16);
      if (count === 0) break;
      total += count;
    }
    expect(total).toBe(low);
    expect([call.close(world), call.close(world)]).toEqual([0, -1003]);
    expect(call.truncate(world)).toBeJet('JET_errInvalidBackupSequence');
    const logs = call.listLogs(world).names;
    expect(logs).toEqual([2, 3].map((generation) => world.log.archivePath(generation)));
    expect(call.truncate(world)).toBeJet('JET_errLogFileNotCopied');
    call.copyLogs(world);
    const superfluous = call.listSuperfluousLogs(world).names;
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    expect(superfluous.filter((path) => world.fileSystem.exists(path))).toEqual([]);
    expect(call.end(world)).toBeJet('JET_errSuccess');
    expect(stamps()).toEqual({ previousFullBackup: '2-3' });
    expect(world.areAttachmentsHeld).toBe(false);
  });
});
