import { describe, expect, it } from '@jest/globals';
import { JET_errInvalidLCMapStringFlags } from '../../../errors/codes';
import { JetError } from '../../../errors/jet-error';
import { lcidOfLocaleName, localeNameOfLcid } from '../../../src/record/collation/locales';
import {
  areEqualSortVersions,
  currentSortVersion,
  localeCountKey,
  nlsVersionOf,
  sortGuidOf,
  sortVersionState,
} from '../../../src/record/collation/sort-version';
import {
  DEFAULT_LCMAP_FLAGS,
  DEFAULT_LOCALE_NAME,
  findSorter,
  LCMAP_UPPERCASE,
  requireLCMapFlags,
  SORT_VERSION,
} from '../../../src/record/collation/sorter';

function versionBytes(version: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(version, 0);
  bytes.writeUInt32LE(version, 4);
  return bytes;
}

function codeOf(action: () => unknown): number {
  try {
    action();
  } catch (failure) {
    if (failure instanceof JetError) return failure.err;
    throw failure;
  }
  return 0;
}

describe('sorters', () => {
  it('are found by name without regard to case, by LCID, and once', () => {
    const sorter = findSorter(DEFAULT_LOCALE_NAME, DEFAULT_LCMAP_FLAGS);
    expect(sorter?.localeName).toBe('en-US');
    expect(findSorter('EN-us', DEFAULT_LCMAP_FLAGS)).toBe(sorter);
    expect(findSorter(0x409, DEFAULT_LCMAP_FLAGS)).toBe(sorter);
    expect(findSorter('en-US', 0x30001)).toBe(sorter);
  });

  it('do not exist for unknown locales or mappings', () => {
    expect(findSorter('xx-YY', DEFAULT_LCMAP_FLAGS)).toBeNull();
    expect(findSorter(99999, DEFAULT_LCMAP_FLAGS)).toBeNull();
    expect(findSorter(0, DEFAULT_LCMAP_FLAGS)).toBeNull();
    expect(findSorter('en-US', 0x100)).toBeNull();
    expect(findSorter('constructor', DEFAULT_LCMAP_FLAGS)).toBeNull();
  });
});

describe('locales', () => {
  it('have a number that stands for the one with a region', () => {
    expect(localeNameOfLcid(0x407)).toBe('de-DE');
    expect(localeNameOfLcid(0xc04)).toBe('zh-HK');
    expect(localeNameOfLcid(0x10407)).toBe('de-DE_phoneb');
    expect(localeNameOfLcid(0x7f)).toBe('');
    expect(localeNameOfLcid(0x1000)).toBeNull();
  });

  it('have a name that leads to the number', () => {
    expect(lcidOfLocaleName('de-DE')).toBe(0x407);
    expect(lcidOfLocaleName('')).toBe(0x7f);
    expect(lcidOfLocaleName('no such')).toBeNull();
  });
});

describe('mapping flags', () => {
  it('imply LCMAP_SORTKEY', () => {
    expect(requireLCMapFlags(1, false)).toBe(0x401);
    expect(requireLCMapFlags(0, false)).toBe(0x400);
    expect(requireLCMapFlags(0x0803183f, false)).toBe(0x08031c3f);
  });

  it('are JET_errInvalidLCMapStringFlags when they name no sort key', () => {
    for (const flags of [0x100, 0x600, 0x80000000, 0x201, 0x40000])
      expect(codeOf(() => requireLCMapFlags(flags, true))).toBe(JET_errInvalidLCMapStringFlags);
  });

  it('allow upper-casing only where the format has it', () => {
    expect(requireLCMapFlags(LCMAP_UPPERCASE, true)).toBe(LCMAP_UPPERCASE);
    expect(codeOf(() => requireLCMapFlags(LCMAP_UPPERCASE, false))).toBe(JET_errInvalidLCMapStringFlags);
  });
});

describe('sort versions', () => {
  const guid = sortGuidOf('en-US');

  it('are stored as the engine stores them', () => {
    expect(Buffer.from(currentSortVersion()).toString('hex')).toBe('0503060005030600');
    expect(nlsVersionOf(currentSortVersion())).toBe(SORT_VERSION);
    expect(Buffer.from(guid ?? []).toString('hex')).toBe('01000000ee575c1e00b4d0000bb1e11e');
    expect(sortGuidOf('xx-YY')).toBeNull();
  });

  it('are counted under a readable key', () => {
    const key = localeCountKey('en-US', guid ?? new Uint8Array(16), currentSortVersion());
    expect(key).toBe('LocaleName=en-US,SortID=00000001-57ee-1e5c-00b4-d0000bb1e11e,Ver=6030500060305');
  });

  it('tell what an index of that version is good for', () => {
    expect(sortVersionState(currentSortVersion(), guid, 'en-US')).toBe('current');
    expect(sortVersionState(versionBytes(0x0006020f), guid, 'en-US')).toBe('readable');
    expect(sortVersionState(versionBytes(0x00060101), guid, 'en-US')).toBe('outOfDate');
    expect(sortVersionState(currentSortVersion(), guid, 'de-DE')).toBe('current');
    expect(sortVersionState(currentSortVersion(), guid, 'hu-HU')).toBe('outOfDate');
    expect(sortVersionState(currentSortVersion(), null, 'en-US')).toBe('outOfDate');
    expect(sortVersionState(null, null, 'en-US')).toBe('missing');
    expect(sortVersionState(new Uint8Array(3), guid, 'en-US')).toBe('missing');
  });

  it('are equal where only the comparison changed', () => {
    expect(areEqualSortVersions(0x0006020d, 0x0006020f)).toBe(true);
    expect(areEqualSortVersions(0x0006020e, 0x0006020f)).toBe(true);
    expect(areEqualSortVersions(0x00060102, 0x0006020f)).toBe(false);
  });
});
