// run.mjs [--rounds N] DATABASE[.gz] …: see README.md. Prints ratios; the first round of each side is warm-up.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds) + 1;
const work = mkdtempSync(join(tmpdir(), 'esent-bench-'));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const json = (program, args) =>
  JSON.parse(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
const hasPyesedb = spawnSync('/usr/bin/python3', ['-c', 'import pyesedb']).status === 0;
const MIB = 2 ** 20;

function unpack(database) {
  const bytes = readFileSync(database);
  const file = join(work, basename(database).replace(/\.gz$/, ''));
  writeFileSync(file, bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
  return file;
}

/** Records a second over the tables that `names` allows, from the passes after the first. */
function rate(result, names) {
  const tables = names.filter((name) => name in result.records);
  const records = tables.reduce((sum, name) => sum + result.records[name], 0);
  const seconds = median(
    result.passes.slice(1).map((pass) => tables.reduce((sum, name) => sum + pass[name], 0)),
  );
  return { records, perSecond: records / seconds };
}

function read(database) {
  const file = unpack(database);
  const ours = json(process.execPath, [join(here, 'read-pass.mjs'), file, String(rounds)]);
  const all = rate(ours, Object.keys(ours.records));
  console.log(`read ${basename(file)}: ${all.records} records, ${Math.round(all.perSecond)} a second`);
  if (!hasPyesedb) return console.log('  pyesedb is not installed');
  const theirs = json('/usr/bin/python3', [join(here, 'read-pass.py'), file, String(Math.min(rounds, 3))]);
  const common = Object.keys(theirs.records).filter((name) => theirs.records[name] === ours.records[name]);
  const [us, them] = [rate(ours, common), rate(theirs, common)];
  console.log(
    `  same tables (${us.records} records): ${Math.round(us.perSecond)} against ${Math.round(them.perSecond)} of pyesedb: ` +
      `${(us.perSecond / them.perSecond).toFixed(1)} times`,
  );
}

function memory(database) {
  const file = unpack(database);
  const cache = 8 * MIB;
  const small = json(process.execPath, [join(here, 'read-pass.mjs'), file, '3', String(cache)]);
  console.log(
    `memory ${basename(file)}: ${(small.peak / MIB).toFixed(0)} MiB resident at most with a cache of ${cache / MIB} MiB`,
  );
}

function stream() {
  const source = unpack(join(here, '../test/data/clean8k-small.edb.gz'));
  const large = join(work, 'large.edb');
  execFileSync(process.execPath, [join(here, 'grow.mjs'), source, large, '256']);
  const result = json(process.execPath, [join(here, 'stream-pass.mjs'), large, String(rounds)]);
  const speeds = [result.stream, result.copy].map((seconds) => result.mebibytes / median(seconds.slice(1)));
  const ratios = result.stream.slice(1).map((seconds, i) => result.copy[i + 1] / seconds);
  console.log(
    `stream: ${speeds[0].toFixed(0)} MiB/s against ${speeds[1].toFixed(0)} of cp: ${(100 * median(ratios)).toFixed(0)} % of cp`,
  );
}

/** A process is killed behind many small commits; each round recovers a copy of what it left, in a process of its own. */
function recovery() {
  const pass = join(here, 'recover-pass.mjs');
  const killed = join(work, 'killed');
  mkdirSync(killed);
  spawnSync(process.execPath, [pass, 'make', killed]);
  const results = [];
  for (let round = 0; round < rounds; round++) {
    const copy = join(work, 'recovered');
    cpSync(killed, copy, { recursive: true });
    results.push(json(process.execPath, [pass, 'recover', copy]));
    rmSync(copy, { recursive: true });
  }
  const speed = (key) => median(results.map((result) => result.bytes / 1e6 / result[key]));
  console.log(
    `recovery: ${(results[0].bytes / 1e6).toFixed(0)} MB of log, ${speed('seconds').toFixed(0)} MB a second, ` +
      `${speed('cpuSeconds').toFixed(0)} by processor time, from a cold start`,
  );
}

try {
  for (const database of positionals) read(database);
  for (const database of positionals) memory(database);
  stream();
  recovery();
} finally {
  rmSync(work, { recursive: true, force: true });
}
