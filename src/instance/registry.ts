/**
 * All instances of the process, and the mode that the process is in.
 *
 *     no-set --- create, enable ---> multi-instance  (as many slots as JET_paramMaxInstances says at that moment)
 *     no-set --- jetInit ----------> one-instance    (one slot)
 *     and back when the last instance ends
 *
 * Invariants
 *  1. The mode changes only while no instance exists.
 *  2. A live instance has a slot, a handle and a name that no other live instance has (null is a name too).
 *  3. What fails to start is gone, whoever made it.
 */
import { assert } from '../../errors/assert';
import {
  JET_errAlreadyInitialized,
  JET_errInstanceNameInUse,
  JET_errInvalidParameter,
  JET_errRunningInOneInstanceMode,
  JET_errSuccess,
  JET_errSystemParameterConflict,
  JET_errSystemParamsAlreadySet,
  JET_errTooManyInstances,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { toJetErr } from '../../errors/to-jet-err';
import type { JET_ERR } from '../../include/handles';
import { JET_configDefault, JET_paramConfiguration, JET_paramMaxInstances } from '../../include/parameters';
import { HandleTable } from './handle-table';
import { Instance, type TermOptions } from './instance';
import { SYSTEM_PARAMETERS, type SystemParameter, systemParameter } from './parameter-table';
import { type ParameterPhase, ParameterSet } from './parameters';
import { NO_WORK, type StartOptions, type WorkCounters } from './parts';
import { requireOwnPaths } from './paths';
import type { Session } from './session';

type Mode = 'no-set' | 'one-instance' | 'multi-instance';

/** One entry of jetEnableMultiInstance; `err` is its outcome. */
export interface ParameterEntry {
  readonly id: number;
  readonly number: number;
  readonly text: string | null;
  setOutcome(err: JET_ERR): void;
}

class InstanceRegistry {
  readonly parameters = ParameterSet.ofProcess();
  readonly sessions = new HandleTable<Session>('session');
  readonly #handles = new HandleTable<Instance>('instance');
  #mode: Mode = 'no-set';
  #slots: (Instance | null)[] = [];
  #pastWork = NO_WORK;

  get mode(): Mode {
    return this.#mode;
  }

  /** All live instances, initialised or not, by slot. */
  get instances(): readonly Instance[] {
    return this.#slots.filter((instance) => instance !== null);
  }

  /** How free the process' own parameters are. */
  get parameterPhase(): ParameterPhase {
    return this.#mode === 'no-set' ? 'idle' : 'open';
  }

  /** The work of all instances that there were, which one thread did. */
  get work(): WorkCounters {
    return this.instances.reduce((sum, instance) => plus(sum, instance.parts.work()), this.#pastWork);
  }

  find(handle: unknown): Instance | undefined {
    return this.#handles.get(handle);
  }

  /** The instance of one-instance mode. */
  get only(): Instance | null {
    return this.#mode === 'one-instance' ? this.#slots[0] : null;
  }

  /** jetCreateInstance: a new instance under a name of its own. */
  create(name: string | null, displayName: string | null): Instance {
    if (this.#mode === 'one-instance')
      fail(JET_errRunningInOneInstanceMode, 'an instance without a name runs');
    if (this.#mode === 'no-set') this.#choose('multi-instance');
    return this.#make(name, displayName, null);
  }

  /** jetInit without an instance: in one-instance mode the only one, otherwise a new one without a name. */
  createForInit(givenHandle: unknown): Instance {
    if (this.#mode === 'no-set') this.#choose('one-instance');
    return this.#make(null, null, this.#mode === 'one-instance' ? givenHandle : null);
  }

  /** Refuses jetInit while the only instance that there may be exists. */
  requireRoomForInit(): void {
    if (this.only !== null) fail(JET_errAlreadyInitialized, 'the only instance exists');
  }

  /** Starts the instance; one that fails to start is gone, unless it was running already. */
  start(instance: Instance, options: StartOptions): JET_ERR {
    try {
      return instance.start(options, (starting) => requireOwnPaths(starting, this.instances));
    } finally {
      if (instance.state === 'ended') this.#free(instance);
    }
  }

  terminate(instance: Instance, options: TermOptions): JET_ERR {
    try {
      return instance.terminate(options);
    } finally {
      if (instance.state === 'ended') this.#free(instance);
    }
  }

  /**
   * jetEnableMultiInstance: sets the parameters in order and chooses the mode; `accepted` hears of every entry that
   * was good. In multi-instance mode already, it says whether the entries are what was set then.
   */
  enableMulti(entries: readonly ParameterEntry[], accepted: () => void): JET_ERR {
    if (this.#mode === 'one-instance') return JET_errRunningInOneInstanceMode;
    if (this.#mode === 'multi-instance') return this.#compare(entries, accepted);
    for (const entry of entries) {
      const err = this.#attempt(entry);
      entry.setOutcome(err);
      if (err !== JET_errSuccess) return err;
      accepted();
    }
    this.#choose('multi-instance');
    return JET_errSuccess;
  }

  #choose(mode: Mode): void {
    assert(
      this.#slots.every((slot) => slot === null),
      'the mode changes only while no instance exists',
    );
    const slots = mode === 'one-instance' ? 1 : this.parameters.number(JET_paramMaxInstances);
    this.#slots = new Array<Instance | null>(mode === 'no-set' ? 0 : slots).fill(null);
    this.#mode = mode;
  }

  #make(name: string | null, displayName: string | null, wantedHandle: unknown): Instance {
    const slot = this.#slots.indexOf(null);
    if (slot < 0) fail(JET_errTooManyInstances, `all ${this.#slots.length} instances exist`);
    if (this.instances.some((other) => other.name === name))
      fail(JET_errInstanceNameInUse, name ?? 'no name');
    const instance = new Instance(name, displayName, this.parameters.forInstance(), this.sessions);
    instance.handle = this.#handles.addAs(wantedHandle, instance);
    this.#slots[slot] = instance;
    return instance;
  }

  #free(instance: Instance): void {
    const slot = this.#slots.indexOf(instance);
    assert(slot >= 0, 'a live instance has a slot');
    this.#slots[slot] = null;
    this.#pastWork = plus(this.#pastWork, instance.parts.work());
    this.#handles.remove(instance.handle);
    if (this.#slots.every((other) => other === null)) this.#choose('no-set');
  }

  #attempt(entry: ParameterEntry): JET_ERR {
    try {
      this.parameters.set(entry.id, entry.number, entry.text, 'idle');
      return JET_errSuccess;
    } catch (failure) {
      return toJetErr(failure);
    }
  }

  #compare(entries: readonly ParameterEntry[], accepted: () => void): JET_ERR {
    const given = new Set<number>();
    for (const entry of entries) {
      const row = systemParameter(entry.id);
      if (row === undefined) return JET_errInvalidParameter;
      const wasNeverSet = isStartUpOnly(row) && !this.parameters.isWritten(entry.id);
      const err = wasNeverSet || !this.#matches(entry) ? JET_errSystemParameterConflict : JET_errSuccess;
      entry.setOutcome(err);
      if (err !== JET_errSuccess) return err;
      given.add(entry.id);
      accepted();
    }
    const isOneMissing = SYSTEM_PARAMETERS.some(
      (row) => isStartUpOnly(row) && this.parameters.isWritten(row.id) && !given.has(row.id),
    );
    return isOneMissing ? JET_errSystemParameterConflict : JET_errSystemParamsAlreadySet;
  }

  #matches(entry: ParameterEntry): boolean {
    const value = this.parameters.get(entry.id);
    if (typeof value === 'string') return value === (entry.text ?? '');
    return entry.number === (entry.id === JET_paramConfiguration ? value & ~JET_configDefault : value);
  }
}

const isStartUpOnly = (row: SystemParameter): boolean =>
  row.scope === 'global' && row.settable === 'before any instance';

const plus = (one: WorkCounters, other: WorkCounters): WorkCounters => ({
  pagesReferenced: one.pagesReferenced + other.pagesReferenced,
  pagesRead: one.pagesRead + other.pagesRead,
  pagesPreread: one.pagesPreread + other.pagesPreread,
  pagesDirtied: one.pagesDirtied + other.pagesDirtied,
  pagesRedirtied: one.pagesRedirtied + other.pagesRedirtied,
  logRecords: one.logRecords + other.logRecords,
  logBytes: one.logBytes + other.logBytes,
});

/** The instances of this process. */
export const registry = new InstanceRegistry();
