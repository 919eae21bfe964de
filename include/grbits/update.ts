/** Options (grbits): changing records. */

// JetGetLock
export const JET_bitReadLock = 0x00000001;
export const JET_bitWriteLock = 0x00000002;

// JetSetColumn, JetSetColumns
export const JET_bitSetAppendLV = 0x00000001;
export const JET_bitSetOverwriteLV = 0x00000004;
export const JET_bitSetSizeLV = 0x00000008;
export const JET_bitSetZeroLength = 0x00000020;
export const JET_bitSetSeparateLV = 0x00000040;
export const JET_bitSetUniqueMultiValues = 0x00000080;
export const JET_bitSetUniqueNormalizedMultiValues = 0x00000100;
export const JET_bitSetRevertToDefaultValue = 0x00000200;
export const JET_bitSetIntrinsicLV = 0x00000400;
export const JET_bitSetUncompressed = 0x00010000;
export const JET_bitSetCompressed = 0x00020000;
export const JET_bitSetContiguousLV = 0x00040000;

// JetUpdate2
export const JET_bitUpdateCheckESE97Compatibility = 0x00000001;

// JetEscrowUpdate
export const JET_bitEscrowNoRollback = 0x00000001;
