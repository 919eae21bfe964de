/**
 * The main job: `npm start [-- path/to/any.edb | --create]` streams a backup out of a running instance, stops it in the middle,
 * and streams again to the end.
 *
 *  1. A copy of the database is made in a folder of its own; the original is only read. With `--create` there is none: a
 *     database is made, with a table, an index and rows.
 *  2. The copy is attached for write. JetStopBackup comes when half of it is read: every step forward then answers
 *     JET_errBackupAbortByServer, and ending the backup is still allowed.
 *  3. A fresh backup reads the database and its logs to the end; every page of what was read is verified.
 *
 * Every number printed is measured in this run. Anything that goes wrong ends in one line and exit code 1; a wrong
 * command line in exit code 2.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import * as jet from '../api';
import { JET_errBackupAbortByServer, JET_errSuccess } from '../../errors/codes';
import { JET_bitTermComplete } from '../../include/grbits/instance';
import { ref } from '../../include/ref';
import { CallFailed, closeInstance, expectCode, openInstance, say, type Started } from './demo-calls';
import { createDatabase } from './demo-create';
import { streamFile, type StreamedFile, streamHalf } from './demo-stream';
import { verifyCopy } from './demo-verify';

const SAMPLE = resolve(__dirname, '../../../test/data/clean8k-small.edb.gz');
const USAGE = 'usage: npm start [-- path/to/database.edb | --create]';
const LIST_BYTES = 1 << 16;
const MIB = 1024 * 1024;

function main(): number {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { create: { type: 'boolean' } },
  });
  if (positionals.length > (values.create === true ? 0 : 1)) {
    console.error(USAGE);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'esent-backup-'));
  try {
    run(values.create === true ? null : (positionals[0] ?? SAMPLE), folder);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without a source a database is made. */
function run(source: string | null, folder: string): void {
  const database = join(folder, source === null ? 'made.edb' : basename(source).replace(/\.gz$/, ''));
  if (source === null) createDatabase(database, folder);
  else copyDatabase(source, database);
  const started = openInstance(database, folder);
  let isOpen = true;
  try {
    stopInTheMiddle(database);
    streamToTheEnd(started, folder);
    closeInstance(started);
    isOpen = false;
  } finally {
    if (isOpen) jet.jetTerm2(started.instance, JET_bitTermComplete);
  }
}

function copyDatabase(source: string, database: string): void {
  if (!existsSync(source) || !statSync(source).isFile()) throw new CallFailed(`${source}: no such file`);
  const bytes = readFileSync(source);
  const isPacked = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
  writeFileSync(database, isPacked ? gunzipSync(bytes) : bytes);
  say(`A copy of ${source} (${(statSync(database).size / MIB).toFixed(1)} MiB)`);
}

function stopInTheMiddle(database: string): void {
  say('\nA backup that is stopped in the middle');
  expectCode('JetBeginExternalBackup', jet.jetBeginExternalBackup(0));
  const half = streamHalf(database);
  expectCode('JetStopBackup', jet.jetStopBackup());
  const list = ref('');
  const size = ref(0);
  const aborted = JET_errBackupAbortByServer;
  expectCode('JetReadFile', jet.jetReadFile(half.handle, half.buffer, half.buffer.length, size), aborted);
  expectCode('JetGetAttachInfo', jet.jetGetAttachInfo(list, LIST_BYTES, size), aborted);
  expectCode('JetOpenFile', jet.jetOpenFile(database, ref(0), ref(0), ref(0)), aborted);
  expectCode('JetGetLogInfo', jet.jetGetLogInfo(list, LIST_BYTES, size), aborted);
  expectCode('JetTruncateLog', jet.jetTruncateLog(), aborted);
  expectCode('JetCloseFile', jet.jetCloseFile(half.handle));
  expectCode('JetEndExternalBackup', jet.jetEndExternalBackup());
}

function streamToTheEnd(started: Started, folder: string): void {
  say('\nA fresh backup, to the end');
  const began = process.hrtime.bigint();
  expectCode('JetBeginExternalBackup', jet.jetBeginExternalBackup(0));
  const files: StreamedFile[] = namesOf('JetGetAttachInfo', jet.jetGetAttachInfo).map((name) =>
    streamFile(name, folder),
  );
  const logs = namesOf('JetGetLogInfo', jet.jetGetLogInfo).map((name) => streamFile(name, folder));
  expectCode('JetTruncateLog', jet.jetTruncateLog());
  expectCode('JetEndExternalBackup', jet.jetEndExternalBackup());
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  report(files, logs, seconds);
  say('\nThe copy');
  for (const file of files) say(verifyCopy(file.copy, started.pageBytes));
}

function namesOf(api: string, list: typeof jet.jetGetAttachInfo): string[] {
  const names = ref('');
  expectCode(api, list(names, LIST_BYTES, ref(0)), JET_errSuccess);
  return names.value.split('\0').filter((name) => name !== '');
}

function report(files: readonly StreamedFile[], logs: readonly StreamedFile[], seconds: number): void {
  const bytes = [...files, ...logs].reduce((sum, file) => sum + file.bytes, 0);
  const speed = bytes / MIB / seconds;
  say(
    `Read ${files.length} database and ${logs.length} log files, ${(bytes / MIB).toFixed(1)} MiB ` +
      `in ${seconds.toFixed(2)} s: ${speed.toFixed(0)} MiB/s, pages verified as they were read`,
  );
}

try {
  process.exitCode = main();
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : String(failure));
  process.exitCode = 1;
}
