/** Workloads: databases are made, attached and detached, logs end and go round, instances end and begin again. */
import type { Client } from './client';
import type { Workload } from './power-loss-runs';
import { bytesOf, changeInTransactions, changeSomething, rowOf, TABLE, withTable, workload } from './rows';
import type { World } from './world';

const OTHER = '/data/b.edb';

function reopened(world: World): Client {
  world.restart();
  const client = world.client();
  client.attach();
  return client;
}

/** Rows that fill a log of 64 KiB after some fifteen of them. */
function fillLogs(world: World, rows: number): void {
  const client = withTable(world, { primary: true });
  for (let step = 0; step < rows; step++) {
    client.insert(TABLE, world.newKey(), { l: bytesOf(world.random, 3000) });
    if (step % 3 === 2) changeSomething(client, world, 900, [0, 0.5]);
  }
}

export const DATABASE_WORKLOADS: readonly Workload[] = [
  workload('a database is made', {}, (world) => {
    const client = world.client();
    client.createDatabase();
    client.createDatabase(OTHER);
    client.detach(OTHER);
    world.createTable(client, TABLE);
    client.insert(TABLE, 1, rowOf(world.random, 100));
  }),
  workload('two databases', {}, (world) => {
    const client = withTable(world);
    client.createDatabase(OTHER);
    world.createTable(client, TABLE, { primary: true }, OTHER);
    for (let step = 0; step < 25; step++) {
      client.begin();
      changeSomething(client, world, 200);
      client.insert(TABLE, world.newKey(), rowOf(world.random, 200), OTHER);
      if (step % 5 === 4) client.rollback();
      else client.commit();
    }
  }),
  workload('two databases of which one is detached', {}, (world) => {
    const client = withTable(world);
    client.createDatabase(OTHER);
    world.createTable(client, TABLE, {}, OTHER);
    for (let step = 0; step < 5; step++) {
      for (let each = 0; each < 4; each++) {
        client.insert(TABLE, world.newKey(), rowOf(world.random, 200), OTHER);
        changeSomething(client, world, 200);
      }
      client.detach(OTHER);
      changeSomething(client, world, 200);
      client.attach(OTHER);
    }
  }),
  workload('attach and detach', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 6; step++) {
      for (let each = 0; each < 5; each++) changeSomething(client, world, 300);
      client.detach();
      client.attach();
    }
  }),
  workload('end and begin again', {}, (world) => {
    let client = withTable(world, { primary: true, indexed: ['n'] });
    for (let step = 0; step < 5; step++) {
      changeInTransactions(client, world, { transactions: 5, changes: 4, most: 300 });
      client = reopened(world);
    }
    changeInTransactions(client, world, { transactions: 5, changes: 4, most: 300 });
  }),
  workload('end with transactions open', {}, (world) => {
    let client = withTable(world, { primary: true });
    for (let step = 0; step < 4; step++) {
      changeInTransactions(client, world, { transactions: 4, changes: 4, most: 300 });
      client.begin();
      changeSomething(client, world, 300);
      client = reopened(world);
    }
  }),
  workload('small logs', {}, (world) => fillLogs(world, 120)),
  workload('small logs that go round', { isCircular: true, checkpointDepth: 65_536 }, (world) =>
    fillLogs(world, 120),
  ),
  workload('checkpoints inside a log', { logKib: 2048, checkpointDepth: 65_536 }, (world) =>
    fillLogs(world, 120),
  ),
  workload('checkpoints', { checkpointDepth: 65_536 }, (world) => fillLogs(world, 120)),
  workload(
    'checkpoints with few pages',
    { checkpointDepth: 65_536, cachePages: 24, isCircular: true },
    (world) => {
      const client = withTable(world, { primary: true, indexed: ['v'] });
      changeInTransactions(client, world, { transactions: 60, changes: 8, most: 900 });
    },
  ),
  workload('logs go round over an end', { isCircular: true, checkpointDepth: 65_536 }, (world) => {
    fillLogs(world, 60);
    const client = reopened(world);
    changeInTransactions(client, world, { transactions: 20, changes: 5, most: 900 });
  }),
];
