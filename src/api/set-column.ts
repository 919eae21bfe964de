/**
 * The API: setting columns of a prepared record. Made once a row or oftener: nothing is allocated, no closure is taken.
 */
import {
  JET_errInvalidParameter,
  JET_errPermissionDenied,
  JET_errSuccess,
  JET_errUpdateNotPrepared,
} from '../../errors/codes';
import { JET_bitSetOverwriteLV, JET_bitSetSizeLV } from '../../include/grbits/update';
import type { JET_COLUMNID, JET_ERR, JET_GRBIT } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { JET_cbLVColumnMost } from '../../include/limits';
import { JET_SETINFO, type JET_SETCOLUMN } from '../../include/structs/update';
import { beginChange, endChange } from '../instance/change-scope';
import { type OpenCursor, TAKING_ROWS } from '../instance/open-cursors';
import { refuseColumn } from '../table/retrieval';
import type { RowUpdate } from '../table/row-update';
import { STORED_LONG } from '../table/row-plan';
import { failed, succeeded } from './api-call';
import { cursorOf } from './cursor';
import { changeRefusal, checkChangeable } from './row-change';

const SETINFO_BYTES = JET_SETINFO.cb;
/** With the first of these and without the second there need be no bytes. */
const SIZE_BITS = JET_bitSetSizeLV | JET_bitSetOverwriteLV;

/**
 * Sets one value of a column in the prepared record: `cbData` bytes of `pvData`, none of them for null.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcolumn-function
 */
export const jetSetColumn: JetApi['jetSetColumn'] = (
  sesid,
  tableid,
  columnid,
  pvData,
  cbData,
  grbit,
  psetinfo,
) => {
  try {
    const open = cursorOf(sesid, tableid, TAKING_ROWS);
    const err =
      open === null
        ? changeRefusal(sesid, tableid)
        : setOne(open, columnid, pvData, cbData, grbit, psetinfo ?? null);
    return succeeded('JetSetColumn', err);
  } catch (failure) {
    return failed('JetSetColumn', failure);
  }
};

function setOne(
  open: OpenCursor,
  columnid: JET_COLUMNID,
  pvData: Uint8Array | null,
  cbData: number,
  grbit: JET_GRBIT,
  info: JET_SETINFO | null,
): JET_ERR {
  const refusal = checkChangeable(open);
  if (refusal !== JET_errSuccess) return refusal;
  if (typeof columnid !== 'number' || typeof grbit !== 'number') return JET_errInvalidParameter;
  if (!isValue(pvData, cbData, grbit)) return JET_errInvalidParameter;
  const { update } = open;
  if (update === null || !update.copy.isPrepared) return JET_errUpdateNotPrepared;
  if (info === null) return set(open, update, columnid, pvData, cbData, 1, 0, grbit);
  if (!isSetInfo(info)) return JET_errInvalidParameter;
  return set(open, update, columnid, pvData, cbData, info.itagSequence, info.ibLongValue, grbit);
}

function isSetInfo(info: JET_SETINFO): boolean {
  return (
    typeof info === 'object' &&
    info.cbStruct >= SETINFO_BYTES &&
    isCount(info.itagSequence) &&
    isCount(info.ibLongValue)
  );
}

const isCount = (value: unknown): boolean => typeof value === 'number' && value >= 0;

/** Whether a buffer holds so many bytes, or needs not. */
function isValue(value: Uint8Array | null | undefined, length: number, grbit: JET_GRBIT): boolean {
  if (typeof length !== 'number' || !(length >= 0) || length > JET_cbLVColumnMost) return false;
  if (value === null || value === undefined || (grbit & SIZE_BITS) === JET_bitSetSizeLV) return true;
  return value instanceof Uint8Array && length <= value.length;
}

function set(
  open: OpenCursor,
  update: RowUpdate,
  columnid: JET_COLUMNID,
  pvData: Uint8Array | null,
  cbData: number,
  itagSequence: number,
  from: number,
  grbit: JET_GRBIT,
): JET_ERR {
  const { rows } = update;
  const err = rows.setter.checkOptions(grbit, cbData);
  if (err !== JET_errSuccess) return err;
  const plan = rows.plan.find(columnid);
  if (plan === undefined) return refuseColumn(columnid);
  const { transaction } = open.session;
  const value = pvData ?? null;
  if (plan.storage !== STORED_LONG && !rows.plan.hasLongColumns)
    return update.setColumn(plan, value, cbData, itagSequence, from, grbit, transaction);
  if (transaction.level === 0)
    return update.setColumn(plan, value, cbData, itagSequence, from, grbit, transaction);
  const mark = beginChange(open.session);
  try {
    const done = update.setColumn(plan, value, cbData, itagSequence, from, grbit, transaction);
    return endChange(open.session, mark, done);
  } catch (failure) {
    endChange(open.session, mark, JET_errPermissionDenied);
    throw failure;
  }
}

/**
 * Sets values of several columns in the prepared record, each as {@link jetSetColumn} would. The first error ends the
 * call; otherwise every element's `err` is set, and the last one's is the outcome.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcolumns-function
 */
export const jetSetColumns: JetApi['jetSetColumns'] = (sesid, tableid, psetcolumn, csetcolumn) => {
  try {
    const open = cursorOf(sesid, tableid, TAKING_ROWS);
    const err = open === null ? changeRefusal(sesid, tableid) : setAll(open, psetcolumn ?? null, csetcolumn);
    return succeeded('JetSetColumns', err);
  } catch (failure) {
    return failed('JetSetColumns', failure);
  }
};

function setAll(open: OpenCursor, columns: JET_SETCOLUMN[] | null, count: number): JET_ERR {
  const refusal = checkChangeable(open);
  if (refusal !== JET_errSuccess) return refusal;
  const { update } = open;
  if (update === null || !update.copy.isPrepared) return JET_errUpdateNotPrepared;
  if (!isCount(count) || (columns === null ? count > 0 : !Array.isArray(columns) || count > columns.length))
    return JET_errInvalidParameter;
  if (columns === null) return JET_errSuccess;
  for (let i = 0; i < count; i++) if (!isSetColumn(columns[i])) return JET_errInvalidParameter;
  let err: JET_ERR = JET_errSuccess;
  for (let i = 0; i < count; i++) {
    const { columnid, pvData, cbData, itagSequence, ibLongValue, grbit } = columns[i];
    err = set(open, update, columnid, pvData, cbData, itagSequence, ibLongValue, grbit);
    if (err < 0) return err;
    columns[i].err = err;
  }
  return err;
}

function isSetColumn(column: JET_SETCOLUMN): boolean {
  return (
    column !== null &&
    typeof column === 'object' &&
    typeof column.columnid === 'number' &&
    typeof column.grbit === 'number' &&
    isCount(column.itagSequence) &&
    isCount(column.ibLongValue) &&
    isValue(column.pvData, column.cbData, column.grbit)
  );
}
