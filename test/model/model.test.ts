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
/** Sequences are half as long on the average. */
const OPERATIONS = 400;
const LAST_LINES = 60;
/** Milliseconds after which a run ends, whatever it has found. */
const LIMIT = Number(process.env.MODEL_LIMIT ?? 240_000);
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

afterAll(leaveMemory);

function run(disk: Image, sessions: number, operations: readonly Operation[]): void {
  const world = new ModelWorld(disk, TABLE_OF_ALL, sessions);
  try {
    for (const each of operations) perform(world, each);
    world.compareEverything();
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
  const property = fc.property(sequence, (operations) => run(disk, sessions, operations));
  const { failed, counterexamplePath, errorInstance, ...details } = fc.check(property, {
    ...(MODEL_REPLAY === undefined
      ? { numRuns: Math.ceil(RUNS / MOST_SESSIONS), seed: SEED + sessions }
      : { seed: Number(seed), path, endOnFailure: true }),
    interruptAfterTimeLimit: LIMIT,
  }) as fc.RunDetails<[Operation[]]>;
  if (!failed) return '';
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
