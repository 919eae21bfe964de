/**
 * A stock ledger: movements of goods by day, and the balance of each item, which two clerks change at the same time.
 *
 * Shown: columns and indexes added to a table one by one, two sessions whose escrow updates do not conflict, a replace that
 * does, snapshots of a reader, a range of a key of two columns counted and summed, rows deleted while walking.
 */
import {
  JET_COLUMNDEF,
  JET_bitColumnEscrowUpdate,
  JET_bitIndexPrimary,
  JET_bitIndexUnique,
  JET_bitNewKey,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitTransactionReadOnly,
  JET_coltypLong,
  JET_coltypText,
  type JET_ERR,
  JET_errNoCurrentRecord,
  JET_errRecordNotFound,
  JET_errSuccess,
  JET_errWriteConflict,
  JET_MoveNext,
  JET_prepInsert,
  JET_prepReplace,
  jetAddColumn,
  jetBeginSession,
  jetBeginTransaction,
  jetBeginTransaction2,
  jetCloseDatabase,
  jetCloseTable,
  jetCommitTransaction,
  jetCreateIndex,
  jetCreateTable,
  jetDelete,
  jetEndSession,
  jetEscrowUpdate,
  jetIndexRecordCount,
  jetMakeKey,
  jetMove,
  jetOpenDatabase,
  jetOpenTable,
  jetPrepareUpdate,
  jetRetrieveColumn,
  jetRollback,
  jetSeek,
  jetSetColumn,
  jetSetIndexRange,
  jetUpdate,
  ref,
} from 'esent';
import { call, type Engine, long, start, stop, text } from './common';

const UNICODE = 1200;

interface Columns {
  readonly item: number;
  readonly day: number;
  readonly line: number;
  readonly quantity: number;
  readonly name: number;
  readonly balance: number;
}

function addColumn(sesid: number, tableid: number, name: string, definition: Partial<JET_COLUMNDEF>): number {
  const columnid = ref(0);
  const zero = (definition.grbit ?? 0) === JET_bitColumnEscrowUpdate ? long(0) : null;
  call(jetAddColumn(sesid, tableid, name, JET_COLUMNDEF(definition), zero, zero?.length ?? 0, columnid));
  return columnid.value;
}

function createTables({ sesid, dbid }: Engine): Columns {
  const movements = ref(0);
  const items = ref(0);
  call(jetBeginTransaction(sesid));
  call(jetCreateTable(sesid, dbid, 'Movements', 16, 90, movements));
  const number = { coltyp: JET_coltypLong };
  const item = addColumn(sesid, movements.value, 'Item', number);
  const day = addColumn(sesid, movements.value, 'Day', number);
  const line = addColumn(sesid, movements.value, 'Line', number);
  const quantity = addColumn(sesid, movements.value, 'Quantity', number);
  const key = '+Item\0+Day\0+Line\0\0';
  call(
    jetCreateIndex(
      sesid,
      movements.value,
      'ByItem',
      JET_bitIndexPrimary | JET_bitIndexUnique,
      key,
      key.length,
      90,
    ),
  );
  call(jetCreateTable(sesid, dbid, 'Items', 1, 90, items));
  addColumn(sesid, items.value, 'Item', number);
  const name = addColumn(sesid, items.value, 'Name', { coltyp: JET_coltypText, cbMax: 100, cp: UNICODE });
  const balance = addColumn(sesid, items.value, 'Balance', { ...number, grbit: JET_bitColumnEscrowUpdate });
  call(jetCreateIndex(sesid, items.value, 'ByItem', JET_bitIndexPrimary, '+Item\0\0', 7, 90));
  call(jetCloseTable(sesid, movements.value));
  call(jetCloseTable(sesid, items.value));
  call(jetCommitTransaction(sesid, 0));
  return { item, day, line, quantity, name, balance };
}

/** One who works on the ledger, with a session and cursors of their own. */
class Clerk {
  readonly #sesid: number;
  readonly #dbid: number;
  readonly #movements: number;
  readonly #items: number;

  constructor(
    { instance }: Engine,
    database: string,
    readonly columns: Columns,
  ) {
    const sesid = ref(0);
    const dbid = ref(0);
    call(jetBeginSession(instance, sesid, null, null));
    this.#sesid = sesid.value;
    call(jetOpenDatabase(this.#sesid, database, null, dbid, 0));
    this.#dbid = dbid.value;
    this.#movements = this.#open('Movements');
    this.#items = this.#open('Items');
  }

  begin(): void {
    call(jetBeginTransaction(this.#sesid));
  }

  /** Begins to read: what others commit from now on is not seen. */
  beginReading(): void {
    call(jetBeginTransaction2(this.#sesid, JET_bitTransactionReadOnly));
  }

  commit(): void {
    call(jetCommitTransaction(this.#sesid, 0));
  }

  rollback(): void {
    call(jetRollback(this.#sesid, 0));
  }

  addItem(item: number, name: string): void {
    call(jetPrepareUpdate(this.#sesid, this.#items, JET_prepInsert));
    this.#set(this.#items, this.columns.item, long(item));
    this.#set(this.#items, this.columns.name, text(name));
    call(jetUpdate(this.#sesid, this.#items, null, 0, null));
  }

  /** Books a movement and adds it to the balance of its item. */
  book(item: number, day: number, line: number, quantity: number): void {
    const { columns } = this;
    call(jetPrepareUpdate(this.#sesid, this.#movements, JET_prepInsert));
    this.#set(this.#movements, columns.item, long(item));
    this.#set(this.#movements, columns.day, long(day));
    this.#set(this.#movements, columns.line, long(line));
    this.#set(this.#movements, columns.quantity, long(quantity));
    call(jetUpdate(this.#sesid, this.#movements, null, 0, null));
    this.#seekItem(item);
    call(jetEscrowUpdate(this.#sesid, this.#items, columns.balance, long(quantity), 4, null, 0, null, 0));
  }

  /** Renames an item; not while somebody else has changed it and not committed. */
  rename(item: number, name: string): JET_ERR {
    this.#seekItem(item);
    const err = jetPrepareUpdate(this.#sesid, this.#items, JET_prepReplace);
    if (err !== JET_errSuccess) return err;
    this.#set(this.#items, this.columns.name, text(name));
    return jetUpdate(this.#sesid, this.#items, null, 0, null);
  }

  balance(item: number): number {
    this.#seekItem(item);
    return this.#long(this.#items, this.columns.balance);
  }

  name(item: number): string {
    this.#seekItem(item);
    return this.#bytes(this.#items, this.columns.name).toString('utf16le');
  }

  /** How many movements an item has from one day to another, and their sum. */
  total(item: number, fromDay: number, toDay: number): { movements: number; sum: number } {
    if (!this.#setRange(item, fromDay, toDay)) return { movements: 0, sum: 0 };
    const movements = ref(0);
    call(jetIndexRecordCount(this.#sesid, this.#movements, movements, 0));
    if (!this.#setRange(item, fromDay, toDay)) return { movements: 0, sum: 0 };
    let sum = 0;
    let err: JET_ERR = JET_errSuccess;
    for (; err === JET_errSuccess; err = jetMove(this.#sesid, this.#movements, JET_MoveNext, 0))
      sum += this.#long(this.#movements, this.columns.quantity);
    if (err !== JET_errNoCurrentRecord) call(err);
    return { movements: movements.value, sum };
  }

  /** Deletes the movements of an item up to a day, and says how many. */
  forget(item: number, toDay: number): number {
    let deleted = 0;
    if (!this.#setRange(item, -1_000_000, toDay)) return deleted;
    let err: JET_ERR = JET_errSuccess;
    for (; err === JET_errSuccess; err = jetMove(this.#sesid, this.#movements, JET_MoveNext, 0)) {
      call(jetDelete(this.#sesid, this.#movements));
      deleted++;
    }
    if (err !== JET_errNoCurrentRecord) call(err);
    return deleted;
  }

  end(): void {
    call(jetCloseTable(this.#sesid, this.#movements));
    call(jetCloseTable(this.#sesid, this.#items));
    call(jetCloseDatabase(this.#sesid, this.#dbid, 0));
    call(jetEndSession(this.#sesid, 0));
  }

  #open(table: string): number {
    const tableid = ref(0);
    call(jetOpenTable(this.#sesid, this.#dbid, table, null, 0, 0, tableid));
    return tableid.value;
  }

  #seekItem(item: number): void {
    call(jetMakeKey(this.#sesid, this.#items, long(item), 4, JET_bitNewKey));
    call(jetSeek(this.#sesid, this.#items, JET_bitSeekEQ));
  }

  /** Goes to the first movement of the range and limits the cursor to it; false when there is none. */
  #setRange(item: number, fromDay: number, toDay: number): boolean {
    this.#makeKey(item, fromDay);
    let err = jetSeek(this.#sesid, this.#movements, JET_bitSeekGE);
    if (err === JET_errRecordNotFound) return false;
    call(err);
    this.#makeKey(item, toDay + 1);
    err = jetSetIndexRange(this.#sesid, this.#movements, JET_bitRangeUpperLimit);
    return err !== JET_errNoCurrentRecord && call(err) === JET_errSuccess;
  }

  #makeKey(item: number, day: number): void {
    call(jetMakeKey(this.#sesid, this.#movements, long(item), 4, JET_bitNewKey));
    call(jetMakeKey(this.#sesid, this.#movements, long(day), 4, 0));
  }

  #set(tableid: number, columnid: number, bytes: Buffer): void {
    call(jetSetColumn(this.#sesid, tableid, columnid, bytes, bytes.length, 0, null));
  }

  #bytes(tableid: number, columnid: number): Buffer {
    const bytes = Buffer.alloc(256);
    const cbActual = ref(0);
    call(jetRetrieveColumn(this.#sesid, tableid, columnid, bytes, bytes.length, cbActual, 0, null));
    return bytes.subarray(0, cbActual.value);
  }

  #long(tableid: number, columnid: number): number {
    return this.#bytes(tableid, columnid).readInt32LE();
  }
}

const BOLTS = 1;
const NUTS = 2;

export function main(folder: string, print: (line: string) => void): void {
  const engine = start(folder, 'ledger');
  const columns = createTables(engine);
  const [anna, bert, carl] = [1, 2, 3].map(() => new Clerk(engine, `${folder}/ledger.edb`, columns));
  anna.begin();
  anna.addItem(BOLTS, 'bolts');
  anna.addItem(NUTS, 'nuts');
  anna.commit();

  print('two clerks at the same items:');
  carl.beginReading();
  anna.begin();
  bert.begin();
  for (let day = 1; day <= 10; day++) {
    anna.book(BOLTS, day, 1, 100);
    bert.book(BOLTS, day, 2, -30);
    bert.book(NUTS, day, 1, day);
  }
  print(`  anna sees ${anna.balance(BOLTS)} bolts, carl ${carl.balance(BOLTS)}`);
  print(`  carl may not rename them: ${carl.rename(BOLTS, 'screws') < JET_errSuccess}`);
  carl.commit();
  anna.commit();
  carl.begin();
  const conflict = carl.rename(BOLTS, 'screws') === JET_errWriteConflict;
  print(`  nor when he writes, while bert has not committed: ${conflict}`);
  carl.rollback();
  bert.commit();
  carl.begin();
  call(carl.rename(BOLTS, 'screws'));
  carl.commit();

  carl.beginReading();
  print(`${carl.name(BOLTS)}: ${carl.balance(BOLTS)}, ${carl.name(NUTS)}: ${carl.balance(NUTS)}`);
  for (const [from, to] of [
    [1, 10],
    [3, 5],
    [11, 20],
  ]) {
    const { movements, sum } = carl.total(BOLTS, from, to);
    print(`days ${from} to ${to}: ${movements} movements, ${sum} in all`);
  }
  carl.commit();

  anna.begin();
  print(`forgotten up to day 5: ${anna.forget(BOLTS, 5)} movements`);
  print(`left: ${anna.total(BOLTS, 1, 10).movements}`);
  anna.rollback();
  anna.beginReading();
  print(`after a second thought: ${anna.total(BOLTS, 1, 10).movements}`);
  anna.commit();
  for (const clerk of [anna, bert, carl]) clerk.end();
  stop(engine);
}
