/**
 * Rows that go when a number in them is zero for good: columns of JET_bitColumnDeleteOnZero, and of JET_bitColumnFinalize,
 * which does the same and calls nobody.
 *
 *   an addition makes it zero ─▶ committed, and nobody is left who began before ─▶ a while later, between two calls:
 *                                                       still zero, and nobody at it: deleted; else the row stays
 */
import { JET_errSuccess } from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import { SearchKey } from '../page/search-key';
import type { ColumnSchema } from '../record/column';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';
import { inTransactionApart } from '../transaction/apart';
import type { Transaction } from '../version/transaction';
import { findInRecord } from './column-reader';
import type { Table } from './table';

/** Removes a row with all that it has elsewhere. */
type RemoveRow = (table: Table, key: SearchKey, record: RecordReader, by: Transaction) => JET_ERR;

export const isDeletedAtZero = (column: ColumnSchema): boolean => column.deleteOnZero || column.finalize;

/** `by` has made the number in that column of the row of that key zero. */
export function deleteWhenUnseen(
  table: Table,
  column: ColumnSchema,
  key: SearchKey,
  by: Transaction,
  remove: RemoveRow,
): void {
  const kept = new SearchKey();
  kept.setKey(key.bytes, 0, key.keyLength);
  const later = (): void =>
    table.changes?.transactions.doLater(table.file, () => deleteIfZero(table, column, kept, remove));
  by.whenEnded({
    committed: () => by.whenOver(table.file, () => later()),
    rolledBack: () => undefined,
  });
}

function deleteIfZero(
  { changes, identity, file }: Table,
  column: ColumnSchema,
  key: SearchKey,
  remove: RemoveRow,
): void {
  if (changes === null) return;
  const { transactions } = changes;
  inTransactionApart(transactions, (apart) => {
    const table = identity.seenBy(apart);
    if (table === null || file.versions?.find(table.primaryTree, key) !== null) return;
    const record = zeroRow(table, column, key, apart);
    if (record === null) return;
    const before = transactions.savepoint();
    if (remove(table, key, record, apart) !== JET_errSuccess) transactions.rollbackTo(apart, before);
  });
}

/** The row if it is there and its number zero. */
function zeroRow(
  { primaryTree }: Table,
  column: ColumnSchema,
  key: SearchKey,
  by: Transaction,
): RecordReader | null {
  const row = new BTreeCursor(primaryTree, by);
  if (row.find(key, false) !== FOUND_EQUAL) return null;
  row.settle();
  const record = new RecordReader();
  record.attach(row.dataBytes, row.dataView, row.dataStart, row.dataLength, primaryTree.slab.isLarge);
  if (findInRecord(record, column, 1) !== COLUMN_FOUND) return null;
  for (let i = 0; i < column.maxBytes; i++) if (row.dataBytes[record.valueOffset + i] !== 0) return null;
  return record;
}
