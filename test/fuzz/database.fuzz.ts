/**
 * Databases of the real engine with bytes of pages, or of catalog records, changed and the checksums put right, read as
 * a caller would: every table, row, column, long value and index, with seeks, bookmarks and positions. Only a JetError
 * of a documented code may come out, soon, and without memory that the file does not account for.
 */
import * as codes from '../../errors/codes';
import { JetError } from '../../errors/jet-error';
import { JET_bitNewKey } from '../../include/grbits/navigation';
import { BTreeCursor } from '../../src/btree/cursor';
import { Tree } from '../../src/btree/tree';
import { buildTableSchema } from '../../src/catalog/build-schema';
import { Catalog } from '../../src/catalog/catalog';
import type { CatalogRow } from '../../src/catalog/catalog-row';
import { checksumPage } from '../../src/format/page-checksum';
import { DatabaseTables } from '../../src/table/database-tables';
import { enumerateAll } from '../../src/table/enumerate';
import { entryOfRow } from '../../src/table/index-entries';
import { goToPosition, positionOf } from '../../src/table/position';
import { measureRecord } from '../../src/table/record-size';
import { FROM_BOOKMARK, FROM_INDEX, FROM_RECORD, Retrieval } from '../../src/table/retrieval';
import { Table } from '../../src/table/table';
import type { SeekRelation } from '../../src/table/seek';
import { TableCursor } from '../../src/table/table-cursor';
import { toJetColumnId } from '../../src/record/column';
import { cacheDatabase, pageBytesOf } from '../support/cached-file';
import { Random } from '../support/random';
import { goodPages } from './page.fuzz';

export interface DatabaseFuzzResult {
  readonly tried: number;
  /** Databases of which everything could be read. */
  readonly whole: number;
  /** How often each code came out. */
  readonly refusals: ReadonlyMap<number, number>;
  readonly slowestMs: number;
}

/** What is changed: bytes of any page, records of the catalog, or nothing. */
export type Damage = 'pages' | 'catalog' | 'none';

const CATALOG_ROOT_PAGE = 4;
const FRAMES = 64;
const ROWS_EACH = 40;
const SEEKS_EACH = 6;
const CHANGES_MOST = 6;
const LONGEST_READ = 70_000;
/** Of the processor, as other work on the machine is not the reader's. */
const SLOWEST_MS = 1000;
const UPDATE_MAJOR = 20;
const KNOWN = new Set<number>(Object.values(codes));
const SHARES_CODE_WITH_BUGS = codes.JET_errInternalError;
const KEY_REFUSALS: readonly number[] = [
  codes.JET_errInvalidBufferSize,
  codes.JET_errKeyIsMade,
  codes.JET_errKeyNotMade,
  codes.JET_errIndexTuplesKeyTooSmall,
  codes.JET_errNoCurrentIndex,
  codes.JET_errInvalidParameter,
];
const RELATIONS: readonly SeekRelation[] = ['equal', 'greaterEqual', 'greater', 'lessEqual', 'less'];
/** Values that mean something to who reads a catalog: edges of ids, types, sizes and page numbers. */
const TELLING_BYTES = [0, 1, 2, 3, 4, 9, 11, 12, 0x10, 0x20, 0x40, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

/** Reads `count` damaged copies of a database; throws at the first that breaks a rule, with the seed of that one. */
export function fuzzDatabaseReads(
  database: Buffer,
  damage: Damage,
  count: number,
  seed: number,
): DatabaseFuzzResult {
  const targets = damage === 'pages' ? goodPages(database) : catalogLeaves(database);
  const refusals = new Map<number, number>();
  let whole = 0;
  let slowestMs = 0;
  for (let i = 0; i < count; i++) {
    const bytes = Buffer.from(database);
    const random = new Random((seed + i) * 2654435761);
    for (let pages = damage === 'none' ? 0 : 1 + random.below(3); pages > 0; pages--)
      damagePage(bytes, targets[random.below(targets.length)], damage, random);
    const started = performance.now();
    const found = readDatabase(bytes, random, `seed ${seed + i}`);
    slowestMs = Math.max(slowestMs, performance.now() - started);
    if (found.size === 0) whole++;
    for (const [code, times] of found) refusals.set(code, (refusals.get(code) ?? 0) + times);
  }
  return { tried: count, whole, refusals, slowestMs };
}

/** The leaves that hold the rows of MSysObjects. */
function catalogLeaves(database: Buffer): number[] {
  const cursor = new BTreeCursor(new Tree(cacheDatabase(database, FRAMES), CATALOG_ROOT_PAGE, 0));
  const pages = new Set<number>();
  for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) pages.add(cursor.page);
  return [...pages];
}

function damagePage(bytes: Buffer, page: number, damage: Damage, random: Random): void {
  const pageBytes = pageBytesOf(bytes);
  const start = (page + 1) * pageBytes;
  const words = new Uint32Array(pageBytes / 4);
  const copy = new Uint8Array(words.buffer);
  copy.set(bytes.subarray(start, start + pageBytes));
  for (let changes = 1 + random.below(CHANGES_MOST); changes > 0; changes--) {
    if (damage === 'pages') copy[placeIn(pageBytes, random)] = random.below(256);
    else copy[usedPlace(copy, random)] = TELLING_BYTES[random.below(TELLING_BYTES.length)];
  }
  checksumPage(words, 0, pageBytes, page);
  bytes.set(copy, start);
}

/** Header, tags or anything else. */
function placeIn(pageBytes: number, random: Random): number {
  const place = random.below(4);
  if (place === 0) return random.below(80);
  return place === 1 ? pageBytes - 1 - random.below(400) : random.below(pageBytes);
}

/** A byte behind the header of the page that is not empty space, which is where rows are. */
function usedPlace(page: Uint8Array, random: Random): number {
  for (let tries = 0; tries < 200; tries++) {
    const at = 80 + random.below(page.length - 80 - 400);
    if (page[at] !== 0 || page[at - 1] !== 0) return at;
  }
  return 80;
}

/** Runs work of which only a JetError may come out, and counts the codes. */
function watchFailures(where: string): { readonly attempt: Attempt; readonly refusals: Map<number, number> } {
  const refusals = new Map<number, number>();
  const attempt: Attempt = (what, work) => {
    const started = process.cpuUsage();
    try {
      work();
    } catch (failure) {
      if (!(failure instanceof JetError) || !KNOWN.has(failure.err) || failure.err === SHARES_CODE_WITH_BUGS)
        throw new Error(`${where}: ${what}`, { cause: failure });
      refusals.set(failure.err, (refusals.get(failure.err) ?? 0) + 1);
    }
    const took = process.cpuUsage(started).user / 1000;
    if (took > SLOWEST_MS) throw new Error(`${where}: ${what} took ${Math.round(took)} ms`);
  };
  return { attempt, refusals };
}

/** Reads everything; the codes that came out, by how often. */
function readDatabase(bytes: Buffer, random: Random, where: string): Map<number, number> {
  const { attempt, refusals } = watchFailures(where);
  const attached: DatabaseTables[] = [];
  attempt('the catalog', () => attached.push(new DatabaseTables(cacheDatabase(bytes, FRAMES), UPDATE_MAJOR)));
  for (const tables of attached) readTables(tables, random, attempt);
  return refusals;
}

type Attempt = (what: string, work: () => void) => void;

function readTables(tables: DatabaseTables, random: Random, attempt: Attempt): void {
  const names: string[] = [];
  attempt('names of tables', () => tables.catalog.forEachTable((row) => names.push(row.name)));
  for (const name of names) {
    const opened: (Table | null)[] = [];
    attempt(`opening ${name}`, () => opened.push(tables.open(name)));
    for (const table of opened) if (table !== null) readTable(table, random, attempt);
  }
}

function readTable(table: Table, random: Random, attempt: Attempt): void {
  const { schema } = table;
  const reader = new TableReader(table, random, attempt);
  reader.readIndex(null);
  for (const index of schema.indexes) reader.readIndex(index);
}

const NUMBER_MEMBERS = [
  'id',
  'columnTypeOrRoot',
  'spaceUsage',
  'flags',
  'pagesOrLocale',
  'recordOffset',
  'lcMapFlags',
  'keyMost',
  'chunkMax',
] as const;
/** Columns of two bytes; larger ids of columns are refused anyway. */
const SHORT_MEMBERS: readonly string[] = ['id', 'recordOffset', 'keyMost'];
const BYTE_MEMBERS = [
  'keyColumns',
  'varSegMac',
  'conditions',
  'tupleLimits',
  'version',
  'localeName',
] as const;

/** A catalog row with some members that are anything, or that are those of another row. */
function changeRow(row: CatalogRow, other: CatalogRow, random: Random): CatalogRow {
  const changes: Record<string, unknown> = {};
  for (let left = 1 + random.below(2); left > 0; left--) {
    const name = NUMBER_MEMBERS[random.below(NUMBER_MEMBERS.length)];
    const shape = random.below(4);
    const near = (row[name] + random.below(9) - 4) >>> 0;
    const values = [other[name], near, random.below(300), (1 << random.below(32)) >>> 0];
    changes[name] = SHORT_MEMBERS.includes(name) ? values[shape] & 0xffff : values[shape];
  }
  const name = BYTE_MEMBERS[random.below(BYTE_MEMBERS.length)];
  const bytes = Uint8Array.from(row[name] ?? other[name] ?? []);
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
  if (random.below(2) === 0) changes[name] = bytes.subarray(0, random.below(bytes.length + 1));
  return { ...row, ...changes };
}

/** Reads the tables of a sound database as if its catalog said something else of them. */
export function fuzzSchemas(database: Buffer, count: number, seed: number): DatabaseFuzzResult {
  const file = cacheDatabase(database, FRAMES);
  const catalog = new Catalog(file);
  const tables: CatalogRow[] = [];
  catalog.forEachTable((row) => tables.push(row));
  const refusals = new Map<number, number>();
  let whole = 0;
  for (let i = 0; i < count; i++) {
    const random = new Random((seed + i) * 2654435761);
    const tableRow = tables[random.below(tables.length)];
    const rows: CatalogRow[] = [];
    catalog.forEachRowOf(tableRow.id, (row) => rows.push(row));
    const changed = rows.map((row) =>
      random.below(3) === 0 ? changeRow(row, rows[random.below(rows.length)], random) : row,
    );
    const watch = watchFailures(`schema seed ${seed + i}`);
    watch.attempt(`building ${tableRow.name}`, () => {
      const schema = buildTableSchema(
        random.below(4) === 0 ? changeRow(tableRow, tableRow, random) : tableRow,
        changed,
        null,
      );
      readTable(new Table(file, schema, UPDATE_MAJOR), random, watch.attempt);
    });
    if (watch.refusals.size === 0) whole++;
    for (const [code, times] of watch.refusals) refusals.set(code, (refusals.get(code) ?? 0) + times);
  }
  return { tried: count, whole, refusals, slowestMs: 0 };
}

class TableReader {
  readonly #cursor: TableCursor;
  readonly #retrieval: Retrieval;
  readonly #value = new Uint8Array(LONGEST_READ);
  readonly #bookmark = new Uint8Array(5000);

  constructor(
    readonly table: Table,
    readonly random: Random,
    readonly attempt: Attempt,
  ) {
    this.#cursor = new TableCursor(table);
    this.#retrieval = new Retrieval(this.#cursor);
  }

  /** Rows from both ends, each column of each, seeks, and positions, on one index. */
  readIndex(index: Table['schema']['primaryIndex']): void {
    const { attempt } = this;
    const cursor = this.#cursor;
    const what = `${this.table.schema.name}, index ${index?.name ?? 'none'}`;
    attempt(`${what}: opening`, () => cursor.changeIndex(index));
    attempt(`${what}: forwards`, () => {
      for (let row = 0; row < ROWS_EACH && cursor.moveBy(1, row % 5 === 4) === 0; row++) this.#readRow(what);
    });
    attempt(`${what}: backwards`, () => {
      for (
        let err = cursor.moveLast(), row = 0;
        err === 0 && row < ROWS_EACH;
        err = cursor.moveBy(-1, false), row++
      )
        this.#readRow(what);
    });
    attempt(`${what}: counting`, () => {
      cursor.moveFirst();
      cursor.countRecords(0xffffffff);
    });
    for (let seek = 0; seek < SEEKS_EACH; seek++) attempt(`${what}: seeking`, () => this.#seek());
    attempt(`${what}: a position`, () => {
      goToPosition(cursor, { before: BigInt(this.random.below(1000)), total: 1000n });
      positionOf(cursor);
    });
  }

  #seek(): void {
    const { random } = this;
    const cursor = this.#cursor;
    const columns = cursor.keys?.columns.length ?? 0;
    for (let i = 0; i <= random.below(columns + 1); i++) {
      const length = random.below(20);
      for (let at = 0; at < length; at++) this.#value[at] = random.below(256);
      const isNull = random.below(8) === 0;
      if (!this.#addToKey(isNull ? null : this.#value, isNull ? 0 : length, i === 0 ? JET_bitNewKey : 0))
        return;
    }
    const relation = RELATIONS[random.below(RELATIONS.length)];
    if (cursor.seek(relation, random.below(2) === 0, random.below(4) === 0) >= 0) cursor.openRecord();
    cursor.moveBy(random.below(2) === 0 ? 3 : -3, false);
  }

  /** Random bytes need not make a key; `fuzzKeys` looks at that. */
  #addToKey(value: Uint8Array | null, length: number, grbit: number): boolean {
    try {
      return this.#cursor.makeKey(value, length, grbit) === 0;
    } catch (failure) {
      if (failure instanceof JetError && KEY_REFUSALS.includes(failure.err)) return false;
      throw failure;
    }
  }

  #readRow(what: string): void {
    const { attempt, random } = this;
    const cursor = this.#cursor;
    attempt(`${what}: row`, () => cursor.openRecord());
    attempt(`${what}: columns`, () => this.#readColumns());
    if (random.below(4) !== 0) return;
    attempt(`${what}: bookmark`, () => this.#useBookmark());
    attempt(`${what}: size`, () => measureIfThere(cursor));
    attempt(`${what}: enumeration`, () => enumerateIfThere(cursor));
    for (const index of this.table.schema.indexes) {
      attempt(`${what}: entry in ${index.name}`, () =>
        cursor.withPrimary(() => entryOfRow(cursor, this.table.keysOf(index), 1 + random.below(3))),
      );
    }
  }

  #readColumns(): void {
    const { random } = this;
    for (const column of this.table.schema.columns) {
      const columnId = toJetColumnId(column.columnId, column.isDerived);
      this.attempt(`column ${column.name}`, () => {
        const source = [FROM_RECORD, FROM_RECORD, FROM_RECORD, FROM_INDEX, FROM_BOOKMARK][random.below(5)];
        const from = random.below(4) === 0 ? random.below(70_000) : 0;
        const limit = random.below(4) === 0 ? random.below(5000) : LONGEST_READ;
        for (let itag = 1; itag <= 2; itag++)
          this.#retrieval.retrieve(columnId, this.#value, limit, itag, from, source, 0);
      });
    }
    this.attempt('any tagged column', () => {
      for (let itag = 1; itag < 10; itag++)
        this.#retrieval.retrieve(0, this.#value, LONGEST_READ, itag, 0, FROM_RECORD, 0);
    });
  }

  #useBookmark(): void {
    const cursor = this.#cursor;
    const length = cursor.copyBookmark(this.#bookmark, this.#bookmark.length);
    if (length <= 0 || length > this.#bookmark.length || cursor.isOnSecondary) return;
    if (!cursor.findRow(this.#bookmark, length)) return;
    this.#bookmark[this.random.below(length)] ^= 1 << this.random.below(8);
    const other = new TableCursor(this.table);
    other.findRow(this.#bookmark, length);
    other.openRecord();
  }
}

function measureIfThere(cursor: TableCursor): void {
  if (cursor.openRecord()) measureRecord(cursor, false);
}

function enumerateIfThere(cursor: TableCursor): void {
  if (!cursor.openRecord()) return;
  enumerateAll(cursor, {
    ignoreDefault: false,
    presenceOnly: false,
    taggedOnly: false,
    compressOutput: true,
    inRecordOnly: false,
    inCopy: false,
    dataMost: LONGEST_READ,
  });
}
