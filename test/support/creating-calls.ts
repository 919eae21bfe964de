/**
 * The calls that create indexes, and tables with columns and indexes, in all their versions: what is asked for is said in
 * one way, and each version says it with its own structs.
 */
import { JET_bitIndexTupleLimits, JET_bitIndexUnicode } from '../../include/grbits/index-ddl';
import { JET_COLUMNCREATE, type JET_USERDEFINEDDEFAULT } from '../../include/structs/column-ddl';
import {
  JET_CONDITIONALCOLUMN,
  JET_INDEXCREATE,
  JET_INDEXCREATE2,
  JET_INDEXCREATE3,
  JET_SPACEHINTS,
  JET_TUPLELIMITS,
  JET_UNICODEINDEX,
  JET_UNICODEINDEX2,
} from '../../include/structs/index-ddl';
import {
  JET_TABLECREATE,
  JET_TABLECREATE2,
  JET_TABLECREATE3,
  JET_TABLECREATE4,
} from '../../include/structs/table';
import * as api from '../../src/api';

export interface IndexAsked {
  readonly name?: string;
  /** The segments of the key, each with its sign. */
  readonly key?: readonly string[];
  readonly grbit?: number;
  readonly density?: number;
  /** A locale and flags, which stand for JET_bitIndexUnicode. */
  readonly locale?: { readonly lcid: number; readonly name: string; readonly flags: number };
  readonly segmentMost?: number;
  /** Limits of tuples, which stand for JET_bitIndexTupleLimits. */
  readonly limits?: Partial<JET_TUPLELIMITS>;
  readonly conditions?: readonly { readonly name: string; readonly grbit: number }[];
  /** Hints for space; the first version has none. */
  readonly hints?: Partial<JET_SPACEHINTS>;
  readonly keyLength?: number;
}

export interface ColumnAsked {
  readonly name: string;
  readonly coltyp?: number;
  readonly cbMax?: number;
  readonly cp?: number;
  readonly grbit?: number;
  readonly value?: Uint8Array | JET_USERDEFINEDDEFAULT;
  readonly valueBytes?: number;
}

export interface TableAsked {
  readonly name?: string;
  readonly template?: string;
  readonly density?: number;
  readonly grbit?: number;
  readonly columns?: readonly ColumnAsked[] | null;
  readonly indexes?: readonly IndexAsked[] | null;
  /** How many indexes are said to be there. */
  readonly indexCount?: number;
  readonly callback?: string;
  readonly sequentialHints?: Partial<JET_SPACEHINTS>;
}

interface Place {
  readonly sesid: number;
  readonly dbid: number;
}

const keyText = (segments: readonly string[]): string => `${segments.map((each) => `${each}\0`).join('')}\0`;

function membersOf(asked: IndexAsked): Partial<JET_INDEXCREATE> {
  const { name = 'i', key = ['+a'], grbit = 0, density = 90, locale, segmentMost = 0, limits } = asked;
  const { conditions = [] } = asked;
  const szKey = keyText(key);
  return {
    szIndexName: name,
    szKey,
    cbKey: asked.keyLength ?? szKey.length,
    grbit: grbit | (locale ? JET_bitIndexUnicode : 0) | (limits ? JET_bitIndexTupleLimits : 0),
    ulDensity: density,
    cbVarSegMac: segmentMost,
    ptuplelimits: limits === undefined ? null : JET_TUPLELIMITS(limits),
    rgconditionalcolumn: conditions.map((each) =>
      JET_CONDITIONALCOLUMN({ szColumnName: each.name, grbit: each.grbit }),
    ),
    cConditionalColumn: conditions.length,
  };
}

const numbered = ({ locale }: IndexAsked): JET_UNICODEINDEX | null =>
  locale === undefined ? null : JET_UNICODEINDEX({ lcid: locale.lcid, dwMapFlags: locale.flags });

const hintsOf = ({ hints }: IndexAsked): JET_SPACEHINTS | null =>
  hints === undefined ? null : JET_SPACEHINTS(hints);

const first = (asked: IndexAsked): JET_INDEXCREATE =>
  JET_INDEXCREATE({ ...membersOf(asked), pidxunicode: numbered(asked) });

const second = (asked: IndexAsked): JET_INDEXCREATE2 =>
  JET_INDEXCREATE2({ ...membersOf(asked), pidxunicode: numbered(asked), pSpacehints: hintsOf(asked) });

function third(asked: IndexAsked): JET_INDEXCREATE3 {
  const { locale } = asked;
  const { lcid: _lcid, ...members } = JET_INDEXCREATE(membersOf(asked));
  return JET_INDEXCREATE3({
    ...members,
    cbStruct: JET_INDEXCREATE3.cb,
    pidxunicode:
      locale === undefined
        ? null
        : JET_UNICODEINDEX2({ szLocaleName: locale.name, dwMapFlags: locale.flags }),
    pSpacehints: hintsOf(asked),
  });
}

type CreateIndexes = (sesid: number, tableid: number, asked: readonly IndexAsked[]) => number;

export const INDEX_CALLS: readonly (readonly [name: string, hasHints: boolean, create: CreateIndexes])[] = [
  ['JetCreateIndex2', false, (s, t, asked) => api.jetCreateIndex2(s, t, asked.map(first), asked.length)],
  ['JetCreateIndex3', true, (s, t, asked) => api.jetCreateIndex3(s, t, asked.map(second), asked.length)],
  ['JetCreateIndex4W', true, (s, t, asked) => api.jetCreateIndex4(s, t, asked.map(third), asked.length)],
];

const columnStruct = ({ name, value, valueBytes, ...members }: ColumnAsked): JET_COLUMNCREATE =>
  JET_COLUMNCREATE({
    coltyp: 4,
    ...members,
    szColumnName: name,
    pvDefault: value ?? null,
    cbDefault: valueBytes ?? (value instanceof Uint8Array ? value.length : 0),
  });

function tableMembers<V>(asked: TableAsked, indexStruct: (asked: IndexAsked) => V) {
  const { columns = [], indexes = [] } = asked;
  return {
    szTableName: asked.name ?? 'made',
    szTemplateTableName: asked.template ?? null,
    ulDensity: asked.density ?? 80,
    grbit: asked.grbit ?? 0,
    rgcolumncreate: columns === null ? null : columns.map(columnStruct),
    cColumns: columns?.length ?? 0,
    rgindexcreate: indexes === null ? null : indexes.map(indexStruct),
    cIndexes: asked.indexCount ?? indexes?.length ?? 0,
  };
}

const callbackOf = ({ callback }: TableAsked): { szCallback: string | null; cbtyp: number } => ({
  szCallback: callback ?? null,
  cbtyp: callback === undefined ? 0 : 1,
});

const sequentialOf = ({ sequentialHints: hints }: TableAsked): { pSeqSpacehints: JET_SPACEHINTS | null } => ({
  pSeqSpacehints: hints === undefined ? null : JET_SPACEHINTS(hints),
});

export interface TableCall {
  readonly api: string;
  readonly hasCallback: boolean;
  readonly hasHints: boolean;
  readonly create: (place: Place, asked: TableAsked) => number;
}

export const TABLE_CALLS: readonly TableCall[] = [
  {
    api: 'JetCreateTableColumnIndex',
    hasCallback: false,
    hasHints: false,
    create: ({ sesid, dbid }, asked) =>
      api.jetCreateTableColumnIndex(sesid, dbid, JET_TABLECREATE(tableMembers(asked, first))),
  },
  {
    api: 'JetCreateTableColumnIndex2',
    hasCallback: true,
    hasHints: false,
    create: ({ sesid, dbid }, asked) =>
      api.jetCreateTableColumnIndex2(
        sesid,
        dbid,
        JET_TABLECREATE2({ ...tableMembers(asked, first), ...callbackOf(asked) }),
      ),
  },
  {
    api: 'JetCreateTableColumnIndex3',
    hasCallback: true,
    hasHints: true,
    create: ({ sesid, dbid }, asked) =>
      api.jetCreateTableColumnIndex3(
        sesid,
        dbid,
        JET_TABLECREATE3({ ...tableMembers(asked, second), ...callbackOf(asked), ...sequentialOf(asked) }),
      ),
  },
  {
    api: 'JetCreateTableColumnIndex4W',
    hasCallback: true,
    hasHints: true,
    create: ({ sesid, dbid }, asked) =>
      api.jetCreateTableColumnIndex4(
        sesid,
        dbid,
        JET_TABLECREATE4({ ...tableMembers(asked, third), ...callbackOf(asked), ...sequentialOf(asked) }),
      ),
  },
];
