/**
 * The disk of the logs becomes full while a log is to be made. What is open goes on, on the reserves; what has not begun is
 * refused until there is room again; when the reserves are gone as well the instance ends. Nothing acknowledged is lost.
 *
 *   room ── a log finds none ──▶ on a reserve ── the reserves are gone ──▶ unavailable ── start ──▶ recovered, reserves are
 *    ▲                              │ new changes: JET_errLogDiskFull                                made again
 *    └──── room, reserves are made again ◀┘
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { LOG_RESERVE_USED } from '../../src/format/log-header';
import { setPlatform } from '../../src/instance/storage';
import { CallFailed, type Client } from '../crash/client';
import { CrashMachine, SETTINGS } from '../crash/crash-machine';
import { longBytes } from '../crash/digest';
import { differences } from '../crash/ledger';
import { observe } from '../crash/observe';
import { bytesOf, TABLE, withTable } from '../crash/rows';
import { PATH, World } from '../crash/world';
import { endEverything } from '../support/instances';

const RESERVES = ['edbres00001.jrs', 'edbres00002.jrs'];
const LOG_BYTES = 65_536;
const FLAGS_OFFSET = 639;
const VALUE_BYTES = 6000;

let world: World;
let client: Client;
let isFull: boolean;

/** No file of the log can grow while the disk is full; what has its space can be written. */
function limit({ files }: CrashMachine): void {
  files.failWith = (operation, path) => {
    if (!isFull || operation !== 'write' || !/tmp\.log$|\.jrs$/.test(path)) return null;
    return files.exists(path) && files.size(path) < LOG_BYTES ? 'ENOSPC' : null;
  };
}

beforeEach(() => {
  isFull = false;
  world = new World(SETTINGS, 7);
  world.start();
  limit(world.machine);
  client = withTable(world, { primary: true });
  insert();
});

afterEach(() => {
  endEverything();
  setPlatform(null);
});

const insert = (): boolean => client.insert(TABLE, world.newKey(), { l: bytesOf(world.random, VALUE_BYTES) });

/** What a call of the client is refused with; 0 when it is not. */
function codeOf(call: () => unknown): number {
  try {
    call();
    return 0;
  } catch (failure) {
    if (failure instanceof CallFailed) return failure.err;
    throw failure;
  }
}

const reserves = (): string[] => world.machine.files.list('/logs').filter((name) => name.endsWith('.jrs'));

const isOnReserve = (): boolean => {
  const { files, names } = world.machine.files.image();
  const bytes = files.get(names.get('/logs/edb.log') ?? -1) ?? new Uint8Array(LOG_BYTES);
  return (bytes[FLAGS_OFFSET] & LOG_RESERVE_USED) !== 0;
};

/** Changes rows in the open transaction until so many reserves are left. */
function useReserves(left: number): void {
  for (let steps = 0; reserves().length > left; steps++) {
    expect(steps).toBeLessThan(100);
    insert();
  }
}

/** An instance that starts on the disk as it is, on which there is room. */
function start(): CrashMachine {
  isFull = false;
  const machine = new CrashMachine(world.machine.files.image(), SETTINGS, false);
  limit(machine);
  expect(machine.init()).toBeJet('JET_errSuccess');
  return machine;
}

function expectCommitted(machine: CrashMachine): void {
  const { state, complaints } = observe(machine.instance, [PATH]);
  expect(complaints).toEqual([]);
  expect(differences(world.ledger.state, state)).toEqual([]);
}

const reservesOf = ({ files }: CrashMachine): number[] =>
  RESERVES.filter((name) => files.exists(`/logs/${name}`)).map((name) => files.size(`/logs/${name}`));

describe('when the disk of the logs is full', () => {
  it('a transaction that is open goes on, and is committed, on the last reserve first', () => {
    client.begin();
    insert();
    isFull = true;
    useReserves(1);
    expect(reserves()).toEqual([RESERVES[0]]);
    expect(isOnReserve()).toBe(true);
    useReserves(0);
    client.commit();
    expectCommitted(start());
  });

  it('a transaction that is open is rolled back', () => {
    client.begin();
    useSome();
    client.rollback();
    expectCommitted(start());
  });

  it('what has changed nothing so far is refused, and reads', () => {
    client.begin();
    useSome();
    client.commit();
    expect(codeOf(insert)).toBeJet('JET_errLogDiskFull');
    client.rollback();
    const { sesid } = client;
    expect(codeOf(() => client.remove(TABLE, 1))).toBeJet('JET_errLogDiskFull');
    expect(codeOf(() => world.createIndex(client, TABLE, 'v'))).toBeJet('JET_errLogDiskFull');
    expect(codeOf(() => world.createTable(client, 'u'))).toBeJet('JET_errLogDiskFull');
    client.rollback();
    expect(api.jetCreateDatabase(sesid, '/data/b.edb', null, ref(0), 0)).toBeJet('JET_errLogDiskFull');
    expect(api.jetBeginExternalBackupInstance(world.machine.instance, 0)).toBeJet('JET_errLogDiskFull');
    expect(world.machine.files.exists('/data/b.edb')).toBe(false);
    expect(api.jetBeginTransaction(sesid)).toBeJet('JET_errSuccess');
    expect(api.jetMove(sesid, client.tableid(TABLE), -0x80000000, 0)).toBeJet('JET_errSuccess');
    expect(api.jetCommitTransaction(sesid, 0)).toBeJet('JET_errSuccess');
    expectCommitted(start());
  });

  it('all goes on when there is room again, and reserves are made again', () => {
    client.begin();
    useSome();
    client.commit();
    expect(codeOf(insert)).toBeJet('JET_errLogDiskFull');
    client.rollback();
    isFull = false;
    expect(insert()).toBe(true);
    expect(reservesOf(world.machine)).toEqual([LOG_BYTES, LOG_BYTES]);
    world.end();
    expectCommitted(start());
  });

  it('an instance goes down cleanly, starts, and refuses changes until there is room', () => {
    client.begin();
    useSome();
    client.commit();
    world.end();
    world.start();
    expect(reserves()).toEqual([RESERVES[0]]);
    client = world.client();
    expect(codeOf(() => client.attach())).toBeJet('JET_errLogDiskFull');
    isFull = false;
    client.attach();
    expect(insert()).toBe(true);
    expect(reservesOf(world.machine)).toEqual([LOG_BYTES, LOG_BYTES]);
    world.end();
    expectCommitted(start());
  });
});

describe('when the reserves are gone as well', () => {
  it('the instance ends; the next start recovers what was committed and makes them again', () => {
    client.insert(TABLE, world.newKey(), { n: longBytes(5) });
    client.begin();
    insert();
    isFull = true;
    useReserves(0);
    let code = 0;
    for (let steps = 0; code === 0 && steps < 100; steps++) code = codeOf(insert);
    expect(code).toBeJet('JET_errLogDiskFull');
    const { instance } = world.machine;
    expect(api.jetBeginSession(instance, ref(0), null, null)).toBeJet(
      'JET_errInstanceUnavailableDueToFatalLogDiskFull',
    );
    expect(codeOf(() => client.commit())).toBeJet('JET_errInstanceUnavailableDueToFatalLogDiskFull');
    expect(world.machine.term()).toBeJet('JET_errSuccess');
    const machine = start();
    expect(reservesOf(machine)).toEqual([LOG_BYTES, LOG_BYTES]);
    expectCommitted(machine);
    expect(machine.term()).toBeJet('JET_errSuccess');
  });

  it('a start on a disk that is still full recovers what it can, or says why it cannot', () => {
    client.begin();
    insert();
    isFull = true;
    useReserves(0);
    const machine = new CrashMachine(world.machine.files.image(), SETTINGS, false);
    limit(machine);
    const err = machine.init();
    if (err !== 0) expect(err).toBeJet('JET_errLogDiskFull');
    expectCommitted(start());
  });
});

/** The disk is full, and the open transaction takes one reserve. */
function useSome(): void {
  insert();
  isFull = true;
  useReserves(1);
}
