/**
 * The API: moving, seeking, keys and ranges. The calls a program makes per row allocate nothing and take no closure.
 */
import {
  JET_errFilteredMoveNotSupported,
  JET_errInvalidGrbit,
  JET_errIllegalOperation,
  JET_errInvalidParameter,
  JET_errKeyNotMade,
  JET_errNoCurrentRecord,
  JET_errSuccess,
  JET_wrnBufferTruncated,
} from '../../errors/codes';
import {
  JET_bitCheckUniqueness,
  JET_bitMoveKeyNE,
  JET_bitRangeInclusive,
  JET_bitRangeInstantDuration,
  JET_bitRangeRemove,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitSeekGT,
  JET_bitSeekLE,
  JET_bitSeekLT,
  JET_bitSetIndexRange,
} from '../../include/grbits/navigation';
import { JET_bitRetrieveCopy } from '../../include/grbits/retrieval';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import {
  type OpenCursor,
  OF_ANY_KIND,
  WITH_ROWS,
  CURSOR_SORTED,
  CURSOR_SORTING,
  CURSOR_TABLE,
} from '../instance/open-cursors';
import { cancelPrepared } from '../instance/prepared-updates';
import { requireNoFilter, setCursorFilter } from '../table/cursor-filter';
import type { SeekRelation } from '../table/seek';
import { apiCall, failed, succeeded } from './api-call';
import { put, requireRef, unsigned } from './check';
import { cursorRefusal, enterCursor, enterIdleCursor, fitsBuffer, idleCursorOf } from './cursor';
import { conditionsOf } from './filter-conditions';
import { intersect } from './intersection';
import { moveList } from './lists';
import { beginMove, isPrepared } from './row-change';
import { moveSort, seekSort } from './sort-navigation';
import { prereadKeys, prereadRanges } from './preread';

const MOVE_FIRST = JET_MoveFirst | 0;
const NO_LIMIT = 0;
const SORTS = CURSOR_SORTING | CURSOR_SORTED;
const SEEK_RELATIONS = JET_bitSeekEQ | JET_bitSeekLT | JET_bitSeekLE | JET_bitSeekGE | JET_bitSeekGT;

/**
 * Moves the cursor: to the first or last entry, by a number of entries, or (0) checks that it is on one.
 * JET_errNoCurrentRecord when there is no entry to stand on.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetmove-function
 */
export const jetMove: JetApi['jetMove'] = (sesid, tableid, cRow, grbit) => {
  try {
    const open = idleCursorOf(sesid, tableid, OF_ANY_KIND);
    return succeeded('JetMove', open === null ? moveList(sesid, tableid, cRow) : move(open, cRow, grbit));
  } catch (failure) {
    return failed('JetMove', failure);
  }
};

function move(open: OpenCursor, cRow: number, grbit: JET_GRBIT): JET_ERR {
  if (typeof cRow !== 'number' || cRow !== cRow || typeof grbit !== 'number') return JET_errInvalidParameter;
  const rows = cRow | 0;
  if (rows === 0 && open.cursor.primary.filter !== null) return JET_errFilteredMoveNotSupported;
  if (isPrepared(open)) cancelPrepared(open);
  if (open.temporary !== null && (open.kind & SORTS) !== 0) return moveSort(open, open.temporary, rows);
  if (rows === 0) return open.cursor.checkCurrency();
  open.levelMoved = open.session.level;
  if (rows === MOVE_FIRST) return open.cursor.moveFirst();
  if (rows === JET_MoveLast) return open.cursor.moveLast();
  return open.cursor.moveBy(rows, (grbit & JET_bitMoveKeyNE) !== 0);
}

/**
 * Goes to the entry that stands in the given relation to the search key. JET_wrnSeekNotEqual when GE or LE met another
 * key, JET_wrnUniqueKey when uniqueness was asked for and holds, JET_errRecordNotFound when nothing fits.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetseek-function
 */
export const jetSeek: JetApi['jetSeek'] = (sesid, tableid, grbit) => {
  try {
    const open = idleCursorOf(sesid, tableid, OF_ANY_KIND);
    return succeeded('JetSeek', open === null ? cursorRefusal() : seek(open, grbit));
  } catch (failure) {
    return failed('JetSeek', failure);
  }
};

function seek(open: OpenCursor, grbit: JET_GRBIT): JET_ERR {
  const relation = typeof grbit === 'number' ? relationOf(grbit) : null;
  if (relation === null) return JET_errInvalidParameter;
  if (open.temporary !== null && (open.kind & SORTS) !== 0) {
    const err = seekSort(open, open.temporary, relation);
    if (err !== null) return err;
  }
  beginMove(open);
  const checkUnique = (grbit & JET_bitCheckUniqueness) !== 0;
  return open.cursor.seek(relation, checkUnique, (grbit & JET_bitSetIndexRange) !== 0);
}

/** The relation asked for; null when none is. Several at once stand for the entry with the key or one beside it. */
function relationOf(grbit: JET_GRBIT): SeekRelation | null {
  switch (grbit & SEEK_RELATIONS) {
    case 0:
      return null;
    case JET_bitSeekEQ:
      return 'equal';
    case JET_bitSeekGT:
      return 'greater';
    case JET_bitSeekLT:
      return 'less';
  }
  return (grbit & (JET_bitSeekLT | JET_bitSeekLE)) !== 0 ? 'lessEqual' : 'greaterEqual';
}

/**
 * Appends a column value of `cbData` bytes to the search key of a cursor; JET_bitNewKey begins a key.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetmakekey-function
 */
export const jetMakeKey: JetApi['jetMakeKey'] = (sesid, tableid, pvData, cbData, grbit) => {
  try {
    const open = idleCursorOf(sesid, tableid, OF_ANY_KIND);
    return succeeded('JetMakeKey', open === null ? cursorRefusal() : makeKey(open, pvData, cbData, grbit));
  } catch (failure) {
    return failed('JetMakeKey', failure);
  }
};

function makeKey(open: OpenCursor, pvData: Uint8Array | null, cbData: number, grbit: JET_GRBIT): JET_ERR {
  if (!fitsBuffer(pvData, cbData) || typeof grbit !== 'number') return JET_errInvalidParameter;
  return open.cursor.makeKey(pvData ?? null, cbData, grbit);
}

/**
 * Reads the key of the current entry, or with JET_bitRetrieveCopy the search key made last; lengths are in bytes.
 * JET_wrnBufferTruncated when the key of the entry does not fit.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievekey-function
 */
export const jetRetrieveKey: JetApi['jetRetrieveKey'] = (sesid, tableid, pvKey, cbMax, pcbActual, grbit) =>
  apiCall('JetRetrieveKey', () => {
    const { cursor } = enterCursor(sesid, tableid, OF_ANY_KIND);
    if (!fitsBuffer(pvKey, cbMax)) return JET_errInvalidParameter;
    const wantsSearchKey = (unsigned(grbit, 'grbit') & JET_bitRetrieveCopy) !== 0;
    const target = pvKey ?? null;
    const length = wantsSearchKey
      ? cursor.copySearchKey(target, cbMax)
      : cursor.copyCurrentKey(target, cbMax);
    if (length < 0) return wantsSearchKey ? JET_errKeyNotMade : JET_errNoCurrentRecord;
    put(pcbActual, length);
    return length > cbMax && !wantsSearchKey ? JET_wrnBufferTruncated : JET_errSuccess;
  });

/**
 * Limits the relative moves of a cursor to the entries from the current one up (or down) to its search key.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetindexrange-function
 */
export const jetSetIndexRange: JetApi['jetSetIndexRange'] = (sesid, tableidSrc, grbit) =>
  apiCall('JetSetIndexRange', () => {
    const { cursor } = enterIdleCursor(sesid, tableidSrc, WITH_ROWS);
    const bits = unsigned(grbit, 'grbit');
    if ((bits & JET_bitRangeRemove) !== 0) return cursor.removeRange();
    return cursor.setRange({
      upperLimit: (bits & JET_bitRangeUpperLimit) !== 0,
      inclusive: (bits & JET_bitRangeInclusive) !== 0,
      instant: (bits & JET_bitRangeInstantDuration) !== 0,
    });
  });

/**
 * Counts the entries from the current one to the end of the range or the index, at most `crecMax` (0: no limit).
 * Takes time in proportion to the entries counted.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetindexrecordcount-function
 */
export const jetIndexRecordCount: JetApi['jetIndexRecordCount'] = (sesid, tableid, pcrec, crecMax) =>
  apiCall('JetIndexRecordCount', () => {
    const { cursor, kind } = enterIdleCursor(sesid, tableid, OF_ANY_KIND);
    requireRef(pcrec, 'pcrec').value = 0;
    if (kind !== CURSOR_TABLE) return JET_errIllegalOperation;
    requireNoFilter(cursor);
    const most = unsigned(crecMax, 'crecMax');
    const count = cursor.countRecords(most === NO_LIMIT ? Infinity : most);
    if (count < 0) return JET_errNoCurrentRecord;
    pcrec.value = count;
    return JET_errSuccess;
  });

/**
 * {@link jetIndexRecordCount} with 64-bit counts.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetindexrecordcount2-function
 */
export const jetIndexRecordCount2: JetApi['jetIndexRecordCount2'] = (sesid, tableid, pcrec, crecMax) =>
  apiCall('JetIndexRecordCount2', () => {
    const { cursor, kind } = enterIdleCursor(sesid, tableid, OF_ANY_KIND);
    requireRef(pcrec, 'pcrec').value = 0n;
    if (kind !== CURSOR_TABLE) return JET_errIllegalOperation;
    requireNoFilter(cursor);
    if (typeof crecMax !== 'bigint' || crecMax < 0n) return JET_errInvalidParameter;
    const count = cursor.countRecords(crecMax === 0n ? Infinity : Number(crecMax));
    if (count < 0) return JET_errNoCurrentRecord;
    pcrec.value = BigInt(count);
    return JET_errSuccess;
  });

/**
 * Makes the moves and seeks of a cursor on the clustered index pass by the rows that do not meet all of the conditions;
 * no conditions end that. JET_errFilteredMoveNotSupported on a secondary index and for columns of text and long values;
 * whatever is refused, the filter that was there is gone.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcursorfilter-function
 */
export const jetSetCursorFilter: JetApi['jetSetCursorFilter'] = (
  sesid,
  tableid,
  rgColumnFilters,
  cColumnFilters,
  grbit,
) =>
  apiCall('JetSetCursorFilter', () => {
    const { cursor } = enterIdleCursor(sesid, tableid);
    cursor.primary.filter = null;
    if (unsigned(grbit, 'grbit') !== 0) return JET_errInvalidGrbit;
    setCursorFilter(cursor, conditionsOf(rgColumnFilters, cColumnFilters));
    return JET_errSuccess;
  });

/**
 * Finds the records that lie in the ranges of several cursors on different secondary indexes of one table, and lists
 * their bookmarks. The cursors are at the ends of their ranges then.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetintersectindexes-function
 */
export const jetIntersectIndexes: JetApi['jetIntersectIndexes'] = (
  sesid,
  rgindexrange,
  cindexrange,
  precordlist,
  grbit,
) =>
  apiCall('JetIntersectIndexes', () => {
    unsigned(grbit, 'grbit');
    return intersect(sesid, rgindexrange, cindexrange, precordlist);
  });

/**
 * Starts to read the pages of records in given ranges, and tells how many of the ranges it has dealt with.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprereadindexranges-function
 */
export const jetPrereadIndexRanges: JetApi['jetPrereadIndexRanges'] = (
  sesid,
  tableid,
  rgIndexRanges,
  cIndexRanges,
  pcRangesPreread,
  rgcolumnidPreread,
  ccolumnidPreread,
  grbit,
) =>
  apiCall('JetPrereadIndexRanges', () =>
    prereadRanges(enterIdleCursor(sesid, tableid), {
      ranges: rgIndexRanges,
      count: cIndexRanges,
      donePlace: pcRangesPreread,
      columnids: rgcolumnidPreread,
      columnCount: ccolumnidPreread,
      grbit,
    }),
  );

/**
 * Starts to read the pages of several keys, and tells how many of the keys it has dealt with.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprereadkeys-function
 */
export const jetPrereadKeys: JetApi['jetPrereadKeys'] = (
  sesid,
  tableid,
  rgpvKeys,
  rgcbKeys,
  ckeys,
  pckeysPreread,
  grbit,
) =>
  apiCall('JetPrereadKeys', () =>
    prereadKeys(enterIdleCursor(sesid, tableid), {
      keys: rgpvKeys,
      lengths: rgcbKeys,
      count: ckeys,
      donePlace: pckeysPreread,
      grbit,
    }),
  );
