/** Rows of indexes are those that the real engine wrote, byte for byte. */
import { describe, expect, test } from '@jest/globals';
import { BTreeCursor, FOUND_EQUAL } from '../../src/btree/cursor';
import { Tree } from '../../src/btree/tree';
import type { CachedFile } from '../../src/cache/page-cache';
import { Catalog } from '../../src/catalog/catalog';
import { catalogRowKey } from '../../src/catalog/catalog-keys';
import { type CatalogRow, ROW_INDEX } from '../../src/catalog/catalog-row';
import { CatalogRecordBuilder, describedIndexRow } from '../../src/catalog/catalog-rows';
import { CATALOG_ID, CATALOG_ROOT } from '../../src/catalog/catalog-trees';
import { INDEX_DERIVED, type IndexSchema } from '../../src/catalog/schema';
import { SearchKey } from '../../src/page/search-key';
import { cacheDatabase, COMMITTED_DATABASES, committedDatabase } from '../support/cached-file';

/** Derived rows are copies of their template's, which leave out what the engine forgot. */
function describedRows(catalog: Catalog): { readonly row: CatalogRow; readonly index: IndexSchema }[] {
  const found: { row: CatalogRow; index: IndexSchema }[] = [];
  catalog.forEachTable((table) => {
    const { indexes } = catalog.readSchema(table);
    catalog.forEachRowOf(table.id, (row) => {
      const index = indexes.find(({ objectId, name }) => objectId === row.id && name === row.name);
      if (row.type !== ROW_INDEX || index === undefined || (index.flags & INDEX_DERIVED) !== 0) return;
      found.push({ row, index });
    });
  });
  return found;
}

function recordOf(file: CachedFile, row: CatalogRow): string {
  const cursor = new BTreeCursor(new Tree(file, CATALOG_ROOT, CATALOG_ID));
  const key = catalogRowKey(row.tableId, row.type, row.id);
  const target = new SearchKey();
  target.setKey(key, 0, key.length);
  expect(cursor.find(target, false)).toBe(FOUND_EQUAL);
  cursor.settle();
  const { dataBytes, dataStart, dataLength } = cursor;
  return Buffer.from(dataBytes.subarray(dataStart, dataStart + dataLength)).toString('hex');
}

describe.each(COMMITTED_DATABASES)('%s', (name) => {
  const file = cacheDatabase(committedDatabase(name));
  const rows = describedRows(new Catalog(file));
  const records = new CatalogRecordBuilder(file.slab.pageBytes);

  test('has indexes with conditions, descending segments, Unicode text and templates', () => {
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.some(({ index }) => index.conditions.length > 0)).toBe(true);
    expect(rows.some(({ index }) => index.columns.some(({ isDescending }) => isDescending))).toBe(true);
    expect(rows.some(({ index }) => index.sortVersion !== null)).toBe(true);
  });

  test.each(rows.map(({ row, index }) => [`${row.tableId} ${row.name}`, row, index] as const))(
    '%s',
    (_name, row, index) => {
      const built = records.build(describedIndexRow(row.tableId, index));
      expect(Buffer.from(built).toString('hex')).toBe(recordOf(file, row));
    },
  );
});
