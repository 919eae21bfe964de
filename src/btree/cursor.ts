/**
 * A position in a B+tree.
 *
 *   before-first ── next ──▶ on a node ── next ──▶ … ── next ──▶ after-last      (and back with previous)
 *                    find (no such node) ──▶ in the gap before a node
 *
 * Invariants
 *  1. On a node, `page` and `tag` name it; `node` describes it after `settle` or a successful move.
 *  2. In a gap, `tag` is the node after the gap (it may be one past the last of its page).
 *  3. Deleted nodes are never stood on.
 *  4. Crossing to a sibling checks that both pages name each other and that the keys go on in order, so that a
 *     damaged chain ends in JET_errBadPageLink and never in a loop.
 */
import { JET_errBadPageLink, JET_errNoCurrentRecord } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { Node } from '../page/node';
import { compareNode, lowerBound, upperBound } from '../page/page-search';
import { NODE_DELETED } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import type { Transaction } from '../version/transaction';
import type { Tree } from './tree';

export const BEFORE_FIRST = 0;
export const ON_NODE = 1;
export const IN_GAP = 2;
export const AFTER_LAST = 3;

/** So many empty leaves in a row are looked at twice: a file has no more leaves than pages. */
const ENDLESS = 64;

/** What {@link BTreeCursor.find} met. */
export const FOUND_EQUAL = 0;
export const FOUND_GREATER = 1;
export const FOUND_NONE = 2;

export class BTreeCursor {
  readonly node = new Node();
  state = BEFORE_FIRST;
  page = 0;
  tag = 0;
  readonly #edge = new SearchKey();

  /** Where the data of the current node is after `settle`: in its page, or a version that this session still sees. */
  dataBytes: Uint8Array;
  dataView: DataView;
  dataStart = 0;
  dataLength = 0;

  constructor(
    readonly tree: Tree,
    /** Whose view of the tree this is; null sees what is newest. */
    public view: Transaction | null = null,
  ) {
    this.dataBytes = tree.slab.bytes;
    this.dataView = tree.slab.view;
  }

  moveFirst(): boolean {
    this.page = this.tree.edgeLeaf(false);
    this.tag = this.tree.slab.firstNode(this.tree.file.fix(this.page));
    this.state = IN_GAP;
    return this.moveNext();
  }

  moveLast(): boolean {
    this.page = this.tree.edgeLeaf(true);
    this.tag = this.tree.slab.tagCount(this.tree.file.fix(this.page));
    this.state = IN_GAP;
    return this.movePrevious();
  }

  /** To the next node; false leaves the cursor after the last one. */
  moveNext(): boolean {
    if (this.state === BEFORE_FIRST) return this.moveFirst();
    if (this.state === AFTER_LAST) return false;
    const { slab, file } = this.tree;
    let base = file.fix(this.page);
    let tag = this.state === ON_NODE ? this.tag + 1 : this.tag;
    for (let hops = 0; hops < ENDLESS || hops <= file.source.pageCount(); hops++) {
      for (const count = slab.tagCount(base); tag < count; tag++) {
        if ((slab.nodeFlags(base, tag) & NODE_DELETED) === 0) return this.#standOn(base, tag);
      }
      const next = slab.nextPage(base);
      if (next === 0) {
        this.state = AFTER_LAST;
        return false;
      }
      base = this.#cross(base, next, true);
      tag = slab.firstNode(base);
    }
    return this.#endless();
  }

  /** To the node before; false leaves the cursor before the first one. */
  movePrevious(): boolean {
    if (this.state === AFTER_LAST) return this.moveLast();
    if (this.state === BEFORE_FIRST) return false;
    const { slab, file } = this.tree;
    let base = file.fix(this.page);
    let tag = this.tag - 1;
    for (let hops = 0; hops < ENDLESS || hops <= file.source.pageCount(); hops++) {
      for (const first = slab.firstNode(base); tag >= first; tag--) {
        if ((slab.nodeFlags(base, tag) & NODE_DELETED) === 0) return this.#standOn(base, tag);
      }
      const previous = slab.previousPage(base);
      if (previous === 0) {
        this.state = BEFORE_FIRST;
        return false;
      }
      base = this.#cross(base, previous, false);
      tag = slab.tagCount(base) - 1;
    }
    return this.#endless();
  }

  /**
   * Stands on the first node that is >= the target (`after` false) or > it (`after` true). Where there is none
   * the cursor is after the last node. A target without data compares keys alone.
   */
  find(target: SearchKey, after: boolean): number {
    const { tree } = this;
    this.page = tree.leafFor(target);
    const base = tree.file.fix(this.page);
    const { slab } = tree;
    this.tag = after ? upperBound(slab, base, target) : lowerBound(slab, base, target);
    this.state = IN_GAP;
    if (!this.moveNext()) return FOUND_NONE;
    if (after) return FOUND_GREATER;
    return compareNode(slab, tree.file.fix(this.page), this.tag, target) === 0 ? FOUND_EQUAL : FOUND_GREATER;
  }

  /** Turns "on a node" into the gap right before it. */
  stepIntoGap(): void {
    if (this.state === ON_NODE) this.state = IN_GAP;
  }

  /** Back to where the cursor was before. */
  standAt(page: number, tag: number, state: number): void {
    this.page = page;
    this.tag = tag;
    this.state = state;
  }

  /** Fixes the current page again and describes the current node; returns the page's base. */
  settle(): number {
    if (this.state !== ON_NODE) fail(JET_errNoCurrentRecord, 'the cursor is on no node');
    const base = this.tree.file.fix(this.page);
    this.node.read(this.tree.slab, base, this.tag);
    this.dataStart = this.node.dataStart;
    this.dataLength = this.node.dataLength;
    return base;
  }

  /** Sign of the current node minus the target. */
  compare(target: SearchKey): number {
    return compareNode(this.tree.slab, this.tree.file.fix(this.page), this.tag, target);
  }

  /** Goes where another cursor of the same tree is. */
  copyFrom(other: BTreeCursor): void {
    this.standAt(other.page, other.tag, other.state);
  }

  /** Copies the current key (and nothing else) into `target`. */
  copyKeyTo(target: SearchKey): void {
    const length = this.node.keyLength;
    target.reserve(length);
    this.node.copyKey(this.tree.slab, target.bytes, 0, length);
    target.keyLength = length;
    target.dataLength = 0;
  }

  #standOn(base: number, tag: number): boolean {
    this.tag = tag;
    this.state = ON_NODE;
    this.node.read(this.tree.slab, base, tag);
    return true;
  }

  /** Leaves the page at `base` for a sibling; invariant 4. */
  #cross(base: number, sibling: number, forward: boolean): number {
    const { slab } = this.tree;
    const first = slab.firstNode(base);
    const count = slab.tagCount(base);
    if (count > first) {
      this.node.read(slab, base, forward ? count - 1 : first);
      this.copyKeyTo(this.#edge);
    }
    const arrived = this.tree.fixSibling(sibling, this.page, forward);
    if (count > first) this.#requireOrder(arrived, sibling, forward);
    this.page = sibling;
    return arrived;
  }

  #requireOrder(base: number, sibling: number, forward: boolean): void {
    const { slab } = this.tree;
    const first = slab.firstNode(base);
    const count = slab.tagCount(base);
    if (count === first) return;
    const order = compareNode(slab, base, forward ? first : count - 1, this.#edge);
    const runsOn = forward ? order > 0 : order < 0;
    if (!runsOn && (order !== 0 || this.tree.isUnique))
      fail(
        JET_errBadPageLink,
        `tree ${this.tree.id}: keys of leaves ${this.page} and ${sibling} are out of order`,
      );
  }

  #endless(): never {
    return fail(JET_errBadPageLink, `tree ${this.tree.id}: the chain of leaves does not end`);
  }
}
