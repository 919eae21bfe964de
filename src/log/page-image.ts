/**
 * The image of a page that rides on the record of a split or merge: what is needed when one of the pages it was dealt out
 * to was written and the other was not.
 *
 *   whole page    header | lines | free bytes | tags
 *   dehydrated    header | lines | tags              the free bytes in one piece are left out, and the page says that it
 *                                                    has so many fewer
 *   compressed    a compressed value of either
 *
 * Invariants
 *  1. Images are written whole or dehydrated, and read in any form.
 *  2. What is read has the size of a page; anything else is JET_errLogFileCorrupt.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { u16 } from '../format/layout';
import { decompress, uncompressedLength } from '../record/compression/compression';
import type { ByteRange } from './byte-range';
import type { RecordBuffer } from './record-buffer';

const DEHYDRATED = 1;
const COMPRESSED = 2;
const FREE_BYTES = 28;
const FREE_OFFSET = 32;
const TAG_STATE = 34;
const TAG_COUNT_MASK = 0xfff;
const TAG_BYTES = 4;
const SMALL_PAGE_LIMIT = 8192;

/** The bytes that the image of a page takes in a record; 0 when there is none. */
export function imageBytes(page: ByteRange): number {
  return page.length === 0 ? 0 : page.length - gapOf(page.bytes, page.start, page.length);
}

/** Writes the image of a page into a record; returns its form. */
export function putImage(record: RecordBuffer, at: number, page: ByteRange): number {
  const { bytes, start, length } = page;
  if (length === 0) return 0;
  const gap = gapOf(bytes, start, length);
  if (gap === 0) {
    record.put(at, bytes, start, length);
    return 0;
  }
  const linesEnd = headerBytes(length) + u16.read(bytes, start + FREE_OFFSET);
  record.put(at, bytes, start, linesEnd);
  record.put(at + linesEnd, bytes, start + linesEnd + gap, length - linesEnd - gap);
  u16.write(record.bytes, at + FREE_BYTES, u16.read(bytes, start + FREE_BYTES) - gap);
  return DEHYDRATED;
}

/** Makes the page out of its image, at `targetStart`. */
export function readImage(
  image: ByteRange,
  form: number,
  pageBytes: number,
  target: Uint8Array,
  targetStart: number,
): void {
  const isCompressed = (form & COMPRESSED) !== 0;
  const plain = isCompressed ? uncompressedLength(image.bytes, image.start, image.length) : image.length;
  if (
    plain > pageBytes ||
    plain < headerBytes(pageBytes) ||
    ((form & DEHYDRATED) === 0 && plain !== pageBytes)
  )
    fail(JET_errLogFileCorrupt, `the image of a page has ${plain} bytes`);
  if (isCompressed) decompress(image.bytes, image.start, image.length, target, targetStart, plain);
  else for (let i = 0; i < plain; i++) target[targetStart + i] = image.bytes[image.start + i];
  if ((form & DEHYDRATED) !== 0) growBack(target, targetStart, plain, pageBytes);
}

function growBack(target: Uint8Array, start: number, plain: number, pageBytes: number): void {
  const gap = pageBytes - plain;
  const tags = TAG_BYTES * (u16.read(target, start + TAG_STATE) & TAG_COUNT_MASK);
  const linesEnd = headerBytes(pageBytes) + u16.read(target, start + FREE_OFFSET);
  if (linesEnd + tags > plain) fail(JET_errLogFileCorrupt, `the image of a page has ${plain} bytes`);
  target.copyWithin(start + pageBytes - tags, start + plain - tags, start + plain);
  target.fill(0, start + linesEnd, start + pageBytes - tags);
  u16.write(target, start + FREE_BYTES, u16.read(target, start + FREE_BYTES) + gap);
}

/** The free bytes in one piece between lines and tags, an even number of them. */
function gapOf(bytes: Uint8Array, start: number, length: number): number {
  const tags = TAG_BYTES * (u16.read(bytes, start + TAG_STATE) & TAG_COUNT_MASK);
  const gap = length - headerBytes(length) - u16.read(bytes, start + FREE_OFFSET) - tags;
  return gap - (gap & 1);
}

const headerBytes = (pageBytes: number): number => (pageBytes > SMALL_PAGE_LIMIT ? 80 : 40);
