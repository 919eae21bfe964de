/** How far JetMove goes, and how JetSetCursorFilter and JetPrereadIndexRanges compare. */

// JetMove: a number of records or one of these
export const JET_MoveFirst = 0x80000000;
export const JET_MovePrevious = -1;
export const JET_MoveNext = 1;
export const JET_MoveLast = 0x7fffffff;

// JET_INDEX_COLUMN.relop
export const JET_relopEquals = 0;
export const JET_relopPrefixEquals = 1;
export const JET_relopNotEquals = 2;
export const JET_relopLessThanOrEqual = 3;
export const JET_relopLessThan = 4;
export const JET_relopGreaterThanOrEqual = 5;
export const JET_relopGreaterThan = 6;
export const JET_relopBitmaskEqualsZero = 7;
export const JET_relopBitmaskNotEqualsZero = 8;
export type JET_RELOP = number;
