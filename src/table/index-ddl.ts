/**
 * Creating and deleting the indexes of a table, as one transaction does it: what may not be is refused, the rest goes into
 * the catalog and into the tree, and whoever sees the table hears of it.
 *
 * A failure leaves what was begun to be undone by whoever began the transaction, or the part of it that this is.
 */
import {
  JET_errFixedDDL,
  JET_errFixedInheritedDDL,
  JET_errIndexDuplicate,
  JET_errIndexHasPrimary,
  JET_errIndexInUse,
  JET_errIndexMustStay,
  JET_errIndexNotFound,
  JET_errRecordTooBig,
  JET_errSuccess,
  JET_errTableNotEmpty,
  JET_errWriteConflict,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { CHANGE_CONFLICT, CHANGE_DONE, CHANGE_DUPLICATE } from '../btree/change-result';
import type { Tree } from '../btree/tree';
import { createIndex, deleteIndex } from '../catalog/create-index';
import {
  defineIndex,
  type IndexDefinition,
  type IndexRequest,
  type IndexSurroundings,
} from '../catalog/index-definition';
import {
  INDEX_DERIVED,
  INDEX_PRIMARY,
  type IndexSchema,
  TABLE_FIXED_DDL,
  TABLE_TEMPLATE,
  type TableSchema,
} from '../catalog/schema';
import type { SchemaWriter } from '../catalog/schema-writer';
import { toJetColumnId } from '../record/column';
import { maxRecordBytes } from '../record/record-layout';
import type { Transaction } from '../version/transaction';
import { ColumnReader } from './column-reader';
import type { DatabaseTables } from './database-tables';
import { buildIndex } from './index-build';
import { catchUp } from './index-catch-up';
import type { KeyedIndex } from './index-changes';
import { RowKeys } from './row-keys';
import type { Table } from './table';

export class IndexDdl {
  readonly #schemas: SchemaWriter;

  constructor(
    tables: DatabaseTables,
    readonly by: Transaction,
  ) {
    this.#schemas = tables.writableSchemas;
  }

  /** Creates an index. With `isFilled` rows are entered; without, whoever asks knows that no row has a key. */
  create(table: Table, request: IndexRequest, surroundings: IndexSurroundings, isFilled: boolean): void {
    const { schema, identity } = table;
    const definition = defineIndex(request, schema, surroundings);
    const isPrimary = (definition.index.flags & INDEX_PRIMARY) !== 0;
    if (isPrimary) refusePrimary(table, definition.index);
    const { changes } = this.#schemas;
    this.#refuseHidden(table, definition.index, isPrimary);
    const index = this.#createEmpty(table, definition);
    if (!isPrimary && isFilled) buildIndex(table, index, changes.writer, this.by);
    if (!isPrimary) catchUp(table, index, changes, this.by);
    const { oldestBegin } = changes.transactions;
    identity.indexChanges.add(keyed(table, index), isPrimary, this.by, () => changes.now(), oldestBegin);
    identity.changed(this.by);
  }

  #createEmpty(table: Table, definition: IndexDefinition): IndexSchema {
    let made: IndexSchema | null = null;
    const place = (index: IndexSchema): void => {
      made = index;
    };
    const answer = createIndex(this.#schemas, table.schema, definition, place, this.by);
    requireDone(answer, JET_errIndexDuplicate, definition.index.name);
    return made ?? fail(JET_errIndexNotFound, definition.index.name);
  }

  /**
   * Rows in an order that the transaction does not see could not be entered as they must be for others, nor those whose
   * long values are not what it sees.
   */
  #refuseHidden(table: Table, index: IndexSchema, isPrimary: boolean): void {
    const { identity, schema, longValues, file } = table;
    if (identity.indexChanges.refusalOf(this.by) !== JET_errSuccess)
      fail(isPrimary ? JET_errIndexHasPrimary : JET_errWriteConflict, schema.name);
    if (longValues === null || !isOverLongValues(schema, index)) return;
    if ((file.versions?.unseenOf(longValues.tree, this.by).length ?? 0) > 0)
      fail(JET_errWriteConflict, schema.name);
  }

  /** Deletes an index; `isInUse` says whether it is the current one of a cursor. */
  delete(table: Table, name: string, isInUse: (index: IndexSchema) => boolean): void {
    const { schema, identity } = table;
    if ((schema.flags & (TABLE_FIXED_DDL | TABLE_TEMPLATE)) !== 0) fail(JET_errFixedDDL, schema.name);
    const index = schema.indexByName(name) ?? fail(JET_errIndexNotFound, name);
    if ((index.flags & INDEX_DERIVED) !== 0) fail(JET_errFixedInheritedDDL, name);
    if ((index.flags & INDEX_PRIMARY) !== 0) fail(JET_errIndexMustStay, name);
    const answer = deleteIndex(this.#schemas, schema.objectId, index, this.by);
    requireDone(answer, JET_errIndexDuplicate, name);
    if (isInUse(index)) fail(JET_errIndexInUse, name);
    if ((table.file.versions?.unseenOf(table.treeOf(index), this.by).length ?? 0) > 0)
      fail(JET_errWriteConflict, name);
    identity.indexChanges.remove(index.objectId, this.by);
    identity.changed(this.by);
  }
}

/** Ends the call unless the answer of the catalog is that all is done. */
function requireDone(answer: number, taken: JET_ERR, text: string): void {
  if (answer === CHANGE_DONE) return;
  if (answer === CHANGE_DUPLICATE) fail(taken, text);
  fail(answer === CHANGE_CONFLICT ? JET_errWriteConflict : JET_errIndexNotFound, text);
}

/** The index with what makes its keys, once somebody needs that. */
function keyed(table: Table, index: IndexSchema): KeyedIndex {
  let keys: RowKeys | null = null;
  return {
    index,
    get keys() {
      keys ??= new RowKeys(table, index, new ColumnReader(table));
      return keys;
    },
  };
}

function isOverLongValues({ columns }: TableSchema, index: IndexSchema): boolean {
  const used = new Set([...index.columns, ...index.conditions].map(({ columnId }) => columnId));
  return columns.some(
    (column) => column.isLongValue && used.has(toJetColumnId(column.columnId, column.templateColumn)),
  );
}

/** Rows lie in the order of the primary index from the first one on. */
function refusePrimary(table: Table, index: IndexSchema): void {
  const { schema, file, primaryTree } = table;
  if (schema.primaryIndex !== null) fail(JET_errIndexHasPrimary, schema.name);
  if (!isEmpty(primaryTree)) fail(JET_errTableNotEmpty, schema.name);
  if (schema.columnSpace.fixedEnd > maxRecordBytes(file.slab.pageBytes, index.keyMost))
    fail(JET_errRecordTooBig, `${schema.name}: fixed columns end at ${schema.columnSpace.fixedEnd}`);
}

/** Whether a tree has no node at all, not even one that is there for somebody else only. */
function isEmpty({ file, rootPage, slab }: Tree): boolean {
  const base = file.fix(rootPage);
  return slab.isLeaf(base) && slab.tagCount(base) === slab.firstNode(base);
}
