/** Working on with what was recovered finds what should not be there, and does not pass by doing nothing. */
import { afterAll, expect, it } from '@jest/globals';
import { setPlatform } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { CrashMachine, SETTINGS } from './crash-machine';
import { complaintsAboutGoingOn } from './going-on';
import { observe } from './observe';
import { rowOf, TABLE, withTable } from './rows';
import { PATH, World } from './world';

afterAll(() => {
  endEverything();
  setPlatform(null);
});

function recovered(): CrashMachine {
  const world = new World(SETTINGS, 3);
  world.start();
  const client = withTable(world, { primary: true, indexed: ['v'] });
  for (let key = 0; key < 5; key++) client.insert(TABLE, key, rowOf(world.random, 200));
  const machine = new CrashMachine(world.machine.files.image(), SETTINGS, false);
  expect(machine.init()).toBe(0);
  return machine;
}

it.each([1, 2])('changes rows and finds them again, seed %i', (seed) => {
  const machine = recovered();
  const { state } = observe(machine.instance, [PATH]);
  const writes = machine.files.counts.write;
  expect(complaintsAboutGoingOn(machine, state, [PATH], seed)).toEqual([]);
  expect(machine.files.counts.write).toBeGreaterThan(writes);
});

it.each([1, 2])('tells of a row that nobody knows, seed %i', (seed) => {
  const machine = recovered();
  const { state } = observe(machine.instance, [PATH]);
  const known = new Map(state);
  known.delete(`${PATH} ${TABLE} 2`);
  expect(complaintsAboutGoingOn(machine, known, [PATH], seed)).toEqual([
    `later: ${PATH} ${TABLE} 2 should not be there`,
  ]);
});
