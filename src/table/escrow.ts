/**
 * Columns that several sessions add to at a time: which ones they are, and what a number was before.
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

/**
 * What a number was before `added` was added to it: with what others have added to the row of that key and not committed.
 */
export function putOldNumber(
  table: Table,
  key: SearchKey,
  column: ColumnSchema,
  added: bigint,
  target: Uint8Array,
): void {
  const { primaryTree } = table;
  const rows = new BTreeCursor(primaryTree);
  if (rows.find(key, false) !== FOUND_EQUAL) return;
  rows.settle();
  const record = new RecordReader();
  record.attach(rows.dataBytes, rows.dataView, rows.dataStart, rows.dataLength, primaryTree.slab.isLarge);
  if (record.findFixed(column.columnId, column.recordOffset, column.maxBytes) !== COLUMN_FOUND) return;
  const before = new DataView(target.buffer, target.byteOffset);
  if (column.maxBytes === 4)
    before.setUint32(0, rows.dataView.getUint32(record.valueOffset, true) - Number(added), true);
  else before.setBigInt64(0, rows.dataView.getBigInt64(record.valueOffset, true) - added, true);
}
