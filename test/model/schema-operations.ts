/**
 * Changes of the schema, alone or as a part of a transaction that may be rolled back. They are made when nobody else is in
 * a transaction, and until the changer's own has ended all operations are the changer's (`world.changer`): what others see
 * meanwhile is tried elsewhere.
 */
import {
  JET_errColumnInUse,
  JET_errIndexDuplicate,
  JET_errKeyDuplicate,
  JET_errSuccess,
} from '../../errors/codes';
import { longOf } from './keys';
import type { IndexDefinition, ModelColumn } from './schema';
import type { Client, ModelWorld } from './world';

const MOST_ADDED = 5;
const MOST_INDEXES = 10;

export function changeSchema(world: ModelWorld, client: Client, [a, b, c]: readonly number[]): void {
  if (world.clients.some((other) => other.transaction.level > 0) && world.changer !== client) return;
  for (const other of world.clients)
    if (other.model.prepared !== null)
      world.same(other, 'cancel', other.cursor.cancel(), [other.model.cancel()]);
  if (client.transaction.level === 0 && a % 3 !== 0) {
    world.begin(client);
    world.changer = client;
  }
  const change = [createIndex, createIndex, deleteIndex, addColumn, deleteColumn][b % 5];
  change(world, client, c);
}

/** A change of columns leaves its cursor before all entries. */
function goFirst(world: ModelWorld, client: Client): void {
  world.same(client, 'first', client.cursor.moveFirst(), [client.model.moveFirst()]);
}

/** Runs a change of the model as the call does: all of it or nothing, in a transaction of its own where there is none. */
function asOne({ transaction }: Client, change: () => boolean): boolean {
  transaction.begin();
  const isDone = change();
  if (isDone) transaction.commit();
  else transaction.rollback();
  return isDone;
}

function createIndex(world: ModelWorld, client: Client, number: number): void {
  const { table } = client.model;
  const definition = definitionFor(client, number);
  const { name } = definition;
  const isThere = table.indexes.some((index) => index.definition.name === name);
  if (table.secondaries.length >= MOST_INDEXES && !isThere) return;
  const is = client.cursor.createIndex(definition);
  const isDone = !isThere && asOne(client, () => table.createIndex(definition, client.transaction));
  const wanted = isThere ? JET_errIndexDuplicate : isDone ? JET_errSuccess : JET_errKeyDuplicate;
  world.same(client, `create index ${JSON.stringify(definition)}`, is, [wanted]);
}

/** One or two columns, up or down. */
function definitionFor(client: Client, number: number): IndexDefinition {
  const { table } = client.model;
  const columns = [...table.columns.values()].filter(({ isLong, isEscrow }) => !isLong && !isEscrow);
  const first = columns[number % columns.length];
  const second = columns[(number >>> 4) % columns.length];
  const isPair = number % 3 === 0 && first !== second;
  const segments = (isPair ? [first, second] : [first]).map(({ name }, i) => ({
    column: name,
    isDescending: ((number >>> (8 + i)) & 1) === 1,
  }));
  const isUnique = number % 5 === 0 && !segments.some(({ column }) => table.column(column).isMultiValued);
  const parts = segments.map(({ column, isDescending }) => `${isDescending ? 'down' : 'up'} ${column}`);
  return { name: `${isUnique ? 'one ' : ''}${parts.join(' ')}`, segments, isUnique };
}

/** An index that nobody uses. */
function deleteIndex(world: ModelWorld, client: Client, number: number): void {
  const { table } = client.model;
  const unused = table.secondaries.filter(
    (index) => !world.clients.some(({ model }) => model.index === index),
  );
  if (unused.length === 0) return;
  const index = unused[number % unused.length];
  const { name } = index.definition;
  world.same(client, `delete index ${name}`, client.cursor.deleteIndex(name), [JET_errSuccess]);
  asOne(client, () => {
    table.deleteIndex(index, client.transaction);
    return true;
  });
}

function addColumn(world: ModelWorld, client: Client, number: number): void {
  const { table } = client.model;
  if (addedColumns(client).length >= MOST_ADDED) return;
  const column = columnFor(`x${++world.added}`, number);
  world.same(client, `add column ${JSON.stringify(column)}`, client.cursor.addColumn(column), [
    JET_errSuccess,
  ]);
  asOne(client, () => {
    table.addColumn(column, client.transaction);
    return true;
  });
  goFirst(world, client);
}

function columnFor(name: string, number: number): ModelColumn {
  const standard = number % 2 === 0 ? { standard: longOf(7) } : {};
  switch ((number >>> 1) % 4) {
    case 0:
      return { name, keyType: 'long', kind: 'fixed', ...standard };
    case 1:
      return { name, keyType: 'binary', kind: 'variable', ...standard };
    case 2:
      return { name, keyType: 'long', kind: 'tagged', ...standard };
    default:
      return { name, keyType: 'long', kind: 'tagged', isMultiValued: true };
  }
}

const addedColumns = ({ model }: Client): string[] =>
  [...model.table.columns.keys()].filter((name) => name.startsWith('x'));

/** One that was added, or one that indexes need, which stays. */
function deleteColumn(world: ModelWorld, client: Client, number: number): void {
  const { table } = client.model;
  const columns = [...addedColumns(client), 'f'];
  const column = columns[number % columns.length];
  const isUsed = table.indexes.some((index) => index.has(column));
  const is = client.cursor.deleteColumn(column);
  world.same(client, `delete column ${column}`, is, [isUsed ? JET_errColumnInUse : JET_errSuccess]);
  if (is !== JET_errSuccess) return;
  asOne(client, () => {
    table.deleteColumn(column, client.transaction);
    return true;
  });
  goFirst(world, client);
}
