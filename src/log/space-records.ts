/**
 * The records of new trees and of pages beside trees, written and read.
 *
 *   CreateMultipleExtentFDP  header · 32 tree id · 36 owned root · 40 available root · 44 parent · 48 pages · 52 page flags
 *   CreateSingleExtentFDP    header · 32 tree id · 36 parent · 40 pages · 44 page flags
 *   ConvertFDP2              header · 32 tree id · 36 owned root · 40 available root · 44 parent
 *                            · 48 first page of the second extent · 52 pages of the first · 56 of the second
 *                            · 60 free pages of the first · 64 page flags
 *   NewPage                  1 session · 3 database · 4 page · 8 tree id · 12 time
 *   MacroInfo2               1 length · 5 database · 6 count · 10 page numbers      pages that the macro before has changed
 *
 * ConvertFDP ends before the free pages. Header: record-buffer.ts; its page is the root.
 */
import { u16, u32 } from '../format/layout';
import { ChangeHeader, type RecordBuffer } from './record-buffer';
import { RECORD } from './record-types';

const CREATE_MULTIPLE_BYTES = 56;
const CREATE_SINGLE_BYTES = 48;
const CONVERT_BYTES = 68;
const NEW_PAGE_BYTES = 20;
const MACRO_PAGES_BYTES = 10;
const SKIPPABLE_HEADER_BYTES = 5;

/** A record that makes a tree, or gives one space trees: filled before it is written, or by reading it. */
export class NewTreeRecord {
  type = 0;
  treeId = 0;
  parentRoot = 0;
  /** Roots of the space trees; 0 for a tree with a single extent. */
  ownedRoot = 0;
  availableRoot = 0;
  /** Pages of the first extent, the root included. */
  pages = 0;
  pageFlags = 0;
  /** Of a conversion: the second extent, and which pages of the first are free (bit k is the page root + 1 + k). */
  secondFirst = 0;
  secondPages = 0;
  availableBitmap = 0;

  constructor(readonly header = new ChangeHeader()) {}

  /** Reads the record at `start`; false when it is none of these. */
  read(bytes: Uint8Array, start: number): boolean {
    const type = bytes[start];
    this.type = type;
    this.secondFirst = this.secondPages = this.availableBitmap = this.ownedRoot = this.availableRoot = 0;
    switch (type) {
      case RECORD.createSingleExtentTree:
        this.parentRoot = u32.read(bytes, start + 36);
        this.pages = u32.read(bytes, start + 40);
        this.pageFlags = u32.read(bytes, start + 44);
        break;
      case RECORD.createMultipleExtentTree:
        this.#readRoots(bytes, start);
        this.pages = u32.read(bytes, start + 48);
        this.pageFlags = u32.read(bytes, start + 52);
        break;
      case RECORD.convertTree:
      case RECORD.convertTreeOld:
        this.#readRoots(bytes, start);
        this.secondFirst = u32.read(bytes, start + 48);
        this.pages = u32.read(bytes, start + 52);
        this.secondPages = u32.read(bytes, start + 56);
        this.availableBitmap = type === RECORD.convertTree ? u32.read(bytes, start + 60) : 0;
        this.pageFlags = type === RECORD.convertTree ? u32.read(bytes, start + 64) : 0;
        break;
      default:
        return false;
    }
    this.header.readPage(bytes, start);
    this.treeId = u32.read(bytes, start + 32);
    return true;
  }

  /** Writes a CreateSingleExtentFDP record. */
  writeSingle(record: RecordBuffer): void {
    record.beginPage(RECORD.createSingleExtentTree, CREATE_SINGLE_BYTES, this.header);
    const { view } = record;
    view.setUint32(32, this.treeId, true);
    view.setUint32(36, this.parentRoot, true);
    view.setUint32(40, this.pages, true);
    view.setUint32(44, this.pageFlags, true);
  }

  /** Writes a CreateMultipleExtentFDP record. */
  writeMultiple(record: RecordBuffer): void {
    record.beginPage(RECORD.createMultipleExtentTree, CREATE_MULTIPLE_BYTES, this.header);
    this.#writeRoots(record.view);
    record.view.setUint32(48, this.pages, true);
    record.view.setUint32(52, this.pageFlags, true);
  }

  /** Writes a ConvertFDP2 record. */
  writeConvert(record: RecordBuffer): void {
    record.beginPage(RECORD.convertTree, CONVERT_BYTES, this.header);
    const { view } = record;
    this.#writeRoots(view);
    view.setUint32(48, this.secondFirst, true);
    view.setUint32(52, this.pages, true);
    view.setUint32(56, this.secondPages, true);
    view.setUint32(60, this.availableBitmap, true);
    view.setUint32(64, this.pageFlags, true);
  }

  #readRoots(bytes: Uint8Array, start: number): void {
    this.ownedRoot = u32.read(bytes, start + 36);
    this.availableRoot = u32.read(bytes, start + 40);
    this.parentRoot = u32.read(bytes, start + 44);
  }

  #writeRoots(view: DataView): void {
    view.setUint32(32, this.treeId, true);
    view.setUint32(36, this.ownedRoot, true);
    view.setUint32(40, this.availableRoot, true);
    view.setUint32(44, this.parentRoot, true);
  }
}

/** A page was made anew, outside of any tree. */
export class NewPageRecord {
  sessionId = 0;
  databaseId = 0;
  page = 0;
  treeId = 0;
  timeLow = 0;
  timeHigh = 0;

  /** Reads the record at `start`; false when it is another one. */
  read(bytes: Uint8Array, start: number): boolean {
    if (bytes[start] !== RECORD.newPage) return false;
    this.sessionId = u16.read(bytes, start + 1);
    this.databaseId = bytes[start + 3];
    this.page = u32.read(bytes, start + 4);
    this.treeId = u32.read(bytes, start + 8);
    this.timeLow = u32.read(bytes, start + 12);
    this.timeHigh = u32.read(bytes, start + 16);
    return true;
  }

  write(record: RecordBuffer): void {
    record.begin(RECORD.newPage, NEW_PAGE_BYTES);
    const { view } = record;
    view.setUint16(1, this.sessionId, true);
    record.bytes[3] = this.databaseId;
    view.setUint32(4, this.page, true);
    view.setUint32(8, this.treeId, true);
    view.setUint32(12, this.timeLow, true);
    view.setUint32(16, this.timeHigh, true);
  }
}

/** Lists the pages that the macro before has changed; for readers that look for pages only. */
export function putMacroPages(record: RecordBuffer, databaseId: number, pages: readonly number[]): void {
  const length = MACRO_PAGES_BYTES + 4 * pages.length;
  record.begin(RECORD.macroInfo2, length);
  record.view.setUint32(1, length - SKIPPABLE_HEADER_BYTES, true);
  record.bytes[5] = databaseId;
  record.view.setUint32(6, pages.length, true);
  for (let i = 0; i < pages.length; i++) record.view.setUint32(MACRO_PAGES_BYTES + 4 * i, pages[i], true);
}

/** The pages that a MacroInfo or MacroInfo2 record of `length` bytes lists. */
export function readMacroPages(bytes: Uint8Array, start: number, length: number): number[] {
  const first = bytes[start] === RECORD.macroInfo2 ? MACRO_PAGES_BYTES : SKIPPABLE_HEADER_BYTES;
  const pages: number[] = [];
  for (let at = first; at + 4 <= length; at += 4) pages.push(u32.read(bytes, start + at));
  return pages;
}
