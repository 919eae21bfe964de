/**
 * A cursor on the rows of a sort, in the order that the sort has put them in. Rows in memory can be gone about freely, by
 * place; rows in runs are read once from front to back, and again from the front.
 *
 *   before the first ── next ──▶ on a row ── next ──▶ after the last          first: on the first row, from anywhere
 *
 * Invariants
 *  1. `#place` is -1 before the first row, `count` after the last, else the place of the current row.
 *  2. Going back, seeking and ranges need a sort that was opened for it; such a sort is in memory.
 */
import { assert } from '../../errors/assert';
import {
  JET_errIllegalOperation,
  JET_errInvalidBookmark,
  JET_errKeyNotMade,
  JET_errNoCurrentRecord,
  JET_errRecordNotFound,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { SearchKey } from '../page/search-key';
import { dataLengthAt, ENTRY_HEADER_BYTES, keyLengthAt } from '../sort/entry';
import type { RowSorter } from '../sort/row-sorter';
import type { RunMerge } from '../sort/run-merge';
import type { Transaction } from '../version/transaction';
import type { RangeOptions } from './index-range';
import { copyBytes } from './long-value-reader';
import type { SeekRelation } from './seek';
import { TableCursor } from './table-cursor';
import type { TemporaryTable } from './temporary-table';

const BOOKMARK_BYTES = 4;

export class SortCursor extends TableCursor {
  override readonly isOnPage = false;
  readonly #sorter: RowSorter;
  readonly #isScrollable: boolean;
  readonly #key = new SearchKey();
  #merge: RunMerge | null = null;
  #place = -1;
  #count = 0;

  constructor(temporary: TemporaryTable, view: Transaction) {
    super(temporary.table, view);
    assert(temporary.sorter !== null, 'the table is a sort');
    this.#sorter = temporary.sorter;
    this.#isScrollable = temporary.isScrollable;
    if (!temporary.isSorting) this.begin();
  }

  /** The rows are in order now; the cursor is before the first. */
  begin(): void {
    this.#merge = this.#sorter.merge();
    this.#count = this.#merge === null ? this.#sorter.buffer.count : Infinity;
    this.#place = -1;
  }

  override moveFirst(): JET_ERR {
    this.standBeforeFirst();
    return this.#stepForward();
  }

  override moveLast(): JET_ERR {
    this.cancelRange();
    if (this.#merge === null) this.#place = this.#count - 1;
    else this.#readToLast(this.#merge);
    return this.checkCurrency();
  }

  override moveBy(rows: number): JET_ERR {
    if (rows < 0 && !this.#isScrollable) return JET_errIllegalOperation;
    for (let left = Math.abs(rows); left > 0; left--) {
      const err = rows > 0 ? this.#stepForward() : this.#stepBack();
      if (err !== JET_errSuccess) return err;
    }
    return JET_errSuccess;
  }

  override checkCurrency(): JET_ERR {
    return this.hasRow ? JET_errSuccess : JET_errNoCurrentRecord;
  }

  override get hasRow(): boolean {
    return this.#place >= 0 && this.#place < this.#count;
  }

  /** Where no row fits, the cursor is on one that does not. */
  override seek(relation: SeekRelation): JET_ERR {
    if (!this.#isScrollable) return JET_errIllegalOperation;
    if (!this.keyMaker.isPrepared) return JET_errKeyNotMade;
    if (this.#count === 0) return JET_errRecordNotFound;
    const { buffer } = this.#sorter;
    const { builder } = this.keyMaker;
    const place = buffer.lowerBound(builder.bytes, builder.length);
    const isBeyond = place === this.#count;
    const isEqual = !isBeyond && buffer.compareKey(place, builder.bytes, builder.length) === 0;
    this.keyMaker.reset();
    this.cancelRange();
    this.#place = isBeyond ? place - 1 : place;
    switch (relation) {
      case 'equal':
        return isEqual ? JET_errSuccess : JET_errRecordNotFound;
      case 'greaterEqual':
        return isBeyond ? JET_errRecordNotFound : JET_errSuccess;
      case 'greater':
        if (isBeyond) return JET_errRecordNotFound;
        return isEqual ? found(this.#stepForward()) : JET_errSuccess;
      default:
        if (isBeyond || (isEqual && relation === 'lessEqual')) return JET_errSuccess;
        return found(this.#stepBack());
    }
  }

  override setRange(options: RangeOptions): JET_ERR {
    if (!this.#isScrollable) return JET_errIllegalOperation;
    if (!this.keyMaker.isPrepared) return JET_errKeyNotMade;
    const { builder } = this.keyMaker;
    this.#key.setKey(builder.bytes, 0, builder.length);
    this.range.set(this.#key, options);
    this.keyMaker.reset();
    const err = this.#checkRange(options.upperLimit);
    if (options.instant) this.cancelRange();
    return err;
  }

  override standBeforeFirst(): void {
    this.cancelRange();
    this.#merge?.rewind();
    this.#place = -1;
  }

  override openRecord(): boolean {
    if (!this.hasRow) return false;
    const { bytes, view } = this.#merge ?? this.#sorter.buffer;
    const start = this.#start;
    const data = start + ENTRY_HEADER_BYTES + keyLengthAt(bytes, start);
    this.record.attach(bytes, view, data, dataLengthAt(bytes, start), this.table.file.slab.isLarge);
    return true;
  }

  /** A bookmark is the place of the row: rows in runs have none that would lead back. */
  override copyBookmark(target: Uint8Array | null, limit: number): number {
    if (!this.hasRow || this.#merge !== null) return -1;
    for (let i = 0; i < BOOKMARK_BYTES && i < limit; i++)
      if (target !== null) target[i] = this.#place >>> (8 * i);
    return BOOKMARK_BYTES;
  }

  override findRow(key: Uint8Array, length: number): boolean {
    if (length !== BOOKMARK_BYTES) fail(JET_errInvalidBookmark, `${length} bytes`);
    const place = new DataView(key.buffer, key.byteOffset, length).getInt32(0, true);
    const isPlace = this.#merge === null && place >= 0 && place < this.#count;
    if (!isPlace) fail(JET_errInvalidBookmark, `row ${place} of ${this.#count}`);
    this.#place = place;
    return true;
  }

  override copyCurrentKey(target: Uint8Array | null, limit: number): number {
    if (!this.hasRow) return -1;
    const { bytes } = this.#merge ?? this.#sorter.buffer;
    const start = this.#start;
    const length = keyLengthAt(bytes, start);
    if (target !== null) copyBytes(bytes, start + ENTRY_HEADER_BYTES, target, 0, Math.min(length, limit));
    return length;
  }

  /** Where the current row begins. */
  get #start(): number {
    return this.#merge === null ? this.#sorter.buffer.starts[this.#place] : this.#merge.start;
  }

  #stepForward(): JET_ERR {
    if (this.#merge !== null) return this.#readNext(this.#merge);
    if (this.#place < this.#count) this.#place++;
    return this.#place < this.#count ? this.#checkRange(true) : JET_errNoCurrentRecord;
  }

  #readNext(merge: RunMerge): JET_ERR {
    if (this.#place >= this.#count) return JET_errNoCurrentRecord;
    this.#place++;
    if (merge.next()) return JET_errSuccess;
    this.#count = this.#place;
    return JET_errNoCurrentRecord;
  }

  /** Once to count the rows, and once more. */
  #readToLast(merge: RunMerge): void {
    merge.rewind();
    let rows = 0;
    while (merge.next()) rows++;
    merge.rewind();
    this.#count = rows;
    for (this.#place = -1; this.#place < rows - 1; this.#place++) merge.next();
  }

  #stepBack(): JET_ERR {
    if (this.#place >= 0) this.#place--;
    return this.#place >= 0 ? this.#checkRange(false) : JET_errNoCurrentRecord;
  }

  /** Whether the current row is inside, as far as that end is concerned; the range is left with the last row in it. */
  #checkRange(isUpper: boolean): JET_ERR {
    if (!this.range.isSet) return JET_errSuccess;
    const { bytes } = this.#sorter.buffer;
    if (this.hasRow)
      this.#key.setKey(bytes, this.#start + ENTRY_HEADER_BYTES, keyLengthAt(bytes, this.#start));
    if (this.hasRow && this.range.containsKey(this.#key, isUpper)) return JET_errSuccess;
    this.cancelRange();
    this.#place = isUpper ? this.#count : -1;
    return JET_errNoCurrentRecord;
  }
}

/** A neighbour that is not there was not found. */
const found = (err: JET_ERR): JET_ERR => (err === JET_errSuccess ? err : JET_errRecordNotFound);
