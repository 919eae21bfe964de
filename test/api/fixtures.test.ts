import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as columnTypes from '../../include/column-types';
import { JET_bitColumnUpdatable } from '../../include/grbits/column-ddl';
import { JET_wrnColumnNull } from '../../errors/codes';
import {
  JET_ColInfoList,
  JET_IdxInfoList,
  JET_ObjInfoListNoStats,
  JET_TblInfoName,
} from '../../include/info-levels';
import { JET_MoveFirst, JET_MoveLast, JET_MoveNext } from '../../include/navigation';
import { ref } from '../../include/ref';
import type { JET_ENUMCOLUMN } from '../../include/structs/retrieval';
import { JET_RETINFO, JET_RETRIEVECOLUMN } from '../../include/structs/retrieval';
import { JET_COLUMNLIST, JET_INDEXLIST, JET_OBJECTLIST } from '../../include/structs/schema-info';
import {
  jetCloseTable,
  jetEnumerateColumns,
  jetGetObjectInfo,
  jetGetTableColumnInfo,
  jetGetTableIndexInfo,
  jetGetTableInfo,
  jetIndexRecordCount,
  jetMove,
  jetRetrieveColumn,
  jetRetrieveColumns,
  jetSetCurrentIndex,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { COMMITTED_DATABASES, committedContent, committedDatabase } from '../support/cached-file';
import type {
  ExpectedColumn,
  ExpectedContent,
  ExpectedRow,
  ExpectedTable,
  ExpectedValue,
} from '../support/expected-content';
import {
  committedLeftovers,
  committedLeftoversContent,
  recoveredDatabase,
  sharedLeftovers,
} from '../support/recovered';
import { describeShared, sharedBytes } from '../support/shared';

const SHARED_DATABASES = ['clean4k', 'clean8k-small', 'clean16k', 'clean32k'] as const;
const TYPES = new Map<number, string>(Object.entries(columnTypes).map(([name, value]) => [value, name]));
const HEAD_BYTES = 32;
const ORDER_DIGITS = 60;

describe.each(COMMITTED_DATABASES)('the database %s, as the real engine made it,', (name) => {
  readsAs(
    () => committedDatabase(name),
    () => contentIn(committedContent(name)),
  );
});

describeShared('databases that lie beside the checkout', 'fixtures/clean4k/a.db.gz', () => {
  describe.each(SHARED_DATABASES)('%s', (name) => {
    readsAs(
      () => sharedBytes(`fixtures/${name}/a.db.gz`),
      () => contentIn(JSON.parse(sharedBytes(`fixtures/${name}/expected.json`).toString())),
    );
  });
});

describe('a database that was recovered from what a killed process left', () => {
  readsAs(
    () => recoveredDatabase(committedLeftovers(), 'C:\\fx\\dirty4k-all\\a.db'),
    () => contentIn(committedLeftoversContent()),
  );
});

describeShared('leftovers of killed processes that lie beside the checkout', 'fixtures/dirty4k', () => {
  describe.each(['dirty4k', 'dirty32k'])('%s', (name) => {
    readsAs(
      () => recoveredDatabase(sharedLeftovers(name), `C:\\fx\\${name}\\a.db`),
      () => contentIn(JSON.parse(sharedBytes(`fixtures/${name}/expected.json`).toString())),
    );
  });
});

function contentIn(json: unknown): ExpectedContent {
  if (!isContent(json)) throw new Error('not the content of a database');
  return json;
}

function isContent(json: unknown): json is ExpectedContent {
  return typeof json === 'object' && json !== null && 'tables' in json;
}

function readsAs(database: () => Buffer, content: () => ExpectedContent): void {
  const { tables } = content();
  let attached: Attached;
  beforeAll(() => {
    attached = attachBytes(database());
  });
  afterAll(detachAll);

  it('lists its tables', () => {
    const names = objectNames(attached).filter((name) => !name.startsWith('MSys'));
    expect(names).toEqual(Object.keys(tables).sort());
  });

  describe.each(Object.entries(tables))('table %s', (name, expected) => {
    let tableid = 0;
    beforeAll(() => {
      tableid = openedTable(attached, name);
    });
    afterAll(() => expect(jetCloseTable(attached.sesid, tableid)).toBeJet('JET_errSuccess'));

    it('knows its name', () => {
      const place = ref('');
      expect(jetGetTableInfo(attached.sesid, tableid, place, 130, JET_TblInfoName)).toBeJet('JET_errSuccess');
      expect(place.value).toBe(name);
    });
    it('lists its columns', () => expect(columnsOf(attached, tableid)).toEqual(columnsIn(expected)));
    it('lists its indexes', () => expect(indexesOf(attached, tableid)).toEqual(indexesIn(expected)));
    it('counts its rows', () => expect(countOf(attached, tableid)).toBe(expected.rowCount));
    it('delivers its rows column by column', () => expectRows(attached, tableid, expected, retrievedRow));
    it('delivers its rows through JetRetrieveColumns', () =>
      expectRows(attached, tableid, expected, togetherRow));
    it('delivers its rows through JetEnumerateColumns', () =>
      expectRows(attached, tableid, expected, enumeratedRow));
    it('keeps its rows in the order of each index', () => expectOrders(attached, tableid, expected));
  });
}

function objectNames({ sesid, dbid }: Attached): string[] {
  const list = JET_OBJECTLIST();
  const err = jetGetObjectInfo(sesid, dbid, 0, null, null, list, JET_OBJECTLIST.cb, JET_ObjInfoListNoStats);
  expect(err).toBeJet('JET_errSuccess');
  const names = rowsOfList(sesid, list.tableid, () => textOf(sesid, list.tableid, list.columnidobjectname));
  expect(names).toHaveLength(list.cRecord);
  return names;
}

function columnsOf({ sesid }: Attached, tableid: number): ExpectedColumn[] {
  const list = JET_COLUMNLIST();
  const err = jetGetTableColumnInfo(sesid, tableid, null, list, JET_COLUMNLIST.cb, JET_ColInfoList);
  expect(err).toBeJet('JET_errSuccess');
  const columns = rowsOfList(sesid, list.tableid, () => ({
    name: textOf(sesid, list.tableid, list.columnidcolumnname),
    columnid: numberOf(sesid, list.tableid, list.columnidcolumnid),
    coltyp: TYPES.get(numberOf(sesid, list.tableid, list.columnidcoltyp)) ?? 'unknown',
    cp: numberOf(sesid, list.tableid, list.columnidCp),
    cbMax: numberOf(sesid, list.tableid, list.columnidcbMax),
    grbit: numberOf(sesid, list.tableid, list.columnidgrbit) & ~JET_bitColumnUpdatable,
    default: valueOf(sesid, list.tableid, list.columnidDefault)?.toString('hex') ?? null,
  }));
  expect(columns).toHaveLength(list.cRecord);
  return columns;
}

/** Whether a column may be written depends on the session that asked. */
const columnsIn = ({ columns }: ExpectedTable): ExpectedColumn[] =>
  columns.map((column) => ({ ...column, grbit: column.grbit & ~JET_bitColumnUpdatable }));

type ShownIndexes = Record<string, { grbit: number; key: string[] }>;

function indexesOf({ sesid }: Attached, tableid: number): ShownIndexes {
  const list = JET_INDEXLIST();
  const err = jetGetTableIndexInfo(sesid, tableid, null, list, JET_INDEXLIST.cb, JET_IdxInfoList);
  expect(err).toBeJet('JET_errSuccess');
  const indexes: ShownIndexes = {};
  rowsOfList(sesid, list.tableid, () => {
    const name = textOf(sesid, list.tableid, list.columnidindexname);
    const index = (indexes[name] ??= {
      grbit: numberOf(sesid, list.tableid, list.columnidgrbitIndex),
      key: [],
    });
    const isDescending = numberOf(sesid, list.tableid, list.columnidgrbitColumn) !== 0;
    index.key.push(`${isDescending ? '-' : '+'}${textOf(sesid, list.tableid, list.columnidcolumnname)}`);
  });
  return indexes;
}

function indexesIn({ indexes }: ExpectedTable): ShownIndexes {
  return Object.fromEntries(
    Object.entries(indexes).map(([name, { grbit, key }]) => [name, { grbit, key: [...key] }]),
  );
}

/** Reads a list from its first row to its last, and closes it. */
function rowsOfList<T>(sesid: number, tableid: number, read: () => T): T[] {
  const rows: T[] = [];
  for (
    let err = jetMove(sesid, tableid, JET_MoveFirst, 0);
    err === 0;
    err = jetMove(sesid, tableid, JET_MoveNext, 0)
  )
    rows.push(read());
  expect(jetCloseTable(sesid, tableid)).toBeJet('JET_errSuccess');
  expect(jetMove(sesid, tableid, 0, 0)).toBeJet('JET_errInvalidTableId');
  return rows;
}

function valueOf(sesid: number, tableid: number, columnid: number, itagSequence = 1): Buffer | null {
  const actual = ref(0);
  const info = JET_RETINFO({ itagSequence });
  jetRetrieveColumn(sesid, tableid, columnid, null, 0, actual, 0, info);
  const bytes = Buffer.alloc(actual.value);
  const err = jetRetrieveColumn(sesid, tableid, columnid, bytes, bytes.length, actual, 0, info);
  if (err === JET_wrnColumnNull) return null;
  expect(err).toBeJet('JET_errSuccess');
  return bytes;
}

const textOf = (sesid: number, tableid: number, columnid: number): string =>
  valueOf(sesid, tableid, columnid)?.toString('utf16le') ?? '';

function numberOf(sesid: number, tableid: number, columnid: number): number {
  const bytes = valueOf(sesid, tableid, columnid);
  return bytes === null ? NaN : bytes.readUIntLE(0, bytes.length);
}

function countOf({ sesid }: Attached, tableid: number): number {
  if (jetMove(sesid, tableid, JET_MoveFirst, 0) !== 0) return 0;
  const count = ref(0);
  expect(jetIndexRecordCount(sesid, tableid, count, 0)).toBeJet('JET_errSuccess');
  return count.value;
}

type ReadRow = (attached: Attached, tableid: number, expected: ExpectedTable) => Row;
type Row = Readonly<Record<string, readonly (Buffer | null)[]>>;

function expectRows(attached: Attached, tableid: number, expected: ExpectedTable, read: ReadRow): void {
  const { sesid } = attached;
  const { rows, firstRows, lastRows } = expected;
  jetMove(sesid, tableid, JET_MoveFirst, 0);
  for (const row of rows ?? firstRows ?? []) {
    expectRow(read(attached, tableid, expected), row);
    jetMove(sesid, tableid, JET_MoveNext, 0);
  }
  if (rows !== undefined) expect(jetMove(sesid, tableid, 0, 0)).toBeJet('JET_errNoCurrentRecord');
  if (lastRows === undefined) return;
  jetMove(sesid, tableid, JET_MoveLast, 0);
  jetMove(sesid, tableid, 1 - lastRows.length, 0);
  for (const row of lastRows) {
    expectRow(read(attached, tableid, expected), row);
    jetMove(sesid, tableid, JET_MoveNext, 0);
  }
}

/** Rows are compared as the expectation shows them, so that a difference can be read. */
function expectRow(row: Row, expected: ExpectedRow): void {
  const shown = Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [name, shownAs(row[name] ?? [], value)]),
  );
  expect(shown).toEqual(expected);
}

function shownAs(values: readonly (Buffer | null)[], like: ExpectedValue): ExpectedValue {
  if (Array.isArray(like)) return values.map((value, index) => shownValue(value, like[index] ?? null));
  if (values.length > 1) return values.map((value) => shownValue(value, ''));
  return shownValue(values[0] ?? null, like);
}

function shownValue(value: Buffer | null, like: ExpectedValue): ExpectedValue {
  if (value === null) return null;
  if (typeof like !== 'object' || like === null) return value.toString('hex');
  return {
    len: value.length,
    sha1: createHash('sha1').update(value).digest('hex'),
    head: value.subarray(0, 'head' in like ? like.head.length / 2 : HEAD_BYTES).toString('hex'),
  };
}

/** The orders were recorded with at most 30 bytes of each value. */
function cutAs(shown: ExpectedValue, like: ExpectedValue): ExpectedValue {
  const isCut = typeof shown === 'string' && typeof like === 'string' && like.length === ORDER_DIGITS;
  return isCut ? shown.slice(0, ORDER_DIGITS) : shown;
}

function retrievedRow({ sesid }: Attached, tableid: number, { columns }: ExpectedTable): Row {
  return Object.fromEntries(
    columns.map(({ name, columnid }) => {
      const values: (Buffer | null)[] = [];
      for (let itag = 1; itag === 1 || (isTagged(columnid) && values.at(-1) !== null); itag++)
        values.push(valueOf(sesid, tableid, columnid, itag));
      if (values.length > 1) values.pop();
      return [name, values];
    }),
  );
}

const isTagged = (columnid: number): boolean => (columnid & 0xffff) >= 256;

/** The counts first, then all first values in one call. */
function togetherRow({ sesid }: Attached, tableid: number, { columns }: ExpectedTable): Row {
  const counts = columns.map(({ columnid }) => JET_RETRIEVECOLUMN({ columnid, itagSequence: 0 }));
  expect(jetRetrieveColumns(sesid, tableid, counts, counts.length)).toBeJet('JET_errSuccess');
  const values = counts.flatMap(({ columnid, itagSequence }) =>
    Array.from({ length: itagSequence }, (_, index) =>
      JET_RETRIEVECOLUMN({
        columnid,
        itagSequence: index + 1,
        pvData: Buffer.alloc(1 << 20),
        cbData: 1 << 20,
      }),
    ),
  );
  expect(jetRetrieveColumns(sesid, tableid, values, values.length)).toBeJet('JET_errSuccess');
  return Object.fromEntries(
    columns.map(({ name, columnid }) => [
      name,
      values
        .filter((value) => value.columnid === columnid)
        .map(({ pvData, cbActual }) => Buffer.from(pvData ?? []).subarray(0, cbActual)),
    ]),
  );
}

function enumeratedRow({ sesid }: Attached, tableid: number, { columns }: ExpectedTable): Row {
  const count = ref(0);
  const listed = ref<JET_ENUMCOLUMN[] | null>(null);
  const allocate = (_: unknown, __: unknown, cb: number): Uint8Array => Buffer.alloc(cb);
  const err = jetEnumerateColumns(sesid, tableid, 0, null, count, listed, allocate, null, 1 << 20, 0);
  expect(err).toBeJet('JET_errSuccess');
  expect(listed.value).toHaveLength(count.value);
  const byId = new Map((listed.value ?? []).map((column) => [column.columnid, column] as const));
  return Object.fromEntries(
    columns.map(({ name, columnid }) => [
      name,
      (byId.get(columnid)?.rgEnumColumnValue ?? []).map(({ pvData }) => Buffer.from(pvData ?? [])),
    ]),
  );
}

function expectOrders(attached: Attached, tableid: number, expected: ExpectedTable): void {
  const { sesid } = attached;
  for (const [name, { order }] of Object.entries(expected.indexes)) {
    if (order === undefined) continue;
    expect(jetSetCurrentIndex(sesid, tableid, name)).toBeJet('JET_errSuccess');
    const columnid = expected.columns.find((column) => column.name === order.column)?.columnid ?? 0;
    jetMove(sesid, tableid, JET_MoveFirst, 0);
    expectRun(sesid, tableid, columnid, order.values ?? order.first ?? []);
    if (order.values !== undefined) expect(jetMove(sesid, tableid, 0, 0)).toBeJet('JET_errNoCurrentRecord');
    if (order.count !== undefined) expect(countOf(attached, tableid)).toBe(order.count);
    if (order.last === undefined) continue;
    jetMove(sesid, tableid, JET_MoveLast, 0);
    jetMove(sesid, tableid, 1 - order.last.length, 0);
    expectRun(sesid, tableid, columnid, order.last);
  }
  expect(jetSetCurrentIndex(sesid, tableid, null)).toBeJet('JET_errSuccess');
}

/** Values of consecutive entries from the current one on. */
function expectRun(
  sesid: number,
  tableid: number,
  columnid: number,
  expected: readonly ExpectedValue[],
): void {
  const shown = expected.map((value) => {
    expect(jetMove(sesid, tableid, 0, 0)).toBeJet('JET_errSuccess');
    const here = cutAs(shownValue(valueOf(sesid, tableid, columnid), value), value);
    jetMove(sesid, tableid, JET_MoveNext, 0);
    return here;
  });
  expect(shown).toEqual(expected);
}
