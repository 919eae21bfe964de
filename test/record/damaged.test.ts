import { describe, expect, it } from '@jest/globals';
import { type FuzzResult, fuzzCompressed, fuzzLongValues, fuzzRecords } from '../fuzz/record.fuzz';

const MUTATIONS = 100_000;

/** Both outcomes must occur, or the mutations test only one side of the parser. */
function expectBothOutcomes(result: FuzzResult): void {
  expect(result.accepted).toBeGreaterThan(1000);
  expect(result.refused).toBeGreaterThan(1000);
}

describe('damaged bytes are used or refused with a documented code, never worse', () => {
  it('as records', () => expectBothOutcomes(fuzzRecords(MUTATIONS)));
  it('as compressed values', () => expectBothOutcomes(fuzzCompressed(MUTATIONS)));
  it('as keys and roots of long values', () => expectBothOutcomes(fuzzLongValues(MUTATIONS)));
});
