/**
 * The model of a cursor and of the calls on it: each answers the code that the engine must answer.
 *
 *   before ─▶ on an entry ─▶ after        on an entry: its name in the tree of the index, and the key of its row
 *                 │ a seek finds nothing
 *                 ▼
 *              in the gap where the entry would be
 */
import {
  JET_errColumnNotFound,
  JET_errNoCurrentRecord,
  JET_errRecordDeleted,
  JET_errRecordNotFound,
  JET_errSuccess,
  JET_wrnColumnNull,
  JET_wrnSeekNotEqual,
  JET_wrnUniqueKey,
} from '../../errors/codes';
import type { ModelIndex, ModelTable, Row } from './schema';
import type { ModelTransaction, Walkable } from './versions';

export type Preparation = 'insert' | 'replace' | 'replaceNoLock' | 'copy' | 'copyDelete' | 'copyReplace';
export type Relation = 'EQ' | 'GE' | 'GT' | 'LE' | 'LT';

export interface Prepared {
  readonly how: Preparation;
  /** The row that it is made of, and its key; an insert has none. */
  readonly origin: Row | null;
  readonly originKey: string;
  /** Whether something keeps others from the row. */
  readonly isLocked: boolean;
  row: Row;
  isAnySet: boolean;
  isVersionSet: boolean;
  /** Whether values outside of the record are new, given up, or referred to once more. */
  touchesSeparated: boolean;
  level: number;
}

interface Range {
  readonly limit: string;
  readonly isUpper: boolean;
  readonly isInclusive: boolean;
}

type Place = 'before' | 'on' | 'after' | 'gap';

export class ModelPosition {
  index: ModelIndex;
  place: Place = 'before';
  /** The name of the entry, or what was sought. */
  name = '';
  key = '';
  rowKey = '';
  /** Whether there is a row to read; a range that excludes the entry leaves it behind a secondary index. */
  hasRow = false;
  range: Range | null = null;
  prepared: Prepared | null = null;
  levelMoved = 0;
  /** The level at which the current index became that. */
  levelIndexed = 0;
  levelOpened: number;

  constructor(
    readonly table: ModelTable,
    readonly by: ModelTransaction,
  ) {
    this.index = table.primary;
    this.levelOpened = by.level;
  }

  // Places

  setIndex(index: ModelIndex): void {
    this.prepared = null;
    if (index !== this.index) this.levelIndexed = this.by.level;
    this.index = index;
    this.range = null;
    this.#leave('before');
  }

  moveFirst(): number {
    this.#beginMove();
    this.range = null;
    return this.#arrive(this.#tree.first(this.by), 'before');
  }

  moveLast(): number {
    this.#beginMove();
    this.range = null;
    return this.#arrive(this.#tree.last(this.by), 'after');
  }

  moveBy(count: number, isDistinct: boolean): number {
    this.#beginMove();
    const isForward = count > 0;
    const end = isForward ? 'after' : 'before';
    for (let left = Math.abs(count); left > 0; left--) {
      const name = this.#next(isForward, isDistinct);
      if (name === null || !this.#isInRange(name, isForward)) {
        if (name !== null) this.range = null;
        return this.#arrive(null, end);
      }
      this.#arrive(name, end);
    }
    return JET_errSuccess;
  }

  /** JetMove by 0. */
  check(): number {
    this.prepared = null;
    if (this.place !== 'on') return JET_errNoCurrentRecord;
    return this.#tree.seen(this.name, this.by) === undefined ? JET_errRecordDeleted : JET_errSuccess;
  }

  seek(key: string, relation: Relation, checksUnique: boolean, setsRange: boolean): number {
    this.#beginMove();
    this.range = null;
    const tree = this.#tree;
    const from = tree.after(key, true, this.by);
    const isEqual = from !== null && this.keyOf(from) === key;
    switch (relation) {
      case 'EQ':
        return this.#seekEqual(key, isEqual ? from : null, checksUnique, setsRange);
      case 'GE':
        return this.#found(key, from, 'after', isEqual);
      case 'GT':
        return this.#found(key, this.#beyond(key), 'after', true);
      case 'LE':
        if (isEqual) return this.#found(key, from, 'before', true);
        return this.#found(key, tree.before(key, false, this.by), 'before', false);
      default:
        return this.#found(key, tree.before(key, false, this.by), 'before', true);
    }
  }

  setRange(key: string, isUpper: boolean, isInclusive: boolean, isInstant: boolean): number {
    const range = { limit: key, isUpper, isInclusive };
    this.range = range;
    if (this.place === 'before' || this.place === 'after') {
      if (isInstant) this.range = null;
      return JET_errNoCurrentRecord;
    }
    const isInside = this.#isInRange(this.name, isUpper);
    if (isInstant || !isInside) this.range = null;
    if (isInside) return JET_errSuccess;
    if (this.index === this.table.primary) this.#leave(isUpper ? 'after' : 'before');
    else this.place = isUpper ? 'after' : 'before';
    return JET_errNoCurrentRecord;
  }

  /** JetGotoBookmark. A row that the current index does not have leaves the cursor before all entries, with that row. */
  goTo(rowKey: string): number {
    this.prepared = null;
    this.range = null;
    const row = this.table.rows.seen(rowKey, this.by);
    if (row === undefined) return JET_errRecordDeleted;
    this.#beginMove();
    if (this.index === this.table.primary) return this.#arrive(rowKey, 'before');
    const [key] = this.index.keysOf(row);
    if (key !== undefined) return this.#arrive(this.index.nameOf(key, rowKey), 'before');
    this.place = 'before';
    this.hasRow = true;
    this.rowKey = rowKey;
    return JET_errNoCurrentRecord;
  }

  /** JetSetCurrentIndex2 with JET_bitNoMove. */
  setIndexHere(index: ModelIndex): number {
    if (!this.hasRow) return JET_errNoCurrentRecord;
    const { rowKey } = this;
    if (index !== this.index) this.setIndex(index);
    return this.goTo(rowKey);
  }

  /**
   * JetRetrieveColumn with JET_bitRetrieveFromIndex: the value that the entry was made of. Null where it is not told what
   * there is: on no entry, or on that of a row that has changed since.
   */
  readEntry(column: string): { readonly code: number; readonly value: string } | null {
    const row = this.rowOrCode(false);
    if (this.place !== 'on' || typeof row === 'number') return null;
    if (this.#tree.seen(this.name, this.by) === undefined) return null;
    if (!this.index.definition.segments.some((segment) => segment.column === column))
      return { code: JET_errColumnNotFound, value: '' };
    const value = this.index.valueIn(row, this.keyOf(this.name), column);
    return value === null ? { code: JET_wrnColumnNull, value: '' } : { code: JET_errSuccess, value };
  }

  /** JetGetBookmark, which does not ask whether the row is still there. */
  bookmark(): { readonly code: number; readonly key: string } {
    if (!this.hasRow) return { code: JET_errNoCurrentRecord, key: '' };
    return { code: JET_errSuccess, key: this.rowKey };
  }

  /** JetRetrieveKey. */
  currentKey(): { readonly code: number; readonly key: string } {
    if (this.place !== 'on') return { code: JET_errNoCurrentRecord, key: '' };
    if (this.#tree.seen(this.name, this.by) === undefined) return { code: JET_errRecordDeleted, key: '' };
    return { code: JET_errSuccess, key: this.keyOf(this.name) };
  }

  /** JetIndexRecordCount: the entry, and those behind it to the end of the range, which ends with that. */
  count(): { readonly code: number; readonly count: number } {
    const { code } = this.currentKey();
    if (code !== JET_errSuccess) return { code, count: 0 };
    let count = 0;
    let name: string | null = this.name;
    do {
      count++;
      name = this.#tree.after(name, false, this.by);
    } while (name !== null && this.#isInRange(name, true));
    this.range = null;
    return { code, count };
  }

  /** The part of an entry's name that is its key. */
  keyOf(name: string): string {
    if (this.index === this.table.primary || this.index.isUnique) return name;
    const rowKey = this.index.entries.newest(name) ?? this.index.entries.seen(name, this.by) ?? '';
    return name.slice(0, name.length - rowKey.length);
  }

  // Values

  /** The values of a column, or the code that says why there are none. */
  read(column: string, wantsCopy: boolean): { readonly code: number; readonly values: readonly string[] } {
    const row = this.rowOrCode(wantsCopy);
    if (typeof row === 'number') return { code: row, values: [] };
    const values = row[column];
    return { code: values.length === 0 ? JET_wrnColumnNull : JET_errSuccess, values };
  }

  // Transactions

  committing(): void {
    const outer = this.by.level - 1;
    this.levelMoved = Math.min(this.levelMoved, outer);
    this.levelIndexed = Math.min(this.levelIndexed, outer);
    this.levelOpened = Math.min(this.levelOpened, outer);
    if (this.prepared === null) return;
    if (outer === 0 && this.prepared.touchesSeparated) this.prepared = null;
    else this.prepared.level = Math.min(this.prepared.level, outer);
  }

  /** Whether the cursor outlives the rollback of the innermost transaction. */
  rollingBack(): boolean {
    const { level } = this.by;
    if (this.prepared !== null && this.prepared.level >= level) this.prepared = null;
    if (this.levelOpened >= level) return false;
    if (this.levelMoved >= level) {
      this.#leave('before');
      this.range = null;
      this.levelMoved = level - 1;
    }
    if (this.levelIndexed >= level) {
      this.index = this.table.primary;
      this.levelIndexed = 0;
    }
    return true;
  }

  get #tree(): Walkable {
    return this.index === this.table.primary ? this.table.rows : this.index.entries;
  }

  #beginMove(): void {
    this.levelMoved = this.by.level;
    this.prepared = null;
  }

  #arrive(name: string | null, otherwise: Place): number {
    if (name === null) {
      this.#leave(otherwise);
      return JET_errNoCurrentRecord;
    }
    this.place = 'on';
    this.hasRow = true;
    this.key = this.keyOf(name);
    this.name = name;
    this.rowKey =
      this.index === this.table.primary ? name : (this.index.entries.seen(name, this.by) ?? 'nothing');
    return JET_errSuccess;
  }

  #leave(place: Place): void {
    this.place = place;
    this.hasRow = false;
  }

  #next(isForward: boolean, isDistinct: boolean): string | null {
    const tree = this.#tree;
    switch (this.place) {
      case 'before':
        return isForward ? tree.first(this.by) : null;
      case 'after':
        return isForward ? null : tree.last(this.by);
      case 'gap':
        return isForward ? this.#outOfGap() : tree.before(this.name, false, this.by);
      default:
        if (isDistinct && !this.index.isUnique) {
          return isForward ? this.#beyond(this.key) : tree.before(this.key, false, this.by);
        }
        return isForward ? tree.after(this.name, false, this.by) : tree.before(this.name, false, this.by);
    }
  }

  /** An entry that came to be where one was sought is passed by. */
  #outOfGap(): string | null {
    const name = this.#tree.after(this.name, true, this.by);
    if (name === null || this.keyOf(name) !== this.name) return name;
    return this.#tree.after(name, false, this.by);
  }

  /** The first entry with a greater key. */
  #beyond(key: string): string | null {
    const tree = this.#tree;
    let name = tree.after(key, true, this.by);
    while (name !== null && this.keyOf(name) === key) name = tree.after(name, false, this.by);
    return name;
  }

  #isInRange(name: string, isForward: boolean): boolean {
    const { range } = this;
    if (range === null || range.isUpper !== isForward) return true;
    const key = name === this.name ? this.key : this.keyOf(name);
    if (key === range.limit) return range.isInclusive;
    return isForward ? key < range.limit : key > range.limit;
  }

  #seekEqual(key: string, name: string | null, checksUnique: boolean, setsRange: boolean): number {
    if (name === null) {
      this.#standInGap(key);
      return JET_errRecordNotFound;
    }
    this.#arrive(name, 'before');
    const isPrimary = this.index === this.table.primary;
    if (checksUnique) {
      const next = this.#tree.after(name, false, this.by);
      if (isPrimary || this.index.isUnique || next === null || this.keyOf(next) !== key)
        return JET_wrnUniqueKey;
    }
    if (setsRange) this.range = { limit: key, isUpper: true, isInclusive: true };
    return JET_errSuccess;
  }

  /** Where there is no entry at all every seek ends in the gap. */
  #found(key: string, name: string | null, otherwise: Place, isExact: boolean): number {
    if (this.#arrive(name, otherwise) !== JET_errSuccess) {
      if (this.#tree.first(this.by) === null) this.#standInGap(key);
      return JET_errRecordNotFound;
    }
    return isExact ? JET_errSuccess : JET_wrnSeekNotEqual;
  }

  #standInGap(key: string): void {
    this.#leave('gap');
    this.name = key;
    this.key = key;
  }

  rowOrCode(wantsCopy: boolean): Row | number {
    if (wantsCopy && this.prepared !== null) return this.prepared.row;
    if (!this.hasRow) return JET_errNoCurrentRecord;
    return this.table.rows.seen(this.rowKey, this.by) ?? JET_errRecordDeleted;
  }
}
