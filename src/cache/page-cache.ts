/**
 * The page cache: one slab of memory cut into frames, and for every cached file a table from page number to
 * frame. A page is a frame, never an object; a page in use is named by the byte offset `base` of its frame.
 *
 *            fix (not cached): read, verify, check            evicted by the clock, or file dropped
 *   absent ────────────────────────────────────────▶ cached ─────────────────────────────────────▶ absent
 *
 * Invariants
 *  1. A cached page has passed its checksum (a single flipped bit repaired in memory) and `checkPage`.
 *  2. frameOf[page] = frame + 1 exactly when pageOf[frame] = page and fileOf[frame] is that file.
 *  3. A `base` is good until the next `fix` of any page; a page with a pin stays where it is.
 *  4. Memory is taken when the first page is read, and never grows beyond the frames asked for.
 */
import { JET_errDatabaseCorrupted, JET_errOutOfMemory, JET_errPageNotInitialized } from '../../errors/codes';
import { JET_errFileIOBeyondEOF, JET_errReadVerifyFailure } from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import { PAGE_BAD, PAGE_BLANK, PAGE_REPAIRED, verifyPage } from '../format/page-checksum';
import { checkPage } from '../page/page-check';
import { PageSlab } from '../page/page-slab';

/** Where pages come from: a database file, opened by somebody else. */
export interface PageSource {
  readonly path: string;
  /** Pages the file is long enough for. */
  pageCount(): number;
  /** Reads one page into `target`; I/O failures are thrown as they come. */
  readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void;
}

const MINIMUM_FRAMES = 16;
const NOBODY = -1;

export class PageCache {
  readonly pageBytes: number;
  readonly frameCount: number;
  /** Pages whose single wrong bit was put right while reading. */
  repairedPages = 0;
  /** Pages read from files since the start. */
  pagesRead = 0;

  #slab: PageSlab | null = null;
  readonly #files: (CachedFile | null)[] = [];
  #pageOf = new Int32Array(0);
  #fileOf = new Int32Array(0);
  #referenced = new Uint8Array(0);
  #pins = new Uint16Array(0);
  #used = 0;
  #hand = 0;
  readonly #free: number[] = [];

  constructor(pageBytes: number, frameCount: number) {
    this.pageBytes = pageBytes;
    this.frameCount = Math.max(MINIMUM_FRAMES, Math.floor(frameCount));
  }

  get slab(): PageSlab {
    return this.#slab ?? this.#allocate();
  }

  /** Frames that hold a page now. */
  get usedFrames(): number {
    return this.#used - this.#free.length;
  }

  /** Starts caching a file. */
  open(source: PageSource): CachedFile {
    const file = new CachedFile(this, source, this.#files.length);
    this.#files.push(file);
    return file;
  }

  /** Forgets every page of a file; the file must not be used afterwards. */
  close(file: CachedFile): void {
    for (let frame = 0; frame < this.#used; frame++) {
      if (this.#fileOf[frame] === file.id) this.#release(frame);
    }
    this.#files[file.id] = null;
  }

  touch(frame: number): void {
    this.#referenced[frame] = 1;
  }

  pin(base: number): void {
    this.#pins[base / this.pageBytes]++;
  }

  unpin(base: number): void {
    const frame = base / this.pageBytes;
    assert(this.#pins[frame] > 0, 'a pin is given back once');
    this.#pins[frame]--;
  }

  /** Brings a page of `file` into a frame; returns the frame. */
  load(file: CachedFile, source: PageSource, pageNumber: number): number {
    const { slab } = this;
    const frame = this.#takeFrame();
    const base = frame * this.pageBytes;
    let loaded = false;
    try {
      source.readPage(pageNumber, slab.bytes, base);
      this.pagesRead++;
      this.#verify(slab, base, source, pageNumber);
      loaded = true;
    } finally {
      if (!loaded) this.#free.push(frame);
    }
    this.#pageOf[frame] = pageNumber;
    this.#fileOf[frame] = file.id;
    this.#referenced[frame] = 1;
    return frame;
  }

  #verify(slab: PageSlab, base: number, source: PageSource, pageNumber: number): void {
    const state = verifyPage(slab.words32, base >> 2, this.pageBytes, pageNumber);
    if (state === PAGE_BAD)
      fail(JET_errReadVerifyFailure, `${source.path}: page ${pageNumber} fails its checksum`);
    if (state === PAGE_BLANK)
      fail(JET_errPageNotInitialized, `${source.path}: page ${pageNumber} was never written`);
    if (state === PAGE_REPAIRED) this.repairedPages++;
    if (!checkPage(slab, base))
      fail(JET_errDatabaseCorrupted, `${source.path}: page ${pageNumber} is malformed`);
  }

  #allocate(): PageSlab {
    try {
      this.#slab = new PageSlab(this.pageBytes, this.frameCount);
    } catch {
      return fail(JET_errOutOfMemory, `no memory for ${this.frameCount} pages of ${this.pageBytes} bytes`);
    }
    this.#pageOf = new Int32Array(this.frameCount);
    this.#fileOf = new Int32Array(this.frameCount).fill(NOBODY);
    this.#referenced = new Uint8Array(this.frameCount);
    this.#pins = new Uint16Array(this.frameCount);
    return this.#slab;
  }

  /** A frame nobody uses: a spare one, one never used, or the victim of the clock. */
  #takeFrame(): number {
    const spare = this.#free.pop();
    if (spare !== undefined) return spare;
    if (this.#used < this.frameCount) return this.#used++;
    for (let turns = 2 * this.frameCount; turns >= 0; turns--) {
      const frame = this.#hand;
      this.#hand = frame + 1 === this.frameCount ? 0 : frame + 1;
      if (this.#pins[frame] > 0) continue;
      if (this.#referenced[frame] !== 0) this.#referenced[frame] = 0;
      else return this.#detach(frame);
    }
    return fail(JET_errOutOfMemory, `all ${this.frameCount} pages of the cache are pinned`);
  }

  #detach(frame: number): number {
    this.#files[this.#fileOf[frame]]?.forget(this.#pageOf[frame]);
    this.#fileOf[frame] = NOBODY;
    return frame;
  }

  #release(frame: number): void {
    assert(this.#pins[frame] === 0, 'a file is closed when none of its pages is pinned');
    this.#free.push(this.#detach(frame));
  }
}

/** The pages of one file that are in the cache. */
export class CachedFile {
  readonly slab: PageSlab;
  readonly #pageBytes: number;
  #frameOf = new Int32Array(256);

  constructor(
    readonly cache: PageCache,
    readonly source: PageSource,
    readonly id: number,
  ) {
    this.slab = cache.slab;
    this.#pageBytes = cache.pageBytes;
  }

  /** The place of a page in the slab, read from the file when it is not there yet. */
  fix(pageNumber: number): number {
    const frame = this.#frameOf[pageNumber];
    if (frame > 0) {
      this.cache.touch(frame - 1);
      return (frame - 1) * this.#pageBytes;
    }
    return this.#load(pageNumber);
  }

  forget(pageNumber: number): void {
    this.#frameOf[pageNumber] = 0;
  }

  #load(pageNumber: number): number {
    const pageCount = this.source.pageCount();
    if (!(pageNumber >= 1 && pageNumber <= pageCount))
      fail(JET_errFileIOBeyondEOF, `${this.source.path}: page ${pageNumber} of ${pageCount}`);
    if (pageNumber >= this.#frameOf.length) this.#grow(pageNumber, pageCount);
    const frame = this.cache.load(this, this.source, pageNumber);
    this.#frameOf[pageNumber] = frame + 1;
    return frame * this.#pageBytes;
  }

  #grow(pageNumber: number, pageCount: number): void {
    const larger = new Int32Array(
      Math.max(pageNumber + 1, Math.min(this.#frameOf.length * 2, pageCount + 1)),
    );
    larger.set(this.#frameOf);
    this.#frameOf = larger;
  }
}
