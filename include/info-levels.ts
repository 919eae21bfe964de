/** Information levels: what each JetGet…Info call can be asked, and the fixed values it answers with. */

// JetGetDatabaseInfo, JetGetDatabaseFileInfo
export const JET_DbInfoFilename = 0;
export const JET_DbInfoConnect = 1;
export const JET_DbInfoCountry = 2;
export const JET_DbInfoLCID = 3;
export const JET_DbInfoLangid = 3;
export const JET_DbInfoCp = 4;
export const JET_DbInfoCollate = 5;
export const JET_DbInfoOptions = 6;
export const JET_DbInfoTransactions = 7;
export const JET_DbInfoVersion = 8;
export const JET_DbInfoIsam = 9;
export const JET_DbInfoFilesize = 10;
export const JET_DbInfoSpaceOwned = 11;
export const JET_DbInfoSpaceAvailable = 12;
export const JET_DbInfoUpgrade = 13;
export const JET_DbInfoMisc = 14;
export const JET_DbInfoDBInUse = 15;
export const JET_DbInfoPageSize = 17;
export const JET_DbInfoFileType = 19;
export const JET_DbInfoFilesizeOnDisk = 21;

// JET_DBINFOMISC.dbstate
export const JET_dbstateJustCreated = 1;
export const JET_dbstateDirtyShutdown = 2;
export const JET_dbstateCleanShutdown = 3;
export const JET_dbstateBeingConverted = 4;
export const JET_dbstateForceDetach = 5;

// JET_DbInfoFileType
export const JET_filetypeUnknown = 0;
export const JET_filetypeDatabase = 1;
export const JET_filetypeLog = 3;
export const JET_filetypeCheckpoint = 4;
export const JET_filetypeTempDatabase = 5;
export const JET_filetypeFlushMap = 7;

// JetGetObjectInfo
export const JET_ObjInfo = 0;
export const JET_ObjInfoListNoStats = 1;
export const JET_ObjInfoList = 2;
export const JET_ObjInfoSysTabCursor = 3;
export const JET_ObjInfoListACM = 4;
export const JET_ObjInfoNoStats = 5;
export const JET_ObjInfoSysTabReadOnly = 6;
export const JET_ObjInfoRulesLoaded = 7;
export const JET_ObjInfoMax = 8;

// JetGetTableInfo
export const JET_TblInfo = 0;
export const JET_TblInfoName = 1;
export const JET_TblInfoDbid = 2;
export const JET_TblInfoMostMany = 3;
export const JET_TblInfoRvt = 4;
export const JET_TblInfoOLC = 5;
export const JET_TblInfoResetOLC = 6;
export const JET_TblInfoSpaceUsage = 7;
export const JET_TblInfoDumpTable = 8;
export const JET_TblInfoSpaceAlloc = 9;
export const JET_TblInfoSpaceOwned = 10;
export const JET_TblInfoSpaceAvailable = 11;
export const JET_TblInfoTemplateTableName = 12;
export const JET_TblInfoSpaceOwnedLV = 17;
export const JET_TblInfoSpaceAvailableLV = 18;

// JetGetIndexInfo, JetGetTableIndexInfo
export const JET_IdxInfo = 0;
export const JET_IdxInfoList = 1;
export const JET_IdxInfoSysTabCursor = 2;
export const JET_IdxInfoOLC = 3;
export const JET_IdxInfoResetOLC = 4;
export const JET_IdxInfoSpaceAlloc = 5;
export const JET_IdxInfoLCID = 6;
export const JET_IdxInfoLangid = 6;
export const JET_IdxInfoCount = 7;
export const JET_IdxInfoVarSegMac = 8;
export const JET_IdxInfoIndexId = 9;
export const JET_IdxInfoKeyMost = 10;
export const JET_IdxInfoCreateIndex = 11;
export const JET_IdxInfoCreateIndex2 = 12;
export const JET_IdxInfoCreateIndex3 = 13;
export const JET_IdxInfoLocaleName = 14;
export const JET_IdxInfoSpaceOwned = 18;
export const JET_IdxInfoSpaceAvailable = 19;

// JetGetColumnInfo, JetGetTableColumnInfo
export const JET_ColInfo = 0;
export const JET_ColInfoList = 1;
export const JET_ColInfoSysTabCursor = 3;
export const JET_ColInfoBase = 4;
export const JET_ColInfoListCompact = 5;
export const JET_ColInfoByColid = 6;
export const JET_ColInfoListSortColumnid = 7;
export const JET_ColInfoBaseByColid = 8;
export const JET_ColInfoGrbitNonDerivedColumnsOnly = 0x80000000;
export const JET_ColInfoGrbitMinimalInfo = 0x40000000;
export const JET_ColInfoGrbitSortByColumnid = 0x20000000;

// JetGetInstanceMiscInfo
export const JET_InstanceMiscInfoLogSignature = 0;
export const JET_InstanceMiscInfoRBS = 2;

// JetGetErrorInfo
export const JET_ErrorInfoSpecificErr = 1;
