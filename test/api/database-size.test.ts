/** JetResizeDatabase, JetGrowDatabase, JetSetDatabaseSize, and what JetGetDatabaseInfo says of sizes. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  JET_bitDbReadOnly,
  JET_bitDbRecoveryOff,
  JET_bitResizeDatabaseOnlyGrow,
  JET_bitResizeDatabaseOnlyShrink,
} from '../../include/grbits/database';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import * as levels from '../../include/info-levels';
import { JET_paramDbExtensionSize } from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { findDatabaseHeader, STATE_CLEAN, STATE_DIRTY } from '../../src/format/database-header';
import { bytesIn, CREATED, endMachines, freshDisk, Machine, PAGE_BYTES } from '../support/machine';

const DISK = freshDisk();
let machine: Machine;

beforeEach(() => {
  machine = new Machine(DISK);
  expect(machine.init()).toBeJet('JET_errSuccess');
});
afterEach(() => endMachines());

function created(bits = 0, most = 0): number {
  const database = ref(0);
  expect(api.jetCreateDatabase2(machine.session, CREATED, most, database, bits)).toBeJet('JET_errSuccess');
  return database.value;
}

function numberOf(database: number, level: number): number {
  const place = ref(0);
  expect(api.jetGetDatabaseInfo(machine.session, database, place, 4, level)).toBeJet('JET_errSuccess');
  return place.value;
}

const sizesOf = (database: number): number[] =>
  [levels.JET_DbInfoFilesize, levels.JET_DbInfoSpaceOwned, levels.JET_DbInfoSpaceAvailable].map((level) =>
    numberOf(database, level),
  );

function resized(database: number, pages: number, bits = 0): [number, number] {
  const place = ref(-1);
  return [api.jetResizeDatabase(machine.session, database, pages, place, bits), place.value];
}

describe('a new database', () => {
  it('has the size that the extension asks for, and no more than 256 pages', () => {
    expect(sizesOf(created()).slice(0, 2)).toEqual([256, 254]);
  });

  it('is small when extensions are', () => {
    api.jetSetSystemParameter(ref(machine.instance), null, JET_paramDbExtensionSize, 10, null);
    expect(sizesOf(created()).slice(0, 2)).toEqual([42, 40]);
  });

  it('has the same size where changes are not logged', () => {
    expect(sizesOf(created(JET_bitDbRecoveryOff)).slice(0, 2)).toEqual([256, 254]);
  });
});

describe('JetResizeDatabase', () => {
  it('grows by whole extensions and tells the size of the file', () => {
    const database = created();
    expect(resized(database, 600)).toEqual([0, 768]);
    expect(sizesOf(database).slice(0, 2)).toEqual([768, 766]);
    expect(resized(database, 768)).toEqual([0, 768]);
    expect(resized(database, 700, JET_bitResizeDatabaseOnlyGrow)).toEqual([0, 768]);
    expect(resized(database, 1000, JET_bitResizeDatabaseOnlyShrink)).toEqual([0, 768]);
  });

  it('makes nothing shorter, takes only its own bits, and needs no place for the size', () => {
    const database = created();
    const [shorter, size] = resized(database, 10);
    expect(shorter).toBeJet('JET_errFeatureNotAvailable');
    expect(size).toBe(256);
    for (const bits of [128, JET_bitResizeDatabaseOnlyGrow | JET_bitResizeDatabaseOnlyShrink]) {
      const [err, none] = resized(database, 700, bits);
      expect(err).toBeJet('JET_errInvalidGrbit');
      expect(none).toBe(0);
    }
    expect(api.jetResizeDatabase(machine.session, database, 300, null as never, 0)).toBeJet('JET_errSuccess');
    expect(sizesOf(database)[0]).toBe(512);
    expect(resized(99, 700)[0]).toBeJet('JET_errInvalidDatabaseId');
  });

  it('ends at the most pages that the database may have', () => {
    const database = created(0, 400);
    const [err] = resized(database, 600);
    expect(err).toBeJet('JET_errOutOfDatabaseSpace');
    expect(sizesOf(database)[0]).toBe(256);
  });

  it('does not change what is attached for reading', () => {
    api.jetCloseDatabase(machine.session, created(), 0);
    machine.detach(CREATED);
    expect(api.jetAttachDatabase(machine.session, CREATED, JET_bitDbReadOnly)).toBeJet('JET_errSuccess');
    const database = ref(0);
    api.jetOpenDatabase(machine.session, CREATED, null, database, JET_bitDbReadOnly);
    expect(resized(database.value, 600)[0]).toBeJet('JET_errDatabaseFileReadOnly');
  });
});

describe('JetGrowDatabase', () => {
  it('grows, and never shrinks', () => {
    const database = created();
    const place = ref(0);
    expect(api.jetGrowDatabase(machine.session, database, 300, place)).toBeJet('JET_errSuccess');
    expect(place.value).toBe(512);
    expect(api.jetGrowDatabase(machine.session, database, 10, place)).toBeJet('JET_errSuccess');
    expect(place.value).toBe(512);
  });

  it('is not lost when the instance ends at once', () => {
    const database = created();
    expect(resized(database, 600)).toEqual([0, 768]);
    const [owned, free] = sizesOf(database).slice(1);
    api.jetCloseDatabase(machine.session, database, 0);
    expect(machine.detach(CREATED)).toBeJet('JET_errSuccess');
    expect(machine.attach(CREATED)).toBeJet('JET_errSuccess');
    const again = ref(0);
    api.jetOpenDatabase(machine.session, CREATED, null, again, 0);
    expect(sizesOf(again.value)).toEqual([768, owned, free]);
  });
});

describe('JetSetDatabaseSize', () => {
  it('lengthens the file of a database that is not attached', () => {
    api.jetCloseDatabase(machine.session, created(), 0);
    const place = ref(0);
    const set = (path: string | null, pages: number): number =>
      api.jetSetDatabaseSize(machine.session, path, pages, place);
    expect(set(CREATED, 500)).toBeJet('JET_errDatabaseInUse');
    machine.detach(CREATED);
    expect(set('/data/nope.edb', 500)).toBeJet('JET_errFileNotFound');
    expect(set(null, 500)).toBeJet('JET_errDatabaseInvalidPath');
    expect(set(CREATED, 31)).toBeJet('JET_errInvalidParameter');
    expect(set(CREATED, 500)).toBeJet('JET_errSuccess');
    expect(place.value).toBe(500);
    expect(set(CREATED, 100)).toBeJet('JET_errSuccess');
    expect(place.value).toBe(500);
    expect(bytesIn(machine.files.image(), CREATED).length).toBe(502 * PAGE_BYTES);
    expect(machine.attach(CREATED)).toBeJet('JET_errSuccess');
    const database = ref(0);
    api.jetOpenDatabase(machine.session, CREATED, null, database, 0);
    expect(sizesOf(database.value).slice(0, 2)).toEqual([502, 254]);
    expect(resized(database.value, 400)).toEqual([0, 512]);
  });

  it('leaves a database alone that was not detached', () => {
    created();
    const state = (): number | undefined =>
      findDatabaseHeader(bytesIn(machine.files.image(), CREATED).subarray(0, 2 * PAGE_BYTES))?.header.state;
    expect(state()).toBe(STATE_DIRTY);
    machine.term(JET_bitTermDirty);
    machine.init('/other');
    expect(api.jetSetDatabaseSize(machine.session, CREATED, 500, ref(0))).toBeJet(
      'JET_errDatabaseDirtyShutdown',
    );
    expect(state()).not.toBe(STATE_CLEAN);
  });
});
