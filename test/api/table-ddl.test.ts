import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong, JET_coltypLongText, JET_coltypText } from '../../include/column-types';
import {
  JET_bitTableCreateFixedDDL,
  JET_bitTableCreateNoFixedVarColumnsInDerivedTables,
  JET_bitTableCreateTemplateTable,
  JET_bitTableDenyRead,
  JET_bitTablePermitDDL,
} from '../../include/grbits/table';
import { JET_COLUMNCREATE } from '../../include/structs/column-ddl';
import { JET_SPACEHINTS } from '../../include/structs/index-ddl';
import { JET_TABLECREATE, JET_TABLECREATE2, JET_TABLECREATE3 } from '../../include/structs/table';
import * as api from '../../src/api';
import { leaveMemory, NewTables } from '../support/new-tables';

let lab: NewTables;
beforeEach(() => {
  lab = new NewTables();
});
afterAll(leaveMemory);

const LONG = { coltyp: JET_coltypLong };
const close = (tableid: number, { sesid } = lab.own): number => api.jetCloseTable(sesid, tableid);
const drop = (name: string, { sesid, dbid } = lab.own): number => api.jetDeleteTable(sesid, dbid, name);
const rename = (from: string | null, to: string | null, { sesid, dbid } = lab.own): number =>
  api.jetRenameTable(sesid, dbid, from, to);
const column = (
  szColumnName: string,
  coltyp: number,
  more: Partial<JET_COLUMNCREATE> = {},
): JET_COLUMNCREATE => JET_COLUMNCREATE({ szColumnName, coltyp, ...more });

function createFrom(init: Partial<JET_TABLECREATE>): [err: number, struct: JET_TABLECREATE] {
  const columns = init.rgcolumncreate ?? [];
  const struct = JET_TABLECREATE({ cColumns: columns.length, ...init });
  return [api.jetCreateTableColumnIndex(lab.own.sesid, lab.own.dbid, struct), struct];
}

describe('JetCreateTable', () => {
  it('opens the table to its maker alone, until the cursor is closed', () => {
    const [err, t] = lab.create('t');
    expect(err).toBeJet('JET_errSuccess');
    expect(lab.open('t')[0]).toBeJet('JET_errSuccess');
    expect(lab.open('t', 0, lab.other)).toEqual([-1302, -1]);
    close(t);
    expect(lab.open('t', 0, lab.other)[0]).toBeJet('JET_errSuccess');
  });

  it('is seen by others when it is committed, and its name is taken at once', () => {
    lab.begin();
    const [, t] = lab.create('t');
    expect(lab.open('t', 0, lab.other)).toEqual([-1305, -1]);
    expect(lab.create('T', lab.other)).toEqual([-1303, -1]);
    expect(lab.create('T')).toEqual([-1303, -1]);
    close(t);
    lab.commit();
    expect(lab.open('t', 0, lab.other)[0]).toBeJet('JET_errSuccess');
    expect(lab.create('t', lab.other)).toEqual([-1303, -1]);
  });

  it('is not seen by a transaction that began earlier', () => {
    lab.begin(lab.other);
    close(lab.create('t')[1]);
    expect(lab.open('t', 0, lab.other)).toEqual([-1305, -1]);
    lab.commit(lab.other);
    expect(lab.open('t', 0, lab.other)[0]).toBeJet('JET_errSuccess');
  });

  it('is undone with its transaction: no cursor, no rows in the catalog, no pages', () => {
    lab.begin();
    const [, t] = lab.create('t');
    lab.add(t, 'a', LONG);
    lab.rollback();
    expect(api.jetMove(lab.own.sesid, t, 0, 0)).toBeJet('JET_errInvalidTableId');
    expect(lab.open('t')).toEqual([-1305, -1]);
    close(lab.create('T')[1]);
    const { catalog, complaints } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('t')?.columns).toEqual([]);
  });

  it('takes pages and a density within limits', () => {
    const place = { value: 77 };
    const { sesid, dbid } = lab.own;
    expect(api.jetCreateTable(sesid, dbid, 'a', 5, 19, place)).toBeJet('JET_errDensityInvalid');
    expect(api.jetCreateTable(sesid, dbid, 'a', 5, 101, place)).toBeJet('JET_errDensityInvalid');
    expect(api.jetCreateTable(sesid, dbid, 'a', 5, 20, place)).toBeJet('JET_errSuccess');
    expect(api.jetCreateTable(sesid, dbid, 'b', 1, 0, place)).toBeJet('JET_errSuccess');
    const { catalog, complaints } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('a')).toMatchObject({ initialPages: 5, density: 20 });
    expect(catalog.tableByName('b')).toMatchObject({ initialPages: 0, density: 80 });
  });

  it('has names of code page 1252, and finds them again', () => {
    close(lab.create('Pr\u00e9is \u20ac')[1]);
    expect(lab.open('pr\u00e9IS \u20ac')[0]).toBeJet('JET_errSuccess');
    expect(lab.create('\u4e2d')).toEqual([-1002, 77]);
    expect(lab.detached().catalog.tableByName('Pr\u00e9is \u20ac')?.name).toBe('Pr\u00e9is \u20ac');
  });
});

describe('JetCreateTableColumnIndex', () => {
  it('makes columns, tells their ids, and counts what it made', () => {
    const columns = [column('a', JET_coltypLong), column('b', JET_coltypLongText, { cp: 1200 })];
    const [err, struct] = createFrom({ szTableName: 't', rgcolumncreate: columns });
    expect(err).toBeJet('JET_errSuccess');
    expect(struct.cCreated).toBe(3);
    expect(columns.map(({ columnid }) => columnid)).toEqual([1, 256]);
    expect(lab.column(struct.tableid, 'b')).toBe(256);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('makes nothing when one column is refused, and says which', () => {
    const columns = [column('a', JET_coltypLong), column('A', JET_coltypText), column('c', JET_coltypLong)];
    const [err, struct] = createFrom({ szTableName: 't', rgcolumncreate: columns });
    expect(err).toBeJet('JET_errColumnDuplicate');
    expect(struct.cCreated).toBe(2);
    expect(columns.map((each) => each.err)).toEqual([0, -1508, 0]);
    expect(lab.open('t')).toEqual([-1305, -1]);
    const small = column('a', JET_coltypLong, { cbStruct: 12 });
    expect(createFrom({ szTableName: 't', rgcolumncreate: [small] })[0]).toBeJet('JET_errInvalidParameter');
    expect(createFrom({ szTableName: 't', cColumns: 1 })[0]).toBeJet('JET_errInvalidParameter');
    expect(createFrom({ szTableName: 't', cIndexes: 1 })[0]).toBeJet('JET_errInvalidCreateIndex');
    expect(lab.detached().complaints).toEqual([]);
  });

  it('makes a callback with the later structs, and keeps hints for space', () => {
    const { sesid, dbid } = lab.own;
    const hints = JET_SPACEHINTS({ ulInitialDensity: 90, cbInitial: 3 * 8192, ulGrowth: 150 });
    const struct = JET_TABLECREATE3({
      szTableName: 't',
      szCallback: 'dll!call',
      cbtyp: 1,
      pSeqSpacehints: hints,
    });
    expect(api.jetCreateTableColumnIndex3(sesid, dbid, struct)).toBeJet('JET_errSuccess');
    expect(struct.cCreated).toBe(2);
    const untyped = JET_TABLECREATE2({ szTableName: 'u', szCallback: 'dll!call' });
    expect(api.jetCreateTableColumnIndex2(sesid, dbid, untyped)).toBeJet('JET_errInvalidParameter');
    const { catalog, complaints } = lab.detached();
    expect(complaints).toEqual([]);
    const table = catalog.tableByName('t');
    expect(table).toMatchObject({ initialPages: 3, density: 90 });
    expect(table?.spaceHints).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 150, 0, 0, 0));
    expect(table?.callbacks.map(({ templateOrCallback }) => templateOrCallback)).toEqual(['dll!call']);
  });

  it('makes a schema fixed, but for its maker and who asks for it', () => {
    const [, { tableid }] = createFrom({ szTableName: 't', grbit: JET_bitTableCreateFixedDDL });
    expect(lab.add(tableid, 'a', LONG)).toEqual([0, 1]);
    expect(api.jetDeleteColumn(lab.own.sesid, tableid, 'a')).toBeJet('JET_errFixedDDL');
    close(tableid);
    const [, t] = lab.open('t');
    expect(lab.add(t, 'b', LONG)[0]).toBeJet('JET_errFixedDDL');
    expect(rename('t', 'u')).toBeJet('JET_errFixedDDL');
    close(t);
    const [, alone] = lab.open('t', JET_bitTableDenyRead | JET_bitTablePermitDDL);
    expect(lab.add(alone, 'b', LONG)).toEqual([0, 2]);
  });
});

describe('templates', () => {
  beforeEach(() => {
    const columns = [
      column('a', JET_coltypLong),
      column('b', JET_coltypText),
      column('c', JET_coltypLongText),
    ];
    const grbit = JET_bitTableCreateTemplateTable;
    const [err, struct] = createFrom({ szTableName: 'base', rgcolumncreate: columns, grbit });
    expect(err).toBeJet('JET_errSuccess');
    expect(columns.map(({ columnid }) => columnid)).toEqual([0x80000001, 0x80000080, 0x80000100]);
    close(struct.tableid);
  });

  it('give their columns to derived tables, whose own go on behind them', () => {
    const own = [column('x', JET_coltypLong), column('y', JET_coltypText), column('z', JET_coltypLongText)];
    const derived = { szTableName: 'd', szTemplateTableName: 'BASE', rgcolumncreate: own };
    const [err, { tableid }] = createFrom(derived);
    expect(err).toBeJet('JET_errSuccess');
    expect(own.map(({ columnid }) => columnid)).toEqual([2, 129, 256]);
    expect(lab.column(tableid, 'a')).toBe(0x80000001);
    expect(lab.add(tableid, 'A', LONG)[0]).toBeJet('JET_errColumnDuplicate');
    expect(lab.add(tableid, 'w', LONG)).toEqual([0, 3]);
    expect(api.jetDeleteColumn(lab.own.sesid, tableid, 'a')).toBeJet('JET_errFixedInheritedDDL');
    expect(api.jetDeleteColumn2(lab.own.sesid, tableid, 'a', 1)).toBeJet('JET_errColumnNotFound');
    const { catalog, complaints } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('d')).toMatchObject({ templateName: 'BASE', flags: 0x10000000 });
    const names = catalog.tableByName('d')?.columns.map(({ name }) => name);
    expect(names).toEqual(['a', 'b', 'c', 'x', 'w', 'y', 'z']);
  });

  it('are fixed, stay, and have no templates themselves', () => {
    const [, t] = lab.open('base');
    expect(lab.add(t, 'n', LONG)[0]).toBeJet('JET_errFixedDDL');
    close(t);
    expect(drop('base')).toBeJet('JET_errCannotDeleteTemplateTable');
    expect(rename('base', 'b')).toBeJet('JET_errFixedDDL');
    const nested = { szTemplateTableName: 'base', grbit: JET_bitTableCreateTemplateTable };
    expect(createFrom({ szTableName: 'n', ...nested })[0]).toBeJet('JET_errCannotNestDDL');
    const none = JET_bitTableCreateNoFixedVarColumnsInDerivedTables;
    expect(createFrom({ szTableName: 'n', grbit: none })[0]).toBeJet('JET_errInvalidGrbit');
    close(lab.create('plain')[1]);
    expect(createFrom({ szTableName: 'n', szTemplateTableName: 'plain' })[0]).toBeJet(
      'JET_errDDLNotInheritable',
    );
    expect(createFrom({ szTableName: 'n', szTemplateTableName: 'nope' })[0]).toBeJet('JET_errObjectNotFound');
  });
});

describe('JetDeleteTable', () => {
  it('deletes a table that nobody has open, and gives its pages back', () => {
    const t = lab.made('t', [['a', LONG]]);
    expect(drop('t')).toBeJet('JET_errTableInUse');
    close(t);
    const [, theirs] = lab.open('t', 0, lab.other);
    expect(drop('t')).toBeJet('JET_errTableInUse');
    close(theirs, lab.other);
    expect(drop('T')).toBeJet('JET_errSuccess');
    expect(drop('t')).toBeJet('JET_errObjectNotFound');
    expect(lab.open('t')).toEqual([-1305, -1]);
    const { complaints, rowsOf } = lab.detached();
    expect(complaints).toEqual([]);
    expect(rowsOf('t')).toEqual([]);
  });

  it('keeps others out until it is committed or undone', () => {
    close(lab.made('t', [['a', LONG]]));
    lab.begin();
    expect(drop('t')).toBeJet('JET_errSuccess');
    expect(lab.open('t')).toEqual([-1305, -1]);
    expect(lab.open('t', 0, lab.other)).toEqual([-1302, -1]);
    expect(drop('t', lab.other)).toBeJet('JET_errTableLocked');
    lab.rollback();
    const [err, t] = lab.open('t', 0, lab.other);
    expect(err).toBeJet('JET_errSuccess');
    expect(lab.column(t, 'a', lab.other)).toBe(1);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('leaves the tables of the system alone', () => {
    for (const name of ['MSysObjects', 'msysobjectsshadow', 'MSysObjids'])
      expect(drop(name)).toBeJet('JET_errCannotDeleteSystemTable');
  });
});

describe('JetRenameTable', () => {
  it('gives a table another name, for others when it is committed', () => {
    const t = lab.made('t', [['a', LONG]]);
    close(lab.made('taken'));
    lab.begin();
    expect(rename('t', 'u')).toBeJet('JET_errSuccess');
    expect(lab.open('u')[0]).toBeJet('JET_errSuccess');
    expect(lab.open('t')).toEqual([-1305, -1]);
    expect(lab.open('t', 0, lab.other)[0]).toBeJet('JET_errSuccess');
    lab.rollback();
    expect(lab.open('u')).toEqual([-1305, -1]);
    expect(rename('t', 'TAKEN')).toBeJet('JET_errTableDuplicate');
    expect(rename('t', 'u')).toBeJet('JET_errSuccess');
    expect(lab.open('u', 0, lab.other)[0]).toBeJet('JET_errSuccess');
    expect(lab.column(t, 'a')).toBe(1);
    const { complaints, catalog } = lab.detached();
    expect(complaints).toEqual([]);
    expect(catalog.tableByName('u')?.name).toBe('u');
    expect(catalog.tableByName('t')).toBeNull();
  });

  it('refuses what is no name, what is not there, and what is missing', () => {
    expect(rename('nope', 'x')).toBeJet('JET_errObjectNotFound');
    expect(rename('nope', 'x!')).toBeJet('JET_errInvalidName');
    expect(rename(null, 'x')).toBeJet('JET_errInvalidParameter');
    expect(rename('x', null)).toBeJet('JET_errInvalidParameter');
    expect(rename('MSysObjects', 'x')).toBeJet('JET_errFixedDDL');
  });
});
