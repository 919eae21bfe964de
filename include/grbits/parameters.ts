/** Options (grbits): values of system parameters that are sets of bits. */

// The value `CsReadControl` of the store that JET_paramConfigStoreSpec names
export const JET_bitConfigStoreReadControlInhibitRead = 0x00000001;
export const JET_bitConfigStoreReadControlDisableAll = 0x00000002;
export const JET_bitConfigStoreReadControlDefault = 0x00000000;

// JET_paramLegacyFileNames
export const JET_bitESE98FileNames = 0x00000001;
export const JET_bitEightDotThreeSoftCompat = 0x00000002;

// JET_paramHungIOActions
export const JET_bitHungIOEvent = 0x00000001;
