// read-pass.mjs FILE ROUNDS: reads every table of a database through the flat API, ROUNDS times in one process, and
// prints JSON: records per table, the median seconds of a pass, and resident memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import * as jet from '../dist/src/index.js';

const [file, rounds] = [process.argv[2], Number(process.argv[3])];
const cacheBytes = Number(process.argv[4] ?? 0);
const must = (call, err) => {
  if (err < 0) throw new Error(`${call}: ${err}`);
  return err;
};
const folder = mkdtempSync(join(tmpdir(), 'esent-bench-')) + sep;
const pageSize = jet.ref(0);
must('page size', jet.jetGetDatabaseFileInfo(file, pageSize, 4, jet.JET_DbInfoPageSize));
must(
  'set page size',
  jet.jetSetSystemParameter(null, 0, jet.JET_paramDatabasePageSize, pageSize.value, null),
);
if (cacheBytes > 0) {
  must('advanced', jet.jetSetSystemParameter(null, 0, jet.JET_paramEnableAdvanced, 1, null));
  must(
    'cache',
    jet.jetSetSystemParameter(null, 0, jet.JET_paramCacheSizeMax, cacheBytes / pageSize.value, null),
  );
}
const instance = jet.ref(0);
must('create', jet.jetCreateInstance(instance, 'bench'));
for (const parameter of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
  must(parameter, jet.jetSetSystemParameter(instance, 0, jet[parameter], 0, folder));
must('recovery', jet.jetSetSystemParameter(instance, 0, jet.JET_paramRecovery, 0, 'off'));
must('init', jet.jetInit(instance));
const sesid = jet.ref(0);
const dbid = jet.ref(0);
must('session', jet.jetBeginSession(instance.value, sesid, null, null));
must('attach', jet.jetAttachDatabase(sesid.value, file, jet.JET_bitDbReadOnly));
must('open', jet.jetOpenDatabase(sesid.value, file, null, dbid, jet.JET_bitDbReadOnly));

const buffer = new Uint8Array(1 << 20);
const actual = jet.ref(0);

function open(name) {
  const tableid = jet.ref(0);
  must(name, jet.jetOpenTable(sesid.value, dbid.value, name, null, 0, jet.JET_bitTableReadOnly, tableid));
  return tableid.value;
}

/** Tables by name with the ids of their columns, from the catalog itself. */
function schemas() {
  const catalog = open('MSysObjects');
  const number = (columnid) => {
    must('catalog', jet.jetRetrieveColumn(sesid.value, catalog, columnid, buffer, 8, actual, 0, null));
    return Buffer.from(buffer.buffer, 0, 8).readUIntLE(0, actual.value);
  };
  const byId = new Map();
  for (
    let err = jet.jetMove(sesid.value, catalog, jet.JET_MoveFirst, 0);
    err >= 0;
    err = jet.jetMove(sesid.value, catalog, jet.JET_MoveNext, 0)
  ) {
    const type = number(2);
    if (type === 1) {
      must('name', jet.jetRetrieveColumn(sesid.value, catalog, 128, buffer, 256, actual, 0, null));
      const name = Buffer.from(buffer.subarray(0, actual.value)).toString('latin1');
      byId.set(number(1), { name, columns: [] });
    } else if (type === 2) byId.get(number(1))?.columns.push(number(3));
  }
  must('close', jet.jetCloseTable(sesid.value, catalog));
  return [...byId.values()];
}

const tables = schemas();
const FIRST_TAGGED = 256;
/** Tables with more columns than this are enumerated: most of their columns are in no row. */
const WIDE = 1000;
const enumColumn = jet.ref(null);
const countColumns = jet.ref(0);
const realloc = (_context, _pv, cb) => new Uint8Array(cb);
const retinfo = jet.JET_RETINFO({ itagSequence: 1 });

function retrieve(tableid, columnid, info) {
  return jet.jetRetrieveColumn(sesid.value, tableid, columnid, buffer, buffer.length, actual, 0, info);
}

/** The first value of every column in one call; the further values of tagged columns that have one. */
function readRow(tableid, columns) {
  must('retrieve', jet.jetRetrieveColumns(sesid.value, tableid, columns, columns.length));
  let bytes = 0;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    bytes += column.cbActual;
    if (column.columnid >= FIRST_TAGGED && column.err !== jet.JET_wrnColumnNull)
      bytes += readFurther(tableid, column.columnid);
  }
  return bytes;
}

function readFurther(tableid, columnid) {
  let bytes = 0;
  for (retinfo.itagSequence = 2; retrieve(tableid, columnid, retinfo) === 0; retinfo.itagSequence++)
    bytes += actual.value;
  return bytes;
}

function enumerate(tableid) {
  const all = jet.JET_bitEnumerateTaggedOnly;
  const err = jet.jetEnumerateColumns(
    sesid.value,
    tableid,
    0,
    null,
    countColumns,
    enumColumn,
    realloc,
    null,
    0x7fffffff,
    all,
  );
  must('enumerate', err);
}

function readTable({ name, columns }) {
  const tableid = open(name);
  const isWide = columns.length > WIDE;
  const read = (isWide ? columns.filter((columnid) => columnid < FIRST_TAGGED) : columns).map((columnid) =>
    jet.JET_RETRIEVECOLUMN({ columnid, pvData: buffer, cbData: buffer.length, itagSequence: 1 }),
  );
  let records = 0;
  let bytes = 0;
  for (
    let err = jet.jetMove(sesid.value, tableid, jet.JET_MoveFirst, 0);
    err >= 0;
    err = jet.jetMove(sesid.value, tableid, jet.JET_MoveNext, 0)
  ) {
    records++;
    bytes += readRow(tableid, read);
    if (isWide) enumerate(tableid);
  }
  must('close', jet.jetCloseTable(sesid.value, tableid));
  return { records, bytes };
}

const passes = [];
let found = {};
for (let round = 0; round < rounds; round++) {
  found = {};
  const perTable = {};
  for (const table of tables) {
    const began = process.hrtime.bigint();
    const { records } = readTable(table);
    perTable[table.name] = Number(process.hrtime.bigint() - began) / 1e9;
    found[table.name] = records;
  }
  passes.push(perTable);
}
must('term', jet.jetTerm(instance.value));
rmSync(folder, { recursive: true, force: true });
console.log(
  JSON.stringify({
    records: found,
    passes,
    rss: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
  }),
);
