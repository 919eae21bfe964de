/**
 * Changes of the schemas of tables, as one transaction makes them: what may not be is refused, the rest goes into the
 * catalog, and whoever sees the table hears of it.
 *
 * A failure leaves what was begun to be undone by whoever began the transaction, or the part of it that this is.
 */
import {
  JET_errColumnDuplicate,
  JET_errColumnInUse,
  JET_errColumnNotFound,
  JET_errColumnRedundant,
  JET_errDDLNotInheritable,
  JET_errFixedDDL,
  JET_errFixedInheritedDDL,
  JET_errInvalidParameter,
  JET_errObjectNotFound,
  JET_errSuccess,
  JET_errTableDuplicate,
  JET_errTableNotEmpty,
  JET_errWriteConflict,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import { BTreeCursor } from '../btree/cursor';
import { CHANGE_CONFLICT, CHANGE_DONE, CHANGE_DUPLICATE } from '../btree/change-result';
import { extendSchema } from '../catalog/build-schema';
import {
  type ColumnRequest,
  type ColumnSurroundings,
  placeColumn,
  requireDefaultSize,
  validateColumn,
} from '../catalog/new-column';
import {
  type ColumnSpace,
  foldName,
  TABLE_FIXED_DDL,
  TABLE_TEMPLATE,
  type TableSchema,
} from '../catalog/schema';
import type { NewTable, SchemaWriter } from '../catalog/schema-writer';
import { type ColumnSchema, toJetColumnId } from '../record/column';
import { maxRecordBytes } from '../record/record-layout';
import type { Transaction } from '../version/transaction';
import type { DatabaseTables } from './database-tables';
import { numbersOf } from './row-numbers';
import { RowUpdate } from './row-update';
import type { Table } from './table';
import { TableCursor } from './table-cursor';

const isFixedDdl = ({ flags }: TableSchema): boolean => (flags & (TABLE_FIXED_DDL | TABLE_TEMPLATE)) !== 0;
export const isTemplateTable = ({ flags }: TableSchema): boolean => (flags & TABLE_TEMPLATE) !== 0;

/** Ends the call unless the answer of the catalog is that all is done. */
function requireDone(answer: number, taken: JET_ERR, missing: JET_ERR, text: string): void {
  if (answer === CHANGE_DONE) return;
  if (answer === CHANGE_DUPLICATE) fail(taken, text);
  fail(answer === CHANGE_CONFLICT ? JET_errWriteConflict : missing, text);
}

export class TableDdl {
  readonly #schemas: SchemaWriter;

  constructor(
    readonly tables: DatabaseTables,
    readonly by: Transaction,
  ) {
    this.#schemas = tables.writableSchemas;
  }

  get pageBytes(): number {
    return this.tables.file.slab.pageBytes;
  }

  /** The template for a new table. */
  template(name: string): Table {
    const template = this.tables.open(name, this.by) ?? fail(JET_errObjectNotFound, `no template ${name}`);
    return isTemplateTable(template.schema) ? template : fail(JET_errDDLNotInheritable, name);
  }

  /** Makes a table without columns of its own, with the indexes of its template. */
  createTable(request: NewTable): Table {
    const { by, tables } = this;
    let objectId = 0;
    const made = this.#schemas.createTable(request, (place) => (objectId = place.objectId), by);
    requireDone(made, JET_errTableDuplicate, JET_errObjectNotFound, request.name);
    const identity = tables.identityOf(objectId);
    identity.changed(by);
    const table = this.#seen(identity.seenBy(by), request.name);
    if (request.templateName === null) return table;
    this.#inheritIndexes(this.template(request.templateName), table);
    identity.changed(by);
    return this.#seen(identity.seenBy(by), request.name);
  }

  #seen(table: Table | null, name: string): Table {
    return table ?? fail(JET_errObjectNotFound, name);
  }

  #inheritIndexes(template: Table, table: Table): void {
    const { rootPage, objectId } = table.schema;
    const answer = this.#schemas.inheritIndexes(template.schema.objectId, { objectId, rootPage }, this.by);
    requireDone(answer, JET_errTableDuplicate, JET_errObjectNotFound, table.schema.name);
  }

  /** Adds the columns of a table that is being created, one after the other; `made` hears of each. */
  addFirstColumns(
    table: Table,
    requests: readonly (() => ColumnRequest)[],
    recordMost: number,
    made: (index: number, columnId: number, request: ColumnRequest) => void,
  ): void {
    const { schema, identity } = table;
    const added: ColumnSchema[] = [];
    for (const [index, askFor] of requests.entries()) {
      const request = askFor();
      const { column } = validateColumn(request, surroundingsOf(table, true));
      const placed = placeColumn(column, this.#spaceOf(table), recordMost);
      refuseRedundant([...schema.columns, ...added], column);
      requireDefaultSize(column, column.defaultValue);
      identity.columnSpace = placed.space;
      const answer = this.#schemas.addColumn(schema.objectId, placed.column, this.by);
      requireDone(answer, JET_errColumnDuplicate, JET_errObjectNotFound, request.name);
      if (column.autoIncrement || column.version) added.push(column);
      made(index, toJetColumnId(placed.column.columnId, column.templateColumn), request);
    }
    if (requests.length > 0) identity.changed(this.by);
  }

  /**
   * Adds a column to a table. `numbered` hears of its id before the last refusals, as the engine has it. Returns whether
   * its size was cut.
   */
  addColumn(
    table: Table,
    request: ColumnRequest,
    options: { readonly isExclusive: boolean; readonly permitsDdl: boolean },
    numbered: (columnId: number) => void,
  ): boolean {
    const { schema, identity } = table;
    if (isFixedDdl(schema) && !options.permitsDdl) fail(JET_errFixedDDL, schema.name);
    const { column, isTruncated } = validateColumn(request, surroundingsOf(table, options.isExclusive));
    if (column.templateColumn && column.kind !== 'tagged') fail(JET_errFixedDDL, schema.name);
    if (column.escrow) requireEmpty(table);
    if (schema.columnByName(column.name) !== undefined) fail(JET_errColumnDuplicate, column.name);
    const placed = this.#addNewColumn(table, column, numbered);
    identity.changed(this.by, extendSchema(schema, placed.column, placed.space));
    if (column.autoIncrement) this.#numberRows(this.#seen(identity.seenBy(this.by), schema.name));
    return isTruncated;
  }

  /** Rows that were there before the column are numbered in their order. */
  #numberRows(table: Table): void {
    numbersOf(table).beginAnew();
    const rows = new TableCursor(table, this.by);
    const update = new RowUpdate(rows);
    try {
      for (let at = rows.moveFirst(); at === JET_errSuccess; at = rows.moveBy(1, false)) {
        const err = update.numberCurrent(this.by);
        if (err !== JET_errSuccess) fail(err, `${table.schema.name}: a row cannot be numbered`);
      }
    } finally {
      rows.release();
    }
  }

  #addNewColumn(
    table: Table,
    column: ColumnSchema,
    numbered: (columnId: number) => void,
  ): ReturnType<typeof placeColumn> {
    const { schema, identity } = table;
    const keyMost = schema.primaryIndex?.keyMost ?? null;
    const recordMost = maxRecordBytes(table.file.slab.pageBytes, keyMost);
    const placed = placeColumn(column, this.#spaceOf(table), recordMost);
    numbered(toJetColumnId(placed.column.columnId, column.templateColumn));
    refuseRedundant(schema.columns, column);
    requireDefaultSize(column, column.defaultValue);
    identity.columnSpace = placed.space;
    const answer = this.#schemas.addColumn(schema.objectId, placed.column, this.by);
    requireDone(answer, JET_errColumnDuplicate, JET_errObjectNotFound, column.name);
    return placed;
  }

  /** Ids only rise, whether what was given out before was committed or not. */
  #spaceOf({ schema, identity }: Table): ColumnSpace {
    const known = schema.columnSpace;
    const given = identity.columnSpace ?? known;
    return {
      lastFixedId: Math.max(known.lastFixedId, given.lastFixedId),
      lastVariableId: Math.max(known.lastVariableId, given.lastVariableId),
      lastTaggedId: Math.max(known.lastTaggedId, given.lastTaggedId),
      fixedEnd: Math.max(known.fixedEnd, given.fixedEnd),
    };
  }

  deleteColumn(table: Table, name: string, ignoresTemplate: boolean): void {
    const { schema, identity } = table;
    if (isFixedDdl(schema)) fail(JET_errFixedDDL, schema.name);
    const found = schema.columnByName(name);
    if (found !== undefined && found.isDerived && !ignoresTemplate) fail(JET_errFixedInheritedDDL, name);
    const column = ownColumn(schema, name);
    const answer = this.#schemas.deleteColumn(schema.objectId, column, this.by);
    requireDone(answer, JET_errColumnNotFound, JET_errColumnNotFound, name);
    if (isIndexed(table, column, this.by)) fail(JET_errColumnInUse, name);
    identity.changed(this.by);
  }

  renameColumn(table: Table, from: string, to: string): void {
    const { schema, identity } = table;
    const column = ownColumn(schema, from);
    const answer = this.#schemas.renameColumn(schema.objectId, column, to, this.by);
    requireDone(answer, JET_errColumnDuplicate, JET_errColumnNotFound, from);
    identity.changed(this.by);
  }

  setDefault(table: Table, name: string, value: Uint8Array): void {
    const { schema, identity } = table;
    const column = ownColumn(schema, name);
    if (isIndexed(table, column, this.by)) fail(JET_errColumnInUse, name);
    requireDefaultSize(column, value);
    const answer = this.#schemas.setDefault(schema.objectId, column, value, this.by);
    requireDone(answer, JET_errColumnDuplicate, JET_errColumnNotFound, name);
    identity.changed(this.by);
  }

  addCallback(table: Table, kind: number, name: string): void {
    const answer = this.#schemas.addCallback(table.schema.objectId, kind, name, this.by);
    requireDone(answer, JET_errInvalidParameter, JET_errObjectNotFound, name);
    table.identity.changed(this.by);
  }

  renameTable(from: string, to: string): void {
    const table = this.tables.open(from, this.by) ?? fail(JET_errObjectNotFound, from);
    if (isFixedDdl(table.schema)) fail(JET_errFixedDDL, from);
    const answer = this.#schemas.renameTable(table.schema.objectId, to, this.by);
    requireDone(answer, JET_errTableDuplicate, JET_errObjectNotFound, to);
    table.identity.changed(this.by);
  }

  deleteTable({ schema, identity }: Table): void {
    const answer = this.#schemas.removeTable(schema.objectId, schema.rootPage, this.by);
    requireDone(answer, JET_errTableDuplicate, JET_errObjectNotFound, schema.name);
    identity.deletedBy = this.by;
    this.by.whenEnded({ committed: () => undefined, rolledBack: () => (identity.deletedBy = null) });
    identity.changed(this.by);
  }
}

const surroundingsOf = ({ schema, updateMajor }: Table, isExclusive: boolean): ColumnSurroundings => ({
  isExclusive,
  updateMajor,
  isTemplate: isTemplateTable(schema),
  isInherited: (name) => schema.columnByName(name)?.isDerived === true,
});

/** A table numbers its rows in one column at most, and their changes in one. */
function refuseRedundant(columns: readonly ColumnSchema[], added: ColumnSchema): void {
  const isTaken =
    (added.autoIncrement && columns.some((column) => column.autoIncrement)) ||
    (added.version && columns.some((column) => column.version));
  if (isTaken) fail(JET_errColumnRedundant, added.name);
}

/** A column of the table itself, not of its template. */
function ownColumn(schema: TableSchema, name: string): ColumnSchema {
  const folded = foldName(name);
  return (
    schema.columns.find((column) => !column.isDerived && foldName(column.name) === folded) ??
    fail(JET_errColumnNotFound, name)
  );
}

/** Whether an index has the column, be it one that the transaction does not see. */
function isIndexed(table: Table, { columnId, templateColumn }: ColumnSchema, by: Transaction): boolean {
  const { schema, identity } = table;
  const publicId = toJetColumnId(columnId, templateColumn);
  const hidden = identity.indexChanges.hiddenFrom(by).map(({ index }) => index);
  return [...schema.indexes, ...hidden].some(({ columns, conditions }) =>
    [...columns, ...conditions].some((indexed) => indexed.columnId === publicId),
  );
}

/** No row may lack the column: not even one that is only there for others still. */
function requireEmpty(table: Table): void {
  if (new BTreeCursor(table.primaryTree).moveFirst()) fail(JET_errTableNotEmpty, table.schema.name);
}
