/**
 * The cursors that stand somewhere in a tree from one call to the next. Whoever changes the tree tells them, so that they
 * go on standing where they stood: by counting tags on a page that gets or loses a node, by the key of their node when
 * pages are split, merged or given up.
 *
 * All `Tree` objects of one tree share one list.
 */
import type { CachedFile } from '../cache/page-cache';

/** A position, as those who change trees see it. */
export interface TrackedPosition {
  readonly page: number;
  /** A node was put at `tag` of the page it stands on. */
  nodeInserted(tag: number): void;
  /** The node at `tag` of the page it stands on is about to be taken away. */
  nodeRemoved(tag: number): void;
  /** The page it stands on is about to change in a way that tags do not tell. */
  keepByKey(): void;
}

export class TrackedCursors {
  readonly #positions: TrackedPosition[] = [];

  add(position: TrackedPosition): void {
    this.#positions.push(position);
  }

  remove(position: TrackedPosition): void {
    const index = this.#positions.indexOf(position);
    if (index < 0) return;
    const last = this.#positions.pop();
    if (last !== undefined && last !== position) this.#positions[index] = last;
  }

  nodeInserted(page: number, tag: number): void {
    for (const position of this.#positions) if (position.page === page) position.nodeInserted(tag);
  }

  nodeRemoved(page: number, tag: number): void {
    for (const position of this.#positions) if (position.page === page) position.nodeRemoved(tag);
  }

  /** Before pages of the tree are split, merged or given up. */
  keepAllByKey(): void {
    for (const position of this.#positions) position.keepByKey();
  }
}

const trackedOf = new WeakMap<CachedFile, Map<number, TrackedCursors>>();

/** The list of the tree whose root is `rootPage`. */
export function trackedCursorsOf(file: CachedFile, rootPage: number): TrackedCursors {
  let trees = trackedOf.get(file);
  if (trees === undefined) {
    trees = new Map();
    trackedOf.set(file, trees);
  }
  let tracked = trees.get(rootPage);
  if (tracked === undefined) {
    tracked = new TrackedCursors();
    trees.set(rootPage, tracked);
  }
  return tracked;
}
