/**
 * Lists that information calls answer with: rows of values under named columns, whose ids are those that a temporary
 * table would give them, in the order in which such a table would keep them.
 */
import { JET_coltypText } from '../../include/column-types';
import type { JET_COLUMNID } from '../../include/handles';
import { DEFAULT_LCMAP_FLAGS, DEFAULT_LOCALE_NAME, findSorter } from '../record/collation/sorter';
import { KeyBuilder } from '../record/keys/key-builder';
import { type IndexKeyShape, OLD_KEY_MOST } from '../record/keys/key-shape';

type ListKind = 'fixed' | 'text' | 'long';

type ListRow<Name extends string> = Readonly<Partial<Record<Name, Uint8Array>>>;

export interface ListTable<Name extends string = string> {
  readonly columnIds: Readonly<Record<Name, JET_COLUMNID>>;
  readonly rows: readonly ListRow<Name>[];
}

/** The first id of each kind of column. */
export const FIRST_LIST_IDS: Readonly<Record<ListKind, number>> = { fixed: 1, text: 128, long: 256 };

/** Gives columns their ids, in order, within the range of their kind. */
export function assignColumnIds<Name extends string>(
  columns: Readonly<Record<Name, ListKind>>,
): Record<Name, JET_COLUMNID>;
export function assignColumnIds(columns: Readonly<Record<string, ListKind>>): Record<string, JET_COLUMNID> {
  const next = { ...FIRST_LIST_IDS };
  return Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, next[kind]++]));
}

export const listText = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf16le'));

export function listNumber(value: number, size: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes.subarray(0, size);
}

/** Brings rows into the order of a text, as the default locale sorts it, and of a number where texts are equal. */
export function sortRows<Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
  numberOf: (row: Row) => number,
): Row[] {
  return rows
    .map((row) => ({ row, key: textKey(textOf(row)), number: numberOf(row) }))
    .sort((a, b) => Buffer.compare(a.key, b.key) || a.number - b.number)
    .map(({ row }) => row);
}

const builder = new KeyBuilder();
let shape: IndexKeyShape | null = null;

function textKey(text: string): Uint8Array {
  shape ??= textShape();
  builder.begin(shape);
  const bytes = listText(text);
  builder.appendValue(bytes, 0, bytes.length);
  return builder.bytes.slice(0, builder.length);
}

function textShape(): IndexKeyShape {
  const segment = {
    columnType: JET_coltypText,
    isFixed: false,
    maxBytes: OLD_KEY_MOST,
    isDescending: false,
    isText: true,
    isBinary: false,
    isUnicode: true,
    sorter: findSorter(DEFAULT_LOCALE_NAME, DEFAULT_LCMAP_FLAGS),
  };
  return {
    segments: [segment],
    keyMost: OLD_KEY_MOST,
    segmentMost: OLD_KEY_MOST,
    areNullsHigh: false,
    usesDotNetGuids: false,
    disallowsTruncation: false,
    hasPlaceholder: false,
    tuple: null,
  };
}
