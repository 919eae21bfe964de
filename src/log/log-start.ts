/**
 * What a start finds of a log sequence, and how writing goes on.
 *
 *   nothing there ─────────────────────────────────▶ new sequence, generation 1
 *   last record is Term ───────────────────────────▶ goes on behind it
 *   no database was touched since the checkpoint ──▶ goes on behind the last good segment
 *   anything else ─────────────────────────────────▶ recovery first
 *
 * Invariants
 *  1. Surveying changes no file; it makes an absent checkpoint file, and gives a new log that has all but its name
 *     this name.
 *  2. Before writing goes on, whatever follows the last good segment is wiped, so that it is never taken for records.
 */
import {
  JET_errBadLogSignature,
  JET_errCheckpointCorrupt,
  JET_errDatabaseDirtyShutdown,
  JET_errFileAccessDenied,
  JET_errLogFileSizeMismatchDatabasesConsistent,
  JET_errRequiredLogFilesMissing,
  JET_errPageSizeMismatch,
} from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import type { Checkpoint } from '../format/checkpoint';
import { readStart } from '../format/header-page';
import { LOG_HEADER_BYTES, readLogHeader, type LogHeader } from '../format/log-header';
import { comparePositions, type LogPosition } from '../format/log-position';
import { LOG_SEGMENT_BYTES } from '../format/log-segment';
import { u32 } from '../format/layout';
import { sameSignature } from '../format/signature';
import type { OpenFile } from '../os/file-system';
import { openCheckpointFile, type CheckpointFile } from './checkpoint-file';
import { LogFile, openLogFile, type LogEnd } from './log-file';
import type { ArchivedLog, LogFolder } from './log-folder';
import { LogReader } from './log-reader';
import {
  checkpointAt,
  firstHeader,
  firstPosition,
  LogStream,
  type LogOwner,
  type LogTip,
} from './log-stream';
import { makeGeneration, makeReserves } from './new-generation';
import { RECORD } from './record-types';

interface LogStartOptions {
  /** The size of log files in KiB; null for that of the logs that are there, or the default. */
  readonly fileKib: number | null;
  readonly mayCreateFolders: boolean;
}

const DEFAULT_FILE_KIB = 5120;
const SEGMENT_KIB = LOG_SEGMENT_BYTES / 1024;

/** What lies in a log folder; whoever has it closes it. */
interface LogSurvey {
  readonly checkpointFile: CheckpointFile;
  /** What the checkpoint file says; null when it says nothing yet. */
  readonly checkpoint: Checkpoint | null;
  readonly archived: readonly ArchivedLog[];
  /** The current log; null when there is none. */
  readonly current: LogFile | null;
  readonly end: LogEnd | null;
  /** Where the Term record stands that is the last of the log; null when the last one is another. */
  readonly termPosition: LogPosition | null;
}

/** Takes ownership of the folder and looks at it; JET_errFileAccessDenied while another process has it. */
export function surveyLogs(folder: LogFolder): LogSurvey {
  const checkpointFile = openCheckpointFile(folder.files, folder.checkpoint);
  try {
    finishInterruptedRoll(folder);
    const archived = folder.listArchived();
    if (!folder.files.exists(folder.current)) {
      const checkpoint = archived.length > 0 ? readableCheckpoint(checkpointFile) : null;
      return { checkpointFile, checkpoint, archived, current: null, end: null, termPosition: null };
    }
    return {
      checkpointFile,
      checkpoint: readableCheckpoint(checkpointFile),
      archived,
      ...surveyCurrent(folder),
    };
  } catch (failure) {
    checkpointFile.close();
    throw failure;
  }
}

function surveyCurrent(folder: LogFolder): Pick<LogSurvey, 'current' | 'end' | 'termPosition'> {
  const current = openLogFile(folder.files, folder.current);
  try {
    const end = current.findEnd();
    return { current, end, termPosition: lastTerm(new LogReader(current, end)) };
  } catch (failure) {
    current.close();
    throw failure;
  }
}

/** A checkpoint that cannot be read is as good as none: the log is read from its beginning. */
function readableCheckpoint(file: CheckpointFile): Checkpoint | null {
  try {
    return file.read();
  } catch (failure) {
    if (failure instanceof JetError && failure.err === JET_errCheckpointCorrupt) return null;
    throw failure;
  }
}

/** Starts the log of an instance where no recovery is needed; JET_errDatabaseDirtyShutdown where one is. */
export function startLog(folder: LogFolder, owner: LogOwner, options: LogStartOptions): LogStream {
  folder.requireFolders(options.mayCreateFolders);
  const survey = surveyLogs(folder);
  try {
    return survey.current === null && survey.archived.length === 0
      ? startNew(folder, owner, survey, options)
      : goOn(folder, owner, survey, options);
  } catch (failure) {
    survey.checkpointFile.close();
    throw failure;
  } finally {
    survey.current?.close();
  }
}

/** Whether databases may need the log since the checkpoint. */
function needsRecovery(folder: LogFolder, survey: LogSurvey): boolean {
  if (survey.termPosition !== null) return false;
  const { current, checkpoint, end } = survey;
  if (current === null || end === null || checkpoint === null || checkpoint.attachments[0] !== 0) return true;
  const { position } = checkpoint;
  if (position.generation === current.generation) return isOfDatabases(current, end, position);
  for (let generation = position.generation; generation < current.generation; generation++) {
    const archived = survey.archived.find((log) => log.generation === generation);
    if (archived === undefined || isArchiveOfDatabases(folder, archived, position)) return true;
  }
  return isOfDatabases(current, end, firstPosition(current.generation));
}

function isArchiveOfDatabases(folder: LogFolder, archived: ArchivedLog, from: LogPosition): boolean {
  const log = openLogFile(folder.files, archived.path);
  try {
    const start = log.generation === from.generation ? from : firstPosition(log.generation);
    return isOfDatabases(log, log.findEnd(), start);
  } finally {
    log.close();
  }
}

/** Whether a record from a position on is about a database. */
function isOfDatabases(log: LogFile, end: LogEnd, { segment, offset }: LogPosition): boolean {
  if (segment > end.lastSegment + 1) return true;
  const reader = new LogReader(log, end);
  reader.seek(segment, offset);
  while (reader.next()) if (!isOfNoDatabase(reader.type)) return true;
  return false;
}

function isOfNoDatabase(type: number): boolean {
  return (
    type === RECORD.init ||
    type === RECORD.term ||
    type === RECORD.recoveryUndo ||
    type === RECORD.recoveryQuit ||
    type === RECORD.trace ||
    type === RECORD.shutDownMark ||
    type === RECORD.forceRoll ||
    type === RECORD.backup
  );
}

function startNew(
  folder: LogFolder,
  owner: LogOwner,
  survey: LogSurvey,
  options: LogStartOptions,
): LogStream {
  const fileSegments = segmentsOf(options.fileKib ?? DEFAULT_FILE_KIB);
  const header = firstHeader(folder, owner, fileSegments);
  const checkpoint = checkpointAt(firstPosition(1), header, folder, owner);
  makeReserves(folder, fileSegments * LOG_SEGMENT_BYTES);
  const file = makeGeneration(folder, header);
  try {
    survey.checkpointFile.write(checkpoint);
    folder.files.syncDirectory(folder.systemPath);
    folder.files.rename(folder.temporary, folder.current);
    folder.files.syncDirectory(folder.logPath);
  } catch (failure) {
    file.close();
    throw failure;
  }
  const tip = { file, header, nextSegment: header.headerSegments, sumLow: 0, sumHigh: 0 };
  return begun(new LogStream(folder, owner, survey.checkpointFile, tip, checkpoint));
}

const segmentsOf = (kib: number): number => Math.ceil(kib / SEGMENT_KIB);

function begun(stream: LogStream, wasCutOff = false): LogStream {
  try {
    if (wasCutOff) stream.logEmptyRecovery();
    stream.logStart();
    return stream;
  } catch (failure) {
    stream.abandon();
    throw failure;
  }
}

function goOn(folder: LogFolder, owner: LogOwner, survey: LogSurvey, options: LogStartOptions): LogStream {
  const { current, end, checkpoint } = survey;
  if (current === null || end === null)
    return fail(JET_errRequiredLogFilesMissing, `${folder.current} is missing, older logs are there`);
  requireFitting(current.header, checkpoint, owner);
  if (needsRecovery(folder, survey)) fail(JET_errDatabaseDirtyShutdown, `${folder.logPath} needs recovery`);
  const wanted = options.fileKib === null ? current.segmentCount : segmentsOf(options.fileKib);
  if (wanted !== current.segmentCount)
    fail(
      JET_errLogFileSizeMismatchDatabasesConsistent,
      `${current.segmentCount} segments a log, not ${wanted}`,
    );
  makeReserves(folder, current.segmentCount * LOG_SEGMENT_BYTES);
  const position = survey.termPosition ?? checkpoint?.position ?? firstPosition(current.generation);
  const known = checkpoint ?? checkpointAt(position, current.header, folder, owner);
  const isStale = checkpoint === null || comparePositions(known.position, position) !== 0;
  const next = { ...known, position, consistencyPosition: position };
  if (isStale) survey.checkpointFile.write(next);
  const stream = new LogStream(folder, owner, survey.checkpointFile, resumeAt(folder, current, end), next);
  return begun(stream, survey.termPosition === null);
}

function requireFitting(header: LogHeader, checkpoint: Checkpoint | null, owner: LogOwner): void {
  const pageBytes = header.pageBytes === 0 ? 4096 : header.pageBytes;
  if (pageBytes !== owner.pageBytes)
    fail(JET_errPageSizeMismatch, `logs are of ${pageBytes}-byte pages, the instance of ${owner.pageBytes}`);
  if (checkpoint !== null && !sameSignature(checkpoint.logSignature, header.logSignature))
    fail(JET_errBadLogSignature, 'checkpoint and log are of different sequences');
}

/** Opens the current log to write behind its last good segment. */
function resumeAt(folder: LogFolder, log: LogFile, end: LogEnd): LogTip {
  const file = folder.files.open(folder.current, 'write');
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${file.path} belongs to another process`);
    const sum = new Uint8Array(8);
    for (let segment = 1; segment <= end.lastSegment; segment++) addSum(sum, log, segment);
    if (end.isHealed) rewrite(file, log, end.lastSegment);
    wipe(file, log, end.lastSegment + 1);
    const [sumLow, sumHigh] = [u32.read(sum, 0), u32.read(sum, 4)];
    return { file, header: log.header, nextSegment: end.lastSegment + 1, sumLow, sumHigh };
  } catch (failure) {
    file.close();
    throw failure;
  }
}

function addSum(sum: Uint8Array, log: LogFile, segment: number): void {
  const base = log.load(segment);
  for (let index = 0; index < sum.length; index++) sum[index] ^= log.bytes[base + index];
}

function rewrite(file: OpenFile, log: LogFile, segment: number): void {
  const base = log.load(segment);
  file.write(log.bytes, base, LOG_SEGMENT_BYTES, segment * LOG_SEGMENT_BYTES);
  file.sync();
}

/** Zeros for all segments from `first` on that are not blank; the last good one keeps its copy if it has one. */
function wipe(file: OpenFile, log: LogFile, first: number): void {
  const zeros = new Uint8Array(LOG_SEGMENT_BYTES);
  let hasWiped = false;
  for (let segment = first; segment < log.segmentCount; segment++) {
    const verdict = log.judge(segment);
    if (verdict === 'blank' || verdict === 'older' || (verdict === 'copy' && segment === first)) continue;
    file.write(zeros, 0, LOG_SEGMENT_BYTES, segment * LOG_SEGMENT_BYTES);
    hasWiped = true;
  }
  if (hasWiped) file.sync();
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
    const start = readStart(file, LOG_HEADER_BYTES);
    return start.every((byte) => byte === 0) ? null : readLogHeader(start);
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

const endsRun = (type: number): boolean =>
  type === RECORD.term || type === RECORD.termOld || type === RECORD.recoveryQuit;
