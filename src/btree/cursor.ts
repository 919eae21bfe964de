/**
 * A position in a B+tree.
 *
 *   before-first ── next ──▶ on a node ── next ──▶ … ── next ──▶ after-last      (and back with previous)
 *                    find (no such node) ──▶ in the gap before a node
 *                    on a node ── the node is taken away ──▶ gone: in the gap where it was
 *                    gone ── a node of that name is there again ──▶ on a node
 *
 * Invariants
 *  1. On a node, `page` and `tag` name it; `node` describes it after `settle` or a successful move.
 *  2. In a gap, `tag` is the node after the gap (it may be one past the last of its page).
 *  3. A move or a search only arrives at nodes that the view sees. What becomes of a node later is told by `settle`.
 *  4. Crossing to a sibling checks that both pages name each other and that the keys go on in order, so that a
 *     damaged chain ends in JET_errBadPageLink and never in a loop.
 *  5. A tracked cursor stays where it is while others change the tree; `page` and `tag` are right after `refresh`.
 */
import { JET_errBadPageLink, JET_errNoCurrentRecord, JET_errRecordDeleted } from '../../errors/codes';
import { assert } from '../../errors/assert';
import { fail } from '../../errors/jet-error';
import { Node } from '../page/node';
import { compareNode, lowerBound, upperBound } from '../page/page-search';
import { NODE_DELETED, NODE_VERSIONED } from '../page/page-slab';
import { SearchKey } from '../page/search-key';
import type { Transaction } from '../version/transaction';
import { SEEN_AS_IS, SEEN_AS_WAS, SEEN_NOT, Sight } from '../version/visibility';
import type { TrackedPosition } from './tracked-cursors';
import type { Tree } from './tree';

export const BEFORE_FIRST = 0;
export const ON_NODE = 1;
export const IN_GAP = 2;
export const AFTER_LAST = 3;
/** As in a gap; the node it stood on is not there any more. */
export const GONE = 4;

/** So many empty leaves in a row are looked at twice: a file has no more leaves than pages. */
const ENDLESS = 64;

/** Says which nodes a cursor passes by as if they were not there. */
export interface NodeFilter {
  /** Whether a move in that direction ends on the node that `cursor` describes. */
  stopsAt(cursor: BTreeCursor, forward: boolean): boolean;
}

/** What {@link BTreeCursor.find} met. */
export const FOUND_EQUAL = 0;
export const FOUND_GREATER = 1;
export const FOUND_NONE = 2;

export class BTreeCursor implements TrackedPosition {
  readonly node = new Node();
  state = BEFORE_FIRST;
  page = 0;
  tag = 0;
  /** What hides nodes from moves and searches; null hides none. */
  filter: NodeFilter | null = null;
  readonly #edge = new SearchKey();
  /** The key of the node it stood on, while pages change or it is gone; null before that happens for the first time. */
  #kept: SearchKey | null = null;
  #isKept = false;
  #isBehindKept = false;
  #sight: Sight | null = null;

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

  /** From now on the cursor stays where it is when the tree changes, until `release`. */
  track(): void {
    this.tree.tracked.add(this);
  }

  release(): void {
    this.tree.tracked.remove(this);
  }

  moveFirst(): boolean {
    this.#isKept = false;
    this.page = this.tree.edgeLeaf(false);
    this.tag = this.tree.slab.firstNode(this.tree.file.fix(this.page));
    this.state = IN_GAP;
    return this.moveNext();
  }

  moveLast(): boolean {
    this.#isKept = false;
    this.page = this.tree.edgeLeaf(true);
    this.tag = this.tree.slab.tagCount(this.tree.file.fix(this.page));
    this.state = IN_GAP;
    return this.movePrevious();
  }

  /** To the next node; false leaves the cursor after the last one. */
  moveNext(): boolean {
    if (this.state === BEFORE_FIRST) return this.moveFirst();
    if (this.state === AFTER_LAST) return false;
    if (this.#isKept) this.#restore();
    this.#isKept = false;
    const { slab, file } = this.tree;
    let base = file.fix(this.page);
    let tag = this.state === ON_NODE ? this.tag + 1 : this.tag;
    for (let hops = 0; hops < ENDLESS || hops <= file.source.pageCount(); hops++) {
      for (const count = slab.tagCount(base); tag < count; tag++) {
        if (this.#isThere(base, tag) && this.#stopsAt(base, tag, true)) return this.#standOn(base, tag);
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
    if (this.#isKept) this.#restore();
    this.#isKept = false;
    const { slab, file } = this.tree;
    let base = file.fix(this.page);
    let tag = this.tag - 1;
    for (let hops = 0; hops < ENDLESS || hops <= file.source.pageCount(); hops++) {
      for (const first = slab.firstNode(base); tag >= first; tag--) {
        if (this.#isThere(base, tag) && this.#stopsAt(base, tag, false)) return this.#standOn(base, tag);
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
    this.#isKept = false;
    this.page = tree.leafFor(target);
    const base = tree.file.fix(this.page);
    const { slab } = tree;
    this.tag = after ? upperBound(slab, base, target) : lowerBound(slab, base, target);
    this.state = IN_GAP;
    if (!this.moveNext()) return FOUND_NONE;
    if (after) return FOUND_GREATER;
    return compareNode(slab, tree.file.fix(this.page), this.tag, target) === 0 ? FOUND_EQUAL : FOUND_GREATER;
  }

  /** Whether there is an entry with this key and data: where keys are unique, the data is what the session sees of it. */
  findEntry(target: SearchKey): boolean {
    if (!this.tree.isUnique) return this.find(target, false) === FOUND_EQUAL;
    const { bytes, keyLength, dataLength } = target;
    target.dataLength = 0;
    if (this.find(target, false) !== FOUND_EQUAL) return false;
    this.settle();
    if (this.dataLength !== dataLength) return false;
    for (let i = 0; i < dataLength; i++)
      if (this.dataBytes[this.dataStart + i] !== bytes[keyLength + i]) return false;
    return true;
  }

  /** As `find` for the node with the target's name, which no filter hides. */
  findHidden(target: SearchKey): number {
    const { filter } = this;
    this.filter = null;
    try {
      return this.find(target, false);
    } finally {
      this.filter = filter;
    }
  }

  /** Turns "on a node" into the gap right before it, "after the last" into the gap behind that. */
  stepIntoGap(): void {
    if (this.state === AFTER_LAST) this.tag = this.tree.slab.tagCount(this.tree.file.fix(this.page));
    if (this.state === ON_NODE || this.state === AFTER_LAST) this.state = IN_GAP;
  }

  /** Back to where the cursor was before: where its node had gone it is still known by its name. */
  standAt(page: number, tag: number, state: number): void {
    this.#isKept = state === GONE;
    this.page = page;
    this.tag = tag;
    this.state = state;
  }

  /** Makes sure that `page` and `tag` say where the cursor is. */
  refresh(): void {
    if (this.#isKept) this.#restore();
  }

  /**
   * Fixes the current page again and describes the current node; returns the page's base. JET_errNoCurrentRecord on no
   * node, JET_errRecordDeleted when the node is gone, for this view.
   */
  settle(): number {
    if (this.#isKept) this.#restore();
    if (this.state !== ON_NODE)
      fail(this.state === GONE ? JET_errRecordDeleted : JET_errNoCurrentRecord, 'the cursor is on no node');
    const base = this.tree.file.fix(this.page);
    if (!this.describe(base)) fail(JET_errRecordDeleted, 'the node is deleted');
    return base;
  }

  /** Describes the current node, whose page is at `base`; false when this view does not see it (any more). */
  describe(base: number): boolean {
    const { node, tree, tag } = this;
    const { slab } = tree;
    node.read(slab, base, tag);
    this.dataBytes = slab.bytes;
    this.dataView = slab.view;
    this.dataStart = node.dataStart;
    this.dataLength = node.dataLength;
    if ((node.flags & (NODE_VERSIONED | NODE_DELETED)) === 0) return true;
    const seen = this.#look();
    if (seen !== SEEN_AS_WAS || this.#sight === null) return seen !== SEEN_NOT;
    this.dataBytes = this.#sight.bytes;
    this.dataView = this.#sight.view;
    this.dataStart = this.#sight.start;
    this.dataLength = this.#sight.length;
    return true;
  }

  nodeInserted(tag: number): void {
    const isBehind = this.state === ON_NODE ? tag <= this.tag : tag < this.tag;
    if (isBehind) this.tag++;
  }

  nodeRemoved(tag: number): void {
    if (tag < this.tag) this.tag--;
    else if (tag === this.tag && this.state === ON_NODE) {
      this.keepByKey();
      this.state = GONE;
    }
  }

  keepByKey(): void {
    if (this.#isKept || this.state === BEFORE_FIRST || this.state === AFTER_LAST) return;
    this.#keep();
    this.page = 0;
  }

  /** Sign of the current node minus the target. */
  compare(target: SearchKey): number {
    this.refresh();
    return compareNode(this.tree.slab, this.tree.file.fix(this.page), this.tag, target);
  }

  /** Goes where another cursor of the same tree is, which is on a node. */
  copyFrom(other: BTreeCursor): void {
    other.refresh();
    assert(other.state !== GONE, 'a node that is gone is known to one cursor');
    this.standAt(other.page, other.tag, other.state);
  }

  /**
   * Copies the key of the node that the cursor was brought to, whether it is seen, deleted or gone by now; false where it is
   * on none.
   */
  copyKeyOfPlace(target: SearchKey): boolean {
    this.refresh();
    if (this.state === GONE && this.#kept !== null) {
      target.setKey(this.#kept.bytes, 0, this.#kept.keyLength);
      return true;
    }
    if (this.state !== ON_NODE) return false;
    this.node.read(this.tree.slab, this.tree.file.fix(this.page), this.tag);
    this.copyKeyTo(target);
    return true;
  }

  /** Copies the current key (and nothing else) into `target`. */
  copyKeyTo(target: SearchKey): void {
    const length = this.node.keyLength;
    target.reserve(length);
    this.node.copyKey(this.tree.slab, target.bytes, 0, length);
    target.keyLength = length;
    target.dataLength = 0;
  }

  /** Whether the view sees a node. */
  #isThere(base: number, tag: number): boolean {
    const flags = this.tree.slab.nodeFlags(base, tag);
    if ((flags & (NODE_VERSIONED | NODE_DELETED)) === 0) return true;
    this.node.read(this.tree.slab, base, tag);
    return this.#look() !== SEEN_NOT;
  }

  /** Whether the filter, if there is one, shows a node that the view sees. */
  #stopsAt(base: number, tag: number, forward: boolean): boolean {
    if (this.filter === null) return true;
    this.tag = tag;
    return this.describe(base) && this.filter.stopsAt(this, forward);
  }

  /** What the view sees of the node that `node` describes. */
  #look(): number {
    const { node, tree, view } = this;
    const isDeleted = (node.flags & NODE_DELETED) !== 0;
    const { versions } = tree.file;
    if (view === null || versions === null || versions.count === 0) return isDeleted ? SEEN_NOT : SEEN_AS_IS;
    const newest = versions.findNode(tree, tree.slab, node);
    if (newest === null) return isDeleted ? SEEN_NOT : SEEN_AS_IS;
    this.#sight ??= new Sight();
    return this.#sight.look(newest, view, isDeleted, tree.slab.bytes, node.dataStart, node.dataLength);
  }

  /**
   * Remembers the node, or the one behind the gap, by its name. A gap behind the last node of its page is kept as the
   * place right behind that node.
   */
  #keep(): void {
    const { slab, file } = this.tree;
    const base = file.fix(this.page);
    const kept = (this.#kept ??= new SearchKey());
    this.#isKept = true;
    this.#isBehindKept = this.tag >= slab.tagCount(base);
    if (this.#isBehindKept && this.tag === slab.firstNode(base)) {
      kept.keyLength = 0;
      kept.dataLength = 0;
      return;
    }
    const { node } = this;
    node.read(slab, base, this.#isBehindKept ? this.tag - 1 : this.tag);
    this.copyKeyTo(kept);
    if (!this.tree.isUnique) kept.appendData(slab.bytes, node.dataStart, node.dataLength);
  }

  #restore(): void {
    const { tree } = this;
    const kept = this.#kept;
    assert(kept !== null, 'a kept cursor has kept something');
    this.page = tree.leafFor(kept);
    const base = tree.file.fix(this.page);
    const { slab } = tree;
    this.tag = lowerBound(slab, base, kept);
    const isThere = this.tag < slab.tagCount(base) && compareNode(slab, base, this.tag, kept) === 0;
    if (this.#isBehindKept && isThere) this.tag++;
    else if (this.state === ON_NODE && !isThere) this.state = GONE;
    else if (this.state === GONE && isThere) this.state = ON_NODE;
    this.#isKept = this.state === GONE;
  }

  #standOn(base: number, tag: number): boolean {
    this.tag = tag;
    this.state = ON_NODE;
    this.#isKept = false;
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
