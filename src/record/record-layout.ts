/**
 * The numbers of the record format, shared by the reader and the builder, and the size limits that follow from
 * the page size.
 *
 * Invariants
 *  1. Fixed columns have ids 1–127, variable ones 128–255, tagged ones 256 and more.
 *  2. Tagged entries stand in the order of their rank: derived columns by id, then the table's own by id.
 *  3. The VALUE_… bits are the bits of a block's flags byte, so that they are copied and never translated.
 */
export const RECORD_HEADER_BYTES = 4;
export const LAST_FIXED_ID = 127;
export const NO_VARIABLE_ID = 127;
export const FIRST_VARIABLE_ID = 128;
export const FIRST_TAGGED_ID = 256;

/** Fills fixed values that were never set. */
export const FIXED_FILL = 0x2a;

/** Top bit of a variable column's end offset (null) and of a multi-value's offset (separated). */
export const OFFSET_FLAG = 0x8000;
export const OFFSET_MASK = 0x7fff;

/** A tagged entry: u16 column id, u16 offset of its block with flags above the offset. */
export const ENTRY_BYTES = 4;
export const ENTRY_DERIVED = 0x8000;
/** Small pages only; on large ones every block begins with a flags byte, which then says null as well. */
export const ENTRY_HAS_HEADER = 0x4000;
export const ENTRY_NULL = 0x2000;
export const SMALL_OFFSET_MASK = 0x1fff;
export const LARGE_OFFSET_MASK = 0x7fff;
/** Added to the id of a column that is not derived to get its rank. */
const DERIVED_RANK_GAP = 0x10000;

/** Where the entry of a tagged column stands among the entries of a record. */
export const taggedRank = (columnId: number, isDerived: boolean): number =>
  isDerived ? columnId : columnId + DERIVED_RANK_GAP;

/** The flags byte of a block. */
export const VALUE_LONG = 0x01;
export const VALUE_COMPRESSED = 0x02;
export const VALUE_SEPARATED = 0x04;
export const HEADER_MULTI_VALUES = 0x08;
export const HEADER_TWO_VALUES = 0x10;
export const HEADER_NULL = 0x20;
export const VALUE_ENCRYPTED = 0x40;

/** The longest value of a column that is not a long value, in bytes. */
export const SHORT_VALUE_MOST = 255;

const LARGEST_SMALL_PAGE = 8192;
const SMALL_PAGE_KEY_RESERVE = 255;
const BOOKMARK_KEY_MOST = 4;

export const isLargePage = (pageBytes: number): boolean => pageBytes > LARGEST_SMALL_PAGE;

/** The most bytes one node can take on an empty page: all but page header, tag 0 and its own tag. */
export const maxNodeBytes = (pageBytes: number): number => pageBytes - (isLargePage(pageBytes) ? 80 : 40) - 8;

/** The most bytes a record may have; `primaryKeyMost` is the key limit of the primary index, null if there is none. */
export function maxRecordBytes(pageBytes: number, primaryKeyMost: number | null): number {
  const nodeBytes = maxNodeBytes(pageBytes);
  const keyMost = primaryKeyMost ?? BOOKMARK_KEY_MOST;
  if (isLargePage(pageBytes)) return nodeBytes - 4 - keyMost;
  return nodeBytes - 2 - Math.max(SMALL_PAGE_KEY_RESERVE, 2 + keyMost);
}
