/**
 * The locales Windows knows by name and number, and the sort each one uses.
 * https://learn.microsoft.com/windows/win32/intl/locale-names
 *
 * Invariants
 *  1. Names compare without regard to the case of ASCII letters; the empty name is the invariant locale.
 *  2. A number stands for the locale with a region, never for its bare language.
 */
import { tables } from './tables';

const UNNUMBERED = 0x1000;
const HAS_REGION = /-([A-Z]{2}|\d{3})(_|$)/;

export interface Locale {
  readonly name: string;
  /** 0x1000 where the locale has a name only. */
  readonly lcid: number;
  /** Two hexadecimal digits at most, lower case. */
  readonly sortId: string;
}

let byName: ReadonlyMap<string, Locale> | undefined;
let byLcid: ReadonlyMap<number, Locale> | undefined;

const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function loadByName(): ReadonlyMap<string, Locale> {
  return (byName ??= new Map(
    tables()
      .locales.split(' ')
      .map((entry) => {
        const [name, lcid, sortId] = entry.split(':');
        return [fold(name), { name, lcid: parseInt(lcid, 16), sortId }];
      }),
  ));
}

function loadByLcid(): ReadonlyMap<number, Locale> {
  if (byLcid !== undefined) return byLcid;
  const numbered = new Map<number, Locale>();
  for (const locale of loadByName().values()) {
    const isPlain = locale.name !== '' && !HAS_REGION.test(locale.name);
    if (locale.lcid === UNNUMBERED || isPlain || numbered.has(locale.lcid)) continue;
    numbered.set(locale.lcid, locale);
  }
  return (byLcid = numbered);
}

/** The locale of a name or an LCID; null for one that nobody knows. */
export function findLocale(locale: string | number): Locale | null {
  const found = typeof locale === 'string' ? loadByName().get(fold(locale)) : loadByLcid().get(locale);
  return found ?? null;
}

/** The name of an LCID, such as `en-US` for 0x409; null for one that nobody knows. */
export const localeNameOfLcid = (lcid: number): string | null => findLocale(lcid)?.name ?? null;

/** The LCID of a name, 0x1000 for a locale that has none; null for an unknown name. */
export const lcidOfLocaleName = (name: string): number | null => findLocale(name)?.lcid ?? null;
