/**
 * Whenever the machine stops between attach and end of a run with a backup, header and log tell the truth afterwards, and
 * the next start makes good what is missing.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { findDatabaseHeader, STATE_CLEAN, type DatabaseHeader } from '../../src/format/database-header';
import { comparePositions } from '../../src/format/log-position';
import { RECORD } from '../../src/log/record-types';
import { registry } from '../../src/instance/registry';
import { storageOf } from '../../src/instance/storage';
import { crashStates, type CrashState } from '../support/crash-states';
import { bytesIn, DATABASE, endMachines, freshDisk, Machine, PAGE_BYTES } from '../support/machine';
import { type Image, MemoryFileSystem } from '../support/memory-file-system';
import { allRecords } from '../support/test-log';

const HEADER_BYTES = 2 * PAGE_BYTES;
const CHANGED_PAGES = [4, 7, 8];
/** Where a page says when it was changed. */
const PAGE_TIME = 8;
const DRAWS = 12;
const LEAST_STATES = 500;

interface Run {
  readonly start: Image;
  readonly machine: Machine;
  /** Pages before and after. */
  readonly before: Buffer;
  readonly after: Buffer;
  readonly detachedBefore: DatabaseHeader['detachPosition'];
}

function headerIn(image: Image): DatabaseHeader {
  const found = findDatabaseHeader(bytesIn(image, DATABASE).subarray(0, HEADER_BYTES));
  if (found === null) throw new Error('no header is good');
  return found.header;
}

const pagesIn = (image: Image): Buffer => bytesIn(image, DATABASE).subarray(HEADER_BYTES);

/** Changes pages as an update would, but for the log. */
function changePages(): void {
  const storage = storageOf(registry.instances[0]);
  const [database] = storage.attached.all;
  const file = storage.pagesOf(database);
  for (const page of CHANGED_PAGES) {
    const base = file.fixForChange(page);
    file.cache.slab.bytes[base + PAGE_TIME] ^= ++database.time.low & 0xff;
  }
}

/** A disk on which a run ended well, and a second run on it from which nothing is missing. */
function completeRun(): Run {
  const first = new Machine(freshDisk());
  const firstCodes = [first.init(), first.attach(), first.backup(), first.detach(), first.term()];
  const start = first.files.image();
  const machine = new Machine(start, true);
  const secondCodes = [machine.init(), machine.attach()];
  changePages();
  secondCodes.push(machine.backup(), machine.detach(), machine.term());
  expect([...firstCodes, ...secondCodes]).toEqual(new Array(10).fill(codes.JET_errSuccess));
  const [before, after] = [pagesIn(start), pagesIn(machine.files.image())];
  expect(before.equals(after)).toBe(false);
  return { start, machine, before, after, detachedBefore: headerIn(start).detachPosition };
}

function* complaintsAbout({ image }: CrashState, run: Run): Generator<string> {
  const header = headerIn(image);
  const isClean = header.state === STATE_CLEAN;
  if (isClean) {
    const isOld = comparePositions(header.detachPosition, run.detachedBefore) === 0;
    if (!pagesIn(image).equals(isOld ? run.before : run.after)) yield 'clean over lost pages';
  }
  yield* complaintsAboutLog(image, header, isClean);
  const again = new Machine(image);
  const answers = [again.init(), again.attach(), again.detach(), again.term()];
  if (answers.some((answer) => answer !== codes.JET_errSuccess))
    yield `state ${header.state}, then ${answers.join()}`;
  if (headerIn(again.files.image()).state !== STATE_CLEAN) yield 'dirty after recovery';
}

/** What the header mentions is in the log, and of the logs that it needs all are there. */
function* complaintsAboutLog(image: Image, header: DatabaseHeader, isClean: boolean): Generator<string> {
  const files = new MemoryFileSystem(image, { keepsJournal: false });
  if (!files.exists('/logs/edb.log')) return;
  const records = allRecords(files);
  const [type, position] = isClean
    ? ([RECORD.detachDatabase, header.detachPosition] as const)
    : ([RECORD.attachDatabase, header.attachPosition] as const);
  const oldest = records[0]?.generation ?? 0;
  if (position.generation < oldest && !isClean) yield `generation ${position.generation} is needed and gone`;
  if (position.generation < oldest) return;
  const isThere = records.some((record) => record.type === type && comparePositions(record, position) === 0);
  if (!isThere) yield `no record at ${JSON.stringify(position)}`;
  const newest = records.reduce((most, { generation }) => Math.max(most, generation), 0);
  if (!isClean && header.maximumRequired > newest + 1) yield `generation ${header.maximumRequired} is needed`;
}

describe('after a power loss at any moment of attach, backup, detach and end', () => {
  afterAll(() => endMachines());

  it('a clean database has all its pages, and a dirty one is recovered', () => {
    const run = completeRun();
    const { start, machine } = run;
    const complaints: string[] = [];
    let states = 0;
    for (const state of crashStates(machine.files.journal, { start, draws: DRAWS, seed: 20 })) {
      states++;
      for (const what of complaintsAbout(state, run))
        complaints.push(`${state.afterEntries}, ${state.survivors}: ${what}`);
    }
    expect(complaints).toEqual([]);
    expect(states).toBeGreaterThanOrEqual(LEAST_STATES);
  }, 60_000);
});
