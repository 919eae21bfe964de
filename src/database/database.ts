/**
 * One attached database: its file, its header, and the ways they change while it is attached.
 *
 *            attach for writing                       detach
 *   clean ───────────────────────▶ dirty, attached ──────────▶ clean
 *            attach for reading
 *   clean ───────────────────────▶ clean, attached ──────────▶ clean          (no byte of the file changes)
 *
 * Invariants
 *  1. `header` is what both copies on disk say, but for a crash between the two writes.
 *  2. A header becomes durable after the log record that it mentions, and its second copy is written when the first is
 *     durable.
 *  3. A sync that failed is never tried again: what it lost, nobody knows, so the database cannot become clean.
 *  4. Database times and object ids are handed out from the highest that the header has seen.
 */
import { assert } from '../../errors/assert';
import {
  encodeDatabaseHeader,
  HEADER_PAGES,
  pageCountOf,
  placeOfPage,
  type DatabaseHeader,
} from '../format/database-header';
import { logTimeOf } from '../format/log-time';
import { makeSignature } from '../format/signature';
import type { LogStream } from '../log/log-stream';
import { encodeAttach, encodeDetach } from '../log/records';
import type { Clock, FileSystem, OpenFile, Randomness } from '../os/file-system';
import { DatabaseTime } from '../page/database-time';
import { becomeClean, becomeDirty, requireLogGeneration, requiresLogGeneration } from './header-state';
import type { OpenedFile } from './open-file';

/** What databases need of their instance. */
export interface DatabaseHost {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly pageBytes: number;
  /** Null while the instance keeps no log. */
  readonly log: LogStream | null;
}

interface AttachOptions {
  /** The slot in the instance. */
  readonly id: number;
  readonly isReadOnly: boolean;
  /** Whether changes are logged; false for a database attached for reading. */
  readonly isLogged: boolean;
  /** The size the database may grow to, 0 for no limit. */
  readonly maximumPages: number;
}

export class Database {
  readonly path: string;
  /** The path that log and checkpoint name it by: another one while recovery finds the file elsewhere. */
  loggedPath: string;
  readonly id: number;
  readonly isReadOnly: boolean;
  readonly isLogged: boolean;
  readonly maximumPages: number;
  readonly pageBytes: number;
  readonly file: OpenFile;
  /** The last database time handed out. */
  readonly time = new DatabaseTime();
  lastObjectId: number;
  readonly #host: DatabaseHost;
  #header: DatabaseHeader;
  /** The copy of the header that a failed change may have damaged. */
  #doubtfulCopy: 0 | 1 | null = null;
  #syncFailure: unknown = null;
  /** Pages the file is long enough for, once asked; null when that may have changed, and of a file that others may change. */
  #pageCount: number | null = null;

  constructor(host: DatabaseHost, opened: OpenedFile, options: AttachOptions) {
    this.#host = host;
    this.file = opened.file;
    this.path = opened.file.path;
    this.loggedPath = this.path;
    this.pageBytes = opened.found.pageBytes;
    this.#header = opened.found.header;
    this.id = options.id;
    this.isReadOnly = options.isReadOnly;
    this.isLogged = options.isLogged;
    this.maximumPages = options.maximumPages;
    const { dirtiedAt } = this.#header;
    this.time.startAfter(Number(dirtiedAt & 0xffffffffn), Number(dirtiedAt >> 32n));
    this.lastObjectId = this.#header.lastObjectId;
  }

  get header(): Readonly<DatabaseHeader> {
    return this.#header;
  }

  get identity(): string {
    return this.file.identity;
  }

  get databaseTime(): bigint {
    return (BigInt(this.time.high) << 32n) | BigInt(this.time.low);
  }

  /** Makes the database dirty before anything in it changes; the log says so first. */
  beginWriting(): void {
    assert(!this.isReadOnly, 'a database attached for reading is not written');
    const log = this.isLogged ? this.#host.log : null;
    const now = logTimeOf(this.#host.clock.now());
    if (log === null) {
      const databaseSignature = makeSignature(this.#host.randomness.nextU32(), this.#host.clock.now());
      this.#change((header) => becomeDirty(header, this.id, now, { databaseSignature }));
      return;
    }
    log.append(
      encodeAttach({
        sessionId: 0,
        databaseId: this.id,
        maximumPages: this.maximumPages,
        consistentPosition: this.#header.consistentPosition,
        databaseSignature: this.#header.databaseSignature,
        logSignature: this.#header.logSignature,
        path: this.path,
      }),
    );
    const attach = { position: log.lastPosition, madeAt: log.generationMadeAt, logSignature: log.signature };
    log.flush();
    this.#change((header) => becomeDirty(header, this.id, now, { attach }));
  }

  /** Makes the database clean; its pages are durable already. The log says so first. */
  endWriting(): void {
    assert(!this.isReadOnly, 'a database attached for reading is not written');
    const log = this.isLogged ? this.#host.log : null;
    if (log !== null) {
      log.append(encodeDetach({ sessionId: 0, databaseId: this.id, path: this.path }));
      log.flush();
    }
    const position = log === null ? null : log.lastPosition;
    const now = logTimeOf(this.#host.clock.now());
    this.#change((header) => {
      header.dirtiedAt = this.databaseTime;
      header.lastObjectId = this.lastObjectId;
      becomeClean(header, now, position);
    });
  }

  /** From now on the log up to this generation may be needed. */
  requireLog(log: LogStream): void {
    if (!this.isLogged || requiresLogGeneration(this.#header, log.generation, log.generationMadeAt)) return;
    this.#change((header) => requireLogGeneration(header, log.generation, log.generationMadeAt));
  }

  /** Log generations before this one are not needed any more. */
  releaseLog(generation: number): void {
    if (!this.isLogged || generation <= this.#header.minimumRequired) return;
    this.#change((header) => {
      header.minimumRequired = generation;
      header.minimumConsistent = generation;
    });
  }

  /** Changes the header and makes both copies durable. */
  updateHeader(change: (header: DatabaseHeader) => void): void {
    this.#change(change);
  }

  /** Pages the file is long enough for. */
  pageCount(): number {
    if (this.#pageCount !== null) return this.#pageCount;
    const pageCount = pageCountOf(this.file.size(), this.pageBytes);
    if (!this.isReadOnly) this.#pageCount = pageCount;
    return pageCount;
  }

  /** Reads pages into `target`; returns how many of them the file has in full. */
  readPages(pageNumber: number, count: number, target: Uint8Array, targetOffset: number): number {
    const bytes = this.file.read(target, targetOffset, count * this.pageBytes, this.#placeOf(pageNumber));
    return Math.floor(bytes / this.pageBytes);
  }

  /** Reads one page; what the file does not have is zero. */
  readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void {
    const bytes = this.file.read(target, targetOffset, this.pageBytes, this.#placeOf(pageNumber));
    target.fill(0, targetOffset + bytes, targetOffset + this.pageBytes);
  }

  writePages(pageNumber: number, count: number, source: Uint8Array, sourceOffset: number): void {
    assert(!this.isReadOnly, 'a database attached for reading is not written');
    if (this.#pageCount !== null && pageNumber + count - 1 > this.#pageCount) this.#pageCount = null;
    this.file.write(source, sourceOffset, count * this.pageBytes, this.#placeOf(pageNumber));
  }

  /**
   * After an attach that failed: the header says again what it said before, the copy that may be damaged first. Throws
   * what keeps it from that.
   */
  undoBeginWriting(): void {
    const doubtful = this.#doubtfulCopy;
    if (doubtful === null) return;
    const page = encodeDatabaseHeader(this.#header);
    for (const copy of [doubtful, 1 - doubtful]) {
      this.file.write(page, 0, page.length, copy * page.length);
      this.file.sync();
    }
    this.#doubtfulCopy = null;
  }

  /** Makes written pages durable. */
  sync(): void {
    if (this.#syncFailure !== null) throw this.#syncFailure;
    try {
      this.file.sync();
    } catch (failure) {
      this.#syncFailure = failure;
      throw failure;
    }
  }

  /** Makes the file long enough for `pages` pages, or cuts it to that. */
  setPageCount(pages: number): void {
    assert(!this.isReadOnly, 'a database attached for reading is not written');
    this.#pageCount = null;
    this.file.truncate((pages + HEADER_PAGES) * this.pageBytes);
  }

  close(): void {
    this.file.close();
  }

  #placeOf(pageNumber: number): number {
    return placeOfPage(pageNumber, this.pageBytes);
  }

  #change(change: (header: DatabaseHeader) => void): void {
    assert(!this.isReadOnly, 'a database attached for reading is not written');
    const next = { ...this.#header };
    change(next);
    const { randomness, clock } = this.#host;
    next.headerFlushSignature = makeSignature(randomness.nextU32(), clock.now());
    const page = encodeDatabaseHeader(next);
    this.#writeHeader(page, 0);
    this.#writeHeader(page, 1);
    this.#doubtfulCopy = null;
    this.#header = next;
  }

  #writeHeader(page: Uint8Array, copy: 0 | 1): void {
    this.#doubtfulCopy = copy;
    this.file.write(page, 0, page.length, copy * page.length);
    this.sync();
  }
}
