/**
 * What the key of one index is made of: its segments and the limits of its length. Plain data that the catalog's
 * users build once per index.
 */
import type { Sorter } from '../collation/sorter';
import { type ColumnSchema, isBinaryType, isTextType } from '../column';

/** The code page of Unicode text; text of every other one is treated as ASCII. */
export const CODE_PAGE_UNICODE = 1200;
/** Keys once held this many bytes at most; an index that still does reads no more than that of a value. */
export const OLD_KEY_MOST = 255;
const PREFIX_BYTES = 1;

/** One segment: a column of the index. */
export interface KeySegment {
  readonly columnType: number;
  /** True for a column of the fixed part of records. */
  readonly isFixed: boolean;
  /** The size of a fixed column in bytes. */
  readonly maxBytes: number;
  readonly isDescending: boolean;
  readonly isText: boolean;
  readonly isBinary: boolean;
  readonly isUnicode: boolean;
  /** Maps Unicode text; null where there is none, or where its locale is unknown. */
  readonly sorter: Sorter | null;
}

/** The limits of a tuple index, in characters (bytes of binary columns). */
interface TupleShape {
  readonly lengthMin: number;
  readonly lengthMax: number;
}

export interface IndexKeyShape {
  readonly segments: readonly KeySegment[];
  /** The most bytes of a key. */
  readonly keyMost: number;
  /** The most bytes of one segment, its prefix included; equals `keyMost` unless the index says less. */
  readonly segmentMost: number;
  readonly areNullsHigh: boolean;
  readonly usesDotNetGuids: boolean;
  readonly disallowsTruncation: boolean;
  /** True where the first segment is a placeholder that callers do not give. */
  readonly hasPlaceholder: boolean;
  /** Set for an index over the parts of its first column. */
  readonly tuple: TupleShape | null;
}

/** The segment that a column makes. */
export function keySegmentOf(column: ColumnSchema, isDescending: boolean, sorter: Sorter | null): KeySegment {
  const isText = isTextType(column.columnType);
  const isUnicode = isText && column.codePage === CODE_PAGE_UNICODE;
  return {
    columnType: column.columnType,
    isFixed: column.kind === 'fixed',
    maxBytes: column.maxBytes,
    isDescending,
    isText,
    isBinary: isBinaryType(column.columnType),
    isUnicode,
    sorter: isUnicode ? sorter : null,
  };
}

/**
 * The shape of a primary index: its keys can be no longer than its segments make them, and so a limit pads them no
 * further. Text and variable binary segments without a limit of their own leave `keyMost` as it is.
 */
export function primaryShapeOf(shape: IndexKeyShape): IndexKeyShape {
  const isSegmentLimited = shape.segmentMost < shape.keyMost;
  let most = 0;
  for (const { isText, isBinary, isFixed, maxBytes } of shape.segments) {
    const isSized = !isText && (isFixed || !isBinary);
    if (!isSized && !isSegmentLimited) return shape;
    const bytes = PREFIX_BYTES + maxBytes;
    if (!isSized) most += shape.segmentMost;
    else most += isBinary && isSegmentLimited ? Math.min(bytes, shape.segmentMost) : bytes;
  }
  if (most >= shape.keyMost) return shape;
  return { ...shape, keyMost: most, segmentMost: Math.min(most, shape.segmentMost) };
}
