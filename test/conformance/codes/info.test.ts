/** Codes of calls that tell about columns, indexes, tables and databases: what is not there, and what has no room. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as levels from '../../../include/info-levels';
import { ref } from '../../../include/ref';
import { JET_COLUMNDEF } from '../../../include/structs/column-ddl';
import {
  JET_COLUMNBASE,
  JET_COLUMNLIST,
  JET_INDEXLIST,
  JET_OBJECTINFO,
} from '../../../include/structs/schema-info';
import * as api from '../../../src/api';
import { requireSuccess } from '../../support/attached';
import { leaveMemory, NewTables } from '../../support/new-tables';

let lab: NewTables;
let t: number;
beforeAll(() => {
  lab = new NewTables();
  t = lab.made('t', [['a', {}]]);
  requireSuccess(api.jetCreateIndex(lab.own.sesid, t, 'i', 0, '+a\0\0', 4, 90));
});
afterAll(leaveMemory);

describe('JetGetColumnInfo', () => {
  const ask = (column: string | { value: number } | null, bytes: number, level: number): number =>
    api.jetGetColumnInfo(lab.own.sesid, lab.own.dbid, 't', column, new Uint8Array(bytes), bytes, level);

  it('finds no column that is not there', () => {
    expect(ask('a', JET_COLUMNDEF.cb, levels.JET_ColInfo)).toBeJet('JET_errSuccess');
    expect(ask('b', JET_COLUMNDEF.cb, levels.JET_ColInfo)).toBeJet('JET_errColumnNotFound');
    expect(ask(null, JET_COLUMNDEF.cb, levels.JET_ColInfo)).toBeJet('JET_errColumnNotFound');
    expect(ask(ref(99), JET_COLUMNDEF.cb, levels.JET_ColInfoByColid)).toBeJet('JET_errColumnNotFound');
  });

  it.each([
    [levels.JET_ColInfo, JET_COLUMNDEF.cb],
    [levels.JET_ColInfoBase, JET_COLUMNBASE.cb],
    [levels.JET_ColInfoList, JET_COLUMNLIST.cb],
  ])('wants room for level %p', (level, bytes) => {
    expect(ask('a', bytes - 1, level)).toBeJet('JET_errBufferTooSmall');
    expect(ask('a', bytes, level)).toBeJet('JET_errSuccess');
  });
});

describe('the lists of indexes', () => {
  const room = new Uint8Array(JET_INDEXLIST.cb);

  it.each<[string, (bytes: number, level: number) => number]>([
    [
      'JetGetIndexInfo',
      (bytes, level) => api.jetGetIndexInfo(lab.own.sesid, lab.own.dbid, 't', 'i', room, bytes, level),
    ],
    [
      'JetGetTableIndexInfo',
      (bytes, level) => api.jetGetTableIndexInfo(lab.own.sesid, t, 'i', room, bytes, level),
    ],
  ])('%s wants room', (_api, ask) => {
    expect(ask(4, levels.JET_IdxInfo)).toBeJet('JET_errBufferTooSmall');
    expect(ask(3, levels.JET_IdxInfoCount)).toBeJet('JET_errBufferTooSmall');
    expect(ask(room.length, levels.JET_IdxInfo)).toBeJet('JET_errSuccess');
  });
});

describe('JetGetTableInfo', () => {
  it('wants room, and knows its levels', () => {
    const info = JET_OBJECTINFO();
    const ask = (bytes: number, level: number): number =>
      api.jetGetTableInfo(lab.own.sesid, t, info, bytes, level);
    expect(ask(JET_OBJECTINFO.cb - 1, levels.JET_TblInfo)).toBeJet('JET_errBufferTooSmall');
    expect(ask(8, levels.JET_TblInfoSpaceAvailable)).toBeJet('JET_errInvalidBufferSize');
    expect(ask(JET_OBJECTINFO.cb, 99)).toBeJet('JET_errFeatureNotAvailable');
  });
});

describe('JetGetDatabaseFileInfo', () => {
  it('wants a buffer of the right size, and has no other level for a file', () => {
    lab.detached();
    const ask = (bytes: number, level: number): number =>
      api.jetGetDatabaseFileInfo('/db/a.edb', new Uint8Array(bytes), bytes, level);
    expect(ask(3, levels.JET_DbInfoPageSize)).toBeJet('JET_errInvalidBufferSize');
    expect(ask(4, levels.JET_DbInfoPageSize)).toBeJet('JET_errSuccess');
    expect(ask(4, levels.JET_DbInfoIsam)).toBeJet('JET_errInvalidParameter');
  });
});
