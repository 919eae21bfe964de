/** Options (grbits): local storage. */

// JetGetLS, JetSetLS
export const JET_bitLSReset = 0x00000001;
export const JET_bitLSCursor = 0x00000002;
export const JET_bitLSTable = 0x00000004;
