/** What a header says of the generations that its database needs. */
import { describe, expect, it } from '@jest/globals';
import { requireLogGeneration, requiresLogGeneration } from '../../src/database/header-state';
import { findDatabaseHeader } from '../../src/format/database-header';
import { logTimeOf } from '../../src/format/log-time';
import { committedDatabase } from '../support/cached-file';

const madeAt = logTimeOf(1_700_000_000_000);
const later = logTimeOf(1_700_000_060_000);

describe.each([20, 150])('a header of update %i that requires a generation', (updateMajor) => {
  const found = findDatabaseHeader(committedDatabase('clean8k-small'));
  if (found === null) throw new Error('no header');
  const header = { ...found.header, updateMajor };

  it('need not be changed for this generation, and has to be for any other', () => {
    expect(requiresLogGeneration(header, 7, madeAt)).toBe(false);
    requireLogGeneration(header, 7, madeAt);
    expect(requiresLogGeneration(header, 7, madeAt)).toBe(true);
    expect(requiresLogGeneration(header, 8, madeAt)).toBe(false);
    expect(requiresLogGeneration(header, 7, later)).toBe(false);
    expect(requiresLogGeneration({ ...header, maximumCommitted: 9 }, 7, madeAt)).toBe(false);
    expect(requiresLogGeneration({ ...header, maximumRequiredAt: later }, 7, madeAt)).toBe(updateMajor < 150);
  });
});
