/** A new database on a machine in memory, with two sessions on it, and the calls that change its schema. */
import {
  JET_paramDatabasePageSize,
  JET_paramRecovery,
  JET_paramRuntimeCallback,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as api from '../../src/api';
import { Catalog } from '../../src/catalog/catalog';
import type { CatalogRow } from '../../src/catalog/catalog-row';
import { setPartsFactory } from '../../src/instance/parts';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { checkCatalog } from '../../src/maintenance/check-catalog';
import { checkSpace, treesOfCatalog } from '../../src/maintenance/check-space';
import { Findings } from '../../src/maintenance/findings';
import { requireSuccess } from './attached';
import { cacheDatabase } from './cached-file';
import { endEverything, runningInstance, sessionOfInstance } from './instances';
import { MemoryFileSystem } from './memory-file-system';

const PATH = '/db/a.edb';

interface Place {
  readonly sesid: number;
  readonly dbid: number;
}

type ColumnOptions = Partial<Pick<JET_COLUMNDEF, 'coltyp' | 'cbMax' | 'cp' | 'grbit'>>;

export class NewTables {
  readonly files = new MemoryFileSystem();
  readonly instance: number;
  readonly own: Place;
  readonly other: Place;

  constructor(
    pageBytes = 8192,
    runtimeCallback: (() => number) | null = null,
    switchedOn: number | null = null,
  ) {
    endEverything();
    setPartsFactory(STORAGE);
    this.files.makeDirectory('/db');
    let [now, chance] = [Date.UTC(2026, 10, 25), 1];
    setPlatform({
      files: this.files,
      clock: { now: () => now++ },
      randomness: { nextU32: () => chance++ },
    });
    requireSuccess(api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, pageBytes, null));
    requireSuccess(api.jetSetSystemParameter(null, null, JET_paramRecovery, 0, 'off'));
    requireSuccess(
      api.jetSetSystemParameter(null, null, JET_paramRuntimeCallback, runtimeCallback ?? 0, null),
    );
    if (switchedOn !== null) requireSuccess(api.jetSetSystemParameter(null, null, switchedOn, 1, null));
    this.instance = runningInstance();
    this.own = this.#open((sesid, dbid) => api.jetCreateDatabase(sesid, PATH, null, dbid, 0));
    this.other = this.#open((sesid, dbid) => api.jetOpenDatabase(sesid, PATH, null, dbid, 0));
  }

  #open(make: (sesid: number, dbid: { value: number }) => number): Place {
    const sesid = sessionOfInstance(this.instance);
    const dbid = ref(0);
    requireSuccess(make(sesid, dbid));
    return { sesid, dbid: dbid.value };
  }

  begin({ sesid } = this.own): void {
    requireSuccess(api.jetBeginTransaction(sesid));
  }

  commit({ sesid } = this.own): void {
    requireSuccess(api.jetCommitTransaction(sesid, 0));
  }

  rollback({ sesid } = this.own): void {
    requireSuccess(api.jetRollback(sesid, 0));
  }

  create(name: string, { sesid, dbid } = this.own): [err: number, tableid: number] {
    const tableid = ref(77);
    const err = api.jetCreateTable(sesid, dbid, name, 0, 100, tableid);
    return [err, tableid.value];
  }

  open(name: string, grbit = 0, { sesid, dbid } = this.own): [err: number, tableid: number] {
    const tableid = ref(77);
    const err = api.jetOpenTable(sesid, dbid, name, null, 0, grbit, tableid);
    return [err, tableid.value];
  }

  /** A table that everybody can open. */
  made(name: string, columns: readonly (readonly [string, ColumnOptions])[] = []): number {
    const [err, tableid] = this.create(name);
    requireSuccess(err);
    for (const [column, options] of columns) requireSuccess(this.add(tableid, column, options)[0]);
    requireSuccess(api.jetCloseTable(this.own.sesid, tableid));
    const opened = this.open(name);
    requireSuccess(opened[0]);
    return opened[1];
  }

  add(
    tableid: number,
    name: string,
    options: ColumnOptions,
    value: Uint8Array | null = null,
    { sesid } = this.own,
  ): [err: number, columnid: number] {
    const columnid = ref(77);
    const definition = JET_COLUMNDEF({ coltyp: 4, ...options });
    const err = api.jetAddColumn(sesid, tableid, name, definition, value, value?.length ?? 0, columnid);
    return [err, columnid.value];
  }

  /** What a cursor says of a column: its id, or the code that says why not. */
  column(tableid: number, name: string, { sesid } = this.own): number {
    const info = JET_COLUMNDEF();
    const err = api.jetGetTableColumnInfo(sesid, tableid, name, info, JET_COLUMNDEF.cb, 0);
    return err === 0 ? info.columnid : err;
  }

  /** The database as it is in its file when it is detached. */
  detached(): { catalog: Catalog; complaints: string[]; rowsOf(name: string): CatalogRow[] } {
    for (const { sesid } of [this.own, this.other]) requireSuccess(api.jetEndSession(sesid, 0));
    requireSuccess(api.jetTerm(this.instance));
    const file = this.files.open(PATH, 'read');
    const bytes = Buffer.alloc(file.size());
    file.read(bytes, 0, bytes.length, 0);
    file.close();
    const cached = cacheDatabase(bytes);
    const catalog = new Catalog(cached);
    const findings = new Findings(Infinity);
    checkCatalog(catalog, true, findings);
    checkSpace(cached, treesOfCatalog(catalog), findings);
    const rowsOf = (name: string): CatalogRow[] => {
      const rows: CatalogRow[] = [];
      const table = catalog.findTable(name);
      if (table !== null) catalog.forEachRowOf(table.id, (row) => rows.push(row));
      return rows;
    };
    return { catalog, complaints: findings.kept.map(({ text }) => text), rowsOf };
  }

  /** Begins anew on the database that this one has left. */
  reattached(): Place {
    const sesid = sessionOfInstance(runningInstance());
    const dbid = ref(0);
    requireSuccess(api.jetAttachDatabase(sesid, PATH, 0));
    requireSuccess(api.jetOpenDatabase(sesid, PATH, null, dbid, 0));
    return { sesid, dbid: dbid.value };
  }
}

/** Gives the instances to come the host again. */
export function leaveMemory(): void {
  endEverything();
  setPlatform(null);
}
