/** Trees that are built over the rows of the real engine's databases are the ones that the engine built. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Tree } from '../../src/btree/tree';
import { Catalog } from '../../src/catalog/catalog';
import { INDEX_PRIMARY, INDEX_UNIQUE, type IndexSchema } from '../../src/catalog/schema';
import { changing } from '../../src/instance/changes';
import { registry } from '../../src/instance/registry';
import type { Session } from '../../src/instance/session';
import { storageOf } from '../../src/instance/storage';
import { PAGE_INDEX } from '../../src/page/page-slab';
import { buildIndex } from '../../src/table/index-build';
import type { Table } from '../../src/table/table';
import { type Attached, attachBytes, detachAll } from '../support/attached';
import { cacheDatabase, COMMITTED_DATABASES, committedDatabase } from '../support/cached-file';
import { describeShared, sharedBytes } from '../support/shared';
import { treeEntries } from '../support/tree-entries';

const WHOLE = 1 << 24;
/** A few entries at a time. */
const PIECES = 700;

function secondaryIndexes(database: Buffer): [table: string, index: string][] {
  const catalog = new Catalog(cacheDatabase(database));
  const found: [string, string][] = [];
  catalog.forEachTable((row) => {
    for (const index of catalog.readSchema(row).indexes)
      if ((index.flags & INDEX_PRIMARY) === 0 && row.id > 7) found.push([row.name, index.name]);
  });
  return found;
}

/** Builds the index once more, in a tree of its own. */
function built(attached: Attached, table: Table, index: IndexSchema, batchBytes: number): Tree {
  const session = sessionOf(attached);
  const storage = storageOf(session.instance);
  const changes = storage.changesOf(storage.attached.require(session, attached.dbid));
  if (changes === null) throw new Error('attached for writing');
  const objectId = changes.nextObjectId();
  return changing(session, (by) => {
    const rootPage = changes.space.createTree(
      {
        treeId: objectId,
        parentRoot: table.schema.rootPage,
        pages: 1,
        kindFlags: PAGE_INDEX,
        isUnique: (index.flags & INDEX_UNIQUE) !== 0,
        isMultiple: false,
      },
      by,
    );
    buildIndex(table, { ...index, rootPage, objectId }, changes.writer, by, batchBytes);
    return new Tree(table.file, rootPage, objectId);
  });
}

function sessionOf({ sesid }: Attached): Session {
  const session = registry.sessions.get(sesid);
  if (session === undefined) throw new Error('a session of the test');
  return session;
}

function openTable(attached: Attached, name: string): Table {
  const session = sessionOf(attached);
  const storage = storageOf(session.instance);
  const table = storage.tablesOf(storage.attached.require(session, attached.dbid)).open(name);
  if (table === null) throw new Error(`no table ${name}`);
  return table;
}

function compareAll(database: Buffer): void {
  let attached: Attached;
  beforeAll(() => {
    attached = attachBytes(database);
  });
  afterAll(detachAll);

  const indexes = secondaryIndexes(database);

  it('has indexes to compare', () => expect(indexes.length).toBeGreaterThanOrEqual(5));

  it.each(indexes)('%s.%s', (tableName, indexName) => {
    const table = openTable(attached, tableName);
    const index = table.schema.indexByName(indexName);
    if (index === undefined) throw new Error('the catalog lists it');
    const expected = treeEntries(table.treeOf(index));
    expect(treeEntries(built(attached, table, index, WHOLE))).toEqual(expected);
    expect(treeEntries(built(attached, table, index, PIECES))).toEqual(expected);
  });
}

describe.each(COMMITTED_DATABASES)('%s', (name) => compareAll(committedDatabase(name)));

describeShared('a database with trees of several levels', 'fixtures/clean4k', () =>
  compareAll(sharedBytes('fixtures/clean4k/a.db.gz')),
);
