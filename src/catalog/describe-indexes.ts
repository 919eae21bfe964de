/** What information calls say about the indexes of a table. */
import {
  JET_bitIndexCrossProduct,
  JET_bitIndexDisallowNull,
  JET_bitIndexDisallowTruncation,
  JET_bitIndexDotNetGuid,
  JET_bitIndexIgnoreAnyNull,
  JET_bitIndexIgnoreFirstNull,
  JET_bitIndexIgnoreNull,
  JET_bitIndexKeyMost,
  JET_bitIndexNestedTable,
  JET_bitIndexPrimary,
  JET_bitIndexSortNullsHigh,
  JET_bitIndexTuples,
  JET_bitIndexUnique,
  JET_bitKeyAscending,
  JET_bitKeyDescending,
} from '../../include/grbits/index-ddl';
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { lcidOfLocaleName } from '../record/collation/locales';
import type { ColumnSchema } from '../record/column';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { assignColumnIds, listNumber, listText, type ListTable, sortRows } from './info-list';
import {
  INDEX_ALLOW_ALL_NULLS,
  INDEX_ALLOW_FIRST_NULL,
  INDEX_ALLOW_SOME_NULLS,
  INDEX_CROSS_PRODUCT,
  INDEX_DISALLOW_TRUNCATION,
  INDEX_DOT_NET_GUID,
  INDEX_NESTED_TABLE,
  INDEX_NO_NULL_SEGMENT,
  INDEX_NULLS_HIGH,
  INDEX_PRIMARY,
  INDEX_UNIQUE,
  type IndexSchema,
  type TableSchema,
} from './schema';
import { NO_STATISTICS, type TreeStatistics } from './statistics';

/** A flag of the catalog and the bit that shows it. */
type Shown = readonly [flag: number, grbit: number];

const SHOWN: readonly Shown[] = [
  [INDEX_PRIMARY, JET_bitIndexPrimary],
  [INDEX_UNIQUE, JET_bitIndexUnique],
  [INDEX_CROSS_PRODUCT, JET_bitIndexCrossProduct],
  [INDEX_NESTED_TABLE, JET_bitIndexNestedTable],
  [INDEX_DISALLOW_TRUNCATION, JET_bitIndexDisallowTruncation],
];
/** What the absence of a flag shows, unless the index takes no nulls at all. */
const SHOWN_ABSENT: readonly Shown[] = [
  [INDEX_ALLOW_ALL_NULLS, JET_bitIndexIgnoreNull],
  [INDEX_ALLOW_FIRST_NULL, JET_bitIndexIgnoreFirstNull],
  [INDEX_ALLOW_SOME_NULLS, JET_bitIndexIgnoreAnyNull],
];

/** The JET_bitIndex… bits of an index. */
export function indexGrbit(index: IndexSchema): number {
  let grbit = 0;
  for (const [flag, shown] of SHOWN) if ((index.flags & flag) !== 0) grbit |= shown;
  if (index.tupleLimits !== null) grbit |= JET_bitIndexTuples;
  if ((index.moreFlags & INDEX_DOT_NET_GUID) !== 0) grbit |= JET_bitIndexDotNetGuid;
  if (index.keyMost > OLD_KEY_MOST) grbit |= JET_bitIndexKeyMost;
  return grbit | nullGrbit(index);
}

function nullGrbit({ flags }: IndexSchema): number {
  if ((flags & INDEX_NO_NULL_SEGMENT) !== 0) return JET_bitIndexDisallowNull;
  let grbit = (flags & INDEX_NULLS_HIGH) !== 0 ? JET_bitIndexSortNullsHigh : 0;
  for (const [flag, shown] of SHOWN_ABSENT) if ((flags & flag) === 0) grbit |= shown;
  return grbit;
}

/** The number of an index' locale. */
export function indexLcid(index: IndexSchema): number {
  const { localeName, lcid } = index;
  return localeName === '' && lcid !== 0 ? lcid : (lcidOfLocaleName(localeName) ?? lcid);
}

export function indexedColumn(table: TableSchema, index: IndexSchema, columnId: number): ColumnSchema {
  return (
    table.columnById(columnId) ??
    fail(JET_errCatalogCorrupted, `index ${index.name} of ${table.name}: no column ${columnId}`)
  );
}

/** The key of an index as JetCreateIndex takes it, with both NULs at its end; placeholders are left out. */
export function indexKey(table: TableSchema, index: IndexSchema): string {
  const segments = index.columns.map(({ columnId, isDescending }) => {
    const column = indexedColumn(table, index, columnId);
    return column.primaryIndexPlaceholder ? '' : `${isDescending ? '-' : '+'}${column.name}\0`;
  });
  return `${segments.join('')}\0`;
}

/** How many indexes a table has; rows without a primary index count as one. */
export function indexCount(table: TableSchema): number {
  return 1 + table.indexes.filter((index) => (index.flags & INDEX_PRIMARY) === 0).length;
}

const INDEX_LIST_IDS = assignColumnIds({
  indexName: 'text',
  grbitIndex: 'fixed',
  keys: 'fixed',
  entries: 'fixed',
  pages: 'fixed',
  columns: 'fixed',
  columnNumber: 'fixed',
  columnid: 'fixed',
  coltyp: 'fixed',
  country: 'fixed',
  langid: 'fixed',
  cp: 'fixed',
  collate: 'fixed',
  grbitColumn: 'fixed',
  columnName: 'text',
  lcMapFlags: 'fixed',
});

type IndexListName = keyof typeof INDEX_LIST_IDS;

const COUNTRY = 1;

/** Lists the columns of indexes, one row for each column of each index. */
export function indexList(
  table: TableSchema,
  indexes: readonly IndexSchema[],
  statistics: ReadonlyMap<number, TreeStatistics>,
): ListTable<IndexListName> {
  const segments = indexes.flatMap((index) => index.columns.map((_, number) => ({ index, number })));
  const sorted = sortRows(
    segments,
    ({ index }) => index.name,
    ({ number }) => number,
  );
  return {
    columnIds: INDEX_LIST_IDS,
    rows: sorted.map(({ index, number }) => segmentRow(table, index, number, statistics)),
  };
}

function segmentRow(
  table: TableSchema,
  index: IndexSchema,
  number: number,
  statistics: ReadonlyMap<number, TreeStatistics>,
): Record<IndexListName, Uint8Array> {
  const { columnId, isDescending } = index.columns[number];
  const column = indexedColumn(table, index, columnId);
  const isPrimary = (index.flags & INDEX_PRIMARY) !== 0;
  const counted = statistics.get(isPrimary ? table.objectId : index.objectId) ?? NO_STATISTICS;
  return {
    indexName: listText(index.name),
    grbitIndex: listNumber(indexGrbit(index), 4),
    keys: listNumber(counted.keys, 4),
    entries: listNumber(counted.entries, 4),
    pages: listNumber(counted.pages, 4),
    columns: listNumber(index.columns.length, 4),
    columnNumber: listNumber(number, 4),
    columnid: listNumber(columnId, 4),
    coltyp: listNumber(column.columnType, 4),
    country: listNumber(COUNTRY, 2),
    langid: listNumber(indexLcid(index), 2),
    cp: listNumber(column.codePage, 2),
    collate: listNumber(0, 2),
    grbitColumn: listNumber(isDescending ? JET_bitKeyDescending : JET_bitKeyAscending, 4),
    columnName: listText(column.name),
    lcMapFlags: listNumber(index.lcMapFlags, 4),
  };
}
