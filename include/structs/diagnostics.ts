/** Structs: errors and work done. */
import { defineFixedStruct, type StructOf } from '../struct';
import { byteArray, i32, structSize, u32, u64, wcharArray } from '../struct-members';

const JET_THREADSTATS_MEMBERS = {
  cbStruct: structSize,
  cPageReferenced: u32,
  cPageRead: u32,
  cPagePreread: u32,
  cPageDirtied: u32,
  cPageRedirtied: u32,
  cLogRecord: u32,
  cbLogRecord: u32,
};

/**
 * Work done by the calling thread.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-threadstats-structure
 */
export const JET_THREADSTATS = defineFixedStruct('JET_THREADSTATS', 32, JET_THREADSTATS_MEMBERS);
export type JET_THREADSTATS = StructOf<typeof JET_THREADSTATS>;

const JET_THREADSTATS2_MEMBERS = {
  ...JET_THREADSTATS_MEMBERS,
  cusecPageCacheMiss: u64,
  cPageCacheMiss: u32,
};

/** Work done by the calling thread, with cache misses. */
export const JET_THREADSTATS2 = defineFixedStruct('JET_THREADSTATS2', 48, JET_THREADSTATS2_MEMBERS);
export type JET_THREADSTATS2 = StructOf<typeof JET_THREADSTATS2>;

/** Work done by the calling thread, with cache misses of long values. */
export const JET_THREADSTATS3 = defineFixedStruct('JET_THREADSTATS3', 64, {
  ...JET_THREADSTATS2_MEMBERS,
  cSeparatedLongValueRead: u32,
  cusecLongValuePageCacheMiss: u64,
  cLongValuePageCacheMiss: u32,
});
export type JET_THREADSTATS3 = StructOf<typeof JET_THREADSTATS3>;

/**
 * The category of an error and all categories above it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-errinfobasic-structure
 */
export const JET_ERRINFOBASIC_W = defineFixedStruct('JET_ERRINFOBASIC_W', 152, {
  cbStruct: structSize,
  errValue: i32,
  errcatMostSpecific: u32,
  rgCategoricalHierarchy: byteArray(8),
  lSourceLine: u32,
  rgszSourceFile: wcharArray(64),
});
export type JET_ERRINFOBASIC_W = StructOf<typeof JET_ERRINFOBASIC_W>;
