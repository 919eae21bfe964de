/**
 * JET_paramConfiguration: bundles of defaults for small devices, solid state disks, silence. Choosing one gives other
 * parameters new values; what is set afterwards wins.
 *
 * Rules
 *  1. 0, the old small configuration, and any choice with JET_configDefault first bring every parameter back to its
 *     default; 0 takes the small defaults.
 *  2. The other bits add up over several choices until one contains JET_configDefault.
 *  3. Of two bundles that name the same parameter the later one in BUNDLES wins.
 */
import { assert } from '../../errors/assert';
import {
  JET_configDefault,
  JET_configDynamicMediumMemory,
  JET_configLowDiskFootprint,
  JET_configLowMemory,
  JET_configMediumDiskFootprint,
  JET_configRemoveQuotas,
  JET_configRunSilent,
  JET_configSSDProfileIO,
  JET_paramCacheSizeMax,
  JET_paramCacheSizeMin,
  JET_paramCheckpointDepthMax,
  JET_paramCircularLog,
  JET_paramConfiguration,
  JET_paramDatabasePageSize,
  JET_paramDbExtensionSize,
  JET_paramDisablePerfmon,
  JET_paramEnableFileCache,
  JET_paramEnableViewCache,
  JET_paramEventLoggingLevel,
  JET_paramGlobalMinVerPages,
  JET_paramLogBuffers,
  JET_paramLogFileSize,
  JET_paramLRUKHistoryMax,
  JET_paramMaxCoalesceReadSize,
  JET_paramMaxCoalesceWriteGapSize,
  JET_paramMaxCoalesceWriteSize,
  JET_paramMaxCursors,
  JET_paramMaxInstances,
  JET_paramMaxOpenTables,
  JET_paramMaxSessions,
  JET_paramMaxTemporaryTables,
  JET_paramMaxVerPages,
  JET_paramNoInformationEvent,
  JET_paramOutstandingIOMax,
  JET_paramPageHintCacheSize,
  JET_paramPageTempDBMin,
  JET_paramPreferredVerPages,
  JET_paramPrereadIOMax,
  JET_paramStartFlushThreshold,
  JET_paramStopFlushThreshold,
  JET_paramVerPageSize,
} from '../../include/parameters';
import { SYSTEM_PARAMETERS, type SystemParameter, systemParameter } from './parameter-table';

/** A number as it is, a number of bytes to be told in pages, or a share of the largest cache in percent. */
type Unit = 'as it is' | 'bytes in pages' | 'percent of cache';

type Override = readonly [id: number, value: number, unit?: Unit];

const UNLIMITED_COUNT = 2_147_483_647;
const KIBI = 1024;
const MEBI = KIBI * KIBI;

const LOW_DISK: readonly Override[] = [
  [JET_paramDbExtensionSize, 16],
  [JET_paramPageTempDBMin, 14],
  [JET_paramCircularLog, 1],
  [JET_paramLogFileSize, 64],
  [JET_paramCheckpointDepthMax, 512 * KIBI],
];

const MEDIUM_DISK: readonly Override[] = [
  [JET_paramDbExtensionSize, 512 * KIBI, 'bytes in pages'],
  [JET_paramPageTempDBMin, 30],
  [JET_paramCircularLog, 1],
  [JET_paramLogFileSize, 512],
  [JET_paramCheckpointDepthMax, 4 * MEBI],
];

const MEDIUM_MEMORY: readonly Override[] = [
  [JET_paramMaxInstances, 1],
  [JET_paramLogBuffers, 512],
  [JET_paramPageHintCacheSize, 64],
  [JET_paramEnableFileCache, 1],
  [JET_paramEnableViewCache, 1],
  [JET_paramCacheSizeMin, 128 * KIBI, 'bytes in pages'],
  [JET_paramCacheSizeMax, 5 * MEBI, 'bytes in pages'],
  [JET_paramStartFlushThreshold, 2, 'percent of cache'],
  [JET_paramStopFlushThreshold, 3, 'percent of cache'],
  [JET_paramLRUKHistoryMax, 1000],
  [JET_paramGlobalMinVerPages, 1],
  [JET_paramVerPageSize, 8192],
  [JET_paramOutstandingIOMax, 48],
];

const SOLID_STATE: readonly Override[] = [
  [JET_paramMaxCoalesceReadSize, 256 * KIBI],
  [JET_paramMaxCoalesceWriteSize, 256 * KIBI],
  [JET_paramMaxCoalesceWriteGapSize, 0],
  [JET_paramOutstandingIOMax, 16],
  [JET_paramPrereadIOMax, 5],
];

const NO_QUOTAS: readonly Override[] = [
  [JET_paramMaxOpenTables, UNLIMITED_COUNT],
  [JET_paramMaxCursors, UNLIMITED_COUNT],
  [JET_paramMaxVerPages, UNLIMITED_COUNT],
  [JET_paramMaxTemporaryTables, UNLIMITED_COUNT],
  [JET_paramPreferredVerPages, UNLIMITED_COUNT],
  [JET_paramMaxSessions, 30_000],
];

const SILENT: readonly Override[] = [
  [JET_paramNoInformationEvent, 1],
  [JET_paramEventLoggingLevel, 0],
  [JET_paramDisablePerfmon, 1],
];

/** Every parameter whose default is smaller on small devices. */
const SMALL_DEFAULTS: readonly Override[] = SYSTEM_PARAMETERS.flatMap((row) =>
  typeof row.small === 'number' && row.small !== row.default ? [[row.id, row.small] as const] : [],
).filter(([id]) => id !== JET_paramConfiguration);

const BUNDLES: readonly (readonly [bit: number, overrides: readonly Override[]])[] = [
  [JET_configLowDiskFootprint, LOW_DISK],
  [JET_configMediumDiskFootprint, MEDIUM_DISK],
  [JET_configLowMemory, SMALL_DEFAULTS],
  [JET_configDynamicMediumMemory, MEDIUM_MEMORY],
  [JET_configSSDProfileIO, SOLID_STATE],
  [JET_configRemoveQuotas, NO_QUOTAS],
  [JET_configRunSilent, SILENT],
];

const OLD_SMALL = 0;
const OLD_SMALL_BITS =
  JET_configDefault | JET_configLowDiskFootprint | JET_configLowMemory | JET_configRemoveQuotas;
/** Already part of the small defaults. */
const IN_SMALL_DEFAULTS = JET_configLowDiskFootprint | JET_configLowMemory;

interface ConfigurationChoice {
  /** The bits in force from now on. */
  readonly bits: number;
  /** What the parameter shows. */
  readonly shown: number;
  /** The new values, in the order in which they apply. */
  readonly changes: readonly (readonly [parameter: SystemParameter, value: number | string])[];
}

/** What choosing `value` does where `inForce` are the bits so far. */
export function chooseConfiguration(
  value: number,
  inForce: number,
  parameters: { number(id: number): number },
): ConfigurationChoice {
  const isOldSmall = value === OLD_SMALL;
  const chosen = isOldSmall ? OLD_SMALL_BITS : value;
  const startsOver = (chosen & JET_configDefault) !== 0;
  const bits = isOldSmall ? chosen : (startsOver ? JET_configDefault : inForce) | chosen;
  const changes: (readonly [SystemParameter, number | string])[] = [];
  if (startsOver)
    for (const row of SYSTEM_PARAMETERS)
      if (row.id !== JET_paramConfiguration) changes.push([row, isOldSmall ? row.small : row.default]);
  const extra = isOldSmall ? chosen & ~IN_SMALL_DEFAULTS : chosen;
  const current = (id: number): number => latest(changes, id) ?? parameters.number(id);
  for (const [bit, overrides] of BUNDLES)
    if ((extra & bit) !== 0)
      for (const [id, amount, unit] of overrides)
        changes.push([rowOf(id), inUnit(id, amount, unit, current)]);
  return { bits, shown: isOldSmall ? OLD_SMALL : bits, changes };
}

function latest(changes: ConfigurationChoice['changes'], id: number): number | undefined {
  const value = changes.findLast(([row]) => row.id === id)?.[1];
  return typeof value === 'number' ? value : undefined;
}

function inUnit(id: number, amount: number, unit: Unit | undefined, current: (id: number) => number): number {
  if (unit === 'bytes in pages') return Math.floor(amount / current(JET_paramDatabasePageSize));
  if (unit === 'percent of cache') {
    const least = id === JET_paramStartFlushThreshold ? 1 : 2;
    return Math.max(Math.floor((current(JET_paramCacheSizeMax) * amount) / 100), least);
  }
  return amount;
}

function rowOf(id: number): SystemParameter {
  const row = systemParameter(id);
  assert(row !== undefined, 'bundles name parameters that exist');
  return row;
}
