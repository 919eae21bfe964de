/** Options (grbits): creating, attaching, opening, resizing and detaching databases. */

// JET_paramEnableShrinkDatabase
export const JET_bitShrinkDatabaseOff = 0x00000000;
export const JET_bitShrinkDatabaseOn = 0x00000001;
export const JET_bitShrinkDatabaseRealtime = 0x00000002;
export const JET_bitShrinkDatabaseTrim = 0x00000001;

// JetCreateDatabase, JetAttachDatabase, JetOpenDatabase and their later versions
export const JET_bitDbReadOnly = 0x00000001;
export const JET_bitDbExclusive = 0x00000002;
export const JET_bitDbDeleteCorruptIndexes = 0x00000010;
export const JET_bitDbDeleteUnicodeIndexes = 0x00000400;
export const JET_bitDbUpgrade = 0x00000200;
export const JET_bitDbEnableBackgroundMaintenance = 0x00000800;
export const JET_bitDbPurgeCacheOnAttach = 0x00001000;
export const JET_bitDbRecoveryOff = 0x00000008;
export const JET_bitDbShadowingOff = 0x00000080;
export const JET_bitDbOverwriteExisting = 0x00000200;

// JetDetachDatabase2
export const JET_bitForceDetach = 0x00000001;
export const JET_bitForceCloseAndDetach = 0x00000003;

// JetResizeDatabase
export const JET_bitResizeDatabaseOnlyGrow = 0x00000001;
export const JET_bitResizeDatabaseOnlyShrink = 0x00000002;
