/**
 * Byte layouts as tables: one row per field says where it lies, its type, what the engine's documentation calls
 * it, and what it means. The rows are the only statement of an offset; accessors and types follow from them.
 *
 * Invariants
 *  1. The rows of a layout cover its bytes in order: no gap, no overlap, the stated total. Padding is a row.
 *     `defineLayout` refuses anything else while the module loads.
 *  2. Numbers are little-endian; nothing is assumed about alignment.
 *  3. An accessor never reaches outside `bytes`: a structure that does not fit is a RangeError, so a parser
 *     checks the length of what it was given first.
 */

/** How one kind of field is read from and written to bytes. */
export interface FieldType<V> {
  readonly size: number;
  read(bytes: Uint8Array, at: number): V;
  write(bytes: Uint8Array, at: number, value: V): void;
}

type Row = readonly [offset: number, type: FieldType<unknown>, officialName: string, meaning: string];
type Rows = Readonly<Record<string, Row>>;
type FieldValue<R extends Row> = R[1] extends FieldType<infer V> ? V : never;
type ValuesOf<R extends Rows> = { -readonly [K in keyof R]: FieldValue<R[K]> };

/** The plain object that a layout decodes to. */
export type RecordOf<L> = L extends Layout<infer R> ? ValuesOf<R> : never;

export const u8: FieldType<number> = {
  size: 1,
  read: (bytes, at) => bytes[at],
  write: (bytes, at, value) => void (bytes[at] = value),
};

export const u16: FieldType<number> = {
  size: 2,
  read: (bytes, at) => bytes[at] | (bytes[at + 1] << 8),
  write(bytes, at, value) {
    bytes[at] = value;
    bytes[at + 1] = value >> 8;
  },
};

export const i32: FieldType<number> = {
  size: 4,
  read: (bytes, at) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24),
  write(bytes, at, value) {
    bytes[at] = value;
    bytes[at + 1] = value >> 8;
    bytes[at + 2] = value >> 16;
    bytes[at + 3] = value >> 24;
  },
};

export const u32: FieldType<number> = {
  size: 4,
  read: (bytes, at) => i32.read(bytes, at) >>> 0,
  write: (bytes, at, value) => i32.write(bytes, at, value),
};

export const i16: FieldType<number> = {
  size: 2,
  read: (bytes, at) => (u16.read(bytes, at) << 16) >> 16,
  write: (bytes, at, value) => u16.write(bytes, at, value),
};

export const u64: FieldType<bigint> = {
  size: 8,
  read: (bytes, at) => (BigInt(u32.read(bytes, at + 4)) << 32n) | BigInt(u32.read(bytes, at)),
  write(bytes, at, value) {
    u32.write(bytes, at, Number(value & 0xffffffffn));
    u32.write(bytes, at + 4, Number((value >> 32n) & 0xffffffffn));
  },
};

/** A run of `size` bytes; reading copies them, writing pads with zeros and refuses a longer value. */
export function bytesOf(size: number): FieldType<Uint8Array> {
  return {
    size,
    read: (bytes, at) => bytes.slice(at, at + size),
    write(bytes, at, value) {
      if (value.length > size) throw new RangeError(`${value.length} bytes do not fit a field of ${size}`);
      bytes.fill(0, at, at + size);
      bytes.set(value, at);
    },
  };
}

/** Text of one byte a character that ends at the first NUL, as in the fixed name fields of the file headers. */
export function textOf(size: number): FieldType<string> {
  const raw = bytesOf(size);
  return {
    size,
    read(bytes, at) {
      const end = bytes.indexOf(0, at);
      const stop = end < 0 || end > at + size ? at + size : end;
      return Buffer.from(bytes.buffer, bytes.byteOffset + at, stop - at).toString('latin1');
    },
    write: (bytes, at, value) => raw.write(bytes, at, Buffer.from(value, 'latin1')),
  };
}

/** A layout inside another one; its value is the record of all its fields. */
export function nested<R extends Rows>(layout: Layout<R>): FieldType<ValuesOf<R>> {
  return {
    size: layout.size,
    read: (bytes, at) => layout.decode(bytes, at),
    write: (bytes, at, value) => layout.encode(bytes, value, at),
  };
}

/** A checked layout; `base` is where the structure begins inside `bytes`. */
export class Layout<R extends Rows> {
  readonly fields: readonly (keyof R & string)[];

  constructor(
    readonly name: string,
    readonly size: number,
    readonly rows: R,
  ) {
    this.fields = Object.keys(rows);
    let next = 0;
    for (const field of this.fields) next = this.#endOf(field, next);
    if (next !== size) throw new Error(`layout "${name}": rows end at ${next}, not at ${size}`);
  }

  get<K extends keyof R & string>(bytes: Uint8Array, field: K, base = 0): FieldValue<R[K]> {
    return this.#type(field).read(bytes, this.#place(bytes, field, base));
  }

  set<K extends keyof R & string>(bytes: Uint8Array, field: K, value: FieldValue<R[K]>, base = 0): void {
    this.#type(field).write(bytes, this.#place(bytes, field, base), value);
  }

  /** The offset of a field from the start of the structure. */
  offsetOf(field: keyof R & string): number {
    return this.rows[field][0];
  }

  decode(bytes: Uint8Array, base = 0): ValuesOf<R> {
    const record: Partial<ValuesOf<R>> = {};
    for (const field of this.fields) record[field] = this.get(bytes, field, base);
    return record as ValuesOf<R>;
  }

  encode(bytes: Uint8Array, record: ValuesOf<R>, base = 0): void {
    for (const field of this.fields) this.set(bytes, field, record[field], base);
  }

  #type<K extends keyof R & string>(field: K): FieldType<FieldValue<R[K]>> {
    return this.rows[field][1] as FieldType<FieldValue<R[K]>>;
  }

  #place(bytes: Uint8Array, field: keyof R & string, base: number): number {
    const at = base + this.rows[field][0];
    if (base < 0 || at + this.rows[field][1].size > bytes.length) {
      throw new RangeError(`${this.name}.${field} at ${at} lies outside ${bytes.length} bytes`);
    }
    return at;
  }

  #endOf(field: keyof R & string, next: number): number {
    const [offset, type] = this.rows[field];
    if (offset > next) throw new Error(`layout "${this.name}": gap before ${field}, ${next} to ${offset}`);
    if (offset < next) throw new Error(`layout "${this.name}": ${field} at ${offset} overlaps up to ${next}`);
    return offset + type.size;
  }
}

/** Declares a layout of `size` bytes; throws while loading when the rows do not cover it exactly. */
export function defineLayout<const R extends Rows>(name: string, size: number, rows: R): Layout<R> {
  return new Layout(name, size, rows);
}
