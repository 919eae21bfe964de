/**
 * Values of columns of the row a cursor is on: found in the record, in the long-value tree, or in the schema as the
 * default, unpacked where they are compressed, and copied out in part or whole.
 *
 *   locate ──▶ found: `bytes`, `offset`, `length`, `flags` say where and how it is stored
 *          └─▶ null
 *   size / copy after a successful locate, before any other page is fixed
 *
 * Invariant: nothing is allocated except one scratch buffer for compressed values, which is kept.
 */
import { JET_errColumnNoEncryptionKey, JET_errLVCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { ColumnSchema } from '../record/column';
import { decompress, uncompressedLength } from '../record/compression/compression';
import { VALUE_COMPRESSED, VALUE_ENCRYPTED, VALUE_SEPARATED } from '../record/record-layout';
import { COLUMN_ABSENT, COLUMN_FOUND, COLUMN_NULL, type RecordReader } from '../record/record-reader';
import type { Transaction } from '../version/transaction';
import { copyBytes, type LongValueReader } from './long-value-reader';
import type { Table } from './table';

const NO_BYTES = new Uint8Array(0);

export class ColumnReader {
  bytes: Uint8Array = NO_BYTES;
  offset = 0;
  length = 0;
  flags = 0;
  /** The value came from the schema, not from the record. */
  isDefault = false;
  #longValue: LongValueReader | null = null;
  #scratch = NO_BYTES;

  constructor(
    /** The table of the values as their readers see it now. */
    public table: Table,
    /** Whose view of separated values counts; null sees what is newest. */
    public view: Transaction | null = null,
  ) {}

  /** Finds value `itagSequence` (from 1) of a column; COLUMN_FOUND or COLUMN_NULL. */
  locate(record: RecordReader, column: ColumnSchema, itagSequence: number): number {
    const found = findInRecord(record, column, itagSequence);
    this.isDefault = false;
    if (found === COLUMN_FOUND) return this.takeFrom(record);
    if (found === COLUMN_NULL || column.defaultValue === null) return COLUMN_NULL;
    if (itagSequence !== 1 && column.kind === 'tagged') return COLUMN_NULL;
    this.isDefault = true;
    this.bytes = column.defaultValue;
    this.offset = 0;
    this.length = column.defaultValue.length;
    this.flags = 0;
    return COLUMN_FOUND;
  }

  /** Takes over the value that the record reader found last. */
  takeFrom(record: RecordReader): number {
    this.isDefault = false;
    this.bytes = record.bytes;
    this.offset = record.valueOffset;
    this.length = record.valueLength;
    this.flags = record.valueFlags;
    if ((this.flags & (VALUE_SEPARATED | VALUE_ENCRYPTED)) !== 0) this.#openLongValue(record);
    return COLUMN_FOUND;
  }

  get isSeparated(): boolean {
    return (this.flags & VALUE_SEPARATED) !== 0;
  }

  /** Whether the value lies in `bytes` as it is. */
  get isPlain(): boolean {
    return (this.flags & (VALUE_SEPARATED | VALUE_COMPRESSED)) === 0;
  }

  /** Bytes of the whole value, uncompressed. */
  size(): number {
    if ((this.flags & VALUE_SEPARATED) !== 0) return this.#separated().root.size;
    if ((this.flags & VALUE_COMPRESSED) !== 0)
      return uncompressedLength(this.bytes, this.offset, this.length);
    return this.length;
  }

  /** Copies from byte `from` of the value on, at most `limit` bytes; returns how many were there to copy. */
  copy(from: number, target: Uint8Array, targetOffset: number, limit: number): number {
    if ((this.flags & VALUE_SEPARATED) !== 0)
      return this.#separated().read(from, target, targetOffset, limit);
    if ((this.flags & VALUE_COMPRESSED) !== 0) return this.#copyCompressed(from, target, targetOffset, limit);
    const available = this.length - from;
    const wanted = available < limit ? available : limit;
    if (wanted <= 0) return 0;
    copyBytes(this.bytes, this.offset + from, target, targetOffset, wanted);
    return wanted;
  }

  #separated(): LongValueReader {
    return this.#longValue ?? fail(JET_errLVCorrupted, 'a separated value without its tree');
  }

  #openLongValue(record: RecordReader): void {
    if ((this.flags & VALUE_ENCRYPTED) !== 0) fail(JET_errColumnNoEncryptionKey, 'the value is encrypted');
    const reader = this.table.longValues;
    if (reader === null)
      fail(JET_errLVCorrupted, `${this.table.schema.name}: a separated value, but no tree for it`);
    reader.open(record.lidLow, record.lidHigh, record.lidBytes, this.view);
    this.#longValue = reader;
  }

  #copyCompressed(from: number, target: Uint8Array, targetOffset: number, limit: number): number {
    const size = uncompressedLength(this.bytes, this.offset, this.length);
    const available = size - from;
    const wanted = available < limit ? available : limit;
    if (wanted <= 0) return 0;
    if (from === 0) {
      decompress(this.bytes, this.offset, this.length, target, targetOffset, wanted);
      return wanted;
    }
    if (this.#scratch.length < size) this.#scratch = new Uint8Array(size);
    decompress(this.bytes, this.offset, this.length, this.#scratch, 0, size);
    copyBytes(this.#scratch, from, target, targetOffset, wanted);
    return wanted;
  }
}

/**
 * COLUMN_ABSENT means that the record says nothing about the column. Columns that are not tagged have one value,
 * whatever number is asked for.
 */
export function findInRecord(record: RecordReader, column: ColumnSchema, itagSequence: number): number {
  const { columnId } = column;
  if (column.kind === 'tagged') return record.findTagged(columnId, column.isDerived, itagSequence);
  if (column.kind === 'fixed') return record.findFixed(columnId, column.recordOffset, column.maxBytes);
  return record.findVariable(columnId);
}

/** How many values the row has of a column, its default counted. */
export function countValues(record: RecordReader, column: ColumnSchema): number {
  if (column.kind === 'tagged') {
    const count = record.countTagged(column.columnId, column.isDerived);
    if (count >= 0) return count;
  } else {
    const found = findInRecord(record, column, 1);
    if (found !== COLUMN_ABSENT) return found === COLUMN_NULL ? 0 : 1;
  }
  return column.defaultValue === null ? 0 : 1;
}
