/**
 * The keys of the catalog's own indexes, whose columns never change: Id (ObjidTable, Type, Id), Name (ObjidTable, Type,
 * Name) and RootObjects (RootFlag, Name); and those of the other system tables.
 */
import { JET_coltypLong, JET_coltypShort } from '../../include/column-types';
import { PREFIX_DATA } from '../record/keys/key-builder';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { binaryKeyBytes, writeAscii, writeChunks, writeFixedSize } from '../record/keys/normalize';

const BIT_TRUE = 0xff;
const LONG_BYTES = 4;
const SHORT_BYTES = 2;

/** The key of a row of MSysObjects, and of its copy in the shadow. */
export function catalogRowKey(tableId: number, type: number, id: number): Uint8Array {
  return new CatalogKey()
    .integer(tableId, LONG_BYTES)
    .integer(type, SHORT_BYTES)
    .integer(id, LONG_BYTES)
    .take();
}

/** The key of a row in the index Name; `name` is as stored. */
export function catalogNameKey(tableId: number, type: number, name: Uint8Array): Uint8Array {
  return new CatalogKey().integer(tableId, LONG_BYTES).integer(type, SHORT_BYTES).text(name).take();
}

/** The key of a table's row in the index RootObjects. */
export function rootObjectKey(name: Uint8Array): Uint8Array {
  return new CatalogKey().bitTrue().text(name).take();
}

/** The key of one long column, as in MSysObjids; also how the keys of all rows of a table begin. */
export function longKey(value: number): Uint8Array {
  return new CatalogKey().integer(value, LONG_BYTES).take();
}

/** The key of one variable binary column, as in MSysLocales. */
export function binaryKey(value: Uint8Array): Uint8Array {
  const bytes = binaryKeyBytes(value.length, false);
  const key = new Uint8Array(1 + bytes);
  key[0] = PREFIX_DATA;
  writeChunks(value, 0, value.length, true, key, 1, bytes);
  return key;
}

class CatalogKey {
  readonly #bytes = new Uint8Array(OLD_KEY_MOST);
  readonly #value = new Uint8Array(LONG_BYTES);
  #length = 0;

  integer(value: number, size: number): this {
    new DataView(this.#value.buffer).setInt32(0, value, true);
    this.#bytes[this.#length++] = PREFIX_DATA;
    const type = size === LONG_BYTES ? JET_coltypLong : JET_coltypShort;
    writeFixedSize(type, false, this.#value, 0, size, this.#bytes, this.#length);
    this.#length += size;
    return this;
  }

  bitTrue(): this {
    this.#bytes[this.#length++] = PREFIX_DATA;
    this.#bytes[this.#length++] = BIT_TRUE;
    return this;
  }

  text(value: Uint8Array): this {
    this.#bytes[this.#length++] = PREFIX_DATA;
    const room = OLD_KEY_MOST - this.#length;
    this.#length += Math.abs(writeAscii(value, 0, value.length, this.#bytes, this.#length, room));
    return this;
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
