/** The API: the conditions of JetSetCursorFilter. */
import { JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitZeroLength } from '../../include/grbits/navigation';
import type { JET_INDEX_COLUMN } from '../../include/structs/navigation';
import type { FilterCondition } from '../table/cursor-filter';
import { describeValue, requireArray, requireBuffer, unsigned } from './check';

/** The conditions in an array of `count` structs; their values are copied. */
export function conditionsOf(
  columns: readonly JET_INDEX_COLUMN[] | null,
  count: number,
): readonly FilterCondition[] {
  return requireArray(columns, unsigned(count, 'cColumnFilters'), 'rgColumnFilters').map(conditionOf);
}

function conditionOf(column: JET_INDEX_COLUMN): FilterCondition {
  if (typeof column !== 'object' || column === null) return fail(JET_errInvalidParameter, 'no condition');
  const grbit = unsigned(column.grbit, 'grbit');
  const length = unsigned(column.cb, 'cb');
  const isZeroLength = grbit === JET_bitZeroLength;
  if ((!isZeroLength && grbit !== 0) || (isZeroLength && length !== 0))
    fail(JET_errInvalidParameter, `grbit ${grbit}`);
  if (length === 0 && column.pv !== null && column.pv !== undefined)
    fail(JET_errInvalidParameter, `pv: ${describeValue(column.pv)}`);
  return {
    columnId: unsigned(column.columnid, 'columnid'),
    relation: unsigned(column.relop, 'relop'),
    value: length === 0 ? new Uint8Array(0) : requireBuffer(column.pv, length, 'pv').slice(0, length),
    isZeroLength,
  };
}
