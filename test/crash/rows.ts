/** Rows and steps that workloads are made of. */
import type { Random } from '../support/random';
import type { Client, Values } from './client';
import { SETTINGS, type Settings } from './crash-machine';
import { longBytes } from './digest';
import type { Workload } from './power-loss-runs';
import type { Shape, World } from './world';

export const TABLE = 't';
const MOST_VARIABLE = 255;
const ALPHABET = 40;

export function bytesOf(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = random.below(ALPHABET);
  return bytes;
}

/** A row of up to so many bytes. */
export function rowOf(random: Random, most: number): Values {
  const length = 1 + random.below(most);
  return {
    n: longBytes(random.below(1000)),
    v: bytesOf(random, Math.min(length, MOST_VARIABLE)),
    ...(length > MOST_VARIABLE ? { l: bytesOf(random, length - MOST_VARIABLE) } : {}),
  };
}

/** One of the keys there are; null for none. */
export function someKey(client: Client, random: Random, table = TABLE): number | null {
  const keys = client.keysOf(table);
  return keys.length === 0 ? null : keys[random.below(keys.length)];
}

/** A session with a database and a table. */
export function withTable(world: World, shape: Shape = {}): Client {
  const client = world.client();
  client.createDatabase();
  world.createTable(client, TABLE, shape);
  return client;
}

/** One random change of a table: an insert, an update or a delete, as `weights` say. */
export function changeSomething(
  client: Client,
  world: World,
  most: number,
  [insert, update]: readonly [insert: number, update: number] = [0.5, 0.3],
  table = TABLE,
): void {
  const { random } = world;
  const kind = random.fraction();
  const key = kind < insert ? null : someKey(client, random, table);
  if (key === null) client.insert(table, world.newKey(), rowOf(random, most));
  else if (kind < insert + update) client.update(table, key, rowOf(random, most));
  else client.remove(table, key);
}

/** Changes in transactions of a few each. */
export function changeInTransactions(
  client: Client,
  world: World,
  { transactions, changes, most }: { transactions: number; changes: number; most: number },
): void {
  for (let done = 0; done < transactions; done++) {
    client.begin();
    for (let each = world.random.below(changes) + 1; each > 0; each--) changeSomething(client, world, most);
    client.commit();
  }
}

/** A workload with settings of its own. */
export function workload(name: string, own: Partial<Settings>, run: (world: World) => void): Workload {
  return { name, settings: { ...SETTINGS, ...own }, run };
}
