/**
 * One row of the catalog, MSysObjects, decoded. Where its columns are does not depend on what the catalog says about
 * itself (catalog-columns.ts).
 *
 *   key of the primary index: ObjidTable, Type, Id
 */
import { assert } from '../../errors/assert';
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { decompress, uncompressedLength } from '../record/compression/compression';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';
import { CATALOG_COLUMNS, CATALOG_SCHEMA, type CatalogColumnName } from './catalog-columns';
import { decodeName } from './name-bytes';

/** Kinds of catalog rows (column Type). */
export const ROW_TABLE = 1;
export const ROW_COLUMN = 2;
export const ROW_INDEX = 3;
export const ROW_LONG_VALUE = 4;
export const ROW_CALLBACK = 5;

export interface CatalogRow {
  readonly tableId: number;
  readonly type: number;
  readonly id: number;
  readonly columnTypeOrRoot: number;
  readonly spaceUsage: number;
  readonly flags: number;
  readonly pagesOrLocale: number;
  readonly recordOffset: number;
  readonly lcMapFlags: number;
  readonly keyMost: number;
  readonly chunkMax: number;
  readonly name: string;
  /** Template table of a table row, callback of a column or callback row. */
  readonly templateOrCallback: string;
  readonly defaultValue: Uint8Array | null;
  readonly keyColumns: Uint8Array | null;
  readonly varSegMac: Uint8Array | null;
  readonly conditions: Uint8Array | null;
  readonly tupleLimits: Uint8Array | null;
  readonly version: Uint8Array | null;
  readonly sortId: Uint8Array | null;
  readonly callbackData: Uint8Array | null;
  readonly separateLongValue: Uint8Array | null;
  readonly spaceHints: Uint8Array | null;
  readonly localeName: Uint8Array | null;
  readonly stats: Uint8Array | null;
}

/** Decodes catalog records; one instance serves any number of rows. */
export class CatalogRowReader {
  readonly #reader = new RecordReader();
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** Decodes the record of `length` bytes at `start`. */
  read(bytes: Uint8Array, view: DataView, start: number, length: number, isLarge: boolean): CatalogRow {
    this.#bytes = bytes;
    this.#view = view;
    this.#reader.attach(bytes, view, start, length, isLarge);
    const name = this.#variable('Name');
    if (name === null) return fail(JET_errCatalogCorrupted, 'a catalog row without a name');
    return {
      tableId: this.#fixed('ObjidTable'),
      type: this.#fixed('Type'),
      id: this.#fixed('Id'),
      columnTypeOrRoot: this.#fixed('ColtypOrPgnoFDP'),
      spaceUsage: this.#fixed('SpaceUsage'),
      flags: this.#fixed('Flags'),
      pagesOrLocale: this.#fixed('PagesOrLocale'),
      recordOffset: this.#fixed('RecordOffset'),
      lcMapFlags: this.#fixed('LCMapFlags'),
      keyMost: this.#fixed('KeyMost'),
      chunkMax: this.#fixed('LVChunkMax'),
      name: decodeName(name),
      templateOrCallback: decodeName(this.#variable('TemplateTable') ?? new Uint8Array(0)),
      defaultValue: this.#variable('DefaultValue'),
      keyColumns: this.#variable('KeyFldIDs'),
      varSegMac: this.#variable('VarSegMac'),
      conditions: this.#variable('ConditionalColumns'),
      tupleLimits: this.#variable('TupleLimits'),
      version: this.#variable('Version'),
      sortId: this.#variable('SortID'),
      callbackData: this.#tagged('CallbackData'),
      separateLongValue: this.#tagged('SeparateLV'),
      spaceHints: this.#tagged('SpaceHints'),
      localeName: this.#tagged('LocaleName'),
      stats: this.#variable('Stats'),
    };
  }

  /** An integer of 1, 2 or 4 bytes, unsigned; 0 when null or absent. */
  #fixed(name: CatalogColumnName): number {
    const reader = this.#reader;
    const column = CATALOG_SCHEMA.get(CATALOG_COLUMNS[name].id);
    assert(column !== undefined, 'every column of the catalog has a schema');
    if (reader.findFixed(column.columnId, column.recordOffset, column.maxBytes) !== COLUMN_FOUND) return 0;
    if (column.maxBytes === 4) return this.#view.getUint32(reader.valueOffset, true);
    if (column.maxBytes === 2) return this.#view.getUint16(reader.valueOffset, true);
    return this.#bytes[reader.valueOffset];
  }

  #variable(name: CatalogColumnName): Uint8Array | null {
    if (this.#reader.findVariable(CATALOG_COLUMNS[name].id) !== COLUMN_FOUND) return null;
    return this.#bytes.slice(this.#reader.valueOffset, this.#reader.valueOffset + this.#reader.valueLength);
  }

  #tagged(name: CatalogColumnName): Uint8Array | null {
    const reader = this.#reader;
    if (reader.findTagged(CATALOG_COLUMNS[name].id, false, 1) !== COLUMN_FOUND || reader.isSeparated)
      return null;
    const { valueOffset, valueLength } = reader;
    if (!reader.isCompressed) return this.#bytes.slice(valueOffset, valueOffset + valueLength);
    const plain = new Uint8Array(uncompressedLength(this.#bytes, valueOffset, valueLength));
    decompress(this.#bytes, valueOffset, valueLength, plain, 0, plain.length);
    return plain;
  }
}
