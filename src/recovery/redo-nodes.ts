/**
 * Redo of changes of single nodes. What the page holds before the change is told to the listener; then the page gets it, if
 * it has not got it yet.
 *
 * Invariants
 *  1. The node that a record names is there, and its lengths are those that the record states: anything else is
 *     JET_errLogFileCorrupt, before anything is changed.
 *  2. A record whose page has the change already changes nothing, and is told of all the same.
 */
import { JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { emptyPage, emptyRoot } from '../btree/merge';
import { applyDifference } from '../log/difference';
import {
  NodeRecord,
  OPERATION_DELTA,
  OPERATION_DELTA64,
  OPERATION_FLAG_DELETE,
  OPERATION_INSERT,
  OPERATION_REPLACE,
  readEmptiedPages,
} from '../log/node-records';
import { RECORD_UNIQUE, RECORD_VERSIONED } from '../log/record-buffer';
import { RECORD, recordName } from '../log/record-types';
import { Node } from '../page/node';
import { NODE_VERSIONED, type PageSlab } from '../page/page-slab';
import {
  deleteNode,
  flagDeleted,
  freeBytes,
  insertNode,
  nodeBytes,
  replaceData,
  setExternalHeader,
  setNodeFlags,
  TAG_BYTES,
} from '../page/page-writer';
import type { RedoListener } from './redo-listener';
import { RedoneChange } from './redo-listener';
import type { RedoPages } from './redo-pages';

const NOWHERE = -1;
const LONGEST_DATA = 32768;

export class NodeRedo {
  readonly #listener: RedoListener;
  readonly #change: RedoneChange;
  readonly #node = new Node();
  /** Data of a node that is being replaced: as it was, and as it will be. */
  readonly #old = new Uint8Array(LONGEST_DATA);
  readonly #new = new Uint8Array(LONGEST_DATA);

  constructor(listener: RedoListener) {
    this.#listener = listener;
    this.#change = new RedoneChange(new NodeRecord().header);
  }

  /** Does the change of one record, outside of macros, again. */
  redo(pages: RedoPages, record: NodeRecord): void {
    const { header, type } = record;
    if (type === RECORD.undoInfo) {
      this.#tellUndoInfo(record);
      return;
    }
    pages.begin(header.timeLow, header.timeHigh, header.treeId);
    if (type === RECORD.emptyTree) redoEmptyTree(pages, record);
    else this.#redoLine(pages, record);
  }

  /**
   * Tells of the change that a split made room for; `base` is the page before the split, or -1 when it is past that, `line`
   * where the node is, or will be.
   */
  tellOfSplit(pages: RedoPages, record: NodeRecord, base: number, line: number): void {
    this.#tell(pages, record, base, base < 0 ? NOWHERE : pages.slab.firstNode(base) + line);
  }

  #redoLine(pages: RedoPages, record: NodeRecord): void {
    const { header, type } = record;
    const base = pages.find(header.page, header.beforeLow, header.beforeHigh);
    const tag = base >= 0 ? this.#requireLine(pages, record, base) : NOWHERE;
    if (type === RECORD.undo) {
      this.#redoUndo(pages, record, base, tag);
      return;
    }
    this.#tell(pages, record, base, tag);
    if (base >= 0) this.#apply(pages, record, base, tag);
  }

  /** The tag of the record's line, which is there unless it is the one to be put there. */
  #requireLine(pages: RedoPages, record: NodeRecord, base: number): number {
    const { slab } = pages;
    if (record.type === RECORD.setExternalHeader) return 0;
    const tag = slab.firstNode(base) + record.header.line;
    const end = record.type === RECORD.insert ? slab.tagCount(base) + 1 : slab.tagCount(base);
    if (tag >= end) refuse(record, `${slab.tagCount(base) - slab.firstNode(base)} nodes`);
    if (slab.treeId(base) !== record.header.treeId) refuse(record, `a page of tree ${slab.treeId(base)}`);
    return tag;
  }

  #apply(pages: RedoPages, record: NodeRecord, base: number, tag: number): void {
    pages.changeAt(base);
    this.#applyTo(pages, record, base, tag);
    pages.stamp(base);
  }

  #applyTo(pages: RedoPages, record: NodeRecord, base: number, tag: number): void {
    const { slab } = pages;
    switch (record.type) {
      case RECORD.insert:
        this.#insert(pages, record, base, tag);
        break;
      case RECORD.flagInsert:
        flagDeleted(slab, base, tag, false);
        break;
      case RECORD.flagInsertAndReplace:
        this.#replace(pages, record, base, tag, record.bytes, record.dataStart, record.dataLength);
        flagDeleted(slab, base, tag, false);
        break;
      case RECORD.flagDelete:
        flagDeleted(slab, base, tag, true);
        break;
      case RECORD.delete:
        deleteNode(slab, base, tag);
        return;
      case RECORD.replace:
      case RECORD.replaceDifference:
        this.#replaceAs(pages, record, base, tag);
        break;
      case RECORD.delta:
      case RECORD.delta64:
        this.#add(pages, record, base, tag, record.offset, record.deltaLow, record.deltaHigh);
        break;
      case RECORD.setExternalHeader:
        setExternalHeader(slab, base, record.bytes, record.dataStart, record.dataLength);
        return;
    }
    if ((record.header.flags & RECORD_VERSIONED) !== 0)
      setNodeFlags(slab, base, tag, slab.nodeFlags(base, tag) | NODE_VERSIONED);
  }

  #insert(pages: RedoPages, record: NodeRecord, base: number, tag: number): void {
    const { slab } = pages;
    const { prefixLength, bytes, keyStart, keyLength, dataStart, dataLength } = record;
    if (prefixLength > slab.prefixLength(base))
      refuse(record, `a prefix of ${slab.prefixLength(base)} bytes`);
    const needed = nodeBytes(prefixLength, keyLength, dataLength) + TAG_BYTES;
    if (needed > freeBytes(slab, base)) refuse(record, `${freeBytes(slab, base)} free bytes`);
    insertNode(slab, base, tag, 0, prefixLength, bytes, keyStart, keyLength, bytes, dataStart, dataLength);
  }

  /** Replaces the data by what a Replace record holds or describes. */
  #replaceAs(pages: RedoPages, record: NodeRecord, base: number, tag: number): void {
    const { slab } = pages;
    const node = this.#node;
    node.read(slab, base, tag);
    if (node.dataLength !== record.oldLength) refuse(record, `${node.dataLength} bytes of data`);
    if (record.type === RECORD.replace) {
      this.#replace(pages, record, base, tag, record.bytes, record.dataStart, record.dataLength);
      return;
    }
    const length = applyDifference(
      record.bytes,
      record.dataStart,
      record.dataStart + record.dataLength,
      record.isSecondForm,
      slab.bytes,
      node.dataStart,
      node.dataLength,
      this.#new,
    );
    if (length !== record.newLength) refuse(record, `differences that make ${length} bytes`);
    this.#replace(pages, record, base, tag, this.#new, 0, length);
  }

  #replace(
    pages: RedoPages,
    record: NodeRecord,
    base: number,
    tag: number,
    data: Uint8Array,
    dataStart: number,
    dataLength: number,
  ): void {
    const { slab } = pages;
    this.#node.read(slab, base, tag);
    if (dataLength - this.#node.dataLength > freeBytes(slab, base))
      refuse(record, `${freeBytes(slab, base)} free bytes`);
    replaceData(slab, base, tag, data, dataStart, dataLength);
  }

  #add(
    pages: RedoPages,
    record: NodeRecord,
    base: number,
    tag: number,
    offset: number,
    low: number,
    high: number,
  ): void {
    const { view } = pages.slab;
    const width = isWide(record) ? 8 : 4;
    this.#node.read(pages.slab, base, tag);
    if (offset + width > this.#node.dataLength) refuse(record, `${this.#node.dataLength} bytes of data`);
    const at = this.#node.dataStart + offset;
    if (width === 4) view.setInt32(at, view.getInt32(at, true) + low, true);
    else view.setBigInt64(at, view.getBigInt64(at, true) + wholeOf(low, high), true);
  }

  /** Does again what took a change back; what that was the listener knows. */
  #redoUndo(pages: RedoPages, record: NodeRecord, base: number, tag: number): void {
    const change = this.#change;
    change.begin(record.header, record.operation, record.header.versionId);
    change.level = record.undoLevel;
    setBookmarkOfRecord(change, record);
    const isKnown = this.#listener.undone(change);
    if (base < 0) return;
    if (!isKnown) refuse(record, 'no version that it takes back');
    pages.changeAt(base);
    this.#takeBack(pages, record, base, tag);
    pages.stamp(base);
  }

  #takeBack(pages: RedoPages, record: NodeRecord, changed: number, tag: number): void {
    const change = this.#change;
    switch (record.operation) {
      case OPERATION_INSERT:
        flagDeleted(pages.slab, changed, tag, true);
        return;
      case OPERATION_FLAG_DELETE:
        flagDeleted(pages.slab, changed, tag, false);
        return;
      case OPERATION_REPLACE:
        this.#replace(pages, record, changed, tag, change.oldData, change.oldStart, change.oldLength);
        return;
      case OPERATION_DELTA:
        this.#add(pages, record, changed, tag, change.offset, -change.deltaLow, 0);
        return;
      case OPERATION_DELTA64: {
        const back = BigInt.asUintN(64, -wholeOf(change.deltaLow, change.deltaHigh));
        this.#add(
          pages,
          record,
          changed,
          tag,
          change.offset,
          Number(back & 0xffffffffn),
          Number(back >> 32n),
        );
        return;
      }
      default:
        refuse(record, `operation ${record.operation}`);
    }
  }

  #tellUndoInfo(record: NodeRecord): void {
    const change = this.#change;
    change.begin(record.header, record.operation, record.header.versionId);
    setBookmarkOfRecord(change, record);
    if (record.operation === OPERATION_REPLACE)
      setOldData(change, record.bytes, record.dataStart, record.dataLength);
    this.#listener.remembered(change);
  }

  /** Tells of a change of a transaction; `base` is -1 when the page has it already. */
  #tell(pages: RedoPages, record: NodeRecord, base: number, tag: number): void {
    const { header, type } = record;
    if ((header.flags & RECORD_VERSIONED) === 0) return;
    const change = this.#change;
    switch (type) {
      case RECORD.insert:
      case RECORD.flagInsert:
      case RECORD.flagInsertAndReplace:
        change.begin(header, OPERATION_INSERT, header.versionId);
        setBookmarkOfInsert(change, record);
        this.#listener.changed(change);
        if (type === RECORD.flagInsertAndReplace)
          this.#tellOfPage(pages, record, OPERATION_REPLACE, record.replaceVersionId, base, tag);
        return;
      case RECORD.delta:
      case RECORD.delta64:
        change.begin(header, type === RECORD.delta ? OPERATION_DELTA : OPERATION_DELTA64, header.versionId);
        setBookmarkOfRecord(change, record);
        change.offset = record.offset;
        change.deltaLow = record.deltaLow;
        change.deltaHigh = record.deltaHigh;
        this.#listener.changed(change);
        return;
      case RECORD.replace:
      case RECORD.replaceDifference:
        this.#tellOfPage(pages, record, OPERATION_REPLACE, header.versionId, base, tag);
        return;
      case RECORD.flagDelete:
        this.#tellOfPage(pages, record, OPERATION_FLAG_DELETE, header.versionId, base, tag);
    }
  }

  /** Tells of a change whose before-image is on the page, or is not known as the page has the change. */
  #tellOfPage(
    pages: RedoPages,
    record: NodeRecord,
    operation: number,
    versionId: number,
    base: number,
    tag: number,
  ): void {
    const { slab } = pages;
    const change = this.#change;
    change.begin(record.header, operation, versionId);
    change.isKnown = base >= 0;
    if (base >= 0) {
      const node = this.#node;
      node.read(slab, base, tag);
      change.bookmark.reserve(node.keyLength + node.dataLength);
      change.bookmark.keyLength = node.copyKey(slab, change.bookmark.bytes, 0, node.keyLength);
      if ((record.header.flags & RECORD_UNIQUE) === 0)
        change.bookmark.appendData(slab.bytes, node.dataStart, node.dataLength);
      if (operation === OPERATION_REPLACE)
        setOldData(change, this.#old, 0, node.copyData(slab, this.#old, 0, LONGEST_DATA));
    }
    this.#listener.changed(change);
  }
}

/** The root of the tree becomes an empty leaf, and the pages listed are no longer in use. */
function redoEmptyTree(pages: RedoPages, record: NodeRecord): void {
  const { page: root, beforeLow, beforeHigh } = record.header;
  for (const emptied of readEmptiedPages(record))
    emptyOne(pages, emptied.page, emptied.beforeLow, emptied.beforeHigh, emptyPage);
  emptyOne(pages, root, beforeLow, beforeHigh, emptyRoot);
}

function emptyOne(
  pages: RedoPages,
  page: number,
  beforeLow: number,
  beforeHigh: number,
  empty: (slab: PageSlab, base: number) => void,
): void {
  const base = pages.find(page, beforeLow, beforeHigh);
  if (base < 0) return;
  pages.changeAt(base);
  empty(pages.slab, base);
  pages.stamp(base);
}

function setBookmarkOfRecord(change: RedoneChange, record: NodeRecord): void {
  change.bookmark.setKey(record.bytes, record.keyStart, record.keyLength);
  const at = record.keyStart + record.keyLength;
  if (record.bookmarkDataLength > 0) change.bookmark.appendData(record.bytes, at, record.bookmarkDataLength);
}

function setBookmarkOfInsert(change: RedoneChange, record: NodeRecord): void {
  change.bookmark.setKey(record.bytes, record.keyStart, record.keyLength);
  if ((record.header.flags & RECORD_UNIQUE) === 0)
    change.bookmark.appendData(record.bytes, record.dataStart, record.dataLength);
}

function setOldData(change: RedoneChange, bytes: Uint8Array, start: number, length: number): void {
  change.oldData = bytes;
  change.oldStart = start;
  change.oldLength = length;
}

const isWide = (record: NodeRecord): boolean =>
  record.type === RECORD.delta64 || (record.type === RECORD.undo && record.operation === OPERATION_DELTA64);

const wholeOf = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);

function refuse(record: NodeRecord, found: string): never {
  const { page, line } = record.header;
  return fail(
    JET_errLogFileCorrupt,
    `${recordName(record.type)} of node ${line} of page ${page} finds ${found}`,
  );
}
