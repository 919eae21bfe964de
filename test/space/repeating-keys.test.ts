import { expect, it } from '@jest/globals';
import { DATABASE_ROOT_PAGE } from '../../src/space/extents';
import { PAGE_INDEX } from '../../src/page/page-slab';
import { NewDatabase } from '../support/new-database';

const NODES = 3000;

it.each([4096, 32768])('a tree whose keys repeat grows beyond its first extents (%d)', (pageBytes) => {
  const database = new NewDatabase(pageBytes, 64, 64);
  const table = database.createTree();
  const index = database.createTree(table.rootPage, { isUnique: false, kindFlags: PAGE_INDEX });
  const data = Buffer.alloc(200);
  for (let i = 0; i < NODES; i++) {
    data.writeUInt32BE(i);
    database.insert(index, Buffer.of(0x7f, i % 3), data);
  }
  expect(database.complaints()).toEqual([]);
  expect(database.trees.map(({ parentRoot }) => parentRoot)).toEqual([DATABASE_ROOT_PAGE, table.rootPage]);
});
