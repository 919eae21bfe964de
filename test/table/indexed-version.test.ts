/** The number that counts the updates of a row may be in an index: its entry goes along with every update. */
import { afterAll, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import { JET_bitColumnVersion } from '../../include/grbits/column-ddl';
import { JET_bitNewKey, JET_bitSeekEQ } from '../../include/grbits/navigation';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_prepInsert, JET_prepReplace } from '../../include/prepare-update';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

const KEY = '+v\0\0';

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

afterAll(leaveMemory);

it('is found by its new number after each update, and deleted', () => {
  const lab = new NewTables();
  const { sesid } = lab.own;
  const [, tableid] = lab.create('t');
  const [, n] = lab.add(tableid, 'n', { coltyp: JET_coltypLong });
  lab.add(tableid, 'v', { coltyp: JET_coltypLong, grbit: JET_bitColumnVersion });
  expect(api.jetCreateIndex(sesid, tableid, 'by v', 0, KEY, KEY.length, 100)).toBeJet('JET_errSuccess');
  api.jetPrepareUpdate(sesid, tableid, JET_prepInsert);
  expect(api.jetUpdate(sesid, tableid, null, 0, null)).toBeJet('JET_errSuccess');
  expect(api.jetMove(sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errSuccess');
  for (let version = 1; version < 4; version++) {
    api.jetPrepareUpdate(sesid, tableid, JET_prepReplace);
    expect(api.jetSetColumn(sesid, tableid, n, long(version), 4, 0, null)).toBeJet('JET_errSuccess');
    expect(api.jetUpdate(sesid, tableid, null, 0, null)).toBeJet('JET_errSuccess');
  }
  expect(api.jetSetCurrentIndex(sesid, tableid, 'by v')).toBeJet('JET_errSuccess');
  for (const [version, code] of [
    [0, 'JET_errRecordNotFound'],
    [2, 'JET_errRecordNotFound'],
    [3, 'JET_errSuccess'],
  ] as const) {
    expect(api.jetMakeKey(sesid, tableid, long(version), 4, JET_bitNewKey)).toBeJet('JET_errSuccess');
    expect(api.jetSeek(sesid, tableid, JET_bitSeekEQ)).toBeJet(code);
  }
  expect(api.jetDelete(sesid, tableid)).toBeJet('JET_errSuccess');
});
