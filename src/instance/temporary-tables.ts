/**
 * Temporary tables that sessions have open, and what becomes of a cursor when its rows are sorted.
 *
 *   open ──▶ CURSOR_SORTING ── first move or seek ──▶ CURSOR_SORTED │ CURSOR_STORED
 *        └─▶ CURSOR_STORED                         └── fails ──▶ CURSOR_BROKEN, only to be closed
 *
 * Invariants
 *  1. An instance has at most as many sorts as it was told to; tables in trees are not counted.
 *  2. The handle of a cursor stays, and so does its search key; what stands behind them is changed.
 */
import { JET_errCannotMaterializeForwardOnlySort, JET_errTooManySorts } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_paramMaxTemporaryTables } from '../../include/parameters';
import { Retrieval } from '../table/retrieval';
import { SortCursor } from '../table/sort-cursor';
import { TableCursor } from '../table/table-cursor';
import type { PlacedColumns, TemporaryRequest } from '../table/temporary-schema';
import { TemporaryTable } from '../table/temporary-table';
import type { Instance } from './instance';
import {
  CURSOR_BROKEN,
  CURSOR_SORTED,
  CURSOR_SORTING,
  CURSOR_STORED,
  type CursorOptions,
  OpenCursor,
  registerCursor,
} from './open-cursors';
import { cancelPrepared } from './prepared-updates';
import type { Session } from './session';
import { storageOf } from './storage';

const OPTIONS: CursorOptions = { isReadOnly: false, denyRead: true, denyWrite: false, permitsDdl: false };
/** No database that a session opens has it. */
const NO_DATABASE = 0;

/** The sorts of each instance. */
const sortsOf = new WeakMap<Instance, Set<TemporaryTable>>();

/** Refuses one more sort where there are as many as there may be. */
function requireRoom(instance: Instance): Set<TemporaryTable> {
  const sorts = sortsOf.get(instance) ?? new Set();
  sortsOf.set(instance, sorts);
  const most = instance.parameters.number(JET_paramMaxTemporaryTables);
  if (sorts.size >= most) fail(JET_errTooManySorts, `${sorts.size} of ${most} sorts`);
  return sorts;
}

/** Opens a temporary table; answers the handle of its cursor. */
export function openTemporaryTable(
  session: Session,
  request: TemporaryRequest,
  placed: PlacedColumns,
): number {
  const { instance } = session;
  const sorts = requireRoom(instance);
  const temporary = new TemporaryTable(storageOf(instance).temporary(), request, placed);
  if (!temporary.mustBeStored) sorts.add(temporary);
  else if (temporary.isForwardOnly) fail(JET_errCannotMaterializeForwardOnlySort, 'the rows need a tree');
  else temporary.store();
  return openCursorOn(session, temporary).handle;
}

/** Opens another cursor on the table of a cursor: on its first row where that is a sort. */
export function duplicateTemporary(session: Session, temporary: TemporaryTable): number {
  const open = openCursorOn(session, temporary);
  if (open.kind === CURSOR_SORTED) open.cursor.moveFirst();
  return open.handle;
}

function openCursorOn(session: Session, temporary: TemporaryTable): OpenCursor {
  const view = session.transaction;
  const cursor = temporary.isStored
    ? new TableCursor(temporary.table, view)
    : new SortCursor(temporary, view);
  if (temporary.isStored) cursor.standBeforeFirst();
  const open = new OpenCursor(session, NO_DATABASE, cursor, new Retrieval(cursor), OPTIONS, session.level);
  open.kind = kindOf(temporary);
  open.temporary = temporary;
  temporary.users++;
  open.whenClosed = () => release(session, temporary);
  registerCursor(open);
  return open;
}

function kindOf(temporary: TemporaryTable): number {
  if (temporary.isStored) return CURSOR_STORED;
  return temporary.isSorting ? CURSOR_SORTING : CURSOR_SORTED;
}

function release(session: Session, temporary: TemporaryTable): void {
  if (--temporary.users > 0) return;
  sortsOf.get(session.instance)?.delete(temporary);
  temporary.release(session.transaction);
}

/** The cursor is moved for the first time: what was put into the sort is put into order. */
export function finishSort(open: OpenCursor, temporary: TemporaryTable): void {
  if (open.update !== null && open.update.copy.isPrepared) cancelPrepared(open);
  open.kind = CURSOR_BROKEN;
  temporary.finish();
  const { cursor } = open;
  if (!temporary.isStored && cursor instanceof SortCursor) cursor.begin();
  else {
    sortsOf.get(open.session.instance)?.delete(temporary);
    const stored = new TableCursor(temporary.table, open.session.transaction, cursor.keyMaker);
    stored.standBeforeFirst();
    cursor.release();
    open.cursor = stored;
    open.retrieval = new Retrieval(stored);
    open.update = null;
  }
  open.kind = kindOf(temporary);
}
