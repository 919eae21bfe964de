/**
 * The way into the calls that take a session and a cursor. Hot: no closure, no allocation, no exception on refusal.
 *
 * Order of checks: the session (JET_errInvalidSesid), its gate (service stopped, unavailable, ending), the cursor
 * (JET_errInvalidTableId), that the cursor belongs to the session (JET_errSesidTableIdMismatch), and that the call serves
 * what the cursor is of (JET_errIllegalOperation): tables of databases, unless the call says which others too.
 */
import {
  JET_errIllegalOperation,
  JET_errInvalidTableId,
  JET_errSesidTableIdMismatch,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR, JET_SESID, JET_TABLEID } from '../../include/handles';
import { CURSOR_TABLE, type OpenCursor, openCursors } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import { describeValue } from './check';
import { lastRefusal, sessionOf } from './enter';

let refused: JET_ERR = JET_errSuccess;

/** The cursor, or null; {@link cursorRefusal} then says why. */
export function cursorOf(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  kinds = CURSOR_TABLE,
): OpenCursor | null {
  const session = sessionOf(sesid);
  if (session === null) {
    refused = lastRefusal;
    return null;
  }
  const open = openCursors.get(tableid);
  if (open === undefined) {
    refused = JET_errInvalidTableId;
    return null;
  }
  if (open.session !== session) {
    refused = JET_errSesidTableIdMismatch;
    return null;
  }
  if ((open.kind & kinds) === 0) {
    refused = JET_errIllegalOperation;
    return null;
  }
  if (open.epoch !== open.identity.epoch) open.renewSchema();
  return open;
}

/** As {@link cursorOf} for calls that are not made while a callback about the cursor runs. */
export function idleCursorOf(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  kinds = CURSOR_TABLE,
): OpenCursor | null {
  const open = cursorOf(sesid, tableid, kinds);
  if (open === null || !open.isCalling) return open;
  refused = JET_errIllegalOperation;
  return null;
}

/** Why {@link cursorOf} answered null. */
export function cursorRefusal(): JET_ERR {
  return refused;
}

/** Whether a buffer, which may be missing when `length` is 0, holds `length` bytes. For calls that must not throw. */
export function fitsBuffer(buffer: Uint8Array | null | undefined, length: number): boolean {
  if (typeof length !== 'number') return false;
  if (buffer === null || buffer === undefined) return length === 0;
  return buffer instanceof Uint8Array && length >= 0 && length <= buffer.length;
}

/** The cursor, for calls that are not made once a row; a refusal ends the call. */
export function enterCursor(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  kinds = CURSOR_TABLE,
): OpenCursor {
  return cursorOf(sesid, tableid, kinds) ?? fail(refused, 'no such cursor');
}

/** As {@link enterCursor} for calls that are not made while a callback about the cursor runs. */
export function enterIdleCursor(
  sesid: JET_SESID | null,
  tableid: JET_TABLEID | null,
  kinds = CURSOR_TABLE,
): OpenCursor {
  return idleCursorOf(sesid, tableid, kinds) ?? fail(refused, 'no such cursor, or one that takes no calls');
}

/** The cursor of a session that has been let in already; a refusal ends the call. */
export function cursorOfSession(session: Session, tableid: JET_TABLEID | null): OpenCursor {
  const open = openCursors.get(tableid);
  if (open === undefined) return fail(JET_errInvalidTableId, describeValue(tableid));
  if (open.session !== session) return fail(JET_errSesidTableIdMismatch, describeValue(tableid));
  return open.isCalling ? fail(JET_errIllegalOperation, 'a callback runs') : open;
}
