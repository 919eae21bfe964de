/**
 * The way to the lists that information calls return. A call that finds no cursor for a handle asks here before it
 * refuses, so that cursors pay nothing for lists.
 */
import {
  JET_errInvalidParameter,
  JET_errInvalidTableId,
  JET_errSesidTableIdMismatch,
  JET_errSuccess,
  JET_wrnColumnNull,
} from '../../errors/codes';
import type { JET_COLUMNID, JET_ERR, JET_SESID, JET_TABLEID } from '../../include/handles';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import type { Ref } from '../../include/ref';
import type { JET_RETINFO, JET_RETRIEVECOLUMN } from '../../include/structs/retrieval';
import type { ListTable } from '../catalog/info-list';
import { closeList, openLists, registerList } from '../instance/open-lists';
import type { Session } from '../instance/session';
import { ListCursor } from '../table/list-cursor';
import { put } from './check';
import { cursorRefusal, fitsBuffer } from './cursor';
import { sessionOf } from './enter';

const MOVE_FIRST = JET_MoveFirst | 0;

/** Opens a list, on its first row. */
export function openList(session: Session, table: ListTable): JET_TABLEID {
  return registerList(session, new ListCursor(table));
}

/** The list of a handle for which no cursor was found; null when there is none either. */
function listOf(sesid: JET_SESID | null, tableid: JET_TABLEID | null): ListCursor | null {
  const list = cursorRefusal() === JET_errInvalidTableId ? openLists.get(tableid) : undefined;
  return list !== undefined && list.session === sessionOf(sesid) ? list.cursor : null;
}

/** Whether a handle for which no cursor was found is that of a list. */
export function isList(sesid: JET_SESID | null, tableid: JET_TABLEID | null): boolean {
  return listOf(sesid, tableid) !== null;
}

/** JetMove on a list. */
export function moveList(sesid: JET_SESID | null, tableid: JET_TABLEID | null, cRow: number): JET_ERR {
  const list = listOf(sesid, tableid);
  if (list === null) return refusalOf(tableid);
  if (typeof cRow !== 'number' || cRow !== cRow) return JET_errInvalidParameter;
  const rows = cRow | 0;
  if (rows === 0) return list.checkCurrency();
  if (rows === MOVE_FIRST) return list.moveFirst();
  return rows === JET_MoveLast ? list.moveLast() : list.moveBy(rows);
}

/** JetRetrieveColumn on a list. */
export function retrieveFromList(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  columnid: JET_COLUMNID,
  pvData: Uint8Array | null,
  cbData: number,
  pcbActual: Ref<number> | null,
  pretinfo: JET_RETINFO | null,
): JET_ERR {
  const list = listOf(sesid, tableid);
  if (list === null) return refusalOf(tableid);
  if (!fitsBuffer(pvData, cbData) || typeof columnid !== 'number') return JET_errInvalidParameter;
  const itagSequence = Number(pretinfo?.itagSequence ?? 1);
  const from = Number(pretinfo?.ibLongValue ?? 0);
  const err = list.retrieve(columnid, pvData ?? null, cbData, itagSequence, from);
  put(pcbActual, list.actual);
  return err;
}

/** JetRetrieveColumns on a list. */
export function retrieveAllFromList(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  columns: JET_RETRIEVECOLUMN[] | null,
  count: number,
): JET_ERR {
  const list = listOf(sesid, tableid);
  if (list === null) return refusalOf(tableid);
  if (count === 0) return JET_errSuccess;
  if (!Array.isArray(columns) || !(count > 0 && count <= columns.length)) return JET_errInvalidParameter;
  let result: JET_ERR = JET_errSuccess;
  for (const column of columns.slice(0, count)) {
    const err = retrieveInto(list, column);
    if (err < 0) return err;
    if (err !== JET_errSuccess && err !== JET_wrnColumnNull) result = err;
  }
  return result;
}

/** An element with `itagSequence` 0 asks for the number of values. */
function retrieveInto(list: ListCursor, column: JET_RETRIEVECOLUMN): JET_ERR {
  if (column === null || column === undefined || !fitsBuffer(column.pvData, column.cbData))
    return JET_errInvalidParameter;
  const counts = column.itagSequence === 0;
  const itagSequence = counts ? 1 : column.itagSequence;
  const target = counts ? null : column.pvData;
  const err = list.retrieve(column.columnid, target, column.cbData, itagSequence, column.ibLongValue);
  if (counts && err >= 0) {
    column.itagSequence = err === JET_wrnColumnNull ? 0 : 1;
    column.err = JET_errSuccess;
    return JET_errSuccess;
  }
  column.err = err;
  column.cbActual = list.actual;
  return err;
}

/** JetCloseTable: closes a list of the session; false when the handle stands for none. */
export function closeListOf(session: Session, tableid: JET_TABLEID | null): boolean {
  if (tableid === null || openLists.get(tableid)?.session !== session) return false;
  closeList(tableid);
  return true;
}

/** Why the call is refused: the cursor's reason, or that the list belongs to another session. */
function refusalOf(tableid: JET_TABLEID | null): JET_ERR {
  const refusal = cursorRefusal();
  const isElsewhere = refusal === JET_errInvalidTableId && openLists.get(tableid) !== undefined;
  return isElsewhere ? JET_errSesidTableIdMismatch : refusal;
}
