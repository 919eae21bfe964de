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
 *  2. A page that was delivered passed its checksum (a single wrong bit is put right in the copy) or was never written.
 *  3. After a failed read nothing of it counts as delivered.
 */
import { JET_errFileIOBeyondEOF, JET_errReadVerifyFailure } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { BackupInfo } from '../format/backup-info';
import { blankBackupTrailer, encodeBackupTrailer } from '../format/backup-trailer';
import { type DatabaseHeader, encodeDatabaseHeader } from '../format/database-header';
import { PAGE_BAD, type PageVerdict, PAGE_REPAIRED, verifyPage } from '../format/page-checksum';
import { errnoCodeOf } from '../os/paths';
import type { BackupFile } from './backup-file';
import type { BackupDatabase, BackupHost } from './backup-host';

const HEADER_PAGES = 2;
const TRAILER_PAGES = 1;
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
  readonly #scratch: Uint8Array;
  readonly #scratchWords: Uint32Array;
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
    this.#scratch = new Uint8Array(this.#pageBytes);
    this.#scratchWords = new Uint32Array(this.#scratch.buffer);
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
      this.#readPages(target, (firstData - from) * this.#pageBytes, firstData, endOfData - firstData);
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

  /**
   * Reads `count` pages from page `index` of the file on, straight into the target, and checks them there. Where a page
   * is bad, another write may be under way or the disk may err: reading begins again there, after a pause.
   */
  #readPages(target: Uint8Array, offset: number, index: number, count: number): void {
    let good = 0;
    for (let attempt = 1; attempt <= MOST_READS; attempt++) {
      if (attempt > 1) this.host.pause((attempt - 1) * FIRST_PAUSE_MS);
      const isLast = attempt === MOST_READS;
      good += this.#readOnce(target, offset + good * this.#pageBytes, index + good, count - good, isLast);
      if (good === count) return;
    }
    const pageNumber = index + good - HEADER_PAGES + 1;
    fail(JET_errReadVerifyFailure, `${this.database.path}: page ${pageNumber} fails its checksum`);
  }

  /** How many pages, up to the first bad one, one read brings. */
  #readOnce(target: Uint8Array, offset: number, index: number, count: number, isLast: boolean): number {
    const whole = this.#readWhole(target, offset, index, count, isLast);
    if (!this.host.verifiesBlocks) return whole;
    const words = wordsOver(target);
    let good = 0;
    while (good < whole && this.#isGood(target, words, offset + good * this.#pageBytes, index + good)) good++;
    return good;
  }

  /** How many whole pages one read brings; only the last try tells why it brings too little. */
  #readWhole(target: Uint8Array, offset: number, index: number, count: number, isLast: boolean): number {
    const { file, path } = this.database;
    let whole = 0;
    try {
      const length = count * this.#pageBytes;
      whole = Math.floor(file.read(target, offset, length, index * this.#pageBytes) / this.#pageBytes);
    } catch (failure) {
      if (isLast || errnoCodeOf(failure) === null) throw failure;
    }
    if (isLast && whole === 0)
      fail(JET_errFileIOBeyondEOF, `${path} ends before page ${index - HEADER_PAGES + 1}`);
    return whole;
  }

  /** Whether the page at `at` may be delivered; a wrong bit is put right in the target. */
  #isGood(target: Uint8Array, words: Uint32Array | null, at: number, index: number): boolean {
    const pageNumber = index - HEADER_PAGES + 1;
    if (words === null) return this.#verifyAside(target, at, pageNumber) !== PAGE_BAD;
    return verifyPage(words, (target.byteOffset + at) >>> 2, this.#pageBytes, pageNumber) !== PAGE_BAD;
  }

  /** Checks a page that does not lie on a word boundary. */
  #verifyAside(target: Uint8Array, at: number, pageNumber: number): PageVerdict {
    this.#scratch.set(target.subarray(at, at + this.#pageBytes));
    const verdict = verifyPage(this.#scratchWords, 0, this.#pageBytes, pageNumber);
    if (verdict === PAGE_REPAIRED) target.set(this.#scratch, at);
    return verdict;
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

/** The memory of the target as words, counted from its beginning; null when the target lies between words. */
function wordsOver(target: Uint8Array): Uint32Array | null {
  if (target.byteOffset % 4 !== 0) return null;
  return new Uint32Array(target.buffer, 0, target.buffer.byteLength >>> 2);
}
