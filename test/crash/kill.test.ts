/**
 * A process that commits rows is killed a hundred times, and each time another one begins on what is left on the real
 * disk. What was said to be committed is there, and of the last commit all or nothing.
 *
 *   recovery │ will … done │ will … done │ will … ✕      killed after so many commits that the child acknowledged, or in
 *                                                        the next one, and a few microseconds later
 *
 * What children do, after how many commits they are killed and how much later is drawn from a seed, which is printed:
 * KILL_SEED=… npx jest test/crash/kill does it again, as far as two processes do anything again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_coltypLong, JET_coltypLongBinary } from '../../include/column-types';
import { JET_bitIndexPrimary } from '../../include/grbits/index-ddl';
import { JET_COLUMNCREATE } from '../../include/structs/column-ddl';
import { JET_TABLECREATE } from '../../include/structs/table';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { STORAGE } from '../../src/instance/storage';
import { requireSuccess } from '../support/attached';
import { endEverything } from '../support/instances';
import { Random } from '../support/random';
import { observe } from './observe';

const ROUNDS = 100;
const SEED = Number(process.env.KILL_SEED ?? 20_261_125);
const MOST_COMMITS = 25;
/** Of those that die before their first commit, in recovery mostly. */
const MOST_START_MICROSECONDS = 40_000;
/** About as long as a commit takes. */
const MOST_MICROSECONDS = 3000;
const TIMEOUT_MS = 600_000;
const PACKAGE = resolve(__dirname, '../../dist/src/index.js');
const CHILD = join(__dirname, 'kill-child.js');
const KEY = '+k\0\0';

/** Number and length by key. */
type Rows = ReadonlyMap<number, string>;
type Change = readonly [key: number, number: number, bytes: number];

interface Line {
  readonly rows?: readonly Change[];
  readonly will?: readonly Change[];
  readonly done?: boolean;
  readonly failed?: string;
}

let folder = '';
const children: ChildProcess[] = [];

beforeAll(() => {
  if (!existsSync(PACKAGE)) throw new Error('the package is not built: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'esent-killed-')) + sep;
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  endEverything();
  rmSync(folder, { recursive: true, force: true });
});

function startInstance(): number {
  endEverything();
  setPartsFactory(STORAGE);
  const place = ref(0);
  api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, 4096, null);
  requireSuccess(api.jetCreateInstance(place, 'parent'));
  for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
    api.jetSetSystemParameter(place, null, id, 0, folder);
  api.jetSetSystemParameter(place, null, JET_paramLogFileSize, 64, null);
  api.jetSetSystemParameter(place, null, JET_paramMaxTemporaryTables, 0, null);
  requireSuccess(api.jetInit(place));
  return place.value;
}

function makeDatabase(): void {
  const instance = startInstance();
  const [sesid, dbid, tableid] = [ref(0), ref(0), ref(0)];
  requireSuccess(api.jetBeginSession(instance, sesid, null, null));
  requireSuccess(api.jetCreateDatabase(sesid.value, join(folder, 'a.edb'), null, dbid, 0));
  const columns = [
    JET_COLUMNCREATE({ szColumnName: 'k', coltyp: JET_coltypLong }),
    JET_COLUMNCREATE({ szColumnName: 'n', coltyp: JET_coltypLong }),
    JET_COLUMNCREATE({ szColumnName: 'v', coltyp: JET_coltypLongBinary }),
  ];
  const struct = JET_TABLECREATE({ szTableName: 't', rgcolumncreate: columns, cColumns: columns.length });
  requireSuccess(api.jetCreateTableColumnIndex(sesid.value, dbid.value, struct));
  tableid.value = struct.tableid;
  const args = [JET_bitIndexPrimary, KEY, KEY.length, 100] as const;
  requireSuccess(api.jetCreateIndex(sesid.value, tableid.value, 'primary', ...args));
  requireSuccess(api.jetTerm(instance));
}

/** When a child is killed. */
interface Death {
  /** How many commits it has acknowledged. */
  readonly commits: number;
  /** Whether it has said then that it makes another one. */
  readonly isInCommit: boolean;
  readonly microseconds: number;
}

function drawDeath(random: Random, round: number): Death {
  if (round % 4 === 0)
    return { commits: 0, isInCommit: false, microseconds: random.below(MOST_START_MICROSECONDS) };
  const [commits, isInCommit] = [1 + random.below(MOST_COMMITS), random.below(2) === 0];
  return { commits, isInCommit, microseconds: random.below(MOST_MICROSECONDS) };
}

/** A process that waits to be told to go. */
class Child {
  readonly process: ChildProcess;
  readonly #lines: Line[] = [];
  readonly #ready: Promise<void>;
  #rest = '';
  #commits = 0;
  #plans = 0;
  #heard = (): void => undefined;

  constructor(seed: number) {
    const child = spawn(process.execPath, [CHILD, PACKAGE, folder, String(seed)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process = child;
    this.#ready = new Promise((done) => child.stdout.once('data', () => done()));
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = `${this.#rest}${chunk.toString()}`.split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(JSON.parse(line) as Line);
      this.#heard();
    });
    children.push(child);
  }

  /** Lets it go until it is to die; kills it, and answers all that it had said. */
  async killedAt({ commits, isInCommit, microseconds }: Death): Promise<readonly Line[]> {
    await this.#ready;
    const closed = new Promise((done) => this.process.once('close', done));
    this.process.stdin?.write('go\n');
    const plans = isInCommit ? commits + 1 : 0;
    while ((this.#commits < commits || this.#plans < plans) && this.process.exitCode === null)
      await new Promise<void>((done) => (this.#heard = done));
    const end = performance.now() + microseconds / 1000;
    while (performance.now() < end);
    this.process.kill('SIGKILL');
    await closed;
    return this.#lines;
  }

  #hear(line: Line): void {
    this.#lines.push(line);
    if (line.done === true) this.#commits++;
    if (line.will !== undefined) this.#plans++;
  }
}

function changed(rows: Rows, changes: readonly Change[]): Rows {
  const next = new Map(rows);
  for (const [key, number, bytes] of changes)
    if (number === 0) next.delete(key);
    else next.set(key, `${number}, ${bytes} bytes`);
  return next;
}

const textOf = (rows: Rows): string => JSON.stringify([...rows].sort(([one], [other]) => one - other));

/** What is possible after a child's life, from what was possible before it. */
function possibleAfter(lines: readonly Line[], before: readonly Rows[], life: string): readonly Rows[] {
  let possible = before;
  for (const { rows, will, done, failed } of lines) {
    if (failed !== undefined) throw new Error(`${life}: ${failed}`);
    if (rows !== undefined) {
      const found = changed(new Map(), rows);
      const texts = possible.map(textOf);
      if (!texts.includes(textOf(found)))
        throw new Error(`${life}: found ${textOf(found)}, not ${texts.join(' or ')}`);
      possible = [found];
    } else if (will !== undefined) possible = [possible[0], changed(possible[0], will)];
    else if (done === true) possible = [possible[possible.length - 1]];
  }
  return possible;
}

it(
  'a hundred times, and nothing that was acknowledged is lost',
  async () => {
    makeDatabase();
    const random = new Random(SEED);
    let possible: readonly Rows[] = [new Map()];
    let next = new Child(SEED);
    let [commits, midway] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const child = next;
      next = new Child(SEED + round + 1);
      const death = drawDeath(random, round);
      const lines = await child.killedAt(death);
      possible = possibleAfter(
        lines,
        possible,
        `KILL_SEED=${SEED}, round ${round}, killed at ${JSON.stringify(death)}`,
      );
      commits += lines.filter(({ done }) => done === true).length;
      if (possible.length > 1) midway++;
    }
    next.process.kill('SIGKILL');
    const instance = startInstance();
    const { state, complaints } = observe(instance, [join(folder, 'a.edb')]);
    expect(complaints).toEqual([]);
    expect(possible.map(({ size }) => size)).toContain(
      [...state.keys()].filter((place) => / t /.test(place)).length,
    );
    requireSuccess(api.jetTerm(instance));
    const what = `${ROUNDS} processes killed, ${midway} of them in a commit, ${commits} commits acknowledged`;
    process.stdout.write(`${what}; KILL_SEED=${SEED}\n`);
    expect(commits).toBeGreaterThan(ROUNDS);
    expect(midway).toBeGreaterThan(ROUNDS / 10);
  },
  TIMEOUT_MS,
);
