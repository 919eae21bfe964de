/**
 * Loses power again and again, each round with seeds of its own, until so many states were seen or the time is up.
 *
 *   soak:crash [--minutes 10] [--states 500000] [--seed n]
 */
import { parseArgs } from 'node:util';
import { watchBugs } from '../../errors/to-jet-err';
import { explore } from './power-loss-runs';
import { exploreRecovery } from './second-crash';
import { WORKLOADS } from './workloads';

const MINUTE_MS = 60_000;
const STATES_A_ROUND = 40;
const [FIRSTS, SECONDS] = [2, 5];
const EVERY = 10;

function soak(minutes: number, most: number, seed: number): number {
  const end = performance.now() + minutes * MINUTE_MS;
  let states = 0;
  for (let round = 0; states < most && performance.now() < end; round++) {
    const workload = WORKLOADS[round % WORKLOADS.length];
    const outcomes = [explore(workload, seed + round, STATES_A_ROUND)];
    outcomes.push(exploreRecovery(workload, seed + round, FIRSTS, SECONDS));
    for (const { states: seen, failures } of outcomes) {
      states += seen;
      for (const failure of failures) console.error(failure);
      if (failures.length > 0) return 1;
    }
    if (round % EVERY === 0) console.log(`${states} states, seed ${seed + round}: ${workload.name}`);
  }
  console.log(`done: ${states} states, seed ${seed}`);
  return 0;
}

watchBugs((failure) => {
  throw failure;
});
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    states: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
});
const states = values.states === undefined ? Infinity : Number(values.states);
const minutes =
  values.minutes === undefined ? (values.states === undefined ? 10 : Infinity) : Number(values.minutes);
process.exitCode = soak(minutes, states, Number(values.seed));
