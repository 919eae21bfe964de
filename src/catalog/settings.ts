/**
 * MSysLocales: numbers of the database's own under names. Among them are, for each locale with its sort and version, how
 * many indexes over Unicode text have been created with it; an index that is deleted or undone is not counted back.
 */
import { assert } from '../../errors/assert';
import { JET_coltypBinary, JET_coltypLong, JET_coltypUnsignedByte } from '../../include/column-types';
import { BTreeCursor, FOUND_EQUAL } from '../btree/cursor';
import { CHANGE_DONE } from '../btree/change-result';
import type { TreeWriter } from '../btree/insert';
import type { Tree } from '../btree/tree';
import { SearchKey } from '../page/search-key';
import type { ColumnSchema, RecordShape } from '../record/column';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { maxRecordBytes, RECORD_HEADER_BYTES } from '../record/record-layout';
import { RecordBuilder } from '../record/record-builder';
import { COLUMN_FOUND, RecordReader } from '../record/record-reader';
import type { Transaction } from '../version/transaction';
import { NOT_NULL, plainColumn } from './catalog-columns';
import { binaryKey } from './catalog-keys';

export const SETTINGS_NAME = 'MSysLocales';
export const SETTINGS_KEY = 128;
/** Settings that describe the table itself, and all others. */
export const SETTING_OF_SCHEMA = 1;
export const SETTING = 2;

const COLUMN_HAS_DEFAULT = 0x10;
const COLUMN_ESCROW = 0x20;
const NUMBER_BYTES = 4;
const KIND = plainColumn('Type', 1, JET_coltypUnsignedByte, NOT_NULL, RECORD_HEADER_BYTES);
const VALUE: ColumnSchema = {
  ...plainColumn('iValue', 2, JET_coltypLong, COLUMN_HAS_DEFAULT | COLUMN_ESCROW, RECORD_HEADER_BYTES + 1),
  defaultValue: new Uint8Array(NUMBER_BYTES),
};
const NAME = plainColumn('Key', SETTINGS_KEY, JET_coltypBinary, 0, 0);

/** In the order in which they are created. */
export const SETTINGS_COLUMNS: readonly ColumnSchema[] = [NAME, KIND, VALUE];
const SHAPE: RecordShape = { column: (id) => SETTINGS_COLUMNS.find(({ columnId }) => columnId === id) };

export class Settings {
  readonly #builder: RecordBuilder;
  readonly #reader = new RecordReader();
  readonly #target = new SearchKey();
  readonly #number = new Uint8Array(NUMBER_BYTES);
  readonly #view = new DataView(this.#number.buffer);

  constructor(
    readonly tree: Tree,
    readonly writer: TreeWriter,
  ) {
    const { pageBytes } = tree.slab;
    this.#builder = new RecordBuilder(pageBytes, maxRecordBytes(pageBytes, OLD_KEY_MOST));
  }

  add(kind: number, name: string, value: number, by: Transaction | null): number {
    const text = nameBytes(name);
    this.#view.setInt32(0, value, true);
    this.#builder.startEmpty();
    this.#builder.setFixed(KIND, SHAPE, Uint8Array.of(kind), 0, 1);
    this.#builder.setFixed(VALUE, SHAPE, this.#number, 0, NUMBER_BYTES);
    this.#builder.setVariable(NAME, SHAPE, text, 0, text.length);
    this.#seek(text);
    const { bytes, length } = this.#builder;
    return this.writer.insert(this.tree, this.#target, bytes, 0, length, by);
  }

  /** Adds 1 to a number; one that is not there begins with 1. */
  count(name: string, by: Transaction | null): void {
    const text = nameBytes(name);
    const cursor = new BTreeCursor(this.tree, by);
    this.#seek(text);
    if (cursor.find(this.#target, false) !== FOUND_EQUAL) {
      const added = this.add(SETTING, name, 1, by);
      assert(added === CHANGE_DONE, 'a name that was not found is not there');
      return;
    }
    cursor.settle();
    const { dataBytes, dataView, dataStart, dataLength } = cursor;
    this.#reader.attach(dataBytes, dataView, dataStart, dataLength, this.tree.slab.isLarge);
    const found = this.#reader.findFixed(VALUE.columnId, VALUE.recordOffset, NUMBER_BYTES);
    const before = found === COLUMN_FOUND ? dataView.getInt32(this.#reader.valueOffset, true) : 0;
    this.#view.setInt32(0, before + 1, true);
    this.#builder.startFrom(dataBytes, dataStart, dataLength);
    this.#builder.setFixed(VALUE, SHAPE, this.#number, 0, NUMBER_BYTES);
    this.#seek(text);
    const { bytes, length } = this.#builder;
    const replaced = this.writer.replace(this.tree, this.#target, bytes, 0, length, by);
    assert(replaced === CHANGE_DONE, 'nobody else counts meanwhile');
  }

  #seek(text: Uint8Array): void {
    const key = binaryKey(text);
    this.#target.setKey(key, 0, key.length);
  }
}

const nameBytes = (name: string): Uint8Array => Buffer.from(`${name}\0`, 'utf16le');
