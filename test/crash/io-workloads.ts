/** Short workloads, each of whose calls of the file system fails once. */
import { JET_coltypLongBinary } from '../../include/column-types';
import type { Workload } from './power-loss-runs';
import { bytesOf, changeInTransactions, changeSomething, rowOf, TABLE, withTable, workload } from './rows';

const OTHER = '/data/b.edb';

export const IO_WORKLOADS: readonly Workload[] = [
  workload('rows', {}, (world) => {
    const client = withTable(world);
    for (let key = 0; key < 6; key++) client.insert(TABLE, key, rowOf(world.random, 60));
    client.update(TABLE, 2, rowOf(world.random, 200));
    client.remove(TABLE, 3);
  }),
  workload('rows with indexes', {}, (world) => {
    const client = withTable(world, { primary: true, indexed: ['v'] });
    changeInTransactions(client, world, { transactions: 4, changes: 8, most: 250 });
  }),
  workload('pages that split, in a small cache', { cachePages: 20 }, (world) => {
    const client = withTable(world, { primary: true });
    client.begin();
    for (let key = 0; key < 60; key++) client.insert(TABLE, (key * 37) % 61, rowOf(world.random, 900));
    client.commit();
    client.begin();
    for (let each = 0; each < 40; each++) changeSomething(client, world, 900);
    client.rollback();
  }),
  workload('long values', {}, (world) => {
    const client = withTable(world);
    for (let key = 0; key < 3; key++) client.insert(TABLE, key, { l: bytesOf(world.random, 9000) });
    client.append(TABLE, 1, bytesOf(world.random, 5000));
    client.update(TABLE, 0, { l: bytesOf(world.random, 100) });
    client.remove(TABLE, 2);
  }),
  workload('schemas', {}, (world) => {
    const client = withTable(world, { primary: true });
    changeInTransactions(client, world, { transactions: 2, changes: 4, most: 100 });
    world.addColumn(client, TABLE, 'x1', JET_coltypLongBinary);
    world.createIndex(client, TABLE, 'n');
    world.createTable(client, 'u');
    world.deleteIndex(client, TABLE, 'n');
    world.deleteTable(client, 'u');
  }),
  workload('attach and detach', {}, (world) => {
    const client = withTable(world);
    client.insert(TABLE, 1, rowOf(world.random, 100));
    client.detach();
    client.attach();
    client.insert(TABLE, 2, rowOf(world.random, 100));
    client.createDatabase(OTHER);
    client.detach(OTHER);
  }),
  workload('end and begin again', {}, (world) => {
    const client = withTable(world);
    changeInTransactions(client, world, { transactions: 2, changes: 4, most: 300 });
    world.restart();
    const again = world.client();
    again.attach();
    changeInTransactions(again, world, { transactions: 2, changes: 4, most: 300 });
    world.end();
  }),
  workload('new logs', { logKib: 64 }, (world) => {
    const client = withTable(world);
    for (let key = 0; key < 18; key++) {
      client.begin();
      for (let each = 0; each < 3; each++)
        client.insert(TABLE, 10 * key + each, { l: bytesOf(world.random, 3000) });
      client.commit();
    }
  }),
  workload('logs that go round', { checkpointDepth: 65_536, isCircular: true, cachePages: 32 }, (world) => {
    const client = withTable(world, { primary: true });
    for (let key = 0; key < 12; key++) {
      client.begin();
      for (let each = 0; each < 6; each++)
        client.insert(TABLE, 10 * key + each, { l: bytesOf(world.random, 3000) });
      client.commit();
    }
  }),
  workload('sessions and lazy commits', {}, (world) => {
    const clients = [withTable(world, { primary: true }), world.client(), world.client()];
    for (let step = 0; step < 60; step++) {
      const client = clients[world.random.below(clients.length)];
      const kind = world.random.below(10);
      if (client.level === 0) client.begin();
      else if (kind < 7) changeSomething(client, world, 100);
      else if (kind < 9) client.commit(world.random.below(2) === 0);
      else client.rollback();
    }
  }),
];
