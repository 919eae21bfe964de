/** The model of the changes that are made through a cursor: each answers the code that the engine must answer. */
import {
  JET_errAlreadyPrepared,
  JET_errColumnNoChunk,
  JET_errKeyDuplicate,
  JET_errNoCurrentRecord,
  JET_errNotInTransaction,
  JET_errNullInvalid,
  JET_errRecordDeleted,
  JET_errRecordPrimaryChanged,
  JET_errSuccess,
  JET_errUpdateNotPrepared,
  JET_errWriteConflict,
} from '../../errors/codes';
import { longOf, numberOf } from './keys';
import { ModelPosition, type Preparation, type Prepared } from './position';
import type { ModelIndex, Row } from './schema';
import type { Outcome } from './versions';

const MOST_INTRINSIC = 1023;

const CODES: Record<Outcome, number> = {
  done: JET_errSuccess,
  duplicate: JET_errKeyDuplicate,
  missing: JET_errRecordDeleted,
  conflict: JET_errWriteConflict,
};

/** Whether a long value, a character a byte, is too long to stay in its record. */
const isSeparated = (value: string): boolean => value.length > MOST_INTRINSIC;

/** What a call makes of a long value. */
export interface PartOfValue {
  readonly how: 'append' | 'overwrite' | 'overwriteAndCut' | 'size';
  readonly bytes: string;
  readonly offset: number;
  readonly size: number;
}

function partlyChanged(value: string, { how, bytes, offset, size }: PartOfValue): string {
  switch (how) {
    case 'append':
      return value + bytes;
    case 'size':
      return value.slice(0, size).padEnd(size, '\0');
    case 'overwriteAndCut':
      return value.slice(0, offset) + bytes;
    default:
      return value.slice(0, offset) + bytes + value.slice(offset + bytes.length);
  }
}

export class ModelCursor extends ModelPosition {
  prepare(how: Preparation): number {
    if (this.prepared !== null) return JET_errAlreadyPrepared;
    if (how === 'insert') {
      this.prepared = this.#preparation(how, null, this.#withIncrement(this.table.newRow()));
      return JET_errSuccess;
    }
    const row = this.rowOrCode(false);
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
    if (isLong === true && [...prepared.row[column], ...values].some(isSeparated))
      prepared.touchesSeparated = true;
    prepared.row = { ...prepared.row, [column]: values };
    prepared.isAnySet = true;
    if (isVersion === true) prepared.isVersionSet = true;
    return JET_errSuccess;
  }

  /** JetSetColumn with an option that changes a part of a long value. */
  setPart(column: string, change: PartOfValue): number {
    const old = this.prepared?.row[column][0] ?? '';
    if (this.prepared !== null && this.by.level > 0 && change.how.startsWith('overwrite'))
      if (change.offset > old.length) return JET_errColumnNoChunk;
    return this.set(column, ([value = '']) => [partlyChanged(value, change)]);
  }

  /** JetUpdate; the codes that may come of it. A key that is taken is a duplicate, be it by somebody who has not committed. */
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
    const row = this.rowOrCode(false);
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
    if (outcome === 'missing')
      return { codes: [JET_errSuccess, JET_errRecordDeleted, JET_errWriteConflict], ...nothing };
    return { codes: [CODES[outcome]], before };
  }

  /** JetGetLock; of a row that is gone it is told whether others have to do with it. */
  lock(): readonly number[] {
    if (this.by.level === 0) return [JET_errNotInTransaction];
    if (!this.hasRow) return [JET_errNoCurrentRecord];
    const outcome = this.table.rows.lock(this.rowKey, this.by);
    return outcome === 'missing' ? [JET_errSuccess, JET_errWriteConflict] : [CODES[outcome]];
  }

  #preparation(how: Preparation, origin: Row | null, row: Row, isLocked = false): Prepared {
    const { rowKey, by } = this;
    const originKey = origin === null ? '' : rowKey;
    return {
      how,
      origin,
      originKey,
      isLocked,
      row,
      isAnySet: false,
      isVersionSet: false,
      touchesSeparated: how === 'copy' && this.#hasSeparated(row),
      level: by.level,
    };
  }

  #hasSeparated(row: Row): boolean {
    return [...this.table.columns.values()].some(
      ({ name, isLong }) => isLong === true && row[name].some(isSeparated),
    );
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
    if (inserted !== 'done') return [JET_errKeyDuplicate];
    return this.#enter(
      this.table.secondaries.map((index) => ({ index, keys: index.keysOf(row) })),
      rowKey,
    );
  }

  #enter(
    entries: readonly { index: ModelIndex; keys: Iterable<string> }[],
    rowKey: string,
  ): readonly number[] {
    for (const { index, keys } of entries)
      for (const key of keys)
        if (index.entries.insert(index.nameOf(key, rowKey), rowKey, this.by) !== 'done')
          return [JET_errKeyDuplicate];
    return [JET_errSuccess];
  }

  #replace(prepared: Prepared): readonly number[] {
    const { originKey, origin, isLocked, how } = prepared;
    if (!prepared.isLocked) {
      const locked = this.table.rows.lock(originKey, this.by);
      if (locked !== 'done') return [CODES[locked]];
    }
    if (!this.hasRow) return [JET_errNoCurrentRecord];
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
    return this.hasRow ? this.#removeRow(originKey) : JET_errNoCurrentRecord;
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
