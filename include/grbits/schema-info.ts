/** Options (grbits): what schema information reports. */

// JET_OBJECTINFO.grbit
export const JET_bitTableInfoUpdatable = 0x00000001;
export const JET_bitTableInfoBookmark = 0x00000002;
export const JET_bitTableInfoRollback = 0x00000004;

// JET_OBJECTINFO.flags
export const JET_bitObjectSystem = 0x80000000;
export const JET_bitObjectTableFixedDDL = 0x40000000;
export const JET_bitObjectTableTemplate = 0x20000000;
export const JET_bitObjectTableDerived = 0x10000000;
export const JET_bitObjectTableNoFixedVarColumnsInDerivedTables = 0x04000000;
