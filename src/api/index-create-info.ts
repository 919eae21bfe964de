/** The API: an index as the struct it could be created from again. */
import { JET_errBufferTooSmall, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitIndexColumnMustBeNonNull,
  JET_bitIndexColumnMustBeNull,
  JET_bitIndexTupleLimits,
  JET_bitIndexUnicode,
} from '../../include/grbits/index-ddl';
import {
  JET_IdxInfoCreateIndex,
  JET_IdxInfoCreateIndex2,
  JET_IdxInfoCreateIndex3,
} from '../../include/info-levels';
import { JET_cbKeyMost } from '../../include/limits';
import {
  JET_CONDITIONALCOLUMN,
  JET_INDEXCREATE,
  JET_INDEXCREATE2,
  JET_INDEXCREATE3,
  JET_SPACEHINTS,
  JET_TUPLELIMITS,
  JET_UNICODEINDEX,
  JET_UNICODEINDEX2,
} from '../../include/structs/index-ddl';
import { indexedColumn, indexGrbit, indexKey, indexLcid } from '../catalog/describe-indexes';
import type { IndexSchema, TableSchema } from '../catalog/schema';
import { hintsFrom } from '../catalog/space-hints';
import type { IndexQuestion } from './index-info';

const POINTER_BYTES = 8;
const NUMBER_BYTES = 4;

/** Writes the struct of the level; everything it points to counts against the room as it would in C. */
export function putIndexCreate(table: TableSchema, index: IndexSchema, question: IndexQuestion): void {
  const { target, bytes, level } = question;
  if (typeof target !== 'object' || target === null || target instanceof Uint8Array)
    return fail(JET_errInvalidParameter, 'pvResult: not a struct');
  const key = indexKey(table, index);
  const conditions = conditionsOf(table, index);
  const needed = sizeOf(index, key, conditions, level);
  if (bytes < needed) fail(JET_errBufferTooSmall, `${bytes} of ${needed} bytes`);
  Object.assign(target, structOf(index, key, conditions, level));
}

function conditionsOf(table: TableSchema, index: IndexSchema): JET_CONDITIONALCOLUMN[] {
  return index.conditions.map(({ columnId, mustBeNull }) =>
    JET_CONDITIONALCOLUMN({
      szColumnName: indexedColumn(table, index, columnId).name,
      grbit: mustBeNull ? JET_bitIndexColumnMustBeNull : JET_bitIndexColumnMustBeNonNull,
    }),
  );
}

const wideBytes = (text: string): number => 2 * (text.length + 1);

function sizeOf(index: IndexSchema, key: string, conditions: JET_CONDITIONALCOLUMN[], level: number): number {
  const struct = STRUCT_BYTES.get(level) ?? 0;
  const hints = level === JET_IdxInfoCreateIndex ? 0 : JET_SPACEHINTS.cb;
  const names = wideBytes(index.name) + 2 * key.length;
  const locale = POINTER_BYTES + NUMBER_BYTES + wideBytes(index.localeName);
  const unicode =
    level === JET_IdxInfoCreateIndex3 ? Math.max(JET_UNICODEINDEX2.cb, locale) : JET_UNICODEINDEX.cb;
  const tuple = index.tupleLimits === null ? 0 : JET_TUPLELIMITS.cb;
  const conditional = conditions.reduce(
    (sum, { szColumnName }) => sum + JET_CONDITIONALCOLUMN.cb + wideBytes(szColumnName ?? ''),
    0,
  );
  return struct + hints + names + unicode + tuple + conditional;
}

const STRUCT_BYTES: ReadonlyMap<number, number> = new Map([
  [JET_IdxInfoCreateIndex, JET_INDEXCREATE.cb],
  [JET_IdxInfoCreateIndex2, JET_INDEXCREATE2.cb],
  [JET_IdxInfoCreateIndex3, JET_INDEXCREATE3.cb],
]);

function structOf(
  index: IndexSchema,
  key: string,
  conditions: JET_CONDITIONALCOLUMN[],
  level: number,
): object {
  const { tupleLimits } = index;
  const common = {
    szIndexName: index.name,
    szKey: key,
    cbKey: key.length,
    grbit: indexGrbit(index) | JET_bitIndexUnicode | (tupleLimits === null ? 0 : JET_bitIndexTupleLimits),
    ulDensity: index.density,
    cbVarSegMac: tupleLimits === null ? index.varSegMac : 0,
    ptuplelimits: tupleLimits === null ? null : tupleStruct(tupleLimits),
    rgconditionalcolumn: conditions.length === 0 ? null : conditions,
    cConditionalColumn: conditions.length,
    cbKeyMost: Math.max(JET_cbKeyMost, index.keyMost),
  };
  const pidxunicode = JET_UNICODEINDEX({ lcid: indexLcid(index), dwMapFlags: index.lcMapFlags });
  if (level === JET_IdxInfoCreateIndex) return JET_INDEXCREATE({ ...common, pidxunicode });
  const pSpacehints = hintsFrom(index.spaceHints, 'cbInitial', index.density);
  if (level === JET_IdxInfoCreateIndex2) return JET_INDEXCREATE2({ ...common, pidxunicode, pSpacehints });
  const byName = JET_UNICODEINDEX2({ szLocaleName: index.localeName, dwMapFlags: index.lcMapFlags });
  return JET_INDEXCREATE3({ ...common, pidxunicode: byName, pSpacehints });
}

function tupleStruct(limits: NonNullable<IndexSchema['tupleLimits']>): JET_TUPLELIMITS {
  return JET_TUPLELIMITS({
    chLengthMin: limits.lengthMin,
    chLengthMax: limits.lengthMax,
    chToIndexMax: limits.toIndexMax,
    cchIncrement: limits.increment,
    ichStart: limits.start,
  });
}
