/**
 * The copy of one database, as it is delivered page by page:
 *
 *     header, header again, pages 1 to N from disk, trailer
 *
 * The header is the one of the moment the copy was opened, with the mark of the backup in it; the trailer is made when
 * it is delivered, so that it names the last log generation that may hold changes of the pages before it.
 *
 * Invariants
 *  1. N is fixed when the copy is opened. Pages added later are recreated by the log.
 *  2. A page that was delivered passed its checksum (a single wrong bit is put right in the copy) or was never written;
 *     bytes that did not pass never reach the caller's memory.
 *  3. After a failed read nothing of it counts as delivered.
 */
import { JET_errFileIOBeyondEOF, JET_errReadVerifyFailure } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { BackupInfo } from '../format/backup-info';
import { blankBackupTrailer, encodeBackupTrailer } from '../format/backup-trailer';
import { type DatabaseHeader, encodeDatabaseHeader, HEADER_PAGES } from '../format/database-header';
import { PAGE_BAD, verifyPage } from '../format/page-checksum';
import { errnoCodeOf } from '../os/paths';
import type { BackupFile } from './backup-file';
import type { BackupDatabase, BackupHost } from './backup-host';

const TRAILER_PAGES = 1;
/** Pages are checked here before they are delivered; small enough to stay in the processor's cache meanwhile. */
const SLAB_BYTES = 131_072;
/**
 * Large buffers begin 16 bytes into a memory page, where copying from page-aligned memory, as the kernel's is, takes four
 * times as long as elsewhere; half a memory page further on it is fast, both into the slab and out of it.
 */
const SLAB_START = 2048;
const MOST_READS = 17;
const FIRST_PAUSE_MS = 100;

/** The format update from which on the trailer repeats the required generations. */
const TRAILER_UPDATE_MAJOR = 160;
const TRAILER_UPDATE_MINOR = 360;

export class DatabaseCopy implements BackupFile {
  readonly leastFirstPages = HEADER_PAGES + TRAILER_PAGES;
  readonly #headerPage: Uint8Array;
  readonly #lastPage: number;
  readonly #pageBytes: number;
  readonly #slab = new Uint8Array(SLAB_START + SLAB_BYTES);
  readonly #words = new Uint32Array(this.#slab.buffer);
  /** Pages delivered so far, headers included. */
  #delivered = 0;

  constructor(
    readonly host: BackupHost,
    readonly database: BackupDatabase,
    /** Mark and first generation; the last one is not known yet. */
    readonly start: BackupInfo,
  ) {
    this.#pageBytes = host.pageBytes;
    this.#headerPage = encodeDatabaseHeader({ ...database.header, currentFullBackup: start });
    this.#lastPage = host.lastOwnedPage(database);
  }

  get size(): number {
    return this.#pages * this.#pageBytes;
  }

  get isFinished(): boolean {
    return this.#delivered === this.#pages;
  }

  get isUntouched(): boolean {
    return this.#delivered === 0;
  }

  read(target: Uint8Array): number {
    const from = this.#delivered;
    const to = Math.min(this.#pages, from + target.length / this.#pageBytes);
    for (let page = from; page < Math.min(to, HEADER_PAGES); page++)
      target.set(this.#headerPage, (page - from) * this.#pageBytes);
    const firstData = Math.max(from, HEADER_PAGES);
    const endOfData = Math.min(to, this.#pages - TRAILER_PAGES);
    if (firstData < endOfData)
      this.#copyPages(target, (firstData - from) * this.#pageBytes, firstData, endOfData - firstData);
    if (to === this.#pages && from < to)
      target.set(this.#makeTrailer(), (to - from - TRAILER_PAGES) * this.#pageBytes);
    this.#delivered = to;
    return (to - from) * this.#pageBytes;
  }

  close(): void {
    this.host.endUse(this.database);
  }

  get #pages(): number {
    return HEADER_PAGES + this.#lastPage + TRAILER_PAGES;
  }

  #copyPages(target: Uint8Array, offset: number, index: number, count: number): void {
    const most = SLAB_BYTES / this.#pageBytes;
    for (let done = 0; done < count; done += most) {
      const pages = Math.min(most, count - done);
      this.#fillSlab(index + done, pages);
      const bytes = this.#slab.subarray(SLAB_START, SLAB_START + pages * this.#pageBytes);
      target.set(bytes, offset + done * this.#pageBytes);
    }
  }

  /**
   * Brings `count` pages from page `index` of the file on into the slab. Where a page is bad, another write may be under
   * way or the disk may err: reading begins again there, after a pause.
   */
  #fillSlab(index: number, count: number): void {
    let good = 0;
    for (let attempt = 1; attempt <= MOST_READS; attempt++) {
      if (attempt > 1) this.host.pause((attempt - 1) * FIRST_PAUSE_MS);
      const whole = this.#readWhole(good, index + good, count - good, attempt === MOST_READS);
      good += this.#countGood(good, index + good, whole);
      if (good === count) return;
    }
    const pageNumber = index + good - HEADER_PAGES + 1;
    fail(JET_errReadVerifyFailure, `${this.database.path}: page ${pageNumber} fails its checksum`);
  }

  /** Reads pages to place `slot` of the slab; how many came whole. Only the last try tells why there are too few. */
  #readWhole(slot: number, index: number, count: number, isLast: boolean): number {
    const { file, path } = this.database;
    const at = SLAB_START + slot * this.#pageBytes;
    let whole = 0;
    try {
      const length = count * this.#pageBytes;
      whole = Math.floor(file.read(this.#slab, at, length, index * this.#pageBytes) / this.#pageBytes);
    } catch (failure) {
      if (isLast || errnoCodeOf(failure) === null) throw failure;
    }
    if (isLast && whole === 0)
      fail(JET_errFileIOBeyondEOF, `${path} ends before page ${index - HEADER_PAGES + 1}`);
    return whole;
  }

  /** How many pages from place `slot` of the slab on may be delivered; a single wrong bit is put right there. */
  #countGood(slot: number, index: number, count: number): number {
    if (!this.host.verifiesBlocks) return count;
    let good = 0;
    while (good < count && this.#isGood(slot + good, index + good - HEADER_PAGES + 1)) good++;
    return good;
  }

  #isGood(slot: number, pageNumber: number): boolean {
    const at = SLAB_START + slot * this.#pageBytes;
    return verifyPage(this.#words, at / 4, this.#pageBytes, pageNumber) !== PAGE_BAD;
  }

  #makeTrailer(): Uint8Array {
    const { header } = this.database;
    const required = isNewerFormat(header)
      ? {
          minimumRequired: header.minimumRequired,
          maximumRequired: header.maximumRequired,
          maximumCommitted: header.maximumCommitted,
          maximumRequiredAt: header.maximumRequiredAt,
          maximumCommittedAt: header.maximumCreatedAt,
        }
      : {};
    const trailer = { ...blankBackupTrailer(), ...required };
    const highGeneration = Math.max(this.host.log.currentGeneration, trailer.maximumCommitted);
    trailer.backup = { ...this.start, highGeneration };
    trailer.databaseSignature = header.databaseSignature;
    trailer.logSignature = header.logSignature;
    return encodeBackupTrailer(trailer, this.#pageBytes);
  }
}

function isNewerFormat(header: Readonly<DatabaseHeader>): boolean {
  const { updateMajor, updateMinor } = header;
  return (
    updateMajor > TRAILER_UPDATE_MAJOR ||
    (updateMajor === TRAILER_UPDATE_MAJOR && updateMinor >= TRAILER_UPDATE_MINOR)
  );
}
