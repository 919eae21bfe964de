/**
 * The two 7-bit codings: characters below 0x80, taken from bytes or from 16-bit units, packed without gaps.
 *
 * block = u8 (scheme << 3 | bits used in the last byte - 1) · the 7-bit values, lowest bit first
 *
 * Invariants
 *  1. The bits after the header are a multiple of seven; anything else is JET_errDecompressionFailed.
 */
import { JET_errDecompressionFailed } from '../../../errors/codes';
import { fail } from '../../../errors/jet-error';

const VALUE_BITS = 7;
const VALUE_MASK = 0x7f;

/** Bytes that `count` characters take when packed, with the header. */
export const packedBytes = (count: number): number => ((count * VALUE_BITS + 7) >> 3) + 1;

/** How many characters a packed block holds. */
export function packedCount(source: Uint8Array, offset: number, length: number): number {
  const bits = (length - 2) * 8 + (source[offset] & 7) + 1;
  if (length < 2 || bits % VALUE_BITS !== 0) fail(JET_errDecompressionFailed, `7-bit block of ${bits} bits`);
  return bits / VALUE_BITS;
}

/** Whether all of the data is below 0x80 in units of `unitBytes` (1 or 2). */
export function isPackable(source: Uint8Array, offset: number, length: number, unitBytes: number): boolean {
  if (length % unitBytes !== 0) return false;
  for (let i = 0; i < length; i++) {
    const limit = unitBytes === 2 && (i & 1) === 1 ? 0 : VALUE_MASK;
    if (source[offset + i] > limit) return false;
  }
  return true;
}

/** Packs units of `unitBytes`; returns the bytes written. */
export function pack(
  scheme: number,
  source: Uint8Array,
  offset: number,
  length: number,
  unitBytes: number,
  target: Uint8Array,
  targetOffset: number,
): number {
  let at = targetOffset + 1;
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < length; i += unitBytes) {
    bits |= source[offset + i] << bitCount;
    bitCount += VALUE_BITS;
    if (bitCount >= 8) {
      target[at++] = bits;
      bits >>= 8;
      bitCount -= 8;
    }
  }
  if (bitCount > 0) target[at++] = bits;
  target[targetOffset] = (scheme << 3) | ((bitCount === 0 ? 8 : bitCount) - 1);
  return at - targetOffset;
}

/** Unpacks the first `limit` bytes into `target`. */
export function unpack(
  source: Uint8Array,
  offset: number,
  unitBytes: number,
  target: Uint8Array,
  targetOffset: number,
  limit: number,
): void {
  let at = offset + 1;
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < limit; i += unitBytes) {
    if (bitCount < VALUE_BITS) {
      bits |= source[at++] << bitCount;
      bitCount += 8;
    }
    target[targetOffset + i] = bits & VALUE_MASK;
    if (unitBytes === 2 && i + 1 < limit) target[targetOffset + i + 1] = 0;
    bits >>= VALUE_BITS;
    bitCount -= VALUE_BITS;
  }
}
