/**
 * A table that is open: its schema with the trees behind it. One per database and schema, shared by all cursors that see
 * that schema; trees are opened when first needed. Sessions that see different schemas of one table at a time share its
 * identity.
 */
import type { ColumnSpace, IndexSchema, TableSchema } from '../catalog/schema';
import type { LongValueTree } from '../catalog/create-long-value-tree';
import type { Catalog } from '../catalog/catalog';
import type { DatabaseChanges } from '../catalog/database-changes';
import type { SchemaWriter } from '../catalog/schema-writer';
import { Tree } from '../btree/tree';
import type { CachedFile } from '../cache/page-cache';
import { assert } from '../../errors/assert';
import { chunkBytes } from '../record/long-value';
import type { Transaction } from '../version/transaction';
import { IndexChanges } from './index-changes';
import { IndexKeys } from './index-keys';
import type { TableCallbacks } from './table-callbacks';
import { LongValueReader } from './long-value-reader';

/** Who reads the schemas of tables, hears of their changes, and makes them trees. */
export interface TableOwner {
  /** Makes the tree for long values: for `by` alone, or one that all share. */
  createLongValueTree(schema: TableSchema, by: Transaction): LongValueTree & { readonly isShared: boolean };
  /** What changes schemas, and the catalog, of a database; a temporary table has neither. */
  readonly schemas?: SchemaWriter | null;
  readonly catalog?: Catalog;
  tableOf(objectId: number, view: Transaction): Table | null;
  /** The committed table of that name, where there are others. */
  open?(name: string): Table | null;
  changed(identity: TableIdentity, by: Transaction, schema: TableSchema | null): void;
}

/** What is one and the same for all schemas of a table. */
export class TableIdentity {
  /** Rises whenever somebody may see another schema than before. */
  epoch = 0;
  /** Ids and room that columns have been given since the attach, committed or not; null before the first. */
  columnSpace: ColumnSpace | null = null;
  readonly indexChanges = new IndexChanges();
  /** Who hears of changes of its rows; null before the first. */
  callbacks: TableCallbacks | null = null;
  /** Who deletes the table and has not committed. */
  deletedBy: Transaction | null = null;
  /** Where its long values are, if they have a tree that some schemas of the table do not know yet. */
  longValueTree: LongValueTree | null = null;
  /** Whether long values must stay in their records. */
  keepsLongValuesInRecords = false;
  readonly #trees = new Map<number, Tree>();

  constructor(
    readonly objectId: number,
    readonly owner: TableOwner | null = null,
  ) {}

  /** The table as a transaction sees it now; null when it does not see it. */
  seenBy(view: Transaction): Table | null {
    return this.owner?.tableOf(this.objectId, view) ?? null;
  }

  /** To be called when a transaction has changed the catalog's rows of the table; `schema` is what it sees now, if known. */
  changed(by: Transaction, schema: TableSchema | null = null): void {
    this.owner?.changed(this, by, schema);
  }

  /** The tree of an object of the table; all cursors on it share it. */
  tree(file: CachedFile, rootPage: number, objectId: number): Tree {
    let tree = this.#trees.get(rootPage);
    if (tree === undefined || tree.id !== objectId) {
      tree = new Tree(file, rootPage, objectId);
      this.#trees.set(rootPage, tree);
    }
    return tree;
  }
}

export class Table {
  readonly primaryTree: Tree;
  readonly identity: TableIdentity;
  readonly #keys = new Map<IndexSchema, IndexKeys>();
  #longValues: LongValueReader | null = null;

  /** `updateMajor` is the format version of the database, which decides the size of long-value chunks. */
  constructor(
    readonly file: CachedFile,
    readonly schema: TableSchema,
    readonly updateMajor: number,
    /** Changes the table's trees; null where the database is only read. */
    readonly changes: DatabaseChanges | null = null,
    identity: TableIdentity | null = null,
  ) {
    this.identity = identity ?? new TableIdentity(schema.objectId);
    this.primaryTree = this.identity.tree(file, schema.rootPage, schema.objectId);
    this.primaryTree.keepsFree = freeAt(schema.density, file);
  }

  /** The tree of a secondary index. */
  treeOf(index: IndexSchema): Tree {
    const tree = this.identity.tree(this.file, index.rootPage, index.objectId);
    tree.keepsFree = freeAt(index.density, this.file);
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
    const { schema, identity } = this;
    const isKnown = schema.longValueRoot !== 0;
    const rootPage = isKnown ? schema.longValueRoot : identity.longValueTree?.rootPage;
    const objectId = isKnown ? schema.longValueId : identity.longValueTree?.objectId;
    if (rootPage === undefined || objectId === undefined) return null;
    if (this.#longValues?.tree.id !== objectId) {
      const chunkMost = chunkBytes(
        this.file.slab.pageBytes,
        this.updateMajor,
        schema.longValueChunk === 0 ? null : schema.longValueChunk,
      );
      this.#longValues = new LongValueReader(identity.tree(this.file, rootPage, objectId), chunkMost);
    }
    return this.#longValues;
  }

  /** Gives the table a tree for long values, which it has none of yet. */
  createLongValues(by: Transaction): void {
    const { identity } = this;
    assert(identity.owner !== null, 'a table that is changed is one of a database that is');
    const made = identity.owner.createLongValueTree(this.schema, by);
    identity.longValueTree = made;
    if (made.isShared) return;
    by.whenEnded({
      committed: () => undefined,
      rolledBack: () => {
        identity.longValueTree = null;
      },
    });
  }
}

const WHOLE_PAGE = 100;

/** What a density, in percent of a page, leaves free. */
function freeAt(density: number, { slab }: CachedFile): number {
  if (density <= 0 || density >= WHOLE_PAGE) return 0;
  return Math.floor(((slab.pageBytes - slab.headerBytes) * (WHOLE_PAGE - density)) / WHOLE_PAGE);
}
