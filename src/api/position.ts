/** The API: current index, bookmarks and positions. */
import {
  JET_errBadItagSequence,
  JET_errBufferTooSmall,
  JET_errIndexNotFound,
  JET_errInvalidBookmark,
  JET_errInvalidGrbit,
  JET_errInvalidIndexId,
  JET_errInvalidName,
  JET_errInvalidParameter,
  JET_errNoCurrentIndex,
  JET_errNoCurrentRecord,
  JET_errRecordDeleted,
  JET_errSuccess,
  JET_errWriteConflict,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_cbNameMost } from '../../include/limits';
import {
  JET_bitBookmarkPermitVirtualCurrency,
  JET_bitMoveFirst,
  JET_bitNoMove,
} from '../../include/grbits/position';
import type { JET_ERR } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_INDEXID } from '../../include/structs/position';
import { foldName, type IndexSchema, type TableSchema } from '../catalog/schema';
import { type OpenCursor, WITH_ROWS, WITH_TREE } from '../instance/open-cursors';
import { cancelPrepared } from '../instance/prepared-updates';
import { SearchKey } from '../page/search-key';
import { requireNoFilter } from '../table/cursor-filter';
import { entryOfRow } from '../table/index-entries';
import { isChangedByOthers } from '../table/row-state';
import type { TableCursor } from '../table/table-cursor';
import { apiCall } from './api-call';
import { checkBuffer, optionalStruct, optionalText, put, requireBuffer, unsigned } from './check';
import { enterCursor, enterIdleCursor } from './cursor';
import { indexOfId } from './index-info';
import { putText } from './info-result';
import { putPosition, takePosition } from './record-position';
import { isPrepared } from './row-change';

/**
 * Makes a cursor use an index, before its first entry; no name means the primary one.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex-function
 */
export const jetSetCurrentIndex: JetApi['jetSetCurrentIndex'] = (sesid, tableid, szIndexName) =>
  apiCall('JetSetCurrentIndex', () =>
    setCurrentIndex(enterIdleCursor(sesid, tableid), { name: szIndexName, grbit: JET_bitMoveFirst }),
  );

/**
 * Makes a cursor use an index and, with JET_bitNoMove, stay on its row.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex2-function
 */
export const jetSetCurrentIndex2: JetApi['jetSetCurrentIndex2'] = (sesid, tableid, szIndexName, grbit) =>
  apiCall('JetSetCurrentIndex2', () =>
    setCurrentIndex(enterIdleCursor(sesid, tableid), { name: szIndexName, grbit }),
  );

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
    setCurrentIndex(enterIdleCursor(sesid, tableid), { name: szIndexName, grbit, itagSequence }),
  );

/**
 * {@link jetSetCurrentIndex3}; an index id takes the place of the name. JET_errInvalidIndexId when it is not one of the
 * table's.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetsetcurrentindex4-function
 */
export const jetSetCurrentIndex4: JetApi['jetSetCurrentIndex4'] = (
  sesid,
  tableid,
  szIndexName,
  pindexid,
  grbit,
  itagSequence,
) =>
  apiCall('JetSetCurrentIndex4', () =>
    setCurrentIndex(enterIdleCursor(sesid, tableid), {
      name: szIndexName,
      id: pindexid,
      grbit,
      itagSequence,
    }),
  );

interface IndexChoice {
  readonly name: string | null;
  readonly id?: JET_INDEXID | null;
  readonly grbit: number;
  readonly itagSequence?: number;
}

function setCurrentIndex(open: OpenCursor, choice: IndexChoice): JET_ERR {
  const bits = unsigned(choice.grbit, 'grbit');
  if ((bits & ~(JET_bitMoveFirst | JET_bitNoMove)) !== 0) return JET_errInvalidGrbit;
  const itagSequence = unsigned(choice.itagSequence ?? 1, 'itagSequence');
  const name = optionalText(choice.name, 'szIndexName');
  const id = optionalStruct(choice.id ?? null, JET_INDEXID);
  if (id === null && name !== null && name.length > JET_cbNameMost) return JET_errInvalidName;
  const { cursor } = open;
  requireNoFilter(cursor);
  if ((bits & JET_bitNoMove) !== 0) {
    const rowKey = bookmarkOf(cursor);
    changeIndex(open, id === null ? indexNamed(cursor, name) : indexIdentified(cursor, id));
    return standOnRow(open, rowKey, Math.max(itagSequence, 1));
  }
  if (isPrepared(open)) cancelPrepared(open);
  changeIndex(open, id === null ? indexNamed(cursor, name) : indexIdentified(cursor, id));
  cursor.beFresh();
  return JET_errSuccess;
}

function changeIndex(open: OpenCursor, index: IndexSchema | null): void {
  const before = open.cursor.active;
  open.cursor.changeIndex(index);
  if (open.cursor.active !== before) open.levelIndexed = open.session.level;
}

/** To the row of that key and its entry; where there is no such row the cursor is not moved. */
function standOnRow(open: OpenCursor, rowKey: Uint8Array, itagSequence: number): JET_ERR {
  const { cursor } = open;
  if (isPrepared(open)) cancelPrepared(open);
  if (!cursor.findRow(rowKey, rowKey.length)) return JET_errRecordDeleted;
  open.levelMoved = open.session.level;
  return cursor.isOnSecondary && cursor.index !== null
    ? standOnEntry(cursor, cursor.index, itagSequence)
    : JET_errSuccess;
}

function bookmarkOf(cursor: TableCursor): Uint8Array {
  if (!cursor.hasRow) fail(JET_errNoCurrentRecord, 'the cursor is on no row that it could stay on');
  const rowKey = new Uint8Array(cursor.copyBookmark(null, 0));
  cursor.copyBookmark(rowKey, rowKey.length);
  return rowKey;
}

/** The index of that name, null for the clustered one. A secondary index is left even for one that does not exist. */
function indexNamed(cursor: TableCursor, name: string | null): IndexSchema | null {
  const { schema } = cursor.table;
  if (name === null || name === '') return null;
  const index = schema.indexByName(name) ?? inherited(schema, name);
  if (index !== undefined && !isGone(cursor, index)) return index;
  cursor.changeIndex(null);
  return fail(JET_errIndexNotFound, `${schema.name} has no index ${name}`);
}

/** The primary index of a derived table is not among its own indexes. */
function inherited({ primaryIndex }: TableSchema, name: string): IndexSchema | undefined {
  return primaryIndex !== null && foldName(primaryIndex.name) === foldName(name) ? primaryIndex : undefined;
}

function indexIdentified(cursor: TableCursor, id: JET_INDEXID): IndexSchema {
  const { schema } = cursor.table;
  const index = indexOfId(schema, id);
  return index !== undefined && !isGone(cursor, index)
    ? index
    : fail(JET_errInvalidIndexId, `${schema.name} has no such index`);
}

/** Whether the index is being deleted, or was while the cursor's transaction still sees it. */
const isGone = ({ table }: TableCursor, { objectId }: IndexSchema): boolean =>
  table.identity.indexChanges.isGone(objectId);

/** From the row the primary cursor found to its entry in the current secondary index. */
function standOnEntry(cursor: TableCursor, index: IndexSchema, itagSequence: number): JET_ERR {
  const entry = cursor.withPrimary(() => entryOfRow(cursor, cursor.table.keysOf(index), itagSequence));
  if (entry === null) return JET_errBadItagSequence;
  if (cursor.standOnEntry(entry)) return JET_errSuccess;
  cursor.standOutside();
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
 * Reads the bookmark of the current row; lengths are in bytes. JET_errBufferTooSmall delivers what fits,
 * JET_errNoCurrentRecord is also the answer before the first use of a cursor.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetbookmark-function
 */
export const jetGetBookmark: JetApi['jetGetBookmark'] = (sesid, tableid, pvBookmark, cbMax, pcbActual) =>
  apiCall('JetGetBookmark', () => {
    const { cursor } = enterCursor(sesid, tableid, WITH_ROWS);
    checkBuffer(pvBookmark, cbMax, 'pvBookmark');
    if (!cursor.hasRow) return JET_errNoCurrentRecord;
    return deliver(cursor.copyBookmark(pvBookmark ?? null, cbMax), cbMax, pcbActual);
  });

function deliver(length: number, room: number, pcbActual: Ref<number> | null): JET_ERR {
  if (length < 0) return JET_errNoCurrentRecord;
  put(pcbActual, length);
  return length > room ? JET_errBufferTooSmall : JET_errSuccess;
}

/**
 * Moves a cursor to the row of a bookmark, and to its entry in the current index. JET_errRecordDeleted when there is
 * no such row: then the cursor is not moved.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotobookmark-function
 */
export const jetGotoBookmark: JetApi['jetGotoBookmark'] = (sesid, tableid, pvBookmark, cbBookmark) =>
  apiCall('JetGotoBookmark', () => {
    const open = enterIdleCursor(sesid, tableid, WITH_ROWS);
    const rowKey = optionalBytes(pvBookmark, unsigned(cbBookmark, 'cbBookmark'), 'pvBookmark');
    return rowKey === null ? JET_errInvalidBookmark : standOnRow(open, rowKey, 1);
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
    const keyLength = cursor.copyCurrentKey(pvSecondaryKey ?? null, cbSecondaryKeyMax);
    const err = deliver(keyLength, cbSecondaryKeyMax, pcbSecondaryKeyActual);
    if (err === JET_errNoCurrentRecord) return err;
    const rowLength = cursor.copyBookmark(pvPrimaryBookmark ?? null, cbPrimaryBookmarkMax);
    const rowErr = deliver(rowLength, cbPrimaryBookmarkMax, pcbPrimaryBookmarkActual);
    return err === JET_errSuccess ? rowErr : err;
  });

/**
 * Moves a cursor to the entry of a secondary key and a bookmark; a unique index needs the key only. JET_errRecordDeleted
 * when there is none: then the cursor is not moved, or, with JET_bitBookmarkPermitVirtualCurrency, is between the entries
 * around its place.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgotosecondaryindexbookmark-function
 */
export const jetGotoSecondaryIndexBookmark: JetApi['jetGotoSecondaryIndexBookmark'] = (
  sesid,
  tableid,
  pvSecondaryKey,
  cbSecondaryKey,
  pvPrimaryBookmark,
  cbPrimaryBookmark,
  grbit,
) =>
  apiCall('JetGotoSecondaryIndexBookmark', () => {
    const open = enterIdleCursor(sesid, tableid);
    const { cursor } = open;
    if (!cursor.isOnSecondary) return JET_errNoCurrentIndex;
    const key = optionalBytes(pvSecondaryKey, cbSecondaryKey, 'pvSecondaryKey');
    const rowKey = optionalBytes(pvPrimaryBookmark, cbPrimaryBookmark, 'pvPrimaryBookmark');
    const { isUnique } = cursor.active.tree;
    if (key === null || (rowKey === null && !isUnique)) return JET_errInvalidBookmark;
    const entry = new SearchKey();
    entry.setKey(key, 0, key.length);
    if (rowKey !== null && !isUnique) entry.appendData(rowKey, 0, rowKey.length);
    const isVirtual = (unsigned(grbit, 'grbit') & JET_bitBookmarkPermitVirtualCurrency) !== 0;
    if (isPrepared(open)) cancelPrepared(open);
    const found = cursor.findEntry(entry, isVirtual);
    if (found || isVirtual) open.levelMoved = open.session.level;
    return found && (rowKey === null || isBookmark(cursor, rowKey)) ? JET_errSuccess : JET_errRecordDeleted;
  });

/** The first `length` bytes of a buffer; null where there are none. */
function optionalBytes(value: Uint8Array | null, length: number, name: string): Uint8Array | null {
  if (value === null || value === undefined || length === 0) return null;
  return requireBuffer(value, length, name).subarray(0, length);
}

function isBookmark(cursor: TableCursor, rowKey: Uint8Array): boolean {
  return Buffer.compare(bookmarkOf(cursor), rowKey) === 0;
}

/**
 * Tells whether another session is changing the current row: JET_errWriteConflict then.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetcursorinfo-function
 */
export const jetGetCursorInfo: JetApi['jetGetCursorInfo'] = (sesid, tableid, _pvResult, cbMax, InfoLevel) =>
  apiCall('JetGetCursorInfo', () => {
    const { cursor } = enterCursor(sesid, tableid, WITH_TREE);
    if (cbMax !== 0 || InfoLevel !== 0) return JET_errInvalidParameter;
    if (!cursor.hasRow || !cursor.openRecord()) return JET_errNoCurrentRecord;
    return isChangedByOthers(cursor) ? JET_errWriteConflict : JET_errSuccess;
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
  apiCall('JetGotoPosition', () => takePosition(enterIdleCursor(sesid, tableid), precpos));
