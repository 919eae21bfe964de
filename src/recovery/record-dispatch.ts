/**
 * What recovery does with each record of the log: records of databases' coming and going change the table of databases,
 * records of sessions and pages go to those who do changes again, the others say something of the log itself.
 *
 *   Init ─── run ─── Term, RecoveryQuit                       a run whose end is missing ends with the next Init, or with
 *                     └▶ databases clean, nobody's change open                                      recovery's own undo
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { Attachment } from '../format/attachments';
import { u32 } from '../format/layout';
import type { LogHeader } from '../format/log-header';
import { comparePositions, NULL_POSITION, type LogPosition } from '../format/log-position';
import type { Signature } from '../format/signature';
import { decodeCreate, decodeCreateFinish, decodeExtend } from '../log/creation-records';
import type { LogReader } from '../log/log-reader';
import { endsRun } from '../log/log-survey';
import { RECORD } from '../log/record-types';
import { decodeAttach, decodeDetach } from '../log/records';
import type { LoggedAttach, RedoPlace } from './attach-check';
import type { ChangeRedo } from './change-redo';
import type { RecoveredDatabases } from './recovered-databases';

interface DispatchOptions {
  readonly logSignature: Signature;
  readonly allowsBackupCopies: boolean;
}

/** Records that tell nothing that recovery has to do. */
const REMARKS: readonly number[] = [
  RECORD.endOfGeneration,
  RECORD.recoveryUndo,
  RECORD.recoveryUndoOld,
  RECORD.fullBackup,
  RECORD.incrementalBackup,
  RECORD.backupOld,
  RECORD.backup,
  RECORD.externalRestore,
  RECORD.externalRestoreOld,
  RECORD.jetOperation,
  RECORD.trace,
  RECORD.forceRoll,
  RECORD.forceWrite,
  RECORD.reattach,
  RECORD.signalAttach,
  RECORD.macroInfo,
  RECORD.scanCheck,
  RECORD.trimDatabase,
  RECORD.extentFreed,
  RECORD.extentFreedTimed,
];

/** Records that begin or end a run, or are of databases' coming and going: each has its own handler. */
const OWN_HANDLERS: readonly number[] = [
  RECORD.shutDownMark,
  RECORD.init,
  RECORD.initOld,
  RECORD.term,
  RECORD.termOld,
  RECORD.recoveryQuit,
  RECORD.recoveryQuitOld,
  RECORD.recoveryQuitKeepAttachments,
  RECORD.createDatabase,
  RECORD.createDatabaseFinish,
  RECORD.attachDatabase,
  RECORD.detachDatabase,
  RECORD.extendDatabase,
  RECORD.setDatabaseVersion,
];

/** By type, who has to do with a record; nearly all are changes. */
const IS_CHANGE = 0;
const IS_REMARK = 1;
const HAS_HANDLER = 2;
const CONCERNS = new Uint8Array(256);
for (const type of REMARKS) CONCERNS[type] = IS_REMARK;
for (const type of OWN_HANDLERS) CONCERNS[type] = HAS_HANDLER;

/** Records of databases' coming do not tell their counters; their headers do. */
const NOTHING_TOLD = { databaseTime: 0n, lastObjectId: 0 };

export class RecordDispatch {
  /** Whether a run has ended and none has begun since. */
  hasEnded = false;
  /** The record that ended it and left no database attached. */
  endPosition: LogPosition | null = null;
  /** Whether the last record is a mark of the end of a run that got no further. */
  isShutDown = false;
  shutDownMark: LogPosition = NULL_POSITION;
  #header: LogHeader | null = null;

  constructor(
    readonly recovered: RecoveredDatabases,
    readonly changes: ChangeRedo,
    readonly options: DispatchOptions,
  ) {}

  /** What is attached where reading begins. */
  begin(header: LogHeader, attachments: readonly Attachment[]): void {
    this.#header = header;
    for (const attachment of attachments)
      this.recovered.attach(
        { ...attachment, previousLog: this.options.logSignature },
        this.#placeAt(header, null),
        header,
      );
  }

  /** The records of a generation follow. */
  enter(header: LogHeader): void {
    this.#header = header;
  }

  apply(reader: LogReader): void {
    const concern = CONCERNS[reader.type];
    this.isShutDown = false;
    if (concern === IS_CHANGE) this.changes.apply(reader);
    else if (concern === HAS_HANDLER) this.#handle(reader);
  }

  #handle(reader: LogReader): void {
    const { type, position } = reader;
    if (type === RECORD.shutDownMark) {
      this.isShutDown = true;
      this.shutDownMark = position;
    } else if (type === RECORD.init || type === RECORD.initOld) this.#runBegins(position);
    else if (endsRun(type)) this.#runEnds(position, true);
    else if (type === RECORD.recoveryQuitKeepAttachments) this.#runEnds(position, false);
    else this.#applyToDatabase(reader);
  }

  #runBegins(position: LogPosition): void {
    if (!this.hasEnded) this.#endSessions(position);
    this.hasEnded = false;
    this.endPosition = null;
  }

  #runEnds(position: LogPosition, isClean: boolean): void {
    if (this.hasEnded) return;
    if (isClean) this.#endSessions(position);
    else this.changes.endRun();
    this.hasEnded = true;
    this.endPosition = isClean ? position : null;
  }

  /** Databases were clean at the mark before the end, if it has one. */
  #endSessions(position: LogPosition): void {
    this.changes.endRun();
    const isMarked = comparePositions(this.shutDownMark, NULL_POSITION) !== 0;
    this.recovered.endRun(isMarked ? this.shutDownMark : position);
    this.shutDownMark = NULL_POSITION;
  }

  #applyToDatabase(reader: LogReader): void {
    const { bytes, start, position } = reader;
    const header = this.#header ?? fail(JET_errLogFileCorrupt, 'a record without a log');
    switch (reader.type) {
      case RECORD.createDatabase: {
        const { version, ...rest } = decodeCreate(bytes, start);
        this.recovered.create(this.#createdAt(rest, position), version, this.#placeAt(header, position));
        return;
      }
      case RECORD.createDatabaseFinish:
        this.recovered.finishCreation(decodeCreateFinish(bytes, start).databaseId, header);
        return;
      case RECORD.attachDatabase:
        this.recovered.attach(this.#attachedAt(reader), this.#placeAt(header, position), header);
        return;
      case RECORD.detachDatabase:
        this.changes.settle();
        this.recovered.detach(decodeDetach(bytes, start).databaseId, position);
        return;
      case RECORD.extendDatabase: {
        const { databaseId, lastPage } = decodeExtend(bytes, start);
        this.recovered.extend(databaseId, lastPage, position);
        return;
      }
      case RECORD.setDatabaseVersion:
        this.#setVersion(bytes, start, position);
    }
  }

  #placeAt({ generation }: LogHeader, position: LogPosition | null): RedoPlace {
    return { ...this.options, generation, position };
  }

  #createdAt(
    create: Pick<LoggedAttach, 'databaseId' | 'path' | 'maximumPages' | 'databaseSignature'>,
    position: LogPosition,
  ): LoggedAttach {
    const { logSignature } = this.options;
    return {
      ...create,
      ...NOTHING_TOLD,
      attachPosition: position,
      consistentPosition: NULL_POSITION,
      previousLog: logSignature,
    };
  }

  /** A database that says it was clean behind its attach was clean in another log. */
  #attachedAt({ bytes, start, position }: LogReader): LoggedAttach {
    const { logSignature, consistentPosition, ...rest } = decodeAttach(bytes, start);
    const isBefore = comparePositions(consistentPosition, position) < 0;
    return {
      ...rest,
      ...NOTHING_TOLD,
      attachPosition: position,
      consistentPosition: isBefore ? consistentPosition : NULL_POSITION,
      previousLog: logSignature,
    };
  }

  #setVersion(bytes: Uint8Array, start: number, position: LogPosition): void {
    const database = this.recovered.at(bytes[start + 1], position);
    const [updateMajor, updateMinor] = [u32.read(bytes, start + 6), u32.read(bytes, start + 10)];
    if (database === null || updateMajor < database.header.updateMajor) return;
    database.updateHeader((header) => {
      header.updateMajor = updateMajor;
      header.updateMinor = updateMinor;
    });
  }
}
