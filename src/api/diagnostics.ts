/** The API: errors, statistics, version. */
import {
  JET_errBufferTooSmall,
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
} from '../../errors/codes';
import { categoryPath, categoryValue, type ErrorInfo, errorInfo } from '../../errors/info';
import { fail } from '../../errors/jet-error';
import { JET_ErrorInfoSpecificErr } from '../../include/info-levels';
import {
  JET_bitDumpCacheIncludeCachedPages,
  JET_bitDumpCacheIncludeCorruptedPages,
  JET_bitDumpCacheIncludeDirtyPages,
  JET_bitDumpCacheMaximum,
  JET_bitDumpCacheMinimum,
  JET_bitDumpCacheNoDecommit,
  JET_bitDumpMaximum,
  JET_bitDumpMinimum,
} from '../../include/grbits/diagnostics';
import type { JetApi } from '../../include/jet-api';
import {
  JET_ERRINFOBASIC_W,
  JET_THREADSTATS,
  JET_THREADSTATS2,
  JET_THREADSTATS3,
} from '../../include/structs/diagnostics';
import { registry } from '../instance/registry';
import { apiCall } from './api-call';
import { defineGrbits, describeValue, requireRef, signed, unsigned } from './check';
import { enterSession } from './enter';
import { putStruct } from './info-result';

/** Windows 10: major, minor, build, service pack. */
const VERSION = ((10 << 28) | (0 << 24) | (19_045 << 8) | 0) >>> 0;

const DUMP = defineGrbits('JetConfigureProcessForCrashDump', {
  minimum: JET_bitDumpMinimum,
  maximum: JET_bitDumpMaximum,
  cacheMinimum: JET_bitDumpCacheMinimum,
  cacheMaximum: JET_bitDumpCacheMaximum,
  dirtyPages: JET_bitDumpCacheIncludeDirtyPages,
  cachedPages: JET_bitDumpCacheIncludeCachedPages,
  corruptedPages: JET_bitDumpCacheIncludeCorruptedPages,
  keepCommitted: JET_bitDumpCacheNoDecommit,
  unitTest: 0x8000_0000,
});

/**
 * Tells the category of an error and all categories above it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgeterrorinfow-function
 */
export const jetGetErrorInfo: JetApi['jetGetErrorInfo'] = (pvContext, pvResult, cbMax, InfoLevel, grbit) =>
  apiCall('JetGetErrorInfo', () => {
    if (InfoLevel !== JET_ErrorInfoSpecificErr)
      fail(JET_errInvalidParameter, `InfoLevel: ${describeValue(InfoLevel)}`);
    const err = signed(requireRef(pvContext, 'pvContext').value, 'pvContext');
    if (unsigned(grbit, 'grbit') !== 0) fail(JET_errInvalidParameter, `grbit: ${grbit}`);
    const info = errorInfo(err);
    const { cb: cbStruct } = JET_ERRINFOBASIC_W;
    const answer = info === undefined ? { cbStruct, errValue: err } : describeError(info);
    putStruct(pvResult, unsigned(cbMax, 'cbMax'), JET_ERRINFOBASIC_W, answer, JET_errInvalidBufferSize);
    if (info === undefined) fail(JET_errInvalidParameter, `no error ${err}`);
  });

function describeError({ err, category }: ErrorInfo): JET_ERRINFOBASIC_W {
  const answer = JET_ERRINFOBASIC_W({ errValue: err, errcatMostSpecific: categoryValue(category) });
  answer.rgCategoricalHierarchy.set(categoryPath(category));
  return answer;
}

/**
 * Tells what the calling thread has done so far.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetthreadstats-function
 */
export const jetGetThreadStats: JetApi['jetGetThreadStats'] = (pvResult, cbMax) =>
  apiCall('JetGetThreadStats', () => {
    const capacity = unsigned(cbMax, 'cbMax');
    const struct = [JET_THREADSTATS3, JET_THREADSTATS2].find(({ cb }) => cb <= capacity) ?? JET_THREADSTATS;
    const { pagesReferenced, pagesRead, pagesPreread, pagesDirtied, pagesRedirtied, logRecords, logBytes } =
      registry.work;
    const answer = struct({
      cPageReferenced: pagesReferenced,
      cPageRead: pagesRead,
      cPagePreread: pagesPreread,
      cPageDirtied: pagesDirtied,
      cPageRedirtied: pagesRedirtied,
      cLogRecord: logRecords,
      cbLogRecord: logBytes,
    });
    putStruct(pvResult, capacity, struct, answer, JET_errBufferTooSmall);
  });

/**
 * Tells the version of the engine.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetversion-function
 */
export const jetGetVersion: JetApi['jetGetVersion'] = (sesid, pwVersion) =>
  apiCall('JetGetVersion', () => {
    enterSession(sesid);
    requireRef(pwVersion, 'pwVersion').value = VERSION;
  });

/**
 * Chooses what a crash dump of the process contains.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetconfigureprocessforcrashdump-function
 */
export const jetConfigureProcessForCrashDump: JetApi['jetConfigureProcessForCrashDump'] = (grbit) =>
  apiCall('JetConfigureProcessForCrashDump', () => {
    if (DUMP.check(grbit) === 0) fail(JET_errInvalidGrbit, 'nothing is chosen');
  });
