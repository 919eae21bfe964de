/**
 * What JetPrepareUpdate prepares.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetprepareupdate-function
 */
export const JET_prepInsert = 0;
export const JET_prepReplace = 2;
export const JET_prepCancel = 3;
export const JET_prepReplaceNoLock = 4;
export const JET_prepInsertCopy = 5;
export const JET_prepInsertCopyDeleteOriginal = 7;
export const JET_prepInsertCopyReplaceOriginal = 9;
