/**
 * Values, indexes and options of every kind: keys of any of them must come out within their limits, or a documented
 * code, in bounded time. `fuzzKeys(count)` makes `count` keys from a fixed seed; more than the tests make can be asked
 * for from a script.
 */
import {
  JET_errIndexTuplesKeyTooSmall,
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidLanguageId,
  JET_errInvalidParameter,
  JET_errKeyIsMade,
  JET_errKeyNotMade,
  JET_errKeyTruncated,
} from '../../errors/codes';
import { JetError } from '../../errors/jet-error';
import type { IndexKeyShape } from '../../src/record/keys/key-shape';
import { SearchKeyMaker } from '../../src/record/keys/search-key-maker';
import { keyShape, segment } from '../support/key-shapes';
import { Random } from '../support/random';

const ALLOWED = new Set<number>([
  JET_errIndexTuplesKeyTooSmall,
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidLanguageId,
  JET_errInvalidParameter,
  JET_errKeyIsMade,
  JET_errKeyNotMade,
  JET_errKeyTruncated,
]);
const SEED = 20240229;
const MOST_VALUE_BYTES = 3000;
const KEY_MOSTS = [1, 2, 5, 9, 10, 64, 255, 255, 255, 256, 1000, 2000];
const LOCALES = [
  'en-US',
  'hu-HU',
  'fr-FR',
  'ja-JP',
  'zh-CN',
  'ko-KR',
  'vi-VN',
  'th-TH',
  'cs-CZ',
  'tr-TR',
  'xx-YY',
];
const FLAGS = [0x30401, 0x400, 0x200, 0xc01, 0x1401, 0x409, 0x432, 0x407, 0x8030c3f, 0x100];
/** Ranges of units that meet the special cases: ASCII, marks, jamo, kana, ideographs, surrogates, private use. */
const RANGES = [
  0x20, 0x300, 0x600, 0x1100, 0x3040, 0x30f0, 0x4e00, 0xac00, 0xd7b0, 0xd800, 0xdc00, 0xe000, 0xff00,
];
const UNITS_PER_RANGE = 0x60;
const COLUMN_TYPES = 19;

export interface KeyFuzzResult {
  readonly calls: number;
  readonly made: number;
  readonly refused: number;
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)];

function randomShape(random: Random): IndexKeyShape {
  const keyMost = pick(random, KEY_MOSTS);
  const segments = Array.from({ length: 1 + random.below(4) }, () =>
    segment(random.below(COLUMN_TYPES), {
      kind: pick(random, ['fixed', 'variable', 'tagged']),
      maxBytes: random.below(256),
      codePage: pick(random, [1200, 1200, 1252]),
      isDescending: random.below(2) === 1,
      locale: pick(random, LOCALES),
      lcMapFlags: pick(random, FLAGS),
    }),
  );
  return keyShape(segments, {
    keyMost,
    segmentMost: random.below(3) === 0 ? 1 + random.below(keyMost) : keyMost,
    areNullsHigh: random.below(2) === 1,
    usesDotNetGuids: random.below(2) === 1,
    disallowsTruncation: random.below(2) === 1,
    hasPlaceholder: random.below(8) === 0,
    tuple: random.below(8) === 0 ? { lengthMin: random.below(5), lengthMax: 5 + random.below(200) } : null,
  });
}

/** Fills a value with random bytes, or with units that sorts treat in ways of their own; returns its length. */
function randomValue(random: Random, value: Uint8Array): number {
  const length = random.below(4) === 0 ? random.below(MOST_VALUE_BYTES + 1) : random.below(40);
  const isRaw = random.below(3) === 0;
  for (let i = 0; i + 1 < length; i += 2) {
    const unit = isRaw ? random.below(0x10000) : pick(random, RANGES) + random.below(UNITS_PER_RANGE);
    value[i] = unit & 0xff;
    value[i + 1] = unit >>> 8;
  }
  if (length > 0) value[length - 1] = random.below(256);
  return length;
}

function randomGrbit(random: Random): number {
  const limit = random.below(3) === 0 ? 1 << (8 + random.below(4)) : 0;
  const other = random.below(4) === 0 ? random.below(0x40) : 0;
  return (random.below(3) > 0 ? 1 : 0) | limit | (random.below(6) === 0 ? 8 : 0) | other;
}

/** Makes `count` keys; throws at the first that breaks a limit or answers with an undocumented code. */
export function fuzzKeys(count: number, seed: number = SEED): KeyFuzzResult {
  const random = new Random(seed);
  const maker = new SearchKeyMaker();
  const value = new Uint8Array(MOST_VALUE_BYTES);
  let shape = randomShape(random);
  let made = 0;
  for (let i = 0; i < count; i++) {
    if (random.below(16) === 0) {
      shape = randomShape(random);
      maker.reset();
    }
    const length = randomValue(random, value);
    try {
      maker.makeKey(shape, random.below(10) === 0 ? null : value, 0, length, randomGrbit(random));
      made++;
    } catch (failure) {
      if (!(failure instanceof JetError) || !ALLOWED.has(failure.err)) throw failure;
    }
    if (maker.isPrepared && maker.builder.length > shape.keyMost + 1)
      throw new Error(`key of ${maker.builder.length} bytes, at most ${shape.keyMost}`);
  }
  return { calls: count, made, refused: count - made };
}
