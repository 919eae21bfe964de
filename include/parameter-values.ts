/**
 * Values of system parameters that are choices; those that are sets of bits are in `grbits/parameters.ts`.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/extensible-storage-engine-system-parameters
 */

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
