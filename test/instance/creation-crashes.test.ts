/** Whenever the machine stops while a database is made and grows: afterwards there is a whole one, or none. */
import { afterAll, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { Catalog } from '../../src/catalog/catalog';
import { registry } from '../../src/instance/registry';
import { storageOf } from '../../src/instance/storage';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { lastOwnedPage } from '../../src/space/extents';
import { crashStates, type CrashState } from '../support/crash-states';
import { CREATED, endMachines, freshDisk, Machine } from '../support/machine';
import type { Image } from '../support/memory-file-system';

const NEW_PAGES = 254;
const GROWN_PAGES = 766;
const LEAST_STATES = 60;

/** A run that makes a database, grows it and ends. */
function completeRun(): { machine: Machine; start: Image } {
  const start = freshDisk();
  const machine = new Machine(start, true);
  const database = ref(0);
  const answers = [
    machine.init(),
    api.jetCreateDatabase(machine.session, CREATED, null, database, 0),
    api.jetResizeDatabase(machine.session, database.value, 600, ref(0), 0),
    machine.term(),
  ];
  expect(answers).toEqual([0, 0, 0, 0]);
  return { machine, start };
}

/** The corruption in the database that was made, and how many pages it owns. */
function examine(): { owned: number; corruptions: string[] } {
  const storage = storageOf(registry.instances[0]);
  const database = storage.attached.byPath(CREATED);
  if (database === null) throw new Error('the database is attached');
  const file = storage.pagesOf(database);
  const findings = new Findings();
  const catalog = new Catalog(file);
  checkCatalog(catalog, true, findings);
  checkSpace(file, treesOfCatalog(catalog), findings);
  return { owned: lastOwnedPage(file), corruptions: findings.corruptions };
}

/** What a start after the crash finds: the pages of the database, or null when there is none. */
function* complaintsAbout({ image }: CrashState, seen: Set<number | null>): Generator<string> {
  const machine = new Machine(image);
  const init = machine.init();
  if (init !== codes.JET_errSuccess) return yield `the start answered ${init}`;
  const attach = machine.attach(CREATED);
  const isNone = attach === codes.JET_errFileNotFound || attach === codes.JET_errDatabaseCorrupted;
  if (isNone) return void seen.add(null);
  if (attach !== codes.JET_errSuccess) return yield `the attach answered ${attach}`;
  const { owned, corruptions } = examine();
  yield* corruptions;
  seen.add(owned);
  if (owned !== NEW_PAGES && owned !== GROWN_PAGES && owned !== 510) yield `owns ${owned} pages`;
}

describe('after a power loss at any moment of making a database', () => {
  afterAll(() => endMachines());

  it('there is a whole one, or none', () => {
    const { machine, start } = completeRun();
    const complaints: string[] = [];
    const seen = new Set<number | null>();
    let states = 0;
    let last: CrashState | null = null;
    for (const state of crashStates(machine.files.journal, { start, draws: 1, seed: 7 })) {
      last = state;
      if (states++ % 3 !== 0) continue;
      for (const what of complaintsAbout(state, seen))
        complaints.push(`${state.afterEntries}, ${state.survivors}: ${what}`);
    }
    expect(complaints).toEqual([]);
    expect(seen).toContain(null);
    expect(states).toBeGreaterThanOrEqual(LEAST_STATES);
    const end = new Set<number | null>();
    expect([...complaintsAbout(last as CrashState, end)]).toEqual([]);
    expect([...end]).toEqual([GROWN_PAGES]);
  }, 120_000);
});

describe('a disk that fails while a database is made', () => {
  afterAll(() => endMachines());

  it.each([0, 1, 2, 3])('ends the instance, and what the log has is there again (write %i)', (count) => {
    const machine = new Machine(freshDisk());
    expect(machine.init()).toBeJet('JET_errSuccess');
    let writes = 0;
    machine.files.failWith = (operation, path) =>
      operation === 'write' && path === CREATED && writes++ >= count ? 'EIO' : null;
    expect(machine.create()).toBeJet('JET_errDiskIO');
    expect(machine.files.exists(CREATED)).toBe(false);
    machine.files.failWith = () => null;
    expect(machine.newSession().err).toBeJet('JET_errInstanceUnavailable');
    machine.term();
    const again = new Machine(machine.files.image());
    expect(again.init()).toBeJet('JET_errSuccess');
    expect(again.create()).toBeJet(count < 2 ? 'JET_errSuccess' : 'JET_errDatabaseDuplicate');
  });

  it('leaves nothing at all when the file cannot be made as large', () => {
    const machine = new Machine(freshDisk());
    expect(machine.init()).toBeJet('JET_errSuccess');
    machine.files.failWith = (operation, path) =>
      operation === 'truncate' && path === CREATED ? 'ENOSPC' : null;
    expect(machine.create()).toBeJet('JET_errDiskFull');
    machine.files.failWith = () => null;
    expect(machine.files.exists(CREATED)).toBe(false);
    expect(machine.create()).toBeJet('JET_errSuccess');
    expect(machine.term()).toBeJet('JET_errSuccess');
  });
});
