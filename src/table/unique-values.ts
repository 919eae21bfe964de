/**
 * Whether a value of a multi-valued column is different from all others of its row: byte by byte, or by the keys that
 * values would have. Keys are those of an index of 255 bytes in the default locale.
 */
import {
  JET_errMultiValuedDuplicate,
  JET_errMultiValuedDuplicateAfterTruncation,
  JET_errSuccess,
} from '../../errors/codes';
import { JET_bitSetUniqueNormalizedMultiValues } from '../../include/grbits/update';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import { DEFAULT_LCMAP_FLAGS, DEFAULT_LOCALE_NAME, findSorter } from '../record/collation/sorter';
import { type ColumnSchema, isTextType } from '../record/column';
import { KeyBuilder } from '../record/keys/key-builder';
import { CODE_PAGE_UNICODE, type IndexKeyShape, keySegmentOf, OLD_KEY_MOST } from '../record/keys/key-shape';
import { COLUMN_FOUND } from '../record/record-reader';
import type { CopyBuffer } from './copy-buffer';
import type { RowPlan } from './row-plan';

export class UniqueValues {
  readonly #plan: RowPlan;
  readonly #wanted = new KeyBuilder();
  readonly #other = new KeyBuilder();
  #bytes = new Uint8Array(0);

  constructor(plan: RowPlan) {
    this.#plan = plan;
  }

  /** Compares a value with every other one of the column; the one that it replaces does not count. */
  check(
    copy: CopyBuffer,
    column: ColumnSchema,
    itagSequence: number,
    source: Uint8Array,
    length: number,
    grbit: JET_GRBIT,
  ): JET_ERR {
    const record = copy.open();
    const values = record.countTagged(column.columnId, column.isDerived);
    const isNormalized = (grbit & JET_bitSetUniqueNormalizedMultiValues) !== 0;
    if (isNormalized && values > 0) this.#normalize(this.#wanted, column, source, length);
    for (let itag = 1; itag <= values; itag++) {
      if (itag === itagSequence) continue;
      if (this.#plan.reader.locate(record, column, itag) !== COLUMN_FOUND) continue;
      const err = isNormalized ? this.#compareKeys(column) : this.#compareBytes(source, length);
      if (err !== JET_errSuccess) return err;
    }
    return JET_errSuccess;
  }

  #compareBytes(source: Uint8Array, length: number): JET_ERR {
    const { reader } = this.#plan;
    if (reader.size() !== length) return JET_errSuccess;
    this.#reserve(length);
    reader.copy(0, this.#bytes, 0, length);
    for (let i = 0; i < length; i++) if (this.#bytes[i] !== source[i]) return JET_errSuccess;
    return JET_errMultiValuedDuplicate;
  }

  #compareKeys(column: ColumnSchema): JET_ERR {
    const { reader } = this.#plan;
    const length = Math.min(reader.size(), OLD_KEY_MOST);
    this.#reserve(length);
    reader.copy(0, this.#bytes, 0, length);
    this.#normalize(this.#other, column, this.#bytes, length);
    if (this.#other.length !== this.#wanted.length) return JET_errSuccess;
    for (let i = 0; i < this.#wanted.length; i++)
      if (this.#other.bytes[i] !== this.#wanted.bytes[i]) return JET_errSuccess;
    return this.#wanted.isTruncated
      ? JET_errMultiValuedDuplicateAfterTruncation
      : JET_errMultiValuedDuplicate;
  }

  #normalize(builder: KeyBuilder, column: ColumnSchema, source: Uint8Array, length: number): void {
    builder.begin(shapeOf(column));
    builder.appendValue(source, 0, Math.min(length, OLD_KEY_MOST));
  }

  #reserve(length: number): void {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
  }
}

const shapes = new WeakMap<ColumnSchema, IndexKeyShape>();

function shapeOf(column: ColumnSchema): IndexKeyShape {
  let shape = shapes.get(column);
  if (shape === undefined) {
    const isUnicode = isTextType(column.columnType) && column.codePage === CODE_PAGE_UNICODE;
    const sorter = isUnicode ? findSorter(DEFAULT_LOCALE_NAME, DEFAULT_LCMAP_FLAGS) : null;
    shape = {
      segments: [keySegmentOf(column, false, sorter)],
      keyMost: OLD_KEY_MOST,
      segmentMost: OLD_KEY_MOST,
      areNullsHigh: false,
      usesDotNetGuids: false,
      disallowsTruncation: false,
      hasPlaceholder: false,
      tuple: null,
    };
    shapes.set(column, shape);
  }
  return shape;
}
