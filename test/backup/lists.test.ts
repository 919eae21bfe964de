/** B.4: what the calls list, and how much of it they deliver. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as api from '../../src/api';
import { ref } from '../../include/ref';
import { JET_LOGINFO } from '../../include/structs/streaming-backup';
import * as call from './calls';
import { World } from './world';

let world: World;

beforeEach(() => void (world = World.start(['a.db', 'b.db'])));
afterEach(() => world.stop());

const bytesOf = (names: readonly string[]): number =>
  2 * names.reduce((sum, name) => sum + name.length + 1, 1);

describe('attach info', () => {
  it('B4.1: lists the full paths of attached, logged databases in the order of their slots', () => {
    world.addDatabase('c.db').isLogged = false;
    call.begin(world);
    const names = [world.path('a.db'), world.path('b.db')];
    expect(call.listDatabases(world)).toMatchObject({ err: 0, names, bytes: bytesOf(names) });
  });

  it('B4.1: without databases it is the last terminator alone', () => {
    world.databases.length = 0;
    call.begin(world);
    expect(call.listDatabases(world)).toEqual({ err: 0, text: '', names: [''], bytes: 2 });
  });

  it('B4.2: tells the size when there is no place for the list', () => {
    call.begin(world);
    const needed = bytesOf([world.path('a.db'), world.path('b.db')]);
    expect(call.listDatabases(world, null)).toMatchObject({ err: 0, text: 'untouched', bytes: needed });
  });

  it('B4.2: needs no place for the size', () => {
    call.begin(world);
    const text = ref('');
    expect(api.jetGetAttachInfoInstance(world.instance, text, 4000, null)).toBeJet('JET_errSuccess');
    expect(text.value.split('\0')[0]).toBe(world.path('a.db'));
  });

  it('B4.3: delivers what fits, and tells the size that is needed', () => {
    call.begin(world);
    const names = [world.path('a.db'), world.path('b.db')];
    const { err, text, bytes } = call.listDatabases(world, 10);
    expect({ err, text, bytes }).toEqual({ err: 0, text: names[0].slice(0, 5), bytes: bytesOf(names) });
    expect(call.listDatabases(world, 2 * names[0].length + 3).text).toBe(names[0]);
    expect(call.listDatabases(world, 1)).toMatchObject({ err: 0, text: 'untouched', bytes: bytesOf(names) });
  });

  it('B4.6: counts two bytes a character and every terminator', () => {
    call.begin(world);
    const names = [world.path('a.db'), world.path('b.db')];
    const exact = call.listDatabases(world, bytesOf(names));
    expect(exact).toMatchObject({ names, bytes: bytesOf(names) });
    expect(call.listDatabases(world, bytesOf(names) - 4).names[1]).toBe(
      names[1].slice(0, -1) + names[1].slice(-1),
    );
    expect(call.listDatabases(world, bytesOf(names) - 6).names[1]).toBe(names[1].slice(0, -1));
  });
});

describe('log info', () => {
  it('B4.4: delivers what fits, and tells how much that was', () => {
    call.begin(world);
    const path = world.log.archivePath(1);
    expect(call.listLogs(world, 20)).toMatchObject({ err: 0, text: path.slice(0, 10), bytes: 20 });
    expect(call.listLogs(world, 0)).toMatchObject({ err: 0, text: 'untouched', bytes: 0 });
  });

  it('B4.4: tells the size that is needed when there is no place for the list', () => {
    call.begin(world);
    const names = [1, 2, 3].map((generation) => world.log.archivePath(generation));
    expect(call.listLogs(world, null)).toMatchObject({ err: 0, bytes: bytesOf(names) });
    expect(call.listLogs(world)).toMatchObject({ names, bytes: bytesOf(names) });
  });

  it('B4.7: lists the archived logs from the checkpoint to the one before the current one', () => {
    world.log.checkpointGeneration = 2;
    call.begin(world);
    expect(call.listLogs(world).names).toEqual([2, 3].map((generation) => world.log.archivePath(generation)));
    expect(world.log.currentGeneration).toBe(4);
  });

  it('B4.8: tells the generations and the base name', () => {
    world.log.checkpointGeneration = 2;
    call.begin(world);
    const { err, info } = call.logInfo2(world);
    expect(err).toBeJet('JET_errSuccess');
    expect(info).toEqual(JET_LOGINFO({ ulGenLow: 2, ulGenHigh: 3, szBaseName: 'edb' }));
  });

  it('B4.8: does not look at the size of the struct, as the recorded engine does not', () => {
    call.begin(world);
    const info = JET_LOGINFO({ cbSize: 4 });
    expect(api.jetGetLogInfoInstance2(world.instance, null, 0, null, info)).toBeJet('JET_errSuccess');
    expect(info).toEqual(JET_LOGINFO({ cbSize: 4, ulGenLow: 1, ulGenHigh: 3, szBaseName: 'edb' }));
  });

  it('B4.8: leaves the struct alone when it fails', () => {
    expect(call.logInfo2(world)).toEqual({ err: -520, info: JET_LOGINFO() });
  });

  it('B4.9: rolls the log once, whichever list comes first', () => {
    call.begin(world);
    call.truncateInfo(world);
    const first = call.listLogs(world);
    world.log.checkpointGeneration = 3;
    world.log.roll();
    expect(call.listLogs(world)).toEqual(first);
    expect(call.logInfo2(world).info).toMatchObject({ ulGenLow: 1, ulGenHigh: 3 });
    expect(world.log.rolls).toBe(2);
  });

  it('B4.10: lists the logs that truncation would delete', () => {
    world.databases.pop();
    call.backUp(world);
    world.log.checkpointGeneration = 3;
    call.begin(world, call.INCREMENTAL);
    expect(call.listSuperfluousLogs(world).names).toEqual(
      [1, 2].map((generation) => world.log.archivePath(generation)),
    );
  });

  it('B4.10: may have nothing to list', () => {
    call.begin(world);
    expect(call.listSuperfluousLogs(world)).toEqual({ err: 0, text: '', names: [''], bytes: 2 });
  });

  it('B4.11: an incremental one with a gap fails, does not end, and fails again', () => {
    call.copyDatabases(world, ['a.db', 'b.db']);
    call.copyLogs(world);
    call.truncate(world);
    call.end(world);
    for (const generation of [1, 2, 3]) world.fileSystem.remove(world.log.archivePath(generation));
    world.log.roll();
    world.fileSystem.remove(world.log.archivePath(4));
    call.begin(world, call.INCREMENTAL);
    const { rolls } = world.log;
    expect(call.logInfo(world)).toBeJet('JET_errMissingFileToBackup');
    expect(call.logInfo(world)).toBeJet('JET_errMissingFileToBackup');
    expect(call.truncateInfo(world)).toBeJet('JET_errMissingFileToBackup');
    expect(world.log.rolls).toBe(rolls + 1);
    expect(call.truncate(world)).toBeJet('JET_errInvalidBackupSequence');
    expect(call.end(world)).toBeJet('JET_errSuccess');
  });

  it('B4.11: without any archived log the list fails until the end', () => {
    call.begin(world);
    const { log, fileSystem } = world;
    log.failures = {};
    const roll = log.roll.bind(log);
    log.roll = () => {
      const position = roll();
      for (const name of world.archivedLogs()) fileSystem.remove(world.path(name));
      return position;
    };
    expect(call.logInfo(world)).toBeJet('JET_errFileNotFound');
    expect(call.logInfo(world)).toBeJet('JET_errFileNotFound');
    expect(call.attachInfo(world)).toBeJet('JET_errSuccess');
  });

  it('refuses places that are none', () => {
    call.begin(world);
    const wrong = JSON.parse('"text"');
    expect(api.jetGetLogInfoInstance(world.instance, wrong, 10, null)).toBeJet('JET_errInvalidParameter');
    expect(api.jetGetLogInfoInstance(world.instance, null, NaN, null)).toBeJet('JET_errInvalidParameter');
    expect(api.jetGetLogInfoInstance2(world.instance, null, 0, null, wrong)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(api.jetGetAttachInfoInstance(world.instance, null, 0, wrong)).toBeJet('JET_errInvalidParameter');
    expect(world.log.rolls).toBe(0);
  });
});
