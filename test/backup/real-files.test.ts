/** Backups of real files by a real log, and what else may be done meanwhile. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import { JET_bitDbExclusive } from '../../include/grbits/database';
import { JET_DbInfoMisc } from '../../include/info-levels';
import { JET_paramCircularLog, JET_paramRecovery } from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_DBINFOMISC4 } from '../../include/structs/database';
import { readBackupTrailer, trailerBelongsTo } from '../../src/format/backup-trailer';
import { findDatabaseHeader, STATE_DIRTY } from '../../src/format/database-header';
import { LogFolder } from '../../src/log/log-folder';
import { MemoryFileSystem } from '../support/memory-file-system';
import * as call from './calls';
import { RealWorld } from './real-world';
import { bringTo, observe, RUNNING_STATES } from './state-table';
import { PAGE } from './world';

let world: RealWorld;

afterEach(() => world.dispose());

const attach = (name: string): number => api.jetAttachDatabase(world.session, world.path(name), 0);
const detach = (name: string | null): number =>
  api.jetDetachDatabase(world.session, name === null ? null : world.path(name));

function info(): JET_DBINFOMISC4 {
  const misc = JET_DBINFOMISC4();
  const err = api.jetGetDatabaseInfo(world.session, world.database, misc, JET_DBINFOMISC4.cb, JET_DbInfoMisc);
  expect(err).toBeJet('JET_errSuccess');
  return misc;
}

describe('a full backup of real files', () => {
  it('H.3: delivers a copy that names the logs it needs, those logs, and stamps the header', () => {
    world = new RealWorld();
    expect(call.begin(world)).toBeJet('JET_errSuccess');
    expect(call.listDatabases(world).names).toEqual([world.path('a.db')]);
    const { low } = call.openWithSize(world, world.path('a.db'));
    call.close(world);
    const copy = call.copyFile(world, world.path('a.db'));
    if (typeof copy === 'number') throw new Error(String(copy));
    expect(copy).toHaveLength(low);
    const header = findDatabaseHeader(copy)?.header ?? null;
    const trailer = readBackupTrailer(Uint8Array.from(copy.subarray(-PAGE)));
    expect(header).toMatchObject({
      state: STATE_DIRTY,
      currentFullBackup: { lowGeneration: 1, highGeneration: 0 },
    });
    expect(header !== null && trailerBelongsTo(trailer, header)).toBe(true);
    const onDisk = readFileSync(world.path('a.db')).subarray(2 * PAGE, copy.length - PAGE);
    expect(Buffer.compare(copy.subarray(2 * PAGE, -PAGE), onDisk)).toBe(0);
    expect(call.listLogs(world).names).toEqual([world.path('edb00001.log')]);
    expect(call.logInfo2(world).info).toMatchObject({ ulGenLow: 1, ulGenHigh: 1, szBaseName: 'edb' });
    expect(call.truncate(world)).toBeJet('JET_errLogFileNotCopied');
    const log = call.copyFile(world, world.path('edb00001.log'));
    expect(
      typeof log !== 'number' && Buffer.compare(log, readFileSync(world.path('edb00001.log'))) === 0,
    ).toBe(true);
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    expect(call.end(world)).toBeJet('JET_errSuccess');
    expect(info().bkinfoFullPrev).toMatchObject({ genLow: 1, genHigh: 1 });
    expect(findDatabaseHeader(readFileSync(world.path('a.db')))).toMatchObject({
      damagedCopy: 'none',
      header: { previousFullBackup: { lowGeneration: 1, highGeneration: 1 } },
    });
  });

  it('is known to later starts: an incremental one may follow', () => {
    world = new RealWorld();
    call.backUp(world);
    world.stop();
    world.start();
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errSuccess');
    expect(call.logInfo2(world).info).toMatchObject({ ulGenLow: 1 });
    call.copyLogs(world);
    expect(call.truncate(world)).toBeJet('JET_errSuccess');
    expect(call.end(world)).toBeJet('JET_errSuccess');
    expect(info().bkinfoIncPrev.genHigh).toBeGreaterThan(0);
  });

  it('B7.21: the kinds of backup stand in the information on a database', () => {
    world = new RealWorld();
    call.copyDatabases(world);
    call.end(world);
    expect(info()).toMatchObject({
      bkinfoCopyPrev: { genLow: 1, genHigh: 1 },
      bkinfoFullPrev: { genLow: 0, genHigh: 0 },
      bkinfoFullCur: { genLow: 0 },
    });
    call.backUp(world);
    call.begin(world, call.INCREMENTAL);
    call.logInfo(world);
    call.end(world);
    const misc = info();
    expect(misc.bkinfoFullPrev).toMatchObject({ genLow: 1, genHigh: 2 });
    expect(misc.bkinfoDiffPrev).toMatchObject({ genLow: 1, genHigh: 3 });
    expect(misc.bkinfoIncPrev).toMatchObject({ genLow: 0, genHigh: 0 });
    expect(misc.bkinfoFullPrev.logtimeMark).not.toEqual(JET_DBINFOMISC4().bkinfoFullPrev.logtimeMark);
  });

  it('B4.12: logs are named by five hexadecimal digits, or eight when five do not do', () => {
    world = new RealWorld();
    const folder = new LogFolder(new MemoryFileSystem(), '/logs', '/system', 'edb');
    expect([1, 0xfffff, 0x100000].map((generation) => folder.archived(generation))).toEqual([
      '/logs/edb00001.log',
      '/logs/edbFFFFF.log',
      '/logs/edb00100000.log',
    ]);
    call.copyDatabases(world);
    expect(call.listLogs(world).names.every((path) => existsSync(path))).toBe(true);
  });

  it('is refused without a log', () => {
    world = new RealWorld(new Map([[JET_paramRecovery, 'off']]));
    expect(call.begin(world)).toBeJet('JET_errLoggingDisabled');
    expect(call.begin(world, 8)).toBeJet('JET_errLoggingDisabled');
  });

  it('keeps its logs although logging is circular', () => {
    world = new RealWorld(new Map([[JET_paramCircularLog, 1]]));
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errInvalidBackup');
    call.copyDatabases(world);
    const logs = call.listLogs(world).names;
    expect(logs.every((path) => existsSync(path))).toBe(true);
    expect(call.endAbort(world)).toBeJet('JET_errSuccess');
  });
});

describe('while a backup runs', () => {
  const ALL = [
    ...RUNNING_STATES.map((state) => [state, false] as const),
    ...RUNNING_STATES.map((state) => [state, true] as const),
  ];

  it.each(ALL)('B2.23, B2.24: in %s (stopped: %s) nothing is attached or detached', (state, isStopped) => {
    world = new RealWorld();
    world.copyDatabase('b.db');
    bringTo(world, state);
    if (isStopped) call.stop(world);
    expect(attach('a.db')).toBeJet('JET_errBackupInProgress');
    expect(attach('b.db')).toBeJet('JET_errBackupInProgress');
    expect(detach('a.db')).toBeJet('JET_errBackupInProgress');
    expect(detach(null)).toBeJet('JET_errBackupInProgress');
    expect(observe(world)).toBe(isStopped ? 'X' : state);
    call.end(world);
    expect(attach('b.db')).toBeJet('JET_errSuccess');
    expect(detach('b.db')).toBeJet('JET_errSuccess');
  });

  it('B2.26: databases are opened and closed', () => {
    world = new RealWorld();
    bringTo(world, 'F1o');
    const database = ref(0);
    expect(api.jetOpenDatabase(world.session, world.path('a.db'), null, database, 0)).toBeJet(
      'JET_errSuccess',
    );
    expect(api.jetCloseDatabase(world.session, database.value, 0)).toBeJet('JET_errSuccess');
  });

  it('B2.5: a database that a session has alone is not copied', () => {
    world = new RealWorld();
    api.jetCloseDatabase(world.session, world.database, 0);
    const database = ref(0);
    expect(
      api.jetOpenDatabase(world.session, world.path('a.db'), null, database, JET_bitDbExclusive),
    ).toBeJet('JET_errSuccess');
    call.begin(world);
    expect(call.open(world, world.path('a.db'))).toBeJet('JET_errDatabaseLocked');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B7.24: transactions commit', () => {
    world = new RealWorld();
    bringTo(world, 'F2o');
    expect(api.jetBeginTransaction(world.session)).toBeJet('JET_errSuccess');
    expect(api.jetCommitTransaction(world.session, 0)).toBeJet('JET_errSuccess');
  });

  it('B7.25: with nothing attached a detach of everything succeeds', () => {
    world = new RealWorld();
    api.jetCloseDatabase(world.session, world.database, 0);
    expect(detach('a.db')).toBeJet('JET_errSuccess');
    call.begin(world);
    expect(detach(null)).toBeJet('JET_errSuccess');
  });

  it('B7.9: after the end databases are attached and detached again', () => {
    world = new RealWorld();
    world.copyDatabase('b.db');
    call.begin(world);
    call.end(world);
    expect([attach('b.db'), detach('b.db')]).toEqual([0, 0]);
  });

  it('B2.20: a termination ends the backup, and the database is clean', () => {
    world = new RealWorld();
    bringTo(world, 'F1o');
    expect(api.jetTerm(world.instance)).toBeJet('JET_errSuccess');
    world.start();
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
  });
});
