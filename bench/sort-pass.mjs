// sort-pass.mjs [ROWS [CACHE_MIB [indexed]]]: puts ROWS rows (200,000) of 32 bytes in no order into a temporary table of an
// instance with a cache of CACHE_MIB (64), reads them all back, and holds the result against what must come out: every row
// once, in the order of its key. With `indexed` rows can be sought, and are put into a tree for that. Prints JSON: seconds
// of inserting, of the first move and of reading, and the most resident memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import * as jet from '../dist/src/index.js';

const rows = Number(process.argv[2] ?? 200_000);
const cacheMib = Number(process.argv[3] ?? 64);
const PAGE_BYTES = 8192;
const MIB = 1 << 20;
/** Odd, so that i * MULTIPLIER takes every 32-bit value once. */
const MULTIPLIER = 2_654_435_761;
const PAYLOAD_BYTES = 28;

const must = (call, err) => {
  if (err < 0) throw new Error(`${call}: ${err}`);
  return err;
};

const folder = mkdtempSync(join(tmpdir(), 'esent-sort-')) + sep;
must('page size', jet.jetSetSystemParameter(null, 0, jet.JET_paramDatabasePageSize, PAGE_BYTES, null));
must('advanced', jet.jetSetSystemParameter(null, 0, jet.JET_paramEnableAdvanced, 1, null));
const cachePages = (cacheMib * MIB) / PAGE_BYTES;
must('cache', jet.jetSetSystemParameter(null, 0, jet.JET_paramCacheSizeMax, cachePages, null));
const instance = jet.ref(0);
const sesid = jet.ref(0);
const tableid = jet.ref(0);
must('create', jet.jetCreateInstance(instance, 'sort'));
for (const parameter of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
  must(parameter, jet.jetSetSystemParameter(instance, 0, jet[parameter], 0, folder));
must('recovery', jet.jetSetSystemParameter(instance, 0, jet.JET_paramRecovery, 0, 'off'));
must('init', jet.jetInit(instance));
must('session', jet.jetBeginSession(instance.value, sesid, null, null));

const ids = [0, 0];
const columns = [
  jet.JET_COLUMNDEF({ coltyp: jet.JET_coltypUnsignedLong, grbit: jet.JET_bitColumnTTKey }),
  jet.JET_COLUMNDEF({ coltyp: jet.JET_coltypBinary, cbMax: PAYLOAD_BYTES }),
];
const grbit = process.argv[4] === 'indexed' ? jet.JET_bitTTIndexed : 0;
must('open', jet.jetOpenTempTable(sesid.value, columns, 2, grbit, tableid, ids));
const [keyId, payloadId] = ids;
const key = Buffer.alloc(4);
const payload = Buffer.alloc(PAYLOAD_BYTES, 'payload ');
const [s, t] = [sesid.value, tableid.value];

const seconds = (since) => Number(((performance.now() - since) / 1000).toFixed(2));
let start = performance.now();
for (let i = 0; i < rows; i++) {
  key.writeUInt32LE(Math.imul(i, MULTIPLIER) >>> 0);
  payload.writeUInt32LE(i, 0);
  must('prepare', jet.jetPrepareUpdate(s, t, jet.JET_prepInsert));
  must('key', jet.jetSetColumn(s, t, keyId, key, 4, 0, null));
  must('payload', jet.jetSetColumn(s, t, payloadId, payload, PAYLOAD_BYTES, 0, null));
  must('update', jet.jetUpdate(s, t, null, 0, null));
}
const inserting = seconds(start);

start = performance.now();
let err = jet.jetMove(s, t, jet.JET_MoveFirst, 0);
const firstMove = seconds(start);

start = performance.now();
let count = 0;
let last = -1;
for (; err >= 0; err = jet.jetMove(s, t, jet.JET_MoveNext, 0)) {
  must('key', jet.jetRetrieveColumn(s, t, keyId, key, 4, null, 0, null));
  must('payload', jet.jetRetrieveColumn(s, t, payloadId, payload, PAYLOAD_BYTES, null, 0, null));
  const value = key.readUInt32LE();
  if (value <= last) throw new Error(`row ${count}: ${value} after ${last}`);
  if (Math.imul(payload.readUInt32LE(), MULTIPLIER) >>> 0 !== value)
    throw new Error(`row ${count} is another's`);
  last = value;
  count++;
}
if (count !== rows) throw new Error(`${count} of ${rows} rows`);
const reading = seconds(start);
const maxRssMib = Math.round(process.resourceUsage().maxRSS / 1024);
must('close', jet.jetCloseTable(s, t));
must('term', jet.jetTerm(instance.value));
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ rows, cacheMib, inserting, firstMove, reading, maxRssMib }));
