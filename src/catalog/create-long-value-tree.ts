/**
 * The long-value tree of a table, made when its first value is separated: one for a table, inside its space, and from then
 * on used by all sessions at once. It is therefore made aside from the transaction that needs it first, unless that one
 * has made the table too: then nobody else sees the table, and both come and go together.
 */
import { JET_errCatalogCorrupted, JET_errWriteConflict } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { CHANGE_CONFLICT, CHANGE_DONE } from '../btree/change-result';
import { Tree } from '../btree/tree';
import { PAGE_LONG_VALUE } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import { inTransactionApart } from '../transaction/apart';
import type { Transaction } from '../version/transaction';
import { type Version, VERSION_INSERT } from '../version/version';
import { catalogRowKey } from './catalog-keys';
import { ROW_LONG_VALUE, ROW_TABLE } from './catalog-row';
import { CATALOG_ID, CATALOG_ROOT } from './catalog-trees';
import type { TableSchema } from './schema';
import type { SchemaWriter } from './schema-writer';

export interface LongValueTree {
  readonly objectId: number;
  readonly rootPage: number;
}

const LONG_VALUE_NAME = 'LV';
const LONG_VALUE_PAGES = 1;
const LONG_VALUE_DENSITY = 100;

/** Makes the tree, for `by` alone or for everybody; `isShared` says which. */
export function createLongValueTree(
  schemas: SchemaWriter,
  table: TableSchema,
  by: Transaction,
): LongValueTree & { readonly isShared: boolean } {
  const isShared = !hasCreated(schemas, table.objectId, by);
  const made = isShared
    ? inTransactionApart(schemas.changes.transactions, (apart) => create(schemas, table, apart))
    : create(schemas, table, by);
  return { ...made, isShared };
}

function create(schemas: SchemaWriter, table: TableSchema, by: Transaction): LongValueTree {
  const objectId = schemas.changes.nextObjectId();
  const rootPage = schemas.changes.space.createTree(
    {
      treeId: objectId,
      parentRoot: table.rootPage,
      pages: LONG_VALUE_PAGES,
      kindFlags: PAGE_LONG_VALUE,
      isUnique: true,
      isMultiple: false,
    },
    by,
  );
  const row = {
    ObjidTable: table.objectId,
    Type: ROW_LONG_VALUE,
    Id: objectId,
    ColtypOrPgnoFDP: rootPage,
    SpaceUsage: LONG_VALUE_DENSITY,
    Flags: 0,
    PagesOrLocale: LONG_VALUE_PAGES,
    Name: LONG_VALUE_NAME,
  };
  const inserted = schemas.insertObject(row, by);
  if (inserted !== CHANGE_DONE)
    fail(
      inserted === CHANGE_CONFLICT ? JET_errWriteConflict : JET_errCatalogCorrupted,
      `table ${table.name}: its long-value tree could not be listed (${inserted})`,
    );
  return { objectId, rootPage };
}

/** Whether a table's row in the catalog is there for its maker alone. */
function hasCreated({ file }: SchemaWriter, tableId: number, by: Transaction): boolean {
  const { versions } = file;
  if (versions === null) return false;
  const key = catalogRowKey(tableId, ROW_TABLE, tableId);
  const target = new SearchKey();
  target.setKey(key, 0, key.length);
  const rows = new Tree(file, CATALOG_ROOT, CATALOG_ID);
  for (let version: Version | null = versions.find(rows, target); version !== null; version = version.older)
    if (version.operation === VERSION_INSERT && version.transaction === by) return true;
  return false;
}
