/** Options (grbits): starting, stopping and describing instances. */

// JetInit2, JetInit3
export const JET_bitReplayIgnoreMissingDB = 0x00000004;
export const JET_bitRecoveryWithoutUndo = 0x00000008;
export const JET_bitTruncateLogsAfterRecovery = 0x00000010;
export const JET_bitReplayMissingMapEntryDB = 0x00000020;
export const JET_bitLogStreamMustExist = 0x00000040;
export const JET_bitReplayIgnoreLostLogs = 0x00000080;
export const JET_bitKeepDbAttachedAtEndOfRecovery = 0x00001000;

// JetTerm2
export const JET_bitTermComplete = 0x00000001;
export const JET_bitTermAbrupt = 0x00000002;
export const JET_bitTermStopBackup = 0x00000004;
export const JET_bitTermDirty = 0x00000008;

// JetStopServiceInstance2
export const JET_bitStopServiceAll = 0x00000000;
export const JET_bitStopServiceBackgroundUserTasks = 0x00000002;
export const JET_bitStopServiceQuiesceCaches = 0x00000004;
export const JET_bitStopServiceResume = 0x80000000;
