/**
 * A cursor on a table: a position on the current index (the clustered tree or a secondary one), the row under it,
 * the search key being made, and an index range.
 *
 *   fresh ── first use ──▶ on the first row (in an empty index: still fresh)
 *   move, seek, bookmark ──▶ on a row │ before the first │ after the last │ in the gap a failed seek points into
 *
 * Invariants
 *  1. `active` is the cursor of the current index; `primary` stands on the row of the active entry, or `#rowIsStale`
 *     says that it must still be brought there. Where the active cursor is on no entry, `primary` is on no row, except
 *     after the cursor was sent to a row that the current index does not list.
 *  2. A range is left by the move that runs out of it, and by every move that is not relative.
 *  3. A search key serves once: seek and set-range use it up; what it was can still be read.
 */
import {
  JET_errInvalidOperation,
  JET_errKeyNotMade,
  JET_errNoCurrentIndex,
  JET_errNoCurrentRecord,
  JET_errRecordDeleted,
  JET_errRecordNotFound,
  JET_errSecondaryIndexCorrupted,
  JET_errSuccess,
  JET_wrnSeekNotEqual,
  JET_wrnUniqueKey,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import {
  AFTER_LAST,
  BEFORE_FIRST,
  BTreeCursor,
  FOUND_EQUAL,
  FOUND_NONE,
  GONE,
  IN_GAP,
  ON_NODE,
} from '../btree/cursor';
import type { IndexSchema } from '../catalog/schema';
import { NODE_VERSIONED } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import { SearchKeyMaker } from '../record/keys/search-key-maker';
import { RecordReader } from '../record/record-reader';
import type { Transaction } from '../version/transaction';
import { AttachedRow } from './attached-row';
import type { CopyBuffer } from './copy-buffer';
import type { IndexKeys } from './index-keys';
import { EQUAL_RANGE, IndexRange, type RangeOptions } from './index-range';
import { IndexScout } from './index-scout';
import { copyBytes } from './long-value-reader';
import { endBeyond, seekNear, type SeekRelation, SOUGHT_NEAR, SOUGHT_NOTHING } from './seek';
import type { Table } from './table';

export class TableCursor {
  readonly record = new RecordReader();
  readonly primary: BTreeCursor;
  active: BTreeCursor;
  index: IndexSchema | null;

  readonly range = new IndexRange();

  /** Whether rows lie on pages. */
  readonly isOnPage: boolean = true;
  /** Where a row is made or changed; null before the first. */
  copy: CopyBuffer | null = null;

  #isFresh = true;
  #rowIsStale = false;
  readonly #attached = new AttachedRow();
  readonly #scout = new IndexScout();
  readonly #sought = new SearchKey();
  readonly #target = new SearchKey();
  readonly #searchKey = new SearchKey();

  constructor(
    public table: Table,
    /** What its session sees; null sees what is newest. */
    readonly view: Transaction | null = null,
    /** The search key made so far. */
    readonly keyMaker = new SearchKeyMaker(),
  ) {
    this.primary = new BTreeCursor(table.primaryTree, view);
    this.primary.track();
    this.active = this.primary;
    this.index = table.schema.primaryIndex;
  }

  /** The cursor is not used any more. */
  release(): void {
    this.primary.release();
    this.active.release();
  }

  /** Goes on with another schema of the same table; an index that it does not have gives way to the clustered one. */
  useSchema(table: Table): void {
    const { index } = this;
    this.table = table;
    const { indexes, primaryIndex } = table.schema;
    const same = this.isOnSecondary
      ? indexes.find((other) => other.objectId === index?.objectId)
      : primaryIndex;
    if (same === undefined) this.changeIndex(null);
    else this.index = same;
  }

  get isOnSecondary(): boolean {
    return this.active !== this.primary;
  }

  /** Keys of the current index; null on a table whose rows lie in insertion order. */
  get keys(): IndexKeys | null {
    return this.index === null ? null : this.table.keysOf(this.index);
  }

  /** Adds a column value to the search key, as the JET_bit… of JetMakeKey say; null is a null value. */
  makeKey(value: Uint8Array | null, length: number, grbit: JET_GRBIT): JET_ERR {
    this.keyMaker.makeKey(this.keys === null ? null : this.keys.shape, value, 0, length, grbit);
    return JET_errSuccess;
  }

  /** The search key made last, used up or not: its length, and as many bytes as fit. -1 when none was made. */
  copySearchKey(target: Uint8Array | null, limit: number): number {
    const { bytes, length } = this.keyMaker.builder;
    if (length === 0) return -1;
    if (target !== null) copyBytes(bytes, 0, target, 0, Math.min(length, limit));
    return length;
  }

  moveFirst(): JET_ERR {
    this.cancelRange();
    this.#isFresh = false;
    return this.#arrived(this.active.moveFirst(), BEFORE_FIRST);
  }

  moveLast(): JET_ERR {
    this.cancelRange();
    this.#isFresh = false;
    return this.#arrived(this.active.moveLast(), AFTER_LAST);
  }

  /** Moves by `rows` (not 0) entries; with `distinct`, entries with the key left behind do not count. */
  moveBy(rows: number, distinct: boolean): JET_ERR {
    this.#settleFresh();
    this.#isFresh = false;
    const forward = rows > 0;
    for (let left = Math.abs(rows); left > 0; left--) {
      if (!this.#step(forward, distinct)) return this.#leave(forward ? AFTER_LAST : BEFORE_FIRST);
      if (!this.#isInRange(forward)) return this.#leave(forward ? AFTER_LAST : BEFORE_FIRST);
    }
    return this.#arrived(true, BEFORE_FIRST);
  }

  /** Whether the cursor is on an entry: JET_errSuccess, JET_errNoCurrentRecord, or JET_errRecordDeleted. */
  checkCurrency(): JET_ERR {
    this.#settleFresh();
    const { active } = this;
    active.refresh();
    if (active.state === GONE) return JET_errRecordDeleted;
    if (active.state !== ON_NODE) return JET_errNoCurrentRecord;
    return active.describe(active.tree.file.fix(active.page)) ? JET_errSuccess : JET_errRecordDeleted;
  }

  /**
   * Whether the cursor has been brought to a row, which may be gone by now; a fresh one has not, although its first use
   * will do so.
   */
  get hasRow(): boolean {
    if (this.#isFresh) return false;
    const { state } = this.#rowIsStale ? this.active : this.primary;
    return state === ON_NODE || state === GONE;
  }

  /** Seeks the prepared key. `checkUnique` and `setRange` mean something with `equal` only. */
  seek(relation: SeekRelation, checkUnique: boolean, setRange: boolean): JET_ERR {
    if (!this.keyMaker.isPrepared) return JET_errKeyNotMade;
    this.cancelRange();
    this.#isFresh = false;
    this.#rowIsStale = this.isOnSecondary;
    const key = this.#takeSearchKey();
    return relation === 'equal' ? this.#seekEqual(key, checkUnique, setRange) : this.#seekNear(key, relation);
  }

  /** Limits relative moves to the entries up to (or down to) the prepared key. */
  setRange(options: RangeOptions): JET_ERR {
    if (this.index === null) return JET_errNoCurrentIndex;
    if (!this.keyMaker.isPrepared) return JET_errKeyNotMade;
    this.#settleFresh();
    this.range.set(this.#takeSearchKey(), options);
    const err = this.#checkRange(options.upperLimit);
    if (options.instant) this.cancelRange();
    return err;
  }

  /** Ends the range in force; JET_errInvalidOperation when there is none. */
  removeRange(): JET_ERR {
    if (!this.range.isSet) return JET_errInvalidOperation;
    this.cancelRange();
    return JET_errSuccess;
  }

  cancelRange(): void {
    this.range.cancel();
  }

  /**
   * Counts entries from the current one to the end of the range or index, at most `most`; that ends the range. None
   * in an empty index that the cursor has not been moved in, -1 where it is on no entry otherwise.
   */
  countRecords(most: number): number {
    const err = this.checkCurrency();
    if (err === JET_errRecordDeleted) fail(err, `table ${this.table.schema.name}`);
    if (err !== JET_errSuccess) return this.#isFresh ? 0 : -1;
    const count = this.#scout.count(this.active, this.range, most);
    this.cancelRange();
    return count;
  }

  /**
   * Makes `index` (null: the clustered one) current, and stands before its first entry. Where it has been that before,
   * cursor, search key and range stay as they are.
   */
  changeIndex(index: IndexSchema | null): void {
    const { primaryIndex } = this.table.schema;
    const isPrimary = index === null || index === primaryIndex;
    if (isPrimary ? !this.isOnSecondary : index === this.index) return;
    this.keyMaker.forget();
    if (this.isOnSecondary) this.active.release();
    this.active = isPrimary ? this.primary : new BTreeCursor(this.table.treeOf(index), this.view);
    if (!isPrimary) this.active.track();
    this.index = isPrimary ? primaryIndex : index;
    this.standBeforeFirst();
  }

  /** Brings the secondary cursor to the entry with this key for the row `primary` is on; false if it is not there. */
  standOnEntry(key: SearchKey): boolean {
    this.#isFresh = false;
    this.#rowIsStale = false;
    return this.active.findEntry(key);
  }

  /**
   * Goes to the row with this primary key, without moving the secondary cursor; false, and no move at all, when there
   * is none. Either way the range ends.
   */
  findRow(key: Uint8Array, length: number): boolean {
    const { primary } = this;
    primary.refresh();
    const { page, tag, state } = primary;
    this.cancelRange();
    if (!this.isOnSecondary) this.keyMaker.reset();
    this.#target.setKey(key, 0, length);
    if (primary.findHidden(this.#target) !== FOUND_EQUAL) {
      primary.standAt(page, tag, state);
      return false;
    }
    this.keyMaker.reset();
    this.#isFresh = false;
    this.#rowIsStale = false;
    return true;
  }

  /** The cursor is on a row that the current index does not list: before the first entry, with that row. */
  standOutside(): void {
    this.active.state = BEFORE_FIRST;
    this.#isFresh = false;
    this.#rowIsStale = false;
  }

  /** Runs `work` as if the clustered index were current and `primary` on the row. */
  withPrimary<T>(work: () => T): T {
    const { active } = this;
    this.active = this.primary;
    try {
      return work();
    } finally {
      this.active = active;
    }
  }

  /**
   * Goes to an entry of the current secondary index; false, and no move at all, when there is none: with `virtually`
   * the cursor then points into the gap where the entry would be. Either way range and search key end.
   */
  findEntry(entry: SearchKey, virtually: boolean): boolean {
    const { active } = this;
    active.refresh();
    const { page, tag, state } = active;
    this.cancelRange();
    this.keyMaker.reset();
    const found = active.find(entry, false) === FOUND_EQUAL;
    if (!found && !virtually) active.standAt(page, tag, state);
    else {
      this.#isFresh = false;
      if (found) this.#rowIsStale = true;
      else this.#standInGap(entry);
    }
    return found;
  }

  #standInGap(sought: SearchKey): void {
    this.active.stepIntoGap();
    this.#rowIsStale = false;
    if (this.isOnSecondary) this.primary.state = BEFORE_FIRST;
    this.#sought.setKey(sought.bytes, 0, sought.keyLength);
    if (sought.dataLength > 0) this.#sought.appendData(sought.bytes, sought.keyLength, sought.dataLength);
  }

  /**
   * Fixes the page of the current row and attaches the record reader to it; true when there is a current row,
   * JET_errRecordDeleted when it is gone. What the reader shows is good until the next page is fixed.
   */
  openRecord(): boolean {
    if (this.#isFresh) this.#settleFresh();
    if (this.#rowIsStale) {
      if (this.active.state !== ON_NODE) return false;
      this.#followEntry();
    }
    const { primary } = this;
    primary.refresh();
    if (primary.state !== ON_NODE) return this.#isNowhere();
    const base = primary.tree.file.fix(primary.page);
    if (!this.#attached.is(primary, base)) this.#attach(base);
    return true;
  }

  /** The record of the row, or of the copy buffer if that is wanted and there is one; null without a row. */
  openRecordOrCopy(wantsCopy: boolean): RecordReader | null {
    if (wantsCopy && this.copy !== null && this.copy.isPrepared) return this.copy.open();
    return this.openRecord() ? this.record : null;
  }

  /** Points the record reader at the copy buffer until `openRecord`; false when nothing is prepared. */
  openCopy(): boolean {
    if (this.copy === null || !this.copy.isPrepared) return false;
    this.copy.builder.attach(this.record);
    this.#attached.forget();
    return true;
  }

  /** False; the row that the cursor is on may be gone. */
  #isNowhere(): boolean {
    if (this.primary.state === GONE) fail(JET_errRecordDeleted, `table ${this.table.schema.name}`);
    return false;
  }

  /** What a node with versions shows depends on more than its page: it is looked at each time. */
  #attach(base: number): void {
    const { primary } = this;
    const { slab } = primary.tree;
    if (!primary.describe(base)) fail(JET_errRecordDeleted, `table ${this.table.schema.name}`);
    this.record.attach(
      primary.dataBytes,
      primary.dataView,
      primary.dataStart,
      primary.dataLength,
      slab.isLarge,
    );
    if ((primary.node.flags & NODE_VERSIONED) === 0) this.#attached.remember(primary, base);
    else this.#attached.forget();
  }

  /**
   * The key of the row the cursor was brought to, be it there or not, as a bookmark: its length, and as many bytes as fit.
   * -1 without a row.
   */
  copyBookmark(target: Uint8Array | null, limit: number): number {
    this.#settleFresh();
    if (this.#rowIsStale) {
      if (!this.hasRow) return -1;
      this.#followEntry();
    }
    const key = this.#target;
    if (!this.primary.copyKeyOfPlace(key)) return -1;
    if (target !== null) copyBytes(key.bytes, 0, target, 0, Math.min(key.keyLength, limit));
    return key.keyLength;
  }

  /** The key of the current entry of the current index; -1 without one, JET_errRecordDeleted when it is gone. */
  copyCurrentKey(target: Uint8Array | null, limit: number): number {
    if (this.checkCurrency() === JET_errNoCurrentRecord) return -1;
    this.active.settle();
    const { node, tree } = this.active;
    if (target !== null) node.copyKey(tree.slab, target, 0, limit);
    return node.keyLength;
  }

  /** The first use will go to the first entry of the current index. */
  beFresh(): void {
    this.#rowIsStale = false;
    this.#isFresh = true;
  }

  /** Leaves the current row for the place before the first one. */
  standBeforeFirst(): void {
    this.cancelRange();
    this.#isFresh = false;
    this.#leave(BEFORE_FIRST);
  }

  /** The prepared key as something to search for; it serves once. */
  #takeSearchKey(): SearchKey {
    const { builder } = this.keyMaker;
    this.#searchKey.setKey(builder.bytes, 0, builder.length);
    this.keyMaker.reset();
    return this.#searchKey;
  }

  #settleFresh(): void {
    if (!this.#isFresh) return;
    this.#rowIsStale = this.isOnSecondary;
    this.#isFresh = !this.active.moveFirst();
  }

  #arrived(found: boolean, otherwise: number): JET_ERR {
    if (!found) return this.#leave(otherwise);
    this.#rowIsStale = this.active !== this.primary;
    return JET_errSuccess;
  }

  #leave(state: number): JET_ERR {
    this.active.state = state;
    this.primary.state = state;
    this.#rowIsStale = false;
    return JET_errNoCurrentRecord;
  }

  #step(forward: boolean, distinct: boolean): boolean {
    const { active } = this;
    if (active.state === IN_GAP) return this.#stepOutOfGap(forward);
    if (!distinct || active.tree.isUnique || (active.state !== ON_NODE && active.state !== GONE))
      return forward ? active.moveNext() : active.movePrevious();
    active.copyKeyOfPlace(this.#target);
    if (forward) return active.find(this.#target, true) !== FOUND_NONE;
    active.find(this.#target, false);
    return active.movePrevious();
  }

  /** Where a seek found nothing it goes on from what was sought; an entry that came to be there since is passed by. */
  #stepOutOfGap(forward: boolean): boolean {
    const { active } = this;
    const found = active.find(this.#sought, false);
    if (!forward) return active.movePrevious();
    return found === FOUND_EQUAL ? active.moveNext() : found !== FOUND_NONE;
  }

  #isInRange(forward: boolean): boolean {
    if (this.range.contains(this.active, forward)) return true;
    this.cancelRange();
    return false;
  }

  /** A range that the current position is already outside of ends at once; a secondary entry is left without its row. */
  #checkRange(upper: boolean): JET_ERR {
    const { active } = this;
    active.refresh();
    const { state } = active;
    if (state === IN_GAP && this.range.containsKey(this.#sought, upper)) return JET_errSuccess;
    if (active.copyKeyOfPlace(this.#target) && this.range.containsKey(this.#target, upper))
      return JET_errSuccess;
    if (state === BEFORE_FIRST || state === AFTER_LAST) return JET_errNoCurrentRecord;
    this.cancelRange();
    const isRowKnown = !this.#rowIsStale || (this.checkCurrency() === JET_errSuccess && this.openRecord());
    if (this.isOnSecondary && isRowKnown) active.state = upper ? AFTER_LAST : BEFORE_FIRST;
    else this.#leave(upper ? AFTER_LAST : BEFORE_FIRST);
    return JET_errNoCurrentRecord;
  }

  #seekEqual(key: SearchKey, checkUnique: boolean, setRange: boolean): JET_ERR {
    const { active } = this;
    const found = active.find(key, false);
    if (found !== FOUND_EQUAL) {
      this.#standInGap(key);
      return JET_errRecordNotFound;
    }
    if (checkUnique && (active.tree.isUnique || this.#scout.isOnly(active, key))) return JET_wrnUniqueKey;
    if (!setRange) return JET_errSuccess;
    if (this.index === null) return JET_errNoCurrentIndex;
    this.range.set(key, EQUAL_RANGE);
    return JET_errSuccess;
  }

  /** In an index without entries every seek ends in the gap where the key would be. */
  #seekNear(key: SearchKey, relation: SeekRelation): JET_ERR {
    const found = seekNear(this.active, key, relation);
    if (found !== SOUGHT_NOTHING) return found === SOUGHT_NEAR ? JET_wrnSeekNotEqual : JET_errSuccess;
    if (this.active.moveFirst()) this.#leave(endBeyond(relation));
    else this.#standInGap(key);
    return JET_errRecordNotFound;
  }

  /** Brings `primary` to the row of the active entry, whose data, as this session sees it, is the row's key. */
  #followEntry(): void {
    const { active, primary } = this;
    active.settle();
    this.#target.setKey(active.dataBytes, active.dataStart, active.dataLength);
    if (primary.find(this.#target, false) !== FOUND_EQUAL)
      fail(JET_errSecondaryIndexCorrupted, `tree ${active.tree.id}: an entry leads to no row`);
    this.#rowIsStale = false;
  }
}
