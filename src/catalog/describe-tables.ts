/** What information calls say about the tables of a database. */
import {
  JET_bitTableInfoBookmark,
  JET_bitTableInfoRollback,
  JET_bitTableInfoUpdatable,
} from '../../include/grbits/schema-info';
import { JET_objtypTable } from '../../include/object-types';
import type { Transaction } from '../version/transaction';
import type { Catalog } from './catalog';
import type { CatalogRow } from './catalog-row';
import { assignColumnIds, listNumber, listText, type ListTable, sortRows } from './info-list';
import { NO_STATISTICS, statisticsOf, type TreeStatistics } from './statistics';

/** Members of JET_OBJECTINFO; the engine keeps no dates, and counts only what JetComputeStats counted. */
interface TableInfo {
  readonly objtyp: number;
  readonly dtCreate: number;
  readonly dtUpdate: number;
  readonly grbit: number;
  readonly flags: number;
  readonly cRecord: number;
  readonly cPage: number;
}

/** The container of all tables. */
export const CONTAINER = 'Tables';

export function tableInfo(flags: number, isUpdatable: boolean, counted: TreeStatistics): TableInfo {
  return {
    objtyp: JET_objtypTable,
    dtCreate: 0,
    dtUpdate: 0,
    grbit:
      JET_bitTableInfoBookmark | JET_bitTableInfoRollback | (isUpdatable ? JET_bitTableInfoUpdatable : 0),
    flags,
    cRecord: counted.entries,
    cPage: counted.pages,
  };
}

const TABLE_LIST_IDS = assignColumnIds({
  container: 'text',
  name: 'text',
  objtyp: 'fixed',
  dtCreate: 'fixed',
  dtUpdate: 'fixed',
  cRecord: 'fixed',
  cPage: 'fixed',
  grbit: 'fixed',
  flags: 'fixed',
});

type TableListName = keyof typeof TABLE_LIST_IDS;

/** Lists the tables of a database as a transaction sees them; none where `isEmpty`. */
export function tableList(
  catalog: Catalog,
  isUpdatable: boolean,
  isEmpty: boolean,
  isCounting: boolean,
  view: Transaction,
): ListTable<TableListName> {
  const tables: CatalogRow[] = [];
  if (!isEmpty) catalog.forEachTable((row) => tables.push(row), view);
  const sorted = sortRows(
    tables,
    (row) => row.name,
    () => 0,
  );
  return { columnIds: TABLE_LIST_IDS, rows: sorted.map((row) => tableRow(row, isUpdatable, isCounting)) };
}

function tableRow(
  row: CatalogRow,
  isUpdatable: boolean,
  isCounting: boolean,
): Partial<Record<TableListName, Uint8Array>> {
  const info = tableInfo(row.flags, isUpdatable, isCounting ? statisticsOf(row.stats) : NO_STATISTICS);
  return {
    container: listText(CONTAINER),
    name: listText(row.name),
    objtyp: listNumber(info.objtyp, 4),
    cRecord: listNumber(info.cRecord, 4),
    cPage: listNumber(info.cPage, 4),
    grbit: listNumber(info.grbit, 4),
    flags: listNumber(info.flags, 4),
  };
}
