/**
 * A bookshop: books with any number of authors, found by any of them, and orders that are taken only while there are
 * copies left.
 *
 * Shown: a table made with its columns and indexes in one call, a multi-valued column and an index over it, an escrow
 * column, an auto-increment column, a transaction that is rolled back, a range of an index, JetEnumerateColumns.
 */
import {
  JET_COLUMNCREATE,
  JET_ENUMCOLUMNID,
  type JET_ENUMCOLUMN,
  JET_INDEXCREATE,
  JET_SETINFO,
  JET_TABLECREATE,
  JET_bitColumnAutoincrement,
  JET_bitColumnEscrowUpdate,
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
  JET_bitIndexIgnoreNull,
  JET_bitIndexPrimary,
  JET_bitNewKey,
  JET_bitRangeInclusive,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitSetIndexRange,
  JET_bitSubStrLimit,
  JET_coltypCurrency,
  JET_coltypLong,
  JET_coltypLongText,
  JET_coltypText,
  JET_errNoCurrentRecord,
  JET_errRecordNotFound,
  JET_errSuccess,
  JET_MoveNext,
  JET_prepInsert,
  jetBeginTransaction,
  jetCloseTable,
  jetCommitTransaction,
  jetCreateTableColumnIndex,
  jetEnumerateColumns,
  jetEscrowUpdate,
  jetMakeKey,
  jetMove,
  jetPrepareUpdate,
  jetRetrieveColumn,
  jetRollback,
  jetSeek,
  jetSetColumn,
  jetSetCurrentIndex,
  jetSetIndexRange,
  jetUpdate,
  ref,
} from 'esent';
import { call, currency, type Engine, long, start, stop, text } from './common';

const UNICODE = 1200;

interface Table {
  readonly tableid: number;
  readonly column: Readonly<Record<string, number>>;
}

function createTable(
  { sesid, dbid }: Engine,
  name: string,
  columns: readonly JET_COLUMNCREATE[],
  indexes: readonly JET_INDEXCREATE[],
): Table {
  const create = JET_TABLECREATE({
    szTableName: name,
    ulPages: 16,
    ulDensity: 80,
    rgcolumncreate: [...columns],
    cColumns: columns.length,
    rgindexcreate: [...indexes],
    cIndexes: indexes.length,
  });
  call(jetCreateTableColumnIndex(sesid, dbid, create));
  const column = Object.fromEntries(columns.map(({ szColumnName, columnid }) => [szColumnName, columnid]));
  return { tableid: create.tableid, column };
}

const index = (name: string, key: string, grbit: number): JET_INDEXCREATE =>
  JET_INDEXCREATE({ szIndexName: name, szKey: key, cbKey: key.length, grbit, ulDensity: 80 });

const createBooks = (engine: Engine): Table =>
  createTable(
    engine,
    'Books',
    [
      JET_COLUMNCREATE({
        szColumnName: 'Isbn',
        coltyp: JET_coltypText,
        cbMax: 26,
        cp: UNICODE,
        grbit: JET_bitColumnNotNULL,
      }),
      JET_COLUMNCREATE({ szColumnName: 'Title', coltyp: JET_coltypLongText, cp: UNICODE }),
      JET_COLUMNCREATE({
        szColumnName: 'Author',
        coltyp: JET_coltypText,
        cbMax: 200,
        cp: UNICODE,
        grbit: JET_bitColumnTagged | JET_bitColumnMultiValued,
      }),
      JET_COLUMNCREATE({ szColumnName: 'Price', coltyp: JET_coltypCurrency }),
      JET_COLUMNCREATE({
        szColumnName: 'Copies',
        coltyp: JET_coltypLong,
        grbit: JET_bitColumnEscrowUpdate,
        pvDefault: long(0),
        cbDefault: 4,
      }),
    ],
    [
      index('ByIsbn', '+Isbn\0\0', JET_bitIndexPrimary),
      index('ByAuthor', '+Author\0\0', JET_bitIndexIgnoreNull),
    ],
  );

const createOrders = (engine: Engine): Table =>
  createTable(
    engine,
    'Orders',
    [
      JET_COLUMNCREATE({ szColumnName: 'Number', coltyp: JET_coltypLong, grbit: JET_bitColumnAutoincrement }),
      JET_COLUMNCREATE({ szColumnName: 'Customer', coltyp: JET_coltypText, cbMax: 100, cp: UNICODE }),
      JET_COLUMNCREATE({ szColumnName: 'Isbn', coltyp: JET_coltypText, cbMax: 26, cp: UNICODE }),
      JET_COLUMNCREATE({ szColumnName: 'Quantity', coltyp: JET_coltypLong }),
    ],
    [index('ByNumber', '+Number\0\0', JET_bitIndexPrimary), index('ByCustomer', '+Customer\0+Number\0\0', 0)],
  );

class Shop {
  readonly #books: Table;
  readonly #orders: Table;

  constructor(
    readonly engine: Engine,
    readonly print: (line: string) => void,
  ) {
    this.#books = createBooks(engine);
    this.#orders = createOrders(engine);
  }

  addBook(isbn: string, title: string, authors: readonly string[], cents: bigint, copies: number): void {
    const { sesid } = this.engine;
    const { tableid, column } = this.#books;
    call(jetBeginTransaction(sesid));
    call(jetPrepareUpdate(sesid, tableid, JET_prepInsert));
    this.#set(this.#books, 'Isbn', text(isbn));
    this.#set(this.#books, 'Title', text(title));
    this.#set(this.#books, 'Price', currency(cents * 100n));
    for (const author of authors) {
      const bytes = text(author);
      const another = JET_SETINFO({ ibLongValue: 0, itagSequence: 0 });
      call(jetSetColumn(sesid, tableid, column.Author, bytes, bytes.length, 0, another));
    }
    call(jetUpdate(sesid, tableid, null, 0, null));
    this.#seekBook(isbn);
    call(jetEscrowUpdate(sesid, tableid, column.Copies, long(copies), 4, null, 0, null, 0));
    call(jetCommitTransaction(sesid, 0));
  }

  /** Takes an order, or says why not. */
  order(customer: string, isbn: string, quantity: number): void {
    const { sesid } = this.engine;
    const { tableid, column } = this.#books;
    call(jetBeginTransaction(sesid));
    if (!this.#seekBook(isbn)) {
      this.print(`${customer}: no such book`);
      call(jetRollback(sesid, 0));
      return;
    }
    const before = Buffer.alloc(4);
    call(jetEscrowUpdate(sesid, tableid, column.Copies, long(-quantity), 4, before, 4, ref(0), 0));
    if (before.readInt32LE() < quantity) {
      this.print(`${customer}: only ${before.readInt32LE()} left`);
      call(jetRollback(sesid, 0));
      return;
    }
    const { tableid: orders } = this.#orders;
    call(jetPrepareUpdate(sesid, orders, JET_prepInsert));
    this.#set(this.#orders, 'Customer', text(customer));
    this.#set(this.#orders, 'Isbn', text(isbn));
    this.#set(this.#orders, 'Quantity', long(quantity));
    call(jetUpdate(sesid, orders, null, 0, null));
    call(jetCommitTransaction(sesid, 0));
    this.print(`${customer}: ${quantity} of ${isbn}`);
  }

  /** The books of an author, in the order of their ISBNs. */
  listByAuthor(author: string): void {
    const { sesid } = this.engine;
    const { tableid } = this.#books;
    this.print(`by ${author}:`);
    call(jetBeginTransaction(sesid));
    call(jetSetCurrentIndex(sesid, tableid, 'ByAuthor'));
    const key = text(author);
    call(jetMakeKey(sesid, tableid, key, key.length, JET_bitNewKey));
    let err = jetSeek(sesid, tableid, JET_bitSeekEQ | JET_bitSetIndexRange);
    for (; err === JET_errSuccess; err = jetMove(sesid, tableid, JET_MoveNext, 0))
      this.print(`  ${this.#text(this.#books, 'Title')} (${this.#authors().join(', ')})`);
    if (err !== JET_errNoCurrentRecord && err !== JET_errRecordNotFound) call(err);
    call(jetSetCurrentIndex(sesid, tableid, null));
    call(jetCommitTransaction(sesid, 0));
  }

  /** The orders of the customers whose names begin with some letters. */
  listOrders(prefix: string): void {
    const { sesid } = this.engine;
    const { tableid } = this.#orders;
    this.print(`orders of ${prefix}…:`);
    call(jetBeginTransaction(sesid));
    call(jetSetCurrentIndex(sesid, tableid, 'ByCustomer'));
    const key = text(prefix);
    call(jetMakeKey(sesid, tableid, key, key.length, JET_bitNewKey));
    let err = jetSeek(sesid, tableid, JET_bitSeekGE);
    if (err >= JET_errSuccess) {
      call(jetMakeKey(sesid, tableid, key, key.length, JET_bitNewKey | JET_bitSubStrLimit));
      err = jetSetIndexRange(sesid, tableid, JET_bitRangeInclusive | JET_bitRangeUpperLimit);
    }
    for (; err === JET_errSuccess; err = jetMove(sesid, tableid, JET_MoveNext, 0)) {
      const number = this.#bytes(this.#orders, 'Number').readInt32LE();
      const quantity = this.#bytes(this.#orders, 'Quantity').readInt32LE();
      const customer = this.#text(this.#orders, 'Customer');
      this.print(`  ${number}: ${customer}, ${quantity} of ${this.#text(this.#orders, 'Isbn')}`);
    }
    if (err !== JET_errNoCurrentRecord && err !== JET_errRecordNotFound) call(err);
    call(jetCommitTransaction(sesid, 0));
  }

  close(): void {
    for (const { tableid } of [this.#books, this.#orders]) call(jetCloseTable(this.engine.sesid, tableid));
  }

  #seekBook(isbn: string): boolean {
    const { sesid } = this.engine;
    const { tableid } = this.#books;
    const key = text(isbn);
    call(jetMakeKey(sesid, tableid, key, key.length, JET_bitNewKey));
    const err = jetSeek(sesid, tableid, JET_bitSeekEQ);
    return err !== JET_errRecordNotFound && call(err) === JET_errSuccess;
  }

  #set({ tableid, column }: Table, name: string, bytes: Buffer): void {
    call(jetSetColumn(this.engine.sesid, tableid, column[name], bytes, bytes.length, 0, null));
  }

  #bytes({ tableid, column }: Table, name: string): Buffer {
    const bytes = Buffer.alloc(512);
    const cbActual = ref(0);
    call(jetRetrieveColumn(this.engine.sesid, tableid, column[name], bytes, bytes.length, cbActual, 0, null));
    return bytes.subarray(0, cbActual.value);
  }

  #text(table: Table, name: string): string {
    return this.#bytes(table, name).toString('utf16le');
  }

  /** All values of a multi-valued column in one call. */
  #authors(): string[] {
    const { sesid } = this.engine;
    const { tableid, column } = this.#books;
    const wanted = [JET_ENUMCOLUMNID({ columnid: column.Author })];
    const count = ref(0);
    const found = ref<JET_ENUMCOLUMN[] | null>(null);
    const allocate = (_context: unknown, _old: Uint8Array | null, bytes: number): Uint8Array | null =>
      bytes === 0 ? null : new Uint8Array(bytes);
    call(jetEnumerateColumns(sesid, tableid, 1, wanted, count, found, allocate, null, 1000, 0));
    const values = found.value?.[0].rgEnumColumnValue ?? [];
    return values.map(({ pvData, cbData }) => Buffer.from(pvData ?? []).toString('utf16le', 0, cbData));
  }
}

export function main(folder: string, print: (line: string) => void): void {
  const engine = start(folder, 'bookshop');
  const shop = new Shop(engine, print);
  shop.addBook('9780132350884', 'On Trees', ['Bayer', 'McCreight'], 4_200n, 3);
  shop.addBook('9780201896855', 'Sorting', ['Knuth'], 7_500n, 1);
  shop.addBook('9780262033848', 'More on Trees', ['Bayer', 'Unterauer'], 3_900n, 5);
  shop.listByAuthor('Bayer');
  shop.listByAuthor('Knuth');
  shop.listByAuthor('Nobody');
  shop.order('Ada', '9780132350884', 2);
  shop.order('Alan', '9780201896855', 1);
  shop.order('Ada', '9780201896855', 1);
  shop.order('Grace', '0000000000000', 1);
  shop.order('Alan', '9780132350884', 1);
  shop.listOrders('A');
  shop.listOrders('Ad');
  shop.close();
  stop(engine);
}
