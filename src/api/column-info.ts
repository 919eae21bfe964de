/** The API: the levels of JetGetColumnInfo and JetGetTableColumnInfo. */
import {
  JET_errBufferTooSmall,
  JET_errColumnNotFound,
  JET_errFeatureNotAvailable,
  JET_errInvalidParameter,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_COLUMNID } from '../../include/handles';
import {
  JET_ColInfo,
  JET_ColInfoBase,
  JET_ColInfoBaseByColid,
  JET_ColInfoByColid,
  JET_ColInfoGrbitMinimalInfo,
  JET_ColInfoGrbitNonDerivedColumnsOnly,
  JET_ColInfoGrbitSortByColumnid,
  JET_ColInfoList,
  JET_ColInfoListCompact,
  JET_ColInfoListSortColumnid,
  JET_ColInfoSysTabCursor,
} from '../../include/info-levels';
import type { InfoTarget } from '../../include/jet-api';
import type { Ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_COLUMNBASE, JET_COLUMNLIST } from '../../include/structs/schema-info';
import { columnInfo, columnList, type ColumnListOptions } from '../catalog/describe-columns';
import type { TableSchema } from '../catalog/schema';
import type { ColumnSchema } from '../record/column';
import { requireRef, unsigned } from './check';
import type { DescribedTable } from './described-table';
import { putStruct } from './info-result';
import { openList } from './lists';
import { optionalName } from './names';

const OPTION_BITS = 0xf0000000;
const COMPACTING = 0x10000000;

/** What the caller wants to know of columns, and where it is to go. */
export interface ColumnQuestion {
  readonly nameOrId: string | Ref<JET_COLUMNID> | null;
  readonly target: InfoTarget;
  readonly bytes: number;
  readonly level: number;
  readonly bits: number;
}

export function columnQuestion(
  nameOrId: string | Ref<JET_COLUMNID> | null,
  target: InfoTarget,
  cbMax: number,
  InfoLevel: number,
): ColumnQuestion {
  const level = unsigned(InfoLevel, 'InfoLevel');
  return {
    nameOrId,
    target,
    bytes: unsigned(cbMax, 'cbMax'),
    level: (level & ~OPTION_BITS) >>> 0,
    bits: (level & OPTION_BITS) >>> 0,
  };
}

/** Checks that the level exists and its answer has room; before that, a base answer wants a place. */
export function requireColumnLevel({ target, bytes, level }: ColumnQuestion): void {
  const size = SIZES.get(level);
  if (level === JET_ColInfoSysTabCursor) fail(JET_errFeatureNotAvailable, `level ${level}`);
  if (size === undefined) return fail(JET_errInvalidParameter, `level ${level}`);
  if (size === JET_COLUMNBASE.cb && (target === null || target === undefined))
    fail(JET_errInvalidParameter, 'pvResult');
  if (bytes < size) fail(JET_errBufferTooSmall, `${bytes} of ${size} bytes`);
}

const SIZES: ReadonlyMap<number, number> = new Map([
  [JET_ColInfo, JET_COLUMNDEF.cb],
  [JET_ColInfoByColid, JET_COLUMNDEF.cb],
  [JET_ColInfoBase, JET_COLUMNBASE.cb],
  [JET_ColInfoBaseByColid, JET_COLUMNBASE.cb],
  [JET_ColInfoList, JET_COLUMNLIST.cb],
  [JET_ColInfoListCompact, JET_COLUMNLIST.cb],
  [JET_ColInfoListSortColumnid, JET_COLUMNLIST.cb],
]);

/** Answers for a table; the level has been checked. */
export function putColumnInfo(described: DescribedTable, question: ColumnQuestion): void {
  const { target, bytes, level } = question;
  const { schema } = described.table;
  switch (level) {
    case JET_ColInfo:
    case JET_ColInfoByColid: {
      const info = columnInfo(columnOf(schema, question), described.isUpdatable);
      return putStruct(target, bytes, JET_COLUMNDEF, { cbStruct: JET_COLUMNDEF.cb, wCollate: 0, ...info });
    }
    case JET_ColInfoBase:
    case JET_ColInfoBaseByColid: {
      const column = columnOf(schema, question);
      return putStruct(target, bytes, JET_COLUMNBASE, {
        cbStruct: JET_COLUMNBASE.cb,
        wFiller: 0,
        ...columnInfo(column, described.isUpdatable),
        szBaseTableName: schema.name,
        szBaseColumnName: column.name,
      });
    }
    default:
      return putColumnList(described, question);
  }
}

/** The column by its id at the levels that say so, else by its name. */
function columnOf(schema: TableSchema, { nameOrId, level }: ColumnQuestion): ColumnSchema {
  if (level === JET_ColInfoByColid || level === JET_ColInfoBaseByColid) {
    const columnid = typeof nameOrId === 'string' ? fail(JET_errInvalidParameter, nameOrId) : idIn(nameOrId);
    return schema.columnById(columnid) ?? fail(JET_errColumnNotFound, `${schema.name}: ${columnid}`);
  }
  const name = optionalName(nameOrId, 'szColumnName') ?? fail(JET_errColumnNotFound, 'no name');
  return schema.columnByName(name) ?? fail(JET_errColumnNotFound, `${schema.name}.${name}`);
}

const idIn = (place: Ref<JET_COLUMNID> | null): number =>
  unsigned(requireRef(place, 'columnid').value, 'columnid');

function putColumnList({ session, table, isUpdatable }: DescribedTable, question: ColumnQuestion): void {
  const { nameOrId, target, bytes } = question;
  optionalName(nameOrId, 'szColumnName');
  const list = columnList(table.schema, listOptions(question, isUpdatable));
  const ids = list.columnIds;
  putStruct(target, bytes, JET_COLUMNLIST, {
    cbStruct: JET_COLUMNLIST.cb,
    tableid: openList(session, list),
    cRecord: list.rows.length,
    columnidPresentationOrder: ids.presentationOrder,
    columnidcolumnname: ids.name,
    columnidcolumnid: ids.columnid,
    columnidcoltyp: ids.coltyp,
    columnidCountry: ids.country,
    columnidLangid: ids.langid,
    columnidCp: ids.cp,
    columnidCollate: ids.collate,
    columnidcbMax: ids.cbMax,
    columnidgrbit: ids.grbit,
    columnidDefault: ids.default,
    columnidBaseTableName: ids.tableName,
    columnidBaseColumnName: ids.columnName,
    columnidDefinitionName: ids.name,
  });
}

function listOptions({ level, bits }: ColumnQuestion, isUpdatable: boolean): ColumnListOptions {
  const has = (bit: number): boolean => (bits & bit) !== 0;
  return {
    ownOnly: has(JET_ColInfoGrbitNonDerivedColumnsOnly),
    minimal: has(JET_ColInfoGrbitMinimalInfo),
    sortByColumnId: level === JET_ColInfoListSortColumnid || has(JET_ColInfoGrbitSortByColumnid),
    compacting: level === JET_ColInfoListCompact || has(COMPACTING),
    isUpdatable,
  };
}
