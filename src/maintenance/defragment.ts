/**
 * Online defragmentation: leaves whose nodes find room on their right siblings go, and their pages are free for other
 * trees' growth. Each merge is a change of its own that recovery can do again; nobody's transaction takes part, and cursors
 * stay where they are.
 */
import { BTreeCursor } from '../btree/cursor';
import type { Tree } from '../btree/tree';
import { INDEX_PRIMARY, TABLE_SYSTEM } from '../catalog/schema';
import { SearchKey } from '../page/search-key';
import type { DatabaseTables } from '../table/database-tables';
import type { Table } from '../table/table';

/** Says whether there is time for more. */
type HasTime = () => boolean;

/** Goes through all tables of a database that is attached for writing. */
export function defragmentAll(tables: DatabaseTables, hasTime: HasTime): void {
  const ids: number[] = [];
  tables.catalog.forEachTable(({ id, flags }) => {
    if ((flags & TABLE_SYSTEM) === 0) ids.push(id);
  });
  for (const id of ids) {
    const table = hasTime() ? tables.tableOf(id) : null;
    if (table !== null) defragmentTable(table, hasTime);
  }
}

/** Goes through the trees of one table: its rows, its secondary indexes, its long values. */
export function defragmentTable(table: Table, hasTime: HasTime): void {
  const { schema, longValues } = table;
  const secondary = schema.indexes.filter(({ flags }) => (flags & INDEX_PRIMARY) === 0);
  const trees = [table.primaryTree, ...secondary.map((index) => table.treeOf(index))];
  if (longValues !== null) trees.push(longValues.tree);
  for (const tree of trees) defragmentTree(table, tree, hasTime);
}

/** From the first leaf to the last. One that went has its nodes on the next, which is where the way goes on. */
function defragmentTree({ changes }: Table, tree: Tree, hasTime: HasTime): void {
  if (changes === null) return;
  const { writer, transactions } = changes;
  const cursor = new BTreeCursor(tree);
  const name = new SearchKey();
  for (let isOnLeaf = cursor.moveFirst(); isOnLeaf && hasTime(); isOnLeaf = leaveLeaf(cursor, name)) {
    cursor.copyKeyOfPlace(name);
    if (!tree.isUnique)
      name.appendData(cursor.tree.slab.bytes, cursor.node.dataStart, cursor.node.dataLength);
    transactions.asSystem(() => {
      let more = true;
      while (more) more = writer.mergeLeaf(tree, name);
    });
  }
}

/** To the first node of the leaf behind the one that `name` is on. */
function leaveLeaf(cursor: BTreeCursor, name: SearchKey): boolean {
  cursor.find(name, false);
  const { page } = cursor;
  const { slab, file } = cursor.tree;
  cursor.tag = slab.tagCount(file.fix(page)) - 1;
  return cursor.moveNext();
}
