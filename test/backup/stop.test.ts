/** C.1 and what of C.2 and C.3 concerns backups: stopping a backup, and stopping the service while one runs. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import { JET_paramLogFilePath, JET_paramSystemPath, JET_paramTempPath } from '../../include/parameters';
import { ref } from '../../include/ref';
import * as call from './calls';
import { World } from './world';

let world: World;

beforeEach(() => void (world = World.start()));
afterEach(() => world.stop());

describe('jetStopBackupInstance', () => {
  it('C1.1: changes nothing but what later calls answer', () => {
    call.begin(world);
    call.open(world, world.path('a.db'));
    expect(call.stop(world)).toBeJet('JET_errSuccess');
    expect(world.firstDatabase.users).toBe(1);
    expect(world.areAttachmentsHeld).toBe(true);
    expect(world.backup?.isRunning).toBe(true);
  });

  it('C1.2: succeeds on a running instance, with a stopped service, and without a log', () => {
    world.log.isEnabled = false;
    expect(call.stop(world)).toBeJet('JET_errSuccess');
    api.jetStopServiceInstance(world.instance);
    expect(call.stop(world)).toBeJet('JET_errSuccess');
  });

  it('C1.2: succeeds on an instance that was only created', () => {
    world.stop();
    world = World.create();
    expect(call.stop(world)).toBeJet('JET_errSuccess');
  });

  it('C1.4: wants an instance', () => {
    expect(api.jetStopBackupInstance(0)).toBeJet('JET_errInvalidParameter');
    expect(api.jetStopBackupInstance(-1)).toBeJet('JET_errInvalidParameter');
    expect(api.jetStopBackupInstance(null)).toBeJet('JET_errInvalidParameter');
    expect(api.jetStopBackupInstance(0x7fff0000)).toBeJet('JET_errInvalidInstance');
    const { instance } = world;
    world.stop();
    expect(api.jetStopBackupInstance(instance)).toBeJet('JET_errInvalidInstance');
  });

  it('C1.5: every step forward answers that the server gave up', () => {
    call.begin(world);
    call.stop(world);
    const steps = [
      call.attachInfo(world),
      call.open(world, world.path('a.db')),
      call.read(world, 3),
      call.logInfo(world),
      call.logInfo2(world).err,
      call.truncateInfo(world),
      call.truncate(world),
    ];
    expect(new Set(steps)).toEqual(new Set([-801]));
  });

  it('C1.6: before any argument is looked at', () => {
    call.begin(world);
    call.stop(world);
    expect(call.open(world, null)).toBeJet('JET_errBackupAbortByServer');
    expect(api.jetReadFileInstance(world.instance, 99, null, NaN, null)).toBeJet(
      'JET_errBackupAbortByServer',
    );
    expect(api.jetGetLogInfoInstance(world.instance, null, NaN, null)).toBeJet('JET_errBackupAbortByServer');
    call.end(world);
    call.stop(world);
    expect(call.open(world, null)).toBeJet('JET_errNoBackup');
  });

  it('C1.7: those calls do nothing', () => {
    call.begin(world);
    call.open(world, world.path('a.db'));
    call.stop(world);
    call.open(world, 'elsewhere');
    call.read(world, 3);
    call.logInfo(world);
    expect(world.log.rolls).toBe(0);
    expect(world.firstDatabase.users).toBe(1);
    expect(call.close(world)).toBeJet('JET_errSuccess');
  });

  it('C1.8: close and both kinds of end still work', () => {
    for (const end of [call.end, call.endNormal, call.endAbort]) {
      call.begin(world);
      call.open(world, world.path('a.db'));
      call.stop(world);
      expect(call.close(world, 1)).toBeJet('JET_errInvalidParameter');
      expect(call.close(world)).toBeJet('JET_errSuccess');
      expect(end(world)).toBeJet('JET_errSuccess');
    }
  });

  it('C1.9: begin answers that one is running', () => {
    call.begin(world);
    call.stop(world);
    expect(call.begin(world)).toBeJet('JET_errBackupInProgress');
    expect(call.attachInfo(world)).toBeJet('JET_errBackupAbortByServer');
  });

  it('C1.10: a normal end after it stamps nothing, and truncated logs stay away', () => {
    world.log.checkpointGeneration = 3;
    call.copyDatabases(world);
    call.copyLogs(world);
    call.truncate(world);
    call.stop(world);
    expect(call.end(world)).toBeJet('JET_errSuccess');
    expect(world.firstDatabase.header.previousFullBackup.highGeneration).toBe(0);
    expect(world.archivedLogs()).toEqual(['edb00003.log']);
  });

  it('C1.11: until the end attachments are held and a complete end of the instance is refused', () => {
    call.begin(world);
    call.stop(world);
    expect(world.areAttachmentsHeld).toBe(true);
    expect(api.jetTerm2(world.instance, 1)).toBeJet('JET_errBackupInProgress');
    call.end(world);
    expect(world.areAttachmentsHeld).toBe(false);
  });

  it('C1.12: is forgotten by the end, a cancellation, an end without a backup, and a begin that failed late', () => {
    const isForgotten = (): boolean => {
      const begun = call.begin(world) === 0 && call.attachInfo(world) === 0;
      call.end(world);
      return begun;
    };
    call.begin(world);
    call.stop(world);
    call.end(world);
    expect(isForgotten()).toBe(true);
    call.stop(world);
    call.end(world);
    expect(isForgotten()).toBe(true);
    call.stop(world);
    call.begin(world, call.INCREMENTAL);
    expect(isForgotten()).toBe(true);
  });

  it('C1.13: without a backup it has no effect', () => {
    call.stop(world);
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
    expect(call.begin(world)).toBeJet('JET_errSuccess');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('C1.14: after the end the next one may begin, any number of times', () => {
    for (let round = 0; round < 5; round++) {
      expect(call.begin(world)).toBeJet('JET_errSuccess');
      expect(call.stop(world)).toBeJet('JET_errSuccess');
      expect(call.end(world)).toBeJet('JET_errSuccess');
    }
  });

  it('C1.15: may be called twice', () => {
    call.begin(world);
    expect([call.stop(world), call.stop(world)]).toEqual([0, 0]);
    expect(call.attachInfo(world)).toBeJet('JET_errBackupAbortByServer');
  });

  it('C1.20: leaves the backups of other instances alone', () => {
    const other = World.start([], (instance) => {
      for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
        api.jetSetSystemParameter(ref(instance), null, id, 0, '/other/');
    });
    call.begin(world);
    call.begin(other);
    call.stop(other);
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
    expect(call.attachInfo(other)).toBeJet('JET_errBackupAbortByServer');
    other.stop();
  });
});

describe('a stopped service', () => {
  it('C2.3: refuses every call of a backup, close and end among them; only the end of the instance ends it', () => {
    call.begin(world);
    call.open(world, world.path('a.db'));
    api.jetStopServiceInstance(world.instance);
    for (const step of [call.close, call.end, call.endAbort, call.attachInfo, call.begin, call.truncate])
      expect(step(world)).toBeJet('JET_errClientRequestToStopJetService');
    expect(api.jetTerm2(world.instance, 1)).toBeJet('JET_errBackupInProgress');
    expect(api.jetTerm(world.instance)).toBeJet('JET_errSuccess');
    expect(world.firstDatabase.users).toBe(0);
  });

  it('C2.6: still lets jetStopBackupInstance through', () => {
    api.jetStopServiceInstance(world.instance);
    expect(call.stop(world)).toBeJet('JET_errSuccess');
  });

  it.each([4, 6, 0x80000002, 0x80000004, 0x80000006, 0x80000000])(
    'C3.4, C3.5, C3.6: quiesced caches, paused work and what resumes them (%i) leave backups alone',
    (grbit) => {
      call.begin(world);
      expect(api.jetStopServiceInstance2(world.instance, grbit)).toBeJet('JET_errSuccess');
      expect(call.logInfo(world)).toBeJet('JET_errSuccess');
      expect(call.end(world)).toBeJet('JET_errSuccess');
    },
  );

  it('C3.3: paused background work leaves backups alone', () => {
    call.begin(world);
    expect(api.jetStopServiceInstance2(world.instance, 2)).toBeJet('JET_errSuccess');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
    expect(call.end(world)).toBeJet('JET_errSuccess');
  });
});

describe('the end of an instance', () => {
  it('A4.12: a running backup is told before open transactions are', () => {
    const session = ref(0);
    api.jetBeginSession(world.instance, session, null, null);
    api.jetBeginTransaction(session.value);
    call.begin(world);
    expect(api.jetTerm2(world.instance, 1)).toBeJet('JET_errBackupInProgress');
    call.end(world);
    expect(api.jetTerm2(world.instance, 1)).toBeJet('JET_errTooManyActiveUsers');
    api.jetRollback(session.value, 0);
  });

  it('A4.14: an abrupt end that open transactions refuse has ended the backup and bars new ones', () => {
    const session = ref(0);
    api.jetBeginSession(world.instance, session, null, null);
    api.jetBeginTransaction(session.value);
    call.begin(world);
    expect(api.jetTerm(world.instance)).toBeJet('JET_errTooManyActiveUsers');
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
    expect(call.begin(world)).toBeJet('JET_errBackupNotAllowedYet');
    api.jetRollback(session.value, 0);
  });
});
