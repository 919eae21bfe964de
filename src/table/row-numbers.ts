/**
 * Numbers that a table hands out, each once: values of its auto-increment column, and the keys of rows on a table without
 * a primary index. Both go on from the highest one that is found, committed or not, when the first one is wanted.
 *
 * Invariant: a number that was handed out is not handed out again while the table is open, whatever became of the row.
 */
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import {
  INDEX_ALLOW_ALL_NULLS,
  INDEX_NO_NULL_SEGMENT,
  INDEX_PRIMARY,
  type IndexSchema,
} from '../catalog/schema';
import { SearchKey } from '../page/search-key';
import { type ColumnSchema, toJetColumnId } from '../record/column';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';
import type { Table, TableIdentity } from './table';

/** What answers stand for when there is no number left. */
export const NO_NUMBER = 0;

const LARGEST_32_BIT = 0x7fffff00;
const LONG_BYTES = 4;
const UPPER_HALF = 0x100000000;
const ROW_NUMBER_BYTES = 4;

class RowNumbers {
  /** The numbers to be handed out next; 0 before the first one is wanted. */
  #nextIncrement = 0;
  #nextRow = 0;

  constructor(public table: Table) {}

  /** The next value of the auto-increment column, from 1 on; NO_NUMBER when there is none left. */
  nextIncrement(column: ColumnSchema): number {
    if (this.#nextIncrement === 0) this.#nextIncrement = highestIncrement(this.table, column) + 1;
    const most = column.maxBytes === LONG_BYTES ? LARGEST_32_BIT : Number.MAX_SAFE_INTEGER;
    return this.#nextIncrement >= most ? NO_NUMBER : this.#nextIncrement++;
  }

  /** The table has another auto-increment column now. */
  beginAnew(): void {
    this.#nextIncrement = 0;
  }

  /** The next row gets that number. */
  beginRowsAt(number: number): void {
    this.#nextRow = number;
  }

  /** The number that is the key of the next row, from 1 on; NO_NUMBER when there is none left. */
  nextRow(): number {
    if (this.#nextRow === 0) this.#nextRow = highestRow(this.table) + 1;
    return this.#nextRow >= LARGEST_32_BIT ? NO_NUMBER : this.#nextRow++;
  }
}

const numbers = new WeakMap<TableIdentity, RowNumbers>();

/** The numbers of a table, whatever schema it is seen with. */
export function numbersOf(table: Table): RowNumbers {
  let found = numbers.get(table.identity);
  if (found === undefined) {
    found = new RowNumbers(table);
    numbers.set(table.identity, found);
  }
  found.table = table;
  return found;
}

/** The key of the last row, big-endian; 0 in an empty table. */
function highestRow(table: Table): number {
  const cursor = new BTreeCursor(table.primaryTree);
  if (!cursor.moveLast()) return 0;
  cursor.settle();
  const key = new Uint8Array(ROW_NUMBER_BYTES);
  cursor.node.copyKey(table.primaryTree.slab, key, 0, ROW_NUMBER_BYTES);
  return new DataView(key.buffer).getUint32(0);
}

/** The highest value of the column in any row: from an index that begins with it, or from all rows. */
function highestIncrement(table: Table, column: ColumnSchema): number {
  const publicId = toJetColumnId(column.columnId, column.templateColumn);
  const index = table.schema.indexes.find((each) => beginsWith(each, publicId));
  return index === undefined ? highestOfAll(table, column) : highestOfIndex(table, column, index);
}

/** Whether the first column of an index that lists every row is this one. */
function beginsWith(index: IndexSchema, publicId: number): boolean {
  const listsAll = (index.flags & (INDEX_NO_NULL_SEGMENT | INDEX_ALLOW_ALL_NULLS)) !== 0;
  return listsAll && index.conditions.length === 0 && index.columns[0]?.columnId === publicId;
}

function highestOfIndex(table: Table, column: ColumnSchema, index: IndexSchema): number {
  const isPrimary = (index.flags & INDEX_PRIMARY) !== 0;
  const entries = new BTreeCursor(isPrimary ? table.primaryTree : table.treeOf(index));
  if (!(index.columns[0].isDescending ? entries.moveFirst() : entries.moveLast())) return 0;
  if (isPrimary) return valueAt(entries, column);
  entries.settle();
  const rowKey = new SearchKey();
  rowKey.setKey(entries.tree.slab.bytes, entries.dataStart, entries.dataLength);
  const rows = new BTreeCursor(table.primaryTree);
  return rows.find(rowKey, false) === FOUND_EQUAL ? valueAt(rows, column) : highestOfAll(table, column);
}

function highestOfAll(table: Table, column: ColumnSchema): number {
  const rows = new BTreeCursor(table.primaryTree);
  let highest = 0;
  while (rows.moveNext()) {
    const value = valueAt(rows, column);
    if (value > highest) highest = value;
  }
  return highest;
}

const record = new RecordReader();

/** The value of the column in the row that `rows` is on; 0 for none. */
function valueAt(rows: BTreeCursor, column: ColumnSchema): number {
  rows.settle();
  const { slab } = rows.tree;
  record.attach(rows.dataBytes, rows.dataView, rows.dataStart, rows.dataLength, slab.isLarge);
  if (record.findFixed(column.columnId, column.recordOffset, column.maxBytes) !== COLUMN_FOUND) return 0;
  const lower = rows.dataView.getUint32(record.valueOffset, true);
  return column.maxBytes === LONG_BYTES
    ? lower
    : lower + UPPER_HALF * rows.dataView.getUint32(record.valueOffset + LONG_BYTES, true);
}
