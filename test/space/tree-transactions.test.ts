/** Trees made and dropped by transactions: whose pages they are when these have ended. */
import { describe, expect, it } from '@jest/globals';
import { readSpaceHeader } from '../../src/space/space-header';
import { availableExtents } from '../../src/space/extents';
import { Transactions } from '../../src/transaction/transactions';
import { Transaction } from '../../src/version/transaction';
import { VersionStore } from '../../src/version/version-store';
import { NewDatabase } from '../support/new-database';

function world(): { database: NewDatabase; transactions: Transactions; by: Transaction } {
  const database = new NewDatabase(4096, 254, 256);
  const owner = {
    log: null,
    rollbackFailed: (err: number): never => {
      throw new Error(`a rollback failed: ${err}`);
    },
  };
  const transactions = new Transactions(owner, new VersionStore(1 << 20));
  transactions.addDatabase(database.writer);
  const by = new Transaction(7);
  transactions.begin(by, false);
  return { database, transactions, by };
}

describe('a tree that a transaction makes', () => {
  it('is there when it commits', () => {
    const { database, transactions, by } = world();
    const tree = database.createTree(1, { pages: 4 }, by);
    transactions.commit(by, true);
    expect(readSpaceHeader(database.file, tree.rootPage)).toMatchObject({ parentRoot: 1, primaryPages: 4 });
    expect(database.complaints()).toEqual([]);
  });

  it('gives all pages back when it is rolled back, with the trees inside it', () => {
    const { database, transactions, by } = world();
    const before = availableExtents(database.file, 1);
    const table = database.createTree(1, { pages: 1 }, by);
    const index = database.createTree(table.rootPage, { pages: 1 }, by);
    for (let i = 0; i < 30; i++) {
      database.space.allocate(table.rootPage, 0);
      database.space.allocate(index.rootPage, 0);
    }
    transactions.rollback(by);
    expect(availableExtents(database.file, 1)).toEqual(before);
    database.trees.length = 0;
    expect(database.complaints()).toEqual([]);
  });
});

describe('a tree that a transaction drops', () => {
  it('stays until the commit', () => {
    const { database, transactions, by } = world();
    const before = availableExtents(database.file, 1);
    const tree = database.createTree(1, { pages: 12 });
    database.space.dropTree(tree.rootPage, by);
    expect(availableExtents(database.file, 1)).not.toEqual(before);
    expect(database.complaints()).toEqual([]);
    transactions.commit(by, true);
    transactions.cleanUp();
    expect(availableExtents(database.file, 1)).toEqual(before);
  });

  it('stays when it is rolled back', () => {
    const { database, transactions, by } = world();
    const tree = database.createTree(1, { pages: 12 });
    database.space.dropTree(tree.rootPage, by);
    transactions.rollback(by);
    expect(database.complaints()).toEqual([]);
  });

  it('goes once when the same transaction made it', () => {
    const { database, transactions, by } = world();
    const before = availableExtents(database.file, 1);
    const tree = database.createTree(1, { pages: 12 }, by);
    database.space.dropTree(tree.rootPage, by);
    transactions.commit(by, true);
    transactions.cleanUp();
    expect(availableExtents(database.file, 1)).toEqual(before);
  });
});
