/**
 * A power loss during recovery: the disk that the first one left is recovered, and of what recovery did to it some is lost
 * again. Whoever recovers next comes to the same state.
 */
import type { Image } from '../support/memory-file-system';
import { drawPowerLosses, imagesAfter, type PowerLoss } from '../support/power-loss';
import { CallFailed } from './client';
import { CrashMachine } from './crash-machine';
import { differences, type State } from './ledger';
import { observe } from './observe';
import { type Outcome, replayOf, type Run, runToTheEnd, type Workload } from './power-loss-runs';

/** Recovers so many disks, and each again after so many power losses during its recovery. */
export function exploreRecovery(workload: Workload, seed: number, firsts: number, seconds: number): Outcome {
  const run = runToTheEnd(workload, seed);
  const { journal } = run.world.machine.files;
  const losses = drawPowerLosses(journal.length, firsts, seed);
  const failures: string[] = [];
  let states = 0;
  for (const [first, image] of imagesAfter(journal, run.start, losses, workload.settings.pageBytes)) {
    const machine = new CrashMachine(image, workload.settings);
    const err = machine.init();
    const recovery = [...machine.files.journal];
    const wanted = err === 0 ? observe(machine.instance, run.paths).state : null;
    if (wanted === null) failures.push(`${replayOf(workload, seed, first)}\n  jetInit answered ${err}`);
    else
      for (const [second, complaints] of again(run, image, recovery, wanted, seconds, first.seed)) {
        states++;
        if (complaints.length > 0)
          failures.push(
            `${replayOf(workload, seed, first)} then ${textOf(second)}\n  ${complaints.join('\n  ')}`,
          );
      }
    if (failures.length > 0) break;
  }
  return { states, failures };
}

const textOf = ({ after, loss, seed }: PowerLoss): string => `${after}:${loss}:${seed}`;

function* again(
  { workload, paths }: Run,
  start: Image,
  journal: CrashMachine['files']['journal'],
  wanted: State,
  count: number,
  seed: number,
): Generator<[PowerLoss, string[]]> {
  const losses = drawPowerLosses(journal.length, count, seed);
  for (const [power, image] of imagesAfter(journal, start, losses, workload.settings.pageBytes)) {
    const machine = new CrashMachine(image, workload.settings, false);
    yield [power, complaintsOf(machine, paths, wanted)];
  }
}

function complaintsOf(machine: CrashMachine, paths: readonly string[], wanted: State): string[] {
  try {
    const err = machine.init();
    if (err !== 0) return [`jetInit answered ${err}`];
    const { state, complaints } = observe(machine.instance, paths);
    const end = machine.term();
    return [...complaints, ...differences(wanted, state), ...(end === 0 ? [] : [`jetTerm answered ${end}`])];
  } catch (failure) {
    if (failure instanceof CallFailed) return [failure.message];
    throw failure;
  }
}
