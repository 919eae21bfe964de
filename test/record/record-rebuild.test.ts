import { expect, it } from '@jest/globals';
import type { ColumnSchema, RecordShape } from '../../src/record/column';
import { RecordBuilder } from '../../src/record/record-builder';
import {
  FIXED_FILL,
  VALUE_COMPRESSED,
  VALUE_ENCRYPTED,
  VALUE_SEPARATED,
} from '../../src/record/record-layout';
import { COLUMN_FOUND, COLUMN_NULL, RecordReader } from '../../src/record/record-reader';
import { column } from '../support/columns';
import { catalogFixed, DatabaseFile, type LeafNode, type TableColumns } from '../support/page-walker';
import { describeShared, sharedBytes } from '../support/shared';

const FILES = [
  'fixtures/clean4k/a.db.gz',
  'fixtures/clean8k-small/a.db.gz',
  'fixtures/clean16k/a.db.gz',
  'fixtures/clean32k/a.db.gz',
  'samples/dissect-basic.edb.gz',
  'samples/dissect-default.edb.gz',
  'samples/dissect-index.edb.gz',
  'samples/dissect-binary.edb.gz',
  'samples/dissect-text.edb.gz',
  'samples/dissect-multi.edb.gz',
  'samples/dissect-large.edb.gz',
  'samples/dissect-SRUDB.dat.gz',
  'samples/dissect-Current.mdb.gz',
  'samples/goese-SRUDB.dat.gz',
];

const SETTABLE = VALUE_SEPARATED | VALUE_COMPRESSED | VALUE_ENCRYPTED;
const NO_DEFAULTS: RecordShape = { column: () => undefined };
const CATALOG_TREES = new Set([2, 3]);

/** Takes records apart into values and puts them together again. */
class Rebuilder {
  readonly #reader = new RecordReader();
  readonly #builder: RecordBuilder;

  constructor(readonly file: DatabaseFile) {
    this.#builder = new RecordBuilder(file.pageBytes, file.pageBytes);
  }

  rebuild(node: LeafNode, columnOf: (id: number) => ColumnSchema | undefined): Uint8Array | null {
    this.#reader.attach(this.file.bytes, this.file.view, node.start, node.length, this.file.isLarge);
    this.#reader.check();
    this.#builder.startEmpty();
    if (!this.#fixed(columnOf)) return null;
    this.#variable();
    this.#tagged();
    return this.#builder.bytes.subarray(0, this.#builder.length);
  }

  #fixed(columnOf: (id: number) => ColumnSchema | undefined): boolean {
    const reader = this.#reader;
    for (let id = 1; id <= reader.lastFixedId; id++) {
      const schema = columnOf(id);
      if (schema === undefined) return false;
      const { bytes } = this.file;
      if (reader.findFixed(id, schema.recordOffset, schema.maxBytes) === COLUMN_FOUND) {
        this.#builder.setFixed(schema, NO_DEFAULTS, bytes, reader.valueOffset, reader.valueLength);
      } else this.#nullFixed(schema);
    }
    return true;
  }

  /** A column that had a value before it became null still has its bytes. */
  #nullFixed(schema: ColumnSchema): void {
    const { bytes } = this.file;
    const at = this.#reader.start + schema.recordOffset;
    const wasSet = bytes.subarray(at, at + schema.maxBytes).some((byte) => byte !== FIXED_FILL);
    if (wasSet) this.#builder.setFixed(schema, NO_DEFAULTS, bytes, at, schema.maxBytes);
    this.#builder.clearFixed(schema, NO_DEFAULTS);
  }

  #variable(): void {
    const reader = this.#reader;
    for (let id = 128; id <= reader.lastVariableId; id++) {
      const schema = VARIABLE_COLUMNS.get(id) ?? column(id);
      if (reader.findVariable(id) === COLUMN_NULL) this.#builder.clearVariable(schema, NO_DEFAULTS);
      else
        this.#builder.setVariable(
          schema,
          NO_DEFAULTS,
          this.file.bytes,
          reader.valueOffset,
          reader.valueLength,
        );
    }
  }

  #tagged(): void {
    const reader = this.#reader;
    for (let i = 0; i < reader.taggedCount(); i++) {
      const isNull = reader.taggedAt(i) === COLUMN_NULL;
      const isLongValue = (reader.blockFlags & 1) !== 0;
      const schema = column(reader.columnId, { isLongValue, isDerived: reader.isDerived, hasDefault: true });
      if (isNull) this.#builder.clearTagged(schema, 1, false);
      for (let itag = 1; itag <= reader.valueCount; itag++) {
        reader.findValue(itag);
        const flags = reader.valueFlags & SETTABLE;
        this.#builder.setTagged(schema, itag, flags, this.file.bytes, reader.valueOffset, reader.valueLength);
      }
    }
  }
}

const VARIABLE_COLUMNS = new Map(Array.from({ length: 128 }, (_, i) => [128 + i, column(128 + i)] as const));

/** The catalog's rows about itself do not give the places of its columns. */
const CATALOG_COLUMNS = new Map(
  Array.from({ length: 127 }, (_, i) => i + 1).flatMap((id) => {
    const place = catalogFixed(id);
    return place === undefined
      ? []
      : [[id, column(id, { recordOffset: place[0], maxBytes: place[1] })] as const];
  }),
);
const catalogColumn = (id: number): ColumnSchema | undefined => CATALOG_COLUMNS.get(id);

function columnsOf(
  tables: Map<number, TableColumns>,
  table: TableColumns,
): (id: number) => ColumnSchema | undefined {
  const template = [...tables.values()].find((each) => each.name === table.template);
  return (id) => table.columns.get(id) ?? template?.columns.get(id);
}

describeShared('every record of real databases', 'fixtures', () => {
  it.each(FILES)('is rebuilt byte for byte from its values: %s', (name) => {
    const file = new DatabaseFile(sharedBytes(name));
    const rebuilder = new Rebuilder(file);
    const tables = file.tables();
    const columns = new Map([...tables].map(([id, table]) => [id, columnsOf(tables, table)] as const));
    let rebuilt = 0;
    const different: string[] = [];
    for (const node of file.leafNodes(0)) {
      const columnOf = CATALOG_TREES.has(node.treeId) ? catalogColumn : columns.get(node.treeId);
      if (columnOf === undefined) continue;
      const result = rebuilder.rebuild(node, columnOf);
      const original = file.bytes.subarray(node.start, node.start + node.length);
      if (result !== null && Buffer.compare(result, original) === 0) rebuilt++;
      else different.push(`tree ${node.treeId}: ${Buffer.from(original).toString('hex')}`);
    }
    expect(different).toEqual([]);
    expect(rebuilt).toBeGreaterThan(0);
  });
});
