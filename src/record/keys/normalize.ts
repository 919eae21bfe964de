/**
 * The bytes a value contributes to a key, by type, so that the order of the bytes is the order of the values. Each
 * function writes behind the prefix byte that the caller has written.
 *
 * Invariants
 *  1. Fixed-size types write as many bytes as the value has.
 *  2. Text and binary write no more than the room they are given.
 */
import {
  JET_coltypBit,
  JET_coltypCurrency,
  JET_coltypDateTime,
  JET_coltypGUID,
  JET_coltypIEEEDouble,
  JET_coltypIEEESingle,
  JET_coltypLong,
  JET_coltypLongLong,
  JET_coltypShort,
  JET_coltypUnsignedByte,
} from '../../../include/column-types';

const SIGN_BIT = 0x80;
const ALL_BITS = 0xff;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const CASE_STEP = 0x20;
/** Bytes of data in a chunk of variable binary data; a byte that says how many of them count follows. */
const CHUNK_BYTES = 8;
const CHUNK_WITH_COUNT_BYTES = 9;
const CHUNK_CONTINUES = 9;

// prettier-ignore
const GUID_ORDER = Uint8Array.of(10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3);
const DOT_NET_GUID_ORDER = Uint8Array.of(3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15);

/** The bytes that text or binary data of `length` bytes has in a key when nothing cuts it, without prefix. */
export const binaryKeyBytes = (length: number, isFixed: boolean): number =>
  isFixed ? length : Math.ceil(length / CHUNK_BYTES) * CHUNK_WITH_COUNT_BYTES;

/** Writes a value of a fixed-size type whose size in bytes is `size`. */
export function writeFixedSize(
  columnType: number,
  usesDotNetGuids: boolean,
  value: Uint8Array,
  offset: number,
  size: number,
  target: Uint8Array,
  at: number,
): void {
  switch (columnType) {
    case JET_coltypBit:
      target[at] = value[offset] === 0 ? 0 : ALL_BITS;
      return;
    case JET_coltypUnsignedByte:
      target[at] = value[offset];
      return;
    case JET_coltypGUID:
      writeGuid(usesDotNetGuids ? DOT_NET_GUID_ORDER : GUID_ORDER, value, offset, target, at);
      return;
    default:
      for (let i = 0; i < size; i++) target[at + i] = value[offset + size - 1 - i];
  }
  switch (columnType) {
    case JET_coltypShort:
    case JET_coltypLong:
    case JET_coltypLongLong:
    case JET_coltypCurrency:
      target[at] ^= SIGN_BIT;
      return;
    case JET_coltypIEEESingle:
    case JET_coltypIEEEDouble:
    case JET_coltypDateTime:
      if ((target[at] & SIGN_BIT) === 0) target[at] ^= SIGN_BIT;
      else for (let i = 0; i < size; i++) target[at + i] ^= ALL_BITS;
  }
}

function writeGuid(
  order: Uint8Array,
  value: Uint8Array,
  offset: number,
  target: Uint8Array,
  at: number,
): void {
  for (let i = 0; i < order.length; i++) target[at + i] = value[offset + order[i]];
}

/** Writes binary data of a fixed column as it stands. */
export function writeRaw(
  value: Uint8Array,
  offset: number,
  bytes: number,
  target: Uint8Array,
  at: number,
): void {
  for (let i = 0; i < bytes; i++) target[at + i] = value[offset + i];
}

/**
 * Writes binary data of a variable column in chunks, exactly `room` bytes of them; `isWhole` says whether nothing is
 * cut off. Returns how many bytes from `at` the data itself ends, or 0 when it does not end within the room.
 */
export function writeChunks(
  value: Uint8Array,
  offset: number,
  length: number,
  isWhole: boolean,
  target: Uint8Array,
  at: number,
  room: number,
): number {
  let left = length;
  let from = offset;
  let to = at;
  let space = room;
  for (; space >= CHUNK_WITH_COUNT_BYTES; space -= CHUNK_WITH_COUNT_BYTES) {
    const bytes = Math.min(left, CHUNK_BYTES);
    writePadded(value, from, bytes, target, to, CHUNK_BYTES);
    left -= bytes;
    const isLast = left === 0;
    const isFullButCut = bytes === CHUNK_BYTES && !isWhole;
    target[to + CHUNK_BYTES] = isLast && !isFullButCut ? bytes : CHUNK_CONTINUES;
    if (isLast) return to + bytes - at;
    from += bytes;
    to += CHUNK_WITH_COUNT_BYTES;
  }
  const bytes = Math.min(left, space);
  writePadded(value, from, bytes, target, to, space);
  return left < space ? to + bytes - at : 0;
}

function writePadded(
  value: Uint8Array,
  from: number,
  bytes: number,
  target: Uint8Array,
  to: number,
  room: number,
): void {
  for (let i = 0; i < bytes; i++) target[to + i] = value[from + i];
  for (let i = bytes; i < room; i++) target[to + i] = 0;
}

const toUpper = (byte: number): number => (byte >= LOWER_A && byte <= LOWER_Z ? byte - CASE_STEP : byte);

/**
 * Writes text of a code page other than Unicode: up to its first NUL, letters a to z in upper case, a NUL behind it.
 * Returns the bytes written, or the negated number of them when the text is cut. The last byte of cut text is lowered
 * by 0x20 whatever it is: keys have been made so ever since.
 */
export function writeAscii(
  value: Uint8Array,
  offset: number,
  length: number,
  target: Uint8Array,
  at: number,
  room: number,
): number {
  if (room <= 0) return 0;
  const most = Math.min(length, room - 1);
  for (let i = 0; i < most; i++) {
    target[at + i] = toUpper(value[offset + i]);
    if (value[offset + i] === 0) return i + 1;
  }
  const isCut = most < length && value[offset + most] !== 0;
  target[at + most] = isCut ? value[offset + most] - CASE_STEP : 0;
  return isCut ? -room : most + 1;
}
