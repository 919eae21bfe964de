/**
 * The API: the structs that ask for an index, of all versions, as the request that the catalog understands. What C has one
 * place for, such as a locale by number or by struct, is sorted out here.
 */
import {
  JET_errIndexInvalidDef,
  JET_errInvalidLanguageId,
  JET_errInvalidParameter,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitIndexTupleLimits, JET_bitIndexUnicode } from '../../include/grbits/index-ddl';
import {
  JET_paramIndexTupleIncrement,
  JET_paramIndexTuplesLengthMax,
  JET_paramIndexTuplesLengthMin,
  JET_paramIndexTupleStart,
  JET_paramIndexTuplesToIndexMax,
} from '../../include/parameters';
import {
  JET_CONDITIONALCOLUMN,
  type JET_INDEXCREATE,
  type JET_INDEXCREATE2,
  type JET_INDEXCREATE3,
  JET_SPACEHINTS,
  type JET_TUPLELIMITS,
} from '../../include/structs/index-ddl';
import type { IndexRequest, IndexSurroundings } from '../catalog/index-definition';
import type { TupleLimits } from '../catalog/schema';
import type { ParameterSet } from '../instance/parameters';
import { localeNameOfLcid } from '../record/collation/locales';
import type { Table } from '../table/table';
import { optionalText, requireArray, unsigned } from './check';
import { requireName } from './names';

export type AnyIndexStruct = JET_INDEXCREATE | JET_INDEXCREATE2 | JET_INDEXCREATE3;

const DENSITY_LEAST = 20;
const DENSITY_MOST = 100;

const has = (grbit: number, bit: number): boolean => (grbit & bit) !== 0;

/** What an instance and a table say where a struct says nothing. */
export function surroundingsOf(parameters: ParameterSet, table: Table): IndexSurroundings {
  const { localeId, mapFlags } = parameters.unicodeIndexDefault;
  return {
    defaults: {
      localeName: localeNameOfLcid(localeId) ?? fail(JET_errInvalidLanguageId, `locale ${localeId}`),
      lcMapFlags: mapFlags,
      tupleLimits: {
        lengthMin: parameters.number(JET_paramIndexTuplesLengthMin),
        lengthMax: parameters.number(JET_paramIndexTuplesLengthMax),
        toIndexMax: parameters.number(JET_paramIndexTuplesToIndexMax),
        increment: parameters.number(JET_paramIndexTupleIncrement),
        start: parameters.number(JET_paramIndexTupleStart),
      },
    },
    pageBytes: table.file.slab.pageBytes,
    updateMajor: table.updateMajor,
  };
}

/** The request of a struct whose size has been looked at. */
export function indexRequestOf(struct: AnyIndexStruct, table: Table): IndexRequest {
  const grbit = unsigned(struct.grbit, 'grbit');
  const locale = localeOf(struct, grbit);
  const isTupled = has(grbit, JET_bitIndexTupleLimits);
  return {
    name: requireName(struct.szIndexName ?? '', 'szIndexName'),
    key: keyOf(struct),
    grbit: locale.isAsked ? grbit | JET_bitIndexUnicode : grbit,
    localeName: locale.name,
    lcMapFlags: locale.mapFlags,
    segmentMost: isTupled ? 0 : unsigned(struct.cbVarSegMac, 'cbVarSegMac'),
    keyMost: unsigned(struct.cbKeyMost, 'cbKeyMost'),
    tupleLimits: isTupled ? tupleLimitsOf(struct.ptuplelimits) : null,
    conditions: conditionsOf(struct),
    spaceHints: hintsOf(struct, table),
  };
}

/** As many characters as the struct says; a key that is shorter than it says ends somewhere in memory. */
function keyOf({ szKey, cbKey }: AnyIndexStruct): string {
  const length = unsigned(cbKey, 'cbKey');
  const key = optionalText(szKey, 'szKey');
  if (length === 0 || key === null) return fail(JET_errInvalidParameter, 'no key');
  return length <= key.length ? key.slice(0, length) : fail(JET_errIndexInvalidDef, `a key of ${length}`);
}

interface AskedLocale {
  /** Whether the struct names a locale or flags; else those of the instance count. */
  readonly isAsked: boolean;
  readonly name: string;
  readonly mapFlags: number;
}

function localeOf(struct: AnyIndexStruct, grbit: number): AskedLocale {
  const { pidxunicode } = struct;
  const isUnicode = has(grbit, JET_bitIndexUnicode);
  if (pidxunicode === null || pidxunicode === undefined) {
    if (isUnicode) fail(JET_errIndexInvalidDef, 'no JET_UNICODEINDEX');
    return localeOfNumber('lcid' in struct ? unsigned(struct.lcid, 'lcid') : 0, 0);
  }
  if (!isUnicode || typeof pidxunicode !== 'object')
    fail(JET_errInvalidParameter, 'pidxunicode without JET_bitIndexUnicode');
  const mapFlags = unsigned(pidxunicode.dwMapFlags, 'dwMapFlags');
  if ('szLocaleName' in pidxunicode) {
    const name = optionalText(pidxunicode.szLocaleName, 'szLocaleName') ?? '';
    return { isAsked: true, name, mapFlags };
  }
  return { ...localeOfNumber(unsigned(pidxunicode.lcid, 'lcid'), mapFlags), isAsked: true };
}

function localeOfNumber(lcid: number, mapFlags: number): AskedLocale {
  if (lcid === 0) return { isAsked: false, name: '', mapFlags };
  const name = localeNameOfLcid(lcid) ?? fail(JET_errInvalidLanguageId, `locale ${lcid}`);
  return { isAsked: true, name, mapFlags };
}

function tupleLimitsOf(limits: JET_TUPLELIMITS | null): TupleLimits | null {
  if (typeof limits !== 'object' || limits === null) return null;
  return {
    lengthMin: unsigned(limits.chLengthMin, 'chLengthMin'),
    lengthMax: unsigned(limits.chLengthMax, 'chLengthMax'),
    toIndexMax: unsigned(limits.chToIndexMax, 'chToIndexMax'),
    increment: unsigned(limits.cchIncrement, 'cchIncrement'),
    start: unsigned(limits.ichStart, 'ichStart'),
  };
}

function conditionsOf(struct: AnyIndexStruct): IndexRequest['conditions'] {
  const count = unsigned(struct.cConditionalColumn, 'cConditionalColumn');
  const conditions = requireArray(struct.rgconditionalcolumn, count, 'rgconditionalcolumn');
  return conditions.map((condition) => {
    if (
      typeof condition !== 'object' ||
      condition === null ||
      condition.cbStruct !== JET_CONDITIONALCOLUMN.cb
    )
      return fail(JET_errIndexInvalidDef, 'JET_CONDITIONALCOLUMN');
    const name = optionalText(condition.szColumnName, 'szColumnName') ?? '';
    return { name, grbit: unsigned(condition.grbit, 'grbit') };
  });
}

/** A density that no tree can have counts as none, as it does in the engine: that of the table holds then. */
function hintsOf(struct: AnyIndexStruct, table: Table): JET_SPACEHINTS {
  const hints = 'pSpacehints' in struct ? struct.pSpacehints : null;
  if (typeof hints === 'object' && hints !== null) return hints;
  const asked = unsigned(struct.ulDensity, 'ulDensity');
  const isPossible = asked >= DENSITY_LEAST && asked <= DENSITY_MOST;
  return JET_SPACEHINTS({ ulInitialDensity: isPossible ? asked : table.schema.density });
}
