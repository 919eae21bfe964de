/**
 * The page cache: one slab of memory cut into frames, and for every cached file a table from page number to
 * frame. A page is a frame, never an object; a page in use is named by the byte offset `base` of its frame.
 *
 *            fix (not cached): read, verify, check            evicted by the clock, or file dropped
 *   absent ────────────────────────────────────────▶ clean ──────────────────────────────────────▶ absent
 *     │  fixNew: an empty frame, nothing is read         │ ▲
 *     └───────────────────────────────────────▶ dirty ◀──┘ │ markDirty
 *                                                 └────────┘ written: flush, or before the clock takes the frame
 *
 * Invariants
 *  1. A cached page has passed its checksum (a single flipped bit repaired in memory) and `checkPage`.
 *  2. frameOf[page] = frame + 1 exactly when pageOf[frame] = page and fileOf[frame] is that file.
 *  3. A `base` is good until the next `fix` of any page; a page with a pin stays where it is.
 *  4. Memory is taken when the first page is read, and never grows beyond the frames asked for.
 *  5. A page is changed only after `markDirty`, and a dirty page leaves its frame only after the sink has taken it,
 *     with its checksum. If the sink fails the page stays dirty and in the cache.
 */
import { JET_errDatabaseCorrupted, JET_errOutOfMemory, JET_errPageNotInitialized } from '../../errors/codes';
import { JET_errFileIOBeyondEOF, JET_errReadVerifyFailure } from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { checksumPage, PAGE_BAD, PAGE_BLANK, PAGE_REPAIRED, verifyPage } from '../format/page-checksum';
import { checkPage } from '../page/page-check';
import { PageSlab } from '../page/page-slab';
import type { Version } from '../version/version';
import type { VersionStore } from '../version/version-store';
import type { KeptBackPages } from './kept-back-pages';

/** Where pages come from: a database file, opened by somebody else. */
export interface PageSource {
  readonly path: string;
  /** Pages the file is long enough for. */
  pageCount(): number;
  /** Reads one page into `target`; I/O failures are thrown as they come. */
  readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void;
}

/** Where changed pages go: the same file. Whatever must be on disk before the page is the sink's matter. */
export interface PageSink {
  /**
   * Writes one page from `source`, last changed when so many bytes of log had been written; I/O failures are thrown as
   * they come.
   */
  writePage(pageNumber: number, source: Uint8Array, sourceOffset: number, changedAt: number): void;
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
  /** Pages given to sinks since the start. */
  pagesWritten = 0;

  #slab: PageSlab | null = null;
  readonly #files: (CachedFile | null)[] = [];
  #pageOf = new Int32Array(0);
  #fileOf = new Int32Array(0);
  #referenced = new Uint8Array(0);
  #pins = new Uint16Array(0);
  #dirty = new Uint8Array(0);
  /** Where the log began to tell of a dirty page's changes: generation (0 for nowhere), and place in it. */
  #oldestGeneration = new Uint32Array(0);
  #oldestPlace = new Uint32Array(0);
  /** Bytes of log written when a page was changed last. */
  #changedAt = new Float64Array(0);
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

  /** Starts caching a file; without a sink its pages cannot be changed. */
  open(source: PageSource, sink: PageSink | null = null): CachedFile {
    const file = new CachedFile(this, source, sink, this.#files.length);
    this.#files.push(file);
    return file;
  }

  /** Forgets every page of a file, changed ones too; the file must not be used afterwards. */
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

  /** The page at `base` is about to be changed. */
  markDirty(base: number): void {
    this.#dirty[base / this.pageBytes] = 1;
  }

  /**
   * The page at `base` is changed, and marked so: the log tells of it from (`generation`, `place`) on, up to its byte
   * `changedAt`.
   */
  markLogged(base: number, generation: number, place: number, changedAt: number): void {
    const frame = base / this.pageBytes;
    this.#dirty[frame] = 1;
    this.#changedAt[frame] = changedAt;
    if (this.#oldestGeneration[frame] !== 0) return;
    this.#oldestGeneration[frame] = generation;
    this.#oldestPlace[frame] = place;
  }

  /** The oldest place in the log that a changed page needs; null when no page needs any. */
  oldestChange(): { generation: number; place: number } | null {
    let generation = 0;
    let place = 0;
    for (let frame = 0; frame < this.#used; frame++) {
      const ofFrame = this.#oldestGeneration[frame];
      if (ofFrame === 0 || (generation !== 0 && ofFrame > generation)) continue;
      if (ofFrame === generation && this.#oldestPlace[frame] >= place) continue;
      generation = ofFrame;
      place = this.#oldestPlace[frame];
    }
    return generation === 0 ? null : { generation, place };
  }

  /** Writes the changed pages of a file that need the log before a place; returns whether there were any. */
  flushOlder(file: CachedFile, generation: number, place: number): boolean {
    return this.#writeAll(file, (frame) => {
      const ofFrame = this.#oldestGeneration[frame];
      return ofFrame < generation || (ofFrame === generation && this.#oldestPlace[frame] < place);
    });
  }

  /** Writes every changed page of a file that need not wait, in the order of their numbers. */
  flush(file: CachedFile): void {
    this.#writeAll(file, (frame) => file.keptBack?.mustWait(this.#pageOf[frame]) !== true);
  }

  /** Changed pages of a file that its sink has not got yet. */
  dirtyPages(file: CachedFile): number {
    let count = 0;
    for (let frame = 0; frame < this.#used; frame++)
      if (this.#dirty[frame] !== 0 && this.#fileOf[frame] === file.id) count++;
    return count;
  }

  #writeAll(file: CachedFile, isWanted: (frame: number) => boolean): boolean {
    const frames: number[] = [];
    for (let frame = 0; frame < this.#used; frame++)
      if (this.#dirty[frame] !== 0 && this.#fileOf[frame] === file.id && isWanted(frame)) frames.push(frame);
    frames.sort((a, b) => this.#pageOf[a] - this.#pageOf[b]);
    for (const frame of frames) this.#write(frame);
    return frames.length > 0;
  }

  /** Gives a page a frame of zeros, marked as changed, without reading it; returns the frame. */
  create(file: CachedFile, pageNumber: number): number {
    file.keptBack?.drop(pageNumber);
    const frame = this.#takeFrame();
    const base = frame * this.pageBytes;
    this.slab.bytes.fill(0, base, base + this.pageBytes);
    this.#pageOf[frame] = pageNumber;
    this.#fileOf[frame] = file.id;
    this.#referenced[frame] = 1;
    this.#dirty[frame] = 1;
    return frame;
  }

  /** Brings a page of `file` into a frame; returns the frame, or -1 for a page that cannot be read as it `mayBeUnreadable`. */
  load(file: CachedFile, source: PageSource, pageNumber: number, mayBeUnreadable: boolean): number {
    const { slab } = this;
    const frame = this.#takeFrame();
    const base = frame * this.pageBytes;
    let loaded = false;
    try {
      const wasKept = file.keptBack?.take(pageNumber, slab.bytes, base) ?? false;
      if (!wasKept) source.readPage(pageNumber, slab.bytes, base);
      this.pagesRead++;
      const failure = this.#judge(slab, base, pageNumber);
      if (failure !== 0 && mayBeUnreadable) return NOBODY;
      if (failure !== 0) refusePage(failure, source, pageNumber);
      this.#dirty[frame] = wasKept ? 1 : 0;
      loaded = true;
    } finally {
      if (!loaded) this.#free.push(frame);
    }
    this.#pageOf[frame] = pageNumber;
    this.#fileOf[frame] = file.id;
    this.#referenced[frame] = 1;
    return frame;
  }

  /** Why a page that was read cannot be used; 0 when it can. */
  #judge(slab: PageSlab, base: number, pageNumber: number): JET_ERR {
    const state = verifyPage(slab.words32, base >> 2, this.pageBytes, pageNumber);
    if (state === PAGE_BAD) return JET_errReadVerifyFailure;
    if (state === PAGE_BLANK) return JET_errPageNotInitialized;
    if (state === PAGE_REPAIRED) this.repairedPages++;
    return checkPage(slab, base) ? 0 : JET_errDatabaseCorrupted;
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
    this.#dirty = new Uint8Array(this.frameCount);
    this.#oldestGeneration = new Uint32Array(this.frameCount);
    this.#oldestPlace = new Uint32Array(this.frameCount);
    this.#changedAt = new Float64Array(this.frameCount);
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
    if (this.#dirty[frame] !== 0) this.#write(frame);
    this.#files[this.#fileOf[frame]]?.forget(this.#pageOf[frame]);
    this.#fileOf[frame] = NOBODY;
    return frame;
  }

  #write(frame: number): void {
    const file = this.#files[this.#fileOf[frame]];
    const sink = file?.sink ?? null;
    assert(sink !== null, 'a page of a file without a sink is never changed');
    const { slab, pageBytes } = this;
    const page = this.#pageOf[frame];
    const base = frame * pageBytes;
    checksumPage(slab.words32, base >> 2, pageBytes, page);
    const isKeptBack = file?.keptBack?.keep(page, slab.bytes, base, pageBytes) ?? false;
    if (!isKeptBack) sink.writePage(page, slab.bytes, base, this.#changedAt[frame]);
    this.pagesWritten++;
    this.#clean(frame);
  }

  #release(frame: number): void {
    assert(this.#pins[frame] === 0, 'a file is closed when none of its pages is pinned');
    this.#clean(frame);
    this.#free.push(this.#detach(frame));
  }

  #clean(frame: number): void {
    this.#dirty[frame] = 0;
    this.#oldestGeneration[frame] = 0;
  }
}

function refusePage(failure: JET_ERR, { path }: PageSource, pageNumber: number): never {
  switch (failure) {
    case JET_errReadVerifyFailure:
      return fail(failure, `${path}: page ${pageNumber} fails its checksum`);
    case JET_errPageNotInitialized:
      return fail(failure, `${path}: page ${pageNumber} was never written`);
    default:
      return fail(failure, `${path}: page ${pageNumber} is malformed`);
  }
}

/** The pages of one file that are in the cache. */
export class CachedFile {
  readonly slab: PageSlab;
  /** What the pages' nodes were for those who do not see their newest state; null where nobody changes them. */
  versions: VersionStore | null = null;
  /** For each page the first of the versions that the log needs before the page is written. */
  readonly versionsOfPage = new Map<number, Version>();
  /** While recovery reads the log: the pages that it must not write yet. */
  keptBack: KeptBackPages | null = null;
  readonly #pageBytes: number;
  #frameOf = new Int32Array(256);

  constructor(
    readonly cache: PageCache,
    readonly source: PageSource,
    readonly sink: PageSink | null,
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
    return this.#load(pageNumber, false);
  }

  /** Whether the newest state of a page may be another than that in the file. */
  holds(pageNumber: number): boolean {
    return this.#frameOf[pageNumber] > 0 || this.keptBack?.has(pageNumber) === true;
  }

  /** As {@link fix}; -1 for a page that the file has not, that was never written, or that is damaged. */
  fixIfReadable(pageNumber: number): number {
    if (this.#frameOf[pageNumber] > 0) return this.fix(pageNumber);
    return pageNumber <= this.source.pageCount() ? this.#load(pageNumber, true) : NOBODY;
  }

  /** As {@link fix} for a page that is about to be changed. */
  fixForChange(pageNumber: number): number {
    const base = this.fix(pageNumber);
    this.cache.markDirty(base);
    return base;
  }

  /** The place of a page that is made anew: zeros, marked as changed; what the file held there is not read. */
  fixNew(pageNumber: number): number {
    const frame = this.#frameOf[pageNumber];
    if (frame > 0) {
      const base = this.fixForChange(pageNumber);
      this.slab.bytes.fill(0, base, base + this.#pageBytes);
      return base;
    }
    this.#requirePage(pageNumber);
    const made = this.cache.create(this, pageNumber);
    this.#frameOf[pageNumber] = made + 1;
    return made * this.#pageBytes;
  }

  /** Writes every changed page to the sink, but for those that must wait. */
  flush(): void {
    this.cache.flush(this);
    this.keptBack?.giveBack((page, bytes) => this.sink?.writePage(page, bytes, 0, 0));
  }

  /** No page has to wait any more: those kept back are written. */
  endKeepingBack(): void {
    this.keptBack?.giveBack((page, bytes) => this.sink?.writePage(page, bytes, 0, 0), true);
    this.keptBack = null;
  }

  forget(pageNumber: number): void {
    this.#frameOf[pageNumber] = 0;
  }

  #requirePage(pageNumber: number): void {
    const pageCount = this.source.pageCount();
    if (!(pageNumber >= 1 && pageNumber <= pageCount))
      fail(JET_errFileIOBeyondEOF, `${this.source.path}: page ${pageNumber} of ${pageCount}`);
    if (pageNumber >= this.#frameOf.length) this.#grow(pageNumber, pageCount);
  }

  #load(pageNumber: number, mayBeUnreadable: boolean): number {
    this.#requirePage(pageNumber);
    const frame = this.cache.load(this, this.source, pageNumber, mayBeUnreadable);
    if (frame === NOBODY) return NOBODY;
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
