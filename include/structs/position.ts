/** Structs: positions in an index. */
import { defineFixedStruct, type StructOf } from '../struct';
import { byteArray, structSize, u32, u64 } from '../struct-members';

/**
 * Identifies an index to JetSetCurrentIndex4 without its name.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-indexid-structure
 */
export const JET_INDEXID = defineFixedStruct('JET_INDEXID', 20, {
  cbStruct: structSize,
  rgbIndexId: byteArray(16),
});
export type JET_INDEXID = StructOf<typeof JET_INDEXID>;

/**
 * A position in an index as a fraction.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-recpos-structure
 */
export const JET_RECPOS = defineFixedStruct('JET_RECPOS', 16, {
  cbStruct: structSize,
  centriesLT: u32,
  centriesInRange: u32,
  centriesTotal: u32,
});
export type JET_RECPOS = StructOf<typeof JET_RECPOS>;

/** A position in an index as a fraction of 64-bit counts. */
export const JET_RECPOS2 = defineFixedStruct('JET_RECPOS2', 32, {
  cbStruct: structSize,
  centriesLTDeprecated: u32,
  centriesInRangeDeprecated: u32,
  centriesTotalDeprecated: u32,
  centriesLT: u64,
  centriesTotal: u64,
});
export type JET_RECPOS2 = StructOf<typeof JET_RECPOS2>;
