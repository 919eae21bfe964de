/**
 * The sort tables of Windows, NLS version 6.3.5, as they ship with this package: decoded from their data modules at
 * first use and kept for the life of the process.
 *
 * Invariants
 *  1. Nothing is decoded before a text is first mapped or a locale first looked up.
 *  2. The tables are trusted: they are part of the package and its tests check them against known keys.
 */
import { gunzipSync } from 'node:zlib';
import { DEFAULT_WEIGHTS } from './data/default-weights';
import type * as Sort36 from './data/sort-36';
import type * as Sort37 from './data/sort-37';
import type * as Sort38 from './data/sort-38';
import type * as Sort39 from './data/sort-39';
import type * as Sort3A from './data/sort-3a';
import type * as Sort3B from './data/sort-3b';
import type * as Sort46 from './data/sort-46';
import type * as Sort47 from './data/sort-47';
import { SORT_TABLES } from './data/sort-tables';

export const CODE_UNITS = 0x10000;
const HEX = 16;

/** One sort as the data spells it: weights that replace others (`unit:weight`) and contractions (`unit.unit…:weight`). */
export interface SortText {
  /** The sort on top of which this one stands, if not the default one. */
  readonly base?: string;
  /** True where most of the sort lies in a module of its own. */
  readonly isSeparate?: boolean;
  readonly exceptions?: string;
  /** The exceptions under NORM_LINGUISTIC_CASING, where they differ. */
  readonly linguisticExceptions?: string;
  readonly contractions?: string;
  readonly hasReverseDiacritics?: boolean;
  readonly hasThreeByteWeights?: boolean;
  readonly doublesContractions?: boolean;
}

interface TableText {
  readonly expansions: string;
  readonly jamo: string;
  readonly digitZeros: string;
  readonly upper: string;
  readonly sorts: Readonly<Record<string, SortText>>;
  /** `name:lcid:sort`, the invariant locale first with an empty name. */
  readonly locales: string;
}

/** What a conjoining Hangul letter adds to its syllable. */
export interface JamoRecord {
  readonly isOld: boolean;
  readonly leading: number;
  readonly vowel: number;
  readonly trailing: number;
  readonly weight: number;
}

let tableText: TableText | undefined;
let defaultWeights: Uint32Array | undefined;
let expansions: Uint16Array | undefined;
let jamo: ReadonlyMap<number, JamoRecord> | undefined;
let digitZeroOf: Uint16Array | undefined;
let upperCase: Uint16Array | undefined;

const unpack = (data: string): Buffer => gunzipSync(Buffer.from(data, 'base64'));

const hex = (digits: string): number => parseInt(digits, HEX);

/** Sets one weight per entry of `unit:weight unit:weight …`. */
export function setWeights(weights: Uint32Array, entries: string): void {
  for (const entry of entries.split(' ')) {
    const [unit, weight] = entry.split(':');
    weights[hex(unit)] = hex(weight);
  }
}

export function tables(): TableText {
  if (tableText === undefined) {
    const parsed: TableText = JSON.parse(unpack(SORT_TABLES).toString('latin1'));
    tableText = parsed;
  }
  return tableText;
}

/** Script member, alphabetic, diacritic and case weight of each code unit, highest byte first. */
export function loadDefaultWeights(): Uint32Array {
  if (defaultWeights !== undefined) return defaultWeights;
  const planes = unpack(DEFAULT_WEIGHTS);
  const weights = new Uint32Array(CODE_UNITS);
  for (let unit = 0; unit < CODE_UNITS; unit++) {
    weights[unit] = weightAt(planes, 0, CODE_UNITS, unit);
  }
  return (defaultWeights = weights);
}

function weightAt(planes: Uint8Array, start: number, planeBytes: number, index: number): number {
  let weight = 0;
  for (let plane = 0; plane < 4; plane++) weight = (weight << 8) | planes[start + plane * planeBytes + index];
  return weight >>> 0;
}

/** The two units each expansion stands for, one pair after the other. */
export function loadExpansions(): Uint16Array {
  return (expansions ??= Uint16Array.from(tables().expansions.split(/[ .]/), hex));
}

export function loadJamo(): ReadonlyMap<number, JamoRecord> {
  return (jamo ??= new Map(tables().jamo.split(' ').map(jamoEntry)));
}

function jamoEntry(entry: string): [number, JamoRecord] {
  const [unit, record] = entry.split(':');
  const [old, leading, vowel, trailing, weight] = (record.match(/../g) ?? []).map(hex);
  return [hex(unit), { isOld: old !== 0, leading, vowel, trailing, weight }];
}

/** For every digit the zero of its block, 0 for all other units (U+0000 is no digit). */
export function loadDigitZeros(): Uint16Array {
  if (digitZeroOf !== undefined) return digitZeroOf;
  const zeros = new Uint16Array(CODE_UNITS);
  for (const zero of tables().digitZeros.split(' ').map(hex)) zeros.fill(zero, zero, zero + 10);
  return (digitZeroOf = zeros);
}

/** The upper case of every code unit. */
export function loadUpperCase(): Uint16Array {
  if (upperCase !== undefined) return upperCase;
  const upper = Uint16Array.from({ length: CODE_UNITS }, (_, unit) => unit);
  for (const pair of tables().upper.split(' ')) {
    const [from, to] = pair.split(':');
    upper[hex(from)] = hex(to);
  }
  return (upperCase = upper);
}

/** Calls `each` for every code point and weight of a sort that has a module of its own. */
export function readSeparateSort(sortId: string, each: (codePoint: number, weight: number) => void): void {
  const planes = unpack(separateSort(sortId));
  const count = planes.readUInt32LE(0);
  let codePoint = 0;
  for (let i = 0; i < count; i++) {
    const delta = planes[4 + i] | (planes[4 + count + i] << 8) | (planes[4 + 2 * count + i] << 16);
    codePoint += delta;
    each(codePoint, weightAt(planes, 4 + 3 * count, count, i));
  }
}

function separateSort(sortId: string): string {
  switch (sortId) {
    case '36': {
      const data: typeof Sort36 = require('./data/sort-36');
      return data.SORT_36;
    }
    case '37': {
      const data: typeof Sort37 = require('./data/sort-37');
      return data.SORT_37;
    }
    case '38': {
      const data: typeof Sort38 = require('./data/sort-38');
      return data.SORT_38;
    }
    case '39': {
      const data: typeof Sort39 = require('./data/sort-39');
      return data.SORT_39;
    }
    case '3a': {
      const data: typeof Sort3A = require('./data/sort-3a');
      return data.SORT_3A;
    }
    case '3b': {
      const data: typeof Sort3B = require('./data/sort-3b');
      return data.SORT_3B;
    }
    case '46': {
      const data: typeof Sort46 = require('./data/sort-46');
      return data.SORT_46;
    }
    default: {
      const data: typeof Sort47 = require('./data/sort-47');
      return data.SORT_47;
    }
  }
}
