/**
 * The weights of one sort: the default ones, with what the sort changes, and its contractions.
 *
 * A weight is four bytes, highest first: script member (what kind of unit this is), alphabetic weight, diacritic
 * weight, case weight.
 *
 * Invariants
 *  1. Weight tables are shared: one per sort, casing and age, however many sorters use it.
 */
import { Contractions } from './contractions';
import {
  CODE_UNITS,
  loadDefaultWeights,
  readSeparateSort,
  setWeights,
  type SortText,
  tables,
} from './tables';

/** Script members with a meaning of their own. */
export const UNSORTABLE = 0;
export const NONSPACING_MARK = 1;
export const EXPANSION = 2;
export const KANA = 3;
export const JAMO = 4;
export const IDEOGRAPH = 5;
export const PUNCTUATION = 6;
export const SYMBOL_LAST = 12;
export const DIGIT = 13;
/** The script member that kana shows in a key. */
export const KANA_PRIMARY = 34;
const HEBREW = 40;
const ARABIC = 41;
const PRIVATE_FIRST = 0xa9;
const PRIVATE_LAST = 0xaf;
const IDEOGRAPH_FIRST = 0xc0;
const IDEOGRAPH_LAST = 0xef;

/** Bits of a case weight. */
export const CASE_WIDTH = 0x01;
export const CASE_NORMAL_KANA = 0x02;
export const CASE_UPPER = 0x18;
export const CASE_HIRAGANA = 0x20;
export const CASE_CONTRACTION = 0xc0;

/** The weight of a level where there is nothing special to say. */
export const LOWEST = 2;

/** Before 6.3 the separate voicing marks of kana weighed 1 and 2. */
const OLD_VOICING_MARKS: readonly (readonly [unit: number, diacritic: number])[] = [
  [0x3099, 1],
  [0x309b, 1],
  [0xff9e, 1],
  [0x309a, 2],
  [0x309c, 2],
  [0xff9f, 2],
];

export interface WeightTable {
  readonly weights: Uint32Array;
  readonly contractions: Contractions | null;
  /** French: the diacritic level is written backwards. */
  readonly hasReverseDiacritics: boolean;
  /** Ideographs carry their diacritic weight in a third primary byte. */
  readonly hasThreeByteWeights: boolean;
  /** Hungarian: a doubled first letter doubles the whole contraction. */
  readonly doublesContractions: boolean;
}

const weightTables = new Map<string, WeightTable>();

/** The two LINGUISTIC flags leave Hebrew and every script behind Arabic alone. */
export const isLinguistic = (scriptMember: number): boolean =>
  scriptMember <= ARABIC && scriptMember !== HEBREW;

/** True where the diacritic weight is the third byte of the primary weight. */
export function hasThirdPrimaryByte(table: WeightTable, scriptMember: number): boolean {
  if (scriptMember >= PRIVATE_FIRST && scriptMember <= PRIVATE_LAST) return true;
  return table.hasThreeByteWeights && scriptMember >= IDEOGRAPH_FIRST && scriptMember <= IDEOGRAPH_LAST;
}

/** The weights of a sort; `isLinguistic` asks for its own casing, `isOld` for the voicing marks before 6.3. */
export function weightTableOf(sortId: string, isLinguisticCasing: boolean, isOld: boolean): WeightTable {
  const text = tables().sorts[sortId];
  const isCased = isLinguisticCasing && text.linguisticExceptions !== undefined;
  const key = `${sortId} ${isCased} ${isOld}`;
  let table = weightTables.get(key);
  if (table === undefined) weightTables.set(key, (table = buildWeightTable(sortId, text, isCased, isOld)));
  return table;
}

function buildWeightTable(sortId: string, text: SortText, isCased: boolean, isOld: boolean): WeightTable {
  const weights = loadDefaultWeights().slice();
  const contractions = new Map<string, number>();
  if (isOld) {
    for (const [unit, diacritic] of OLD_VOICING_MARKS)
      weights[unit] = (NONSPACING_MARK << 24) | (diacritic << 8);
  }
  applySort(sortId, text, isCased, weights, contractions);
  return {
    weights,
    contractions: contractions.size === 0 ? null : new Contractions(contractions),
    hasReverseDiacritics: text.hasReverseDiacritics ?? false,
    hasThreeByteWeights: text.hasThreeByteWeights ?? false,
    doublesContractions: text.doublesContractions ?? false,
  };
}

function applySort(
  sortId: string,
  text: SortText,
  isCased: boolean,
  weights: Uint32Array,
  contractions: Map<string, number>,
): void {
  if (text.base !== undefined) applySort(text.base, tables().sorts[text.base], false, weights, contractions);
  if (text.isSeparate === true) {
    readSeparateSort(sortId, (codePoint, weight) => {
      if (codePoint < CODE_UNITS) weights[codePoint] = weight;
      else contractions.set(String.fromCodePoint(codePoint), weight);
    });
  }
  const exceptions = isCased ? text.linguisticExceptions : text.exceptions;
  if (exceptions !== undefined) setWeights(weights, exceptions);
  for (const entry of text.contractions?.split(' ') ?? []) {
    const [units, weight] = entry.split(':');
    const codes = units.split('.').map((unit) => parseInt(unit, 16));
    contractions.set(String.fromCharCode(...codes), parseInt(weight, 16));
  }
}
