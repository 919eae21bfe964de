import { resolve, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  JET_paramAlternateDatabaseRecoveryPath,
  JET_paramBaseName,
  JET_paramCachedClosedTables,
  JET_paramCacheSizeMax,
  JET_paramCacheSizeMin,
  JET_paramCheckpointDepthMax,
  JET_paramCircularLog,
  JET_paramCommitDefault,
  JET_paramConfiguration,
  JET_paramDatabasePageSize,
  JET_paramDbExtensionSize,
  JET_paramEnableAdvanced,
  JET_paramEnableShrinkDatabase,
  JET_paramIOPriority,
  JET_paramKeyMost,
  JET_paramLogBuffers,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramLVChunkSizeMost,
  JET_paramMaxColtyp,
  JET_paramMaxCursors,
  JET_paramMaxInstances,
  JET_paramMaxSessions,
  JET_paramMaxVerPages,
  JET_paramOSSnapshotTimeout,
  JET_paramRecovery,
  JET_paramSystemPath,
  JET_paramTableClass1Name,
  JET_paramTempPath,
} from '../../include/parameters';
import { SYSTEM_PARAMETERS, systemParameter } from '../../src/instance/parameter-table';
import { type ParameterPhase, ParameterSet } from '../../src/instance/parameters';
import { describeShared, sharedBytes } from '../support/shared';
import { codeOf } from '../support/code-of';

const set = (
  parameters: ParameterSet,
  id: number,
  value: number | string | null,
  phase: ParameterPhase = 'open',
): number | null =>
  codeOf(() =>
    typeof value === 'number' ? parameters.set(id, value, null, phase) : parameters.set(id, 0, value, phase),
  );

const instanceSet = (): ParameterSet => ParameterSet.ofProcess().forInstance();

describe('the table of system parameters', () => {
  it('numbers every parameter once and keeps its default within its bounds', () => {
    expect(new Set(SYSTEM_PARAMETERS.map((row) => row.id)).size).toBe(SYSTEM_PARAMETERS.length);
    for (const row of SYSTEM_PARAMETERS) {
      const size = typeof row.default === 'string' ? row.default.length : row.default;
      if (row.settable !== 'never')
        expect([row.name, size >= row.min && size <= row.max]).toEqual([row.name, true]);
      expect(systemParameter(row.id)).toBe(row);
    }
  });
});

describeShared('the table of system parameters against the reference', 'reference/parameters.json', () => {
  interface Row {
    name: string;
    id: number;
    visibility: string;
    scope?: string;
    advanced?: boolean;
    ignoredByEngine?: boolean;
    default?: unknown;
  }
  it('has every public parameter with its number, owner and default', () => {
    const parsed: { parameters: Row[] } = JSON.parse(sharedBytes('reference/parameters.json').toString());
    const rows = parsed.parameters.filter((row) => row.visibility === 'public' && row.scope !== undefined);
    expect(SYSTEM_PARAMETERS.map((row) => row.name)).toEqual(rows.map((row) => row.name));
    for (const row of rows) {
      const ours = systemParameter(row.id);
      expect([ours?.name, ours?.scope, ours?.advanced, ours?.ignored]).toEqual([
        row.name,
        row.scope,
        row.advanced ?? false,
        row.ignoredByEngine ?? false,
      ]);
      if (typeof row.default === 'number') expect([row.name, ours?.default]).toEqual([row.name, row.default]);
    }
  });
});

describe('ParameterSet', () => {
  it('A3.9: copies the values of the process at its making, and follows later changes of global ones only', () => {
    const process = ParameterSet.ofProcess();
    process.set(JET_paramMaxVerPages, 100, null, 'open');
    const mine = process.forInstance();
    process.set(JET_paramMaxVerPages, 200, null, 'open');
    process.set(JET_paramOSSnapshotTimeout, 5, null, 'open');
    expect(mine.number(JET_paramMaxVerPages)).toBe(100);
    expect(mine.number(JET_paramOSSnapshotTimeout)).toBe(5);
  });

  it('A6.1: refuses a number that is no parameter', () => {
    for (const id of [9999, -1, 21, 33, 221, 1.5, NaN]) {
      expect(codeOf(() => instanceSet().get(id))).toBeJet('JET_errInvalidParameter');
      expect(set(instanceSet(), id, 1)).toBeJet('JET_errInvalidParameter');
    }
  });

  it('A6.2: writes a global parameter for the whole process when asked through an instance', () => {
    const process = ParameterSet.ofProcess();
    const [one, two] = [process.forInstance(), process.forInstance()];
    expect(set(one, JET_paramOSSnapshotTimeout, 9, 'initialised')).toBeNull();
    expect(two.number(JET_paramOSSnapshotTimeout)).toBe(9);
    expect(process.isWritten(JET_paramOSSnapshotTimeout)).toBe(true);
  });

  it('A6.3: accepts the value that is there at any time', () => {
    expect(set(ParameterSet.ofProcess(), JET_paramMaxInstances, 16, 'open')).toBeNull();
    expect(set(instanceSet(), JET_paramLogFileSize, 5120, 'initialised')).toBeNull();
    expect(set(instanceSet(), JET_paramBaseName, 'edb', 'initialised')).toBeJet('JET_errAlreadyInitialized');
  });

  it('A6.4: fixes a start-up parameter of the process once a mode is chosen', () => {
    expect(set(ParameterSet.ofProcess(), JET_paramMaxInstances, 4, 'open')).toBeJet(
      'JET_errAlreadyInitialized',
    );
    expect(set(ParameterSet.ofProcess(), JET_paramMaxInstances, 4, 'idle')).toBeNull();
    for (const name of ['abc', '', null])
      expect(set(instanceSet(), JET_paramTableClass1Name, name)).toBeJet('JET_errAlreadyInitialized');
  });

  it('A6.5: fixes a start-up parameter of an instance when that is initialised', () => {
    expect(set(instanceSet(), JET_paramCircularLog, 1, 'open')).toBeNull();
    expect(set(instanceSet(), JET_paramCircularLog, 1, 'initialised')).toBeJet('JET_errAlreadyInitialized');
    expect(set(ParameterSet.ofProcess(), JET_paramCircularLog, 1, 'open')).toBeNull();
  });

  it('A6.6: tests the range after the time', () => {
    expect(set(instanceSet(), JET_paramLogFileSize, 1, 'initialised')).toBeJet('JET_errAlreadyInitialized');
    expect(set(instanceSet(), JET_paramLogFileSize, 1)).toBeJet('JET_errInvalidParameter');
    expect(set(instanceSet(), JET_paramLogFileSize, 32_769)).toBeJet('JET_errInvalidParameter');
    expect(set(instanceSet(), JET_paramBaseName, 'toolong')).toBeJet('JET_errInvalidParameter');
    expect(set(instanceSet(), JET_paramBaseName, null)).toBeJet('JET_errInvalidParameter');
    expect(set(instanceSet(), JET_paramMaxSessions, -1)).toBeJet('JET_errInvalidParameter');
  });

  it('A6.7: ignores an advanced parameter while the advanced ones are off', () => {
    const mine = instanceSet();
    set(mine, JET_paramEnableAdvanced, 0);
    expect(set(mine, JET_paramMaxCursors, -5)).toBeNull();
    expect(mine.number(JET_paramMaxCursors)).toBe(1024);
    set(mine, JET_paramEnableAdvanced, 2);
    expect(mine.number(JET_paramEnableAdvanced)).toBe(1);
    expect(set(mine, JET_paramMaxCursors, 7)).toBeNull();
    expect(mine.number(JET_paramMaxCursors)).toBe(7);
  });

  it('refuses to set what is read only', () => {
    for (const id of [JET_paramKeyMost, JET_paramMaxColtyp, JET_paramLVChunkSizeMost])
      expect(set(instanceSet(), id, 19)).toBeJet('JET_errInvalidParameter');
  });

  it('derives the longest key and the chunk of long values from the page size', () => {
    const process = ParameterSet.ofProcess();
    expect(set(process, JET_paramDatabasePageSize, 5000, 'idle')).toBeJet('JET_errInvalidParameter');
    expect(set(process, JET_paramDatabasePageSize, 2048, 'idle')).toBeJet('JET_errInvalidParameter');
    expect([process.get(JET_paramKeyMost), process.get(JET_paramLVChunkSizeMost)]).toEqual([1000, 4014]);
    process.set(JET_paramDatabasePageSize, 32_768, null, 'idle');
    expect([process.get(JET_paramKeyMost), process.get(JET_paramLVChunkSizeMost)]).toEqual([2000, 8150]);
  });

  it('shows the default paths as they are and set ones absolute', () => {
    const mine = instanceSet();
    expect(mine.text(JET_paramSystemPath)).toBe('.\\');
    expect(mine.text(JET_paramTempPath)).toBe('tmp.edb');
    mine.set(JET_paramSystemPath, 0, '.\\logs\\', 'open');
    expect(mine.text(JET_paramSystemPath)).toBe(resolve('logs') + sep);
    mine.set(JET_paramLogFilePath, 0, 'logs', 'open');
    expect(mine.text(JET_paramLogFilePath)).toBe(resolve('logs') + sep);
    mine.set(JET_paramLogFilePath, 0, null, 'open');
    expect(mine.text(JET_paramLogFilePath)).toBe(process.cwd() + sep);
    mine.set(JET_paramTempPath, 0, 'other.edb', 'open');
    expect(mine.text(JET_paramTempPath)).toBe('other.edb');
    mine.set(JET_paramTempPath, 0, 'a/other.edb', 'open');
    expect(mine.text(JET_paramTempPath)).toBe(resolve('a/other.edb'));
    mine.set(JET_paramTempPath, 0, 'a/folder/', 'open');
    expect(mine.text(JET_paramTempPath)).toBe(resolve('a/folder') + sep);
    expect(set(mine, JET_paramSystemPath, 'x'.repeat(247))).toBeJet('JET_errInvalidParameter');
    expect(mine.text(JET_paramAlternateDatabaseRecoveryPath)).toBe('');
  });

  it('takes text up to its first NUL', () => {
    const mine = instanceSet();
    mine.set(JET_paramRecovery, 0, 'off\0rest', 'open');
    expect(mine.text(JET_paramRecovery)).toBe('off');
  });

  it('knows which commit bits may be the default', () => {
    expect(set(instanceSet(), JET_paramCommitDefault, 1, 'initialised')).toBeNull();
    expect(set(instanceSet(), JET_paramCommitDefault, 0x400)).toBeJet('JET_errInvalidParameter');
  });

  it('wants the shrink itself with every way to shrink', () => {
    expect(set(instanceSet(), JET_paramEnableShrinkDatabase, 3)).toBeNull();
    expect(set(instanceSet(), JET_paramEnableShrinkDatabase, 2)).toBeJet('JET_errInvalidGrbit');
    expect(set(instanceSet(), JET_paramEnableShrinkDatabase, 0x100)).toBeJet('JET_errInvalidGrbit');
  });

  it('keeps the number of cached closed tables for instances only', () => {
    const process = ParameterSet.ofProcess();
    expect(set(process, JET_paramCachedClosedTables, 5)).toBeNull();
    expect(process.number(JET_paramCachedClosedTables)).toBe(64);
    const mine = process.forInstance();
    mine.set(JET_paramCachedClosedTables, 5, null, 'initialised');
    expect(mine.number(JET_paramCachedClosedTables)).toBe(5);
  });

  it('leaves everything as it was when it refuses', () => {
    const mine = instanceSet();
    for (const bad of [8, 9, 2 ** 40]) expect(set(mine, JET_paramIOPriority, bad)).not.toBeNull();
    expect(mine.number(JET_paramIOPriority)).toBe(0);
    expect(mine.isWritten(JET_paramIOPriority)).toBe(false);
  });
});

describe('JET_paramConfiguration', () => {
  it('0 brings the small defaults and shows as 0', () => {
    const process = ParameterSet.ofProcess();
    process.set(JET_paramMaxInstances, 3, null, 'idle');
    expect(set(process, JET_paramConfiguration, 0, 'idle')).toBeNull();
    expect(process.number(JET_paramConfiguration)).toBe(0);
    expect(process.number(JET_paramLogFileSize)).toBe(64);
    expect(process.number(JET_paramLogBuffers)).toBe(1);
    expect(process.number(JET_paramCacheSizeMin)).toBe(16);
    expect(process.number(JET_paramMaxSessions)).toBe(30_000);
    expect(process.number(JET_paramMaxInstances)).toBe(16);
    expect(process.isWritten(JET_paramMaxInstances)).toBe(false);
  });

  it('1 brings back every default', () => {
    const process = ParameterSet.ofProcess();
    process.set(JET_paramConfiguration, 0, null, 'idle');
    process.set(JET_paramBaseName, 0, 'abc', 'idle');
    process.set(JET_paramConfiguration, 1, null, 'idle');
    expect(process.number(JET_paramLogFileSize)).toBe(5120);
    expect(process.text(JET_paramBaseName)).toBe('edb');
  });

  it('adds bundles up until one starts over', () => {
    const mine = instanceSet();
    mine.set(JET_paramConfiguration, 4, null, 'open');
    expect([mine.number(JET_paramConfiguration), mine.number(JET_paramDbExtensionSize)]).toEqual([5, 16]);
    expect([mine.number(JET_paramCircularLog), mine.number(JET_paramCheckpointDepthMax)]).toEqual([
      1, 524_288,
    ]);
    mine.set(JET_paramConfiguration, 2, null, 'open');
    expect([mine.number(JET_paramConfiguration), mine.number(JET_paramDbExtensionSize)]).toEqual([7, 16]);
    mine.set(JET_paramConfiguration, 9, null, 'open');
    expect([mine.number(JET_paramConfiguration), mine.number(JET_paramDbExtensionSize)]).toEqual([9, 128]);
  });

  it('tells the cache in pages, and leaves what is global alone when an instance asks', () => {
    const process = ParameterSet.ofProcess();
    const mine = process.forInstance();
    mine.set(JET_paramConfiguration, 32, null, 'open');
    expect(mine.number(JET_paramCacheSizeMax)).toBe(2_000_000_000);
    process.set(JET_paramConfiguration, 32, null, 'idle');
    expect(mine.number(JET_paramCacheSizeMax)).toBe(1280);
  });

  it('comes too late after the start, and is no more than its bits', () => {
    expect(set(instanceSet(), JET_paramConfiguration, 1, 'initialised')).toBeJet('JET_errAlreadyInitialized');
    expect(set(ParameterSet.ofProcess(), JET_paramConfiguration, 1, 'open')).toBeJet(
      'JET_errAlreadyInitialized',
    );
    expect(set(instanceSet(), JET_paramConfiguration, 2048)).toBeJet('JET_errInvalidParameter');
  });
});
