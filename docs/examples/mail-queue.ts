/**
 * A mail queue: one session puts messages in, two others take them out and never the same one; what a worker had taken
 * when it gave up is there again for the next.
 *
 * Shown: sessions that lock rows against each other, a rollback that gives a message back, bodies of any length as long
 * values written and read in pieces, an index with a condition, temporary tables as a sort.
 */
import {
  JET_COLUMNDEF,
  JET_CONDITIONALCOLUMN,
  JET_INDEXCREATE,
  JET_RETINFO,
  JET_bitColumnAutoincrement,
  JET_bitColumnTTDescending,
  JET_bitColumnTTKey,
  JET_bitIndexPrimary,
  JET_bitIndexIgnoreAnyNull,
  JET_bitSetAppendLV,
  JET_coltypLong,
  JET_coltypLongBinary,
  JET_coltypText,
  JET_errNoCurrentRecord,
  JET_errRecordNotFound,
  JET_errSuccess,
  JET_errWriteConflict,
  JET_bitIndexColumnMustBeNull,
  JET_bitTTSortNullsHigh,
  JET_MoveFirst,
  JET_MoveNext,
  JET_prepInsert,
  JET_prepReplace,
  jetAddColumn,
  jetBeginSession,
  jetBeginTransaction,
  jetCloseDatabase,
  jetCloseTable,
  jetCommitTransaction,
  jetCreateIndex,
  jetCreateIndex2,
  jetCreateTable,
  jetEndSession,
  jetMove,
  jetOpenDatabase,
  jetOpenTable,
  jetOpenTempTable,
  jetPrepareUpdate,
  jetRetrieveColumn,
  jetRollback,
  jetSetColumn,
  jetSetCurrentIndex,
  jetUpdate,
  ref,
} from 'esent';
import { call, type Engine, long, start, stop, text } from './common';

const UNICODE = 1200;
const PIECE = 1000;

interface Columns {
  readonly number: number;
  readonly to: number;
  readonly body: number;
  readonly doneBy: number;
}

function createQueue({ sesid, dbid }: Engine): Columns {
  const tableid = ref(0);
  call(jetBeginTransaction(sesid));
  call(jetCreateTable(sesid, dbid, 'Queue', 16, 90, tableid));
  const add = (name: string, definition: Partial<JET_COLUMNDEF>): number => {
    const columnid = ref(0);
    call(jetAddColumn(sesid, tableid.value, name, JET_COLUMNDEF(definition), null, 0, columnid));
    return columnid.value;
  };
  const columns = {
    number: add('Number', { coltyp: JET_coltypLong, grbit: JET_bitColumnAutoincrement }),
    to: add('To', { coltyp: JET_coltypText, cbMax: 200, cp: UNICODE }),
    body: add('Body', { coltyp: JET_coltypLongBinary }),
    doneBy: add('DoneBy', { coltyp: JET_coltypText, cbMax: 100, cp: UNICODE }),
  };
  const waiting = JET_CONDITIONALCOLUMN({ szColumnName: 'DoneBy', grbit: JET_bitIndexColumnMustBeNull });
  const key = '+Number\0\0';
  call(jetCreateIndex(sesid, tableid.value, 'ByNumber', JET_bitIndexPrimary, key, key.length, 90));
  const index = JET_INDEXCREATE({
    szIndexName: 'Waiting',
    szKey: key,
    cbKey: key.length,
    grbit: JET_bitIndexIgnoreAnyNull,
    ulDensity: 90,
    rgconditionalcolumn: [waiting],
    cConditionalColumn: 1,
  });
  call(jetCreateIndex2(sesid, tableid.value, [index], 1));
  call(jetCloseTable(sesid, tableid.value));
  call(jetCommitTransaction(sesid, 0));
  return columns;
}

interface Message {
  readonly number: number;
  readonly to: string;
  readonly body: string;
}

/** A session with a cursor on the queue. */
class Client {
  readonly #sesid: number;
  readonly #dbid: number;
  readonly #queue: number;

  constructor(
    readonly name: string,
    { instance }: Engine,
    database: string,
    readonly columns: Columns,
  ) {
    const [sesid, dbid, queue] = [ref(0), ref(0), ref(0)];
    call(jetBeginSession(instance, sesid, null, null));
    call(jetOpenDatabase(sesid.value, database, null, dbid, 0));
    call(jetOpenTable(sesid.value, dbid.value, 'Queue', null, 0, 0, queue));
    [this.#sesid, this.#dbid, this.#queue] = [sesid.value, dbid.value, queue.value];
  }

  /** Puts a message into the queue; its body is written piece by piece. */
  send(to: string, body: string): void {
    call(jetBeginTransaction(this.#sesid));
    call(jetPrepareUpdate(this.#sesid, this.#queue, JET_prepInsert));
    this.#set(this.columns.to, text(to), 0);
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += PIECE)
      this.#set(this.columns.body, bytes.subarray(at, at + PIECE), JET_bitSetAppendLV);
    call(jetUpdate(this.#sesid, this.#queue, null, 0, null));
    call(jetCommitTransaction(this.#sesid, 0));
  }

  /** Takes the oldest message that nobody has: it is this one's until `done` or `giveUp`. Null when there is none. */
  take(): Message | null {
    call(jetBeginTransaction(this.#sesid));
    call(jetSetCurrentIndex(this.#sesid, this.#queue, 'Waiting'));
    let err = jetMove(this.#sesid, this.#queue, JET_MoveFirst, 0);
    for (; err === JET_errSuccess; err = jetMove(this.#sesid, this.#queue, JET_MoveNext, 0)) {
      const prepared = jetPrepareUpdate(this.#sesid, this.#queue, JET_prepReplace);
      if (prepared === JET_errWriteConflict) continue;
      call(prepared);
      this.#set(this.columns.doneBy, text(this.name), 0);
      const message = this.#message();
      call(jetUpdate(this.#sesid, this.#queue, null, 0, null));
      return message;
    }
    if (err !== JET_errNoCurrentRecord && err !== JET_errRecordNotFound) call(err);
    call(jetRollback(this.#sesid, 0));
    return null;
  }

  done(): void {
    call(jetCommitTransaction(this.#sesid, 0));
  }

  giveUp(): void {
    call(jetRollback(this.#sesid, 0));
  }

  /** All messages, the longest first: sorted by a temporary table. */
  report(print: (line: string) => void): void {
    const sort = ref(0);
    const ids = [0, 0];
    const definitions = [
      JET_COLUMNDEF({ coltyp: JET_coltypLong, grbit: JET_bitColumnTTKey | JET_bitColumnTTDescending }),
      JET_COLUMNDEF({ coltyp: JET_coltypLong, grbit: JET_bitColumnTTKey }),
    ];
    call(jetBeginTransaction(this.#sesid));
    call(jetOpenTempTable(this.#sesid, definitions, definitions.length, JET_bitTTSortNullsHigh, sort, ids));
    call(jetSetCurrentIndex(this.#sesid, this.#queue, null));
    let err = jetMove(this.#sesid, this.#queue, JET_MoveFirst, 0);
    for (; err === JET_errSuccess; err = jetMove(this.#sesid, this.#queue, JET_MoveNext, 0)) {
      const { number, body } = this.#message();
      call(jetPrepareUpdate(this.#sesid, sort.value, JET_prepInsert));
      call(jetSetColumn(this.#sesid, sort.value, ids[0], long(body.length), 4, 0, null));
      call(jetSetColumn(this.#sesid, sort.value, ids[1], long(number), 4, 0, null));
      call(jetUpdate(this.#sesid, sort.value, null, 0, null));
    }
    const [length, number] = [Buffer.alloc(4), Buffer.alloc(4)];
    err = jetMove(this.#sesid, sort.value, JET_MoveFirst, 0);
    for (; err === JET_errSuccess; err = jetMove(this.#sesid, sort.value, JET_MoveNext, 0)) {
      call(jetRetrieveColumn(this.#sesid, sort.value, ids[0], length, 4, null, 0, null));
      call(jetRetrieveColumn(this.#sesid, sort.value, ids[1], number, 4, null, 0, null));
      print(`  ${number.readInt32LE()}: ${length.readInt32LE()} characters`);
    }
    call(jetCloseTable(this.#sesid, sort.value));
    call(jetCommitTransaction(this.#sesid, 0));
  }

  end(): void {
    call(jetCloseTable(this.#sesid, this.#queue));
    call(jetCloseDatabase(this.#sesid, this.#dbid, 0));
    call(jetEndSession(this.#sesid, 0));
  }

  #message(): Message {
    return {
      number: this.#read(this.columns.number, 0).readInt32LE(),
      to: this.#read(this.columns.to, 0).toString('utf16le'),
      body: this.#body(),
    };
  }

  /** Reads a long value piece by piece. */
  #body(): string {
    const pieces: Buffer[] = [];
    for (let at = 0; ; at += PIECE) {
      const piece = this.#read(this.columns.body, at);
      if (piece.length === 0) return Buffer.concat(pieces).toString();
      pieces.push(Buffer.from(piece));
    }
  }

  #read(columnid: number, from: number): Buffer {
    const bytes = Buffer.alloc(PIECE);
    const cbActual = ref(0);
    const info = JET_RETINFO({ ibLongValue: from, itagSequence: 1 });
    call(jetRetrieveColumn(this.#sesid, this.#queue, columnid, bytes, PIECE, cbActual, 0, info));
    return bytes.subarray(0, Math.min(PIECE, cbActual.value));
  }

  #set(columnid: number, bytes: Buffer, grbit: number): void {
    call(jetSetColumn(this.#sesid, this.#queue, columnid, bytes, bytes.length, grbit, null));
  }
}

export function main(folder: string, print: (line: string) => void): void {
  const engine = start(folder, 'mail');
  const columns = createQueue(engine);
  const client = (name: string): Client => new Client(name, engine, `${folder}/mail.edb`, columns);
  const [sender, wally, wilma] = [client('sender'), client('wally'), client('wilma')];
  const show = (who: Client, message: Message | null): void =>
    print(
      `${who.name} takes ${message === null ? 'nothing' : `${message.number} to ${message.to}, ${message.body.length} characters`}`,
    );
  sender.send('ada@example.org', 'Dear Ada, '.repeat(3));
  sender.send('alan@example.org', 'Dear Alan, '.repeat(2000));
  sender.send('grace@example.org', 'Dear Grace');
  show(wally, wally.take());
  show(wilma, wilma.take());
  print('wally gives up, wilma is done');
  wally.giveUp();
  wilma.done();
  show(wilma, wilma.take());
  show(wally, wally.take());
  wilma.done();
  wally.done();
  show(wally, wally.take());
  print('all messages, the longest first:');
  sender.report(print);
  for (const each of [sender, wally, wilma]) each.end();
  stop(engine);
}
