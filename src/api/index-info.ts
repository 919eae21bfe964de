/** The API: the levels of JetGetIndexInfo and JetGetTableIndexInfo. */
import {
  JET_errBufferTooSmall,
  JET_errFeatureNotAvailable,
  JET_errIndexNotFound,
  JET_errInvalidBufferSize,
  JET_errInvalidParameter,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_IdxInfo,
  JET_IdxInfoCount,
  JET_IdxInfoCreateIndex,
  JET_IdxInfoCreateIndex2,
  JET_IdxInfoCreateIndex3,
  JET_IdxInfoIndexId,
  JET_IdxInfoKeyMost,
  JET_IdxInfoLCID,
  JET_IdxInfoList,
  JET_IdxInfoLocaleName,
  JET_IdxInfoOLC,
  JET_IdxInfoResetOLC,
  JET_IdxInfoSpaceAlloc,
  JET_IdxInfoSpaceAvailable,
  JET_IdxInfoSpaceOwned,
  JET_IdxInfoSysTabCursor,
  JET_IdxInfoVarSegMac,
} from '../../include/info-levels';
import type { InfoTarget } from '../../include/jet-api';
import { JET_INDEXCREATE, JET_INDEXCREATE2, JET_INDEXCREATE3 } from '../../include/structs/index-ddl';
import { JET_INDEXID } from '../../include/structs/position';
import { JET_INDEXLIST } from '../../include/structs/schema-info';
import { indexCount, indexLcid, indexList } from '../catalog/describe-indexes';
import type { IndexSchema, TableSchema } from '../catalog/schema';
import { ownIndexPages, treeAvailablePages } from '../table/table-space';
import { unsigned } from './check';
import type { DescribedTable } from './described-table';
import { putIndexCreate } from './index-create-info';
import { putNumber, putStruct, putText } from './info-result';
import { statisticsOfTable } from '../catalog/statistics';
import { openList } from './lists';
import { optionalName } from './names';

const LONG_BYTES = 4;
const SHORT_BYTES = 2;
const LOCALE_NAME_BYTES = 170;
/** An index list without its last member is accepted, as older headers declare it. */
const OLDER_LIST_BYTES = JET_INDEXLIST.cb - LONG_BYTES;

/** What the caller wants to know of indexes, and where it is to go. */
export interface IndexQuestion {
  readonly name: string | null;
  readonly target: InfoTarget;
  readonly bytes: number;
  readonly level: number;
}

export function indexQuestion(
  name: string | null,
  target: InfoTarget,
  cbResult: number,
  InfoLevel: number,
): IndexQuestion {
  return {
    name,
    target,
    bytes: unsigned(cbResult, 'cbResult'),
    level: unsigned(InfoLevel, 'InfoLevel'),
  };
}

const SIZES: ReadonlyMap<number, number> = new Map([
  [JET_IdxInfo, OLDER_LIST_BYTES],
  [JET_IdxInfoList, OLDER_LIST_BYTES],
  [JET_IdxInfoSpaceOwned, LONG_BYTES],
  [JET_IdxInfoSpaceAvailable, LONG_BYTES],
  [JET_IdxInfoSpaceAlloc, LONG_BYTES],
  [JET_IdxInfoCount, LONG_BYTES],
  [JET_IdxInfoLCID, SHORT_BYTES],
  [JET_IdxInfoVarSegMac, SHORT_BYTES],
  [JET_IdxInfoKeyMost, SHORT_BYTES],
  [JET_IdxInfoIndexId, JET_INDEXID.cb],
  [JET_IdxInfoCreateIndex, JET_INDEXCREATE.cb],
  [JET_IdxInfoCreateIndex2, JET_INDEXCREATE2.cb],
  [JET_IdxInfoCreateIndex3, JET_INDEXCREATE3.cb],
  [JET_IdxInfoLocaleName, LOCALE_NAME_BYTES],
]);
const UNAVAILABLE: readonly number[] = [JET_IdxInfoSysTabCursor, JET_IdxInfoOLC, JET_IdxInfoResetOLC];

/** Checks that the level exists and that its answer has room. */
export function requireIndexLevel({ bytes, level }: IndexQuestion): void {
  const size = SIZES.get(level);
  if (size === undefined)
    return fail(
      UNAVAILABLE.includes(level) ? JET_errFeatureNotAvailable : JET_errInvalidParameter,
      `level ${level}`,
    );
  if (bytes < size) fail(JET_errBufferTooSmall, `${bytes} of ${size} bytes`);
}

/** Whether the catalog alone answers, so that nobody who keeps the table to himself is in the way. */
export const isInCatalog = ({ level }: IndexQuestion): boolean => CATALOG_LEVELS.includes(level);

const CATALOG_LEVELS: readonly number[] = [
  JET_IdxInfoSpaceAlloc,
  JET_IdxInfoLCID,
  JET_IdxInfoLocaleName,
  JET_IdxInfoVarSegMac,
  JET_IdxInfoKeyMost,
];

/** Answers for a table; the level has been checked, the name has not. */
export function putIndexInfo(described: DescribedTable, asked: IndexQuestion): void {
  const question = { ...asked, name: optionalName(asked.name, 'szIndexName') };
  const { target, bytes, level, name } = question;
  const { schema } = described.table;
  switch (level) {
    case JET_IdxInfo:
    case JET_IdxInfoList:
      return putIndexList(described, question);
    case JET_IdxInfoCount:
      return putNumber(target, bytes, indexCount(schema));
    case JET_IdxInfoSpaceOwned:
    case JET_IdxInfoSpaceAvailable:
      return putSpace(described, question);
    case JET_IdxInfoCreateIndex:
    case JET_IdxInfoCreateIndex2:
    case JET_IdxInfoCreateIndex3: {
      const index = name === null ? schema.primaryIndex : schema.indexByName(name);
      return putIndexCreate(schema, index ?? missing(described, name), question);
    }
    default:
      return putIndexValue(requireIndex(described, name), question);
  }
}

/** The levels that tell one value of one index. */
function putIndexValue(index: IndexSchema, { target, bytes, level }: IndexQuestion): void {
  switch (level) {
    case JET_IdxInfoIndexId:
      return putStruct(target, bytes, JET_INDEXID, {
        cbStruct: JET_INDEXID.cb,
        rgbIndexId: indexId(index),
      });
    case JET_IdxInfoSpaceAlloc:
      return putNumber(target, bytes, index.density);
    case JET_IdxInfoLCID: {
      const lcid = indexLcid(index);
      return bytes < LONG_BYTES
        ? putNumber(target, bytes, lcid & 0xffff, SHORT_BYTES)
        : putNumber(target, bytes, lcid);
    }
    case JET_IdxInfoVarSegMac:
      return putNumber(target, bytes, index.varSegMac, SHORT_BYTES);
    case JET_IdxInfoKeyMost:
      return putNumber(target, bytes, index.keyMost, SHORT_BYTES);
    default:
      return putText(target, bytes, index.localeName);
  }
}

function requireIndex(described: DescribedTable, name: string | null): IndexSchema {
  const index = name === null ? undefined : described.table.schema.indexByName(name);
  return index ?? missing(described, name);
}

function missing({ table }: DescribedTable, name: string | null): never {
  fail(JET_errIndexNotFound, `${table.schema.name} has no index ${name ?? ''}`);
}

/** Identifies an index as long as it exists: 8 bytes left empty, its object id, its root page. */
function indexId(index: IndexSchema): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, index.objectId, true);
  view.setUint32(12, index.rootPage, true);
  return bytes;
}

/** The index that an id of this engine stands for; undefined when the table has none of it. */
export function indexOfId(
  schema: TableSchema,
  { cbStruct, rgbIndexId }: JET_INDEXID,
): IndexSchema | undefined {
  if (cbStruct !== JET_INDEXID.cb || !(rgbIndexId instanceof Uint8Array)) return undefined;
  return schema.indexes.find((index) => Buffer.compare(indexId(index), rgbIndexId) === 0);
}

/** An index that does not exist leaves the answer as it is, and is no error. */
function putSpace({ table }: DescribedTable, { target, bytes, level, name }: IndexQuestion): void {
  const index = name === null ? undefined : table.schema.indexByName(name);
  if (index === undefined) return;
  if (level === JET_IdxInfoSpaceAvailable)
    return putNumber(target, bytes, treeAvailablePages(table, index.rootPage));
  if (bytes !== LONG_BYTES) fail(JET_errInvalidBufferSize, `${bytes} bytes`);
  return putNumber(target, bytes, ownIndexPages(table, index));
}

function putIndexList(described: DescribedTable, { target, bytes, name }: IndexQuestion): void {
  const { table, session } = described;
  const { schema } = table;
  const indexes = name === null ? schema.indexes : [requireIndex(described, name)];
  const { catalog } = table.identity.owner ?? {};
  const statistics =
    catalog === undefined
      ? new Map<number, never>()
      : statisticsOfTable(catalog, schema.objectId, session.transaction);
  const list = indexList(schema, indexes, statistics);
  const ids = list.columnIds;
  const members = {
    tableid: openList(described.session, list),
    cRecord: list.rows.length,
    columnidindexname: ids.indexName,
    columnidgrbitIndex: ids.grbitIndex,
    columnidcKey: ids.keys,
    columnidcEntry: ids.entries,
    columnidcPage: ids.pages,
    columnidcColumn: ids.columns,
    columnidiColumn: ids.columnNumber,
    columnidcolumnid: ids.columnid,
    columnidcoltyp: ids.coltyp,
    columnidCountry: ids.country,
    columnidLangid: ids.langid,
    columnidCp: ids.cp,
    columnidCollate: ids.collate,
    columnidgrbitColumn: ids.grbitColumn,
    columnidcolumnname: ids.columnName,
  };
  if (bytes >= JET_INDEXLIST.cb)
    putStruct(target, bytes, JET_INDEXLIST, {
      cbStruct: JET_INDEXLIST.cb,
      ...members,
      columnidLCMapFlags: ids.lcMapFlags,
    });
  else putOlderList(target, members);
}

/** The list as older headers declare it, 4 bytes shorter. */
function putOlderList(target: InfoTarget, members: Partial<JET_INDEXLIST>): void {
  const older = { cbStruct: OLDER_LIST_BYTES, ...members };
  if (!(target instanceof Uint8Array)) return putStruct(target, JET_INDEXLIST.cb, JET_INDEXLIST, older);
  if (target.length < OLDER_LIST_BYTES) fail(JET_errInvalidParameter, `pvResult: ${target.length} bytes`);
  const whole = new Uint8Array(JET_INDEXLIST.cb);
  JET_INDEXLIST.encode(JET_INDEXLIST(older), whole);
  target.set(whole.subarray(0, JET_INDEXLIST.offsets.columnidLCMapFlags));
}
