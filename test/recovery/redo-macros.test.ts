import { describe, expect, it } from '@jest/globals';
import { checksumPage } from '../../src/format/page-checksum';
import { putFlagInsertAndReplace, putInsert, putReplace } from '../../src/log/node-records';
import { ChangeHeader, NO_TIME, RECORD_UNIQUE, RecordBuffer } from '../../src/log/record-buffer';
import { RECORD } from '../../src/log/record-types';
import { putMacroAbort, putMacroBegin, putMacroCommit } from '../../src/log/transaction-records';
import {
  MERGE_CHANGES_KEY,
  MERGE_DELETES_NODE,
  MERGE_EMPTIES_PAGE,
  MERGE_EMPTY_PAGE,
  MERGE_FULL_LEFT,
  MERGE_FULL_RIGHT,
  MERGE_PAGE_MOVE,
  MERGE_PARTIAL_LEFT,
  MERGE_PARTIAL_RIGHT,
  MergeRecord,
  SPLIT_APPEND,
  SPLIT_FLAG_INSERTS,
  SPLIT_INSERTS,
  SPLIT_REPLACES,
  SPLIT_RIGHT,
  SPLIT_VERTICAL,
  SplitRecord,
} from '../../src/log/tree-records';
import { DatabaseTime } from '../../src/page/database-time';
import { NODE_DELETED, PAGE_LEAF, PAGE_PARENT_OF_LEAF, PAGE_ROOT, PageSlab } from '../../src/page/page-slab';
import {
  initializePage,
  insertNode,
  setExternalHeader,
  setNextPage,
  setPreviousPage,
  stampPage,
  usablePrefix,
} from '../../src/page/page-writer';
import { codeOf } from '../support/code-of';
import { RedoneDatabase } from './redone';

const PAGE_BYTES = 4096;
const TREE = 9;
const BEFORE = 100;
const TIME = 101;
const [ROOT, LEFT, MIDDLE, RIGHT, NEW, INNER] = [5, 6, 7, 8, 9, 10];

interface PageContent {
  readonly flags: number;
  readonly siblings?: readonly [number, number];
  readonly prefix?: string;
  /** `key=data`; a minus before a deleted node, a page number as the data on inner pages. */
  readonly nodes: readonly string[];
}

type Pages = ReadonlyMap<number, Uint8Array>;

function pageOf(page: number, { flags, siblings = [0, 0], prefix = '', nodes }: PageContent): Uint8Array {
  const slab = new PageSlab(PAGE_BYTES, 1);
  initializePage(slab, 0, page, TREE, flags);
  setPreviousPage(slab, 0, siblings[0]);
  setNextPage(slab, 0, siblings[1]);
  setExternalHeader(slab, 0, Buffer.from(prefix), 0, prefix.length);
  for (const node of nodes) {
    const [name, value] = node.split('=');
    const isDeleted = name.startsWith('-');
    const key = Buffer.from(isDeleted ? name.slice(1) : name);
    const data = (flags & PAGE_LEAF) !== 0 ? Buffer.from(value) : Uint8Array.of(Number(value), 0, 0, 0);
    const shared = usablePrefix(slab, 0, key, 0, key.length);
    const marks = isDeleted ? NODE_DELETED : 0;
    insertNode(slab, 0, slab.tagCount(0), marks, shared, key, 0, key.length, data, 0, data.length);
  }
  const time = new DatabaseTime();
  time.startAfter(BEFORE, 0);
  stampPage(slab, 0, time);
  checksumPage(slab.words32, 0, PAGE_BYTES, page);
  return slab.bytes;
}

/** A root over three leaves. */
const THREE_LEAVES: Pages = new Map([
  [ROOT, pageOf(ROOT, { flags: PAGE_ROOT | PAGE_PARENT_OF_LEAF, nodes: ['b=6', 'k=7', '=8'] })],
  [LEFT, pageOf(LEFT, { flags: PAGE_LEAF, siblings: [0, MIDDLE], nodes: ['a=1'] })],
  [
    MIDDLE,
    pageOf(MIDDLE, {
      flags: PAGE_LEAF,
      siblings: [LEFT, RIGHT],
      prefix: 'corn',
      nodes: ['corn=2', '-corner=3', 'cornice=4', 'd=5'],
    }),
  ],
  [
    RIGHT,
    pageOf(RIGHT, { flags: PAGE_LEAF, siblings: [MIDDLE, 0], prefix: 'cornmeal', nodes: ['m=6', 'n=7'] }),
  ],
]);

/** Pages in which `done` have been written since, the others not. */
function databaseOf(before: Pages, after: Pages, done: readonly number[]): RedoneDatabase {
  const database = new RedoneDatabase(PAGE_BYTES, null);
  database.source.grow(INNER);
  for (const [page, bytes] of before) database.source.writePage(page, bytes, 0);
  for (const page of done) database.source.writePage(page, after.get(page) ?? new Uint8Array(), 0);
  return database;
}

function replay(database: RedoneDatabase, records: readonly Uint8Array[]): void {
  for (const record of records) expect(database.redo.apply(record, 0, record.length)).toBe(true);
}

/** What a page is afterwards, as `describe` says, keys and data as text. */
function textOf(database: RedoneDatabase, page: number): string[] {
  const [head, prefix, ...lines] = database.describe(page).split('\n');
  const asText = (hex: string): string => Buffer.from(hex, 'hex').toString();
  const nodes = lines.map((line) => {
    const [flags, prefixLength, key, data] = line.split(' ');
    const isInner = (Number(head.split(' ')[3]) & PAGE_LEAF) === 0;
    const value = isInner ? String(Buffer.from(data, 'hex').readUInt32LE(0)) : asText(data);
    return `${flags === '2' || flags === '6' ? '-' : ''}${prefixLength}${asText(key)}=${value}`;
  });
  return [head.split(' ').slice(4).join(' '), asText(prefix), ...nodes];
}

/** Does a macro again on the pages before it, and then with every choice of pages written since; all are the same. */
function redoEverywhere(before: Pages, records: readonly Uint8Array[], needsImage: boolean): RedoneDatabase {
  const wanted = databaseOf(before, before, []);
  replay(wanted, records);
  const after = wanted.writtenPages();
  const pages = [...after.keys()].filter(
    (page) => Buffer.compare(after.get(page) ?? PAGE, before.get(page) ?? PAGE) !== 0,
  );
  for (let choice = 1; choice < 2 ** pages.length; choice++) {
    const database = databaseOf(
      before,
      after,
      pages.filter((_, bit) => ((choice >> bit) & 1) !== 0),
    );
    replay(database, records);
    for (const page of after.keys()) expect(database.describe(page)).toBe(wanted.describe(page));
  }
  expect(pages.length).toBeGreaterThan(needsImage ? 2 : 1);
  return wanted;
}

const PAGE = new Uint8Array(PAGE_BYTES);

const record = new RecordBuffer();
const taken = (): Uint8Array => record.bytes.slice(0, record.length);

function headerOf(page: number, line = 0): ChangeHeader {
  const header = new ChangeHeader();
  Object.assign(header, { sessionId: 3, databaseId: 1, page, line, timeLow: TIME, beforeLow: BEFORE });
  header.flags = RECORD_UNIQUE;
  header.rootPage = ROOT;
  header.treeId = TREE;
  return header;
}

function macroOf(...records: readonly Uint8Array[]): Uint8Array[] {
  putMacroBegin(record, 3, TIME, 0);
  const begin = taken();
  putMacroCommit(record, 3, TIME, 0);
  return [begin, ...records, taken()];
}

type SplitFields = Partial<Omit<SplitRecord, 'header' | 'separator' | 'image'>>;

function splitOf(
  page: number,
  fields: SplitFields,
  separator = '',
  image: Uint8Array | null = null,
): Uint8Array {
  const split = new SplitRecord();
  Object.assign(split.header, headerOf(page));
  Object.assign(split, { rootPage: ROOT, treeId: TREE, ...fields });
  split.separator.set(Buffer.from(separator), 0, separator.length);
  if (image !== null) split.image.set(image, 0, image.length);
  split.write(record);
  return taken();
}

function insertInMacro(key: string, data: string): Uint8Array {
  const header = headerOf(MIDDLE);
  header.beforeLow = NO_TIME;
  header.beforeHigh = NO_TIME;
  putInsert(record, header, 0, Buffer.from(key), key.length, Buffer.from(data), 0, data.length);
  return taken();
}

const PARENT = splitOf(ROOT, { changedLine: 1 });
const middleImage = THREE_LEAVES.get(MIDDLE) ?? PAGE;

describe('redo of splits', () => {
  const common = { newPage: NEW, rightPage: RIGHT, rightBeforeLow: BEFORE, newPageFlags: PAGE_LEAF };

  it('a right split deals out the lines, with the new node among them', () => {
    const fields = {
      ...common,
      kind: SPLIT_RIGHT,
      operation: SPLIT_INSERTS,
      changedLine: 1,
      splitLine: 3,
      lineCount: 5,
    };
    const leaf = splitOf(MIDDLE, { ...fields, prefixOfSplit: 2, prefixOfNew: -1 }, 'corni', middleImage);
    const database = redoEverywhere(THREE_LEAVES, macroOf(PARENT, leaf, insertInMacro('cornea', 'x')), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0b=6', '0corni=7', '0k=9', '0=8']);
    expect(textOf(database, MIDDLE)).toEqual(['6 9', 'corner', '4=2', '5a=x', '-6=3']);
    expect(textOf(database, NEW)).toEqual(['7 8', '', '0cornice=4', '0d=5']);
    expect(textOf(database, RIGHT)[0]).toBe('9 0');
  });

  it('an insert that goes to the new page', () => {
    const fields = {
      ...common,
      kind: SPLIT_RIGHT,
      operation: SPLIT_INSERTS,
      changedLine: 3,
      splitLine: 2,
      lineCount: 5,
    };
    const leaf = splitOf(MIDDLE, { ...fields, prefixOfSplit: -1, prefixOfNew: 0 }, 'corni', middleImage);
    const database = redoEverywhere(
      THREE_LEAVES,
      macroOf(PARENT, leaf, insertInMacro('cornicle', 'x')),
      true,
    );
    expect(textOf(database, NEW)).toEqual(['7 8', 'cornice', '7=4', '6le=x', '0d=5']);
    expect(textOf(database, MIDDLE)).toEqual(['6 9', '', '0corn=2', '-0corner=3']);
  });

  it('an append leaves the page, and needs no image', () => {
    const before = new Map(THREE_LEAVES);
    const lone = { ...common, rightPage: 0, kind: SPLIT_APPEND, operation: SPLIT_INSERTS };
    const leaf = splitOf(
      RIGHT,
      { ...lone, changedLine: 2, splitLine: 2, lineCount: 3, prefixOfNew: -1 },
      'z',
    );
    const parent = splitOf(ROOT, { changedLine: 2 });
    const database = redoEverywhere(before, macroOf(parent, leaf, insertInMacro('zebra', 'x')), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0b=6', '0k=7', '0z=8', '0=9']);
    expect(textOf(database, RIGHT)).toEqual(['7 9', 'cornmeal', '0m=6', '0n=7']);
    expect(textOf(database, NEW)).toEqual(['8 0', '', '0zebra=x']);
  });

  it.each([
    ['a replace', SPLIT_REPLACES, 0, ['0corn=longer', '-0corner=3']],
    ['a flag insert with other data', SPLIT_FLAG_INSERTS, 1, ['0corn=2', '0corner=longer']],
  ])('%s that finds no room', (_name, operation, line, nodes) => {
    const fields = { ...common, kind: SPLIT_RIGHT, operation, changedLine: line, splitLine: 2, lineCount: 4 };
    const leaf = splitOf(MIDDLE, { ...fields, prefixOfSplit: -1, prefixOfNew: -1 }, 'corni', middleImage);
    const header = headerOf(MIDDLE);
    header.beforeLow = NO_TIME;
    header.beforeHigh = NO_TIME;
    if (operation === SPLIT_REPLACES) putReplace(record, header, 1, Buffer.from('longer'), 0, 6);
    else putFlagInsertAndReplace(record, header, 0, Buffer.from('corner'), 6, Buffer.from('longer'), 0, 6);
    const database = redoEverywhere(THREE_LEAVES, macroOf(PARENT, leaf, taken()), true);
    expect(textOf(database, MIDDLE)).toEqual(['6 9', '', ...nodes]);
    expect(textOf(database, NEW)).toEqual(['7 8', '', '0cornice=4', '0d=5']);
  });

  it('a vertical split makes the root the parent of the page that takes its lines', () => {
    const rootOnly: Pages = new Map([
      [
        ROOT,
        pageOf(ROOT, {
          flags: PAGE_ROOT | PAGE_LEAF,
          prefix: '0123456789abcdef',
          nodes: ['corn=1', 'corner=2'],
        }),
      ],
    ]);
    const fields = {
      newPage: NEW,
      newPageFlags: PAGE_LEAF,
      kind: SPLIT_VERTICAL,
      lineCount: 2,
      prefixOfNew: 1,
    };
    const level = splitOf(ROOT, fields, '', rootOnly.get(ROOT) ?? PAGE);
    const database = databaseOf(rootOnly, rootOnly, []);
    const again = redoEverywhere(rootOnly, macroOf(level), false);
    replay(database, macroOf(level));
    expect(textOf(again, ROOT)).toEqual(['0 0', '0123456789abcdef', '0=9']);
    expect(textOf(again, NEW)).toEqual(['0 0', 'corner', '4=1', '6=2']);
  });

  it('a page written before the one that took its lines is JET_errDatabaseBufferDependenciesCorrupted without image', () => {
    const fields = { ...common, kind: SPLIT_RIGHT, splitLine: 2, lineCount: 4 };
    const records = macroOf(PARENT, splitOf(MIDDLE, fields, 'corni'));
    const database = databaseOf(THREE_LEAVES, THREE_LEAVES, []);
    replay(database, records);
    const late = databaseOf(THREE_LEAVES, database.writtenPages(), [MIDDLE]);
    expect(codeOf(() => replay(late, records))).toBeJet('JET_errDatabaseBufferDependenciesCorrupted');
  });

  it('what the pages do not hold is JET_errLogFileCorrupt', () => {
    const fields = { ...common, kind: SPLIT_RIGHT, splitLine: 2 };
    const attempt = (...records: Uint8Array[]): number | null =>
      codeOf(() => replay(databaseOf(THREE_LEAVES, THREE_LEAVES, []), macroOf(...records)));
    expect(attempt(PARENT, splitOf(MIDDLE, { ...fields, lineCount: 9 }))).toBeJet('JET_errLogFileCorrupt');
    for (const beyond of [{ splitLine: 5 }, { changedLine: 4 }, { prefixOfSplit: 4 }, { prefixOfNew: 2 }]) {
      const odd = splitOf(MIDDLE, { ...fields, lineCount: 4, ...beyond });
      expect(attempt(PARENT, odd)).toBeJet('JET_errLogFileCorrupt');
    }
    const elsewhere = splitOf(ROOT, { changedLine: 0 });
    expect(attempt(elsewhere, splitOf(MIDDLE, { ...fields, lineCount: 4 }))).toBeJet('JET_errLogFileCorrupt');
  });

  it('an aborted macro, one without end, and the end of one that began earlier change nothing', () => {
    const leaf = splitOf(MIDDLE, { ...common, kind: SPLIT_RIGHT, splitLine: 2, lineCount: 4 }, 'corni');
    const records = macroOf(PARENT, leaf);
    putMacroAbort(record, 3, TIME, 0);
    const abort = taken();
    const unchanged = databaseOf(THREE_LEAVES, THREE_LEAVES, []);
    for (const part of [[...records.slice(0, 3), abort], records.slice(1), records.slice(0, 3)]) {
      replay(unchanged, part);
      expect(unchanged.pages.changed).toBe(0);
      unchanged.redo.forgetMacros();
    }
    replay(unchanged, records.slice(3));
    expect(unchanged.pages.changed).toBe(0);
  });
});

type MergeFields = Partial<Omit<MergeRecord, 'header' | 'separator' | 'image'>>;

function mergeOf(
  page: number,
  line: number,
  fields: MergeFields,
  separator = '',
  image: Uint8Array | null = null,
): Uint8Array {
  const merge = new MergeRecord();
  Object.assign(merge.header, headerOf(page, line));
  Object.assign(merge, { rootPage: ROOT, treeId: TREE, ...fields });
  merge.separator.set(Buffer.from(separator), 0, separator.length);
  if (image !== null) merge.image.set(image, 0, image.length);
  merge.write(record);
  return taken();
}

describe('redo of merges', () => {
  const siblings = { leftPage: LEFT, leftBeforeLow: BEFORE, rightPage: RIGHT, rightBeforeLow: BEFORE };
  const goes = { ...siblings, flags: MERGE_EMPTIES_PAGE };

  it('an empty page is unlinked, and the pointer to it goes', () => {
    const parent = mergeOf(ROOT, 1, { flags: MERGE_DELETES_NODE });
    const leaf = mergeOf(MIDDLE, 0, { ...goes, kind: MERGE_EMPTY_PAGE });
    const database = redoEverywhere(THREE_LEAVES, macroOf(parent, leaf), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0b=6', '0=8']);
    expect(textOf(database, LEFT)[0]).toBe('0 8');
    expect(textOf(database, RIGHT)[0]).toBe('6 0');
    expect(textOf(database, MIDDLE)).toEqual(['6 8', '']);
  });

  it('the pointer before takes over the empty key of the right edge', () => {
    const parent = mergeOf(ROOT, 2, { flags: MERGE_DELETES_NODE });
    const leaf = mergeOf(RIGHT, 0, {
      flags: MERGE_EMPTIES_PAGE,
      leftPage: MIDDLE,
      leftBeforeLow: BEFORE,
      kind: MERGE_EMPTY_PAGE,
    });
    const database = redoEverywhere(THREE_LEAVES, macroOf(parent, leaf), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0b=6', '0=7']);
    expect(textOf(database, MIDDLE)[0]).toBe('6 0');
  });

  it('all lines that are not deleted go to the right, with the prefix there', () => {
    const parent = mergeOf(ROOT, 1, { flags: MERGE_DELETES_NODE });
    const leaf = mergeOf(MIDDLE, 0, { ...goes, kind: MERGE_FULL_RIGHT }, '', middleImage);
    const database = redoEverywhere(THREE_LEAVES, macroOf(parent, leaf), true);
    expect(textOf(database, RIGHT)).toEqual(['6 0', 'cornmeal', '4=2', '4ice=4', '0d=5', '0m=6', '0n=7']);
    expect(textOf(database, MIDDLE)).toEqual(['6 8', '']);
  });

  it('the last lines go to the right, and the separator changes', () => {
    const parent = mergeOf(ROOT, 1, { flags: MERGE_CHANGES_KEY });
    const leaf = mergeOf(
      MIDDLE,
      0,
      { ...siblings, kind: MERGE_PARTIAL_RIGHT, mergeLine: 2 },
      'corni',
      middleImage,
    );
    const database = redoEverywhere(THREE_LEAVES, macroOf(parent, leaf), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0b=6', '0corni=7', '0=8']);
    expect(textOf(database, MIDDLE)).toEqual(['6 8', 'corn', '4=2', '-4er=3']);
    expect(textOf(database, RIGHT)).toEqual(['7 0', 'cornmeal', '4ice=4', '0d=5', '0m=6', '0n=7']);
  });

  it('all lines go to the left, and the pointer leads there', () => {
    const parent = mergeOf(ROOT, 1, { flags: MERGE_DELETES_NODE | MERGE_CHANGES_KEY });
    const leaf = mergeOf(MIDDLE, 0, { ...goes, kind: MERGE_FULL_LEFT, mergeLine: 3 }, '', middleImage);
    const database = redoEverywhere(THREE_LEAVES, macroOf(parent, leaf), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0k=6', '0=8']);
    expect(textOf(database, LEFT)).toEqual(['0 8', '', '0a=1', '0corn=2', '0cornice=4', '0d=5']);
  });

  it('the first lines go to the left, and the separator before changes', () => {
    const parent = mergeOf(ROOT, 1, { flags: MERGE_CHANGES_KEY });
    const leaf = mergeOf(
      MIDDLE,
      0,
      { ...siblings, kind: MERGE_PARTIAL_LEFT, mergeLine: 1 },
      'corni',
      middleImage,
    );
    const database = redoEverywhere(THREE_LEAVES, macroOf(parent, leaf), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0corni=6', '0k=7', '0=8']);
    expect(textOf(database, LEFT)).toEqual(['0 7', '', '0a=1', '0corn=2']);
    expect(textOf(database, MIDDLE)).toEqual(['6 8', 'corn', '4ice=4', '0d=5']);
  });

  it('an inner page whose only pointer goes is given up too', () => {
    const before = new Map(THREE_LEAVES);
    before.set(INNER, pageOf(INNER, { flags: PAGE_PARENT_OF_LEAF, nodes: ['k=7'] }));
    before.set(ROOT, pageOf(ROOT, { flags: PAGE_ROOT, nodes: ['k=10', '=11'] }));
    const top = mergeOf(ROOT, 0, { flags: MERGE_DELETES_NODE });
    const parent = mergeOf(INNER, 0, { flags: MERGE_EMPTIES_PAGE });
    const leaf = mergeOf(MIDDLE, 0, { ...goes, kind: MERGE_EMPTY_PAGE });
    const database = redoEverywhere(before, macroOf(top, parent, leaf), true);
    expect(textOf(database, ROOT)).toEqual(['0 0', '', '0=11']);
    expect(textOf(database, INNER)).toEqual(['0 0', '']);
  });

  it('a pointer that is not there is JET_errLogFileCorrupt, a page that moves is not done', () => {
    const attempt = (...records: Uint8Array[]): number | null =>
      codeOf(() => replay(databaseOf(THREE_LEAVES, THREE_LEAVES, []), macroOf(...records)));
    const leaf = mergeOf(MIDDLE, 0, { ...goes, kind: MERGE_EMPTY_PAGE });
    expect(attempt(mergeOf(ROOT, 7, { flags: MERGE_DELETES_NODE }), leaf)).toBeJet('JET_errLogFileCorrupt');
    expect(attempt(mergeOf(MIDDLE, 0, { kind: MERGE_PAGE_MOVE }))).toBeJet('JET_errFeatureNotAvailable');
    const beyond = mergeOf(MIDDLE, 0, { ...siblings, kind: MERGE_PARTIAL_RIGHT, mergeLine: 4 });
    expect(attempt(beyond)).toBeJet('JET_errLogFileCorrupt');
    expect(attempt(leaf, Uint8Array.of(RECORD.insert, ...insertInMacro('a', 'b').subarray(1)))).toBeJet(
      'JET_errLogFileCorrupt',
    );
  });

  it('the target written last needs the image', () => {
    const records = macroOf(mergeOf(MIDDLE, 0, { ...goes, kind: MERGE_FULL_RIGHT }));
    const done = databaseOf(THREE_LEAVES, THREE_LEAVES, []);
    replay(done, records);
    const late = databaseOf(THREE_LEAVES, done.writtenPages(), [MIDDLE]);
    expect(codeOf(() => replay(late, records))).toBeJet('JET_errDatabaseBufferDependenciesCorrupted');
  });
});
