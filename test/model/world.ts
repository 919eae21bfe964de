/**
 * A model and an engine side by side: every call is made on both, and the answers must be the same.
 *
 *   numbers ─▶ operation ─▶ ModelCursor ─▶ code, values ─┐
 *                        └▶ EngineCursor ─▶ code, values ─┴▶ the same, or Disagreement
 *
 * Operations are drawn as numbers that always mean something, so that shortening a failing sequence is simple.
 */
import * as codes from '../../errors/codes';
import { Catalog } from '../../src/catalog/catalog';
import { registry } from '../../src/instance/registry';
import { storageOf } from '../../src/instance/storage';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { CrashMachine, emptyDisk, SETTINGS } from '../crash/crash-machine';
import { requireSuccess } from '../support/attached';
import type { Image } from '../support/memory-file-system';
import { ModelCursor } from './cursor';
import { EngineCursor, EngineSession } from './engine';
import { ModelTable, type TableDefinition } from './schema';
import { ModelClock, ModelTransaction } from './versions';
import * as api from '../../src/api';
import { ref } from '../../include/ref';

const PATH = '/data/a.edb';
const TABLE = 't';
const NAMES = new Map(Object.entries(codes).map(([name, value]) => [value, name]));

/** The engine and the model do not say the same. */
export class Disagreement extends Error {}

export const nameOf = (code: number): string => NAMES.get(code) ?? String(code);

/** One session on both sides, with one cursor. */
export interface Client {
  readonly number: number;
  readonly transaction: ModelTransaction;
  engine: EngineSession;
  model: ModelCursor;
  cursor: EngineCursor;
}

export class ModelWorld {
  readonly table: ModelTable;
  readonly clock = new ModelClock();
  readonly log: string[] = [];
  clients: Client[] = [];
  /** How many columns were added. */
  added = 0;
  /** Who has changed the schema in a transaction that is still open: others do nothing meanwhile. */
  changer: Client | null = null;
  machine: CrashMachine;
  readonly #sessions: number;

  constructor(disk: Image, { columns, indexes }: TableDefinition, sessions: number) {
    this.machine = new CrashMachine(disk, SETTINGS, false);
    this.table = new ModelTable(TABLE, columns, indexes);
    this.#sessions = sessions;
    this.start();
  }

  start(): void {
    requireSuccess(this.machine.init());
    this.clients = Array.from({ length: this.#sessions }, (_each, number) => {
      const transaction = new ModelTransaction(this.clock);
      const engine = new EngineSession(this.machine.instance, PATH);
      const client = { number, transaction, engine } as Client;
      this.reopen(client);
      return client;
    });
  }

  /** A new cursor for a client, before the first row on both sides. */
  reopen(client: Client): void {
    const [err, tableid] = client.engine.open(TABLE);
    this.same(client, 'open', err, [codes.JET_errSuccess]);
    client.cursor = new EngineCursor(client.engine, tableid);
    client.model = new ModelCursor(this.table, client.transaction);
    this.same(client, 'first', client.cursor.moveFirst(), [client.model.moveFirst()]);
  }

  /** Compares a code with those that it may be. */
  same(client: Client, call: string, engine: number, model: readonly number[]): void {
    this.log.push(`${client.number}: ${call} → ${nameOf(engine)}`);
    if (!model.includes(engine))
      throw new Disagreement(`${call}: ${nameOf(engine)}, not ${model.map(nameOf).join(' or ')}`);
  }

  sameText(client: Client, call: string, engine: string, model: string): void {
    if (engine !== model) {
      this.log.push(`${client.number}: ${call} → ${shown(engine)}`);
      throw new Disagreement(`${call}: ${shown(engine)}, not ${shown(model)}`);
    }
  }

  /** All columns of the current row, as both have them. */
  compareRow(client: Client, grbit: number): void {
    const { model, cursor } = client;
    for (const { name, isMultiValued } of this.table.columns.values()) {
      const is = cursor.read(name, isMultiValued === true, grbit);
      const wanted = model.read(name, grbit !== 0);
      const call = `retrieve ${name}${grbit === 0 ? '' : ' of the copy'}`;
      if (is.code !== wanted.code) this.same(client, call, is.code, [wanted.code]);
      this.sameText(client, call, is.values.join('|'), wanted.values.join('|'));
      if (is.code < 0) return;
    }
  }

  begin(client: Client): void {
    const tooDeep = client.transaction.level === MOST_LEVELS;
    const err = client.engine.begin();
    this.same(client, 'begin', err, [tooDeep ? codes.JET_errTransTooDeep : codes.JET_errSuccess]);
    if (!tooDeep) client.transaction.begin();
  }

  commit(client: Client): void {
    const isNone = client.transaction.level === 0;
    const err = client.engine.commit();
    this.same(client, 'commit', err, [isNone ? codes.JET_errNotInTransaction : codes.JET_errSuccess]);
    if (isNone) return;
    client.model.committing();
    client.transaction.commit();
    if (client.transaction.level === 0) this.changer = null;
  }

  rollback(client: Client, all: boolean): void {
    const { transaction } = client;
    const isNone = transaction.level === 0;
    const err = client.engine.rollback(all);
    this.same(client, all ? 'rollback all' : 'rollback', err, [
      isNone ? codes.JET_errNotInTransaction : codes.JET_errSuccess,
    ]);
    const target = all || isNone ? 0 : transaction.level - 1;
    let isOpen = true;
    while (transaction.level > target) {
      isOpen = client.model.rollingBack() && isOpen;
      transaction.rollback();
    }
    if (transaction.level === 0) this.changer = null;
    if (!isOpen) this.reopen(client);
  }

  /** Ends the instance, cleanly or as a crash does, and starts it again. */
  restart(isClean: boolean): void {
    for (const client of this.clients) {
      while (client.transaction.level > 0) client.transaction.rollback();
      this.changer = null;
      if (isClean) this.same(client, 'end session', client.engine.end(), [codes.JET_errSuccess]);
    }
    this.log.push(isClean ? 'term' : 'kill');
    if (isClean) requireSuccess(this.machine.term());
    else this.machine = new CrashMachine(this.machine.files.image(), SETTINGS, false);
    const nobody = new ModelTransaction(this.clock);
    this.table.rows.settle(nobody);
    for (const { entries } of this.table.secondaries) entries.settle(nobody);
    this.table.lastIncrement = null;
    this.start();
  }

  /** The whole table in the order of every index, and the structure of the database. */
  compareEverything(): void {
    for (const client of this.clients) while (client.transaction.level > 0) this.rollback(client, false);
    const [client] = this.clients;
    for (const index of this.table.indexes) {
      const { name } = index.definition;
      this.same(client, `index ${name}`, client.cursor.setIndex(name), [codes.JET_errSuccess]);
      client.model.setIndex(index);
      let [is, wanted] = [client.cursor.moveFirst(), client.model.moveFirst()];
      for (;;) {
        this.same(client, 'move', is, [wanted]);
        if (is !== codes.JET_errSuccess) break;
        this.sameText(client, 'key', client.cursor.currentKey().key, client.model.keyOf(client.model.name));
        this.compareRow(client, 0);
        [is, wanted] = [client.cursor.moveBy(1, false), client.model.moveBy(1, false)];
      }
    }
    this.#check();
  }

  #check(): void {
    const [instance] = registry.instances;
    const storage = storageOf(instance);
    const database = storage.attached.byPath(PATH);
    if (database === null) throw new Error('the database is not attached');
    const file = storage.pagesOf(database);
    const catalog = new Catalog(file);
    const findings = new Findings();
    checkCatalog(catalog, true, findings);
    checkSpace(file, treesOfCatalog(catalog), findings);
    if (findings.corruptions.length > 0) throw new Disagreement(findings.corruptions.join('\n'));
  }
}

const MOST_LEVELS = 7;
const MOST_SHOWN = 80;

/** Bytes as text of bounded length. */
export function shown(value: string | null): string {
  if (value === null) return 'null';
  const hex = Buffer.from(value, 'latin1').toString('hex');
  return hex.length > MOST_SHOWN ? `${hex.slice(0, MOST_SHOWN)}… (${value.length} bytes)` : hex;
}

/** A disk with a database that has one empty table. */
export function diskWithTable({ columns, indexes }: TableDefinition): Image {
  const machine = new CrashMachine(emptyDisk(), SETTINGS, false);
  requireSuccess(machine.init());
  const [sesid, dbid] = [ref(0), ref(0)];
  requireSuccess(api.jetBeginSession(machine.instance, sesid, null, null));
  requireSuccess(api.jetCreateDatabase(sesid.value, PATH, null, dbid, 0));
  const session = new EngineSession(machine.instance, PATH);
  requireSuccess(session.createTable(TABLE, columns, indexes)[0]);
  requireSuccess(session.end());
  requireSuccess(api.jetEndSession(sesid.value, 0));
  requireSuccess(machine.term());
  return machine.files.image();
}
