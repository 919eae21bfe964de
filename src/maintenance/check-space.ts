/**
 * Checks who owns which pages, over all trees of a database:
 *
 *  1. every page from 1 to the last owned one is exactly one of: a page of one tree, a page of a space tree, free in
 *     one available extent, bitmap or split buffer. A page that is none of these is leaked, which is harmless; one that
 *     is two of these is corruption;
 *  2. what a tree owns its parent owns too, and what is free in a tree it owns;
 *  3. the database owns its pages without a gap.
 */
import { JetError } from '../../errors/jet-error';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import type { Catalog } from '../catalog/catalog';
import { type CatalogRow, ROW_INDEX, ROW_LONG_VALUE } from '../catalog/catalog-row';
import { availableExtents, DATABASE_ROOT_PAGE, type Extent, ownedExtents } from '../space/extents';
import { readSpaceHeader } from '../space/space-header';
import { checkTree } from './check-tree';
import type { Findings } from './findings';

/** A tree that something, the catalog as a rule, says is there. */
export interface KnownTree {
  readonly rootPage: number;
  readonly treeId: number;
  /** Root of the tree it got its pages from. */
  readonly parentRoot: number;
}

const DATABASE_TREE_ID = 1;
const SPLIT_BUFFER_SLOTS = 2;
const SLOT_BYTES = 8;

/** The trees of all tables, with their indexes and long values. */
export function treesOfCatalog(catalog: Catalog): KnownTree[] {
  const tables: CatalogRow[] = [];
  catalog.forEachTable((row) => tables.push(row));
  const trees = new Map<number, KnownTree>();
  const add = (row: CatalogRow, parentRoot: number): void => {
    const rootPage = row.columnTypeOrRoot;
    if (!trees.has(rootPage)) trees.set(rootPage, { rootPage, treeId: row.id, parentRoot });
  };
  for (const table of tables) {
    add(table, DATABASE_ROOT_PAGE);
    catalog.forEachRowOf(table.id, (row) => {
      if (row.type === ROW_INDEX || row.type === ROW_LONG_VALUE) add(row, table.columnTypeOrRoot);
    });
  }
  return [...trees.values()];
}

/** Checks the trees given, the database's own root included, and the pages of the whole file. */
export function checkSpace(file: CachedFile, trees: readonly KnownTree[], findings: Findings): void {
  new SpaceCheck(file, findings).run(trees);
}

class SpaceCheck {
  /** What each page is used for; absent while nothing is known of it. */
  readonly #uses = new Map<number, string>();
  readonly #owned = new Map<number, Extent[]>();

  constructor(
    readonly file: CachedFile,
    readonly findings: Findings,
  ) {}

  run(trees: readonly KnownTree[]): void {
    this.#checkTree({ rootPage: DATABASE_ROOT_PAGE, treeId: DATABASE_TREE_ID, parentRoot: 0 });
    for (const tree of trees) this.#checkTree(tree);
    const last = this.#checkDatabaseExtents();
    for (let page = 1; page <= last; page++)
      if (!this.#uses.has(page)) this.findings.leak(page, 'is neither used nor free');
  }

  #checkTree(known: KnownTree): void {
    try {
      this.#checkPages(known);
    } catch (failure) {
      if (!(failure instanceof JetError)) throw failure;
      this.findings.corruption(
        known.rootPage,
        `tree ${known.treeId} cannot be read (${failure.err}: ${failure.message})`,
      );
    }
  }

  #checkPages({ rootPage, treeId, parentRoot }: KnownTree): void {
    const { file, findings } = this;
    checkTree(new Tree(file, rootPage, treeId), findings, this.#visitorOf(`tree ${treeId}`));
    const header = readSpaceHeader(file, rootPage);
    if (header.parentRoot !== parentRoot)
      findings.corruption(rootPage, `has parent ${header.parentRoot}, not ${parentRoot}`);
    if (header.isMultiple)
      for (const spaceRoot of [header.ownedRoot, header.ownedRoot + 1]) {
        checkTree(new Tree(file, spaceRoot, treeId), findings, this.#visitorOf(`space of tree ${treeId}`));
        for (const run of splitBufferOf(file, spaceRoot)) this.#markFree(run, `split buffer of ${treeId}`);
      }
    const owned = ownedExtents(file, rootPage).sort((a, b) => a.lastPage - b.lastPage);
    this.#owned.set(rootPage, owned);
    this.#requireInside(owned, parentRoot, rootPage, 'owns');
    const free = availableExtents(file, rootPage);
    this.#requireInside(free, rootPage, rootPage, 'has free');
    for (const extent of free) this.#markFree(extent, `free in tree ${treeId}`);
  }

  #visitorOf(use: string): (page: number) => boolean {
    return (page) => this.#use(page, use);
  }

  #use(page: number, use: string): boolean {
    const other = this.#uses.get(page);
    if (other !== undefined) this.findings.corruption(page, `is ${other} and ${use}`);
    this.#uses.set(page, use);
    return other === undefined;
  }

  #markFree({ lastPage, pages }: Extent, use: string): void {
    if (pages > lastPage || lastPage > this.file.source.pageCount())
      return this.findings.corruption(lastPage, `ends ${pages} pages that are ${use}`);
    for (let page = lastPage - pages + 1; page <= lastPage; page++) this.#use(page, use);
  }

  /** Each extent lies in what the tree at `ownerRoot` owns. */
  #requireInside(extents: readonly Extent[], ownerRoot: number, rootPage: number, what: string): void {
    const owner = this.#owned.get(ownerRoot);
    if (owner === undefined) return;
    for (const { lastPage, pages } of extents) {
      if (!isCovered(owner, lastPage - pages + 1, lastPage))
        this.findings.corruption(
          rootPage,
          `${what} ${pages} pages up to ${lastPage}, which tree ${ownerRoot} does not own`,
        );
    }
  }

  /** Returns the last owned page. */
  #checkDatabaseExtents(): number {
    let last = 0;
    for (const { lastPage, pages } of this.#owned.get(DATABASE_ROOT_PAGE) ?? []) {
      if (lastPage - pages !== last)
        this.findings.corruption(DATABASE_ROOT_PAGE, `the database's pages have a gap or overlap at ${last}`);
      last = lastPage;
    }
    if (last > this.file.source.pageCount())
      this.findings.corruption(DATABASE_ROOT_PAGE, `the database owns pages up to ${last}, behind its end`);
    return Math.min(last, this.file.source.pageCount());
  }
}

/** Whether sorted extents, of which several may be neighbours, hold every page from `first` to `last`. */
function isCovered(extents: readonly Extent[], first: number, last: number): boolean {
  let next = first;
  for (const { lastPage, pages } of extents) {
    if (lastPage < next) continue;
    if (lastPage - pages + 1 > next) return false;
    next = lastPage + 1;
    if (next > last) return true;
  }
  return false;
}

function splitBufferOf(file: CachedFile, spaceRoot: number): Extent[] {
  const { slab } = file;
  const base = file.fix(spaceRoot);
  const at = slab.lineStart(base, 0);
  const slots = Math.min(SPLIT_BUFFER_SLOTS, Math.floor(slab.lineLength(base, 0) / SLOT_BYTES));
  const runs: Extent[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const lastPage = slab.view.getUint32(at + SLOT_BYTES * slot, true);
    const pages = slab.view.getUint32(at + SLOT_BYTES * slot + 4, true);
    if (pages > 0) runs.push({ lastPage, pages, pool: 0 });
  }
  return runs;
}
