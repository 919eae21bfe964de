/** Where a cursor goes on from places that are no entry: gaps that seeks left, and rows that are gone. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import { JET_bitIndexPrimary, JET_bitIndexUnique } from '../../include/grbits/index-ddl';
import {
  JET_bitMoveKeyNE,
  JET_bitNewKey,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGT,
} from '../../include/grbits/navigation';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_prepInsert } from '../../include/prepare-update';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
let t: number;
let columns: number[];

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function insert(k: number, f: number): void {
  const { sesid } = lab.own;
  requireSuccess(api.jetPrepareUpdate(sesid, t, JET_prepInsert));
  requireSuccess(api.jetSetColumn(sesid, t, columns[0], long(k), 4, 0, null));
  requireSuccess(api.jetSetColumn(sesid, t, columns[1], long(f), 4, 0, null));
  requireSuccess(api.jetUpdate(sesid, t, null, 0, null));
}

function seek(value: number, bits: number): number {
  requireSuccess(api.jetMakeKey(lab.own.sesid, t, long(value), 4, JET_bitNewKey));
  return api.jetSeek(lab.own.sesid, t, bits);
}

const move = (rows: number, bits = 0): number => api.jetMove(lab.own.sesid, t, rows, bits);

function here(): number {
  const bytes = Buffer.alloc(4);
  requireSuccess(api.jetRetrieveColumn(lab.own.sesid, t, columns[0], bytes, 4, null, 0, null));
  return bytes.readInt32LE(0);
}

beforeEach(() => {
  lab = new NewTables();
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['f', { coltyp: JET_coltypLong }],
  ]);
  columns = ['k', 'f'].map((name) => lab.column(t, name));
  const { sesid } = lab.own;
  requireSuccess(api.jetCreateIndex(sesid, t, 'pk', JET_bitIndexPrimary, '+k\0\0', 4, 90));
  requireSuccess(api.jetCreateIndex(sesid, t, 'second', 0, '+f\0\0', 4, 90));
});
afterAll(leaveMemory);

describe('after a seek that found nothing', () => {
  it('moves go on from what was sought, whatever was inserted since', () => {
    insert(20, 1);
    expect(seek(10, JET_bitSeekEQ)).toBeJet('JET_errRecordNotFound');
    insert(5, 1);
    insert(10, 1);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(20);
    expect(seek(11, JET_bitSeekEQ)).toBeJet('JET_errRecordNotFound');
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(10);
  });

  it('behind the last row, too; and in an empty table after any seek', () => {
    expect(seek(10, JET_bitSeekGT)).toBeJet('JET_errRecordNotFound');
    insert(5, 1);
    insert(15, 1);
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(15);
    expect(seek(30, JET_bitSeekEQ)).toBeJet('JET_errRecordNotFound');
    insert(40, 1);
    expect(move(-1)).toBeJet('JET_errSuccess');
    expect(here()).toBe(15);
  });
});

describe('on a row that is deleted', () => {
  it('a cursor tells so, and finds the row when one with its key is inserted', () => {
    insert(1, 1);
    requireSuccess(move(JET_MoveFirst));
    requireSuccess(api.jetDelete(lab.own.sesid, t));
    expect(move(0)).toBeJet('JET_errRecordDeleted');
    insert(1, 7);
    expect(move(0)).toBeJet('JET_errSuccess');
    expect(here()).toBe(1);
  });

  it('a move to another key passes the entries with the same key', () => {
    insert(1, 1);
    insert(2, 1);
    insert(3, 2);
    requireSuccess(api.jetSetCurrentIndex(lab.own.sesid, t, 'second'));
    requireSuccess(move(JET_MoveFirst));
    requireSuccess(api.jetDelete(lab.own.sesid, t));
    expect(move(1, JET_bitMoveKeyNE)).toBeJet('JET_errSuccess');
    expect(here()).toBe(3);
  });

  it('a range that excludes its entry is refused as it is for a row that is there', () => {
    insert(1, 5);
    requireSuccess(api.jetSetCurrentIndex(lab.own.sesid, t, 'second'));
    requireSuccess(move(JET_MoveFirst));
    expect(here()).toBe(1);
    requireSuccess(api.jetDelete(lab.own.sesid, t));
    requireSuccess(api.jetMakeKey(lab.own.sesid, t, long(2), 4, JET_bitNewKey));
    expect(api.jetSetIndexRange(lab.own.sesid, t, JET_bitRangeUpperLimit)).toBeJet('JET_errNoCurrentRecord');
  });
});

describe('an entry of a unique index', () => {
  it('leads others to the row that it led to, until who gave it to another row commits', () => {
    insert(1, 5);
    requireSuccess(api.jetCreateIndex(lab.own.sesid, t, 'unique', JET_bitIndexUnique, '+f\0\0', 4, 90));
    lab.begin();
    requireSuccess(move(JET_MoveFirst));
    requireSuccess(api.jetDelete(lab.own.sesid, t));
    insert(2, 5);
    const { sesid } = lab.other;
    const [, theirs] = lab.open('t', 0, lab.other);
    requireSuccess(api.jetSetCurrentIndex(sesid, theirs, 'unique'));
    requireSuccess(api.jetMove(sesid, theirs, JET_MoveFirst, 0));
    const bytes = Buffer.alloc(4);
    requireSuccess(api.jetRetrieveColumn(sesid, theirs, columns[0], bytes, 4, null, 0, null));
    expect(bytes.readInt32LE(0)).toBe(1);
    lab.commit();
    requireSuccess(api.jetMove(sesid, theirs, JET_MoveFirst, 0));
    requireSuccess(api.jetRetrieveColumn(sesid, theirs, columns[0], bytes, 4, null, 0, null));
    expect(bytes.readInt32LE(0)).toBe(2);
  });
});
