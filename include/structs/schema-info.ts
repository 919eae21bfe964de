/** Structs: what schema information reports. */
import { defineFixedStruct, type StructOf } from '../struct';
import { f64, handle, structSize, u16, u32, wcharArray } from '../struct-members';

/**
 * What is known of a table.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-objectinfo-structure
 */
export const JET_OBJECTINFO = defineFixedStruct('JET_OBJECTINFO', 40, {
  cbStruct: structSize,
  objtyp: u32,
  dtCreate: f64,
  dtUpdate: f64,
  grbit: u32,
  flags: u32,
  cRecord: u32,
  cPage: u32,
});
export type JET_OBJECTINFO = StructOf<typeof JET_OBJECTINFO>;

/**
 * A temporary table that lists objects, and its columns.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-objectlist-structure
 */
export const JET_OBJECTLIST = defineFixedStruct('JET_OBJECTLIST', 56, {
  cbStruct: structSize,
  tableid: handle,
  cRecord: u32,
  columnidcontainername: u32,
  columnidobjectname: u32,
  columnidobjtyp: u32,
  columniddtCreate: u32,
  columniddtUpdate: u32,
  columnidgrbit: u32,
  columnidflags: u32,
  columnidcRecord: u32,
  columnidcPage: u32,
});
export type JET_OBJECTLIST = StructOf<typeof JET_OBJECTLIST>;

/**
 * A temporary table that lists columns, and its columns.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-columnlist-structure
 */
export const JET_COLUMNLIST = defineFixedStruct('JET_COLUMNLIST', 80, {
  cbStruct: structSize,
  tableid: handle,
  cRecord: u32,
  columnidPresentationOrder: u32,
  columnidcolumnname: u32,
  columnidcolumnid: u32,
  columnidcoltyp: u32,
  columnidCountry: u32,
  columnidLangid: u32,
  columnidCp: u32,
  columnidCollate: u32,
  columnidcbMax: u32,
  columnidgrbit: u32,
  columnidDefault: u32,
  columnidBaseTableName: u32,
  columnidBaseColumnName: u32,
  columnidDefinitionName: u32,
});
export type JET_COLUMNLIST = StructOf<typeof JET_COLUMNLIST>;

/**
 * A column of a derived table and the table it comes from.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-columnbase-structure
 */
export const JET_COLUMNBASE = defineFixedStruct('JET_COLUMNBASE', 1052, {
  cbStruct: structSize,
  columnid: u32,
  coltyp: u32,
  wCountry: u16,
  langid: u16,
  cp: u16,
  wFiller: u16,
  cbMax: u32,
  grbit: u32,
  szBaseTableName: wcharArray(256),
  szBaseColumnName: wcharArray(256),
});
export type JET_COLUMNBASE = StructOf<typeof JET_COLUMNBASE>;

/**
 * A temporary table that lists indexes and their columns, and its columns.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-indexlist-structure
 */
export const JET_INDEXLIST = defineFixedStruct('JET_INDEXLIST', 88, {
  cbStruct: structSize,
  tableid: handle,
  cRecord: u32,
  columnidindexname: u32,
  columnidgrbitIndex: u32,
  columnidcKey: u32,
  columnidcEntry: u32,
  columnidcPage: u32,
  columnidcColumn: u32,
  columnidiColumn: u32,
  columnidcolumnid: u32,
  columnidcoltyp: u32,
  columnidCountry: u32,
  columnidLangid: u32,
  columnidCp: u32,
  columnidCollate: u32,
  columnidgrbitColumn: u32,
  columnidcolumnname: u32,
  columnidLCMapFlags: u32,
});
export type JET_INDEXLIST = StructOf<typeof JET_INDEXLIST>;
