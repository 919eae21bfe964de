import { describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { fuzzHeaders } from '../fuzz/format.fuzz';

describe('mutated headers', () => {
  it('end in a header or in a documented code, whatever their bytes', () => {
    const documented: readonly (number | null)[] = [
      null,
      codes.JET_errReadVerifyFailure,
      codes.JET_errPageSizeMismatch,
      codes.JET_errInvalidDatabaseVersion,
      codes.JET_errDatabaseCorrupted,
      codes.JET_errLogFileCorrupt,
      codes.JET_errFileInvalidType,
      codes.JET_errBadLogVersion,
      codes.JET_errCheckpointCorrupt,
      codes.JET_errBadPatchPage,
    ];
    const seen = [...fuzzHeaders(100_000, 20240101).keys()];
    expect(seen.filter((code) => !documented.includes(code))).toEqual([]);
    expect(seen.length).toBeGreaterThan(7);
  });
});
