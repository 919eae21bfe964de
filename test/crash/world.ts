/** What a workload works in: a machine, the ledger of what it did, and the sessions that do it. */
import { JET_bitColumnAutoincrement, JET_bitColumnEscrowUpdate } from '../../include/grbits/column-ddl';
import { JET_coltypBinary, JET_coltypLong, JET_coltypLongBinary } from '../../include/column-types';
import { ref } from '../../include/ref';
import { JET_COLUMNCREATE, JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_bitIndexPrimary } from '../../include/grbits/index-ddl';
import { JET_INDEXCREATE } from '../../include/structs/index-ddl';
import { JET_TABLECREATE } from '../../include/structs/table';
import * as api from '../../src/api';
import { Random } from '../support/random';
import { CallFailed, Client, placeOf } from './client';
import { CrashMachine, emptyDisk, type Settings } from './crash-machine';
import { digest, longBytes } from './digest';
import { type Item, Ledger, type State } from './ledger';

export const PATH = '/data/a.edb';

/** What a table has besides `k`, `n`, `v` and `l`. */
export interface Shape {
  readonly autoIncrement?: boolean;
  /** Whether `n` is a number that several sessions may add to. */
  readonly escrow?: boolean;
  /** Whether rows lie in the order of `k`. */
  readonly primary?: boolean;
  /** Columns, each of which gets an index of the name `by` and its own. */
  readonly indexed?: readonly string[];
}

/** What a world goes on from: a running instance, and what is there. */
interface Beginning {
  readonly machine: CrashMachine;
  readonly state: State;
  readonly lastKey: number;
}

export class World {
  readonly machine: CrashMachine;
  readonly ledger: Ledger;
  readonly random: Random;
  clients: Client[] = [];
  readonly #paths: string[] = [];
  #lastKey = 0;
  readonly #autoIncrements = new Set<string>();

  constructor(settings: Settings, seed: number, disk = emptyDisk(), beginning: Beginning | null = null) {
    this.machine = beginning?.machine ?? new CrashMachine(disk, settings);
    this.ledger = new Ledger(() => this.machine.moment, beginning?.state);
    this.random = new Random(seed);
    this.#lastKey = beginning?.lastKey ?? 0;
    for (const [place, { fields }] of beginning?.state ?? [])
      if (fields.get('a') === 'column') this.#autoIncrements.add(place);
  }

  start(): void {
    this.#require('jetInit', this.machine.init());
  }

  /** Ends the sessions and the instance: everything committed becomes durable. */
  end(): void {
    for (const { sesid } of this.clients) this.#require('jetEndSession', api.jetEndSession(sesid, 0));
    this.clients = [];
    this.#require('jetTerm', this.machine.term());
    this.ledger.becameDurable();
  }

  restart(): void {
    this.end();
    this.start();
  }

  /** A key that nobody has had. */
  newKey(): number {
    return ++this.#lastKey;
  }

  client(path = PATH): Client {
    const client = new Client(this, path);
    this.clients.push(client);
    return client;
  }

  /** The databases that there may be. */
  get paths(): string[] {
    return [...new Set(this.#paths)];
  }

  willCreate(path: string): void {
    this.#paths.push(path);
  }

  hasAutoIncrement(place: string): boolean {
    return this.#autoIncrements.has(place);
  }

  createTable(client: Client, name: string, shape: Shape = {}, path = client.path): void {
    const place = placeOf(path, name);
    if (shape.autoIncrement === true) this.#autoIncrements.add(place);
    const columns = columnsOf(shape);
    const indexes = indexesOf(shape);
    const fields = new Map(columns.map((column) => [column.szColumnName ?? '', textOf(column)]));
    for (const { szIndexName } of indexes) fields.set(szIndexName ?? '', 'index');
    const struct = JET_TABLECREATE({ szTableName: name, rgcolumncreate: columns, cColumns: columns.length });
    const item: Item = { fields, bookmark: null, long: null };
    const make = (sesid: number): number => {
      let err = api.jetCreateTableColumnIndex(sesid, client.dbid(path), struct);
      for (const { szIndexName, szKey, cbKey, grbit } of indexes)
        if (err >= 0) err = api.jetCreateIndex(sesid, struct.tableid, szIndexName, grbit, szKey, cbKey, 100);
      return err < 0 ? err : api.jetCloseTable(sesid, struct.tableid);
    };
    const isAlone = client.level === 0;
    if (isAlone) client.begin();
    client.changeSchema(place, () => item, 'making a table', make);
    if (isAlone) client.commit();
  }

  deleteTable(client: Client, name: string, path = client.path): void {
    for (const each of this.clients) each.closeTable(name, path);
    client.changeSchema(
      placeOf(path, name),
      () => undefined,
      'jetDeleteTable',
      (sesid) => api.jetDeleteTable(sesid, client.dbid(path), name),
    );
  }

  addColumn(client: Client, table: string, name: string, coltyp: number, path = client.path): void {
    const tableid = client.tableid(table, path);
    client.changeSchema(
      placeOf(path, table),
      (item) => item && { ...item, fields: new Map([...item.fields, [name, 'column']]) },
      'jetAddColumn',
      (sesid) => api.jetAddColumn(sesid, tableid, name, JET_COLUMNDEF({ coltyp }), null, 0, ref(0)),
    );
  }

  deleteColumn(client: Client, table: string, name: string, path = client.path): void {
    const tableid = client.tableid(table, path);
    this.#schemaWithout(client, table, name, path, 'jetDeleteColumn', (sesid) =>
      api.jetDeleteColumn(sesid, tableid, name),
    );
  }

  createIndex(client: Client, table: string, column: string, path = client.path): void {
    const tableid = client.tableid(table, path);
    const { szIndexName, szKey, cbKey } = indexOn(column);
    client.changeSchema(
      placeOf(path, table),
      (item) => item && { ...item, fields: new Map([...item.fields, [szIndexName ?? '', 'index']]) },
      'jetCreateIndex',
      (sesid) => api.jetCreateIndex(sesid, tableid, szIndexName, 0, szKey, cbKey, 100),
    );
  }

  deleteIndex(client: Client, table: string, column: string, path = client.path): void {
    const tableid = client.tableid(table, path);
    this.#schemaWithout(client, table, `by ${column}`, path, 'jetDeleteIndex', (sesid) =>
      api.jetDeleteIndex(sesid, tableid, `by ${column}`),
    );
  }

  #schemaWithout(
    client: Client,
    table: string,
    name: string,
    path: string,
    call: string,
    make: (sesid: number) => number,
  ): void {
    const apply = (item: Item | undefined): Item | undefined => {
      if (item === undefined) return undefined;
      const fields = new Map(item.fields);
      fields.delete(name);
      return { ...item, fields };
    };
    client.changeSchema(placeOf(path, table), apply, call, make, name);
  }

  #require(name: string, err: number): void {
    if (err !== 0) throw new CallFailed(name, err);
  }
}

function columnsOf({ autoIncrement, escrow }: Shape): JET_COLUMNCREATE[] {
  const zero = longBytes(0);
  const columns = [
    JET_COLUMNCREATE({ szColumnName: 'k', coltyp: JET_coltypLong }),
    JET_COLUMNCREATE({ szColumnName: 'n', coltyp: JET_coltypLong, pvDefault: zero, cbDefault: zero.length }),
    JET_COLUMNCREATE({ szColumnName: 'v', coltyp: JET_coltypBinary, cbMax: 255 }),
    JET_COLUMNCREATE({ szColumnName: 'l', coltyp: JET_coltypLongBinary }),
  ];
  if (escrow === true) columns[1].grbit = JET_bitColumnEscrowUpdate;
  if (autoIncrement === true)
    columns.push(
      JET_COLUMNCREATE({ szColumnName: 'a', coltyp: JET_coltypLong, grbit: JET_bitColumnAutoincrement }),
    );
  return columns;
}

function indexesOf({ primary, indexed = [] }: Shape): JET_INDEXCREATE[] {
  const indexes = indexed.map((column) => indexOn(column));
  if (primary === true)
    indexes.unshift(JET_INDEXCREATE({ ...indexOn('k'), szIndexName: 'primary', grbit: JET_bitIndexPrimary }));
  return indexes;
}

/** An index on one column; the length of its key counts two NULs. */
function indexOn(column: string): JET_INDEXCREATE {
  const szKey = `+${column}\0\0`;
  return JET_INDEXCREATE({ szIndexName: `by ${column}`, szKey, cbKey: szKey.length, ulDensity: 100 });
}

const textOf = ({ pvDefault }: JET_COLUMNCREATE): string =>
  pvDefault instanceof Uint8Array ? `column, default ${digest(pvDefault)}` : 'column';
