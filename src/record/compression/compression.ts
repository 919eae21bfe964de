/**
 * Compressed values: the first byte names the scheme in its top five bits. Long values in records and chunks of
 * long-value trees use them; both are compressed each for itself.
 *
 * Invariants
 *  1. Damaged data and schemes that are not supported here are JET_errDecompressionFailed, never wrong bytes.
 *  2. Decoding writes at most `targetLimit` bytes and takes time in proportion to them.
 *  3. `compress` answers a length below the plain one, or 0.
 */
import { JET_errDecompressionFailed } from '../../../errors/codes';
import { fail } from '../../../errors/jet-error';
import { isPackable, pack, packedBytes, packedCount, unpack } from './seven-bit';
import { decodeXpress, encodeXpress } from './xpress';

const SCHEME_SEVEN_BIT_ASCII = 1;
const SCHEME_SEVEN_BIT_UNICODE = 2;
const SCHEME_XPRESS = 3;
/** What maintenance leaves of long values that nobody owns: no data at all. */
const SCHEME_SCRUBBED = 4;

const XPRESS_HEADER_BYTES = 3;
const XPRESS_LONGEST = 0xffff;
const XPRESS_SHORTEST = 1024;

const RANDOM_TEST_SHORTEST = 128;
const RANDOM_TEST_LONGEST = 1024;
const RANDOM_TEST_THRESHOLD = 500;

/** The plain length of a compressed value, without decoding it. */
export function uncompressedLength(source: Uint8Array, offset: number, length: number): number {
  if (length < 1 || offset < 0 || offset + length > source.length) damaged('bounds', length);
  switch (source[offset] >> 3) {
    case SCHEME_SEVEN_BIT_ASCII:
      return packedCount(source, offset, length);
    case SCHEME_SEVEN_BIT_UNICODE:
      return 2 * packedCount(source, offset, length);
    case SCHEME_XPRESS:
      if (length < XPRESS_HEADER_BYTES) damaged('XPRESS header', length);
      return source[offset + 1] | (source[offset + 2] << 8);
    case SCHEME_SCRUBBED:
      return 0;
    default:
      return damaged('scheme', source[offset] >> 3);
  }
}

/** Writes at most `targetLimit` plain bytes at `targetOffset`; returns the whole plain length. */
export function decompress(
  source: Uint8Array,
  offset: number,
  length: number,
  target: Uint8Array,
  targetOffset: number,
  targetLimit: number,
): number {
  const plain = uncompressedLength(source, offset, length);
  const room = Math.min(targetLimit, target.length - targetOffset);
  const wanted = plain < room ? plain : room;
  if (wanted <= 0) return plain;
  switch (source[offset] >> 3) {
    case SCHEME_SEVEN_BIT_ASCII:
      unpack(source, offset, 1, target, targetOffset, wanted);
      break;
    case SCHEME_SEVEN_BIT_UNICODE:
      unpack(source, offset, 2, target, targetOffset, wanted);
      break;
    case SCHEME_XPRESS:
      decodeXpress(source, offset + 3, length - 3, target, targetOffset, wanted);
      break;
  }
  return plain;
}

/**
 * Compresses a value by the engine's rules: nothing that looks random; XPRESS from 1 KiB on unless packing 16-bit
 * characters is better; packing otherwise. Returns the length in `target`, 0 when compressing does not pay.
 * A value inside a record must not become shorter than a long-value id; the caller sees to that.
 */
export function compress(
  source: Uint8Array,
  offset: number,
  length: number,
  target: Uint8Array,
  targetOffset: number,
): number {
  if (looksRandom(source, offset, length)) return 0;
  const xpress = length >= XPRESS_SHORTEST ? compressXpress(source, offset, length, target, targetOffset) : 0;
  const unicode = packedBytes(length >> 1);
  if (xpress > 0 && xpress <= unicode) return xpress;
  if (isPackable(source, offset, length, 2)) {
    if (unicode < length)
      return pack(SCHEME_SEVEN_BIT_UNICODE, source, offset, length, 2, target, targetOffset);
    return 0;
  }
  if (xpress > 0) return xpress;
  if (packedBytes(length) >= length || !isPackable(source, offset, length, 1)) return 0;
  return pack(SCHEME_SEVEN_BIT_ASCII, source, offset, length, 1, target, targetOffset);
}

function compressXpress(
  source: Uint8Array,
  offset: number,
  length: number,
  target: Uint8Array,
  targetOffset: number,
): number {
  if (length > XPRESS_LONGEST) return 0;
  const room = Math.min(length - 1, target.length - targetOffset) - XPRESS_HEADER_BYTES;
  const written = encodeXpress(source, offset, length, target, targetOffset + XPRESS_HEADER_BYTES, room);
  if (written === 0) return 0;
  target[targetOffset] = SCHEME_XPRESS << 3;
  target[targetOffset + 1] = length;
  target[targetOffset + 2] = length >> 8;
  return written + XPRESS_HEADER_BYTES;
}

const FREQUENCIES = new Uint16Array(256);

/** Chi-squared test of the byte frequencies at the beginning. */
function looksRandom(source: Uint8Array, offset: number, length: number): boolean {
  if (length < RANDOM_TEST_SHORTEST) return false;
  const sample = length < RANDOM_TEST_LONGEST ? length : RANDOM_TEST_LONGEST;
  FREQUENCIES.fill(0);
  for (let i = 0; i < sample; i++) FREQUENCIES[source[offset + i]]++;
  const expected = sample / 256;
  let chiSquared = 0;
  for (let i = 0; i < 256; i++) chiSquared += (FREQUENCIES[i] - expected) ** 2 / expected;
  return chiSquared < RANDOM_TEST_THRESHOLD;
}

const damaged = (what: string, value: number): never =>
  fail(JET_errDecompressionFailed, `compressed value: ${what} ${value}`);
