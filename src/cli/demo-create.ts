/** The database of `npm start -- --create`: made by calls that anybody would make, each printed with its code. */
import { JET_bitCommitLazyFlush } from '../../include/grbits/transaction';
import { JET_bitColumnAutoincrement } from '../../include/grbits/column-ddl';
import { JET_bitIndexPrimary } from '../../include/grbits/index-ddl';
import { JET_coltypLong, JET_coltypText } from '../../include/column-types';
import { JET_errSuccess } from '../../errors/codes';
import { JET_prepInsert } from '../../include/prepare-update';
import type { JET_COLUMNID, JET_DBID, JET_SESID, JET_TABLEID } from '../../include/handles';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as jet from '../api';
import { expectCode, say, startInstance } from './demo-calls';

const PAGE_BYTES = 8192;
const ROWS = 20_000;
const ROWS_A_COMMIT = 1000;
const UNICODE = 1200;
const MOST_TEXT_BYTES = 200;

interface MadeTable {
  readonly sesid: JET_SESID;
  readonly tableid: JET_TABLEID;
  readonly nameColumn: JET_COLUMNID;
}

/** Makes a database with one table of rows, and ends the instance that made it cleanly. */
export function createDatabase(path: string, folder: string): void {
  say('\nA database of our own');
  const { instance, sesid } = startInstance(folder, PAGE_BYTES);
  const dbid = ref<JET_DBID>(0);
  expectCode('JetCreateDatabase', jet.jetCreateDatabase(sesid, path, null, dbid, 0));
  const table = createTable(sesid, dbid.value);
  const began = process.hrtime.bigint();
  for (let first = 0; first < ROWS; first += ROWS_A_COMMIT) insertRows(table, first);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  say(`  ${ROWS} rows in ${ROWS / ROWS_A_COMMIT} transactions: ${Math.round(ROWS / seconds)} rows/s`);
  expectCode('JetCloseTable', jet.jetCloseTable(sesid, table.tableid));
  expectCode('JetTerm', jet.jetTerm(instance));
}

function createTable(sesid: JET_SESID, dbid: JET_DBID): MadeTable {
  const tableid = ref<JET_TABLEID>(0);
  const id = ref<JET_COLUMNID>(0);
  const name = ref<JET_COLUMNID>(0);
  const numbered = JET_COLUMNDEF({ coltyp: JET_coltypLong, grbit: JET_bitColumnAutoincrement });
  const text = JET_COLUMNDEF({ coltyp: JET_coltypText, cp: UNICODE, cbMax: MOST_TEXT_BYTES });
  expectCode('JetBeginTransaction', jet.jetBeginTransaction(sesid));
  expectCode('JetCreateTable', jet.jetCreateTable(sesid, dbid, 'people', 0, 100, tableid));
  expectCode('JetAddColumn', jet.jetAddColumn(sesid, tableid.value, 'id', numbered, null, 0, id));
  expectCode('JetAddColumn', jet.jetAddColumn(sesid, tableid.value, 'name', text, null, 0, name));
  const byId = '+id\0\0';
  const byName = '+name\0\0';
  const table = tableid.value;
  expectCode(
    'JetCreateIndex',
    jet.jetCreateIndex(sesid, table, 'byId', JET_bitIndexPrimary, byId, byId.length, 100),
  );
  expectCode('JetCreateIndex', jet.jetCreateIndex(sesid, table, 'byName', 0, byName, byName.length, 80));
  expectCode('JetCommitTransaction', jet.jetCommitTransaction(sesid, 0));
  return { sesid, tableid: table, nameColumn: name.value };
}

function insertRows({ sesid, tableid, nameColumn }: MadeTable, first: number): void {
  mustDo('JetBeginTransaction', jet.jetBeginTransaction(sesid));
  for (let row = first; row < first + ROWS_A_COMMIT; row++) {
    const name = Buffer.from(`person ${(row * 7919) % ROWS}`, 'utf16le');
    mustDo('JetPrepareUpdate', jet.jetPrepareUpdate(sesid, tableid, JET_prepInsert));
    mustDo('JetSetColumn', jet.jetSetColumn(sesid, tableid, nameColumn, name, name.length, 0, null));
    mustDo('JetUpdate', jet.jetUpdate(sesid, tableid, null, 0, null));
  }
  mustDo('JetCommitTransaction', jet.jetCommitTransaction(sesid, JET_bitCommitLazyFlush));
}

/** As `expectCode`, without a line for each of many calls that succeed. */
function mustDo(api: string, err: number): void {
  if (err !== JET_errSuccess) expectCode(api, err);
}
