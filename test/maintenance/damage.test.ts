import { describe, expect, it } from '@jest/globals';
import type { CachedFile } from '../../src/cache/page-cache';
import { Catalog } from '../../src/catalog/catalog';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { deleteNode, setNextPage } from '../../src/page/page-writer';
import { setAvailableBitmap } from '../../src/space/space-header';
import { cacheDatabase, committedDatabase } from '../support/cached-file';

const database = committedDatabase('clean8k-small');

/** What the checkers say after `damage`, which is done in the cache only. */
function findingsAfter(damage: (file: CachedFile) => void): Findings {
  const file = cacheDatabase(database);
  const catalog = new Catalog(file);
  const trees = treesOfCatalog(catalog);
  damage(file);
  const findings = new Findings();
  checkCatalog(catalog, true, findings);
  checkSpace(file, trees, findings);
  return findings;
}

const textOf = (damage: (file: CachedFile) => void): string => findingsAfter(damage).corruptions.join('\n');

const placeOf = (file: CachedFile, page: number): number => file.fix(page);

describe('the checkers', () => {
  it('see a wrong count of free bytes', () => {
    expect(textOf((file) => file.slab.words16[(placeOf(file, 13) + 28) >> 1]++)).toContain('free bytes');
  });

  it('see nodes out of order and outside their separators', () => {
    const found = textOf((file) => {
      const base = placeOf(file, 14);
      const end = base + file.slab.pageBytes;
      const tag = file.slab.words32[(end - 8) >> 2];
      file.slab.words32[(end - 8) >> 2] = file.slab.words32[(end - 12) >> 2];
      file.slab.words32[(end - 12) >> 2] = tag;
    });
    expect(found).toContain('out of order');
  });

  it('see a leaf that does not name the one after it', () => {
    expect(textOf((file) => setNextPage(file.slab, placeOf(file, 27), 0))).toContain('as the next page');
  });

  it('see a row that is missing in the shadow, or in an index', () => {
    expect(textOf((file) => deleteNode(file.slab, placeOf(file, 27), 3))).toContain('the shadow differs');
    expect(textOf((file) => deleteNode(file.slab, placeOf(file, 7), 3))).toContain('has no entry in tree 4');
    expect(textOf((file) => deleteNode(file.slab, placeOf(file, 10), 3))).toContain('has no entry in tree 5');
  });

  it('see a page that is used and free at once', () => {
    const found = textOf((file) => {
      const { slab } = file;
      const base = placeOf(file, 29);
      const at = slab.bytes.byteOffset + slab.lineStart(base, 0);
      setAvailableBitmap(new DataView(slab.bytes.buffer, at, slab.lineLength(base, 0)), 1);
    });
    expect(found).toContain('is tree 7 and free in tree 6');
  });

  it('see a page that nobody has, and call it harmless', () => {
    const findings = findingsAfter((file) => {
      const base = placeOf(file, 3);
      const count = file.slab.lineStart(base, 1) + file.slab.lineLength(base, 1) - 4;
      file.slab.view.setUint32(count, file.slab.view.getUint32(count, true) - 2, true);
    });
    expect(findings.corruptionCount).toBe(0);
    expect(findings.leakCount).toBe(2);
  });

  it('see a tree whose root says that it is another one', () => {
    const found = textOf((file) => (file.slab.words32[(placeOf(file, 30) + 24) >> 2] = 99));
    expect(found).toContain('no root of MSysLocales');
    expect(found).toContain('tree 7 cannot be read');
  });
});
