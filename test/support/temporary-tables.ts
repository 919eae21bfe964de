/** Temporary tables of an instance in memory, opened and filled in few words. Rows are lists of values, null for none. */
import { JET_coltypBinary, JET_coltypLong, JET_coltypLongBinary } from '../../include/column-types';
import { JET_bitColumnTTKey } from '../../include/grbits/column-ddl';
import {
  JET_paramCacheSizeMax,
  JET_paramMaxTemporaryTables,
  JET_paramTempPath,
} from '../../include/parameters';
import { JET_MoveFirst, JET_MoveNext } from '../../include/navigation';
import { JET_prepCancel, JET_prepInsert } from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { requireSuccess } from './attached';
import { createdInstance, endEverything, sessionOfInstance } from './instances';
import { MemoryFileSystem } from './memory-file-system';

type Definition = Partial<Pick<JET_COLUMNDEF, 'coltyp' | 'cbMax' | 'cp' | 'grbit'>>;
export type Value = Uint8Array | number | null;

export const KEY: Definition = { coltyp: JET_coltypLong, grbit: JET_bitColumnTTKey };
export const NUMBER: Definition = { coltyp: JET_coltypLong };
export const BYTES: Definition = { coltyp: JET_coltypBinary };
export const LONG_BYTES: Definition = { coltyp: JET_coltypLongBinary };

export const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const bytesOf = (value: Exclude<Value, null>): Uint8Array =>
  typeof value === 'number' ? long(value) : value;

const PARAMETERS = [
  [JET_paramMaxTemporaryTables, 16],
  [JET_paramCacheSizeMax, 256],
] as const;

export class TemporaryTables {
  readonly files = new MemoryFileSystem();
  readonly instance: number;
  readonly sesid: number;

  /** An instance that runs, with `parameters` beside what it needs. */
  constructor(parameters: readonly (readonly [id: number, value: number])[] = []) {
    endEverything();
    setPartsFactory(STORAGE);
    this.files.makeDirectory('/db');
    let [now, chance] = [Date.UTC(2026, 10, 25), 1];
    setPlatform({
      files: this.files,
      clock: { now: () => now++ },
      randomness: { nextU32: () => chance++ },
    });
    const instance = ref(createdInstance());
    for (const [id, value] of [...PARAMETERS, ...parameters])
      requireSuccess(api.jetSetSystemParameter(instance, null, id, value, null));
    requireSuccess(api.jetSetSystemParameter(instance, null, JET_paramTempPath, 0, '/db/tmp.edb'));
    requireSuccess(api.jetInit(instance));
    this.instance = instance.value;
    this.sesid = sessionOfInstance(this.instance);
  }

  tryOpen(columns: readonly Definition[], grbit = 0): [err: number, table: number, ids: number[]] {
    const tableid = ref(77);
    const ids = columns.map(() => 77);
    const definitions = columns.map((column) => JET_COLUMNDEF(column));
    const err = api.jetOpenTempTable(this.sesid, definitions, columns.length, grbit, tableid, ids);
    return [err, tableid.value, ids];
  }

  open(columns: readonly Definition[], grbit = 0): Temporary {
    const [err, tableid, ids] = this.tryOpen(columns, grbit);
    requireSuccess(err);
    return new Temporary(this.sesid, tableid, ids);
  }
}

export class Temporary {
  constructor(
    readonly sesid: number,
    readonly tableid: number,
    readonly ids: readonly number[],
  ) {}

  /** Inserts a row; answers what JetUpdate did, and leaves nothing prepared. */
  insert(...values: readonly Value[]): number {
    const { sesid, tableid } = this;
    requireSuccess(api.jetPrepareUpdate(sesid, tableid, JET_prepInsert));
    values.forEach((value, i) => {
      if (value !== null) requireSuccess(this.set(i, value));
    });
    const err = api.jetUpdate(sesid, tableid, null, 0, null);
    if (err !== 0) requireSuccess(api.jetPrepareUpdate(sesid, tableid, JET_prepCancel));
    return err;
  }

  set(column: number, value: Exclude<Value, null>): number {
    const bytes = bytesOf(value);
    return api.jetSetColumn(this.sesid, this.tableid, this.ids[column], bytes, bytes.length, 0, null);
  }

  move(rows: number): number {
    return api.jetMove(this.sesid, this.tableid, rows, 0);
  }

  /** The bytes of a column of the current row, null for none, or the code why they cannot be read. */
  bytes(column: number): Uint8Array | number | null {
    const actual = ref(0);
    const buffer = new Uint8Array(20_000);
    const err = api.jetRetrieveColumn(
      this.sesid,
      this.tableid,
      this.ids[column],
      buffer,
      buffer.length,
      actual,
      0,
      null,
    );
    if (err === 1004) return null;
    return err === 0 ? buffer.subarray(0, actual.value) : err;
  }

  /** As `bytes`, of a number. */
  number(column: number): number | null {
    const bytes = this.bytes(column);
    return bytes instanceof Uint8Array ? Buffer.from(bytes).readInt32LE() : bytes;
  }

  /** The numbers of a column of all rows, in the order of the table. */
  numbers(column = 0): (number | null)[] {
    const found: (number | null)[] = [];
    for (let err = this.move(JET_MoveFirst | 0); err === 0; err = this.move(JET_MoveNext))
      found.push(this.number(column));
    return found;
  }

  seek(value: number, grbit: number): number {
    const bytes = long(value);
    requireSuccess(api.jetMakeKey(this.sesid, this.tableid, bytes, bytes.length, 1));
    return api.jetSeek(this.sesid, this.tableid, grbit);
  }

  close(): number {
    return api.jetCloseTable(this.sesid, this.tableid);
  }
}
