/** How many pages the trees of a table own and have free. */
import { INDEX_PRIMARY, type IndexSchema } from '../catalog/schema';
import { availableExtents, ownedExtents, pagesOf } from '../space/extents';
import type { Table } from './table';

/** Pages of one tree: those it owns, its children's included, and those free at its own level. */
interface TreePages {
  readonly owned: number;
  readonly available: number;
}

const NO_PAGES: TreePages = { owned: 0, available: 0 };

/** What the table owns, with its secondary indexes and long values. */
export function ownedPages(table: Table): number {
  return treeOwnedPages(table, table.schema.rootPage);
}

export function treeAvailablePages({ file }: Table, rootPage: number): number {
  return pagesOf(availableExtents(file, rootPage));
}

function treeOwnedPages({ file }: Table, rootPage: number): number {
  return pagesOf(ownedExtents(file, rootPage));
}

/** What is free in the table, its secondary indexes and its long values. */
export function availablePages(table: Table): number {
  const roots = [table.schema.rootPage, ...secondaryIndexes(table).map((index) => index.rootPage)];
  const inTrees = roots.reduce((sum, root) => sum + treeAvailablePages(table, root), 0);
  return inTrees + longValuePages(table).available;
}

export function longValuePages(table: Table): TreePages {
  const longValueRoot = table.longValues?.tree.rootPage;
  if (longValueRoot === undefined) return NO_PAGES;
  return {
    owned: treeOwnedPages(table, longValueRoot),
    available: treeAvailablePages(table, longValueRoot),
  };
}

/** What belongs to one index alone: of the primary one, what the table owns and no other tree of it. */
export function ownIndexPages(table: Table, index: IndexSchema): number {
  if (!isPrimary(index)) return treeOwnedPages(table, index.rootPage);
  const others = secondaryIndexes(table).reduce(
    (sum, other) => sum + treeOwnedPages(table, other.rootPage),
    longValuePages(table).owned,
  );
  return ownedPages(table) - others;
}

const isPrimary = (index: IndexSchema): boolean => (index.flags & INDEX_PRIMARY) !== 0;

function secondaryIndexes({ schema }: Table): IndexSchema[] {
  return schema.indexes.filter((index) => !isPrimary(index));
}
