/** Structs: reading columns. */
import { defineFixedStruct, defineStruct, type StructOf } from '../struct';
import { i32, over, pointer, structSize, u32, u64 } from '../struct-members';

/**
 * Which value of a column to read, and from where.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-retinfo-structure
 */
export const JET_RETINFO = defineFixedStruct('JET_RETINFO', 16, {
  cbStruct: structSize,
  ibLongValue: u32,
  itagSequence: u32,
  columnidNextTagged: u32,
});
export type JET_RETINFO = StructOf<typeof JET_RETINFO>;

/**
 * A value to be read.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-retrievecolumn-structure
 */
export const JET_RETRIEVECOLUMN = defineStruct('JET_RETRIEVECOLUMN', 48, {
  columnid: u32,
  pvData: pointer<Uint8Array>(),
  cbData: u32,
  cbActual: u32,
  grbit: u32,
  ibLongValue: u32,
  itagSequence: u32,
  columnidNextTagged: u32,
  err: i32,
});
export type JET_RETRIEVECOLUMN = StructOf<typeof JET_RETRIEVECOLUMN>;

/**
 * A column to be enumerated, and which of its values.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-enumcolumnid-structure
 */
export const JET_ENUMCOLUMNID = defineStruct('JET_ENUMCOLUMNID', 16, {
  columnid: u32,
  ctagSequence: u32,
  rgtagSequence: pointer<number[]>(),
});
export type JET_ENUMCOLUMNID = StructOf<typeof JET_ENUMCOLUMNID>;

/**
 * One value of an enumerated column.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-enumcolumnvalue-structure
 */
export const JET_ENUMCOLUMNVALUE = defineStruct('JET_ENUMCOLUMNVALUE', 24, {
  itagSequence: u32,
  err: i32,
  cbData: u32,
  pvData: pointer<Uint8Array>(),
});
export type JET_ENUMCOLUMNVALUE = StructOf<typeof JET_ENUMCOLUMNVALUE>;

/**
 * One enumerated column: its values, or its only one where the output is compressed.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-enumcolumn-structure
 */
export const JET_ENUMCOLUMN = defineStruct('JET_ENUMCOLUMN', 24, {
  columnid: u32,
  err: i32,
  cEnumColumnValue: u32,
  rgEnumColumnValue: pointer<JET_ENUMCOLUMNVALUE[]>(),
  cbData: over('cEnumColumnValue', u32),
  pvData: over('rgEnumColumnValue', pointer<Uint8Array>()),
});
export type JET_ENUMCOLUMN = StructOf<typeof JET_ENUMCOLUMN>;

const JET_RECSIZE_MEMBERS = {
  cbData: u64,
  cbLongValueData: u64,
  cbOverhead: u64,
  cbLongValueOverhead: u64,
  cNonTaggedColumns: u64,
  cTaggedColumns: u64,
  cLongValues: u64,
  cMultiValues: u64,
};

/**
 * The size of a record.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-recsize-structure
 */
export const JET_RECSIZE = defineFixedStruct('JET_RECSIZE', 64, JET_RECSIZE_MEMBERS);
export type JET_RECSIZE = StructOf<typeof JET_RECSIZE>;

/**
 * The size of a record, with compression.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-recsize2-structure
 */
export const JET_RECSIZE2 = defineFixedStruct('JET_RECSIZE2', 88, {
  ...JET_RECSIZE_MEMBERS,
  cCompressedColumns: u64,
  cbDataCompressed: u64,
  cbLongValueDataCompressed: u64,
});
export type JET_RECSIZE2 = StructOf<typeof JET_RECSIZE2>;
