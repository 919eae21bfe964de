/** The API: what JetIntersectIndexes is asked for, and the list that answers it. */
import { JET_errInvalidGrbit, JET_errInvalidParameter, JET_errSuccess } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitRecordInIndex } from '../../include/grbits/navigation';
import { type JET_ERR, type JET_SESID, JET_tableidNil } from '../../include/handles';
import { JET_INDEXRANGE, JET_RECORDLIST } from '../../include/structs/navigation';
import { assignColumnIds } from '../catalog/info-list';
import type { OpenCursor } from '../instance/open-cursors';
import { intersectRanges } from '../table/index-intersection';
import { requireArray, requireStruct, unsigned } from './check';
import { enterIdleCursor } from './cursor';
import { enterSession } from './enter';
import { openList } from './lists';

const MOST_RANGES = 64;
const IDS = assignColumnIds({ bookmark: 'text' });

/** Lists the bookmarks of the rows that are in all ranges. A cursor that is on no entry refuses it. */
export function intersect(
  sesid: JET_SESID | null,
  ranges: readonly JET_INDEXRANGE[] | null,
  count: number,
  target: JET_RECORDLIST,
): JET_ERR {
  const session = enterSession(sesid);
  const list = requireStruct(target, JET_RECORDLIST);
  const most = unsigned(count, 'cindexrange');
  if (most === 0 || most > MOST_RANGES) return JET_errInvalidParameter;
  const cursors = requireArray(ranges, most, 'rgindexrange').map((range) => cursorOfRange(sesid, range));
  requireDifferentIndexes(cursors);
  Object.assign(list, { tableid: JET_tableidNil, cRecord: 0, columnidBookmark: 0 });
  const keys = intersectRanges(cursors.map(({ cursor }) => cursor));
  list.cRecord = keys.length;
  list.columnidBookmark = IDS.bookmark;
  list.tableid = openList(session, { columnIds: IDS, rows: keys.map((bookmark) => ({ bookmark })) });
  return JET_errSuccess;
}

function cursorOfRange(sesid: JET_SESID | null, given: JET_INDEXRANGE): OpenCursor {
  const { tableid, grbit } = requireStruct(given, JET_INDEXRANGE);
  const open = enterIdleCursor(sesid, tableid);
  if (!open.cursor.isOnSecondary) return fail(JET_errInvalidParameter, 'a cursor on the clustered index');
  return unsigned(grbit, 'grbit') === JET_bitRecordInIndex
    ? open
    : fail(JET_errInvalidGrbit, `grbit ${grbit}`);
}

/** All are of one table, and no two of one index. */
function requireDifferentIndexes(cursors: readonly OpenCursor[]): void {
  const trees = new Set(cursors.map(({ cursor }) => cursor.active.tree));
  const tables = new Set(cursors.map(({ identity }) => identity));
  if (trees.size < cursors.length || tables.size > 1)
    fail(JET_errInvalidParameter, 'different indexes of one table are needed');
}
