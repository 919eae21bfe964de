/** Limits: sizes in bytes (names and keys) and numbers of columns. */
export const JET_cbBookmarkMost = 256;
export const JET_cbBookmarkMostMost = 2000;
export const JET_cbNameMost = 64;
export const JET_cbFullNameMost = 255;
export const JET_cbColumnLVPageOverhead = 82;
export const JET_cbLVDefaultValueMost = 255;
export const JET_cbColumnMost = 255;
export const JET_cbLVColumnMost = 0x7fffffff;
export const JET_cbKeyMostMost = 2000;
export const JET_cbKeyMost32KBytePage = 2000;
export const JET_cbKeyMost16KBytePage = 2000;
export const JET_cbKeyMost8KBytePage = 2000;
export const JET_cbKeyMost4KBytePage = 1000;
export const JET_cbKeyMost2KBytePage = 500;
export const JET_cbKeyMostMin = 255;
export const JET_cbKeyMost = 255;
export const JET_cbLimitKeyMost = 256;
export const JET_cbPrimaryKeyMost = 255;
export const JET_cbSecondaryKeyMost = 255;

export const JET_ccolKeyMost = 16;
export const JET_ccolMost = 65248;
export const JET_ccolFixedMost = 127;
export const JET_ccolVarMost = 128;
export const JET_ccolTaggedMost = 64993;

export const JET_MAX_COMPUTERNAME_LENGTH = 15;
export const JET_BASE_NAME_LENGTH = 3;
