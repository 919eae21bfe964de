/** Going from a row to its entry in a unique index, while another session has given the key to another row. */
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import { JET_bitIndexPrimary, JET_bitIndexUnique } from '../../include/grbits/index-ddl';
import { JET_bitNoMove } from '../../include/grbits/position';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_prepInsert } from '../../include/prepare-update';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
let tableid: number;
let theirs: number;

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function insert(sesid: number, cursor: number, key: number): void {
  expect(api.jetPrepareUpdate(sesid, cursor, JET_prepInsert)).toBeJet('JET_errSuccess');
  for (const [name, value] of Object.entries({ k: key, a: 7 }))
    expect(api.jetSetColumn(sesid, cursor, lab.column(tableid, name), long(value), 4, 0, null)).toBeJet(
      'JET_errSuccess',
    );
  expect(api.jetUpdate(sesid, cursor, null, 0, null)).toBeJet('JET_errSuccess');
}

function keyHere(sesid: number, cursor: number): number {
  const value = Buffer.alloc(4);
  const column = lab.column(tableid, 'k');
  expect(api.jetRetrieveColumn(sesid, cursor, column, value, 4, null, 0, null)).toBeJet('JET_errSuccess');
  return value.readInt32LE();
}

/** One row whose key in the index somebody else has taken away, and given to another one. */
beforeEach(() => {
  lab = new NewTables();
  const { own, other } = lab;
  tableid = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
  ]);
  for (const [name, key, grbit] of [
    ['pk', '+k\0\0', JET_bitIndexPrimary],
    ['ua', '+a\0\0', JET_bitIndexUnique],
  ] as const)
    expect(api.jetCreateIndex(own.sesid, tableid, name, grbit, key, key.length, 100)).toBeJet(
      'JET_errSuccess',
    );
  insert(own.sesid, tableid, 1);
  [, theirs] = lab.open('t', 0, other);
  api.jetBeginTransaction(other.sesid);
  expect(api.jetMove(other.sesid, theirs, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
  expect(api.jetDelete(other.sesid, theirs)).toBeJet('JET_errSuccess');
  insert(other.sesid, theirs, 2);
});
afterAll(leaveMemory);

it('who does not see that stays on the row', () => {
  const { sesid } = lab.own;
  expect(api.jetMove(sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
  expect(api.jetSetCurrentIndex2(sesid, tableid, 'ua', JET_bitNoMove)).toBeJet('JET_errSuccess');
  expect(keyHere(sesid, tableid)).toBe(1);
  expect(api.jetMove(sesid, tableid, 0, 0)).toBeJet('JET_errSuccess');
});

it('who has done it stays on the other row', () => {
  const { sesid } = lab.other;
  expect(api.jetMove(sesid, theirs, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
  expect(api.jetSetCurrentIndex2(sesid, theirs, 'ua', JET_bitNoMove)).toBeJet('JET_errSuccess');
  expect(keyHere(sesid, theirs)).toBe(2);
});
