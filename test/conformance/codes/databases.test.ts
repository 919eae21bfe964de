/** Codes of databases: attaching, making, opening, closing, detaching and resizing them. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { JET_bitDbExclusive, JET_bitDbReadOnly } from '../../../include/grbits/database';
import { JET_paramOneDatabasePerSession } from '../../../include/parameters';
import { ref } from '../../../include/ref';
import * as api from '../../../src/api';
import { CREATED, DATABASE, endMachines, freshDisk, Machine } from '../../support/machine';
import type { Operation } from '../../support/memory-file-system';

afterEach(endMachines);

type Attach = (machine: Machine, path?: string) => number;

const ATTACHES: readonly (readonly [string, Attach])[] = [
  ['JetAttachDatabase', ({ session }, path = DATABASE) => api.jetAttachDatabase(session, path, 0)],
  ['JetAttachDatabase2', ({ session }, path = DATABASE) => api.jetAttachDatabase2(session, path, 0, 0)],
];

const CREATES: readonly (readonly [string, (machine: Machine, path: string) => number])[] = [
  ['JetCreateDatabase', ({ session }, path) => api.jetCreateDatabase(session, path, null, ref(0), 0)],
  ['JetCreateDatabase2', ({ session }, path) => api.jetCreateDatabase2(session, path, 0, ref(0), 0)],
];

function started(): Machine {
  const machine = new Machine(freshDisk());
  expect(machine.init()).toBeJet('JET_errSuccess');
  return machine;
}

/** A machine whose sessions may have one database open. */
function startedForOne(): Machine {
  const machine = new Machine(freshDisk());
  api.jetSetSystemParameter(null, null, JET_paramOneDatabasePerSession, 1, null);
  expect(machine.init()).toBeJet('JET_errSuccess');
  expect(machine.attach()).toBeJet('JET_errSuccess');
  return machine;
}

function attached(bits = 0): Machine {
  const machine = started();
  expect(api.jetAttachDatabase(machine.session, DATABASE, bits)).toBeJet('JET_errSuccess');
  return machine;
}

/** Makes one operation on a file fail from now on. */
function failing(machine: Machine, operations: readonly Operation[], path: string, errno: string): void {
  machine.files.failWith = (operation, of) => (operations.includes(operation) && of === path ? errno : null);
}

function fillAllSlots(machine: Machine): void {
  for (let i = 1; i <= 6; i++)
    expect(api.jetCreateDatabase(machine.session, `/data/${i}.edb`, null, ref(0), 0)).toBeJet(
      'JET_errSuccess',
    );
}

describe.each(ATTACHES)('%s', (_name, attach) => {
  it('answers JET_errSuccess, and to another session that it is attached', () => {
    const machine = started();
    expect(attach(machine)).toBeJet('JET_errSuccess');
    machine.session = machine.newSession().session;
    expect(attach(machine)).toBeJet('JET_wrnDatabaseAttached');
  });

  it('refuses what lies on a disk for reading only', () => {
    const machine = started();
    failing(machine, ['open'], DATABASE, 'EROFS');
    expect(attach(machine)).toBeJet('JET_errDatabaseFileReadOnly');
  });

  it('refuses what another instance has', () => {
    const machine = attached();
    expect(machine.init('/other')).toBeJet('JET_errSuccess');
    expect(attach(machine)).toBeJet('JET_errDatabaseSharingViolation');
  });

  it('refuses what another process has', () => {
    const machine = started();
    const file = machine.files.open(DATABASE, 'write');
    expect(file.tryLock('exclusive')).toBe(true);
    expect(attach(machine)).toBeJet('JET_errFileAccessDenied');
  });

  it('refuses one database more than there are places', () => {
    const machine = started();
    fillAllSlots(machine);
    expect(attach(machine)).toBeJet('JET_errTooManyAttachedDatabases');
  });

  it('is refused while a backup runs, and in a transaction', () => {
    const machine = started();
    api.jetBeginExternalBackupInstance(machine.instance, 0);
    expect(attach(machine)).toBeJet('JET_errBackupInProgress');
    api.jetEndExternalBackupInstance(machine.instance);
    api.jetBeginTransaction(machine.session);
    expect(attach(machine)).toBeJet('JET_errInTransaction');
  });
});

describe.each(CREATES)('%s', (_name, create) => {
  it('is refused in a transaction', () => {
    const machine = started();
    api.jetBeginTransaction(machine.session);
    expect(create(machine, CREATED)).toBeJet('JET_errInTransaction');
  });

  it('refuses what is there, whoever has it attached', () => {
    const machine = attached();
    expect(create(machine, DATABASE)).toBeJet('JET_errDatabaseDuplicate');
    expect(machine.init('/other')).toBeJet('JET_errSuccess');
    expect(create(machine, DATABASE)).toBeJet('JET_errDatabaseDuplicate');
  });

  it('refuses one database more than there are places', () => {
    const machine = started();
    fillAllSlots(machine);
    expect(create(machine, CREATED)).toBeJet('JET_errTooManyAttachedDatabases');
  });

  it('tells that the host has no memory for the file, and goes on', () => {
    const machine = started();
    failing(machine, ['open'], CREATED, 'ENOMEM');
    expect(create(machine, CREATED)).toBeJet('JET_errOutOfMemory');
    machine.files.failWith = () => null;
    expect(create(machine, CREATED)).toBeJet('JET_errSuccess');
  });

  it('opens another database whatever a session may have open', () => {
    const machine = startedForOne();
    expect(open(machine)).toBeJet('JET_errSuccess');
    expect(create(machine, CREATED)).toBeJet('JET_errSuccess');
  });
});

describe('JetCreateDatabase2', () => {
  it.each([
    [0x7fefffff, 'JET_errSuccess'],
    [0x7ff00000, 'JET_errDatabaseInvalidPages'],
  ] as const)('of at most %i pages is %s', (pages, code) => {
    expect(api.jetCreateDatabase2(started().session, CREATED, pages, ref(0), 0)).toBeJet(code);
  });
});

const open = ({ session }: Machine, bits = 0, path = DATABASE, place = ref(0)): number =>
  api.jetOpenDatabase(session, path, null, place, bits);

describe('JetOpenDatabase', () => {
  it('refuses an exclusive open of what anybody has open', () => {
    const machine = attached();
    expect(open(machine)).toBeJet('JET_errSuccess');
    expect(open(machine, JET_bitDbExclusive)).toBeJet('JET_errDatabaseInUse');
    machine.session = machine.newSession().session;
    expect(open(machine, JET_bitDbExclusive)).toBeJet('JET_errDatabaseInUse');
  });

  it('refuses another database to a session that may have one', () => {
    const machine = startedForOne();
    expect(machine.create()).toBeJet('JET_errSuccess');
    expect(open(machine)).toBeJet('JET_errSuccess');
    expect(open(machine, 0, CREATED)).toBeJet('JET_errOneDatabasePerSession');
  });

  it('opens for anybody what is attached for reading', () => {
    const machine = attached(JET_bitDbReadOnly);
    const place = ref(0);
    expect(open(machine, 0, DATABASE, place)).toBeJet('JET_errSuccess');
    expect(place.value).toBe(1);
    expect(open(machine, JET_bitDbReadOnly)).toBeJet('JET_errSuccess');
  });

  it('finds nothing where no database is attached, whatever the file is', () => {
    const machine = attached();
    const file = machine.files.open('/data/text', 'create');
    file.write(Buffer.alloc(100_000, 'text'), 0, 100_000, 0);
    file.close();
    expect(open(machine, 0, '/data/text')).toBeJet('JET_errDatabaseNotFound');
  });
});

describe('JetCloseDatabase', () => {
  it('is of a session that has the database open', () => {
    const machine = attached();
    const place = ref(0);
    expect(open(machine, 0, DATABASE, place)).toBeJet('JET_errSuccess');
    const { session } = machine.newSession();
    expect(api.jetCloseDatabase(session, place.value, 0)).toBeJet('JET_errDatabaseNotFound');
    expect(api.jetCloseDatabase(machine.session, place.value, 0)).toBeJet('JET_errSuccess');
    expect(api.jetCloseDatabase(machine.session, place.value, 0)).toBeJet('JET_errDatabaseNotFound');
  });
});

describe('JetDetachDatabase2', () => {
  const detach = ({ session }: Machine): number => api.jetDetachDatabase2(session, DATABASE, 0);

  it('is refused in a transaction', () => {
    const machine = attached();
    api.jetBeginTransaction(machine.session);
    expect(detach(machine)).toBeJet('JET_errInTransaction');
  });

  it('is refused while the database is open, or backed up', () => {
    const machine = attached();
    const place = ref(0);
    expect(open(machine, 0, DATABASE, place)).toBeJet('JET_errSuccess');
    expect(detach(machine)).toBeJet('JET_errDatabaseInUse');
    expect(api.jetCloseDatabase(machine.session, place.value, 0)).toBeJet('JET_errSuccess');
    api.jetBeginExternalBackupInstance(machine.instance, 0);
    expect(detach(machine)).toBeJet('JET_errBackupInProgress');
  });
});

describe.each([
  ['ENOSPC', 'JET_errDiskFull'],
  ['EIO', 'JET_errDiskIO'],
  ['ENOMEM', 'JET_errOutOfMemory'],
] as const)('where the disk answers %s', (errno, code) => {
  const ops = ['truncate', 'write'] as const;

  it.each([
    ['JetGrowDatabase', (session: number, id: number) => api.jetGrowDatabase(session, id, 5000, ref(0))],
    [
      'JetResizeDatabase',
      (session: number, id: number) => api.jetResizeDatabase(session, id, 5000, ref(0), 0),
    ],
  ])('%s tells it', (_name, resize) => {
    const machine = attached();
    const place = ref(0);
    expect(open(machine, 0, DATABASE, place)).toBeJet('JET_errSuccess');
    failing(machine, ops, DATABASE, errno);
    expect(resize(machine.session, place.value)).toBeJet(code);
  });

  it('JetSetDatabaseSize tells it', () => {
    const machine = started();
    failing(machine, ops, DATABASE, errno);
    expect(api.jetSetDatabaseSize(machine.session, DATABASE, 5000, ref(0))).toBeJet(code);
  });
});
