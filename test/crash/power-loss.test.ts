/**
 * Power is lost at more than ten thousand moments of some fifty workloads, and during recovery again: what was answered as
 * durable is there, nothing else is, and databases are sound. In some of them work goes on, and of that all is kept.
 *
 * A failure prints a line that replays it: CRASH_REPLAY='…' npx jest test/crash/power-loss
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { setPlatform } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { explore, parseReplay } from './power-loss-runs';
import { exploreRecovery } from './second-crash';
import { WORKLOADS } from './workloads';

const SEED = 20_261_125;
const LEAST_STATES = 10_000;
const LEAST_SECOND_STATES = 2_000;
const LEAST_WENT_ON = 1_800;
const FIRSTS = 5;
const TIMEOUT_MS = 300_000;

const replay = process.env.CRASH_REPLAY;
const counts = { once: 0, twice: 0, wentOn: 0 };

afterAll(() => {
  endEverything();
  setPlatform(null);
});

if (replay === undefined) {
  const each = Math.ceil(LEAST_STATES / WORKLOADS.length);
  const seconds = Math.ceil(LEAST_SECOND_STATES / WORKLOADS.length / FIRSTS);

  describe('after a power loss', () => {
    it.each(WORKLOADS.map((workload) => [workload.name, workload] as const))(
      '%s',
      (_name, workload) => {
        const { states, wentOn, failures } = explore(workload, SEED, each);
        counts.once += states;
        counts.wentOn += wentOn;
        expect(failures).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });

  describe('after a power loss during recovery', () => {
    it.each(WORKLOADS.map((workload) => [workload.name, workload] as const))(
      '%s',
      (_name, workload) => {
        const { states, wentOn, failures } = exploreRecovery(workload, SEED + 1, FIRSTS, seconds);
        counts.twice += states;
        counts.wentOn += wentOn;
        expect(failures).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });

  it('there were enough of them', () => {
    const { once, twice, wentOn } = counts;
    process.stdout.write(
      `${once} states after one power loss, ${twice} after two; work went on in ${wentOn}\n`,
    );
    expect(counts.once).toBeGreaterThanOrEqual(LEAST_STATES);
    expect(counts.twice).toBeGreaterThanOrEqual(LEAST_SECOND_STATES);
    expect(counts.wentOn).toBeGreaterThanOrEqual(LEAST_WENT_ON);
  });
} else {
  it(`replays ${replay}`, () => {
    const found = parseReplay(replay, WORKLOADS);
    if (found === null) throw new Error(`${replay} names nothing`);
    const { workload, seed, losses } = found;
    const [first, second] = losses;
    const { states, failures } =
      second === undefined
        ? explore(workload, seed, 1, first)
        : exploreRecovery(workload, seed, 1, 1, [first, second]);
    expect(failures).toEqual([]);
    expect(states).toBe(1);
  });
}
