/**
 * Columns that several sessions add to at a time: what JetEscrowUpdate needs to know of one, and the number as it is now,
 * with what others have added and not committed.
 */
import { JET_errInvalidOperation, JET_errSuccess } from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import type { SearchKey } from '../page/search-key';
import type { ColumnSchema } from '../record/column';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';
import type { Table } from './table';

const SUPPORTED = [4, 8];

/** Whether a column of a row can be added to. */
export function checkEscrow(column: ColumnSchema): JET_ERR {
  const isSupported = column.kind === 'fixed' && column.escrow && SUPPORTED.includes(column.maxBytes);
  return isSupported ? JET_errSuccess : JET_errInvalidOperation;
}

/** Copies the number in the row of that key as it is on its page; false where the row has none. */
export function copyCurrentNumber(
  table: Table,
  key: SearchKey,
  column: ColumnSchema,
  target: Uint8Array,
): boolean {
  const { primaryTree } = table;
  const rows = new BTreeCursor(primaryTree);
  if (rows.find(key, false) !== FOUND_EQUAL) return false;
  rows.settle();
  const record = new RecordReader();
  record.attach(rows.dataBytes, rows.dataView, rows.dataStart, rows.dataLength, primaryTree.slab.isLarge);
  if (record.findFixed(column.columnId, column.recordOffset, column.maxBytes) !== COLUMN_FOUND) return false;
  for (let i = 0; i < column.maxBytes; i++) target[i] = rows.dataBytes[record.valueOffset + i];
  return true;
}
