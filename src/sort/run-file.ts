/**
 * Sorted rows on disk. A run is a piece of a file: rows one behind the other (`entry.ts`), written once from front to
 * back, read the same way as often as wanted. Nobody but the sort that wrote it ever reads it.
 *
 *   RunWriter: begin ── append… ── end ──▶ a Run          RunReader: open ── advance… ──▶ false at the end
 *
 * Invariants
 *  1. Both move whole blocks. A row is whole in the reader's block when it is the current one.
 *  2. Runs lie side by side in their file.
 */
import { JET_errDiskIO } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { OpenFile } from '../os/file-system';
import { ENTRY_HEADER_BYTES, entryBytesAt, keyPrefixAt } from './entry';

/** Where a run lies in its file. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** Larger than any row. */
const BLOCK_BYTES = 0x20000;

export class RunWriter {
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #used = 0;
  #start = 0;
  #end = 0;

  constructor(readonly file: OpenFile) {}

  /** What a run that was not ended has left in the block is forgotten. */
  begin(): void {
    this.#used = 0;
    this.#start = this.#end;
  }

  /** Writes the row that begins at `start` of `bytes`. */
  append(bytes: Uint8Array, start: number): void {
    const length = entryBytesAt(bytes, start);
    if (this.#used + length > BLOCK_BYTES) this.#flush();
    const block = this.#block;
    let at = this.#used;
    for (let i = start; i < start + length; i++) block[at++] = bytes[i];
    this.#used = at;
  }

  end(): Run {
    this.#flush();
    return { start: this.#start, end: this.#end };
  }

  #flush(): void {
    if (this.#used > 0) this.file.write(this.#block, 0, this.#used, this.#end);
    this.#end += this.#used;
    this.#used = 0;
  }
}

export class RunReader {
  readonly bytes = new Uint8Array(BLOCK_BYTES);
  /** The same bytes. */
  readonly view = new DataView(this.bytes.buffer);
  /** Where the current row begins. */
  start = 0;
  /** The beginning of its key as a number. */
  prefix = 0;
  #next = 0;
  #filled = 0;
  #position = 0;

  constructor(
    readonly file: OpenFile,
    readonly run: Run,
  ) {
    this.rewind();
  }

  /** Before the first row again. */
  rewind(): void {
    this.#position = this.run.start;
    this.#next = 0;
    this.#filled = 0;
  }

  /** To the next row; false at the end. */
  advance(): boolean {
    const rest = this.#filled - this.#next;
    const isWhole = rest >= ENTRY_HEADER_BYTES && rest >= entryBytesAt(this.bytes, this.#next);
    if (!isWhole && !this.#fill()) return false;
    this.start = this.#next;
    this.prefix = keyPrefixAt(this.bytes, this.start);
    this.#next += entryBytesAt(this.bytes, this.start);
    return true;
  }

  /** Moves what is left of the block to its front and reads on behind it; false when nothing is left. */
  #fill(): boolean {
    const { bytes, file, run } = this;
    const rest = this.#filled - this.#next;
    bytes.copyWithin(0, this.#next, this.#filled);
    const wanted = Math.min(BLOCK_BYTES - rest, run.end - this.#position);
    if (wanted > 0) {
      const read = file.read(bytes, rest, wanted, this.#position);
      if (read < wanted) fail(JET_errDiskIO, `${file.path}: a run ends before its end`);
    }
    this.#position += wanted;
    this.#next = 0;
    this.#filled = rest + wanted;
    return this.#filled > 0;
  }
}
