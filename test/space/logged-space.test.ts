/** The records of changes of space: what the engine logs, and enough to make the same pages again. */
import { describe, expect, it } from '@jest/globals';
import { PageCache } from '../../src/cache/page-cache';
import { openLogFile } from '../../src/log/log-file';
import { LogReader } from '../../src/log/log-reader';
import { NodeRecord } from '../../src/log/node-records';
import { NewTreeRecord } from '../../src/log/space-records';
import { RECORD } from '../../src/log/record-types';
import { PAGE_INDEX } from '../../src/page/page-slab';
import { PageRedo } from '../../src/recovery/page-redo';
import { RedoPages } from '../../src/recovery/redo-pages';
import { MemoryFileSystem } from '../support/memory-file-system';
import { MemoryPages } from '../support/memory-pages';
import { NewDatabase } from '../support/new-database';
import { describeShared, sharedBytes } from '../support/shared';
import { SpaceModel } from '../support/space-model';
import { allRecords, memoryWithLogs, startIn } from '../support/test-log';

const FIXTURE = 'fixtures/dirty4k/edb.log.gz';
const SPACE = 0x8;

/** What a record of space says, but for times and transactions. */
function describeRecord(bytes: Uint8Array, start: number, length: number): unknown {
  const tree = new NewTreeRecord();
  if (tree.read(bytes, start)) {
    const { header, treeId, parentRoot, pages, pageFlags, ownedRoot, type } = tree;
    const { page, flags, line } = header;
    return { type, page, flags, line, treeId, parentRoot, pages, pageFlags, ownedRoot };
  }
  if (bytes[start] === RECORD.extendDatabase) return [...bytes.subarray(start, start + length)];
  const node = new NodeRecord();
  if (!node.read(bytes, start) || (node.header.flags & SPACE) === 0) return null;
  const { page, flags, line, rootPage, treeId } = node.header;
  const data = Buffer.from(bytes.subarray(start + 44, start + length)).toString('hex');
  return { type: bytes[start], page, flags, line, rootPage, treeId, data };
}

function recordsOfFixture(): unknown[] {
  const files = new MemoryFileSystem();
  files.makeDirectory('/logs');
  const file = files.open('/logs/edb.log', 'create');
  const bytes = sharedBytes(FIXTURE);
  file.write(bytes, 0, bytes.length, 0);
  file.close();
  const log = openLogFile(files, '/logs/edb.log');
  const reader = new LogReader(log);
  const found: unknown[] = [];
  while (reader.next()) {
    const described = describeRecord(reader.bytes, reader.start, reader.length);
    if (described !== null) found.push(described);
  }
  log.close();
  return found;
}

describeShared('the first records of space in a log of the engine', FIXTURE, () => {
  it('are those that the same trees get here', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    const database = new NewDatabase(4096, 254, 256, 256, 0, log);
    const tree = (parentRoot: number, treeId: number, pages: number, kindFlags = 0): void => {
      const shape = { parentRoot, treeId, pages, kindFlags, isUnique: true, isMultiple: true };
      database.space.createTree(shape, null);
    };
    tree(1, 2, 20);
    tree(1, 3, 5);
    tree(4, 4, 3, PAGE_INDEX);
    tree(4, 5, 3, PAGE_INDEX);
    log.flush();
    const ours = allRecords(files)
      .map(({ bytes }) => describeRecord(bytes, 0, bytes.length))
      .filter((described) => described !== null);
    expect(ours).toEqual(recordsOfFixture().slice(0, ours.length));
    expect(ours.length).toBe(10);
  });
});

describe('a tree that runs out of its first extent', () => {
  it('logs as the engine does: parent, conversion, then what it takes from it', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    const database = new NewDatabase(4096, 254, 256, 256, 0, log);
    const root = database.createTree(1, { pages: 1 }).rootPage;
    database.space.allocate(root, 0);
    database.space.allocate(root, 0);
    log.flush();
    const types = allRecords(files)
      .filter(({ bytes }) => bytes.length > 32)
      .map(({ type }) => type)
      .slice(3);
    expect(types).toEqual([
      RECORD.createSingleExtentTree,
      RECORD.replace,
      RECORD.convertTree,
      RECORD.delete,
      RECORD.setExternalHeader,
      RECORD.replace,
      RECORD.insert,
      RECORD.insert,
      RECORD.replace,
    ]);
  });
});

describe('the log of space', () => {
  it.each([11, 12, 13, 14, 15, 16])('makes the same pages again, byte by byte (seed %i)', (seed) => {
    const files = memoryWithLogs();
    const log = startIn(files);
    const model = new SpaceModel(4096, seed, log);
    for (let i = 0; i < 120; i++) model.step();
    expect(model.unexplained()).toEqual([]);
    model.database.file.flush();
    log.flush();
    const again = new MemoryPages(4096, 0);
    const file = new PageCache(4096, 64).open(again, again);
    const pages = new RedoPages({
      file,
      readPages: again.readPages.bind(again),
      grow: (count) => again.grow(count),
    });
    const redo = new PageRedo(() => pages, {
      changed: () => undefined,
      remembered: () => undefined,
      undone: () => false,
      treeCreated: () => undefined,
    });
    for (const { bytes } of allRecords(files)) redo.apply(bytes, 0, bytes.length);
    file.flush();
    const { pages: made } = model.database;
    expect(again.pageCount()).toBe(made.pageCount());
    const [a, b] = [Buffer.alloc(4096), Buffer.alloc(4096)];
    for (let page = 1; page <= made.pageCount(); page++) {
      made.readPage(page, a, 0);
      again.readPage(page, b, 0);
      if (!a.equals(b))
        expect({ page, bytes: b.toString('hex') }).toEqual({ page, bytes: a.toString('hex') });
    }
  });
});
