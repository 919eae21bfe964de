/**
 * Where in its index a cursor is, as a fraction, and back. The fraction is worked out on the way from the root to
 * the leaf, as if every page of one level had as many nodes as the pages on that way: exact for one page, an estimate
 * for more.
 */
import { JET_errBadParentPageLink, JET_errRecordNotFound, JET_errSuccess } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { AFTER_LAST, BEFORE_FIRST, type BTreeCursor, IN_GAP } from '../btree/cursor';
import { childFor } from '../page/page-search';
import { SearchKey } from '../page/search-key';
import type { TableCursor } from './table-cursor';

/** `before` of `total` entries lie before this one. */
export interface Position {
  readonly before: bigint;
  readonly total: bigint;
}

const DEEPEST = 32;
const NOWHERE: Position = { before: 0n, total: 1n };

/** The position of the current entry, be it gone, or of the gap a failed seek points into; null when there is neither. */
export function positionOf(cursor: TableCursor): Position | null {
  cursor.checkCurrency();
  const { active } = cursor;
  active.refresh();
  if (active.state === BEFORE_FIRST || active.state === AFTER_LAST) return null;
  const { slab, file } = active.tree;
  let position = NOWHERE;
  let page = active.tree.rootPage;
  const target = keyNear(active);
  for (let depth = 0; page !== active.page; depth++) {
    const base = file.fix(page);
    if (depth === DEEPEST || slab.isLeaf(base))
      fail(JET_errBadParentPageLink, `tree ${active.tree.id}: no way leads to leaf ${active.page}`);
    const tag = childFor(slab, base, target);
    position = descend(position, tag - slab.firstNode(base), nodesOf(active, base));
    page = active.tree.childAt(base, tag);
  }
  const base = file.fix(page);
  const nodes = nodesOf(active, base);
  return descend(position, Math.max(Math.min(active.tag - slab.firstNode(base), nodes - 1), 0), nodes);
}

/** Goes to the entry at about `before` of `total`; JET_errRecordNotFound in an empty index. */
export function goToPosition(cursor: TableCursor, { before, total }: Position): JET_ERR {
  cursor.keyMaker.reset();
  if (cursor.moveFirst() !== JET_errSuccess) return JET_errRecordNotFound;
  const { active } = cursor;
  const { slab, file } = active.tree;
  let fraction = total === 0n ? 0 : Number(before) / Number(total);
  let page = active.tree.rootPage;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const base = file.fix(page);
    const line = lineAt(fraction, nodesOf(active, base));
    const tag = slab.firstNode(base) + line.number;
    fraction = line.rest;
    if (slab.isLeaf(base)) return standAt(active, page, tag);
    page = active.tree.childAt(base, tag);
  }
  return fail(JET_errBadParentPageLink, `tree ${active.tree.id}: the way down does not end`);
}

function descend({ before, total }: Position, line: number, nodes: number): Position {
  const factor = BigInt(nodes);
  return { before: before * factor + BigInt(line), total: total * factor };
}

function nodesOf({ tree }: BTreeCursor, base: number): number {
  return tree.slab.tagCount(base) - tree.slab.firstNode(base);
}

/** The whole key, data included, of a node on the cursor's page. */
function keyNear(active: BTreeCursor): SearchKey {
  const { tree, node } = active;
  const key = new SearchKey();
  const base = tree.file.fix(active.page);
  const first = tree.slab.firstNode(base);
  const last = tree.slab.tagCount(base) - 1;
  if (last < first) return key;
  node.read(tree.slab, base, Math.max(first, Math.min(active.tag, last)));
  active.copyKeyTo(key);
  if (!tree.isUnique) key.appendData(tree.slab.bytes, node.dataStart, node.dataLength);
  return key;
}

/** The node that lies at `fraction` of a page, and the fraction that is left for the page below it. */
function lineAt(fraction: number, nodes: number): { number: number; rest: number } {
  const exact = fraction * nodes;
  const number = Math.floor(exact);
  if (number < nodes) return { number, rest: exact - number };
  return { number: Math.max(nodes - 1, 0), rest: 1 };
}

/** On the node, or where it is deleted on the next one that is not, or else on the last. */
function standAt(active: BTreeCursor, page: number, tag: number): JET_ERR {
  active.page = page;
  active.tag = tag;
  active.state = IN_GAP;
  return active.moveNext() || active.movePrevious() ? JET_errSuccess : JET_errRecordNotFound;
}
