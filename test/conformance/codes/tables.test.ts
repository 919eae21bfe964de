/** Codes of tables: creating them with all that belongs to them, renaming and deleting them, and renaming columns. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_bitDbReadOnly } from '../../../include/grbits/database';
import { JET_bitIndexPrimary } from '../../../include/grbits/index-ddl';
import * as bits from '../../../include/grbits/table';
import { JET_bitTransactionReadOnly } from '../../../include/grbits/transaction';
import { JET_paramEnablePersistedCallbacks } from '../../../include/parameters';
import { ref } from '../../../include/ref';
import * as api from '../../../src/api';
import { requireSuccess } from '../../support/attached';
import { TABLE_CALLS } from '../../support/creating-calls';
import { runningInstance, sessionOfInstance } from '../../support/instances';
import { leaveMemory, NewTables } from '../../support/new-tables';

let lab: NewTables;
beforeEach(() => {
  lab = new NewTables();
});
afterAll(leaveMemory);

const COLUMNS = [{ name: 'a' }];

describe.each(TABLE_CALLS)('$api', ({ create }) => {
  it('creates a table', () => {
    expect(create(lab.own, { columns: COLUMNS, indexes: [{}] })).toBeJet('JET_errSuccess');
    expect(create(lab.own, { columns: COLUMNS })).toBeJet('JET_errTableDuplicate');
  });

  it('makes no template of a template, and no table of what is none', () => {
    const template = { name: 't', grbit: bits.JET_bitTableCreateTemplateTable, columns: COLUMNS };
    requireSuccess(create(lab.own, template));
    requireSuccess(create(lab.own, { name: 'plain', columns: COLUMNS }));
    expect(create(lab.own, { ...template, name: 'u', template: 't' })).toBeJet('JET_errCannotNestDDL');
    expect(create(lab.own, { template: 'plain' })).toBeJet('JET_errDDLNotInheritable');
    expect(create(lab.own, { template: 'none' })).toBeJet('JET_errObjectNotFound');
    expect(create(lab.own, { name: '' })).toBeJet('JET_errInvalidName');
  });

  it('has the indexes and the columns that it was said to have', () => {
    expect(create(lab.own, { columns: COLUMNS, indexes: null, indexCount: 1 })).toBeJet(
      'JET_errInvalidCreateIndex',
    );
    expect(create(lab.own, { columns: null, indexes: [{}] })).toBeJet('JET_errInvalidCreateIndex');
    expect(create(lab.own, { columns: COLUMNS, density: 101 })).toBeJet('JET_errDensityInvalid');
    const fixed = bits.JET_bitTableCreateNoFixedVarColumnsInDerivedTables;
    expect(create(lab.own, { columns: COLUMNS, grbit: fixed })).toBeJet('JET_errInvalidGrbit');
    expect(create(lab.own, { columns: null })).toBeJet('JET_errSuccess');
  });
});

describe.each(TABLE_CALLS.filter(({ hasHints }) => hasHints))('$api', ({ create }) => {
  it('takes hints for the order of insertion where there is no primary index only', () => {
    const asked = { columns: COLUMNS, sequentialHints: { ulInitialDensity: 90 } };
    const indexes = [{ grbit: JET_bitIndexPrimary }];
    expect(create(lab.own, { ...asked, indexes })).toBeJet('JET_errSpaceHintsInvalid');
    expect(create(lab.own, asked)).toBeJet('JET_errSuccess');
  });
});

describe.each(TABLE_CALLS.filter(({ hasCallback }) => hasCallback))('$api', ({ create }) => {
  it('looks for the callback where such callbacks are allowed', () => {
    const asked = { columns: COLUMNS, callback: 'nowhere.cjs!nothing' };
    expect(create(lab.own, asked)).toBeJet('JET_errSuccess');
    lab = new NewTables(8192, null, JET_paramEnablePersistedCallbacks);
    expect(create(lab.own, asked)).toBeJet('JET_errCallbackNotResolved');
  });
});

const remove = (name: string, { sesid, dbid } = lab.own): number => api.jetDeleteTable(sesid, dbid, name);
const rename = (name: string, to: string, { sesid, dbid } = lab.own): number =>
  api.jetRenameTable(sesid, dbid, name, to);

/** Everything that changes tables, each on a table of its own. */
const CHANGES: readonly (readonly [string, (place: NewTables['own']) => number])[] = [
  ['JetCreateTable', ({ sesid, dbid }) => api.jetCreateTable(sesid, dbid, 'new', 0, 0, ref(0))],
  ...TABLE_CALLS.map(
    ({ api: name, create }) =>
      [name, (place: NewTables['own']) => create(place, { columns: COLUMNS })] as const,
  ),
  ['JetDeleteTable', (place) => remove('x', place)],
  ['JetRenameTable', (place) => rename('y', 'z', place)],
];

describe.each(CHANGES)('%s', (name, change) => {
  beforeEach(() => {
    for (const table of ['x', 'y']) requireSuccess(api.jetCloseTable(lab.own.sesid, lab.made(table)));
  });

  it('is refused in a transaction that is read only', () => {
    requireSuccess(api.jetBeginTransaction2(lab.own.sesid, JET_bitTransactionReadOnly));
    expect(change(lab.own)).toBeJet('JET_errTransReadOnly');
    lab.rollback();
    expect(change(lab.own)).toBeJet('JET_errSuccess');
  });

  it(`is refused in a database that is read only (${name})`, () => {
    lab.detached();
    const sesid = sessionOfInstance(runningInstance());
    const dbid = ref(0);
    requireSuccess(api.jetAttachDatabase(sesid, '/db/a.edb', JET_bitDbReadOnly));
    requireSuccess(api.jetOpenDatabase(sesid, '/db/a.edb', null, dbid, JET_bitDbReadOnly));
    expect(change({ sesid, dbid: dbid.value })).toBeJet('JET_errPermissionDenied');
  });
});

describe('names', () => {
  it.each(['', ' a', 'a.b', 'a!b', 'a\x01'])('that are none are not taken (%#)', (name) => {
    requireSuccess(api.jetCloseTable(lab.own.sesid, lab.made('t', [['a', {}]])));
    expect(remove(name)).toBeJet('JET_errInvalidName');
    expect(rename('t', name)).toBeJet('JET_errInvalidName');
    const [, t] = lab.open('t');
    expect(api.jetRenameColumn(lab.own.sesid, t, 'a', name, 0)).toBeJet('JET_errInvalidName');
  });
});

it('JetRenameColumn is refused in every transaction, whether it is read only or not', () => {
  const t = lab.made('t', [['a', {}]]);
  requireSuccess(api.jetBeginTransaction2(lab.own.sesid, JET_bitTransactionReadOnly));
  expect(api.jetRenameColumn(lab.own.sesid, t, 'a', 'b', 0)).toBeJet('JET_errInTransaction');
});
