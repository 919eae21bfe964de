/** Instances that are ended without care, killed, or share files with another process: on real files, by the built program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { JET_bitDbReadOnly } from '../../include/grbits/database';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { committedDatabase } from '../support/cached-file';
import { endEverything } from '../support/instances';

const PACKAGE = resolve(__dirname, '../../dist/src/index.js');
/** A child that attaches the database, says what came of it, and waits for its end. */
const CHILD = `
const api = require(process.argv[1]);
const [logs, database, bits] = process.argv.slice(2);
const place = { value: 0 };
const session = { value: 0 };
api.jetSetSystemParameter(null, null, ${JET_paramDatabasePageSize}, 8192, null);
api.jetCreateInstance(place, 'child');
for (const id of [${JET_paramSystemPath}, ${JET_paramLogFilePath}, ${JET_paramTempPath}])
  api.jetSetSystemParameter(place, null, id, 0, logs);
api.jetSetSystemParameter(place, null, ${JET_paramLogFileSize}, 64, null);
api.jetSetSystemParameter(place, null, ${JET_paramMaxTemporaryTables}, 0, null);
const init = api.jetInit(place);
if (init === 0) api.jetBeginSession(place.value, session, null, null);
const attach = init === 0 ? api.jetAttachDatabase(session.value, database, Number(bits)) : null;
process.stdout.write(JSON.stringify({ init, attach }) + '\\n');
setInterval(() => undefined, 1000);
`;

let folder = '';
let instances = 0;
const children: ChildProcess[] = [];

const at = (name: string): string => join(folder, name);

beforeAll(() => {
  if (!existsSync(PACKAGE)) throw new Error('the package is not built: npm run build');
});

beforeEach(() => {
  endEverything();
  setPartsFactory(STORAGE);
  folder = mkdtempSync(join(tmpdir(), 'esent-processes-'));
  for (const name of ['logs', 'other']) mkdirSync(at(name));
  writeFileSync(at('a.edb'), committedDatabase('clean8k-small'));
});

afterEach(async () => {
  for (const child of children.splice(0)) await killed(child);
  endEverything();
  rmSync(folder, { recursive: true, force: true });
});

afterAll(() => endEverything());

interface Answers {
  readonly init: number;
  readonly attach: number | null;
}

/** Starts an instance in a process of its own; it stays until it is killed. */
async function otherProcess(logs: string, bits = 0): Promise<{ child: ChildProcess; answers: Answers }> {
  const child = spawn(process.execPath, ['-e', CHILD, PACKAGE, at(logs), at('a.edb'), String(bits)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return { child, answers: JSON.parse(text) };
}

function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

/** The same in this process. */
function here(logs: string, bits = 0): Answers & { instance: number } {
  const [place, session] = [ref(0), ref(0)];
  api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, 8192, null);
  api.jetCreateInstance(place, `here ${++instances}`);
  for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
    api.jetSetSystemParameter(place, null, id, 0, at(logs));
  api.jetSetSystemParameter(place, null, JET_paramLogFileSize, 64, null);
  api.jetSetSystemParameter(place, null, JET_paramMaxTemporaryTables, 0, null);
  const init = api.jetInit(place);
  if (init !== 0) return { init, attach: null, instance: 0 };
  api.jetBeginSession(place.value, session, null, null);
  return { init, attach: api.jetAttachDatabase(session.value, at('a.edb'), bits), instance: place.value };
}

const BOTH = { init: codes.JET_errSuccess, attach: codes.JET_errSuccess };
const DIRTY = codes.JET_errDatabaseDirtyShutdown;

describe('an instance that is ended dirty', () => {
  it('says so, gives its files back, and leaves database and log to recovery', () => {
    const { instance, ...answers } = here('logs');
    expect(answers).toEqual(BOTH);
    expect(api.jetTerm2(instance, JET_bitTermDirty)).toBe(codes.JET_errDirtyShutdown);
    expect(api.jetTerm(instance)).toBe(codes.JET_errInvalidInstance);
    const elsewhere = here('other');
    expect(elsewhere).toMatchObject({ init: codes.JET_errSuccess, attach: DIRTY });
    expect(api.jetTerm(elsewhere.instance)).toBe(codes.JET_errSuccess);
    expect(here('logs')).toMatchObject(BOTH);
  });
});

describe('another process', () => {
  it('that is killed leaves no lock, and a database and a log that the next start recovers', async () => {
    const { child, answers } = await otherProcess('logs');
    expect(answers).toEqual(BOTH);
    await killed(child);
    const elsewhere = here('other');
    expect(elsewhere).toMatchObject({ init: codes.JET_errSuccess, attach: DIRTY });
    expect(api.jetTerm(elsewhere.instance)).toBe(codes.JET_errSuccess);
    expect(here('logs')).toMatchObject(BOTH);
  });

  it('that has the logs or the database keeps this one out, until it ends', async () => {
    const { child, answers } = await otherProcess('logs', JET_bitDbReadOnly);
    expect(answers).toEqual(BOTH);
    expect(here('logs')).toMatchObject({ init: codes.JET_errFileAccessDenied });
    const writing = here('other');
    expect(writing).toMatchObject({ init: codes.JET_errSuccess, attach: codes.JET_errFileAccessDenied });
    api.jetTerm(writing.instance);
    await killed(child);
    expect(here('other')).toMatchObject(BOTH);
  });

  it('reads the same database for which both asked to read only', async () => {
    const { answers } = await otherProcess('logs', JET_bitDbReadOnly);
    expect(answers).toEqual(BOTH);
    expect(here('other', JET_bitDbReadOnly)).toMatchObject(BOTH);
  });
});
