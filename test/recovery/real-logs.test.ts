import { expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { lastOwnedPage } from '../../src/space/extents';
import { Random } from '../support/random';
import { describeShared, sharedBytes } from '../support/shared';
import { RedoneDatabase } from './redone';

const FIXTURES = [
  { name: 'dirty4k', pageBytes: 4096, logs: ['edb.log'] },
  { name: 'dirty4k-all', pageBytes: 4096, logs: ['edb00001.log', 'edb.log'] },
  { name: 'dirty32k', pageBytes: 32768, logs: ['edb.log'] },
  { name: 'backupset4k', pageBytes: 4096, logs: ['edb00001.log', 'edb00002.log'] },
  { name: 'streamset4k', pageBytes: 4096, logs: ['edb00001.log', 'edb00002.log'] },
] as const;

/** No last log of a fixture has more. */
const RECORDS = 1100;

const bytesOf = (path: string): Uint8Array => Uint8Array.from(sharedBytes(`fixtures/${path}.gz`));

function redone(
  name: string,
  pageBytes: number,
  logs: readonly string[],
  isFromNothing: boolean,
): RedoneDatabase {
  const database = new RedoneDatabase(pageBytes, isFromNothing ? null : bytesOf(`${name}/a.db`));
  for (const log of logs) database.replay(bytesOf(`${name}/${log}`));
  return database;
}

function findingsOf(database: RedoneDatabase): readonly unknown[] {
  const findings = new Findings();
  checkSpace(database.file, treesOfCatalog(new Catalog(database.file)), findings);
  return findings.kept;
}

describeShared('logs of the real engine', 'fixtures', () => {
  it.each(FIXTURES)('$name: all records fit what the pages hold, from the database on', (fixture) => {
    const database = redone(fixture.name, fixture.pageBytes, fixture.logs, false);
    expect(database.pages.changed + database.pages.passed).toBeGreaterThan(300);
    expect(findingsOf(database)).toEqual([]);
  });

  it.each(FIXTURES)('$name: the log alone makes the database', (fixture) => {
    const database = redone(fixture.name, fixture.pageBytes, fixture.logs, true);
    expect(database.pages.passed).toBe(0);
    expect(findingsOf(database)).toEqual([]);
  });

  it.each(FIXTURES)('$name: database and log, and the log alone, make the same pages', (fixture) => {
    const fromFile = redone(fixture.name, fixture.pageBytes, fixture.logs, false);
    expectSame(fromFile, redone(fixture.name, fixture.pageBytes, fixture.logs, true));
  });

  it.each(FIXTURES)('$name: whichever pages had been written when, the result is the same', (fixture) => {
    const { name, pageBytes, logs } = fixture;
    const wanted = redone(name, pageBytes, logs, true);
    const states = [1, 2, 3, 4].map((quarter) => stateAfter(fixture, quarter / 4));
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed);
      const database = new RedoneDatabase(pageBytes, null);
      for (const page of states[3].keys()) {
        const state = random.below(states.length + 1);
        const bytes = state < states.length ? states[state].get(page) : undefined;
        if (bytes === undefined) continue;
        database.source.grow(page);
        database.source.writePage(page, bytes, 0);
      }
      for (const log of logs) database.replay(bytesOf(`${name}/${log}`));
      expect(database.pages.passed).toBeGreaterThan(0);
      expectSame(database, wanted);
    }
  });
});

/** The pages after a part of all records. */
function stateAfter(fixture: (typeof FIXTURES)[number], part: number): Map<number, Uint8Array> {
  const database = new RedoneDatabase(fixture.pageBytes, null);
  for (const log of fixture.logs) {
    const isLast = log === fixture.logs[fixture.logs.length - 1];
    database.replay(bytesOf(`${fixture.name}/${log}`), isLast ? part * RECORDS : Infinity);
  }
  return database.writtenPages();
}

function expectSame(database: RedoneDatabase, wanted: RedoneDatabase): void {
  const end = lastOwnedPage(wanted.file);
  for (const page of wanted.writtenPages().keys())
    if (page <= end) expect(database.describe(page)).toBe(wanted.describe(page));
}
