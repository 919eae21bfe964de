/**
 * Power is lost at more than ten thousand moments of some fifty workloads, and during recovery again: what was answered as
 * durable is there, nothing else is, and databases are sound.
 *
 * A failure prints a line that replays it: CRASH_REPLAY='…' npx jest test/crash/power-loss
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { setPlatform } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { LOSSES } from '../support/power-loss';
import { explore } from './power-loss-runs';
import { exploreRecovery } from './second-crash';
import { WORKLOADS } from './workloads';

const SEED = 20_261_125;
const LEAST_STATES = 10_000;
const LEAST_SECOND_STATES = 2_000;
const FIRSTS = 5;
const TIMEOUT_MS = 300_000;

const replay = process.env.CRASH_REPLAY;
const counts = { once: 0, twice: 0 };

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
        const { states, failures } = explore(workload, SEED, each);
        counts.once += states;
        expect(failures).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });

  describe('after a power loss during recovery', () => {
    it.each(WORKLOADS.map((workload) => [workload.name, workload] as const))(
      '%s',
      (_name, workload) => {
        const { states, failures } = exploreRecovery(workload, SEED + 1, FIRSTS, seconds);
        counts.twice += states;
        expect(failures).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });

  it('there were enough of them', () => {
    process.stdout.write(`${counts.once} states after one power loss, ${counts.twice} after two\n`);
    expect(counts.once).toBeGreaterThanOrEqual(LEAST_STATES);
    expect(counts.twice).toBeGreaterThanOrEqual(LEAST_SECOND_STATES);
  });
} else {
  it(`replays ${replay}`, () => {
    const [name, seed, after, lossName, lossSeed] = replay.split(':');
    const workload = WORKLOADS.find((other) => other.name === name);
    const loss = LOSSES.find((other) => other === lossName);
    if (workload === undefined || loss === undefined) throw new Error(`${replay} names nothing`);
    const power = { after: Number(after), loss, seed: Number(lossSeed) };
    expect(explore(workload, Number(seed), 1, power).failures).toEqual([]);
  });
}
