/**
 * The log as it is written: records go into a buffer, `flush` makes them durable, and a full file is followed by the
 * next generation.
 *
 *   writing ── a write or a sync fails ──▶ broken (every later append fails alike; nothing more is written)
 *      └────── end, abandon ─────────────▶ closed
 *
 * Invariants
 *  1. A flush writes segments in one go, together with the copy of the one that is not full, and then syncs; until
 *     then the segment and its copy of the flush before are not both overwritten.
 *  2. Everything before `durable…` survives a crash. A failed sync is never tried again.
 *  3. A file carries its own name only when all of it is durable and it is locked; the file before it has got its
 *     number by then.
 *  4. Records do not span generations.
 *  5. A log that lives on a reserve (`isShort`) takes what open transactions still have to say; nothing new is to begin
 *     (`requireRoom`) until all reserves are there again.
 */
import {
  JET_errLogBufferTooSmall,
  JET_errLogDiskFull,
  JET_errLogSequenceEnd,
  JET_errLogWriteFail,
} from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { buildAttachments, type Attachment } from '../format/attachments';
import { blankCheckpoint, CHECKPOINT_HAS_ATTACHMENTS, type Checkpoint } from '../format/checkpoint';
import { asciiPath, DBMS_CIRCULAR_LOGGING, type DbmsParameters } from '../format/dbms-parameters';
import { blankLogHeader, LOG_CIRCULAR_EVER, LOG_CIRCULAR_NOW, type LogHeader } from '../format/log-header';
import { comparePositions, NULL_POSITION, type LogPosition } from '../format/log-position';
import { LOG_SEGMENT_BYTES } from '../format/log-segment';
import { logTimeOf, UNSET_TIME, type LogTime } from '../format/log-time';
import { makeSignature, type Signature } from '../format/signature';
import type { Clock, OpenFile, Randomness } from '../os/file-system';
import type { CheckpointFile } from './checkpoint-file';
import type { LogFolder } from './log-folder';
import { hasReserves, isDiskFull, makeGeneration, makeReserves } from './new-generation';
import {
  encodeInit,
  encodeRecoveryQuit,
  encodeRecoveryUndo,
  encodeShutDownMark,
  encodeTerm,
} from './records';
import { SegmentBuffer } from './segment-buffer';

/** The last generation there may be. */
const LAST_GENERATION = 0x7ffffff0;

/** What the headers of logs tell people about the instance; nothing is decided by it. */
interface LogSettings {
  readonly sessions: number;
  readonly openTables: number;
  readonly versionPages: number;
  readonly cursors: number;
  readonly logBuffers: number;
  readonly cachePages: number;
}

/** What the log needs to know of those above it. */
export interface LogOwner {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly pageBytes: number;
  readonly settings: LogSettings;
  /** Whether finished logs that the checkpoint has passed are deleted; may change any time. */
  isCircular(): boolean;
  /** The first generation that must stay though the log is circular, because a backup reads it; null for none. */
  keepFrom(): number | null;
  /** The databases that are attached with logging now. */
  attachments(): readonly Attachment[];
  /** A new generation has begun; databases that it may change are to say so before it has records. */
  rolled(log: LogStream): void;
  /** Before the checkpoint goes to `position`: databases need no generation before it any more. */
  checkpointMoves(position: LogPosition): void;
  /** What was appended is durable up to `durable…`. Nothing may be changed here: a change may be under way. */
  flushed(): void;
  /** The log cannot go on; `err` says why, and from now on every append fails. */
  broke(err: JET_ERR): void;
}

/** An open current log and where writing goes on in it. */
export interface LogTip {
  readonly file: OpenFile;
  readonly header: LogHeader;
  readonly nextSegment: number;
  /** XOR of the checksums of the segments before it. */
  readonly sumLow: number;
  readonly sumHigh: number;
}

export class LogStream {
  /** Where the last appended record begins. */
  lastGeneration = 0;
  lastSegment = 0;
  lastOffset = 0;
  /** The first place that is not durable yet. */
  durableGeneration = 0;
  durableSegment = 0;
  durableOffset = 0;
  /** Bytes of records appended, and those of them that are durable, since this object was made. */
  appendedBytes = 0;
  durableBytes = 0;
  /** Whether the disk was full when a log or a reserve was made, and nobody has seen yet that it is not any more. */
  isShort = false;
  readonly #buffer: SegmentBuffer;
  #file: OpenFile;
  #header: LogHeader;
  #checkpoint: Checkpoint;
  #runBegan: LogPosition = NULL_POSITION;
  #broken: JET_ERR = 0;
  #hasUnwritten = false;

  constructor(
    readonly folder: LogFolder,
    readonly owner: LogOwner,
    readonly checkpointFile: CheckpointFile,
    tip: LogTip,
    checkpoint: Checkpoint,
  ) {
    this.#buffer = new SegmentBuffer(owner.clock, () => this.#writeOut());
    this.#file = tip.file;
    this.#header = tip.header;
    this.#checkpoint = checkpoint;
    this.#buffer.begin(tip.header.generation, tip.nextSegment, tip.sumLow, tip.sumHigh);
    this.#setDurable();
    if (tip.nextSegment > tip.header.fileSegments - 2) this.roll();
  }

  get generation(): number {
    return this.#header.generation;
  }

  /** When the current generation was made. */
  get generationMadeAt(): LogTime {
    return this.#header.createdAt;
  }

  /** The identity of this log sequence. */
  get signature(): Signature {
    return this.#header.logSignature;
  }

  /** Where the next record goes. */
  get tip(): LogPosition {
    const { generation, segment, offset } = this.#buffer;
    return { generation, segment, offset };
  }

  get lastPosition(): LogPosition {
    return { generation: this.lastGeneration, segment: this.lastSegment, offset: this.lastOffset };
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /** Adds a record; `last…` is its position afterwards. It is durable after the next `flush`. */
  append(record: Uint8Array, start = 0, length = record.length): void {
    if (this.#broken !== 0) fail(this.#broken, 'the log is broken');
    if (this.#buffer.endSegmentAfter(length) > this.#header.fileSegments - 2) this.#makeRoom(length);
    this.lastGeneration = this.#buffer.generation;
    this.lastSegment = this.#buffer.segment;
    this.lastOffset = this.#buffer.offset;
    this.#hasUnwritten = true;
    this.appendedBytes += length;
    this.#buffer.put(record, start, length);
  }

  /** Makes everything appended durable. */
  flush(): void {
    if (!this.#hasUnwritten) return;
    this.#writeOut();
    this.#setDurable();
    this.#hasUnwritten = false;
    this.owner.flushed();
  }

  /** Whether the record at a position would survive a crash. */
  isDurable(generation: number, segment: number, offset: number): boolean {
    if (generation !== this.durableGeneration) return generation < this.durableGeneration;
    if (segment !== this.durableSegment) return segment < this.durableSegment;
    return offset < this.durableOffset;
  }

  /**
   * Asked before something begins that the log does not know yet: JET_errLogDiskFull while reserves are missing and
   * cannot be made again, JET_errLogSequenceEnd when no generation can follow.
   */
  requireRoom(): void {
    if (this.isShort) {
      this.isShort = !makeReserves(this.folder, this.#fileBytes);
      if (this.isShort) fail(JET_errLogDiskFull, 'the log lives on a reserve, and the disk is full');
    }
    this.#requireNext();
  }

  /** Ends this generation and begins the next one; returns where the records of this one end. */
  roll(): LogPosition {
    this.flush();
    this.#requireNext();
    const { tip } = this;
    const header = headerAfter(this.folder, this.owner, {
      header: this.#header,
      checksum: this.#buffer.totalSum(),
      checkpoint: this.#checkpoint.position,
    });
    this.#attempt(() => {
      this.#startGeneration(header);
      this.owner.rolled(this);
    });
    if (this.owner.isCircular()) this.#removePassed();
    return tip;
  }

  /** The record with which a run of the instance begins. */
  logStart(): void {
    this.isShort = !hasReserves(this.folder, this.#fileBytes);
    this.append(encodeInit(this.#parameters(), this.#now()));
    this.#runBegan = this.lastPosition;
    this.flush();
  }

  /** Recovery begins to undo; behind this record one that was cut off is passed over. Returns its position. */
  logRecoveryUndo(): LogPosition {
    this.append(encodeRecoveryUndo(this.#now()));
    return this.lastPosition;
  }

  /** Recovery is about to leave databases clean at the position that this returns, durably. */
  logShutDownMark(): LogPosition {
    this.append(encodeShutDownMark());
    this.flush();
    return this.lastPosition;
  }

  /** Recovery has ended; the log need not be read from before this again. */
  endRecovery(undoBegan: LogPosition, keepsAttachments: boolean): void {
    const redoFrom = this.#checkpoint.position;
    this.append(encodeRecoveryQuit({ undoBegan, redoFrom, keepsAttachments, at: this.#now() }));
    this.flush();
    if (keepsAttachments) this.moveCheckpoint(this.lastPosition);
    else this.markEnd(this.lastPosition);
  }

  /** The run of an instance has ended at a record, with no database attached: nothing before it is needed. */
  markEnd(position: LogPosition): void {
    this.#writeCheckpoint({
      ...this.#checkpoint,
      position,
      consistencyPosition: position,
      version: this.#checkpoint.version & ~CHECKPOINT_HAS_ATTACHMENTS,
      attachments: buildAttachments([]),
    });
  }

  /** Moves the checkpoint: before `position` nothing of the log is needed. */
  moveCheckpoint(position: LogPosition): void {
    this.#attempt(() => this.owner.checkpointMoves(position));
    const attached = this.owner
      .attachments()
      .filter(({ attachPosition }) => comparePositions(attachPosition, position) < 0);
    this.#writeCheckpoint({
      ...this.#checkpoint,
      position,
      consistencyPosition: position,
      version: this.#checkpoint.version | CHECKPOINT_HAS_ATTACHMENTS,
      attachments: buildAttachments(attached),
    });
  }

  /** Writes the checkpoint with what backups leave in it. */
  markBackup(marks: Partial<Checkpoint>): void {
    this.#writeCheckpoint({ ...this.#checkpoint, ...marks });
  }

  /** Ends the log: nothing is left to do at the next start. */
  end(): void {
    this.append(encodeTerm(this.#runBegan, this.#now()));
    this.flush();
    this.markEnd(this.lastPosition);
    this.abandon();
  }

  /** Closes the files as they are; what was not flushed is lost. */
  abandon(): void {
    this.#broken = JET_errLogWriteFail;
    this.#file.close();
    this.checkpointFile.close();
  }

  get #fileBytes(): number {
    return this.#header.fileSegments * LOG_SEGMENT_BYTES;
  }

  #requireNext(): void {
    if (this.generation >= LAST_GENERATION)
      fail(JET_errLogSequenceEnd, `generation ${this.generation} is the last`);
  }

  #makeRoom(length: number): void {
    this.roll();
    if (this.#buffer.endSegmentAfter(length) > this.#header.fileSegments - 2)
      fail(JET_errLogBufferTooSmall, `a record of ${length} bytes`);
  }

  /** Writes what the buffer holds, with the copy of a segment that is not full, and syncs. */
  #writeOut(): void {
    const position = this.#buffer.firstSegment * LOG_SEGMENT_BYTES;
    const bytes = this.#buffer.seal() * LOG_SEGMENT_BYTES;
    this.#attempt(() => {
      this.#file.write(this.#buffer.bytes, 0, bytes, position);
      this.#file.sync();
    });
    this.#buffer.retire();
  }

  #setDurable(): void {
    this.durableGeneration = this.#buffer.generation;
    this.durableSegment = this.#buffer.segment;
    this.durableOffset = this.#buffer.offset;
    this.durableBytes = this.appendedBytes;
  }

  #startGeneration(header: LogHeader): void {
    const { files, current, temporary, logPath } = this.folder;
    const file = makeGeneration(this.folder, header);
    try {
      this.isShort ||= !hasReserves(this.folder, this.#fileBytes);
      files.rename(current, this.folder.archived(this.generation));
      files.rename(temporary, current);
      files.syncDirectory(logPath);
    } catch (failure) {
      file.close();
      throw failure;
    }
    this.#file.close();
    this.#file = file;
    this.#header = header;
    this.#buffer.begin(header.generation, header.headerSegments);
    this.#setDurable();
  }

  #removePassed(): void {
    const passed = this.#checkpoint.position.generation;
    this.folder.removeArchived(1, Math.min(passed, this.owner.keepFrom() ?? passed));
  }

  #writeCheckpoint(checkpoint: Checkpoint): void {
    this.#attempt(() => this.checkpointFile.write(checkpoint));
    this.#checkpoint = checkpoint;
  }

  #parameters(): DbmsParameters {
    return dbmsParametersOf(this.folder, this.owner, this.#header.fileSegments);
  }

  #now(): LogTime {
    return logTimeOf(this.owner.clock.now());
  }

  /** Runs something the log cannot do without. */
  #attempt(body: () => void): void {
    if (this.#broken !== 0) fail(this.#broken, 'the log is broken');
    try {
      body();
    } catch (failure) {
      const isFull =
        isDiskFull(failure) || (failure instanceof JetError && failure.err === JET_errLogDiskFull);
      this.#broken = isFull ? JET_errLogDiskFull : JET_errLogWriteFail;
      this.owner.broke(this.#broken);
      fail(this.#broken, `${this.#file.path}: ${String(failure)}`);
    }
  }
}

/** The header of the first generation of a new sequence; its signature and its first checkpoint are made here. */
export function firstHeader(folder: LogFolder, owner: LogOwner, fileSegments: number): LogHeader {
  const now = owner.clock.now();
  return {
    ...newHeader(owner, 1, fileSegments),
    parameters: dbmsParametersOf(folder, owner, fileSegments),
    createdAt: logTimeOf(now),
    previousCreatedAt: UNSET_TIME,
    logSignature: makeSignature(owner.randomness.nextU32(), now),
    checkpoint: firstPosition(1),
    flags: owner.isCircular() ? LOG_CIRCULAR_NOW : 0,
  };
}

/** A finished generation, as its successor names it. */
interface FinishedGeneration {
  readonly header: LogHeader;
  /** XOR of the checksums of its segments. */
  readonly checksum: Uint8Array;
  readonly checkpoint: LogPosition;
}

/** The header of the generation that follows another. */
export function headerAfter(
  folder: LogFolder,
  owner: LogOwner,
  { header, checksum, checkpoint }: FinishedGeneration,
): LogHeader {
  const { generation, createdAt, flags, fileSegments, logSignature } = header;
  const wasCircular = (flags & (LOG_CIRCULAR_NOW | LOG_CIRCULAR_EVER)) !== 0;
  return {
    ...newHeader(owner, generation + 1, fileSegments),
    parameters: dbmsParametersOf(folder, owner, fileSegments),
    createdAt: logTimeOf(owner.clock.now()),
    previousCreatedAt: createdAt,
    logSignature,
    checkpoint,
    previousChecksum: checksum,
    attachments: buildAttachments(owner.attachments()),
    flags: (owner.isCircular() ? LOG_CIRCULAR_NOW : 0) | (wasCircular ? LOG_CIRCULAR_EVER : 0),
  };
}

/** A checkpoint from which all of a generation is read. */
export function checkpointAt(
  position: LogPosition,
  header: LogHeader,
  folder: LogFolder,
  owner: LogOwner,
): Checkpoint {
  return {
    ...blankCheckpoint(),
    position,
    consistencyPosition: position,
    logSignature: header.logSignature,
    parameters: dbmsParametersOf(folder, owner, header.fileSegments),
  };
}

export const firstPosition = (generation: number): LogPosition => ({ generation, segment: 1, offset: 0 });

function newHeader(owner: LogOwner, generation: number, fileSegments: number): LogHeader {
  return { ...blankLogHeader(), generation, fileSegments, pageBytes: owner.pageBytes };
}

function dbmsParametersOf(folder: LogFolder, owner: LogOwner, fileSegments: number): DbmsParameters {
  return {
    systemPath: asciiPath(folder.systemPath),
    logPath: asciiPath(folder.logPath),
    flags: owner.isCircular() ? DBMS_CIRCULAR_LOGGING : 0,
    ...owner.settings,
    logSegments: fileSegments,
    reserved: new Uint8Array(16),
  };
}
