/** Databases of the real engine that were not shut down cleanly: without their recovery they are refused, untouched. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { JET_bitDbReadOnly } from '../../include/grbits/database';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { describeShared, sharedBytes } from '../support/shared';

const DIRTY = [
  ['samples/goese-qmgr.db.gz', 16384],
  ['fixtures/dirty4k/a.db.gz', 4096],
  ['fixtures/dirty4k-all/a.db.gz', 4096],
  ['fixtures/dirty32k/a.db.gz', 32768],
] as const;
const COPIES = [
  ['fixtures/backupset4k/a.db.gz', 4096],
  ['fixtures/streamset4k/a.db.gz', 4096],
] as const;

describeShared('a database that was not shut down cleanly', 'fixtures', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'esent-test-')) + sep;
    setPartsFactory(STORAGE);
  });

  afterEach(() => {
    endEverything();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What attaching a copy answers, for writing and for reading; the copy must not change. */
  function attach(packed: string, pageBytes: number): number[] {
    const file = join(folder, 'dirty.db');
    writeFileSync(file, sharedBytes(packed));
    const before = fingerprint(file);
    api.jetSetSystemParameter(null, 0, JET_paramDatabasePageSize, pageBytes, null);
    const instance = ref(0);
    const session = ref(0);
    expect(api.jetCreateInstance(instance, 'dirty')).toBeJet('JET_errSuccess');
    for (const path of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      api.jetSetSystemParameter(instance, 0, path, 0, folder);
    expect(api.jetInit(instance)).toBeJet('JET_errSuccess');
    api.jetBeginSession(instance.value, session, null, null);
    const answers = [0, JET_bitDbReadOnly].map((grbit) => api.jetAttachDatabase(session.value, file, grbit));
    expect(api.jetTerm(instance.value)).toBeJet('JET_errSuccess');
    expect(fingerprint(file)).toEqual(before);
    return answers;
  }

  it.each(DIRTY)('%s is JET_errDatabaseDirtyShutdown and stays as it is', (packed, pageBytes) => {
    for (const answer of attach(packed, pageBytes)) expect(answer).toBeJet('JET_errDatabaseDirtyShutdown');
  });

  it.each(COPIES)('%s, a copy from a backup, is refused and stays as it is', (packed, pageBytes) => {
    for (const answer of attach(packed, pageBytes))
      expect(answer).toBeJet('JET_errSoftRecoveryOnBackupDatabase');
  });
});

function fingerprint(file: string): readonly unknown[] {
  return [statSync(file).mtimeMs, createHash('sha256').update(readFileSync(file)).digest('hex')];
}
