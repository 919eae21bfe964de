/**
 * The records of changes of nodes, written and read. Behind the header (record-buffer.ts) they carry:
 *
 *   Insert                44 suffix · 46 prefix · 48 data     | key, whole | data
 *   FlagInsert            44 key · 46 data                    | key | data
 *   FlagInsertAndReplace  44 key · 46 data · 48 version of the replace | key | data
 *   FlagDelete, Delete    nothing
 *   Replace(D)            44 bytes, bit 15: second form · 46 old data · 48 new data | new data, or differences
 *   UndoInfo              44 key · 46 key's data · 48 operation · 50 largest size · 52 change of size · 54 data
 *                         | bookmark | old data
 *   Delta, Delta64        44 key · 46 key's data · 48 number added (4 or 8 bytes) · 52/56 place in the data | bookmark
 *   SetExternalHeader     44 data                             | data
 *   Undo                  44 key · 46 key's data · 48 operation · 50 level | bookmark
 *   EmptyTree             44 bytes                            | 16 bytes a page: time before · page · its flags
 *
 * A bookmark is the key, with the data behind it in trees whose keys repeat.
 *
 * Invariants
 *  1. Each function that begins with `put` makes one record; nothing is allocated once the buffer is large enough.
 *  2. What `NodeRecord.read` says of a record is what `put…` was given.
 */
import { i16, i32, u16, u32 } from '../format/layout';
import type { SearchKey } from '../page/search-key';
import { differenceBytes, putDifference } from './difference';
import { ChangeHeader, NODE_HEADER_BYTES, type RecordBuffer } from './record-buffer';
import { RECORD } from './record-types';

const FIRST = NODE_HEADER_BYTES;
const SECOND = FIRST + 2;
const THIRD = FIRST + 4;
const INSERT_BYTES = 50;
const FLAG_INSERT_BYTES = 48;
const FLAG_INSERT_AND_REPLACE_BYTES = 52;
const REPLACE_BYTES = 50;
const UNDO_INFO_BYTES = 56;
const UNDO_INFO_LARGEST = 50;
const UNDO_INFO_CHANGE = 52;
const UNDO_INFO_DATA = 54;
const DELTA_BYTES = 54;
const DELTA64_BYTES = 58;
const EXTERNAL_HEADER_BYTES = 46;
const UNDO_BYTES = 51;
const UNDO_LEVEL = 50;
const EMPTY_TREE_BYTES = 46;
const EMPTIED_PAGE_BYTES = 16;
const SECOND_DIFFERENCE_FORM = 0x8000;

/** What a version undoes, as UndoInfo and Undo name it. */
export const OPERATION_INSERT = 1;
export const OPERATION_REPLACE = 2;
export const OPERATION_FLAG_DELETE = 3;
export const OPERATION_DELTA = 4;
export const OPERATION_DELTA64 = 9;

/** A page that a tree gives up when it is emptied. */
interface EmptiedPage {
  readonly page: number;
  readonly flags: number;
  readonly beforeLow: number;
  readonly beforeHigh: number;
}

/** A node that was not there; `prefixLength` bytes of its key are the page's prefix. */
export function putInsert(
  record: RecordBuffer,
  header: ChangeHeader,
  prefixLength: number,
  key: Uint8Array,
  keyLength: number,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  record.beginNode(RECORD.insert, INSERT_BYTES + keyLength + dataLength, header);
  record.view.setUint16(FIRST, keyLength - prefixLength, true);
  record.view.setUint16(SECOND, prefixLength, true);
  record.view.setUint16(THIRD, dataLength, true);
  record.put(record.put(INSERT_BYTES, key, 0, keyLength), data, dataStart, dataLength);
}

/** A node with this key was flagged as deleted, and is there again with the data it has. */
export function putFlagInsert(
  record: RecordBuffer,
  header: ChangeHeader,
  key: Uint8Array,
  keyLength: number,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  record.beginNode(RECORD.flagInsert, FLAG_INSERT_BYTES + keyLength + dataLength, header);
  record.view.setUint16(FIRST, keyLength, true);
  record.view.setUint16(SECOND, dataLength, true);
  record.put(record.put(FLAG_INSERT_BYTES, key, 0, keyLength), data, dataStart, dataLength);
}

/** A node with this key was flagged as deleted, and is there again with other data. */
export function putFlagInsertAndReplace(
  record: RecordBuffer,
  header: ChangeHeader,
  replaceVersionId: number,
  key: Uint8Array,
  keyLength: number,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  const fixedBytes = FLAG_INSERT_AND_REPLACE_BYTES;
  record.beginNode(RECORD.flagInsertAndReplace, fixedBytes + keyLength + dataLength, header);
  record.view.setUint16(FIRST, keyLength, true);
  record.view.setUint16(SECOND, dataLength, true);
  record.view.setUint32(THIRD, replaceVersionId, true);
  record.put(record.put(fixedBytes, key, 0, keyLength), data, dataStart, dataLength);
}

/** The node is flagged as deleted. */
export function putFlagDelete(record: RecordBuffer, header: ChangeHeader): void {
  record.beginNode(RECORD.flagDelete, NODE_HEADER_BYTES, header);
}

/** The node is taken off the page. */
export function putDelete(record: RecordBuffer, header: ChangeHeader): void {
  record.beginNode(RECORD.delete, NODE_HEADER_BYTES, header);
}

/** The node has other data, all of which the record holds. */
export function putReplace(
  record: RecordBuffer,
  header: ChangeHeader,
  oldLength: number,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  record.beginNode(RECORD.replace, REPLACE_BYTES + dataLength, header);
  record.view.setUint16(FIRST, dataLength, true);
  record.view.setUint16(SECOND, oldLength, true);
  record.view.setUint16(THIRD, dataLength, true);
  record.put(REPLACE_BYTES, data, dataStart, dataLength);
}

/** The node has other data: a record of what differs, or of all of it when that is no longer. */
export function putReplaceDifference(
  record: RecordBuffer,
  header: ChangeHeader,
  old: Uint8Array,
  oldStart: number,
  oldLength: number,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  const bytes = differenceBytes(old, oldStart, oldLength, data, dataStart, dataLength);
  if (bytes === 0 || bytes >= dataLength) {
    putReplace(record, header, oldLength, data, dataStart, dataLength);
    return;
  }
  record.beginNode(RECORD.replaceDifference, REPLACE_BYTES + bytes, header);
  record.view.setUint16(SECOND, oldLength, true);
  record.view.setUint16(THIRD, dataLength, true);
  const isSecondForm = putDifference(record, REPLACE_BYTES);
  record.view.setUint16(FIRST, isSecondForm ? bytes | SECOND_DIFFERENCE_FORM : bytes, true);
}

/** What a node was before a change whose own record does not say so; made durable before the page is. */
export function putUndoInfo(
  record: RecordBuffer,
  header: ChangeHeader,
  operation: number,
  bookmark: SearchKey,
  largestSize: number,
  sizeChange: number,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  const length = UNDO_INFO_BYTES + bookmark.keyLength + bookmark.dataLength + dataLength;
  record.beginNode(RECORD.undoInfo, length, header);
  record.view.setUint16(THIRD, operation, true);
  record.view.setInt16(UNDO_INFO_LARGEST, largestSize, true);
  record.view.setInt16(UNDO_INFO_CHANGE, sizeChange, true);
  record.view.setUint16(UNDO_INFO_DATA, dataLength, true);
  record.put(putBookmark(record, UNDO_INFO_BYTES, bookmark), data, dataStart, dataLength);
}

/** A number of 32 bits at `offset` of the node's data has grown by `delta`. */
export function putDelta(
  record: RecordBuffer,
  header: ChangeHeader,
  bookmark: SearchKey,
  offset: number,
  delta: number,
): void {
  record.beginNode(RECORD.delta, DELTA_BYTES + bookmark.keyLength + bookmark.dataLength, header);
  record.view.setInt32(THIRD, delta, true);
  record.view.setUint16(THIRD + 4, offset, true);
  putBookmark(record, DELTA_BYTES, bookmark);
}

/** As {@link putDelta}, for a number of 64 bits. */
export function putDelta64(
  record: RecordBuffer,
  header: ChangeHeader,
  bookmark: SearchKey,
  offset: number,
  delta: bigint,
): void {
  record.beginNode(RECORD.delta64, DELTA64_BYTES + bookmark.keyLength + bookmark.dataLength, header);
  record.view.setBigInt64(THIRD, delta, true);
  record.view.setUint16(THIRD + 8, offset, true);
  putBookmark(record, DELTA64_BYTES, bookmark);
}

/** The page has another external header. */
export function putSetExternalHeader(
  record: RecordBuffer,
  header: ChangeHeader,
  data: Uint8Array,
  dataStart: number,
  dataLength: number,
): void {
  record.beginNode(RECORD.setExternalHeader, EXTERNAL_HEADER_BYTES + dataLength, header);
  record.view.setUint16(FIRST, dataLength, true);
  record.put(EXTERNAL_HEADER_BYTES, data, dataStart, dataLength);
}

/** A change of the transaction's level `level` was taken back. */
export function putUndo(
  record: RecordBuffer,
  header: ChangeHeader,
  operation: number,
  level: number,
  bookmark: SearchKey,
): void {
  record.beginNode(RECORD.undo, UNDO_BYTES + bookmark.keyLength + bookmark.dataLength, header);
  record.view.setUint16(THIRD, operation, true);
  record.bytes[UNDO_LEVEL] = level;
  putBookmark(record, UNDO_BYTES, bookmark);
}

/** The tree has only its root left, which is an empty leaf; `pages` are those it gives up. */
export function putEmptyTree(
  record: RecordBuffer,
  header: ChangeHeader,
  pages: readonly EmptiedPage[],
): void {
  record.beginNode(RECORD.emptyTree, EMPTY_TREE_BYTES + EMPTIED_PAGE_BYTES * pages.length, header);
  record.view.setUint16(FIRST, EMPTIED_PAGE_BYTES * pages.length, true);
  for (const [index, emptied] of pages.entries()) {
    const at = EMPTY_TREE_BYTES + EMPTIED_PAGE_BYTES * index;
    record.view.setUint32(at, emptied.beforeLow, true);
    record.view.setUint32(at + 4, emptied.beforeHigh, true);
    record.view.setUint32(at + 8, emptied.page, true);
    record.view.setUint32(at + 12, emptied.flags, true);
  }
}

/** The pages that an EmptyTree record lists. */
export function readEmptiedPages(record: NodeRecord): EmptiedPage[] {
  const { bytes, dataStart, dataLength } = record;
  const pages: EmptiedPage[] = [];
  for (let at = dataStart; at + EMPTIED_PAGE_BYTES <= dataStart + dataLength; at += EMPTIED_PAGE_BYTES) {
    const beforeLow = u32.read(bytes, at);
    const beforeHigh = u32.read(bytes, at + 4);
    pages.push({ beforeLow, beforeHigh, page: u32.read(bytes, at + 8), flags: u32.read(bytes, at + 12) });
  }
  return pages;
}

function putBookmark(record: RecordBuffer, at: number, bookmark: SearchKey): number {
  record.view.setUint16(FIRST, bookmark.keyLength, true);
  record.view.setUint16(SECOND, bookmark.dataLength, true);
  return record.put(at, bookmark.bytes, 0, bookmark.keyLength + bookmark.dataLength);
}

/**
 * A record of a node's change, read: a window on `bytes`, good as long as these are. Fields that a type does not have are
 * 0; `bookmarkDataLength` bytes behind the key belong to the bookmark.
 */
export class NodeRecord {
  readonly header = new ChangeHeader();
  type = 0;
  bytes: Uint8Array = new Uint8Array(0);
  keyStart = 0;
  keyLength = 0;
  bookmarkDataLength = 0;
  /** How much of the key the page's prefix stands for. */
  prefixLength = 0;
  /** The data, or the differences, or the old data, or the external header, as the type says. */
  dataStart = 0;
  dataLength = 0;
  /** Of a replace: the lengths of the node's data, and how differences are written. */
  oldLength = 0;
  newLength = 0;
  isSecondForm = false;
  replaceVersionId = 0;
  operation = 0;
  undoLevel = 0;
  largestSize = 0;
  sizeChange = 0;
  /** Of a delta: what was added where; the upper half is the sign for a number of 32 bits. */
  offset = 0;
  deltaLow = 0;
  deltaHigh = 0;

  /** Reads the record at `start`; false when it is none of a node's change. */
  read(bytes: Uint8Array, start: number): boolean {
    const type = bytes[start];
    if (!isNodeRecord(type)) return false;
    this.#clear(bytes, type);
    this.header.readNode(bytes, start);
    const first = type === RECORD.flagDelete || type === RECORD.delete ? 0 : u16.read(bytes, start + FIRST);
    this.#readBody(bytes, start, first);
    return true;
  }

  #clear(bytes: Uint8Array, type: number): void {
    this.type = type;
    if (this.bytes !== bytes) this.bytes = bytes;
    this.keyStart = this.keyLength = this.bookmarkDataLength = this.prefixLength = 0;
    this.dataStart = this.dataLength = this.oldLength = this.newLength = 0;
    this.isSecondForm = false;
    this.replaceVersionId = this.operation = this.undoLevel = this.largestSize = this.sizeChange = 0;
    this.offset = this.deltaLow = this.deltaHigh = 0;
  }

  #readBody(bytes: Uint8Array, start: number, first: number): void {
    switch (this.type) {
      case RECORD.insert:
        this.prefixLength = u16.read(bytes, start + SECOND);
        this.#setKey(start + INSERT_BYTES, first + this.prefixLength);
        this.#setData(this.keyStart + this.keyLength, u16.read(bytes, start + THIRD));
        return;
      case RECORD.flagInsert:
        this.#setKey(start + FLAG_INSERT_BYTES, first);
        this.#setData(this.keyStart + first, u16.read(bytes, start + SECOND));
        return;
      case RECORD.flagInsertAndReplace:
        this.replaceVersionId = u32.read(bytes, start + THIRD);
        this.#setKey(start + FLAG_INSERT_AND_REPLACE_BYTES, first);
        this.#setData(this.keyStart + first, u16.read(bytes, start + SECOND));
        return;
      case RECORD.replace:
      case RECORD.replaceDifference:
        this.isSecondForm = (first & SECOND_DIFFERENCE_FORM) !== 0;
        this.oldLength = u16.read(bytes, start + SECOND);
        this.newLength = u16.read(bytes, start + THIRD);
        this.#setData(start + REPLACE_BYTES, first & ~SECOND_DIFFERENCE_FORM);
        return;
      case RECORD.setExternalHeader:
        this.#setData(start + EXTERNAL_HEADER_BYTES, first);
        return;
      case RECORD.emptyTree:
        this.#setData(start + EMPTY_TREE_BYTES, first);
        return;
      default:
        this.#readBookmarked(bytes, start);
    }
  }

  #readBookmarked(bytes: Uint8Array, start: number): void {
    switch (this.type) {
      case RECORD.undoInfo:
        this.#setBookmark(bytes, start, UNDO_INFO_BYTES);
        this.operation = u16.read(bytes, start + THIRD);
        this.largestSize = i16.read(bytes, start + UNDO_INFO_LARGEST);
        this.sizeChange = i16.read(bytes, start + UNDO_INFO_CHANGE);
        this.#setData(
          this.keyStart + this.keyLength + this.bookmarkDataLength,
          u16.read(bytes, start + UNDO_INFO_DATA),
        );
        return;
      case RECORD.delta:
        this.#setBookmark(bytes, start, DELTA_BYTES);
        this.deltaLow = i32.read(bytes, start + THIRD);
        this.deltaHigh = this.deltaLow >> 31;
        this.offset = u16.read(bytes, start + THIRD + 4);
        return;
      case RECORD.delta64:
        this.#setBookmark(bytes, start, DELTA64_BYTES);
        this.deltaLow = i32.read(bytes, start + THIRD);
        this.deltaHigh = i32.read(bytes, start + THIRD + 4);
        this.offset = u16.read(bytes, start + THIRD + 8);
        return;
      case RECORD.undo:
        this.#setBookmark(bytes, start, UNDO_BYTES);
        this.operation = u16.read(bytes, start + THIRD);
        this.undoLevel = bytes[start + UNDO_LEVEL];
    }
  }

  #setBookmark(bytes: Uint8Array, start: number, fixedBytes: number): void {
    this.#setKey(start + fixedBytes, u16.read(bytes, start + FIRST));
    this.bookmarkDataLength = u16.read(bytes, start + SECOND);
  }

  #setKey(at: number, length: number): void {
    this.keyStart = at;
    this.keyLength = length;
  }

  #setData(at: number, length: number): void {
    this.dataStart = at;
    this.dataLength = length;
  }
}

/** Whether records of a type begin with the header of a node's change and are read by `NodeRecord`. */
function isNodeRecord(type: number): boolean {
  return (
    (type >= RECORD.insert && type <= RECORD.undo) || type === RECORD.emptyTree || type === RECORD.delta64
  );
}
