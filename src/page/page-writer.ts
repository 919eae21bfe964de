/**
 * Changes of one page: each function does one operation on (page, tag) and nothing else. What is to be done, and where,
 * was decided above, or stands in a log record: both call these functions.
 *
 *   header | line line (hole) line │ free bytes │ … tag 2 tag 1 tag 0
 *                             free offset
 *
 * Invariants
 *  1. free bytes = page − header − tags − lines, holes included; the lines and the tags never overlap.
 *  2. The free offset is at or behind the end of the highest line; what lies between lines is reclaimed by
 *     compaction, when a line finds no room at the end.
 *  3. A function is only called when its result fits; `freeBytes` says what there is.
 *  4. Keys and data come from outside the page: compaction may move whatever lies in it.
 *  5. A compressed node takes at least 3 bytes of the page's prefix; fewer would not pay for the count.
 */
import { assert } from '../../errors/assert';
import { copyRun } from '../format/copy-bytes';
import type { DatabaseTime } from './database-time';
import {
  NODE_COMPRESSED,
  NODE_DELETED,
  PAGE_NEW_RECORD_FORMAT,
  PAGE_WITH_ECC,
  type PageSlab,
} from './page-slab';

export const TAG_BYTES = 4;
const SUFFIX_COUNT_BYTES = 2;
const PREFIX_COUNT_BYTES = 2;
const SHORTEST_PREFIX = 3;
const TIME_OFFSET = 8;
const PREVIOUS_PAGE_OFFSET = 16;
const NEXT_PAGE_OFFSET = 20;
const TREE_ID_OFFSET = 24;
const FREE_BYTES_OFFSET = 28;
const FREE_OFFSET_OFFSET = 32;
const TAG_STATE_OFFSET = 34;
const FLAGS_OFFSET = 36;
const OWN_NUMBER_OFFSET = 64;
const COUNT_MASK = 0x1fff;
const FLAGS_SHIFT = 13;

/** Sets up an empty page: no siblings, an external header without bytes, database time 0. */
export function initializePage(
  slab: PageSlab,
  base: number,
  pageNumber: number,
  treeId: number,
  flags: number,
): void {
  slab.bytes.fill(0, base, base + slab.pageBytes);
  slab.words32[(base + TREE_ID_OFFSET) >> 2] = treeId;
  slab.words32[(base + FLAGS_OFFSET) >> 2] = flags | PAGE_NEW_RECORD_FORMAT | PAGE_WITH_ECC;
  slab.words16[(base + TAG_STATE_OFFSET) >> 1] = 1;
  if (slab.isLarge) slab.words32[(base + OWN_NUMBER_OFFSET) >> 2] = pageNumber;
  setFreeBytes(slab, base, slab.pageBytes - slab.headerBytes - TAG_BYTES);
}

/** Leaves the current database time on the page. */
export function stampPage(slab: PageSlab, base: number, time: DatabaseTime): void {
  const at = (base + TIME_OFFSET) >> 2;
  slab.words32[at] = time.low;
  slab.words32[at + 1] = time.high;
}

export function setPreviousPage(slab: PageSlab, base: number, pageNumber: number): void {
  slab.words32[(base + PREVIOUS_PAGE_OFFSET) >> 2] = pageNumber;
}

export function setNextPage(slab: PageSlab, base: number, pageNumber: number): void {
  slab.words32[(base + NEXT_PAGE_OFFSET) >> 2] = pageNumber;
}

export function setPageFlags(slab: PageSlab, base: number, flags: number): void {
  slab.words32[(base + FLAGS_OFFSET) >> 2] = flags;
}

/** Bytes of the page that neither header nor lines nor tags take. */
export function freeBytes(slab: PageSlab, base: number): number {
  return slab.words16[(base + FREE_BYTES_OFFSET) >> 1];
}

/** The bytes a node takes in its line; its tag comes on top. */
export function nodeBytes(prefixLength: number, keyLength: number, dataLength: number): number {
  const counts = prefixLength > 0 ? SUFFIX_COUNT_BYTES + PREFIX_COUNT_BYTES : SUFFIX_COUNT_BYTES;
  return counts + keyLength - prefixLength + dataLength;
}

/** How much of a key this page's prefix can stand for; 0 when that would not pay. */
export function usablePrefix(
  slab: PageSlab,
  base: number,
  key: Uint8Array,
  keyOffset: number,
  keyLength: number,
): number {
  const prefixLength = slab.prefixLength(base);
  const most = prefixLength < keyLength ? prefixLength : keyLength;
  if (most < SHORTEST_PREFIX) return 0;
  const start = slab.prefixStart(base);
  let shared = 0;
  while (shared < most && slab.bytes[start + shared] === key[keyOffset + shared]) shared++;
  return shared < SHORTEST_PREFIX ? 0 : shared;
}

/** Puts a node at `tag`; the nodes from there on move up. The first `prefixLength` bytes of the key are not stored. */
export function insertNode(
  slab: PageSlab,
  base: number,
  tag: number,
  nodeFlags: number,
  prefixLength: number,
  key: Uint8Array,
  keyOffset: number,
  keyLength: number,
  data: Uint8Array,
  dataOffset: number,
  dataLength: number,
): void {
  const length = nodeBytes(prefixLength, keyLength, dataLength);
  const count = slab.tagCount(base);
  assert(tag >= slab.firstNode(base) && tag <= count, 'a node is put before, between or after the others');
  assert(freeBytes(slab, base) >= length + TAG_BYTES, 'a node is only inserted where it fits');
  makeGap(slab, base, length + TAG_BYTES);
  const end = base + slab.pageBytes;
  slab.bytes.copyWithin(end - TAG_BYTES * (count + 1), end - TAG_BYTES * count, end - TAG_BYTES * tag);
  slab.words16[(base + TAG_STATE_OFFSET) >> 1]++;
  setFreeBytes(slab, base, freeBytes(slab, base) - length - TAG_BYTES);
  let at = takeEnd(slab, base, tag, length);
  if (prefixLength > 0) at = putCount(slab, at, prefixLength);
  at = putCount(slab, at, keyLength - prefixLength);
  at = put(slab, at, key, keyOffset + prefixLength, keyLength - prefixLength);
  put(slab, at, data, dataOffset, dataLength);
  setNodeFlags(
    slab,
    base,
    tag,
    prefixLength > 0 ? nodeFlags | NODE_COMPRESSED : nodeFlags & ~NODE_COMPRESSED,
  );
}

/** Gives node `tag` other data; its key and its flags stay. */
export function replaceData(
  slab: PageSlab,
  base: number,
  tag: number,
  data: Uint8Array,
  dataOffset: number,
  dataLength: number,
): void {
  const keyBytes = nodeKeyBytes(slab, base, tag);
  const added = keyBytes + dataLength - slab.lineLength(base, tag);
  assert(added <= freeBytes(slab, base), 'data is only replaced by what fits');
  if (added <= 0) shrinkLine(slab, base, tag, keyBytes + dataLength);
  else moveToEnd(slab, base, tag, keyBytes, dataLength);
  put(slab, slab.lineStart(base, tag) + keyBytes, data, dataOffset, dataLength);
}

/** Takes node `tag` away; the nodes behind it move down. */
export function deleteNode(slab: PageSlab, base: number, tag: number): void {
  const count = slab.tagCount(base);
  assert(tag >= slab.firstNode(base) && tag < count, 'only a node is deleted');
  const length = slab.lineLength(base, tag);
  releaseEnd(slab, base, slab.lineStart(base, tag) + length, length);
  const end = base + slab.pageBytes;
  slab.bytes.copyWithin(end - TAG_BYTES * (count - 1), end - TAG_BYTES * count, end - TAG_BYTES * (tag + 1));
  slab.words32[(end - TAG_BYTES * count) >> 2] = 0;
  slab.words16[(base + TAG_STATE_OFFSET) >> 1]--;
  setFreeBytes(slab, base, freeBytes(slab, base) + length + TAG_BYTES);
}

/** Marks node `tag` as deleted, or as there again; its bytes stay. */
export function flagDeleted(slab: PageSlab, base: number, tag: number, isDeleted: boolean): void {
  const flags = slab.nodeFlags(base, tag);
  setNodeFlags(slab, base, tag, isDeleted ? flags | NODE_DELETED : flags & ~NODE_DELETED);
}

/** Replaces all flags of node `tag`. */
export function setNodeFlags(slab: PageSlab, base: number, tag: number, flags: number): void {
  if (slab.isLarge) {
    const at = slab.lineStart(base, tag) + 1;
    slab.bytes[at] = (slab.bytes[at] & 0x1f) | (flags << 5);
    return;
  }
  const at = (base + slab.pageBytes - TAG_BYTES * tag - 2) >> 1;
  slab.words16[at] = (slab.words16[at] & COUNT_MASK) | (flags << FLAGS_SHIFT);
}

/**
 * Replaces the external header. On pages whose nodes use it as their prefix, the caller rewrites these nodes: it is
 * only set where there are none, or where the bytes that nodes use stay the same.
 */
export function setExternalHeader(
  slab: PageSlab,
  base: number,
  source: Uint8Array,
  offset: number,
  length: number,
): void {
  const old = slab.lineLength(base, 0);
  assert(length - old <= freeBytes(slab, base), 'an external header is only set where it fits');
  if (length <= old) shrinkLine(slab, base, 0, length);
  else moveToEnd(slab, base, 0, 0, length);
  put(slab, slab.lineStart(base, 0), source, offset, length);
}

/** Gives node `tag` of an inner page another child. */
export function setChildPage(slab: PageSlab, base: number, tag: number, pageNumber: number): void {
  const end = slab.lineStart(base, tag) + slab.lineLength(base, tag);
  slab.view.setUint32(end - 4, pageNumber, true);
}

/** Moves the lines together, in the order in which they lie, so that there is no hole between them. */
export function compactPage(slab: PageSlab, base: number): void {
  const count = slab.tagCount(base);
  const order = orderByPlace(slab, base, count);
  const { bytes } = slab;
  const start = base + slab.headerBytes;
  let next = start;
  for (let i = 0; i < count; i++) {
    const tag = order[i] & 0xffff;
    const length = slab.lineLength(base, tag);
    const from = slab.lineStart(base, tag);
    if (from !== next && length > 0) bytes.copyWithin(next, from, from + length);
    setPlace(slab, base, tag, next - start);
    next += length;
  }
  setFreeOffset(slab, base, next - start);
}

/** The tags in the order of their lines' places: place in the upper half of each word, tag in the lower. */
let placeOrder = new Uint32Array(1024);

function orderByPlace(slab: PageSlab, base: number, count: number): Uint32Array {
  if (count > placeOrder.length) placeOrder = new Uint32Array(2 * count);
  for (let tag = 0; tag < count; tag++) {
    const place = slab.lineLength(base, tag) === 0 ? 0 : slab.lineStart(base, tag) - base;
    placeOrder[tag] = place * 0x10000 + tag;
  }
  return placeOrder.subarray(0, count).sort();
}

/** Makes sure that `needed` bytes lie free in one piece before the tags. */
function makeGap(slab: PageSlab, base: number, needed: number): void {
  const room = slab.pageBytes - slab.headerBytes - TAG_BYTES * slab.tagCount(base) - freeOffset(slab, base);
  if (room < needed) compactPage(slab, base);
}

/** Gives the line of `tag` the next `length` bytes behind all lines; returns where they begin. */
function takeEnd(slab: PageSlab, base: number, tag: number, length: number): number {
  const offset = freeOffset(slab, base);
  slab.words16[(base + slab.pageBytes - TAG_BYTES * tag - 2) >> 1] = offset;
  slab.words16[(base + slab.pageBytes - TAG_BYTES * tag - 4) >> 1] = length;
  setFreeOffset(slab, base, offset + length);
  return base + slab.headerBytes + offset;
}

/** `length` bytes that end at `lineEnd` are given up: the free offset goes back when nothing lies behind them. */
function releaseEnd(slab: PageSlab, base: number, lineEnd: number, length: number): void {
  const offset = freeOffset(slab, base);
  if (lineEnd - base - slab.headerBytes === offset) setFreeOffset(slab, base, offset - length);
}

function shrinkLine(slab: PageSlab, base: number, tag: number, length: number): void {
  const old = slab.lineLength(base, tag);
  if (old === length) return;
  releaseEnd(slab, base, slab.lineStart(base, tag) + old, old - length);
  slab.words16[(base + slab.pageBytes - TAG_BYTES * tag - 4) >> 1] = length;
  setFreeBytes(slab, base, freeBytes(slab, base) + old - length);
}

/** Gives a line that grows a place behind all others, its first `kept` bytes with it, and room for `added` more. */
function moveToEnd(slab: PageSlab, base: number, tag: number, kept: number, added: number): void {
  const old = slab.lineLength(base, tag);
  const length = kept + added;
  const flags = slab.isLarge || tag === 0 ? 0 : slab.nodeFlags(base, tag);
  keepBytes(slab, slab.lineStart(base, tag), kept);
  releaseEnd(slab, base, slab.lineStart(base, tag) + old, old);
  slab.words16[(base + slab.pageBytes - TAG_BYTES * tag - 4) >> 1] = 0;
  makeGap(slab, base, length);
  setFreeBytes(slab, base, freeBytes(slab, base) + old - length);
  put(slab, takeEnd(slab, base, tag, length), keptBytes, 0, kept);
  if (flags !== 0) setNodeFlags(slab, base, tag, flags);
}

/** The key of a node that is on the move. */
const keptBytes = new Uint8Array(32768);

function keepBytes(slab: PageSlab, at: number, length: number): void {
  for (let i = 0; i < length; i++) keptBytes[i] = slab.bytes[at + i];
}

/** The bytes of a node before its data: counts and suffix. */
function nodeKeyBytes(slab: PageSlab, base: number, tag: number): number {
  const at = slab.lineStart(base, tag);
  if ((slab.nodeFlags(base, tag) & NODE_COMPRESSED) === 0) return SUFFIX_COUNT_BYTES + slab.count(at);
  return SUFFIX_COUNT_BYTES + PREFIX_COUNT_BYTES + slab.count(at + PREFIX_COUNT_BYTES);
}

function setPlace(slab: PageSlab, base: number, tag: number, place: number): void {
  const at = (base + slab.pageBytes - TAG_BYTES * tag - 2) >> 1;
  slab.words16[at] = slab.isLarge ? place : (slab.words16[at] & ~COUNT_MASK) | place;
}

function freeOffset(slab: PageSlab, base: number): number {
  return slab.words16[(base + FREE_OFFSET_OFFSET) >> 1];
}

function setFreeOffset(slab: PageSlab, base: number, offset: number): void {
  slab.words16[(base + FREE_OFFSET_OFFSET) >> 1] = offset;
}

function setFreeBytes(slab: PageSlab, base: number, bytes: number): void {
  slab.words16[(base + FREE_BYTES_OFFSET) >> 1] = bytes;
}

function putCount(slab: PageSlab, at: number, count: number): number {
  slab.bytes[at] = count;
  slab.bytes[at + 1] = count >> 8;
  return at + 2;
}

/** Copies bytes into the page; returns where they end there. */
function put(slab: PageSlab, at: number, source: Uint8Array, offset: number, length: number): number {
  copyRun(source, offset, slab.bytes, slab.view, at, length);
  return at + length;
}
