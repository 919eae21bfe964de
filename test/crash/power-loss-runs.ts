/**
 * Runs a workload once, and then starts an instance on disks that a power loss during the run may have left: recovery has
 * to bring back one of the states that the ledger says are possible, and sound databases.
 *
 *   seed ─▶ run ─▶ journal ─▶ power losses ─▶ images ─▶ jetInit · read · check · jetTerm
 *                                                                             └▶ of some: work goes on (going-on.ts)
 */
import { drawPowerLosses, imagesAfter, LOSSES, type PowerLoss } from '../support/power-loss';
import type { Image } from '../support/memory-file-system';
import { CallFailed } from './client';
import { CrashMachine, emptyDisk, type Settings } from './crash-machine';
import { complaintsAboutGoingOn } from './going-on';
import { differences, type State } from './ledger';
import { observe } from './observe';
import { World } from './world';

export interface Workload {
  readonly name: string;
  readonly settings: Settings;
  run(world: World): void;
}

/** A run of a workload to its end. */
export interface Run {
  readonly workload: Workload;
  readonly seed: number;
  readonly start: Image;
  readonly world: World;
  readonly paths: readonly string[];
}

export function runToTheEnd(workload: Workload, seed: number): Run {
  const start = emptyDisk();
  const world = new World(workload.settings, seed, start);
  world.start();
  workload.run(world);
  return { workload, seed, start, world, paths: world.paths };
}

/** What is wrong after a power loss; empty when nothing is. */
export function complaintsAfter(run: Run, power: PowerLoss, image: Image): string[] {
  const machine = new CrashMachine(image, run.workload.settings, false);
  return complaintsOn(machine, run, power.after, goesOnAfter(power) ? power.seed : null);
}

/** Work goes on after one power loss of so many. */
const GOING_ON_EVERY = 6;

export const goesOnAfter = ({ seed }: PowerLoss): boolean => (seed >>> 1) % GOING_ON_EVERY === 0;

/** Starts an instance on a machine, and compares what it finds with what is possible; with a seed, works on with it. */
export function complaintsOn(
  machine: CrashMachine,
  { world, paths }: Run,
  after: number,
  goOnSeed: number | null = null,
): string[] {
  try {
    const err = machine.init();
    if (err !== 0) return [`jetInit answered ${err}`];
    const { state, complaints, refusals } = observe(machine.instance, paths);
    const texts = [...complaints, ...unexpected(world.ledger.possibleStates(after), state)];
    for (const [path, code] of texts.length > 0 ? refusals : []) texts.push(`${path} was refused: ${code}`);
    if (texts.length === 0 && goOnSeed !== null)
      return complaintsAboutGoingOn(machine, state, paths, goOnSeed);
    const end = machine.term();
    if (end !== 0) texts.push(`jetTerm answered ${end}`);
    return texts;
  } catch (failure) {
    if (failure instanceof CallFailed) return [failure.message];
    throw failure;
  }
}

/** How a state differs from that of all possible ones that is the nearest. */
function unexpected(possible: readonly State[], found: State): string[] {
  let least: string[] | null = null;
  for (const state of possible) {
    const texts = differences(state, found);
    if (texts.length === 0) return [];
    if (least === null || texts.length < least.length) least = texts;
  }
  return least ?? ['nothing is possible'];
}

export interface Outcome {
  readonly states: number;
  /** In how many of them work went on. */
  readonly wentOn: number;
  readonly failures: readonly string[];
}

const MOST_FAILURES = 3;

/** Runs a workload with a seed and starts after so many power losses; stops at a few failures. */
export function explore(workload: Workload, seed: number, count: number, only?: PowerLoss): Outcome {
  const run = runToTheEnd(workload, seed);
  const { journal } = run.world.machine.files;
  const losses = only === undefined ? drawPowerLosses(journal.length, count, seed) : [only];
  const failures: string[] = [];
  let [states, wentOn] = [0, 0];
  for (const [power, image] of imagesAfter(journal, run.start, losses, workload.settings.pageBytes)) {
    states++;
    if (goesOnAfter(power)) wentOn++;
    const complaints = complaintsAfter(run, power, image);
    if (complaints.length === 0) continue;
    failures.push(`${replayOf(workload, seed, power)}\n  ${complaints.slice(0, 8).join('\n  ')}`);
    if (failures.length === MOST_FAILURES) break;
  }
  return { states, wentOn, failures };
}

/** How to see one failure again: the run, and the power losses one after the other. */
export function replayOf({ name }: Workload, seed: number, ...losses: readonly PowerLoss[]): string {
  const texts = losses.map(({ after, loss, seed: lossSeed }) => `${after}:${loss}:${lossSeed}`);
  return `CRASH_REPLAY='${[name, seed, ...texts].join('+')}'`;
}

/** What a replay names, from the list of workloads; null when it names nothing. */
export function parseReplay(
  text: string,
  workloads: readonly Workload[],
): { workload: Workload; seed: number; losses: PowerLoss[] } | null {
  const [name, seed, ...texts] = text.split('+');
  const workload = workloads.find((other) => other.name === name);
  const losses = texts.flatMap((each) => {
    const [after, lossName, lossSeed] = each.split(':');
    const loss = LOSSES.find((other) => other === lossName);
    return loss === undefined ? [] : [{ after: Number(after), loss, seed: Number(lossSeed) }];
  });
  if (workload === undefined || losses.length === 0 || losses.length < texts.length) return null;
  return { workload, seed: Number(seed), losses };
}
