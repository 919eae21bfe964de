/** Options (grbits): crash dumps. */

// JetConfigureProcessForCrashDump
export const JET_bitDumpMinimum = 0x00000001;
export const JET_bitDumpMaximum = 0x00000002;
export const JET_bitDumpCacheMinimum = 0x00000004;
export const JET_bitDumpCacheMaximum = 0x00000008;
export const JET_bitDumpCacheIncludeDirtyPages = 0x00000010;
export const JET_bitDumpCacheIncludeCachedPages = 0x00000020;
export const JET_bitDumpCacheIncludeCorruptedPages = 0x00000040;
export const JET_bitDumpCacheNoDecommit = 0x00000080;
