/** Options (grbits): columns. */

// JET_COLUMNDEF.grbit and JET_COLUMNCREATE.grbit
export const JET_bitColumnFixed = 0x00000001;
export const JET_bitColumnTagged = 0x00000002;
export const JET_bitColumnNotNULL = 0x00000004;
export const JET_bitColumnVersion = 0x00000008;
export const JET_bitColumnAutoincrement = 0x00000010;
export const JET_bitColumnUpdatable = 0x00000020;
export const JET_bitColumnTTKey = 0x00000040;
export const JET_bitColumnTTDescending = 0x00000080;
export const JET_bitColumnMultiValued = 0x00000400;
export const JET_bitColumnEscrowUpdate = 0x00000800;
export const JET_bitColumnUnversioned = 0x00001000;
export const JET_bitColumnMaybeNull = 0x00002000;
export const JET_bitColumnFinalize = 0x00004000;
export const JET_bitColumnUserDefinedDefault = 0x00008000;
export const JET_bitColumnDeleteOnZero = 0x00020000;
export const JET_bitColumnCompressed = 0x00080000;

// JetDeleteColumn2
export const JET_bitDeleteColumnIgnoreTemplateColumns = 0x00000001;
