/** Structs: compaction. */
import { defineStruct, type StructOf } from '../struct';
import { bits, over, pointer, u32 } from '../struct-members';

/**
 * Options of a conversion that JetCompact no longer does.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-convert-structure
 */
export const JET_CONVERT = defineStruct('JET_CONVERT', 16, {
  szOldDll: pointer<string>(),
  fFlags: u32,
  fSchemaChangesOnly: over('fFlags', bits(u32, 0, 1)),
});
export type JET_CONVERT = StructOf<typeof JET_CONVERT>;
