/**
 * Binary search in a page. Order is bytewise, a shorter key before the longer one it begins; in trees whose keys
 * repeat, equal keys are ordered by their data.
 *
 *  - On a leaf a target without data compares keys alone, one with data compares key, then data.
 *  - On an inner page a separator compares with key and data as one string, and an empty separator is greater
 *    than everything (it stands at the right edge).
 */
import { NODE_COMPRESSED, type PageSlab } from './page-slab';
import type { SearchKey } from './search-key';

/** First tag of a leaf whose node is >= the target; the tag count when all are smaller. */
export function lowerBound(slab: PageSlab, base: number, target: SearchKey): number {
  preparePrefix(slab, base, target, target.keyLength);
  let low = slab.firstNode(base);
  let high = slab.tagCount(base);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareLeafNode(slab, base, middle, target) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First tag of a leaf whose node is > the target; the tag count when none is. */
export function upperBound(slab: PageSlab, base: number, target: SearchKey): number {
  preparePrefix(slab, base, target, target.keyLength);
  let low = slab.firstNode(base);
  let high = slab.tagCount(base);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareLeafNode(slab, base, middle, target) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The tag of an inner page whose child may hold the target: first separator > target, else the last one. */
export function childFor(slab: PageSlab, base: number, target: SearchKey): number {
  const length = target.keyLength + target.dataLength;
  preparePrefix(slab, base, target, length);
  const last = slab.tagCount(base) - 1;
  let low = slab.firstNode(base);
  let high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKey(slab, base, middle, target, length) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sign of node `tag` of a leaf minus the target, without {@link preparePrefix} having been called before. */
export function compareNode(slab: PageSlab, base: number, tag: number, target: SearchKey): number {
  preparePrefix(slab, base, target, target.keyLength);
  return compareLeafNode(slab, base, tag, target);
}

/** How much of the page's prefix the target shares, and on which side of the prefix it lies after that. */
let sharedLength = 0;
let sharedOrder = 0;

function preparePrefix(slab: PageSlab, base: number, target: SearchKey, targetLength: number): void {
  const prefixLength = slab.prefixLength(base);
  sharedLength = 0;
  if (prefixLength === 0) return;
  const start = slab.prefixStart(base);
  const limit = prefixLength < targetLength ? prefixLength : targetLength;
  let i = 0;
  while (i < limit && slab.bytes[start + i] === target.bytes[i]) i++;
  sharedLength = i;
  if (i < limit) sharedOrder = slab.bytes[start + i] < target.bytes[i] ? -1 : 1;
  else sharedOrder = 1;
}

function compareLeafNode(slab: PageSlab, base: number, tag: number, target: SearchKey): number {
  const order = compareKey(slab, base, tag, target, target.keyLength);
  if (order !== 0 || target.dataLength === 0) return order;
  return compareBytes(slab, dataStart, dataLength, target, target.keyLength, target.dataLength);
}

let dataStart = 0;
let dataLength = 0;

/** Sign of the node's key minus the first `length` bytes of the target; leaves the data's place behind. */
function compareKey(slab: PageSlab, base: number, tag: number, target: SearchKey, length: number): number {
  let at = slab.lineStart(base, tag);
  const end = at + slab.lineLength(base, tag);
  let matched = 0;
  if ((slab.nodeFlags(base, tag) & NODE_COMPRESSED) !== 0) {
    matched = slab.count(at);
    if (matched > sharedLength) return sharedOrder;
    at += 2;
  }
  const suffixLength = slab.count(at);
  at += 2;
  dataStart = at + suffixLength;
  dataLength = end - dataStart;
  return compareBytes(slab, at, suffixLength, target, matched, length - matched);
}

function compareBytes(
  slab: PageSlab,
  start: number,
  length: number,
  target: SearchKey,
  targetStart: number,
  targetLength: number,
): number {
  const common = length < targetLength ? length : targetLength;
  const { view, bytes } = slab;
  const targetView = target.view;
  const targetBytes = target.bytes;
  let i = 0;
  for (; i + 4 <= common; i += 4) {
    const ours = view.getUint32(start + i);
    const theirs = targetView.getUint32(targetStart + i);
    if (ours !== theirs) return ours < theirs ? -1 : 1;
  }
  for (; i < common; i++) {
    const difference = bytes[start + i] - targetBytes[targetStart + i];
    if (difference !== 0) return difference;
  }
  return length - targetLength;
}
