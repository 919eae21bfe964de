/** The API: moving and seeking in a sort. The first of them ends the adding of rows, and may put them into a tree. */
import { JET_errRecordNotFound, JET_errSuccess } from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import { CURSOR_SORTED, CURSOR_SORTING, type OpenCursor } from '../instance/open-cursors';
import { finishSort } from '../instance/temporary-tables';
import type { SeekRelation } from '../table/seek';
import type { TemporaryTable } from '../table/temporary-table';

const MOVE_FIRST = JET_MoveFirst | 0;

const isSorted = ({ kind }: OpenCursor): boolean => kind === CURSOR_SORTED;

/** JetMove. A sort that has been put into order is on its first row. */
export function moveSort(open: OpenCursor, temporary: TemporaryTable, rows: number): JET_ERR {
  let left = rows;
  if (open.kind === CURSOR_SORTING) {
    finishSort(open, temporary);
    if (isSorted(open)) {
      const err = open.cursor.moveFirst();
      if (err !== JET_errSuccess) return err;
      if (left > 0 && left !== JET_MoveLast) left--;
      if (left === 0) return err;
    } else open.levelMoved = open.session.level;
  }
  const { cursor } = open;
  if (left === 0) return cursor.checkCurrency();
  if (left === MOVE_FIRST) return cursor.moveFirst();
  return left === JET_MoveLast ? cursor.moveLast() : cursor.moveBy(left, false);
}

/** JetSeek; null where the rows are in a tree now. */
export function seekSort(
  open: OpenCursor,
  temporary: TemporaryTable,
  relation: SeekRelation,
): JET_ERR | null {
  if (open.kind === CURSOR_SORTING) {
    finishSort(open, temporary);
    if (!isSorted(open)) return null;
    if (open.cursor.moveFirst() !== JET_errSuccess) return JET_errRecordNotFound;
  }
  return open.cursor.seek(relation, false, false);
}
