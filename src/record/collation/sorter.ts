/**
 * A sorter is what one index needs to turn Unicode text into keys: the weights of its locale and the mapping flags.
 *
 * Keys stand for one version of the tables. An index whose stored version is another one may be read, and searched
 * where the tables are known to agree, but an entry written with our tables would stand in the wrong place.
 *
 * Invariants
 *  1. Sorters are cached and never change; equal arguments give the same sorter.
 *  2. `simplePrimary` of an ASCII unit is its two primary bytes where that is all the unit writes, else 0.
 *
 * https://learn.microsoft.com/windows/win32/api/winnls/nf-winnls-lcmapstringex
 */
import { JET_errInvalidLCMapStringFlags } from '../../../errors/codes';
import { fail } from '../../../errors/jet-error';
import { findLocale, type Locale } from './locales';
import { loadExpansions } from './tables';
import {
  CASE_CONTRACTION,
  CASE_HIRAGANA,
  CASE_UPPER,
  CASE_WIDTH,
  DIGIT,
  hasThirdPrimaryByte,
  isLinguistic,
  LOWEST,
  PUNCTUATION,
  SYMBOL_LAST,
  weightTableOf,
  type WeightTable,
} from './weights';

const NORM_IGNORECASE = 0x1;
const NORM_IGNORENONSPACE = 0x2;
const NORM_IGNORESYMBOLS = 0x4;
const SORT_DIGITSASNUMBERS = 0x8;
const LINGUISTIC_IGNORECASE = 0x10;
const LINGUISTIC_IGNOREDIACRITIC = 0x20;
export const LCMAP_UPPERCASE = 0x200;
export const LCMAP_SORTKEY = 0x400;
export const LCMAP_BYTEREV = 0x800;
const SORT_STRINGSORT = 0x1000;
const NORM_IGNOREKANATYPE = 0x10000;
const NORM_IGNOREWIDTH = 0x20000;
const NORM_LINGUISTIC_CASING = 0x8000000;

export const DEFAULT_LOCALE_NAME = 'en-US';
export const DEFAULT_LCMAP_FLAGS = 0x30401;

/** The NLS version, and defined version, of our tables. */
export const SORT_VERSION = 0x00060305;
const FIRST_WITH_NEW_VOICING_MARKS = 0x00060300;

const SORT_KEY_FLAGS =
  NORM_IGNORECASE |
  NORM_IGNORENONSPACE |
  NORM_IGNORESYMBOLS |
  SORT_DIGITSASNUMBERS |
  LINGUISTIC_IGNORECASE |
  LINGUISTIC_IGNOREDIACRITIC |
  LCMAP_BYTEREV |
  SORT_STRINGSORT |
  NORM_IGNOREKANATYPE |
  NORM_IGNOREWIDTH |
  NORM_LINGUISTIC_CASING;

/** The bits of a case weight that reach a key at all. */
const CASE_BITS = 0xff & ~CASE_CONTRACTION;
const ASCII_UNITS = 0x80;

export class Sorter {
  readonly localeName: string;
  readonly sortId: string;
  readonly flags: number;
  /** True where the key is the upper-cased text and not a sort key. */
  readonly isUpperCase: boolean;
  readonly table: WeightTable;
  readonly expansions: Uint16Array;
  readonly simplePrimary: Uint16Array;
  readonly caseMask: number;
  readonly hasCaseLevel: boolean;
  readonly hasDiacriticLevel: boolean;
  readonly ignoresSymbols: boolean;
  readonly isStringSort: boolean;
  readonly readsNumbers: boolean;
  readonly isCaseLinguistic: boolean;
  readonly isDiacriticLinguistic: boolean;
  readonly swapsBytes: boolean;

  constructor(locale: Locale, flags: number, isOld: boolean) {
    const has = (flag: number): boolean => (flags & flag) !== 0;
    this.localeName = locale.name;
    this.sortId = locale.sortId;
    this.flags = flags;
    this.isUpperCase = flags === LCMAP_UPPERCASE;
    this.table = weightTableOf(locale.sortId, has(NORM_LINGUISTIC_CASING), isOld);
    this.expansions = loadExpansions();
    this.caseMask =
      CASE_BITS &
      ~(has(NORM_IGNORECASE) ? CASE_UPPER : 0) &
      ~(has(NORM_IGNOREWIDTH) ? CASE_WIDTH : 0) &
      ~(has(NORM_IGNOREKANATYPE) ? CASE_HIRAGANA : 0);
    this.hasCaseLevel = !(has(NORM_IGNORECASE) && has(NORM_IGNOREWIDTH));
    this.hasDiacriticLevel = !has(NORM_IGNORENONSPACE);
    this.ignoresSymbols = has(NORM_IGNORESYMBOLS);
    this.isStringSort = has(SORT_STRINGSORT);
    this.readsNumbers = has(SORT_DIGITSASNUMBERS);
    this.isCaseLinguistic = has(LINGUISTIC_IGNORECASE);
    this.isDiacriticLinguistic = has(LINGUISTIC_IGNOREDIACRITIC);
    this.swapsBytes = has(LCMAP_BYTEREV);
    this.simplePrimary = Uint16Array.from({ length: ASCII_UNITS }, (_, unit) => this.#simplePrimaryOf(unit));
  }

  /** The diacritic weight a letter or digit shows. */
  diacriticOf(scriptMember: number, diacritic: number): number {
    return this.isDiacriticLinguistic && isLinguistic(scriptMember) ? LOWEST : diacritic;
  }

  /** The case weight a letter or digit shows. */
  caseOf(scriptMember: number, caseWeight: number): number {
    return this.isCaseLinguistic && isLinguistic(scriptMember) ? LOWEST : caseWeight & this.caseMask;
  }

  #simplePrimaryOf(unit: number): number {
    const weight = this.table.weights[unit];
    const scriptMember = weight >>> 24;
    const diacritic = (weight >>> 8) & 0xff;
    const isSymbol = scriptMember >= PUNCTUATION && scriptMember <= SYMBOL_LAST;
    if (scriptMember < PUNCTUATION || hasThirdPrimaryByte(this.table, scriptMember)) return 0;
    if (isSymbol && this.ignoresSymbols) return 0;
    if (scriptMember === PUNCTUATION && !this.isStringSort) return 0;
    if (scriptMember === DIGIT && this.readsNumbers) return 0;
    if ((weight & CASE_CONTRACTION) !== 0 && this.table.contractions !== null) return 0;
    const shownDiacritic = isSymbol ? diacritic : this.diacriticOf(scriptMember, diacritic);
    const shownCase = isSymbol ? weight & this.caseMask : this.caseOf(scriptMember, weight & 0xff);
    if (shownDiacritic !== LOWEST || (this.hasCaseLevel && shownCase !== LOWEST)) return 0;
    return weight >>> 16;
  }
}

const sorters = new Map<string, Sorter>();

/** The flags that a request for `lcMapFlags` means, or -1 when no such mapping exists. */
function effectiveFlags(lcMapFlags: number): number {
  const flags = lcMapFlags >>> 0;
  if (flags === LCMAP_UPPERCASE) return flags;
  const withSortKey = (flags | LCMAP_SORTKEY) >>> 0;
  return (withSortKey & ~SORT_KEY_FLAGS) === LCMAP_SORTKEY ? withSortKey : -1;
}

/**
 * The flags to store for an index that asks for `lcMapFlags`: LCMAP_SORTKEY is implied. Other mappings are
 * JET_errInvalidLCMapStringFlags, and so is upper-casing where the database's format does not have it.
 */
export function requireLCMapFlags(lcMapFlags: number, allowsUpperCase: boolean): number {
  const flags = effectiveFlags(lcMapFlags);
  if (flags === -1 || (flags === LCMAP_UPPERCASE && !allowsUpperCase))
    fail(JET_errInvalidLCMapStringFlags, `flags 0x${(lcMapFlags >>> 0).toString(16)}`);
  return flags;
}

/**
 * The sorter of a locale, by name or LCID; null for an unknown locale or flags that name no mapping. `nlsVersion` is
 * the version of the index that the keys are for: where an older version is known to differ, its keys are made.
 */
export function findSorter(
  locale: string | number,
  lcMapFlags: number,
  nlsVersion: number = SORT_VERSION,
): Sorter | null {
  const found = findLocale(locale);
  const flags = effectiveFlags(lcMapFlags);
  if (found === null || flags === -1) return null;
  const isOld = nlsVersion < FIRST_WITH_NEW_VOICING_MARKS;
  const key = `${found.name} ${flags} ${isOld}`;
  let sorter = sorters.get(key);
  if (sorter === undefined) sorters.set(key, (sorter = new Sorter(found, flags, isOld)));
  return sorter;
}
