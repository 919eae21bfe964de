/**
 * All keys that a record has in one index.
 *
 *   one value of each multi-valued column     one key
 *   ordinary index over multi-valued columns  a key for each value of the first of them
 *   cross product                             a key for each combination
 *   nested table                              a key for the first values, one for the second ones …
 *   tuple index                               a key for each part of the values of the first column
 *
 * A record has no key at all where a condition of the index does not hold, or where its null values are of a kind that
 * the index leaves out.
 *
 * Invariants
 *  1. The record lies outside the page cache, or its page is pinned: long values are read from other pages meanwhile.
 *  2. Nothing is allocated per key.
 */
import { JET_errKeyTruncated, JET_errNullKeyDisallowed, JET_errSuccess } from '../../errors/codes';
import { JET_ccolKeyMost } from '../../include/limits';
import type { JET_ERR } from '../../include/handles';
import {
  INDEX_ALLOW_ALL_NULLS,
  INDEX_ALLOW_FIRST_NULL,
  INDEX_ALLOW_SOME_NULLS,
  INDEX_CROSS_PRODUCT,
  INDEX_NESTED_TABLE,
  INDEX_NO_NULL_SEGMENT,
  type IndexSchema,
} from '../catalog/schema';
import type { ColumnSchema } from '../record/column';
import { KeyBuilder } from '../record/keys/key-builder';
import { CODE_PAGE_UNICODE, type IndexKeyShape } from '../record/keys/key-shape';
import { COLUMN_FOUND, type RecordReader } from '../record/record-reader';
import type { ColumnReader } from './column-reader';
import { KEY_INSERTED, KEY_REMOVED, type KeyList } from './key-list';
import type { Table } from './table';

/** What building one key came to. */
const BUILT = 0;
const BUILT_ALL_NULL = 1;
const BUILT_FIRST_NULL = 2;
const BUILT_SOME_NULL = 3;
/** A multi-valued column has no value of that number. */
const NO_MORE_VALUES = 4;
/** The part of the value is too short. */
const NO_MORE_PARTS = 5;
/** A condition does not hold. */
const NOT_LISTED = 6;
const TRUNCATED = 7;

/** No column ran out of values. */
const NONE = -1;

const builder = new KeyBuilder();
let valueBytes = new Uint8Array(4096);

/** A column that decides whether a record is listed. */
interface Condition {
  readonly column: ColumnSchema;
  readonly mustBeNull: boolean;
}

export class RowKeys {
  readonly columns: readonly ColumnSchema[];
  readonly conditions: readonly Condition[];
  readonly #shape: IndexKeyShape;
  readonly #reader: ColumnReader;
  readonly #flags: number;
  /** The number of the value of each column that takes part in the next key. */
  readonly #itags = new Int32Array(JET_ccolKeyMost);
  /** Columns whose values are all gone through. */
  readonly #isVaried: readonly boolean[];
  readonly #lastVaried: number;
  readonly #isNested: boolean;
  readonly #partBytes: number;
  #ranOut = NONE;
  #isComplete = false;

  constructor(
    table: Table,
    readonly index: IndexSchema,
    reader: ColumnReader,
  ) {
    const keys = table.keysOf(index);
    this.columns = keys.columns;
    this.#shape = keys.shape;
    this.#reader = reader;
    this.#flags = index.flags;
    this.#isNested = (index.flags & INDEX_NESTED_TABLE) !== 0;
    const variesAll = this.#isNested || (index.flags & INDEX_CROSS_PRODUCT) !== 0;
    const isMulti = (column: ColumnSchema): boolean => column.kind === 'tagged' && column.multiValued;
    const first = this.columns.findIndex(isMulti);
    this.#isVaried = this.columns.map((column, i) => isMulti(column) && (variesAll || i === first));
    this.#lastVaried = this.#isVaried.lastIndexOf(true);
    this.#partBytes = this.columns[0]?.codePage === CODE_PAGE_UNICODE ? 2 : 1;
    this.conditions = index.conditions.flatMap(({ columnId, mustBeNull }) => {
      const column = table.schema.columnById(columnId);
      return column === undefined ? [] : [{ column, mustBeNull }];
    });
  }

  /**
   * Adds every key of the record to the list. A null that the index forbids is JET_errNullKeyDisallowed, a key that is cut
   * although the index forbids it JET_errKeyTruncated.
   */
  collect(record: RecordReader, list: KeyList, action: number): JET_ERR {
    this.#itags.fill(1);
    this.#isComplete = false;
    while (!this.#isComplete) {
      this.#ranOut = NONE;
      const err =
        this.#shape.tuple === null
          ? this.#collectOne(record, list, action)
          : this.#collectParts(record, list, action);
      if (err !== JET_errSuccess) return err;
      if (!this.#isComplete) this.#advance();
    }
    return JET_errSuccess;
  }

  /** Builds the only key of a primary index; `keyBytes` and `keyLength` then show it. */
  buildPrimary(record: RecordReader): JET_ERR {
    this.#itags.fill(1);
    return this.#judge(this.#build(record, 0), KEY_INSERTED);
  }

  get keyBytes(): Uint8Array {
    return builder.bytes;
  }

  get keyLength(): number {
    return builder.length;
  }

  /** Entries that a row has already are taken as they are. */
  #judge(built: number, action: number): JET_ERR {
    if (action === KEY_REMOVED) return JET_errSuccess;
    if (built === TRUNCATED) return JET_errKeyTruncated;
    const hasNull = built >= BUILT_ALL_NULL && built <= BUILT_SOME_NULL;
    if (hasNull && (this.#flags & INDEX_NO_NULL_SEGMENT) !== 0) return JET_errNullKeyDisallowed;
    return JET_errSuccess;
  }

  #collectOne(record: RecordReader, list: KeyList, action: number): JET_ERR {
    const built = this.#build(record, 0);
    const err = this.#judge(built, action);
    if (err !== JET_errSuccess) return err;
    if (this.#isListed(built)) list.add(builder.bytes, builder.length, action);
    return JET_errSuccess;
  }

  #collectParts(record: RecordReader, list: KeyList, action: number): JET_ERR {
    const limits = this.index.tupleLimits;
    const most = limits?.toIndexMax ?? 0;
    const step = limits?.increment ?? 1;
    let at = limits?.start ?? 0;
    for (let part = 0; part < most; part++, at += step) {
      const built = this.#build(record, at);
      const err = this.#judge(built, action);
      if (err !== JET_errSuccess) return err;
      if (built === NO_MORE_PARTS) {
        if (!this.#isVaried[0]) this.#isComplete = true;
        return JET_errSuccess;
      }
      if (!this.#isListed(built)) return JET_errSuccess;
      list.add(builder.bytes, builder.length, action);
    }
    return JET_errSuccess;
  }

  /** Whether a key is an entry of the index; also notices that no other key can be one. */
  #isListed(built: number): boolean {
    switch (built) {
      case BUILT:
        return true;
      case BUILT_ALL_NULL:
        this.#isComplete = true;
        return (this.#flags & INDEX_ALLOW_ALL_NULLS) !== 0;
      case BUILT_FIRST_NULL:
        return this.#allows(INDEX_ALLOW_FIRST_NULL);
      case BUILT_SOME_NULL:
        return this.#allows(INDEX_ALLOW_SOME_NULLS);
      case NOT_LISTED:
        this.#isComplete = true;
        return false;
      default:
        return false;
    }
  }

  #allows(flag: number): boolean {
    if ((this.#flags & flag) !== 0) return true;
    this.#isComplete = true;
    return false;
  }

  /** To the values of the next key. */
  #advance(): void {
    const itags = this.#itags;
    if (this.#lastVaried < 0) {
      this.#isComplete = true;
      return;
    }
    if (this.#ranOut === NONE) {
      if (!this.#isNested) itags[this.#lastVaried]++;
      else for (let i = 0; i <= this.#lastVaried; i++) if (this.#isVaried[i]) itags[i]++;
      return;
    }
    let above = this.#ranOut - 1;
    while (above >= 0 && !this.#isVaried[above]) above--;
    if (above < 0) this.#isComplete = true;
    else {
      itags[above]++;
      itags.fill(1, this.#ranOut);
    }
  }

  /** Builds the key of the current values; `at` is where the part begins, in characters, for tuple indexes. */
  #build(record: RecordReader, at: number): number {
    const reader = this.#reader;
    if (this.conditions.length > 0 && !this.#holds(record)) return NOT_LISTED;
    const { columns } = this;
    let isAllNull = true;
    let isFirstNull = false;
    let isAnyNull = false;
    let isNestEmpty = this.#isNested;
    builder.begin(this.#shape);
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      const itag = this.#itags[i];
      const isNull = reader.locate(record, column, itag) !== COLUMN_FOUND;
      if (isNull && itag > 1 && !this.#isNested) {
        this.#ranOut = i;
        return NO_MORE_VALUES;
      }
      if (column.kind === 'tagged' && !(itag > 1 && isNull)) isNestEmpty = false;
      if (i === 0 && this.#shape.tuple !== null) {
        if (!this.#appendPart(isNull, at)) return NO_MORE_PARTS;
      } else if (isNull) builder.appendNull();
      else appendValue(reader, this.#shape.keyMost);
      if (!isNull) isAllNull = false;
      else {
        isAnyNull = true;
        if (i === 0) isFirstNull = true;
      }
      if (builder.isTruncated && this.#shape.disallowsTruncation) return TRUNCATED;
    }
    if (isNestEmpty && this.#itags[this.#lastVaried] > 1) {
      this.#ranOut = 0;
      return NO_MORE_VALUES;
    }
    if (isAllNull) return BUILT_ALL_NULL;
    return isFirstNull ? BUILT_FIRST_NULL : isAnyNull ? BUILT_SOME_NULL : BUILT;
  }

  #holds(record: RecordReader): boolean {
    for (const { column, mustBeNull } of this.conditions)
      if ((this.#reader.locate(record, column, 1) !== COLUMN_FOUND) !== mustBeNull) return false;
    return true;
  }

  /** Appends the part of the value found that begins at character `at`; false when it is too short. */
  #appendPart(isNull: boolean, at: number): boolean {
    const reader = this.#reader;
    const limits = this.index.tupleLimits;
    const unit = this.#partBytes;
    const from = at * unit;
    const rest = isNull ? 0 : reader.size() - from;
    const most = (limits?.lengthMax ?? 0) * unit;
    const length = rest < most ? Math.max(rest, 0) : most;
    if (length < (limits?.lengthMin ?? 0) * unit) return false;
    if (isNull) builder.appendNull();
    else {
      reserve(length);
      reader.copy(from, valueBytes, 0, length);
      builder.appendValue(valueBytes, 0, length);
    }
    return true;
  }
}

/** Only the beginning of a value can reach the key; eight bytes of value make at least one byte of key. */
function appendValue(reader: ColumnReader, keyMost: number): void {
  const size = reader.size();
  const most = 8 * keyMost + 8;
  const length = size < most ? size : most;
  if (!reader.isPlain) {
    reserve(length);
    reader.copy(0, valueBytes, 0, length);
    builder.appendValue(valueBytes, 0, length);
  } else builder.appendValue(reader.bytes, reader.offset, length);
}

function reserve(length: number): void {
  if (valueBytes.length < length) valueBytes = new Uint8Array(length);
}
