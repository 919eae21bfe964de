/**
 * A table that is open: its schema with the trees behind it. One per database and schema, shared by all cursors;
 * trees are opened when first needed.
 */
import type { IndexSchema, TableSchema } from '../catalog/schema';
import type { TreeWriter } from '../btree/insert';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import type { SpaceManager } from '../space/allocate';
import { chunkBytes } from '../record/long-value';
import { IndexKeys } from './index-keys';
import { LongValueReader } from './long-value-reader';

/** What changes the trees of one database. */
export interface DatabaseChanges {
  readonly writer: TreeWriter;
  readonly space: SpaceManager;
}

export class Table {
  readonly primaryTree: Tree;
  readonly #trees = new Map<IndexSchema, Tree>();
  readonly #keys = new Map<IndexSchema, IndexKeys>();
  #longValues: LongValueReader | null = null;

  /** `updateMajor` is the format version of the database, which decides the size of long-value chunks. */
  constructor(
    readonly file: CachedFile,
    readonly schema: TableSchema,
    readonly updateMajor: number,
    /** Changes the table's trees; null where the database is only read. */
    readonly changes: DatabaseChanges | null = null,
  ) {
    this.primaryTree = new Tree(file, schema.rootPage, schema.objectId);
  }

  /** The tree of a secondary index. */
  treeOf(index: IndexSchema): Tree {
    let tree = this.#trees.get(index);
    if (tree === undefined) {
      tree = new Tree(this.file, index.rootPage, index.objectId);
      this.#trees.set(index, tree);
    }
    return tree;
  }

  /** How keys of an index are made. */
  keysOf(index: IndexSchema): IndexKeys {
    let keys = this.#keys.get(index);
    if (keys === undefined) {
      keys = new IndexKeys(this.schema, index);
      this.#keys.set(index, keys);
    }
    return keys;
  }

  /** The separated long values; null while the table has none. */
  get longValues(): LongValueReader | null {
    const { schema } = this;
    if (this.#longValues === null && schema.longValueRoot !== 0) {
      const chunkMost = chunkBytes(
        this.file.slab.pageBytes,
        this.updateMajor,
        schema.longValueChunk === 0 ? null : schema.longValueChunk,
      );
      const tree = new Tree(this.file, schema.longValueRoot, schema.longValueId);
      this.#longValues = new LongValueReader(tree, chunkMost);
    }
    return this.#longValues;
  }
}
