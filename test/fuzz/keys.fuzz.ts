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

/** xorshift32: the same numbers for the same seed everywhere. */
function randomOf(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = (below: number) => number;

const pick = <T>(random: Random, values: readonly T[]): T => values[random(values.length)];

function randomShape(random: Random): IndexKeyShape {
  const keyMost = pick(random, KEY_MOSTS);
  const segments = Array.from({ length: 1 + random(4) }, () =>
    segment(random(COLUMN_TYPES), {
      kind: pick(random, ['fixed', 'variable', 'tagged']),
      maxBytes: random(256),
      codePage: pick(random, [1200, 1200, 1252]),
      isDescending: random(2) === 1,
      locale: pick(random, LOCALES),
      lcMapFlags: pick(random, FLAGS),
    }),
  );
  return keyShape(segments, {
    keyMost,
    segmentMost: random(3) === 0 ? 1 + random(keyMost) : keyMost,
    areNullsHigh: random(2) === 1,
    usesDotNetGuids: random(2) === 1,
    disallowsTruncation: random(2) === 1,
    hasPlaceholder: random(8) === 0,
    tuple: random(8) === 0 ? { lengthMin: random(5), lengthMax: 5 + random(200) } : null,
  });
}

/** Fills a value with random bytes, or with units that sorts treat in ways of their own; returns its length. */
function randomValue(random: Random, value: Uint8Array): number {
  const length = random(4) === 0 ? random(MOST_VALUE_BYTES + 1) : random(40);
  const isRaw = random(3) === 0;
  for (let i = 0; i + 1 < length; i += 2) {
    const unit = isRaw ? random(0x10000) : pick(random, RANGES) + random(UNITS_PER_RANGE);
    value[i] = unit & 0xff;
    value[i + 1] = unit >>> 8;
  }
  if (length > 0) value[length - 1] = random(256);
  return length;
}

function randomGrbit(random: Random): number {
  const limit = random(3) === 0 ? 1 << (8 + random(4)) : 0;
  const other = random(4) === 0 ? random(0x40) : 0;
  return (random(3) > 0 ? 1 : 0) | limit | (random(6) === 0 ? 8 : 0) | other;
}

/** Makes `count` keys; throws at the first that breaks a limit or answers with an undocumented code. */
export function fuzzKeys(count: number, seed: number = SEED): KeyFuzzResult {
  const random = randomOf(seed);
  const maker = new SearchKeyMaker();
  const value = new Uint8Array(MOST_VALUE_BYTES);
  let shape = randomShape(random);
  let made = 0;
  for (let i = 0; i < count; i++) {
    if (random(16) === 0) {
      shape = randomShape(random);
      maker.reset();
    }
    const length = randomValue(random, value);
    try {
      maker.makeKey(shape, random(10) === 0 ? null : value, 0, length, randomGrbit(random));
      made++;
    } catch (failure) {
      if (!(failure instanceof JetError) || !ALLOWED.has(failure.err)) throw failure;
    }
    if (maker.isPrepared && maker.builder.length > shape.keyMost + 1)
      throw new Error(`key of ${maker.builder.length} bytes, at most ${shape.keyMost}`);
  }
  return { calls: count, made, refused: count - made };
}
