/**
 * Sorts any number of rows in bounded memory.
 *
 *   adding ── add… ──▶ memory is full: a sorted run is written, memory is empty again
 *          └─ finish ──▶ nothing was written: all rows are in `buffer`, in order
 *                     └▶ else everything is in runs, few enough to be read at once: `merge`
 *
 * Runs that are too many are merged into longer ones, in a new file, until they are not.
 *
 * Invariants
 *  1. Memory holds one buffer while rows are added, and one block a run while they are merged.
 *  2. Scratch files exist from the first run to `release`, and at most two of them at a time.
 */
import { assert } from '../../errors/assert';
import type { OpenFile } from '../os/file-system';
import { type Run, RunReader, RunWriter } from './run-file';
import { RunMerge } from './run-merge';
import { SortBuffer } from './sort-buffer';

/** Opens empty files that go when they are closed. */
export interface ScratchFiles {
  openScratch(): OpenFile;
}

/** So many runs are merged at once. */
const FAN_IN = 64;

export class RowSorter {
  readonly buffer: SortBuffer;
  /** Rows that were added, and after `finish` in memory those that are left. */
  count = 0;
  #file: OpenFile | null = null;
  #writer: RunWriter | null = null;
  #runs: Run[] = [];

  constructor(
    readonly scratch: ScratchFiles,
    /** Of rows with one key the first in order stays; else all do. */
    readonly keysAreUnique: boolean,
    /** Bytes of rows in memory before a run is written. */
    bufferBytes?: number,
  ) {
    this.buffer = new SortBuffer(bufferBytes);
  }

  /** Whether rows are in runs, not in memory. */
  get isSpilled(): boolean {
    return this.#file !== null;
  }

  add(key: Uint8Array, keyLength: number, data: Uint8Array, dataStart: number, dataLength: number): void {
    const { buffer } = this;
    if (!buffer.add(key, keyLength, data, dataStart, dataLength)) {
      this.#writeRun();
      const isAdded = buffer.add(key, keyLength, data, dataStart, dataLength);
      assert(isAdded, 'an empty buffer has room for any row');
    }
    this.count++;
  }

  /** All rows are there. */
  finish(): void {
    if (!this.isSpilled) {
      this.buffer.sort(this.keysAreUnique);
      this.count = this.buffer.count;
      return;
    }
    this.#writeRun();
    this.buffer.release();
    while (this.#runs.length > FAN_IN) this.#mergeRuns();
    this.#writer = null;
  }

  /** Reads all rows in order, independently of others that do; null when they are in memory. */
  merge(): RunMerge | null {
    return this.#file === null ? null : this.#mergeOf(this.#file, this.#runs);
  }

  /** The rows are not wanted any more. */
  release(): void {
    this.buffer.release();
    this.#runs = [];
    this.#writer = null;
    this.#file?.close();
    this.#file = null;
  }

  #writeRun(): void {
    const { buffer } = this;
    if (buffer.count === 0) return;
    buffer.sort(this.keysAreUnique);
    this.#file ??= this.scratch.openScratch();
    this.#writer ??= new RunWriter(this.#file);
    const writer = this.#writer;
    writer.begin();
    for (let i = 0; i < buffer.count; i++) writer.append(buffer.bytes, buffer.starts[i]);
    this.#runs.push(writer.end());
    buffer.clear();
  }

  /** Makes longer runs of all there are, in another file. */
  #mergeRuns(): void {
    const from = this.#file;
    assert(from !== null, 'runs are in a file');
    const file = this.scratch.openScratch();
    try {
      const writer = new RunWriter(file);
      const longer: Run[] = [];
      for (let i = 0; i < this.#runs.length; i += FAN_IN) {
        const merge = this.#mergeOf(from, this.#runs.slice(i, i + FAN_IN));
        writer.begin();
        while (merge.next()) writer.append(merge.bytes, merge.start);
        longer.push(writer.end());
      }
      this.#runs = longer;
      this.#file = file;
      this.#writer = null;
    } finally {
      (this.#file === file ? from : file).close();
    }
  }

  #mergeOf(file: OpenFile, runs: readonly Run[]): RunMerge {
    return new RunMerge(
      runs.map((run) => new RunReader(file, run)),
      this.keysAreUnique,
    );
  }
}
