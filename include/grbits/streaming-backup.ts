/** Options (grbits): streaming backup and backup to a folder. */

// JetBeginExternalBackup, JetBackup and their instance forms
export const JET_bitBackupIncremental = 0x00000001;
export const JET_bitBackupAtomic = 0x00000004;
export const JET_bitBackupSnapshot = 0x00000010;

// JetEndExternalBackupInstance2
export const JET_bitBackupEndNormal = 0x00000001;
export const JET_bitBackupEndAbort = 0x00000002;
export const JET_bitBackupTruncateDone = 0x00000100;
