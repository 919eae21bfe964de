import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  JET_errDatabaseDirtyShutdown,
  JET_errFileAccessDenied,
  JET_errForceDetachNotAllowed,
  JET_errInvalidGrbit,
  JET_errPageSizeMismatch,
  JET_errSuccess,
  JET_wrnDatabaseAttached,
} from '../../errors/codes';
import {
  JET_bitDbDeleteUnicodeIndexes,
  JET_bitDbExclusive,
  JET_bitDbReadOnly,
  JET_bitForceDetach,
} from '../../include/grbits/database';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { JET_dbidNil } from '../../include/handles';
import * as levels from '../../include/info-levels';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramRecovery,
  JET_paramSystemPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import {
  JET_DBINFOMISC,
  JET_DBINFOMISC2,
  JET_DBINFOMISC3,
  JET_DBINFOMISC4,
  JET_DBINFOUPGRADE,
} from '../../include/structs/database';
import * as api from '../../src/api';
import { findDatabaseHeader } from '../../src/format/database-header';
import { setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { committedDatabase } from '../support/cached-file';
import { endEverything, sessionOfInstance } from '../support/instances';

const ROOT = mkdtempSync(join(tmpdir(), 'esent-api-database-'));
const SMALL = committedDatabase('clean8k-small');
const PAGE_BYTES = 8192;
let folder = '';
let number = 0;

beforeEach(() => {
  endEverything();
  setPartsFactory(STORAGE);
  folder = mkdtempSync(join(ROOT, 'run-'));
});
afterEach(() => endEverything());
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

function started({ recovery = 'on', name = `instance ${number++}` } = {}): { instance: number; err: number } {
  const instance = ref(0);
  api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, PAGE_BYTES, null);
  api.jetCreateInstance(instance, name);
  api.jetSetSystemParameter(instance, null, JET_paramRecovery, 0, recovery);
  api.jetSetSystemParameter(instance, null, JET_paramMaxTemporaryTables, 0, null);
  api.jetSetSystemParameter(instance, null, JET_paramLogFileSize, 128, null);
  for (const path of [JET_paramSystemPath, JET_paramLogFilePath])
    api.jetSetSystemParameter(instance, null, path, 0, folder);
  return { instance: instance.value, err: api.jetInit(instance) };
}

function session(options: Parameters<typeof started>[0] = {}): number {
  const { instance, err } = started(options);
  expect(err).toBe(JET_errSuccess);
  return sessionOfInstance(instance);
}

function opened(sesid: number, name = 'a.db', grbit = 0): number {
  const dbid = ref(0);
  expect(api.jetOpenDatabase(sesid, at(name), null, dbid, grbit)).toBe(JET_errSuccess);
  return dbid.value;
}

const stateOf = (name: string): number | undefined =>
  findDatabaseHeader(readFileSync(at(name)))?.header.state;

describe('a database of the real engine', () => {
  it('is attached, opened, closed, detached, and clean again, run after run', () => {
    writeFileSync(at('a.db'), SMALL);
    for (let run = 0; run < 3; run++) {
      const { instance, err } = started();
      expect(err).toBe(JET_errSuccess);
      const sesid = sessionOfInstance(instance);
      expect(api.jetAttachDatabase(sesid, at('a.db'), 0)).toBe(JET_errSuccess);
      expect(stateOf('a.db')).toBe(2);
      const dbid = opened(sesid);
      expect(api.jetCloseDatabase(sesid, dbid, 0)).toBe(JET_errSuccess);
      expect(api.jetDetachDatabase(sesid, at('a.db'))).toBe(JET_errSuccess);
      expect(stateOf('a.db')).toBe(3);
      expect(api.jetTerm(instance)).toBe(JET_errSuccess);
    }
    expect(
      readFileSync(at('a.db'))
        .subarray(2 * PAGE_BYTES)
        .equals(SMALL.subarray(2 * PAGE_BYTES)),
    ).toBe(true);
  });

  it('is detached by the end of the instance', () => {
    writeFileSync(at('a.db'), SMALL);
    const { instance } = started();
    const sesid = sessionOfInstance(instance);
    api.jetAttachDatabase(sesid, at('a.db'), 0);
    opened(sesid);
    expect(api.jetTerm(instance)).toBe(JET_errSuccess);
    expect(stateOf('a.db')).toBe(3);
  });

  it('keeps bytes and times when it is attached for reading', () => {
    writeFileSync(at('a.db'), SMALL);
    utimesSync(at('a.db'), 1000, 1000);
    const { instance } = started();
    const sesid = sessionOfInstance(instance);
    expect(api.jetAttachDatabase(sesid, at('a.db'), JET_bitDbReadOnly)).toBe(JET_errSuccess);
    opened(sesid, 'a.db', JET_bitDbReadOnly);
    expect(api.jetTerm(instance)).toBe(JET_errSuccess);
    expect(readFileSync(at('a.db')).equals(SMALL)).toBe(true);
    expect(statSync(at('a.db')).mtimeMs).toBe(1_000_000);
  });

  it('stays dirty after a dirty end, and neither it nor its log is used again without recovery', () => {
    writeFileSync(at('a.db'), SMALL);
    const { instance } = started();
    api.jetAttachDatabase(sessionOfInstance(instance), at('a.db'), 0);
    api.jetTerm2(instance, JET_bitTermDirty);
    const before = readFileSync(at('a.db'));
    const log = readFileSync(at('edb.log'));
    endEverything();
    setPartsFactory(STORAGE);
    const sesid = session({ recovery: 'off' });
    for (const grbit of [0, JET_bitDbReadOnly])
      expect(api.jetAttachDatabase(sesid, at('a.db'), grbit)).toBe(JET_errDatabaseDirtyShutdown);
    expect(readFileSync(at('a.db')).equals(before)).toBe(true);
    expect(readFileSync(at('edb.log')).equals(log)).toBe(true);
  });
});

describe('attaching and opening', () => {
  it('answers as the documentation says', () => {
    writeFileSync(at('a.db'), SMALL);
    writeFileSync(at('other.db'), committedDatabase('clean16k'));
    const sesid = session();
    const attach = (name: string | null, grbit = 0): number =>
      api.jetAttachDatabase(sesid, name === null ? null : at(name), grbit);
    expect(attach('nope.db')).toBeJet('JET_errFileNotFound');
    expect(attach(null)).toBeJet('JET_errDatabaseInvalidPath');
    expect(attach('other.db')).toBe(JET_errPageSizeMismatch);
    expect(attach('a.db', JET_bitDbReadOnly | JET_bitDbDeleteUnicodeIndexes)).toBe(JET_errInvalidGrbit);
    expect(attach('a.db', JET_bitDbReadOnly)).toBe(JET_errSuccess);
    expect(attach('a.db')).toBe(JET_wrnDatabaseAttached);
    expect(api.jetAttachDatabase2(sesid, at('a.db'), 300, 0)).toBe(JET_wrnDatabaseAttached);
    expect(api.jetDetachDatabase2(sesid, at('a.db'), JET_bitForceDetach)).toBe(JET_errForceDetachNotAllowed);
  });

  it('is refused inside a transaction', () => {
    const sesid = session();
    api.jetBeginTransaction(sesid);
    expect(api.jetAttachDatabase(sesid, at('a.db'), 0)).toBeJet('JET_errInTransaction');
    expect(api.jetDetachDatabase(sesid, at('a.db'))).toBeJet('JET_errInTransaction');
  });

  it('leaves nil behind when a database cannot be opened', () => {
    const dbid = ref(77);
    expect(api.jetOpenDatabase(session(), at('nope.db'), null, dbid, 0)).toBeJet('JET_errDatabaseNotFound');
    expect(dbid.value).toBe(JET_dbidNil);
  });

  it('ends with the session that opened', () => {
    writeFileSync(at('a.db'), SMALL);
    const { instance } = started();
    const [first, second] = [sessionOfInstance(instance), sessionOfInstance(instance)];
    api.jetAttachDatabase(first, at('a.db'), 0);
    opened(first, 'a.db', JET_bitDbExclusive);
    expect(api.jetOpenDatabase(second, at('a.db'), null, ref(0), 0)).toBeJet('JET_errDatabaseLocked');
    expect(api.jetDetachDatabase(second, at('a.db'))).toBeJet('JET_errDatabaseInUse');
    api.jetEndSession(first, 0);
    expect(api.jetDetachDatabase(second, null)).toBe(JET_errSuccess);
  });
});

describe('what JetGetDatabaseInfo tells', () => {
  function info(level: number, target: Uint8Array | object, cbMax: number): number {
    const dbid = opened(current);
    const err = api.jetGetDatabaseInfo(current, dbid, target, cbMax, level);
    api.jetCloseDatabase(current, dbid, 0);
    return err;
  }
  let current = 0;
  beforeEach(() => {
    writeFileSync(at('a.db'), SMALL);
    current = session();
    api.jetAttachDatabase(current, at('a.db'), 0);
  });

  it.each([
    [levels.JET_DbInfoCountry, 1],
    [levels.JET_DbInfoLCID, 1033],
    [levels.JET_DbInfoCp, 1252],
    [levels.JET_DbInfoCollate, 0],
    [levels.JET_DbInfoOptions, 0],
    [levels.JET_DbInfoTransactions, 7],
    [levels.JET_DbInfoVersion, 1568],
    [levels.JET_DbInfoSpaceOwned, 254],
  ])('at level %i is %i, and needs four bytes', (level, value) => {
    const place = ref(77);
    expect(info(level, place, 4)).toBe(JET_errSuccess);
    expect(place.value).toBe(value);
    for (const size of [8, 3, 0])
      expect(info(level, Buffer.alloc(8), size)).toBeJet('JET_errInvalidBufferSize');
  });

  it('is the size of a page, the name, and no connect string', () => {
    const place = ref(77);
    expect(info(levels.JET_DbInfoPageSize, place, 4)).toBe(JET_errSuccess);
    expect(place.value).toBe(PAGE_BYTES);
    expect(info(levels.JET_DbInfoPageSize, Buffer.alloc(8), 8)).toBeJet('JET_errBufferTooSmall');
    const text = ref('~');
    expect(info(levels.JET_DbInfoFilename, text, 4)).toBeJet('JET_errBufferTooSmall');
    expect(text.value).toBe('~');
    expect(info(levels.JET_DbInfoFilename, text, 600)).toBe(JET_errSuccess);
    expect(text.value).toBe(at('a.db'));
    expect(info(levels.JET_DbInfoConnect, text, 4)).toBe(JET_errSuccess);
    expect(text.value).toBe('');
    expect(info(levels.JET_DbInfoConnect, text, 0)).toBeJet('JET_errBufferTooSmall');
  });

  it('is the size of the file in pages, whatever the size of the buffer', () => {
    for (const level of [levels.JET_DbInfoFilesize, levels.JET_DbInfoFilesizeOnDisk]) {
      const bytes = Buffer.alloc(8);
      for (const size of [8, 4, 3, 0]) expect(info(level, bytes, size)).toBe(JET_errSuccess);
      expect(bytes.readUInt32LE()).toBe(SMALL.length / PAGE_BYTES);
    }
  });

  it('is the free space, and needs four bytes at least', () => {
    const place = ref(-1);
    expect(info(levels.JET_DbInfoSpaceAvailable, place, 4)).toBe(JET_errSuccess);
    expect(place.value).toBeGreaterThan(0);
    expect(info(levels.JET_DbInfoSpaceAvailable, Buffer.alloc(8), 8)).toBe(JET_errSuccess);
    expect(info(levels.JET_DbInfoSpaceAvailable, Buffer.alloc(8), 3)).toBeJet('JET_errInvalidParameter');
  });

  it('is the header, in any of its four structs', () => {
    for (const struct of [JET_DBINFOMISC, JET_DBINFOMISC2, JET_DBINFOMISC3, JET_DBINFOMISC4]) {
      const value = struct();
      expect(info(levels.JET_DbInfoMisc, value, struct.cb)).toBe(JET_errSuccess);
      expect(value).toMatchObject({ ulVersion: 1568, dbstate: 2, cbPageSize: PAGE_BYTES });
      const bytes = Buffer.alloc(struct.cb);
      expect(info(levels.JET_DbInfoMisc, bytes, struct.cb)).toBe(JET_errSuccess);
      expect(struct.decode(bytes)).toEqual(value);
    }
    expect(info(levels.JET_DbInfoMisc, JET_DBINFOMISC(), 100)).toBeJet('JET_errInvalidBufferSize');
  });

  it.each([
    [levels.JET_DbInfoUpgrade, 'JET_errInvalidParameter'],
    [levels.JET_DbInfoDBInUse, 'JET_errInvalidParameter'],
    [levels.JET_DbInfoFileType, 'JET_errInvalidParameter'],
    [levels.JET_DbInfoIsam, 'JET_errFeatureNotAvailable'],
    [99, 'JET_errInvalidParameter'],
  ] as const)('at level %i is %s', (level, name) => {
    for (const size of [8, 4, 3, 0]) expect(info(level, Buffer.alloc(8), size)).toBeJet(name);
  });

  it('is nothing for a database that is not open', () => {
    for (const dbid of [JET_dbidNil, 99, 0, 1])
      expect(api.jetGetDatabaseInfo(current, dbid, ref(0), 4, levels.JET_DbInfoVersion)).toBeJet(
        'JET_errInvalidDatabaseId',
      );
  });
});

describe('what JetGetDatabaseFileInfo tells', () => {
  const info = (name: string | null, level: number, target: Uint8Array | object, cbMax: number): number =>
    api.jetGetDatabaseFileInfo(name === null ? null : name === '' ? '' : at(name), target, cbMax, level);

  beforeEach(() => writeFileSync(at('a.db'), SMALL));

  it('is the size of the file in eight bytes', () => {
    for (const level of [levels.JET_DbInfoFilesize, levels.JET_DbInfoFilesizeOnDisk]) {
      const bytes = Buffer.alloc(8);
      expect(info('a.db', level, bytes, 8)).toBe(JET_errSuccess);
      expect(Number(bytes.readBigUInt64LE())).toBe(SMALL.length);
      const place = { value: 0 };
      expect(info('a.db', level, place, 8)).toBe(JET_errSuccess);
      expect(place.value).toBe(BigInt(SMALL.length));
      expect(info('a.db', level, bytes, 4)).toBeJet('JET_errInvalidBufferSize');
    }
  });

  it('is page size and kind of the file, and whether it is attached', () => {
    const place = ref(77);
    expect(info('a.db', levels.JET_DbInfoPageSize, place, 4)).toBe(JET_errSuccess);
    expect(place.value).toBe(PAGE_BYTES);
    expect(info('a.db', levels.JET_DbInfoFileType, place, 4)).toBe(JET_errSuccess);
    expect(place.value).toBe(levels.JET_filetypeDatabase);
    const sesid = session();
    for (const expected of [0, 1]) {
      expect(info('a.db', levels.JET_DbInfoDBInUse, place, 4)).toBe(JET_errSuccess);
      expect(place.value).toBe(expected);
      api.jetAttachDatabase(sesid, at('a.db'), 0);
    }
    for (const level of [levels.JET_DbInfoPageSize, levels.JET_DbInfoFileType, levels.JET_DbInfoDBInUse])
      expect(info('a.db', level, Buffer.alloc(8), 8)).toBeJet('JET_errInvalidBufferSize');
  });

  it('is the header, clean or as the instance has it now', () => {
    const value = JET_DBINFOMISC4();
    expect(info('a.db', levels.JET_DbInfoMisc, value, JET_DBINFOMISC4.cb)).toBe(JET_errSuccess);
    expect(value).toMatchObject({ dbstate: 3, cbPageSize: PAGE_BYTES, genMaxRequired: 0 });
    api.jetAttachDatabase(session(), at('a.db'), 0);
    expect(info('a.db', levels.JET_DbInfoMisc, value, JET_DBINFOMISC4.cb)).toBe(JET_errSuccess);
    expect(value).toMatchObject({ dbstate: 2, genMinRequired: 1, genMaxRequired: 1, genCommitted: 1 });
    expect(info('a.db', levels.JET_DbInfoMisc, value, 100)).toBeJet('JET_errInvalidBufferSize');
  });

  it('is that nothing is left to upgrade', () => {
    const value = JET_DBINFOUPGRADE();
    expect(info('a.db', levels.JET_DbInfoUpgrade, value, JET_DBINFOUPGRADE.cb)).toBe(JET_errSuccess);
    expect(value).toMatchObject({ ulFlags: 2, fAlreadyUpgraded: 0, cbFilesizeLow: SMALL.length });
    const wrong = JET_DBINFOUPGRADE({ cbStruct: 7 });
    expect(info('a.db', levels.JET_DbInfoUpgrade, wrong, JET_DBINFOUPGRADE.cb)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(info('a.db', levels.JET_DbInfoUpgrade, value, 4)).toBeJet('JET_errInvalidBufferSize');
  });

  it('is a code for what is no file, no database, or no level', () => {
    writeFileSync(at('junk.db'), Buffer.alloc(70_000, 'junk'));
    const place = ref(77);
    expect(info('nope.db', levels.JET_DbInfoPageSize, place, 4)).toBeJet('JET_errFileNotFound');
    for (const name of [null, ''])
      expect(info(name, levels.JET_DbInfoPageSize, place, 4)).toBeJet('JET_errFileAccessDenied');
    expect(info('junk.db', levels.JET_DbInfoMisc, JET_DBINFOMISC(), JET_DBINFOMISC.cb)).toBeJet(
      'JET_errReadVerifyFailure',
    );
    for (const level of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 99])
      for (const size of [4, 8])
        expect(info('a.db', level, Buffer.alloc(8), size)).toBeJet('JET_errInvalidParameter');
    expect(place.value).toBe(77);
  });
});

describe('another process', () => {
  const REPOSITORY = resolve(__dirname, '../..');

  /** The codes with which a child process starts a log in the folder and attaches the database. */
  function codesOfChild(): number[] {
    const script = `
      const { readFileSync } = require('node:fs');
      const { process: transform } = require('./test/support/transform.js');
      require.extensions['.ts'] = (module, file) => module._compile(transform(readFileSync(file, 'utf8'), file).code, file);
      const { toJetErr } = require('./errors/to-jet-err.ts');
      const { NodeFileSystem } = require('./src/os/node-file-system.ts');
      const { surveyLogs } = require('./src/log/log-survey.ts');
      const { LogFolder } = require('./src/log/log-folder.ts');
      const { openDatabaseFile } = require('./src/database/open-file.ts');
      const [folder, path] = process.argv.slice(1);
      const files = new NodeFileSystem();
      const codeOf = (body) => { try { body(); return 0; } catch (failure) { return toJetErr(failure); } };
      process.stdout.write(JSON.stringify([
        codeOf(() => surveyLogs(new LogFolder(files, folder, folder, 'edb'))),
        codeOf(() => openDatabaseFile(files, path, false, ${PAGE_BYTES}).file.close()),
        codeOf(() => openDatabaseFile(files, path, true, ${PAGE_BYTES}).file.close()),
      ]));`;
    const child = spawnSync(process.execPath, ['-e', script, folder, at('a.db')], { cwd: REPOSITORY });
    return JSON.parse(child.stdout.toString());
  }

  it('gets neither the logs nor the database of a running instance', () => {
    writeFileSync(at('a.db'), SMALL);
    const { instance } = started();
    api.jetAttachDatabase(sessionOfInstance(instance), at('a.db'), 0);
    expect(codesOfChild()).toEqual([
      JET_errFileAccessDenied,
      JET_errFileAccessDenied,
      JET_errFileAccessDenied,
    ]);
    api.jetTerm(instance);
    expect(codesOfChild()).toEqual([0, 0, 0]);
  }, 60_000);

  it('may read a database that is attached for reading', () => {
    writeFileSync(at('a.db'), SMALL);
    const sesid = session({ recovery: 'off' });
    api.jetAttachDatabase(sesid, at('a.db'), JET_bitDbReadOnly);
    expect(codesOfChild()).toEqual([0, JET_errFileAccessDenied, 0]);
  }, 60_000);
});
