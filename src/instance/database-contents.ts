/**
 * What is inside one attached database: its pages in the cache, and, where it is attached for writing, what changes
 * them.
 *
 *   tables ─▶ tree writer ─▶ page log ─▶ log
 *                  └─ pages ─▶ space ─▶ file
 *
 * Invariants
 *  1. A page goes to the file after everything the log says of it is durable, and after the before-images that an undo of
 *     open transactions would need.
 *  2. Transactions know the database from the beginning to `close`, and have no version of it then: it was settled, or
 *     everything was abandoned.
 */
import { assert } from '../../errors/assert';
import { TreeWriter } from '../btree/insert';
import { PageLog } from '../btree/page-log';
import type { CachedFile, PageCache } from '../cache/page-cache';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { Database } from '../database/database';
import type { LogStream } from '../log/log-stream';
import { SpaceManager } from '../space/allocate';
import { DatabaseTables } from '../table/database-tables';
import type { Transactions } from '../transaction/transactions';
import type { VersionStore } from '../version/version-store';

/** What the contents of databases need of their instance. */
interface ContentsHost {
  readonly cache: PageCache;
  readonly log: LogStream | null;
  readonly versions: VersionStore;
  readonly transactions: Transactions;
  /** The file grows by a multiple of so many pages; may change any time. */
  extensionPages(): number;
}

export class DatabaseContents {
  readonly file: CachedFile;
  /** Null where the database is only read. */
  readonly changes: DatabaseChanges | null;
  #tables: DatabaseTables | null = null;

  constructor(
    readonly host: ContentsHost,
    readonly database: Database,
  ) {
    const sink = { writePage: this.#writePage.bind(this) };
    this.file = host.cache.open(database, database.isReadOnly ? null : sink);
    this.changes = database.isReadOnly ? null : this.#makeChanges();
  }

  get tables(): DatabaseTables {
    this.#tables ??= new DatabaseTables(this.file, this.database.header.updateMajor, this.changes);
    return this.#tables;
  }

  /** From now on changes are logged, if those of the database are. */
  useLog(log: LogStream): void {
    if (this.changes !== null && this.database.isLogged) this.changes.writer.log.log = log;
  }

  /** Leaves nothing to open transactions; false when one has changed the database and is still open. */
  settle(): boolean {
    return this.changes === null || this.host.transactions.settleDatabase(this.file);
  }

  /** Forgets the pages as they are. */
  close(): void {
    if (this.changes !== null) this.host.transactions.removeDatabase(this.file);
    this.host.cache.close(this.file);
  }

  #makeChanges(): DatabaseChanges {
    const { database, host, file } = this;
    const { transactions, versions } = host;
    const log = database.isLogged ? host.log : null;
    const pageLog = new PageLog(file, database.time, log, database.id, transactions.system);
    const space = new SpaceManager(pageLog, {
      get extensionPages() {
        return host.extensionPages();
      },
      mostPages: database.maximumPages,
      growTo: (pages) => {
        if (pages > database.pageCount()) database.setPageCount(pages);
      },
    });
    const writer = new TreeWriter(pageLog, space, versions);
    file.versions = versions;
    transactions.addDatabase(writer);
    return {
      writer,
      space,
      transactions,
      nextObjectId: () => ++database.lastObjectId,
      now: () => transactions.now,
    };
  }

  /** The sink of the cache. */
  #writePage(page: number, source: Uint8Array, offset: number, changedAt: number): void {
    const { changes, database } = this;
    assert(changes !== null, 'a database that is only read has no changed pages');
    const { log } = changes.writer.log;
    if (log !== null) {
      const holds = this.file.versionsOfPage.has(page);
      if (holds) changes.writer.changes.logUndoInfo(page);
      if (holds || changedAt > log.durableBytes) log.flush();
    }
    database.writePages(page, 1, source, offset);
  }
}
