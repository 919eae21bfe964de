/**
 * What differs between the old and the new data of a node, as ReplaceD records write it: one entry a change, in order.
 *
 *   place in the old data, with flags (2 bytes; 3 in the second form) · length of the new bytes · [length of the old ones]
 *   · new bytes
 *
 *   flag same length   the new bytes replace as many old ones
 *   flag insert        the new bytes replace none
 *   flag wide          lengths are 2 bytes, else 1
 *
 * Invariants
 *  1. One entry is written: from the first byte that differs to the last. Any number is read.
 *  2. The first form has 13 bits for a place; the second one is used beyond that.
 *  3. Reading never leaves the record, the old data or the target: what does not fit is JET_errLogFileCorrupt.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { u16 } from '../format/layout';
import type { RecordBuffer } from './record-buffer';

const PLACE_MASK = 0x1fff;
/** The flags as the first form has them, in the upper bits of the place. */
const SAME_LENGTH = 0x2000;
const INSERT = 0x4000;
const WIDE = 0x8000;
const LONGEST_NARROW = 255;

/** The window that differs, between `differenceBytes` and `putDifference`. */
let newBytes: Uint8Array = new Uint8Array(0);
let newStart = 0;
let newLength = 0;
let oldLength = 0;
let place = 0;

/** Finds the window that differs; returns the bytes of its entry, 0 when nothing does. */
export function differenceBytes(
  old: Uint8Array,
  oldStart: number,
  oldBytes: number,
  data: Uint8Array,
  dataStart: number,
  dataBytes: number,
): number {
  const most = oldBytes < dataBytes ? oldBytes : dataBytes;
  let front = 0;
  while (front < most && old[oldStart + front] === data[dataStart + front]) front++;
  let back = 0;
  const oldEnd = oldStart + oldBytes - 1;
  const dataEnd = dataStart + dataBytes - 1;
  while (back < most - front && old[oldEnd - back] === data[dataEnd - back]) back++;
  newBytes = data;
  newStart = dataStart + front;
  newLength = dataBytes - front - back;
  oldLength = oldBytes - front - back;
  place = front;
  if (newLength === 0 && oldLength === 0) return 0;
  const lengths = newLength === oldLength || oldLength === 0 ? 1 : 2;
  return (place > PLACE_MASK ? 3 : 2) + lengths * lengthBytes() + newLength;
}

/** Writes the entry of the window found last; returns whether it has the second form. */
export function putDifference(record: RecordBuffer, at: number): boolean {
  const isSecondForm = place > PLACE_MASK;
  let flags = lengthBytes() === 2 ? WIDE : 0;
  if (oldLength === 0) flags |= INSERT;
  else if (newLength === oldLength) flags |= SAME_LENGTH;
  record.view.setUint16(at, isSecondForm ? place : place | flags, true);
  let next = at + 2;
  if (isSecondForm) record.bytes[next++] = flags >> 8;
  next = putLength(record, next, newLength);
  if ((flags & (INSERT | SAME_LENGTH)) === 0) next = putLength(record, next, oldLength);
  record.put(next, newBytes, newStart, newLength);
  return isSecondForm;
}

const lengthBytes = (): number => (oldLength > LONGEST_NARROW || newLength > LONGEST_NARROW ? 2 : 1);

function putLength(record: RecordBuffer, at: number, length: number): number {
  if (lengthBytes() === 1) {
    record.bytes[at] = length;
    return at + 1;
  }
  record.view.setUint16(at, length, true);
  return at + 2;
}

/** Makes the new data from the old and the entries from `start` up to `end`; returns its length. */
export function applyDifference(
  bytes: Uint8Array,
  start: number,
  end: number,
  isSecondForm: boolean,
  old: Uint8Array,
  oldStart: number,
  oldBytes: number,
  target: Uint8Array,
): number {
  let at = start;
  let taken = 0;
  let made = 0;
  while (at < end) {
    const word = u16.read(bytes, at);
    const flags = isSecondForm ? bytes[at + 2] << 8 : word & ~PLACE_MASK;
    const from = isSecondForm ? word : word & PLACE_MASK;
    at += isSecondForm ? 3 : 2;
    const width = (flags & WIDE) !== 0 ? 2 : 1;
    const added = width === 2 ? u16.read(bytes, at) : bytes[at];
    at += width;
    let dropped = (flags & SAME_LENGTH) !== 0 ? added : 0;
    if ((flags & (SAME_LENGTH | INSERT)) === 0) {
      dropped = width === 2 ? u16.read(bytes, at) : bytes[at];
      at += width;
    }
    const kept = from - taken;
    if (kept < 0 || from + dropped > oldBytes || at + added > end || made + kept + added > target.length)
      fail(JET_errLogFileCorrupt, `a difference at ${from} of ${oldBytes} bytes, ${added} for ${dropped}`);
    made = copy(old, oldStart + taken, kept, target, made);
    made = copy(bytes, at, added, target, made);
    at += added;
    taken = from + dropped;
  }
  if (made + oldBytes - taken > target.length)
    fail(JET_errLogFileCorrupt, `differences make ${made + oldBytes - taken} bytes`);
  return copy(old, oldStart + taken, oldBytes - taken, target, made);
}

function copy(source: Uint8Array, start: number, length: number, target: Uint8Array, at: number): number {
  for (let i = 0; i < length; i++) target[at + i] = source[start + i];
  return at + length;
}
