/** A new database in memory, its tables, and transactions that change them. */
import { type CachedFile, PageCache } from '../../src/cache/page-cache';
import { TreeWriter } from '../../src/btree/insert';
import { PageLog } from '../../src/btree/page-log';
import { createDatabasePages } from '../../src/catalog/create-database';
import { LAST_SYSTEM_ID } from '../../src/catalog/create-catalog';
import type { DatabaseChanges } from '../../src/catalog/database-changes';
import { DatabaseTime } from '../../src/page/database-time';
import { SpaceManager } from '../../src/space/allocate';
import { DatabaseTables } from '../../src/table/database-tables';
import type { Table } from '../../src/table/table';
import { Transactions } from '../../src/transaction/transactions';
import { Transaction } from '../../src/version/transaction';
import { VersionStore } from '../../src/version/version-store';
import { MemoryPages } from './memory-pages';

const PAGES = 254;
const FRAMES = 512;
const DATABASE_ID = 1;
const UPDATE_MAJOR = 0x14;
const VERSION_BYTES = 1 << 26;
const FIRST_SESSION = 16;

export class WritableDatabase {
  readonly file: CachedFile;
  readonly tables: DatabaseTables;
  readonly changes: DatabaseChanges;
  readonly transactions: Transactions;
  #lastSession = FIRST_SESSION;
  #lastObjectId = LAST_SYSTEM_ID;

  constructor(pageBytes: number) {
    const pages = new MemoryPages(pageBytes, PAGES);
    const file = new PageCache(pageBytes, FRAMES).open(pages, pages);
    const versions = new VersionStore(VERSION_BYTES);
    const transactions = new Transactions(
      {
        log: null,
        rollbackFailed: (err) => {
          throw new Error(`rollback failed: ${err}`);
        },
      },
      versions,
    );
    const log = new PageLog(file, new DatabaseTime(), null, DATABASE_ID, transactions.system);
    const growTo = (count: number): void => pages.grow(count);
    const space = new SpaceManager(log, { extensionPages: 64, mostPages: 0, growTo });
    createDatabasePages(space, PAGES);
    const writer = new TreeWriter(log, space, versions);
    file.versions = versions;
    transactions.addDatabase(writer);
    this.file = file;
    this.transactions = transactions;
    this.changes = {
      writer,
      space,
      transactions,
      nextObjectId: () => ++this.#lastObjectId,
      now: () => transactions.now,
    };
    this.tables = new DatabaseTables(file, UPDATE_MAJOR, this.changes);
  }

  /** A session with a transaction. */
  begin(): Transaction {
    const transaction = new Transaction(this.#lastSession++);
    this.transactions.begin(transaction, false);
    return transaction;
  }

  /** A table without columns, as its maker sees it. */
  createTable(name: string, by: Transaction): Table {
    const table = {
      name,
      flags: 0,
      density: 80,
      pages: 0,
      templateName: null,
      separateAbove: 0,
      spaceHints: null,
      longValueHints: null,
    };
    let objectId = 0;
    this.tables.writableSchemas.createTable(table, (made) => (objectId = made.objectId), by);
    this.tables.identityOf(objectId).changed(by);
    const made = this.tables.tableOf(objectId, by);
    if (made === null) throw new Error('a table is there for its maker');
    return made;
  }
}
