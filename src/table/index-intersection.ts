/**
 * Rows that lie in the ranges of several secondary indexes of one table: the keys of rows that each range leads to, each
 * once, and of those the keys that all have. Keys are held as texts of their bytes, which sort as the bytes do.
 */
import { JET_errNoCurrentRecord, JET_errSuccess } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { TableCursor } from './table-cursor';

/** From the current entry to the end of range or index, where the cursor is left. */
function rowKeysOfRange(cursor: TableCursor): Set<string> {
  const err = cursor.checkCurrency();
  if (err !== JET_errSuccess) fail(err, `index ${cursor.index?.name ?? ''}`);
  const keys = new Set<string>();
  let moved = err;
  for (; moved === JET_errSuccess; moved = cursor.moveBy(1, false)) {
    const { active } = cursor;
    active.settle();
    const { dataBytes, dataStart, dataLength } = active;
    keys.add(Buffer.from(dataBytes.buffer, dataBytes.byteOffset + dataStart, dataLength).toString('latin1'));
  }
  if (moved !== JET_errNoCurrentRecord) fail(moved, `index ${cursor.index?.name ?? ''}`);
  return keys;
}

/** The keys of the rows that are in the ranges of all cursors, in their order. */
export function intersectRanges(cursors: readonly TableCursor[]): Uint8Array[] {
  const [first, ...others] = cursors.map(rowKeysOfRange);
  const common = [...first].filter((key) => others.every((keys) => keys.has(key)));
  return common.sort().map((key) => Uint8Array.from(Buffer.from(key, 'latin1')));
}
