/**
 * The state machine of a database header: which fields change when a database becomes dirty or clean, and while the
 * log goes on.
 */
import { NO_BACKUP } from '../format/backup-info';
import { STATE_CLEAN, STATE_DIRTY, WRITER_SYSTEM, type DatabaseHeader } from '../format/database-header';
import { NULL_POSITION, type LogPosition } from '../format/log-position';
import { sameTime, UNSET_TIME, type LogTime } from '../format/log-time';
import { sameSignature, type Signature } from '../format/signature';

/** The first format updates whose headers have these fields. */
const UPDATE_WITH_LAST_RESIZE = 110;
const UPDATE_WITH_REQUIRED_TIME = 150;

/** The attach record, and the log it is in. */
interface LoggedAttach {
  readonly position: LogPosition;
  /** When the generation with the record was made. */
  readonly madeAt: LogTime;
  readonly logSignature: Signature;
}

/** How the attach is known: by its record, or without a log by a new identity of the database. */
type AttachOrigin = { readonly attach: LoggedAttach } | { readonly databaseSignature: Signature };

/** The attach of a clean database: from now on it needs its log. */
export function becomeDirty(header: DatabaseHeader, id: number, now: LogTime, origin: AttachOrigin): void {
  header.state = STATE_DIRTY;
  header.recoveringGeneration = 0;
  header.attachedAt = now;
  header.detachPosition = NULL_POSITION;
  header.detachedAt = UNSET_TIME;
  header.databaseId = id;
  Object.assign(header, WRITER_SYSTEM);
  header.currentFullBackup = NO_BACKUP;
  header.currentSnapshot = NO_BACKUP;
  if ('attach' in origin) setLoggedAttach(header, origin.attach);
  else {
    forgetBackups(header);
    setGenerations(header, 0, UNSET_TIME);
    header.databaseSignature = origin.databaseSignature;
  }
}

/** The detach: the database needs no log; `position` is that of the detach record, null without a log. */
export function becomeClean(header: DatabaseHeader, now: LogTime, position: LogPosition | null): void {
  header.state = STATE_CLEAN;
  setGenerations(header, 0, UNSET_TIME);
  header.detachedAt = now;
  header.consistentAt = now;
  header.currentFullBackup = NO_BACKUP;
  header.currentSnapshot = NO_BACKUP;
  if (position === null) return;
  header.detachPosition = position;
  header.consistentPosition = position;
  if (header.updateMajor >= UPDATE_WITH_LAST_RESIZE) header.lastResizePosition = position;
}

/** The log has a new generation, in which changes of this database may be. */
export function requireLogGeneration(header: DatabaseHeader, generation: number, madeAt: LogTime): void {
  header.maximumRequired = generation;
  header.maximumCommitted = generation;
  header.maximumCreatedAt = madeAt;
  if (header.updateMajor >= UPDATE_WITH_REQUIRED_TIME) header.maximumRequiredAt = madeAt;
}

/** Whether the header says already what {@link requireLogGeneration} would make it say. */
export function requiresLogGeneration(header: DatabaseHeader, generation: number, madeAt: LogTime): boolean {
  return (
    header.maximumRequired === generation &&
    header.maximumCommitted === generation &&
    sameTime(header.maximumCreatedAt, madeAt) &&
    (header.updateMajor < UPDATE_WITH_REQUIRED_TIME || sameTime(header.maximumRequiredAt, madeAt))
  );
}

function setLoggedAttach(header: DatabaseHeader, { position, madeAt, logSignature }: LoggedAttach): void {
  setGenerations(header, position.generation, madeAt);
  header.attachPosition = position;
  header.reattachPosition = NULL_POSITION;
  if (!sameSignature(header.logSignature, logSignature)) {
    forgetBackups(header);
    header.beforeRedoRequired = 0;
    header.beforeRedoConsistent = 0;
    header.consistentPosition = NULL_POSITION;
    header.lastResizePosition = NULL_POSITION;
    header.logSignature = logSignature;
  }
  if (header.updateMajor >= UPDATE_WITH_LAST_RESIZE) header.lastResizePosition = position;
}

function setGenerations(header: DatabaseHeader, generation: number, madeAt: LogTime): void {
  header.minimumConsistent = generation;
  header.minimumRequired = generation;
  header.maximumRequired = generation;
  header.maximumCommitted = generation;
  header.maximumCreatedAt = madeAt;
  const hasRequiredTime = header.updateMajor >= UPDATE_WITH_REQUIRED_TIME && generation > 0;
  header.maximumRequiredAt = hasRequiredTime ? madeAt : UNSET_TIME;
}

/** Backups made with another log sequence, or with none, are no base for later ones. */
function forgetBackups(header: DatabaseHeader): void {
  header.previousFullBackup = NO_BACKUP;
  header.previousIncrementalBackup = NO_BACKUP;
  header.previousCopyBackup = NO_BACKUP;
  header.previousDifferentialBackup = NO_BACKUP;
  header.previousFullType = 0;
  header.previousIncrementalType = 0;
  header.previousCopyType = 0;
  header.previousDifferentialType = 0;
}
