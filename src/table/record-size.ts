/**
 * What the record of a row takes: its data, what compression makes of it, and what the format adds. The record itself
 * and its separated long values are counted apart.
 */
import { JET_errLVCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import type { Tree } from '../btree/tree';
import { SearchKey } from '../page/search-key';
import { uncompressedLength } from '../record/compression/compression';
import { LONG_VALUE_KEY_MOST, LongValueRoot, writeRootKey } from '../record/long-value';
import {
  ENTRY_BYTES,
  HEADER_MULTI_VALUES,
  HEADER_TWO_VALUES,
  NO_VARIABLE_ID,
  RECORD_HEADER_BYTES,
  VALUE_LONG,
} from '../record/record-layout';
import { COLUMN_NULL, type RecordReader } from '../record/record-reader';
import type { Transaction } from '../version/transaction';
import { withPinnedRow } from './pinned-row';
import type { TableCursor } from './table-cursor';

/** Sizes in bytes, and counts. */
export interface RecordSize {
  data: number;
  dataCompressed: number;
  overhead: number;
  longValueData: number;
  longValueDataCompressed: number;
  longValueOverhead: number;
  nonTaggedColumns: number;
  taggedColumns: number;
  longValues: number;
  /** Values beyond the first of each column. */
  multiValues: number;
}

const TAG_BYTES = 4;
const KEY_COUNT_BYTES = 2;
const OFFSET_BYTES = 2;
const FLAGS_BYTES = 1;
/** Two values share one byte that tells the length of the first. */
const TWO_VALUES_BYTES = 1;

/** Measures the record of the current row or the copy buffer; `isLocal` leaves out what lies in the long-value tree. */
export function measureRecord(cursor: TableCursor, isLocal: boolean, inCopy = false): RecordSize {
  return withPinnedRow(cursor, inCopy, () => {
    const measure = new Measure(cursor, isLocal);
    measure.addUntagged();
    measure.addTagged();
    return measure.size;
  });
}

/** The key counts, except while a row is prepared that has none yet: even of the row that the cursor is on. */
function keyLengthOf(cursor: TableCursor): number {
  const { copy, isOnPage, primary } = cursor;
  if (!isOnPage) return cursor.copyCurrentKey(null, 0);
  if (copy === null || !copy.isPrepared) return primary.node.keyLength;
  return copy.isForReplace ? copy.key.keyLength : 0;
}

class Measure {
  readonly size: RecordSize = {
    data: 0,
    dataCompressed: 0,
    overhead: 0,
    longValueData: 0,
    longValueDataCompressed: 0,
    longValueOverhead: 0,
    nonTaggedColumns: 0,
    taggedColumns: 0,
    longValues: 0,
    multiValues: 0,
  };
  readonly #record: RecordReader;
  readonly #keyLength: number;
  readonly #longValues: Tree | null;
  readonly #view: Transaction | null;

  constructor(cursor: TableCursor, isLocal: boolean) {
    this.#record = cursor.record;
    this.#keyLength = keyLengthOf(cursor);
    this.#view = cursor.view;
    this.#longValues = isLocal ? null : (cursor.table.longValues?.tree ?? null);
  }

  addUntagged(): void {
    const { size } = this;
    const record = this.#record;
    const variable = record.lastVariableId - NO_VARIABLE_ID;
    const nullBytes = record.variableOffsetsStart - record.nullBitsStart;
    const fixedBytes = record.nullBitsStart - record.start - RECORD_HEADER_BYTES;
    const variableBytes = record.taggedStart - record.variableDataStart;
    size.overhead += TAG_BYTES + KEY_COUNT_BYTES + RECORD_HEADER_BYTES + this.#keyLength;
    size.overhead += nullBytes + OFFSET_BYTES * variable;
    this.#addData(fixedBytes + variableBytes, fixedBytes + variableBytes);
    size.nonTaggedColumns += record.lastFixedId + variable;
  }

  addTagged(): void {
    const record = this.#record;
    for (let index = 0; index < record.taggedCount(); index++) {
      this.size.taggedColumns++;
      this.size.overhead += ENTRY_BYTES;
      if (record.taggedAt(index) !== COLUMN_NULL) this.#addColumn();
    }
  }

  #addColumn(): void {
    const { size } = this;
    const record = this.#record;
    const { blockFlags, valueCount } = record;
    if ((blockFlags & HEADER_MULTI_VALUES) === 0)
      size.overhead += (blockFlags & VALUE_LONG) !== 0 ? FLAGS_BYTES : 0;
    else if ((blockFlags & HEADER_TWO_VALUES) !== 0) size.overhead += FLAGS_BYTES + TWO_VALUES_BYTES;
    else size.overhead += FLAGS_BYTES + OFFSET_BYTES * valueCount;
    size.multiValues += valueCount - 1;
    for (let itag = 1; itag <= valueCount; itag++) {
      record.findValue(itag);
      this.#addValue();
    }
  }

  #addValue(): void {
    const record = this.#record;
    const { valueOffset, valueLength } = record;
    if (record.isSeparated) this.#addSeparated();
    else if (record.isCompressed && !record.isEncrypted)
      this.#addData(uncompressedLength(record.bytes, valueOffset, valueLength), valueLength);
    else this.#addData(valueLength, valueLength);
  }

  #addData(logical: number, physical: number): void {
    this.size.data += logical;
    this.size.dataCompressed += physical;
  }

  #addSeparated(): void {
    const { size } = this;
    const record = this.#record;
    size.longValues++;
    size.overhead += record.valueLength;
    if (this.#longValues === null) return;
    const { lidLow, lidHigh, lidBytes } = record;
    this.#addLongValue(this.#longValues, lidLow, lidHigh, lidBytes);
  }

  /** The engine counts the key of the row, not that of the chunk, for every chunk. */
  #addLongValue(tree: Tree, lidLow: number, lidHigh: number, lidBytes: number): void {
    const { size } = this;
    const root = new SearchKey();
    root.reserve(LONG_VALUE_KEY_MOST);
    root.keyLength = writeRootKey(root.bytes, lidLow, lidHigh, lidBytes);
    const cursor = new BTreeCursor(tree, this.#view);
    if (cursor.find(root, false) !== FOUND_EQUAL)
      fail(JET_errLVCorrupted, `tree ${tree.id}: no long value ${lidHigh}:${lidLow}`);
    cursor.settle();
    const parsed = new LongValueRoot();
    parsed.parse(cursor.dataBytes, cursor.dataStart, cursor.dataLength);
    size.longValueData += parsed.size;
    size.longValueOverhead += TAG_BYTES + KEY_COUNT_BYTES + root.keyLength + cursor.dataLength;
    while (cursor.moveNext() && isChunkOf(cursor, root)) {
      cursor.settle();
      size.longValueDataCompressed += cursor.dataLength;
      size.longValueOverhead += TAG_BYTES + KEY_COUNT_BYTES + this.#keyLength;
    }
  }
}

const chunkKey = new Uint8Array(LONG_VALUE_KEY_MOST);

function isChunkOf(cursor: BTreeCursor, root: SearchKey): boolean {
  const { node, tree } = cursor;
  if (node.keyLength <= root.keyLength || node.keyLength > LONG_VALUE_KEY_MOST) return false;
  node.copyKey(tree.slab, chunkKey, 0, root.keyLength);
  for (let i = 0; i < root.keyLength; i++) if (chunkKey[i] !== root.bytes[i]) return false;
  return true;
}
