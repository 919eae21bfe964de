/**
 * The API: creating and deleting indexes.
 *
 * One index is created in whatever transaction is open; several at once only outside of any, by whoever has the table alone.
 */
import {
  JET_errExclusiveTableLockRequired,
  JET_errFixedDDL,
  JET_errIllegalOperation,
  JET_errInTransaction,
  JET_errInvalidGrbit,
  JET_errPermissionDenied,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitIndexEmpty,
  JET_bitIndexLazyFlush,
  JET_bitIndexPrimary,
  JET_bitIndexUnversioned,
} from '../../include/grbits/index-ddl';
import type { JET_ERR, JET_SESID, JET_TABLEID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import type { Struct } from '../../include/struct';
import { JET_INDEXCREATE, JET_INDEXCREATE2, JET_INDEXCREATE3 } from '../../include/structs/index-ddl';
import type { IndexRequest } from '../catalog/index-definition';
import { TABLE_FIXED_DDL, TABLE_TEMPLATE } from '../catalog/schema';
import { changing } from '../instance/changes';
import { cursorsOnTable, type OpenCursor } from '../instance/open-cursors';
import { openLists } from '../instance/open-lists';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import type { Table } from '../table/table';
import { IndexDdl } from '../table/index-ddl';
import { type ApiName, apiCall } from './api-call';
import { requireArray, requireStruct, unsigned } from './check';
import { enterIdleCursor } from './cursor';
import { type AnyIndexStruct, indexRequestOf, surroundingsOf } from './index-request';
import { requireName } from './names';
import { enterSession } from './enter';
import { tablesOfCursor } from './writable';

const has = (grbit: number, bit: number): boolean => (grbit & bit) !== 0;

/** Lists and temporary tables get no indexes. */
function enterTable(sesid: JET_SESID | null, tableid: JET_TABLEID | null): OpenCursor {
  const session = enterSession(sesid);
  if (openLists.get(tableid)?.session === session) fail(JET_errIllegalOperation, 'a list of the engine');
  return enterIdleCursor(sesid, tableid);
}

function requireUpdatable({ options, cursor }: OpenCursor): void {
  if (options.isReadOnly) fail(JET_errPermissionDenied, 'the cursor is read only');
  const { flags, name } = cursor.table.schema;
  const isFixed = has(flags, TABLE_FIXED_DDL) && !options.permitsDdl;
  if (isFixed || has(flags, TABLE_TEMPLATE)) fail(JET_errFixedDDL, name);
}

/** Whether no other session can use the table while the cursor is open. */
const isExclusive = ({ cursor, session }: OpenCursor): boolean =>
  [...cursorsOnTable(cursor.table)].some((other) => other.session === session && other.options.denyRead);

function createOne(open: OpenCursor, struct: AnyIndexStruct): void {
  const { session, cursor } = open;
  const grbit = unsigned(struct.grbit, 'grbit');
  if (has(grbit, JET_bitIndexUnversioned) && !open.options.denyRead && session.level > 0)
    fail(JET_errInTransaction, 'an unversioned index');
  requireUpdatable(open);
  create(open, [indexRequestOf(struct, cursor.table)], has(grbit, JET_bitIndexLazyFlush));
}

function createSeveral(open: OpenCursor, structs: readonly AnyIndexStruct[]): void {
  const { session, cursor } = open;
  if (open.options.isReadOnly) fail(JET_errPermissionDenied, 'the cursor is read only');
  if (session.level > 0) fail(JET_errInTransaction, `${structs.length} indexes at once`);
  if (!isExclusive(open)) fail(JET_errExclusiveTableLockRequired, cursor.table.schema.name);
  requireUpdatable(open);
  if (structs.length === 0) return;
  let isLazy = true;
  const requests = structs.map((struct) => {
    const grbit = unsigned(struct.grbit, 'grbit');
    if (has(grbit, JET_bitIndexPrimary | JET_bitIndexUnversioned | JET_bitIndexEmpty))
      fail(JET_errInvalidGrbit, 'an index of a kind that is created alone');
    if (!has(grbit, JET_bitIndexLazyFlush)) isLazy = false;
    return indexRequestOf(struct, cursor.table);
  });
  create(open, requests, isLazy);
}

function create(open: OpenCursor, requests: readonly IndexRequest[], isLazy: boolean): void {
  const { session, cursor } = open;
  const surroundings = surroundingsOf(session.instance.parameters, cursor.table);
  changing(
    session,
    (by) => {
      const ddl = new IndexDdl(tablesOfCursor(open), by);
      for (const request of requests)
        ddl.create(currentTable(open), request, surroundings, !has(request.grbit, JET_bitIndexEmpty));
    },
    isLazy,
  );
}

/** The table as the session sees it by now. */
const currentTable = ({ identity, session, cursor }: OpenCursor): Table =>
  identity.seenBy(session.transaction) ?? cursor.table;

function createFrom<V extends AnyIndexStruct>(
  api: ApiName,
  open: () => OpenCursor,
  struct: Struct<V>,
  structs: readonly V[] | null,
  count: number,
): JET_ERR {
  return apiCall(api, () => {
    const given = unsigned(count, 'cIndexCreate');
    const cursor = open();
    const indexes = requireArray(structs, given, 'pindexcreate').map((each) => requireStruct(each, struct));
    if (indexes.length === 1) createOne(cursor, indexes[0]);
    else createSeveral(cursor, indexes);
  });
}

/**
 * Creates an index; `cbKey` counts the characters of `szKey`, NULs included.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex-function
 */
export const jetCreateIndex: JetApi['jetCreateIndex'] = (
  sesid,
  tableid,
  szIndexName,
  grbit,
  szKey,
  cbKey,
  lDensity,
) =>
  apiCall('JetCreateIndex', () => {
    const open = enterTable(sesid, tableid);
    const struct = { szIndexName, szKey, cbKey, grbit, ulDensity: lDensity, cbKeyMost: OLD_KEY_MOST };
    createOne(open, JET_INDEXCREATE(struct));
  });

/**
 * Creates indexes on a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex2-function
 */
export const jetCreateIndex2: JetApi['jetCreateIndex2'] = (sesid, tableid, pindexcreate, cIndexCreate) =>
  createFrom(
    'JetCreateIndex2',
    () => enterTable(sesid, tableid),
    JET_INDEXCREATE,
    pindexcreate,
    cIndexCreate,
  );

/**
 * Creates indexes on a table, with hints for their space.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex3-function
 */
export const jetCreateIndex3: JetApi['jetCreateIndex3'] = (sesid, tableid, pindexcreate, cIndexCreate) =>
  createFrom(
    'JetCreateIndex3',
    () => enterTable(sesid, tableid),
    JET_INDEXCREATE2,
    pindexcreate,
    cIndexCreate,
  );

/**
 * Creates indexes on a table that name their locale.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateindex4w-function
 */
export const jetCreateIndex4: JetApi['jetCreateIndex4'] = (sesid, tableid, pindexcreate, cIndexCreate) =>
  createFrom(
    'JetCreateIndex4',
    () => enterTable(sesid, tableid),
    JET_INDEXCREATE3,
    pindexcreate,
    cIndexCreate,
  );

/**
 * Deletes an index.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetdeleteindex-function
 */
export const jetDeleteIndex: JetApi['jetDeleteIndex'] = (sesid, tableid, szIndexName) =>
  apiCall('JetDeleteIndex', () => {
    const open = enterTable(sesid, tableid);
    const name = requireName(szIndexName ?? '', 'szIndexName');
    if (open.options.isReadOnly) fail(JET_errPermissionDenied, 'the cursor is read only');
    changing(open.session, (by) =>
      new IndexDdl(tablesOfCursor(open), by).delete(open.cursor.table, name, ({ objectId }) =>
        isCurrent(open.cursor.table, objectId),
      ),
    );
  });

/** Whether a cursor of any session has the index as its current one. */
function isCurrent(table: Table, objectId: number): boolean {
  for (const { cursor } of cursorsOnTable(table))
    if (cursor.isOnSecondary && cursor.index?.objectId === objectId) return true;
  return false;
}
