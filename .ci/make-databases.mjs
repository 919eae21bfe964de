// make-databases.mjs FOLDER COUNT [SEED]: makes databases through the flat API, and writes beside each what is in it:
// NNN.edb and NNN.json. Page sizes, schemas and rows are drawn from the seed; rows are listed in the order of their keys.
//
//   { pageSize, dropped: [table], tables: [ { name, columns: [ { name, type, kind, … } ], rows: [ [value] ] } ] }
//
// A value is null, hexadecimal digits, or a list of these where there are several.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as jet from '../dist/src/index.js';

const [folder, count, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4] ?? 1)];
const PAGE_SIZES = [4096, 8192, 16384, 32768];
const FIXED = [
  ['JET_coltypBit', 1],
  ['JET_coltypUnsignedByte', 1],
  ['JET_coltypShort', 2],
  ['JET_coltypLong', 4],
  ['JET_coltypCurrency', 8],
  ['JET_coltypIEEESingle', 4],
  ['JET_coltypIEEEDouble', 8],
  ['JET_coltypDateTime', 8],
  ['JET_coltypUnsignedLong', 4],
  ['JET_coltypLongLong', 8],
  ['JET_coltypGUID', 16],
  ['JET_coltypUnsignedShort', 2],
];
const MUST_BE_TEXT = new Set(['JET_coltypText', 'JET_coltypLongText']);
let state = 0;

function must(call, err) {
  if (err >= 0) return;
  console.error(`${call}: ${err}`);
  process.exit(1);
}

/** Chance that repeats (xorshift32). */
function below(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

/** Bytes that compress a little or not at all. */
function bytes(length, isText) {
  const result = Buffer.alloc(length);
  const isPlain = isText || below(2) === 0;
  for (let i = 0; i < length; i++) result[i] = isPlain ? 0x61 + below(4) : below(256);
  return result;
}

function drawColumns(pageSize) {
  const columns = [{ name: 'k', type: 'JET_coltypLong', kind: 'fixed', size: 4, grbit: 0 }];
  const add = (kind, type, size, more = {}) =>
    columns.push({ name: `${kind[0]}${columns.length}`, type, kind, size, grbit: 0, ...more });
  for (let n = 1 + below(6); n > 0; n--) add('fixed', ...FIXED[below(FIXED.length)]);
  for (let n = below(4); n > 0; n--)
    add('variable', below(2) === 0 ? 'JET_coltypBinary' : 'JET_coltypText', 1 + below(200));
  for (let n = below(4); n > 0; n--) {
    const isSeveral = below(2) === 0;
    const [type, size] = below(2) === 0 ? FIXED[below(FIXED.length)] : ['JET_coltypBinary', 40];
    const bits = jet.JET_bitColumnTagged | (isSeveral ? jet.JET_bitColumnMultiValued : 0);
    add('tagged', type, size, { isSeveral, grbit: bits });
  }
  for (let n = below(3); n > 0; n--) {
    const isCompressed = below(2) === 0;
    const type = below(2) === 0 ? 'JET_coltypLongBinary' : 'JET_coltypLongText';
    const size = [100, 1500, pageSize, 5 * pageSize][below(4)];
    add('long', type, size, { isCompressed, grbit: isCompressed ? jet.JET_bitColumnCompressed : 0 });
  }
  return columns;
}

function drawValue(column) {
  if (column.name === 'k') throw new Error('a key is not drawn');
  if (column.type === 'JET_coltypBit') return Buffer.from([below(2) === 0 ? 0 : 0xff]);
  if (column.kind === 'fixed' || (column.kind === 'tagged' && column.type !== 'JET_coltypBinary'))
    return bytes(column.size, false);
  return bytes(1 + below(column.size), MUST_BE_TEXT.has(column.type));
}

class Maker {
  constructor(pageSize, place) {
    this.pageSize = pageSize;
    must('page size', jet.jetSetSystemParameter(null, 0, jet.JET_paramDatabasePageSize, pageSize, null));
    this.instance = jet.ref(0);
    must('jetCreateInstance', jet.jetCreateInstance(this.instance, `make ${pageSize}`));
    for (const parameter of ['JET_paramSystemPath', 'JET_paramLogFilePath', 'JET_paramTempPath'])
      must(parameter, jet.jetSetSystemParameter(this.instance, 0, jet[parameter], 0, place + sep));
    must('circular', jet.jetSetSystemParameter(this.instance, 0, jet.JET_paramCircularLog, 1, null));
    must('extension', jet.jetSetSystemParameter(this.instance, 0, jet.JET_paramDbExtensionSize, 16, null));
    must('no tables', jet.jetSetSystemParameter(this.instance, 0, jet.JET_paramMaxTemporaryTables, 0, null));
    must('jetInit', jet.jetInit(this.instance));
    const sesid = jet.ref(0);
    must('jetBeginSession', jet.jetBeginSession(this.instance.value, sesid, null, null));
    this.sesid = sesid.value;
  }

  end() {
    must('jetTerm', jet.jetTerm(this.instance.value));
  }

  database(path) {
    const dbid = jet.ref(0);
    must('jetCreateDatabase', jet.jetCreateDatabase(this.sesid, path, null, dbid, 0));
    this.dbid = dbid.value;
    const made = { pageSize: this.pageSize, dropped: [], tables: [] };
    for (let n = 1 + below(3); n > 0; n--) {
      const table = this.table(`table${n}`);
      if (below(4) !== 0) made.tables.push(table);
      else {
        must('jetDeleteTable', jet.jetDeleteTable(this.sesid, this.dbid, table.name));
        made.dropped.push(table.name);
      }
    }
    must('jetCloseDatabase', jet.jetCloseDatabase(this.sesid, this.dbid, 0));
    must('jetDetachDatabase', jet.jetDetachDatabase(this.sesid, path));
    return made;
  }

  table(name) {
    this.columns = drawColumns(this.pageSize);
    const tableid = jet.ref(0);
    this.begin();
    must('jetCreateTable', jet.jetCreateTable(this.sesid, this.dbid, name, 0, 90, tableid));
    this.tableid = tableid.value;
    for (const column of this.columns) this.addColumn(column);
    this.index('pk', jet.JET_bitIndexPrimary, '+k\0\0');
    const indexed = this.columns.filter(({ kind, size }) => kind !== 'long' && size <= 100).slice(1, 4);
    for (const [number, column] of indexed.entries())
      this.index(`i${number}`, 0, `${below(2) === 0 ? '+' : '-'}${column.name}\0\0`);
    this.commit();
    const rows = new Map();
    this.change(rows, 40 + below(this.pageSize === 4096 ? 400 : 150));
    if (below(3) === 0) this.addLate(rows);
    if (below(3) === 0) this.dropOne(rows, indexed);
    this.change(rows, 40);
    must('jetCloseTable', jet.jetCloseTable(this.sesid, this.tableid));
    const inOrder = [...rows].sort(([one], [other]) => one - other).map(([, row]) => row);
    const columns = this.columns.map(({ id, ...column }) => column);
    return {
      name,
      columns,
      rows: inOrder.map((row) => this.columns.map((column) => shown(row.get(column.name)))),
    };
  }

  addColumn(column) {
    const columnid = jet.ref(0);
    const definition = jet.JET_COLUMNDEF({
      coltyp: jet[column.type],
      cbMax: column.kind === 'long' ? 0 : column.size,
      cp: MUST_BE_TEXT.has(column.type) ? 1252 : 0,
      grbit: column.grbit,
    });
    const { standard } = column;
    const value = standard === undefined ? null : Buffer.from(standard, 'hex');
    const err = jet.jetAddColumn(
      this.sesid,
      this.tableid,
      column.name,
      definition,
      value,
      value?.length ?? 0,
      columnid,
    );
    must(`jetAddColumn ${column.type} ${column.kind}`, err);
    column.id = columnid.value;
  }

  index(name, grbit, key) {
    must('jetCreateIndex', jet.jetCreateIndex(this.sesid, this.tableid, name, grbit, key, key.length, 90));
  }

  /** A column that the rows so far do not have; with a default value that they have all the same. */
  addLate(rows) {
    const standard = below(2) === 0 ? undefined : bytes(4, false).toString('hex');
    const column = { name: 'late', type: 'JET_coltypLong', kind: 'fixed', size: 4, grbit: 0, standard };
    this.addColumn(column);
    this.columns.push(column);
    for (const row of rows.values()) row.set(column.name, standard === undefined ? null : [standard]);
  }

  /** Takes a column away that no index has. */
  dropOne(rows, indexed) {
    const column = this.columns.find((each) => each.kind !== 'fixed' && !indexed.includes(each));
    if (column === undefined) return;
    must('jetDeleteColumn', jet.jetDeleteColumn(this.sesid, this.tableid, column.name));
    this.columns = this.columns.filter((each) => each !== column);
    for (const row of rows.values()) row.delete(column.name);
  }

  /** Inserts, replaces and deletes; some of it is rolled back. */
  change(rows, steps) {
    while (steps > 0) {
      this.begin();
      const before = new Map([...rows].map(([key, row]) => [key, new Map(row)]));
      const chunk = Math.min(steps, 25);
      for (let n = 0; n < chunk; n++) this.changeOne(rows);
      steps -= chunk;
      if (below(5) !== 0) this.commit();
      else {
        must('jetRollback', jet.jetRollback(this.sesid, 0));
        rows.clear();
        for (const [key, row] of before) rows.set(key, row);
      }
    }
  }

  changeOne(rows) {
    const what = below(10);
    const keys = [...rows.keys()];
    if (what < 6 || keys.length === 0) return this.insert(rows, below(100000));
    const key = keys[below(keys.length)];
    this.seek(key);
    if (what < 8) {
      must('jetDelete', jet.jetDelete(this.sesid, this.tableid));
      rows.delete(key);
    } else this.write(jet.JET_prepReplace, rows.get(key), 2);
  }

  insert(rows, key) {
    if (rows.has(key)) return;
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(key);
    const row = new Map(
      this.columns.map(({ name, standard }) => [name, standard === undefined ? null : [standard]]),
    );
    row.set('k', [bytes.toString('hex')]);
    rows.set(key, row);
    this.write(jet.JET_prepInsert, row, 4);
  }

  /** Updates a row with so many columns set of five. */
  write(how, row, share) {
    must('jetPrepareUpdate', jet.jetPrepareUpdate(this.sesid, this.tableid, how));
    for (const column of this.columns) {
      if (column.name === 'k') {
        if (how === jet.JET_prepInsert) this.set(column, Buffer.from(row.get('k')[0], 'hex'), 1);
      } else if (below(5) < share) this.setAnew(column, row, how);
    }
    must('jetUpdate', jet.jetUpdate(this.sesid, this.tableid, null, 0, null));
  }

  setAnew(column, row, how) {
    if (how === jet.JET_prepReplace && below(5) === 0) {
      const had = row.get(column.name)?.length ?? 0;
      for (let n = had; n > 0; n--) this.set(column, null, n);
      row.set(column.name, null);
      return;
    }
    const values = [...(row.get(column.name) ?? [])];
    const itag = column.isSeveral === true && below(3) > 0 ? 0 : 1;
    const value = drawValue(column);
    this.set(column, value, itag);
    if (itag === 0) values.push(value.toString('hex'));
    else values[0] = value.toString('hex');
    row.set(column.name, values);
  }

  set(column, value, itagSequence) {
    const info = jet.JET_SETINFO({ itagSequence });
    must(
      'jetSetColumn',
      jet.jetSetColumn(this.sesid, this.tableid, column.id, value, value?.length ?? 0, 0, info),
    );
  }

  seek(key) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(key);
    must('jetMakeKey', jet.jetMakeKey(this.sesid, this.tableid, bytes, 4, jet.JET_bitNewKey));
    must('jetSeek', jet.jetSeek(this.sesid, this.tableid, jet.JET_bitSeekEQ));
  }

  begin() {
    must('jetBeginTransaction', jet.jetBeginTransaction(this.sesid));
  }

  commit() {
    must('jetCommitTransaction', jet.jetCommitTransaction(this.sesid, jet.JET_bitCommitLazyFlush));
  }
}

const shown = (values) =>
  values === null || values === undefined ? null : values.length === 1 ? values[0] : values;

for (const [number, pageSize] of PAGE_SIZES.entries()) {
  const place = join(folder, String(pageSize));
  mkdirSync(place);
  const maker = new Maker(pageSize, place);
  for (let n = number; n < count; n += PAGE_SIZES.length) {
    state = (seed * 0x9e3779b1 + n * 0x85ebca6b) | 0 || 1;
    const name = join(folder, String(n).padStart(3, '0'));
    writeFileSync(`${name}.json`, JSON.stringify(maker.database(`${name}.edb`)));
  }
  maker.end();
}
console.log(`${count} databases made from seed ${seed}`);
