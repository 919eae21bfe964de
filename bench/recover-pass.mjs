// recover-pass.mjs make FOLDER [ROWS]: rows, each committed lazily on its own, into a new instance in FOLDER; then the process
// kills itself. recover-pass.mjs recover FOLDER: starts the instance on what is left, and says how long that took.
// The log is of 5 MiB files and not circular, and the checkpoint stays, so that recovery reads all of it.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const require = createRequire(import.meta.url);
const jet = require('../dist/src/index.js');
const [mode, folder, count = '200000'] = process.argv.slice(2);
const SEGMENT = 4096;
const ROW_BYTES = 144;

const ok = (err) => {
  if (err < 0) throw new Error(`JET_ERR ${err}`);
};

function begin() {
  const instance = jet.ref(0);
  const set = (target, name, value, text = null) =>
    ok(jet.jetSetSystemParameter(target, null, jet[name], value, text));
  set(null, 'JET_paramDatabasePageSize', 8192);
  set(null, 'JET_paramCacheSizeMax', 32768);
  ok(jet.jetCreateInstance(instance, `bench-${process.pid}`));
  for (const name of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
    set(instance, name, 0, folder + sep);
  set(instance, 'JET_paramLogFileSize', 5120);
  set(instance, 'JET_paramCircularLog', 0);
  set(instance, 'JET_paramCheckpointDepthMax', 2 ** 30);
  return instance;
}

function make(rows) {
  const instance = begin();
  ok(jet.jetInit(instance));
  const [session, database, table, column] = [jet.ref(0), jet.ref(0), jet.ref(0), jet.ref(0)];
  ok(jet.jetBeginSession(instance.value, session, null, null));
  ok(jet.jetCreateDatabase(session.value, join(folder, 'bench.edb'), null, database, 0));
  ok(jet.jetBeginTransaction(session.value));
  ok(jet.jetCreateTable(session.value, database.value, 't', 1, 90, table));
  const definition = jet.JET_COLUMNDEF({ coltyp: jet.JET_coltypBinary });
  ok(jet.jetAddColumn(session.value, table.value, 'payload', definition, null, 0, column));
  ok(jet.jetCommitTransaction(session.value, 0));
  const payload = new Uint8Array(ROW_BYTES).map((_, index) => index * 7);
  for (let row = 0; row < rows; row++) {
    payload[row % ROW_BYTES] = row;
    ok(jet.jetBeginTransaction(session.value));
    ok(jet.jetPrepareUpdate(session.value, table.value, jet.JET_prepInsert));
    ok(jet.jetSetColumn(session.value, table.value, column.value, payload, ROW_BYTES, 0, null));
    ok(jet.jetUpdate(session.value, table.value, null, 0, null));
    ok(jet.jetCommitTransaction(session.value, jet.JET_bitCommitLazyFlush));
  }
  process.kill(process.pid, 'SIGKILL');
}

/** Bytes of the segments of all logs that were written. */
function logBytes() {
  let bytes = 0;
  for (const name of readdirSync(folder).filter((each) => /^edb[0-9a-f]*\.log$/i.test(each))) {
    const log = readFileSync(join(folder, name));
    for (let at = SEGMENT; at < log.length; at += SEGMENT)
      if (log.readBigUInt64LE(at) !== 0n) bytes += SEGMENT;
  }
  return bytes;
}

function recover() {
  const bytes = logBytes();
  const instance = begin();
  // the log names the database where it was made; here a copy lies
  ok(jet.jetSetSystemParameter(instance, null, jet.JET_paramAlternateDatabaseRecoveryPath, 0, folder + sep));
  const started = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  ok(jet.jetInit(instance));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  ok(jet.jetTerm(instance.value));
  console.log(JSON.stringify({ bytes, seconds, cpuSeconds: (user + system) / 1e6 }));
}

if (mode === 'make') make(Number(count));
else recover();
