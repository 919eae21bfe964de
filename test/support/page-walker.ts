/**
 * A reader of database files for tests, small on purpose and independent of the engine's page code: it scans the
 * pages of a file for leaf nodes and reads the column rows of the catalog.
 */
import { columnOptionsOf, type ColumnSchema, isLongType, kindOfColumn } from '../../src/record/column';
import { COLUMN_FOUND, RecordReader } from '../../src/record/record-reader';

const LEAF = 0x2;
const EMPTY = 0x8;
const DELETED = 2;
const COMPRESSED = 4;
export const LONG_VALUES = 0x80;
const KIND_FLAGS = 0x20 | 0x40 | 0x80;
const CATALOG_TREE = 2;

/** One node of a leaf: its key as own bytes, its data as a place in the file. */
export interface LeafNode {
  readonly treeId: number;
  readonly pageFlags: number;
  readonly key: Uint8Array;
  readonly start: number;
  readonly length: number;
}

export interface TableColumns {
  readonly name: string;
  readonly template: string | null;
  readonly columns: Map<number, ColumnSchema>;
}

export class DatabaseFile {
  readonly view: DataView;
  readonly pageBytes: number;
  readonly isLarge: boolean;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.pageBytes = this.view.getUint32(236, true) || 4096;
    this.isLarge = this.pageBytes > 8192;
  }

  /** Every visible node of every leaf page whose kind bits (space, index, long value) are `kind`. */
  *leafNodes(kind: number): Generator<LeafNode> {
    for (let base = 2 * this.pageBytes; base + this.pageBytes <= this.bytes.length; base += this.pageBytes) {
      const flags = this.view.getUint32(base + 36, true);
      if ((flags & LEAF) !== 0 && (flags & EMPTY) === 0 && (flags & KIND_FLAGS) === kind)
        yield* this.#nodes(base, flags);
    }
  }

  *#nodes(base: number, pageFlags: number): Generator<LeafNode> {
    const tagWord = this.view.getUint16(base + 34, true);
    const treeId = this.view.getUint32(base + 24, true);
    for (let tag = (tagWord >> 12) & 7 || 1; tag < (tagWord & 0xfff); tag++) {
      const line = this.#line(base, tag);
      if ((line.flags & DELETED) !== 0) continue;
      let at = line.start;
      let prefix: Uint8Array = new Uint8Array(0);
      if ((line.flags & COMPRESSED) !== 0) {
        const prefixStart = this.#line(base, 0).start;
        prefix = this.bytes.subarray(prefixStart, prefixStart + (this.view.getUint16(at, true) & 0x1fff));
        at += 2;
      }
      const suffixEnd = at + 2 + (this.view.getUint16(at, true) & 0x1fff);
      const key = new Uint8Array(prefix.length + suffixEnd - at - 2);
      key.set(prefix);
      key.set(this.bytes.subarray(at + 2, suffixEnd), prefix.length);
      yield { treeId, pageFlags, key, start: suffixEnd, length: line.start + line.length - suffixEnd };
    }
  }

  #line(base: number, tag: number): { start: number; length: number; flags: number } {
    const at = base + this.pageBytes - 4 * (tag + 1);
    const mask = this.isLarge ? 0x7fff : 0x1fff;
    const place = this.view.getUint16(at + 2, true);
    const start = base + (this.isLarge ? 80 : 40) + (place & mask);
    const flags = this.isLarge ? this.bytes[start + 1] >> 5 : place >> 13;
    return { start, length: this.view.getUint16(at, true) & mask, flags };
  }

  /** The tables of the catalog by the id of their tree. */
  tables(): Map<number, TableColumns> {
    const tables = new Map<number, TableColumns>();
    const rows = [...this.leafNodes(0)].filter((node) => node.treeId === CATALOG_TREE);
    const row = new CatalogRow(this);
    for (const node of rows) {
      row.read(node);
      if (row.number(2) !== 1) continue;
      tables.set(row.number(3), { name: row.text(128) ?? '', template: row.text(130), columns: new Map() });
    }
    for (const node of rows) {
      row.read(node);
      if (row.number(2) === 2) tables.get(row.number(1))?.columns.set(row.number(3), row.column());
    }
    return tables;
  }
}

/** Fixed columns of the catalog: id → offset and size. */
const CATALOG_FIXED: Readonly<Record<number, readonly [number, number] | undefined>> = {
  1: [4, 4],
  2: [8, 2],
  3: [10, 4],
  4: [14, 4],
  5: [18, 4],
  6: [22, 4],
  7: [26, 4],
  8: [30, 1],
  9: [31, 2],
  10: [33, 4],
  11: [37, 2],
  12: [39, 4],
  13: [43, 8],
};

/** Offset and size of a fixed column of the catalog. */
export const catalogFixed = (columnId: number): readonly [number, number] | undefined =>
  CATALOG_FIXED[columnId];

class CatalogRow {
  readonly #reader = new RecordReader();

  constructor(readonly file: DatabaseFile) {}

  read(node: LeafNode): void {
    this.#reader.attach(this.file.bytes, this.file.view, node.start, node.length, this.file.isLarge);
  }

  number(columnId: number): number {
    const [offset, size] = CATALOG_FIXED[columnId] ?? [0, 0];
    if (this.#reader.findFixed(columnId, offset, size) !== COLUMN_FOUND) return 0;
    const at = this.#reader.valueOffset;
    return size === 2 ? this.file.view.getInt16(at, true) : this.file.view.getInt32(at, true);
  }

  text(columnId: number): string | null {
    const value = this.#variable(columnId);
    return value === null ? null : Buffer.from(value).toString('latin1');
  }

  #variable(columnId: number): Uint8Array | null {
    if (this.#reader.findVariable(columnId) !== COLUMN_FOUND) return null;
    return this.file.bytes.subarray(
      this.#reader.valueOffset,
      this.#reader.valueOffset + this.#reader.valueLength,
    );
  }

  column(): ColumnSchema {
    const columnId = this.number(3);
    const columnType = this.number(4);
    return {
      ...columnOptionsOf(this.number(6)),
      columnId,
      name: this.text(128) ?? '',
      kind: kindOfColumn(columnId),
      columnType,
      maxBytes: this.number(5),
      codePage: this.number(7),
      isLongValue: isLongType(columnType),
      isDerived: false,
      recordOffset: this.number(9),
      defaultValue: this.#variable(131),
      callbackName: null,
      callbackData: null,
    };
  }
}
