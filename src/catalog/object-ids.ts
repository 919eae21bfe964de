/**
 * MSysObjids: every object id that is in use, the table it belongs to, and what kind of object it is. The columns are
 * tagged, the key is the id.
 */
import { JET_coltypLong, JET_coltypShort } from '../../include/column-types';
import type { TreeWriter } from '../btree/insert';
import type { Tree } from '../btree/tree';
import { SearchKey } from '../page/search-key';
import type { ColumnSchema } from '../record/column';
import { OLD_KEY_MOST } from '../record/keys/key-shape';
import { maxRecordBytes } from '../record/record-layout';
import { RecordBuilder } from '../record/record-builder';
import type { Transaction } from '../version/transaction';
import { plainColumn } from './catalog-columns';
import { longKey } from './catalog-keys';

export const OBJECT_IDS_NAME = 'MSysObjids';
export const OBJECT_IDS_COLUMNS: readonly ColumnSchema[] = [
  plainColumn('objid', 256, JET_coltypLong, 0, 0),
  plainColumn('objidTable', 257, JET_coltypLong, 0, 0),
  plainColumn('type', 258, JET_coltypShort, 0, 0),
];
export const OBJECT_IDS_KEY = 256;

export class ObjectIds {
  readonly #builder: RecordBuilder;
  readonly #target = new SearchKey();
  readonly #number = new Uint8Array(4);

  constructor(
    readonly tree: Tree,
    readonly writer: TreeWriter,
  ) {
    const { pageBytes } = tree.slab;
    this.#builder = new RecordBuilder(pageBytes, maxRecordBytes(pageBytes, OLD_KEY_MOST));
  }

  add(objectId: number, tableId: number, type: number, by: Transaction | null): number {
    this.#builder.startEmpty();
    const row = [objectId, tableId, type];
    for (const [i, column] of OBJECT_IDS_COLUMNS.entries()) {
      new DataView(this.#number.buffer).setInt32(0, row[i], true);
      this.#builder.setTagged(column, 0, 0, this.#number, 0, column.maxBytes);
    }
    this.#seek(objectId);
    const { bytes, length } = this.#builder;
    return this.writer.insert(this.tree, this.#target, bytes, 0, length, by);
  }

  remove(objectId: number, by: Transaction | null): number {
    this.#seek(objectId);
    return this.writer.remove(this.tree, this.#target, by);
  }

  #seek(objectId: number): void {
    const key = longKey(objectId);
    this.#target.setKey(key, 0, key.length);
  }
}
