/** The API: positions in an index as JET_RECPOS and JET_RECPOS2 carry them. */
import { JET_errInvalidParameter, JET_errNoCurrentRecord, JET_errSuccess } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { JET_RECPOS, JET_RECPOS2 } from '../../include/structs/position';
import type { OpenCursor } from '../instance/open-cursors';
import { requireNoFilter } from '../table/cursor-filter';
import { goToPosition, type Position, positionOf } from '../table/position';
import { unsigned } from './check';
import { beginMove } from './row-change';

type AnyPosition = JET_RECPOS | JET_RECPOS2;

/** Tells the position of the current entry in the largest struct that `cbRecpos` has room for. */
export function putPosition(open: OpenCursor, target: AnyPosition, cbRecpos: number): JET_ERR {
  requireNoFilter(open.cursor);
  if (typeof target !== 'object' || target === null || cbRecpos < JET_RECPOS.cb)
    return JET_errInvalidParameter;
  const isWide = cbRecpos >= JET_RECPOS2.cb;
  if (isWide && !('centriesLTDeprecated' in target)) return JET_errInvalidParameter;
  const position = positionOf(open.cursor);
  if (position === null) return JET_errNoCurrentRecord;
  const before = Number(BigInt.asUintN(32, position.before));
  const total = Number(BigInt.asUintN(32, position.total));
  if (!isWide)
    Object.assign(target, {
      cbStruct: JET_RECPOS.cb,
      centriesLT: before,
      centriesInRange: 1,
      centriesTotal: total,
    });
  else
    Object.assign(target, {
      cbStruct: JET_RECPOS2.cb,
      centriesLTDeprecated: before,
      centriesInRangeDeprecated: 1,
      centriesTotalDeprecated: total,
      centriesLT: position.before,
      centriesTotal: position.total,
    });
  return JET_errSuccess;
}

/** Moves to the position that the struct carries. */
export function takePosition(open: OpenCursor, source: AnyPosition): JET_ERR {
  requireNoFilter(open.cursor);
  if (typeof source !== 'object' || source === null) return JET_errInvalidParameter;
  const position = positionIn(source);
  if (position.before > position.total) return JET_errInvalidParameter;
  beginMove(open);
  return goToPosition(open.cursor, position);
}

function positionIn(source: AnyPosition): Position {
  const { centriesLT, centriesTotal } = source;
  if (source.cbStruct === JET_RECPOS.cb)
    return {
      before: BigInt(unsigned(centriesLT, 'centriesLT')),
      total: BigInt(unsigned(centriesTotal, 'centriesTotal')),
    };
  const isWide = source.cbStruct === JET_RECPOS2.cb && 'centriesLTDeprecated' in source;
  if (!isWide || source.centriesLTDeprecated !== 0 || source.centriesTotalDeprecated !== 0)
    return fail(JET_errInvalidParameter, `a position of ${source.cbStruct} bytes`);
  if (!isCount(centriesLT) || !isCount(centriesTotal))
    return fail(JET_errInvalidParameter, 'not 64-bit counts');
  return { before: centriesLT, total: centriesTotal };
}

const isCount = (value: unknown): value is bigint =>
  typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
