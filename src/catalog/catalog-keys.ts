/**
 * The keys of the catalog's own indexes, whose columns never change: Id (ObjidTable, Type, Id), Name (ObjidTable, Type,
 * Name) and RootObjects (RootFlag, Name).
 */
import { JET_coltypLong, JET_coltypShort } from '../../include/column-types';
import { writeAscii, writeFixedSize } from '../record/keys/normalize';

const VALUE_FOLLOWS = 0x7f;
const BIT_TRUE = 0xff;
const LONG_BYTES = 4;
const SHORT_BYTES = 2;
/** Two segments of a row's key, then a name with its NUL: no key of the catalog is longer. */
const LONGEST_KEY = 255;

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

class CatalogKey {
  readonly #bytes = new Uint8Array(LONGEST_KEY);
  readonly #value = new Uint8Array(LONG_BYTES);
  #length = 0;

  integer(value: number, size: number): this {
    new DataView(this.#value.buffer).setInt32(0, value, true);
    this.#bytes[this.#length++] = VALUE_FOLLOWS;
    const type = size === LONG_BYTES ? JET_coltypLong : JET_coltypShort;
    writeFixedSize(type, false, this.#value, 0, size, this.#bytes, this.#length);
    this.#length += size;
    return this;
  }

  bitTrue(): this {
    this.#bytes[this.#length++] = VALUE_FOLLOWS;
    this.#bytes[this.#length++] = BIT_TRUE;
    return this;
  }

  text(value: Uint8Array): this {
    this.#bytes[this.#length++] = VALUE_FOLLOWS;
    const room = LONGEST_KEY - this.#length;
    this.#length += Math.abs(writeAscii(value, 0, value.length, this.#bytes, this.#length, room));
    return this;
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
