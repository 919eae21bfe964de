/** The mode of the process and what is checked first, where no other file has the line of the reference. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { JET_errAlreadyInitialized } from '../../errors/codes';
import {
  JET_paramCircularLog,
  JET_paramCreatePathIfNotExist,
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramMaxInstances,
  JET_paramOSSnapshotTimeout,
  JET_paramRecovery,
  JET_paramSystemPath,
  JET_paramTempPath,
  JET_paramZeroDatabaseDuringBackup,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { createdInstance, endEverything, onlyInstance } from '../support/instances';

afterEach(endEverything);

describe('the mode of the process', () => {
  it('A1.4: is one for the whole process, and stays while an instance exists', () => {
    const instance = onlyInstance();
    expect(api.jetCreateInstance(ref(0), 'other')).toBeJet('JET_errRunningInOneInstanceMode');
    expect(api.jetTerm(instance)).toBeJet('JET_errSuccess');
    const created = createdInstance('other');
    expect(api.jetStopBackup()).toBeJet('JET_errRunningInMultiInstanceMode');
    expect(api.jetInit(null)).toBeJet('JET_errRunningInMultiInstanceMode');
    expect(api.jetTerm(created)).toBeJet('JET_errSuccess');
    expect(api.jetStopBackup()).toBeJet('JET_errInvalidParameter');
  });

  it('A2.18: is checked before every argument of a legacy call', () => {
    endEverything();
    const bad = -1;
    const calls = [
      () => api.jetBackup(null, bad, null),
      () => api.jetGetAttachInfo(null, bad, null),
      () => api.jetOpenFile(null, ref(0), ref(0), ref(0)),
      () => api.jetReadFile(99, null, bad, null),
      () => api.jetCloseFile(99),
      () => api.jetGetLogInfo(null, bad, null),
    ];
    const built = calls.slice(1);
    for (const call of built) expect(call()).toBeJet('JET_errInvalidParameter');
    createdInstance('other');
    for (const call of built) expect(call()).toBeJet('JET_errRunningInMultiInstanceMode');
  });
});

describe('parameters that matter to backups', () => {
  it('A6.8: have the defaults of the engine, and are settable as long as it says', () => {
    endEverything();
    const number = (parameter: number): number => {
      const value = ref(0);
      expect(api.jetGetSystemParameter(0, 0, parameter, value, null, 0)).toBeJet('JET_errSuccess');
      return value.value;
    };
    expect(number(JET_paramMaxInstances)).toBe(16);
    expect(number(JET_paramOSSnapshotTimeout)).toBe(70_000);
    expect(number(JET_paramCircularLog)).toBe(0);
    const text = ref('');
    expect(api.jetGetSystemParameter(0, 0, JET_paramRecovery, ref(0), text, 64)).toBeJet('JET_errSuccess');
    expect(text.value.toLowerCase()).toBe('on');
    const instance = createdInstance();
    expect(api.jetInit(ref(instance))).toBeJet('JET_errSuccess');
    const set = (parameter: number, value: number): number =>
      api.jetSetSystemParameter(ref(instance), 0, parameter, value, null);
    for (const parameter of [JET_paramCircularLog, JET_paramZeroDatabaseDuringBackup])
      expect([parameter, set(parameter, 1)]).toEqual([parameter, JET_errAlreadyInitialized]);
    for (const parameter of [JET_paramCreatePathIfNotExist, JET_paramOSSnapshotTimeout])
      expect(set(parameter, 1)).toBeJet('JET_errSuccess');
    expect(set(JET_paramDatabasePageSize, 16384)).toBeJet('JET_errAlreadyInitialized');
  });
});

describe('JetCreateDatabase', () => {
  it('B2.25: works while a backup runs, and the new database is part of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'esent-test-')) + sep;
    endEverything();
    setPartsFactory(STORAGE);
    const [instance, sesid, list] = [ref(0), ref(0), ref('')];
    api.jetCreateInstance(instance, 'creating');
    for (const path of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      api.jetSetSystemParameter(instance, 0, path, 0, folder);
    try {
      expect(api.jetInit(instance)).toBeJet('JET_errSuccess');
      api.jetBeginSession(instance.value, sesid, null, null);
      const create = (name: string): number =>
        api.jetCreateDatabase(sesid.value, join(folder, name), null, ref(0), 0);
      expect(create('first.edb')).toBeJet('JET_errSuccess');
      expect(api.jetBeginExternalBackupInstance(instance.value, 0)).toBeJet('JET_errSuccess');
      expect(create('second.edb')).toBeJet('JET_errSuccess');
      expect(api.jetGetAttachInfoInstance(instance.value, list, 4096, null)).toBeJet('JET_errSuccess');
      expect(list.value.split('\0').filter(Boolean)).toEqual(
        ['first.edb', 'second.edb'].map((name) => join(folder, name)),
      );
      expect(api.jetEndExternalBackupInstance(instance.value)).toBeJet('JET_errSuccess');
    } finally {
      endEverything();
      rmSync(folder, { recursive: true });
    }
  });
});
