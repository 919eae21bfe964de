/** Work on the record of a row while pages of other trees are read: the row's page stays where it is. */
import type { TableCursor } from './table-cursor';

/** Runs `work` with the record of the current row; the cursor must be on one. */
export function withPinnedRow<T>(cursor: TableCursor, work: () => T): T {
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
