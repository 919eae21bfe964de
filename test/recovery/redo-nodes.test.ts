import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  OPERATION_DELTA,
  OPERATION_DELTA64,
  OPERATION_FLAG_DELETE,
  OPERATION_INSERT,
  OPERATION_REPLACE,
  putDelete,
  putDelta,
  putDelta64,
  putEmptyTree,
  putFlagDelete,
  putFlagInsert,
  putFlagInsertAndReplace,
  putInsert,
  putReplace,
  putReplaceDifference,
  putSetExternalHeader,
  putUndo,
  putUndoInfo,
} from '../../src/log/node-records';
import { ChangeHeader, RECORD_UNIQUE, RECORD_VERSIONED, RecordBuffer } from '../../src/log/record-buffer';
import { RECORD } from '../../src/log/record-types';
import { NewPageRecord, NewTreeRecord } from '../../src/log/space-records';
import { NODE_DELETED, PAGE_EMPTY, PAGE_PARENT_OF_LEAF } from '../../src/page/page-slab';
import { SearchKey } from '../../src/page/search-key';
import { setPageFlags } from '../../src/page/page-writer';
import { codeOf } from '../support/code-of';
import { RedoneDatabase } from './redone';

const ROOT = 5;
const TREE = 9;
const FIRST_TIME = 100;

/** The record that makes the tree. */
function writeTree(record: RecordBuffer): void {
  const tree = new NewTreeRecord();
  tree.header.page = ROOT;
  tree.header.databaseId = 1;
  tree.header.timeLow = FIRST_TIME;
  tree.header.flags = RECORD_UNIQUE;
  tree.treeId = TREE;
  tree.pages = 10;
  tree.writeSingle(record);
}

/** One tree of one page, and records that change it: each takes the next time, and is redone at once. */
class Scene {
  readonly database = new RedoneDatabase(4096, null);
  readonly record = new RecordBuffer();
  readonly header = new ChangeHeader();
  time = FIRST_TIME;

  constructor() {
    writeTree(this.record);
    this.apply();
  }

  /** Header of the next change of a node. */
  next(line: number, flags = RECORD_UNIQUE | RECORD_VERSIONED): ChangeHeader {
    const { header } = this;
    header.sessionId = 3;
    header.databaseId = 1;
    header.page = header.rootPage = ROOT;
    header.treeId = TREE;
    header.line = line;
    header.flags = flags;
    header.beforeLow = this.time;
    header.timeLow = ++this.time;
    header.level = 1;
    header.versionId = this.time;
    return header;
  }

  apply(): void {
    expect(this.database.redo.apply(this.record.bytes, 0, this.record.length)).toBe(true);
  }

  insert(line: number, key: string, data: string, flags?: number): void {
    const keyBytes = Buffer.from(key);
    const dataBytes = Buffer.from(data);
    putInsert(this.record, this.next(line, flags), 0, keyBytes, keyBytes.length, dataBytes, 0, data.length);
    this.apply();
  }

  /** Nodes as `key=data`, deleted ones with a minus before. */
  get nodes(): string[] {
    const lines = this.database.describe(ROOT).split('\n').slice(2);
    return lines.map((line) => {
      const [flags, , key, data] = line.split(' ');
      const mark = (Number(flags) & NODE_DELETED) !== 0 ? '-' : '';
      return `${mark}${Buffer.from(key, 'hex')}=${Buffer.from(data, 'hex')}`;
    });
  }

  get told(): string[] {
    return this.database.listener.told
      .filter(({ call }) => call !== 'treeCreated')
      .map(({ call, operation, isKnown, key, old }) =>
        [call, operation, isKnown ? Buffer.from(key, 'hex') : '?', Buffer.from(old, 'hex')].join(' ').trim(),
      );
  }
}

function bookmarkOf(key: string): SearchKey {
  const bookmark = new SearchKey();
  bookmark.setKey(Buffer.from(key), 0, key.length);
  return bookmark;
}

describe('redo of changes of nodes', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
    scene.insert(0, 'b', 'beta');
    scene.insert(0, 'a', 'alpha');
    scene.insert(2, 'c', 'gamma');
  });

  it('inserts where the record says', () => {
    expect(scene.nodes).toEqual(['a=alpha', 'b=beta', 'c=gamma']);
    expect(scene.told).toEqual(['changed 1 b', 'changed 1 a', 'changed 1 c']);
  });

  it('a change that the page has is told of, and not made', () => {
    scene.apply();
    expect(scene.nodes).toEqual(['a=alpha', 'b=beta', 'c=gamma']);
    expect(scene.told).toHaveLength(4);
    expect(scene.database.pages.passed).toBe(1);
  });

  it('flags, and takes flags away, with other data or without', () => {
    putFlagDelete(scene.record, scene.next(1));
    scene.apply();
    expect(scene.nodes[1]).toBe('-b=beta');
    scene.apply();
    putFlagInsert(scene.record, scene.next(1), Buffer.from('b'), 1, Buffer.from('beta'), 0, 4);
    scene.apply();
    expect(scene.nodes[1]).toBe('b=beta');
    putFlagDelete(scene.record, scene.next(1));
    scene.apply();
    putFlagInsertAndReplace(scene.record, scene.next(1), 78, Buffer.from('b'), 1, Buffer.from('other'), 0, 5);
    scene.apply();
    expect(scene.nodes[1]).toBe('b=other');
    expect(scene.told.slice(3)).toEqual([
      'changed 3 b',
      'changed 3 ?',
      'changed 1 b',
      'changed 3 b',
      'changed 1 b',
      'changed 2 b beta',
    ]);
  });

  it('replaces data, by all of it or by what differs, and remembers what was there', () => {
    putReplace(scene.record, scene.next(0), 5, Buffer.from('an alphabet of letters'), 0, 22);
    scene.apply();
    const old = Buffer.from('an alphabet of letters');
    putReplaceDifference(
      scene.record,
      scene.next(0),
      old,
      0,
      22,
      Buffer.from('an alphabet of numbers'),
      0,
      22,
    );
    expect(scene.record.bytes[0]).toBe(RECORD.replaceDifference);
    scene.apply();
    expect(scene.nodes[0]).toBe('a=an alphabet of numbers');
    scene.apply();
    expect(scene.told.slice(3)).toEqual([
      'changed 2 a alpha',
      'changed 2 a an alphabet of letters',
      'changed 2 ?',
    ]);
  });

  it('deletes', () => {
    putDelete(scene.record, scene.next(1, RECORD_UNIQUE));
    scene.apply();
    expect(scene.nodes).toEqual(['a=alpha', 'c=gamma']);
    expect(scene.told).toHaveLength(3);
  });

  it('adds to numbers of both widths', () => {
    scene.insert(3, 'n', '\x05\0\0\0\xff\xff\xff\x7f\0\0\0\0'.replace(/[\xff]/g, '\x7f'));
    putDelta(scene.record, scene.next(3), bookmarkOf('n'), 0, -7);
    scene.apply();
    putDelta64(scene.record, scene.next(3), bookmarkOf('n'), 4, 0x1_0000_0001n);
    scene.apply();
    const data = Buffer.from(scene.database.describe(ROOT).split('\n')[5].split(' ')[3], 'hex');
    expect(data.readInt32LE(0)).toBe(-2);
    expect(data.readBigInt64LE(4)).toBe(0x7f7f7f7fn + 0x1_0000_0001n);
    expect(scene.told.slice(4)).toEqual(['changed 4 n', 'changed 9 n']);
  });

  it('tells of before-images, and takes changes back by what the listener remembers', () => {
    putUndoInfo(
      scene.record,
      scene.next(0),
      OPERATION_REPLACE,
      bookmarkOf('a'),
      0,
      0,
      Buffer.from('before'),
      0,
      6,
    );
    scene.time--;
    scene.apply();
    const { versionId } = scene.header;
    const undo = (line: number, operation: number, key: string, version: number): void => {
      const header = scene.next(line);
      header.versionId = version;
      putUndo(scene.record, header, operation, 1, bookmarkOf(key));
      scene.apply();
    };
    undo(0, OPERATION_REPLACE, 'a', versionId);
    undo(1, OPERATION_INSERT, 'b', FIRST_TIME + 1);
    expect(scene.nodes).toEqual(['a=before', '-b=beta', 'c=gamma']);
    undo(1, OPERATION_FLAG_DELETE, 'b', FIRST_TIME + 1);
    expect(scene.nodes[1]).toBe('b=beta');
    expect(scene.told.slice(3)).toEqual(['remembered 2 a before', 'undone 2 a', 'undone 1 b', 'undone 3 b']);
    expect(codeOf(() => undo(1, OPERATION_INSERT, 'b', 9999))).toBeJet('JET_errLogFileCorrupt');
  });

  it('takes back what was added', () => {
    scene.insert(3, 'n', '\x05\0\0\0\x06\0\0\0\0\0\0\0');
    putDelta(scene.record, scene.next(3), bookmarkOf('n'), 0, 70000);
    scene.apply();
    putDelta64(scene.record, scene.next(3), bookmarkOf('n'), 4, -0x2_0000_0001n);
    scene.apply();
    const undo = (operation: number, version: number): void => {
      const header = scene.next(3);
      header.versionId = version;
      putUndo(scene.record, header, operation, 1, bookmarkOf('n'));
      scene.apply();
    };
    const { versionId } = scene.header;
    undo(OPERATION_DELTA, versionId - 1);
    undo(OPERATION_DELTA64, versionId);
    expect(scene.nodes[3]).toBe('n=\x05\0\0\0\x06\0\0\0\0\0\0\0');
  });

  it('sets external headers', () => {
    putSetExternalHeader(scene.record, scene.next(0, RECORD_UNIQUE), Buffer.from('0123456789abcdef'), 0, 16);
    scene.apply();
    expect(scene.database.describe(ROOT).split('\n')[1]).toBe(
      Buffer.from('0123456789abcdef').toString('hex'),
    );
  });

  it('empties trees: the root is an empty leaf, pages are given up', () => {
    const page = new NewPageRecord();
    Object.assign(page, { databaseId: 1, page: 8, treeId: TREE, timeLow: 50 });
    page.write(scene.record);
    scene.apply();
    const { slab } = scene.database.file;
    const base = scene.database.file.fixForChange(ROOT);
    setPageFlags(slab, base, (slab.flags(base) & ~2) | PAGE_PARENT_OF_LEAF);
    putEmptyTree(scene.record, scene.next(0, RECORD_UNIQUE), [
      { page: 8, flags: 0, beforeLow: 50, beforeHigh: 0 },
    ]);
    scene.apply();
    expect(scene.nodes).toEqual([]);
    expect(slab.isLeaf(scene.database.file.fix(ROOT))).toBe(true);
    expect(slab.flags(scene.database.file.fix(ROOT)) & PAGE_PARENT_OF_LEAF).toBe(0);
    expect(slab.flags(scene.database.file.fix(8)) & PAGE_EMPTY).toBe(PAGE_EMPTY);
    expect(slab.dirtiedAtLow(scene.database.file.fix(8))).toBe(scene.time);
  });

  it('pages and log that do not belong together are found, and stay as they are', () => {
    const before = scene.database.describe(ROOT);
    const insertAt = (line: number, key: string, change: (header: ChangeHeader) => void): number | null => {
      const header = scene.next(line);
      change(header);
      putInsert(scene.record, header, 0, Buffer.from(key), key.length, Buffer.from('x'), 0, 1);
      return codeOf(() => scene.apply());
    };
    expect(insertAt(0, 'x', (header) => header.beforeLow++)).toBeJet('JET_errDbTimeTooOld');
    expect(insertAt(0, 'x', (header) => (header.beforeLow = 1))).toBeJet('JET_errDbTimeTooNew');
    scene.time = FIRST_TIME + 3;
    expect(insertAt(7, 'x', () => undefined)).toBeJet('JET_errLogFileCorrupt');
    scene.time = FIRST_TIME + 3;
    expect(insertAt(0, 'x', (header) => (header.treeId = 77))).toBeJet('JET_errLogFileCorrupt');
    scene.time = FIRST_TIME + 3;
    putInsert(scene.record, scene.next(0), 3, Buffer.from('long key'), 8, Buffer.from('x'), 0, 1);
    expect(codeOf(() => scene.apply())).toBeJet('JET_errLogFileCorrupt');
    scene.time = FIRST_TIME + 3;
    putInsert(scene.record, scene.next(0), 0, Buffer.from('k'), 1, new Uint8Array(5000), 0, 5000);
    expect(codeOf(() => scene.apply())).toBeJet('JET_errLogFileCorrupt');
    scene.time = FIRST_TIME + 3;
    putReplace(scene.record, scene.next(0), 99, Buffer.from('x'), 0, 1);
    expect(codeOf(() => scene.apply())).toBeJet('JET_errLogFileCorrupt');
    scene.time = FIRST_TIME + 3;
    putDelta(scene.record, scene.next(0), bookmarkOf('a'), 4, 1);
    expect(codeOf(() => scene.apply())).toBeJet('JET_errLogFileCorrupt');
    expect(scene.database.describe(ROOT)).toBe(before);
  });

  it('a page that was written in part cannot be changed, but made anew', () => {
    const { source } = scene.database;
    scene.database.file.flush();
    const torn = new Uint8Array(4096);
    source.readPage(ROOT, torn, 0);
    torn[2000]++;
    torn[3000]++;
    const reread = new RedoneDatabase(4096, null);
    reread.source.grow(ROOT);
    reread.source.writePage(ROOT, torn, 0);
    putDelete(scene.record, scene.next(0));
    const { record } = scene;
    const redo = (): unknown => reread.redo.apply(record.bytes, 0, record.length);
    expect(codeOf(redo)).toBeJet('JET_errReadVerifyFailure');
    writeTree(record);
    redo();
    expect(reread.describe(ROOT)).toBe(new Scene().database.describe(ROOT));
  });

  it('a page that was never written cannot be changed either', () => {
    const database = new RedoneDatabase(4096, null);
    putDelete(scene.record, scene.next(0));
    const redo = (): unknown => database.redo.apply(scene.record.bytes, 0, scene.record.length);
    expect(codeOf(redo)).toBeJet('JET_errFileIOBeyondEOF');
    database.source.grow(ROOT);
    expect(codeOf(redo)).toBeJet('JET_errPageNotInitialized');
  });

  it('changes of a database that is not given change nothing', () => {
    const before = scene.database.describe(ROOT);
    const header = scene.next(0);
    header.databaseId = 2;
    putDelete(scene.record, header);
    scene.apply();
    expect(scene.database.describe(ROOT)).toBe(before);
  });

  it('the latest time and the highest tree are known in the end', () => {
    expect(scene.database.pages.latestTime).toMatchObject({ low: FIRST_TIME + 3, high: 0 });
    expect(scene.database.pages.highestTreeId).toBe(TREE);
  });

  it('records of others are left to them', () => {
    const { redo } = scene.database;
    expect(redo.apply(Uint8Array.of(RECORD.begin, 1, 0, 0x10), 0, 4)).toBe(false);
    expect(codeOf(() => redo.apply(new Uint8Array(200).fill(RECORD.scrub), 0, 54))).toBeJet(
      'JET_errFeatureNotAvailable',
    );
  });
});
