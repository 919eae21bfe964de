/**
 * Makes a database file: its root, its catalog and its header, without a log. The result is what the engine leaves after a
 * clean shutdown without logging (state clean, no log signature, no generations); whoever asked for it attaches it next.
 *
 *   absent ── create ──▶ a file without a header ── pages written, synced ──▶ a clean database
 *                              └── any failure: the file is removed
 *
 * Invariants
 *  1. The header is written when all pages are durable, and that of a file being replaced is durably gone before
 *     anything else happens: a file that a crash left half-made is no database.
 *  2. Nothing of a file that exists is touched unless the caller says so, and then only under its lock.
 */
import { JET_errFileAccessDenied, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { PageLog } from '../btree/page-log';
import { PageCache, type PageSink, type PageSource } from '../cache/page-cache';
import {
  blankDatabaseHeader,
  encodeDatabaseHeader,
  HEADER_PAGES,
  pageCountOf,
  placeOfPage,
  STATE_CLEAN,
  WRITER_SYSTEM,
  type DatabaseHeader,
} from '../format/database-header';
import { logTimeOf } from '../format/log-time';
import { makeSignature } from '../format/signature';
import type { Clock, FileSystem, OpenFile, Randomness } from '../os/file-system';
import { DatabaseTime } from '../page/database-time';
import { SpaceManager } from '../space/allocate';
import { Transaction } from '../version/transaction';
import { createCatalog, LAST_SYSTEM_ID } from './create-catalog';

export interface NewDatabaseFile {
  readonly fileSystem: FileSystem;
  /** Absolute path. */
  readonly path: string;
  readonly pageBytes: number;
  /** Pages of the file, its two header pages among them; fewer than the system tables need are made as many. */
  readonly filePages: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Whether a file of that name may be replaced; else it is EEXIST. */
  readonly overwrites: boolean;
}

export const DEFAULT_FILE_PAGES = 256;
/** Up to the table that is created last. */
const LEAST_DATABASE_PAGES = 30;
const MOST_FILE_PAGES = 0x7fffffff;
const PAGE_SIZES: readonly number[] = [4096, 8192, 16384, 32768];
/** All pages that are written while a database is made, with room to spare. */
const FRAMES = 64;
const DATABASE_ID = 1;

/** Makes the file, durably; returns its header. I/O failures come as they are, and leave no file behind. */
export function createDatabaseFile(options: NewDatabaseFile): DatabaseHeader {
  const { fileSystem, path, pageBytes, filePages } = options;
  if (!PAGE_SIZES.includes(pageBytes)) fail(JET_errInvalidParameter, `pages of ${pageBytes} bytes`);
  if (!(filePages >= 0 && filePages <= MOST_FILE_PAGES))
    fail(JET_errInvalidParameter, `a database of ${filePages} pages`);
  const file = fileSystem.open(path, options.overwrites ? 'create' : 'createNew');
  let isMade = false;
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${path} is in use`);
    const header = writeDatabase(file, options);
    isMade = true;
    return header;
  } finally {
    file.close();
    if (isMade) fileSystem.syncDirectory(fileSystem.absolutePath(`${path}/..`));
    else if (!options.overwrites) fileSystem.remove(path);
  }
}

function writeDatabase(file: OpenFile, options: NewDatabaseFile): DatabaseHeader {
  const { pageBytes, clock, randomness } = options;
  const pages = Math.max(LEAST_DATABASE_PAGES, Math.floor(options.filePages) - HEADER_PAGES);
  if (file.size() > 0) {
    file.truncate(0);
    file.sync();
  }
  file.truncate((pages + HEADER_PAGES) * pageBytes);
  const time = buildPages(new DatabasePages(file, pageBytes), pageBytes, pages);
  file.sync();
  const header = newDatabaseHeader(pageBytes, time, clock.now(), randomness);
  const page = encodeDatabaseHeader(header);
  for (let copy = 0; copy < HEADER_PAGES; copy++) {
    file.write(page, 0, pageBytes, copy * pageBytes);
    file.sync();
  }
  return header;
}

function buildPages(store: DatabasePages, pageBytes: number, pages: number): DatabaseTime {
  const file = new PageCache(pageBytes, FRAMES).open(store, store);
  const time = new DatabaseTime();
  const log = new PageLog(file, time, null, DATABASE_ID, new Transaction(0));
  const growth = { growTo: (count: number) => store.growTo(count), extensionPages: 1, mostPages: 0 };
  createDatabasePages(new SpaceManager(log, growth), pages);
  file.flush();
  return time;
}

/** Makes root and catalog in a new database of `pages` pages. */
export function createDatabasePages(space: SpaceManager, pages: number): void {
  space.createDatabaseRoot(pages);
  createCatalog(space.file, space);
}

/** The pages of a new database that is asked for none in particular: the system's, and a first extension. */
export const newDatabasePages = (extensionPages: number): number =>
  LEAST_DATABASE_PAGES + Math.min(extensionPages, DEFAULT_FILE_PAGES - HEADER_PAGES - LEAST_DATABASE_PAGES);

/** The header of a clean database without a log, whose pages were changed last at `time`. */
export function newDatabaseHeader(
  pageBytes: number,
  time: DatabaseTime,
  now: number,
  randomness: Randomness,
): DatabaseHeader {
  const moment = logTimeOf(now);
  return {
    ...blankDatabaseHeader(pageBytes),
    ...WRITER_SYSTEM,
    dirtiedAt: (BigInt(time.high) << 32n) | BigInt(time.low),
    databaseSignature: makeSignature(randomness.nextU32(), now),
    headerFlushSignature: makeSignature(randomness.nextU32(), now),
    state: STATE_CLEAN,
    consistentAt: moment,
    attachedAt: moment,
    detachedAt: moment,
    databaseId: DATABASE_ID,
    lastObjectId: LAST_SYSTEM_ID,
  };
}

/** The pages of the file being made. */
class DatabasePages implements PageSource, PageSink {
  readonly path: string;

  constructor(
    readonly file: OpenFile,
    readonly pageBytes: number,
  ) {
    this.path = file.path;
  }

  pageCount(): number {
    return pageCountOf(this.file.size(), this.pageBytes);
  }

  readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void {
    this.file.read(target, targetOffset, this.pageBytes, placeOfPage(pageNumber, this.pageBytes));
  }

  writePage(pageNumber: number, source: Uint8Array, sourceOffset: number): void {
    this.file.write(source, sourceOffset, this.pageBytes, placeOfPage(pageNumber, this.pageBytes));
  }

  growTo(pages: number): void {
    if (pages > this.pageCount()) this.file.truncate((pages + HEADER_PAGES) * this.pageBytes);
  }
}
