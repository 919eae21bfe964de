/** The pages of one database file in memory, read and written as the file would be; grows when asked to. */
import type { PageSink, PageSource } from '../../src/cache/page-cache';

export class MemoryPages implements PageSource, PageSink {
  readonly path = 'memory.edb';
  /** The numbers of the pages written, in order. */
  readonly written: number[] = [];
  /** Pages that were written; the others are zeros. */
  readonly #pages = new Map<number, Uint8Array>();
  #count: number;

  constructor(
    readonly pageBytes: number,
    pages: number,
  ) {
    this.#count = pages;
  }

  pageCount(): number {
    return this.#count;
  }

  grow(pages: number): void {
    this.#count = Math.max(this.#count, pages);
  }

  readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void {
    const page = this.#pages.get(pageNumber);
    if (page === undefined) target.fill(0, targetOffset, targetOffset + this.pageBytes);
    else target.set(page, targetOffset);
  }

  readPages(pageNumber: number, count: number, target: Uint8Array, targetOffset: number): number {
    const found = Math.max(0, Math.min(count, this.#count - pageNumber + 1));
    for (let index = 0; index < found; index++)
      this.readPage(pageNumber + index, target, targetOffset + index * this.pageBytes);
    return found;
  }

  writePage(pageNumber: number, source: Uint8Array, sourceOffset: number): void {
    this.#pages.set(pageNumber, source.slice(sourceOffset, sourceOffset + this.pageBytes));
    this.written.push(pageNumber);
  }
}
