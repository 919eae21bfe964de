/** Options (grbits): reading columns. */

// JetRetrieveColumn, JetRetrieveColumns, JetRetrieveKey
export const JET_bitRetrieveCopy = 0x00000001;
export const JET_bitRetrieveFromIndex = 0x00000002;
export const JET_bitRetrieveFromPrimaryBookmark = 0x00000004;
export const JET_bitRetrieveTag = 0x00000008;
export const JET_bitRetrieveNull = 0x00000010;
export const JET_bitRetrieveIgnoreDefault = 0x00000020;
export const JET_bitRetrieveTuple = 0x00000800;

// JetEnumerateColumns
export const JET_bitEnumerateCopy = 0x00000001;
export const JET_bitEnumerateIgnoreDefault = 0x00000020;
export const JET_bitEnumeratePresenceOnly = 0x00020000;
export const JET_bitEnumerateTaggedOnly = 0x00040000;
export const JET_bitEnumerateCompressOutput = 0x00080000;
export const JET_bitEnumerateIgnoreUserDefinedDefault = 0x00100000;
export const JET_bitEnumerateInRecordOnly = 0x00200000;

// JetGetRecordSize, JetGetRecordSize2
export const JET_bitRecordSizeInCopyBuffer = 0x00000001;
export const JET_bitRecordSizeRunningTotal = 0x00000002;
export const JET_bitRecordSizeLocal = 0x00000004;
