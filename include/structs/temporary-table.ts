/** Structs: temporary tables. */
import type { JET_COLUMNID } from '../handles';
import { defineStruct, type StructOf } from '../struct';
import { handle, pointer, structSize, u32 } from '../struct-members';
import type { JET_COLUMNDEF } from './column-ddl';
import type { JET_UNICODEINDEX, JET_UNICODEINDEX2 } from './index-ddl';

/**
 * A temporary table to be opened.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-opentemporarytable-structure
 */
export const JET_OPENTEMPORARYTABLE = defineStruct('JET_OPENTEMPORARYTABLE', 64, {
  cbStruct: structSize,
  prgcolumndef: pointer<JET_COLUMNDEF[]>(),
  ccolumn: u32,
  pidxunicode: pointer<JET_UNICODEINDEX>(),
  grbit: u32,
  prgcolumnid: pointer<JET_COLUMNID[]>(),
  cbKeyMost: u32,
  cbVarSegMac: u32,
  tableid: handle,
});
export type JET_OPENTEMPORARYTABLE = StructOf<typeof JET_OPENTEMPORARYTABLE>;

/** A temporary table to be opened, with a locale name. */
export const JET_OPENTEMPORARYTABLE2 = defineStruct('JET_OPENTEMPORARYTABLE2', 64, {
  cbStruct: structSize,
  prgcolumndef: pointer<JET_COLUMNDEF[]>(),
  ccolumn: u32,
  pidxunicode: pointer<JET_UNICODEINDEX2>(),
  grbit: u32,
  prgcolumnid: pointer<JET_COLUMNID[]>(),
  cbKeyMost: u32,
  cbVarSegMac: u32,
  tableid: handle,
});
export type JET_OPENTEMPORARYTABLE2 = StructOf<typeof JET_OPENTEMPORARYTABLE2>;
