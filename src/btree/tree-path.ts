/** The way from a root down to a leaf: the pages passed, and the tag taken on each; on the leaf, where a search ended. */
export class TreePath {
  readonly pages: number[] = [];
  readonly tags: number[] = [];
  /** Pages on the way, the leaf included. */
  depth = 0;

  get leaf(): number {
    return this.pages[this.depth - 1];
  }

  clear(): void {
    this.depth = 0;
  }

  add(page: number, tag: number): void {
    this.pages[this.depth] = page;
    this.tags[this.depth] = tag;
    this.depth++;
  }
}
