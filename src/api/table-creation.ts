/**
 * The API: making a table with what belongs to it, for all versions of the struct.
 *
 * Order of checks: options, name, template, density and hints of space; then the table, its columns, its indexes and its
 * callback one after the other. What was done when one of them is refused is undone; the struct says how far it went.
 */
import {
  JET_errCannotNestDDL,
  JET_errInvalidCreateIndex,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errSpaceHintsInvalid,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { toJetErr } from '../../errors/to-jet-err';
import { JET_bitIndexKeyMost, JET_bitIndexPrimary } from '../../include/grbits/index-ddl';
import {
  JET_bitTableCreateFixedDDL,
  JET_bitTableCreateImmutableStructure,
  JET_bitTableCreateNoFixedVarColumnsInDerivedTables,
  JET_bitTableCreateTemplateTable,
} from '../../include/grbits/table';
import { JET_COLUMNCREATE } from '../../include/structs/column-ddl';
import { JET_SPACEHINTS } from '../../include/structs/index-ddl';
import type { JET_TABLECREATE, JET_TABLECREATE4 } from '../../include/structs/table';
import { TABLE_DERIVED, TABLE_FIXED_DDL, TABLE_TEMPLATE } from '../catalog/schema';
import type { NewTable } from '../catalog/schema-writer';
import { checkedHints, densityOf, initialPages, storedHints } from '../catalog/space-hints';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { maxRecordBytes } from '../record/record-layout';
import type { Table } from '../table/table';
import type { TableDdl } from '../table/table-ddl';
import { requireArray, signed, unsigned } from './check';
import { columnRequestOf } from './column-request';
import type { AnyIndexStruct } from './index-request';
import { optionalName, requireName } from './names';

/** The members that every version of the struct has. */
export type TableStruct = Omit<JET_TABLECREATE, 'rgindexcreate' | 'cbStruct'> & {
  rgindexcreate: readonly IndexStruct[] | null;
} & Partial<
    Pick<JET_TABLECREATE4, 'szCallback' | 'cbtyp' | 'pSeqSpacehints' | 'pLVSpacehints' | 'cbSeparateLV'>
  >;

/** What of an index counts while its table is made; the rest is for whoever makes the index. */
type IndexStruct = AnyIndexStruct;

/** Makes one index of a table; `struct` is of the right size. */
type IndexMaker = (table: Table, struct: IndexStruct) => void;

const has = (grbit: number, bit: number): boolean => (grbit & bit) !== 0;

export function refuseTableBits(struct: TableStruct): void {
  const grbit = unsigned(struct.grbit, 'grbit');
  const isTemplate = has(grbit, JET_bitTableCreateTemplateTable);
  if (isTemplate && (struct.szTemplateTableName ?? null) !== null)
    fail(JET_errCannotNestDDL, 'a template of a template');
  if (has(grbit, JET_bitTableCreateNoFixedVarColumnsInDerivedTables))
    fail(JET_errInvalidGrbit, 'no columns in derived tables');
}

/** Makes the table, its columns, its indexes and its callback. */
export function createTable(
  ddl: TableDdl,
  struct: TableStruct,
  indexBytes: number,
  makeIndex: IndexMaker,
  checkCallback: (name: string) => void,
): Table {
  struct.cCreated = 0;
  const { pageBytes } = ddl;
  const indexes = requireIndexes(struct, indexBytes);
  const name = requireName(struct.szTableName ?? '', 'szTableName');
  const templateName = optionalName(struct.szTemplateTableName, 'szTemplateTableName');
  if (templateName !== null) ddl.template(templateName);
  let table = ddl.createTable(newTable(struct, name, templateName, indexes, pageBytes));
  struct.cCreated = 1;
  addColumns(ddl, table, struct, recordMostOf(indexes, pageBytes), checkCallback);
  table = table.identity.seenBy(ddl.by) ?? table;
  if (indexes.length > 0 && (struct.rgcolumncreate ?? null) === null)
    fail(JET_errInvalidCreateIndex, 'indexes without columns');
  for (const index of indexes) {
    makeIndex(table.identity.seenBy(ddl.by) ?? table, index);
    struct.cCreated++;
  }
  const { szCallback } = struct;
  if (szCallback !== null && szCallback !== undefined) {
    addCallback(ddl, table, struct, szCallback);
    checkCallback(szCallback);
  }
  return table.identity.seenBy(ddl.by) ?? table;
}

/** Which struct says what an index is follows from the struct of the table. */
function requireIndexes({ rgindexcreate, cIndexes }: TableStruct, size: number): readonly IndexStruct[] {
  const count = unsigned(cIndexes, 'cIndexes');
  if (count > 0 && (rgindexcreate ?? null) === null) fail(JET_errInvalidCreateIndex, 'no indexes');
  const indexes = requireArray(rgindexcreate, count, 'rgindexcreate');
  for (const index of indexes) {
    const isWhole = typeof index === 'object' && index !== null && index.cbStruct === size;
    if (!isWhole) fail(JET_errInvalidParameter, `an index of ${size} bytes`);
  }
  return indexes;
}

const hintsOf = (index: IndexStruct): JET_SPACEHINTS | null =>
  'pSpacehints' in index ? (index.pSpacehints ?? null) : null;

/** Columns end where records do; the key of the primary index takes its part. */
function recordMostOf(indexes: readonly IndexStruct[], pageBytes: number): number {
  const own = indexes.find(({ grbit }) => has(grbit, JET_bitIndexPrimary) && has(grbit, JET_bitIndexKeyMost));
  return maxRecordBytes(pageBytes, own?.cbKeyMost ?? OLD_KEY_MOST);
}

function newTable(
  struct: TableStruct,
  name: string,
  templateName: string | null,
  indexes: readonly IndexStruct[],
  pageBytes: number,
): NewTable {
  const hints = primaryHints(struct, indexes, pageBytes);
  const { grbit, pLVSpacehints } = struct;
  const longValueHints = pLVSpacehints ? checkedHints(pLVSpacehints, pageBytes) : null;
  const isTemplate = has(grbit, JET_bitTableCreateTemplateTable);
  const isFixed = isTemplate || has(grbit, JET_bitTableCreateFixedDDL | JET_bitTableCreateImmutableStructure);
  return {
    name,
    templateName,
    flags:
      (isTemplate ? TABLE_TEMPLATE : 0) |
      (isFixed ? TABLE_FIXED_DDL : 0) |
      (templateName === null ? 0 : TABLE_DERIVED),
    density: hints.ulInitialDensity,
    pages: hints.cbInitial / pageBytes,
    separateAbove: unsigned(struct.cbSeparateLV ?? 0, 'cbSeparateLV'),
    spaceHints: storedHints(hints, 'grbit'),
    longValueHints: longValueHints === null ? null : storedHints(longValueHints, 'ulInitialDensity'),
  };
}

/** The table begins with the pages of all its trees: with one a tree, or as many as hints or caller say. */
function primaryHints(
  struct: TableStruct,
  indexes: readonly IndexStruct[],
  pageBytes: number,
): JET_SPACEHINTS {
  const density = unsigned(struct.ulDensity, 'ulDensity');
  const checked = indexes.map((index) => {
    const own = hintsOf(index);
    return own === null ? null : checkedHints(own, pageBytes);
  });
  const primary = indexes.findIndex(({ grbit }) => has(grbit, JET_bitIndexPrimary));
  const { pSeqSpacehints } = struct;
  if (primary >= 0 && pSeqSpacehints)
    fail(JET_errSpaceHintsInvalid, 'hints for no index beside a primary one');
  const plain = (own: number): JET_SPACEHINTS =>
    JET_SPACEHINTS({ ulInitialDensity: densityOf(own || density) });
  const sequential = pSeqSpacehints ? checkedHints(pSeqSpacehints, pageBytes) : plain(0);
  const hints = primary < 0 ? sequential : (checked[primary] ?? plain(indexes[primary].ulDensity));
  const pages = checked.map((own) => (own === null ? 1 : initialPages(own, pageBytes)));
  if (primary < 0) pages.push(initialPages(hints, pageBytes));
  const needed = Math.max(
    pages.reduce((sum, count) => sum + count, 0),
    signed(struct.ulPages, 'ulPages') >>> 0,
  );
  const cbInitial = Math.max(needed * pageBytes, hints.cbInitial);
  return JET_SPACEHINTS({ ...hints, cbInitial: cbInitial === pageBytes ? 0 : cbInitial });
}

function addColumns(
  ddl: TableDdl,
  table: Table,
  struct: TableStruct,
  recordMost: number,
  checkCallback: (name: string) => void,
): void {
  const count = unsigned(struct.cColumns, 'cColumns');
  const columns = requireArray(struct.rgcolumncreate, count, 'rgcolumncreate');
  let current: JET_COLUMNCREATE | null = null;
  try {
    ddl.addFirstColumns(
      table,
      columns.map((column) => () => {
        current = null;
        if (typeof column !== 'object' || column === null || column.cbStruct !== JET_COLUMNCREATE.cb)
          return fail(JET_errInvalidParameter, 'JET_COLUMNCREATE');
        current = column;
        return columnRequestOf(column.szColumnName, column, column.pvDefault, column.cbDefault);
      }),
      recordMost,
      (index, columnId, { callback }) => {
        if (callback !== null) checkCallback(callback.name);
        columns[index].columnid = columnId;
        columns[index].err = 0;
        struct.cCreated++;
      },
    );
  } catch (failure) {
    noteFailure(current, failure);
    throw failure;
  }
}

function noteFailure(column: JET_COLUMNCREATE | null, failure: unknown): void {
  if (column !== null) column.err = toJetErr(failure);
}

function addCallback(ddl: TableDdl, table: Table, struct: TableStruct, name: string): void {
  const kind = unsigned(struct.cbtyp ?? 0, 'cbtyp');
  if (kind === 0 || name.length >= CALLBACK_NAME_MOST) fail(JET_errInvalidParameter, `callback ${name}`);
  ddl.addCallback(table, kind, name);
  struct.cCreated++;
}

const CALLBACK_NAME_MOST = 255;
