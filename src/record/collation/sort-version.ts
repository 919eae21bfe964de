/**
 * The version and identity of a sort, as the catalog stores them beside an index over Unicode text: 8 bytes of
 * version (defined version, then NLS version) and a GUID that names the sort.
 * https://learn.microsoft.com/windows/win32/intl/handling-sorting-in-your-applications
 */
import { findLocale } from './locales';
import { SORT_VERSION } from './sorter';

/**
 * What can be done with an index of a stored version: `current` everything; `readable` everything but updates;
 * `outOfDate` walks only, because a computed key may not find its entry; `missing` there is no version at all.
 */
type SortVersionState = 'current' | 'readable' | 'outOfDate' | 'missing';

const VERSION_BYTES = 8;
const GUID_BYTES = 16;
/** The sort GUID; the first byte is the sort id. */
const GUID_TEMPLATE = [0, 0, 0, 0, 0xee, 0x57, 0x5c, 0x1e, 0x00, 0xb4, 0xd0, 0x00, 0x0b, 0xb1, 0xe1, 0x1e];
/** Versions whose keys are equal: only the comparison of texts changed between them. */
const EQUAL_VERSIONS: readonly (readonly number[])[] = [
  [0x00060101, 0x00060102],
  [0x0006020d, 0x0006020e, 0x0006020f],
];
/** Versions whose keys our tables are known to make. */
const READABLE_VERSIONS: readonly number[] = [0x0006020d, 0x0006020e, 0x0006020f];

/** What an index created now stores as its version. */
export function currentSortVersion(): Uint8Array {
  const bytes = new Uint8Array(VERSION_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, SORT_VERSION, true);
  view.setUint32(4, SORT_VERSION, true);
  return bytes;
}

/** The GUID of the sort that a locale uses, in stored order; null for an unknown locale. */
export function sortGuidOf(locale: string | number): Uint8Array | null {
  const found = findLocale(locale);
  if (found === null) return null;
  const guid = Uint8Array.from(GUID_TEMPLATE);
  guid[0] = parseInt(found.sortId, 16);
  return guid;
}

/** The NLS version in stored version bytes; 0 when there are none. */
export function nlsVersionOf(stored: Uint8Array | null): number {
  if (stored === null || stored.length < VERSION_BYTES) return 0;
  return new DataView(stored.buffer, stored.byteOffset, VERSION_BYTES).getUint32(4, true);
}

/** True for versions whose keys are the same bytes. */
export function areEqualSortVersions(one: number, other: number): boolean {
  if (one === other) return true;
  return EQUAL_VERSIONS.some((versions) => versions.includes(one) && versions.includes(other));
}

/** How far an index of this stored version and sort GUID can be used with the sort of `locale`. */
export function sortVersionState(
  stored: Uint8Array | null,
  storedGuid: Uint8Array | null,
  locale: string | number,
): SortVersionState {
  const version = nlsVersionOf(stored);
  if (version === 0) return 'missing';
  const guid = sortGuidOf(locale);
  if (guid === null || !isSameGuid(storedGuid, guid)) return 'outOfDate';
  if (areEqualSortVersions(version, SORT_VERSION)) return 'current';
  return READABLE_VERSIONS.includes(version) ? 'readable' : 'outOfDate';
}

const isSameGuid = (stored: Uint8Array | null, guid: Uint8Array): boolean =>
  stored !== null && stored.length === GUID_BYTES && guid.every((byte, i) => byte === stored[i]);

/** The key of the MSysLocales row that counts the indexes of one locale, sort and version. */
export function localeCountKey(localeName: string, guid: Uint8Array, stored: Uint8Array): string {
  const version = Buffer.from(stored).readBigUInt64LE(0).toString(16);
  return `LocaleName=${localeName},SortID=${guidText(guid)},Ver=${version}`;
}

function guidText(guid: Uint8Array): string {
  const hex = (...order: number[]): string =>
    order.map((i) => guid[i].toString(16).padStart(2, '0')).join('');
  const groups = [hex(3, 2, 1, 0), hex(5, 4), hex(7, 6), hex(8, 9), hex(10, 11, 12, 13, 14, 15)];
  return groups.join('-');
}
