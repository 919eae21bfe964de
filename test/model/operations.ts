/** Operations as numbers: what each number means, done to the model and the engine. */
import type { Preparation, Relation } from './cursor';
import { COPY } from './engine';
import { longOf } from './keys';
import type { Client, ModelWorld } from './world';

/** What is done, by which session, and four numbers that say how. */
export type Operation = readonly [kind: number, who: number, a: number, b: number, c: number, d: number];

/** Keys of rows are few, so that sessions meet. */
const KEYS = 24;
const RELATIONS: readonly Relation[] = ['EQ', 'GE', 'GT', 'LE', 'LT'];
const PREPARATIONS: readonly Preparation[] = [
  'replace',
  'replace',
  'replaceNoLock',
  'copy',
  'copyDelete',
  'copyReplace',
];
const MOST_STEPS = 5;

type Action = (world: ModelWorld, client: Client, numbers: readonly number[]) => void;

const ACTIONS: readonly (readonly [weight: number, action: Action])[] = [
  [6, (world, client) => world.begin(client)],
  [6, (world, client) => world.commit(client)],
  [4, (world, client, [a]) => world.rollback(client, a % 4 === 3)],
  [20, insert],
  [18, change],
  [8, remove],
  [14, move],
  [16, seek],
  [4, (world, client) => world.same(client, 'lock', client.cursor.lock(), [client.model.lock()])],
];
const TABLE = ACTIONS.flatMap(([weight, action]) => Array.from({ length: weight }, () => action));

/** How many kinds of operation there are. */
export const KINDS = TABLE.length;

export function perform(world: ModelWorld, [kind, who, ...numbers]: Operation): void {
  const client = world.clients[who % world.clients.length];
  TABLE[kind % KINDS](world, client, numbers);
  world.compareRow(client, 0);
}

const keyValue = (number: number): string => longOf((number % KEYS) * 3 - 10);

/** A value for a column: null, or bytes as it can hold. */
function valueFor(client: Client, column: string, number: number): string | null {
  const { keyType, isRequired } = client.model.table.column(column);
  if (column === 'k') return keyValue(number);
  if (number % 7 === 0 && isRequired !== true) return null;
  const small = number >>> 3;
  switch (keyType) {
    case 'long':
      return longOf((small % 9) - 4);
    case 'short':
      return longOf((small % 5) - 2).slice(0, 2);
    case 'currency':
      return (longOf((small % 7) - 3) + (small % 7 < 3 ? '\xff' : '\0').repeat(4)).slice(0, 8);
    default:
      return String.fromCharCode(97 + (small % 3)).repeat((small >>> 4) % 20);
  }
}

function set(world: ModelWorld, client: Client, column: string, value: string | null): void {
  const { model, cursor } = client;
  const text = value === null ? 'null' : Buffer.from(value, 'latin1').toString('hex');
  const call = `set ${column} to ${text}`;
  world.same(client, call, cursor.set(column, value, 1), [
    model.set(column, (values) => (value === null ? values.slice(1) : [value, ...values.slice(1)])),
  ]);
}

/** The columns that programs set. */
function settable(client: Client): string[] {
  return [...client.model.table.columns.values()]
    .filter(
      ({ isAutoIncrement, isVersion, isEscrow, name }) =>
        name !== 'k' && !isAutoIncrement && !isVersion && !isEscrow,
    )
    .map(({ name }) => name);
}

function setSome(world: ModelWorld, client: Client, b: number, c: number): void {
  const columns = settable(client);
  for (let i = 0; i < (b >>> 4) % 4; i++) {
    const column = columns[(c + i) % columns.length];
    set(world, client, column, valueFor(client, column, (c >>> 2) + i * 11 + b));
  }
}

function prepare(world: ModelWorld, client: Client, how: Preparation): boolean {
  const code = client.cursor.prepare(how);
  world.same(client, `prepare ${how}`, code, [client.model.prepare(how)]);
  return code === 0;
}

/** Most updates are carried out, some are cancelled. */
function finish(world: ModelWorld, client: Client, number: number): void {
  const { model, cursor } = client;
  world.compareRow(client, COPY);
  if (number % 11 !== 10) {
    const is = cursor.update();
    const wanted = model.update();
    world.same(client, 'update', is.code, wanted.codes);
    if (is.code === 0) {
      world.sameText(client, 'bookmark', is.rowKey, wanted.rowKey);
      return;
    }
  }
  world.same(client, 'cancel', cursor.cancel(), [model.cancel()]);
}

function insert(world: ModelWorld, client: Client, [a, b, c, d]: readonly number[]): void {
  if (!prepare(world, client, 'insert')) return;
  set(world, client, 'k', keyValue(a));
  setSome(world, client, b, c);
  finish(world, client, d);
}

function change(world: ModelWorld, client: Client, [a, b, c, d]: readonly number[]): void {
  const how = PREPARATIONS[a % PREPARATIONS.length];
  if (!prepare(world, client, how)) return;
  if (!how.startsWith('replace') || a % 17 === 16) set(world, client, 'k', keyValue(a >>> 5));
  setSome(world, client, b, c);
  finish(world, client, d);
}

function remove(world: ModelWorld, client: Client): void {
  world.same(client, 'delete', client.cursor.remove(), [client.model.remove()]);
}

function move(world: ModelWorld, client: Client, [a, b, c]: readonly number[]): void {
  const { model, cursor } = client;
  const isDistinct = c % 4 === 3;
  const count = ((b % MOST_STEPS) + 1) * (b & 64 ? -1 : 1);
  switch (a % 8) {
    case 0:
      return world.same(client, 'first', cursor.moveFirst(), [model.moveFirst()]);
    case 1:
      return world.same(client, 'last', cursor.moveLast(), [model.moveLast()]);
    case 2:
      return world.same(client, 'check', cursor.check(), [model.check()]);
    default: {
      const steps = a % 8 < 6 ? Math.sign(count) : count;
      const call = `move ${steps}${isDistinct ? ' distinct' : ''}`;
      return world.same(client, call, cursor.moveBy(steps, isDistinct), [model.moveBy(steps, isDistinct)]);
    }
  }
}

function seek(world: ModelWorld, client: Client, [a, b, c, d]: readonly number[]): void {
  const { model, cursor } = client;
  const { segments } = model.index.definition;
  const values = segments
    .slice(0, b % 3 === 2 ? 1 : segments.length)
    .map(({ column }, i) => valueFor(client, column, a + i * 13));
  cursor.makeKey(values);
  const key = model.index.searchKey(values);
  world.sameText(client, 'search key', cursor.searchKey(), key);
  const relation = RELATIONS[c % RELATIONS.length];
  const [checksUnique, setsRange] = [d % 4 === 1, d % 4 === 2];
  const is = cursor.seek(relation, checksUnique, setsRange);
  const text = Buffer.from(key, 'latin1').toString('hex');
  const call = `seek ${relation} ${text}${checksUnique ? ' unique' : ''}${setsRange ? ' range' : ''}`;
  world.same(client, call, is, [model.seek(key, relation, checksUnique, setsRange)]);
}
