/**
 * The API: reading columns. JetRetrieveColumn and JetRetrieveColumns, made once a row or oftener, allocate nothing and
 * take no closure.
 */
import { JET_errInvalidParameter, JET_errSuccess, JET_wrnColumnNull } from '../../errors/codes';
import {
  JET_bitRetrieveFromIndex,
  JET_bitRetrieveFromPrimaryBookmark,
  JET_bitRetrieveIgnoreDefault,
  JET_bitRetrieveTag,
} from '../../include/grbits/retrieval';
import type { JET_COLUMNID, JET_ERR, JET_GRBIT } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_RETINFO, type JET_RETRIEVECOLUMN } from '../../include/structs/retrieval';
import type { OpenCursor } from '../instance/open-cursors';
import { countValues } from '../table/column-reader';
import { FROM_BOOKMARK, FROM_INDEX, FROM_RECORD } from '../table/retrieval';
import { apiCall, failed, succeeded } from './api-call';
import { cursorOf, enterCursor, fitsBuffer } from './cursor';
import { enumerateColumns } from './enumerate-columns';
import { retrieveAllFromList, retrieveFromList } from './lists';
import { putRecordSize } from './record-size';

const RETINFO_BYTES = JET_RETINFO.cb;

/**
 * Reads one value of a column: at most `cbData` bytes of it into `pvData`, and its whole length in bytes into
 * `pcbActual`. Warnings: JET_wrnBufferTruncated when not all of it fitted, JET_wrnColumnNull when there is no value.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievecolumn-function
 */
export const jetRetrieveColumn: JetApi['jetRetrieveColumn'] = (
  sesid,
  tableid,
  columnid,
  pvData,
  cbData,
  pcbActual,
  grbit,
  pretinfo,
) => {
  try {
    const open = cursorOf(sesid, tableid);
    const err =
      open === null
        ? retrieveFromList(sesid, tableid, columnid, pvData, cbData, pcbActual, pretinfo)
        : retrieveOne(open, columnid, pvData, cbData, pcbActual, grbit, pretinfo);
    return succeeded('JetRetrieveColumn', err);
  } catch (failure) {
    return failed('JetRetrieveColumn', failure);
  }
};

function retrieveOne(
  open: OpenCursor,
  columnid: JET_COLUMNID,
  pvData: Uint8Array | null,
  cbData: number,
  pcbActual: Ref<number> | null,
  grbit: JET_GRBIT,
  pretinfo: JET_RETINFO | null,
): JET_ERR {
  if (!fitsBuffer(pvData, cbData) || typeof columnid !== 'number' || typeof grbit !== 'number')
    return JET_errInvalidParameter;
  if (pcbActual !== null && typeof pcbActual !== 'object' && pcbActual !== undefined)
    return JET_errInvalidParameter;
  const info = pretinfo ?? null;
  if (info !== null && !isRetrieveInfo(info)) return JET_errInvalidParameter;
  const { retrieval } = open;
  const err = retrieval.retrieve(
    columnid,
    pvData ?? null,
    cbData,
    info === null ? 1 : info.itagSequence,
    info === null ? 0 : info.ibLongValue,
    sourceOf(grbit),
    (grbit & JET_bitRetrieveIgnoreDefault) === 0,
  );
  if (pcbActual !== null && pcbActual !== undefined) pcbActual.value = retrieval.actual;
  if (info !== null && retrieval.taggedColumnId !== 0) {
    info.columnidNextTagged = retrieval.taggedColumnId;
    if ((grbit & JET_bitRetrieveTag) !== 0) info.itagSequence = retrieval.itagSequence;
  }
  return err;
}

function isRetrieveInfo(info: JET_RETINFO): boolean {
  return (
    info.cbStruct >= RETINFO_BYTES &&
    typeof info.itagSequence === 'number' &&
    info.itagSequence >= 0 &&
    typeof info.ibLongValue === 'number' &&
    info.ibLongValue >= 0
  );
}

function sourceOf(grbit: JET_GRBIT): number {
  if ((grbit & JET_bitRetrieveFromIndex) !== 0) return FROM_INDEX;
  return (grbit & JET_bitRetrieveFromPrimaryBookmark) !== 0 ? FROM_BOOKMARK : FROM_RECORD;
}

/**
 * Reads values of several columns, each as {@link jetRetrieveColumn} would; every element gets its own `err` and
 * `cbActual` in bytes. An element with `itagSequence` 0 asks for the number of values instead. The first error ends
 * the call; otherwise the last warning that is not JET_wrnColumnNull comes out.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievecolumns-function
 */
export const jetRetrieveColumns: JetApi['jetRetrieveColumns'] = (
  sesid,
  tableid,
  pretrievecolumn,
  cretrievecolumn,
) => {
  try {
    const open = cursorOf(sesid, tableid);
    const err =
      open === null
        ? retrieveAllFromList(sesid, tableid, pretrievecolumn, cretrievecolumn)
        : retrieveAll(open, pretrievecolumn, cretrievecolumn);
    return succeeded('JetRetrieveColumns', err);
  } catch (failure) {
    return failed('JetRetrieveColumns', failure);
  }
};

function retrieveAll(open: OpenCursor, columns: JET_RETRIEVECOLUMN[] | null, count: number): JET_ERR {
  if (columns === null || columns === undefined)
    return count === 0 ? JET_errSuccess : JET_errInvalidParameter;
  const isCount = typeof count === 'number' && count >= 0;
  if (!Array.isArray(columns) || !isCount || count > columns.length) return JET_errInvalidParameter;
  let result: JET_ERR = JET_errSuccess;
  for (let i = 0; i < count; i++) {
    const err = retrieveInto(open, columns[i]);
    if (err < 0) return err;
    if (err !== JET_errSuccess && err !== JET_wrnColumnNull) result = err;
  }
  return result;
}

function retrieveInto(open: OpenCursor, column: JET_RETRIEVECOLUMN): JET_ERR {
  if (column === null || typeof column !== 'object' || !isRetrieveColumn(column))
    return JET_errInvalidParameter;
  if (column.itagSequence === 0) return countInto(open, column);
  const { retrieval } = open;
  const err = retrieval.retrieve(
    column.columnid,
    column.pvData ?? null,
    column.cbData,
    column.itagSequence,
    column.ibLongValue,
    sourceOf(column.grbit),
    (column.grbit & JET_bitRetrieveIgnoreDefault) === 0,
  );
  column.err = err;
  column.cbActual = retrieval.actual;
  if (retrieval.taggedColumnId !== 0) column.columnidNextTagged = retrieval.taggedColumnId;
  return err;
}

function isRetrieveColumn(column: JET_RETRIEVECOLUMN): boolean {
  return (
    fitsBuffer(column.pvData, column.cbData) &&
    typeof column.columnid === 'number' &&
    typeof column.grbit === 'number' &&
    typeof column.itagSequence === 'number' &&
    column.itagSequence >= 0 &&
    typeof column.ibLongValue === 'number' &&
    column.ibLongValue >= 0
  );
}

function countInto(open: OpenCursor, column: JET_RETRIEVECOLUMN): JET_ERR {
  const { cursor } = open;
  const err = open.retrieval.retrieve(column.columnid, null, 0, 1, 0, FROM_RECORD, true);
  if (err < 0) return err;
  const schema = cursor.table.schema.columnById(column.columnid);
  if (schema === undefined || !cursor.openRecord()) return JET_errInvalidParameter;
  column.itagSequence = countValues(cursor.record, schema);
  if (schema.kind === 'tagged') column.columnidNextTagged = column.columnid;
  column.err = JET_errSuccess;
  return JET_errSuccess;
}

/**
 * Lists columns of the current record and their values: all of them, or those of `rgEnumColumnId`. Values that lie
 * outside the record are cut at `cbDataMost` bytes. The allocator is called as in C; its buffers hold the values.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetenumeratecolumns-function
 */
export const jetEnumerateColumns: JetApi['jetEnumerateColumns'] = (
  sesid,
  tableid,
  cEnumColumnId,
  rgEnumColumnId,
  pcEnumColumn,
  prgEnumColumn,
  pfnRealloc,
  pvReallocContext,
  cbDataMost,
  grbit,
) =>
  apiCall('JetEnumerateColumns', () =>
    enumerateColumns(enterCursor(sesid, tableid), {
      count: cEnumColumnId,
      requests: rgEnumColumnId,
      countPlace: pcEnumColumn,
      columnsPlace: prgEnumColumn,
      reallocate: pfnRealloc,
      context: pvReallocContext,
      dataMost: cbDataMost,
      grbit,
    }),
  );

/**
 * Measures the current record: bytes of data and of overhead, and counts of columns and values.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordsize-function
 */
export const jetGetRecordSize: JetApi['jetGetRecordSize'] = (sesid, tableid, precsize, grbit) =>
  apiCall('JetGetRecordSize', () => putRecordSize(enterCursor(sesid, tableid), precsize, grbit));

/**
 * {@link jetGetRecordSize}, with the bytes after compression as well.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordsize2-function
 */
export const jetGetRecordSize2: JetApi['jetGetRecordSize2'] = (sesid, tableid, precsize, grbit) =>
  apiCall('JetGetRecordSize2', () => putRecordSize(enterCursor(sesid, tableid), precsize, grbit));

/**
 * Frees what an API call allocated; memory here frees itself, so it only answers.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetfreebuffer-function
 */
export const jetFreeBuffer: JetApi['jetFreeBuffer'] = () => succeeded('JetFreeBuffer', JET_errSuccess);
