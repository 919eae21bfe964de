/** What others are doing to a row. */
import type { TableCursor } from './table-cursor';

/** Whether somebody else has changed the current row, which `openRecord` has opened, and not committed that. */
export function isChangedByOthers({ primary, view }: TableCursor): boolean {
  const { tree, node } = primary;
  primary.settle();
  const newest = tree.file.versions?.findNode(tree, tree.slab, node) ?? null;
  return newest !== null && newest.transaction !== null && newest.transaction !== view;
}
