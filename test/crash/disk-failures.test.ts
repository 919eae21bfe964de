/**
 * Every call of the file system that ten workloads make fails, with an I/O error and with a full disk, once and for good:
 * the API answers what is documented for that, and nothing that was acknowledged is lost.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { setPlatform } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import type { CallFailed } from './client';
import { countCalls, type DiskFailure, runWithFailure } from './disk-failures';
import { IO_WORKLOADS } from './io-workloads';

const SEED = 1;
const TIMEOUT_MS = 300_000;
const ERRNO_CODES = ['EIO', 'ENOSPC'] as const;

/** What a call may answer when the disk fails under it. */
const ANSWERS: ReadonlySet<number> = new Set([
  codes.JET_errDiskIO,
  codes.JET_errDiskFull,
  codes.JET_errLogWriteFail,
  codes.JET_errLogDiskFull,
  codes.JET_errInstanceUnavailable,
  codes.JET_errInstanceUnavailableDueToFatalLogDiskFull,
]);

/** That a rollback could not be finished is told of the call that asked for one only. */
const isExpected = ({ call, err }: CallFailed): boolean =>
  ANSWERS.has(err) || (err === codes.JET_errRollbackError && call === 'jetRollback');

let failures = 0;

afterAll(() => {
  endEverything();
  setPlatform(null);
  process.stdout.write(
    `${failures} calls of the disk failed, in ${IO_WORKLOADS.length} workloads with ${ERRNO_CODES.join(' and ')}\n`,
  );
});

describe.each(IO_WORKLOADS.map((workload) => [workload.name, workload] as const))('%s', (_name, workload) => {
  let calls = 0;

  beforeAll(() => {
    calls = countCalls(workload, SEED);
    expect(calls).toBeGreaterThan(0);
  });

  it.each(ERRNO_CODES)(
    'survives %s at every call',
    (code) => {
      const complaints: string[] = [];
      let answers = 0;
      for (let call = 1; call <= calls; call++) {
        const failure: DiskFailure = { call, code, isLasting: call % 2 === (code === 'EIO' ? 0 : 1) };
        const outcome = runWithFailure(workload, SEED, failure);
        failures++;
        const text = JSON.stringify(failure);
        if (outcome.answer !== null) answers++;
        if (outcome.answer !== null && !isExpected(outcome.answer))
          complaints.push(`${text}: ${outcome.answer.message}`);
        complaints.push(...outcome.complaints.map((complaint) => `${text}: ${complaint}`));
      }
      expect(complaints).toEqual([]);
      expect(answers).toBeGreaterThan(calls / 2);
    },
    TIMEOUT_MS,
  );
});
