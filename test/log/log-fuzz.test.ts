import { describe, expect, it } from '@jest/globals';
import {
  JET_errBadLogVersion,
  JET_errCheckpointCorrupt,
  JET_errFileInvalidType,
  JET_errLogFileCorrupt,
  JET_errLogFileSizeMismatch,
} from '../../errors/codes';
import { fuzzLogs } from '../fuzz/log.fuzz';

const DOCUMENTED = [
  null,
  JET_errBadLogVersion,
  JET_errCheckpointCorrupt,
  JET_errFileInvalidType,
  JET_errLogFileCorrupt,
  JET_errLogFileSizeMismatch,
];

describe('mutated logs and checkpoints', () => {
  it('are read to their end or refused with a documented code', () => {
    const { tried, codes } = fuzzLogs(8_000, 25);
    expect(tried).toBe(8_000);
    for (const code of codes.keys()) expect(DOCUMENTED).toContain(code);
    expect(codes.get(null) ?? 0).toBeGreaterThan(500);
    expect(codes.get(JET_errLogFileCorrupt) ?? 0).toBeGreaterThan(500);
  }, 60_000);
});
