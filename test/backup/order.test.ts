/** B.3: which of several reasons to refuse a call is the one that is told. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import {
  JET_errBadCheckpointSignature,
  JET_errCheckpointCorrupt,
  JET_errCheckpointFileNotFound,
  JET_errFileInvalidType,
  JET_errLogDiskFull,
  JET_errLogSequenceEnd,
} from '../../errors/codes';
import { ref } from '../../include/ref';
import * as call from './calls';
import { World } from './world';

let world: World;

beforeEach(() => void (world = World.start()));
afterEach(() => world.stop());

const UNKNOWN_BITS = [2, 4, 8, 0x10, 0x20, 0x40, 0x100, 3];

describe('begin', () => {
  it('B3.1: asks whether backups are allowed before anything else', () => {
    call.begin(world);
    api.jetTerm2(world.instance, 1);
    world.log.isEnabled = false;
    expect(call.begin(world, 8)).toBeJet('JET_errBackupNotAllowedYet');
  });

  it('B3.1: asks for a log that is on and writes, then for known options, then for a log that is not circular', () => {
    world.log.isEnabled = false;
    world.log.hasFailed = true;
    world.log.isCircular = true;
    world.log.failures.requireRoom = JET_errLogDiskFull;
    expect(call.begin(world, 8)).toBeJet('JET_errLoggingDisabled');
    world.log.isEnabled = true;
    expect(call.begin(world, 8)).toBeJet('JET_errLogWriteFail');
    world.log.hasFailed = false;
    expect(call.begin(world, 9)).toBeJet('JET_errInvalidGrbit');
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errInvalidBackup');
    expect(call.begin(world)).toBeJet('JET_errLogDiskFull');
  });

  it('B3.1: asks for room in the log before it asks for a running backup', () => {
    call.begin(world);
    world.log.failures.requireRoom = JET_errLogDiskFull;
    expect(call.begin(world)).toBeJet('JET_errLogDiskFull');
    world.log.failures.requireRoom = JET_errLogSequenceEnd;
    expect(call.begin(world)).toBeJet('JET_errLogSequenceEnd');
    delete world.log.failures.requireRoom;
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errBackupInProgress');
  });

  it('B3.1: an incremental one without a full one before it is refused, whatever the checkpoint', () => {
    world.log.failures.readCheckpointGeneration = JET_errCheckpointCorrupt;
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errMissingFullBackup');
  });

  it.each([
    [JET_errCheckpointFileNotFound, 'JET_errCheckpointFileNotFound'],
    [JET_errCheckpointCorrupt, 'JET_errCheckpointCorrupt'],
    [JET_errBadCheckpointSignature, 'JET_errBadCheckpointSignature'],
    [JET_errFileInvalidType, 'JET_errFileInvalidType'],
  ] as const)('B3.1: a full one needs the checkpoint on disk (%i)', (err, name) => {
    world.log.failures.readCheckpointGeneration = err;
    expect(call.begin(world)).toBeJet(name);
  });

  it.each(UNKNOWN_BITS)('B3.9: refuses the option 0x%s', (grbit) => {
    expect(call.begin(world, grbit)).toBeJet('JET_errInvalidGrbit');
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
  });

  it('B3.10: without a log JET_errLoggingDisabled wins over a bad option', () => {
    world.log.isEnabled = false;
    expect(call.begin(world, 8)).toBeJet('JET_errLoggingDisabled');
  });

  it('B3.10: a bad option wins over a running backup', () => {
    call.begin(world);
    expect(call.begin(world, 8)).toBeJet('JET_errInvalidGrbit');
  });

  it('B3.11: incremental with circular logging is JET_errInvalidBackup, also while a backup runs', () => {
    world.log.isCircular = true;
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errInvalidBackup');
    call.begin(world);
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errInvalidBackup');
  });

  it('B3.13: that failed after it started leaves no backup, and no request to stop', () => {
    call.stop(world);
    expect(call.begin(world, call.INCREMENTAL)).toBeJet('JET_errMissingFullBackup');
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
    expect(world.areAttachmentsHeld).toBe(false);
    expect(call.begin(world)).toBeJet('JET_errSuccess');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B3.14: holds the set of attached databases until the end', () => {
    call.begin(world);
    expect(world.areAttachmentsHeld).toBe(true);
    call.end(world);
    expect(world.areAttachmentsHeld).toBe(false);
  });

  it('refuses options that are no number', () => {
    expect(call.begin(world, NaN)).toBeJet('JET_errInvalidParameter');
  });
});

describe('the other calls', () => {
  it('B3.2: attach info asks for a backup, then whether it was stopped, then whether it is full', () => {
    call.backUp(world);
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
    call.begin(world, call.INCREMENTAL);
    expect(call.attachInfo(world)).toBeJet('JET_errInvalidBackupSequence');
    call.stop(world);
    expect(call.attachInfo(world)).toBeJet('JET_errBackupAbortByServer');
  });

  it('B3.3: open looks at the name before the slot, and at the slot before the path', () => {
    expect(call.open(world, '')).toBeJet('JET_errNoBackup');
    call.begin(world);
    call.open(world, world.path('a.db'));
    expect(call.open(world, '')).toBeJet('JET_errInvalidParameter');
    expect(call.open(world, 'x'.repeat(300))).toBeJet('JET_errOutOfMemory');
    call.close(world);
    expect(call.open(world, 'x'.repeat(300))).toBeJet('JET_errInvalidPath');
  });

  it('B3.3: a bad path does not end the backup, not even in the log phase', () => {
    call.copyDatabases(world);
    expect(call.open(world, `/${'x/'.repeat(3000)}`)).toBeJet('JET_errInvalidPath');
    expect(call.open(world, 'a\0b')).toBeJet('JET_errInvalidPath');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B3.3: a locked database is told before the order is', () => {
    call.copyDatabases(world);
    world.firstDatabase.isLocked = true;
    expect(call.open(world, world.path('a.db'))).toBeJet('JET_errDatabaseLocked');
    expect(call.attachInfo(world)).toBeJet('JET_errNoBackup');
  });

  it('B3.4: read asks for a backup, a stop, the buffer and the size, in this order', () => {
    const instance = world.instance;
    const count = ref(call.UNTOUCHED);
    const small = new Uint8Array(4);
    expect(api.jetReadFileInstance(instance, 0, small, 5, count)).toBeJet('JET_errNoBackup');
    call.begin(world);
    call.open(world, world.path('a.db'));
    expect(api.jetReadFileInstance(instance, 0, small, 5, count)).toBeJet('JET_errInvalidParameter');
    expect(api.jetReadFileInstance(instance, 0, null, 8192, count)).toBeJet('JET_errInvalidParameter');
    call.stop(world);
    expect(api.jetReadFileInstance(instance, 0, small, 5, count)).toBeJet('JET_errBackupAbortByServer');
    expect(count.value).toBe(call.UNTOUCHED);
  });

  it('B3.5: close does not ask whether the backup was stopped', () => {
    call.begin(world);
    call.open(world, world.path('a.db'));
    call.stop(world);
    expect(call.close(world, 3)).toBeJet('JET_errInvalidParameter');
    expect(call.close(world)).toBeJet('JET_errSuccess');
  });

  it('B3.6: the list of logs refuses an open file before it rolls the log', () => {
    call.begin(world);
    call.open(world, world.path('a.db'));
    expect(call.logInfo(world)).toBeJet('JET_errInvalidBackupSequence');
    expect(world.log.rolls).toBe(0);
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B3.6: a log that cannot be rolled is tried again', () => {
    call.begin(world);
    world.log.failures.roll = JET_errLogDiskFull;
    expect(call.logInfo(world)).toBeJet('JET_errLogDiskFull');
    delete world.log.failures.roll;
    expect(call.logInfo(world)).toBeJet('JET_errSuccess');
  });

  it('B3.7: truncation asks for a closed file, then for the list, then for the copies', () => {
    expect(call.truncate(world)).toBeJet('JET_errNoBackup');
    call.begin(world);
    expect(call.truncate(world)).toBeJet('JET_errInvalidBackupSequence');
    call.logInfo(world);
    expect(call.truncate(world)).toBeJet('JET_errLogFileNotCopied');
    call.open(world, world.log.archivePath(1));
    expect(call.truncate(world)).toBeJet('JET_errInvalidBackupSequence');
    call.stop(world);
    expect(call.truncate(world)).toBeJet('JET_errBackupAbortByServer');
  });

  it('B3.8: end looks at its options before it looks for a backup', () => {
    expect(api.jetEndExternalBackupInstance2(world.instance, 0)).toBeJet('JET_errInvalidParameter');
    expect(call.endNormal(world)).toBeJet('JET_errNoBackup');
    expect(call.endAbort(world)).toBeJet('JET_errNoBackup');
  });

  it('B3.12: end ignores options it does not know', () => {
    call.begin(world);
    expect(call.endNormal(world, 0xf0)).toBeJet('JET_errSuccess');
    expect(api.jetEndExternalBackupInstance2(world.instance, 0x100)).toBeJet('JET_errInvalidParameter');
  });
});

describe('A.5 comes first', () => {
  const CALLS = [
    (instance: number) => api.jetBeginExternalBackupInstance(instance, 8),
    (instance: number) => api.jetGetAttachInfoInstance(instance, null, 0, null),
    (instance: number) => api.jetOpenFileInstance(instance, null, ref(0), ref(0), ref(0)),
    (instance: number) => api.jetReadFileInstance(instance, 0, null, 1, null),
    (instance: number) => api.jetCloseFileInstance(instance, 0),
    (instance: number) => api.jetGetLogInfoInstance(instance, null, 0, null),
    (instance: number) => api.jetGetLogInfoInstance2(instance, null, 0, null, null),
    (instance: number) => api.jetGetTruncateLogInfoInstance(instance, null, 0, null),
    (instance: number) => api.jetTruncateLogInstance(instance),
    (instance: number) => api.jetEndExternalBackupInstance(instance),
    (instance: number) => api.jetEndExternalBackupInstance2(instance, 0),
  ];

  it.each(CALLS)(
    'an invented handle, no handle, and a stopped service are told before arguments (%#)',
    (body) => {
      expect(body(0x7fff0000)).toBeJet('JET_errInvalidInstance');
      expect(body(0)).toBeJet('JET_errInvalidParameter');
      expect(body(-1)).toBeJet('JET_errInvalidParameter');
      api.jetStopServiceInstance(world.instance);
      expect(body(world.instance)).toBeJet('JET_errClientRequestToStopJetService');
    },
  );

  it.each(CALLS)('an instance that was only created takes no call (%#)', (body) => {
    world.stop();
    world = World.create();
    expect(body(world.instance)).toBeJet('JET_errNotInitialized');
  });
});
