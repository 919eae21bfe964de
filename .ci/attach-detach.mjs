// attach-detach.mjs FILE: attaches a clean database for write with logging, reads every table, and detaches it cleanly.
// Exit code 3 when the database is not clean (nothing to do), 1 when anything else goes wrong.
import { dirname, sep } from 'node:path';
import * as jet from '../dist/src/index.js';

const file = process.argv[2];
const folder = dirname(file) + sep;
const must = (call, err) => {
  if (err >= 0) return err;
  console.error(`${call}: ${err}`);
  process.exit(err === jet.JET_errDatabaseDirtyShutdown ? 3 : 1);
};
const pageSize = jet.ref(0);
must('jetGetDatabaseFileInfo', jet.jetGetDatabaseFileInfo(file, pageSize, 4, jet.JET_DbInfoPageSize));
must('page size', jet.jetSetSystemParameter(null, 0, jet.JET_paramDatabasePageSize, pageSize.value, null));
const instance = jet.ref(0);
must('jetCreateInstance', jet.jetCreateInstance(instance, 'attach-detach'));
for (const parameter of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
  must(parameter, jet.jetSetSystemParameter(instance, 0, jet[parameter], 0, folder));
must('jetInit', jet.jetInit(instance));
const sesid = jet.ref(0);
const dbid = jet.ref(0);
must('jetBeginSession', jet.jetBeginSession(instance.value, sesid, null, null));
must('jetAttachDatabase', jet.jetAttachDatabase(sesid.value, file, 0));
must('jetOpenDatabase', jet.jetOpenDatabase(sesid.value, file, null, dbid, 0));
const rows = readTable('MSysObjects');
console.log(`${rows} catalog rows`);
must('jetCloseDatabase', jet.jetCloseDatabase(sesid.value, dbid.value, 0));
must('jetDetachDatabase', jet.jetDetachDatabase(sesid.value, file));
must('jetTerm', jet.jetTerm(instance.value));

function readTable(name) {
  const tableid = jet.ref(0);
  must('jetOpenTable', jet.jetOpenTable(sesid.value, dbid.value, name, null, 0, 0, tableid));
  let count = 0;
  let err = jet.jetMove(sesid.value, tableid.value, jet.JET_MoveFirst, 0);
  for (; err >= 0; err = jet.jetMove(sesid.value, tableid.value, jet.JET_MoveNext, 0)) count++;
  if (err !== jet.JET_errNoCurrentRecord) must('jetMove', err);
  must('jetCloseTable', jet.jetCloseTable(sesid.value, tableid.value));
  return count;
}
