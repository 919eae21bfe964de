/**
 * The generations of a log one after the other, from where recovery begins to the end of the current one.
 *
 * Invariants
 *  1. Every generation is the one that its predecessor is followed by: of the same sequence and size, made after a
 *     generation of that time, whose segments have that sum.
 *  2. At the end nothing is left to read, or what is left nobody needs and was asked to be given up.
 */
import {
  JET_errBadLogSignature,
  JET_errCommittedLogFileCorrupt,
  JET_errCommittedLogFilesMissing,
  JET_errInvalidLogSequence,
  JET_errLogFileCorrupt,
  JET_errLogFileSizeMismatch,
  JET_errLogSequenceChecksumMismatch,
  JET_errMissingLogFile,
  JET_errMissingPreviousLogFile,
} from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail, JetError } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { sameTime } from '../format/log-time';
import { sameSignature } from '../format/signature';
import { openLogFile, type LogEnd, type LogFile } from '../log/log-file';
import type { LogFolder } from '../log/log-folder';
import type { LogSurvey } from '../log/log-survey';

/** What the attached databases need of the log. */
export type LogNeed = 'nothing more' | 'committed' | 'required';

interface LogWalkOptions {
  /** What they need beyond a generation. */
  needBeyond(generation: number): LogNeed;
  /** Whether logs that hold nothing but committed changes may be given up when they cannot be read. */
  readonly givesUpLogs: boolean;
}

/** A generation that is open, and where its records end. */
interface OpenGeneration {
  readonly log: LogFile;
  readonly end: LogEnd;
}

/** The first format whose headers have the sum of the log before. */
const UPDATE_MINOR_WITH_SUM = 13;

export class LogWalk {
  /** The last generation that is read. */
  generation = 0;
  /** Whether logs were given up. */
  hasGivenUp = false;
  #survey: LogSurvey;
  #open: OpenGeneration | null = null;

  constructor(
    readonly folder: LogFolder,
    survey: LogSurvey,
    readonly options: LogWalkOptions,
  ) {
    this.#survey = survey;
  }

  /** What lies in the folder now. */
  get survey(): LogSurvey {
    return this.#survey;
  }

  /** The generation of the checkpoint, or without one the oldest that is there. */
  begin(): OpenGeneration {
    const { checkpoint, archived, current } = this.#survey;
    const first = archived.at(0)?.generation ?? current?.generation ?? 0;
    const generation = checkpoint === null ? first : checkpoint.position.generation;
    const missing = checkpoint === null ? JET_errMissingPreviousLogFile : JET_errMissingLogFile;
    const opened = this.#find(generation);
    if (opened === null || (opened.log === current && current.generation !== generation))
      return fail(missing, `generation ${generation} is not there`);
    if (opened.log.generation !== generation)
      fail(JET_errInvalidLogSequence, `${opened.log.file.path} is generation ${opened.log.generation}`);
    return this.#enter(opened);
  }

  /** The generation that follows; null behind the last. */
  next(): OpenGeneration | null {
    const before = this.#open;
    assert(before !== null, 'a walk has begun');
    const { current } = this.#survey;
    if (before.log === current) return null;
    const generation = before.log.generation + 1;
    try {
      const opened = this.#find(generation);
      if (opened === null) return this.#endWithoutCurrent(generation);
      requireFollowing(before, opened);
      return this.#enter(opened);
    } catch (failure) {
      return this.#giveUp(generation, failure);
    }
  }

  close(): void {
    this.#close(this.#open);
    this.#open = null;
  }

  #enter(opened: OpenGeneration): OpenGeneration {
    this.close();
    this.#open = opened;
    this.generation = opened.log.generation;
    return opened;
  }

  #close(opened: OpenGeneration | null): void {
    if (opened !== null && opened.log !== this.#survey.current) opened.log.close();
  }

  /** A finished log of that number, or else the current one whatever it is. */
  #find(generation: number): OpenGeneration | null {
    const { archived, current, end, damage } = this.#survey;
    const found = archived.find((each) => each.generation === generation);
    if (found !== undefined) return readArchived(this.folder, found.path);
    if (damage !== null) throw damage;
    return current === null || end === null ? null : { log: current, end };
  }

  #endWithoutCurrent(generation: number): null {
    const newest = this.#survey.archived.at(-1)?.generation ?? 0;
    if (newest > generation)
      fail(JET_errMissingLogFile, `generation ${generation} of ${newest} is not there`);
    return null;
  }

  /** What cannot be read is given up when nobody needs it and the caller allows it, else it is the end. */
  #giveUp(generation: number, failure: unknown): null {
    if (!(failure instanceof JetError) || !isOfBadLog(failure.err)) throw failure;
    const need = this.options.needBeyond(generation - 1);
    if (need === 'required') throw failure;
    if (!this.options.givesUpLogs) {
      if (need === 'nothing more') throw failure;
      const isMissing = failure.err === JET_errInvalidLogSequence;
      fail(
        isMissing ? JET_errCommittedLogFilesMissing : JET_errCommittedLogFileCorrupt,
        `generation ${generation}: ${failure.detail}`,
      );
    }
    this.#remove(generation);
    return null;
  }

  #remove(from: number): void {
    const { files, current: path } = this.folder;
    this.#survey.current?.close();
    this.folder.removeArchived(from, Infinity);
    if (files.exists(path)) files.remove(path);
    files.syncDirectory(this.folder.logPath);
    const archived = this.#survey.archived.filter(({ generation }) => generation < from);
    this.#survey = { ...this.#survey, archived, current: null, end: null, damage: null };
    this.hasGivenUp = true;
  }
}

const isOfBadLog = (err: JET_ERR): boolean =>
  err === JET_errInvalidLogSequence || err === JET_errLogFileCorrupt;

function readArchived(folder: LogFolder, path: string): OpenGeneration {
  const log = openLogFile(folder.files, path);
  try {
    return { log, end: log.findEnd() };
  } catch (failure) {
    log.close();
    throw failure;
  }
}

function requireFollowing(before: OpenGeneration, { log }: OpenGeneration): void {
  try {
    checkFollowing(before, log);
  } catch (failure) {
    log.close();
    throw failure;
  }
}

function checkFollowing({ log: before, end }: OpenGeneration, { header, file }: LogFile): void {
  if (!sameSignature(header.logSignature, before.header.logSignature))
    fail(JET_errBadLogSignature, `${file.path} is of another sequence than ${before.file.path}`);
  if (header.fileSegments !== before.header.fileSegments)
    fail(
      JET_errLogFileSizeMismatch,
      `${file.path}: ${header.fileSegments} segments, not ${before.header.fileSegments}`,
    );
  const isNext = header.generation === before.generation + 1;
  if (!isNext || !sameTime(header.previousCreatedAt, before.header.createdAt))
    fail(JET_errInvalidLogSequence, `${file.path} does not follow generation ${before.generation}`);
  if (header.updateMinor < UPDATE_MINOR_WITH_SUM) return;
  const sum = before.sumUpTo(end.lastSegment);
  if (sum.some((byte, index) => byte !== header.previousChecksum[index]))
    fail(JET_errLogSequenceChecksumMismatch, `${file.path} followed another generation ${before.generation}`);
}
