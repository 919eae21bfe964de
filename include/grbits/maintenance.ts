/** Options (grbits): maintenance. */

// JetDefragment, JetDefragment2, JetDefragment3
export const JET_bitDefragmentBatchStart = 0x00000001;
export const JET_bitDefragmentBatchStop = 0x00000002;
export const JET_bitDefragmentAvailSpaceTreesOnly = 0x00000040;
export const JET_bitDefragmentNoPartialMerges = 0x00000080;
export const JET_bitDefragmentBTree = 0x00000100;

// JetIdle
export const JET_bitIdleFlushBuffers = 0x00000001;
export const JET_bitIdleCompact = 0x00000002;
export const JET_bitIdleStatus = 0x00000004;

// JetCompact
export const JET_bitCompactStats = 0x00000020;
export const JET_bitCompactRepair = 0x00000040;
