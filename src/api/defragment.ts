/** The API: what JetDefragment and JetDefragment2 are asked for. */
import {
  JET_errDatabaseFileReadOnly,
  JET_errInvalidGrbit,
  JET_errInvalidName,
  JET_errInvalidParameter,
  JET_errObjectNotFound,
  JET_errSuccess,
  JET_errTransReadOnly,
  JET_wrnDefragNotRunning,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_CALLBACK } from '../../include/callbacks';
import {
  JET_bitDefragmentAvailSpaceTreesOnly,
  JET_bitDefragmentBatchStart,
  JET_bitDefragmentBatchStop,
  JET_bitDefragmentBTree,
  JET_bitDefragmentNoPartialMerges,
} from '../../include/grbits/maintenance';
import type { JET_DBID, JET_ERR, JET_SESID } from '../../include/handles';
import {
  JET_OnlineDefragDatabases,
  JET_OnlineDefragSpaceTrees,
  JET_paramEnableOnlineDefrag,
} from '../../include/parameters';
import type { Ref } from '../../include/ref';
import { startDefragmentation, stopDefragmentation, tellDefragmented } from '../instance/defragmentation';
import { storageOf } from '../instance/storage';
import { defragmentTable } from '../maintenance/defragment';
import { optionalFunction, optionalRef, optionalText, put, unsigned } from './check';
import { enterSession } from './enter';
import { requireName } from './names';

/** Goes on with trees that were left over: nothing ever is. No header names the bit. */
const BTREE_BATCH = 0x200;
/** An older way to say that everything is to be defragmented. */
const ALL_OBSOLETE = 1;
const ALL = 0xffff;
const SUB_OPTIONS = JET_bitDefragmentAvailSpaceTreesOnly | JET_bitDefragmentNoPartialMerges;

/** The arguments of JetDefragment2. */
export interface DefragmentCall {
  readonly table: string | null;
  readonly passes: Ref<number> | null;
  readonly seconds: Ref<number> | null;
  readonly callback: JET_CALLBACK | null;
  readonly grbit: number;
}

function enterDatabase(sesid: JET_SESID | null, dbid: JET_DBID) {
  const session = enterSession(sesid);
  const storage = storageOf(session.instance);
  const database = storage.attached.require(session, unsigned(dbid, 'dbid'));
  if (session.level > 0 && session.isReadOnly) fail(JET_errTransReadOnly, 'a read-only transaction');
  return { session, database, dbid, tables: storage.tablesOf(database) };
}

type Entered = ReturnType<typeof enterDatabase>;

export function defragment(sesid: JET_SESID | null, dbid: JET_DBID, call: DefragmentCall): JET_ERR {
  const entered = enterDatabase(sesid, dbid);
  const grbit = unsigned(call.grbit, 'grbit');
  optionalRef(call.passes, 'pcPasses');
  optionalRef(call.seconds, 'pcSeconds');
  optionalFunction(call.callback, 'callback');
  if ((grbit & BTREE_BATCH) !== 0) return resume(call, grbit);
  if ((grbit & JET_bitDefragmentBTree) !== 0) return defragmentOne(entered, call, grbit);
  return startOrStop(entered, call, grbit);
}

function resume({ passes, seconds, callback, table }: DefragmentCall, grbit: number): JET_ERR {
  if ((passes ?? null) !== null || (seconds ?? null) !== null) return JET_errInvalidParameter;
  if ((grbit & ~BTREE_BATCH) !== JET_bitDefragmentBatchStart) return JET_errInvalidGrbit;
  return (callback ?? null) !== null || (table ?? null) !== null ? JET_errInvalidParameter : JET_errSuccess;
}

/** Defragments one table, at once. */
function defragmentOne({ database, tables }: Entered, call: DefragmentCall, grbit: number): JET_ERR {
  put(call.passes, 0);
  put(call.seconds, 0);
  if (grbit !== JET_bitDefragmentBTree) return JET_errInvalidGrbit;
  if ((call.callback ?? null) !== null) return JET_errInvalidParameter;
  if ((call.table ?? null) === null) return JET_errInvalidName;
  if (database.isReadOnly) return JET_errDatabaseFileReadOnly;
  const name = requireName(call.table, 'szTableName');
  const table = tables.open(name) ?? fail(JET_errObjectNotFound, `no table ${name}`);
  defragmentTable(table, () => true);
  return JET_errSuccess;
}

/** Which table is named does not matter: a run is of the whole database. */
function startOrStop(
  { session, database, tables, dbid }: Entered,
  call: DefragmentCall,
  bits: number,
): JET_ERR {
  const isStop = (bits & JET_bitDefragmentBatchStop) !== 0;
  const limits = { passes: call.passes?.value ?? 0, seconds: call.seconds?.value ?? 0 };
  if (isStop) {
    put(call.passes, 0);
    put(call.seconds, 0);
  }
  optionalText(call.table, 'szTableName');
  const parameter = session.instance.parameters.number(JET_paramEnableOnlineDefrag);
  const level = (parameter & ALL_OBSOLETE) !== 0 ? ALL : parameter;
  if (level === 0) return JET_errSuccess;
  if (database.isReadOnly) return JET_errDatabaseFileReadOnly;
  const action = bits & ~SUB_OPTIONS;
  if (action === JET_bitDefragmentBatchStop) {
    const done = stopDefragmentation(session, database);
    put(call.passes, done?.passes ?? 0);
    put(call.seconds, done?.seconds ?? 0);
    const isEnabled = (level & (JET_OnlineDefragDatabases | JET_OnlineDefragSpaceTrees)) !== 0;
    return done === null && isEnabled ? JET_wrnDefragNotRunning : JET_errSuccess;
  }
  if (action !== JET_bitDefragmentBatchStart) return JET_errInvalidGrbit;
  const onlySpace =
    (bits & JET_bitDefragmentAvailSpaceTreesOnly) !== 0 || (level & JET_OnlineDefragDatabases) === 0;
  const err = startDefragmentation(session, database, tables, limits, onlySpace);
  if (err === JET_errSuccess && typeof call.callback === 'function')
    tellDefragmented(session, dbid, call.callback);
  return err;
}
