/**
 * Codes of instances: what JetInit answers on what another instance left, with one thing of it changed, and JetTerm2 when
 * the disk fails.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { JET_bitTermComplete } from '../../../include/grbits/instance';
import { JET_paramMaxInstances } from '../../../include/parameters';
import { ref } from '../../../include/ref';
import * as api from '../../../src/api';
import { encodeDatabaseHeader, findDatabaseHeader } from '../../../src/format/database-header';
import { encodeLogHeader, readLogHeader } from '../../../src/format/log-header';
import { createdInstance, endEverything } from '../../support/instances';
import { bytesIn, DATABASE, endMachines, freshDisk, Machine } from '../../support/machine';
import type { Image } from '../../support/memory-file-system';
import { committedLeftovers, diskWith, type Leftovers, RecoveringMachine } from '../../support/recovered';

afterAll(endMachines);

const PAGE_BYTES = 4096;
const LEFT = committedLeftovers();
const PLAIN = { pageBytes: PAGE_BYTES, isPlain: true } as const;
const ELSEWHERE = { ...PLAIN, otherFolder: '/data' } as const;

/** The leftovers of the real engine with one file changed, or without it. */
function changed(name: string, change: (bytes: Buffer) => Buffer | null): Leftovers {
  const files = new Map(LEFT);
  const bytes = change(Buffer.from(files.get(name) ?? []));
  if (bytes === null) files.delete(name);
  else files.set(name, bytes);
  return files;
}

const asItWas = (bytes: Buffer): Buffer => bytes;
const gone = (): null => null;
const damaged = (bytes: Buffer): Buffer => bytes.fill(0x5a, 5 * 4096, 5 * 4096 + 100);

function renumbered(bytes: Buffer): Buffer {
  bytes.set(encodeLogHeader({ ...readLogHeader(bytes.subarray(0, 4096)), generation: 3 }));
  return bytes;
}

function copiedByBackup(bytes: Buffer): Buffer {
  const found = findDatabaseHeader(bytes);
  if (found === null) throw new Error('the database has no header');
  const { header } = found;
  const page = encodeDatabaseHeader({
    ...header,
    currentFullBackup: { ...header.currentFullBackup, lowGeneration: 1 },
  });
  for (const at of [0, PAGE_BYTES]) bytes.set(page, at);
  return bytes;
}

describe('JetInit on what the real engine left when it was killed', () => {
  it.each([
    ['all is well', 'a.db', asItWas, ELSEWHERE, 'JET_errSuccess'],
    ['the first log is gone', 'edb00001.log', gone, ELSEWHERE, 'JET_errMissingLogFile'],
    ['the first log is damaged', 'edb00001.log', damaged, ELSEWHERE, 'JET_errLogFileCorrupt'],
    ['the second log is another one', 'edb.log', renumbered, ELSEWHERE, 'JET_errInvalidLogSequence'],
    ['the database is not found', 'a.db', asItWas, PLAIN, 'JET_errAttachedDatabaseMismatch'],
    [
      'a backup copied the database',
      'a.db',
      copiedByBackup,
      ELSEWHERE,
      'JET_errSoftRecoveryOnBackupDatabase',
    ],
    [
      'pages are of another size',
      'a.db',
      asItWas,
      { ...ELSEWHERE, pageBytes: 2 * PAGE_BYTES },
      'JET_errPageSizeMismatch',
    ],
  ] as const)('where %s', (_what, name, change, request, code) => {
    const machine = new RecoveringMachine(diskWith(changed(name, change)));
    expect(machine.init(request)).toBeJet(code);
  });
});

/** The disk of an instance that was killed with a database attached, which has become `database`. */
function killedDisk(database: (bytes: Buffer) => Buffer): Image {
  const machine = new Machine(freshDisk());
  expect(machine.init()).toBeJet('JET_errSuccess');
  expect(machine.attach()).toBeJet('JET_errSuccess');
  const disk = machine.files.image();
  const files = new Map(disk.files);
  files.set(disk.names.get(DATABASE) ?? -1, database(Buffer.from(bytesIn(disk, DATABASE))));
  return { ...disk, files };
}

describe('JetInit where a database is attached by the logs', () => {
  it('of which both headers are damaged is JET_errReadVerifyFailure', () => {
    const machine = new Machine(killedDisk((bytes) => bytes.fill(1, 0, 16_384)));
    expect(machine.init()).toBeJet('JET_errReadVerifyFailure');
  });

  it('that another instance has is JET_errDatabaseSharingViolation', () => {
    const machine = new Machine(killedDisk(() => bytesIn(freshDisk(), DATABASE)));
    expect(machine.init('/other')).toBeJet('JET_errSuccess');
    expect(machine.attach()).toBeJet('JET_errSuccess');
    expect(machine.init('/logs')).toBeJet('JET_errDatabaseSharingViolation');
  });
});

describe('several instances', () => {
  it('are no more than the parameter allows, also for JetInit', () => {
    endEverything();
    api.jetSetSystemParameter(null, null, JET_paramMaxInstances, 1, null);
    createdInstance();
    const place = ref(0);
    expect(api.jetInit(place)).toBeJet('JET_errTooManyInstances');
    expect(place.value).toBe(-1);
  });
});

describe('an instance that ends', () => {
  it('tells that the log could not be written, and leaves the rest to recovery', () => {
    const machine = new Machine(freshDisk());
    expect(machine.init()).toBeJet('JET_errSuccess');
    expect(machine.attach()).toBeJet('JET_errSuccess');
    machine.files.failWith = (operation, path) =>
      operation === 'write' && path.endsWith('.log') ? 'EIO' : null;
    expect(machine.term(JET_bitTermComplete)).toBeJet('JET_errLogWriteFail');
    const again = new Machine(machine.files.image());
    expect(again.init()).toBeJet('JET_errSuccess');
    expect(again.attach()).toBeJet('JET_errSuccess');
  });
});
