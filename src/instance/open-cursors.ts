/**
 * Cursors as callers know them: a number that stands for a table cursor of one session.
 *
 * Invariants
 *  1. A cursor is closed by its session's end, by a rollback of the transaction it was opened in, and by the caller.
 *  2. A cursor moved inside a transaction is before the first row when that transaction is rolled back, and on the
 *     clustered index if it came to the secondary one inside.
 *  3. An update prepared inside a transaction goes with its rollback, and so it does when the outermost is committed, if
 *     it has made separated long values.
 *  4. `session.openCursors` counts the live cursors of a session.
 *  5. An instance has at most as many cursors as it was told to; what the engine opens for itself is not counted.
 */
import { JET_errOutOfCursors } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_paramMaxCursors } from '../../include/parameters';
import type { Retrieval } from '../table/retrieval';
import { RowUpdate } from '../table/row-update';
import type { Table, TableIdentity } from '../table/table';
import type { TableCursor } from '../table/table-cursor';
import type { TemporaryTable } from '../table/temporary-table';
import { HandleTable } from './handle-table';
import type { Instance } from './instance';
import { releaseLocalValue } from './local-values';
import { cancelPrepared } from './prepared-updates';
import { CursorEvents } from './row-events';
import type { Session, SessionListener } from './session';

export interface CursorOptions {
  readonly isReadOnly: boolean;
  readonly denyRead: boolean;
  readonly denyWrite: boolean;
  /** Whether the schema may change although the table says that it does not. */
  readonly permitsDdl: boolean;
}

/** What a cursor is of, one bit each: a table of a database, */
export const CURSOR_TABLE = 1;
/** a temporary table whose rows are in a tree, */
export const CURSOR_STORED = 2;
/** a sort whose rows are in order, */
export const CURSOR_SORTED = 4;
/** a sort that rows are still added to, */
export const CURSOR_SORTING = 8;
/** a sort that could not be finished. */
export const CURSOR_BROKEN = 16;

/** Which kinds a call serves: those with a tree, those with rows to read, those that take rows, and all of them. */
export const WITH_TREE = CURSOR_TABLE | CURSOR_STORED;
export const WITH_ROWS = WITH_TREE | CURSOR_SORTED;
export const TAKING_ROWS = WITH_TREE | CURSOR_SORTING;
export const OF_ANY_KIND = WITH_ROWS | TAKING_ROWS;

export class OpenCursor {
  handle = 0;
  /** What the cursor is of: one of CURSOR_… */
  kind = CURSOR_TABLE;
  /** Null for a table of a database. */
  temporary: TemporaryTable | null = null;
  /** Hears when the cursor is closed. */
  whenClosed: (() => void) | null = null;
  isOpen = true;
  /** Whether a callback runs that is about the cursor. */
  isCalling = false;
  /** The transaction level the cursor was moved at last. */
  levelMoved = 0;
  /** The transaction level at which the secondary index became current. */
  levelIndexed = 0;
  /** What the cursor changes; null before the first change. */
  update: RowUpdate | null = null;
  /** The transaction level at which the update was prepared. */
  levelPrepared = 0;
  readonly identity: TableIdentity;
  /** The epoch of the identity when the cursor's schema was looked up. */
  epoch: number;

  constructor(
    readonly session: Session,
    /** The database of the table, as the caller knows it. */
    readonly dbid: number,
    public cursor: TableCursor,
    public retrieval: Retrieval,
    readonly options: CursorOptions,
    /** The transaction level the cursor was opened at. */
    public levelOpened: number,
  ) {
    this.identity = cursor.table.identity;
    this.epoch = this.identity.epoch;
  }

  /** The schema that the session sees may be another one than before. */
  renewSchema(): void {
    const table = this.identity.seenBy(this.session.transaction);
    this.epoch = this.identity.epoch;
    if (table !== null && table !== this.cursor.table) this.cursor.useSchema(table);
  }
}

export const openCursors = new HandleTable<OpenCursor>('cursor');

/** The cursors of each session that has any. */
const cursorsOf = new WeakMap<Session, Set<OpenCursor>>();

const cursorsOfTable = new WeakMap<TableIdentity, Set<OpenCursor>>();

/** How many cursors each instance has. */
const countOf = new WeakMap<Instance, number>();

/** Gives a cursor its handle and ties it to its session; one that there is no room for is gone. */
export function registerCursor(open: OpenCursor): number {
  const { instance } = open.session;
  const count = countOf.get(instance) ?? 0;
  if (count >= instance.parameters.number(JET_paramMaxCursors)) {
    open.cursor.release();
    open.whenClosed?.();
    fail(JET_errOutOfCursors, `${count} cursors`);
  }
  countOf.set(instance, count + 1);
  let cursors = cursorsOf.get(open.session);
  if (cursors === undefined) {
    cursors = new Set();
    cursorsOf.set(open.session, cursors);
    open.session.listeners.push(followTransactions(cursors));
  }
  cursors.add(open);
  const onTable = cursorsOfTable.get(open.identity) ?? new Set();
  cursorsOfTable.set(open.identity, onTable.add(open));
  open.session.openCursors++;
  open.handle = openCursors.add(open);
  return open.handle;
}

/** What is prepared on it is cancelled. */
export function closeCursor(open: OpenCursor): void {
  cancelPrepared(open);
  openCursors.remove(open.handle);
  open.isOpen = false;
  open.cursor.release();
  cursorsOfTable.get(open.identity)?.delete(open);
  const { session } = open;
  if (cursorsOf.get(session)?.delete(open)) {
    session.openCursors--;
    countOf.set(session.instance, (countOf.get(session.instance) ?? 1) - 1);
  }
  releaseLocalValue(open);
  open.whenClosed?.();
}

/** What changes rows through a cursor. */
export function updateOf(open: OpenCursor): RowUpdate {
  let { update } = open;
  if (update === null) {
    update = new RowUpdate(open.cursor);
    update.events = new CursorEvents(open);
    open.update = update;
    open.cursor.copy = update.copy;
  }
  return update;
}

/** The live cursors on one table, of all sessions. */
export function cursorsOnTable(table: Table): Iterable<OpenCursor> {
  return cursorsOfTable.get(table.identity) ?? [];
}

/** Every live cursor of a session. */
export function cursorsOfSession(session: Session): Iterable<OpenCursor> {
  return cursorsOf.get(session) ?? [];
}

/** The transaction of that level is rolled back. */
function takeBack(open: OpenCursor, level: number): void {
  if (open.levelMoved >= level) {
    open.cursor.standBeforeFirst();
    open.levelMoved = level - 1;
  }
  if (open.levelIndexed >= level) {
    open.cursor.changeIndex(null);
    open.levelIndexed = 0;
  }
}

/** Separated values cannot wait outside of transactions for the row they belong to: an update with some is cancelled. */
function keepNoLongValues(open: OpenCursor): void {
  if (open.update !== null && open.update.copy.ledger.versions.length > 0) cancelPrepared(open);
}

function followTransactions(cursors: Set<OpenCursor>): SessionListener {
  const outer = (level: number, session: Session): number => Math.min(level, session.level - 1);
  return {
    began: () => undefined,
    committing(session) {
      for (const open of cursors) {
        if (session.level === 1) keepNoLongValues(open);
        open.levelMoved = outer(open.levelMoved, session);
        open.levelIndexed = outer(open.levelIndexed, session);
        open.levelOpened = outer(open.levelOpened, session);
        open.levelPrepared = outer(open.levelPrepared, session);
      }
    },
    rollingBack(session) {
      for (const open of [...cursors]) {
        if (open.levelPrepared >= session.level) open.update?.copy.end();
        if (open.levelOpened >= session.level) closeCursor(open);
        else takeBack(open, session.level);
      }
    },
    ended(session) {
      for (const open of [...cursors]) closeCursor(open);
      cursorsOf.delete(session);
    },
    abandoned(session) {
      for (const open of cursors) {
        openCursors.remove(open.handle);
        open.isOpen = false;
      }
      cursorsOf.delete(session);
    },
  };
}
