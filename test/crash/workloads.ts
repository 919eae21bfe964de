/** What is done before the power is lost: each workload is one way of using the engine, drawn from a seed. */
import { SETTINGS } from './crash-machine';
import type { Client, Values } from './client';
import type { Workload } from './power-loss-runs';
import { longBytes } from './digest';
import type { World } from './world';
import type { Random } from '../support/random';

/** Bytes that repeat a little, as data does. */
export function bytesOf(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 4)
    bytes.writeInt32LE(random.word() | 0, Math.min(at, Math.max(0, length - 4)));
  return bytes;
}

const smallRow = (random: Random): Values => ({
  n: longBytes(random.below(1000)),
  v: bytesOf(random, 4 + random.below(60)),
});

function basic(world: World): Client {
  const client = world.client();
  client.createDatabase();
  world.createTable(client, 't');
  return client;
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'small rows',
    settings: SETTINGS,
    run(world) {
      const client = basic(world);
      for (let key = 0; key < 40; key++) client.insert('t', key, smallRow(world.random));
      world.end();
    },
  },
];
