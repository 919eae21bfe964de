/**
 * How the keys of one index are made: the shape the key builder needs, worked out of the schema once.
 */
import { JET_errCatalogCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  INDEX_DISALLOW_TRUNCATION,
  INDEX_DOT_NET_GUID,
  INDEX_NULLS_HIGH,
  INDEX_PRIMARY,
  type IndexSchema,
  type TableSchema,
} from '../catalog/schema';
import { nlsVersionOf } from '../record/collation/sort-version';
import { findSorter, type Sorter } from '../record/collation/sorter';
import type { ColumnSchema } from '../record/column';
import {
  CODE_PAGE_UNICODE,
  type IndexKeyShape,
  keySegmentOf,
  primaryShapeOf,
} from '../record/keys/key-shape';

export class IndexKeys {
  readonly columns: readonly ColumnSchema[];
  readonly shape: IndexKeyShape;

  constructor(
    table: TableSchema,
    readonly index: IndexSchema,
  ) {
    this.columns = index.columns.map(({ columnId }) => {
      const column = table.columnById(columnId);
      return (
        column ?? fail(JET_errCatalogCorrupted, `index ${index.name} of ${table.name}: no column ${columnId}`)
      );
    });
    const sorter = this.columns.some((column) => column.codePage === CODE_PAGE_UNICODE)
      ? sorterOf(index)
      : null;
    const shape: IndexKeyShape = {
      segments: this.columns.map((column, i) => keySegmentOf(column, index.columns[i].isDescending, sorter)),
      keyMost: index.keyMost,
      segmentMost: index.varSegMac,
      areNullsHigh: (index.flags & INDEX_NULLS_HIGH) !== 0,
      usesDotNetGuids: (index.moreFlags & INDEX_DOT_NET_GUID) !== 0,
      disallowsTruncation: (index.flags & INDEX_DISALLOW_TRUNCATION) !== 0,
      hasPlaceholder: this.columns.length > 0 && this.columns[0].primaryIndexPlaceholder,
      tuple: index.tupleLimits,
    };
    this.shape = (index.flags & INDEX_PRIMARY) === 0 ? shape : primaryShapeOf(shape);
  }
}

/** The sorter of the index's locale: by name, or in older catalogs by number. */
function sorterOf(index: IndexSchema): Sorter | null {
  const locale = index.localeName === '' && index.lcid !== 0 ? index.lcid : index.localeName;
  const version = nlsVersionOf(index.sortVersion);
  return version === 0 ? findSorter(locale, index.lcMapFlags) : findSorter(locale, index.lcMapFlags, version);
}
