/**
 * Runs every fuzz function round after round, each round with seeds of its own, until the time is up, and ends with a
 * line of counts. What fails says how to run it again.
 *
 *   soak [--minutes 10] [--seed n] [--only name]
 */
import { parseArgs } from 'node:util';
import { committedDatabase, COMMITTED_DATABASES } from '../support/cached-file';
import { SOAKED } from './soaked';

const MINUTE_MS = 60_000;
const REPORT_MS = 10_000;
const DEFAULT_MINUTES = '10';

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly only: string | null;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: DEFAULT_MINUTES },
      seed: { type: 'string' },
      only: { type: 'string' },
    },
  });
  return {
    minutes: Number(values.minutes),
    seed: values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed),
    only: values.only ?? null,
  };
}

function soak({ minutes, seed, only }: Options): number {
  const chosen = SOAKED.filter(({ name }) => only === null || only === name);
  if (chosen.length === 0 || !(minutes > 0) || !Number.isInteger(seed)) {
    console.error(`soak [--minutes n] [--seed n] [--only ${SOAKED.map(({ name }) => name).join('|')}]`);
    return 2;
  }
  const databases = COMMITTED_DATABASES.map(committedDatabase);
  const counts = new Map(chosen.map(({ name }) => [name, 0]));
  const end = performance.now() + minutes * MINUTE_MS;
  let nextReport = 0;
  for (let round = 0; performance.now() < end; round++) {
    const roundSeed = seed + round;
    if (performance.now() >= nextReport) {
      console.log(`round ${round}, seed ${roundSeed}: ${summary(counts)}`);
      nextReport = performance.now() + REPORT_MS;
    }
    for (const { name, run } of chosen) {
      try {
        counts.set(name, (counts.get(name) ?? 0) + run(roundSeed, databases[roundSeed % databases.length]));
      } catch (failure) {
        console.error(`again with: --seed ${roundSeed} --only ${name}`, failure);
        return 1;
      }
    }
  }
  console.log(`done, seed ${seed}: ${summary(counts)}`);
  return 0;
}

const summary = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${name} ${count}`).join(', ');

process.exitCode = soak(readOptions());
