/** Structs: setting columns. */
import { defineFixedStruct, defineStruct, type StructOf } from '../struct';
import { i32, pointer, structSize, u32 } from '../struct-members';

/**
 * Which value of a column to set, and where.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-setinfo-structure
 */
export const JET_SETINFO = defineFixedStruct('JET_SETINFO', 12, {
  cbStruct: structSize,
  ibLongValue: u32,
  itagSequence: u32,
});
export type JET_SETINFO = StructOf<typeof JET_SETINFO>;

/**
 * A value to be set.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-setcolumn-structure
 */
export const JET_SETCOLUMN = defineStruct('JET_SETCOLUMN', 40, {
  columnid: u32,
  pvData: pointer<Uint8Array>(),
  cbData: u32,
  grbit: u32,
  ibLongValue: u32,
  itagSequence: u32,
  err: i32,
});
export type JET_SETCOLUMN = StructOf<typeof JET_SETCOLUMN>;
