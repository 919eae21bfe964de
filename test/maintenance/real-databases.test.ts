import { describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog';
import {
  DATABASE_HEADER,
  HEADER_SHADOW_CATALOG_DISABLED,
  STATE_CLEAN,
} from '../../src/format/database-header';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { cacheDatabase, COMMITTED_DATABASES, committedDatabase } from '../support/cached-file';
import { DATABASES } from '../support/databases';
import { describeShared, sharedBytes } from '../support/shared';

function check(database: Buffer): Findings {
  const file = cacheDatabase(database, 512);
  const catalog = new Catalog(file);
  const findings = new Findings();
  const flags = DATABASE_HEADER.get(database, 'flags');
  checkCatalog(catalog, (flags & HEADER_SHADOW_CATALOG_DISABLED) === 0, findings);
  checkSpace(file, treesOfCatalog(catalog), findings);
  return findings;
}

/** The others wait for recovery: what their pages say need not fit together. */
const isCleanlyShutDown = (database: Buffer): boolean =>
  DATABASE_HEADER.get(database, 'state') === STATE_CLEAN;

describe.each(COMMITTED_DATABASES)('the checkers on %s', (name) => {
  it('find nothing', () => {
    expect(check(committedDatabase(name)).kept).toEqual([]);
  });
});

describeShared('the checkers on databases of Windows', 'samples', () => {
  const clean = DATABASES.filter(({ path }) => isCleanlyShutDown(sharedBytes(path)));

  it('have something to check', () => expect(clean.length).toBeGreaterThan(10));

  it.each(clean)('find nothing in $path', ({ path }) => {
    expect(check(sharedBytes(path)).kept).toEqual([]);
  });
});
