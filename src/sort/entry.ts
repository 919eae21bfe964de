/**
 * One row in a sort: its key and its data, with their lengths before them. Memory and runs hold rows in this form alone.
 *
 *     start    u16 length of the key    u16 length of the data    key    data
 *
 * Rows are in order of their keys, bytes compared as unsigned numbers, a shorter key before those it begins; rows of one
 * key are in order of their data, compared likewise.
 */
export const ENTRY_HEADER_BYTES = 4;
/** A length takes two bytes. */
export const LENGTH_MOST = 0xffff;

const PREFIX_BYTES = 6;

export const keyLengthAt = (bytes: Uint8Array, start: number): number =>
  bytes[start] | (bytes[start + 1] << 8);

export const dataLengthAt = (bytes: Uint8Array, start: number): number =>
  bytes[start + 2] | (bytes[start + 3] << 8);

/** Bytes of the whole row. */
export const entryBytesAt = (bytes: Uint8Array, start: number): number =>
  ENTRY_HEADER_BYTES + keyLengthAt(bytes, start) + dataLengthAt(bytes, start);

export function putLengths(bytes: Uint8Array, start: number, keyLength: number, dataLength: number): void {
  bytes[start] = keyLength;
  bytes[start + 1] = keyLength >>> 8;
  bytes[start + 2] = dataLength;
  bytes[start + 3] = dataLength >>> 8;
}

/** Below 0 when the first row comes first, 0 when they are equal. */
export function compareEntries(a: Uint8Array, startA: number, b: Uint8Array, startB: number): number {
  const keyA = keyLengthAt(a, startA);
  const keyB = keyLengthAt(b, startB);
  const bodyA = startA + ENTRY_HEADER_BYTES;
  const bodyB = startB + ENTRY_HEADER_BYTES;
  const byKey = compareBytes(a, bodyA, keyA, b, bodyB, keyB);
  if (byKey !== 0) return byKey;
  return compareBytes(a, bodyA + keyA, dataLengthAt(a, startA), b, bodyB + keyB, dataLengthAt(b, startB));
}

/** Below 0 when the first bytes come first, 0 when they are equal. */
export function compareBytes(
  a: Uint8Array,
  startA: number,
  lengthA: number,
  b: Uint8Array,
  startB: number,
  lengthB: number,
): number {
  const common = lengthA < lengthB ? lengthA : lengthB;
  for (let i = 0; i < common; i++) {
    const difference = a[startA + i] - b[startB + i];
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** The beginning of a key as a number: it orders keys that differ there. */
export function keyPrefixAt(bytes: Uint8Array, start: number): number {
  const length = keyLengthAt(bytes, start);
  const body = start + ENTRY_HEADER_BYTES;
  let prefix = 0;
  for (let i = 0; i < PREFIX_BYTES; i++) prefix = prefix * 0x100 + (i < length ? bytes[body + i] : 0);
  return prefix;
}
