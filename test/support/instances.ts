/** Instances for tests of the API: nothing of one test is left for the next. */
import {
  JET_paramConfiguration,
  JET_paramMaxTemporaryTables,
  JET_paramRecovery,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { jetBeginSession, jetCreateInstance, jetInit, jetSetSystemParameter } from '../../src/api';
import {
  type BackupActivity,
  type InstanceParts,
  setPartsFactory,
  WITHOUT_STORAGE,
} from '../../src/instance/parts';
import { registry } from '../../src/instance/registry';

/** Importing this file takes storage away; tests that want files give it back. */
setPartsFactory(WITHOUT_STORAGE);

/** Ends every instance without asking, and gives the process' parameters their defaults back. */
export function endEverything(): void {
  for (const instance of registry.instances)
    registry.terminate(instance, { abrupt: true, stopBackup: true, dirty: true });
  setPartsFactory(WITHOUT_STORAGE);
  registry.create('the last one', null);
  for (const instance of registry.instances)
    registry.terminate(instance, { abrupt: false, stopBackup: false, dirty: false });
  jetSetSystemParameter(null, null, JET_paramConfiguration, 1, null);
}

/** A new instance in multi-instance mode that keeps neither logs nor a temporary database. */
export function createdInstance(name: string | null = 'test'): number {
  const instance = ref(0);
  jetCreateInstance(instance, name);
  jetSetSystemParameter(instance, null, JET_paramRecovery, 0, 'off');
  jetSetSystemParameter(instance, null, JET_paramMaxTemporaryTables, 0, null);
  return instance.value;
}

/** The same, running. */
export function runningInstance(name: string | null = 'test'): number {
  const instance = createdInstance(name);
  jetInit(ref(instance));
  return instance;
}

/** The only instance of one-instance mode, running. */
export function onlyInstance(): number {
  const instance = ref(0);
  jetSetSystemParameter(null, null, JET_paramRecovery, 0, 'off');
  jetSetSystemParameter(null, null, JET_paramMaxTemporaryTables, 0, null);
  jetInit(instance);
  return instance.value;
}

export function sessionOfInstance(instance: number): number {
  const session = ref(0);
  jetBeginSession(instance, session, null, null);
  return session.value;
}

/** Makes the parts of instances to come behave as given, and otherwise have no storage. */
export function withParts(parts: Partial<InstanceParts>, backup: Partial<BackupActivity> = {}): void {
  setPartsFactory({
    parts: (instance) => ({ ...WITHOUT_STORAGE.parts(instance), ...parts }),
    backup: (instance) => ({ ...WITHOUT_STORAGE.backup(instance), ...backup }),
  });
}
