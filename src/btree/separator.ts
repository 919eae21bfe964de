/**
 * The key that parts two neighbours: as short as can be. It is what both have in common and one more byte of the right
 * one; where keys repeat, the data of equal keys goes on where the key ends.
 *
 * In a tree whose keys repeat, no key may begin with another one: a separator is compared with key and data as one
 * string. The keys of indexes hold to that.
 */
import { assert } from '../../errors/assert';

/** Writes the separator to `target`, which has room for it; returns its length. */
export function writeSeparator(
  left: Uint8Array,
  leftLength: number,
  right: Uint8Array,
  rightLength: number,
  target: Uint8Array,
): number {
  const most = leftLength < rightLength ? leftLength : rightLength;
  let shared = 0;
  while (shared < most && left[shared] === right[shared]) shared++;
  assert(shared < rightLength, 'neighbours differ, and the right one is greater');
  for (let i = 0; i <= shared; i++) target[i] = right[i];
  return shared + 1;
}
