/**
 * Codes of columns: what is refused to JetAddColumn, and to every call that creates a table with columns. Each case lists
 * the columns in their order; the last of them is the one that cannot be.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type * as codes from '../../../errors/codes';
import * as types from '../../../include/column-types';
import * as bits from '../../../include/grbits/column-ddl';
import { JET_bitIndexUnique } from '../../../include/grbits/index-ddl';
import { JET_bitTableDenyRead } from '../../../include/grbits/table';
import { JET_bitTransactionReadOnly } from '../../../include/grbits/transaction';
import { JET_paramEnablePersistedCallbacks } from '../../../include/parameters';
import { JET_prepInsert } from '../../../include/prepare-update';
import { JET_COLUMNDEF, JET_USERDEFINEDDEFAULT } from '../../../include/structs/column-ddl';
import * as api from '../../../src/api';
import { requireSuccess } from '../../support/attached';
import { type ColumnAsked, TABLE_CALLS } from '../../support/creating-calls';
import { leaveMemory, NewTables } from '../../support/new-tables';

type Code = keyof typeof codes;

let lab: NewTables;
const anew = (): void => {
  lab = new NewTables();
};
afterAll(leaveMemory);

const times = (count: number, column: ColumnAsked): ColumnAsked[] =>
  Array.from({ length: count }, (_, n) => ({ ...column, name: `c${n}` }));

const callback = JET_USERDEFINEDDEFAULT({ szCallback: 'nowhere.cjs!nothing' });
const COMPUTED = bits.JET_bitColumnUserDefinedDefault | bits.JET_bitColumnTagged;
const computed = { name: 'u', grbit: COMPUTED, value: callback, valueBytes: JET_USERDEFINEDDEFAULT.cb };
const ZERO = Uint8Array.of(0, 0, 0, 0);

const REFUSED: readonly (readonly [code: Code, columns: readonly ColumnAsked[]])[] = [
  ['JET_errColumnDuplicate', [{ name: 'a' }, { name: 'A' }]],
  [
    'JET_errColumnRedundant',
    [
      { name: 'a', grbit: bits.JET_bitColumnVersion },
      { name: 'b', grbit: bits.JET_bitColumnVersion },
    ],
  ],
  ['JET_errInvalidName', [{ name: 'a.b' }]],
  ['JET_errInvalidColumnType', [{ name: 'a', coltyp: 99 }]],
  ['JET_errInvalidColumnType', [{ name: 'a', coltyp: types.JET_coltypNil }]],
  ['JET_errInvalidCodePage', [{ name: 'a', coltyp: types.JET_coltypText, cp: 932 }]],
  ['JET_errInvalidGrbit', [{ name: 'a', coltyp: types.JET_coltypLongText, grbit: bits.JET_bitColumnFixed }]],
  ['JET_errInvalidGrbit', [{ name: 'a', grbit: bits.JET_bitColumnFinalize }]],
  ['JET_errInvalidGrbit', [{ name: 'a', grbit: bits.JET_bitColumnEscrowUpdate }]],
  ['JET_errInvalidGrbit', [{ ...computed, grbit: COMPUTED | bits.JET_bitColumnNotNULL }]],
  ['JET_errInvalidParameter', [{ ...computed, valueBytes: 4 }]],
  ['JET_errCannotBeTagged', [{ name: 'a', grbit: bits.JET_bitColumnVersion | bits.JET_bitColumnTagged }]],
  [
    'JET_errCannotBeTagged',
    [{ name: 'a', grbit: bits.JET_bitColumnEscrowUpdate | bits.JET_bitColumnTagged, value: ZERO }],
  ],
  ['JET_errMultiValuedColumnMustBeTagged', [{ name: 'a', grbit: bits.JET_bitColumnMultiValued }]],
  [
    'JET_errRecordTooBig',
    times(31, { name: '', coltyp: types.JET_coltypBinary, cbMax: 255, grbit: bits.JET_bitColumnFixed }),
  ],
  ['JET_errTooManyColumns', times(128, { name: '', coltyp: types.JET_coltypBit })],
  ['JET_errTooManyColumns', times(129, { name: '', coltyp: types.JET_coltypBinary })],
  ['JET_errColumnCannotBeCompressed', [{ name: 'a', grbit: bits.JET_bitColumnCompressed }]],
  ['JET_errDefaultValueTooBig', [{ name: 'a', value: new Uint8Array(5) }]],
  ['JET_errInvalidBufferSize', [{ name: 'a', value: new Uint8Array(2) }]],
  ['JET_errInvalidBufferSize', [{ name: 'a', value: new Uint8Array(2), grbit: bits.JET_bitColumnTagged }]],
];

function add(tableid: number, { name, value, valueBytes, ...members }: ColumnAsked): number {
  const definition = JET_COLUMNDEF({ coltyp: types.JET_coltypLong, ...members });
  const bytes = valueBytes ?? (value instanceof Uint8Array ? value.length : 0);
  return api.jetAddColumn(lab.own.sesid, tableid, name, definition, value ?? null, bytes, null);
}

describe('JetAddColumn', () => {
  beforeAll(anew);
  let tables = 0;
  it.each(REFUSED)('answers %s (%#)', (code, columns) => {
    const t = lab.made(`t${++tables}`);
    const last = columns.length - 1;
    for (const column of columns.slice(0, last)) expect(add(t, column)).toBeJet('JET_errSuccess');
    expect(add(t, columns[last])).toBeJet(code);
  });

  it('does not add an escrow column to rows, nor without having the table alone', () => {
    const t = lab.made('t', [['a', {}]]);
    const escrow = { name: 'e', grbit: bits.JET_bitColumnEscrowUpdate, value: ZERO };
    expect(add(t, escrow)).toBeJet('JET_errExclusiveTableLockRequired');
    requireSuccess(api.jetPrepareUpdate(lab.own.sesid, t, JET_prepInsert));
    requireSuccess(api.jetUpdate(lab.own.sesid, t, null, 0, null));
    requireSuccess(api.jetCloseTable(lab.own.sesid, t));
    expect(add(lab.open('t', JET_bitTableDenyRead)[1], escrow)).toBeJet('JET_errTableNotEmpty');
  });

  it('looks for the callback of a default where such callbacks are allowed', () => {
    anew();
    expect(add(lab.made('t'), computed)).toBeJet('JET_errSuccess');
    lab = new NewTables(8192, null, JET_paramEnablePersistedCallbacks);
    const t = lab.made('t');
    expect(add(t, computed)).toBeJet('JET_errCallbackNotResolved');
    expect(lab.column(t, 'u')).toBeJet('JET_errColumnNotFound');
  });

  it('takes a tagged column that must not be null', () => {
    const column = { name: 'a', grbit: bits.JET_bitColumnTagged | bits.JET_bitColumnNotNULL };
    expect(add(lab.made('n'), column)).toBeJet('JET_errSuccess');
  });
});

describe.each(TABLE_CALLS)('$api', ({ create }) => {
  beforeAll(anew);
  it.each(REFUSED)('answers %s (%#)', (code, columns) => {
    expect(create(lab.own, { columns })).toBeJet(code);
    expect(lab.open('made')[0]).toBeJet('JET_errObjectNotFound');
  });

  it('looks for the callback of a default where such callbacks are allowed', () => {
    expect(create(lab.own, { columns: [computed] })).toBeJet('JET_errSuccess');
    lab = new NewTables(8192, null, JET_paramEnablePersistedCallbacks);
    expect(create(lab.own, { columns: [computed] })).toBeJet('JET_errCallbackNotResolved');
  });
});

describe('a transaction that is read only', () => {
  beforeEach(anew);
  it.each<[string, (t: number) => number]>([
    ['JetAddColumn', (t) => add(t, { name: 'n' })],
    ['JetDeleteColumn', (t) => api.jetDeleteColumn(lab.own.sesid, t, 'a')],
    ['JetDeleteColumn2', (t) => api.jetDeleteColumn2(lab.own.sesid, t, 'a', 0)],
    ['JetSetColumnDefaultValue', () => setDefault('a')],
  ])('has no %s', (_api, call) => {
    const t = lab.made('t', [['a', {}]]);
    requireSuccess(api.jetBeginTransaction2(lab.own.sesid, JET_bitTransactionReadOnly));
    expect(call(t)).toBeJet('JET_errTransReadOnly');
    lab.rollback();
    expect(call(t)).toBeJet('JET_errSuccess');
  });
});

const setDefault = (column: string, table = 't', { sesid, dbid } = lab.own): number =>
  api.jetSetColumnDefaultValue(sesid, dbid, table, column, ZERO, ZERO.length, 0);

describe('a column', () => {
  beforeEach(anew);
  const index = (t: number): void =>
    requireSuccess(api.jetCreateIndex(lab.own.sesid, t, 'i', JET_bitIndexUnique, '+a\0\0', 4, 90));

  it.each<[string, (t: number) => number]>([
    ['JetDeleteColumn', (t) => api.jetDeleteColumn(lab.own.sesid, t, 'a')],
    ['JetDeleteColumn2', (t) => api.jetDeleteColumn2(lab.own.sesid, t, 'a', 0)],
    ['JetSetColumnDefaultValue', () => setDefault('a')],
  ])('of an index is left as it is by %s', (_api, call) => {
    const t = lab.made('t', [['a', {}]]);
    index(t);
    expect(call(t)).toBeJet('JET_errColumnInUse');
  });

  it('of a template is not deleted from a table made of it', () => {
    const create = TABLE_CALLS[3].create;
    requireSuccess(create(lab.own, { name: 'template', grbit: 2, columns: [{ name: 'a' }] }));
    requireSuccess(create(lab.own, { name: 'derived', template: 'template' }));
    const [, t] = lab.open('derived');
    expect(api.jetDeleteColumn2(lab.own.sesid, t, 'a', 0)).toBeJet('JET_errFixedInheritedDDL');
  });

  it('gets no other default by a wrong name, of a missing table, or of a table that another session has', () => {
    lab.made('t', [['a', {}]]);
    expect(setDefault('a.')).toBeJet('JET_errInvalidName');
    expect(setDefault('a', 'none')).toBeJet('JET_errObjectNotFound');
    const [, theirs] = lab.open('t', 0, lab.other);
    expect(setDefault('a')).toBeJet('JET_errTableInUse');
    requireSuccess(api.jetCloseTable(lab.other.sesid, theirs));
    requireSuccess(api.jetCloseTable(lab.own.sesid, lab.open('t')[1]));
  });

  it('gets no other default while another session changes it, or keeps the table to itself', () => {
    const t = lab.made('t', [['a', {}]]);
    requireSuccess(api.jetCloseTable(lab.own.sesid, t));
    lab.begin(lab.other);
    expect(setDefault('a', 't', lab.other)).toBeJet('JET_errSuccess');
    expect(setDefault('a')).toBeJet('JET_errWriteConflict');
    lab.rollback(lab.other);
    const [err] = lab.open('t', JET_bitTableDenyRead, lab.other);
    expect(err).toBeJet('JET_errSuccess');
    expect(setDefault('a')).toBeJet('JET_errTableLocked');
  });
});

it('JetDeleteColumn2 answers as JetDeleteColumn does', () => {
  anew();
  const t = lab.made('t', [['a', {}]]);
  expect(api.jetDeleteColumn2(lab.own.sesid, t, 'a', 0)).toBeJet('JET_errSuccess');
  expect(api.jetDeleteColumn2(lab.own.sesid, t, 'a', 0)).toBeJet('JET_errColumnNotFound');
  expect(TABLE_CALLS[0].create(lab.own, { name: 'f', grbit: 1, columns: [{ name: 'a' }] })).toBe(0);
  const [, fixed] = lab.open('f');
  expect(api.jetDeleteColumn2(lab.own.sesid, fixed, 'a', 0)).toBeJet('JET_errFixedDDL');
});
