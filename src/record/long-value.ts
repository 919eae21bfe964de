/**
 * The keys and nodes of a long-value tree. One tree per table holds every value that does not fit into a record: a
 * root node per value, keyed by the value's id, and behind it the chunks, keyed by id and byte offset.
 *
 * Ids are handled as two 32-bit halves. An id of 8 bytes always has its top bit set, which keeps all such ids behind
 * the older ones of 4 bytes.
 *
 * Invariants
 *  1. Keys are big-endian, the id inside a record is little-endian.
 *  2. A key of 8 bytes is the root of an 8-byte id if its top bit is set, else a chunk of a 4-byte id.
 *  3. A chunk shorter than its share of the value is compressed; no flag says so.
 */
import { JET_errDatabaseCorrupted, JET_errLVCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { isLargePage } from './record-layout';

export const LID32_BYTES = 4;
export const LID64_BYTES = 8;
/** The most bytes of a long-value key. */
export const LONG_VALUE_KEY_MOST = 12;
/** High half and low half of the first 8-byte id of a table. */
export const FIRST_LID64_HIGH = 0x80000000;
export const FIRST_LID64_LOW = 0x80000001;
/** The reference count that marks a value whose deletion has begun. */
export const PARTIALLY_DELETED = 0xffffffff;

const OFFSET_BYTES = 4;
const ROOT_BYTES = 8;
const ROOT_ENCRYPTED = 1;
const TOP_BIT = 0x80;

const FIRST_UPDATE_WITH_FULL_CHUNKS = 0x11;
const OLD_4K_CHUNK_BYTES = 4035;
const SMALL_PAGE_OVERHEAD = 82;
const CHUNK_BYTES_OF_LARGE_PAGES: ReadonlyMap<number, number> = new Map([
  [16384, 4050],
  [32768, 8150],
]);

/** What a key of a long-value tree says; one object, reused. */
export class LongValueKey {
  lidLow = 0;
  lidHigh = 0;
  lidBytes = LID32_BYTES;
  isRoot = true;
  /** Byte offset of a chunk within its value; 0 for a root. */
  chunkOffset = 0;

  /** Reads the key that lies in `bytes`. A length or id that no key has is JET_errLVCorrupted. */
  parse(bytes: Uint8Array, start: number, length: number): void {
    const wide = length > LID32_BYTES && (bytes[start] & TOP_BIT) !== 0;
    const lidBytes = wide ? LID64_BYTES : LID32_BYTES;
    if (length !== lidBytes && length !== lidBytes + OFFSET_BYTES) {
      fail(JET_errLVCorrupted, `long-value key of ${length} bytes`);
    }
    this.lidBytes = lidBytes;
    this.lidHigh = wide ? readBigEndian(bytes, start) : 0;
    this.lidLow = readBigEndian(bytes, wide ? start + 4 : start);
    this.isRoot = length === lidBytes;
    this.chunkOffset = this.isRoot ? 0 : readBigEndian(bytes, start + lidBytes);
  }
}

/** Writes the key of a value's root; returns its length. */
export function writeRootKey(target: Uint8Array, lidLow: number, lidHigh: number, lidBytes: number): number {
  if (lidBytes === LID32_BYTES) {
    writeBigEndian(target, 0, lidLow);
    return LID32_BYTES;
  }
  writeBigEndian(target, 0, lidHigh);
  writeBigEndian(target, 4, lidLow);
  return LID64_BYTES;
}

/** Writes the key of the chunk that begins at `chunkOffset`; returns its length. */
export function writeChunkKey(
  target: Uint8Array,
  lidLow: number,
  lidHigh: number,
  lidBytes: number,
  chunkOffset: number,
): number {
  const length = writeRootKey(target, lidLow, lidHigh, lidBytes);
  writeBigEndian(target, length, chunkOffset);
  return length + OFFSET_BYTES;
}

/** Writes an id as records hold it; returns its length. */
export function writeLid(
  target: Uint8Array,
  offset: number,
  lidLow: number,
  lidHigh: number,
  lidBytes: number,
): number {
  writeLittleEndian(target, offset, lidLow);
  if (lidBytes === LID64_BYTES) writeLittleEndian(target, offset + 4, lidHigh);
  return lidBytes;
}

/** What the root of a long value says; one object, reused. */
export class LongValueRoot {
  referenceCount = 0;
  /** Uncompressed bytes of the whole value. */
  size = 0;
  isEncrypted = false;

  parse(bytes: Uint8Array, start: number, length: number): void {
    if (length < ROOT_BYTES || start + length > bytes.length)
      fail(JET_errLVCorrupted, `long-value root of ${length} bytes`);
    this.referenceCount = readLittleEndian(bytes, start);
    this.size = readLittleEndian(bytes, start + 4);
    if (this.size > 0x7fffffff) fail(JET_errLVCorrupted, `long value of ${this.size} bytes`);
    this.isEncrypted = length > ROOT_BYTES && (bytes[start + ROOT_BYTES] & ROOT_ENCRYPTED) !== 0;
  }
}

/** Writes the data of a root; the flags byte exists only where a flag is set. Returns the length. */
export function writeRoot(
  target: Uint8Array,
  referenceCount: number,
  size: number,
  isEncrypted: boolean,
): number {
  writeLittleEndian(target, 0, referenceCount);
  writeLittleEndian(target, 4, size);
  if (!isEncrypted) return ROOT_BYTES;
  target[ROOT_BYTES] = ROOT_ENCRYPTED;
  return ROOT_BYTES + 1;
}

/** Uncompressed bytes of every chunk but the last; `tableChunkMost` is the table's own choice, null or 0 if it has none. */
export function chunkBytes(pageBytes: number, updateMajor: number, tableChunkMost: number | null): number {
  if (tableChunkMost !== null && tableChunkMost !== 0) return checkedChunkMost(pageBytes, tableChunkMost);
  if (isLargePage(pageBytes))
    return CHUNK_BYTES_OF_LARGE_PAGES.get(pageBytes) ?? pageBytes - SMALL_PAGE_OVERHEAD;
  if (pageBytes === 4096 && updateMajor < FIRST_UPDATE_WITH_FULL_CHUNKS) return OLD_4K_CHUNK_BYTES;
  return pageBytes - SMALL_PAGE_OVERHEAD;
}

/** How many uncompressed bytes the chunk at `chunkOffset` holds; 0 behind the end of the value. */
export function expectedChunkBytes(size: number, chunkOffset: number, chunkMost: number): number {
  const rest = size > chunkOffset ? size - chunkOffset : 0;
  return rest < chunkMost ? rest : chunkMost;
}

/** Whether a chunk of `storedBytes` is compressed. */
export const isChunkCompressed = (
  storedBytes: number,
  size: number,
  chunkOffset: number,
  chunkMost: number,
): boolean => storedBytes < expectedChunkBytes(size, chunkOffset, chunkMost);

function checkedChunkMost(pageBytes: number, tableChunkMost: number): number {
  if (tableChunkMost < 0 || tableChunkMost > pageBytes) {
    fail(JET_errDatabaseCorrupted, `chunks of ${tableChunkMost} bytes in pages of ${pageBytes}`);
  }
  return tableChunkMost;
}

const readBigEndian = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;

const readLittleEndian = (bytes: Uint8Array, at: number): number =>
  (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;

function writeBigEndian(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function writeLittleEndian(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
