/** Workloads: transactions that are nested, rolled back, lazy, left open, and of several sessions at once. */
import {
  JET_bitForceNewLog,
  JET_bitWaitAllLevel0Commit,
  JET_bitWaitLastLevel0Commit,
} from '../../include/grbits/transaction';
import type { Client } from './client';
import type { Workload } from './power-loss-runs';
import { longBytes } from './digest';
import { changeInTransactions, changeSomething, rowOf, TABLE, withTable, workload } from './rows';
import type { Shape, World } from './world';

/** Sessions that take turns at random: each begins, changes, commits or rolls back. */
function interleave(world: World, sessions: number, steps: number, shape: Shape, most: number): void {
  const first = withTable(world, shape);
  const clients = [first, ...Array.from({ length: sessions - 1 }, () => world.client())];
  const { random } = world;
  for (let step = 0; step < steps; step++) {
    const client = clients[random.below(clients.length)];
    const kind = random.below(10);
    if (client.level === 0) client.begin();
    else if (kind < 7) changeSomething(client, world, most);
    else if (kind < 9) client.commit(random.below(2) === 0);
    else client.rollback();
  }
}

function nest(client: Client, world: World, depth: number): void {
  const { random } = world;
  client.begin();
  for (let step = 0; step < 3; step++) {
    changeSomething(client, world, 200);
    if (depth < 4 && random.below(2) === 0) nest(client, world, depth + 1);
  }
  if (random.below(3) === 0) client.rollback();
  else client.commit();
}

export const TRANSACTION_WORKLOADS: readonly Workload[] = [
  workload('many changes in each transaction', {}, (world) => {
    changeInTransactions(withTable(world, { primary: true }), world, {
      transactions: 12,
      changes: 25,
      most: 250,
    });
  }),
  workload('every other transaction is rolled back', {}, (world) => {
    const client = withTable(world, { primary: true, indexed: ['v'] });
    for (let step = 0; step < 24; step++) {
      client.begin();
      for (let each = 0; each < 6; each++) changeSomething(client, world, 300);
      if (step % 2 === 0) client.commit();
      else client.rollback();
    }
  }),
  workload('nested transactions', {}, (world) => {
    const client = withTable(world, { primary: true });
    for (let step = 0; step < 14; step++) nest(client, world, 1);
  }),
  workload('everything is rolled back at once', {}, (world) => {
    const client = withTable(world, { primary: true });
    changeInTransactions(client, world, { transactions: 5, changes: 6, most: 200 });
    for (let step = 0; step < 8; step++) {
      for (let depth = 0; depth < 3; depth++) {
        client.begin();
        changeSomething(client, world, 300);
      }
      client.rollback(true);
      client.insert(TABLE, world.newKey(), rowOf(world.random, 60));
    }
  }),
  workload('three sessions', {}, (world) => interleave(world, 3, 160, { primary: true }, 200)),
  workload('five sessions with indexes', {}, (world) =>
    interleave(world, 5, 200, { primary: true, indexed: ['n'] }, 100),
  ),
  workload('sessions that insert in order', {}, (world) => interleave(world, 3, 160, {}, 300)),
  workload('lazy commits', {}, (world) => {
    const client = withTable(world);
    const { random } = world;
    for (let step = 0; step < 50; step++) {
      client.begin();
      changeSomething(client, world, 200);
      client.commit(random.below(10) !== 0);
      if (random.below(12) === 0) client.waitForLazyCommits(JET_bitWaitLastLevel0Commit);
    }
    client.waitForLazyCommits(JET_bitWaitAllLevel0Commit);
  }),
  workload('lazy commits and new logs', {}, (world) => {
    const client = withTable(world, { primary: true });
    for (let step = 0; step < 24; step++) {
      client.begin();
      changeSomething(client, world, 200);
      client.commit(step % 4 !== 0);
      if (step % 6 === 5) client.waitForLazyCommits(JET_bitForceNewLog);
    }
  }),
  workload('escrow', {}, (world) => {
    const first = withTable(world, { escrow: true });
    for (let key = 0; key < 4; key++) first.insert(TABLE, key, { v: longBytes(key) });
    const clients = [first, world.client(), world.client()];
    const { random } = world;
    for (let step = 0; step < 120; step++) {
      const client = clients[random.below(clients.length)];
      const kind = random.below(10);
      if (client.level === 0) client.begin();
      else if (kind < 7) client.addTo(TABLE, random.below(4), random.below(100) - 50);
      else if (kind < 9) client.commit(random.below(3) === 0);
      else client.rollback();
    }
  }),
  workload('a long transaction beside short ones', { checkpointDepth: 65_536 }, (world) => {
    const short = withTable(world, { primary: true });
    const long = world.client();
    long.begin();
    for (let key = 1000; key < 1010; key++) long.insert(TABLE, key, rowOf(world.random, 200));
    changeInTransactions(short, world, { transactions: 40, changes: 5, most: 900 });
    long.commit();
    changeInTransactions(short, world, { transactions: 5, changes: 5, most: 900 });
  }),
  workload('pages leave a small cache before the commit', { cachePages: 20 }, (world) => {
    const client = withTable(world, { primary: true });
    for (let step = 0; step < 6; step++) {
      client.begin();
      for (let each = 0; each < 60; each++) changeSomething(client, world, 900, [0.6, 0.3]);
      if (step % 3 === 2) client.rollback();
      else client.commit();
    }
  }),
  workload('pages leave a small cache under three sessions', { cachePages: 20 }, (world) =>
    interleave(world, 3, 250, { primary: true, indexed: ['v'] }, 900),
  ),
];
