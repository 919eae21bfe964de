/**
 * Hostile logs: files made by the log itself with bytes of headers, segments or checkpoints changed, half of them with
 * the checksum put right again so that the parsers behind it are reached. A log is read to its end or refused with a
 * documented code, and so is a checkpoint; any other failure passes through.
 */
import { readCheckpoint } from '../../src/format/checkpoint';
import { readStart, sealHeader } from '../../src/format/header-page';
import { LOG_HEADER_BYTES } from '../../src/format/log-header';
import { LOG_SEGMENT_BYTES, sealSegment } from '../../src/format/log-segment';
import { openLogFile } from '../../src/log/log-file';
import { LogReader } from '../../src/log/log-reader';
import type { OpenFile } from '../../src/os/file-system';
import { codeOf } from '../support/code-of';
import { MemoryFileSystem } from '../support/memory-file-system';
import { Random } from '../support/random';
import { folderIn, memoryWithLogs, startIn, traceRecord } from '../support/test-log';

const CHECKPOINT_BYTES = 8192;

export interface LogFuzzOutcome {
  readonly tried: number;
  readonly codes: ReadonlyMap<number | null, number>;
}

/** A short log with records of all sizes, broken ones among them. */
function makeLog(): { readonly log: Uint8Array; readonly checkpoint: Uint8Array } {
  const files = memoryWithLogs();
  const stream = startIn(files);
  for (let seed = 0; seed < 14; seed++) {
    stream.append(traceRecord(20 + seed * 170, seed));
    if (seed % 5 === 0) stream.flush();
  }
  stream.end();
  const folder = folderIn(files);
  return { log: wholeFile(files, folder.current), checkpoint: wholeFile(files, folder.checkpoint) };
}

function wholeFile(files: MemoryFileSystem, path: string): Uint8Array {
  const file = files.open(path, 'read');
  const bytes = readStart(file, file.size());
  file.close();
  return bytes;
}

/** Reads a log to its end; the code it is refused with, or null. */
function readLog(files: MemoryFileSystem, path: string): number | null {
  return codeOf(() => {
    const log = openLogFile(files, path);
    try {
      const reader = new LogReader(log);
      while (reader.next())
        if (reader.length > reader.bytes.length) throw new Error('a record beyond its bytes');
    } finally {
      log.close();
    }
  });
}

class Mutator {
  readonly words = new Uint32Array(LOG_SEGMENT_BYTES / 4);
  readonly bytes = new Uint8Array(this.words.buffer);

  constructor(
    readonly random: Random,
    readonly file: OpenFile,
    readonly valid: Uint8Array,
    readonly usedSegments: number,
  ) {}

  /** Changes one segment, and gives back how to undo that. */
  change(): () => void {
    const segment = this.random.below(this.usedSegments + 2);
    const at = segment * LOG_SEGMENT_BYTES;
    this.bytes.set(this.valid.subarray(at, at + LOG_SEGMENT_BYTES));
    const reach = this.random.below(2) === 0 ? 128 : LOG_SEGMENT_BYTES;
    for (let left = this.random.below(6); left >= 0; left--)
      this.bytes[this.random.below(reach)] = this.random.below(256);
    if (this.random.below(2) === 0) this.#seal(segment);
    this.file.write(this.bytes, 0, LOG_SEGMENT_BYTES, at);
    return () => this.file.write(this.valid, at, LOG_SEGMENT_BYTES, at);
  }

  #seal(segment: number): void {
    if (segment === 0) sealHeader(this.bytes, 0, LOG_HEADER_BYTES);
    else sealSegment(this.words, 0, segment);
  }
}

/** Reads `count` mutated logs and checkpoints. */
export function fuzzLogs(count: number, seed: number): LogFuzzOutcome {
  const { log, checkpoint } = makeLog();
  const random = new Random(seed);
  const files = new MemoryFileSystem();
  const file = files.open('/x.log', 'create');
  file.write(log, 0, log.length, 0);
  const used = openLogFile(files, '/x.log').findEnd().lastSegment;
  const mutator = new Mutator(random, file, log, used);
  const codes = new Map<number | null, number>();
  for (let round = 0; round < count; round++) {
    const code = round % 4 === 3 ? readMutatedCheckpoint(random, checkpoint) : readMutatedLog(files, mutator);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return { tried: count, codes };
}

function readMutatedLog(files: MemoryFileSystem, mutator: Mutator): number | null {
  const undo = mutator.change();
  const code = readLog(files, '/x.log');
  undo();
  return code;
}

function readMutatedCheckpoint(random: Random, valid: Uint8Array): number | null {
  const bytes = Uint8Array.from(
    valid.subarray(0, random.below(20) === 0 ? random.below(9000) : CHECKPOINT_BYTES),
  );
  for (let left = random.below(6); left >= 0; left--)
    bytes[random.below(bytes.length + 1)] = random.below(256);
  if (random.below(2) === 0 && bytes.length === CHECKPOINT_BYTES) {
    sealHeader(bytes, 0, CHECKPOINT_BYTES / 2);
    sealHeader(bytes, CHECKPOINT_BYTES / 2, CHECKPOINT_BYTES / 2);
  }
  return codeOf(() => readCheckpoint(bytes));
}
