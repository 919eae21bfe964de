/**
 * What lies in a log folder: the checkpoint, the finished logs, the current one and how it ends.
 *
 * Invariants
 *  1. Surveying changes no file; it makes an absent checkpoint file, and gives a new log that has all but its name
 *     this name.
 *  2. Whoever surveys owns the folder, and closes what the survey has open.
 */
import { JET_errCheckpointCorrupt, JET_errLogFileCorrupt } from '../../errors/codes';
import { JetError } from '../../errors/jet-error';
import type { Checkpoint } from '../format/checkpoint';
import { readStart } from '../format/header-page';
import { LOG_HEADER_BYTES, readLogHeader, type LogHeader } from '../format/log-header';
import { comparePositions, type LogPosition } from '../format/log-position';
import { sameSignature } from '../format/signature';
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file';
import { openLogFile, type LogEnd, type LogFile } from './log-file';
import type { ArchivedLog, LogFolder } from './log-folder';
import { LogReader } from './log-reader';
import { RECORD } from './record-types';

/** What lies in a log folder; whoever has it closes it. */
export interface LogSurvey {
  readonly checkpointFile: CheckpointFile;
  /** What the checkpoint file says; null when it says nothing yet. */
  readonly checkpoint: Checkpoint | null;
  readonly archived: readonly ArchivedLog[];
  /** The current log; null when there is none. */
  readonly current: LogFile | null;
  readonly end: LogEnd | null;
  /** Where the Term record stands that is the last of the log; null when the last one is another. */
  readonly termPosition: LogPosition | null;
  /** Why the current log cannot be read, and is as good as missing; null when it can. */
  readonly damage: JetError | null;
}

/** Takes ownership of the folder and looks at it; JET_errFileAccessDenied while another process has it. */
export function surveyLogs(folder: LogFolder): LogSurvey {
  const checkpointFile = openCheckpointFile(folder.files, folder.checkpoint);
  try {
    finishInterruptedRoll(folder);
    const archived = folder.listArchived();
    const found = folder.files.exists(folder.current) ? surveyCurrent(folder) : NO_CURRENT;
    const newest = found.current?.header ?? newestHeader(folder, archived);
    const checkpoint = newest === null ? null : usableCheckpoint(checkpointFile, newest);
    return { checkpointFile, checkpoint, archived, ...found };
  } catch (failure) {
    checkpointFile.close();
    throw failure;
  }
}

const NO_CURRENT = { current: null, end: null, termPosition: null, damage: null } as const;

function newestHeader(folder: LogFolder, archived: readonly ArchivedLog[]): LogHeader | null {
  const newest = archived.at(-1);
  return newest === undefined ? null : headerOf(folder, newest.path);
}

/** Whether databases may need the log: it has no clean end, or the checkpoint does not know of it. */
export function needsRecovery({ termPosition, checkpoint }: LogSurvey): boolean {
  if (termPosition === null || checkpoint === null) return true;
  return comparePositions(checkpoint.position, termPosition) !== 0;
}

/** Whether a record ends the run of an instance and leaves its databases clean. */
export const endsRun = (type: number): boolean =>
  type === RECORD.term ||
  type === RECORD.termOld ||
  type === RECORD.recoveryQuit ||
  type === RECORD.recoveryQuitOld;

type CurrentLog = Pick<LogSurvey, 'current' | 'end' | 'termPosition' | 'damage'>;

/** A damaged log is no reason to give up before it is known whether anybody needs it. */
function surveyCurrent(folder: LogFolder): CurrentLog {
  try {
    return readCurrent(openLogFile(folder.files, folder.current));
  } catch (failure) {
    if (!(failure instanceof JetError) || failure.err !== JET_errLogFileCorrupt) throw failure;
    return { ...NO_CURRENT, damage: failure };
  }
}

function readCurrent(current: LogFile): CurrentLog {
  try {
    const end = current.findEnd();
    return { current, end, termPosition: lastTerm(new LogReader(current, end)), damage: null };
  } catch (failure) {
    current.close();
    throw failure;
  }
}

/** A checkpoint that cannot be read, or is of other logs, is as good as none: the log is read from its beginning. */
function usableCheckpoint(file: CheckpointFile, { logSignature }: LogHeader): Checkpoint | null {
  try {
    const checkpoint = file.read();
    return checkpoint !== null && sameSignature(checkpoint.logSignature, logSignature) ? checkpoint : null;
  } catch (failure) {
    if (failure instanceof JetError && failure.err === JET_errCheckpointCorrupt) return null;
    throw failure;
  }
}

/** A crash between the two renames of a roll left the new log under its temporary name: it gets its own. */
function finishInterruptedRoll(folder: LogFolder): void {
  const { files } = folder;
  const last = folder.listArchived().at(-1);
  if (last === undefined || files.exists(folder.current) || !files.exists(folder.temporary)) return;
  const made = headerOf(folder, folder.temporary);
  const before = headerOf(folder, last.path);
  const follows =
    made?.generation === last.generation + 1 &&
    before !== null &&
    sameSignature(made.logSignature, before.logSignature);
  if (!follows) return;
  files.rename(folder.temporary, folder.current);
  files.syncDirectory(folder.logPath);
}

/** The header of a file that may be no log yet; null when it is none. */
function headerOf(folder: LogFolder, path: string): LogHeader | null {
  const file = folder.files.open(path, 'read');
  try {
    return readLogHeader(readStart(file, LOG_HEADER_BYTES));
  } catch (failure) {
    if (failure instanceof JetError && failure.err === JET_errLogFileCorrupt) return null;
    throw failure;
  } finally {
    file.close();
  }
}

/** Where the Term record stands that is the last of the log, or null. */
function lastTerm(reader: LogReader): LogPosition | null {
  let position: LogPosition | null = null;
  while (reader.next()) position = endsRun(reader.type) ? reader.position : null;
  return position;
}
