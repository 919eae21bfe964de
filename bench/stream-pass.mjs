// stream-pass.mjs FILE ROUNDS: streams a database out of a running instance and writes it to a file, ROUNDS times; each
// round is paired with a `cp` of the same file. Prints JSON: MiB and the seconds of both, by round.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import * as jet from '../dist/src/index.js';

const [file, rounds] = [process.argv[2], Number(process.argv[3])];
const folder = dirname(file) + sep;
const target = mkdtempSync(join(tmpdir(), 'esent-bench-'));
const must = (call, err) => {
  if (err < 0) throw new Error(`${call}: ${err}`);
  return err;
};
const pageSize = jet.ref(0);
must('page size', jet.jetGetDatabaseFileInfo(file, pageSize, 4, jet.JET_DbInfoPageSize));
must(
  'set page size',
  jet.jetSetSystemParameter(null, 0, jet.JET_paramDatabasePageSize, pageSize.value, null),
);
const instance = jet.ref(0);
must('create', jet.jetCreateInstance(instance, 'bench'));
for (const parameter of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
  must(parameter, jet.jetSetSystemParameter(instance, 0, jet[parameter], 0, folder));
must('init', jet.jetInit(instance));
const sesid = jet.ref(0);
must('session', jet.jetBeginSession(instance.value, sesid, null, null));
must('attach', jet.jetAttachDatabase(sesid.value, file, 0));
const buffer = new Uint8Array(1 << 20);

function stream(copy) {
  const [handle, low, high, read] = [jet.ref(0), jet.ref(0), jet.ref(0), jet.ref(0)];
  must('begin', jet.jetBeginExternalBackupInstance(instance.value, 0));
  must('open', jet.jetOpenFileInstance(instance.value, file, handle, low, high));
  const out = openSync(copy, 'w');
  do {
    must('read', jet.jetReadFileInstance(instance.value, handle.value, buffer, buffer.length, read));
    writeSync(out, buffer, 0, read.value);
  } while (read.value > 0);
  closeSync(out);
  must('close', jet.jetCloseFileInstance(instance.value, handle.value));
  must('end', jet.jetEndExternalBackupInstance(instance.value));
}

const timed = (work) => {
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / 1e9;
};
const result = { mebibytes: statSync(file).size / 2 ** 20, stream: [], copy: [] };
for (let round = 0; round < rounds; round++) {
  result.stream.push(timed(() => stream(join(target, 'streamed'))));
  rmSync(join(target, 'streamed'));
  result.copy.push(timed(() => execFileSync('cp', [file, join(target, 'copied')])));
  rmSync(join(target, 'copied'));
}
must('detach', jet.jetDetachDatabase(sesid.value, file));
must('term', jet.jetTerm(instance.value));
rmSync(target, { recursive: true, force: true });
console.log(JSON.stringify(result));
