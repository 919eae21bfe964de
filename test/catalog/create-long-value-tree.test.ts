/** The long-value tree of a table: made once, listed everywhere, and there for whoever needs it. */
import { describe, expect, it } from '@jest/globals';
import { BTreeCursor } from '../../src/btree/cursor';
import { Tree } from '../../src/btree/tree';
import { CHANGE_DONE } from '../../src/btree/change-result';
import { type CatalogRow, ROW_LONG_VALUE } from '../../src/catalog/catalog-row';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { PAGE_LONG_VALUE } from '../../src/page/page-slab';
import { LongValueId } from '../../src/record/long-value-id';
import { readSpaceHeader } from '../../src/space/space-header';
import { LongValueWriter } from '../../src/table/long-value-writer';
import type { Table } from '../../src/table/table';
import type { Transaction } from '../../src/version/transaction';
import { WritableDatabase } from '../support/writable-database';

const CONTENT = Buffer.from('0123456789'.repeat(900));

function separate(table: Table, by: Transaction): LongValueId {
  const id = new LongValueId();
  const done = new LongValueWriter(table).create(id, CONTENT, 0, CONTENT.length, true, by);
  expect(done).toBe(CHANGE_DONE);
  return id;
}

function read(table: Table | null, id: LongValueId, view: Transaction | null): string {
  const reader = table?.longValues;
  if (reader === null || reader === undefined) return 'no tree';
  reader.open(id.low, id.high, id.byteLength, view);
  const bytes = Buffer.alloc(reader.root.size);
  reader.read(0, bytes, 0, bytes.length);
  return bytes.equals(CONTENT) ? 'as written' : bytes.toString('latin1');
}

function rowsOf({ tables }: WritableDatabase, tableId: number): CatalogRow[] {
  const rows: CatalogRow[] = [];
  tables.catalog.forEachRowOf(tableId, (row) => {
    if (row.type === ROW_LONG_VALUE) rows.push({ ...row });
  });
  return rows;
}

/** How many rows MSysObjids has. */
function objectIds({ tables, file }: WritableDatabase): number {
  const row = tables.catalog.findTable('MSysObjids');
  if (row === null) return 0;
  const cursor = new BTreeCursor(new Tree(file, row.columnTypeOrRoot, row.id));
  let count = 0;
  for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) count++;
  return count;
}

function complaints({ tables, file }: WritableDatabase): unknown[] {
  const findings = new Findings();
  checkCatalog(tables.catalog, true, findings);
  checkSpace(file, treesOfCatalog(tables.catalog), findings);
  return findings.kept;
}

describe.each([4096, 32768])('the long-value tree of a table (pages of %i bytes)', (pageBytes) => {
  function withTable(): WritableDatabase {
    const database = new WritableDatabase(pageBytes);
    const by = database.begin();
    database.createTable('t', by);
    database.transactions.commit(by, true);
    return database;
  }

  function tableOf(database: WritableDatabase, view?: Transaction): Table {
    const table = database.tables.open('t', view);
    if (table === null) throw new Error('the table is there');
    return table;
  }

  it('is made with the first value, inside the table, and listed in the catalog', () => {
    const database = withTable();
    const table = tableOf(database);
    const { objectId, rootPage } = table.schema;
    expect(rowsOf(database, objectId)).toEqual([]);
    const before = objectIds(database);
    const by = database.begin();
    const first = separate(table, by);
    const second = separate(table, by);
    expect([first.low, second.low]).toEqual([1, 2]);
    database.transactions.commit(by, true);
    const [row, ...others] = rowsOf(database, objectId);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ name: 'LV', spaceUsage: 100, flags: 0, pagesOrLocale: 1 });
    const root = row.columnTypeOrRoot;
    expect(readSpaceHeader(database.file, root).parentRoot).toBe(rootPage);
    const base = database.file.fix(root);
    expect(database.file.slab.flags(base) & PAGE_LONG_VALUE).toBe(PAGE_LONG_VALUE);
    expect(database.file.slab.treeId(base)).toBe(row.id);
    expect(objectIds(database)).toBe(before + 1);
    expect(read(table, second, null)).toBe('as written');
    expect(complaints(database)).toEqual([]);
  });

  it('stays when the transaction that needed it first is rolled back: others use it by then', () => {
    const database = withTable();
    const table = tableOf(database);
    const old = database.begin();
    const a = database.begin();
    const b = database.begin();
    const gone = separate(table, a);
    const kept = separate(tableOf(database, b), b);
    expect(kept.low).not.toBe(gone.low);
    database.transactions.rollback(a);
    database.transactions.commit(b, true);
    const later = separate(tableOf(database, old), old);
    database.transactions.commit(old, true);
    expect(read(tableOf(database), kept, null)).toBe('as written');
    expect(read(tableOf(database), later, null)).toBe('as written');
    expect(rowsOf(database, table.schema.objectId)).toHaveLength(1);
    expect(complaints(database)).toEqual([]);
  });

  it('goes with the table when that is not committed', () => {
    const database = new WritableDatabase(pageBytes);
    const { transactions } = database;
    const before = objectIds(database);
    const by = database.begin();
    const table = database.createTable('t', by);
    transactions.begin(by, false);
    separate(table, by);
    transactions.rollback(by);
    expect(table.longValues).toBeNull();
    const again = separate(table, by);
    expect(read(table, again, by)).toBe('as written');
    const { objectId } = table.schema;
    transactions.rollback(by);
    expect(database.tables.open('t')).toBeNull();
    expect(rowsOf(database, objectId)).toEqual([]);
    expect(objectIds(database)).toBe(before);
    expect(complaints(database)).toEqual([]);
  });

  it('is there for all once its table is committed', () => {
    const database = new WritableDatabase(pageBytes);
    const by = database.begin();
    const id = separate(database.createTable('t', by), by);
    database.transactions.commit(by, true);
    expect(read(tableOf(database), id, null)).toBe('as written');
    expect(complaints(database)).toEqual([]);
  });
});
