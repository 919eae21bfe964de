/** Workloads: long values that lie outside of their rows, made, lengthened, replaced and deleted. */
import { JET_bitSetSeparateLV } from '../../include/grbits/update';
import type { Client } from './client';
import type { Workload } from './power-loss-runs';
import { bytesOf, someKey, TABLE, withTable, workload } from './rows';
import type { World } from './world';

function changeLongValue(client: Client, world: World, most: number): void {
  const { random } = world;
  const key = someKey(client, random);
  const kind = random.below(10);
  const value = bytesOf(random, 1 + random.below(most));
  if (key === null || kind < 3)
    client.insert(TABLE, world.newKey(), { l: value }, client.path, JET_bitSetSeparateLV);
  else if (kind < 6) client.append(TABLE, key, value);
  else if (kind < 7) client.update(TABLE, key, { l: null });
  else if (kind < 9) client.update(TABLE, key, { l: value }, client.path, JET_bitSetSeparateLV);
  else client.remove(TABLE, key);
}

export const LONG_VALUE_WORKLOADS: readonly Workload[] = [
  workload('long values of a page', {}, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 40; step++) changeLongValue(client, world, 3000);
  }),
  workload('long values of many pages', { logKib: 128 }, (world) => {
    const client = withTable(world);
    for (let step = 0; step < 15; step++) changeLongValue(client, world, 40_000);
  }),
  workload('long values in transactions', {}, (world) => {
    const client = withTable(world, { primary: true });
    for (let step = 0; step < 15; step++) {
      client.begin();
      for (let each = 0; each < 4; each++) changeLongValue(client, world, 6000);
      if (step % 3 === 2) client.rollback();
      else client.commit();
    }
  }),
  workload('a long value grows by pieces', {}, (world) => {
    const client = withTable(world);
    client.insert(TABLE, 1, { l: bytesOf(world.random, 50) }, client.path, JET_bitSetSeparateLV);
    for (let step = 0; step < 40; step++)
      client.append(TABLE, 1, bytesOf(world.random, 10 + world.random.below(900)));
  }),
  workload('long values that pages are too few for', { cachePages: 24 }, (world) => {
    const client = withTable(world);
    client.begin();
    for (let step = 0; step < 12; step++) changeLongValue(client, world, 20_000);
    client.commit();
    client.begin();
    for (let step = 0; step < 12; step++) changeLongValue(client, world, 20_000);
  }),
];
