/** An instance that ends as it is leaves its databases to recovery, whatever was open. */
import { afterAll, expect, it } from '@jest/globals';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { setPlatform } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { emptyDisk, SETTINGS } from './crash-machine';
import { longBytes } from './digest';
import { differences } from './ledger';
import { observe } from './observe';
import { withTable } from './rows';
import { PATH, World } from './world';

afterAll(() => {
  endEverything();
  setPlatform(null);
});

it('an older transaction of another session may be open', () => {
  const world = new World(SETTINGS, 1, emptyDisk());
  world.start();
  const client = withTable(world);
  const older = world.client();
  older.begin();
  older.insert('t', 100, { n: longBytes(1) });
  client.insert('t', 1, { n: longBytes(2) });
  client.remove('t', 1);
  client.insert('t', 2, { n: longBytes(3) });
  expect(world.machine.term(JET_bitTermDirty)).toBeJet('JET_errDirtyShutdown');
  expect(world.machine.init()).toBeJet('JET_errSuccess');
  const { state, complaints } = observe(world.machine.instance, [PATH]);
  expect(complaints).toEqual([]);
  expect(differences(world.ledger.state, state)).toEqual([]);
});
