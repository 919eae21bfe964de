/**
 * A cursor on a list that an information call made: rows in memory that nobody changes, in the order the call gave
 * them. Columns have the ids that a temporary table would give them.
 *
 *   fresh (on the first row) ── move ──▶ on a row │ before the first │ after the last
 *
 * Invariants
 *  1. `actual` is set by every `retrieve`, 0 without a value.
 *  2. A row has one value or none for every column.
 */
import {
  JET_errBadColumnId,
  JET_errBadItagSequence,
  JET_errColumnNotFound,
  JET_errNoCurrentRecord,
  JET_errSuccess,
  JET_wrnBufferTruncated,
  JET_wrnColumnNull,
} from '../../errors/codes';
import type { JET_COLUMNID, JET_ERR } from '../../include/handles';
import { FIRST_LIST_IDS, type ListTable } from '../catalog/info-list';
import { copyBytes } from './long-value-reader';

const MOST_COLUMN_ID = 0xffff;

export class ListCursor {
  /** Bytes of the value retrieved last, from the offset asked for on. */
  actual = 0;
  readonly #rows: readonly Readonly<Partial<Record<string, Uint8Array>>>[];
  readonly #names: ReadonlyMap<number, string>;
  #row = 0;

  constructor(table: ListTable) {
    this.#rows = table.rows;
    this.#names = new Map(Object.entries(table.columnIds).map(([name, id]) => [id, name]));
  }

  moveFirst(): JET_ERR {
    return this.#goTo(0);
  }

  moveLast(): JET_ERR {
    return this.#goTo(this.#rows.length - 1);
  }

  moveBy(rows: number): JET_ERR {
    return this.#goTo(this.#row + rows);
  }

  checkCurrency(): JET_ERR {
    return this.#row >= 0 && this.#row < this.#rows.length ? JET_errSuccess : JET_errNoCurrentRecord;
  }

  standBeforeFirst(): void {
    this.#row = -1;
  }

  /** Copies the value of a column from byte `from` on, at most `limit` bytes; `target` null copies nothing. */
  retrieve(
    columnId: JET_COLUMNID,
    target: Uint8Array | null,
    limit: number,
    itagSequence: number,
    from: number,
  ): JET_ERR {
    this.actual = 0;
    if (itagSequence === 0) return JET_errBadItagSequence;
    if (this.checkCurrency() !== JET_errSuccess) return JET_errNoCurrentRecord;
    const name = this.#names.get(columnId);
    if (name === undefined) return refusal(columnId);
    const value = this.#rows[this.#row][name];
    const isLong = columnId >= FIRST_LIST_IDS.long;
    if (value === undefined || (isLong && itagSequence > 1)) return JET_wrnColumnNull;
    return this.#deliver(value, isLong ? from : 0, target, limit);
  }

  #goTo(row: number): JET_ERR {
    this.#row = row < 0 ? -1 : Math.min(row, this.#rows.length);
    return this.checkCurrency();
  }

  #deliver(value: Uint8Array, from: number, target: Uint8Array | null, limit: number): JET_ERR {
    this.actual = Math.max(value.length - from, 0);
    if (target !== null) copyBytes(value, from, target, 0, Math.min(this.actual, limit));
    return this.actual > limit ? JET_wrnBufferTruncated : JET_errSuccess;
  }
}

function refusal(columnId: number): JET_ERR {
  return columnId >= 1 && columnId <= MOST_COLUMN_ID ? JET_errColumnNotFound : JET_errBadColumnId;
}
