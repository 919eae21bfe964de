/**
 * The contract: 162 functions, grouped and ordered as the files in `src/api`, with the parameters of the C
 * functions by order and name. Every one returns a JET_ERR and throws nothing. `src/index.ts` does not compile when one
 * of them is missing.
 */
import type { JET_CALLBACK, JET_PFNDURABLECOMMITCALLBACK, JET_PFNREALLOC, JET_PFNSTATUS } from './callbacks';
import type {
  JET_API_PTR,
  JET_CBTYP,
  JET_COLUMNID,
  JET_DBID,
  JET_ERR,
  JET_GRBIT,
  JET_HANDLE,
  JET_INSTANCE,
  JET_LS,
  JET_OBJTYP,
  JET_OSSNAPID,
  JET_SESID,
  JET_TABLEID,
} from './handles';
import type { Ref } from './ref';
import type { JET_COLUMNDEF, JET_USERDEFINEDDEFAULT } from './structs/column-ddl';
import type {
  JET_INDEXCREATE,
  JET_INDEXCREATE2,
  JET_INDEXCREATE3,
  JET_UNICODEINDEX,
} from './structs/index-ddl';
import type { JET_INSTANCE_INFO, JET_RSTINFO, JET_RSTMAP, JET_SETSYSPARAM } from './structs/instance';
import type { JET_CONVERT } from './structs/maintenance';
import type { JET_INDEXRANGE, JET_INDEX_COLUMN, JET_INDEX_RANGE, JET_RECORDLIST } from './structs/navigation';
import type { JET_INDEXID, JET_RECPOS, JET_RECPOS2 } from './structs/position';
import type {
  JET_ENUMCOLUMN,
  JET_ENUMCOLUMNID,
  JET_RECSIZE,
  JET_RECSIZE2,
  JET_RETINFO,
  JET_RETRIEVECOLUMN,
} from './structs/retrieval';
import type { JET_LOGINFO } from './structs/streaming-backup';
import type { JET_TABLECREATE, JET_TABLECREATE2, JET_TABLECREATE3, JET_TABLECREATE4 } from './structs/table';
import type { JET_OPENTEMPORARYTABLE, JET_OPENTEMPORARYTABLE2 } from './structs/temporary-table';
import type { JET_COMMIT_ID } from './structs/transaction';
import type { JET_SETCOLUMN, JET_SETINFO } from './structs/update';

/**
 * Where an information call puts its answer: the struct of the level, a `Ref` of a number or a text, or bytes that
 * receive the raw layout of 64-bit Windows.
 */
export type InfoTarget = Uint8Array | Ref<number> | Ref<string> | object | null;

/** What a system parameter can hold besides text: a number, or what C would pass a pointer to. */
export type ParameterValue = JET_API_PTR | JET_CALLBACK | JET_PFNDURABLECOMMITCALLBACK | JET_UNICODEINDEX;

export interface JetApi {
  // instance.ts: starting, stopping and describing instances
  jetEnableMultiInstance(
    psetsysparam: readonly JET_SETSYSPARAM[] | null,
    csetsysparam: number,
    pcsetsucceed: Ref<number> | null,
  ): JET_ERR;
  jetCreateInstance(pinstance: Ref<JET_INSTANCE>, szInstanceName: string | null): JET_ERR;
  jetCreateInstance2(
    pinstance: Ref<JET_INSTANCE>,
    szInstanceName: string | null,
    szDisplayName: string | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetInit(pinstance: Ref<JET_INSTANCE> | null): JET_ERR;
  jetInit2(pinstance: Ref<JET_INSTANCE> | null, grbit: JET_GRBIT): JET_ERR;
  jetInit3(pinstance: Ref<JET_INSTANCE> | null, prstInfo: JET_RSTINFO | null, grbit: JET_GRBIT): JET_ERR;
  jetTerm(instance: JET_INSTANCE | null): JET_ERR;
  jetTerm2(instance: JET_INSTANCE | null, grbit: JET_GRBIT): JET_ERR;
  jetStopService(): JET_ERR;
  jetStopServiceInstance(instance: JET_INSTANCE | null): JET_ERR;
  jetStopServiceInstance2(instance: JET_INSTANCE | null, grbit: JET_GRBIT): JET_ERR;
  jetGetInstanceInfo(pcInstanceInfo: Ref<number>, paInstanceInfo: Ref<JET_INSTANCE_INFO[] | null>): JET_ERR;
  jetGetInstanceMiscInfo(
    instance: JET_INSTANCE | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;

  // parameters.ts: system and session parameters
  jetSetSystemParameter(
    pinstance: Ref<JET_INSTANCE> | null,
    sesid: JET_SESID | null,
    paramid: number,
    lParam: ParameterValue | null,
    szParam: string | null,
  ): JET_ERR;
  jetGetSystemParameter(
    instance: JET_INSTANCE | null,
    sesid: JET_SESID | null,
    paramid: number,
    plParam: Ref<JET_API_PTR> | null,
    szParam: Ref<string> | null,
    cbMax: number,
  ): JET_ERR;
  jetSetSessionParameter(
    sesid: JET_SESID | null,
    sesparamid: number,
    pvParam: InfoTarget,
    cbParam: number,
  ): JET_ERR;
  jetGetSessionParameter(
    sesid: JET_SESID | null,
    sesparamid: number,
    pvParam: InfoTarget,
    cbParamMax: number,
    pcbParamActual: Ref<number> | null,
  ): JET_ERR;

  // session.ts: sessions
  jetBeginSession(
    instance: JET_INSTANCE | null,
    psesid: Ref<JET_SESID>,
    szUserName: string | null,
    szPassword: string | null,
  ): JET_ERR;
  jetDupSession(sesid: JET_SESID | null, psesid: Ref<JET_SESID>): JET_ERR;
  jetEndSession(sesid: JET_SESID | null, grbit: JET_GRBIT): JET_ERR;
  jetSetSessionContext(sesid: JET_SESID | null, ulContext: JET_API_PTR): JET_ERR;
  jetResetSessionContext(sesid: JET_SESID | null): JET_ERR;

  // transaction.ts: transactions
  jetBeginTransaction(sesid: JET_SESID | null): JET_ERR;
  jetBeginTransaction2(sesid: JET_SESID | null, grbit: JET_GRBIT): JET_ERR;
  jetBeginTransaction3(sesid: JET_SESID | null, trxid: bigint, grbit: JET_GRBIT): JET_ERR;
  jetCommitTransaction(sesid: JET_SESID | null, grbit: JET_GRBIT): JET_ERR;
  jetCommitTransaction2(
    sesid: JET_SESID | null,
    grbit: JET_GRBIT,
    cmsecDurableCommit: number,
    pCommitId: JET_COMMIT_ID | null,
  ): JET_ERR;
  jetRollback(sesid: JET_SESID | null, grbit: JET_GRBIT): JET_ERR;

  // database.ts: databases and their files
  jetCreateDatabase(
    sesid: JET_SESID | null,
    szFilename: string | null,
    szConnect: string | null,
    pdbid: Ref<JET_DBID>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetCreateDatabase2(
    sesid: JET_SESID | null,
    szFilename: string | null,
    cpgDatabaseSizeMax: number,
    pdbid: Ref<JET_DBID>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetAttachDatabase(sesid: JET_SESID | null, szFilename: string | null, grbit: JET_GRBIT): JET_ERR;
  jetAttachDatabase2(
    sesid: JET_SESID | null,
    szFilename: string | null,
    cpgDatabaseSizeMax: number,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetDetachDatabase(sesid: JET_SESID | null, szFilename: string | null): JET_ERR;
  jetDetachDatabase2(sesid: JET_SESID | null, szFilename: string | null, grbit: JET_GRBIT): JET_ERR;
  jetOpenDatabase(
    sesid: JET_SESID | null,
    szFilename: string | null,
    szConnect: string | null,
    pdbid: Ref<JET_DBID>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetCloseDatabase(sesid: JET_SESID | null, dbid: JET_DBID, grbit: JET_GRBIT): JET_ERR;
  jetGetDatabaseInfo(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGetDatabaseFileInfo(
    szDatabaseName: string | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGrowDatabase(sesid: JET_SESID | null, dbid: JET_DBID, cpg: number, pcpgReal: Ref<number>): JET_ERR;
  jetResizeDatabase(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    cpgTarget: number,
    pcpgActual: Ref<number>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetSetDatabaseSize(
    sesid: JET_SESID | null,
    szDatabaseName: string | null,
    cpg: number,
    pcpgReal: Ref<number>,
  ): JET_ERR;

  // table.ts: tables and cursors
  jetOpenTable(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    pvParameters: Uint8Array | null,
    cbParameters: number,
    grbit: JET_GRBIT,
    ptableid: Ref<JET_TABLEID>,
  ): JET_ERR;
  jetCloseTable(sesid: JET_SESID | null, tableid: JET_TABLEID | null): JET_ERR;
  jetDupCursor(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    ptableid: Ref<JET_TABLEID>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetCreateTable(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    lPages: number,
    lDensity: number,
    ptableid: Ref<JET_TABLEID>,
  ): JET_ERR;
  jetCreateTableColumnIndex(sesid: JET_SESID | null, dbid: JET_DBID, ptablecreate: JET_TABLECREATE): JET_ERR;
  jetCreateTableColumnIndex2(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    ptablecreate: JET_TABLECREATE2,
  ): JET_ERR;
  jetCreateTableColumnIndex3(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    ptablecreate: JET_TABLECREATE3,
  ): JET_ERR;
  jetCreateTableColumnIndex4(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    ptablecreate: JET_TABLECREATE4,
  ): JET_ERR;
  jetDeleteTable(sesid: JET_SESID | null, dbid: JET_DBID, szTableName: string | null): JET_ERR;
  jetRenameTable(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szName: string | null,
    szNameNew: string | null,
  ): JET_ERR;
  jetSetTableSequential(sesid: JET_SESID | null, tableid: JET_TABLEID | null, grbit: JET_GRBIT): JET_ERR;
  jetResetTableSequential(sesid: JET_SESID | null, tableid: JET_TABLEID | null, grbit: JET_GRBIT): JET_ERR;

  // temporary-table.ts: temporary tables
  jetOpenTempTable(
    sesid: JET_SESID | null,
    prgcolumndef: readonly JET_COLUMNDEF[] | null,
    ccolumn: number,
    grbit: JET_GRBIT,
    ptableid: Ref<JET_TABLEID>,
    prgcolumnid: JET_COLUMNID[],
  ): JET_ERR;
  jetOpenTempTable2(
    sesid: JET_SESID | null,
    prgcolumndef: readonly JET_COLUMNDEF[] | null,
    ccolumn: number,
    lcid: number,
    grbit: JET_GRBIT,
    ptableid: Ref<JET_TABLEID>,
    prgcolumnid: JET_COLUMNID[],
  ): JET_ERR;
  jetOpenTempTable3(
    sesid: JET_SESID | null,
    prgcolumndef: readonly JET_COLUMNDEF[] | null,
    ccolumn: number,
    pidxunicode: JET_UNICODEINDEX | null,
    grbit: JET_GRBIT,
    ptableid: Ref<JET_TABLEID>,
    prgcolumnid: JET_COLUMNID[],
  ): JET_ERR;
  jetOpenTemporaryTable(sesid: JET_SESID | null, popentemporarytable: JET_OPENTEMPORARYTABLE): JET_ERR;
  jetOpenTemporaryTable2(sesid: JET_SESID | null, popentemporarytable: JET_OPENTEMPORARYTABLE2): JET_ERR;

  // column-ddl.ts: columns
  jetAddColumn(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szColumnName: string | null,
    pcolumndef: JET_COLUMNDEF,
    pvDefault: Uint8Array | JET_USERDEFINEDDEFAULT | null,
    cbDefault: number,
    pcolumnid: Ref<JET_COLUMNID> | null,
  ): JET_ERR;
  jetDeleteColumn(sesid: JET_SESID | null, tableid: JET_TABLEID | null, szColumnName: string | null): JET_ERR;
  jetDeleteColumn2(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szColumnName: string | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetRenameColumn(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szName: string | null,
    szNameNew: string | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetSetColumnDefaultValue(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    szColumnName: string | null,
    pvData: Uint8Array | null,
    cbData: number,
    grbit: JET_GRBIT,
  ): JET_ERR;

  // index-ddl.ts: indexes
  jetCreateIndex(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: string | null,
    grbit: JET_GRBIT,
    szKey: string | null,
    cbKey: number,
    lDensity: number,
  ): JET_ERR;
  jetCreateIndex2(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pindexcreate: readonly JET_INDEXCREATE[] | null,
    cIndexCreate: number,
  ): JET_ERR;
  jetCreateIndex3(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pindexcreate: readonly JET_INDEXCREATE2[] | null,
    cIndexCreate: number,
  ): JET_ERR;
  jetCreateIndex4(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pindexcreate: readonly JET_INDEXCREATE3[] | null,
    cIndexCreate: number,
  ): JET_ERR;
  jetDeleteIndex(sesid: JET_SESID | null, tableid: JET_TABLEID | null, szIndexName: string | null): JET_ERR;

  // schema-info.ts: schema information
  jetGetColumnInfo(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    pColumnNameOrId: string | Ref<JET_COLUMNID> | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGetTableColumnInfo(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szColumnName: string | Ref<JET_COLUMNID> | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGetIndexInfo(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    szIndexName: string | null,
    pvResult: InfoTarget,
    cbResult: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGetTableIndexInfo(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: string | null,
    pvResult: InfoTarget,
    cbResult: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGetObjectInfo(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    objtyp: JET_OBJTYP,
    szContainerName: string | null,
    szObjectName: string | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;
  jetGetTableInfo(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;

  // navigation.ts: moving, seeking, keys and ranges
  jetMove(sesid: JET_SESID | null, tableid: JET_TABLEID | null, cRow: number, grbit: JET_GRBIT): JET_ERR;
  jetSeek(sesid: JET_SESID | null, tableid: JET_TABLEID | null, grbit: JET_GRBIT): JET_ERR;
  jetMakeKey(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvData: Uint8Array | null,
    cbData: number,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetRetrieveKey(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvKey: Uint8Array | null,
    cbMax: number,
    pcbActual: Ref<number> | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetSetIndexRange(sesid: JET_SESID | null, tableidSrc: JET_TABLEID | null, grbit: JET_GRBIT): JET_ERR;
  jetSetCursorFilter(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    rgColumnFilters: readonly JET_INDEX_COLUMN[] | null,
    cColumnFilters: number,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetIndexRecordCount(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pcrec: Ref<number>,
    crecMax: number,
  ): JET_ERR;
  jetIndexRecordCount2(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pcrec: Ref<bigint>,
    crecMax: bigint,
  ): JET_ERR;
  jetIntersectIndexes(
    sesid: JET_SESID | null,
    rgindexrange: readonly JET_INDEXRANGE[] | null,
    cindexrange: number,
    precordlist: JET_RECORDLIST,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetPrereadKeys(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    rgpvKeys: readonly Uint8Array[] | null,
    rgcbKeys: readonly number[] | null,
    ckeys: number,
    pckeysPreread: Ref<number> | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetPrereadIndexRanges(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    rgIndexRanges: readonly JET_INDEX_RANGE[] | null,
    cIndexRanges: number,
    pcRangesPreread: Ref<number> | null,
    rgcolumnidPreread: readonly JET_COLUMNID[] | null,
    ccolumnidPreread: number,
    grbit: JET_GRBIT,
  ): JET_ERR;

  // position.ts: current index, bookmarks and positions
  jetSetCurrentIndex(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: string | null,
  ): JET_ERR;
  jetSetCurrentIndex2(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: string | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetSetCurrentIndex3(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: string | null,
    grbit: JET_GRBIT,
    itagSequence: number,
  ): JET_ERR;
  jetSetCurrentIndex4(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: string | null,
    pindexid: JET_INDEXID | null,
    grbit: JET_GRBIT,
    itagSequence: number,
  ): JET_ERR;
  jetGetCurrentIndex(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    szIndexName: Ref<string> | null,
    cbIndexName: number,
  ): JET_ERR;
  jetGetBookmark(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvBookmark: Uint8Array | null,
    cbMax: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetGotoBookmark(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvBookmark: Uint8Array | null,
    cbBookmark: number,
  ): JET_ERR;
  jetGetSecondaryIndexBookmark(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvSecondaryKey: Uint8Array | null,
    cbSecondaryKeyMax: number,
    pcbSecondaryKeyActual: Ref<number> | null,
    pvPrimaryBookmark: Uint8Array | null,
    cbPrimaryBookmarkMax: number,
    pcbPrimaryBookmarkActual: Ref<number> | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGotoSecondaryIndexBookmark(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvSecondaryKey: Uint8Array | null,
    cbSecondaryKey: number,
    pvPrimaryBookmark: Uint8Array | null,
    cbPrimaryBookmark: number,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGetRecordPosition(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    precpos: JET_RECPOS | JET_RECPOS2,
    cbRecpos: number,
  ): JET_ERR;
  jetGotoPosition(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    precpos: JET_RECPOS | JET_RECPOS2,
  ): JET_ERR;
  jetGetCursorInfo(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
  ): JET_ERR;

  // retrieval.ts: reading columns
  jetRetrieveColumn(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    columnid: JET_COLUMNID,
    pvData: Uint8Array | null,
    cbData: number,
    pcbActual: Ref<number> | null,
    grbit: JET_GRBIT,
    pretinfo: JET_RETINFO | null,
  ): JET_ERR;
  jetRetrieveColumns(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pretrievecolumn: JET_RETRIEVECOLUMN[] | null,
    cretrievecolumn: number,
  ): JET_ERR;
  jetEnumerateColumns(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    cEnumColumnId: number,
    rgEnumColumnId: readonly JET_ENUMCOLUMNID[] | null,
    pcEnumColumn: Ref<number>,
    prgEnumColumn: Ref<JET_ENUMCOLUMN[] | null>,
    pfnRealloc: JET_PFNREALLOC | null,
    pvReallocContext: unknown,
    cbDataMost: number,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGetRecordSize(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    precsize: JET_RECSIZE,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGetRecordSize2(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    precsize: JET_RECSIZE2,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetFreeBuffer(pbBuf: object | null): JET_ERR;

  // update.ts: changing records
  jetPrepareUpdate(sesid: JET_SESID | null, tableid: JET_TABLEID | null, prep: number): JET_ERR;
  jetUpdate(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvBookmark: Uint8Array | null,
    cbBookmark: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetUpdate2(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    pvBookmark: Uint8Array | null,
    cbBookmark: number,
    pcbActual: Ref<number> | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetSetColumn(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    columnid: JET_COLUMNID,
    pvData: Uint8Array | null,
    cbData: number,
    grbit: JET_GRBIT,
    psetinfo: JET_SETINFO | null,
  ): JET_ERR;
  jetSetColumns(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    psetcolumn: JET_SETCOLUMN[] | null,
    csetcolumn: number,
  ): JET_ERR;
  jetDelete(sesid: JET_SESID | null, tableid: JET_TABLEID | null): JET_ERR;
  jetEscrowUpdate(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    columnid: JET_COLUMNID,
    pv: Uint8Array | null,
    cbMax: number,
    pvOld: Uint8Array | null,
    cbOldMax: number,
    pcbOldActual: Ref<number> | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGetLock(sesid: JET_SESID | null, tableid: JET_TABLEID | null, grbit: JET_GRBIT): JET_ERR;

  // callback.ts: callbacks and local storage
  jetRegisterCallback(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    cbtyp: JET_CBTYP,
    pCallback: JET_CALLBACK | null,
    pvContext: unknown,
    phCallbackId: Ref<JET_HANDLE>,
  ): JET_ERR;
  jetUnregisterCallback(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    cbtyp: JET_CBTYP,
    hCallbackId: JET_HANDLE | null,
  ): JET_ERR;
  jetSetLS(
    sesid: JET_SESID | null,
    tableid: JET_TABLEID | null,
    ls: JET_LS | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGetLS(sesid: JET_SESID | null, tableid: JET_TABLEID | null, pls: Ref<JET_LS>, grbit: JET_GRBIT): JET_ERR;

  // file-backup.ts: backup to a folder and its restore
  jetBackup(szBackupPath: string | null, grbit: JET_GRBIT, pfnStatus: JET_PFNSTATUS | null): JET_ERR;
  jetBackupInstance(
    instance: JET_INSTANCE | null,
    szBackupPath: string | null,
    grbit: JET_GRBIT,
    pfnStatus: JET_PFNSTATUS | null,
  ): JET_ERR;
  jetRestore(szSource: string | null, pfn: JET_PFNSTATUS | null): JET_ERR;
  jetRestore2(sz: string | null, szDest: string | null, pfn: JET_PFNSTATUS | null): JET_ERR;
  jetRestoreInstance(
    instance: JET_INSTANCE | null,
    sz: string | null,
    szDest: string | null,
    pfn: JET_PFNSTATUS | null,
  ): JET_ERR;

  // streaming-backup.ts: streaming backup and its restore
  jetBeginExternalBackup(grbit: JET_GRBIT): JET_ERR;
  jetBeginExternalBackupInstance(instance: JET_INSTANCE | null, grbit: JET_GRBIT): JET_ERR;
  jetEndExternalBackup(): JET_ERR;
  jetEndExternalBackupInstance(instance: JET_INSTANCE | null): JET_ERR;
  jetEndExternalBackupInstance2(instance: JET_INSTANCE | null, grbit: JET_GRBIT): JET_ERR;
  jetGetAttachInfo(szzDatabases: Ref<string> | null, cbMax: number, pcbActual: Ref<number> | null): JET_ERR;
  jetGetAttachInfoInstance(
    instance: JET_INSTANCE | null,
    szzDatabases: Ref<string> | null,
    cbMax: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetOpenFile(
    szFileName: string | null,
    phfFile: Ref<JET_HANDLE>,
    pulFileSizeLow: Ref<number>,
    pulFileSizeHigh: Ref<number>,
  ): JET_ERR;
  jetOpenFileInstance(
    instance: JET_INSTANCE | null,
    szFileName: string | null,
    phfFile: Ref<JET_HANDLE>,
    pulFileSizeLow: Ref<number>,
    pulFileSizeHigh: Ref<number>,
  ): JET_ERR;
  jetReadFile(
    hfFile: JET_HANDLE | null,
    pv: Uint8Array | null,
    cb: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetReadFileInstance(
    instance: JET_INSTANCE | null,
    hfFile: JET_HANDLE | null,
    pv: Uint8Array | null,
    cb: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetCloseFile(hfFile: JET_HANDLE | null): JET_ERR;
  jetCloseFileInstance(instance: JET_INSTANCE | null, hfFile: JET_HANDLE | null): JET_ERR;
  jetGetLogInfo(szzLogs: Ref<string> | null, cbMax: number, pcbActual: Ref<number> | null): JET_ERR;
  jetGetLogInfoInstance(
    instance: JET_INSTANCE | null,
    szzLogs: Ref<string> | null,
    cbMax: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetGetLogInfoInstance2(
    instance: JET_INSTANCE | null,
    szzLogs: Ref<string> | null,
    cbMax: number,
    pcbActual: Ref<number> | null,
    pLogInfo: JET_LOGINFO | null,
  ): JET_ERR;
  jetTruncateLog(): JET_ERR;
  jetTruncateLogInstance(instance: JET_INSTANCE | null): JET_ERR;
  jetGetTruncateLogInfoInstance(
    instance: JET_INSTANCE | null,
    szzLogs: Ref<string> | null,
    cbMax: number,
    pcbActual: Ref<number> | null,
  ): JET_ERR;
  jetStopBackup(): JET_ERR;
  jetStopBackupInstance(instance: JET_INSTANCE | null): JET_ERR;
  jetExternalRestore(
    szCheckpointFilePath: string | null,
    szLogPath: string | null,
    rgrstmap: readonly JET_RSTMAP[] | null,
    crstfilemap: number,
    szBackupLogPath: string | null,
    genLow: number,
    genHigh: number,
    pfn: JET_PFNSTATUS | null,
  ): JET_ERR;
  jetExternalRestore2(
    szCheckpointFilePath: string | null,
    szLogPath: string | null,
    rgrstmap: readonly JET_RSTMAP[] | null,
    crstfilemap: number,
    szBackupLogPath: string | null,
    pLogInfo: JET_LOGINFO,
    szTargetInstanceName: string | null,
    szTargetInstanceLogPath: string | null,
    szTargetInstanceCheckpointPath: string | null,
    pfn: JET_PFNSTATUS | null,
  ): JET_ERR;

  // snapshot-backup.ts: snapshot backup
  jetOSSnapshotPrepare(psnapId: Ref<JET_OSSNAPID>, grbit: JET_GRBIT): JET_ERR;
  jetOSSnapshotPrepareInstance(
    snapId: JET_OSSNAPID | null,
    instance: JET_INSTANCE | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetOSSnapshotFreeze(
    snapId: JET_OSSNAPID | null,
    pcInstanceInfo: Ref<number>,
    paInstanceInfo: Ref<JET_INSTANCE_INFO[] | null>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetOSSnapshotGetFreezeInfo(
    snapId: JET_OSSNAPID | null,
    pcInstanceInfo: Ref<number>,
    paInstanceInfo: Ref<JET_INSTANCE_INFO[] | null>,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetOSSnapshotThaw(snapId: JET_OSSNAPID | null, grbit: JET_GRBIT): JET_ERR;
  jetOSSnapshotAbort(snapId: JET_OSSNAPID | null, grbit: JET_GRBIT): JET_ERR;
  jetOSSnapshotTruncateLog(snapId: JET_OSSNAPID | null, grbit: JET_GRBIT): JET_ERR;
  jetOSSnapshotTruncateLogInstance(
    snapId: JET_OSSNAPID | null,
    instance: JET_INSTANCE | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetOSSnapshotEnd(snapId: JET_OSSNAPID | null, grbit: JET_GRBIT): JET_ERR;

  // maintenance.ts: maintenance
  jetDefragment(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    pcPasses: Ref<number> | null,
    pcSeconds: Ref<number> | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetDefragment2(
    sesid: JET_SESID | null,
    dbid: JET_DBID,
    szTableName: string | null,
    pcPasses: Ref<number> | null,
    pcSeconds: Ref<number> | null,
    callback: JET_CALLBACK | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetDefragment3(
    sesid: JET_SESID | null,
    szDatabaseName: string | null,
    szTableName: string | null,
    pcPasses: Ref<number> | null,
    pcSeconds: Ref<number> | null,
    callback: JET_CALLBACK | null,
    pvContext: unknown,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetCompact(
    sesid: JET_SESID | null,
    szDatabaseSrc: string | null,
    szDatabaseDest: string | null,
    pfnStatus: JET_PFNSTATUS | null,
    pconvert: JET_CONVERT | null,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetComputeStats(sesid: JET_SESID | null, tableid: JET_TABLEID | null): JET_ERR;
  jetIdle(sesid: JET_SESID | null, grbit: JET_GRBIT): JET_ERR;

  // diagnostics.ts: errors, statistics, version
  jetGetErrorInfo(
    pvContext: Ref<JET_ERR> | null,
    pvResult: InfoTarget,
    cbMax: number,
    InfoLevel: number,
    grbit: JET_GRBIT,
  ): JET_ERR;
  jetGetThreadStats(pvResult: InfoTarget, cbMax: number): JET_ERR;
  jetGetVersion(sesid: JET_SESID | null, pwVersion: Ref<number>): JET_ERR;
  jetConfigureProcessForCrashDump(grbit: JET_GRBIT): JET_ERR;
}
