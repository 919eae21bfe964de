import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JET_errBackupAbortByServer,
  JET_errKeyDuplicate,
  JET_errSessionSharingViolation,
} from '../../errors/codes';
import {
  JET_errcatApi,
  JET_errcatError,
  JET_errcatState,
  JET_errcatUsage,
} from '../../include/error-categories';
import { JET_bitDumpMaximum, JET_bitDumpMinimum } from '../../include/grbits/diagnostics';
import { JET_ErrorInfoSpecificErr } from '../../include/info-levels';
import { ref } from '../../include/ref';
import {
  JET_ERRINFOBASIC_W,
  JET_THREADSTATS,
  JET_THREADSTATS2,
  JET_THREADSTATS3,
} from '../../include/structs/diagnostics';
import {
  jetConfigureProcessForCrashDump,
  jetGetErrorInfo,
  jetGetThreadStats,
  jetGetVersion,
} from '../../src/api';
import { NO_WORK } from '../../src/instance/parts';
import { endEverything, runningInstance, sessionOfInstance, withParts } from '../support/instances';

beforeAll(endEverything);
afterEach(endEverything);

describe('jetGetErrorInfo', () => {
  const SIZE = JET_ERRINFOBASIC_W.cb;
  const ask = (err: number): { code: number; info: JET_ERRINFOBASIC_W } => {
    const info = JET_ERRINFOBASIC_W();
    return { code: jetGetErrorInfo(ref(err), info, SIZE, JET_ErrorInfoSpecificErr, 0), info };
  };

  it('tells the category and the way down to it', () => {
    const { code, info } = ask(JET_errKeyDuplicate);
    expect(code).toBeJet('JET_errSuccess');
    expect(info.errValue).toBe(JET_errKeyDuplicate);
    expect(info.errcatMostSpecific).toBe(JET_errcatState);
    expect([...info.rgCategoricalHierarchy]).toEqual([
      JET_errcatError,
      JET_errcatApi,
      JET_errcatState,
      0,
      0,
      0,
      0,
      0,
    ]);
    expect(ask(JET_errSessionSharingViolation).info.errcatMostSpecific).toBe(JET_errcatUsage);
  });

  it('repeats an error that it does not know, and fails', () => {
    const { code, info } = ask(-99_999);
    expect(code).toBeJet('JET_errInvalidParameter');
    expect([info.errValue, info.errcatMostSpecific]).toEqual([-99_999, 0]);
  });

  it('wants an error, room, the one level and no options', () => {
    const info = JET_ERRINFOBASIC_W();
    const err = ref(JET_errBackupAbortByServer);
    expect(jetGetErrorInfo(null, info, SIZE, JET_ErrorInfoSpecificErr, 0)).toBeJet('JET_errInvalidParameter');
    expect(jetGetErrorInfo(err, info, SIZE, 7, 0)).toBeJet('JET_errInvalidParameter');
    expect(jetGetErrorInfo(err, info, SIZE, JET_ErrorInfoSpecificErr, 1)).toBeJet('JET_errInvalidParameter');
    expect(jetGetErrorInfo(err, info, SIZE - 1, JET_ErrorInfoSpecificErr, 0)).toBeJet(
      'JET_errInvalidBufferSize',
    );
  });
});

describe('jetGetThreadStats', () => {
  it('adds up the work of all instances, also of those that ended', () => {
    withParts({ work: () => ({ ...NO_WORK, pagesRead: 3 }) });
    const before = JET_THREADSTATS();
    jetGetThreadStats(before, JET_THREADSTATS.cb);
    runningInstance('a');
    endEverything();
    withParts({ work: () => ({ ...NO_WORK, pagesRead: 4 }) });
    runningInstance('b');
    const after = JET_THREADSTATS();
    expect(jetGetThreadStats(after, JET_THREADSTATS.cb)).toBeJet('JET_errSuccess');
    expect(after.cPageRead - before.cPageRead).toBe(7);
  });

  it.each([
    [JET_THREADSTATS.cb, JET_THREADSTATS.cb],
    [JET_THREADSTATS2.cb, JET_THREADSTATS2.cb],
    [JET_THREADSTATS3.cb, JET_THREADSTATS3.cb],
    [100, JET_THREADSTATS3.cb],
  ])('fills %p bytes with a struct of %p', (room, size) => {
    const bytes = new Uint8Array(100);
    expect(jetGetThreadStats(bytes, room)).toBeJet('JET_errSuccess');
    expect(bytes[0]).toBe(size);
  });

  it('fails with JET_errBufferTooSmall below the oldest struct', () => {
    expect(jetGetThreadStats(JET_THREADSTATS(), JET_THREADSTATS.cb - 1)).toBeJet('JET_errBufferTooSmall');
  });
});

describe('jetGetVersion', () => {
  it('tells a version to whoever has a session', () => {
    const version = ref(0);
    expect(jetGetVersion(4660, version)).toBeJet('JET_errInvalidSesid');
    expect(jetGetVersion(sessionOfInstance(runningInstance()), version)).toBeJet('JET_errSuccess');
    expect(version.value >>> 28).toBe(10);
  });
});

describe('jetConfigureProcessForCrashDump', () => {
  it.each([
    [0, 'JET_errInvalidGrbit'],
    [0x100, 'JET_errInvalidGrbit'],
    [JET_bitDumpMinimum, 'JET_errSuccess'],
    [JET_bitDumpMaximum, 'JET_errSuccess'],
  ] as const)('takes the bits %p with %s', (bits, code) => {
    expect(jetConfigureProcessForCrashDump(bits)).toBeJet(code);
  });
});
