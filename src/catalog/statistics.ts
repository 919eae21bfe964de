/**
 * What JetComputeStats counted, as the catalog keeps it: with the table for the tree of its rows, with each secondary index
 * for that index.
 *
 *   u32 entries · u32 keys · u32 pages · f64 when, in days since 30 December 1899
 */
import type { Transaction } from '../version/transaction';
import type { Catalog } from './catalog';
import { ROW_INDEX, ROW_TABLE } from './catalog-row';

export interface TreeStatistics {
  readonly entries: number;
  readonly keys: number;
  readonly pages: number;
}

/** Nobody has counted. */
export const NO_STATISTICS: TreeStatistics = { entries: 0, keys: 0, pages: 0 };

const BYTES = 20;
const DAY_MS = 86_400_000;
/** Days from the zero of dates to that of the clock. */
const CLOCK_DAYS = 25_569;

export function statisticsOf(bytes: Uint8Array | null): TreeStatistics {
  if (bytes === null || bytes.length !== BYTES) return NO_STATISTICS;
  const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES);
  return {
    entries: view.getUint32(0, true),
    keys: view.getUint32(4, true),
    pages: view.getUint32(8, true),
  };
}

export function statisticsBytes({ entries, keys, pages }: TreeStatistics, now: number): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  [entries, keys, pages].forEach((number, index) => view.setUint32(4 * index, number, true));
  view.setFloat64(12, now / DAY_MS + CLOCK_DAYS, true);
  return bytes;
}

/** What was counted of a table and its indexes, by the ids of their trees; trees nobody has counted are missing. */
export function statisticsOfTable(
  catalog: Catalog,
  tableId: number,
  view: Transaction,
): ReadonlyMap<number, TreeStatistics> {
  const found = new Map<number, TreeStatistics>();
  catalog.forEachRowOf(
    tableId,
    ({ type, id, stats }) => {
      if (stats !== null && (type === ROW_TABLE || type === ROW_INDEX)) found.set(id, statisticsOf(stats));
    },
    view,
  );
  return found;
}
