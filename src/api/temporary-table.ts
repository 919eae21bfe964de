/** The API: temporary tables. */
import {
  JET_errCannotMaterializeForwardOnlySort,
  JET_errInvalidLanguageId,
  JET_errInvalidParameter,
  JET_errTooManySorts,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitTTForceMaterialization,
  JET_bitTTForwardOnly,
  JET_bitTTIndexed,
  JET_bitTTScrollable,
  JET_bitTTUpdatable,
} from '../../include/grbits/temporary-table';
import { JET_tableidNil, type JET_COLUMNID, type JET_SESID, type JET_TABLEID } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';
import {
  JET_paramDatabasePageSize,
  JET_paramKeyMost,
  JET_paramMaxTemporaryTables,
} from '../../include/parameters';
import type { Ref } from '../../include/ref';
import type { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import type { JET_UNICODEINDEX, JET_UNICODEINDEX2 } from '../../include/structs/index-ddl';
import { JET_OPENTEMPORARYTABLE, JET_OPENTEMPORARYTABLE2 } from '../../include/structs/temporary-table';
import type { ParameterSet } from '../instance/parameters';
import { openTemporaryTable } from '../instance/temporary-tables';
import { findLocale, localeNameOfLcid } from '../record/collation/locales';
import { requireLCMapFlags } from '../record/collation/sorter';
import {
  hasKey,
  placeColumns,
  requireColumns,
  requireKeyLimits,
  type TemporaryRequest,
} from '../table/temporary-schema';
import { apiCall } from './api-call';
import { optionalText, requireArray, requireRef, unsigned } from './check';
import { enterSession } from './enter';

interface Arguments {
  readonly columns: readonly JET_COLUMNDEF[] | null;
  readonly count: number;
  /** A locale by number or by name, with flags or without; null is what the instance has. */
  readonly locale: JET_UNICODEINDEX | JET_UNICODEINDEX2 | { readonly lcid: number } | null;
  readonly grbit: number;
  readonly tableid: Ref<JET_TABLEID>;
  readonly columnids: JET_COLUMNID[] | null;
  readonly keyMost: number;
  readonly segmentMost: number;
}

/**
 * Opens a temporary table; its column ids go to `prgcolumnid`.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemptable-function
 */
export const jetOpenTempTable: JetApi['jetOpenTempTable'] = (
  sesid,
  prgcolumndef,
  ccolumn,
  grbit,
  ptableid,
  prgcolumnid,
) =>
  apiCall('JetOpenTempTable', () =>
    open(sesid, classic(prgcolumndef, ccolumn, null, grbit, ptableid, prgcolumnid)),
  );

/**
 * Opens a temporary table whose text is compared by the rules of a locale number.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemptable2-function
 */
export const jetOpenTempTable2: JetApi['jetOpenTempTable2'] = (
  sesid,
  prgcolumndef,
  ccolumn,
  lcid,
  grbit,
  ptableid,
  prgcolumnid,
) =>
  apiCall('JetOpenTempTable2', () => {
    const locale = { lcid: unsigned(lcid, 'lcid') };
    open(sesid, classic(prgcolumndef, ccolumn, locale, grbit, ptableid, prgcolumnid));
  });

/**
 * Opens a temporary table whose text is compared by given rules.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemptable3-function
 */
export const jetOpenTempTable3: JetApi['jetOpenTempTable3'] = (
  sesid,
  prgcolumndef,
  ccolumn,
  pidxunicode,
  grbit,
  ptableid,
  prgcolumnid,
) =>
  apiCall('JetOpenTempTable3', () =>
    open(sesid, classic(prgcolumndef, ccolumn, pidxunicode ?? null, grbit, ptableid, prgcolumnid)),
  );

/**
 * Opens a temporary table as a struct describes it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemporarytable-function
 */
export const jetOpenTemporaryTable: JetApi['jetOpenTemporaryTable'] = (sesid, popentemporarytable) =>
  apiCall('JetOpenTemporaryTable', () =>
    openDescribed(sesid, popentemporarytable, JET_OPENTEMPORARYTABLE.cb),
  );

/**
 * Opens a temporary table as a struct with a locale name describes it.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetopentemporarytable2-function
 */
export const jetOpenTemporaryTable2: JetApi['jetOpenTemporaryTable2'] = (sesid, popentemporarytable) =>
  apiCall('JetOpenTemporaryTable2', () =>
    openDescribed(sesid, popentemporarytable, JET_OPENTEMPORARYTABLE2.cb),
  );

function classic(
  columns: readonly JET_COLUMNDEF[] | null,
  count: number,
  locale: Arguments['locale'],
  grbit: number,
  tableid: Ref<JET_TABLEID>,
  columnids: JET_COLUMNID[],
): Arguments {
  requireRef(tableid, 'ptableid');
  return { columns, count, locale, grbit, tableid, columnids, keyMost: 0, segmentMost: 0 };
}

function openDescribed(
  sesid: JET_SESID | null,
  table: JET_OPENTEMPORARYTABLE | JET_OPENTEMPORARYTABLE2,
  structBytes: number,
): void {
  enterSession(sesid);
  if (typeof table !== 'object' || table === null || table.cbStruct !== structBytes)
    fail(JET_errInvalidParameter, 'a struct of the wrong size');
  const tableid = { value: table.tableid };
  try {
    open(sesid, {
      columns: table.prgcolumndef,
      count: table.ccolumn,
      locale: table.pidxunicode ?? null,
      grbit: table.grbit,
      tableid,
      columnids: table.prgcolumnid,
      keyMost: unsigned(table.cbKeyMost, 'cbKeyMost'),
      segmentMost: unsigned(table.cbVarSegMac, 'cbVarSegMac'),
    });
  } finally {
    table.tableid = tableid.value;
  }
}

/** The order in which things are refused is that of the engine. */
function open(sesid: JET_SESID | null, asked: Arguments): void {
  const session = enterSession(sesid);
  const { parameters } = session.instance;
  const { locale } = asked;
  const defaults = defaultLocale(parameters);
  const named = locale === null ? defaults.name : localeNamed(locale, defaults.name);
  const request = requestOf(asked);
  asked.tableid.value = JET_tableidNil;
  if (parameters.number(JET_paramMaxTemporaryTables) === 0) fail(JET_errTooManySorts, 'no temporary tables');
  if ((request.grbit & JET_bitTTForwardOnly) !== 0 && (request.grbit & MORE_THAN_FORWARD) !== 0)
    fail(JET_errCannotMaterializeForwardOnlySort, `options ${request.grbit}`);
  const pageBytes = parameters.number(JET_paramDatabasePageSize);
  requireKeyLimits(request, parameters.number(JET_paramKeyMost));
  const placed = placeColumns(request.columns);
  const { columnids } = asked;
  if (Array.isArray(columnids))
    placed.columns.forEach(({ columnId }, i) => {
      columnids[i] = columnId;
    });
  requireColumns(request, placed, pageBytes);
  const rules = locale === null || !hasKey(request) ? defaults : rulesOf(locale, named, defaults);
  asked.tableid.value = openTemporaryTable(session, { ...request, locale: rules }, placed);
}

/** What a sort that is only read forward cannot be asked for. */
const MORE_THAN_FORWARD =
  JET_bitTTIndexed | JET_bitTTUpdatable | JET_bitTTScrollable | JET_bitTTForceMaterialization;

type Rules = TemporaryRequest['locale'];

function requestOf({
  columns,
  count,
  grbit,
  keyMost,
  segmentMost,
}: Arguments): Omit<TemporaryRequest, 'locale'> {
  const definitions = requireArray(columns, unsigned(count, 'ccolumn'), 'prgcolumndef');
  return {
    columns: definitions.map(({ coltyp, cp, cbMax, grbit: bits }) => ({
      columnType: unsigned(coltyp, 'coltyp'),
      codePage: unsigned(cp, 'cp'),
      maxBytes: unsigned(cbMax, 'cbMax'),
      grbit: unsigned(bits, 'grbit'),
    })),
    grbit: unsigned(grbit, 'grbit'),
    keyMost,
    segmentMost,
  };
}

function defaultLocale({ unicodeIndexDefault }: ParameterSet): Rules {
  const { localeId, mapFlags } = unicodeIndexDefault;
  return { name: nameOfNumber(localeId), lcMapFlags: mapFlags, isAsked: false };
}

const nameOfNumber = (lcid: number): string =>
  localeNameOfLcid(lcid) ?? fail(JET_errInvalidLanguageId, `locale ${lcid}`);

/** The name of the locale asked for; as a number alone, 0 stands for that of the instance. */
function localeNamed(locale: NonNullable<Arguments['locale']>, usual: string): string {
  if ('szLocaleName' in locale) return optionalText(locale.szLocaleName, 'szLocaleName') ?? '';
  const lcid = unsigned(locale.lcid, 'lcid');
  return lcid === 0 && !('dwMapFlags' in locale) ? usual : nameOfNumber(lcid);
}

function rulesOf(locale: NonNullable<Arguments['locale']>, name: string, defaults: Rules): Rules {
  if (findLocale(name) === null) fail(JET_errInvalidLanguageId, `locale ${name}`);
  const asked = 'dwMapFlags' in locale ? unsigned(locale.dwMapFlags, 'dwMapFlags') : 0;
  const lcMapFlags = requireLCMapFlags(asked === 0 ? defaults.lcMapFlags : asked, true);
  return { name, lcMapFlags, isAsked: true };
}
