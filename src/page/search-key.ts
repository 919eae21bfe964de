/**
 * What a search looks for: a key and, in trees whose keys repeat, the data that tells equal keys apart. Key and
 * data lie one after the other in one buffer, because a separator of an inner page may reach into the data.
 */
import { assert } from '../../errors/assert';

const INITIAL_BYTES = 1024;

export class SearchKey {
  bytes = new Uint8Array(INITIAL_BYTES);
  view = new DataView(this.bytes.buffer);
  keyLength = 0;
  dataLength = 0;

  /** Makes room for `length` bytes; what was there is kept. */
  reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(length, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Takes over a key without data. */
  setKey(source: Uint8Array, offset: number, length: number): void {
    this.reserve(length);
    const { bytes } = this;
    for (let i = 0; i < length; i++) bytes[i] = source[offset + i];
    this.keyLength = length;
    this.dataLength = 0;
  }

  /** Adds the data behind the key. */
  appendData(source: Uint8Array, offset: number, length: number): void {
    assert(this.dataLength === 0, 'data follows the key once');
    this.reserve(this.keyLength + length);
    const { bytes, keyLength } = this;
    for (let i = 0; i < length; i++) bytes[keyLength + i] = source[offset + i];
    this.dataLength = length;
  }
}
