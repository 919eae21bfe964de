/**
 * One level of a sort key under construction: bytes that are added, trimmed at the end and copied out.
 *
 * Invariants
 *  1. A level holds no more entries than it was given room for; more would not fit into any key.
 */
import { LOWEST } from './weights';

const INITIAL_BYTES = 2048;

export class Level {
  bytes = new Uint8Array(INITIAL_BYTES);
  length = 0;

  reserve(capacity: number): void {
    this.length = 0;
    if (this.bytes.length < capacity) this.bytes = new Uint8Array(capacity);
  }

  /** Adds an entry; entries that no key has room for are dropped. */
  push(byte: number): void {
    if (this.length < this.bytes.length) this.bytes[this.length++] = byte;
  }

  trim(byte: number): void {
    while (this.length > 0 && this.bytes[this.length - 1] === byte) this.length--;
  }

  /** Drops trailing entries that say nothing: the lowest weight or less. */
  trimLowest(): void {
    while (this.length > 0 && this.bytes[this.length - 1] <= LOWEST) this.length--;
  }
}
