/**
 * Values that callers have tied to cursors and tables. Who gave one is told through JET_paramRuntimeCallback when a cursor
 * with a value is closed; a value of a table stays as long as the database is attached.
 */
import { JET_errCallbackFailed, JET_errLSAlreadySet, JET_errSuccess } from '../../errors/codes';
import { JET_cbtypFreeCursorLS } from '../../include/callback-types';
import {
  type JET_ERR,
  type JET_LS,
  JET_dbidNil,
  JET_LSNil,
  JET_sesidNil,
  JET_tableidNil,
} from '../../include/handles';
import { JET_paramRuntimeCallback } from '../../include/parameters';
import type { TableIdentity } from '../table/table';
import type { OpenCursor } from './open-cursors';
import type { Session } from './session';

const ofCursors = new WeakMap<OpenCursor, JET_LS>();
const ofTables = new WeakMap<TableIdentity, JET_LS>();

/** Where a value is tied to. */
export type LocalPlace = 'cursor' | 'table';

/** The value that is tied there; JET_LSNil when there is none. */
export function localValue(open: OpenCursor, place: LocalPlace): JET_LS {
  const value = place === 'table' ? ofTables.get(open.identity) : ofCursors.get(open);
  return value ?? JET_LSNil;
}

/** Ties a value, JET_LSNil to tie none; there is no other way from one value to the next. */
export function setLocalValue(open: OpenCursor, place: LocalPlace, value: JET_LS): JET_ERR {
  if (value !== JET_LSNil && localValue(open, place) !== JET_LSNil) return JET_errLSAlreadySet;
  if (place === 'table') ofTables.set(open.identity, value);
  else ofCursors.set(open, value);
  return JET_errSuccess;
}

/** Whether somebody is told of values that are not tied any more: without that there are none. */
export function hasRuntimeCallback({ instance }: Session): boolean {
  return instance.parameters.callback(JET_paramRuntimeCallback) !== null;
}

/** The cursor is closed. That goes on whatever comes of the call: JET_errCallbackFailed when it failed. */
export function releaseLocalValue(open: OpenCursor): JET_ERR {
  const value = localValue(open, 'cursor');
  const callback = open.session.instance.parameters.callback(JET_paramRuntimeCallback);
  if (value === JET_LSNil || callback === null) return JET_errSuccess;
  ofCursors.delete(open);
  const nowhere = [JET_sesidNil, JET_dbidNil, JET_tableidNil];
  try {
    Reflect.apply(callback, undefined, [...nowhere, JET_cbtypFreeCursorLS, value, null, null, 0]);
  } catch {
    return JET_errCallbackFailed;
  }
  return JET_errSuccess;
}
