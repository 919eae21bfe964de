/**
 * The API: reading columns. JetRetrieveColumn and JetRetrieveColumns, made once a row or oftener, allocate nothing and
 * take no closure.
 */
import {
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errNoCurrentRecord,
  JET_errRecordDeleted,
  JET_errSuccess,
  JET_wrnBufferTruncated,
} from '../../errors/codes';
import {
  JET_bitRetrieveCopy,
  JET_bitRetrieveFromIndex,
  JET_bitRetrieveFromPrimaryBookmark,
  JET_bitRetrieveTag,
  JET_bitRetrieveTuple,
} from '../../include/grbits/retrieval';
import type { JET_COLUMNID, JET_ERR, JET_GRBIT } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_RETINFO, type JET_RETRIEVECOLUMN } from '../../include/structs/retrieval';
import { type OpenCursor, WITH_ROWS } from '../instance/open-cursors';
import type { RecordReader } from '../record/record-reader';
import { countValues } from '../table/column-reader';
import { FROM_BOOKMARK, FROM_INDEX, FROM_RECORD, FROM_TUPLE, refuseColumn } from '../table/retrieval';
import { apiCall, failed, succeeded } from './api-call';
import { cursorOf, enterCursor, fitsBuffer } from './cursor';
import { enumerateColumns } from './enumerate-columns';
import { retrieveAllFromList, retrieveFromList } from './lists';
import { putRecordSize } from './record-size';

const RETINFO_BYTES = JET_RETINFO.cb;
const SOURCES = JET_bitRetrieveFromIndex | JET_bitRetrieveTuple | JET_bitRetrieveFromPrimaryBookmark;
const NO_SOURCE = -1;

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
    const open = cursorOf(sesid, tableid, WITH_ROWS);
    const err =
      open === null
        ? retrieveFromList(sesid, tableid, columnid, pvData, cbData, pcbActual, pretinfo)
        : retrieveOne(open, columnid, pvData, cbData, pcbActual, grbit, pretinfo);
    return succeeded('JetRetrieveColumn', err);
  } catch (failure) {
    const err = failed('JetRetrieveColumn', failure);
    if (err === JET_errRecordDeleted && pcbActual !== null) pcbActual.value = 0;
    return err;
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
  const source = sourceOf(grbit);
  if (source === NO_SOURCE) return JET_errInvalidGrbit;
  const { retrieval } = open;
  const err = retrieval.retrieve(
    columnid,
    pvData ?? null,
    cbData,
    info === null ? 1 : info.itagSequence,
    info === null ? 0 : info.ibLongValue,
    source,
    grbit,
  );
  if (pcbActual !== null && pcbActual !== undefined) pcbActual.value = retrieval.actual;
  if (info !== null && err >= 0) {
    if (retrieval.columnId !== 0) info.columnidNextTagged = retrieval.columnId;
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

/** Where the value is to come from; NO_SOURCE for options that exclude each other. */
function sourceOf(grbit: JET_GRBIT): number {
  switch (grbit & SOURCES) {
    case 0:
      return FROM_RECORD;
    case JET_bitRetrieveFromIndex:
      return FROM_INDEX;
    case JET_bitRetrieveFromIndex | JET_bitRetrieveTuple:
      return FROM_TUPLE;
    case JET_bitRetrieveFromPrimaryBookmark:
      return FROM_BOOKMARK;
    default:
      return NO_SOURCE;
  }
}

/**
 * Reads values of several columns, each as {@link jetRetrieveColumn} would; every element gets its own `err` and
 * `cbActual` in bytes. An element with `itagSequence` 0 asks for the number of values instead. The first error ends
 * the call; otherwise JET_wrnBufferTruncated comes out if any element met it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievecolumns-function
 */
export const jetRetrieveColumns: JetApi['jetRetrieveColumns'] = (
  sesid,
  tableid,
  pretrievecolumn,
  cretrievecolumn,
) => {
  try {
    const open = cursorOf(sesid, tableid, WITH_ROWS);
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
    if (err === JET_wrnBufferTruncated) result = err;
  }
  return result;
}

function retrieveInto(open: OpenCursor, column: JET_RETRIEVECOLUMN): JET_ERR {
  if (column === null || typeof column !== 'object' || !isRetrieveColumn(column))
    return JET_errInvalidParameter;
  const source = sourceOf(column.grbit);
  if (source === NO_SOURCE) return JET_errInvalidGrbit;
  if (column.itagSequence === 0 && source === FROM_RECORD) return countInto(open, column);
  const { retrieval } = open;
  const err = retrieval.retrieve(
    column.columnid,
    column.pvData ?? null,
    column.cbData,
    column.itagSequence,
    column.ibLongValue,
    source,
    column.grbit,
  );
  if (err < 0)
    return source === FROM_RECORD && recordFor(open, column.grbit) === null ? JET_errNoCurrentRecord : err;
  column.err = err;
  column.cbActual = retrieval.actual;
  column.columnidNextTagged = retrieval.columnId;
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

/** The record that values are read from; null where there is none. */
function recordFor({ cursor }: OpenCursor, grbit: JET_GRBIT): RecordReader | null {
  return cursor.openRecordOrCopy((grbit & JET_bitRetrieveCopy) !== 0);
}

function countInto(open: OpenCursor, column: JET_RETRIEVECOLUMN): JET_ERR {
  const { cursor, retrieval } = open;
  const record = recordFor(open, column.grbit);
  if (record === null) return JET_errNoCurrentRecord;
  const { columnid, grbit } = column;
  const schema = columnid === 0 ? null : cursor.table.schema.columnById(columnid);
  if (schema === undefined) return refuseColumn(columnid);
  column.itagSequence =
    schema === null ? retrieval.countAnyTagged(record, grbit) : countValues(record, schema);
  column.cbActual = 0;
  column.columnidNextTagged = columnid;
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
    enumerateColumns(enterCursor(sesid, tableid, WITH_ROWS), {
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
  apiCall('JetGetRecordSize', () => putRecordSize(enterCursor(sesid, tableid, WITH_ROWS), precsize, grbit));

/**
 * {@link jetGetRecordSize}, with the bytes after compression as well.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordsize2-function
 */
export const jetGetRecordSize2: JetApi['jetGetRecordSize2'] = (sesid, tableid, precsize, grbit) =>
  apiCall('JetGetRecordSize2', () => putRecordSize(enterCursor(sesid, tableid, WITH_ROWS), precsize, grbit));

/**
 * Frees what an API call allocated; memory here frees itself, so it only answers.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetfreebuffer-function
 */
export const jetFreeBuffer: JetApi['jetFreeBuffer'] = () => succeeded('JetFreeBuffer', JET_errSuccess);
