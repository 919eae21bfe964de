/** Bytes of somebody else, as a log record has them: a reusable window. */
import type { RecordBuffer } from './record-buffer';

const NOTHING = new Uint8Array(0);

export class ByteRange {
  bytes: Uint8Array = NOTHING;
  start = 0;
  length = 0;

  /** Points at other bytes; returns where these end. */
  set(bytes: Uint8Array, start: number, length: number): number {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
    return start + length;
  }

  /** Points at nothing. */
  clear(): void {
    this.length = 0;
  }

  /** Copies the bytes into a record; returns where they end there. */
  putInto(record: RecordBuffer, at: number): number {
    return record.put(at, this.bytes, this.start, this.length);
  }
}
