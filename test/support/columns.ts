/** Columns for tests of the record layer. */
import { JET_coltypBinary, JET_coltypLong, JET_coltypLongBinary } from '../../include/column-types';
import {
  columnOptionsOf,
  type ColumnSchema,
  isLongType,
  kindOfColumn,
  type RecordShape,
} from '../../src/record/column';

const DEFAULT_TYPES = {
  fixed: JET_coltypLong,
  variable: JET_coltypBinary,
  tagged: JET_coltypLongBinary,
} as const;
const DEFAULT_SIZES = { fixed: 4, variable: 255, tagged: 0 } as const;

/** A column of the given id; what `changes` leaves out is a plain long, binary or long binary column. */
export function column(columnId: number, changes: Partial<ColumnSchema> = {}): ColumnSchema {
  const kind = kindOfColumn(columnId);
  const columnType = changes.columnType ?? DEFAULT_TYPES[kind];
  return {
    ...columnOptionsOf(0),
    columnId,
    name: `column${columnId}`,
    kind,
    columnType,
    maxBytes: DEFAULT_SIZES[kind],
    codePage: 1252,
    isLongValue: isLongType(columnType),
    isDerived: false,
    recordOffset: 4 + 4 * (columnId - 1),
    defaultValue: null,
    hasDefault: (changes.defaultValue ?? null) !== null,
    callbackName: null,
    callbackData: null,
    ...changes,
  };
}

export function shapeOf(...columns: readonly ColumnSchema[]): RecordShape {
  const byId = new Map(columns.map((each) => [each.columnId, each] as const));
  return { column: (columnId) => byId.get(columnId) };
}
