/**
 * JET_ERRCAT: the tree of error categories that JetGetErrorInfo reports.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-errcat-enumeration
 */
export const JET_errcatUnknown = 0;
export const JET_errcatError = 1;
export const JET_errcatOperation = 2;
export const JET_errcatFatal = 3;
export const JET_errcatIO = 4;
export const JET_errcatResource = 5;
export const JET_errcatMemory = 6;
export const JET_errcatQuota = 7;
export const JET_errcatDisk = 8;
export const JET_errcatData = 9;
export const JET_errcatCorruption = 10;
export const JET_errcatInconsistent = 11;
export const JET_errcatFragmentation = 12;
export const JET_errcatApi = 13;
export const JET_errcatUsage = 14;
export const JET_errcatState = 15;
export const JET_errcatObsolete = 16;
export const JET_errcatMax = 17;
export type JET_ERRCAT = number;
