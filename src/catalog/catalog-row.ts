/**
 * One row of the catalog, MSysObjects, decoded. Its own schema is fixed; the column ids and offsets below hold in
 * every database, whatever the catalog says about itself (its RecordOffset values are placeholders).
 *
 *   key of the primary index: ObjidTable, Type, Id
 */
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { decompress, uncompressedLength } from '../record/compression/compression';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';

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
}

// prettier-ignore
const FIXED = {
  ObjidTable:      { id: 1,  offset: 4,  size: 4 },
  Type:            { id: 2,  offset: 8,  size: 2 },
  Id:              { id: 3,  offset: 10, size: 4 },
  ColtypOrPgnoFDP: { id: 4,  offset: 14, size: 4 },
  SpaceUsage:      { id: 5,  offset: 18, size: 4 },
  Flags:           { id: 6,  offset: 22, size: 4 },
  PagesOrLocale:   { id: 7,  offset: 26, size: 4 },
  RootFlag:        { id: 8,  offset: 30, size: 1 },
  RecordOffset:    { id: 9,  offset: 31, size: 2 },
  LCMapFlags:      { id: 10, offset: 33, size: 4 },
  KeyMost:         { id: 11, offset: 37, size: 2 },
  LVChunkMax:      { id: 12, offset: 39, size: 4 },
} as const;

const NAME = 128;
const TEMPLATE_OR_CALLBACK = 130;
const DEFAULT_VALUE = 131;
const KEY_COLUMNS = 132;
const VAR_SEG_MAC = 133;
const CONDITIONS = 134;
const TUPLE_LIMITS = 135;
const VERSION = 136;
const SORT_ID = 137;
const CALLBACK_DATA = 256;
const SEPARATE_LV = 258;
const SPACE_HINTS = 259;
const LOCALE_NAME = 261;

const text = new TextDecoder('windows-1252');

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
    const name = this.#variable(NAME);
    if (name === null) return fail(JET_errCatalogCorrupted, 'a catalog row without a name');
    return {
      tableId: this.#fixed(FIXED.ObjidTable),
      type: this.#fixed(FIXED.Type),
      id: this.#fixed(FIXED.Id),
      columnTypeOrRoot: this.#fixed(FIXED.ColtypOrPgnoFDP),
      spaceUsage: this.#fixed(FIXED.SpaceUsage),
      flags: this.#fixed(FIXED.Flags),
      pagesOrLocale: this.#fixed(FIXED.PagesOrLocale),
      recordOffset: this.#fixed(FIXED.RecordOffset),
      lcMapFlags: this.#fixed(FIXED.LCMapFlags),
      keyMost: this.#fixed(FIXED.KeyMost),
      chunkMax: this.#fixed(FIXED.LVChunkMax),
      name: text.decode(name),
      templateOrCallback: text.decode(this.#variable(TEMPLATE_OR_CALLBACK) ?? new Uint8Array(0)),
      defaultValue: this.#variable(DEFAULT_VALUE),
      keyColumns: this.#variable(KEY_COLUMNS),
      varSegMac: this.#variable(VAR_SEG_MAC),
      conditions: this.#variable(CONDITIONS),
      tupleLimits: this.#variable(TUPLE_LIMITS),
      version: this.#variable(VERSION),
      sortId: this.#variable(SORT_ID),
      callbackData: this.#tagged(CALLBACK_DATA),
      separateLongValue: this.#tagged(SEPARATE_LV),
      spaceHints: this.#tagged(SPACE_HINTS),
      localeName: this.#tagged(LOCALE_NAME),
    };
  }

  /** An integer of 1, 2 or 4 bytes, unsigned; 0 when null or absent. */
  #fixed(column: { id: number; offset: number; size: number }): number {
    const reader = this.#reader;
    if (reader.findFixed(column.id, column.offset, column.size) !== COLUMN_FOUND) return 0;
    if (column.size === 4) return this.#view.getUint32(reader.valueOffset, true);
    if (column.size === 2) return this.#view.getUint16(reader.valueOffset, true);
    return this.#bytes[reader.valueOffset];
  }

  #variable(columnId: number): Uint8Array | null {
    if (this.#reader.findVariable(columnId) !== COLUMN_FOUND) return null;
    return this.#bytes.slice(this.#reader.valueOffset, this.#reader.valueOffset + this.#reader.valueLength);
  }

  #tagged(columnId: number): Uint8Array | null {
    const reader = this.#reader;
    if (reader.findTagged(columnId, false, 1) !== COLUMN_FOUND || reader.isSeparated) return null;
    const { valueOffset, valueLength } = reader;
    if (!reader.isCompressed) return this.#bytes.slice(valueOffset, valueOffset + valueLength);
    const plain = new Uint8Array(uncompressedLength(this.#bytes, valueOffset, valueLength));
    decompress(this.#bytes, valueOffset, valueLength, plain, 0, plain.length);
    return plain;
  }
}
