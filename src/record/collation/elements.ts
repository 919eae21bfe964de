/**
 * Elements of a text that take several code units: conjoining Hangul letters, and digits read as numbers.
 *
 * Invariants
 *  1. A group takes at least one unit and never reads past the end of the text.
 */
import { type JamoRecord, loadDigitZeros, loadJamo } from './tables';
import { LOWEST } from './weights';

const LEADING_FILLER = 0x115f;
const VOWEL_FILLER = 0x1160;
const FIRST_SYLLABLE = 0xac00;
const VOWELS = 21;
const TRAILS = 28;
const FILLER_BIT = 0x80;
const NO_UNIT = 0;
const MOST_DIGITS = 19;

export const readUnit = (source: Uint8Array, at: number): number => source[at] | (source[at + 1] << 8);

const isLeading = (unit: number): boolean =>
  (unit >= 0x1100 && unit <= 0x115f) || (unit >= 0xa960 && unit <= 0xa97c);
const isVowel = (unit: number): boolean =>
  (unit >= 0x1160 && unit <= 0x11a7) || (unit >= 0xd7b0 && unit <= 0xd7c6);
const isTrailing = (unit: number): boolean =>
  (unit >= 0x11a8 && unit <= 0x11ff) || (unit >= 0xd7cb && unit <= 0xd7fb);

const NO_RECORD: JamoRecord = { isOld: false, leading: 0, vowel: 0, trailing: 0, weight: LOWEST };

/** The length in units of the run of digits of one block at `at`, 19 at most; 0 if there is none. */
export function digitRun(source: Uint8Array, at: number, end: number): number {
  const zero = digitZero(readUnit(source, at));
  if (zero === NO_UNIT) return 0;
  let run = 0;
  while (run < MOST_DIGITS && at + 2 * run < end) {
    const digit = readUnit(source, at + 2 * run) - zero;
    if (digit < 0 || digit > 9) break;
    run++;
  }
  return run;
}

/** The zero of the block that a digit belongs to, 0 for other units. */
export const digitZero = (unit: number): number => loadDigitZeros()[unit];

/** One group of conjoining letters: an optional leading letter, an optional vowel, an optional trailing letter. */
export class JamoGroup {
  /** Units the group took. */
  units = 0;
  leadingWeight = 0;
  vowelWeight = 0;
  trailingWeight = 0;
  #leading = NO_RECORD;
  #vowel = NO_RECORD;
  #trailing = NO_RECORD;
  #hasFiller = false;

  read(source: Uint8Array, offset: number, end: number): void {
    let at = offset;
    let leading = LEADING_FILLER;
    let vowel = VOWEL_FILLER;
    let trailing = NO_UNIT;
    let unit = readUnit(source, at);
    if (isLeading(unit)) {
      leading = unit;
      at += 2;
      unit = at < end ? readUnit(source, at) : NO_UNIT;
    }
    if (isVowel(unit)) {
      vowel = unit;
      at += 2;
      unit = at < end ? readUnit(source, at) : NO_UNIT;
    }
    if (isTrailing(unit)) {
      trailing = unit;
      at += 2;
    }
    this.#select(leading, vowel, trailing);
    this.units = Math.max(1, (at - offset) >> 1);
    const isOld = this.#leading.isOld || this.#vowel.isOld || this.#trailing.isOld;
    if (!isOld) this.#takeLeadingOnly(leading);
    this.leadingWeight = (this.#leading.weight + (this.#hasFiller ? FILLER_BIT : 0)) & 0xff;
    this.vowelWeight = this.#vowel.weight;
    this.trailingWeight = this.#trailing.weight;
  }

  /** A modern sequence: only the first letter is taken. */
  #takeLeadingOnly(leading: number): void {
    this.#select(leading, VOWEL_FILLER, NO_UNIT);
    this.units = 1;
  }

  #select(leading: number, vowel: number, trailing: number): void {
    const records = loadJamo();
    this.#leading = records.get(leading) ?? NO_RECORD;
    this.#vowel = records.get(vowel) ?? NO_RECORD;
    this.#trailing = records.get(trailing) ?? NO_RECORD;
    this.#hasFiller = leading === LEADING_FILLER || vowel === VOWEL_FILLER;
  }

  /** The weight of the syllable that the group is; of the one just before that where a filler stands in. */
  syllableWeight(weights: Uint32Array): number {
    const one = this.#leading;
    const two = this.#vowel;
    const three = this.#trailing;
    const leading = Math.max(one.leading, two.leading, three.leading);
    const vowel = Math.max(one.vowel, two.vowel, three.vowel);
    const trailing = Math.max(one.trailing, two.trailing, three.trailing);
    const syllable = (leading * VOWELS + vowel) * TRAILS + trailing;
    if (!this.#hasFiller) return weights[FIRST_SYLLABLE + syllable];
    return syllable > 0 ? weights[FIRST_SYLLABLE + syllable - 1] : weights[FIRST_SYLLABLE] - 0x10000;
  }
}
