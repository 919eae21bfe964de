/** An instance that ends without its end being written leaves nothing of its sessions in the memory of the process. */
import { afterAll, expect, it } from '@jest/globals';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { JET_ColInfoList } from '../../include/info-levels';
import { ref } from '../../include/ref';
import { JET_COLUMNLIST } from '../../include/structs/schema-info';
import * as api from '../../src/api';
import { openCursors } from '../../src/instance/open-cursors';
import { openLists } from '../../src/instance/open-lists';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

afterAll(leaveMemory);

it.each([0, 1])('its cursors and lists are gone, with %i transactions open', (transactions) => {
  const { instance, own } = new NewTables();
  const tableid = ref(0);
  const list = JET_COLUMNLIST();
  if (transactions > 0) requireSuccess(api.jetBeginTransaction(own.sesid));
  requireSuccess(api.jetCreateTable(own.sesid, own.dbid, 't', 1, 100, tableid));
  requireSuccess(
    api.jetGetTableColumnInfo(own.sesid, tableid.value, null, list, JET_COLUMNLIST.cb, JET_ColInfoList),
  );
  expect(openCursors.get(tableid.value)).toBeDefined();
  expect(openLists.get(list.tableid)).toBeDefined();
  expect(api.jetTerm2(instance, JET_bitTermDirty)).toBeJet('JET_errDirtyShutdown');
  expect(openCursors.get(tableid.value)).toBeUndefined();
  expect(openLists.get(list.tableid)).toBeUndefined();
});
