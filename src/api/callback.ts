/** The API: callbacks and local storage. */
import {
  JET_errFeatureNotAvailable,
  JET_errInvalidGrbit,
  JET_errLSCallbackNotSpecified,
  JET_errLSNotSet,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitLSCursor, JET_bitLSReset, JET_bitLSTable } from '../../include/grbits/callback';
import { JET_LSNil } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { hasRuntimeCallback, type LocalPlace, localValue, setLocalValue } from '../instance/local-values';
import { apiCall } from './api-call';
import { put, unsigned } from './check';
import { enterCursor } from './cursor';

/**
 * Has a function called for events of a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetregistercallback-function
 */
export const jetRegisterCallback: JetApi['jetRegisterCallback'] = () => JET_errFeatureNotAvailable;

/**
 * Ends the calls that JetRegisterCallback asked for.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetunregistercallback-function
 */
export const jetUnregisterCallback: JetApi['jetUnregisterCallback'] = () => JET_errFeatureNotAvailable;

/**
 * Ties a value of the caller's choice to a cursor or its table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetls-function
 */
export const jetSetLS: JetApi['jetSetLS'] = (sesid, tableid, ls, grbit) =>
  apiCall('JetSetLS', () => {
    const open = enterCursor(sesid, tableid);
    const bits = unsigned(grbit, 'grbit');
    if (!hasRuntimeCallback(open.session)) return JET_errLSCallbackNotSpecified;
    return setLocalValue(open, placeOf(bits), (bits & JET_bitLSReset) === 0 ? (ls ?? JET_LSNil) : JET_LSNil);
  });

/**
 * Reads the value that JetSetLS tied, and unties it on demand.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetls-function
 */
export const jetGetLS: JetApi['jetGetLS'] = (sesid, tableid, pls, grbit) =>
  apiCall('JetGetLS', () => {
    const open = enterCursor(sesid, tableid);
    const bits = unsigned(grbit, 'grbit');
    const place = placeOf(bits);
    const value = localValue(open, place);
    put(pls, value);
    const isReset = (bits & JET_bitLSReset) !== 0;
    if (isReset) setLocalValue(open, place, JET_LSNil);
    return value === JET_LSNil && !(isReset && place === 'cursor') ? JET_errLSNotSet : JET_errSuccess;
  });

function placeOf(bits: number): LocalPlace {
  if ((bits & JET_bitLSTable) === 0) return 'cursor';
  return (bits & JET_bitLSCursor) === 0 ? 'table' : fail(JET_errInvalidGrbit, 'a cursor and a table');
}
