/** Counts what the trees of a table hold, for the catalog to keep. */
import { CHANGE_CONFLICT, CHANGE_DONE } from '../btree/change-result';
import { BTreeCursor } from '../btree/cursor';
import type { Tree } from '../btree/tree';
import { ROW_INDEX, ROW_TABLE } from '../catalog/catalog-row';
import { INDEX_PRIMARY } from '../catalog/schema';
import type { SchemaWriter } from '../catalog/schema-writer';
import { NO_STATISTICS, statisticsBytes, type TreeStatistics } from '../catalog/statistics';
import { JET_errCatalogCorrupted, JET_errWriteConflict } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { SearchKey } from '../page/search-key';
import type { Table } from '../table/table';
import type { Transaction } from '../version/transaction';

/** Counts the entries that a transaction sees, their different keys, and the leaves that it sees some on. */
function countTree(tree: Tree, view: Transaction): TreeStatistics {
  const cursor = new BTreeCursor(tree, view);
  if (!cursor.moveFirst()) return NO_STATISTICS;
  const last = new SearchKey();
  let [entries, keys, pages] = [0, 0, 1];
  let { page } = cursor;
  do {
    if (cursor.page !== page) pages++;
    page = cursor.page;
    if (!tree.isUnique && (entries === 0 || cursor.compare(last) !== 0)) {
      keys++;
      cursor.copyKeyOfPlace(last);
    }
    entries++;
  } while (cursor.moveNext());
  return { entries, keys: tree.isUnique ? entries : keys, pages };
}

/** Counts the rows of a table and the entries of its secondary indexes, and writes it down. */
export function computeStatistics(table: Table, schemas: SchemaWriter, now: number, by: Transaction): void {
  const { schema } = table;
  const keep = (type: number, id: number, tree: Tree): void => {
    const Stats = statisticsBytes(countTree(tree, by), now);
    const answer = schemas.rows.update({ tableId: schema.objectId, type, id }, { Stats }, by);
    if (answer === CHANGE_CONFLICT) fail(JET_errWriteConflict, `statistics of ${schema.name}`);
    if (answer !== CHANGE_DONE) fail(JET_errCatalogCorrupted, `${schema.name}: no row of ${id}`);
  };
  keep(ROW_TABLE, schema.objectId, table.primaryTree);
  for (const index of schema.indexes)
    if ((index.flags & INDEX_PRIMARY) === 0) keep(ROW_INDEX, index.objectId, table.treeOf(index));
}
