/** How many cursors an instance has at most: JET_paramMaxCursors, over all its sessions. */
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { JET_paramMaxCursors } from '../../include/parameters';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { sessionOfInstance } from '../support/instances';
import { leaveMemory } from '../support/new-tables';
import { KEY, TemporaryTables } from '../support/temporary-tables';

const MOST = 3;
let lab: TemporaryTables;
let dbid: number;
beforeEach(() => {
  lab = new TemporaryTables([[JET_paramMaxCursors, MOST]]);
  const place = ref(0);
  requireSuccess(api.jetCreateDatabase(lab.sesid, '/db/a.edb', null, place, 0));
  dbid = place.value;
});
afterAll(leaveMemory);

const create = (name: string, tableid = ref(0)): number =>
  api.jetCreateTable(lab.sesid, dbid, name, 0, 0, tableid);

it('every kind of cursor counts, and room comes back when one is closed', () => {
  const [a, b] = [ref(0), ref(0)];
  expect(create('a', a)).toBeJet('JET_errSuccess');
  expect(api.jetDupCursor(lab.sesid, a.value, b, 0)).toBeJet('JET_errSuccess');
  const temporary = lab.open([KEY]);
  expect(create('c')).toBeJet('JET_errOutOfCursors');
  expect(api.jetDupCursor(lab.sesid, a.value, ref(0), 0)).toBeJet('JET_errOutOfCursors');
  expect(api.jetOpenTable(lab.sesid, dbid, 'a', null, 0, 0, ref(0))).toBeJet('JET_errOutOfCursors');
  expect(lab.tryOpen([KEY])[0]).toBeJet('JET_errOutOfCursors');
  expect(temporary.close()).toBeJet('JET_errSuccess');
  expect(create('c')).toBeJet('JET_errSuccess');
});

it('a table whose cursor there is no room for is not made', () => {
  for (let n = 0; n < MOST; n++) lab.open([KEY]);
  expect(create('a')).toBeJet('JET_errOutOfCursors');
  expect(api.jetDeleteTable(lab.sesid, dbid, 'a')).toBeJet('JET_errObjectNotFound');
});

it('a session that ends gives its cursors back, and one that is refused leaves nothing', () => {
  const sesid = sessionOfInstance(lab.instance);
  for (let n = 0; n < MOST; n++)
    requireSuccess(api.jetOpenTempTable(sesid, [JET_COLUMNDEF(KEY)], 1, 0, ref(0), []));
  for (let n = 0; n < 2 * MOST; n++) expect(lab.tryOpen([KEY])[0]).toBeJet('JET_errOutOfCursors');
  requireSuccess(api.jetEndSession(sesid, 0));
  for (let n = 0; n < MOST; n++) expect(lab.tryOpen([KEY])[0]).toBeJet('JET_errSuccess');
});
