/**
 * Keys as the file format describes them, made here a second time: a string of bytes for each segment, one after the
 * other. Only what the model's columns need.
 *
 *   null 00 │ of no length 40 │ 7F and the value; in a descending segment all bits of these are turned
 */

const NULL = '\x00';
const EMPTY = '\x40';
const VALUE = '\x7f';
const CHUNK = 8;
const MORE = 9;

export type KeyType = 'long' | 'short' | 'currency' | 'binary';

/** The segment of a value; null for no value. Values are strings of bytes. */
export function segmentOf(type: KeyType, value: string | null, isDescending: boolean): string {
  const segment = value === null ? NULL : valueSegment(type, value);
  return isDescending ? turned(segment) : segment;
}

export function turned(bytes: string): string {
  let result = '';
  for (let i = 0; i < bytes.length; i++) result += String.fromCharCode(255 - bytes.charCodeAt(i));
  return result;
}

function valueSegment(type: KeyType, value: string): string {
  if (type !== 'binary') return VALUE + numberBytes(value);
  return value === '' ? EMPTY : VALUE + chunks(value);
}

/** A little-endian number with a sign, as bytes that compare like the number. */
function numberBytes(value: string): string {
  let result = '';
  for (let i = value.length - 1; i >= 0; i--) result += value[i];
  return String.fromCharCode(result.charCodeAt(0) ^ 0x80) + result.slice(1);
}

function chunks(value: string): string {
  let result = '';
  for (let at = 0; at < value.length; at += CHUNK) {
    const chunk = value.slice(at, at + CHUNK);
    const isLast = at + CHUNK >= value.length;
    result += chunk.padEnd(CHUNK, '\0') + String.fromCharCode(isLast ? chunk.length : MORE);
  }
  return result;
}

export function longOf(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes.toString('latin1');
}

export const numberOf = (value: string): number => Buffer.from(value, 'latin1').readInt32LE(0);
