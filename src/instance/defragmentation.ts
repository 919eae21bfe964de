/**
 * Online defragmentation as callers know it: a run that is started and stopped.
 *
 *   idle ── start ──▶ started ── stop ──▶ idle
 *                      │ start again: JET_wrnDefragAlreadyRunning, unless the run had limits, which it has kept
 *   idle ── stop: JET_wrnDefragNotRunning
 *
 * The work is done while it is started, in one pass: what is left to do later is nothing.
 */
import { JET_errSuccess, JET_wrnDefragAlreadyRunning } from '../../errors/codes';
import { JET_cbtypOnlineDefragCompleted } from '../../include/callback-types';
import type { JET_CALLBACK } from '../../include/callbacks';
import { type JET_ERR, JET_tableidNil } from '../../include/handles';
import type { Database } from '../database/database';
import { defragmentAll } from '../maintenance/defragment';
import type { DatabaseTables } from '../table/database-tables';
import type { Session } from './session';
import { storageOf } from './storage';

const SECOND_MS = 1000;

/** What became of a run. */
interface Run {
  readonly passes: number;
  readonly beganAt: number;
  readonly hasLimits: boolean;
}

const runs = new WeakMap<Database, Run>();

/** Limits of a run; 0 is no limit. */
interface DefragmentationLimits {
  readonly passes: number;
  readonly seconds: number;
}

/** Starts a run, and is done with it. `onlySpace` leaves tables alone: free space is in one piece at any time. */
export function startDefragmentation(
  session: Session,
  database: Database,
  tables: DatabaseTables,
  { passes, seconds }: DefragmentationLimits,
  onlySpace: boolean,
): JET_ERR {
  if (runs.get(database)?.hasLimits === false) return JET_wrnDefragAlreadyRunning;
  const { clock } = storageOf(session.instance);
  const beganAt = clock.now();
  const until = seconds === 0 ? Infinity : beganAt + seconds * SECOND_MS;
  if (!onlySpace) defragmentAll(tables, () => clock.now() < until);
  runs.set(database, { passes: 1, beganAt, hasLimits: passes > 0 || seconds > 0 });
  return JET_errSuccess;
}

/** Stops a run, and tells how many passes it made and for how many seconds it was started; null when there was none. */
export function stopDefragmentation(session: Session, database: Database): DefragmentationLimits | null {
  const run = runs.get(database);
  if (run === undefined) return null;
  runs.delete(database);
  const elapsed = storageOf(session.instance).clock.now() - run.beganAt;
  return { passes: run.passes, seconds: Math.floor(elapsed / SECOND_MS) };
}

/** Tells a callback that the work is done. What it answers or throws does not count: the work is done. */
export function tellDefragmented({ handle }: Session, dbid: number, callback: JET_CALLBACK): void {
  try {
    callback(handle, dbid, JET_tableidNil, JET_cbtypOnlineDefragCompleted, null, null, null, 0);
  } catch {
    return;
  }
}
