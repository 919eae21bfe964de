/**
 * A power loss during recovery: the disk that the first one left is recovered, and of what recovery did to it some is lost
 * again. Whoever recovers next comes to the same state.
 */
import type { Image } from '../support/memory-file-system';
import { drawPowerLosses, imagesAfter, type PowerLoss } from '../support/power-loss';
import { CallFailed } from './client';
import { CrashMachine } from './crash-machine';
import { complaintsAboutGoingOn } from './going-on';
import { differences, type State } from './ledger';
import { observe } from './observe';
import { goesOnAfter, type Outcome, replayOf, type Run, runToTheEnd, type Workload } from './power-loss-runs';

/** Two power losses, the second during recovery from the first. */
export type TwoLosses = readonly [first: PowerLoss, second: PowerLoss];

/** Recovers so many disks, and each again after so many power losses during its recovery. */
export function exploreRecovery(
  workload: Workload,
  seed: number,
  firsts: number,
  seconds: number,
  only?: TwoLosses,
): Outcome {
  const run = runToTheEnd(workload, seed);
  const { journal } = run.world.machine.files;
  const losses = only === undefined ? drawPowerLosses(journal.length, firsts, seed) : [only[0]];
  const failures: string[] = [];
  let [states, wentOn] = [0, 0];
  for (const [first, image] of imagesAfter(journal, run.start, losses, workload.settings.pageBytes)) {
    const machine = new CrashMachine(image, workload.settings);
    const err = machine.init();
    const recovery = [...machine.files.journal];
    const wanted = err === 0 ? observe(machine.instance, run.paths).state : null;
    if (wanted === null) failures.push(`${replayOf(workload, seed, first)}\n  jetInit answered ${err}`);
    else {
      const again =
        only === undefined ? drawPowerLosses(recovery.length, seconds, first.seed) : only.slice(1);
      for (const [second, complaints] of recovered(run, image, recovery, wanted, again)) {
        states++;
        if (goesOnAfter(second)) wentOn++;
        if (complaints.length > 0)
          failures.push(`${replayOf(workload, seed, first, second)}\n  ${complaints.join('\n  ')}`);
      }
    }
    if (failures.length > 0) break;
  }
  return { states, wentOn, failures };
}

function* recovered(
  { workload, paths }: Run,
  start: Image,
  journal: CrashMachine['files']['journal'],
  wanted: State,
  losses: readonly PowerLoss[],
): Generator<[PowerLoss, string[]]> {
  for (const [power, image] of imagesAfter(journal, start, losses, workload.settings.pageBytes)) {
    const machine = new CrashMachine(image, workload.settings, false);
    yield [power, complaintsOf(machine, paths, wanted, goesOnAfter(power) ? power.seed : null)];
  }
}

function complaintsOf(
  machine: CrashMachine,
  paths: readonly string[],
  wanted: State,
  goOnSeed: number | null,
): string[] {
  try {
    const err = machine.init();
    if (err !== 0) return [`jetInit answered ${err}`];
    const { state, complaints } = observe(machine.instance, paths);
    const texts = [...complaints, ...differences(wanted, state)];
    if (texts.length === 0 && goOnSeed !== null)
      return complaintsAboutGoingOn(machine, state, paths, goOnSeed);
    const end = machine.term();
    return end === 0 ? texts : [...texts, `jetTerm answered ${end}`];
  } catch (failure) {
    if (failure instanceof CallFailed) return [failure.message];
    throw failure;
  }
}
