/**
 * What a transaction sees of a node: the page's state, with everything taken back that others have done and that it does
 * not see, from the newest change to the oldest.
 */
import type { Transaction } from './transaction';
import { type Version, VERSION_DELETE, VERSION_DELTA, VERSION_INSERT, VERSION_REPLACE } from './version';

/** The node is not there for this transaction. */
export const SEEN_NOT = 0;
/** It is as its page has it. */
export const SEEN_AS_IS = 1;
/** It has other data: `Sight.bytes` from `start` on, `length` of them. */
export const SEEN_AS_WAS = 2;

/** Whether a version is of the transaction itself, or was committed before it began. */
export const sees = (by: Transaction, { transaction, committedAt }: Version): boolean =>
  transaction === by || (transaction === null && by.sees(committedAt));

export class Sight {
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  start = 0;
  length = 0;
  #copy = new Uint8Array(0);
  #copyView = new DataView(this.#copy.buffer);

  /** Looks at a node whose newest version is `newest`; its page has the data given, or has it flagged as deleted. */
  look(
    newest: Version,
    by: Transaction,
    isDeleted: boolean,
    page: Uint8Array,
    dataStart: number,
    dataLength: number,
  ): number {
    let exists = !isDeleted;
    let was: Version | null = null;
    let hasDeltas = false;
    for (let version: Version | null = newest; version !== null; version = version.older) {
      const isSeen = sees(by, version);
      if (isSeen) {
        if (version.operation === VERSION_DELTA) continue;
        break;
      }
      if (version.operation === VERSION_INSERT) exists = false;
      else if (version.operation === VERSION_DELETE) exists = true;
      else if (version.operation === VERSION_REPLACE) was = version;
      else if (version.operation === VERSION_DELTA) hasDeltas = true;
    }
    if (!exists) return SEEN_NOT;
    if (was === null && !hasDeltas) return SEEN_AS_IS;
    if (was === null) this.#set(page, dataStart, dataLength);
    else {
      this.bytes = was.bytes;
      this.view = was.view;
      this.start = was.nameLength;
      this.length = was.dataLength;
    }
    if (hasDeltas) this.#takeBackDeltas(newest, by, was);
    return SEEN_AS_WAS;
  }

  #set(source: Uint8Array, start: number, length: number): void {
    if (this.#copy.length < length) {
      this.#copy = new Uint8Array(length);
      this.#copyView = new DataView(this.#copy.buffer);
    }
    this.#copy.set(source.subarray(start, start + length));
    this.bytes = this.#copy;
    this.view = this.#copyView;
    this.start = 0;
    this.length = length;
  }

  /** Deltas that are older than the data in hand are in them. */
  #takeBackDeltas(newest: Version, by: Transaction, was: Version | null): void {
    let version: Version | null = was === null ? newest : was.older;
    if (was !== null) this.#set(this.bytes, this.start, this.length);
    for (; version !== null; version = version.older) {
      const isSeen = sees(by, version);
      if (isSeen && version.operation !== VERSION_DELTA) return;
      if (isSeen || version.operation !== VERSION_DELTA) continue;
      addNumber(this.view, this.start + version.deltaOffset, version.deltaWidth, -version.delta);
    }
  }
}

/** Adds to a little-endian integer of 4 or 8 bytes, around its end if need be. */
export function addNumber(view: DataView, at: number, width: number, delta: bigint): void {
  if (width === 4) view.setInt32(at, view.getInt32(at, true) + Number(BigInt.asIntN(32, delta)), true);
  else view.setBigInt64(at, view.getBigInt64(at, true) + delta, true);
}
