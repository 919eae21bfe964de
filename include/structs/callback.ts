/** Structs: progress. */
import { defineFixedStruct, type StructOf } from '../struct';
import { structSize, u32 } from '../struct-members';

/**
 * How far an operation is: the `pv` of a JET_PFNSTATUS.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-snprog-structure
 */
export const JET_SNPROG = defineFixedStruct('JET_SNPROG', 12, {
  cbStruct: structSize,
  cunitDone: u32,
  cunitTotal: u32,
});
export type JET_SNPROG = StructOf<typeof JET_SNPROG>;
