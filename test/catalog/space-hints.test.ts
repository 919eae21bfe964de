/** Hints for space: sizes in whole pages, and growth that leads from the least extent to the greatest. */
import { describe, expect, it } from '@jest/globals';
import { JET_SPACEHINTS } from '../../include/structs/index-ddl';
import { checkedHints } from '../../src/catalog/space-hints';
import { codeOf } from '../support/code-of';

const PAGE_BYTES = 8192;
const SIXTEEN_PAGES = 16 * PAGE_BYTES;

describe('hints for space', () => {
  it.each<[string, Partial<JET_SPACEHINTS>]>([
    ['grow by half', { ulGrowth: 150 }],
    [
      'grow by half between two limits',
      { ulGrowth: 150, cbMinExtent: PAGE_BYTES, cbMaxExtent: SIXTEEN_PAGES },
    ],
    ['are of one size', { cbMinExtent: SIXTEEN_PAGES, cbMaxExtent: SIXTEEN_PAGES }],
    ['have the greatest size from the beginning', { cbInitial: SIXTEEN_PAGES, cbMaxExtent: SIXTEEN_PAGES }],
    ['grow by less than a page, which is one page', { ulGrowth: 100, cbMaxExtent: SIXTEEN_PAGES }],
  ])('may say that extents %s', (_what, members) => {
    expect(codeOf(() => checkedHints(JET_SPACEHINTS(members), PAGE_BYTES))).toBeNull();
  });

  it.each<[string, Partial<JET_SPACEHINTS>]>([
    ['become smaller', { ulGrowth: 99 }],
    ['become 500 times as large', { ulGrowth: 50_000 }],
    ['have the wrong limits', { cbMinExtent: SIXTEEN_PAGES, cbMaxExtent: PAGE_BYTES }],
    ['have a lower limit only', { cbMinExtent: SIXTEEN_PAGES }],
    ['become too large', { ulGrowth: 200, cbMaxExtent: 100 * 1024 * 1024 }],
    ['have limits and no growth', { cbMinExtent: PAGE_BYTES, cbMaxExtent: SIXTEEN_PAGES }],
  ])('may not say that extents %s', (_what, members) => {
    const code = codeOf(() => checkedHints(JET_SPACEHINTS(members), PAGE_BYTES));
    expect(code).toBeJet('JET_errSpaceHintsInvalid');
  });

  it('are made whole pages, and one page is what a tree begins with anyway', () => {
    const checked = checkedHints(
      JET_SPACEHINTS({ cbInitial: 1, cbMinExtent: 1, cbMaxExtent: 8193, ulGrowth: 200 }),
      PAGE_BYTES,
    );
    expect(checked).toMatchObject({ cbInitial: 0, cbMinExtent: PAGE_BYTES, cbMaxExtent: 2 * PAGE_BYTES });
  });
});
