/** A table of a database without a catalog that has long values, for tests of those that write them. */
import { expect } from '@jest/globals';
import { CHANGE_DONE } from '../../src/btree/change-result';
import { TreeWriter } from '../../src/btree/insert';
import type { Tree } from '../../src/btree/tree';
import { checkTree } from '../../src/maintenance/check-tree';
import { Findings } from '../../src/maintenance/findings';
import { PAGE_LONG_VALUE } from '../../src/page/page-slab';
import { SearchKey } from '../../src/page/search-key';
import { chunkBytes, LongValueKey } from '../../src/record/long-value';
import type { LongValueId } from '../../src/record/long-value-id';
import { LongValueReader } from '../../src/table/long-value-reader';
import { type LongValueHome, LongValueWriter } from '../../src/table/long-value-writer';
import { Transactions } from '../../src/transaction/transactions';
import { Transaction } from '../../src/version/transaction';
import { VersionStore } from '../../src/version/version-store';
import { NewDatabase } from './new-database';
import { treeEntries } from './tree-entries';

const UPDATE_MAJOR = 0x14;
const VERSION_BYTES = 1 << 26;
const FIRST_SESSION = 16;

export class LongValueTable implements LongValueHome {
  readonly database: NewDatabase;
  readonly tableTree: Tree;
  readonly writer: LongValueWriter;
  readonly transactions: Transactions;
  readonly changes: { readonly writer: TreeWriter };
  readonly longValues: LongValueReader;
  #lastSession = FIRST_SESSION;

  constructor(pageBytes: number) {
    const database = new NewDatabase(pageBytes, 64, 64);
    const versions = new VersionStore(VERSION_BYTES);
    this.database = database;
    this.transactions = new Transactions(
      {
        log: null,
        rollbackFailed: (err) => {
          throw new Error(`rollback failed: ${err}`);
        },
      },
      versions,
    );
    database.file.versions = versions;
    this.changes = { writer: new TreeWriter(database.log, database.space, versions) };
    this.transactions.addDatabase(this.changes.writer);
    this.tableTree = database.createTree();
    const tree = database.createTree(this.tableTree.rootPage, { kindFlags: PAGE_LONG_VALUE });
    this.longValues = new LongValueReader(tree, chunkBytes(pageBytes, UPDATE_MAJOR, null));
    this.writer = new LongValueWriter(this);
  }

  createLongValues(): void {
    throw new Error('the table has its tree');
  }

  /** A session with a transaction. */
  begin(): Transaction {
    const transaction = new Transaction(this.#lastSession++);
    this.transactions.begin(transaction, false);
    return transaction;
  }

  /** The value as `view` sees it, through the reader that cursors share. */
  read(id: LongValueId, view: Transaction | null = null): Buffer {
    const reader = this.longValues;
    reader.open(id.low, id.high, id.byteLength, view);
    const bytes = Buffer.alloc(reader.root.size);
    expect(reader.read(0, bytes, 0, bytes.length)).toBe(bytes.length);
    return bytes;
  }

  /** The nodes of the tree, as text: `id: references of size` and `id at offset`. */
  nodes(): string[] {
    const key = new LongValueKey();
    return treeEntries(this.longValues.tree).map((entry) => {
      const bytes = Buffer.from(entry.key, 'hex');
      const data = Buffer.from(entry.data, 'hex');
      key.parse(bytes, 0, bytes.length);
      return key.isRoot
        ? `${key.lidLow}: ${data.readUInt32LE(0)} of ${data.readUInt32LE(4)}`
        : `${key.lidLow} at ${key.chunkOffset}`;
    });
  }

  /** Takes a node of the tree away, as damage would. */
  remove(key: Uint8Array): void {
    const target = new SearchKey();
    target.setKey(key, 0, key.length);
    expect(this.changes.writer.remove(this.longValues.tree, target, null)).toBe(CHANGE_DONE);
  }

  /** What the checkers of trees and space find. */
  complaints(): string[] {
    const findings = new Findings(Infinity);
    checkTree(this.longValues.tree, findings);
    return [...findings.kept.map(({ page, text }) => `page ${page}: ${text}`), ...this.database.complaints()];
  }
}
