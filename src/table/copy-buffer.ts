/**
 * The copy buffer of a cursor: the record that is being made or changed between JetPrepareUpdate and JetUpdate.
 *
 *   nothing ── prepare ──▶ insert │ insert a copy │ insert instead of the original │ replace
 *      ▲                                      │
 *      └────────── update, cancel ────────────┘
 *
 * Invariants
 *  1. While something is prepared, `builder` holds a valid record.
 *  2. `key` is the key of the row that the copy was made of; there is none for a row that is all new.
 *  3. The masks name every index that a column set since the preparation is part of.
 */
import { RecordBuilder } from '../record/record-builder';
import { RecordReader } from '../record/record-reader';
import { SearchKey } from '../page/search-key';
import { ReferenceLedger } from './reference-ledger';
import type { ColumnPlan } from './row-plan';

const NOTHING_PREPARED = 0;
export const PREPARED_INSERT = 1;
export const PREPARED_COPY = 2;
/** The new row takes the place of the original. */
export const PREPARED_INSTEAD = 3;
export const PREPARED_REPLACE = 4;
/** A replace that locks its row only when it is carried out. */
export const PREPARED_REPLACE_UNLOCKED = 5;

export class CopyBuffer {
  kind = NOTHING_PREPARED;
  readonly builder: RecordBuilder;
  /** Secondary indexes that columns set are part of: bit n of the lower half for index n, and so on. */
  lowerIndexes = 0;
  upperIndexes = 0;
  isPrimaryKeySet = false;
  isAnySet = false;
  isVersionSet = false;
  readonly key = new SearchKey();
  /** The row as it was, for a replace that was prepared where nothing protects it from others; else of no length. */
  original: Uint8Array;
  originalLength = 0;
  readonly ledger = new ReferenceLedger();
  readonly #reader = new RecordReader();

  /** A copy buffer for records of at most `recordMost` bytes. */
  constructor(pageBytes: number, recordMost: number) {
    this.builder = new RecordBuilder(pageBytes, recordMost);
    this.original = new Uint8Array(0);
  }

  /** Whether there is a record to read. */
  get isPrepared(): boolean {
    return this.kind !== NOTHING_PREPARED;
  }

  get isForReplace(): boolean {
    return this.kind === PREPARED_REPLACE || this.kind === PREPARED_REPLACE_UNLOCKED;
  }

  /** The record as it is now; good until the next change of it. */
  open(): RecordReader {
    this.builder.attach(this.#reader);
    return this.#reader;
  }

  /** Something is prepared now, and no column set yet. */
  begin(kind: number): void {
    this.kind = kind;
    this.lowerIndexes = 0;
    this.upperIndexes = 0;
    this.isPrimaryKeySet = false;
    this.isAnySet = false;
    this.isVersionSet = false;
  }

  /** A column is being set. */
  touch(plan: ColumnPlan): void {
    this.isAnySet = true;
    this.lowerIndexes |= plan.lowerIndexes;
    this.upperIndexes |= plan.upperIndexes;
    if (plan.isInPrimaryKey) this.isPrimaryKeySet = true;
    if (plan.column.version) this.isVersionSet = true;
  }

  /** The schema is another one now: any index may be affected by what was set. */
  touchAll(): void {
    if (!this.isAnySet) return;
    this.lowerIndexes = -1;
    this.upperIndexes = -1;
    this.isPrimaryKeySet = true;
  }

  keepOriginal(bytes: Uint8Array, start: number, length: number): void {
    if (this.original.length < length) this.original = new Uint8Array(this.builder.bytes.length);
    for (let i = 0; i < length; i++) this.original[i] = bytes[start + i];
    this.originalLength = length;
  }

  /** Whether a record is still what `keepOriginal` was given. */
  isOriginal(bytes: Uint8Array, start: number, length: number): boolean {
    if (length !== this.originalLength) return false;
    for (let i = 0; i < length; i++) if (this.original[i] !== bytes[start + i]) return false;
    return true;
  }

  end(): void {
    if (!this.ledger.isEmpty) this.ledger.clear();
    this.kind = NOTHING_PREPARED;
    this.originalLength = 0;
  }
}
