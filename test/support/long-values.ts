/** A table of a database without a catalog that has long values, for tests of those that write them. */
import { expect } from '@jest/globals';
import { CHANGE_DONE } from '../../src/btree/change-result';
import type { Tree } from '../../src/btree/tree';
import { Findings } from '../../src/maintenance/findings';
import { checkTree } from '../../src/maintenance/check-tree';
import { PAGE_LONG_VALUE } from '../../src/page/page-slab';
import { SearchKey } from '../../src/page/search-key';
import { chunkBytes } from '../../src/record/long-value';
import type { LongValueId } from '../../src/record/long-value-id';
import { LongValueReader } from '../../src/table/long-value-reader';
import { type LongValueHome, LongValueWriter } from '../../src/table/long-value-writer';
import type { Transaction } from '../../src/version/transaction';
import { NewDatabase } from './new-database';

const UPDATE_MAJOR = 0x14;

export class LongValueTable implements LongValueHome {
  readonly database: NewDatabase;
  readonly tableTree: Tree;
  readonly writer: LongValueWriter;
  longValues: LongValueReader | null = null;

  constructor(readonly pageBytes: number) {
    this.database = new NewDatabase(pageBytes, 64, 64);
    this.tableTree = this.database.createTree();
    this.writer = new LongValueWriter(this);
  }

  get changes(): NewDatabase {
    return this.database;
  }

  createLongValues(): void {
    const tree = this.database.createTree(this.tableTree.rootPage, { kindFlags: PAGE_LONG_VALUE });
    this.longValues = new LongValueReader(tree, chunkBytes(this.pageBytes, UPDATE_MAJOR, null));
  }

  /** The value as `view` sees it, through the reader that cursors share. */
  read(id: LongValueId, view: Transaction | null = null): Buffer {
    const reader = this.longValues;
    if (reader === null) throw new Error('no value was separated yet');
    reader.open(id.low, id.high, id.byteLength, view);
    const bytes = Buffer.alloc(reader.root.size);
    expect(reader.read(0, bytes, 0, bytes.length)).toBe(bytes.length);
    return bytes;
  }

  /** Takes a node of the tree away, as damage would. */
  remove(key: Uint8Array): void {
    if (this.longValues === null) throw new Error('no value was separated yet');
    const target = new SearchKey();
    target.setKey(key, 0, key.length);
    expect(this.database.writer.remove(this.longValues.tree, target, null)).toBe(CHANGE_DONE);
  }

  /** What the checkers of trees and space find. */
  complaints(): string[] {
    const findings = new Findings(Infinity);
    if (this.longValues !== null) checkTree(this.longValues.tree, findings);
    return [...findings.kept.map(({ page, text }) => `page ${page}: ${text}`), ...this.database.complaints()];
  }
}
