/** Structs: tables. */
import { defineStruct, type StructOf } from '../struct';
import { handle, pointer, structSize, u32 } from '../struct-members';
import type { JET_COLUMNCREATE } from './column-ddl';
import type { JET_INDEXCREATE, JET_INDEXCREATE2, JET_INDEXCREATE3, JET_SPACEHINTS } from './index-ddl';

/**
 * A table to be created with its columns and indexes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-tablecreate-structure
 */
export const JET_TABLECREATE = defineStruct('JET_TABLECREATE', 80, {
  cbStruct: structSize,
  szTableName: pointer<string>(),
  szTemplateTableName: pointer<string>(),
  ulPages: u32,
  ulDensity: u32,
  rgcolumncreate: pointer<JET_COLUMNCREATE[]>(),
  cColumns: u32,
  rgindexcreate: pointer<JET_INDEXCREATE[]>(),
  cIndexes: u32,
  grbit: u32,
  tableid: handle,
  cCreated: u32,
});
export type JET_TABLECREATE = StructOf<typeof JET_TABLECREATE>;

/**
 * A table to be created, with a callback.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-tablecreate2-structure
 */
export const JET_TABLECREATE2 = defineStruct('JET_TABLECREATE2', 96, {
  cbStruct: structSize,
  szTableName: pointer<string>(),
  szTemplateTableName: pointer<string>(),
  ulPages: u32,
  ulDensity: u32,
  rgcolumncreate: pointer<JET_COLUMNCREATE[]>(),
  cColumns: u32,
  rgindexcreate: pointer<JET_INDEXCREATE[]>(),
  cIndexes: u32,
  szCallback: pointer<string>(),
  cbtyp: u32,
  grbit: u32,
  tableid: handle,
  cCreated: u32,
});
export type JET_TABLECREATE2 = StructOf<typeof JET_TABLECREATE2>;

/**
 * A table to be created, with a callback and hints for its space.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-tablecreate3-structure
 */
export const JET_TABLECREATE3 = defineStruct('JET_TABLECREATE3', 120, {
  cbStruct: structSize,
  szTableName: pointer<string>(),
  szTemplateTableName: pointer<string>(),
  ulPages: u32,
  ulDensity: u32,
  rgcolumncreate: pointer<JET_COLUMNCREATE[]>(),
  cColumns: u32,
  rgindexcreate: pointer<JET_INDEXCREATE2[]>(),
  cIndexes: u32,
  szCallback: pointer<string>(),
  cbtyp: u32,
  grbit: u32,
  pSeqSpacehints: pointer<JET_SPACEHINTS>(),
  pLVSpacehints: pointer<JET_SPACEHINTS>(),
  cbSeparateLV: u32,
  tableid: handle,
  cCreated: u32,
});
export type JET_TABLECREATE3 = StructOf<typeof JET_TABLECREATE3>;

/** A table to be created, with a callback, hints for its space and indexes by locale name. */
export const JET_TABLECREATE4 = defineStruct('JET_TABLECREATE4', 120, {
  cbStruct: structSize,
  szTableName: pointer<string>(),
  szTemplateTableName: pointer<string>(),
  ulPages: u32,
  ulDensity: u32,
  rgcolumncreate: pointer<JET_COLUMNCREATE[]>(),
  cColumns: u32,
  rgindexcreate: pointer<JET_INDEXCREATE3[]>(),
  cIndexes: u32,
  szCallback: pointer<string>(),
  cbtyp: u32,
  grbit: u32,
  pSeqSpacehints: pointer<JET_SPACEHINTS>(),
  pLVSpacehints: pointer<JET_SPACEHINTS>(),
  cbSeparateLV: u32,
  tableid: handle,
  cCreated: u32,
});
export type JET_TABLECREATE4 = StructOf<typeof JET_TABLECREATE4>;
