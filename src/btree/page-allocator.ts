/** Where the pages of a tree come from: declared here, where they are needed, and implemented by the space layer. */
export interface PageSupply {
  /** A page for the tree rooted at `rootPage`, close behind the page `near` if there is one. Its content is unknown. */
  allocate(rootPage: number, near: number): number;
}

export interface PageAllocator extends PageSupply {
  /** Takes back a page that the tree has unlinked. */
  free(rootPage: number, pageNumber: number): void;
}

/** Whether pages that are not in use any more find somebody to take them. */
export const takesBack = (pages: PageSupply): pages is PageAllocator => 'free' in pages;
