/** An instance whose disk fails: it answers with a code, gives everything back, and what it leaves is told truly. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { watchBugs } from '../../errors/to-jet-err';
import { findDatabaseHeader, STATE_CLEAN } from '../../src/format/database-header';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { registry } from '../../src/instance/registry';
import { bytesIn, CREATED, DATABASE, endMachines, freshDisk, Machine, PAGE_BYTES } from '../support/machine';
import { type Image, type MemoryFileSystem, type Operation } from '../support/memory-file-system';

const STEPS = ['init', 'attach', 'create', 'backup', 'detach', 'term'] as const;
type Step = (typeof STEPS)[number];

const TABLE = 'alltypes';
const TABLE_ROWS = 20;
const HEADER_BYTES = 2 * PAGE_BYTES;
const UNAVAILABLE: readonly number[] = [
  codes.JET_errInstanceUnavailable,
  codes.JET_errInstanceUnavailableDueToFatalLogDiskFull,
];
/** What the first call that meets the fault may answer. */
const FIRST_ANSWERS: Readonly<Record<string, readonly number[]>> = {
  EIO: [codes.JET_errDiskIO, codes.JET_errLogWriteFail],
  ENOSPC: [codes.JET_errDiskFull, codes.JET_errLogDiskFull],
};
/** Of faults that last, and of those of calls that change nothing, one in so many is tried. */
const STRIDE = 5;
const HARMLESS: readonly Operation[] = ['read', 'size'];

interface Fault {
  readonly operation: Operation;
  readonly call: number;
  readonly code: 'EIO' | 'ENOSPC';
  readonly lasts: boolean;
}

const FRESH = freshDisk();
const PAGES = bytesIn(FRESH, DATABASE).subarray(HEADER_BYTES);

const stateIn = (image: Image): number | undefined =>
  findDatabaseHeader(bytesIn(image, DATABASE).subarray(0, HEADER_BYTES))?.header.state;

function arm(files: MemoryFileSystem, { operation, call, code, lasts }: Fault): void {
  const at = files.counts[operation] + call;
  files.failWith = (name, _path, count) =>
    name === operation && (lasts ? count >= at : count === at) ? code : null;
}

/** Does the steps; after the first failure only the last two. */
function* complaintsAbout(disk: Image, steps: readonly Step[], fault: Fault): Generator<string> {
  const machine = new Machine(disk);
  arm(machine.files, fault);
  const answers = new Map<Step, number>();
  let failed: Step | null = null;
  for (const step of steps) {
    if (failed !== null && step !== 'detach' && step !== 'term') continue;
    if (failed === 'init') break;
    if (step === 'term') yield* complaintsAboutLife(machine, answers);
    const err = machine[step]();
    answers.set(step, err);
    if (err === codes.JET_errSuccess) continue;
    if (failed === null && !FIRST_ANSWERS[fault.code].includes(err)) yield `${step} answered ${err}`;
    failed ??= step;
  }
  if (registry.instances.length > 0) yield 'the instance did not end';
  if (machine.files.openFiles().length > 0) yield `left open: ${machine.files.openFiles().join()}`;
  machine.files.failWith = () => null;
  yield* complaintsAboutDisk(machine.files.image(), answers);
}

/** Before its end an instance either works, or says that it does not. */
function* complaintsAboutLife(machine: Machine, answers: ReadonlyMap<Step, number>): Generator<string> {
  const { err } = machine.newSession();
  if (err !== codes.JET_errSuccess && !UNAVAILABLE.includes(err)) yield `a new session answered ${err}`;
  const detach = answers.get('detach');
  const isKnown = detach === codes.JET_errSuccess || detach === codes.JET_errDatabaseNotFound;
  if (err === codes.JET_errSuccess && !isKnown && machine.countRows(TABLE) !== TABLE_ROWS)
    yield `of the database that stayed attached ${machine.countRows(TABLE)} rows are read`;
}

/** What is left is attached again, after recovery where its detach did not finish. */
function* complaintsAboutDisk(disk: Image, answers: ReadonlyMap<Step, number>): Generator<string> {
  if (!bytesIn(disk, DATABASE).subarray(HEADER_BYTES).equals(PAGES)) yield 'other pages';
  const isClean = stateIn(disk) === STATE_CLEAN;
  if (answers.get('detach') === codes.JET_errSuccess && !isClean) yield 'detached and dirty';
  const again = new Machine(disk);
  const started = [again.init(), again.attach()];
  if (started.some((answer) => answer !== codes.JET_errSuccess))
    yield `state ${stateIn(disk)}, then ${started.join()}`;
  if (again.countRows(TABLE) !== TABLE_ROWS) yield `${again.countRows(TABLE)} rows`;
  const ended = again.term();
  if (ended !== codes.JET_errSuccess) yield `the next end answered ${ended}`;
  const last = again.files.image();
  if (stateIn(last) !== STATE_CLEAN) yield 'dirty in the end';
  if (!bytesIn(last, DATABASE).subarray(HEADER_BYTES).equals(PAGES)) yield 'other pages in the end';
}

/** The calls of one kind that the steps make, failing once; and some, failing from then on. */
function faultsOf(operation: Operation, calls: number): Fault[] {
  const faults: Fault[] = [];
  for (let call = 1; call <= calls; call += HARMLESS.includes(operation) ? STRIDE : 1)
    for (const code of ['EIO', 'ENOSPC'] as const) {
      faults.push({ operation, call, code, lasts: false });
      if (call % STRIDE === 1) faults.push({ operation, call, code, lasts: true });
    }
  return faults;
}

describe.each([
  ['on an empty disk', true],
  ['where it ran before', false],
] as const)('a failure of the disk %s', (_where, isFresh) => {
  const bugs: unknown[] = [];
  let disk = FRESH;
  let calls: Readonly<Record<Operation, number>> = new Machine(FRESH).files.counts;
  const steps = isFresh ? STEPS : STEPS.filter((step) => step !== 'create');

  beforeAll(() => {
    const machine = new Machine(FRESH);
    if (!isFresh) {
      expect(STEPS.map((step) => machine[step]())).toEqual(STEPS.map(() => 0));
      disk = machine.files.image();
    }
    const probe = new Machine(disk);
    expect(steps.map((step) => probe[step]())).toEqual(steps.map(() => 0));
    calls = probe.files.counts;
    watchBugs((bug) => bugs.push(bug));
  });

  afterAll(() => {
    watchBugs(null);
    endMachines();
  });

  it.each([
    'open',
    'read',
    'write',
    'truncate',
    'size',
    'sync',
    'lock',
    'rename',
    'remove',
    'list',
    'syncDirectory',
  ] as const)(
    '%s: every call may fail',
    (operation) => {
      const complaints = faultsOf(operation, calls[operation]).flatMap((fault) =>
        [...complaintsAbout(disk, steps, fault)].map((what) => `${JSON.stringify(fault)}: ${what}`),
      );
      expect(calls[operation] > 0 || (isFresh ? 'remove' : 'truncate') === operation).toBe(true);
      expect(complaints).toEqual([]);
      expect(bugs).toEqual([]);
    },
    60_000,
  );
});

describe('what is open', () => {
  afterAll(() => endMachines());

  it('in a backup is closed by a dirty end', () => {
    const machine = new Machine(FRESH);
    const list = ref('');
    expect([machine.init(), machine.attach()]).toEqual([0, 0]);
    expect(api.jetBeginExternalBackupInstance(machine.instance, 0)).toBe(codes.JET_errSuccess);
    expect(api.jetGetLogInfoInstance(machine.instance, list, 1000, null)).toBe(codes.JET_errSuccess);
    const [log] = list.value.split('\0');
    const handle = ref(0);
    expect(api.jetOpenFileInstance(machine.instance, log, handle, ref(0), ref(0))).toBe(codes.JET_errSuccess);
    expect(machine.files.openFiles()).toContain('edb00001.log');
    expect(machine.term(JET_bitTermDirty)).toBe(codes.JET_errDirtyShutdown);
    expect(machine.files.openFiles()).toEqual([]);
  });

  it('is closed when of several databases the first cannot be detached at the end', () => {
    const machine = new Machine(FRESH);
    expect([machine.init(), machine.attach(), machine.create()]).toEqual([0, 0, 0]);
    machine.files.failWith = (operation, path) => (operation === 'write' && path === DATABASE ? 'EIO' : null);
    expect(machine.term()).toBe(codes.JET_errDiskIO);
    expect(machine.files.openFiles()).toEqual([]);
    expect(registry.instances).toEqual([]);
  });
});

describe('several databases', () => {
  afterAll(() => endMachines());

  it('are detached in the order of their attach, up to the first that is in use', () => {
    const machine = new Machine(FRESH);
    expect([machine.init(), machine.create(), machine.attach()]).toEqual([0, 0, 0]);
    const database = ref(0);
    api.jetOpenDatabase(machine.session, DATABASE, null, database, 0);
    expect(machine.detach(null)).toBe(codes.JET_errDatabaseInUse);
    expect(machine.detach(CREATED)).toBe(codes.JET_errDatabaseNotFound);
    api.jetCloseDatabase(machine.session, database.value, 0);
    expect(machine.detach(null)).toBe(codes.JET_errSuccess);
    expect(machine.detach(null)).toBe(codes.JET_errSuccess);
    expect(machine.files.openFiles().filter((name) => name.includes('.edb'))).toEqual([]);
  });
});

describe('an attach that fails', () => {
  afterAll(() => endMachines());

  it('leaves the header as it was, and no page in the cache', () => {
    const machine = new Machine(FRESH);
    machine.init();
    const pagesRead = (): number => registry.instances[0].parts.work().pagesRead;
    const before = bytesIn(machine.files.image(), DATABASE);
    machine.files.failNth('sync', 3, 'EIO');
    expect(machine.attach()).toBe(codes.JET_errDiskIO);
    expect(bytesIn(machine.files.image(), DATABASE).equals(before)).toBe(true);
    const read = pagesRead();
    expect(read).toBeGreaterThan(0);
    expect(machine.attach()).toBe(codes.JET_errSuccess);
    expect(pagesRead()).toBe(2 * read);
  });
});
