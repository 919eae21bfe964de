/** Codes of temporary tables: what is refused to each of the five calls that open one, and to calls on their cursors. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type * as codes from '../../../errors/codes';
import * as types from '../../../include/column-types';
import {
  JET_bitColumnFixed,
  JET_bitColumnTagged,
  JET_bitColumnTTKey,
} from '../../../include/grbits/column-ddl';
import * as bits from '../../../include/grbits/temporary-table';
import { JET_TblInfo, JET_TblInfoName } from '../../../include/info-levels';
import { JET_paramMaxCursors, JET_paramMaxTemporaryTables } from '../../../include/parameters';
import { ref } from '../../../include/ref';
import { JET_COLUMNDEF } from '../../../include/structs/column-ddl';
import { JET_UNICODEINDEX, JET_UNICODEINDEX2 } from '../../../include/structs/index-ddl';
import { JET_OBJECTINFO } from '../../../include/structs/schema-info';
import { JET_OPENTEMPORARYTABLE, JET_OPENTEMPORARYTABLE2 } from '../../../include/structs/temporary-table';
import * as api from '../../../src/api';
import { leaveMemory } from '../../support/new-tables';
import { TemporaryTables } from '../../support/temporary-tables';

type Code = keyof typeof codes;
type Definition = Partial<JET_COLUMNDEF>;

interface Asked {
  readonly columns?: readonly Definition[];
  readonly grbit?: number;
  readonly lcid?: number;
  readonly flags?: number;
  readonly keyMost?: number;
  readonly segmentMost?: number;
  readonly cbStruct?: number;
}

const KEY: Definition = { coltyp: types.JET_coltypText, cp: 1200, grbit: JET_bitColumnTTKey };
const US_ENGLISH = 1033;
const NO_LOCALE = 0xffff;

let lab: TemporaryTables;
const anew = (): void => {
  lab = new TemporaryTables();
};
afterAll(leaveMemory);

const columnsOf = ({ columns = [KEY] }: Asked): JET_COLUMNDEF[] =>
  columns.map((column) => JET_COLUMNDEF({ coltyp: types.JET_coltypLong, ...column }));

const nameOf = (lcid: number): string => (lcid === US_ENGLISH ? 'en-US' : 'xx-YY-zz');

const struct = (asked: Asked) => ({
  prgcolumndef: columnsOf(asked),
  ccolumn: columnsOf(asked).length,
  grbit: asked.grbit ?? 0,
  prgcolumnid: [],
  cbKeyMost: asked.keyMost ?? 0,
  cbVarSegMac: asked.segmentMost ?? 0,
});

type OpenTable = (sesid: number, asked: Asked, place: { value: number }) => number;

const openTempTable: OpenTable = (sesid, asked, place) => {
  const columns = columnsOf(asked);
  return api.jetOpenTempTable(sesid, columns, columns.length, asked.grbit ?? 0, place, []);
};

const openTempTable2: OpenTable = (sesid, asked, place) => {
  const columns = columnsOf(asked);
  const { lcid = US_ENGLISH, grbit = 0 } = asked;
  return api.jetOpenTempTable2(sesid, columns, columns.length, lcid, grbit, place, []);
};

const openTempTable3: OpenTable = (sesid, asked, place) => {
  const columns = columnsOf(asked);
  const rules = JET_UNICODEINDEX({ lcid: asked.lcid ?? US_ENGLISH, dwMapFlags: asked.flags ?? 0 });
  return api.jetOpenTempTable3(sesid, columns, columns.length, rules, asked.grbit ?? 0, place, []);
};

const openTemporaryTable: OpenTable = (sesid, asked, place) => {
  const pidxunicode = JET_UNICODEINDEX({ lcid: asked.lcid ?? US_ENGLISH, dwMapFlags: asked.flags ?? 0 });
  const table = JET_OPENTEMPORARYTABLE({ ...struct(asked), pidxunicode });
  table.cbStruct = asked.cbStruct ?? table.cbStruct;
  const err = api.jetOpenTemporaryTable(sesid, table);
  place.value = table.tableid;
  return err;
};

const openTemporaryTable2: OpenTable = (sesid, asked, place) => {
  const { lcid = US_ENGLISH, flags = 0 } = asked;
  const pidxunicode = JET_UNICODEINDEX2({ szLocaleName: nameOf(lcid), dwMapFlags: flags });
  const table = JET_OPENTEMPORARYTABLE2({ ...struct(asked), pidxunicode });
  table.cbStruct = asked.cbStruct ?? table.cbStruct;
  const err = api.jetOpenTemporaryTable2(sesid, table);
  place.value = table.tableid;
  return err;
};

interface Call {
  readonly api: string;
  readonly open: OpenTable;
  /** Whether it is told a locale, flags for text, and limits of keys. */
  readonly hasLocale: boolean;
  readonly hasFlags: boolean;
  readonly hasLimits: boolean;
}

const CALLS: readonly Call[] = [
  { api: 'JetOpenTempTable', open: openTempTable, hasLocale: false, hasFlags: false, hasLimits: false },
  { api: 'JetOpenTempTable2', open: openTempTable2, hasLocale: true, hasFlags: false, hasLimits: false },
  { api: 'JetOpenTempTable3', open: openTempTable3, hasLocale: true, hasFlags: true, hasLimits: false },
  {
    api: 'JetOpenTemporaryTable',
    open: openTemporaryTable,
    hasLocale: true,
    hasFlags: true,
    hasLimits: true,
  },
  {
    api: 'JetOpenTemporaryTable2',
    open: openTemporaryTable2,
    hasLocale: true,
    hasFlags: true,
    hasLimits: true,
  },
];

const many = (count: number, column: Definition): Definition[] => Array<Definition>(count).fill(column);

const REFUSED: readonly (readonly [code: Code, asked: Asked])[] = [
  [
    'JET_errCannotMaterializeForwardOnlySort',
    { grbit: bits.JET_bitTTForwardOnly | bits.JET_bitTTScrollable },
  ],
  [
    'JET_errCannotMaterializeForwardOnlySort',
    { grbit: bits.JET_bitTTForwardOnly, columns: [KEY, { coltyp: types.JET_coltypLongBinary }] },
  ],
  ['JET_errInvalidCodePage', { columns: [{ ...KEY, cp: 932 }] }],
  ['JET_errInvalidColumnType', { columns: [{ coltyp: 99 }] }],
  ['JET_errInvalidColumnType', { columns: [{ coltyp: types.JET_coltypNil }] }],
  ['JET_errTooManyColumns', { columns: many(128, { coltyp: types.JET_coltypBit }) }],
  ['JET_errTooManyColumns', { columns: many(129, { coltyp: types.JET_coltypBinary }) }],
  [
    'JET_errRecordTooBig',
    { columns: many(40, { coltyp: types.JET_coltypBinary, cbMax: 255, grbit: JET_bitColumnFixed }) },
  ],
];

const REFUSED_LIMITS: readonly (readonly [code: Code, asked: Asked])[] = [
  ['JET_errInvalidParameter', { cbStruct: 3 }],
  ['JET_errInvalidParameter', { keyMost: 254 }],
  ['JET_errInvalidParameter', { keyMost: 2001 }],
  ['JET_errInvalidParameter', { keyMost: 300, segmentMost: 301 }],
];

describe.each(CALLS)('$api', ({ open, hasLocale, hasFlags, hasLimits }) => {
  beforeAll(anew);

  it('opens a table', () => {
    const place = ref(0);
    expect(open(lab.sesid, { columns: [KEY, { grbit: JET_bitColumnTagged }] }, place)).toBeJet(
      'JET_errSuccess',
    );
    expect(api.jetCloseTable(lab.sesid, place.value)).toBeJet('JET_errSuccess');
  });

  it.each([...REFUSED, ...(hasLimits ? REFUSED_LIMITS : [])])('answers %s (%#)', (code, asked) => {
    expect(open(lab.sesid, asked, ref(0))).toBeJet(code);
  });

  it('wants a session', () => {
    expect(open(77, {}, ref(0))).toBeJet('JET_errInvalidSesid');
  });

  it('takes no locale that there is not, and no flags that mean nothing, where it is told any', () => {
    const locale = open(lab.sesid, { lcid: NO_LOCALE }, ref(0));
    expect(locale).toBeJet(hasLocale ? 'JET_errInvalidLanguageId' : 'JET_errSuccess');
    const flags = open(lab.sesid, { flags: 0x80000000 }, ref(0));
    expect(flags).toBeJet(hasFlags ? 'JET_errInvalidLCMapStringFlags' : 'JET_errSuccess');
  });

  it('opens as many sorts and as many cursors as there may be', () => {
    lab = new TemporaryTables([[JET_paramMaxTemporaryTables, 1]]);
    expect(open(lab.sesid, {}, ref(0))).toBeJet('JET_errSuccess');
    expect(open(lab.sesid, {}, ref(0))).toBeJet('JET_errTooManySorts');
    lab = new TemporaryTables([[JET_paramMaxCursors, 1]]);
    expect(open(lab.sesid, {}, ref(0))).toBeJet('JET_errSuccess');
    expect(open(lab.sesid, {}, ref(0))).toBeJet('JET_errOutOfCursors');
  });
});

describe('the cursor of a temporary table', () => {
  beforeEach(anew);

  it.each([0, bits.JET_bitTTForceMaterialization])('has no schema to change or to tell of (%p)', (grbit) => {
    const place = ref(0);
    expect(openTempTable(lab.sesid, { grbit }, place)).toBeJet('JET_errSuccess');
    const column = JET_COLUMNDEF({ coltyp: types.JET_coltypLong });
    const added = api.jetAddColumn(lab.sesid, place.value, 'n', column, null, 0, null);
    expect(added).toBeJet('JET_errIllegalOperation');
    expect(api.jetMove(lab.sesid, place.value, 0, 0)).toBeJet('JET_errNoCurrentRecord');
    const told = (target: JET_OBJECTINFO | Uint8Array, bytes: number, level: number): number =>
      api.jetGetTableInfo(lab.sesid, place.value, target, bytes, level);
    expect(told(new Uint8Array(200), 200, JET_TblInfoName)).toBeJet('JET_errInvalidOperation');
    expect(told(JET_OBJECTINFO(), 4, JET_TblInfo)).toBeJet('JET_errInvalidParameter');
    expect(told(JET_OBJECTINFO(), JET_OBJECTINFO.cb, JET_TblInfo)).toBeJet('JET_errSuccess');
  });
});
