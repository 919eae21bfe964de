/**
 * Lists that information calls have open: to callers they are cursors like any other, to the engine a kind of their
 * own, looked up only where no cursor has the handle.
 *
 * Invariants
 *  1. A list is closed by its session's end, by a rollback of the transaction it was opened in, and by the caller.
 *  2. Open lists count among the `openCursors` of their session.
 */
import type { ListCursor } from '../table/list-cursor';
import { HandleTable } from './handle-table';
import type { Session, SessionListener } from './session';

interface OpenList {
  readonly session: Session;
  readonly cursor: ListCursor;
  /** The transaction level the list was opened at. */
  levelOpened: number;
}

export const openLists = new HandleTable<OpenList>('other');

/** The lists of each session that has had any, by handle. */
const listsOf = new WeakMap<Session, Map<number, OpenList>>();

/** Gives a list its handle and ties it to its session. */
export function registerList(session: Session, cursor: ListCursor): number {
  let lists = listsOf.get(session);
  if (lists === undefined) {
    lists = new Map();
    listsOf.set(session, lists);
    session.listeners.push(followTransactions(lists));
  }
  const list = { session, cursor, levelOpened: session.level };
  const handle = openLists.add(list);
  lists.set(handle, list);
  session.openCursors++;
  return handle;
}

export function closeList(handle: number): void {
  const list = openLists.get(handle);
  if (list === undefined) return;
  openLists.remove(handle);
  if (listsOf.get(list.session)?.delete(handle)) list.session.openCursors--;
}

function followTransactions(lists: Map<number, OpenList>): SessionListener {
  return {
    began: () => undefined,
    committing(session) {
      for (const list of lists.values()) list.levelOpened = Math.min(list.levelOpened, session.level - 1);
    },
    rollingBack(session) {
      for (const [handle, list] of [...lists]) if (list.levelOpened >= session.level) closeList(handle);
    },
    ended(session) {
      for (const handle of [...lists.keys()]) closeList(handle);
      listsOf.delete(session);
    },
    abandoned(session) {
      for (const handle of lists.keys()) openLists.remove(handle);
      listsOf.delete(session);
    },
  };
}
