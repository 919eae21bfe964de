/** Options (grbits): snapshot backup. */

// JetOSSnapshotPrepare
export const JET_bitIncrementalSnapshot = 0x00000001;
export const JET_bitCopySnapshot = 0x00000002;
export const JET_bitContinueAfterThaw = 0x00000004;
export const JET_bitExplicitPrepare = 0x00000008;

// JetOSSnapshotTruncateLog, JetOSSnapshotTruncateLogInstance
export const JET_bitAllDatabasesSnapshot = 0x00000001;

// JetOSSnapshotEnd
export const JET_bitAbortSnapshot = 0x00000001;
