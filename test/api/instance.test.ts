import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_errFileAccessDenied, JET_errInstanceUnavailableDueToFatalLogDiskFull } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitStopServiceAll,
  JET_bitStopServiceBackgroundUserTasks,
  JET_bitStopServiceQuiesceCaches,
  JET_bitStopServiceResume,
  JET_bitTermAbrupt,
  JET_bitTermComplete,
  JET_bitTermDirty,
  JET_bitTermStopBackup,
} from '../../include/grbits/instance';
import { JET_instanceNil } from '../../include/handles';
import {
  JET_paramCheckpointDepthMax,
  JET_paramCircularLog,
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramMaxInstances,
  JET_paramMaxTemporaryTables,
  JET_paramOSSnapshotTimeout,
  JET_paramRecovery,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_INSTANCE_INFO, JET_RSTINFO, JET_RSTMAP, JET_SETSYSPARAM } from '../../include/structs/instance';
import { JET_SIGNATURE } from '../../include/structs/log-marks';
import {
  jetBeginSession,
  jetBeginTransaction,
  jetCommitTransaction,
  jetCreateInstance,
  jetCreateInstance2,
  jetDupSession,
  jetEnableMultiInstance,
  jetEndSession,
  jetGetInstanceInfo,
  jetGetInstanceMiscInfo,
  jetGetSystemParameter,
  jetInit,
  jetInit2,
  jetInit3,
  jetResetSessionContext,
  jetRollback,
  jetSetSystemParameter,
  jetStopService,
  jetStopServiceInstance,
  jetStopServiceInstance2,
  jetTerm,
  jetTerm2,
} from '../../src/api';
import type { StartOptions } from '../../src/instance/parts';
import { registry } from '../../src/instance/registry';
import {
  createdInstance,
  endEverything,
  onlyInstance,
  runningInstance,
  sessionOfInstance,
  withParts,
} from '../support/instances';

beforeAll(endEverything);
afterEach(endEverything);

const create = (name: string | null): { err: number; instance: number } => {
  const instance = ref(77);
  return { err: jetCreateInstance(instance, name), instance: instance.value };
};

const globalNumber = (id: number): number => {
  const value = ref(0);
  jetGetSystemParameter(null, null, id, value, null, 0);
  return value.value;
};

const textOf = (instance: number, id: number): string => {
  const text = ref('~');
  jetGetSystemParameter(instance, null, id, null, text, 600);
  return text.value;
};

const isRunning = (instance: number): number => {
  const session = ref(0);
  return jetBeginSession(instance, session, null, null);
};

describe('the mode of the process', () => {
  it('A1.1, A2.13: starts as no-set, where calls without an instance have nothing to work on', () => {
    expect(registry.mode).toBe('no-set');
    expect(jetStopService()).toBeJet('JET_errInvalidParameter');
  });

  it('A1.2: one-instance mode has one slot whatever JET_paramMaxInstances says', () => {
    onlyInstance();
    expect(jetInit(ref(0))).toBeJet('JET_errAlreadyInitialized');
    expect(registry.instances).toHaveLength(1);
  });

  it('A1.3: multi-instance mode has the slots of the moment it was entered', () => {
    jetSetSystemParameter(null, null, JET_paramMaxInstances, 2, null);
    expect([create('a').err, create('b').err]).toEqual([0, 0]);
    expect(create('c').err).toBeJet('JET_errTooManyInstances');
  });

  it('A1.5: jetInit in any form chooses one-instance mode, whatever handle it is given', () => {
    for (const start of [
      () => jetInit(ref(4660)),
      () => jetInit2(null, 0),
      () => jetInit3(ref(-1), null, 0),
    ]) {
      expect(start()).toBeJet('JET_errSuccess');
      expect(registry.mode).toBe('one-instance');
      endEverything();
    }
  });

  it('A1.7: creating an instance chooses multi-instance mode', () => {
    create('a');
    expect(registry.mode).toBe('multi-instance');
  });

  it('A1.8, A1.18: so does enabling, with no instance; only a life of one brings no-set back', () => {
    expect(jetEnableMultiInstance(null, 0, null)).toBeJet('JET_errSuccess');
    expect(registry.mode).toBe('multi-instance');
    expect(registry.instances).toHaveLength(0);
    jetTerm(create('a').instance);
    expect(registry.mode).toBe('no-set');
  });

  it('A1.11: parameters and information leave it alone', () => {
    jetSetSystemParameter(null, null, JET_paramOSSnapshotTimeout, 7, null);
    jetGetInstanceInfo(ref(0), ref<JET_INSTANCE_INFO[] | null>(null));
    jetStopService();
    expect(registry.mode).toBe('no-set');
  });

  it('A1.12, A1.17: ends with the last instance, and any other may follow', () => {
    jetTerm(createdInstance());
    expect(registry.mode).toBe('no-set');
    jetTerm(onlyInstance());
    expect(registry.mode).toBe('no-set');
    expect(jetSetSystemParameter(null, null, JET_paramMaxInstances, 3, null)).toBeJet('JET_errSuccess');
    expect(create('a').err).toBeJet('JET_errSuccess');
  });

  it('A1.14: stays when a further instance cannot be made', () => {
    create('a');
    create('a');
    expect(registry.mode).toBe('multi-instance');
  });
});

describe('what the instance argument means', () => {
  it('A2.1: JET_errInvalidInstance for a stale or invented handle, before anything else', () => {
    const stale = runningInstance('first');
    jetTerm(stale);
    for (const handle of [stale, 4660]) {
      for (const call of [
        () => jetBeginSession(handle, ref(0), null, null),
        () => jetTerm(handle),
        () => jetTerm2(handle, JET_bitTermComplete),
        () => jetStopServiceInstance(handle),
        () => jetStopServiceInstance2(handle, 0x40),
        () => jetGetInstanceMiscInfo(handle, JET_SIGNATURE(), 0, 99),
      ])
        expect(call()).toBeJet('JET_errInvalidInstance');
    }
  });

  it.each([0, JET_instanceNil, null])('A2.2: %p is the one instance of one-instance mode', (nil) => {
    onlyInstance();
    expect(jetBeginSession(nil, ref(0), null, null)).toBeJet('JET_errSuccess');
    expect(jetTerm(nil)).toBeJet('JET_errSuccess');
  });

  it.each([0, JET_instanceNil, null])('A2.3, A2.4: %p is nobody in the other modes', (nil) => {
    expect(jetBeginSession(nil, ref(0), null, null)).toBeJet('JET_errInvalidParameter');
    expect(jetTerm(nil)).toBeJet('JET_errInvalidParameter');
    runningInstance();
    expect(jetBeginSession(nil, ref(0), null, null)).toBeJet('JET_errInvalidParameter');
    expect(jetTerm(nil)).toBeJet('JET_errInvalidParameter');
  });

  it('A2.5: the live handle works in one-instance mode too', () => {
    expect(jetBeginSession(onlyInstance(), ref(0), null, null)).toBeJet('JET_errSuccess');
  });

  it('A2.6: jetInit answers an invented handle with JET_errInvalidParameter in multi-instance mode', () => {
    create('a');
    const instance = ref(4660);
    expect(jetInit(instance)).toBeJet('JET_errInvalidParameter');
    expect(instance.value).toBe(4660);
  });

  it('A2.7: and makes a new instance of it in the other modes', () => {
    const instance = ref(4660);
    expect(jetInit(instance)).toBeJet('JET_errSuccess');
    expect(instance.value).not.toBe(4660);
    expect(isRunning(instance.value)).toBeJet('JET_errSuccess');
  });

  it('gives a program that starts over with its old variable the old handle', () => {
    const instance = ref(onlyInstance());
    const before = instance.value;
    jetTerm(instance.value);
    jetInit(instance);
    expect(instance.value).toBe(before);
  });

  it.each([
    ['no-set', (): unknown => undefined, 'JET_errInvalidParameter'],
    [
      'multi-instance with none',
      () => jetEnableMultiInstance(null, 0, null),
      'JET_errRunningInMultiInstanceMode',
    ],
    ['multi-instance with one', () => runningInstance(), 'JET_errRunningInMultiInstanceMode'],
    ['one-instance', () => onlyInstance(), 'JET_errSuccess'],
  ] as const)('A2.13–A2.15, C2.10: jetStopService in %s mode', (_mode, arrange, code) => {
    arrange();
    expect(jetStopService()).toBeJet(code);
  });

  it('A2.20: jetTerm of nil ends the one instance of one-instance mode and nothing else', () => {
    expect(jetTerm(JET_instanceNil)).toBeJet('JET_errInvalidParameter');
    onlyInstance();
    expect(jetTerm(JET_instanceNil)).toBeJet('JET_errSuccess');
    createdInstance();
    expect(jetTerm(JET_instanceNil)).toBeJet('JET_errInvalidParameter');
  });
});

describe('jetCreateInstance', () => {
  it('A3.1: wants a place for the handle before it looks at the mode', () => {
    onlyInstance();
    for (const place of [null, undefined, 7]) {
      // @ts-expect-error a caller in JavaScript may pass anything
      expect(jetCreateInstance(place, 'a')).toBeJet('JET_errInvalidParameter');
    }
  });

  it('A3.2, A3.3: answers nil in one-instance mode', () => {
    onlyInstance();
    const { err, instance } = create('a');
    expect(err).toBeJet('JET_errRunningInOneInstanceMode');
    expect(instance).toBe(JET_instanceNil);
  });

  it('A3.4: counts slots before it compares names', () => {
    jetSetSystemParameter(null, null, JET_paramMaxInstances, 1, null);
    create('a');
    expect(create('a').err).toBeJet('JET_errTooManyInstances');
  });

  it('A3.5: knows names by upper and lower case', () => {
    create('a');
    const second = create('a');
    expect(second.err).toBeJet('JET_errInstanceNameInUse');
    expect(second.instance).toBe(JET_instanceNil);
    expect(create('A').err).toBeJet('JET_errSuccess');
  });

  it('A3.6: takes null for a name of its own', () => {
    expect([create(null).err, create('').err]).toEqual([0, 0]);
    expect(create(null).err).toBeJet('JET_errInstanceNameInUse');
  });

  it('A3.7: looks neither at display names nor at options', () => {
    const instance = ref(0);
    expect(jetCreateInstance2(instance, 'a', 'shown', 0xffff)).toBeJet('JET_errSuccess');
    expect(jetCreateInstance2(instance, 'b', 'shown', 7)).toBeJet('JET_errSuccess');
  });

  it('A3.8: JET_paramMaxInstances may be set in no-set mode, and to its own value at any time', () => {
    expect(globalNumber(JET_paramMaxInstances)).toBe(16);
    expect(jetSetSystemParameter(null, null, JET_paramMaxInstances, 0, null)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(jetSetSystemParameter(null, null, JET_paramMaxInstances, 10_241, null)).toBeJet(
      'JET_errInvalidParameter',
    );
    create('a');
    expect(jetSetSystemParameter(null, null, JET_paramMaxInstances, 4, null)).toBeJet(
      'JET_errAlreadyInitialized',
    );
    expect(jetSetSystemParameter(null, null, JET_paramMaxInstances, 16, null)).toBeJet('JET_errSuccess');
  });

  it('A3.9: copies the parameters of the process', () => {
    jetSetSystemParameter(null, null, JET_paramCheckpointDepthMax, 1000, null);
    const { instance } = create('a');
    jetSetSystemParameter(null, null, JET_paramCheckpointDepthMax, 2000, null);
    const value = ref(0);
    jetGetSystemParameter(instance, null, JET_paramCheckpointDepthMax, value, null, 0);
    expect(value.value).toBe(1000);
  });

  it('A3.10: uses a slot and a name again at once', () => {
    jetSetSystemParameter(null, null, JET_paramMaxInstances, 1, null);
    jetTerm(create('a').instance);
    expect(create('a').err).toBeJet('JET_errSuccess');
  });
});

describe('jetInit', () => {
  it('A3.11: needs a place for the instance in multi-instance mode', () => {
    create('a');
    expect(jetInit(null)).toBeJet('JET_errRunningInMultiInstanceMode');
  });

  it('A3.12: makes an unnamed instance from nil in multi-instance mode', () => {
    create('a');
    const instance = ref<number>(JET_instanceNil);
    expect(jetInit(instance)).toBeJet('JET_errSuccess');
    const second = ref(0);
    expect(jetInit(second)).toBeJet('JET_errInstanceNameInUse');
    expect(second.value).toBe(JET_instanceNil);
    jetTerm(instance.value);
    expect(jetInit(second)).toBeJet('JET_errSuccess');
  });

  it('A3.13: has room for one in one-instance mode', () => {
    onlyInstance();
    const places = [ref(0), ref<number>(-1), ref(4660)];
    for (const place of places) expect(jetInit(place)).toBeJet('JET_errAlreadyInitialized');
    expect(places.map((place) => place.value)).toEqual([-1, -1, 4660]);
  });

  it('A3.14: leaves a running instance and its handle alone', () => {
    const instance = ref(runningInstance());
    const before = instance.value;
    expect(jetInit(instance)).toBeJet('JET_errAlreadyInitialized');
    expect(instance.value).toBe(before);
    expect(isRunning(before)).toBeJet('JET_errSuccess');
  });

  it('A3.15: destroys the instance that fails to start, and stores 0', () => {
    withParts({ start: () => fail(JET_errFileAccessDenied, 'for a test') });
    const created = createdInstance();
    const instance = ref(created);
    expect(jetInit(instance)).toBeJet('JET_errFileAccessDenied');
    expect(instance.value).toBe(0);
    expect(isRunning(created)).toBeJet('JET_errInvalidInstance');
    expect(jetTerm(instance.value)).toBeJet('JET_errInvalidParameter');
    expect(registry.mode).toBe('no-set');
    expect(jetInit(instance)).toBeJet('JET_errFileAccessDenied');
    expect(instance.value).toBe(0);
  });

  it('A3.16, A3.17: checks what jetInit3 is told about restoring before anything else', () => {
    onlyInstance();
    const wrongSize = { ...JET_RSTINFO(), cbStruct: 7 };
    const noMap = JET_RSTINFO({ crstmap: 1 });
    const noCount = JET_RSTINFO({ rgrstmap: [JET_RSTMAP()] });
    const tooFew = JET_RSTINFO({ rgrstmap: [JET_RSTMAP()], crstmap: 2 });
    for (const info of [wrongSize, noMap, noCount, tooFew])
      expect(jetInit3(null, info, 0)).toBeJet('JET_errInvalidParameter');
    expect(jetInit3(null, JET_RSTINFO(), 0)).toBeJet('JET_errAlreadyInitialized');
  });

  it('A3.18: passes on what it is told, and jetInit2 a bit of its own', () => {
    const heard: StartOptions[] = [];
    withParts({ start: (options) => void heard.push(options) });
    jetInit2(ref(createdInstance('a')), 8);
    const map = [JET_RSTMAP({ szDatabaseName: 'a', szNewDatabaseName: 'b' })];
    jetInit3(ref(createdInstance('b')), JET_RSTINFO({ rgrstmap: map, crstmap: 1 }), 4);
    expect(heard.map((options) => options.bits)).toEqual([0x28, 4]);
    expect(heard[1].restoreMap).toEqual([{ from: 'a', to: 'b' }]);
    expect(heard[1].stopAt).toBeNull();
  });
});

describe('the paths of instances', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'esent-paths-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  interface Paths {
    system?: string;
    log?: string;
    temp?: string;
    tables?: number;
    recovery?: string;
  }

  function instanceAt(
    name: string,
    { system = name, log = name, temp = name, tables = 1, recovery = 'on' }: Paths,
  ) {
    const instance = ref(create(name).instance);
    jetSetSystemParameter(instance, null, JET_paramSystemPath, 0, join(folder, system));
    jetSetSystemParameter(instance, null, JET_paramLogFilePath, 0, join(folder, log));
    jetSetSystemParameter(instance, null, JET_paramTempPath, 0, join(folder, temp, 'tmp.edb'));
    jetSetSystemParameter(instance, null, JET_paramMaxTemporaryTables, tables, null);
    jetSetSystemParameter(instance, null, JET_paramRecovery, 0, recovery);
    return instance;
  }

  it.each([
    ['all', { system: 'a', log: 'a', temp: 'a' }, 'JET_errTempPathInUse'],
    ['system and log', { system: 'A', log: 'a' }, 'JET_errSystemPathInUse'],
    ['log', { log: 'a' }, 'JET_errLogFilePathInUse'],
    ['none', {}, 'JET_errSuccess'],
    ['all but temporary tables', { system: 'a', log: 'a', temp: 'a', tables: 0 }, 'JET_errSystemPathInUse'],
    ['all but recovery', { system: 'a', log: 'a', recovery: 'off' }, 'JET_errSuccess'],
  ] as const)('A3.20, A3.21: sharing %s', (_what, paths, code) => {
    jetInit(instanceAt('a', {}));
    expect(jetInit(instanceAt('b', paths))).toBeJet(code);
  });

  it('A3.19, A3.22: are compared when the second is initialised, which then is gone', () => {
    const first = instanceAt('a', {});
    const second = instanceAt('b', { log: 'a' });
    const handle = second.value;
    expect(jetInit(first)).toBeJet('JET_errSuccess');
    expect(jetInit(second)).toBeJet('JET_errLogFilePathInUse');
    expect(second.value).toBe(0);
    expect(jetTerm(handle)).toBeJet('JET_errInvalidInstance');
  });

  it('A3.20: are compared with running instances only', () => {
    instanceAt('a', {});
    expect(jetInit(instanceAt('b', { log: 'a', system: 'a', temp: 'a' }))).toBeJet('JET_errSuccess');
  });

  it('A3.23: become absolute at the start, with the temporary file under the system path', () => {
    const instance = ref(create('a').instance);
    expect(textOf(instance.value, JET_paramSystemPath)).toBe('.\\');
    jetSetSystemParameter(instance, null, JET_paramSystemPath, 0, folder);
    expect(jetInit(instance)).toBeJet('JET_errSuccess');
    expect(textOf(instance.value, JET_paramSystemPath)).toBe(folder + sep);
    expect(textOf(instance.value, JET_paramTempPath)).toBe(join(folder, 'tmp.edb'));
    expect(textOf(instance.value, JET_paramLogFilePath)).toBe(process.cwd() + sep);
  });
});

describe('jetEnableMultiInstance', () => {
  const entry = (paramid: number, lParam: number): JET_SETSYSPARAM => JET_SETSYSPARAM({ paramid, lParam });

  it('A3.24: is refused in one-instance mode', () => {
    onlyInstance();
    expect(jetEnableMultiInstance(null, 0, null)).toBeJet('JET_errRunningInOneInstanceMode');
  });

  it('A3.25: stops at the first entry that fails and keeps the earlier ones', () => {
    const entries = [
      entry(JET_paramMaxInstances, 4),
      entry(JET_paramDatabasePageSize, 3000),
      entry(JET_paramCircularLog, 1),
    ];
    const done = ref(77);
    expect(jetEnableMultiInstance(entries, 3, done)).toBeJet('JET_errInvalidParameter');
    expect(done.value).toBe(1);
    expect(entries.map(({ err }) => err)).toEqual([0, -1003, 0]);
    expect(globalNumber(JET_paramMaxInstances)).toBe(4);
    expect(globalNumber(JET_paramCircularLog)).toBe(0);
    expect(registry.mode).toBe('no-set');
  });

  describe('in multi-instance mode', () => {
    const enabled = (): void => {
      jetEnableMultiInstance([entry(JET_paramMaxInstances, 4), entry(JET_paramCircularLog, 1)], 2, null);
    };

    it('A3.26: compares each entry with what is set', () => {
      enabled();
      const entries = [entry(JET_paramCircularLog, 1), entry(JET_paramMaxInstances, 5)];
      const done = ref(77);
      expect(jetEnableMultiInstance(entries, 2, done)).toBeJet('JET_errSystemParameterConflict');
      expect([done.value, ...entries.map(({ err }) => err)]).toEqual([1, 0, -1087]);
      expect(jetEnableMultiInstance([entry(JET_paramDatabasePageSize, 4096)], 1, done)).toBeJet(
        'JET_errSystemParameterConflict',
      );
    });

    it('A3.27: misses a start-up parameter that was set', () => {
      enabled();
      expect(jetEnableMultiInstance([entry(JET_paramCircularLog, 1)], 1, null)).toBeJet(
        'JET_errSystemParameterConflict',
      );
      expect(jetEnableMultiInstance(null, 0, null)).toBeJet('JET_errSystemParameterConflict');
    });

    it('A3.28: says when everything is as it was set', () => {
      enabled();
      const done = ref(77);
      expect(jetEnableMultiInstance([entry(JET_paramMaxInstances, 4)], 1, done)).toBeJet(
        'JET_errSystemParamsAlreadySet',
      );
      expect(done.value).toBe(1);
      endEverything();
      jetEnableMultiInstance(null, 0, null);
      expect(jetEnableMultiInstance(null, 0, done)).toBeJet('JET_errSystemParamsAlreadySet');
      expect(done.value).toBe(0);
    });

    it('A3.29: refuses a number that is no parameter', () => {
      enabled();
      const unknown = entry(9999, 0);
      expect(jetEnableMultiInstance([unknown], 1, null)).toBeJet('JET_errInvalidParameter');
      expect(unknown.err).toBe(0);
    });
  });

  it('A3.30: wants entries for its count', () => {
    const done = ref(77);
    expect(jetEnableMultiInstance(null, 1, done)).toBeJet('JET_errInvalidParameter');
    expect(done.value).toBe(0);
    expect(jetEnableMultiInstance([], 0, done)).toBeJet('JET_errSuccess');
  });
});

describe('jetGetInstanceInfo', () => {
  const infos = (): JET_INSTANCE_INFO[] | null => {
    const list = ref<JET_INSTANCE_INFO[] | null>(null);
    const count = ref(77);
    expect(jetGetInstanceInfo(count, list)).toBeJet('JET_errSuccess');
    expect(count.value).toBe(list.value?.length ?? 0);
    return list.value;
  };

  it('A3.31: lists every instance by slot, with its name', () => {
    expect(infos()).toBeNull();
    const [a, b] = [create('a').instance, create('b').instance];
    const unnamed = runningInstance(null);
    jetTerm(b);
    const again = create('again').instance;
    expect(infos()?.map(({ hInstanceId, szInstanceName }) => [hInstanceId, szInstanceName])).toEqual([
      [a, 'a'],
      [again, 'again'],
      [unnamed, null],
    ]);
  });

  it('A3.31: wants both places', () => {
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetGetInstanceInfo(null, ref(null))).toBeJet('JET_errInvalidParameter');
    // @ts-expect-error a caller in JavaScript may pass anything
    expect(jetGetInstanceInfo(ref(0), null)).toBeJet('JET_errInvalidParameter');
  });

  it('A3.32: leaves out databases that are not logged', () => {
    withParts({
      databases: () => [
        { path: '/a', isLogged: true },
        { path: '/b', isLogged: false },
      ],
    });
    runningInstance();
    expect(infos()?.map((info) => [info.cDatabases, info.szDatabaseFileName])).toEqual([[1, ['/a']]]);
  });

  it('A3.33: never shows the display name', () => {
    jetCreateInstance2(ref(0), null, 'shown', 0);
    expect(infos()?.[0].szInstanceName).toBeNull();
  });
});

describe('the life of an instance', () => {
  it('A4.1: allows backups from the end of the start', () => {
    const handle = createdInstance();
    expect(registry.find(handle)?.backupAllowed).toBe(false);
    jetInit(ref(handle));
    expect(registry.find(handle)?.backupAllowed).toBe(true);
  });

  it('A4.2: refuses work before jetInit, but takes parameters and jetTerm', () => {
    const instance = createdInstance();
    expect(jetBeginSession(instance, ref(0), null, null)).toBeJet('JET_errNotInitialized');
    expect(jetGetInstanceMiscInfo(instance, JET_SIGNATURE(), 28, 0)).toBeJet('JET_errNotInitialized');
    expect(jetSetSystemParameter(ref(instance), null, JET_paramCircularLog, 1, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(jetTerm(instance)).toBeJet('JET_errSuccess');
    expect(jetTerm(instance)).toBeJet('JET_errInvalidInstance');
  });

  it('A4.3, C3.12: takes all forms of stopping the service before jetInit', () => {
    const instance = createdInstance();
    expect(jetStopServiceInstance2(instance, JET_bitStopServiceBackgroundUserTasks)).toBeJet(
      'JET_errSuccess',
    );
    expect(jetStopServiceInstance2(instance, JET_bitStopServiceResume)).toBeJet('JET_errSuccess');
    expect(jetStopServiceInstance(instance)).toBeJet('JET_errSuccess');
  });

  it('A4.5: refuses everything while it restores', () => {
    const handle = createdInstance();
    registry.find(handle)?.restore(() => {
      expect(isRunning(handle)).toBeJet('JET_errRestoreInProgress');
      expect(jetTerm(handle)).toBeJet('JET_errRestoreInProgress');
      expect(jetTerm2(handle, 0)).toBeJet('JET_errRestoreInProgress');
      expect(jetGetSystemParameter(handle, null, JET_paramCircularLog, ref(0), null, 0)).toBeJet(
        'JET_errRestoreInProgress',
      );
      expect(jetSetSystemParameter(ref(handle), null, JET_paramCircularLog, 1, null)).toBeJet(
        'JET_errRestoreInProgress',
      );
    });
    expect(isRunning(handle)).toBeJet('JET_errNotInitialized');
  });

  it('A4.6: refuses everything while it ends', () => {
    const codes: number[] = [];
    const asked = { instance: 0, session: 0 };
    withParts({
      stop: () => {
        codes.push(
          isRunning(asked.instance),
          jetBeginTransaction(asked.session),
          jetSetSystemParameter(ref(asked.instance), null, JET_paramCheckpointDepthMax, 1, null),
          jetTerm(asked.instance),
        );
      },
    });
    asked.instance = runningInstance();
    asked.session = sessionOfInstance(asked.instance);
    expect(jetTerm(asked.instance)).toBeJet('JET_errSuccess');
    for (const code of codes) expect(code).toBeJet('JET_errTermInProgress');
    expect(codes).toHaveLength(4);
  });

  it('A4.7: is unavailable for the first reason, and ends as after a crash', () => {
    const endings: string[] = [];
    withParts({ stop: (ending) => void endings.push(ending) });
    const handle = runningInstance();
    const session = sessionOfInstance(handle);
    jetBeginTransaction(session);
    registry.find(handle)?.becomeUnavailable(JET_errInstanceUnavailableDueToFatalLogDiskFull);
    registry.find(handle)?.becomeUnavailable(JET_errFileAccessDenied);
    for (const err of [isRunning(handle), jetRollback(session, 0), jetEndSession(session, 0)])
      expect(err).toBeJet('JET_errInstanceUnavailableDueToFatalLogDiskFull');
    expect(jetTerm(handle)).toBeJet('JET_errSuccess');
    expect(endings).toEqual(['dirty']);
  });

  it.each([
    ['A4.8: jetTerm', (instance: number) => jetTerm(instance), 'abrupt', 'JET_errSuccess'],
    ['A4.9: jetTerm2 with 0', (instance: number) => jetTerm2(instance, 0), 'clean', 'JET_errSuccess'],
    [
      'A4.9: with bits nobody knows',
      (instance: number) => jetTerm2(instance, 0xff00),
      'clean',
      'JET_errSuccess',
    ],
    [
      'A4.10: dirty and the rest',
      (instance: number) => jetTerm2(instance, JET_bitTermDirty | JET_bitTermAbrupt | JET_bitTermComplete),
      'dirty',
      'JET_errDirtyShutdown',
    ],
  ] as const)('%s ends an instance', (_name, term, ending, code) => {
    const endings: string[] = [];
    withParts({ stop: (how) => void endings.push(how) });
    const instance = runningInstance();
    expect(term(instance)).toBeJet(code);
    expect(endings).toEqual([ending]);
    expect(isRunning(instance)).toBeJet('JET_errInvalidInstance');
  });

  it.each([JET_bitTermComplete, JET_bitTermAbrupt])(
    'A4.11, A4.14: with bits %p an open transaction keeps it',
    (bits) => {
      const instance = runningInstance();
      const session = sessionOfInstance(instance);
      jetBeginTransaction(session);
      expect(jetTerm2(instance, bits)).toBeJet('JET_errTooManyActiveUsers');
      expect(registry.find(instance)?.backupAllowed).toBe(false);
      expect(jetCommitTransaction(session, 0)).toBeJet('JET_errSuccess');
      expect(jetTerm2(instance, bits)).toBeJet('JET_errSuccess');
    },
  );

  it('A4.12: a running backup is noticed before an open transaction', () => {
    withParts({}, { isRunning: true });
    const instance = runningInstance();
    jetBeginTransaction(sessionOfInstance(instance));
    expect(jetTerm2(instance, JET_bitTermComplete)).toBeJet('JET_errBackupInProgress');
  });

  it.each([JET_bitTermAbrupt, JET_bitTermStopBackup])(
    'A4.14: bits %p cancel the backup even if it stays',
    (bits) => {
      let cancelled = 0;
      withParts({}, { cancel: () => void cancelled++ });
      const instance = runningInstance();
      jetBeginTransaction(sessionOfInstance(instance));
      expect(jetTerm2(instance, bits)).toBeJet('JET_errTooManyActiveUsers');
      expect(cancelled).toBe(1);
    },
  );

  it('makes the sessions of an ended instance stale', () => {
    const instance = runningInstance();
    const session = sessionOfInstance(instance);
    jetTerm(instance);
    expect(jetBeginTransaction(session)).toBeJet('JET_errInvalidSesid');
  });
});

describe('A5.1: of several reasons', () => {
  it('a stopped service comes before an unavailable instance', () => {
    const handle = runningInstance();
    jetStopServiceInstance(handle);
    registry.find(handle)?.becomeUnavailable(JET_errFileAccessDenied);
    expect(isRunning(handle)).toBeJet('JET_errClientRequestToStopJetService');
    expect(jetTerm(handle)).toBeJet('JET_errSuccess');
  });

  it('an invalid session comes before everything', () => {
    jetStopServiceInstance(runningInstance());
    expect(jetBeginTransaction(4660)).toBeJet('JET_errInvalidSesid');
    expect(jetCommitTransaction(null, 0xffff)).toBeJet('JET_errInvalidSesid');
  });
});

describe('jetStopServiceInstance', () => {
  it('C2.1: brings the checkpoint close and stops the service', () => {
    const instance = runningInstance();
    expect(jetStopServiceInstance(instance)).toBeJet('JET_errSuccess');
    const depth = ref(0);
    jetGetSystemParameter(instance, null, JET_paramCheckpointDepthMax, depth, null, 0);
    expect(depth.value).toBe(16_384);
  });

  it('C2.2, C2.3: refuses work until jetTerm', () => {
    const instance = runningInstance();
    const session = sessionOfInstance(instance);
    jetStopServiceInstance(instance);
    expect(jetStopServiceInstance2(instance, JET_bitStopServiceResume)).toBeJet('JET_errSuccess');
    for (const err of [isRunning(instance), jetBeginTransaction(session), jetDupSession(session, ref(0))])
      expect(err).toBeJet('JET_errClientRequestToStopJetService');
    expect(jetTerm(instance)).toBeJet('JET_errSuccess');
  });

  it('C2.4, C2.5: lets a session undo and end, not commit', () => {
    const instance = runningInstance();
    const session = sessionOfInstance(instance);
    jetBeginTransaction(session);
    jetStopServiceInstance(instance);
    expect(jetCommitTransaction(session, 0)).toBeJet('JET_errClientRequestToStopJetService');
    expect(jetRollback(session, 0)).toBeJet('JET_errSuccess');
    expect(jetResetSessionContext(session)).toBeJet('JET_errSessionContextNotSetByThisThread');
    expect(jetEndSession(session, 0)).toBeJet('JET_errSuccess');
  });

  it('C2.6: leaves parameters and information open', () => {
    const instance = runningInstance();
    jetStopServiceInstance(instance);
    expect(jetSetSystemParameter(ref(instance), null, JET_paramCheckpointDepthMax, 5, null)).toBeJet(
      'JET_errSuccess',
    );
    expect(jetGetInstanceInfo(ref(0), ref<JET_INSTANCE_INFO[] | null>(null))).toBeJet('JET_errSuccess');
  });

  it('C2.9: may be called again', () => {
    const instance = runningInstance();
    expect([jetStopServiceInstance(instance), jetStopServiceInstance(instance)]).toEqual([0, 0]);
  });
});

describe('jetStopServiceInstance2', () => {
  const TASKS = JET_bitStopServiceBackgroundUserTasks;
  const CACHES = JET_bitStopServiceQuiesceCaches;
  const RESUME = JET_bitStopServiceResume;

  it.each([1, 0x10, 8, 8 | TASKS, RESUME + 8, RESUME + 1])('C3.1, C3.10: refuses the bits %p', (bits) => {
    expect(jetStopServiceInstance2(runningInstance(), bits)).toBeJet('JET_errInvalidGrbit');
  });

  it('C3.2: stops everything with 0', () => {
    const instance = runningInstance();
    expect(jetStopServiceInstance2(instance, JET_bitStopServiceAll)).toBeJet('JET_errSuccess');
    expect(isRunning(instance)).toBeJet('JET_errClientRequestToStopJetService');
    const service = registry.find(instance)?.service;
    expect([service?.pausesBackgroundWork, service?.quiescesCaches]).toEqual([true, true]);
  });

  it.each([TASKS, CACHES, TASKS | CACHES])('C3.3–C3.6: pauses parts %p and takes them up again', (bits) => {
    const instance = runningInstance();
    const service = registry.find(instance)?.service;
    expect(jetStopServiceInstance2(instance, bits)).toBeJet('JET_errSuccess');
    expect(service?.pausesBackgroundWork).toBe((bits & TASKS) !== 0);
    expect(service?.quiescesCaches).toBe((bits & CACHES) !== 0);
    expect(isRunning(instance)).toBeJet('JET_errSuccess');
    expect(jetStopServiceInstance2(instance, RESUME + bits)).toBeJet('JET_errSuccess');
    expect([service?.pausesBackgroundWork, service?.quiescesCaches]).toEqual([false, false]);
  });

  it('C3.7: resumes everything it stopped, or nothing', () => {
    const instance = runningInstance();
    expect(jetStopServiceInstance2(instance, RESUME)).toBeJet('JET_errSuccess');
    jetStopServiceInstance2(instance, TASKS);
    expect(jetStopServiceInstance2(instance, RESUME)).toBeJet('JET_errSuccess');
    expect(registry.find(instance)?.service.pausesBackgroundWork).toBe(false);
  });

  it('C3.8, C3.9: cannot take back that everything was stopped, only parts of it', () => {
    const instance = runningInstance();
    jetStopServiceInstance2(instance, JET_bitStopServiceAll);
    expect(jetStopServiceInstance2(instance, RESUME)).toBeJet('JET_errClientRequestToStopJetService');
    expect(jetStopServiceInstance2(instance, RESUME + TASKS)).toBeJet('JET_errSuccess');
    expect(registry.find(instance)?.service.pausesBackgroundWork).toBe(false);
    expect(isRunning(instance)).toBeJet('JET_errClientRequestToStopJetService');
  });

  it('C3.11: knows nothing of what the older call stopped', () => {
    const instance = runningInstance();
    jetStopServiceInstance(instance);
    expect(jetStopServiceInstance2(instance, RESUME)).toBeJet('JET_errSuccess');
    expect(isRunning(instance)).toBeJet('JET_errClientRequestToStopJetService');
  });
});

describe('jetGetInstanceMiscInfo', () => {
  it('delivers the signature of the logs as a struct or as bytes', () => {
    const bytes = Uint8Array.from({ length: 28 }, (_, index) => index);
    withParts({ logSignature: () => bytes });
    const instance = runningInstance();
    const signature = JET_SIGNATURE();
    expect(jetGetInstanceMiscInfo(instance, signature, JET_SIGNATURE.cb, 0)).toBeJet('JET_errSuccess');
    expect(signature.ulRandom).toBe(0x0302_0100);
    const raw = new Uint8Array(30);
    expect(jetGetInstanceMiscInfo(instance, raw, 30, 0)).toBeJet('JET_errSuccess');
    expect(raw.subarray(0, 4)).toEqual(bytes.subarray(0, 4));
    expect(jetGetInstanceMiscInfo(instance, signature, 27, 0)).toBeJet('JET_errBufferTooSmall');
    expect(jetGetInstanceMiscInfo(instance, signature, 28, 9)).toBeJet('JET_errInvalidParameter');
  });
});
