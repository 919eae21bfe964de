/**
 * One log file, read in chunks: its header, and what each segment says of itself.
 *
 *   header | segment 1 | segment 2 | … | last data segment | its copy | never written …
 *
 * Invariants
 *  1. `header` is a good one, and the file is as long as it says.
 *  2. A segment judged `good` has a good checksum (a single wrong bit is put right in memory) and carries its own
 *     place and generation; only those have records.
 *  3. Records are read from good segments alone, and never beyond the end of one.
 */
import { JET_errLogFileCorrupt, JET_errLogFileSizeMismatch } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { readStart } from '../format/header-page';
import { LOG_HEADER_BYTES, readLogHeader, type LogHeader } from '../format/log-header';
import { comparePositions } from '../format/log-position';
import {
  LOG_SEGMENT_BYTES,
  LOG_SEGMENT_HEADER,
  LOG_SEGMENT_HEADER_BYTES,
  LOG_SMALLEST_FRAGMENT,
  verifySegment,
} from '../format/log-segment';
import { isBlankPage, PAGE_GOOD, PAGE_REPAIRED } from '../format/page-checksum';
import { u32 } from '../format/layout';
import type { FileSystem, OpenFile } from '../os/file-system';
import { FRAGMENT_BEGIN_BYTES, RECORD, recordBytes } from './record-types';
import { MOST_SEGMENTS_IN_FLIGHT } from './segment-buffer';

/**
 * - `good`: written for this place of this generation
 * - `copy`: the spare of the segment before, which was not full
 * - `older`: left over from a file that was used again
 * - `blank`: never written
 * - `newer`: of a place that comes later, so the file is put together wrongly
 * - `bad`: torn or damaged
 */
type SegmentVerdict = 'good' | 'copy' | 'older' | 'blank' | 'newer' | 'bad';

/** Where the records of one file end. */
export interface LogEnd {
  /** The last segment with records; 0 when there is none. */
  readonly lastSegment: number;
  /** Whether that segment was torn and its copy has taken its place. */
  readonly isHealed: boolean;
  /** Whether something follows that a crash cut short; nobody was told that it was durable. */
  readonly isTorn: boolean;
}

const CHUNK_SEGMENTS = 64;
const CHECKSUM_BYTES = 8;
const ECC_FLAG = 0x2000;
const NOTHING_LOADED = -1;

export class LogFile {
  /** The loaded chunk; a segment's place in it is what `load` returns. */
  readonly bytes = new Uint8Array(CHUNK_SEGMENTS * LOG_SEGMENT_BYTES);
  readonly words = new Uint32Array(this.bytes.buffer);
  #chunk = NOTHING_LOADED;
  #replaced = NOTHING_LOADED;
  readonly #replacement = new Uint8Array(LOG_SEGMENT_BYTES);
  /** XOR of the checksums of the segments before `#summedBefore`. */
  readonly #sum = new Uint8Array(CHECKSUM_BYTES);
  #summedBefore = 1;

  constructor(
    readonly file: OpenFile,
    readonly header: LogHeader,
  ) {}

  get generation(): number {
    return this.header.generation;
  }

  /** Segments the file has room for, the header's included. */
  get segmentCount(): number {
    return this.header.fileSegments;
  }

  /** The last segment that may hold data; the one behind it is kept for its copy. */
  get lastDataSegment(): number {
    return this.segmentCount - 2;
  }

  close(): void {
    this.file.close();
  }

  /** Brings a segment into memory; returns where in `bytes` it begins. */
  load(segment: number): number {
    const chunk = (segment / CHUNK_SEGMENTS) | 0;
    if (chunk !== this.#chunk) this.#read(chunk);
    return (segment - chunk * CHUNK_SEGMENTS) * LOG_SEGMENT_BYTES;
  }

  judge(segment: number): SegmentVerdict {
    const base = this.load(segment);
    if (isBlankPage(this.words, base >> 2, LOG_SEGMENT_BYTES)) return 'blank';
    if (!this.#isIntact(base, segment)) return this.#isIntact(base, segment - 1) ? 'copy' : 'bad';
    const own = { generation: this.generation, segment, offset: 0 };
    const order = comparePositions(LOG_SEGMENT_HEADER.get(this.bytes, 'position', base), own);
    return order === 0 ? 'good' : order < 0 ? 'older' : 'newer';
  }

  /** Whether `segment` is lost and the one behind it is its copy; if so the copy is used in its place from now on. */
  healFromCopy(segment: number): boolean {
    const base = this.load(segment + 1);
    if (!this.#isIntact(base, segment)) return false;
    const position = LOG_SEGMENT_HEADER.get(this.bytes, 'position', base);
    if (position.generation !== this.generation || position.segment !== segment) return false;
    this.#replacement.set(this.bytes.subarray(base, base + LOG_SEGMENT_BYTES));
    this.#replaced = segment;
    this.#chunk = NOTHING_LOADED;
    return true;
  }

  /**
   * Finds the end of the records. Good segments behind a hole are of a flush that a crash cut short, unless the hole is
   * damaged or too large for one: then the answer is JET_errLogFileCorrupt.
   */
  findEnd(): LogEnd {
    let lastSegment = 0;
    let isHealed = false;
    let isTorn = false;
    let isDamaged = false;
    let segment = 1;
    while (
      segment <= this.lastDataSegment &&
      this.#judgeInPlace(segment) === 'good' &&
      this.#goesOn(segment)
    ) {
      this.#addToSum(segment);
      lastSegment = segment++;
    }
    if (segment <= this.lastDataSegment && this.judge(segment) === 'bad' && this.healFromCopy(segment)) {
      lastSegment = segment++;
      isHealed = true;
    }
    for (; segment <= this.lastDataSegment; segment++) {
      const verdict = this.#judgeInPlace(segment);
      if (verdict === 'good' && (isDamaged || segment - lastSegment > MOST_SEGMENTS_IN_FLIGHT))
        this.#refuse(segment, lastSegment);
      isDamaged ||= verdict === 'bad';
      isTorn ||= verdict === 'bad' || verdict === 'good';
    }
    return { lastSegment, isHealed, isTorn };
  }

  /** XOR of the checksums of the segments up to `last`; those that `findEnd` found good are not read again for it. */
  sumUpTo(last: number): Uint8Array {
    if (last < this.#summedBefore - 1) {
      this.#sum.fill(0);
      this.#summedBefore = 1;
    }
    for (let segment = this.#summedBefore; segment <= last; segment++) this.#addToSum(segment);
    return this.#sum.slice();
  }

  #addToSum(segment: number): void {
    if (segment !== this.#summedBefore) return;
    const base = this.load(segment);
    for (let index = 0; index < CHECKSUM_BYTES; index++) this.#sum[index] ^= this.bytes[base + index];
    this.#summedBefore++;
  }

  /**
   * Whether the records of a good segment go on where those of the one before it end. A run writes a segment full before
   * it begins the next one; only a run that begins leaves the rest of the last one. Else the disk kept the segments of one
   * flush out of order, and what the one before should have had is lost.
   */
  #goesOn(segment: number): boolean {
    return segment === 1 || beginsRun(firstType(this.bytes, this.load(segment))) || this.#isFull(segment - 1);
  }

  #isFull(segment: number): boolean {
    const base = this.load(segment);
    const end = base + LOG_SEGMENT_BYTES;
    if (!isBlankRange(this.bytes, end - LOG_SMALLEST_FRAGMENT, end)) return true;
    let at = base + LOG_SEGMENT_HEADER_BYTES;
    let used = at;
    while (at < end) {
      const isNothing = this.bytes[at] === RECORD.nop;
      const length = isNothing ? 1 : recordBytes(this.bytes, at, end);
      if (length <= 0) return true;
      at += length;
      if (!isNothing) used = at;
    }
    return end - used < LOG_SMALLEST_FRAGMENT;
  }

  /** As `judge`; a segment of a later place ends in JET_errLogFileCorrupt. */
  #judgeInPlace(segment: number): SegmentVerdict {
    const verdict = this.judge(segment);
    if (verdict === 'newer') this.#refuse(segment, segment - 1);
    return verdict;
  }

  #refuse(segment: number, lastSegment: number): never {
    fail(
      JET_errLogFileCorrupt,
      `${this.file.path}: segment ${segment} is out of place behind segment ${lastSegment}`,
    );
  }

  #isIntact(base: number, segment: number): boolean {
    if ((u32.read(this.bytes, base + LOG_SEGMENT_HEADER.offsetOf('flags')) & ECC_FLAG) === 0) return false;
    const verdict = verifySegment(this.words, base >> 2, segment);
    return verdict === PAGE_GOOD || verdict === PAGE_REPAIRED;
  }

  #read(chunk: number): void {
    const first = chunk * CHUNK_SEGMENTS;
    const wanted = Math.min(CHUNK_SEGMENTS, this.segmentCount - first) * LOG_SEGMENT_BYTES;
    const found = this.file.read(this.bytes, 0, wanted, first * LOG_SEGMENT_BYTES);
    this.bytes.fill(0, found);
    this.#chunk = chunk;
    const isReplacedHere = this.#replaced >= first && this.#replaced < first + CHUNK_SEGMENTS;
    if (isReplacedHere) this.bytes.set(this.#replacement, (this.#replaced - first) * LOG_SEGMENT_BYTES);
  }
}

/** Opens a log for reading; JET_errLogFileSizeMismatch when its length is not the one its header states. */
export function openLogFile(files: FileSystem, path: string): LogFile {
  const file = files.open(path, 'read');
  try {
    const header = readLogHeader(readStart(file, LOG_HEADER_BYTES));
    const stated = header.fileSegments * LOG_SEGMENT_BYTES;
    if (file.size() !== stated)
      fail(JET_errLogFileSizeMismatch, `${path}: ${file.size()} bytes, the header says ${stated}`);
    if (header.fileSegments < 3 || header.headerSegments !== 1 || header.generation < 1)
      fail(
        JET_errLogFileCorrupt,
        `${path}: generation ${header.generation}, ${header.fileSegments} segments`,
      );
    return new LogFile(file, header);
  } catch (failure) {
    file.close();
    throw failure;
  }
}

/** The type of the first record that a segment holds, whole or broken. */
function firstType(bytes: Uint8Array, base: number): number {
  const at = base + LOG_SEGMENT_HEADER_BYTES;
  return bytes[at] === RECORD.fragmentBegin ? bytes[at + FRAGMENT_BEGIN_BYTES] : bytes[at];
}

/** Whether records of a type are the first of a run, or of a recovery before it. */
function beginsRun(type: number): boolean {
  switch (type) {
    case RECORD.init:
    case RECORD.initOld:
    case RECORD.recoveryUndo:
    case RECORD.recoveryUndoOld:
    case RECORD.recoveryQuit:
    case RECORD.recoveryQuitKeepAttachments:
    case RECORD.shutDownMark:
    case RECORD.undoInfo:
      return true;
    default:
      return false;
  }
}

function isBlankRange(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
