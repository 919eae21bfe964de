/**
 * The 32-bit checksum of headers (database, log, checkpoint, backup trailer) and of pages older than ECC: all
 * 32-bit words but the first, XORed with a seed, stored in the first word.
 */
import { assert } from '../../errors/assert';

const XOR_SEED = 0x89abcdef;

/** XOR of `wordCount` words from `wordIndex` on, the first left out, as an unsigned number. */
export function xorWords(words: Uint32Array, wordIndex: number, wordCount: number): number {
  let sum = XOR_SEED | 0;
  const end = wordIndex + wordCount;
  for (let at = wordIndex + 1; at < end; at++) sum ^= words[at];
  return sum >>> 0;
}

/** The checksum of `length` bytes at `offset`, whatever their alignment. */
export function xorChecksum(bytes: Uint8Array, offset: number, length: number): number {
  assert(length % 4 === 0, 'a checksum covers whole words');
  assert(offset + length <= bytes.length, 'a checksum covers bytes that are there');
  const start = bytes.byteOffset + offset;
  if (start % 4 === 0) return xorWords(new Uint32Array(bytes.buffer, start, length / 4), 0, length / 4);
  const view = new DataView(bytes.buffer, start, length);
  let sum = XOR_SEED | 0;
  for (let at = 4; at < length; at += 4) sum ^= view.getInt32(at, true);
  return sum >>> 0;
}
