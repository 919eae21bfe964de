/** Index definitions for tests of keys. */
import { JET_coltypLongText, JET_coltypText } from '../../include/column-types';
import { findSorter } from '../../src/record/collation/sorter';
import { fixedSizeOfType } from '../../src/record/column';
import { type IndexKeyShape, type KeySegment, keySegmentOf } from '../../src/record/keys/key-shape';
import { column } from './columns';

const FIRST_FIXED = 1;
const FIRST_VARIABLE = 128;
const FIRST_TAGGED = 256;
const LONG_TYPES = [11, 12];

export interface SegmentOptions {
  readonly kind?: 'fixed' | 'variable' | 'tagged';
  readonly maxBytes?: number;
  readonly codePage?: number;
  readonly isDescending?: boolean;
  readonly locale?: string;
  readonly lcMapFlags?: number;
}

/** A segment over a column of the kind that the type usually has. */
export function segment(columnType: number, options: SegmentOptions = {}): KeySegment {
  const size = fixedSizeOfType(columnType);
  const usual = size !== null ? 'fixed' : LONG_TYPES.includes(columnType) ? 'tagged' : 'variable';
  const kind = options.kind ?? usual;
  const id = { fixed: FIRST_FIXED, variable: FIRST_VARIABLE, tagged: FIRST_TAGGED }[kind];
  const isText = columnType === JET_coltypText || columnType === JET_coltypLongText;
  const schema = column(id, {
    columnType,
    maxBytes: options.maxBytes ?? size ?? 255,
    codePage: options.codePage ?? (isText ? 1200 : 0),
  });
  const sorter = findSorter(options.locale ?? 'en-US', options.lcMapFlags ?? 0x30401);
  return keySegmentOf(schema, options.isDescending ?? false, sorter);
}

/** An index over the segments with the limits that an index has unless it says otherwise. */
export function keyShape(
  segments: readonly KeySegment[],
  options: Partial<IndexKeyShape> = {},
): IndexKeyShape {
  const keyMost = options.keyMost ?? 255;
  return {
    segments,
    keyMost,
    segmentMost: keyMost,
    areNullsHigh: false,
    usesDotNetGuids: false,
    disallowsTruncation: false,
    hasPlaceholder: false,
    tuple: null,
    ...options,
  };
}
