/** When a callback is called: JET_CBTYP for tables; JET_SNP (which operation) and JET_SNT (how it goes) for progress. */

// JetRegisterCallback
export const JET_cbtypNull = 0;
export const JET_cbtypFinalize = 1;
export const JET_cbtypBeforeInsert = 2;
export const JET_cbtypAfterInsert = 4;
export const JET_cbtypBeforeReplace = 8;
export const JET_cbtypAfterReplace = 16;
export const JET_cbtypBeforeDelete = 32;
export const JET_cbtypAfterDelete = 64;
export const JET_cbtypUserDefinedDefaultValue = 128;
export const JET_cbtypOnlineDefragCompleted = 256;
export const JET_cbtypFreeCursorLS = 512;
export const JET_cbtypFreeTableLS = 1024;

// JET_PFNSTATUS: the operation
export const JET_snpRepair = 2;
export const JET_snpCompact = 4;
export const JET_snpRestore = 8;
export const JET_snpBackup = 9;
export const JET_snpUpgrade = 10;
export const JET_snpScrub = 11;
export const JET_snpUpgradeRecordFormat = 12;

// JET_PFNSTATUS: its state
export const JET_sntBegin = 5;
export const JET_sntRequirements = 7;
export const JET_sntProgress = 0;
export const JET_sntComplete = 6;
export const JET_sntFail = 3;
