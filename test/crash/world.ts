/** What a workload works in: a machine, the ledger of what it did, and the sessions that do it. */
import { JET_bitColumnAutoincrement, JET_bitColumnEscrowUpdate } from '../../include/grbits/column-ddl';
import { JET_coltypBinary, JET_coltypLong, JET_coltypLongBinary } from '../../include/column-types';
import { ref } from '../../include/ref';
import { JET_COLUMNCREATE, JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_TABLECREATE } from '../../include/structs/table';
import * as api from '../../src/api';
import { Random } from '../support/random';
import { CallFailed, Client, placeOf } from './client';
import { CrashMachine, emptyDisk, type Settings } from './crash-machine';
import { digest, longBytes } from './digest';
import { type Item, Ledger } from './ledger';

export const PATH = '/data/a.edb';

/** What a table has besides `k`, `n`, `v` and `l`. */
export interface Shape {
  readonly autoIncrement?: boolean;
  /** Whether `n` is a number that several sessions may add to. */
  readonly escrow?: boolean;
}

export class World {
  readonly machine: CrashMachine;
  readonly ledger: Ledger;
  readonly random: Random;
  clients: Client[] = [];
  readonly #paths: string[] = [];
  readonly #autoIncrements = new Set<string>();

  constructor(settings: Settings, seed: number, disk = emptyDisk()) {
    this.machine = new CrashMachine(disk, settings);
    this.ledger = new Ledger(() => this.machine.moment);
    this.random = new Random(seed);
  }

  start(): void {
    this.#require('jetInit', this.machine.init());
  }

  /** Ends the instance: everything becomes durable. */
  end(): void {
    this.clients = [];
    this.#require('jetTerm', this.machine.term());
    this.ledger.becameDurable();
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
    const fields = new Map(columns.map((column) => [column.szColumnName ?? '', textOf(column)]));
    const struct = JET_TABLECREATE({ szTableName: name, rgcolumncreate: columns, cColumns: columns.length });
    const item: Item = { fields, bookmark: null, long: null };
    client.changeSchema(
      place,
      () => item,
      'jetCreateTableColumnIndex',
      (sesid) => {
        const err = api.jetCreateTableColumnIndex(sesid, client.dbid(path), struct);
        return err < 0 ? err : api.jetCloseTable(sesid, struct.tableid);
      },
    );
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

const textOf = ({ pvDefault }: JET_COLUMNCREATE): string =>
  pvDefault instanceof Uint8Array ? `column, default ${digest(pvDefault)}` : 'column';
