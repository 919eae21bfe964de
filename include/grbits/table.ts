/** Options (grbits): opening, creating and reading ahead in tables. */

// JET_TABLECREATE.grbit and its later versions
export const JET_bitTableCreateFixedDDL = 0x00000001;
export const JET_bitTableCreateTemplateTable = 0x00000002;
export const JET_bitTableCreateNoFixedVarColumnsInDerivedTables = 0x00000004;
export const JET_bitTableCreateImmutableStructure = 0x00000008;

// JetOpenTable
export const JET_bitTableDenyWrite = 0x00000001;
export const JET_bitTableDenyRead = 0x00000002;
export const JET_bitTableReadOnly = 0x00000004;
export const JET_bitTableUpdatable = 0x00000008;
export const JET_bitTablePermitDDL = 0x00000010;
export const JET_bitTableNoCache = 0x00000020;
export const JET_bitTablePreread = 0x00000040;
export const JET_bitTableOpportuneRead = 0x00000080;
export const JET_bitTableSequential = 0x00008000;

// JetOpenTable: the class of the table
export const JET_bitTableClassMask = 0x001f0000;
export const JET_bitTableClassNone = 0x00000000;
export const JET_bitTableClass1 = 0x00010000;
export const JET_bitTableClass2 = 0x00020000;
export const JET_bitTableClass3 = 0x00030000;
export const JET_bitTableClass4 = 0x00040000;
export const JET_bitTableClass5 = 0x00050000;
export const JET_bitTableClass6 = 0x00060000;
export const JET_bitTableClass7 = 0x00070000;
export const JET_bitTableClass8 = 0x00080000;
export const JET_bitTableClass9 = 0x00090000;
export const JET_bitTableClass10 = 0x000a0000;
export const JET_bitTableClass11 = 0x000b0000;
export const JET_bitTableClass12 = 0x000c0000;
export const JET_bitTableClass13 = 0x000d0000;
export const JET_bitTableClass14 = 0x000e0000;
export const JET_bitTableClass15 = 0x000f0000;

// JetSetTableSequential, JetPrereadKeys, JetPrereadIndexRanges
export const JET_bitPrereadForward = 0x00000001;
export const JET_bitPrereadBackward = 0x00000002;
export const JET_bitPrereadFirstPage = 0x00000004;
export const JET_bitPrereadNormalizedKey = 0x00000008;

// JET_SPACEHINTS.grbit
export const JET_bitSpaceHintsUtilizeParentSpace = 0x00000001;
export const JET_bitCreateHintAppendSequential = 0x00000002;
export const JET_bitCreateHintHotpointSequential = 0x00000004;
export const JET_bitRetrieveHintReserve1 = 0x00000008;
export const JET_bitRetrieveHintTableScanForward = 0x00000010;
export const JET_bitRetrieveHintTableScanBackward = 0x00000020;
export const JET_bitRetrieveHintReserve2 = 0x00000040;
export const JET_bitRetrieveHintReserve3 = 0x00000080;
export const JET_bitDeleteHintTableSequential = 0x00000100;
