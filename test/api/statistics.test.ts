/** What JetComputeStats counts, and who tells it. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypBinary, JET_coltypLong } from '../../include/column-types';
import { JET_bitTransactionReadOnly } from '../../include/grbits/transaction';
import { JET_IdxInfo, JET_ObjInfo, JET_ObjInfoNoStats, JET_TblInfo } from '../../include/info-levels';
import { ref } from '../../include/ref';
import { JET_INDEX_COLUMN } from '../../include/structs/navigation';
import { JET_INDEXLIST, JET_OBJECTINFO } from '../../include/structs/schema-info';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
let sesid: number;
let t: number;

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

beforeEach(() => {
  lab = new NewTables(4096);
  ({ sesid } = lab.own);
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
    ['v', { coltyp: JET_coltypBinary, cbMax: 200 }],
  ]);
  requireSuccess(api.jetCreateIndex(sesid, t, 'pk', 3, '+k\0\0', 4, 100));
  requireSuccess(api.jetCreateIndex(sesid, t, 'ia', 0, '+a\0\0', 4, 100));
});
afterAll(leaveMemory);

function insert(from: number, to: number): void {
  const filling = Buffer.alloc(100, 7);
  for (let k = from; k < to; k++) {
    requireSuccess(api.jetPrepareUpdate(sesid, t, 0));
    requireSuccess(api.jetSetColumn(sesid, t, lab.column(t, 'k'), long(k), 4, 0, null));
    requireSuccess(api.jetSetColumn(sesid, t, lab.column(t, 'a'), long(k % 10), 4, 0, null));
    requireSuccess(api.jetSetColumn(sesid, t, lab.column(t, 'v'), filling, 100, 0, null));
    requireSuccess(api.jetUpdate(sesid, t, null, 0, null));
  }
}

const compute = (): number => api.jetComputeStats(sesid, t);

function objectInfo(level: number): [records: number, pages: number] {
  const info = JET_OBJECTINFO();
  const err = api.jetGetObjectInfo(sesid, lab.own.dbid, 1, null, 't', info, JET_OBJECTINFO.cb, level);
  requireSuccess(err);
  return [info.cRecord, info.cPage];
}

function indexInfo(name: string): [entries: number, keys: number, pages: number] {
  const list = JET_INDEXLIST();
  requireSuccess(api.jetGetTableIndexInfo(sesid, t, name, list, JET_INDEXLIST.cb, JET_IdxInfo));
  const number = (columnid: number): number => {
    const bytes = Buffer.alloc(4);
    requireSuccess(api.jetRetrieveColumn(sesid, list.tableid, columnid, bytes, 4, null, 0, null));
    return bytes.readInt32LE(0);
  };
  const counted = [list.columnidcEntry, list.columnidcKey, list.columnidcPage].map(number);
  requireSuccess(api.jetCloseTable(sesid, list.tableid));
  return counted as [number, number, number];
}

describe('statistics', () => {
  it('are what was there when they were counted', () => {
    lab.begin();
    insert(0, 300);
    lab.commit();
    expect(objectInfo(JET_ObjInfo)).toEqual([0, 0]);
    expect(compute()).toBeJet('JET_errSuccess');
    const [records, pages] = objectInfo(JET_ObjInfo);
    expect(records).toBe(300);
    expect(pages).toBeGreaterThan(8);
    expect(pages).toBeLessThan(20);
    expect(objectInfo(JET_ObjInfoNoStats)).toEqual([0, 0]);
    expect(indexInfo('pk')).toEqual([300, 300, pages]);
    expect(indexInfo('ia').slice(0, 2)).toEqual([300, 10]);
    insert(300, 310);
    expect(objectInfo(JET_ObjInfo)[0]).toBe(300);
    expect(compute()).toBeJet('JET_errSuccess');
    const info = JET_OBJECTINFO();
    requireSuccess(api.jetGetTableInfo(sesid, t, info, JET_OBJECTINFO.cb, JET_TblInfo));
    expect(info.cRecord).toBe(310);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('count what the transaction sees, and go with it', () => {
    insert(0, 20);
    requireSuccess(compute());
    lab.begin();
    insert(20, 30);
    requireSuccess(compute());
    expect(indexInfo('pk')[0]).toBe(30);
    lab.rollback();
    expect(indexInfo('pk')[0]).toBe(20);
  });

  it('are refused where nothing can be written down', () => {
    requireSuccess(api.jetBeginTransaction2(sesid, JET_bitTransactionReadOnly));
    expect(compute()).toBeJet('JET_errTransReadOnly');
    lab.commit();
    const filter = [JET_INDEX_COLUMN({ columnid: lab.column(t, 'a'), relop: 0, pv: long(1), cb: 4 })];
    requireSuccess(api.jetSetCursorFilter(sesid, t, filter, 1, 0));
    expect(compute()).toBeJet('JET_errFilteredMoveNotSupported');
    requireSuccess(api.jetSetCursorFilter(sesid, t, null, 0, 0));
    lab.begin(lab.other);
    const theirs = ref(0);
    requireSuccess(api.jetOpenTable(lab.other.sesid, lab.other.dbid, 't', null, 0, 0, theirs));
    requireSuccess(api.jetComputeStats(lab.other.sesid, theirs.value));
    expect(compute()).toBeJet('JET_errWriteConflict');
  });
});
