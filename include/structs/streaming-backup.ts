/** Structs: logs of a backup. */
import { defineFixedStruct, type StructOf } from '../struct';
import { structSize, u32, wcharArray } from '../struct-members';

/**
 * The generations and the base name of a set of logs.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-loginfo-structure
 */
export const JET_LOGINFO = defineFixedStruct('JET_LOGINFO', 20, {
  cbSize: structSize,
  ulGenLow: u32,
  ulGenHigh: u32,
  szBaseName: wcharArray(4),
});
export type JET_LOGINFO = StructOf<typeof JET_LOGINFO>;
