import { describe, expect, it } from '@jest/globals';
import { fuzzDatabases, fuzzPages } from '../fuzz/page.fuzz';
import { COMMITTED_DATABASES, committedDatabase } from '../support/cached-file';

const PAGES_EACH = 34_000;
const DATABASES_EACH = 60;

describe('mutated pages', () => {
  it.each(COMMITTED_DATABASES)('of %s are refused, or are safe to read and search', (name) => {
    const outcome = fuzzPages(committedDatabase(name), PAGES_EACH, 20);
    expect(outcome.tried).toBe(PAGES_EACH);
    expect(outcome.accepted).toBeGreaterThan(0);
    expect(outcome.accepted).toBeLessThan(PAGES_EACH);
  });

  it.each(COMMITTED_DATABASES)(
    'inside %s end in a code, never in a crash or a loop',
    (name) => {
      const outcome = fuzzDatabases(committedDatabase(name), DATABASES_EACH, 4);
      expect(outcome.tried).toBe(DATABASES_EACH);
      expect(outcome.accepted).toBeLessThan(DATABASES_EACH);
    },
    60_000,
  );
});
