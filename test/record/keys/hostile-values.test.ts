import { describe, expect, it } from '@jest/globals';
import { fuzzKeys } from '../../fuzz/keys.fuzz';

describe('keys of values of every kind', () => {
  it('stay within their limits or are refused with a documented code', () => {
    const { calls, made, refused } = fuzzKeys(100_000);
    expect(calls).toBe(100_000);
    expect(made).toBeGreaterThan(20_000);
    expect(refused).toBeGreaterThan(1_000);
  });
});
