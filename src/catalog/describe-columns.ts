/** What information calls say about the columns of a table. */
import { JET_bitColumnUpdatable } from '../../include/grbits/column-ddl';
import { columnFlagsOf, columnFlagsToGrbit, type ColumnSchema, toJetColumnId } from '../record/column';
import { assignColumnIds, listNumber, listText, type ListTable, sortRows } from './info-list';
import type { TableSchema } from './schema';

/** Members that JET_COLUMNDEF and JET_COLUMNBASE share. */
interface ColumnInfo {
  readonly columnid: number;
  readonly coltyp: number;
  readonly wCountry: number;
  readonly langid: number;
  readonly cp: number;
  readonly cbMax: number;
  readonly grbit: number;
}

export interface ColumnListOptions {
  /** Only columns that the table does not have from its template. */
  readonly ownOnly: boolean;
  /** Names and ids, nothing else. */
  readonly minimal: boolean;
  /** In the order of ids, not of names. */
  readonly sortByColumnId: boolean;
  /** As needed to copy the table: its own columns, unsorted. */
  readonly compacting: boolean;
  readonly isUpdatable: boolean;
}

const COUNTRY = 1;
const ENGLISH_US = 0x409;

export function columnInfo(column: ColumnSchema, isUpdatable: boolean): ColumnInfo {
  return {
    columnid: publicId(column),
    coltyp: column.columnType,
    wCountry: COUNTRY,
    langid: ENGLISH_US,
    cp: column.codePage,
    cbMax: column.maxBytes,
    grbit:
      columnFlagsToGrbit(column.columnId, columnFlagsOf(column)) | (isUpdatable ? JET_bitColumnUpdatable : 0),
  };
}

const publicId = (column: ColumnSchema): number => toJetColumnId(column.columnId, column.templateColumn);

/** The ids of the columns of a list of columns, `default` being binary where the list is for copying. */
const COLUMN_LIST_IDS = assignColumnIds({
  presentationOrder: 'fixed',
  name: 'text',
  columnid: 'fixed',
  coltyp: 'fixed',
  country: 'fixed',
  langid: 'fixed',
  cp: 'fixed',
  collate: 'fixed',
  cbMax: 'fixed',
  grbit: 'fixed',
  default: 'long',
  tableName: 'text',
  columnName: 'text',
});
const COMPACT_LIST_IDS = { ...COLUMN_LIST_IDS, default: 129, tableName: 130, columnName: 131 };

type ColumnListName = keyof typeof COLUMN_LIST_IDS;

/** Lists the columns of a table. */
export function columnList(table: TableSchema, options: ColumnListOptions): ListTable<ColumnListName> {
  const listed = table.columns.filter((column) => isListed(column, options));
  const byId = options.sortByColumnId;
  const sorted = options.compacting
    ? listed
    : sortRows(
        listed,
        (column) => (byId ? '' : column.name),
        (column) => (byId ? publicId(column) | 0 : 0),
      );
  return {
    columnIds: options.compacting ? COMPACT_LIST_IDS : COLUMN_LIST_IDS,
    rows: sorted.map((column) => columnRow(table, column, options)),
  };
}

function isListed(column: ColumnSchema, options: ColumnListOptions): boolean {
  if (column.isDerived) return !options.ownOnly && !options.compacting;
  return !(options.compacting && column.primaryIndexPlaceholder);
}

function columnRow(
  table: TableSchema,
  column: ColumnSchema,
  options: ColumnListOptions,
): Partial<Record<ColumnListName, Uint8Array>> {
  const info = columnInfo(column, options.isUpdatable);
  const columnid = listNumber(info.columnid, 4);
  return {
    ...(options.sortByColumnId ? { presentationOrder: columnid } : {}),
    name: listText(column.name),
    columnid,
    ...(options.minimal ? {} : details(table, column, info)),
  };
}

function details(
  table: TableSchema,
  column: ColumnSchema,
  info: ColumnInfo,
): Partial<Record<ColumnListName, Uint8Array>> {
  const { defaultValue } = column;
  return {
    coltyp: listNumber(info.coltyp, 4),
    country: listNumber(info.wCountry, 2),
    langid: listNumber(info.langid, 2),
    cp: listNumber(info.cp, 2),
    collate: listNumber(0, 2),
    cbMax: listNumber(info.cbMax, 4),
    grbit: listNumber(info.grbit, 4),
    ...(defaultValue === null || defaultValue.length === 0 ? {} : { default: defaultValue }),
    tableName: listText(table.name),
    columnName: listText(column.name),
  };
}
