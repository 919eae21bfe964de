/** The API: errors, statistics, version. */
import { JET_errFeatureNotAvailable, JET_errInvalidParameter } from '../../errors/codes';
import { categoryPath, categoryValue, type ErrorInfo, errorInfo } from '../../errors/info';
import { fail } from '../../errors/jet-error';
import { JET_bitNil } from '../../include/grbits/nil';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import { JET_ErrorInfoSpecificErr } from '../../include/info-levels';
import type { InfoTarget, JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_ERRINFOBASIC_W } from '../../include/structs/diagnostics';
import { apiCall } from './api-call';
import { requireRef, signed, unsigned } from './check';
import { putStruct } from './info-result';

/**
 * Tells the category of an error and all categories above it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgeterrorinfow-function
 */
export function jetGetErrorInfo(
  pvContext: Ref<JET_ERR> | null,
  pvResult: InfoTarget,
  cbMax: number,
  InfoLevel: number,
  grbit: JET_GRBIT,
): JET_ERR {
  return apiCall('JetGetErrorInfo', () => {
    const err = signed(requireRef(pvContext, 'pvContext').value, 'pvContext');
    if (InfoLevel !== JET_ErrorInfoSpecificErr) fail(JET_errInvalidParameter, `InfoLevel: ${InfoLevel}`);
    if (grbit !== JET_bitNil) fail(JET_errInvalidParameter, `grbit: ${grbit}`);
    putStruct(pvResult, unsigned(cbMax, 'cbMax'), JET_ERRINFOBASIC_W, {
      cbStruct: JET_ERRINFOBASIC_W.cb,
      errValue: err,
    });
    const info = errorInfo(err);
    if (info === undefined) fail(JET_errInvalidParameter, `${err} is not a code`);
    putStruct(pvResult, cbMax, JET_ERRINFOBASIC_W, describe(info));
  });
}

function describe({ err, category }: ErrorInfo): JET_ERRINFOBASIC_W {
  const basic = JET_ERRINFOBASIC_W({ errValue: err, errcatMostSpecific: categoryValue(category) });
  basic.rgCategoricalHierarchy.set(categoryPath(category));
  return basic;
}

/**
 * Tells what the calling thread has done so far.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetthreadstats-function
 */
export const jetGetThreadStats: JetApi['jetGetThreadStats'] = () => JET_errFeatureNotAvailable;

/**
 * Tells the version of the engine.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetversion-function
 */
export const jetGetVersion: JetApi['jetGetVersion'] = () => JET_errFeatureNotAvailable;

/**
 * Chooses what a crash dump of the process contains.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetconfigureprocessforcrashdump-function
 */
export const jetConfigureProcessForCrashDump: JetApi['jetConfigureProcessForCrashDump'] = () =>
  JET_errFeatureNotAvailable;
