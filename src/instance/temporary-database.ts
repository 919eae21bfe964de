/**
 * The temporary database of an instance: a file of pages without header, catalog and log, made when somebody needs it
 * first. Nothing of it outlives the instance, or a crash: its name goes as soon as the file is open.
 *
 *   absent ── first temporary table ──▶ open ── the instance stops ──▶ absent
 *
 * Invariant: its pages are changed like those of any database, with versions unless the instance is told otherwise, and
 * never logged.
 */
import { TreeWriter } from '../btree/insert';
import { PageLog } from '../btree/page-log';
import type { CachedFile, PageCache, PageSink, PageSource } from '../cache/page-cache';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { FileSystem, OpenFile } from '../os/file-system';
import { DatabaseTime } from '../page/database-time';
import type { SearchKey } from '../page/search-key';
import type { Tree } from '../btree/tree';
import { SpaceManager } from '../space/allocate';
import type { TemporaryPlace } from '../table/temporary-table';
import type { Transactions } from '../transaction/transactions';
import type { Transaction } from '../version/transaction';

/** What the temporary database needs of its instance. */
interface TemporaryHost {
  readonly files: FileSystem;
  readonly cache: PageCache;
  readonly transactions: Transactions;
  /** Absolute path. */
  readonly path: string;
  readonly hasVersions: boolean;
  readonly extensionPages: number;
  /** Pages that it begins with. */
  readonly firstPages: number;
}

/** No attached database has it. */
const DATABASE_ID = 0;
const LEAST_PAGES = 16;
const FIRST_OBJECT_ID = 1;

export class TemporaryDatabase implements TemporaryPlace {
  readonly file: CachedFile;
  readonly changes: DatabaseChanges;
  readonly scratch = { openScratch: () => this.#openScratch() };
  readonly #pages: TemporaryPages;
  #scratchFiles = 0;

  constructor(readonly host: TemporaryHost) {
    const { cache, transactions } = host;
    this.#pages = new TemporaryPages(openNameless(host.files, host.path), cache.pageBytes);
    this.file = cache.open(this.#pages, this.#pages);
    this.changes = this.#makeChanges();
    transactions.addDatabase(this.changes.writer);
    this.changes.space.createDatabaseRoot(Math.max(host.firstPages, LEAST_PAGES));
  }

  /** No session has a table here any more, or everything is abandoned. */
  close(): void {
    const { cache, transactions } = this.host;
    transactions.settleDatabase(this.file);
    transactions.removeDatabase(this.file);
    cache.close(this.file);
    this.#pages.file.close();
  }

  #makeChanges(): DatabaseChanges {
    const { transactions, extensionPages, hasVersions } = this.host;
    const { versions } = transactions;
    const log = new PageLog(this.file, new DatabaseTime(), null, DATABASE_ID, transactions.system);
    const growTo = (pages: number): void => this.#pages.growTo(pages);
    const space = new SpaceManager(log, { extensionPages, mostPages: 0, growTo });
    const writer = hasVersions ? new TreeWriter(log, space, versions) : new FinalWriter(log, space, versions);
    this.file.versions = versions;
    let lastObjectId = FIRST_OBJECT_ID;
    return {
      writer,
      space,
      transactions,
      nextObjectId: () => ++lastObjectId,
      now: () => transactions.now,
    };
  }

  #openScratch(): OpenFile {
    return openNameless(this.host.files, `${this.host.path}.${++this.#scratchFiles}`);
  }
}

/** Changes rows for good: no rollback takes anything back. */
class FinalWriter extends TreeWriter {
  override insert(tree: Tree, target: SearchKey, data: Uint8Array, start: number, length: number): number {
    return super.insert(tree, target, data, start, length, null);
  }

  override replace(tree: Tree, target: SearchKey, data: Uint8Array, start: number, length: number): number {
    return super.replace(tree, target, data, start, length, null);
  }

  override remove(tree: Tree, target: SearchKey, _by: Transaction | null): number {
    return super.remove(tree, target, null);
  }
}

/** An empty file that is gone when it is closed, or when the process ends. */
function openNameless(files: FileSystem, path: string): OpenFile {
  const file = files.open(path, 'replace');
  files.remove(path);
  return file;
}

class TemporaryPages implements PageSource, PageSink {
  readonly path: string;
  #pageCount = 0;

  constructor(
    readonly file: OpenFile,
    readonly pageBytes: number,
  ) {
    this.path = file.path;
  }

  pageCount(): number {
    return this.#pageCount;
  }

  readPage(page: number, target: Uint8Array, targetOffset: number): void {
    this.file.read(target, targetOffset, this.pageBytes, this.#placeOf(page));
  }

  writePage(page: number, source: Uint8Array, sourceOffset: number): void {
    this.file.write(source, sourceOffset, this.pageBytes, this.#placeOf(page));
  }

  growTo(pages: number): void {
    if (pages <= this.#pageCount) return;
    this.file.truncate(pages * this.pageBytes);
    this.#pageCount = pages;
  }

  #placeOf(page: number): number {
    return (page - 1) * this.pageBytes;
  }
}
