/** Work on the record of a row while pages of other trees are read: the row's page, if it lies on one, stays where it is. */
import { assert } from '../../errors/assert';
import type { TableCursor } from './table-cursor';

/** Runs `work` with the record of the current row, or with that of the copy buffer; there must be one. */
export function withPinnedRow<T>(cursor: TableCursor, isCopy: boolean, work: () => T): T {
  if (isCopy) {
    assert(cursor.openCopy(), 'something is prepared');
    return work();
  }
  if (!cursor.isOnPage) return work();
  const { primary } = cursor;
  const base = primary.settle();
  const { cache } = primary.tree.file;
  cache.pin(base);
  try {
    return work();
  } finally {
    cache.unpin(base);
  }
}
