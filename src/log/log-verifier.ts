/**
 * Checks a log as it is read from the first byte to the last, in pieces of whole segments: a backup must not hand out
 * what no recovery could use.
 */
import { JET_errLogReadVerifyFailure } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { isSealed } from '../format/header-page';
import { LOG_HEADER_BYTES } from '../format/log-header';
import { LOG_SEGMENT_BYTES, verifySegment } from '../format/log-segment';
import { isBlankPage, PAGE_GOOD, PAGE_REPAIRED } from '../format/page-checksum';

export class LogVerifier {
  readonly #segment = new Uint8Array(LOG_SEGMENT_BYTES);
  readonly #words = new Uint32Array(this.#segment.buffer);
  #next = 0;

  /** Checks the next piece of the file; JET_errLogReadVerifyFailure when a segment of it is damaged. */
  check(bytes: Uint8Array, length: number): void {
    if (length % LOG_SEGMENT_BYTES !== 0) this.#refuse(`ends after ${length} bytes`);
    for (let at = 0; at < length; at += LOG_SEGMENT_BYTES) {
      const isGood = this.#next === 0 ? isSealed(bytes, at, LOG_HEADER_BYTES) : this.#isUsable(bytes, at);
      if (!isGood) this.#refuse('is damaged');
      this.#next++;
    }
  }

  /** Good in its place, the copy of the segment before, or never written. */
  #isUsable(bytes: Uint8Array, at: number): boolean {
    for (let index = 0; index < LOG_SEGMENT_BYTES; index++) this.#segment[index] = bytes[at + index];
    if (isBlankPage(this.#words, 0, LOG_SEGMENT_BYTES)) return true;
    return this.#isIntact(this.#next) || this.#isIntact(this.#next - 1);
  }

  #isIntact(segment: number): boolean {
    const verdict = verifySegment(this.#words, 0, segment);
    return verdict === PAGE_GOOD || verdict === PAGE_REPAIRED;
  }

  #refuse(what: string): never {
    fail(JET_errLogReadVerifyFailure, `log segment ${this.#next} ${what}`);
  }
}
