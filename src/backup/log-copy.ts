/**
 * The copy of one log, or in the log phase of any other file, as it is delivered: the bytes of the file in order.
 *
 * Invariants
 *  1. What is delivered of a log passed its check: the header its checksum; a segment its own checksum, with its own
 *     number or, for the copy behind a segment that is not full, with the number before; or it was never written.
 *  2. A segment that several reads share is delivered in parts, and the part that completes it fails when it is bad.
 */
import { JET_errLogReadVerifyFailure } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { isSealed } from '../format/header-page';
import { LOG_HEADER_BYTES } from '../format/log-header';
import { LOG_SEGMENT_BYTES, verifySegment } from '../format/log-segment';
import { isBlankPage, PAGE_BAD, PAGE_REPAIRED, type PageVerdict } from '../format/page-checksum';
import type { FileSystem, OpenFile } from '../os/file-system';
import type { BackupFile } from './backup-file';

export class LogCopy implements BackupFile {
  readonly leastFirstPages = 2;
  readonly size: number;
  /** The segment that is being checked. */
  readonly #segment = new Uint8Array(LOG_SEGMENT_BYTES);
  readonly #words = new Uint32Array(this.#segment.buffer);
  #delivered = 0;

  constructor(
    readonly file: OpenFile,
    /** The generation of a log; null for another file. */
    readonly generation: number | null,
    readonly verifiesBlocks: boolean,
  ) {
    this.size = file.size();
  }

  get isFinished(): boolean {
    return this.#delivered >= this.size;
  }

  get isUntouched(): boolean {
    return this.#delivered === 0;
  }

  read(target: Uint8Array): number {
    const length = Math.min(target.length, this.size - this.#delivered);
    const done = this.file.read(target, 0, length, this.#delivered);
    if (done !== length) fail(JET_errLogReadVerifyFailure, `${this.file.path} lost its end`);
    if (this.generation !== null && this.verifiesBlocks) this.#verify(target, length);
    this.#delivered += length;
    return length;
  }

  close(): void {
    this.file.close();
  }

  /** Takes the delivered bytes into the segment, and checks every segment that they complete. */
  #verify(target: Uint8Array, length: number): void {
    let at = 0;
    while (at < length) {
      const position = this.#delivered + at;
      const inSegment = position % LOG_SEGMENT_BYTES;
      const count = Math.min(LOG_SEGMENT_BYTES - inSegment, length - at);
      this.#segment.set(target.subarray(at, at + count), inSegment);
      const isComplete = inSegment + count === LOG_SEGMENT_BYTES;
      if (isComplete) this.#verifySegment(Math.floor(position / LOG_SEGMENT_BYTES));
      if (isComplete && inSegment === 0) target.set(this.#segment, at);
      at += count;
    }
  }

  #verifySegment(number: number): void {
    if (number * LOG_SEGMENT_BYTES < LOG_HEADER_BYTES) {
      if (!isSealed(this.#segment, 0, LOG_HEADER_BYTES)) this.#refuse(number);
      return;
    }
    if (isBlankPage(this.#words, 0, LOG_SEGMENT_BYTES)) return;
    if (verifySegment(this.#words, 0, number) !== PAGE_BAD) return;
    const verdict: PageVerdict = verifySegment(this.#words, 0, number - 1);
    if (verdict === PAGE_BAD || verdict === PAGE_REPAIRED) this.#refuse(number);
  }

  #refuse(number: number): never {
    return fail(JET_errLogReadVerifyFailure, `${this.file.path}: segment ${number} fails its checksum`);
  }
}

/** Opens a log, or another file that has no generation, to copy it. */
export function openLogCopy(
  files: FileSystem,
  path: string,
  generation: number | null,
  verifiesBlocks: boolean,
): LogCopy {
  const file = files.open(path, 'read');
  try {
    return new LogCopy(file, generation, verifiesBlocks);
  } catch (failure) {
    file.close();
    throw failure;
  }
}
