/**
 * How the log of an instance begins or goes on.
 *
 *   nothing there ────────────────────────────────────▶ new sequence, generation 1
 *   last record is Term, and the checkpoint knows it ──▶ goes on behind it
 *   anything else ─────────────────────────────────────▶ redo, then goes on, undo
 *
 * Invariants
 *  1. What redo reads is durable before it begins, so that no page can be newer than its log.
 *  2. Before writing goes on, whatever follows the last good segment is wiped, so that it is never taken for records.
 */
import {
  JET_errFileAccessDenied,
  JET_errLogFileSizeMismatchDatabasesConsistent,
  JET_errMissingLogFile,
  JET_errPageSizeMismatch,
} from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import type { Checkpoint } from '../format/checkpoint';
import { u32 } from '../format/layout';
import type { LogHeader } from '../format/log-header';
import { LOG_SEGMENT_BYTES } from '../format/log-segment';
import type { OpenFile } from '../os/file-system';
import { openLogFile, type LogEnd, type LogFile } from './log-file';
import type { LogFolder } from './log-folder';
import {
  checkpointAt,
  firstHeader,
  firstPosition,
  headerAfter,
  LogStream,
  type LogOwner,
  type LogTip,
} from './log-stream';
import { type LogSurvey, needsRecovery, surveyLogs } from './log-survey';
import { makeGeneration, makeReserves } from './new-generation';

interface LogStartOptions {
  /** The size of log files in KiB; null for that of the logs that are there, or the default. */
  readonly fileKib: number | null;
  readonly mayCreateFolders: boolean;
  /** Whether there has to be a log; else JET_errMissingLogFile. */
  readonly mustExist: boolean;
}

/** Who brings databases up to date before a log goes on that did not end cleanly. */
export interface LogRecovery {
  /**
   * Reads the log from where databases may need it to its end, and does again what it tells. Returns the survey, or
   * a new one where logs that nobody can read were given up.
   */
  redo(folder: LogFolder, survey: LogSurvey): LogSurvey;
  /** Takes back what was not committed and leaves the databases clean, through the log, which goes on. */
  undo(log: LogStream): void;
  /** After recovery, or where none was needed: the last word before the instance begins to run. */
  mayRun(): void;
}

const DEFAULT_FILE_KIB = 5120;
const SEGMENT_KIB = LOG_SEGMENT_BYTES / 1024;

/** Starts the log of an instance, with a recovery where one is needed. */
export function startLog(
  folder: LogFolder,
  owner: LogOwner,
  options: LogStartOptions,
  recovery: LogRecovery,
): LogStream {
  folder.requireFolders(options.mayCreateFolders);
  const survey = surveyLogs(folder);
  try {
    if (survey.current === null && survey.archived.length === 0) {
      if (survey.damage !== null) throw survey.damage;
      return startNew(folder, owner, survey, options);
    }
    return goOn(folder, owner, survey, options, recovery);
  } catch (failure) {
    survey.checkpointFile.close();
    throw failure;
  } finally {
    survey.current?.close();
  }
}

function startNew(
  folder: LogFolder,
  owner: LogOwner,
  survey: LogSurvey,
  options: LogStartOptions,
): LogStream {
  if (options.mustExist) fail(JET_errMissingLogFile, `no log in ${folder.logPath}`);
  const fileSegments = segmentsOf(options.fileKib ?? DEFAULT_FILE_KIB);
  const header = firstHeader(folder, owner, fileSegments);
  const checkpoint = checkpointAt(firstPosition(1), header, folder, owner);
  makeReserves(folder, fileSegments * LOG_SEGMENT_BYTES);
  const file = makeGeneration(folder, header);
  try {
    survey.checkpointFile.write(checkpoint);
    folder.files.syncDirectory(folder.systemPath);
    giveName(folder);
  } catch (failure) {
    file.close();
    throw failure;
  }
  const tip = { file, header, nextSegment: header.headerSegments, sumLow: 0, sumHigh: 0 };
  const stream = new LogStream(folder, owner, survey.checkpointFile, tip, checkpoint);
  return attempt(stream, () => stream.logStart());
}

function giveName(folder: LogFolder): void {
  folder.files.rename(folder.temporary, folder.current);
  folder.files.syncDirectory(folder.logPath);
}

const segmentsOf = (kib: number): number => Math.ceil(kib / SEGMENT_KIB);

function attempt(stream: LogStream, body: () => void): LogStream {
  try {
    body();
    return stream;
  } catch (failure) {
    stream.abandon();
    throw failure;
  }
}

function goOn(
  folder: LogFolder,
  owner: LogOwner,
  found: LogSurvey,
  options: LogStartOptions,
  recovery: LogRecovery,
): LogStream {
  const newest = newestHeader(folder, found);
  requirePageSize(newest, owner);
  const isUnclean = needsRecovery(found);
  if (!isUnclean) {
    recovery.mayRun();
    requireWantedSize(newest, options);
  }
  const survey = isUnclean ? redo(folder, found, recovery) : found;
  makeReserves(folder, newest.fileSegments * LOG_SEGMENT_BYTES);
  const first = firstPosition(firstGeneration(survey));
  const checkpoint = survey.checkpoint ?? checkpointAt(first, newest, folder, owner);
  const tip = tipOf(folder, owner, survey, checkpoint);
  const stream = new LogStream(folder, owner, survey.checkpointFile, tip, checkpoint);
  return attempt(stream, () => {
    if (isUnclean) {
      recovery.undo(stream);
      recovery.mayRun();
      requireWantedSize(newest, options);
    }
    stream.logStart();
  });
}

function redo(folder: LogFolder, survey: LogSurvey, recovery: LogRecovery): LogSurvey {
  makeDurable(folder);
  return recovery.redo(folder, survey);
}

const firstGeneration = ({ archived, current }: LogSurvey): number =>
  archived.at(0)?.generation ?? current?.generation ?? 1;

/** The header of the newest log that can be read. */
function newestHeader(folder: LogFolder, { current, archived }: LogSurvey): LogHeader {
  if (current !== null) return current.header;
  const newest = archived.at(-1);
  assert(newest !== undefined, 'there is a log');
  const log = openLogFile(folder.files, newest.path);
  log.close();
  return log.header;
}

function requireWantedSize({ fileSegments }: LogHeader, { fileKib }: LogStartOptions): void {
  if (fileKib !== null && segmentsOf(fileKib) !== fileSegments)
    fail(
      JET_errLogFileSizeMismatchDatabasesConsistent,
      `${fileSegments} segments a log, not ${segmentsOf(fileKib)}`,
    );
}

function requirePageSize(header: LogHeader, owner: LogOwner): void {
  const pageBytes = header.pageBytes === 0 ? 4096 : header.pageBytes;
  if (pageBytes !== owner.pageBytes)
    fail(JET_errPageSizeMismatch, `logs are of ${pageBytes}-byte pages, the instance of ${owner.pageBytes}`);
}

/** What a process wrote that was killed may still be on its way to the disk. */
function makeDurable(folder: LogFolder): void {
  if (!folder.files.exists(folder.current)) return;
  const file = folder.files.open(folder.current, 'write');
  try {
    file.sync();
  } finally {
    file.close();
  }
}

/** Where writing goes on: behind the end of the current log, or in a new one where that is missing. */
function tipOf(folder: LogFolder, owner: LogOwner, survey: LogSurvey, checkpoint: Checkpoint): LogTip {
  const { current, end, archived } = survey;
  if (current !== null && end !== null) return resumeAt(folder, current, end);
  const newest = archived.at(-1);
  assert(newest !== undefined, 'there is a log');
  const log = openLogFile(folder.files, newest.path);
  try {
    const checksum = log.sumUpTo(log.findEnd().lastSegment);
    const { position } = checkpoint;
    const header = headerAfter(folder, owner, { header: log.header, checksum, checkpoint: position });
    const file = makeGeneration(folder, header);
    giveName(folder);
    return { file, header, nextSegment: header.headerSegments, sumLow: 0, sumHigh: 0 };
  } finally {
    log.close();
  }
}

/** Opens the current log to write behind its last good segment. */
function resumeAt(folder: LogFolder, log: LogFile, end: LogEnd): LogTip {
  const file = folder.files.open(folder.current, 'write');
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${file.path} belongs to another process`);
    const sum = log.sumUpTo(end.lastSegment);
    if (end.isHealed) rewrite(file, log, end.lastSegment);
    wipe(file, log, end.lastSegment + 1);
    const [sumLow, sumHigh] = [u32.read(sum, 0), u32.read(sum, 4)];
    return { file, header: log.header, nextSegment: end.lastSegment + 1, sumLow, sumHigh };
  } catch (failure) {
    file.close();
    throw failure;
  }
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
