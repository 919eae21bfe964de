/** The API: the levels of JetGetTableInfo and JetGetObjectInfo. */
import {
  JET_errBufferTooSmall,
  JET_errFeatureNotAvailable,
  JET_errInvalidBufferSize,
  JET_errInvalidOperation,
  JET_errInvalidParameter,
  JET_errObjectNotFound,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_cbNameMost } from '../../include/limits';
import type { JET_ERR } from '../../include/handles';
import {
  JET_ObjInfo,
  JET_ObjInfoList,
  JET_ObjInfoListACM,
  JET_ObjInfoListNoStats,
  JET_ObjInfoNoStats,
  JET_ObjInfoRulesLoaded,
  JET_ObjInfoSysTabCursor,
  JET_ObjInfoSysTabReadOnly,
  JET_TblInfo,
  JET_TblInfoDbid,
  JET_TblInfoName,
  JET_TblInfoSpaceAlloc,
  JET_TblInfoSpaceAvailable,
  JET_TblInfoSpaceAvailableLV,
  JET_TblInfoSpaceOwned,
  JET_TblInfoSpaceOwnedLV,
  JET_TblInfoSpaceUsage,
  JET_TblInfoTemplateTableName,
} from '../../include/info-levels';
import type { InfoTarget } from '../../include/jet-api';
import { JET_objtypNil, JET_objtypTable } from '../../include/object-types';
import { JET_OBJECTINFO, JET_OBJECTLIST } from '../../include/structs/schema-info';
import { CONTAINER, tableInfo, tableList } from '../catalog/describe-tables';
import { foldName } from '../catalog/schema';
import { NO_STATISTICS, statisticsOfTable, type TreeStatistics } from '../catalog/statistics';
import type { OpenCursor } from '../instance/open-cursors';
import type { Session } from '../instance/session';
import type { Table } from '../table/table';
import type { TemporaryTable } from '../table/temporary-table';
import { availablePages, longValuePages, ownedPages, treeAvailablePages } from '../table/table-space';
import { requireBuffer } from './check';
import { type DescribedDatabase, tableNamed } from './described-table';
import { putNumber, putStruct, putText } from './info-result';
import { openList } from './lists';
import { optionalName } from './names';

/** Where an answer goes, and how many bytes it may take. */
export interface InfoPlace {
  readonly target: InfoTarget;
  readonly bytes: number;
}

const NUMBER_BYTES = 4;

/** Answers about the table of a cursor. */
export function putTableInfo(open: OpenCursor, place: InfoPlace, level: number): void {
  const { target, bytes } = place;
  const { table } = open.cursor;
  const { schema } = table;
  switch (level) {
    case JET_TblInfo:
      return putObjectInfo(place, table, !open.options.isReadOnly, countedOf(table, open.session));
    case JET_TblInfoName:
      if (schema.name.length >= bytes) fail(JET_errBufferTooSmall, schema.name);
      return putText(target, bytes, schema.name);
    case JET_TblInfoTemplateTableName:
      if (bytes <= JET_cbNameMost) fail(JET_errBufferTooSmall, `${bytes} bytes for a name`);
      return putText(target, bytes, schema.templateName);
    case JET_TblInfoDbid:
      return putNumber(target, bytes, open.dbid, NUMBER_BYTES, JET_errBufferTooSmall);
    case JET_TblInfoSpaceAlloc:
      return putNumbers(place, [schema.initialPages, schema.density], JET_errBufferTooSmall);
    case JET_TblInfoSpaceUsage:
      return putNumbers(
        place,
        [ownedPages(table), treeAvailablePages(table, schema.rootPage)],
        JET_errInvalidParameter,
      );
    case JET_TblInfoSpaceOwned:
      return putNumber(target, bytes, ownedPages(table), NUMBER_BYTES, JET_errInvalidParameter);
    case JET_TblInfoSpaceAvailable:
      if (bytes !== NUMBER_BYTES) fail(JET_errInvalidBufferSize, `${bytes} bytes`);
      return putNumber(target, bytes, availablePages(table));
    case JET_TblInfoSpaceOwnedLV:
      return putNumber(target, bytes, longValuePages(table).owned, NUMBER_BYTES, JET_errBufferTooSmall);
    case JET_TblInfoSpaceAvailableLV:
      return putNumber(target, bytes, longValuePages(table).available, NUMBER_BYTES, JET_errBufferTooSmall);
    default:
      return fail(JET_errFeatureNotAvailable, `level ${level}`);
  }
}

/** Answers about a temporary table, of which only the number of rows is to be told. */
export function putTemporaryInfo(
  open: OpenCursor,
  temporary: TemporaryTable,
  place: InfoPlace,
  level: number,
): void {
  if (level !== JET_TblInfo) fail(JET_errInvalidOperation, `level ${level} of a temporary table`);
  const { target, bytes } = place;
  const cRecord = temporary.countRows(open.session.transaction);
  const info = { ...tableInfo(0, true, NO_STATISTICS), grbit: 0, cRecord };
  putStruct(target, bytes, JET_OBJECTINFO, { cbStruct: JET_OBJECTINFO.cb, ...info }, JET_errInvalidParameter);
}

function countedOf({ identity, schema }: Table, { transaction }: Session): TreeStatistics {
  const { catalog } = identity.owner ?? {};
  if (catalog === undefined) return NO_STATISTICS;
  return statisticsOfTable(catalog, schema.objectId, transaction).get(schema.objectId) ?? NO_STATISTICS;
}

function putObjectInfo(
  { target, bytes }: InfoPlace,
  { schema }: Table,
  isUpdatable: boolean,
  counted: TreeStatistics,
): void {
  putStruct(
    target,
    bytes,
    JET_OBJECTINFO,
    { cbStruct: JET_OBJECTINFO.cb, ...tableInfo(schema.flags, isUpdatable, counted) },
    JET_errBufferTooSmall,
  );
}

/** Puts several numbers one behind the other, and zeroes behind them; that takes bytes. */
function putNumbers({ target, bytes }: InfoPlace, values: readonly number[], tooSmall: JET_ERR): void {
  if (bytes < NUMBER_BYTES * values.length) fail(tooSmall, `${bytes} bytes for ${values.length} numbers`);
  const room = requireBuffer(target, bytes, 'pvResult');
  room.fill(0, 0, bytes);
  const view = new DataView(room.buffer, room.byteOffset, bytes);
  values.forEach((value, index) => view.setUint32(NUMBER_BYTES * index, value, true));
}

/** The arguments of JetGetObjectInfo behind the database. */
export interface ObjectQuestion extends InfoPlace {
  readonly objtyp: number;
  readonly container: string | null;
  readonly name: string | null;
  readonly level: number;
}

/** Checks that the level exists and that its answer has room. */
function requireObjectLevel({ bytes, level }: ObjectQuestion): void {
  const size = OBJECT_SIZES.get(level);
  if (size === undefined)
    return fail(
      UNAVAILABLE.includes(level) ? JET_errFeatureNotAvailable : JET_errInvalidParameter,
      `level ${level}`,
    );
  if (bytes < size) fail(JET_errBufferTooSmall, `${bytes} of ${size} bytes`);
}

const OBJECT_SIZES: ReadonlyMap<number, number> = new Map([
  [JET_ObjInfo, JET_OBJECTINFO.cb],
  [JET_ObjInfoNoStats, JET_OBJECTINFO.cb],
  [JET_ObjInfoList, JET_OBJECTLIST.cb],
  [JET_ObjInfoListNoStats, JET_OBJECTLIST.cb],
]);
const UNAVAILABLE: readonly number[] = [
  JET_ObjInfoSysTabCursor,
  JET_ObjInfoSysTabReadOnly,
  JET_ObjInfoListACM,
  JET_ObjInfoRulesLoaded,
];

/** Answers about one table of a database, or lists them all. */
export function putDatabaseObjects(database: DescribedDatabase, question: ObjectQuestion): JET_ERR {
  requireObjectLevel(question);
  const container = optionalName(question.container, 'szContainerName');
  if (container !== null && foldName(container) !== foldName(CONTAINER))
    return fail(JET_errObjectNotFound, `container ${container}`);
  const name = optionalName(question.name, 'szObjectName');
  const isList = question.level === JET_ObjInfoList || question.level === JET_ObjInfoListNoStats;
  if (isList) putTableList(database, question);
  else {
    const { table } = tableNamed(database, name ?? fail(JET_errObjectNotFound, 'no name'));
    const isCounting = question.level !== JET_ObjInfoNoStats;
    const counted = isCounting ? countedOf(table, database.session) : NO_STATISTICS;
    putObjectInfo(question, table, !database.isReadOnly, counted);
  }
  return JET_errSuccess;
}

function putTableList({ session, tables, isReadOnly }: DescribedDatabase, question: ObjectQuestion): void {
  const isEmpty = question.objtyp !== JET_objtypNil && question.objtyp !== JET_objtypTable;
  const list = tableList(
    tables.catalog,
    !isReadOnly,
    isEmpty,
    question.level !== JET_ObjInfoListNoStats,
    session.transaction,
  );
  const ids = list.columnIds;
  putStruct(question.target, question.bytes, JET_OBJECTLIST, {
    cbStruct: JET_OBJECTLIST.cb,
    tableid: openList(session, list),
    cRecord: list.rows.length,
    columnidcontainername: ids.container,
    columnidobjectname: ids.name,
    columnidobjtyp: ids.objtyp,
    columniddtCreate: ids.dtCreate,
    columniddtUpdate: ids.dtUpdate,
    columnidgrbit: ids.grbit,
    columnidflags: ids.flags,
    columnidcRecord: ids.cRecord,
    columnidcPage: ids.cPage,
  });
}
