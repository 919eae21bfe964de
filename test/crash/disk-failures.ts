/**
 * Runs a workload on a disk of which one call fails, or every call from then on, and looks at what is left: whatever the
 * client was told, what it had been told before is there, and databases are sound.
 *
 *   run ── a call fails ─▶ the API answers a code ─▶ the client gives up: sessions end, the instance ends as it can
 *                                                    ─▶ the disk works again, with what was written, or only what was synced
 */
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import type { Image } from '../support/memory-file-system';
import { imagesAfter, type PowerLoss } from '../support/power-loss';
import { CallFailed } from './client';
import { CrashMachine, emptyDisk } from './crash-machine';
import { complaintsOn, type Workload } from './power-loss-runs';
import { World } from './world';

export interface DiskFailure {
  /** Which call of the file system, counted from 1. */
  readonly call: number;
  readonly code: string;
  /** Whether every later call fails as well. */
  readonly isLasting: boolean;
}

export interface AfterFailure {
  /** What the API answered at last; null when the failure came to nobody's notice. */
  readonly answer: CallFailed | null;
  readonly complaints: readonly string[];
}

/** How many calls of the file system a workload makes. */
export function countCalls(workload: Workload, seed: number): number {
  const world = new World(workload.settings, seed);
  let calls = 0;
  world.machine.files.failWith = () => {
    calls++;
    return null;
  };
  world.start();
  workload.run(world);
  return calls;
}

export function runWithFailure(workload: Workload, seed: number, failure: DiskFailure): AfterFailure {
  const start = emptyDisk();
  const world = new World(workload.settings, seed, start);
  let calls = 0;
  world.machine.files.failWith = () => {
    const { call, code, isLasting } = failure;
    calls++;
    return calls === call || (isLasting && calls > call) ? code : null;
  };
  const answer = runToFailure(world, workload);
  endSomehow(world);
  world.machine.files.failWith = () => null;
  return { answer, complaints: complaintsAbout(world, workload, start) };
}

function runToFailure(world: World, workload: Workload): CallFailed | null {
  try {
    world.start();
    workload.run(world);
    return null;
  } catch (failure) {
    if (failure instanceof CallFailed) return failure;
    throw failure;
  }
}

/** Sessions end if they can; the instance ends cleanly if it is available and can, and if not as it is. */
function endSomehow({ clients, machine, ledger }: World): void {
  const isAvailable = api.jetBeginSession(machine.instance, ref(0), null, null) === 0;
  for (const { sesid } of clients) api.jetEndSession(sesid, 0);
  const err = machine.term();
  if (err !== 0) machine.term(JET_bitTermDirty);
  else if (isAvailable) ledger.becameDurable();
}

function complaintsAbout(world: World, workload: Workload, start: Image): string[] {
  const { journal } = world.machine.files;
  const run = { workload, seed: 0, start, world, paths: world.paths };
  const losses: PowerLoss[] = [
    { after: journal.length, loss: 'nothing', seed: 1 },
    { after: journal.length, loss: 'everything', seed: 1 },
  ];
  const complaints: string[] = [];
  for (const [{ loss }, image] of imagesAfter(journal, start, losses, workload.settings.pageBytes)) {
    const machine = new CrashMachine(image, workload.settings, false);
    for (const text of complaintsOn(machine, run, journal.length)) complaints.push(`${loss} lost: ${text}`);
  }
  return complaints;
}
