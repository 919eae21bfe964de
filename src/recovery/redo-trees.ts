/**
 * Redo of new trees, of trees that get space trees, and of pages made beside trees. Every page of such a record is made, or
 * is there already, on its own.
 */
import { type NewPageRecord, type NewTreeRecord } from '../log/space-records';
import { RECORD } from '../log/record-types';
import { initializePage } from '../page/page-writer';
import {
  convertRoot,
  formatAvailableRoot,
  formatOfRecord,
  formatOwnedRoot,
  formatRoot,
} from '../space/format-tree';
import type { RedoPages } from './redo-pages';

/** Makes a tree again, or gives it its space trees. */
export function redoTree(pages: RedoPages, record: NewTreeRecord): void {
  const { header, type, ownedRoot } = record;
  const { file } = pages;
  pages.begin(header.timeLow, header.timeHigh, record.treeId);
  const format = formatOfRecord(record);
  const isNew = type === RECORD.createSingleExtentTree || type === RECORD.createMultipleExtentTree;
  if (isNew) make(pages, header.page, () => formatRoot(file, format));
  else if (pages.needs(header.page, header.beforeLow, header.beforeHigh)) {
    pages.changed++;
    pages.stamp(convertRoot(file, format));
  }
  if (ownedRoot === 0) return;
  make(pages, ownedRoot, () => formatOwnedRoot(file, format));
  make(pages, ownedRoot + 1, () => formatAvailableRoot(file, format));
}

/** Makes a page again that belongs to no tree yet. */
export function redoNewPage(pages: RedoPages, record: NewPageRecord): void {
  pages.begin(record.timeLow, record.timeHigh, record.treeId);
  if (!pages.needsNew(record.page)) return;
  try {
    const base = pages.create(record.page);
    initializePage(pages.slab, base, record.page, record.treeId, 0);
    pages.stamp(base);
  } finally {
    pages.release();
  }
}

function make(pages: RedoPages, page: number, format: () => number): void {
  if (!pages.needsNew(page)) return;
  pages.makeRoom(page);
  pages.changed++;
  pages.stamp(format());
}
