/**
 * The model of a cursor and of the calls on it: each answers the code that the engine must answer.
 *
 *   before ─▶ on an entry ─▶ after        on an entry: its name in the tree of the index, and the key of its row
 *                 │ a seek finds nothing
 *                 ▼
 *              in the gap where the entry would be
 */
import {
  JET_errAlreadyPrepared,
  JET_errKeyDuplicate,
  JET_errNoCurrentRecord,
  JET_errNotInTransaction,
  JET_errNullInvalid,
  JET_errRecordDeleted,
  JET_errRecordNotFound,
  JET_errRecordPrimaryChanged,
  JET_errSuccess,
  JET_errUpdateNotPrepared,
  JET_errWriteConflict,
  JET_wrnColumnNull,
  JET_wrnSeekNotEqual,
  JET_wrnUniqueKey,
} from '../../errors/codes';
import { longOf, numberOf } from './keys';
import type { ModelIndex, ModelTable, Row } from './schema';
import type { ModelTransaction, Outcome, Walkable } from './versions';

export type Preparation = 'insert' | 'replace' | 'replaceNoLock' | 'copy' | 'copyDelete' | 'copyReplace';
export type Relation = 'EQ' | 'GE' | 'GT' | 'LE' | 'LT';

interface Prepared {
  readonly how: Preparation;
  /** The row that it is made of, and its key; an insert has none. */
  readonly origin: Row | null;
  readonly originKey: string;
  /** Whether something keeps others from the row. */
  readonly isLocked: boolean;
  row: Row;
  isAnySet: boolean;
  isVersionSet: boolean;
  level: number;
}

interface Range {
  readonly limit: string;
  readonly isUpper: boolean;
  readonly isInclusive: boolean;
}

type Place = 'before' | 'on' | 'after' | 'gap';

const CODES: Record<Outcome, number> = {
  done: JET_errSuccess,
  duplicate: JET_errKeyDuplicate,
  missing: JET_errRecordDeleted,
  conflict: JET_errWriteConflict,
};

export class ModelCursor {
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

  /** JetGotoBookmark. */
  goTo(rowKey: string): number {
    if (this.index !== this.table.primary) throw new Error('only on the primary index');
    this.prepared = null;
    this.range = null;
    if (this.table.rows.seen(rowKey, this.by) === undefined) return JET_errRecordDeleted;
    this.#beginMove();
    return this.#arrive(rowKey, 'before');
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

  /** JetIndexRecordCount: from the entry to the end of the range, which ends with that. */
  count(): { readonly code: number; readonly count: number } {
    const { code } = this.currentKey();
    if (code !== JET_errSuccess) return { code, count: 0 };
    let count = 0;
    let name: string | null = this.name;
    for (; name !== null && this.#isInRange(name, true); name = this.#tree.after(name, false, this.by))
      count++;
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
    const row = this.#rowOrCode(wantsCopy);
    if (typeof row === 'number') return { code: row, values: [] };
    const values = row[column];
    return { code: values.length === 0 ? JET_wrnColumnNull : JET_errSuccess, values };
  }

  // Changes

  prepare(how: Preparation): number {
    if (this.prepared !== null) return JET_errAlreadyPrepared;
    if (how === 'insert') {
      this.prepared = this.#preparation(how, null, this.#withIncrement(this.table.newRow()));
      return JET_errSuccess;
    }
    const row = this.#rowOrCode(false);
    if (typeof row === 'number') return row;
    if (how === 'copy' && this.by.level === 0) return JET_errNotInTransaction;
    const isLocking = how !== 'copy' && how !== 'replaceNoLock' && this.by.level > 0;
    if (isLocking) {
      const locked = this.table.rows.lock(this.rowKey, this.by);
      if (locked !== 'done') return CODES[locked];
    }
    const isNew = how === 'copy' || how === 'copyDelete';
    this.prepared = this.#preparation(how, row, isNew ? this.#withIncrement(row) : row, isLocking);
    return JET_errSuccess;
  }

  cancel(): number {
    const code = this.prepared === null ? JET_errUpdateNotPrepared : JET_errSuccess;
    this.prepared = null;
    return code;
  }

  /** Gives a column of what is prepared its values. */
  set(column: string, change: (values: readonly string[]) => readonly string[]): number {
    const { prepared } = this;
    if (prepared === null) return JET_errUpdateNotPrepared;
    const { isRequired, isVersion, isLong } = this.table.column(column);
    if (isLong === true && this.by.level === 0) return JET_errNotInTransaction;
    const values = change(prepared.row[column]);
    if (isRequired === true && values.length === 0) return JET_errNullInvalid;
    prepared.row = { ...prepared.row, [column]: values };
    prepared.isAnySet = true;
    if (isVersion === true) prepared.isVersionSet = true;
    return JET_errSuccess;
  }

  /** JetUpdate; the codes that may come of it: which index refuses first is not told. */
  update(): { readonly codes: readonly number[]; readonly rowKey: string } {
    const { prepared } = this;
    if (prepared === null) return { codes: [JET_errUpdateNotPrepared], rowKey: '' };
    let rowKey = prepared.originKey;
    const codes = this.#changing(() => {
      if (prepared.how === 'replace' || prepared.how === 'replaceNoLock') return this.#replace(prepared);
      const refusal = this.#nulls(prepared.row);
      if (prepared.how === 'copy' || prepared.how === 'insert') {
        if (refusal !== JET_errSuccess) return [refusal];
      } else {
        const removed = this.#removeOriginal(prepared);
        if (removed !== JET_errSuccess) return [removed];
        if (refusal !== JET_errSuccess) return [refusal];
      }
      const row = this.#withVersion(prepared, prepared.row, 0);
      rowKey = this.table.rowKey(row);
      return this.#insert(rowKey, row);
    });
    if (codes[0] === JET_errSuccess) this.prepared = null;
    return { codes, rowKey };
  }

  remove(): number {
    if (this.prepared?.how === 'copyDelete' || this.prepared?.how === 'copyReplace')
      return JET_errAlreadyPrepared;
    this.prepared = null;
    const row = this.#rowOrCode(false);
    if (typeof row === 'number') return row;
    return this.#changing(() => [this.#removeRow(this.rowKey)])[0];
  }

  /**
   * JetEscrowUpdate; the old number is what the row has with everybody's additions. Of a row that is gone it is not told
   * what becomes.
   */
  escrow(
    column: string,
    delta: number,
  ): { readonly codes: readonly number[]; readonly before: number | null } {
    const nothing = { before: null };
    if (this.by.level === 0) return { codes: [JET_errNotInTransaction], ...nothing };
    if (this.prepared !== null) return { codes: [JET_errAlreadyPrepared], ...nothing };
    if (!this.hasRow) return { codes: [JET_errNoCurrentRecord], ...nothing };
    const { rows } = this.table;
    const before = numberOf(rows.newest(this.rowKey)?.[column][0] ?? longOf(0));
    const outcome = rows.add(this.rowKey, delta, this.by);
    if (outcome === 'missing') return { codes: [JET_errSuccess, JET_errRecordDeleted], ...nothing };
    return { codes: [CODES[outcome]], before };
  }

  lock(): number {
    if (this.by.level === 0) return JET_errNotInTransaction;
    if (!this.hasRow) return JET_errNoCurrentRecord;
    const outcome = this.table.rows.lock(this.rowKey, this.by);
    return outcome === 'missing' ? JET_errSuccess : CODES[outcome];
  }

  // Transactions

  committing(): void {
    const outer = this.by.level - 1;
    this.levelMoved = Math.min(this.levelMoved, outer);
    this.levelIndexed = Math.min(this.levelIndexed, outer);
    this.levelOpened = Math.min(this.levelOpened, outer);
    if (this.prepared !== null) this.prepared.level = Math.min(this.prepared.level, outer);
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

  #rowOrCode(wantsCopy: boolean): Row | number {
    if (wantsCopy && this.prepared !== null) return this.prepared.row;
    if (!this.hasRow) return JET_errNoCurrentRecord;
    return this.table.rows.seen(this.rowKey, this.by) ?? JET_errRecordDeleted;
  }

  #preparation(how: Preparation, origin: Row | null, row: Row, isLocked = false): Prepared {
    const { rowKey, by } = this;
    const originKey = origin === null ? '' : rowKey;
    return { how, origin, originKey, isLocked, row, isAnySet: false, isVersionSet: false, level: by.level };
  }

  #withIncrement(row: Row): Row {
    const column = this.table.columnWhere(({ isAutoIncrement }) => isAutoIncrement);
    if (column === null) return row;
    this.table.lastIncrement = (this.table.lastIncrement ?? 0) + 1;
    return { ...row, [column]: [longOf(this.table.lastIncrement)] };
  }

  #withVersion({ isVersionSet }: Prepared, row: Row, version: number): Row {
    const column = this.table.columnWhere(({ isVersion }) => isVersion);
    return column === null || isVersionSet ? row : { ...row, [column]: [longOf(version)] };
  }

  #nulls(row: Row): number {
    for (const { name, isRequired } of this.table.columns.values())
      if (isRequired === true && row[name].length === 0) return JET_errNullInvalid;
    return JET_errSuccess;
  }

  /** Runs a change as a whole: all of it or nothing, in a transaction of its own where there is none. */
  #changing(work: () => readonly number[]): readonly number[] {
    const { by } = this;
    const isOwn = by.level === 0;
    if (isOwn) by.begin();
    const { savepoint } = by;
    const codes = work();
    const isDone = codes[0] === JET_errSuccess;
    if (!isDone) by.rollbackTo(savepoint);
    if (isOwn && isDone) by.commit();
    else if (isOwn) by.rollback();
    return codes;
  }

  #insert(rowKey: string, row: Row): readonly number[] {
    const inserted = this.table.rows.insert(rowKey, row, this.by);
    if (inserted !== 'done') return [CODES[inserted]];
    return this.#enter(
      this.table.secondaries.map((index) => ({ index, keys: index.keysOf(row) })),
      rowKey,
    );
  }

  #enter(
    entries: readonly { index: ModelIndex; keys: Iterable<string> }[],
    rowKey: string,
  ): readonly number[] {
    const refusals = new Set<number>();
    for (const { index, keys } of entries)
      for (const key of keys) {
        const outcome = index.entries.insert(index.nameOf(key, rowKey), rowKey, this.by);
        if (outcome !== 'done') refusals.add(CODES[outcome]);
      }
    return refusals.size === 0 ? [JET_errSuccess] : [...refusals];
  }

  #replace(prepared: Prepared): readonly number[] {
    const { originKey, origin, isLocked, how } = prepared;
    if (!prepared.isLocked) {
      const locked = this.table.rows.lock(originKey, this.by);
      if (locked !== 'done') return [CODES[locked]];
    }
    const old = this.table.rows.seen(originKey, this.by);
    if (old === undefined) return [JET_errRecordDeleted];
    if (!isLocked && how === 'replace' && origin !== null && !isSameRow(old, origin))
      return [JET_errWriteConflict];
    if (!prepared.isAnySet) return [JET_errSuccess];
    if (this.table.rowKey(prepared.row) !== originKey) return [JET_errRecordPrimaryChanged];
    const version = this.table.columnWhere(({ isVersion }) => isVersion);
    const before = version === null ? 0 : numberOf(old[version][0] ?? longOf(0));
    const row = version === null ? prepared.row : { ...prepared.row, [version]: [longOf(before + 1)] };
    const codes = this.#moveEntries(old, row, originKey);
    if (codes[0] !== JET_errSuccess) return codes;
    return [CODES[this.table.rows.replace(originKey, row, this.by)]];
  }

  #moveEntries(old: Row, row: Row, rowKey: string): readonly number[] {
    const added: { index: ModelIndex; keys: string[] }[] = [];
    for (const index of this.table.secondaries) {
      const [before, after] = [index.keysOf(old), index.keysOf(row)];
      for (const key of before) if (!after.has(key)) index.entries.remove(index.nameOf(key, rowKey), this.by);
      added.push({ index, keys: [...after].filter((key) => !before.has(key)) });
    }
    return this.#enter(added, rowKey);
  }

  #removeOriginal({ originKey, isLocked }: Prepared): number {
    if (!isLocked) {
      const locked = this.table.rows.lock(originKey, this.by);
      if (locked !== 'done') return CODES[locked];
    }
    return this.#removeRow(originKey);
  }

  #removeRow(rowKey: string): number {
    const row = this.table.rows.seen(rowKey, this.by);
    if (row === undefined) return JET_errRecordDeleted;
    const removed = this.table.rows.remove(rowKey, this.by);
    if (removed !== 'done') return CODES[removed];
    for (const index of this.table.secondaries)
      for (const key of index.keysOf(row)) index.entries.remove(index.nameOf(key, rowKey), this.by);
    return JET_errSuccess;
  }
}

function isSameRow(one: Row, other: Row): boolean {
  return Object.keys(one).every((column) => one[column].join('|') === other[column].join('|'));
}
