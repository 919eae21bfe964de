/** Header pages of any file: a block of bytes whose first word is the XOR checksum of the rest. */
import { u32 } from './layout';
import { xorChecksum } from './xor-checksum';

/** Where bytes are read at a position; fewer than asked for come back only at the end. */
export interface ByteSource {
  size(): number;
  read(target: Uint8Array, targetOffset: number, length: number, position: number): number;
}

/** Which of the two copies of a header is damaged or, being the second, differs from the first. */
export type DamagedCopy = 'none' | 'first' | 'second';

/** Writes the checksum of the block into its first word. */
export function sealHeader(bytes: Uint8Array, offset = 0, length = bytes.length): void {
  u32.write(bytes, offset, xorChecksum(bytes, offset, length));
}

/** Whether a block of `length` bytes lies inside `bytes` and carries its checksum. */
export function isSealed(bytes: Uint8Array, offset: number, length: number): boolean {
  if (offset + length > bytes.length) return false;
  return u32.read(bytes, offset) === xorChecksum(bytes, offset, length);
}

/** The first `most` bytes of the source, or all when it is shorter. */
export function readStart(source: ByteSource, most: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(most, source.size()));
  return bytes.subarray(0, source.read(bytes, 0, bytes.length, 0));
}

export function sameBytes(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  return Buffer.compare(bytes.subarray(a, a + length), bytes.subarray(b, b + length)) === 0;
}
