import { describe, expect, it } from '@jest/globals';
import { type Damage, fuzzDatabaseReads, fuzzSchemas } from '../fuzz/database.fuzz';
import { COMMITTED_DATABASES, committedDatabase } from '../support/cached-file';

const SEED = 1;
const COUNT = 10;
const SCHEMAS = 60;
const DAMAGES: readonly Damage[] = ['pages', 'catalog'];
const CASES = COMMITTED_DATABASES.flatMap((name) => DAMAGES.map((damage) => ({ name, damage })));

describe('a whole database', () => {
  it.each(COMMITTED_DATABASES)('of %s without damage is read to the end by the same reader', (name) => {
    const outcome = fuzzDatabaseReads(committedDatabase(name), 'none', 1, SEED);
    expect([...outcome.refusals]).toEqual([]);
    expect(outcome.whole).toBe(1);
  });

  it.each(CASES)(
    'with damaged $damage in $name ends in documented codes, soon',
    ({ name, damage }) => {
      const outcome = fuzzDatabaseReads(committedDatabase(name), damage, COUNT, SEED);
      expect(outcome.tried).toBe(COUNT);
      expect(outcome.whole).toBeLessThan(COUNT);
      expect(outcome.refusals.size).toBeGreaterThan(0);
    },
    60_000,
  );

  it.each(COMMITTED_DATABASES)('of which the catalog says anything ends in documented codes: %s', (name) => {
    const outcome = fuzzSchemas(committedDatabase(name), SCHEMAS, SEED);
    expect(outcome.tried).toBe(SCHEMAS);
    expect(outcome.whole).toBeLessThan(SCHEMAS);
  });
});
