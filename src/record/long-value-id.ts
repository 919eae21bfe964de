/** The id of one long value, as records and the long-value tree know it: 4 bytes or 8. One object, reused. */
import { LID32_BYTES, writeChunkKey, writeLid, writeRootKey } from './long-value';

export class LongValueId {
  low = 0;
  high = 0;
  byteLength = LID32_BYTES;

  set(low: number, high: number, byteLength: number): void {
    this.low = low;
    this.high = high;
    this.byteLength = byteLength;
  }

  copyFrom(other: LongValueId): void {
    this.set(other.low, other.high, other.byteLength);
  }

  /** The id as records hold it; returns its length. */
  writeTo(target: Uint8Array, offset: number): number {
    return writeLid(target, offset, this.low, this.high, this.byteLength);
  }

  /** The key of the value's root; returns its length. */
  writeRootKey(target: Uint8Array): number {
    return writeRootKey(target, this.low, this.high, this.byteLength);
  }

  /** The key of the chunk that begins at `chunkOffset`; returns its length. */
  writeChunkKey(target: Uint8Array, chunkOffset: number): number {
    return writeChunkKey(target, this.low, this.high, this.byteLength, chunkOffset);
  }
}
