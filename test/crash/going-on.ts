/**
 * What was recovered is worked with: rows are added, changed and taken away in every table, one transaction is committed
 * and one rolled back, and the instance ends, cleanly or as a crash does. The next one has to find just that.
 *
 *   recovered ─▶ changes · durable commit · rollback ─▶ jetTerm, or the disk as it is ─▶ jetInit · read · check
 */
import { bytesOf, rowOf, someKey } from './rows';
import type { Values } from './client';
import { CrashMachine } from './crash-machine';
import { differences, type State } from './ledger';
import { observe } from './observe';
import { World } from './world';

const NEW_ROWS = 6;
const MOST_BYTES = 600;
const LONG_BYTES = 9000;
/** Above all keys that workloads give. */
const FIRST_KEY = 1_000_000;

/** Works on with what an instance has found, and answers what is wrong with what is found afterwards. */
export function complaintsAboutGoingOn(
  machine: CrashMachine,
  state: State,
  paths: readonly string[],
  seed: number,
): string[] {
  const world = new World(machine.settings, seed, undefined, { machine, state, lastKey: FIRST_KEY });
  for (const place of state.keys()) {
    const [path, table, key] = place.split(' ');
    if (table !== undefined && key === undefined) changeTable(world, path, table);
  }
  const next = endOf(world, seed % 2 === 0);
  const err = next.init();
  if (err !== 0) return [`later jetInit answered ${err}`];
  const { state: found, complaints } = observe(next.instance, paths);
  const end = next.term();
  const texts = [...complaints, ...differences(world.ledger.state, found)];
  if (end !== 0) texts.push(`jetTerm answered ${end}`);
  return texts.map((text) => `later: ${text}`);
}

function changeTable(world: World, path: string, table: string): void {
  const client = world.client(path);
  client.attach();
  const columns = client.see(`${path} ${table}`)?.fields ?? new Map<string, string>();
  const valuesFor = (most: number): Values =>
    Object.fromEntries(Object.entries(rowOf(world.random, most)).filter(([name]) => columns.has(name)));
  const change = (): void => {
    for (let each = 0; each < NEW_ROWS; each++) client.insert(table, world.newKey(), valuesFor(MOST_BYTES));
    client.insert(table, world.newKey(), { l: bytesOf(world.random, LONG_BYTES) });
    const [changed, gone] = [someKey(client, world.random, table), someKey(client, world.random, table)];
    if (changed !== null) client.update(table, changed, { v: bytesOf(world.random, 200) });
    if (gone !== null) client.remove(table, gone);
  };
  client.begin();
  change();
  client.commit();
  client.begin();
  change();
  client.rollback();
}

/** The machine on which the next instance starts. */
function endOf(world: World, isClean: boolean): CrashMachine {
  const { machine } = world;
  if (!isClean) return new CrashMachine(machine.files.image(), machine.settings, false);
  world.end();
  return machine;
}
