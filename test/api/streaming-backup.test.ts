/** The calls of a streaming backup without an instance: they work on the only one, and say why there is none. */
import { afterEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import { ref } from '../../include/ref';
import { World } from '../backup/world';

const LEGACY: readonly (readonly [string, () => number])[] = [
  ['jetBeginExternalBackup', () => api.jetBeginExternalBackup(8)],
  ['jetGetAttachInfo', () => api.jetGetAttachInfo(null, 0, null)],
  ['jetOpenFile', () => api.jetOpenFile(null, ref(0), ref(0), ref(0))],
  ['jetReadFile', () => api.jetReadFile(99, null, 1, null)],
  ['jetCloseFile', () => api.jetCloseFile(99)],
  ['jetGetLogInfo', () => api.jetGetLogInfo(null, 0, null)],
  ['jetTruncateLog', () => api.jetTruncateLog()],
  ['jetEndExternalBackup', () => api.jetEndExternalBackup()],
  ['jetStopBackup', () => api.jetStopBackup()],
];

let world: World | null = null;

afterEach(() => {
  world?.stop();
  world = null;
});

describe.each(LEGACY)('%s', (_name, body) => {
  it('C1.3, A2.13: without any instance is JET_errInvalidParameter', () => {
    expect(body()).toBeJet('JET_errInvalidParameter');
  });

  it('C1.3, A2.14: beside instances with names is JET_errRunningInMultiInstanceMode', () => {
    world = World.start();
    expect(body()).toBeJet('JET_errRunningInMultiInstanceMode');
  });

  it('A2.13: after the last instance ended is JET_errInvalidParameter again', () => {
    World.start().stop();
    expect(body()).toBeJet('JET_errInvalidParameter');
    World.startOnly().stop();
    expect(body()).toBeJet('JET_errInvalidParameter');
  });
});

it('C2.10: jetStopService names no instance either', () => {
  expect(api.jetStopService()).toBeJet('JET_errInvalidParameter');
  world = World.start();
  expect(api.jetStopService()).toBeJet('JET_errRunningInMultiInstanceMode');
});

describe('the only instance', () => {
  it('A2.15: is copied by the calls that name none', () => {
    world = World.startOnly();
    const list = ref('');
    const handle = ref(77);
    const count = ref(77);
    const path = world.path('a.db');
    expect(api.jetBeginExternalBackup(0)).toBeJet('JET_errSuccess');
    expect(api.jetGetAttachInfo(list, 1000, null)).toBeJet('JET_errSuccess');
    expect(list.value).toBe(path);
    expect(api.jetOpenFile(path, handle, ref(0), ref(0))).toBeJet('JET_errSuccess');
    expect(handle.value).toBe(0);
    const buffer = new Uint8Array(32 * 8192);
    do expect(api.jetReadFile(handle.value, buffer, buffer.length, count)).toBeJet('JET_errSuccess');
    while (count.value > 0);
    expect(api.jetCloseFile(handle.value)).toBeJet('JET_errSuccess');
    expect(api.jetGetLogInfo(list, 1000, count)).toBeJet('JET_errSuccess');
    expect(list.value.split('\0')).toHaveLength(3);
    expect(api.jetTruncateLog()).toBeJet('JET_errLogFileNotCopied');
    expect(api.jetStopBackup()).toBeJet('JET_errSuccess');
    expect(api.jetTruncateLog()).toBeJet('JET_errBackupAbortByServer');
    expect(api.jetEndExternalBackup()).toBeJet('JET_errSuccess');
    expect(api.jetEndExternalBackup()).toBeJet('JET_errNoBackup');
  });

  it.each([0, -1, null])('A2.2: is meant by the instance %s as well', (instance) => {
    world = World.startOnly();
    expect(api.jetBeginExternalBackupInstance(instance, 0)).toBeJet('JET_errSuccess');
    expect(api.jetStopBackupInstance(instance)).toBeJet('JET_errSuccess');
    expect(api.jetGetAttachInfoInstance(instance, null, 0, null)).toBeJet('JET_errBackupAbortByServer');
    expect(api.jetEndExternalBackupInstance2(instance, 2)).toBeJet('JET_errSuccess');
  });

  it('needs no place for the number of bytes read', () => {
    world = World.startOnly();
    api.jetBeginExternalBackup(0);
    api.jetOpenFile(world.path('a.db'), ref(0), ref(0), ref(0));
    expect(api.jetReadFile(0, new Uint8Array(3 * 8192), 3 * 8192, null)).toBeJet('JET_errSuccess');
  });
});

describe('whatever it is given', () => {
  it('no call throws', () => {
    world = World.start();
    const values = JSON.parse('[null, "x", {}, [], 1.5, -1, 4294967296, true]');
    const detached = new Uint8Array(8);
    structuredClone(detached, { transfer: [detached.buffer] });
    api.jetBeginExternalBackupInstance(world.instance, 0);
    for (const value of [...values, NaN, undefined, detached, 1n, Symbol('s')]) {
      const errs = [
        api.jetGetAttachInfoInstance(world.instance, value, 10, value),
        api.jetOpenFileInstance(world.instance, value, value, value, value),
        api.jetReadFileInstance(world.instance, value, value, 8192, value),
        api.jetReadFileInstance(world.instance, 0, detached, 8, null),
        api.jetReadFileInstance(world.instance, 0, new Uint8Array(8), value, null),
        api.jetCloseFileInstance(world.instance, value),
        api.jetGetLogInfoInstance2(world.instance, value, value, value, value),
        api.jetBeginExternalBackupInstance(world.instance, value),
        api.jetEndExternalBackupInstance2(world.instance, value === 1.5 ? 2 : NaN),
      ];
      expect(errs.filter((err) => !Number.isInteger(err) || err === -107)).toEqual([]);
    }
  });
});
