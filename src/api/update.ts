/**
 * The API: changing records. Preparing and updating, made once a row, allocate nothing and take no closure.
 */
import {
  JET_errAlreadyPrepared,
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errNoCurrentRecord,
  JET_errNotInTransaction,
  JET_errPermissionDenied,
  JET_errSuccess,
  JET_errTransReadOnly,
  JET_errUpdateNotPrepared,
} from '../../errors/codes';
import {
  JET_cbtypAfterDelete,
  JET_cbtypAfterInsert,
  JET_cbtypAfterReplace,
} from '../../include/callback-types';
import { JET_bitEscrowNoRollback, JET_bitReadLock, JET_bitWriteLock } from '../../include/grbits/update';
import type { JET_COLUMNID, JET_ERR, JET_GRBIT, JET_SESID, JET_TABLEID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import {
  JET_prepCancel,
  JET_prepInsert,
  JET_prepInsertCopy,
  JET_prepInsertCopyDeleteOriginal,
  JET_prepInsertCopyReplaceOriginal,
  JET_prepReplace,
  JET_prepReplaceNoLock,
} from '../../include/prepare-update';
import type { Ref } from '../../include/ref';
import { beginChange, endChange } from '../instance/change-scope';
import { type OpenCursor, updateOf, TAKING_ROWS, WITH_TREE, CURSOR_SORTING } from '../instance/open-cursors';
import { cancelPrepared } from '../instance/prepared-updates';
import type { SearchKey } from '../page/search-key';
import { PREPARED_INSTEAD } from '../table/copy-buffer';
import { checkEscrow, putNumber } from '../table/escrow';
import { refuseColumn } from '../table/retrieval';
import type { RowUpdate } from '../table/row-update';
import { apiCall, failed, succeeded } from './api-call';
import { put, unsigned } from './check';
import { idleCursorOf, fitsBuffer } from './cursor';
import { changeRefusal, changeRow, checkChangeable, isPrepared } from './row-change';

const NO_LIMIT = -1;

/**
 * Prepares an insert or a replace, or cancels it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprepareupdate-function
 */
export const jetPrepareUpdate: JetApi['jetPrepareUpdate'] = (sesid, tableid, prep) => {
  try {
    const open = idleCursorOf(sesid, tableid, TAKING_ROWS);
    return succeeded('JetPrepareUpdate', open === null ? changeRefusal(sesid, tableid) : prepare(open, prep));
  } catch (failure) {
    return failed('JetPrepareUpdate', failure);
  }
};

function prepare(open: OpenCursor, prep: number): JET_ERR {
  if (prep === JET_prepCancel) {
    if (!isPrepared(open)) return JET_errUpdateNotPrepared;
    cancelPrepared(open);
    return JET_errSuccess;
  }
  if (!isPreparation(prep)) return JET_errInvalidParameter;
  const refusal = checkChangeable(open);
  if (refusal !== JET_errSuccess) return refusal;
  const update = updateOf(open);
  if (update.copy.isPrepared) return JET_errAlreadyPrepared;
  const err = prep === JET_prepInsert ? update.prepareInsert() : prepareFromCurrent(open, update, prep);
  if (err === JET_errSuccess) open.levelPrepared = open.session.level;
  return err;
}

function isPreparation(prep: number): boolean {
  switch (prep) {
    case JET_prepInsert:
    case JET_prepReplace:
    case JET_prepReplaceNoLock:
    case JET_prepInsertCopy:
    case JET_prepInsertCopyDeleteOriginal:
    case JET_prepInsertCopyReplaceOriginal:
      return true;
    default:
      return false;
  }
}

function prepareFromCurrent(open: OpenCursor, update: RowUpdate, prep: number): JET_ERR {
  const { session } = open;
  const { transaction } = session;
  if (transaction.level === 0) return prepareBy(update, prep, open);
  const mark = beginChange(session);
  try {
    const err = endChange(session, mark, prepareBy(update, prep, open));
    if (err < 0) update.copy.end();
    return err;
  } catch (failure) {
    endChange(session, mark, JET_errPermissionDenied);
    update.copy.end();
    throw failure;
  }
}

function prepareBy(update: RowUpdate, prep: number, { session }: OpenCursor): JET_ERR {
  const { transaction } = session;
  switch (prep) {
    case JET_prepReplace:
      return update.prepareReplace(true, transaction);
    case JET_prepReplaceNoLock:
      return update.prepareReplace(false, transaction);
    case JET_prepInsertCopy:
      return update.prepareCopy(transaction);
    default:
      return update.prepareInstead(prep === JET_prepInsertCopyReplaceOriginal, transaction);
  }
}

/**
 * Writes the prepared record and tells its bookmark. The cursor stays where it is.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetupdate-function
 */
export const jetUpdate: JetApi['jetUpdate'] = (sesid, tableid, pvBookmark, cbBookmark, pcbActual) => {
  try {
    return succeeded('JetUpdate', update(sesid, tableid, pvBookmark, cbBookmark, pcbActual));
  } catch (failure) {
    return failed('JetUpdate', failure);
  }
};

/**
 * Writes the prepared record and tells its bookmark. The options of the engine have no effect here.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetupdate2-function
 */
export const jetUpdate2: JetApi['jetUpdate2'] = (
  sesid,
  tableid,
  pvBookmark,
  cbBookmark,
  pcbActual,
  grbit,
) => {
  try {
    const err =
      typeof grbit === 'number'
        ? update(sesid, tableid, pvBookmark, cbBookmark, pcbActual)
        : JET_errInvalidParameter;
    return succeeded('JetUpdate2', err);
  } catch (failure) {
    return failed('JetUpdate2', failure);
  }
};

function update(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  pvBookmark: Uint8Array | null,
  cbBookmark: number,
  pcbActual: Ref<number> | null,
): JET_ERR {
  const open = idleCursorOf(sesid, tableid, TAKING_ROWS);
  if (open === null) return changeRefusal(sesid, tableid);
  if (!fitsBuffer(pvBookmark, cbBookmark)) return JET_errInvalidParameter;
  if (pcbActual !== null && typeof pcbActual !== 'object' && pcbActual !== undefined)
    return JET_errInvalidParameter;
  const prepared = open.update;
  if (prepared === null || !prepared.copy.isPrepared) return JET_errUpdateNotPrepared;
  if (open.kind === CURSOR_SORTING) return addToSort(open, prepared);
  if (open.session.level > 0 && open.session.isReadOnly) return JET_errTransReadOnly;
  if (prepared.copy.isForReplace) {
    if (cbBookmark > 0) giveBookmark(prepared.copy.key, pvBookmark, cbBookmark, pcbActual);
    const err = carryOut(open, prepared, NO_LIMIT);
    if (err >= 0) prepared.tell(JET_cbtypAfterReplace);
    return err;
  }
  const room = pvBookmark === null || pvBookmark === undefined ? NO_LIMIT : cbBookmark;
  const err = carryOut(open, prepared, room);
  if (prepared.hasInserted) giveBookmark(prepared.insertedKey, pvBookmark, cbBookmark, pcbActual);
  if (err >= 0) prepared.tell(JET_cbtypAfterInsert);
  return err;
}

/** A row that is to be sorted has no bookmark yet. */
function addToSort({ temporary }: OpenCursor, { copy }: RowUpdate): JET_ERR {
  const err = temporary === null ? JET_errUpdateNotPrepared : temporary.insert(copy);
  if (err >= 0) copy.end();
  return err;
}

function carryOut(open: OpenCursor, prepared: RowUpdate, bookmarkRoom: number): JET_ERR {
  const { session } = open;
  const mark = beginChange(session);
  let err: JET_ERR;
  try {
    err = prepared.carryOut(bookmarkRoom, session.transaction);
  } catch (failure) {
    endChange(session, mark, JET_errPermissionDenied);
    throw failure;
  }
  endChange(session, mark, err);
  if (err >= 0) prepared.copy.end();
  return err;
}

/** A replace tells it before it begins, an insert as soon as the row is there: also when an index refuses then. */
function giveBookmark(
  key: SearchKey,
  pvBookmark: Uint8Array | null,
  cbBookmark: number,
  pcbActual: Ref<number> | null,
): void {
  const { bytes, keyLength } = key;
  if (pcbActual !== null && pcbActual !== undefined) pcbActual.value = keyLength;
  if (pvBookmark === null || pvBookmark === undefined) return;
  const length = keyLength < cbBookmark ? keyLength : cbBookmark;
  for (let i = 0; i < length; i++) pvBookmark[i] = bytes[i];
}

/**
 * Deletes the current record. The cursor stays where it was: the next move goes to a neighbour.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdelete-function
 */
export const jetDelete: JetApi['jetDelete'] = (sesid, tableid) => {
  try {
    const open = idleCursorOf(sesid, tableid, WITH_TREE);
    return succeeded('JetDelete', open === null ? changeRefusal(sesid, tableid) : remove(open));
  } catch (failure) {
    return failed('JetDelete', failure);
  }
};

function remove(open: OpenCursor): JET_ERR {
  const refusal = checkChangeable(open);
  if (refusal !== JET_errSuccess) return refusal;
  if (isPrepared(open)) {
    if (open.update?.copy.kind === PREPARED_INSTEAD) return JET_errAlreadyPrepared;
    cancelPrepared(open);
  }
  const err = changeRow(open, removeCurrent);
  if (err >= 0) updateOf(open).tell(JET_cbtypAfterDelete);
  return err;
}

const removeCurrent = (open: OpenCursor): JET_ERR => updateOf(open).removeCurrent(open.session.transaction);

/**
 * Adds to a number in a column without keeping others from doing so, and tells what it was.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetescrowupdate-function
 */
export const jetEscrowUpdate: JetApi['jetEscrowUpdate'] = (
  sesid,
  tableid,
  columnid,
  pv,
  cbMax,
  pvOld,
  cbOldMax,
  pcbOldActual,
  grbit,
) =>
  apiCall('JetEscrowUpdate', () => {
    const open = idleCursorOf(sesid, tableid, TAKING_ROWS);
    if (open === null) return changeRefusal(sesid, tableid);
    if (!fitsBuffer(pv, cbMax) || !fitsBuffer(pvOld, cbOldMax)) return JET_errInvalidParameter;
    const isFinal = (unsigned(grbit, 'grbit') & JET_bitEscrowNoRollback) !== 0;
    const old = { bytes: pvOld ?? null, room: cbOldMax, length: pcbOldActual };
    return addTo(open, columnid, pv, cbMax, old, isFinal);
  });

/** Where the old value of a column goes. */
interface OldValue {
  readonly bytes: Uint8Array | null;
  readonly room: number;
  readonly length: Ref<number> | null;
}

function addTo(
  open: OpenCursor,
  columnid: JET_COLUMNID,
  delta: Uint8Array | null,
  deltaBytes: number,
  old: OldValue,
  isFinal: boolean,
): JET_ERR {
  const { session, cursor } = open;
  if (session.level === 0) return JET_errNotInTransaction;
  const refusal = checkChangeable(open);
  if (refusal !== JET_errSuccess) return refusal;
  const column = cursor.table.schema.columnById(columnid);
  if (column === undefined) return refuseColumn(columnid);
  if (isPrepared(open)) return JET_errAlreadyPrepared;
  if (column.maxBytes !== deltaBytes || delta === null) return JET_errInvalidBufferSize;
  if (old.bytes !== null && old.room !== 0 && column.maxBytes > old.room) return JET_errInvalidBufferSize;
  const err = checkEscrow(column);
  if (err !== JET_errSuccess) return err;
  const view = new DataView(delta.buffer, delta.byteOffset, deltaBytes);
  const by = column.maxBytes === 8 ? view.getBigInt64(0, true) : BigInt(view.getInt32(0, true));
  return changeRow(open, () => {
    const current = updateOf(open);
    const key = current.nameOfRow();
    if (key === null) return JET_errNoCurrentRecord;
    const added = current.rows.addTo(key, column, by, session.transaction, isFinal);
    if (added < 0) return added;
    if (old.bytes !== null && old.room !== 0) putNumber(column, current.rows.numberBefore, old.bytes);
    put(old.length, column.maxBytes);
    return added;
  });
}

/**
 * Locks the current record, for reading or writing, until the transaction ends.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetlock-function
 */
export const jetGetLock: JetApi['jetGetLock'] = (sesid, tableid, grbit) =>
  apiCall('JetGetLock', () => {
    const open = idleCursorOf(sesid, tableid);
    return open === null ? changeRefusal(sesid, tableid) : lock(open, grbit);
  });

function lock(open: OpenCursor, grbit: JET_GRBIT): JET_ERR {
  if (open.session.level === 0) return JET_errNotInTransaction;
  const kind = grbit & (JET_bitReadLock | JET_bitWriteLock);
  if (kind !== JET_bitReadLock && kind !== JET_bitWriteLock) return JET_errInvalidGrbit;
  if (kind === JET_bitWriteLock) {
    const refusal = checkChangeable(open);
    if (refusal !== JET_errSuccess) return refusal;
  }
  return changeRow(open, kind === JET_bitReadLock ? lockForReading : lockForWriting);
}

const lockForReading = (open: OpenCursor): JET_ERR =>
  updateOf(open).lockCurrent(open.session.transaction, true);
const lockForWriting = (open: OpenCursor): JET_ERR =>
  updateOf(open).lockCurrent(open.session.transaction, false);
