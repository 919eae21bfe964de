/**
 * Damaged records, long-value nodes and compressed values: the parsers must answer with a result or with a JetError
 * of a documented code, within time and memory that the input bounds. `fuzzRecords(count)` runs `count` mutations
 * from a fixed seed; more than the tests run can be asked for from a script.
 */
import { JET_errDatabaseCorrupted, JET_errDecompressionFailed, JET_errLVCorrupted } from '../../errors/codes';
import { JetError } from '../../errors/jet-error';
import { compress, decompress, uncompressedLength } from '../../src/record/compression/compression';
import { LongValueKey, LongValueRoot } from '../../src/record/long-value';
import { RecordBuilder } from '../../src/record/record-builder';
import { COLUMN_FOUND, RecordReader } from '../../src/record/record-reader';
import { column, shapeOf } from '../support/columns';
import { Random } from '../support/random';

const ALLOWED = new Set<number>([JET_errDatabaseCorrupted, JET_errDecompressionFailed, JET_errLVCorrupted]);
const NO_DEFAULTS = shapeOf();
const PLAIN_MOST = 65535 + 1;

export interface FuzzResult {
  readonly mutations: number;
  readonly accepted: number;
  readonly refused: number;
}

/** A record with columns of every kind, at a place in the middle of a page. */
function seedRecord(pageBytes: number): RecordBuilder {
  const builder = new RecordBuilder(pageBytes, 2000);
  const value = Buffer.from('some value of a column');
  for (let id = 1; id <= 12; id++) builder.setFixed(column(id), NO_DEFAULTS, value, 0, 4);
  for (let id = 128; id <= 133; id++) builder.setVariable(column(id), NO_DEFAULTS, value, 0, id - 120);
  for (let id = 256; id <= 262; id++) {
    const target = column(id, { columnType: id < 259 ? 9 : 11, isLongValue: id >= 259 });
    for (let itag = 1; itag <= id - 255 && itag <= 4; itag++) builder.setTagged(target, itag, 0, value, 0, 8);
  }
  return builder;
}

function useRecord(reader: RecordReader): void {
  for (let id = 0; id < 14; id++) reader.findFixed(id + 1, 4 + 4 * id, 4);
  for (let id = 128; id < 136; id++) reader.findVariable(id);
  for (let id = 255; id < 264; id++) reader.findTagged(id, (id & 1) === 0, 2);
  const { start, length } = reader;
  for (let i = 0; i < reader.taggedCount(); i++) {
    reader.taggedAt(i);
    for (let itag = 1; itag <= reader.valueCount; itag++) {
      if (reader.findValue(itag) !== COLUMN_FOUND) continue;
      const end = reader.valueOffset + reader.valueLength;
      if (reader.valueOffset < start || end > start + length || reader.valueLength < 0)
        throw new Error('value outside');
    }
  }
  reader.check();
}

function changeRecord(
  builder: RecordBuilder,
  bytes: Uint8Array,
  start: number,
  length: number,
  pick: number,
): void {
  builder.startFrom(bytes, start, length);
  const value = Buffer.from('new');
  const target = column(250 + (pick % 14) + 6);
  builder.setFixed(column(1 + (pick % 14)), NO_DEFAULTS, Buffer.from('four'), 0, 4);
  builder.setVariable(column(128 + (pick % 9)), NO_DEFAULTS, value, 0, 3);
  builder.setTagged(target, pick % 4, 0, value, 0, 3);
  builder.clearTagged(target, 1 + (pick % 3), true);
  const reader = new RecordReader();
  builder.attach(reader);
  reader.check();
}

export function fuzzRecords(count: number, seed = 1): FuzzResult {
  const random = new Random(seed);
  const seeds = [seedRecord(4096), seedRecord(32768)];
  const builders = [new RecordBuilder(4096, 3700), new RecordBuilder(32768, 30000)];
  const page = new Uint8Array(4096);
  const view = new DataView(page.buffer);
  const reader = new RecordReader();
  return countOutcomes(count, () => {
    const which = random.below(2);
    const start = random.below(100);
    const length = mutate(random, seeds[which].bytes, seeds[which].length, page, start);
    reader.attach(page, view, start, length, which === 1);
    useRecord(reader);
    changeRecord(builders[which], page, start, length, random.below(1000));
  });
}

export function fuzzCompressed(count: number, seed = 2): FuzzResult {
  const random = new Random(seed);
  const texts = [
    Buffer.from('seven bits '.repeat(9)),
    Buffer.from('wide text '.repeat(9), 'utf16le'),
    Buffer.from('pattern. '.repeat(400)),
  ];
  const seeds = texts.map((text) => {
    const target = new Uint8Array(text.length);
    return target.subarray(0, compress(text, 0, text.length, target, 0));
  });
  const input = new Uint8Array(4096);
  const plain = new Uint8Array(PLAIN_MOST);
  return countOutcomes(count, () => {
    const source = seeds[random.below(seeds.length)];
    const start = random.below(20);
    const length = mutate(random, source, source.length, input, start);
    const needed = uncompressedLength(input, start, length);
    if (needed >= PLAIN_MOST) throw new Error(`claims ${needed} bytes`);
    decompress(input, start, length, plain, 0, random.below(2) === 0 ? 100 : PLAIN_MOST);
  });
}

export function fuzzLongValues(count: number, seed = 3): FuzzResult {
  const random = new Random(seed);
  const bytes = new Uint8Array(64);
  const key = new LongValueKey();
  const root = new LongValueRoot();
  return countOutcomes(count, () => {
    for (let i = 0; i < 16; i++) bytes[i] = random.below(256);
    key.parse(bytes, 0, random.below(14));
    root.parse(bytes, 0, random.below(12));
  });
}

/** Copies `source` to `target`, changes up to four bytes, and cuts it short now and then. */
function mutate(
  random: Random,
  source: Uint8Array,
  length: number,
  target: Uint8Array,
  start: number,
): number {
  for (let i = 0; i < length; i++) target[start + i] = source[i];
  for (let changes = random.below(5); changes > 0; changes--)
    target[start + random.below(length)] = random.below(256);
  return random.below(4) === 0 ? random.below(length + 1) : length;
}

function countOutcomes(mutations: number, body: () => void): FuzzResult {
  let refused = 0;
  for (let i = 0; i < mutations; i++) {
    try {
      body();
    } catch (failure) {
      if (!(failure instanceof JetError) || !ALLOWED.has(failure.err)) throw failure;
      refused++;
    }
  }
  return { mutations, accepted: mutations - refused, refused };
}
