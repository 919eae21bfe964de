/**
 * The records of splits and merges of pages, written and read. An object describes one of them either way: the fields are
 * filled before it is written, or by reading it. Behind the header (record-buffer.ts):
 *
 *   Split2  32 new page · 36 right page · 40 its time · 48 parent · 52 its time · 60 root · 64 tree id · 68 kind
 *           69 operation · 70 changed line · 72 first line that moves · 74 lines · 76 flags of the new page
 *           80 flags of the split page · 84, 86 bytes not committed on both · 88, 92 lines whose keys are the prefixes
 *           96 old prefix · 98 new prefix · 100 separator · 102 form of the image · 106 image
 *           | separator | old prefix | new prefix | image
 *   Merge2  32 right page · 36 its time · 44 left page · 48 its time · 56 parent · 60 its time · 68 root · 72 tree id
 *           76 bytes moved · 78 most of them · 80 bytes not committed on the target · 82 first line that moves
 *           84 flags · 85 kind · 86 separator · 88 form of the image · 92 image | separator | image
 *
 * The older Split and Merge end before the form of the image.
 *
 * Invariants
 *  1. `write` allocates nothing once the buffer is large enough.
 *  2. A record read is a window on the bytes it was read from, good as long as these are.
 */
import { i16, i32, u16, u32 } from '../format/layout';
import { ByteRange } from './byte-range';
import { imageBytes, putImage } from './page-image';
import { ChangeHeader, type RecordBuffer } from './record-buffer';
import { RECORD } from './record-types';

const SPLIT_BYTES = 110;
const SPLIT_OLD_BYTES = 102;
const MERGE_BYTES = 96;
const MERGE_OLD_BYTES = 88;

/** A root hands its lines down to the new page. */
export const SPLIT_VERTICAL = 0;
/** The new page takes the lines from one on; it becomes the right sibling. */
export const SPLIT_RIGHT = 1;
/** The new page takes the node that is added at the right edge of the tree. */
export const SPLIT_APPEND = 2;

/** What happens to a line of the page that is split. */
export const SPLIT_CHANGES_NOTHING = 0;
export const SPLIT_INSERTS = 1;
export const SPLIT_REPLACES = 2;
export const SPLIT_FLAG_INSERTS = 3;

export const MERGE_NOTHING = 0;
/** All lines are flagged as deleted: the page is unlinked. */
export const MERGE_EMPTY_PAGE = 1;
/** All lines go to the right page, or the last ones do, or all to the left page, or the first ones do. */
export const MERGE_FULL_RIGHT = 2;
export const MERGE_PARTIAL_RIGHT = 3;
export const MERGE_FULL_LEFT = 5;
export const MERGE_PARTIAL_LEFT = 6;
export const MERGE_PAGE_MOVE = 7;

/** Flags: the line gets another key, the line goes, the page is no longer in use. */
export const MERGE_CHANGES_KEY = 1;
export const MERGE_DELETES_NODE = 2;
export const MERGE_EMPTIES_PAGE = 4;

export class SplitRecord {
  readonly header = new ChangeHeader();
  /** 0 on a level that only gets the separator. */
  newPage = 0;
  rightPage = 0;
  rightBeforeLow = 0;
  rightBeforeHigh = 0;
  parentPage = 0;
  parentBeforeLow = 0;
  parentBeforeHigh = 0;
  rootPage = 0;
  treeId = 0;
  kind = SPLIT_VERTICAL;
  operation = SPLIT_CHANGES_NOTHING;
  changedLine = 0;
  splitLine = 0;
  lineCount = 0;
  newPageFlags = 0;
  splitPageFlags = 0;
  uncommittedOfSplit = 0;
  uncommittedOfNew = 0;
  /** Lines whose keys are the prefixes: on the page that is split, and counted on the new page; -1 for none. */
  prefixOfSplit = -1;
  prefixOfNew = -1;
  readonly separator = new ByteRange();
  readonly oldPrefix = new ByteRange();
  readonly newPrefix = new ByteRange();
  /** The page before the split: all of it to be written; read, in the form that `imageForm` says. */
  readonly image = new ByteRange();
  imageForm = 0;

  /** Reads the record at `start`; false when it is no split. */
  read(bytes: Uint8Array, start: number): boolean {
    const isOld = bytes[start] === RECORD.splitOld;
    if (!isOld && bytes[start] !== RECORD.split) return false;
    this.header.readPage(bytes, start);
    this.#readPages(bytes, start);
    this.kind = bytes[start + 68];
    this.operation = bytes[start + 69];
    this.changedLine = u16.read(bytes, start + 70);
    this.splitLine = u16.read(bytes, start + 72);
    this.lineCount = u16.read(bytes, start + 74);
    this.newPageFlags = u32.read(bytes, start + 76);
    this.splitPageFlags = u32.read(bytes, start + 80);
    this.uncommittedOfSplit = i16.read(bytes, start + 84);
    this.uncommittedOfNew = i16.read(bytes, start + 86);
    this.prefixOfSplit = i32.read(bytes, start + 88);
    this.prefixOfNew = i32.read(bytes, start + 92);
    this.imageForm = isOld ? 0 : u32.read(bytes, start + 102);
    let at = start + (isOld ? SPLIT_OLD_BYTES : SPLIT_BYTES);
    at = this.separator.set(bytes, at, u16.read(bytes, start + 100));
    at = this.oldPrefix.set(bytes, at, u16.read(bytes, start + 96));
    at = this.newPrefix.set(bytes, at, u16.read(bytes, start + 98));
    this.image.set(bytes, at, isOld ? 0 : u32.read(bytes, start + 106));
    return true;
  }

  write(record: RecordBuffer): void {
    const { separator, oldPrefix, newPrefix } = this;
    const tail = separator.length + oldPrefix.length + newPrefix.length;
    const imageLength = imageBytes(this.image);
    record.beginPage(RECORD.split, SPLIT_BYTES + tail + imageLength, this.header);
    this.#writePages(record.view);
    const { bytes, view } = record;
    bytes[68] = this.kind;
    bytes[69] = this.operation;
    view.setUint16(70, this.changedLine, true);
    view.setUint16(72, this.splitLine, true);
    view.setUint16(74, this.lineCount, true);
    view.setUint32(76, this.newPageFlags, true);
    view.setUint32(80, this.splitPageFlags, true);
    view.setInt16(84, this.uncommittedOfSplit, true);
    view.setInt16(86, this.uncommittedOfNew, true);
    view.setInt32(88, this.prefixOfSplit, true);
    view.setInt32(92, this.prefixOfNew, true);
    view.setUint16(96, oldPrefix.length, true);
    view.setUint16(98, newPrefix.length, true);
    view.setUint16(100, separator.length, true);
    view.setUint32(106, imageLength, true);
    let at = separator.putInto(record, SPLIT_BYTES);
    at = oldPrefix.putInto(record, at);
    at = newPrefix.putInto(record, at);
    view.setUint32(102, putImage(record, at, this.image), true);
  }

  #readPages(bytes: Uint8Array, start: number): void {
    this.newPage = u32.read(bytes, start + 32);
    this.rightPage = u32.read(bytes, start + 36);
    this.rightBeforeLow = u32.read(bytes, start + 40);
    this.rightBeforeHigh = u32.read(bytes, start + 44);
    this.parentPage = u32.read(bytes, start + 48);
    this.parentBeforeLow = u32.read(bytes, start + 52);
    this.parentBeforeHigh = u32.read(bytes, start + 56);
    this.rootPage = u32.read(bytes, start + 60);
    this.treeId = u32.read(bytes, start + 64);
  }

  #writePages(view: DataView): void {
    view.setUint32(32, this.newPage, true);
    view.setUint32(36, this.rightPage, true);
    view.setUint32(40, this.rightBeforeLow, true);
    view.setUint32(44, this.rightBeforeHigh, true);
    view.setUint32(48, this.parentPage, true);
    view.setUint32(52, this.parentBeforeLow, true);
    view.setUint32(56, this.parentBeforeHigh, true);
    view.setUint32(60, this.rootPage, true);
    view.setUint32(64, this.treeId, true);
  }
}

export class MergeRecord {
  readonly header = new ChangeHeader();
  rightPage = 0;
  rightBeforeLow = 0;
  rightBeforeHigh = 0;
  leftPage = 0;
  leftBeforeLow = 0;
  leftBeforeHigh = 0;
  parentPage = 0;
  parentBeforeLow = 0;
  parentBeforeHigh = 0;
  rootPage = 0;
  treeId = 0;
  movedBytes = 0;
  mostMovedBytes = 0;
  uncommittedOfTarget = 0;
  /** The first line that moves; on the level of the parent, `header.line` is the pointer. */
  mergeLine = 0;
  flags = 0;
  kind = MERGE_NOTHING;
  readonly separator = new ByteRange();
  /** The page before the merge: all of it to be written; read, in the form that `imageForm` says. */
  readonly image = new ByteRange();
  imageForm = 0;

  /** Reads the record at `start`; false when it is no merge. */
  read(bytes: Uint8Array, start: number): boolean {
    const isOld = bytes[start] === RECORD.mergeOld;
    if (!isOld && bytes[start] !== RECORD.merge) return false;
    this.header.readPage(bytes, start);
    this.#readPages(bytes, start);
    this.movedBytes = u16.read(bytes, start + 76);
    this.mostMovedBytes = u16.read(bytes, start + 78);
    this.uncommittedOfTarget = u16.read(bytes, start + 80);
    this.mergeLine = u16.read(bytes, start + 82);
    this.flags = bytes[start + 84];
    this.kind = bytes[start + 85];
    this.imageForm = isOld ? 0 : u32.read(bytes, start + 88);
    let at = start + (isOld ? MERGE_OLD_BYTES : MERGE_BYTES);
    at = this.separator.set(bytes, at, u16.read(bytes, start + 86));
    this.image.set(bytes, at, isOld ? 0 : u32.read(bytes, start + 92));
    return true;
  }

  write(record: RecordBuffer): void {
    const { separator } = this;
    const imageLength = imageBytes(this.image);
    record.beginPage(RECORD.merge, MERGE_BYTES + separator.length + imageLength, this.header);
    this.#writePages(record.view);
    const { bytes, view } = record;
    view.setUint16(76, this.movedBytes, true);
    view.setUint16(78, this.mostMovedBytes, true);
    view.setUint16(80, this.uncommittedOfTarget, true);
    view.setUint16(82, this.mergeLine, true);
    bytes[84] = this.flags;
    bytes[85] = this.kind;
    view.setUint16(86, separator.length, true);
    view.setUint32(92, imageLength, true);
    view.setUint32(88, putImage(record, separator.putInto(record, MERGE_BYTES), this.image), true);
  }

  #readPages(bytes: Uint8Array, start: number): void {
    this.rightPage = u32.read(bytes, start + 32);
    this.rightBeforeLow = u32.read(bytes, start + 36);
    this.rightBeforeHigh = u32.read(bytes, start + 40);
    this.leftPage = u32.read(bytes, start + 44);
    this.leftBeforeLow = u32.read(bytes, start + 48);
    this.leftBeforeHigh = u32.read(bytes, start + 52);
    this.parentPage = u32.read(bytes, start + 56);
    this.parentBeforeLow = u32.read(bytes, start + 60);
    this.parentBeforeHigh = u32.read(bytes, start + 64);
    this.rootPage = u32.read(bytes, start + 68);
    this.treeId = u32.read(bytes, start + 72);
  }

  #writePages(view: DataView): void {
    view.setUint32(32, this.rightPage, true);
    view.setUint32(36, this.rightBeforeLow, true);
    view.setUint32(40, this.rightBeforeHigh, true);
    view.setUint32(44, this.leftPage, true);
    view.setUint32(48, this.leftBeforeLow, true);
    view.setUint32(52, this.leftBeforeHigh, true);
    view.setUint32(56, this.parentPage, true);
    view.setUint32(60, this.parentBeforeLow, true);
    view.setUint32(64, this.parentBeforeHigh, true);
    view.setUint32(68, this.rootPage, true);
    view.setUint32(72, this.treeId, true);
  }
}
