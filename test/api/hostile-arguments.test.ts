/**
 * Every function with wrong arguments of every kind, in every mode of the process: nothing throws, every answer is a
 * code of the list, a failure of the engine's own is never behind it, and what a failing call does not document to
 * write stays as it was.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { watchBugs } from '../../errors/to-jet-err';
import { JET_ColInfoList } from '../../include/info-levels';
import {
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramRecovery,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_COLUMNLIST } from '../../include/structs/schema-info';
import * as api from '../../src/api';
import { OpenCursor, openCursors, registerCursor } from '../../src/instance/open-cursors';
import { openLists } from '../../src/instance/open-lists';
import { setPartsFactory } from '../../src/instance/parts';
import { registry } from '../../src/instance/registry';
import { STORAGE } from '../../src/instance/storage';
import { DatabaseTables } from '../../src/table/database-tables';
import { Retrieval } from '../../src/table/retrieval';
import { TableCursor } from '../../src/table/table-cursor';
import {
  callApi,
  HostileArguments,
  type KnownHandles,
  type Signature,
  SIGNATURES,
} from '../fuzz/arguments.fuzz';
import { cacheDatabase, committedDatabase } from '../support/cached-file';
import {
  createdInstance,
  endEverything,
  onlyInstance,
  runningInstance,
  sessionOfInstance,
} from '../support/instances';
import { Random } from '../support/random';

const SEED = Number(process.env.HOSTILE_SEED ?? 162);
const CALLS_EACH = Number(process.env.HOSTILE_CALLS ?? 150);

const STARTS = 20;
const PARAMETERS = 220;

const CODES = new Map<number, string>(Object.entries(codes).map(([name, value]) => [value, name] as const));
const NO_HANDLES: KnownHandles = {
  instances: [],
  sessions: [],
  cursors: [],
  databases: [],
  files: [],
  stale: [],
  names: [],
  columns: [],
};

interface Situation {
  /** Makes it, and tells the handles that it has. */
  make(): KnownHandles;
  /** Whether a call has ended it. */
  isOver(handles: KnownHandles): boolean;
}

const tables = new DatabaseTables(cacheDatabase(committedDatabase('clean8k-small'), 256), 0);
const tableNames: string[] = [];
tables.catalog.forEachTable((row) => tableNames.push(row.name));

const instanceIsOver = (handles: KnownHandles): boolean =>
  handles.instances.some((handle) => registry.find(handle)?.gate !== codes.JET_errSuccess) ||
  handles.sessions.some((handle) => registry.sessions.get(handle) === undefined) ||
  handles.cursors.some(
    (handle) => openCursors.get(handle) === undefined && openLists.get(handle) === undefined,
  );

function withSession(instance: number): KnownHandles {
  const [session, other, ended] = [0, 1, 2].map(() => sessionOfInstance(instance));
  api.jetEndSession(ended, 0);
  return { ...NO_HANDLES, instances: [instance], sessions: [session, session, other], stale: [ended] };
}

/** The cursors are made by hand, on a database in memory, so that no call depends on another one. */
function withCursors(handles: KnownHandles): KnownHandles {
  const session = registry.sessions.get(handles.sessions[0]);
  if (session === undefined) throw new Error('no session');
  const opened = tableNames.flatMap((name) => {
    const table = tables.open(name);
    if (table === null) throw new Error(`no table ${name}`);
    return [table, table].map((each, which) => {
      const cursor = new TableCursor(each);
      if (which === 1) cursor.changeIndex(each.schema.indexes.at(-1) ?? null);
      const options = { isReadOnly: which === 1, denyRead: false, denyWrite: false, permitsDdl: false };
      return new OpenCursor(session, 1, cursor, new Retrieval(cursor), options, 0);
    });
  });
  const schemas = opened.map(({ cursor }) => cursor.table.schema);
  const cursors = opened.map(registerCursor);
  const list = JET_COLUMNLIST();
  api.jetGetTableColumnInfo(handles.sessions[0], cursors[0], null, list, list.cbStruct, JET_ColInfoList);
  return {
    ...handles,
    cursors: [...cursors, list.tableid, list.tableid],
    names: [
      ...tableNames,
      ...schemas.flatMap(({ indexes }) => indexes.map(({ name }) => name)),
      ...schemas.flatMap(({ columns }) => columns.map(({ name }) => name)),
    ],
    columns: schemas.flatMap(({ columns }) => columns.map(({ columnId }) => columnId)),
  };
}

/** With files: an instance that keeps logs, and a database that is attached and open. */
function withFiles(): KnownHandles {
  setPartsFactory(STORAGE);
  const place = ref(0);
  api.jetCreateInstance(place, 'files');
  api.jetSetSystemParameter(place, null, JET_paramRecovery, 0, 'off');
  api.jetSetSystemParameter(place, null, JET_paramMaxTemporaryTables, 0, null);
  writeFileSync('attached.edb', committedDatabase('clean8k-small'));
  api.jetInit(place);
  const handles = withSession(place.value);
  const database = ref(0);
  api.jetAttachDatabase(handles.sessions[0], 'attached.edb', 0);
  api.jetOpenDatabase(handles.sessions[0], 'attached.edb', null, database, 0);
  return { ...withCursors(handles), databases: [database.value], names: ['attached.edb', ...tableNames] };
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'before any instance': { make: () => NO_HANDLES, isOver: () => registry.mode !== 'no-set' },
  'with the only instance and a cursor': {
    make: () => withCursors(withSession(onlyInstance())),
    isOver: instanceIsOver,
  },
  'with several instances and cursors': {
    make: () => {
      const idle = createdInstance('idle');
      const handles = withCursors(withSession(runningInstance('running')));
      return { ...handles, stale: [...handles.stale, idle] };
    },
    isOver: instanceIsOver,
  },
  'with an instance that has files': { make: withFiles, isOver: instanceIsOver },
};

/** What functions write although they fail, as documented or measured. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  jetEnableMultiInstance: ['pcsetsucceed', 'psetsysparam'],
  jetCreateInstance: ['pinstance'],
  jetCreateInstance2: ['pinstance'],
  jetInit: ['pinstance'],
  jetInit2: ['pinstance'],
  jetInit3: ['pinstance'],
  jetGetSystemParameter: ['szParam'],
  jetCreateDatabase: ['pdbid'],
  jetCreateDatabase2: ['pdbid'],
  jetOpenDatabase: ['pdbid'],
  jetOpenTable: ['ptableid'],
  jetCreateTable: ['ptableid'],
  jetOpenTempTable: ['ptableid'],
  jetOpenTempTable2: ['ptableid'],
  jetOpenTempTable3: ['ptableid'],
  jetOpenTemporaryTable: ['JET_OPENTEMPORARYTABLE'],
  jetOpenTemporaryTable2: ['JET_OPENTEMPORARYTABLE2'],
  jetEnumerateColumns: ['pcEnumColumn', 'prgEnumColumn'],
  jetIndexRecordCount: ['pcrec'],
  jetIndexRecordCount2: ['pcrec'],
  jetPrereadKeys: ['pckeysPreread'],
  jetGetBookmark: ['pvBookmark', 'pcbActual'],
  jetGetSecondaryIndexBookmark: [
    'pvSecondaryKey',
    'pcbSecondaryKeyActual',
    'pvPrimaryBookmark',
    'pcbPrimaryBookmarkActual',
  ],
  jetGetCurrentIndex: ['szIndexName'],
  jetRetrieveColumn: ['pcbActual'],
  jetGetLS: ['pls'],
};

let folder = '';
const home = process.cwd();
const bugs: unknown[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'esent-hostile-'));
  const inner = join(folder, 'a', 'b', 'c', 'd');
  mkdirSync(inner, { recursive: true });
  process.chdir(inner);
  watchBugs((failure) => void bugs.push(failure));
  endEverything();
});
afterEach(endEverything);
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function complaintsAbout({ name, parameters }: Signature, situation: Situation): Map<string, number> {
  const hostile = new HostileArguments(new Random(SEED + 7919 * name.length + parameters.length), () => {
    api.jetIdle(handles.sessions[0] ?? null, 0);
  });
  const found = new Map<string, number>();
  let handles = situation.make();
  for (let call = 0; call < CALLS_EACH; call++) {
    hostile.begin();
    const given = parameters.map((parameter) => hostile.argument(parameter, handles));
    for (const text of complaintsAfter(name, given, hostile)) found.set(text, (found.get(text) ?? 0) + 1);
    if (!situation.isOver(handles)) continue;
    endEverything();
    handles = situation.make();
  }
  return found;
}

function complaintsAfter(name: string, given: readonly unknown[], hostile: HostileArguments): string[] {
  bugs.length = 0;
  let err: unknown;
  try {
    err = callApi(name, given);
  } catch (failure) {
    return [`threw ${String(failure instanceof Error ? failure.stack : failure).slice(0, 400)}`];
  }
  if (typeof err !== 'number' || !CODES.has(err)) return [`answered ${String(err)}`];
  if (bugs.length > 0 && !hostile.isPoisoned)
    return bugs.map((bug) => `bug: ${String(bug instanceof Error ? bug.stack : bug).slice(0, 400)}`);
  if (err >= 0 || hostile.isPoisoned) return [];
  const allowed = WRITTEN[name] ?? [];
  return hostile
    .touched()
    .filter((what) => !allowed.includes(what))
    .map((what) => `wrote ${what} with ${CODES.get(err) ?? ''}`);
}

describe.each(Object.entries(SITUATIONS))('%s', (_name, situation) => {
  it.each(SIGNATURES)('$name answers wrong arguments with a code', (signature) => {
    expect([...complaintsAbout(signature, situation)]).toEqual([]);
  });
});

it('parameters set to anything end in a start or in a code, and the process goes on', () => {
  const [set] = SIGNATURES.filter(({ name }) => name === 'jetSetSystemParameter');
  const hostile = new HostileArguments(new Random(SEED), () => undefined);
  const complaints: string[] = [];
  for (let round = 0; round < STARTS; round++) {
    setPartsFactory(STORAGE);
    for (let id = 0; id < PARAMETERS; id++) {
      hostile.begin();
      const [, , , number, text] = set.parameters.map((parameter) => hostile.argument(parameter, NO_HANDLES));
      const given = [null, null, id, number, text];
      if (!hostile.isPoisoned) complaints.push(...complaintsAfter(set.name, given, hostile));
    }
    if (round % 4 !== 0) api.jetSetSystemParameter(null, null, JET_paramRecovery, 0, 'off');
    api.jetSetSystemParameter(null, null, JET_paramLogFileSize, 64, null);
    const place = ref(0);
    hostile.begin();
    complaints.push(...complaintsAfter('jetInit', [place], hostile));
    complaints.push(...complaintsAfter('jetTerm', [place.value], hostile));
    endEverything();
  }
  expect(complaints).toEqual([]);
});

it('writes no file outside the current directory', () => {
  expect(readdirSync(folder)).toEqual(['a']);
});
