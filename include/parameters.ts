/**
 * The system parameters (JET_param…), the session parameters (JET_sesparam…) and the values of those that are
 * choices; values that are sets of bits are in `grbits/parameters.ts`.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/extensible-storage-engine-system-parameters
 */
export const JET_paramSystemPath = 0;
export const JET_paramTempPath = 1;
export const JET_paramLogFilePath = 2;
export const JET_paramBaseName = 3;
export const JET_paramEventSource = 4;
export const JET_paramMaxSessions = 5;
export const JET_paramMaxOpenTables = 6;
export const JET_paramPreferredMaxOpenTables = 7;
export const JET_paramCachedClosedTables = 125;
export const JET_paramMaxCursors = 8;
export const JET_paramMaxVerPages = 9;
export const JET_paramPreferredVerPages = 63;
export const JET_paramGlobalMinVerPages = 81;
export const JET_paramVersionStoreTaskQueueMax = 105;
export const JET_paramMaxTemporaryTables = 10;
export const JET_paramLogFileSize = 11;
export const JET_paramLogBuffers = 12;
export const JET_paramWaitLogFlush = 13;
export const JET_paramLogCheckpointPeriod = 14;
export const JET_paramLogWaitingUserMax = 15;
export const JET_paramCommitDefault = 16;
export const JET_paramCircularLog = 17;
export const JET_paramDbExtensionSize = 18;
export const JET_paramPageTempDBMin = 19;
export const JET_paramPageFragment = 20;
export const JET_paramEnableFileCache = 126;
export const JET_paramVerPageSize = 128;
export const JET_paramConfiguration = 129;
export const JET_paramEnableAdvanced = 130;
export const JET_paramMaxColtyp = 131;
export const JET_paramBatchIOBufferMax = 22;
export const JET_paramCacheSize = 41;
export const JET_paramCacheSizeMin = 60;
export const JET_paramCacheSizeMax = 23;
export const JET_paramCheckpointDepthMax = 24;
export const JET_paramLRUKCorrInterval = 25;
export const JET_paramLRUKHistoryMax = 26;
export const JET_paramLRUKPolicy = 27;
export const JET_paramLRUKTimeout = 28;
export const JET_paramLRUKTrxCorrInterval = 29;
export const JET_paramOutstandingIOMax = 30;
export const JET_paramStartFlushThreshold = 31;
export const JET_paramStopFlushThreshold = 32;
export const JET_paramEnableViewCache = 127;
export const JET_paramCheckpointIOMax = 135;
export const JET_paramTableClass1Name = 137;
export const JET_paramTableClass2Name = 138;
export const JET_paramTableClass3Name = 139;
export const JET_paramTableClass4Name = 140;
export const JET_paramTableClass5Name = 141;
export const JET_paramTableClass6Name = 142;
export const JET_paramTableClass7Name = 143;
export const JET_paramTableClass8Name = 144;
export const JET_paramTableClass9Name = 145;
export const JET_paramTableClass10Name = 146;
export const JET_paramTableClass11Name = 147;
export const JET_paramTableClass12Name = 148;
export const JET_paramTableClass13Name = 149;
export const JET_paramTableClass14Name = 150;
export const JET_paramTableClass15Name = 151;
export const JET_paramIOPriority = 152;
export const JET_paramRecovery = 34;
export const JET_paramEnableOnlineDefrag = 35;
export const JET_paramCheckFormatWhenOpenFail = 44;
export const JET_paramEnableTempTableVersioning = 46;
export const JET_paramIgnoreLogVersion = 47;
export const JET_paramDeleteOldLogs = 48;
export const JET_paramEventSourceKey = 49;
export const JET_paramNoInformationEvent = 50;
export const JET_paramEventLoggingLevel = 51;
export const JET_paramDeleteOutOfRangeLogs = 52;
export const JET_paramAccessDeniedRetryPeriod = 53;
export const JET_paramEnableIndexChecking = 45;
export const JET_paramEnableIndexCleanup = 54;
export const JET_paramDatabasePageSize = 64;
export const JET_paramDisableCallbacks = 65;
export const JET_paramLogFileCreateAsynch = 69;
export const JET_paramErrorToString = 70;
export const JET_paramZeroDatabaseDuringBackup = 71;
export const JET_paramUnicodeIndexDefault = 72;
export const JET_paramRuntimeCallback = 73;
export const JET_paramCleanupMismatchedLogFiles = 77;
export const JET_paramRecordUpgradeDirtyLevel = 78;
export const JET_paramOSSnapshotTimeout = 82;
export const JET_paramExceptionAction = 98;
export const JET_paramEventLogCache = 99;
export const JET_paramCreatePathIfNotExist = 100;
export const JET_paramPageHintCacheSize = 101;
export const JET_paramOneDatabasePerSession = 102;
export const JET_paramMaxInstances = 104;
export const JET_paramDisablePerfmon = 107;
export const JET_paramIndexTuplesLengthMin = 110;
export const JET_paramIndexTuplesLengthMax = 111;
export const JET_paramIndexTuplesToIndexMax = 112;
export const JET_paramAlternateDatabaseRecoveryPath = 113;
export const JET_paramIndexTupleIncrement = 132;
export const JET_paramIndexTupleStart = 133;
export const JET_paramKeyMost = 134;
export const JET_paramLegacyFileNames = 136;
export const JET_paramEnablePersistedCallbacks = 156;
export const JET_paramWaypointLatency = 153;
export const JET_paramDefragmentSequentialBTrees = 160;
export const JET_paramDefragmentSequentialBTreesDensityCheckFrequency = 161;
export const JET_paramIOThrottlingTimeQuanta = 162;
export const JET_paramLVChunkSizeMost = 163;
export const JET_paramMaxCoalesceReadSize = 164;
export const JET_paramMaxCoalesceWriteSize = 165;
export const JET_paramMaxCoalesceReadGapSize = 166;
export const JET_paramMaxCoalesceWriteGapSize = 167;
export const JET_paramEnableDBScanInRecovery = 169;
export const JET_paramDbScanThrottle = 170;
export const JET_paramDbScanIntervalMinSec = 171;
export const JET_paramDbScanIntervalMaxSec = 172;
export const JET_paramCachePriority = 177;
export const JET_paramMaxTransactionSize = 178;
export const JET_paramPrereadIOMax = 179;
export const JET_paramEnableDBScanSerialization = 180;
export const JET_paramHungIOThreshold = 181;
export const JET_paramHungIOActions = 182;
export const JET_paramMinDataForXpress = 183;
export const JET_paramEnableShrinkDatabase = 184;
export const JET_paramProcessFriendlyName = 186;
export const JET_paramDurableCommitCallback = 187;
export const JET_paramEnableSqm = 188;
export const JET_paramConfigStoreSpec = 189;
export const JET_paramUseFlushForWriteDurability = 214;
export const JET_paramEnableRBS = 215;
export const JET_paramRBSFilePath = 216;
export const JET_paramPerfmonRefreshInterval = 217;
export const JET_paramEnableBlockCache = 218;
export const JET_paramEnableBlockCacheDetach = 220;
export const JET_paramMaxValueInvalid = 221;

// JetSetSessionParameter
export const JET_sesparamCommitDefault = 4097;
export const JET_sesparamTransactionLevel = 4099;
export const JET_sesparamOperationContext = 4100;
export const JET_sesparamCorrelationID = 4101;
export const JET_sesparamMaxValueInvalid = 4111;

// JET_paramConfiguration
export const JET_configDefault = 1;
export const JET_configRemoveQuotas = 2;
export const JET_configLowDiskFootprint = 4;
export const JET_configMediumDiskFootprint = 8;
export const JET_configLowMemory = 16;
export const JET_configDynamicMediumMemory = 32;
export const JET_configLowPower = 64;
export const JET_configSSDProfileIO = 128;
export const JET_configRunSilent = 256;
export const JET_configUnthrottledMemory = 512;
export const JET_configHighConcurrencyScaling = 1024;

// JET_paramEventLoggingLevel
export const JET_EventLoggingDisable = 0;
export const JET_EventLoggingLevelMin = 1;
export const JET_EventLoggingLevelLow = 25;
export const JET_EventLoggingLevelMedium = 50;
export const JET_EventLoggingLevelHigh = 75;
export const JET_EventLoggingLevelMax = 100;

// JET_paramIOPriority
export const JET_IOPriorityNormal = 0;
export const JET_IOPriorityLow = 1;

// JET_paramExceptionAction
export const JET_ExceptionMsgBox = 1;
export const JET_ExceptionNone = 2;
export const JET_ExceptionFailFast = 4;

// JET_paramEnableOnlineDefrag
export const JET_OnlineDefragDisable = 0;
export const JET_OnlineDefragAllOBSOLETE = 1;
export const JET_OnlineDefragDatabases = 2;
export const JET_OnlineDefragSpaceTrees = 4;
export const JET_OnlineDefragAll = 65535;

// JET_paramEnableSqm
export const JET_sqmDisable = 0;
export const JET_sqmEnable = 1;
export const JET_sqmFromCEIP = 2;

// JET_paramEnableIndexChecking
export const JET_IndexCheckingOff = 0;
export const JET_IndexCheckingOn = 1;
export const JET_IndexCheckingDeferToOpenTable = 2;
export const JET_IndexCheckingMax = 3;
export type JET_INDEXCHECKING = number;

// JET_paramConfigStoreSpec: names in the store
export const JET_wszConfigStoreReadControl = 'CsReadControl';
export const JET_wszConfigStoreRelPathSysParamDefault = 'SysParamDefault';
export const JET_wszConfigStoreRelPathSysParamOverride = 'SysParamOverride';
