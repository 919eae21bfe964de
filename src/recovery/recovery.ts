/**
 * Recovery: what happens at the start of an instance whose log did not end cleanly.
 *
 *   survey ─▶ redo: every record from the checkpoint on ─▶ log opened to write
 *                                                           ─▶ undo: RecoveryUndo · what was not committed
 *                                                              · pages on disk · ShutDownMark · headers clean
 *                                                              · RecoveryQuit · checkpoint
 *
 * Invariants
 *  1. Stopped anywhere, it can begin again: a header is clean, and the checkpoint moves, only when all pages are on disk.
 *  2. Nothing is written to the log before all of it was read, and every database that it needs is there.
 *  3. When it fails no file is left open, and databases are as dirty as they were.
 */
import {
  JET_errCommittedLogFilesMissing,
  JET_errLogFileCorrupt,
  JET_errRecoveredWithoutUndo,
  JET_errRecoveredWithoutUndoDatabasesConsistent,
  JET_errRequiredLogFilesMissing,
  JET_wrnCommittedLogFilesLost,
  JET_wrnCommittedLogFilesRemoved,
} from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import type { Databases } from '../database/databases';
import { requireLogGeneration } from '../database/header-state';
import { parseAttachments } from '../format/attachments';
import { CHECKPOINT_HAS_ATTACHMENTS, type Checkpoint } from '../format/checkpoint';
import type { LogHeader } from '../format/log-header';
import { comparePositions, type LogPosition } from '../format/log-position';
import { isUnsetTime, sameTime } from '../format/log-time';
import type { LogEnd, LogFile } from '../log/log-file';
import type { LogFolder } from '../log/log-folder';
import { LogReader } from '../log/log-reader';
import type { LogRecovery } from '../log/log-start';
import { firstPosition, type LogStream } from '../log/log-stream';
import type { LogSurvey } from '../log/log-survey';
import type { ChangeRedo } from './change-redo';
import type { DatabaseMap } from './database-map';
import { type LogNeed, LogWalk } from './log-walk';
import type { RecoveryProgress } from './progress';
import { RecordDispatch } from './record-dispatch';
import { RecoveredDatabases } from './recovered-databases';

export interface RecoveryOptions {
  /** Where databases are that moved. */
  readonly map: DatabaseMap;
  /** Whether a database that the map does not name is looked for where the log says. */
  readonly findsUnmapped: boolean;
  readonly ignoresMissingDatabases: boolean;
  /** Whether committed changes may be lost with logs that are not there. */
  readonly ignoresLostLogs: boolean;
  /** Whether logs that are not needed to make databases consistent are deleted when they cannot be read. */
  readonly deletesBadLogs: boolean;
  /** Ends in JET_errRecoveredWithoutUndo, and leaves databases dirty. */
  readonly withoutUndo: boolean;
  readonly truncatesLogs: boolean;
  readonly keepsAttachments: boolean;
  /** The record before which reading stops; null for the end of the log. */
  readonly stopAt: LogPosition | null;
}

export class Recovery implements LogRecovery {
  /** JET_wrnCommittedLogFilesLost and the like; 0 when nothing is to be said. */
  warning: JET_ERR = 0;
  readonly #recovered: RecoveredDatabases;
  #dispatch: RecordDispatch | null = null;
  #hasBegun = false;

  constructor(
    readonly databases: Databases,
    readonly makeRedo: (recovered: RecoveredDatabases) => ChangeRedo,
    readonly options: RecoveryOptions,
    readonly progress: RecoveryProgress,
  ) {
    this.#recovered = new RecoveredDatabases(databases, options.map, {
      findsUnmapped: options.findsUnmapped,
      ignoresMissing: options.ignoresMissingDatabases,
    });
  }

  redo(folder: LogFolder, survey: LogSurvey): LogSurvey {
    this.#hasBegun = true;
    this.progress.begin();
    const walk = new LogWalk(folder, survey, {
      needBeyond: (generation) => this.#needBeyond(generation),
      givesUpLogs: this.options.ignoresLostLogs && this.options.deletesBadLogs,
    });
    try {
      const dispatch = this.#readAll(walk, survey.checkpoint);
      this.#requireGenerations(walk);
      if (!dispatch.hasEnded) this.#recovered.requireAll(dispatch.isShutDown);
      if (this.options.withoutUndo && !dispatch.hasEnded) this.#stop(folder, walk);
      this.#dispatch = dispatch;
      return walk.survey;
    } finally {
      walk.close();
    }
  }

  undo(log: LogStream): void {
    const dispatch = this.#dispatch;
    if (dispatch === null) return;
    if (!dispatch.hasEnded) this.#finish(log, dispatch);
    else if (dispatch.endPosition !== null) log.markEnd(dispatch.endPosition);
    else {
      this.#recovered.beginLogging(log);
      dispatch.changes.undo(log);
      this.#recovered.hand();
    }
    if (this.options.truncatesLogs) log.folder.removeArchived(1, log.checkpoint.position.generation);
    this.progress.complete();
  }

  mayRun(): void {
    if (this.options.withoutUndo)
      fail(JET_errRecoveredWithoutUndoDatabasesConsistent, 'the instance was to end after recovery');
  }

  /** The start of the instance failed. */
  abandon(failure: unknown): void {
    this.#recovered.abandon();
    if (!this.#hasBegun) return;
    const isAsWanted = failure instanceof JetError && failure.err === JET_errRecoveredWithoutUndo;
    if (isAsWanted) this.progress.complete();
    else this.progress.fail();
  }

  #readAll(walk: LogWalk, checkpoint: Checkpoint | null): RecordDispatch {
    const { stopAt } = this.options;
    if (stopAt !== null && checkpoint !== null && checkpoint.position.generation > stopAt.generation)
      fail(JET_errRecoveredWithoutUndo, 'the checkpoint is behind the end that was asked for');
    const first = walk.begin();
    const { header } = first.log;
    const start = startOf(header, checkpoint);
    const dispatch = new RecordDispatch(this.#recovered, this.makeRedo(this.#recovered), {
      logSignature: header.logSignature,
      allowsBackupCopies: this.options.withoutUndo,
    });
    dispatch.begin(header, attachmentsOf(header, start.attachments));
    this.#readOne(walk, dispatch, first, start.position);
    for (let next = walk.next(); next !== null; next = walk.next())
      this.#readOne(walk, dispatch, next, firstPosition(next.log.generation));
    return dispatch;
  }

  #readOne(
    walk: LogWalk,
    dispatch: RecordDispatch,
    { log, end }: { readonly log: LogFile; readonly end: LogEnd },
    from: LogPosition,
  ): void {
    if (from.segment > end.lastSegment + 1)
      fail(JET_errLogFileCorrupt, `${log.file.path} ends before the checkpoint`);
    this.#recovered.enterGeneration(log.header);
    const reader = new LogReader(log, end);
    reader.seek(from.segment, from.offset);
    dispatch.enter(log.header);
    const { stopAt } = this.options;
    while (reader.next()) {
      if (stopAt !== null && comparePositions(reader.position, stopAt) >= 0) this.#stop(walk.folder, walk);
      dispatch.apply(reader);
    }
    this.#requireSameLog(log.header);
    if (stopAt?.generation === log.generation) this.#stop(walk.folder, walk);
    this.progress.advance(log.generation, walk.survey);
  }

  /** What was done again is on disk, and the rest is left to another recovery. */
  #stop(folder: LogFolder, { survey }: LogWalk): never {
    this.#recovered.flush();
    const first = survey.checkpoint?.position.generation ?? 0;
    if (this.options.truncatesLogs && first > 0) folder.removeArchived(1, first);
    return fail(JET_errRecoveredWithoutUndo, 'recovery was to end here');
  }

  #finish(log: LogStream, dispatch: RecordDispatch): void {
    this.#recovered.beginLogging(log);
    const undoBegan = dispatch.isShutDown ? log.tip : log.logRecoveryUndo();
    dispatch.changes.undo(log);
    log.flush();
    this.#recovered.flush();
    if (this.options.keepsAttachments && !dispatch.isShutDown) {
      log.endRecovery(undoBegan, true);
      this.#recovered.hand();
      return;
    }
    const mark = dispatch.isShutDown ? dispatch.shutDownMark : log.logShutDownMark();
    this.#recovered.endRun(mark);
    log.endRecovery(undoBegan, false);
  }

  #needBeyond(generation: number): LogNeed {
    const headers = this.#recovered.attached.map(({ header }) => header);
    if (headers.some(({ maximumRequired }) => maximumRequired > generation)) return 'required';
    return headers.some(({ maximumCommitted }) => maximumCommitted > generation)
      ? 'committed'
      : 'nothing more';
  }

  #requireGenerations(walk: LogWalk): void {
    const need = this.#needBeyond(walk.generation);
    if (need === 'required')
      fail(JET_errRequiredLogFilesMissing, `databases need logs beyond generation ${walk.generation}`);
    if (walk.hasGivenUp) this.warning = JET_wrnCommittedLogFilesRemoved;
    if (need === 'nothing more') return;
    if (!this.options.ignoresLostLogs)
      fail(JET_errCommittedLogFilesMissing, `committed changes lie beyond generation ${walk.generation}`);
    if (this.warning === 0) this.warning = JET_wrnCommittedLogFilesLost;
    for (const database of this.#recovered.attached)
      database.updateHeader((header) =>
        requireLogGeneration(header, walk.generation, header.maximumCreatedAt),
      );
  }

  /** A log that a database needs is the one that it knows, not another of the same number. */
  #requireSameLog({ generation, createdAt }: LogHeader): void {
    if (this.options.ignoresLostLogs) return;
    for (const { header, path } of this.#recovered.attached) {
      if (header.maximumRequired !== generation) continue;
      const known = isUnsetTime(header.maximumRequiredAt)
        ? header.maximumRequired === header.maximumCommitted
          ? header.maximumCreatedAt
          : header.maximumRequiredAt
        : header.maximumRequiredAt;
      if (!isUnsetTime(known) && !sameTime(known, createdAt))
        fail(JET_errRequiredLogFilesMissing, `${path} needs another generation ${generation}`);
    }
  }
}

/** Where reading begins, and what is attached there. */
interface Start {
  readonly position: LogPosition;
  readonly attachments: Uint8Array;
}

function startOf(header: LogHeader, checkpoint: Checkpoint | null): Start {
  const knowsAttachments = checkpoint !== null && (checkpoint.version & CHECKPOINT_HAS_ATTACHMENTS) !== 0;
  return knowsAttachments
    ? checkpoint
    : { position: firstPosition(header.generation), attachments: header.attachments };
}

function attachmentsOf(
  header: LogHeader,
  list: Uint8Array,
): NonNullable<ReturnType<typeof parseAttachments>> {
  return (
    parseAttachments(list) ??
    fail(JET_errLogFileCorrupt, `generation ${header.generation}: no list of databases`)
  );
}
