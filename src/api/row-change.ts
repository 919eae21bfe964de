/**
 * What the calls that change rows have in common: who may change at all, and when a prepared update is cancelled.
 */
import {
  JET_errIllegalOperation,
  JET_errPermissionDenied,
  JET_errSuccess,
  JET_errTransReadOnly,
} from '../../errors/codes';
import type { JET_ERR, JET_SESID, JET_TABLEID } from '../../include/handles';
import { TABLE_SYSTEM } from '../catalog/schema';
import { beginChange, endChange } from '../instance/change-scope';
import type { OpenCursor } from '../instance/open-cursors';
import { cancelPrepared } from '../instance/prepared-updates';
import { cursorRefusal } from './cursor';
import { isList } from './lists';

/** Why a row cannot be changed through a cursor that was not found: lists are never changed. */
export function changeRefusal(sesid: JET_SESID | null, tableid: JET_TABLEID | null): JET_ERR {
  return isList(sesid, tableid) ? JET_errIllegalOperation : cursorRefusal();
}

/** Whether rows may be changed through a cursor now. */
export function checkChangeable({ cursor, options, session }: OpenCursor): JET_ERR {
  const { changes, schema } = cursor.table;
  if (options.isReadOnly || changes === null || (schema.flags & TABLE_SYSTEM) !== 0)
    return JET_errPermissionDenied;
  return session.level > 0 && session.isReadOnly ? JET_errTransReadOnly : JET_errSuccess;
}

/** Whether an update is prepared on the cursor. */
export function isPrepared({ update }: OpenCursor): boolean {
  return update !== null && update.copy.isPrepared;
}

/** The cursor is about to be moved: what is prepared is cancelled. */
export function beginMove(open: OpenCursor): void {
  open.levelMoved = open.session.level;
  if (isPrepared(open)) cancelPrepared(open);
}

/** Runs a change of the row the cursor is on, which is undone as a whole if it fails. */
export function changeRow(open: OpenCursor, change: (open: OpenCursor) => JET_ERR): JET_ERR {
  const mark = beginChange(open.session);
  try {
    return endChange(open.session, mark, change(open));
  } catch (failure) {
    endChange(open.session, mark, JET_errPermissionDenied);
    throw failure;
  }
}
