/**
 * One log record being made, and what the records of page changes begin with. The buffer is used again and again, and the
 * header is filled once a change, so that writing a record allocates nothing.
 *
 *   0 type · 1 session · 3 database · 4 page · 8 time · 16 time before · 24 transaction · 28 level · 29 line · 31 flags
 *   32 version · 36 root page · 40 tree id                                    (the last row only for changes of nodes)
 *
 * Invariants
 *  1. After a `put…` the record is the first `length` bytes of `bytes`; the next one takes its place.
 *  2. The same offsets serve writing and reading.
 */
import { copyRun } from '../format/copy-bytes';
import { u16, u32 } from '../format/layout';

const INITIAL_BYTES = 4096;
const SESSION = 1;
const DATABASE = 3;
const PAGE = 4;
const TIME = 8;
const BEFORE = 16;
const TRANSACTION = 24;
const LEVEL = 28;
const LINE = 29;
const FLAGS = 31;
const VERSION = 32;
const ROOT_PAGE = 36;
const TREE_ID = 40;

/** What every record of a node's change begins with. */
export const NODE_HEADER_BYTES = 44;

/** Flags: the change has a version that its transaction may take back. */
export const RECORD_VERSIONED = 0x1;
/** The keys of the tree do not repeat. */
export const RECORD_UNIQUE = 0x4;
/** The change is one of the bookkeeping of space. */
export const RECORD_SPACE = 0x8;

/** Both halves of a time that says nothing: of a page that is not there, or a change whose macro's other records say when. */
export const NO_TIME = 0xffffffff;
/** What older engines have in the lower half of the latter. */
const NO_TIME_OF_OLD = 0xfffffffe;

/** The start of a record, to be filled before one is written, or filled by reading one. */
export class ChangeHeader {
  sessionId = 0;
  databaseId = 0;
  page = 0;
  /** Database time of the change, and the one the page has before it. */
  timeLow = 0;
  timeHigh = 0;
  beforeLow = 0;
  beforeHigh = 0;
  /** When the transaction began, and how deep it is. */
  transactionBegin = 0;
  level = 0;
  /** The node, counted from 0; the external header does not count. */
  line = 0;
  flags = 0;
  /** Pairs a change with the record of its before-image. */
  versionId = 0;
  rootPage = 0;
  treeId = 0;

  /** Reads the start of a record of a page change. */
  readPage(bytes: Uint8Array, start: number): void {
    this.sessionId = u16.read(bytes, start + SESSION);
    this.databaseId = bytes[start + DATABASE];
    this.page = u32.read(bytes, start + PAGE);
    this.timeLow = u32.read(bytes, start + TIME);
    this.timeHigh = u32.read(bytes, start + TIME + 4);
    this.beforeLow = u32.read(bytes, start + BEFORE);
    this.beforeHigh = u32.read(bytes, start + BEFORE + 4);
    this.transactionBegin = u32.read(bytes, start + TRANSACTION);
    this.level = bytes[start + LEVEL];
    this.line = u16.read(bytes, start + LINE);
    this.flags = bytes[start + FLAGS];
  }

  /** Reads the start of a record of a node's change. */
  readNode(bytes: Uint8Array, start: number): void {
    this.readPage(bytes, start);
    this.versionId = u32.read(bytes, start + VERSION);
    this.rootPage = u32.read(bytes, start + ROOT_PAGE);
    this.treeId = u32.read(bytes, start + TREE_ID);
  }

  /** Whether the record belongs to a macro and leaves the check of times to it. */
  get hasNoTimeBefore(): boolean {
    return this.beforeHigh === NO_TIME && (this.beforeLow === NO_TIME || this.beforeLow === NO_TIME_OF_OLD);
  }
}

export class RecordBuffer {
  bytes = new Uint8Array(INITIAL_BYTES);
  view = new DataView(this.bytes.buffer);
  length = 0;

  /** Begins a record of `length` bytes. */
  begin(type: number, length: number): void {
    if (length > this.bytes.length) this.#grow(length);
    this.bytes[0] = type;
    this.length = length;
  }

  beginPage(type: number, length: number, header: ChangeHeader): void {
    this.begin(type, length);
    const { view, bytes } = this;
    view.setUint16(SESSION, header.sessionId, true);
    bytes[DATABASE] = header.databaseId;
    view.setUint32(PAGE, header.page, true);
    view.setUint32(TIME, header.timeLow, true);
    view.setUint32(TIME + 4, header.timeHigh, true);
    view.setUint32(BEFORE, header.beforeLow, true);
    view.setUint32(BEFORE + 4, header.beforeHigh, true);
    view.setUint32(TRANSACTION, header.transactionBegin, true);
    bytes[LEVEL] = header.level;
    view.setUint16(LINE, header.line, true);
    bytes[FLAGS] = header.flags;
  }

  beginNode(type: number, length: number, header: ChangeHeader): void {
    this.beginPage(type, length, header);
    const { view } = this;
    view.setUint32(VERSION, header.versionId, true);
    view.setUint32(ROOT_PAGE, header.rootPage, true);
    view.setUint32(TREE_ID, header.treeId, true);
  }

  /** Copies bytes into the record; returns where they end there. */
  put(at: number, source: Uint8Array, start: number, length: number): number {
    copyRun(source, start, this.bytes, this.view, at, length);
    return at + length;
  }

  #grow(length: number): void {
    this.bytes = new Uint8Array(Math.max(length, 2 * this.bytes.length));
    this.view = new DataView(this.bytes.buffer);
  }
}
