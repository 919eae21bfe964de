/** The API: current index, bookmarks and positions. */
import {
  JET_errBadItagSequence,
  JET_errBufferTooSmall,
  JET_errIndexNotFound,
  JET_errInvalidBookmark,
  JET_errInvalidGrbit,
  JET_errInvalidName,
  JET_errInvalidParameter,
  JET_errNoCurrentIndex,
  JET_errNoCurrentRecord,
  JET_errRecordDeleted,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitMoveFirst, JET_bitNoMove } from '../../include/grbits/position';
import type { JET_ERR } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import type { IndexSchema } from '../catalog/schema';
import type { OpenCursor } from '../instance/open-cursors';
import { SearchKey } from '../page/search-key';
import { entryOfRow } from '../table/index-entries';
import { apiCall } from './api-call';
import { checkBuffer, optionalText, put, requireBuffer, unsigned } from './check';
import { enterCursor } from './cursor';
import { putText } from './info-result';
import { putPosition, takePosition } from './record-position';

/** Longest name of an index in characters. */
const NAME_MOST = 64;

/**
 * Makes a cursor use an index, before its first entry; no name means the primary one.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex-function
 */
export const jetSetCurrentIndex: JetApi['jetSetCurrentIndex'] = (sesid, tableid, szIndexName) =>
  apiCall('JetSetCurrentIndex', () =>
    setCurrentIndex(enterCursor(sesid, tableid), szIndexName, JET_bitMoveFirst, 1),
  );

/**
 * Makes a cursor use an index and, with JET_bitNoMove, stay on its row.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex2-function
 */
export const jetSetCurrentIndex2: JetApi['jetSetCurrentIndex2'] = (sesid, tableid, szIndexName, grbit) =>
  apiCall('JetSetCurrentIndex2', () => setCurrentIndex(enterCursor(sesid, tableid), szIndexName, grbit, 1));

/**
 * Makes a cursor use an index and, with JET_bitNoMove, stay on the entry that value `itagSequence` of the first
 * multi-valued column makes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex3-function
 */
export const jetSetCurrentIndex3: JetApi['jetSetCurrentIndex3'] = (
  sesid,
  tableid,
  szIndexName,
  grbit,
  itagSequence,
) =>
  apiCall('JetSetCurrentIndex3', () =>
    setCurrentIndex(enterCursor(sesid, tableid), szIndexName, grbit, itagSequence),
  );

/**
 * {@link jetSetCurrentIndex3}; the index id is a hint that this engine does not need.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex4-function
 */
export const jetSetCurrentIndex4: JetApi['jetSetCurrentIndex4'] = (
  sesid,
  tableid,
  szIndexName,
  _pindexid,
  grbit,
  itagSequence,
) =>
  apiCall('JetSetCurrentIndex4', () =>
    setCurrentIndex(enterCursor(sesid, tableid), szIndexName, grbit, itagSequence),
  );

function setCurrentIndex(open: OpenCursor, szIndexName: string | null, grbit: number, itag: number): JET_ERR {
  const bits = unsigned(grbit, 'grbit');
  if ((bits & ~(JET_bitMoveFirst | JET_bitNoMove)) !== 0) return JET_errInvalidGrbit;
  const index = indexNamed(open, optionalText(szIndexName, 'szIndexName'));
  const { cursor } = open;
  open.levelMoved = open.session.level;
  if ((bits & JET_bitNoMove) === 0) {
    cursor.setCurrentIndex(index);
    return JET_errSuccess;
  }
  return keepRow(open, index, unsigned(itag, 'itagSequence'));
}

/** The index of that name; null stands for the clustered one. */
function indexNamed(open: OpenCursor, name: string | null): IndexSchema | null {
  const { schema } = open.cursor.table;
  if (name === null || name === '') return null;
  if (name.length > NAME_MOST) fail(JET_errInvalidName, name);
  return schema.indexByName(name) ?? fail(JET_errIndexNotFound, `${schema.name} has no index ${name}`);
}

function keepRow(open: OpenCursor, index: IndexSchema | null, itagSequence: number): JET_ERR {
  const { cursor } = open;
  const length = cursor.copyBookmark(null, 0);
  if (length < 0) return JET_errNoCurrentRecord;
  const rowKey = new Uint8Array(length);
  cursor.copyBookmark(rowKey, length);
  cursor.setCurrentIndex(index);
  cursor.findRow(rowKey, length);
  if (!cursor.isOnSecondary || index === null) return JET_errSuccess;
  return standOnEntry(open, index, itagSequence === 0 ? 1 : itagSequence);
}

/** From the row the primary cursor found to its entry in the current secondary index. */
function standOnEntry(open: OpenCursor, index: IndexSchema, itagSequence: number): JET_ERR {
  const { cursor } = open;
  const entry = cursor.withPrimary(() => entryOfRow(cursor, cursor.table.keysOf(index), itagSequence));
  if (entry === null) return JET_errBadItagSequence;
  if (cursor.standOnEntry(entry)) return JET_errSuccess;
  cursor.standBeforeFirst();
  return JET_errNoCurrentRecord;
}

/**
 * Tells the name of the index a cursor uses, "" for the clustered rows of a table without a primary index;
 * `cbIndexName` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcurrentindex-function
 */
export const jetGetCurrentIndex: JetApi['jetGetCurrentIndex'] = (sesid, tableid, szIndexName, cbIndexName) =>
  apiCall('JetGetCurrentIndex', () => {
    const { cursor } = enterCursor(sesid, tableid);
    putText(szIndexName, unsigned(cbIndexName, 'cbIndexName'), cursor.index?.name ?? '');
  });

/**
 * Reads the bookmark of the current row; lengths are in bytes. JET_errBufferTooSmall delivers what fits.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetbookmark-function
 */
export const jetGetBookmark: JetApi['jetGetBookmark'] = (sesid, tableid, pvBookmark, cbMax, pcbActual) =>
  apiCall('JetGetBookmark', () => {
    const { cursor } = enterCursor(sesid, tableid);
    checkBuffer(pvBookmark, cbMax, 'pvBookmark');
    return deliver(cursor.copyBookmark(pvBookmark, cbMax), cbMax, pcbActual);
  });

function deliver(length: number, room: number, pcbActual: Ref<number> | null): JET_ERR {
  if (length < 0) return JET_errNoCurrentRecord;
  put(pcbActual, length);
  return length > room ? JET_errBufferTooSmall : JET_errSuccess;
}

/**
 * Moves a cursor to the row of a bookmark, and to its entry in the current index. JET_errRecordDeleted when there is
 * no such row.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotobookmark-function
 */
export const jetGotoBookmark: JetApi['jetGotoBookmark'] = (sesid, tableid, pvBookmark, cbBookmark) =>
  apiCall('JetGotoBookmark', () => {
    const open = enterCursor(sesid, tableid);
    const { cursor } = open;
    if (pvBookmark === null || pvBookmark === undefined || cbBookmark === 0) return JET_errInvalidBookmark;
    const length = unsigned(cbBookmark, 'cbBookmark');
    const bytes = requireBuffer(pvBookmark, length, 'pvBookmark');
    open.levelMoved = open.session.level;
    if (!cursor.findRow(bytes, length)) {
      cursor.standBeforeFirst();
      return JET_errRecordDeleted;
    }
    return cursor.isOnSecondary && cursor.index !== null
      ? standOnEntry(open, cursor.index, 1)
      : JET_errSuccess;
  });

/**
 * Reads the secondary key and the bookmark of the current entry; lengths are in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetsecondaryindexbookmark-function
 */
export const jetGetSecondaryIndexBookmark: JetApi['jetGetSecondaryIndexBookmark'] = (
  sesid,
  tableid,
  pvSecondaryKey,
  cbSecondaryKeyMax,
  pcbSecondaryKeyActual,
  pvPrimaryBookmark,
  cbPrimaryBookmarkMax,
  pcbPrimaryBookmarkActual,
) =>
  apiCall('JetGetSecondaryIndexBookmark', () => {
    const { cursor } = enterCursor(sesid, tableid);
    if (!cursor.isOnSecondary) return JET_errNoCurrentIndex;
    checkBuffer(pvSecondaryKey, cbSecondaryKeyMax, 'pvSecondaryKey');
    checkBuffer(pvPrimaryBookmark, cbPrimaryBookmarkMax, 'pvPrimaryBookmark');
    const keyLength = cursor.copyCurrentKey(pvSecondaryKey, cbSecondaryKeyMax);
    const err = deliver(keyLength, cbSecondaryKeyMax, pcbSecondaryKeyActual);
    if (err === JET_errNoCurrentRecord) return err;
    const rowLength = cursor.copyBookmark(pvPrimaryBookmark, cbPrimaryBookmarkMax);
    const rowErr = deliver(rowLength, cbPrimaryBookmarkMax, pcbPrimaryBookmarkActual);
    return err === JET_errSuccess ? rowErr : err;
  });

/**
 * Moves a cursor to the entry of a secondary key and a bookmark; JET_errRecordDeleted when there is none.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotosecondaryindexbookmark-function
 */
export const jetGotoSecondaryIndexBookmark: JetApi['jetGotoSecondaryIndexBookmark'] = (
  sesid,
  tableid,
  pvSecondaryKey,
  cbSecondaryKey,
  pvPrimaryBookmark,
  cbPrimaryBookmark,
) =>
  apiCall('JetGotoSecondaryIndexBookmark', () => {
    const open = enterCursor(sesid, tableid);
    const { cursor } = open;
    if (!cursor.isOnSecondary) return JET_errNoCurrentIndex;
    if (pvSecondaryKey === null || pvSecondaryKey === undefined || cbSecondaryKey === 0)
      return JET_errInvalidBookmark;
    const entry = new SearchKey();
    entry.setKey(requireBuffer(pvSecondaryKey, cbSecondaryKey, 'pvSecondaryKey'), 0, cbSecondaryKey);
    if (pvPrimaryBookmark !== null && pvPrimaryBookmark !== undefined && cbPrimaryBookmark > 0) {
      const rowKey = requireBuffer(pvPrimaryBookmark, cbPrimaryBookmark, 'pvPrimaryBookmark');
      entry.appendData(rowKey, 0, cbPrimaryBookmark);
    } else if (!cursor.active.tree.isUnique) return JET_errInvalidBookmark;
    open.levelMoved = open.session.level;
    if (cursor.findEntry(entry)) return JET_errSuccess;
    cursor.standBeforeFirst();
    return JET_errRecordDeleted;
  });

/**
 * Tells whether another session is changing the current row. No session changes rows yet, so being on one is enough.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcursorinfo-function
 */
export const jetGetCursorInfo: JetApi['jetGetCursorInfo'] = (sesid, tableid, _pvResult, cbMax, InfoLevel) =>
  apiCall('JetGetCursorInfo', () => {
    const { cursor } = enterCursor(sesid, tableid);
    if (cbMax !== 0 || InfoLevel !== 0) return JET_errInvalidParameter;
    return cursor.checkCurrency();
  });

/**
 * Estimates where in the index the current entry lies: `centriesLT` of `centriesTotal` entries are before it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordposition-function
 */
export const jetGetRecordPosition: JetApi['jetGetRecordPosition'] = (sesid, tableid, precpos, cbRecpos) =>
  apiCall('JetGetRecordPosition', () =>
    putPosition(enterCursor(sesid, tableid), precpos, unsigned(cbRecpos, 'cbRecpos')),
  );

/**
 * Moves a cursor to about the given place in its index; JET_errRecordNotFound when the index is empty.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotoposition-function
 */
export const jetGotoPosition: JetApi['jetGotoPosition'] = (sesid, tableid, precpos) =>
  apiCall('JetGotoPosition', () => takePosition(enterCursor(sesid, tableid), precpos));
