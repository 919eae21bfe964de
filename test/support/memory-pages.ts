/** The pages of one database file in memory, read and written as the file would be; grows when asked to. */
import type { PageSink, PageSource } from '../../src/cache/page-cache';

export class MemoryPages implements PageSource, PageSink {
  readonly path = 'memory.edb';
  /** The numbers of the pages written, in order. */
  readonly written: number[] = [];
  #bytes: Uint8Array;

  constructor(
    readonly pageBytes: number,
    pages: number,
  ) {
    this.#bytes = new Uint8Array(pages * pageBytes);
  }

  pageCount(): number {
    return this.#bytes.length / this.pageBytes;
  }

  grow(pages: number): void {
    const larger = new Uint8Array(pages * this.pageBytes);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  readPage(pageNumber: number, target: Uint8Array, targetOffset: number): void {
    const start = (pageNumber - 1) * this.pageBytes;
    target.set(this.#bytes.subarray(start, start + this.pageBytes), targetOffset);
  }

  writePage(pageNumber: number, source: Uint8Array, sourceOffset: number): void {
    this.#bytes.set(
      source.subarray(sourceOffset, sourceOffset + this.pageBytes),
      (pageNumber - 1) * this.pageBytes,
    );
    this.written.push(pageNumber);
  }
}
