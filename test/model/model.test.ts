/**
 * Random sequences of calls, on the engine and on a model of it, must answer the same: codes and values.
 *
 * A failure prints how to see it again: MODEL_REPLAY='seed:path' npx jest test/model. MODEL_RUNS and MODEL_SEED change how
 * many sequences are drawn, and from what.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Image } from '../support/memory-file-system';
import { leaveMemory } from '../support/new-tables';
import { KINDS, type Operation, perform } from './operations';
import { TABLE_OF_ALL } from './table-of-all';
import { Disagreement, diskWithTable, ModelWorld } from './world';

const RUNS = Number(process.env.MODEL_RUNS ?? 1000);
const SEED = Number(process.env.MODEL_SEED ?? 20260101);
const OPERATIONS_EACH = 200;
/** Lengths are drawn evenly: sequences are half as long on the average. */
const OPERATIONS = 2.1 * OPERATIONS_EACH;
const LAST_LINES = 60;
/** Milliseconds after which a run is given up, and fails: what was not run is not known to be right. */
const LIMIT = Number(process.env.MODEL_LIMIT ?? 500_000);
const TIMEOUT = 600_000;

const MOST_SESSIONS = 3;

const operation: fc.Arbitrary<Operation> = fc.tuple(
  fc.nat(KINDS - 1),
  fc.nat(2),
  fc.nat(0xffff),
  fc.nat(0xffff),
  fc.nat(0xffff),
  fc.nat(0xffff),
);
const sequence = fc.array(operation, { minLength: 1, maxLength: OPERATIONS, size: 'max' });

/** What was run to its end. */
const counts = { sequences: 0, operations: 0 };

afterAll(leaveMemory);

function run(disk: Image, sessions: number, operations: readonly Operation[]): void {
  const world = new ModelWorld(disk, TABLE_OF_ALL, sessions);
  try {
    for (const each of operations) perform(world, each);
    world.compareEverything();
    counts.sequences++;
    counts.operations += operations.length;
  } catch (failure) {
    const text =
      failure instanceof Disagreement ? failure.message : failure instanceof Error ? failure.stack : '';
    throw new Error(`${world.log.slice(-LAST_LINES).join('\n')}\n${text ?? ''}`);
  }
}

/** What went wrong, shortened, and how to see it again; empty when nothing did. */
function explore(sessions: number): string {
  const disk = diskWithTable(TABLE_OF_ALL);
  const { MODEL_REPLAY } = process.env;
  const [replayed, seed, path] = (MODEL_REPLAY ?? '').split(/^(\d+):(\d+):/).slice(1);
  if (MODEL_REPLAY !== undefined && Number(replayed) !== sessions) return '';
  const wanted = Math.ceil(RUNS / MOST_SESSIONS);
  const property = fc.property(sequence, (operations) => run(disk, sessions, operations));
  const { failed, counterexamplePath, errorInstance, ...details } = fc.check(property, {
    ...(MODEL_REPLAY === undefined
      ? { numRuns: wanted, seed: SEED + sessions }
      : { seed: Number(seed), path, endOnFailure: true }),
    unbiased: true,
    interruptAfterTimeLimit: LIMIT,
  }) as fc.RunDetails<[Operation[]]>;
  if (!failed)
    return details.interrupted ? `only ${details.numRuns} of ${wanted} sequences in ${LIMIT} ms` : '';
  const text = errorInstance instanceof Error ? errorInstance.message : 'interrupted';
  return `MODEL_REPLAY='${sessions}:${details.seed}:${counterexamplePath ?? ''}'\n${text}`;
}

describe('the engine', () => {
  it.each([1, 2, 3])(
    'is as the model of it for %i sessions',
    (sessions) => {
      expect(explore(sessions)).toBe('');
    },
    TIMEOUT,
  );
});

if (process.env.MODEL_REPLAY === undefined)
  it('was tried with enough sequences', () => {
    const { sequences, operations } = counts;
    process.stdout.write(
      `${sequences} sequences of ${operations} operations, on the engine and on the model\n`,
    );
    expect(sequences).toBeGreaterThanOrEqual(RUNS);
    expect(operations).toBeGreaterThanOrEqual(RUNS * OPERATIONS_EACH);
  });
