/**
 * One session of a workload. Every call is made on the engine and told to the ledger, so that both always agree on what
 * was done, what was committed, and what was taken back.
 *
 * Invariants
 *  1. `#levels` has one list of changes for each open transaction; a commit of the outermost is one commit of the ledger.
 *  2. Outside a transaction every call that changes something is a commit of its own.
 *  3. A cursor lives as long as the transaction that it was opened in, if that is rolled back.
 *  4. Answers that the rules of transactions allow (a conflict, a row that this session does not see) make a method answer
 *     false; any other error ends the workload.
 */
import {
  JET_errKeyDuplicate,
  JET_errRecordDeleted,
  JET_errSuccess,
  JET_errWriteConflict,
} from '../../errors/codes';
import { JET_bitRetrieveCopy } from '../../include/grbits/retrieval';
import { JET_bitCommitLazyFlush, JET_bitRollbackAll } from '../../include/grbits/transaction';
import { JET_bitSetAppendLV, JET_bitSetSeparateLV } from '../../include/grbits/update';
import { JET_prepCancel, JET_prepInsert, JET_prepReplace } from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as api from '../../src/api';
import { digest, longBytes } from './digest';
import type { Change, Item } from './ledger';
import type { World } from './world';

/** A call of a workload answered what it may not, or, when the disk fails, what it has to. */
export class CallFailed extends Error {
  constructor(
    readonly call: string,
    readonly err: number,
  ) {
    super(`${call} answered ${err}`);
  }
}

const REFUSALS: readonly number[] = [JET_errWriteConflict, JET_errRecordDeleted, JET_errKeyDuplicate];
const BOOKMARK_BYTES = 256;

/** Values by column; a value that is not there stays as it is, null makes it null. */
export interface Values {
  readonly [column: string]: Uint8Array | null;
}

export const placeOf = (path: string, table?: string, key?: number): string =>
  [path, table, key].filter((part) => part !== undefined).join(' ');

export class Client {
  readonly sesid: number;
  /** Where its tables are, unless a path is given. */
  readonly path: string;
  readonly #world: World;
  readonly #dbids = new Map<string, number>();
  readonly #cursors = new Map<string, { readonly tableid: number; level: number }>();
  #levels: Change[][] = [];

  constructor(world: World, path: string) {
    this.#world = world;
    this.path = path;
    const sesid = ref(0);
    this.#require('jetBeginSession', api.jetBeginSession(world.machine.instance, sesid, null, null));
    this.sesid = sesid.value;
  }

  get level(): number {
    return this.#levels.length;
  }

  createDatabase(path = this.path): void {
    const dbid = ref(0);
    this.#world.willCreate(path);
    const made = { fields: new Map([['database', 'made']]), bookmark: null, long: null };
    this.#change([{ place: path, apply: () => made }], true, () => {
      this.#require('jetCreateDatabase', api.jetCreateDatabase(this.sesid, path, null, dbid, 0));
      return true;
    });
    this.#dbids.set(path, dbid.value);
  }

  attach(path = this.path): void {
    this.#require('jetAttachDatabase', api.jetAttachDatabase(this.sesid, path, 0), [1007]);
  }

  detach(path = this.path): void {
    for (const client of this.#world.clients) client.close(path);
    this.#require('jetDetachDatabase', api.jetDetachDatabase(this.sesid, path));
    this.#world.ledger.becameDurable();
  }

  /** Closes a database and its cursors. */
  close(path: string): void {
    const dbid = this.#dbids.get(path);
    if (dbid === undefined) return;
    for (const place of [...this.#cursors.keys()])
      if (place.startsWith(`${path} `)) this.closeTable(place.slice(path.length + 1), path);
    this.#require('jetCloseDatabase', api.jetCloseDatabase(this.sesid, dbid, 0));
    this.#dbids.delete(path);
  }

  begin(): void {
    this.#require('jetBeginTransaction', api.jetBeginTransaction(this.sesid));
    this.#levels.push([]);
  }

  /** Commits the innermost transaction; one that has changed nothing makes nothing durable. */
  commit(isLazy = false): void {
    const changes = this.#levels.at(-1) ?? [];
    const bits = isLazy ? JET_bitCommitLazyFlush : 0;
    const call = (): boolean => {
      this.#require('jetCommitTransaction', api.jetCommitTransaction(this.sesid, bits));
      return true;
    };
    for (const cursor of this.#cursors.values()) cursor.level = Math.min(cursor.level, this.level - 1);
    if (this.level > 1) {
      call();
      this.#levels.pop();
      this.#levels.at(-1)?.push(...changes);
      return;
    }
    const isDurable = !isLazy && changes.length > 0;
    this.#world.ledger.commit(changes, isDurable, call);
    if (isDurable) this.#world.ledger.becameDurable();
    this.#levels = [];
  }

  rollback(all = false): void {
    this.#require('jetRollback', api.jetRollback(this.sesid, all ? JET_bitRollbackAll : 0));
    if (all) this.#levels = [];
    else this.#levels.pop();
    for (const [place, { level }] of this.#cursors) if (level > this.level) this.#cursors.delete(place);
  }

  /** Waits, as a flush of the log, for everything that was committed lazily. */
  waitForLazyCommits(bit: number): void {
    this.#require('jetCommitTransaction', api.jetCommitTransaction(this.sesid, bit));
    this.#world.ledger.becameDurable();
  }

  /** What this session's own state of a place is, as far as it may change it. */
  see(place: string): Item | undefined {
    let item = this.#world.ledger.state.get(place);
    for (const changes of this.#levels)
      for (const change of changes) if (change.place === place) item = change.apply(item);
    return item;
  }

  /** The keys of a table that are committed or this session's own. */
  keysOf(table: string, path = this.path): number[] {
    const prefix = `${placeOf(path, table)} `;
    const places = new Set([...this.#world.ledger.state.keys()]);
    for (const changes of this.#levels) for (const { place } of changes) places.add(place);
    const keys: number[] = [];
    for (const place of places)
      if (place.startsWith(prefix) && this.see(place) !== undefined)
        keys.push(Number(place.slice(prefix.length)));
    return keys;
  }

  insert(table: string, key: number, values: Values, path = this.path, setBits = 0): boolean {
    const tableid = this.tableid(table, path);
    const bookmark = new Uint8Array(BOOKMARK_BYTES);
    const length = ref(0);
    const fields = new Map([['k', digest(longBytes(key))]]);
    for (const [column, value] of Object.entries(values)) setField(fields, column, value);
    this.#addDefaults(table, path, fields);
    const item = { fields, bookmark: null as Uint8Array | null, long: values.l ?? null };
    const place = placeOf(path, table, key);
    const write = (): boolean => {
      const isDone = this.#write(tableid, JET_prepInsert, { k: longBytes(key), ...values }, setBits, () => {
        if (this.#world.hasAutoIncrement(placeOf(path, table)))
          setField(fields, 'a', this.#increment(tableid));
        return api.jetUpdate(this.sesid, tableid, bookmark, bookmark.length, length);
      });
      item.bookmark = bookmark.slice(0, length.value);
      return isDone;
    };
    return this.#inTransaction(Object.keys(values).some(isLong), () =>
      this.#change([{ place, apply: () => item }], true, write),
    );
  }

  update(table: string, key: number, values: Values, path = this.path, setBits = 0): boolean {
    return this.#replace(
      table,
      key,
      path,
      (tableid) =>
        this.#write(tableid, JET_prepReplace, values, setBits, () =>
          api.jetUpdate(this.sesid, tableid, null, 0, null),
        ),
      (fields, long) => {
        for (const [column, value] of Object.entries(values)) setField(fields, column, value);
        return values.l === undefined ? long : values.l;
      },
    );
  }

  /** Adds bytes to the end of the long value of a row. */
  append(table: string, key: number, bytes: Uint8Array, path = this.path): boolean {
    const bits = JET_bitSetAppendLV | JET_bitSetSeparateLV;
    return this.#replace(
      table,
      key,
      path,
      (tableid) =>
        this.#write(tableid, JET_prepReplace, { l: bytes }, bits, () =>
          api.jetUpdate(this.sesid, tableid, null, 0, null),
        ),
      (fields, long) => {
        const longer = Buffer.concat([long ?? Buffer.alloc(0), bytes]);
        setField(fields, 'l', longer);
        return longer;
      },
    );
  }

  remove(table: string, key: number, path = this.path): boolean {
    const place = placeOf(path, table, key);
    return this.#change([{ place, apply: () => undefined }], true, () => {
      const tableid = this.tableid(table, path);
      return this.#goTo(tableid, place) && this.#isDone('jetDelete', api.jetDelete(this.sesid, tableid));
    });
  }

  /** Adds to the number of a row, as other sessions may at the same time. */
  addTo(table: string, key: number, delta: number, path = this.path): boolean {
    const place = placeOf(path, table, key);
    const apply = (item: Item | undefined): Item | undefined => {
      if (item === undefined) return undefined;
      const fields = new Map(item.fields);
      const before = Buffer.from(fields.get('n') ?? '', 'hex').readInt32LE(0);
      setField(fields, 'n', longBytes((before + delta) | 0));
      return { ...item, fields };
    };
    return this.#change([{ place, apply }], true, () => {
      const tableid = this.tableid(table, path);
      if (!this.#goTo(tableid, place)) return false;
      const column = this.#columnId(tableid, 'n');
      const err = api.jetEscrowUpdate(this.sesid, tableid, column, longBytes(delta), 4, null, 0, null, 0);
      return this.#isDone('jetEscrowUpdate', err);
    });
  }

  /** A change of the schema of a table, with what it makes of the table's item; `lost` is a column that its rows lose. */
  changeSchema(
    place: string,
    apply: Change['apply'],
    name: string,
    call: (sesid: number) => number,
    lost?: string,
  ): void {
    const changes = [{ place, apply }, ...this.#rowsChangedWith(place, apply, lost)];
    this.#change(changes, true, () => {
      this.#require(name, call(this.sesid));
      return true;
    });
  }

  /** The cursor on a table. */
  tableid(table: string, path = this.path): number {
    const place = placeOf(path, table);
    const known = this.#cursors.get(place);
    if (known !== undefined) return known.tableid;
    const tableid = ref(0);
    this.#require('jetOpenTable', api.jetOpenTable(this.sesid, this.dbid(path), table, null, 0, 0, tableid));
    this.#cursors.set(place, { tableid: tableid.value, level: this.level });
    return tableid.value;
  }

  closeTable(table: string, path = this.path): void {
    const place = placeOf(path, table);
    const cursor = this.#cursors.get(place);
    if (cursor === undefined) return;
    this.#require('jetCloseTable', api.jetCloseTable(this.sesid, cursor.tableid));
    this.#cursors.delete(place);
  }

  dbid(path = this.path): number {
    const known = this.#dbids.get(path);
    if (known !== undefined) return known;
    const dbid = ref(0);
    this.#require('jetOpenDatabase', api.jetOpenDatabase(this.sesid, path, null, dbid, 0));
    this.#dbids.set(path, dbid.value);
    return dbid.value;
  }

  /** A table that is dropped takes its rows along, a column its values. */
  #rowsChangedWith(place: string, apply: Change['apply'], lost: string | undefined): Change[] {
    const table = this.see(place);
    const isDropped = table !== undefined && apply(table) === undefined;
    if (!isDropped && lost === undefined) return [];
    const [path, name] = place.split(' ');
    return this.keysOf(name, path).map((key) => ({
      place: placeOf(path, name, key),
      apply: (item) => {
        if (isDropped || item === undefined) return undefined;
        const fields = new Map(item.fields);
        fields.delete(lost ?? '');
        return { ...item, fields };
      },
    }));
  }

  #replace(
    table: string,
    key: number,
    path: string,
    write: (tableid: number) => boolean,
    change: (fields: Map<string, string>, long: Uint8Array | null) => Uint8Array | null,
  ): boolean {
    const place = placeOf(path, table, key);
    const apply = (item: Item | undefined): Item | undefined => {
      if (item === undefined) return undefined;
      const fields = new Map(item.fields);
      const long = change(fields, item.long);
      return { ...item, fields, long };
    };
    return this.#inTransaction(true, () =>
      this.#change([{ place, apply }], true, () => {
        const tableid = this.tableid(table, path);
        return this.#goTo(tableid, place) && write(tableid);
      }),
    );
  }

  #addDefaults(table: string, path: string, fields: Map<string, string>): void {
    const columns = this.see(placeOf(path, table))?.fields ?? new Map<string, string>();
    for (const [name, text] of columns) {
      const value = /^column, default (.*)$/.exec(text)?.[1];
      if (value !== undefined && !fields.has(name)) fields.set(name, value);
    }
  }

  #write(tableid: number, prep: number, values: Values, setBits: number, end: () => number): boolean {
    if (!this.#isDone('jetPrepareUpdate', api.jetPrepareUpdate(this.sesid, tableid, prep))) return false;
    for (const [name, value] of Object.entries(values)) {
      const column = this.#columnId(tableid, name);
      const bits = name === 'l' ? setBits : 0;
      const err = api.jetSetColumn(this.sesid, tableid, column, value, value?.length ?? 0, bits, null);
      if (!this.#isDone('jetSetColumn', err)) return this.#cancel(tableid);
    }
    return this.#isDone('jetUpdate', end()) || this.#cancel(tableid);
  }

  #cancel(tableid: number): false {
    this.#require('jetPrepareUpdate', api.jetPrepareUpdate(this.sesid, tableid, JET_prepCancel));
    return false;
  }

  #increment(tableid: number): Uint8Array {
    const value = new Uint8Array(4);
    const column = this.#columnId(tableid, 'a');
    const err = api.jetRetrieveColumn(
      this.sesid,
      tableid,
      column,
      value,
      4,
      ref(0),
      JET_bitRetrieveCopy,
      null,
    );
    this.#require('jetRetrieveColumn', err);
    return value;
  }

  #goTo(tableid: number, place: string): boolean {
    const bookmark = this.see(place)?.bookmark;
    if (bookmark === undefined || bookmark === null) return false;
    const err = api.jetGotoBookmark(this.sesid, tableid, bookmark, bookmark.length);
    return this.#isDone('jetGotoBookmark', err);
  }

  #columnId(tableid: number, name: string): number {
    const info = JET_COLUMNDEF();
    this.#require(
      'jetGetTableColumnInfo',
      api.jetGetTableColumnInfo(this.sesid, tableid, name, info, JET_COLUMNDEF.cb, 0),
    );
    return info.columnid;
  }

  /** Long values are changed in transactions only: outside of any, in one of the client's own. */
  #inTransaction(isNeeded: boolean, work: () => boolean): boolean {
    if (!isNeeded || this.level > 0) return work();
    this.begin();
    const isDone = work();
    if (isDone) this.commit();
    else this.rollback();
    return isDone;
  }

  /** A change of its own outside transactions, a part of the innermost one inside. */
  #change(changes: readonly Change[], isDurable: boolean, call: () => boolean): boolean {
    if (this.level > 0) {
      const isDone = call();
      if (isDone) this.#levels.at(-1)?.push(...changes);
      return isDone;
    }
    const isDone = this.#world.ledger.commit(changes, isDurable, call);
    if (isDone && isDurable) this.#world.ledger.becameDurable();
    return isDone;
  }

  #isDone(name: string, err: number): boolean {
    if (REFUSALS.includes(err)) return false;
    this.#require(name, err);
    return true;
  }

  #require(name: string, err: number, warnings: readonly number[] = []): void {
    if (err !== JET_errSuccess && !warnings.includes(err)) throw new CallFailed(name, err);
  }
}

/** Columns of long values are `l` and those that were added. */
const isLong = (column: string): boolean => column === 'l' || column.startsWith('x');

function setField(fields: Map<string, string>, column: string, value: Uint8Array | null): void {
  if (value === null) fields.delete(column);
  else fields.set(column, digest(value));
}
