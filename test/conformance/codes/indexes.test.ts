/**
 * Codes of indexes: what is refused to the calls that create indexes, and to those that create a table with them. Each
 * case lists the indexes in their order; the last of them is the one that cannot be.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type * as codes from '../../../errors/codes';
import * as types from '../../../include/column-types';
import * as columnBits from '../../../include/grbits/column-ddl';
import * as bits from '../../../include/grbits/index-ddl';
import * as tableBits from '../../../include/grbits/table';
import { JET_bitTransactionReadOnly } from '../../../include/grbits/transaction';
import * as api from '../../../src/api';
import { requireSuccess } from '../../support/attached';
import { type ColumnAsked, INDEX_CALLS, type IndexAsked, TABLE_CALLS } from '../../support/creating-calls';
import { leaveMemory, NewTables } from '../../support/new-tables';

type Code = keyof typeof codes;

let lab: NewTables;
const anew = (): void => {
  lab = new NewTables();
};
afterAll(leaveMemory);

const COLUMNS: readonly ColumnAsked[] = [
  { name: 'a' },
  { name: 'b', coltyp: types.JET_coltypText, cp: 1200 },
  { name: 'm', grbit: columnBits.JET_bitColumnTagged | columnBits.JET_bitColumnMultiValued },
  { name: 'e', grbit: columnBits.JET_bitColumnEscrowUpdate, value: new Uint8Array(4) },
];

const US = { lcid: 1033, name: 'en-US', flags: 0 };
const TUPLES: IndexAsked = { key: ['+b'], grbit: bits.JET_bitIndexTuples };
const BOTH_WAYS =
  tableBits.JET_bitRetrieveHintTableScanForward | tableBits.JET_bitRetrieveHintTableScanBackward;
/** A condition that is neither that the column is null nor that it is not. */
const NO_CONDITION = 0;

type Case = readonly [code: Code, indexes: readonly IndexAsked[]];

const REFUSED: readonly Case[] = [
  ['JET_errCannotIndex', [{ key: ['+e'] }]],
  ['JET_errColumnNotFound', [{ key: ['+nope'] }]],
  ['JET_errColumnNotFound', [{ conditions: [{ name: 'nope', grbit: bits.JET_bitIndexColumnMustBeNull }] }]],
  ['JET_errIndexDuplicate', [{}, { name: 'I' }]],
  [
    'JET_errIndexHasPrimary',
    [{ grbit: bits.JET_bitIndexPrimary }, { name: 'p', grbit: bits.JET_bitIndexPrimary }],
  ],
  ['JET_errIndexInvalidDef', [{ key: ['a'] }]],
  ['JET_errIndexInvalidDef', [{ key: Array<string>(17).fill('+a') }]],
  ['JET_errIndexInvalidDef', [{ grbit: bits.JET_bitIndexPrimary, key: ['+m'] }]],
  ['JET_errIndexInvalidDef', [{ segmentMost: 256 }]],
  ['JET_errIndexInvalidDef', [{ grbit: bits.JET_bitIndexTupleLimits, key: ['+b'] }]],
  [
    'JET_errIndexInvalidDef',
    [
      {
        grbit: bits.JET_bitIndexPrimary,
        conditions: [{ name: 'b', grbit: bits.JET_bitIndexColumnMustBeNull }],
      },
    ],
  ],
  ['JET_errIndexTuplesInvalidLimits', [{ key: ['+b'], limits: { chLengthMin: 1, chLengthMax: 5 } }]],
  [
    'JET_errIndexTuplesNonUniqueOnly',
    [{ ...TUPLES, grbit: bits.JET_bitIndexTuples | bits.JET_bitIndexUnique }],
  ],
  [
    'JET_errIndexTuplesSecondaryIndexOnly',
    [{ ...TUPLES, grbit: bits.JET_bitIndexTuples | bits.JET_bitIndexPrimary }],
  ],
  ['JET_errIndexTuplesTextColumnsOnly', [{ ...TUPLES, key: ['+a'] }]],
  ['JET_errIndexTuplesVarSegMacNotAllowed', [{ ...TUPLES, segmentMost: 100 }]],
  ['JET_errInvalidGrbit', [{ grbit: bits.JET_bitIndexPrimary | bits.JET_bitIndexIgnoreNull }]],
  ['JET_errInvalidGrbit', [{ grbit: bits.JET_bitIndexEmpty }]],
  ['JET_errInvalidGrbit', [{ conditions: [{ name: 'b', grbit: NO_CONDITION }] }]],
  ['JET_errInvalidLanguageId', [{ key: ['+b'], locale: { lcid: 0xffff, name: 'xx-YY-zz', flags: 0 } }]],
  ['JET_errInvalidLCMapStringFlags', [{ key: ['+b'], locale: { ...US, flags: 0x80000000 } }]],
  ['JET_errInvalidName', [{ name: 'a.b' }]],
  ['JET_errInvalidParameter', [{ keyLength: 0 }]],
];

/** What only calls with hints for space can be asked for. */
const REFUSED_HINTS: readonly Case[] = [
  ['JET_errDensityInvalid', [{ hints: { ulInitialDensity: 19 } }]],
  ['JET_errDensityInvalid', [{ hints: { ulMaintDensity: 101 } }]],
  ['JET_errInvalidGrbit', [{ hints: { grbit: 0x40000000 } }]],
  ['JET_errSpaceHintsInvalid', [{ hints: { grbit: BOTH_WAYS } }]],
  ['JET_errSpaceHintsInvalid', [{ hints: { ulGrowth: 99 } }]],
  ['JET_errSpaceHintsInvalid', [{ hints: { ulGrowth: 50_000 } }]],
  ['JET_errSpaceHintsInvalid', [{ hints: { cbMinExtent: 65536, cbMaxExtent: 8192 } }]],
  ['JET_errSpaceHintsInvalid', [{ hints: { cbMinExtent: 8192, cbMaxExtent: 65536 } }]],
  ['JET_errSpaceHintsInvalid', [{ hints: { cbMaxExtent: 100 * 1024 * 1024 } }]],
  ['JET_errInvalidParameter', [{ hints: { cbStruct: 4 } }]],
];

describe.each(INDEX_CALLS)('%s', (_api, hasHints, create) => {
  beforeAll(anew);
  let tables = 0;
  const made = (): number => {
    const name = `t${++tables}`;
    requireSuccess(TABLE_CALLS[0].create(lab.own, { name, columns: COLUMNS }));
    return lab.open(name)[1];
  };

  it.each([...REFUSED, ...(hasHints ? REFUSED_HINTS : [])])('answers %s (%#)', (code, indexes) => {
    const { sesid } = lab.own;
    const t = made();
    const last = indexes.length - 1;
    for (const index of indexes.slice(0, last)) expect(create(sesid, t, [index])).toBeJet('JET_errSuccess');
    expect(create(sesid, t, indexes.slice(last))).toBeJet(code);
  });

  it('takes a density that no tree has, and tuples of several columns', () => {
    expect(create(lab.own.sesid, made(), [{ density: 10 }])).toBeJet('JET_errSuccess');
    expect(create(lab.own.sesid, made(), [{ ...TUPLES, key: ['+b', '+a'] }])).toBeJet('JET_errSuccess');
  });

  it('creates an index without versions outside of transactions, and several at once', () => {
    const { sesid } = lab.own;
    const t = lab.made('alone', [['a', {}]]);
    lab.begin();
    expect(create(sesid, t, [{ grbit: bits.JET_bitIndexUnversioned }])).toBeJet('JET_errInTransaction');
    expect(create(sesid, t, [{ name: 'x' }, { name: 'y' }])).toBeJet('JET_errInTransaction');
    lab.rollback();
    expect(create(sesid, t, [{ name: 'x' }, { name: 'y' }])).toBeJet('JET_errExclusiveTableLockRequired');
    expect(create(sesid, t, [{ grbit: bits.JET_bitIndexUnversioned }])).toBeJet('JET_errSuccess');
  });
});

describe.each(TABLE_CALLS)('$api', ({ create, hasHints }) => {
  beforeAll(anew);

  it.each([...REFUSED, ...(hasHints ? REFUSED_HINTS : [])])('answers %s (%#)', (code, indexes) => {
    expect(create(lab.own, { columns: COLUMNS, indexes })).toBeJet(code);
    expect(lab.open('made')[0]).toBeJet('JET_errObjectNotFound');
  });

  it('takes no primary index of a density that no tree has', () => {
    const indexes = [{ grbit: bits.JET_bitIndexPrimary, density: 19 }];
    expect(create(lab.own, { columns: COLUMNS, indexes })).toBeJet('JET_errDensityInvalid');
  });

  it('takes tuples of several columns, and creates an index without versions in a transaction', () => {
    lab.begin();
    const indexes = [
      { ...TUPLES, key: ['+b', '+a'] },
      { name: 'u', grbit: bits.JET_bitIndexUnversioned },
    ];
    expect(create(lab.own, { name: 'two', columns: COLUMNS, indexes })).toBeJet('JET_errSuccess');
    lab.rollback();
  });
});

describe('JetDeleteIndex', () => {
  beforeEach(anew);
  const drop = (t: number): number => api.jetDeleteIndex(lab.own.sesid, t, 'i');
  const { create } = TABLE_CALLS[3];

  it('is refused by tables whose schema is fixed', () => {
    const asked = { columns: COLUMNS, indexes: [{}] };
    requireSuccess(create(lab.own, { ...asked, name: 'f', grbit: tableBits.JET_bitTableCreateFixedDDL }));
    expect(drop(lab.open('f')[1])).toBeJet('JET_errFixedDDL');
    requireSuccess(
      create(lab.own, { ...asked, name: 't', grbit: tableBits.JET_bitTableCreateTemplateTable }),
    );
    requireSuccess(create(lab.own, { name: 'd', template: 't' }));
    expect(drop(lab.open('d')[1])).toBeJet('JET_errFixedInheritedDDL');
  });

  it('is refused in a transaction that is read only', () => {
    requireSuccess(create(lab.own, { columns: COLUMNS, indexes: [{}] }));
    const [, t] = lab.open('made');
    requireSuccess(api.jetBeginTransaction2(lab.own.sesid, JET_bitTransactionReadOnly));
    expect(drop(t)).toBeJet('JET_errTransReadOnly');
    lab.rollback();
    expect(drop(t)).toBeJet('JET_errSuccess');
  });
});
