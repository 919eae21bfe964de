/**
 * Windows sort keys: text in, bytes out whose order is the order of the texts.
 *
 *     primary 01 diacritic 01 case 01 extra 01 special 00
 *
 * Each level holds one entry per element of the text. The text is read one code unit at a time; lone surrogates are
 * units like all others. Most units write two primary bytes and "nothing special" on the other levels; those of ASCII
 * take a short way (`Sorter.simplePrimary`), and the long way goes on from wherever it ends.
 *
 * Invariants
 *  1. Primary bytes go straight to the target. When they do not fit, the key is cut and nothing else matters, so the
 *     other levels never hold more entries than the target has bytes, and work ends early.
 *  2. The scratch levels belong to one call at a time: nothing here calls back.
 *  3. A call allocates only when its target is larger than any before.
 */
import { digitRun, digitZero, JamoGroup, readUnit } from './elements';
import { Level } from './level';
import type { Sorter } from './sorter';
import { SORT_KEY_CUT, upperCaseKey } from './upper-case-key';
import {
  CASE_CONTRACTION,
  CASE_HIRAGANA,
  CASE_NORMAL_KANA,
  CASE_UPPER,
  CASE_WIDTH,
  DIGIT,
  EXPANSION,
  hasThirdPrimaryByte,
  IDEOGRAPH,
  JAMO,
  KANA,
  KANA_PRIMARY,
  LOWEST,
  NONSPACING_MARK,
  PUNCTUATION,
  SYMBOL_LAST,
  UNSORTABLE,
} from './weights';

const SEPARATOR = 1;
const END = 0;
const ASCII_UNITS = 0x80;
/** A kana mark that repeats the character before, and the one that lengthens it. */
const REPEAT_MARK = 0;
const LONG_VOWEL_MARK = 1;
const LONG_VOWEL_ROW = 0x87;
/** Bits always set in an entry of the extra level. */
const EXTRA = 0xc4;
const PLAIN_KANA = 3;
const REPEATED_KANA = 4;
const LENGTHENED_KANA = 5;
const NO_WEIGHT = -1;

class SortKeyMaker {
  #sorter!: Sorter;
  #source!: Uint8Array;
  #start = 0;
  #end = 0;
  #target!: Uint8Array;
  #position = 0;
  #origin = 0;
  #limit = 0;
  #isCut = false;
  /** For the marks that repeat the character before: how far the text was looked through, and what was found. */
  #scanned = 0;
  #repeated = NO_WEIGHT;
  readonly #diacritics = new Level();
  readonly #cases = new Level();
  readonly #special = new Level();
  readonly #kanaSizes = new Level();
  readonly #kanaKinds = new Level();
  readonly #kanaTypes = new Level();
  readonly #kanaWidths = new Level();
  readonly #jamo = new JamoGroup();

  make(
    sorter: Sorter,
    source: Uint8Array,
    offset: number,
    end: number,
    target: Uint8Array,
    targetOffset: number,
    targetLimit: number,
  ): number {
    this.#sorter = sorter;
    this.#source = source;
    this.#start = offset;
    this.#end = end;
    this.#target = target;
    this.#origin = targetOffset;
    this.#position = targetOffset;
    this.#limit = targetLimit;
    this.#isCut = false;
    let at = this.#simpleText(offset);
    if (at === end) return this.#simpleTail();
    this.#startLevels((at - offset) >> 1);
    while (at < end && !this.#isCut) at = this.#isSimple(at) ? at + 2 : this.#element(at);
    if (!this.#isCut) this.#assemble();
    return this.#isCut ? SORT_KEY_CUT : this.#position - targetOffset;
  }

  /** Writes the units that take the short way; returns where they end. */
  #simpleText(offset: number): number {
    const { simplePrimary } = this.#sorter;
    const source = this.#source;
    const target = this.#target;
    const end = this.#end;
    const limit = this.#limit - 1;
    let position = this.#position;
    let at = offset;
    while (at < end && position < limit) {
      if (source[at + 1] !== 0 || source[at] >= ASCII_UNITS) break;
      const primary = simplePrimary[source[at]];
      if (primary === 0) break;
      target[position++] = primary >>> 8;
      target[position++] = primary & 0xff;
      at += 2;
    }
    this.#position = position;
    return at;
  }

  /** Writes the unit at `at` if it takes the short way, among others that do not. */
  #isSimple(at: number): boolean {
    const unit = readUnit(this.#source, at);
    const primary = unit < ASCII_UNITS ? this.#sorter.simplePrimary[unit] : 0;
    if (primary === 0) return false;
    this.#emit(primary >>> 8);
    this.#emit(primary & 0xff);
    this.#diacritics.push(LOWEST);
    this.#cases.push(LOWEST);
    return true;
  }

  /** The tail of a text all of whose units took the short way. */
  #simpleTail(): number {
    for (let i = 0; i < 4; i++) this.#emit(SEPARATOR);
    this.#emit(END);
    return this.#isCut ? SORT_KEY_CUT : this.#position - this.#origin;
  }

  /** Sets the levels to what `elements` elements of the short way leave behind. */
  #startLevels(elements: number): void {
    const capacity = this.#limit - this.#origin + 16;
    this.#diacritics.reserve(capacity);
    this.#cases.reserve(capacity);
    this.#special.reserve(capacity);
    this.#kanaSizes.reserve(capacity);
    this.#kanaKinds.reserve(capacity);
    this.#kanaTypes.reserve(capacity);
    this.#kanaWidths.reserve(capacity);
    for (let i = 0; i < elements; i++) {
      this.#diacritics.push(LOWEST);
      this.#cases.push(LOWEST);
    }
    this.#scanned = this.#start;
    this.#repeated = NO_WEIGHT;
  }

  #emit(byte: number): void {
    if (this.#position < this.#limit) this.#target[this.#position++] = byte;
    else this.#isCut = true;
  }

  /** Weighs the element at `at`; returns where the next one begins. */
  #element(at: number): number {
    const { table } = this.#sorter;
    const weight = table.weights[readUnit(this.#source, at)];
    if ((weight & CASE_CONTRACTION) === 0 || table.contractions === null)
      return this.#weigh(at, weight, false);
    if (table.doublesContractions) {
      const doubled = this.#doubledContraction(at, weight);
      if (doubled > 0) return at + 2 * doubled;
    }
    const length = table.contractions.find(this.#source, at, this.#end, weight);
    if (length === 0) return this.#weigh(at, weight, false);
    this.#weigh(at, table.contractions.weight, true);
    return at + 2 * length;
  }

  /** Writes twice a contraction that begins at the next unit, if this one doubles its first letter. */
  #doubledContraction(at: number, weight: number): number {
    const { table } = this.#sorter;
    if (at + 2 >= this.#end || table.contractions === null) return 0;
    const next = table.weights[readUnit(this.#source, at + 2)];
    if (((weight ^ next) & ~CASE_UPPER) !== 0) return 0;
    const length = table.contractions.find(this.#source, at + 2, this.#end, next);
    if (length === 0) return 0;
    const contracted = table.contractions.weight;
    this.#weigh(at, contracted, true);
    this.#weigh(at, contracted, true);
    return length + 1;
  }

  /** Writes one weight as its script member demands; returns where the next element begins. */
  #weigh(at: number, weight: number, isContracted: boolean): number {
    const scriptMember = weight >>> 24;
    if (scriptMember > DIGIT) {
      this.#ordinary(weight);
      return at + 2;
    }
    switch (scriptMember) {
      case UNSORTABLE:
        break;
      case NONSPACING_MARK:
        this.#mark((weight >>> 8) & 0xff);
        break;
      case EXPANSION:
        this.#expand(weight);
        break;
      case KANA:
        this.#kana(at, weight);
        break;
      case JAMO:
        return this.#hangul(at);
      case IDEOGRAPH:
        this.#ideograph(weight);
        break;
      case DIGIT:
        return this.#digit(at, weight, isContracted);
      default:
        this.#symbol(weight);
    }
    return at + 2;
  }

  /** A letter: primary, diacritic and case. */
  #ordinary(weight: number): void {
    const scriptMember = weight >>> 24;
    const diacritic = (weight >>> 8) & 0xff;
    if (!this.#primary(weight)) this.#diacritics.push(this.#sorter.diacriticOf(scriptMember, diacritic));
    this.#cases.push(this.#sorter.caseOf(scriptMember, weight & 0xff));
  }

  /** Writes two primary bytes, or three; says whether the diacritic weight was the third. */
  #primary(weight: number): boolean {
    this.#emit(weight >>> 24);
    this.#emit((weight >>> 16) & 0xff);
    if (!hasThirdPrimaryByte(this.#sorter.table, weight >>> 24)) return false;
    this.#emit((weight >>> 8) & 0xff);
    return true;
  }

  /** A nonspacing mark weighs on the element before. */
  #mark(diacritic: number): void {
    const added = this.#sorter.isDiacriticLinguistic ? LOWEST : diacritic;
    const { bytes, length } = this.#diacritics;
    if (length === 0) this.#diacritics.push(added);
    else bytes[length - 1] += added;
  }

  #expand(weight: number): void {
    const { expansions, table } = this.#sorter;
    const pair = 2 * (((weight & 0x3f) << 8) | ((weight >>> 8) & 0xff));
    for (let i = pair; i < pair + 2; i++) {
      const part = table.weights[expansions[i]];
      if (part >>> 24 === EXPANSION) this.#expand(part);
      else this.#ordinary(part);
    }
  }

  #ideograph(weight: number): void {
    this.#emit(0xfd);
    this.#emit(0xff);
    this.#emit((weight >>> 16) & 0xff);
    this.#emit((weight >>> 8) & 0xff);
    this.#diacritics.push(LOWEST);
    this.#cases.push(LOWEST);
  }

  /** Symbols, spaces and punctuation; the latter shows in the special level only, unless told otherwise. */
  #symbol(weight: number): void {
    const sorter = this.#sorter;
    const scriptMember = weight >>> 24;
    if (sorter.ignoresSymbols && scriptMember <= SYMBOL_LAST) return;
    const diacritic = (weight >>> 8) & 0xff;
    if (scriptMember === PUNCTUATION && !sorter.isStringSort) {
      const place = 0xffff - ((this.#position - this.#origin) >> 1);
      this.#special.push(place >> 8);
      this.#special.push(place & 0xff);
      this.#special.push((weight >>> 16) & 0xff);
      const shownCase = sorter.caseOf(scriptMember, weight & 0xff);
      this.#special.push(((sorter.diacriticOf(scriptMember, diacritic) << 3) | shownCase) & 0xff);
      return;
    }
    this.#emit(scriptMember);
    this.#emit((weight >>> 16) & 0xff);
    this.#diacritics.push(diacritic);
    this.#cases.push(weight & sorter.caseMask);
  }

  #digit(at: number, weight: number, isContracted: boolean): number {
    const run = this.#sorter.readsNumbers && !isContracted ? digitRun(this.#source, at, this.#end) : 0;
    if (run === 0) {
      this.#ordinary(weight);
      return at + 2;
    }
    this.#number(at, run);
    this.#diacritics.push((weight >>> 8) & 0xff);
    this.#cases.push(weight & this.#sorter.caseMask);
    return at + 2 * run;
  }

  /** A run of digits as one number: how many are significant, they themselves packed, how many zeros lead. */
  #number(at: number, run: number): void {
    const zero = digitZero(readUnit(this.#source, at));
    let zeros = 0;
    while (zeros < run && readUnit(this.#source, at + 2 * zeros) === zero) zeros++;
    const significant = run - zeros;
    this.#emit(DIGIT);
    this.#emit(LOWEST);
    this.#emit(significant + LOWEST);
    let high = LOWEST;
    for (let i = 0; i < significant; i++) {
      const digit = readUnit(this.#source, at + 2 * (zeros + i)) - zero + LOWEST;
      if (((significant - i) & 1) === 0) high = digit;
      else {
        this.#emit((high << 4) | digit);
        high = LOWEST;
      }
    }
    this.#emit(0xfe - zeros);
  }

  /** Kana, and the marks that repeat or lengthen the kana before. */
  #kana(at: number, weight: number): void {
    const mark = (weight >>> 16) & 0xff;
    if (mark > LONG_VOWEL_MARK) {
      this.#kanaEntry(weight, mark, weight, PLAIN_KANA);
      return;
    }
    const source = this.#characterBefore(at);
    const scriptMember = source >>> 24;
    if (source === NO_WEIGHT || scriptMember === EXPANSION) {
      this.#emit(0xff);
      this.#emit(0xff);
    } else if (scriptMember !== KANA) {
      const diacritic = (source >>> 8) & 0xff;
      if (!this.#primary(source)) this.#diacritics.push(this.#sorter.diacriticOf(scriptMember, diacritic));
      this.#cases.push(LOWEST);
    } else if (mark === REPEAT_MARK) {
      this.#kanaEntry(weight, (source >>> 16) & 0xff, source, REPEATED_KANA);
    } else {
      this.#kanaEntry(weight, (source >>> 16) & LONG_VOWEL_ROW, source, LENGTHENED_KANA);
    }
  }

  #kanaEntry(weight: number, primary: number, source: number, kind: number): void {
    const { caseMask } = this.#sorter;
    this.#emit(KANA_PRIMARY);
    this.#emit(primary);
    this.#diacritics.push(this.#sorter.diacriticOf(KANA_PRIMARY, (weight >>> 8) & 0xff));
    this.#cases.push(LOWEST);
    const shown = source & caseMask;
    const width = kind === LENGTHENED_KANA ? weight & caseMask : shown;
    this.#kanaSizes.push(EXTRA | (shown & CASE_NORMAL_KANA));
    this.#kanaKinds.push(kind);
    this.#kanaTypes.push(EXTRA | (shown & CASE_HIRAGANA));
    this.#kanaWidths.push(EXTRA | (width & CASE_WIDTH));
  }

  /** The weight of the last unit before `at` that a mark can repeat; the text is looked through once. */
  #characterBefore(at: number): number {
    const { weights } = this.#sorter.table;
    for (; this.#scanned < at; this.#scanned += 2) {
      const weight = weights[readUnit(this.#source, this.#scanned)];
      const scriptMember = weight >>> 24;
      const isMark = scriptMember === KANA && ((weight >>> 16) & 0xff) <= LONG_VOWEL_MARK;
      if (scriptMember > NONSPACING_MARK && !isMark) this.#repeated = weight;
    }
    return this.#repeated;
  }

  /** Conjoining Hangul letters: the syllable, then what each letter adds. */
  #hangul(at: number): number {
    const group = this.#jamo;
    group.read(this.#source, at, this.#end);
    const syllable = group.syllableWeight(this.#sorter.table.weights);
    this.#emit(syllable >>> 24);
    this.#emit((syllable >>> 16) & 0xff);
    this.#emit(0xff);
    this.#emit(group.leadingWeight);
    this.#emit(0xff);
    this.#emit(group.vowelWeight);
    this.#emit(0xff);
    this.#emit(group.trailingWeight);
    this.#diacritics.push(LOWEST);
    this.#cases.push(LOWEST);
    return at + 2 * group.units;
  }

  #assemble(): void {
    const sorter = this.#sorter;
    this.#emit(SEPARATOR);
    if (sorter.hasDiacriticLevel) {
      if (sorter.table.hasReverseDiacritics) this.#emitDiacriticsBackwards();
      else {
        this.#diacritics.trimLowest();
        this.#emitLevel(this.#diacritics);
      }
    }
    this.#emit(SEPARATOR);
    if (sorter.hasCaseLevel) {
      this.#cases.trimLowest();
      this.#emitLevel(this.#cases);
    }
    this.#emit(SEPARATOR);
    if (this.#kanaKinds.length > 0) this.#emitExtra();
    this.#emit(SEPARATOR);
    this.#emitLevel(this.#special);
    this.#emit(END);
  }

  #emitLevel(level: Level): void {
    for (let i = 0; i < level.length; i++) this.#emit(level.bytes[i]);
  }

  #emitDiacriticsBackwards(): void {
    const { bytes, length } = this.#diacritics;
    let first = 0;
    while (first < length && bytes[first] <= LOWEST) first++;
    for (let i = length - 1; i >= first; i--) this.#emit(bytes[i]);
  }

  #emitExtra(): void {
    if (this.#sorter.hasDiacriticLevel) {
      this.#kanaSizes.trim(EXTRA | CASE_NORMAL_KANA);
      this.#emitLevel(this.#kanaSizes);
      this.#emit(0xff);
      this.#kanaKinds.trim(PLAIN_KANA);
      this.#emitLevel(this.#kanaKinds);
    } else this.#emit(0xff);
    this.#emit(LOWEST);
    this.#kanaTypes.trim(EXTRA | CASE_HIRAGANA);
    this.#emitLevel(this.#kanaTypes);
    this.#emit(0xff);
    this.#kanaWidths.trim(EXTRA | CASE_WIDTH);
    this.#emitLevel(this.#kanaWidths);
    this.#emit(0xff);
  }
}

const maker = new SortKeyMaker();
let swapped = new Uint8Array(0);

/**
 * Writes the key of a little-endian UTF-16 text of `length` bytes (an odd last byte is not read) to
 * `target[targetOffset, targetLimit)`; returns the bytes written, or SORT_KEY_CUT when the key does not fit: the
 * space is then full of its first bytes.
 */
export function sortKey(
  source: Uint8Array,
  offset: number,
  length: number,
  sorter: Sorter,
  target: Uint8Array,
  targetOffset: number,
  targetLimit: number,
): number {
  const end = offset + (length & ~1);
  if (sorter.isUpperCase) return upperCaseKey(source, offset, end, target, targetOffset, targetLimit);
  if (!sorter.swapsBytes) return maker.make(sorter, source, offset, end, target, targetOffset, targetLimit);
  return swappedKey(sorter, source, offset, end, target, targetOffset, targetLimit);
}

/** LCMAP_BYTEREV: every two bytes change places; an odd last byte stays. */
function swappedKey(
  sorter: Sorter,
  source: Uint8Array,
  offset: number,
  end: number,
  target: Uint8Array,
  targetOffset: number,
  targetLimit: number,
): number {
  const space = targetLimit - targetOffset;
  if (swapped.length < space + 1) swapped = new Uint8Array(space + 1);
  const written = maker.make(sorter, source, offset, end, swapped, 0, space + 1);
  const total = written === SORT_KEY_CUT ? space + 1 : written;
  for (let i = 0; i < total && i < space; i++) {
    const other = i ^ 1;
    target[targetOffset + i] = swapped[other < total ? other : i];
  }
  return total > space ? SORT_KEY_CUT : total;
}
