/**
 * The entries that a row has, or should have, in an index: keys built from the values of the row.
 *
 * A row has one entry for each value of the first multi-valued column of the key; other columns take part with their
 * first value. The row's page is pinned while a key is built, because long values are read from other pages.
 */
import type { IndexSchema } from '../catalog/schema';
import { SearchKey } from '../page/search-key';
import type { ColumnSchema } from '../record/column';
import { KeyBuilder } from '../record/keys/key-builder';
import { COLUMN_FOUND } from '../record/record-reader';
import { ColumnReader, countValues } from './column-reader';
import type { IndexKeys } from './index-keys';
import type { TableCursor } from './table-cursor';

const builder = new KeyBuilder();
let valueBytes = new Uint8Array(4096);

/**
 * Builds the key that the row `cursor` is on has in an index, with value `itagSequence` of the first multi-valued
 * column. False when the row has no such value (1 always counts: a null is a value of the key).
 */
function buildEntryKey(cursor: TableCursor, keys: IndexKeys, itagSequence: number): KeyBuilder | null {
  if (!cursor.openRecord()) return null;
  const { primary } = cursor;
  const base = primary.settle();
  const { cache } = primary.tree.file;
  cache.pin(base);
  try {
    return buildKey(cursor, keys, itagSequence);
  } finally {
    cache.unpin(base);
  }
}

function buildKey(cursor: TableCursor, keys: IndexKeys, itagSequence: number): KeyBuilder | null {
  const reader = new ColumnReader(cursor.table, cursor.view);
  let multiValuedSeen = false;
  builder.begin(keys.shape);
  for (const column of keys.columns) {
    const isFirstMultiValued = column.multiValued && !multiValuedSeen;
    if (isFirstMultiValued) multiValuedSeen = true;
    const itag = isFirstMultiValued ? itagSequence : 1;
    if (itag > 1 && itag > countValues(cursor.record, column)) return null;
    if (reader.locate(cursor.record, column, itag) !== COLUMN_FOUND) builder.appendNull();
    else appendValue(reader, keys.shape.keyMost);
  }
  return builder;
}

/** Only the beginning of a value can reach the key; eight bytes of value make at least one byte of key. */
function appendValue(reader: ColumnReader, keyMost: number): void {
  const length = Math.min(reader.size(), 8 * keyMost + 8);
  if (valueBytes.length < length) valueBytes = new Uint8Array(length);
  reader.copy(0, valueBytes, 0, length);
  builder.appendValue(valueBytes, 0, length);
}

/** Whether the index names the column. */
export function isIndexed(index: IndexSchema, columnId: number): boolean {
  for (const column of index.columns) if (column.columnId === columnId) return true;
  return false;
}

/** The number of the value of a multi-valued column that the current entry was made of; 1 when none fits. */
export function valueNumberOfEntry(cursor: TableCursor, keys: IndexKeys, column: ColumnSchema): number {
  if (!column.multiValued || !cursor.openRecord()) return 1;
  const values = countValues(cursor.record, column);
  const entry = new SearchKey();
  for (let itag = 1; itag <= values; itag++) {
    const key = buildEntryKey(cursor, keys, itag);
    if (key === null) break;
    entry.setKey(key.bytes, 0, key.length);
    if (cursor.active.compare(entry) === 0) return itag;
  }
  return 1;
}

/** The entry of the current row in a secondary index, as key and row key; null when it cannot have one. */
export function entryOfRow(cursor: TableCursor, keys: IndexKeys, itagSequence: number): SearchKey | null {
  const key = buildEntryKey(cursor, keys, itagSequence);
  if (key === null) return null;
  const entry = new SearchKey();
  entry.setKey(key.bytes, 0, key.length);
  const rowKey = new Uint8Array(cursor.copyBookmark(null, 0));
  cursor.copyBookmark(rowKey, rowKey.length);
  entry.appendData(rowKey, 0, rowKey.length);
  return entry;
}
