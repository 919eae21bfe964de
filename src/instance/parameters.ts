/**
 * The values of the system parameters: one set for the process, and one for each instance, which starts as a copy of
 * the process' set and goes its own way from then on.
 *
 * Invariants
 *  1. A global parameter has its value in the process' set only; an instance's set reads and writes it there.
 *  2. What `set` refuses changes nothing.
 *  3. A value that does not change is accepted at any time and whatever its range; text always counts as a change.
 *  4. Too late is tested before out of range.
 *  5. Text is never longer than the row allows, also after it was made absolute.
 */
import { resolve, sep } from 'node:path';
import { assert } from '../../errors/assert';
import { JET_errAlreadyInitialized, JET_errInvalidGrbit, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitShrinkDatabaseOn, JET_bitShrinkDatabaseRealtime } from '../../include/grbits/database';
import {
  JET_bitCommitLazyFlush,
  JET_bitForceNewLog,
  JET_bitWaitAllLevel0Commit,
  JET_bitWaitLastLevel0Commit,
} from '../../include/grbits/transaction';
import {
  JET_paramCachedClosedTables,
  JET_paramCacheSize,
  JET_paramCommitDefault,
  JET_paramConfigStoreSpec,
  JET_paramConfiguration,
  JET_paramDatabasePageSize,
  JET_paramEnableAdvanced,
  JET_paramEnableShrinkDatabase,
  JET_paramKeyMost,
  JET_paramLVChunkSizeMost,
} from '../../include/parameters';
import { hostPath } from '../os/paths';
import { localeNameOfLcid } from '../record/collation/locales';
import { chooseConfiguration } from './configuration';
import { SYSTEM_PARAMETERS, type SystemParameter, systemParameter } from './parameter-table';

/**
 * How far the process has got, which decides what may still be set:
 * - `idle`: no instance exists and no mode is chosen
 * - `open`: a mode is chosen; the instance in question, if there is one, is not initialised
 * - `initialised`: the instance in question runs
 */
export type ParameterPhase = 'idle' | 'open' | 'initialised';

/** The flags and locale that an index of Unicode columns gets when its definition names none. */
export interface UnicodeIndexDefault {
  readonly localeId: number;
  readonly mapFlags: number;
}

/** A function of the caller's that the engine calls. */
export type EngineCallback = (...args: never[]) => unknown;

/** The number that a pointer parameter has while it names a function. */
const SOME_FUNCTION = 1;
/** LCMAP_SORTKEY */
const SORT_KEY = 0x400;
/** The flags of LCMapString that a sort key may have. */
const SORT_KEY_FLAGS = 0x0800_0000 | 0x0003_0000 | 0x1000 | 0x0800 | 0x3f;
/** English of the United States, without regard to case, width and kana. */
const OWN_UNICODE_DEFAULT: UnicodeIndexDefault = { localeId: 0x409, mapFlags: SORT_KEY | 0x0003_0001 };
const COMMIT_BITS =
  JET_bitCommitLazyFlush |
  JET_bitWaitLastLevel0Commit |
  JET_bitWaitAllLevel0Commit |
  JET_bitForceNewLog |
  0x20;
/** Only the engine itself asks for a shrink at intervals. */
const SHRINK_PERIODICALLY = 0x8000;
const SHRINK_BITS = JET_bitShrinkDatabaseOn | JET_bitShrinkDatabaseRealtime | SHRINK_PERIODICALLY;

const KEY_MOST: Readonly<Record<number, number>> = {
  2048: 500,
  4096: 1000,
  8192: 2000,
  16384: 2000,
  32768: 2000,
};
const LONG_VALUE_CHUNK: Readonly<Record<number, number>> = {
  2048: 1966,
  4096: 4014,
  8192: 8110,
  16384: 4050,
  32768: 8150,
};

/** Refuses options that no commit knows as the default of commits. */
export function requireCommitBits(bits: number): void {
  if ((bits & ~COMMIT_BITS) !== 0) fail(JET_errInvalidParameter, `commits know no option ${bits}`);
}

export class ParameterSet {
  /** The process' set, or null in that set itself. */
  readonly #process: ParameterSet | null;
  readonly #values = new Map<number, number | string>();
  readonly #written = new Set<number>();
  readonly #callbacks = new Map<number, EngineCallback>();
  /** The configuration bits in force, which the parameter's own value shows in the old form. */
  #configuration = 1;
  #unicodeIndexDefault: UnicodeIndexDefault = OWN_UNICODE_DEFAULT;

  private constructor(source: ParameterSet | null) {
    this.#process = source;
    for (const row of SYSTEM_PARAMETERS)
      if (source === null) this.#values.set(row.id, row.default);
      else if (row.scope === 'instance') this.#values.set(row.id, source.#valueOf(row));
    if (source !== null) {
      this.#configuration = source.#configuration;
      for (const [id, callback] of source.#callbacks)
        if (rowOf(id).scope === 'instance') this.#callbacks.set(id, callback);
      this.#unicodeIndexDefault = source.#unicodeIndexDefault;
    }
  }

  /** The process' set with everything at its default. */
  static ofProcess(): ParameterSet {
    return new ParameterSet(null);
  }

  /** A set for a new instance, with the values the process' set has now. */
  forInstance(): ParameterSet {
    assert(this.#process === null, 'instances copy the set of the process');
    return new ParameterSet(this);
  }

  get unicodeIndexDefault(): UnicodeIndexDefault {
    return this.#unicodeIndexDefault;
  }

  /** Null brings back the engine's own default; the flag that asks for sort keys is understood. */
  setUnicodeIndexDefault(next: UnicodeIndexDefault | null): void {
    if (next !== null && (next.mapFlags & ~(SORT_KEY_FLAGS | SORT_KEY)) !== 0)
      fail(JET_errInvalidParameter, `flags ${next.mapFlags}`);
    if (next !== null && localeNameOfLcid(next.localeId) === null)
      fail(JET_errInvalidParameter, `locale ${next.localeId}`);
    this.#unicodeIndexDefault =
      next === null ? OWN_UNICODE_DEFAULT : { ...next, mapFlags: (next.mapFlags | SORT_KEY) >>> 0 };
  }

  number(id: number): number {
    const value = this.get(id);
    assert(typeof value === 'number', 'the parameter is a number');
    return value;
  }

  text(id: number): string {
    const value = this.get(id);
    assert(typeof value === 'string', 'the parameter is text');
    return value;
  }

  flag(id: number): boolean {
    return this.number(id) !== 0;
  }

  /** The value of a parameter; JET_errInvalidParameter when there is none of that number. */
  get(id: number): number | string {
    if (id === JET_paramKeyMost) return KEY_MOST[this.number(JET_paramDatabasePageSize)];
    if (id === JET_paramLVChunkSizeMost) return LONG_VALUE_CHUNK[this.number(JET_paramDatabasePageSize)];
    return this.#valueOf(rowOf(id));
  }

  /** Whether somebody set the parameter since it last had its default. */
  isWritten(id: number): boolean {
    const row = rowOf(id);
    return this.#home(row).#written.has(row.id);
  }

  /** The function that a pointer parameter names, or null. */
  callback(id: number): EngineCallback | null {
    return this.#home(rowOf(id)).#callbacks.get(id) ?? null;
  }

  /** Sets a pointer parameter to a function. */
  setCallback(id: number, callback: EngineCallback, phase: ParameterPhase): void {
    const row = rowOf(id);
    if (row.kind !== 'pointer') fail(JET_errInvalidParameter, `${row.name} is no function`);
    if (row.advanced && !this.flag(JET_paramEnableAdvanced)) return;
    const home = this.#home(row);
    if (home.#callbacks.get(id) !== callback && isLocked(row, phase))
      fail(JET_errAlreadyInitialized, row.name);
    home.#callbacks.set(id, callback);
    this.#store(row, SOME_FUNCTION);
  }

  /** Sets a parameter to `number` or, when it holds text, to `text`, where null is the empty text. */
  set(id: number, number: number, text: string | null, phase: ParameterPhase): void {
    const row = rowOf(id);
    if (row.advanced && !this.flag(JET_paramEnableAdvanced)) return;
    if (row.settable === 'never') fail(JET_errInvalidParameter, `${row.name} is read only`);
    if (row.kind === 'custom') return this.#setCustom(row, number, text, phase);
    if (typeof row.default === 'string') return this.#setText(row, text ?? '', phase);
    this.#setNumber(row, number < 0 ? number + 2 ** 64 : number, phase);
    if (row.kind === 'pointer') this.#home(row).#callbacks.delete(id);
  }

  /** Replaces the text of one of an instance's own parameters, at any time. */
  complete(id: number, text: string): void {
    const row = rowOf(id);
    assert(row.scope === 'instance' && this.#process !== null, 'the parameter is the own one of an instance');
    this.#values.set(id, text);
  }

  /** Gives a parameter the value of a configuration, unless it is too late for it. */
  reset(row: SystemParameter, value: number | string, phase: ParameterPhase): void {
    const isForeign = this.#process !== null && row.scope === 'global';
    if (isForeign || isLocked(row, phase)) return;
    this.#values.set(row.id, value);
    this.#written.delete(row.id);
  }

  #home(row: SystemParameter): ParameterSet {
    return row.scope === 'global' && this.#process !== null ? this.#process : this;
  }

  #valueOf(row: SystemParameter): number | string {
    const value = this.#home(row).#values.get(row.id);
    assert(value !== undefined, 'every parameter has a value');
    return value;
  }

  #store(row: SystemParameter, value: number | string): void {
    const home = this.#home(row);
    home.#values.set(row.id, value);
    home.#written.add(row.id);
  }

  #setNumber(row: SystemParameter, value: number, phase: ParameterPhase): void {
    if (value !== this.#valueOf(row)) {
      if (isLocked(row, phase)) fail(JET_errAlreadyInitialized, row.name);
      if (value < row.min || value > row.max) fail(JET_errInvalidParameter, `${row.name}: ${value}`);
    }
    if (row.kind === 'powerOfTwo' && !isPowerOfTwo(value))
      fail(JET_errInvalidParameter, `${row.name}: ${value} is no power of two`);
    this.#store(row, row.kind === 'boolean' ? Number(value !== 0) : value);
  }

  #setText(row: SystemParameter, given: string, phase: ParameterPhase): void {
    if (isLocked(row, phase)) fail(JET_errAlreadyInitialized, row.name);
    const [text] = given.split('\0', 1);
    requireLength(row, text);
    if (row.kind === 'string') return this.#store(row, text);
    const path = hostPath(text);
    const absolute = resolve(path);
    const isFolder = row.kind === 'folder' || path.endsWith(sep);
    const complete = isFolder && !absolute.endsWith(sep) ? absolute + sep : absolute;
    requireLength(row, complete);
    this.#store(row, row.kind === 'path' && isBareName(text) ? text : complete);
  }

  #setCustom(row: SystemParameter, number: number, text: string | null, phase: ParameterPhase): void {
    switch (row.id) {
      case JET_paramCommitDefault:
        requireCommitBits(number);
        return this.#store(row, number);
      case JET_paramEnableShrinkDatabase:
        return this.#setShrink(row, number, phase);
      case JET_paramCachedClosedTables:
        return this.#process === null ? undefined : this.#setNumber(row, number, phase);
      case JET_paramCacheSize:
        return this.#store(row, number);
      case JET_paramConfigStoreSpec:
        if (text !== null && text !== '') fail(JET_errInvalidParameter, 'there is no configuration store');
        return this.#store(row, '');
      case JET_paramConfiguration:
        return this.#setConfiguration(row, number, phase);
      default:
        return fail(JET_errInvalidParameter, `${row.name} is set as a structure`);
    }
  }

  #setShrink(row: SystemParameter, bits: number, phase: ParameterPhase): void {
    const isOn = (bits & JET_bitShrinkDatabaseOn) !== 0;
    if ((bits & ~SHRINK_BITS) !== 0 || (!isOn && bits !== 0))
      fail(JET_errInvalidGrbit, `${row.name}: ${bits}`);
    this.#setNumber(row, bits, phase);
  }

  #setConfiguration(row: SystemParameter, value: number, phase: ParameterPhase): void {
    const isTooLate = this.#process === null ? phase !== 'idle' : phase === 'initialised';
    if (isTooLate) fail(JET_errAlreadyInitialized, row.name);
    if (value < row.min || value > row.max) fail(JET_errInvalidParameter, `${row.name}: ${value}`);
    const { bits, shown, changes } = chooseConfiguration(value, this.#configuration, this);
    this.#configuration = bits;
    this.#store(row, shown);
    for (const [changed, next] of changes) this.reset(changed, next, phase);
  }
}

function rowOf(id: number): SystemParameter {
  return systemParameter(id) ?? fail(JET_errInvalidParameter, `no system parameter ${id}`);
}

function isLocked(row: SystemParameter, phase: ParameterPhase): boolean {
  if (row.settable === 'before any instance') return phase !== 'idle';
  return row.settable === 'before init' && phase === 'initialised';
}

function requireLength(row: SystemParameter, text: string): void {
  if (text.length < row.min || text.length > row.max)
    fail(JET_errInvalidParameter, `${row.name}: ${text.length} characters`);
}

const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(value));

const isBareName = (text: string): boolean => !/[\\/:]/.test(text);
