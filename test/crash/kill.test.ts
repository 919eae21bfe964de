/**
 * A process that commits rows is killed a hundred times, at moments that nobody chose, and each time another one begins on
 * what is left on the real disk. What was said to be committed is there, and of the last commit all or nothing.
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
const MOST_DELAY_MS = 40;
const TIMEOUT_MS = 300_000;
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

/** A process that waits to be told to go. */
class Child {
  readonly process: ChildProcess;
  readonly #chunks: Buffer[] = [];
  readonly #ready: Promise<void>;
  #commits = 0;
  #heard = (): void => undefined;

  constructor(seed: number) {
    const child = spawn(process.execPath, [CHILD, PACKAGE, folder, String(seed)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process = child;
    this.#ready = new Promise((done) => child.stdout.once('data', () => done()));
    child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#commits += chunk.toString().split('"done"').length - 1;
      this.#heard();
    });
    children.push(child);
  }

  /** Lets it go until it has committed so often, and a little longer; kills it, and answers all that it had said. */
  async killedAfter(commits: number, delay: number): Promise<Line[]> {
    await this.#ready;
    const closed = new Promise((done) => this.process.once('close', done));
    this.process.stdin?.write('go\n');
    while (this.#commits < commits && this.process.exitCode === null)
      await new Promise<void>((done) => (this.#heard = done));
    await new Promise((done) => setTimeout(done, delay));
    this.process.kill('SIGKILL');
    await closed;
    const text = Buffer.concat(this.#chunks).toString();
    const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    return whole.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
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
function possibleAfter(lines: readonly Line[], before: readonly Rows[]): readonly Rows[] {
  let possible = before;
  for (const { rows, will, done, failed } of lines) {
    expect(failed).toBeUndefined();
    if (rows !== undefined) {
      const found = changed(new Map(), rows);
      expect(possible.map(textOf)).toContain(textOf(found));
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
    const random = new Random(Date.now());
    let possible: readonly Rows[] = [new Map()];
    let next = new Child(1);
    let commits = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const child = next;
      next = new Child(round + 2);
      const lines = await child.killedAfter(
        round % 3 === 0 ? 0 : 1 + random.below(3),
        random.below(MOST_DELAY_MS),
      );
      possible = possibleAfter(lines, possible);
      commits += lines.filter(({ done }) => done === true).length;
    }
    next.process.kill('SIGKILL');
    const instance = startInstance();
    const { state, complaints } = observe(instance, [join(folder, 'a.edb')]);
    expect(complaints).toEqual([]);
    expect(possible.map(({ size }) => size)).toContain(
      [...state.keys()].filter((place) => / t /.test(place)).length,
    );
    requireSuccess(api.jetTerm(instance));
    process.stdout.write(`${ROUNDS} processes killed, ${commits} commits acknowledged\n`);
    expect(commits).toBeGreaterThan(ROUNDS / 2);
  },
  TIMEOUT_MS,
);
