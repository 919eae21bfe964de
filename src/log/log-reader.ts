/**
 * The records of one log file in order. The reader stands on one record at a time; its bytes are in place in the
 * loaded chunk, or, for a record that was broken over segments, in a buffer of its own.
 *
 * Invariants
 *  1. After `next` answered true, `length` bytes of `bytes` from `start` on are the whole record.
 *  2. Fillers (NOP bytes, NOP2 records) and the pieces of broken records are no records of their own.
 *  3. What the reader stands on is good until its next step.
 *  4. Records end with the last good segment. A broken record whose last piece is not there was still being written
 *     when the log ended, or recovery went on behind it; it is passed over.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { u16, u32 } from '../format/layout';
import type { LogPosition } from '../format/log-position';
import { LOG_SEGMENT_BYTES, LOG_SEGMENT_HEADER_BYTES } from '../format/log-segment';
import type { LogEnd, LogFile } from './log-file';
import { FRAGMENT_BEGIN_BYTES, FRAGMENT_BYTES, RECORD, recordBytes, recordName } from './record-types';

const LARGEST_RECORD = 1 << 24;
/** From here on a view made for the copy costs less than the loop. */
const LONG_PIECE = 256;

export class LogReader {
  bytes: Uint8Array;
  start = 0;
  length = 0;
  #segment = 1;
  #offset = 0;
  /** Where the record before ended: the end of a segment is the start of the next one. */
  #recordSegment = 1;
  #recordOffset = 0;
  /** Where broken records are put together. */
  #whole = new Uint8Array(0);
  /** False until the first record: a piece met before belongs to one that began earlier. */
  #hasRead = false;

  constructor(
    readonly log: LogFile,
    readonly end: LogEnd = log.findEnd(),
  ) {
    this.bytes = log.bytes;
  }

  get type(): number {
    return this.bytes[this.start];
  }

  /**
   * The position that headers and other records know the record by: where the one before ended, fillers between them
   * left aside. At the start of a segment the offset is 0.
   */
  get position(): LogPosition {
    return { generation: this.log.generation, segment: this.segment, offset: this.offset };
  }

  /** Segment and offset of {@link position}. */
  get segment(): number {
    return this.#recordOffset >= LOG_SEGMENT_BYTES ? this.#recordSegment + 1 : this.#recordSegment;
  }

  get offset(): number {
    return this.#recordOffset >= LOG_SEGMENT_BYTES ? 0 : this.#recordOffset;
  }

  /** The position behind the record. */
  get nextPosition(): LogPosition {
    const isFull = this.#offset >= LOG_SEGMENT_BYTES;
    const segment = isFull ? this.#segment + 1 : this.#segment;
    return { generation: this.log.generation, segment, offset: isFull ? 0 : this.#offset };
  }

  /** Goes to a position that a record has; the next `next` reads that record. */
  seek(segment: number, offset: number): void {
    this.#segment = segment;
    this.#offset = offset;
    this.#hasRead = false;
  }

  /** Goes to the next record; false at the end. */
  next(): boolean {
    this.#mark();
    while (this.#segment <= this.end.lastSegment) {
      if (this.#offset >= LOG_SEGMENT_BYTES) this.#enterNextSegment();
      else if (this.#read()) return (this.#hasRead = true);
    }
    return false;
  }

  #read(): boolean {
    const base = this.log.load(this.#segment);
    if (this.#offset < LOG_SEGMENT_HEADER_BYTES) this.#offset = LOG_SEGMENT_HEADER_BYTES;
    const at = base + this.#offset;
    switch (this.log.bytes[at]) {
      case RECORD.nop:
        this.#offset++;
        return false;
      case RECORD.filler:
        this.#offset += this.#lengthAt(at, base);
        this.#mark();
        return false;
      case RECORD.fragmentBegin:
        return this.#assemble(at, base);
      case RECORD.fragment:
        if (this.#hasRead) this.#refuse('a piece without its beginning');
        this.#offset += this.#lengthAt(at, base);
        this.#mark();
        return false;
      default:
        return this.#stand(at, base);
    }
  }

  #enterNextSegment(): void {
    this.#segment++;
    this.#offset = 0;
  }

  #mark(): void {
    this.#recordSegment = this.#segment;
    this.#recordOffset = this.#offset;
  }

  #stand(at: number, base: number): boolean {
    const length = this.#lengthAt(at, base);
    const { bytes } = this.log;
    if (this.bytes !== bytes) this.bytes = bytes;
    this.start = at;
    this.length = length;
    this.#offset += length;
    return true;
  }

  #lengthAt(at: number, base: number): number {
    const end = base + LOG_SEGMENT_BYTES;
    const length = recordBytes(this.log.bytes, at, end);
    if (length <= 0 || at + length > end)
      this.#refuse(`${recordName(this.log.bytes[at])} of ${length} bytes in ${end - at}`);
    return length;
  }

  /** Puts the pieces of a record together; false when it was never finished. */
  #assemble(at: number, base: number): boolean {
    const first = this.#lengthAt(at, base);
    const total = u32.read(this.log.bytes, at + 1);
    if (total > LARGEST_RECORD) this.#refuse(`a record of ${total} bytes`);
    if (total > this.#whole.length) this.#whole = new Uint8Array(Math.max(total, 2 * this.#whole.length));
    const record = this.#whole;
    let done = this.#take(total, 0, at + FRAGMENT_BEGIN_BYTES, first - FRAGMENT_BEGIN_BYTES);
    this.#offset += first;
    while (done < total) {
      if (this.#offset < LOG_SEGMENT_BYTES) this.#refuse('a piece that ends before its segment');
      this.#enterNextSegment();
      if (this.#segment > this.end.lastSegment || this.#isAbandoned()) return this.#passOver();
      done += this.#takePiece(total, done);
    }
    if (recordBytes(record, 0, total) !== total)
      this.#refuse(`pieces of ${recordName(record[0])} make ${total} bytes`);
    this.bytes = record;
    this.start = 0;
    this.length = total;
    return true;
  }

  #passOver(): boolean {
    this.#mark();
    return false;
  }

  /** Whether recovery began to write where the next piece of an unfinished record would have been. */
  #isAbandoned(): boolean {
    const at = this.log.load(this.#segment) + LOG_SEGMENT_HEADER_BYTES;
    const { bytes } = this.log;
    const type = bytes[at] === RECORD.fragmentBegin ? bytes[at + FRAGMENT_BEGIN_BYTES] : bytes[at];
    return type === RECORD.recoveryUndo || type === RECORD.recoveryUndoOld || type === RECORD.undoInfo;
  }

  #takePiece(total: number, done: number): number {
    const base = this.log.load(this.#segment);
    this.#offset = LOG_SEGMENT_HEADER_BYTES;
    const at = base + this.#offset;
    if (this.log.bytes[at] !== RECORD.fragment) this.#refuse('a piece is missing');
    this.#offset += this.#lengthAt(at, base);
    return this.#take(total, done, at + FRAGMENT_BYTES, u16.read(this.log.bytes, at + 1));
  }

  #take(total: number, done: number, at: number, count: number): number {
    if (count === 0 || done + count > total) this.#refuse(`a piece of ${count} bytes at ${done} of ${total}`);
    const { bytes } = this.log;
    if (count >= LONG_PIECE) this.#whole.set(bytes.subarray(at, at + count), done);
    else for (let i = 0; i < count; i++) this.#whole[done + i] = bytes[at + i];
    return count;
  }

  #refuse(what: string): never {
    const place = `${this.#segment}:${this.#offset}`;
    fail(JET_errLogFileCorrupt, `${this.log.file.path} at ${place}: ${what}`);
  }
}
