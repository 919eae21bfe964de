/** Structs: columns. */
import { defineFixedStruct, defineStruct, type StructOf } from '../struct';
import { i32, pointer, structSize, u16, u32 } from '../struct-members';

/**
 * Type and options of a column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-columndef-structure
 */
export const JET_COLUMNDEF = defineFixedStruct('JET_COLUMNDEF', 28, {
  cbStruct: structSize,
  columnid: u32,
  coltyp: u32,
  wCountry: u16,
  langid: u16,
  cp: u16,
  wCollate: u16,
  cbMax: u32,
  grbit: u32,
});
export type JET_COLUMNDEF = StructOf<typeof JET_COLUMNDEF>;

/**
 * A column to be created with its table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-columncreate-structure
 */
export const JET_COLUMNCREATE = defineStruct('JET_COLUMNCREATE', 56, {
  cbStruct: structSize,
  szColumnName: pointer<string>(),
  coltyp: u32,
  cbMax: u32,
  grbit: u32,
  pvDefault: pointer<Uint8Array | JET_USERDEFINEDDEFAULT>(),
  cbDefault: u32,
  cp: u32,
  columnid: u32,
  err: i32,
});
export type JET_COLUMNCREATE = StructOf<typeof JET_COLUMNCREATE>;

/**
 * The callback that computes a default value.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-userdefineddefault-structure
 */
export const JET_USERDEFINEDDEFAULT = defineStruct('JET_USERDEFINEDDEFAULT', 32, {
  szCallback: pointer<string>(),
  pbUserData: pointer<Uint8Array>(),
  cbUserData: u32,
  szDependantColumns: pointer<string>(),
});
export type JET_USERDEFINEDDEFAULT = StructOf<typeof JET_USERDEFINEDDEFAULT>;
