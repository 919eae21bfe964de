/** The engine as the model drives it: the same calls with the same arguments, values as strings of bytes. */
import { JET_errSuccess, JET_wrnColumnNull } from '../../errors/codes';
import {
  JET_coltypBinary,
  JET_coltypCurrency,
  JET_coltypLong,
  JET_coltypLongBinary,
  JET_coltypShort,
} from '../../include/column-types';
import {
  JET_bitColumnAutoincrement,
  JET_bitColumnEscrowUpdate,
  JET_bitColumnFixed,
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
  JET_bitColumnVersion,
} from '../../include/grbits/column-ddl';
import {
  JET_bitIndexColumnMustBeNonNull,
  JET_bitIndexColumnMustBeNull,
  JET_bitIndexIgnoreAnyNull,
  JET_bitIndexPrimary,
  JET_bitIndexUnique,
} from '../../include/grbits/index-ddl';
import {
  JET_bitCheckUniqueness,
  JET_bitKeyDataZeroLength,
  JET_bitMoveKeyNE,
  JET_bitNewKey,
  JET_bitRangeInclusive,
  JET_bitRangeInstantDuration,
  JET_bitRangeUpperLimit,
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitSeekGT,
  JET_bitSeekLE,
  JET_bitSeekLT,
  JET_bitSetIndexRange,
} from '../../include/grbits/navigation';
import { JET_bitNoMove } from '../../include/grbits/position';
import { JET_bitRetrieveCopy, JET_bitRetrieveFromIndex } from '../../include/grbits/retrieval';
import { JET_bitRollbackAll } from '../../include/grbits/transaction';
import {
  JET_bitSetAppendLV,
  JET_bitSetOverwriteLV,
  JET_bitSetSizeLV,
  JET_bitSetZeroLength,
  JET_bitWriteLock,
} from '../../include/grbits/update';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import {
  JET_prepCancel,
  JET_prepInsert,
  JET_prepInsertCopy,
  JET_prepInsertCopyDeleteOriginal,
  JET_prepInsertCopyReplaceOriginal,
  JET_prepReplace,
  JET_prepReplaceNoLock,
} from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_COLUMNCREATE, JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_CONDITIONALCOLUMN, JET_INDEXCREATE } from '../../include/structs/index-ddl';
import { JET_RETINFO } from '../../include/structs/retrieval';
import { JET_TABLECREATE } from '../../include/structs/table';
import { JET_SETINFO } from '../../include/structs/update';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import type { PartOfValue } from './cursor';
import type { Preparation, Relation } from './position';
import type { IndexDefinition, ModelColumn } from './schema';

const LONGEST = 1 << 16;
const KEY_BYTES = 256;
const buffer = Buffer.alloc(LONGEST);
const DENSITY = 90;

const PREPARATIONS: Record<Preparation, number> = {
  insert: JET_prepInsert,
  replace: JET_prepReplace,
  replaceNoLock: JET_prepReplaceNoLock,
  copy: JET_prepInsertCopy,
  copyDelete: JET_prepInsertCopyDeleteOriginal,
  copyReplace: JET_prepInsertCopyReplaceOriginal,
};
const RELATIONS: Record<Relation, number> = {
  EQ: JET_bitSeekEQ,
  GE: JET_bitSeekGE,
  GT: JET_bitSeekGT,
  LE: JET_bitSeekLE,
  LT: JET_bitSeekLT,
};

const PARTS: Record<PartOfValue['how'], number> = {
  append: JET_bitSetAppendLV,
  overwrite: JET_bitSetOverwriteLV,
  overwriteAndCut: JET_bitSetOverwriteLV | JET_bitSetSizeLV,
  size: JET_bitSetSizeLV,
};

const bytesOf = (value: string): Buffer => Buffer.from(value, 'latin1');

export class EngineSession {
  readonly sesid: number;
  readonly dbid: number;

  constructor(instance: number, path: string) {
    const [sesid, dbid] = [ref(0), ref(0)];
    requireSuccess(api.jetBeginSession(instance, sesid, null, null));
    this.sesid = sesid.value;
    const err = api.jetAttachDatabase(this.sesid, path, 0);
    if (err < 0) requireSuccess(err);
    requireSuccess(api.jetOpenDatabase(this.sesid, path, null, dbid, 0));
    this.dbid = dbid.value;
  }

  end(): number {
    return api.jetEndSession(this.sesid, 0);
  }

  begin(): number {
    return api.jetBeginTransaction(this.sesid);
  }

  commit(): number {
    return api.jetCommitTransaction(this.sesid, 0);
  }

  rollback(all: boolean): number {
    return api.jetRollback(this.sesid, all ? JET_bitRollbackAll : 0);
  }

  createTable(
    name: string,
    columns: readonly ModelColumn[],
    indexes: readonly IndexDefinition[],
  ): [err: number, tableid: number] {
    const table = JET_TABLECREATE({
      szTableName: name,
      rgcolumncreate: columns.map(columnOf),
      cColumns: columns.length,
      rgindexcreate: indexes.map(indexOf),
      cIndexes: indexes.length,
    });
    const err = api.jetCreateTableColumnIndex(this.sesid, this.dbid, table);
    return [err, table.tableid];
  }

  deleteTable(name: string): number {
    return api.jetDeleteTable(this.sesid, this.dbid, name);
  }

  open(name: string): [err: number, tableid: number] {
    const tableid = ref(0);
    const err = api.jetOpenTable(this.sesid, this.dbid, name, null, 0, 0, tableid);
    return [err, tableid.value];
  }
}

export class EngineCursor {
  readonly #ids = new Map<string, number>();

  constructor(
    readonly session: EngineSession,
    readonly tableid: number,
  ) {}

  get #sesid(): number {
    return this.session.sesid;
  }

  close(): number {
    return api.jetCloseTable(this.#sesid, this.tableid);
  }

  setIndex(name: string): number {
    return api.jetSetCurrentIndex(this.#sesid, this.tableid, name);
  }

  /** Stays on the row. */
  setIndexHere(name: string): number {
    return api.jetSetCurrentIndex2(this.#sesid, this.tableid, name, JET_bitNoMove);
  }

  moveFirst(): number {
    return api.jetMove(this.#sesid, this.tableid, JET_MoveFirst, 0);
  }

  moveLast(): number {
    return api.jetMove(this.#sesid, this.tableid, JET_MoveLast, 0);
  }

  moveBy(count: number, isDistinct: boolean): number {
    return api.jetMove(this.#sesid, this.tableid, count, isDistinct ? JET_bitMoveKeyNE : 0);
  }

  check(): number {
    return api.jetMove(this.#sesid, this.tableid, 0, 0);
  }

  makeKey(values: readonly (string | null)[]): void {
    for (const [number, value] of values.entries()) {
      const bytes = value === null ? null : bytesOf(value);
      const isEmpty = bytes !== null && bytes.length === 0;
      const bits = (number === 0 ? JET_bitNewKey : 0) | (isEmpty ? JET_bitKeyDataZeroLength : 0);
      requireSuccess(api.jetMakeKey(this.#sesid, this.tableid, bytes, bytes?.length ?? 0, bits));
    }
  }

  /** The key made, as bytes. */
  searchKey(): string {
    const length = ref(0);
    requireSuccess(
      api.jetRetrieveKey(this.#sesid, this.tableid, buffer, KEY_BYTES, length, JET_bitRetrieveCopy),
    );
    return buffer.toString('latin1', 0, length.value);
  }

  /** The key of the current entry; null without one. */
  currentKey(): { readonly err: number; readonly key: string } {
    const length = ref(0);
    const err = api.jetRetrieveKey(this.#sesid, this.tableid, buffer, KEY_BYTES, length, 0);
    return { err, key: err === JET_errSuccess ? buffer.toString('latin1', 0, length.value) : '' };
  }

  seek(relation: Relation, checksUnique: boolean, setsRange: boolean): number {
    const bits =
      RELATIONS[relation] |
      (checksUnique ? JET_bitCheckUniqueness : 0) |
      (setsRange ? JET_bitSetIndexRange : 0);
    return api.jetSeek(this.#sesid, this.tableid, bits);
  }

  setRange(isUpper: boolean, isInclusive: boolean, isInstant: boolean): number {
    const bits =
      (isUpper ? JET_bitRangeUpperLimit : 0) |
      (isInclusive ? JET_bitRangeInclusive : 0) |
      (isInstant ? JET_bitRangeInstantDuration : 0);
    return api.jetSetIndexRange(this.#sesid, this.tableid, bits);
  }

  goTo(bookmark: string): number {
    const bytes = bytesOf(bookmark);
    return api.jetGotoBookmark(this.#sesid, this.tableid, bytes, bytes.length);
  }

  bookmark(): { readonly err: number; readonly key: string } {
    const length = ref(0);
    const err = api.jetGetBookmark(this.#sesid, this.tableid, buffer, KEY_BYTES, length);
    return { err, key: err === JET_errSuccess ? buffer.toString('latin1', 0, length.value) : '' };
  }

  count(): { readonly err: number; readonly count: number } {
    const count = ref(0);
    const err = api.jetIndexRecordCount(this.#sesid, this.tableid, count, 0);
    return { err, count: count.value };
  }

  /** The value of a column that the current entry was made of. */
  readEntry(column: string): { readonly code: number; readonly value: string } {
    const length = ref(0);
    const id = this.#columnId(column);
    const bits = JET_bitRetrieveFromIndex;
    const code = api.jetRetrieveColumn(this.#sesid, this.tableid, id, buffer, LONGEST, length, bits, null);
    return { code, value: code === JET_errSuccess ? buffer.toString('latin1', 0, length.value) : '' };
  }

  /** All values of a column; only a multi-valued one has more than one. */
  read(
    column: string,
    isMultiValued: boolean,
    grbit: number,
  ): { readonly code: number; readonly values: string[] } {
    const values: string[] = [];
    const length = ref(0);
    const id = this.#columnId(column);
    for (let itag = 1; ; itag++) {
      const place = JET_RETINFO({ itagSequence: itag });
      const code = api.jetRetrieveColumn(
        this.#sesid,
        this.tableid,
        id,
        buffer,
        LONGEST,
        length,
        grbit,
        place,
      );
      if (code !== JET_errSuccess)
        return { code: values.length > 0 && code === JET_wrnColumnNull ? JET_errSuccess : code, values };
      values.push(buffer.toString('latin1', 0, length.value));
      if (!isMultiValued) return { code, values };
    }
  }

  prepare(how: Preparation): number {
    return api.jetPrepareUpdate(this.#sesid, this.tableid, PREPARATIONS[how]);
  }

  cancel(): number {
    return api.jetPrepareUpdate(this.#sesid, this.tableid, JET_prepCancel);
  }

  set(column: string, value: string | null, itagSequence: number, grbit = 0, ibLongValue = 0): number {
    const id = this.#columnId(column);
    const bytes = value === null ? null : bytesOf(value);
    const bits = grbit | (value === '' ? JET_bitSetZeroLength : 0);
    const place = JET_SETINFO({ itagSequence, ibLongValue });
    return api.jetSetColumn(this.#sesid, this.tableid, id, bytes, bytes?.length ?? 0, bits, place);
  }

  setPart(column: string, { how, bytes, offset, size }: PartOfValue): number {
    const id = this.#columnId(column);
    const place = JET_SETINFO({ itagSequence: 1, ibLongValue: offset });
    const isSize = how === 'size';
    const [value, length] = isSize ? [null, size] : [bytesOf(bytes), bytes.length];
    return api.jetSetColumn(this.#sesid, this.tableid, id, value, length, PARTS[how], place);
  }

  update(): { readonly code: number; readonly rowKey: string } {
    const length = ref(0);
    const code = api.jetUpdate(this.#sesid, this.tableid, buffer, KEY_BYTES, length);
    return { code, rowKey: buffer.toString('latin1', 0, length.value) };
  }

  remove(): number {
    return api.jetDelete(this.#sesid, this.tableid);
  }

  escrow(column: string, delta: number): { readonly code: number; readonly before: number } {
    const [by, old] = [Buffer.alloc(4), Buffer.alloc(4)];
    by.writeInt32LE(delta);
    const id = this.#columnId(column);
    const code = api.jetEscrowUpdate(this.#sesid, this.tableid, id, by, 4, old, 4, ref(0), 0);
    return { code, before: old.readInt32LE(0) };
  }

  lock(): number {
    return api.jetGetLock(this.#sesid, this.tableid, JET_bitWriteLock);
  }

  createIndex(definition: IndexDefinition): number {
    return api.jetCreateIndex2(this.#sesid, this.tableid, [indexOf(definition)], 1);
  }

  deleteIndex(name: string): number {
    return api.jetDeleteIndex(this.#sesid, this.tableid, name);
  }

  addColumn(column: ModelColumn): number {
    const { szColumnName, coltyp, grbit, pvDefault, cbDefault } = columnOf(column);
    const definition = JET_COLUMNDEF({ coltyp, grbit });
    const [standard, id] = [pvDefault instanceof Uint8Array ? pvDefault : null, ref(0)];
    return api.jetAddColumn(this.#sesid, this.tableid, szColumnName, definition, standard, cbDefault, id);
  }

  deleteColumn(name: string): number {
    return api.jetDeleteColumn(this.#sesid, this.tableid, name);
  }

  #columnId(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const info = JET_COLUMNDEF();
    requireSuccess(api.jetGetTableColumnInfo(this.#sesid, this.tableid, name, info, JET_COLUMNDEF.cb, 0));
    this.#ids.set(name, info.columnid);
    return info.columnid;
  }
}

export const COPY = JET_bitRetrieveCopy;

function columnOf(column: ModelColumn): JET_COLUMNCREATE {
  const standard = column.standard === undefined ? null : bytesOf(column.standard);
  return JET_COLUMNCREATE({
    szColumnName: column.name,
    coltyp: typeOf(column),
    grbit:
      (column.kind === 'fixed' ? JET_bitColumnFixed : 0) |
      (column.kind === 'tagged' && column.isLong !== true ? JET_bitColumnTagged : 0) |
      (column.isMultiValued === true ? JET_bitColumnMultiValued : 0) |
      (column.isAutoIncrement === true ? JET_bitColumnAutoincrement : 0) |
      (column.isVersion === true ? JET_bitColumnVersion : 0) |
      (column.isEscrow === true ? JET_bitColumnEscrowUpdate : 0) |
      (column.isRequired === true ? JET_bitColumnNotNULL : 0),
    pvDefault: standard,
    cbDefault: standard?.length ?? 0,
  });
}

function typeOf({ keyType, isLong }: ModelColumn): number {
  switch (keyType) {
    case 'long':
      return JET_coltypLong;
    case 'short':
      return JET_coltypShort;
    case 'currency':
      return JET_coltypCurrency;
    default:
      return isLong === true ? JET_coltypLongBinary : JET_coltypBinary;
  }
}

function indexOf(definition: IndexDefinition): JET_INDEXCREATE {
  const { name, segments, condition } = definition;
  const szKey = `${segments.map(({ column, isDescending }) => `${isDescending ? '-' : '+'}${column}\0`).join('')}\0`;
  const conditions =
    condition === undefined
      ? []
      : [
          JET_CONDITIONALCOLUMN({
            szColumnName: condition.column,
            grbit: condition.isNull ? JET_bitIndexColumnMustBeNull : JET_bitIndexColumnMustBeNonNull,
          }),
        ];
  return JET_INDEXCREATE({
    szIndexName: name,
    szKey,
    cbKey: szKey.length,
    grbit:
      (definition.isPrimary === true ? JET_bitIndexPrimary : 0) |
      (definition.isUnique === true ? JET_bitIndexUnique : 0) |
      (definition.ignoresAnyNull === true ? JET_bitIndexIgnoreAnyNull : 0),
    ulDensity: DENSITY,
    rgconditionalcolumn: conditions,
    cConditionalColumn: conditions.length,
  });
}
