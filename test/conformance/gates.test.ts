/**
 * What every function answers while its instance takes no calls: stopped, unavailable after a failure of the disk,
 * ending, or not started. Which functions answer so is in the ledger of return codes; each of them is called.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { ref } from '../../include/ref';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramRuntimeCallback,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { MemoryFileSystem } from '../support/memory-file-system';
import { rowsOf } from './ledger';
import { BEYOND_CODES, DOCUMENTED_CODES } from './return-codes';

interface Parameter {
  readonly name: string;
  readonly type: string;
}

const CONTRACT = readFileSync(join(__dirname, '../../include/jet-api.ts'), 'utf8');
const SIGNATURES = new Map(
  [...CONTRACT.matchAll(/^ {2}j(et\w+)\(([^)]*)\): JET_ERR;$/gms)].map(([, name, list]) => [
    `J${name}`,
    [...list.matchAll(/(\w+)\??: ([^,]+)/g)].map(([, parameter, type]) => ({ name: parameter, type })),
  ]),
);
const FUNCTIONS = new Map(
  Object.entries(api).map(([name, body]) => [`J${name.slice(1)}`, body as (...given: unknown[]) => number]),
);
const NAMES = new Map<number, string>(Object.entries(codes).map(([name, value]) => [value, name]));

/** The only instance, with a session, a database and a table; or one of several that is not started. */
class World {
  readonly files = new MemoryFileSystem(undefined, { keepsJournal: false });
  readonly instance: number;
  session = 0;
  database = 0;
  table = 0;
  hears: (() => void) | null = null;

  constructor(isStarted = true) {
    endEverything();
    setPartsFactory(STORAGE);
    let now = Date.UTC(2026, 10, 25);
    let chance = 1;
    setPlatform({
      files: this.files,
      clock: { now: () => now++ },
      randomness: { nextU32: () => chance++ },
    });
    this.files.makeDirectory('/w');
    api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, 4096, null);
    for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      api.jetSetSystemParameter(null, null, id, 0, '/w/');
    api.jetSetSystemParameter(null, null, JET_paramLogFileSize, 64, null);
    api.jetSetSystemParameter(null, null, JET_paramMaxTemporaryTables, 0, null);
    const callback = (): number => {
      this.hears?.();
      return 0;
    };
    api.jetSetSystemParameter(null, null, JET_paramRuntimeCallback, callback, null);
    this.instance = made((place) => (isStarted ? api.jetInit(place) : api.jetCreateInstance(place, 'w')));
    if (isStarted) this.#open();
  }

  #open(): void {
    this.session = made((place) => api.jetBeginSession(this.instance, place, null, null));
    this.database = made((place) => api.jetCreateDatabase(this.session, '/w/a.edb', null, place, 0));
    this.table = made((place) => api.jetCreateTable(this.session, this.database, 't', 1, 100, place));
  }

  /** Calls a function with the handles of this world, and with something harmless for all else. */
  call(name: string): number {
    const given = (SIGNATURES.get(name) ?? []).map((parameter) => this.#argument(parameter));
    return FUNCTIONS.get(name)?.(...given) ?? 1;
  }

  #argument({ name, type }: Parameter): unknown {
    if (name === 'sesid') return this.session;
    if (name === 'pinstance' && type.startsWith('Ref')) return ref(this.instance);
    if (/instance$/.test(name)) return this.instance;
    if (name === 'tableid') return this.table;
    if (name === 'dbid') return this.database;
    if (type.includes('Ref<string>')) return ref('');
    if (type.includes('Ref<')) return ref(0);
    if (type.startsWith('string')) return 'x';
    if (type.endsWith('| null')) return null;
    return type.endsWith('[]') ? [] : 0;
  }
}

function made(make: (place: { value: number }) => number): number {
  const place = ref(0);
  expect(make(place)).toBeJet('JET_errSuccess');
  return place.value;
}

/** They answer so for what they are asked to do, and are tested where that is. */
const ELSEWHERE = ['JetInit', 'JetStopServiceInstance2'];

/** The functions that the suite shows to answer with a code. */
const answering = (code: string): string[] =>
  [...rowsOf(DOCUMENTED_CODES), ...rowsOf(BEYOND_CODES)]
    .filter((row) => row.code === code && row.verdict.kind === 'tested' && SIGNATURES.has(row.api))
    .map(({ api: name }) => name)
    .filter((name) => !ELSEWHERE.includes(name));

/** Of the functions that are to answer with a code, what the others answer. */
const others = (world: World, code: string): string[] =>
  answering(code)
    .map((name) => [name, NAMES.get(world.call(name))])
    .filter(([, answer]) => answer !== code)
    .map(([name, answer]) => `${name} ${answer}`);

let world: World;
afterEach(() => {
  world.files.failWith = () => null;
  endEverything();
});
afterAll(endEverything);

describe('every function of the ledger', () => {
  it('is refused once the service is stopped', () => {
    world = new World();
    expect(api.jetStopServiceInstance(world.instance)).toBeJet('JET_errSuccess');
    expect(others(world, 'JET_errClientRequestToStopJetService')).toEqual([]);
  });

  it('is refused after the log could not be written', () => {
    world = new World();
    api.jetBeginTransaction(world.session);
    api.jetPrepareUpdate(world.session, world.table, 0);
    api.jetUpdate(world.session, world.table, null, 0, null);
    world.files.failWith = (operation, path) =>
      operation === 'write' && path.endsWith('.log') ? 'EIO' : null;
    expect(api.jetCommitTransaction(world.session, 0)).toBeJet('JET_errLogWriteFail');
    expect(others(world, 'JET_errInstanceUnavailable')).toEqual([]);
  });

  it('is refused to a callback while the instance ends', () => {
    world = new World();
    api.jetSetLS(world.session, world.table, 1, 0);
    let answers: string[] | null = null;
    world.hears = () => (answers = others(world, 'JET_errTermInProgress'));
    expect(api.jetTerm(world.instance)).toBeJet('JET_errSuccess');
    expect(answers).toEqual([]);
  });

  it('is refused by an instance that was not started', () => {
    world = new World(false);
    expect(others(world, 'JET_errNotInitialized')).toEqual([]);
  });

  it('is refused without an instance when there may be several', () => {
    world = new World(false);
    expect(others(world, 'JET_errRunningInMultiInstanceMode')).toEqual([]);
  });
});
