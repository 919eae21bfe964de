/** Workloads: rows of all sizes, keys in order and not, pages that split and empty. */
import type { Workload } from './power-loss-runs';
import { longBytes } from './digest';
import { changeInTransactions, changeSomething, rowOf, someKey, TABLE, withTable, workload } from './rows';
import type { World } from './world';

const SMALL = 60;
const LARGE = 1100;

function insertInOrder(world: World, count: number, most: number, keyOf: (index: number) => number): void {
  const client = withTable(world, { primary: true });
  for (let index = 0; index < count;) {
    client.begin();
    for (let each = 0; each < 5; each++) client.insert(TABLE, keyOf(index++), rowOf(world.random, most));
    client.commit();
  }
}

/** Numbers below `count` in an order of no pattern: 7919 is a prime. */
const scattered =
  (count: number) =>
  (index: number): number =>
    (index * 7919) % count;

export const ROW_WORKLOADS: readonly Workload[] = [
  workload('small rows, each on its own', {}, (world) => {
    const client = withTable(world);
    for (let key = 0; key < 30; key++) client.insert(TABLE, key, rowOf(world.random, SMALL));
    world.end();
  }),
  workload('large rows', {}, (world) => {
    changeInTransactions(withTable(world), world, { transactions: 25, changes: 4, most: LARGE });
  }),
  workload('ascending keys', {}, (world) => insertInOrder(world, 150, 200, (index) => index)),
  workload('descending keys', {}, (world) => insertInOrder(world, 150, 200, (index) => 1000 - index)),
  workload('scattered keys', {}, (world) => insertInOrder(world, 151, 200, scattered(151))),
  workload('pages split on two levels', {}, (world) => {
    const client = withTable(world, { primary: true, indexed: ['v'] });
    for (let index = 0; index < 400; index += 40) {
      client.begin();
      for (let each = 0; each < 40; each++)
        client.insert(TABLE, scattered(401)(index + each), rowOf(world.random, 250));
      client.commit();
    }
  }),
  workload('rows grow and shrink', {}, (world) => {
    const client = withTable(world, { primary: true });
    for (let key = 0; key < 20; key++) client.insert(TABLE, key, rowOf(world.random, SMALL));
    for (let step = 0; step < 60; step++)
      client.update(TABLE, world.random.below(20), rowOf(world.random, step % 2 === 0 ? LARGE : 20));
  }),
  workload('everything is deleted again', {}, (world) => {
    const client = withTable(world, { primary: true });
    client.begin();
    for (let key = 0; key < 80; key++) client.insert(TABLE, key, rowOf(world.random, 250));
    client.commit();
    for (let key = 0; key < 80; key++) client.remove(TABLE, scattered(81)(key));
    changeInTransactions(client, world, { transactions: 5, changes: 5, most: SMALL });
  }),
  workload('pages empty and are merged', {}, (world) => {
    const client = withTable(world, { primary: true });
    client.begin();
    for (let key = 0; key < 120; key++) client.insert(TABLE, key, rowOf(world.random, 250));
    client.commit();
    for (let from = 100; from >= 0; from -= 20) {
      client.begin();
      for (let key = from; key < from + 18; key++) client.remove(TABLE, key);
      client.commit();
    }
    for (let key = 200; key < 230; key++) client.insert(TABLE, key, rowOf(world.random, 250));
  }),
  workload('secondary indexes', {}, (world) => {
    const client = withTable(world, { primary: true, indexed: ['n', 'v'] });
    changeInTransactions(client, world, { transactions: 30, changes: 5, most: 250 });
  }),
  workload('secondary indexes on rows in order of insertion', {}, (world) => {
    const client = withTable(world, { indexed: ['v'] });
    changeInTransactions(client, world, { transactions: 30, changes: 5, most: 250 });
  }),
  workload('auto-increment', {}, (world) => {
    const client = withTable(world, { autoIncrement: true });
    for (let step = 0; step < 60; step++) changeSomething(client, world, SMALL);
    world.restart();
    const again = world.client();
    again.attach();
    for (let step = 0; step < 20; step++) changeSomething(again, world, SMALL);
  }),
  workload('one row, again and again', {}, (world) => {
    const client = withTable(world, { primary: true });
    for (let step = 0; step < 60; step++) {
      const key = someKey(client, world.random);
      if (key === null) client.insert(TABLE, 7, { n: longBytes(step) });
      else if (step % 7 === 0) client.remove(TABLE, key);
      else client.update(TABLE, key, rowOf(world.random, 100));
    }
  }),
  workload('pages of 8 KiB', { pageBytes: 8192 }, (world) => {
    const client = withTable(world, { primary: true, indexed: ['n'] });
    changeInTransactions(client, world, { transactions: 30, changes: 10, most: LARGE });
  }),
  workload('pages of 32 KiB', { pageBytes: 32768, cachePages: 64 }, (world) => {
    const client = withTable(world, { primary: true, indexed: ['v'] });
    changeInTransactions(client, world, { transactions: 20, changes: 20, most: LARGE });
  }),
];
