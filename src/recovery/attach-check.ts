/**
 * Whether a database that the log tells of is the one that lies under its name, and from where on the log is to be done
 * again on it.
 *
 *   signature of the log   its own ─────▶ by where it was clean and where it was attached
 *                          that of the attach before ─▶ the attach never reached the header: now
 *                          any other ───▶ later
 *
 * Invariant
 *  1. Nothing is changed here; `now` is answered only for a database whose records all follow.
 */
import {
  JET_errAttachedDatabaseMismatch,
  JET_errConsistentTimeMismatch,
  JET_errDatabaseCorrupted,
  JET_errRequiredLogFilesMissing,
  JET_errSoftRecoveryOnBackupDatabase,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  STATE_CLEAN,
  STATE_DIRTY,
  STATE_DIRTY_AND_PATCHED,
  STATE_JUST_CREATED,
  type DatabaseHeader,
} from '../format/database-header';
import { comparePositions, isNullPosition, type LogPosition } from '../format/log-position';
import { sameSignature, type Signature } from '../format/signature';

/** What the log says of an attach. */
export interface LoggedAttach {
  readonly databaseId: number;
  readonly path: string;
  readonly maximumPages: number;
  /** The last database time and object id that were handed out, as far as this tells; 0 when it does not. */
  readonly databaseTime: bigint;
  readonly lastObjectId: number;
  readonly databaseSignature: Signature;
  readonly attachPosition: LogPosition;
  /** Where the database was clean before; null before the first time. */
  readonly consistentPosition: LogPosition;
  /** The log sequence of the attach before. */
  readonly previousLog: Signature;
}

/**
 * - `now`: its records are done again from here on
 * - `attach`: the same, and its header has to learn of the attach first
 * - `create`: what lies there is no database yet
 * - `later`: it is another one, or was attached later: its turn may come
 * - `clean later`: the log leaves it clean further on, and nothing is to be done until there
 */
export type AttachVerdict = 'now' | 'attach' | 'create' | 'later' | 'clean later';

/** Where recovery is when it asks. */
export interface RedoPlace {
  /** The log sequence that is read. */
  readonly logSignature: Signature;
  /** The record that is read; null before the first. */
  readonly position: LogPosition | null;
  /** The generation that is read. */
  readonly generation: number;
  /** Whether a copy that a backup made may be brought up to date without a restore. */
  readonly allowsBackupCopies: boolean;
}

const isRecoverable = (state: number): boolean =>
  state === STATE_CLEAN || state === STATE_DIRTY || state === STATE_DIRTY_AND_PATCHED;

/** For a CreateDB record, when a file is there. */
export function checkCreated(header: DatabaseHeader, attach: LoggedAttach, place: RedoPlace): AttachVerdict {
  if (!isRecoverable(header.state)) return 'create';
  if (!sameSignature(header.logSignature, place.logSignature)) return 'later';
  if (comparePositions(header.attachPosition, attach.attachPosition) !== 0) return 'later';
  if (!sameSignature(header.databaseSignature, attach.databaseSignature)) return 'later';
  if (comparePositions(attach.attachPosition, header.consistentPosition) <= 0) return 'clean later';
  requireAllRecords(header, attach, place);
  return 'now';
}

/** For an AttachDB record, or for a database that was attached where reading the log begins. */
export function checkAttached(header: DatabaseHeader, attach: LoggedAttach, place: RedoPlace): AttachVerdict {
  if (header.state === STATE_JUST_CREATED) return 'later';
  if (!isRecoverable(header.state)) fail(JET_errDatabaseCorrupted, `${attach.path}: state ${header.state}`);
  const isSame = sameSignature(header.databaseSignature, attach.databaseSignature);
  if (sameSignature(header.logSignature, place.logSignature))
    return checkInLog(header, attach, place, isSame);
  if (!sameSignature(header.logSignature, attach.previousLog) || !isSame) return 'later';
  if (comparePositions(header.consistentPosition, attach.consistentPosition) !== 0)
    return refuseTime(header, attach);
  requireAllRecords(header, attach, place);
  return 'attach';
}

function checkInLog(
  header: DatabaseHeader,
  attach: LoggedAttach,
  place: RedoPlace,
  isSame: boolean,
): AttachVerdict {
  const wasInLog = sameSignature(header.logSignature, attach.previousLog);
  const order = comparePositions(header.consistentPosition, attach.consistentPosition);
  if (!wasInLog || order === 0 || isNullPosition(header.consistentPosition))
    return isSame ? checkAttachPosition(header, attach, place, wasInLog) : 'later';
  const isCleanLater =
    order > 0 && (place.position === null || comparePositions(header.consistentPosition, place.position) > 0);
  if (isCleanLater) return 'clean later';
  return isSame ? refuseTime(header, attach) : 'later';
}

function checkAttachPosition(
  header: DatabaseHeader,
  attach: LoggedAttach,
  place: RedoPlace,
  wasInLog: boolean,
): AttachVerdict {
  const order = comparePositions(header.attachPosition, attach.attachPosition);
  if (order > 0) return 'later';
  const isRecord = place.position !== null && wasInLog;
  if (order < 0 && !isRecord)
    fail(JET_errAttachedDatabaseMismatch, `${attach.path} was copied back from before its attach`);
  requireAllRecords(header, attach, place);
  return order === 0 ? 'now' : 'attach';
}

function refuseTime(header: DatabaseHeader, attach: LoggedAttach): never {
  const [found, wanted] = [header.consistentPosition, attach.consistentPosition];
  return fail(
    JET_errConsistentTimeMismatch,
    `${attach.path} was clean at ${JSON.stringify(found)}, by the log at ${JSON.stringify(wanted)}`,
  );
}

/** A database that misses changes of logs before this one cannot be helped by what follows. */
function requireAllRecords(header: DatabaseHeader, { path }: LoggedAttach, place: RedoPlace): void {
  const { minimumRequired } = header;
  const isStrict = minimumRequired !== 0 && header.state !== STATE_DIRTY_AND_PATCHED;
  if (isStrict && minimumRequired < place.generation)
    fail(
      JET_errRequiredLogFilesMissing,
      `${path} needs logs from ${minimumRequired} on, ${place.generation} is first`,
    );
  const { lowGeneration, highGeneration } = header.currentFullBackup;
  if (lowGeneration !== 0 && highGeneration === 0 && !place.allowsBackupCopies)
    fail(JET_errSoftRecoveryOnBackupDatabase, path);
}
