/** Workloads: tables, columns and indexes come and go, inside and outside of transactions. */
import { JET_coltypLong, JET_coltypLongBinary } from '../../include/column-types';
import type { Client } from './client';
import type { Workload } from './power-loss-runs';
import { longBytes } from './digest';
import { bytesOf, changeInTransactions, changeSomething, rowOf, TABLE, withTable, workload } from './rows';
import type { World } from './world';

/** A table with a few rows, made and perhaps dropped in one transaction. */
function makeTable(client: Client, world: World, name: string): void {
  world.createTable(client, name, { primary: true, indexed: ['n'] });
  for (let key = 0; key < 6; key++) client.insert(name, key, rowOf(world.random, 300));
}

/** Changes of two sessions while a third one makes an index, which it keeps or not. */
function indexAmong(world: World, maker: Client, others: readonly Client[], isKept: boolean): void {
  const { random } = world;
  const change = (steps: number): void => {
    for (let step = 0; step < steps; step++) {
      const client = others[random.below(others.length)];
      const kind = random.below(8);
      if (client.level < 2 && kind < 2) client.begin();
      else if (client.level > 0 && kind === 2) client.rollback();
      else if (client.level > 0 && kind === 3) client.commit();
      else changeSomething(client, world, 100);
    }
  };
  change(12);
  maker.begin();
  world.createIndex(maker, TABLE, 'n');
  change(12);
  if (isKept) maker.commit();
  else maker.rollback();
  change(6);
}

export const SCHEMA_WORKLOADS: readonly Workload[] = [
  workload('tables come and go', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 5; step++) {
      makeTable(client, world, `t${step}`);
      if (step % 2 === 1) world.deleteTable(client, `t${step - 1}`);
    }
  }),
  workload('tables in transactions', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 6; step++) {
      client.begin();
      makeTable(client, world, `t${step}`);
      if (step % 3 === 2) {
        client.closeTable(`t${step}`);
        client.rollback();
      } else client.commit();
    }
  }),
  workload('a table is dropped in a transaction', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 4; step++) {
      makeTable(client, world, `t${step}`);
      client.begin();
      world.deleteTable(client, `t${step}`);
      changeSomething(client, world, 300);
      if (step % 2 === 0) client.rollback();
      else client.commit();
    }
  }),
  workload('columns are added', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 10; step++) {
      const name = `x${step}`;
      world.addColumn(client, TABLE, name, step % 2 === 0 ? JET_coltypLong : JET_coltypLongBinary);
      for (let key = 0; key < 3; key++) client.insert(TABLE, world.newKey(), { [name]: longBytes(key) });
    }
  }),
  workload('columns in transactions', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 8; step++) {
      client.begin();
      world.addColumn(client, TABLE, `x${step}`, JET_coltypLongBinary);
      client.insert(TABLE, world.newKey(), { [`x${step}`]: bytesOf(world.random, 200) });
      if (step % 3 === 2) client.rollback();
      else client.commit();
    }
  }),
  workload('columns are deleted', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 6; step++) {
      world.addColumn(client, TABLE, `x${step}`, JET_coltypLong);
      client.insert(TABLE, world.newKey(), { [`x${step}`]: longBytes(step) });
      if (step % 2 === 1) world.deleteColumn(client, TABLE, `x${step - 1}`);
    }
  }),
  workload('indexes come and go', {}, (world) => {
    const client = withTable(world, { primary: true });
    changeInTransactions(client, world, { transactions: 10, changes: 8, most: 250 });
    for (let step = 0; step < 5; step++) {
      world.createIndex(client, TABLE, step % 2 === 0 ? 'v' : 'n');
      changeInTransactions(client, world, { transactions: 3, changes: 4, most: 250 });
      world.deleteIndex(client, TABLE, step % 2 === 0 ? 'v' : 'n');
    }
  }),
  workload('indexes in transactions', {}, (world) => {
    const client = withTable(world, { primary: true });
    changeInTransactions(client, world, { transactions: 10, changes: 8, most: 250 });
    for (let step = 0; step < 6; step++) {
      client.begin();
      world.createIndex(client, TABLE, 'v');
      for (let each = 0; each < 4; each++) changeSomething(client, world, 250);
      if (step % 3 === 1) client.commit();
      else client.rollback();
      if (step % 3 === 1) world.deleteIndex(client, TABLE, 'v');
    }
  }),
  workload('an index is made among open transactions', {}, (world) => {
    const maker = withTable(world, { primary: true });
    const others = [world.client(), world.client()];
    for (const isKept of [false, false, true]) indexAmong(world, maker, others, isKept);
  }),
];
