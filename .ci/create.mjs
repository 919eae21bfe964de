// create.mjs FILE PAGESIZE: makes an empty database through the flat API, with logging, and ends cleanly.
import { dirname, sep } from 'node:path';
import * as jet from '../dist/src/index.js';

const [file, pageSize] = [process.argv[2], Number(process.argv[3])];
const must = (call, err) => {
  if (err >= 0) return;
  console.error(`${call}: ${err}`);
  process.exit(1);
};
must('page size', jet.jetSetSystemParameter(null, 0, jet.JET_paramDatabasePageSize, pageSize, null));
const instance = jet.ref(0);
must('jetCreateInstance', jet.jetCreateInstance(instance, 'create'));
for (const parameter of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
  must(parameter, jet.jetSetSystemParameter(instance, 0, jet[parameter], 0, dirname(file) + sep));
must('jetInit', jet.jetInit(instance));
const sesid = jet.ref(0);
const dbid = jet.ref(0);
must('jetBeginSession', jet.jetBeginSession(instance.value, sesid, null, null));
must('jetCreateDatabase', jet.jetCreateDatabase(sesid.value, file, null, dbid, 0));
must('jetCloseDatabase', jet.jetCloseDatabase(sesid.value, dbid.value, 0));
must('jetTerm', jet.jetTerm(instance.value));
