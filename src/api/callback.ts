/** The API: callbacks and local storage. */
import {
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errLSCallbackNotSpecified,
  JET_errLSNotSet,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_cbtypNull } from '../../include/callback-types';
import { JET_bitLSCursor, JET_bitLSReset, JET_bitLSTable } from '../../include/grbits/callback';
import { JET_LSNil } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { hasRuntimeCallback, type LocalPlace, localValue, setLocalValue } from '../instance/local-values';
import { TableCallbacks } from '../table/table-callbacks';
import { WITH_ROWS } from '../instance/open-cursors';
import { apiCall } from './api-call';
import { handleNumber, put, requireRef, unsigned } from './check';
import { enterCursor } from './cursor';

/**
 * Has a function called when rows of a table change, whoever changes them: before a change it may refuse it with a
 * negative code, which becomes that of the call; afterwards nothing that it answers counts.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetregistercallback-function
 */
export const jetRegisterCallback: JetApi['jetRegisterCallback'] = (
  sesid,
  tableid,
  cbtyp,
  pCallback,
  pvContext,
  phCallbackId,
) =>
  apiCall('JetRegisterCallback', () => {
    const { identity } = enterCursor(sesid, tableid);
    const kinds = unsigned(cbtyp, 'cbtyp');
    const place = requireRef(phCallbackId, 'phCallbackId');
    if (kinds === JET_cbtypNull || typeof pCallback !== 'function') return JET_errInvalidParameter;
    identity.callbacks ??= new TableCallbacks();
    place.value = identity.callbacks.add(kinds, pCallback, pvContext);
    return JET_errSuccess;
  });

/**
 * Ends the calls that JetRegisterCallback asked for.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetunregistercallback-function
 */
export const jetUnregisterCallback: JetApi['jetUnregisterCallback'] = (sesid, tableid, cbtyp, hCallbackId) =>
  apiCall('JetUnregisterCallback', () => {
    const { identity } = enterCursor(sesid, tableid);
    unsigned(cbtyp, 'cbtyp');
    const isGone = identity.callbacks?.remove(handleNumber(hCallbackId)) ?? false;
    return isGone ? JET_errSuccess : JET_errInvalidParameter;
  });

/**
 * Ties a value of the caller's choice to a cursor or its table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetls-function
 */
export const jetSetLS: JetApi['jetSetLS'] = (sesid, tableid, ls, grbit) =>
  apiCall('JetSetLS', () => {
    const open = enterCursor(sesid, tableid, WITH_ROWS);
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
    const open = enterCursor(sesid, tableid, WITH_ROWS);
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
