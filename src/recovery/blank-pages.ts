/**
 * Pages of a file that were never written, found a run at a time: a log that makes a database makes many new pages one behind
 * the other, and each has to be looked at, whether it is there already.
 *
 * Invariant
 *  1. A page of the run is zero in the file, and its newest state is nowhere else: it is neither cached nor kept back. It
 *     leaves the run when it is asked for, as it is made then.
 */
import type { CachedFile } from '../cache/page-cache';
import { isBlankPage } from '../format/page-checksum';

const MOST_PAGES = 32;
/** After a page that is there, so many are looked at one by one. */
const PATIENCE = 64;

/** Reads pages; returns how many of them the file has in full. */
type ReadPages = (pageNumber: number, count: number, target: Uint8Array, targetOffset: number) => number;

export class BlankPages {
  #from = 0;
  #to = 0;
  #toWait = 0;
  #words: Uint32Array | null = null;

  constructor(
    readonly file: CachedFile,
    readonly readPages: ReadPages,
  ) {}

  /** Whether a page that is to be made is known to be blank; false when it has to be looked at. */
  take(page: number): boolean {
    if (this.file.holds(page)) return false;
    if (page < this.#from || page >= this.#to) this.#look(page);
    if (page < this.#from || page >= this.#to) return false;
    if (page - this.#from < this.#to - page) this.#from = page + 1;
    else this.#to = page;
    return true;
  }

  #look(page: number): void {
    if (this.#toWait > 0) {
      this.#toWait--;
      return;
    }
    const { pageBytes } = this.file.cache;
    const words = (this.#words ??= new Uint32Array((MOST_PAGES * pageBytes) / 4));
    const found = this.#read(page, new Uint8Array(words.buffer));
    let count = 0;
    while (
      count < found &&
      !this.file.holds(page + count) &&
      isBlankPage(words, (count * pageBytes) / 4, pageBytes)
    )
      count++;
    if (count === 0) {
      this.#toWait = PATIENCE;
      return;
    }
    this.#from = page;
    this.#to = page + count;
  }

  /** A page of the run that cannot be read may be one that nobody asks for. */
  #read(page: number, target: Uint8Array): number {
    try {
      return this.readPages(page, MOST_PAGES, target, 0);
    } catch {
      return 0;
    }
  }
}
