/** Options (grbits): indexes. */

// JET_CONDITIONALCOLUMN.grbit
export const JET_bitIndexColumnMustBeNull = 0x00000001;
export const JET_bitIndexColumnMustBeNonNull = 0x00000002;

// JetCreateIndex and JET_INDEXCREATE.grbit
export const JET_bitIndexUnique = 0x00000001;
export const JET_bitIndexPrimary = 0x00000002;
export const JET_bitIndexDisallowNull = 0x00000004;
export const JET_bitIndexIgnoreNull = 0x00000008;
export const JET_bitIndexIgnoreAnyNull = 0x00000020;
export const JET_bitIndexIgnoreFirstNull = 0x00000040;
export const JET_bitIndexLazyFlush = 0x00000080;
export const JET_bitIndexEmpty = 0x00000100;
export const JET_bitIndexUnversioned = 0x00000200;
export const JET_bitIndexSortNullsHigh = 0x00000400;
export const JET_bitIndexUnicode = 0x00000800;
export const JET_bitIndexTuples = 0x00001000;
export const JET_bitIndexTupleLimits = 0x00002000;
export const JET_bitIndexCrossProduct = 0x00004000;
export const JET_bitIndexKeyMost = 0x00008000;
export const JET_bitIndexDisallowTruncation = 0x00010000;
export const JET_bitIndexNestedTable = 0x00020000;
export const JET_bitIndexDotNetGuid = 0x00040000;
export const JET_bitIndexImmutableStructure = 0x00080000;

// JET_INDEXLIST.columnidgrbitColumn
export const JET_bitKeyAscending = 0x00000000;
export const JET_bitKeyDescending = 0x00000001;
