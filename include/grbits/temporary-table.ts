/** Options (grbits): temporary tables. */

// JetOpenTempTable and its relatives
export const JET_bitTTIndexed = 0x00000001;
export const JET_bitTTUnique = 0x00000002;
export const JET_bitTTUpdatable = 0x00000004;
export const JET_bitTTScrollable = 0x00000008;
export const JET_bitTTSortNullsHigh = 0x00000010;
export const JET_bitTTForceMaterialization = 0x00000020;
export const JET_bitTTErrorOnDuplicateInsertion = 0x00000020;
export const JET_bitTTForwardOnly = 0x00000040;
export const JET_bitTTIntrinsicLVsOnly = 0x00000080;
export const JET_bitTTDotNetGuid = 0x00000100;
