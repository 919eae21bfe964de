/**
 * The state machine of streaming backup as data: per call and state the code, and the state afterwards where it is not
 * the same. `X` stands for each of the running states after jetStopBackup.
 */
import * as api from '../../src/api';
import type * as codes from '../../errors/codes';
import { ref } from '../../include/ref';
import * as call from './calls';
import type { World } from './world';

export const RUNNING_STATES = ['F1', 'F1o', 'F2', 'F2o', 'I1', 'I2', 'I2o'] as const;
export type RunningState = (typeof RUNNING_STATES)[number];
export type TableState = 'S0' | RunningState | 'X';
/** What can be observed: a log opened before logs were listed is one more; a stopped backup is `X`. */
export type ObservedState = TableState | 'I1o' | 'gone';
type Code = keyof typeof codes;
type Cell = Code | readonly [Code, ObservedState] | null;

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly act: (world: World) => number;
  readonly cells: Readonly<Record<TableState, Cell>>;
}

const OK = 'JET_errSuccess';
const NONE = 'JET_errNoBackup';
const STOPPED = 'JET_errBackupAbortByServer';
const SEQUENCE = 'JET_errInvalidBackupSequence';
const BUSY = 'JET_errBackupInProgress';
const PARAMETER = 'JET_errInvalidParameter';
const FULL = 'JET_errOutOfMemory';
const LOCKED = 'JET_errDatabaseLocked';
const UNKNOWN = 'JET_errDatabaseNotFound';
const MISSING = 'JET_errMissingFileToBackup';
const NOT_COPIED = 'JET_errLogFileNotCopied';

/** The same in every running state and in X. */
const everywhere = (cell: Cell): Record<RunningState | 'X', Cell> => ({
  F1: cell,
  F1o: cell,
  F2: cell,
  F2o: cell,
  I1: cell,
  I2: cell,
  I2o: cell,
  X: cell,
});

function locked(world: World): number {
  world.firstDatabase.isLocked = true;
  const err = call.open(world, world.path('a.db'));
  world.firstDatabase.isLocked = false;
  return err;
}

/** What one call answers, checked first: it must not depend on how the same thing is said. */
function alike(...errs: number[]): number {
  if (new Set(errs).size !== 1) throw new Error(`${errs.join(', ')} should be one code`);
  return errs[0];
}

const unchangedInX = (cells: Omit<Record<TableState, Cell>, 'S0' | 'X'>): Record<TableState, Cell> => ({
  S0: NONE,
  ...cells,
  X: STOPPED,
});

// prettier-ignore
export const TABLE: readonly Row[] = [
  { id: 'B2.1', title: 'begin', act: (world) => call.begin(world), cells: { S0: [OK, 'F1'], ...everywhere(BUSY) } },
  { id: 'B2.1', title: 'begin incremental', act: (world) => call.begin(world, call.INCREMENTAL), cells: { S0: [OK, 'I1'], ...everywhere(BUSY) } },
  { id: 'B2.3', title: 'list databases', act: call.attachInfo,
    cells: unchangedInX({ F1: OK, F1o: OK, F2: OK, F2o: OK, I1: SEQUENCE, I2: SEQUENCE, I2o: SEQUENCE }) },
  { id: 'B2.4', title: 'open an attached database', act: (world) => call.open(world, world.path('a.db')),
    cells: unchangedInX({ F1: [OK, 'F1o'], F1o: FULL, F2: [SEQUENCE, 'S0'], F2o: FULL, I1: [SEQUENCE, 'S0'], I2: [SEQUENCE, 'S0'], I2o: FULL }) },
  { id: 'B2.5', title: 'open a database that somebody has alone', act: locked,
    cells: unchangedInX({ F1: LOCKED, F1o: FULL, F2: [LOCKED, 'S0'], F2o: FULL, I1: [LOCKED, 'S0'], I2: [LOCKED, 'S0'], I2o: FULL }) },
  { id: 'B2.6', title: 'open an archived log', act: (world) => call.open(world, world.log.archivePath(2)),
    cells: unchangedInX({ F1: UNKNOWN, F1o: FULL, F2: [OK, 'F2o'], F2o: FULL, I1: [OK, 'I1o'], I2: [OK, 'I2o'], I2o: FULL }) },
  { id: 'B2.6', title: 'open a log that is not there', act: (world) => call.open(world, world.log.archivePath(0x99)),
    cells: unchangedInX({ F1: UNKNOWN, F1o: FULL, F2: [MISSING, 'S0'], F2o: FULL, I1: [MISSING, 'S0'], I2: [MISSING, 'S0'], I2o: FULL }) },
  { id: 'B2.7', title: 'open nothing', act: (world) => alike(call.open(world, null), call.open(world, '')),
    cells: { S0: NONE, ...everywhere(PARAMETER), X: STOPPED } },
  { id: 'B2.8', title: 'read the open file', act: (world) => call.read(world, 3),
    cells: unchangedInX({ F1: null, F1o: OK, F2: null, F2o: OK, I1: null, I2: null, I2o: OK }) },
  { id: 'B2.9', title: 'read two pages of no file', act: (world) => call.read(world, 2),
    cells: unchangedInX({ F1: OK, F1o: null, F2: OK, F2o: null, I1: OK, I2: OK, I2o: null }) },
  { id: 'B2.9', title: 'read one page of no file', act: (world) => call.read(world, 1),
    cells: unchangedInX({ F1: PARAMETER, F1o: null, F2: PARAMETER, F2o: null, I1: PARAMETER, I2: PARAMETER, I2o: null }) },
  { id: 'B2.9', title: 'read another handle', act: (world) => alike(call.read(world, 4, 99), call.read(world, 4, -1)),
    cells: { S0: NONE, ...everywhere(PARAMETER), X: STOPPED } },
  { id: 'B2.10', title: 'close the open file', act: (world) => call.close(world),
    cells: { S0: NONE, F1: null, F1o: [OK, 'F1'], F2: null, F2o: [OK, 'F2'], I1: null, I2: null, I2o: [OK, 'I2'], X: null } },
  { id: 'B2.11', title: 'close another handle', act: (world) => alike(call.close(world, 1), call.close(world, -1), call.close(world, 0.5)),
    cells: { S0: NONE, ...everywhere(PARAMETER) } },
  { id: 'B2.12', title: 'list logs', act: (world) => call.logInfo(world),
    cells: unchangedInX({ F1: [OK, 'F2'], F1o: SEQUENCE, F2: OK, F2o: SEQUENCE, I1: [OK, 'I2'], I2: OK, I2o: SEQUENCE }) },
  { id: 'B2.12', title: 'list logs with their generations', act: (world) => call.logInfo2(world).err,
    cells: unchangedInX({ F1: [OK, 'F2'], F1o: SEQUENCE, F2: OK, F2o: SEQUENCE, I1: [OK, 'I2'], I2: OK, I2o: SEQUENCE }) },
  { id: 'B2.13', title: 'list superfluous logs', act: (world) => call.truncateInfo(world),
    cells: unchangedInX({ F1: [OK, 'F2'], F1o: SEQUENCE, F2: OK, F2o: SEQUENCE, I1: [OK, 'I2'], I2: OK, I2o: SEQUENCE }) },
  { id: 'B2.14', title: 'truncate before the logs were read', act: (world) => call.truncate(world),
    cells: unchangedInX({ F1: SEQUENCE, F1o: SEQUENCE, F2: NOT_COPIED, F2o: SEQUENCE, I1: SEQUENCE, I2: NOT_COPIED, I2o: SEQUENCE }) },
  { id: 'B2.15', title: 'end', act: (world) => call.end(world), cells: { S0: NONE, ...everywhere([OK, 'S0']) } },
  { id: 'B2.15', title: 'end normally', act: (world) => call.endNormal(world), cells: { S0: NONE, ...everywhere([OK, 'S0']) } },
  { id: 'B2.16', title: 'end as given up', act: (world) => call.endAbort(world), cells: { S0: NONE, ...everywhere([OK, 'S0']) } },
  { id: 'B2.17', title: 'end neither normally nor as given up, or both',
    act: (world) => alike(...[0, 3, 0x100, 4].map((grbit) => api.jetEndExternalBackupInstance2(world.instance, grbit))),
    cells: { S0: PARAMETER, ...everywhere(PARAMETER) } },
  { id: 'B2.18', title: 'stop', act: (world) => call.stop(world), cells: { S0: OK, ...everywhere([OK, 'X']) } },
  { id: 'B2.19', title: 'stop the service', act: (world) => stopService(world), cells: { S0: [OK, 'gone'], ...everywhere([OK, 'gone']) } },
  { id: 'B2.20', title: 'terminate', act: (world) => api.jetTerm(world.instance), cells: { S0: [OK, 'gone'], ...everywhere([OK, 'gone']) } },
  { id: 'B2.20', title: 'terminate abruptly', act: (world) => api.jetTerm2(world.instance, 2), cells: { S0: [OK, 'gone'], ...everywhere([OK, 'gone']) } },
  { id: 'B2.20', title: 'terminate and stop backups', act: (world) => api.jetTerm2(world.instance, 5), cells: { S0: [OK, 'gone'], ...everywhere([OK, 'gone']) } },
  { id: 'B2.21', title: 'terminate completely', act: (world) => api.jetTerm2(world.instance, 1), cells: { S0: [OK, 'gone'], ...everywhere(BUSY) } },
  { id: 'B2.21', title: 'terminate without options', act: (world) => api.jetTerm2(world.instance, 0), cells: { S0: [OK, 'gone'], ...everywhere(BUSY) } },
  { id: 'B2.22', title: 'terminate dirtily', act: (world) => api.jetTerm2(world.instance, 8),
    cells: { S0: ['JET_errDirtyShutdown', 'gone'], ...everywhere(['JET_errDirtyShutdown', 'gone']) } },
  { id: 'B2.26', title: 'begin and end a session', act: (world) => useSession(world), cells: { S0: OK, ...everywhere(OK) } },
];

/** After it every call of a backup is refused, and only the end of the instance ends the backup. */
function stopService(world: World): number {
  const err = api.jetStopServiceInstance(world.instance);
  const refused = alike(
    call.begin(world),
    call.attachInfo(world),
    call.open(world, world.path('a.db')),
    call.read(world, 3),
    call.close(world),
    call.logInfo(world),
    call.truncateInfo(world),
    call.truncate(world),
    call.end(world),
    call.endAbort(world),
  );
  if (refused !== -1329) throw new Error(`a call after the service was stopped answers ${refused}`);
  alike(err, call.stop(world), api.jetTerm2(world.instance, 2));
  return err;
}

function useSession(world: World): number {
  const session = ref(0);
  const errs = [api.jetBeginSession(world.instance, session, null, null)];
  errs.push(api.jetBeginTransaction(session.value), api.jetCommitTransaction(session.value, 0));
  errs.push(api.jetEndSession(session.value, 0));
  return alike(...errs);
}

/** Brings a fresh world into a running state. */
export function bringTo(world: call.Client, state: 'S0' | RunningState): void {
  if (state.startsWith('I') || state === 'S0') call.backUp(world);
  if (state === 'S0') return;
  if (state === 'F1' || state === 'F1o') call.begin(world);
  if (state === 'F2' || state === 'F2o') call.copyDatabases(world);
  if (state.startsWith('I')) call.begin(world, call.INCREMENTAL);
  if (state === 'I2' || state === 'I2o') call.logInfo(world);
  if (state === 'F1o') call.open(world, world.path('a.db'));
  if (state === 'F2o' || state === 'I2o') call.open(world, call.listLogs(world).names[0]);
}

/** Finds out the state from what calls answer; changes it on the way. */
export function observe(world: call.Client): ObservedState {
  const attached = call.attachInfo(world);
  if (attached === -1115) return 'gone';
  if (attached === -520) return 'S0';
  if (attached === -801) return 'X';
  const isOpen = call.close(world) === 0;
  const areLogsListed = call.truncate(world) !== -521;
  if (attached === 0) return areLogsListed ? (isOpen ? 'F2o' : 'F2') : isOpen ? 'F1o' : 'F1';
  return areLogsListed ? (isOpen ? 'I2o' : 'I2') : isOpen ? 'I1o' : 'I1';
}
