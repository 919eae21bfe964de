/**
 * A process that is to be killed. Told to go, it starts an instance on a folder, tells all rows that it finds there, and
 * then commits changes one after the other until it dies. Lines on standard output:
 *
 *   {"ready":true}                        it waits
 *   {"rows":[[key,number,bytes],…]}       what recovery brought back
 *   {"will":[[key,number,bytes],…]}       what the next commit changes; number 0: the row is deleted
 *   {"done":true}                         that commit was answered
 *   {"failed":"…"}                        a call answered what it must not
 */
'use strict';
const { writeSync } = require('node:fs');
const { join } = require('node:path');

const [packagePath, folder, seed] = process.argv.slice(2);
const api = require(packagePath);

const KEYS = 60;
const MOST_BYTES = 6000;
const MOST_CHANGES = 5;
const buffer = new Uint8Array(MOST_BYTES + 1);
let state = Number(seed) | 1;

function below(limit) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return (state >>> 8) % limit;
}

const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

function check(name, err) {
  if (err >= 0) return err;
  tell({ failed: `${name} answered ${err}` });
  process.exit(1);
}

function long(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function start() {
  const [place, session, dbid] = [api.ref(0), api.ref(0), api.ref(0)];
  api.jetSetSystemParameter(null, null, api.JET_paramDatabasePageSize, 4096, null);
  api.jetSetSystemParameter(null, null, api.JET_paramCacheSizeMax, 64, null);
  check('jetCreateInstance', api.jetCreateInstance(place, 'killed'));
  for (const id of [api.JET_paramSystemPath, api.JET_paramLogFilePath, api.JET_paramTempPath])
    api.jetSetSystemParameter(place, null, id, 0, folder);
  const numbers = [
    [api.JET_paramLogFileSize, 64],
    [api.JET_paramMaxTemporaryTables, 0],
    [api.JET_paramCircularLog, 1],
    [api.JET_paramCheckpointDepthMax, 65536],
  ];
  for (const [id, value] of numbers) api.jetSetSystemParameter(place, null, id, value, null);
  check('jetInit', api.jetInit(place));
  check('jetBeginSession', api.jetBeginSession(place.value, session, null, null));
  const path = join(folder, 'a.edb');
  check('jetAttachDatabase', api.jetAttachDatabase(session.value, path, 0));
  check('jetOpenDatabase', api.jetOpenDatabase(session.value, path, null, dbid, 0));
  return { sesid: session.value, dbid: dbid.value };
}

function open({ sesid, dbid }) {
  const tableid = api.ref(0);
  check('jetOpenTable', api.jetOpenTable(sesid, dbid, 't', null, 0, 0, tableid));
  const columns = ['k', 'n', 'v'].map((name) => {
    const info = api.JET_COLUMNDEF();
    check('column', api.jetGetTableColumnInfo(sesid, tableid.value, name, info, api.JET_COLUMNDEF.cb, 0));
    return info.columnid;
  });
  return { sesid, tableid: tableid.value, columns };
}

function retrieve({ sesid, tableid }, column) {
  const length = api.ref(0);
  check(
    'jetRetrieveColumn',
    api.jetRetrieveColumn(sesid, tableid, column, buffer, buffer.length, length, 0, null),
  );
  return Buffer.from(buffer.subarray(0, length.value));
}

/** All rows; the bytes of each are its number, again and again. */
function rowsOf(table) {
  const { sesid, tableid, columns } = table;
  const rows = [];
  let err = api.jetMove(sesid, tableid, api.JET_MoveFirst, 0);
  for (; err === 0; err = api.jetMove(sesid, tableid, api.JET_MoveNext, 0)) {
    const key = retrieve(table, columns[0]).readInt32LE(0);
    const number = retrieve(table, columns[1]).readInt32LE(0);
    const value = retrieve(table, columns[2]);
    if (!value.every((byte) => byte === (number & 0xff))) tell({ failed: `the bytes of row ${key}` });
    rows.push([key, number, value.length]);
  }
  return rows;
}

function seek({ sesid, tableid }, key) {
  check('jetMakeKey', api.jetMakeKey(sesid, tableid, long(key), 4, api.JET_bitNewKey));
  return api.jetSeek(sesid, tableid, api.JET_bitSeekEQ) === 0;
}

function write(table, [key, number, bytes], isThere) {
  const { sesid, tableid, columns } = table;
  if (number === 0) {
    check('jetDelete', api.jetDelete(sesid, tableid));
    return;
  }
  const prep = isThere ? api.JET_prepReplace : api.JET_prepInsert;
  check('jetPrepareUpdate', api.jetPrepareUpdate(sesid, tableid, prep));
  const values = [isThere ? null : long(key), long(number), Buffer.alloc(bytes, number & 0xff)];
  for (const [i, value] of values.entries())
    if (value !== null)
      check('jetSetColumn', api.jetSetColumn(sesid, tableid, columns[i], value, value.length, 0, null));
  check('jetUpdate', api.jetUpdate(sesid, tableid, null, 0, null));
}

function changeForever(table, rows) {
  const there = new Set(rows.map(([key]) => key));
  let number = rows.reduce((most, [, each]) => Math.max(most, each), 0);
  for (;;) {
    const keys = new Set();
    for (let count = 1 + below(MOST_CHANGES); count > 0; count--) keys.add(below(KEYS));
    const changes = [...keys].map((key) => {
      const isDelete = there.has(key) && below(4) === 0;
      return isDelete ? [key, 0, 0] : [key, ++number, 1 + below(below(3) === 0 ? MOST_BYTES : 100)];
    });
    tell({ will: changes });
    check('jetBeginTransaction', api.jetBeginTransaction(table.sesid));
    for (const change of changes) write(table, change, seek(table, change[0]));
    check('jetCommitTransaction', api.jetCommitTransaction(table.sesid, 0));
    tell({ done: true });
    for (const [key, each] of changes)
      if (each === 0) there.delete(key);
      else there.add(key);
  }
}

process.stdin.once('data', () => {
  const table = open(start());
  const rows = rowsOf(table);
  tell({ rows });
  changeForever(table, rows);
});
tell({ ready: true });
