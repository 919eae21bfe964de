/** Reads everything that databases hold, as a state that the ledger's can be compared with, and checks their structure. */
import { JET_MoveFirst, JET_MoveNext } from '../../include/navigation';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { Catalog } from '../../src/catalog/catalog';
import type { TableSchema } from '../../src/catalog/schema';
import { registry } from '../../src/instance/registry';
import { storageOf } from '../../src/instance/storage';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { CallFailed, placeOf } from './client';
import { digest } from './digest';
import type { Item, State } from './ledger';

const SYSTEM_PREFIX = 'MSys';
const LONGEST = 1 << 20;
const buffer = new Uint8Array(LONGEST);
const NO_MORE = -1603;
const NULL_WARNING = 1004;

/** What is found; `complaints` are about structure, `refusals` about databases that could not be attached. */
export interface Observed {
  readonly state: State;
  readonly complaints: readonly string[];
  readonly refusals: ReadonlyMap<string, number>;
}

export function observe(instance: number, paths: readonly string[]): Observed {
  const sesid = ref(0);
  require0('jetBeginSession', api.jetBeginSession(instance, sesid, null, null));
  const state = new Map<string, Item>();
  const complaints: string[] = [];
  const refusals = new Map<string, number>();
  for (const path of paths) {
    const err = api.jetAttachDatabase(sesid.value, path, 0);
    if (err < 0) refusals.set(path, err);
    else new DatabaseReader(sesid.value, path, state, complaints).read();
  }
  require0('jetEndSession', api.jetEndSession(sesid.value, 0));
  return { state, complaints, refusals };
}

function require0(call: string, err: number): void {
  if (err !== 0) throw new CallFailed(call, err);
}

class DatabaseReader {
  readonly #dbid: number;

  constructor(
    readonly sesid: number,
    readonly path: string,
    readonly state: Map<string, Item>,
    readonly complaints: string[],
  ) {
    const dbid = ref(0);
    require0('jetOpenDatabase', api.jetOpenDatabase(sesid, path, null, dbid, 0));
    this.#dbid = dbid.value;
  }

  read(): void {
    const item = { fields: new Map([['database', 'made']]), bookmark: null, long: null };
    this.state.set(this.path, item);
    const storage = storageOf(registry.instances[0]);
    const database = storage.attached.byPath(this.path);
    if (database === null) throw new Error(`${this.path} is not attached`);
    const file = storage.pagesOf(database);
    const catalog = new Catalog(file);
    const findings = new Findings();
    checkCatalog(catalog, true, findings);
    checkSpace(file, treesOfCatalog(catalog), findings);
    this.complaints.push(...findings.corruptions);
    const names: string[] = [];
    catalog.forEachTable(({ name }) => void names.push(name));
    for (const name of names) {
      const schema = catalog.tableByName(name);
      if (schema !== null && !name.startsWith(SYSTEM_PREFIX)) this.#readTable(schema);
    }
    require0('jetCloseDatabase', api.jetCloseDatabase(this.sesid, this.#dbid, 0));
  }

  #readTable(schema: TableSchema): void {
    const fields = new Map<string, string>();
    for (const { name, hasDefault, defaultValue } of schema.columns)
      fields.set(name, hasDefault ? `column, default ${digest(defaultValue)}` : 'column');
    for (const { name } of schema.indexes) fields.set(name, 'index');
    this.state.set(placeOf(this.path, schema.name), { fields, bookmark: null, long: null });
    const tableid = ref(0);
    require0('jetOpenTable', api.jetOpenTable(this.sesid, this.#dbid, schema.name, null, 0, 0, tableid));
    const keys = this.#readRows(tableid.value, schema);
    for (const index of schema.indexes)
      if (index !== schema.primaryIndex) this.#compareIndex(tableid.value, schema, index.name, keys);
    require0('jetCloseTable', api.jetCloseTable(this.sesid, tableid.value));
  }

  #readRows(tableid: number, schema: TableSchema): Set<number> {
    const keys = new Set<number>();
    let err = api.jetMove(this.sesid, tableid, JET_MoveFirst, 0);
    for (; err === 0; err = api.jetMove(this.sesid, tableid, JET_MoveNext, 0)) {
      const fields = new Map<string, string>();
      for (const { name, columnId } of schema.columns) {
        const length = this.#retrieve(tableid, columnId);
        if (length >= 0) fields.set(name, digest(buffer.subarray(0, length)));
      }
      const key = Buffer.from(fields.get('k') ?? '', 'hex').readInt32LE(0);
      if (keys.has(key)) this.complaints.push(`${schema.name} has ${key} twice`);
      keys.add(key);
      const bookmark = this.#bookmark(tableid);
      this.state.set(placeOf(this.path, schema.name, key), { fields, bookmark, long: null });
    }
    if (err !== NO_MORE) throw new CallFailed('jetMove', err);
    return keys;
  }

  #bookmark(tableid: number): Uint8Array {
    const length = ref(0);
    require0('jetGetBookmark', api.jetGetBookmark(this.sesid, tableid, buffer, LONGEST, length));
    return buffer.slice(0, length.value);
  }

  /** A secondary index has an entry for each row. */
  #compareIndex(tableid: number, schema: TableSchema, index: string, keys: ReadonlySet<number>): void {
    require0('jetSetCurrentIndex', api.jetSetCurrentIndex(this.sesid, tableid, index));
    const id = schema.columnByName('k')?.columnId ?? 0;
    const found = new Set<number>();
    let entries = 0;
    let err = api.jetMove(this.sesid, tableid, JET_MoveFirst, 0);
    for (; err === 0; err = api.jetMove(this.sesid, tableid, JET_MoveNext, 0)) {
      entries++;
      this.#retrieve(tableid, id);
      found.add(Buffer.from(buffer.buffer, 0, 4).readInt32LE(0));
    }
    if (err !== NO_MORE) throw new CallFailed('jetMove', err);
    const isSame = entries === keys.size && [...keys].every((key) => found.has(key));
    if (!isSame) this.complaints.push(`${schema.name}.${index}: ${entries} entries for ${keys.size} rows`);
  }

  /** The length of a value, in `buffer`; -1 for null. */
  #retrieve(tableid: number, column: number): number {
    const length = ref(0);
    const err = api.jetRetrieveColumn(this.sesid, tableid, column, buffer, LONGEST, length, 0, null);
    if (err === NULL_WARNING) return -1;
    require0('jetRetrieveColumn', err);
    return length.value;
  }
}
