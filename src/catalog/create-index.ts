/**
 * Indexes in the catalog: the row, the tree, the id in MSysObjids and the count of the locale of a new one, and all but the
 * count of one that goes. Answers are those of trees; a failure leaves what was begun to be undone by whoever began it.
 */
import { CHANGE_DONE } from '../btree/change-result';
import { Tree } from '../btree/tree';
import { PAGE_INDEX } from '../page/page-slab';
import { localeCountKey } from '../record/collation/sort-version';
import { inTransactionApart } from '../transaction/apart';
import type { Transaction } from '../version/transaction';
import { ROW_INDEX } from './catalog-row';
import { describedIndexRow } from './catalog-rows';
import type { IndexDefinition } from './index-definition';
import { INDEX_PRIMARY, INDEX_UNIQUE, type IndexSchema, type TableSchema } from './schema';
import type { SchemaWriter } from './schema-writer';
import { Settings, SETTINGS_NAME } from './settings';

/** Makes an index without entries; `place` hears what it is. The tree of a primary index is the table's own. */
export function createIndex(
  schemas: SchemaWriter,
  { objectId: tableId, rootPage: tableRoot }: TableSchema,
  definition: IndexDefinition,
  place: (made: IndexSchema) => void,
  by: Transaction,
): number {
  const isPrimary = (definition.index.flags & INDEX_PRIMARY) !== 0;
  const index: IndexSchema = isPrimary
    ? { ...definition.index, objectId: tableId, rootPage: tableRoot }
    : { ...definition.index, ...createTree(schemas, tableRoot, definition, by) };
  const row = describedIndexRow(tableId, index);
  const inserted = isPrimary ? schemas.rows.insert(row, by) : schemas.insertObject(row, by);
  if (inserted !== CHANGE_DONE) return inserted;
  countLocale(schemas, index);
  place(index);
  return CHANGE_DONE;
}

function createTree(
  { changes }: SchemaWriter,
  parentRoot: number,
  { index, pages }: IndexDefinition,
  by: Transaction,
): { readonly objectId: number; readonly rootPage: number } {
  const objectId = changes.nextObjectId();
  const isUnique = (index.flags & INDEX_UNIQUE) !== 0;
  const tree = { treeId: objectId, parentRoot, pages, kindFlags: PAGE_INDEX, isUnique, isMultiple: false };
  return { objectId, rootPage: changes.space.createTree(tree, by) };
}

/** All databases since Windows 8 count; those made before do not have the table. */
function countLocale(schemas: SchemaWriter, { sortVersion, sortId, localeName }: IndexSchema): void {
  if (sortVersion === null || sortId === null) return;
  const { catalog, file, changes } = schemas;
  const table = catalog.findTable(SETTINGS_NAME);
  if (table === null) return;
  const settings = new Settings(new Tree(file, table.columnTypeOrRoot, table.id), changes.writer);
  const name = localeCountKey(localeName, sortId, sortVersion);
  inTransactionApart(changes.transactions, (apart) => settings.count(name, apart));
}

/** Takes a secondary index away; its pages go when `by` has committed. */
export function deleteIndex(
  schemas: SchemaWriter,
  tableId: number,
  { objectId, rootPage }: IndexSchema,
  by: Transaction,
): number {
  const removed = schemas.removeObject({ tableId, type: ROW_INDEX, id: objectId }, by);
  if (removed === CHANGE_DONE) schemas.changes.space.dropTree(rootPage, by);
  return removed;
}
