/** Operations as numbers: what each number means, done to the model and the engine. */
import { JET_errRecordDeleted } from '../../errors/codes';
import type { PartOfValue } from './cursor';
import type { Preparation, Relation } from './position';
import { changeSchema } from './schema-operations';
import { COPY } from './engine';
import { longOf, numberOf } from './keys';
import { type Client, type ModelWorld, shown } from './world';

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
const PARTS: readonly PartOfValue['how'][] = ['append', 'overwrite', 'overwriteAndCut', 'size'];
const MOST_STEPS = 5;
const MOST_IN_RECORD = 1023;
/** Inside the record, separated, and of several pages. */
const LONG_LENGTHS = [0, 3, 40, 300, 1500, 3000, 9000];

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
  [4, (world, client) => world.same(client, 'lock', client.cursor.lock(), client.model.lock())],
  [8, escrow],
  [6, setIndex],
  [6, goTo],
  [5, setRange],
  [4, count],
  [5, readKey],
  [6, readEntry],
  [3, changeSchema],
  [4, prepareOnly],
  [6, setOnly],
  [5, (world, client, [, , , d]) => finish(world, client, d)],
  [1, (world, _client, [a]) => world.restart(a % 2 === 0)],
];
const TABLE = ACTIONS.flatMap(([weight, action]) => Array.from({ length: weight }, () => action));

/** How many kinds of operation there are. */
export const KINDS = TABLE.length;

export function perform(world: ModelWorld, [kind, who, ...numbers]: Operation): void {
  const client = world.changer ?? world.clients[who % world.clients.length];
  TABLE[kind % KINDS](world, client, numbers);
  world.compareRow(world.clients[client.number], 0);
}

const keyValue = (number: number): string => longOf((number % KEYS) * 3 - 10);

/** A value for a column: null, or bytes as it can hold. */
function valueFor(client: Client, column: string, number: number): string | null {
  const { keyType, isRequired, isLong } = client.model.table.column(column);
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
      return textFor(
        isLong === true ? LONG_LENGTHS[(small >>> 4) % LONG_LENGTHS.length] : (small >>> 4) % 20,
        small,
      );
  }
}

const textFor = (length: number, number: number): string => {
  const some = String.fromCharCode(97 + (number % 3));
  return some.repeat(length).slice(0, Math.max(0, length - 1)) + (length === 0 ? '' : some);
};

function set(world: ModelWorld, client: Client, column: string, value: string | null): void {
  const { model, cursor } = client;
  const call = `set ${column} to ${shown(value)}`;
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

/** Sets one of several values, adds one, or takes one away: number 0 is behind the last. */
function setOneOfMany(world: ModelWorld, client: Client, column: string, number: number): void {
  const { model, cursor } = client;
  const count = model.prepared?.row[column].length ?? 0;
  const place = number % (count + 2);
  const value = valueFor(client, column, number >>> 2);
  const is = cursor.set(column, value, place);
  const wanted = model.set(column, (values) => {
    const at = place === 0 ? values.length : place - 1;
    const after = value === null ? [] : [value];
    return [...values.slice(0, at), ...after, ...values.slice(at + 1)];
  });
  world.same(client, `set ${column} number ${place}`, is, [wanted]);
}

/** Changes a part of a long value; one that lies outside of the record does not become short enough to lie in it. */
function setPart(world: ModelWorld, client: Client, column: string, number: number): void {
  const { model, cursor } = client;
  const size = model.prepared?.row[column][0]?.length ?? 0;
  const how = PARTS[number % PARTS.length];
  const some = number >>> 2;
  const least = size > MOST_IN_RECORD ? MOST_IN_RECORD + 1 : 1;
  const any = some % (size + 1);
  const offset = how === 'overwriteAndCut' && size > MOST_IN_RECORD ? Math.max(least, any) : any;
  const part: PartOfValue = {
    how,
    bytes: textFor(1 + LONG_LENGTHS[some % LONG_LENGTHS.length], some),
    offset: how.startsWith('overwrite') ? offset : 0,
    size: least + (some % 3001),
  };
  const call = `${how} ${column} of ${size} bytes at ${part.offset}, ${part.bytes.length} or ${part.size}`;
  world.same(client, call, cursor.setPart(column, part), [model.setPart(column, part)]);
}

function setSome(world: ModelWorld, client: Client, b: number, c: number): void {
  const columns = settable(client);
  for (let i = 0; i < (b >>> 4) % 4; i++) {
    const column = columns[(c + i) % columns.length];
    const number = (c >>> 2) + i * 11 + b;
    const { isMultiValued, isLong } = client.model.table.column(column);
    if (isMultiValued === true) setOneOfMany(world, client, column, number);
    else if (isLong === true && number % 2 === 0) setPart(world, client, column, number >>> 1);
    else set(world, client, column, valueFor(client, column, number));
  }
}

function prepare(world: ModelWorld, client: Client, how: Preparation): boolean {
  const code = client.cursor.prepare(how);
  if (code === 0) learnIncrement(world, client, how);
  world.same(client, `prepare ${how}`, code, [client.model.prepare(how)]);
  return code === 0;
}

/** Numbers that are given out grow, and some may be left out. */
function learnIncrement(world: ModelWorld, client: Client, how: Preparation): void {
  const { table } = client.model;
  if (how.startsWith('replace') || how === 'copyReplace') return;
  const [given] = client.cursor.read('a', false, COPY).values;
  const last = table.lastIncrement ?? table.highest('a');
  if (numberOf(given) <= last) world.sameText(client, 'number given out', given, longOf(last + 1));
  table.lastIncrement = numberOf(given) - 1;
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
  const text = shown(key);
  const call = `seek ${relation} ${text}${checksUnique ? ' unique' : ''}${setsRange ? ' range' : ''}`;
  world.same(client, call, is, [model.seek(key, relation, checksUnique, setsRange)]);
}

function escrow(world: ModelWorld, client: Client, [a]: readonly number[]): void {
  const delta = (a % 21) - 10;
  const is = client.cursor.escrow('n', delta);
  const wanted = client.model.escrow('n', delta);
  world.same(client, `escrow ${delta}`, is.code, wanted.codes);
  if (is.code === 0 && wanted.before !== null)
    world.sameText(client, 'the number before', longOf(is.before), longOf(wanted.before));
}

function setIndex(world: ModelWorld, client: Client, [a]: readonly number[]): void {
  const { model, cursor } = client;
  const { indexes } = model.table;
  const index = indexes[(a >>> 2) % indexes.length];
  const { name } = index.definition;
  if (a % 4 < 2) {
    const is = cursor.setIndexHere(name);
    const wanted = model.setIndexHere(index);
    world.same(client, `index ${name}, on the same row`, is, [wanted]);
    if (is !== JET_errRecordDeleted) return;
  } else {
    world.same(client, `index ${name}`, cursor.setIndex(name), [0]);
    model.setIndex(index);
  }
  world.same(client, 'first', cursor.moveFirst(), [model.moveFirst()]);
}

/** To a bookmark, of the current row or of another. */
function goTo(world: ModelWorld, client: Client, [a, b]: readonly number[]): void {
  const { model, cursor } = client;
  const is = cursor.bookmark();
  const wanted = model.bookmark();
  world.same(client, 'get bookmark', is.err, [wanted.code]);
  if (is.err === 0) world.sameText(client, 'bookmark', is.key, wanted.key);
  if (a % 2 === 0) return;
  const key = model.table.primary.searchKey([keyValue(b)]);
  const call = `go to ${shown(key)}`;
  world.same(client, call, cursor.goTo(key), [model.goTo(key)]);
}

function setRange(world: ModelWorld, client: Client, [a, b, c]: readonly number[]): void {
  const { model, cursor } = client;
  const [{ column }] = model.index.definition.segments;
  const values = [valueFor(client, column, a)];
  cursor.makeKey(values);
  const [isUpper, isInclusive, isInstant] = [b % 2 === 0, b % 4 < 2, c % 8 === 0];
  const call = `range ${isUpper ? 'up to' : 'down to'} ${shown(values[0])} ${isInclusive}`;
  const is = cursor.setRange(isUpper, isInclusive, isInstant);
  world.same(client, call, is, [
    model.setRange(model.index.searchKey(values), isUpper, isInclusive, isInstant),
  ]);
}

function count(world: ModelWorld, client: Client): void {
  const is = client.cursor.count();
  const wanted = client.model.count();
  world.same(client, `count ${is.count}`, is.err, [wanted.code]);
  if (is.err === 0) world.sameText(client, 'count', longOf(is.count), longOf(wanted.count));
}

/** A column from the entry, most of the time one that it has. */
function readEntry(world: ModelWorld, client: Client, [a, b]: readonly number[]): void {
  const { model, cursor } = client;
  const columns = [...model.table.columns.keys()];
  const { segments } = model.index.definition;
  const column = b % 8 === 0 ? columns[a % columns.length] : segments[a % segments.length].column;
  const wanted = model.readEntry(column);
  const is = cursor.readEntry(column);
  if (wanted === null) return;
  world.same(client, `retrieve ${column} of the entry`, is.code, [wanted.code]);
  world.sameText(client, `${column} of the entry`, is.value, wanted.value);
}

function readKey(world: ModelWorld, client: Client): void {
  const is = client.cursor.currentKey();
  const wanted = client.model.currentKey();
  world.same(client, 'retrieve key', is.err, [wanted.code]);
  if (is.err === 0) world.sameText(client, 'key', is.key, wanted.key);
}

/** What is prepared here is finished, cancelled or forgotten by other operations. */
function prepareOnly(world: ModelWorld, client: Client, [a]: readonly number[]): void {
  prepare(world, client, a % 4 === 3 ? 'insert' : PREPARATIONS[a % PREPARATIONS.length]);
}

function setOnly(world: ModelWorld, client: Client, [a, b, c]: readonly number[]): void {
  if (a % 3 === 0) set(world, client, 'k', keyValue(b));
  else setSome(world, client, b | 16, c);
}
