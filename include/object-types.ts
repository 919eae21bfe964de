/**
 * JET_OBJTYP: what a database contains.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-objtyp
 */
export const JET_objtypNil = 0;
export const JET_objtypTable = 1;
