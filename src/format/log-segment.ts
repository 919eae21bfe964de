/**
 * A segment of a log file: 4096 bytes, a header of 40 and records packed behind it, the rest zero. Segment 0 is the
 * file header. The checksum is the one of a page, with the segment's number for the page number.
 *
 * Invariant
 *  1. The number a segment carries is the one it was written for. The copy that follows a segment which is not full
 *     keeps the number of its original, so a number that differs from the place ends the log.
 */
import { defineLayout, bytesOf, u32 } from './layout';
import { logPosition } from './log-position';
import { logTime } from './log-time';
import { checksumPage, verifyPage, type PageVerdict } from './page-checksum';

export const LOG_SEGMENT_BYTES = 4096;
export const LOG_SEGMENT_HEADER_BYTES = 40;
/** Less room than this at the end of a segment stays zero; a record is not broken for it. */
export const LOG_SMALLEST_FRAGMENT = 32;

// prettier-ignore
export const LOG_SEGMENT_HEADER = defineLayout('log segment header', LOG_SEGMENT_HEADER_BYTES, {
  checksum:  [ 0, bytesOf(8),  'checksum',            'XOR and ECC of the segment'],
  position:  [ 8, logPosition, 'lgposSegment',        'generation and number of the segment, offset 0'],
  startedAt: [16, logTime,     'logtimeSegmentStart', 'when the first record was put in'],
  reserved:  [24, bytesOf(12), 'rgbReserved',         'zero'],
  flags:     [36, u32,         'fFlags',              'the flag of the ECC checksum'],
});

/** Writes the checksum of the segment at `wordIndex`, whose number is `segment`. */
export function sealSegment(words: Uint32Array, wordIndex: number, segment: number): void {
  checksumPage(words, wordIndex, LOG_SEGMENT_BYTES, segment);
}

/** Checks, and where one bit is wrong repairs, the segment at `wordIndex` that should be number `segment`. */
export function verifySegment(words: Uint32Array, wordIndex: number, segment: number): PageVerdict {
  return verifyPage(words, wordIndex, LOG_SEGMENT_BYTES, segment);
}
