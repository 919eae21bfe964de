/** Options (grbits): moving, seeking, keys and ranges. */

// JetMakeKey
export const JET_bitNewKey = 0x00000001;
export const JET_bitStrLimit = 0x00000002;
export const JET_bitSubStrLimit = 0x00000004;
export const JET_bitNormalizedKey = 0x00000008;
export const JET_bitKeyDataZeroLength = 0x00000010;
export const JET_bitFullColumnStartLimit = 0x00000100;
export const JET_bitFullColumnEndLimit = 0x00000200;
export const JET_bitPartialColumnStartLimit = 0x00000400;
export const JET_bitPartialColumnEndLimit = 0x00000800;

// JetSetIndexRange
export const JET_bitRangeInclusive = 0x00000001;
export const JET_bitRangeUpperLimit = 0x00000002;
export const JET_bitRangeInstantDuration = 0x00000004;
export const JET_bitRangeRemove = 0x00000008;

// JetMove
export const JET_bitMoveKeyNE = 0x00000001;

// JetSeek
export const JET_bitSeekEQ = 0x00000001;
export const JET_bitSeekLT = 0x00000002;
export const JET_bitSeekLE = 0x00000004;
export const JET_bitSeekGE = 0x00000008;
export const JET_bitSeekGT = 0x00000010;
export const JET_bitSetIndexRange = 0x00000020;
export const JET_bitCheckUniqueness = 0x00000040;

// JET_INDEXRANGE.grbit
export const JET_bitRecordInIndex = 0x00000001;
export const JET_bitRecordNotInIndex = 0x00000002;

// JET_INDEX_COLUMN.grbit
export const JET_bitZeroLength = 0x00000001;
