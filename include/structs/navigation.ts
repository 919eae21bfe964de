/** Structs: ranges, filters and intersections. */
import { defineFixedStruct, defineStruct, type StructOf } from '../struct';
import { handle, pointer, structSize, u32 } from '../struct-members';

/**
 * A temporary table of bookmarks.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-recordlist-structure
 */
export const JET_RECORDLIST = defineFixedStruct('JET_RECORDLIST', 24, {
  cbStruct: structSize,
  tableid: handle,
  cRecord: u32,
  columnidBookmark: u32,
});
export type JET_RECORDLIST = StructOf<typeof JET_RECORDLIST>;

/**
 * A cursor whose range takes part in an intersection.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-indexrange-structure
 */
export const JET_INDEXRANGE = defineFixedStruct('JET_INDEXRANGE', 24, {
  cbStruct: structSize,
  tableid: handle,
  grbit: u32,
});
export type JET_INDEXRANGE = StructOf<typeof JET_INDEXRANGE>;

/** A condition on one column. */
export const JET_INDEX_COLUMN = defineStruct('JET_INDEX_COLUMN', 24, {
  columnid: u32,
  relop: u32,
  pv: pointer<Uint8Array>(),
  cb: u32,
  grbit: u32,
});
export type JET_INDEX_COLUMN = StructOf<typeof JET_INDEX_COLUMN>;

/** A range of an index, by conditions for its start and its end. */
export const JET_INDEX_RANGE = defineStruct('JET_INDEX_RANGE', 32, {
  rgStartColumns: pointer<JET_INDEX_COLUMN[]>(),
  cStartColumns: u32,
  rgEndColumns: pointer<JET_INDEX_COLUMN[]>(),
  cEndColumns: u32,
});
export type JET_INDEX_RANGE = StructOf<typeof JET_INDEX_RANGE>;
