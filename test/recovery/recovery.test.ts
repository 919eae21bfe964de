/** Recovery of what the real engine left when it was killed: two generations of logs, and a database half written. */
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  JET_bitKeepDbAttachedAtEndOfRecovery,
  JET_bitRecoveryWithoutUndo,
  JET_bitReplayIgnoreLostLogs,
  JET_bitReplayIgnoreMissingDB,
  JET_bitReplayMissingMapEntryDB,
  JET_bitTermDirty,
  JET_bitTruncateLogsAfterRecovery,
} from '../../include/grbits/instance';
import { JET_paramDeleteOutOfRangeLogs } from '../../include/parameters';
import {
  encodeDatabaseHeader,
  findDatabaseHeader,
  STATE_CLEAN,
  STATE_DIRTY,
  type DatabaseHeader,
} from '../../src/format/database-header';
import { encodeLogHeader, readLogHeader, type LogHeader } from '../../src/format/log-header';
import { Catalog } from '../../src/catalog/catalog';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { cacheDatabase } from '../support/cached-file';
import { crashStates } from '../support/crash-states';
import { endMachines } from '../support/machine';
import type { Image } from '../support/memory-file-system';
import {
  committedLeftovers,
  diskWith,
  type Leftovers,
  RECOVERED,
  recoveredDatabase,
  RecoveringMachine,
  type StartRequest,
} from '../support/recovered';

const LOGGED = 'C:\\fx\\dirty4k-all\\a.db';
const PAGE_BYTES = 4096;
const LEFT = committedLeftovers();
const MAPPED: StartRequest = { pageBytes: PAGE_BYTES, map: [[LOGGED, RECOVERED]] };
const PLAIN: StartRequest = { pageBytes: PAGE_BYTES };
const WHOLE = recoveredDatabase(LEFT, LOGGED);
const HEADER_PAGES = 2 * PAGE_BYTES;

afterAll(() => endMachines());

const pagesOf = (database: Buffer): Buffer => database.subarray(HEADER_PAGES);

/** When each page was changed last. */
const timesOf = (database: Buffer): bigint[] =>
  Array.from({ length: pagesOf(database).length / PAGE_BYTES }, (_, page) =>
    pagesOf(database).readBigUInt64LE(page * PAGE_BYTES + 8),
  );

function headerOf(database: Buffer): DatabaseHeader {
  const found = findDatabaseHeader(database.subarray(0, HEADER_PAGES));
  if (found === null) throw new Error('no good header');
  return found.header;
}

/** What the checkers find wrong, leaks included. */
function findingsIn(database: Buffer): readonly unknown[] {
  const file = cacheDatabase(database);
  const catalog = new Catalog(file);
  const findings = new Findings();
  checkCatalog(catalog, true, findings);
  checkSpace(file, treesOfCatalog(catalog), findings);
  return findings.kept;
}

/** The leftovers with one file changed, or without it. */
function changed(name: string, change: (bytes: Buffer) => Buffer | null, of: Leftovers = LEFT): Leftovers {
  const files = new Map(of);
  const bytes = change(Buffer.from(files.get(name) ?? []));
  if (bytes === null) files.delete(name);
  else files.set(name, bytes);
  return files;
}

const without = (...names: string[]): Leftovers =>
  names.reduce<Leftovers>((files, name) => changed(name, () => null, files), LEFT);

function withHeader(change: (header: DatabaseHeader) => void, of: Leftovers = LEFT): Leftovers {
  return changed(
    'a.db',
    (bytes) => {
      const header = headerOf(bytes);
      change(header);
      const page = encodeDatabaseHeader(header);
      for (const at of [0, PAGE_BYTES]) bytes.set(page, at);
      return bytes;
    },
    of,
  );
}

const withLogHeader = (name: string, change: (header: LogHeader) => LogHeader): Leftovers =>
  changed(name, (bytes) => {
    bytes.set(encodeLogHeader(change(readLogHeader(bytes.subarray(0, 4096)))));
    return bytes;
  });

const damaged = (name: string, of: Leftovers = LEFT): Leftovers =>
  changed(name, (bytes) => bytes.fill(0x5a, 5 * 4096, 5 * 4096 + 100), of);

/** What a start on leftovers answers. */
function startOn(leftovers: Leftovers, request: StartRequest = MAPPED): number {
  return new RecoveringMachine(diskWith(leftovers)).init(request);
}

describe('the database', () => {
  it('is clean afterwards, and the log needs no recovery', () => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    expect(machine.init(MAPPED)).toBeJet('JET_errSuccess');
    const header = headerOf(machine.bytes());
    expect(header.state).toBe(STATE_CLEAN);
    expect(header.consistentPosition).toEqual(header.detachPosition);
    expect(header.consistentPosition.generation).toBe(2);
    expect([header.minimumRequired, header.maximumRequired, header.maximumCommitted]).toEqual([0, 0, 0]);
    expect(findingsIn(machine.bytes())).toEqual([]);
    expect(machine.attach()).toBeJet('JET_errSuccess');
    expect(machine.term()).toBeJet('JET_errSuccess');
    const again = new RecoveringMachine(machine.files.image());
    const events: number[] = [];
    expect(again.init({ ...MAPPED, onProgress: (_snp, snt) => events.push(snt) })).toBeJet('JET_errSuccess');
    expect(events).toEqual([]);
  });

  it('that is not there is made from the logs, every page up to its last change', () => {
    const machine = new RecoveringMachine(diskWith(without('a.db')));
    expect(machine.init(MAPPED)).toBeJet('JET_errSuccess');
    expect(machine.term()).toBeJet('JET_errSuccess');
    expect(timesOf(machine.bytes())).toEqual(timesOf(WHOLE));
  });

  it('whose making was cut short is not there', () => {
    const log = LEFT.get('edb00001.log') ?? Buffer.alloc(0);
    const first = Buffer.alloc(log.length);
    log.copy(first, 0, 0, 3 * 4096);
    const machine = new RecoveringMachine(diskWith(new Map([['edb.log', first]])));
    expect(machine.init(MAPPED)).toBeJet('JET_errSuccess');
    expect(machine.files.exists(RECOVERED)).toBe(false);
  });

  it('is found by its identity, by its name, or in the other folder', () => {
    const requests: StartRequest[] = [
      { pageBytes: PAGE_BYTES, map: [['c:\\FX\\dirty4k-all/A.db', RECOVERED]] },
      { pageBytes: PAGE_BYTES, map: [['whatever', RECOVERED]] },
      { pageBytes: PAGE_BYTES, otherFolder: '/data/' },
    ];
    for (const request of requests) {
      const machine = new RecoveringMachine(diskWith(LEFT));
      expect(machine.init(request)).toBeJet('JET_errSuccess');
      expect(pagesOf(machine.bytes()).equals(pagesOf(WHOLE))).toBe(true);
    }
  });

  it('that is not found is missed, and nothing is written', () => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    const before = machine.bytes('/logs/edb.log');
    expect(machine.init(PLAIN)).toBeJet('JET_errAttachedDatabaseMismatch');
    expect(machine.bytes('/logs/edb.log').equals(before)).toBe(true);
    expect(machine.files.openFiles()).toEqual([]);
    expect(machine.init(MAPPED)).toBeJet('JET_errSuccess');
  });

  it('that is not found is not missed by who said so', () => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    const before = machine.bytes();
    expect(machine.init({ ...PLAIN, bits: JET_bitReplayIgnoreMissingDB })).toBeJet('JET_errSuccess');
    expect(machine.bytes().equals(before)).toBe(true);
    expect(machine.attach()).toBeJet('JET_errDatabaseDirtyShutdown');
  });

  it('that a map does not name is missed, whatever else is allowed', () => {
    const map = [['other', '/data/other.db']] as const;
    const files = without('a.db');
    const bits = JET_bitReplayIgnoreMissingDB;
    expect(startOn(files, { ...PLAIN, map, bits })).toBeJet('JET_errAttachedDatabaseMismatch');
    const both = bits | JET_bitReplayMissingMapEntryDB;
    expect(startOn(files, { ...PLAIN, map, bits: both })).toBeJet('JET_errSuccess');
  });

  it('stays attached for who asked for it, also through another crash', () => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    const request = { ...MAPPED, bits: JET_bitKeepDbAttachedAtEndOfRecovery };
    expect(machine.init(request)).toBeJet('JET_errSuccess');
    expect(headerOf(machine.bytes()).state).toBe(STATE_DIRTY);
    expect(machine.attach()).toBeJet('JET_wrnDatabaseAttached');
    expect(machine.term(JET_bitTermDirty)).toBeJet('JET_errDirtyShutdown');
    const again = new RecoveringMachine(machine.files.image());
    expect(again.init(MAPPED)).toBeJet('JET_errSuccess');
    expect(again.term()).toBeJet('JET_errSuccess');
    expect(headerOf(again.bytes()).state).toBe(STATE_CLEAN);
    expect(pagesOf(again.bytes()).equals(pagesOf(WHOLE))).toBe(true);
  });
});

describe('recovery that ends early', () => {
  it.each([
    ['without undo', { bits: JET_bitRecoveryWithoutUndo }],
    ['at a position in the last log', { stopAt: { lGeneration: 2, isec: 5, ib: 0 } }],
    ['at a position in the first log', { stopAt: { lGeneration: 1, isec: 28, ib: 0 } }],
  ])('%s says so, and leaves the rest to another', (_how, early) => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    expect(machine.init({ ...MAPPED, ...early })).toBeJet('JET_errRecoveredWithoutUndo');
    expect(machine.files.openFiles()).toEqual([]);
    const halfway = machine.bytes();
    expect(headerOf(halfway).state).toBe(STATE_DIRTY);
    expect(pagesOf(halfway).equals(pagesOf(LEFT.get('a.db') ?? Buffer.alloc(0)))).toBe(false);
    const again = new RecoveringMachine(machine.files.image());
    expect(again.init(MAPPED)).toBeJet('JET_errSuccess');
    expect(pagesOf(again.bytes()).equals(pagesOf(WHOLE))).toBe(true);
  });

  it('of a log that had ended is JET_errRecoveredWithoutUndoDatabasesConsistent', () => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    expect([machine.init(MAPPED), machine.term()]).toEqual([0, 0]);
    const again = new RecoveringMachine(machine.files.image());
    const request = { ...MAPPED, bits: JET_bitRecoveryWithoutUndo };
    expect(again.init(request)).toBeJet('JET_errRecoveredWithoutUndoDatabasesConsistent');
  });
});

describe('progress', () => {
  it('goes from the beginning to the end, and tells of a failure', () => {
    const told: (readonly [number, number, number])[] = [];
    const onProgress = (...args: [number, number, number]): void => void told.push(args);
    expect(startOn(LEFT, { ...MAPPED, onProgress })).toBeJet('JET_errSuccess');
    expect(told.at(0)).toEqual([8, 5, 0]);
    expect(told.slice(1, -1)).toEqual([
      [8, 0, 50],
      [8, 0, 99],
    ]);
    expect(told.at(-1)).toEqual([8, 6, 100]);
    told.length = 0;
    expect(startOn(without('edb00001.log'), { ...MAPPED, onProgress })).not.toBe(0);
    expect(told.at(-1)).toEqual([8, 3, 100]);
  });
});

/** A database made from the first log alone, which says that changes in the second were committed. */
function onlyCommitted(): Leftovers {
  const machine = new RecoveringMachine(diskWith(without('a.db')));
  const stopAt = { lGeneration: 1, isec: 0xffff, ib: 0 };
  expect(machine.init({ ...MAPPED, stopAt })).toBeJet('JET_errRecoveredWithoutUndo');
  const files = new Map([...LEFT, ['a.db', machine.bytes()]]);
  return withHeader((header) => (header.maximumCommitted = 2), files);
}

const committedOnly = onlyCommitted();
const lost = (of: Leftovers): Leftovers => changed('edb.log', () => null, of);

describe('logs', () => {
  it.each([
    ['the first is gone', without('edb00001.log'), 'JET_errMissingLogFile'],
    ['first and checkpoint are gone', without('edb00001.log', 'edb.chk'), 'JET_errRequiredLogFilesMissing'],
    ['the current one is gone', without('edb.log'), 'JET_errRequiredLogFilesMissing'],
    ['the current one is damaged', damaged('edb.log'), 'JET_errLogFileCorrupt'],
    ['the first is damaged', damaged('edb00001.log'), 'JET_errLogFileCorrupt'],
    [
      'the second is another one',
      withLogHeader('edb.log', (header) => ({ ...header, generation: 3 })),
      'JET_errInvalidLogSequence',
    ],
    [
      'the second followed one of another time',
      withLogHeader('edb.log', (header) => ({ ...header, previousCreatedAt: header.createdAt })),
      'JET_errInvalidLogSequence',
    ],
    [
      'the second followed one of other content',
      withLogHeader('edb.log', (header) => ({ ...header, previousChecksum: new Uint8Array(8) })),
      'JET_errLogSequenceChecksumMismatch',
    ],
    [
      'the second is of another sequence',
      withLogHeader('edb.log', (header) => ({
        ...header,
        logSignature: { ...header.logSignature, random: 1 },
      })),
      'JET_errBadLogSignature',
    ],
    [
      'the last that is needed is another one',
      withHeader((header) => (header.maximumCreatedAt = { ...header.maximumCreatedAt, yearSince1900: 99 })),
      'JET_errRequiredLogFilesMissing',
    ],
    [
      'the database was copied by a backup',
      withHeader((header) => (header.currentFullBackup = { ...header.currentFullBackup, lowGeneration: 1 })),
      'JET_errSoftRecoveryOnBackupDatabase',
    ],
    ['only committed changes are gone', lost(committedOnly), 'JET_errCommittedLogFilesMissing'],
    [
      'only committed changes are damaged',
      damaged('edb.log', committedOnly),
      'JET_errCommittedLogFileCorrupt',
    ],
  ] as const)('where %s', (_what, leftovers, name) => {
    expect(startOn(leftovers)).toBeJet(name);
  });

  it('that hold nothing but committed changes may be lost', () => {
    const request = { ...MAPPED, bits: JET_bitReplayIgnoreLostLogs };
    const machine = new RecoveringMachine(diskWith(lost(committedOnly)));
    expect(machine.init(request)).toBeJet('JET_wrnCommittedLogFilesLost');
    expect(headerOf(machine.bytes()).state).toBe(STATE_CLEAN);
    expect(findingsIn(machine.bytes())).toEqual([]);
    expect(machine.attach()).toBeJet('JET_errSuccess');
    expect(machine.term()).toBeJet('JET_errSuccess');
  });

  it('that are damaged may be given up where nothing but committed changes is in them', () => {
    const request = {
      ...MAPPED,
      bits: JET_bitReplayIgnoreLostLogs,
      parameters: [[JET_paramDeleteOutOfRangeLogs, 1]] as const,
    };
    const machine = new RecoveringMachine(diskWith(damaged('edb.log', committedOnly)));
    expect(machine.init(request)).toBeJet('JET_wrnCommittedLogFilesRemoved');
    expect(machine.attach()).toBeJet('JET_errSuccess');
    expect(startOn(damaged('edb.log'), request)).toBeJet('JET_errLogFileCorrupt');
  });

  it('that the checkpoint has passed are deleted for who asked for it', () => {
    const machine = new RecoveringMachine(diskWith(LEFT));
    expect(machine.init({ ...MAPPED, bits: JET_bitTruncateLogsAfterRecovery })).toBeJet('JET_errSuccess');
    expect(machine.files.exists('/logs/edb00001.log')).toBe(false);
  });

  it('are read from the first without a checkpoint', () => {
    const machine = new RecoveringMachine(diskWith(without('edb.chk')));
    expect(machine.init(MAPPED)).toBeJet('JET_errSuccess');
    expect(pagesOf(machine.bytes()).equals(pagesOf(WHOLE))).toBe(true);
  });
});

describe('after a power loss at any moment of recovery', () => {
  it('another recovery comes to the same end', () => {
    const start = diskWith(LEFT);
    const machine = new RecoveringMachine(start, true);
    expect([machine.init(MAPPED), machine.term()]).toEqual([0, 0]);
    const complaints: string[] = [];
    let states = 0;
    for (const state of crashStates(machine.files.journal, { start, draws: 2, seed: 7 })) {
      states++;
      const complaint = complaintAbout(state.image);
      if (complaint !== null) complaints.push(`${state.afterEntries}, ${state.survivors}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
    expect(states).toBeGreaterThan(100);
  }, 200_000);
});

function complaintAbout(image: Image): string | null {
  const again = new RecoveringMachine(image);
  const answers = [again.init(MAPPED), again.attach(), again.term()];
  if (answers.some((answer) => answer !== 0)) return `answered ${answers.join()}`;
  return timesOf(again.bytes()).join() === timesOf(WHOLE).join() ? null : 'other pages';
}
