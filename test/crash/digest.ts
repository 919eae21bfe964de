/** Values as text, short enough to be kept for every commit. */
import { createHash } from 'node:crypto';

const MOST_SHOWN = 16;

/** The same text for the same bytes, and in practice for no others. */
export function digest(value: Uint8Array | null): string {
  if (value === null) return 'null';
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  if (value.length <= MOST_SHOWN) return bytes.toString('hex');
  return `${value.length} bytes ${createHash('md5').update(value).digest('hex')}`;
}

export function longBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
