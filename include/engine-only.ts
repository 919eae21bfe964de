/**
 * Values that the engine writes into databases and the public header leaves out. The package does not export
 * them.
 */

/** JET_COLUMNDEF.grbit: the column only stands for one that was renamed. */
export const JET_bitColumnRenameConvertToPrimaryIndexPlaceholder = 0x00010000;
/** JET_COLUMNDEF.grbit: the values of the column are encrypted. */
export const JET_bitColumnEncrypted = 0x00100000;
