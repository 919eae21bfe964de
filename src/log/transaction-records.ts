/**
 * The records of transactions and macros, written and read. All begin with type and session.
 *
 *   Begin     3 level it begins from (low half), levels that begin (high half)
 *   Begin0    as Begin · 4 when the transaction began
 *   Commit    3 level it ends at          Commit0   as Commit · 4 when the transaction was committed
 *   Rollback  3 levels taken back         Refresh   3 when the transaction begins anew
 *   MacroBegin, MacroCommit, MacroAbort   3 database time of all changes of the macro
 */
import { u16, u32 } from '../format/layout';
import type { RecordBuffer } from './record-buffer';
import { RECORD } from './record-types';

const SESSION = 1;
const LEVEL = 3;
const TIME = 4;
const MACRO_TIME = 3;
const REFRESH_TIME = 3;
const INNER_BYTES = 4;
const OUTERMOST_BYTES = 8;
const MACRO_BYTES = 11;

/** Levels begin inside a transaction: `count` of them, from `level` on. */
export function putBegin(record: RecordBuffer, sessionId: number, level: number, count: number): void {
  putLevel(record, RECORD.begin, INNER_BYTES, sessionId, level | (count << 4));
}

/** A transaction begins, with `count` levels. */
export function putBeginOutermost(
  record: RecordBuffer,
  sessionId: number,
  count: number,
  begin: number,
): void {
  putLevel(record, RECORD.beginOutermost, OUTERMOST_BYTES, sessionId, count << 4);
  record.view.setUint32(TIME, begin, true);
}

/** A level ends inside a transaction, which is at `level` from now on. */
export function putCommit(record: RecordBuffer, sessionId: number, level: number): void {
  putLevel(record, RECORD.commit, INNER_BYTES, sessionId, level);
}

/** A transaction ends. */
export function putCommitOutermost(record: RecordBuffer, sessionId: number, commit: number): void {
  putLevel(record, RECORD.commitOutermost, OUTERMOST_BYTES, sessionId, 0);
  record.view.setUint32(TIME, commit, true);
}

/** The innermost levels, so many, have been taken back. */
export function putRollback(record: RecordBuffer, sessionId: number, levels: number): void {
  putLevel(record, RECORD.rollback, INNER_BYTES, sessionId, levels);
}

/** What follows of this session, up to the end of the macro, happens all or not at all. */
export function putMacroBegin(
  record: RecordBuffer,
  sessionId: number,
  timeLow: number,
  timeHigh: number,
): void {
  putMacro(record, RECORD.macroBegin, sessionId, timeLow, timeHigh);
}

/** The macro happens. */
export function putMacroCommit(
  record: RecordBuffer,
  sessionId: number,
  timeLow: number,
  timeHigh: number,
): void {
  putMacro(record, RECORD.macroCommit, sessionId, timeLow, timeHigh);
}

/** The macro does not happen. */
export function putMacroAbort(
  record: RecordBuffer,
  sessionId: number,
  timeLow: number,
  timeHigh: number,
): void {
  putMacro(record, RECORD.macroAbort, sessionId, timeLow, timeHigh);
}

function putLevel(
  record: RecordBuffer,
  type: number,
  length: number,
  sessionId: number,
  level: number,
): void {
  record.begin(type, length);
  record.view.setUint16(SESSION, sessionId, true);
  record.bytes[LEVEL] = level;
}

function putMacro(
  record: RecordBuffer,
  type: number,
  sessionId: number,
  timeLow: number,
  timeHigh: number,
): void {
  record.begin(type, MACRO_BYTES);
  record.view.setUint16(SESSION, sessionId, true);
  record.view.setUint32(MACRO_TIME, timeLow, true);
  record.view.setUint32(MACRO_TIME + 4, timeHigh, true);
}

/** A record of a transaction, read; fields that its type does not have are 0. */
export class TransactionRecord {
  type = 0;
  sessionId = 0;
  /** The level it begins from, or is at after a commit. */
  level = 0;
  /** Levels that begin, or that are taken back. */
  count = 0;
  /** When the outermost level began or was committed. */
  time = 0;

  /** Reads the record at `start`; false when it is none of these. */
  read(bytes: Uint8Array, start: number): boolean {
    this.type = bytes[start];
    this.level = this.count = this.time = 0;
    const byte = bytes[start + LEVEL];
    switch (this.type) {
      case RECORD.begin:
      case RECORD.beginOutermost:
      case RECORD.beginDistributed:
        this.level = byte & 0xf;
        this.count = byte >> 4;
        break;
      case RECORD.commit:
      case RECORD.commitOutermost:
        this.level = byte;
        break;
      case RECORD.rollback:
        this.count = byte;
        break;
      case RECORD.refresh:
        this.time = u32.read(bytes, start + REFRESH_TIME);
        break;
      default:
        return false;
    }
    if (this.type >= RECORD.beginOutermost && this.type !== RECORD.refresh)
      this.time = u32.read(bytes, start + TIME);
    this.sessionId = u16.read(bytes, start + SESSION);
    return true;
  }
}

/** One of the records around a macro, read. */
export class MacroRecord {
  type = 0;
  sessionId = 0;
  timeLow = 0;
  timeHigh = 0;

  /** Reads the record at `start`; false when it is none of these. */
  read(bytes: Uint8Array, start: number): boolean {
    this.type = bytes[start];
    if (this.type < RECORD.macroBegin || this.type > RECORD.macroAbort) return false;
    this.sessionId = u16.read(bytes, start + SESSION);
    this.timeLow = u32.read(bytes, start + MACRO_TIME);
    this.timeHigh = u32.read(bytes, start + MACRO_TIME + 4);
    return true;
  }
}
