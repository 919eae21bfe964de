import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JET_paramBaseName,
  JET_paramCheckpointDepthMax,
  JET_paramCommitDefault,
  JET_paramErrorToString,
  JET_paramLogFileSize,
  JET_paramMaxInstances,
  JET_paramMaxSessions,
  JET_paramOSSnapshotTimeout,
  JET_paramRuntimeCallback,
  JET_paramSystemPath,
  JET_paramUnicodeIndexDefault,
  JET_sesparamCommitDefault,
  JET_sesparamCorrelationID,
  JET_sesparamMaxValueInvalid,
  JET_sesparamOperationContext,
  JET_sesparamTransactionLevel,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_UNICODEINDEX } from '../../include/structs/index-ddl';
import { JET_OPERATIONCONTEXT } from '../../include/structs/parameters';
import {
  jetBeginTransaction,
  jetGetSessionParameter,
  jetGetSystemParameter,
  jetSetSessionParameter,
  jetSetSystemParameter,
  jetStopServiceInstance,
  jetTerm,
} from '../../src/api';
import { registry } from '../../src/instance/registry';
import {
  createdInstance,
  endEverything,
  onlyInstance,
  runningInstance,
  sessionOfInstance,
} from '../support/instances';

beforeAll(endEverything);
afterEach(endEverything);

const get = (instance: number | null, id: number, session: number | null = null): number => {
  const value = ref(0);
  expect(jetGetSystemParameter(instance, session, id, value, null, 0)).toBeJet('JET_errSuccess');
  return value.value;
};

describe('whose parameter is meant', () => {
  it('A2.8: in one-instance mode the one instance, whatever the handles are', () => {
    const instance = onlyInstance();
    expect(jetSetSystemParameter(ref(4660), 4660, JET_paramCheckpointDepthMax, 5, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(get(4660, JET_paramCheckpointDepthMax, 4660)).toBe(5);
    expect(registry.find(instance)?.parameters.number(JET_paramCheckpointDepthMax)).toBe(5);
  });

  it('A2.9: in no-set mode the process, whatever the handles are', () => {
    expect(jetSetSystemParameter(ref(4660), 4660, JET_paramCheckpointDepthMax, 6, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(get(null, JET_paramCheckpointDepthMax)).toBe(6);
  });

  it('A2.10: in multi-instance mode the session before the instance', () => {
    const [one, two] = [runningInstance('one'), runningInstance('two')];
    const session = sessionOfInstance(one);
    jetSetSystemParameter(ref(two), session, JET_paramCheckpointDepthMax, 7, null);
    expect(get(one, JET_paramCheckpointDepthMax)).toBe(7);
    expect(get(two, JET_paramCheckpointDepthMax)).not.toBe(7);
    for (const call of [
      () => jetSetSystemParameter(ref(one), 4660, JET_paramCheckpointDepthMax, 8, null),
      () => jetGetSystemParameter(one, 4660, JET_paramCheckpointDepthMax, ref(0), null, 0),
    ])
      expect(call()).toBeJet('JET_errInvalidSesid');
  });

  it.each([null, 0, -1])('A2.11: with %p in multi-instance mode the process', (nil) => {
    const instance = createdInstance();
    jetSetSystemParameter(ref(nil ?? 0), nil, JET_paramCheckpointDepthMax, 9, null);
    expect(get(null, JET_paramCheckpointDepthMax)).toBe(9);
    expect(get(instance, JET_paramCheckpointDepthMax)).not.toBe(9);
  });

  it('A2.12: nobody with a stale handle in multi-instance mode', () => {
    const stale = createdInstance('stale');
    jetTerm(stale);
    createdInstance('live');
    expect(jetSetSystemParameter(ref(stale), null, JET_paramCheckpointDepthMax, 9, null)).toBeJet(
      'JET_errInvalidInstance',
    );
    expect(jetGetSystemParameter(stale, null, JET_paramCheckpointDepthMax, ref(0), null, 0)).toBeJet(
      'JET_errInvalidInstance',
    );
  });

  it('G34, G35: a stopped or new instance does, and global ones may be asked through it', () => {
    const instance = runningInstance();
    jetStopServiceInstance(instance);
    expect(jetSetSystemParameter(ref(instance), null, JET_paramOSSnapshotTimeout, 3, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(get(instance, JET_paramOSSnapshotTimeout)).toBe(3);
    expect(get(null, JET_paramOSSnapshotTimeout)).toBe(3);
  });
});

describe('jetSetSystemParameter', () => {
  it('A6.4–A6.6: says first that it is too late, then that the value is wrong', () => {
    const instance = ref(runningInstance());
    expect(jetSetSystemParameter(instance, null, JET_paramLogFileSize, 1, null)).toBeJet(
      'JET_errAlreadyInitialized',
    );
    expect(jetSetSystemParameter(instance, null, JET_paramMaxInstances, 99_999, null)).toBeJet(
      'JET_errAlreadyInitialized',
    );
    expect(jetSetSystemParameter(null, null, JET_paramLogFileSize, 1, null)).toBeJet(
      'JET_errInvalidParameter',
    );
  });

  it.each([NaN, 1.5, 'x', true, Symbol('x'), () => 0, {}])('takes %p for no number', (value) => {
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetSetSystemParameter(null, null, JET_paramMaxSessions, value, null)).toBeJet(
      'JET_errInvalidParameter',
    );
  });

  it('takes a number for no text', () => {
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetSetSystemParameter(null, null, JET_paramBaseName, 0, 7)).toBeJet('JET_errInvalidParameter');
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetSetSystemParameter(null, null, 'x', 0, null)).toBeJet('JET_errInvalidParameter');
  });

  it('keeps a callback, shows it again, and forgets it', () => {
    const callback = (): number => 0;
    expect(jetSetSystemParameter(null, null, JET_paramRuntimeCallback, callback, null)).toBeJet(
      'JET_errSuccess',
    );
    const instance = createdInstance();
    const shown = ref<unknown>(0);
    // @ts-expect-error the place receives the function
    jetGetSystemParameter(instance, null, JET_paramRuntimeCallback, shown, null, 0);
    expect(shown.value).toBe(callback);
    expect(registry.find(instance)?.parameters.callback(JET_paramRuntimeCallback)).toBe(callback);
    jetSetSystemParameter(ref(instance), null, JET_paramRuntimeCallback, null, null);
    expect(get(instance, JET_paramRuntimeCallback)).toBe(0);
  });

  it('sets the default for commits of a session, of an instance, of the process', () => {
    const instance = runningInstance();
    const session = sessionOfInstance(instance);
    expect(jetSetSystemParameter(ref(instance), session, JET_paramCommitDefault, 1, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(get(instance, JET_paramCommitDefault, session)).toBe(1);
    expect(get(instance, JET_paramCommitDefault)).toBe(0);
    expect(jetSetSystemParameter(ref(instance), session, JET_paramCommitDefault, 0x400, null)).toBeJet(
      'JET_errInvalidParameter',
    );
  });
});

describe('jetGetSystemParameter', () => {
  it('wants a place for a number, and room for text', () => {
    expect(jetGetSystemParameter(null, null, JET_paramMaxSessions, null, ref('~'), 600)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(jetGetSystemParameter(null, null, JET_paramSystemPath, ref(0), null, 0)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(jetGetSystemParameter(null, null, JET_paramSystemPath, null, ref('~'), 0)).toBeJet(
      'JET_errInvalidParameter',
    );
  });

  it.each([
    [8, 'edb', 'JET_errSuccess'],
    [7, 'ed', 'JET_errBufferTooSmall'],
    [4, 'e', 'JET_errBufferTooSmall'],
    [2, '', 'JET_errBufferTooSmall'],
    [1, '~', 'JET_errBufferTooSmall'],
  ] as const)('in %p bytes delivers %p of edb', (bytes, delivered, code) => {
    const text = ref('~');
    expect(jetGetSystemParameter(null, null, JET_paramBaseName, null, text, bytes)).toBeJet(code);
    expect(text.value).toBe(delivered);
  });

  it('names errors', () => {
    const text = ref('~');
    const ask = (err: number): number =>
      jetGetSystemParameter(null, null, JET_paramErrorToString, ref(err), text, 600);
    expect(ask(0)).toBeJet('JET_errSuccess');
    expect(text.value).toBe('JET_errSuccess, Successful Operation');
    ask(-801);
    expect(text.value.startsWith('JET_errBackupAbortByServer, ')).toBe(true);
    ask(0xffff_fcdf);
    expect(text.value.startsWith('JET_errBackupAbortByServer, ')).toBe(true);
    expect(jetGetSystemParameter(null, null, JET_paramErrorToString, null, text, 600)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(jetGetSystemParameter(null, null, JET_paramErrorToString, ref(0), text, 10)).toBeJet(
      'JET_errBufferTooSmall',
    );
    expect(text.value).toBe('JET_');
  });

  it('tells how text is compared in indexes by default', () => {
    const ours = JET_UNICODEINDEX();
    const ask = (place: JET_UNICODEINDEX | { value: number } | null, bytes: number): number =>
      // @ts-expect-error the place may be the struct
      jetGetSystemParameter(null, null, JET_paramUnicodeIndexDefault, place, null, bytes);
    expect(ask(null, 8)).toBeJet('JET_errInvalidParameter');
    expect(ask(ours, 7)).toBeJet('JET_errBufferTooSmall');
    expect(ask(ours, 8)).toBeJet('JET_errSuccess');
    expect([ours.lcid, ours.dwMapFlags]).toEqual([0x409, 0x30401]);
    const german = JET_UNICODEINDEX({ lcid: 0x407, dwMapFlags: 1 });
    expect(jetSetSystemParameter(null, null, JET_paramUnicodeIndexDefault, german, null)).toBeJet(
      'JET_errSuccess',
    );
    ask(ours, 8);
    expect([ours.lcid, ours.dwMapFlags]).toEqual([0x407, 0x401]);
    const number = ref(0);
    ask(number, 8);
    expect(number.value).toBe(0x401 * 2 ** 32 + 0x407);
    for (const [lcid, dwMapFlags] of [
      [0x409, 0x100],
      [0xffff, 1],
    ]) {
      const wrong = JET_UNICODEINDEX({ lcid, dwMapFlags });
      expect(jetSetSystemParameter(null, null, JET_paramUnicodeIndexDefault, wrong, null)).toBeJet(
        'JET_errInvalidParameter',
      );
    }
    jetSetSystemParameter(null, null, JET_paramUnicodeIndexDefault, null, null);
    ask(ours, 8);
    expect(ours.lcid).toBe(0x409);
  });
});

describe('session parameters', () => {
  const session = (): number => sessionOfInstance(runningInstance());
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

  it('hold what was set', () => {
    const sesid = session();
    const context = JET_OPERATIONCONTEXT({ ulUserID: 7, fFlags: 3 });
    expect(jetSetSessionParameter(sesid, JET_sesparamCommitDefault, bytes(1, 0, 0, 0), 4)).toBe(0);
    expect(jetSetSessionParameter(sesid, JET_sesparamCorrelationID, ref(0xdead_beef), 4)).toBe(0);
    expect(jetSetSessionParameter(sesid, JET_sesparamOperationContext, context, 8)).toBe(0);
    const target = new Uint8Array(9).fill(0xaa);
    const actual = ref(0);
    expect(jetGetSessionParameter(sesid, JET_sesparamCommitDefault, target, 4, actual)).toBe(0);
    expect([...target]).toEqual([1, 0, 0, 0, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa]);
    expect(actual.value).toBe(4);
    const number = ref(0);
    expect(jetGetSessionParameter(sesid, JET_sesparamCorrelationID, number, 8, null)).toBe(0);
    expect(number.value).toBe(0xdead_beef);
    const shown = JET_OPERATIONCONTEXT();
    expect(jetGetSessionParameter(sesid, JET_sesparamOperationContext, shown, 8, null)).toBe(0);
    expect(shown).toEqual(context);
  });

  it('tell their size alone', () => {
    const actual = ref(0);
    expect(jetGetSessionParameter(session(), JET_sesparamOperationContext, null, 0, actual)).toBeJet(
      'JET_errSuccess',
    );
    expect(actual.value).toBe(8);
  });

  it('show the transaction level, which cannot be set', () => {
    const sesid = session();
    jetBeginTransaction(sesid);
    const level = ref(0);
    jetGetSessionParameter(sesid, JET_sesparamTransactionLevel, level, 4, null);
    expect(level.value).toBe(1);
    expect(jetSetSessionParameter(sesid, JET_sesparamTransactionLevel, ref(0), 4)).toBeJet(
      'JET_errFeatureNotAvailable',
    );
  });

  it('insist on their size', () => {
    const sesid = session();
    const buffer = new Uint8Array(16);
    for (const [id, size] of [
      [JET_sesparamCommitDefault, 3],
      [JET_sesparamCommitDefault, 8],
      [JET_sesparamOperationContext, 4],
      [JET_sesparamCorrelationID, 0],
    ]) {
      expect(jetSetSessionParameter(sesid, id, buffer, size)).toBeJet('JET_errInvalidBufferSize');
      expect(jetGetSessionParameter(sesid, id, buffer, size, null)).toBeJet('JET_errInvalidBufferSize');
    }
    expect(jetSetSessionParameter(sesid, JET_sesparamCommitDefault, null, 4)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(jetSetSessionParameter(sesid, JET_sesparamCommitDefault, new Uint8Array(3), 4)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(jetGetSessionParameter(sesid, JET_sesparamCommitDefault, null, 4, null)).toBeJet(
      'JET_errInvalidParameter',
    );
  });

  it('are not any number', () => {
    const sesid = session();
    for (const id of [0, JET_sesparamMaxValueInvalid, 9999]) {
      expect(jetSetSessionParameter(sesid, id, new Uint8Array(4), 4)).toBeJet('JET_errInvalidSesparamId');
      expect(jetGetSessionParameter(sesid, id, new Uint8Array(4), 4, null)).toBeJet(
        'JET_errInvalidSesparamId',
      );
    }
  });
});
