/** Structs: indexes. */
import { defineFixedStruct, defineStruct, type StructOf } from '../struct';
import { i32, over, pointer, structSize, u32 } from '../struct-members';

/**
 * A column whose being null or not decides whether an index holds a record.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-conditionalcolumn-structure
 */
export const JET_CONDITIONALCOLUMN = defineStruct('JET_CONDITIONALCOLUMN', 24, {
  cbStruct: structSize,
  szColumnName: pointer<string>(),
  grbit: u32,
});
export type JET_CONDITIONALCOLUMN = StructOf<typeof JET_CONDITIONALCOLUMN>;

/**
 * How text is compared in an index, by locale number.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-unicodeindex-structure
 */
export const JET_UNICODEINDEX = defineFixedStruct('JET_UNICODEINDEX', 8, {
  lcid: u32,
  dwMapFlags: u32,
});
export type JET_UNICODEINDEX = StructOf<typeof JET_UNICODEINDEX>;

/** How text is compared in an index, by locale name. */
export const JET_UNICODEINDEX2 = defineStruct('JET_UNICODEINDEX2', 16, {
  szLocaleName: pointer<string>(),
  dwMapFlags: u32,
});
export type JET_UNICODEINDEX2 = StructOf<typeof JET_UNICODEINDEX2>;

/**
 * Which pieces of text a tuple index holds.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-tuplelimits-structure
 */
export const JET_TUPLELIMITS = defineFixedStruct('JET_TUPLELIMITS', 20, {
  chLengthMin: u32,
  chLengthMax: u32,
  chToIndexMax: u32,
  cchIncrement: u32,
  ichStart: u32,
});
export type JET_TUPLELIMITS = StructOf<typeof JET_TUPLELIMITS>;

/**
 * How a tree of pages is to get its space.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-spacehints-structure
 */
export const JET_SPACEHINTS = defineFixedStruct('JET_SPACEHINTS', 32, {
  cbStruct: structSize,
  ulInitialDensity: u32,
  cbInitial: u32,
  grbit: u32,
  ulMaintDensity: u32,
  ulGrowth: u32,
  cbMinExtent: u32,
  cbMaxExtent: u32,
});
export type JET_SPACEHINTS = StructOf<typeof JET_SPACEHINTS>;

/**
 * An index to be created.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-indexcreate-structure
 */
export const JET_INDEXCREATE = defineStruct('JET_INDEXCREATE', 80, {
  cbStruct: structSize,
  szIndexName: pointer<string>(),
  szKey: pointer<string>(),
  cbKey: u32,
  grbit: u32,
  ulDensity: u32,
  lcid: u32,
  pidxunicode: over('lcid', pointer<JET_UNICODEINDEX>()),
  cbVarSegMac: u32,
  ptuplelimits: over('cbVarSegMac', pointer<JET_TUPLELIMITS>()),
  rgconditionalcolumn: pointer<JET_CONDITIONALCOLUMN[]>(),
  cConditionalColumn: u32,
  err: i32,
  cbKeyMost: u32,
});
export type JET_INDEXCREATE = StructOf<typeof JET_INDEXCREATE>;

/**
 * An index to be created, with hints for its space.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-indexcreate2-structure
 */
export const JET_INDEXCREATE2 = defineStruct('JET_INDEXCREATE2', 88, {
  cbStruct: structSize,
  szIndexName: pointer<string>(),
  szKey: pointer<string>(),
  cbKey: u32,
  grbit: u32,
  ulDensity: u32,
  lcid: u32,
  pidxunicode: over('lcid', pointer<JET_UNICODEINDEX>()),
  cbVarSegMac: u32,
  ptuplelimits: over('cbVarSegMac', pointer<JET_TUPLELIMITS>()),
  rgconditionalcolumn: pointer<JET_CONDITIONALCOLUMN[]>(),
  cConditionalColumn: u32,
  err: i32,
  cbKeyMost: u32,
  pSpacehints: pointer<JET_SPACEHINTS>(),
});
export type JET_INDEXCREATE2 = StructOf<typeof JET_INDEXCREATE2>;

/** An index to be created, with hints for its space and a locale name. */
export const JET_INDEXCREATE3 = defineStruct('JET_INDEXCREATE3', 88, {
  cbStruct: structSize,
  szIndexName: pointer<string>(),
  szKey: pointer<string>(),
  cbKey: u32,
  grbit: u32,
  ulDensity: u32,
  pidxunicode: pointer<JET_UNICODEINDEX2>(),
  cbVarSegMac: u32,
  ptuplelimits: over('cbVarSegMac', pointer<JET_TUPLELIMITS>()),
  rgconditionalcolumn: pointer<JET_CONDITIONALCOLUMN[]>(),
  cConditionalColumn: u32,
  err: i32,
  cbKeyMost: u32,
  pSpacehints: pointer<JET_SPACEHINTS>(),
});
export type JET_INDEXCREATE3 = StructOf<typeof JET_INDEXCREATE3>;
