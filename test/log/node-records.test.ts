import { describe, expect, it } from '@jest/globals';
import { applyDifference } from '../../src/log/difference';
import {
  NodeRecord,
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
  readEmptiedPages,
} from '../../src/log/node-records';
import { ChangeHeader, NO_TIME, RecordBuffer } from '../../src/log/record-buffer';
import { RECORD, recordBytes } from '../../src/log/record-types';
import { SearchKey } from '../../src/page/search-key';
import { codeOf } from '../support/code-of';
import { Random } from '../support/random';
import { randomBytes, randomHeader } from './random-records';

const ROUNDS = 200;

/** Reads the record in the buffer from another place, and makes sure that it is as long as its own fields say. */
function read(record: RecordBuffer): NodeRecord {
  const bytes = new Uint8Array(record.length + 10).fill(0xee);
  bytes.set(record.bytes.subarray(0, record.length), 7);
  expect(recordBytes(bytes, 7, bytes.length)).toBe(record.length);
  const node = new NodeRecord();
  expect(node.read(bytes, 7)).toBe(true);
  return node;
}

function expectBytes(found: Uint8Array, wanted: Uint8Array): void {
  expect(Buffer.compare(found, wanted)).toBe(0);
}

const keyOf = (node: NodeRecord): Uint8Array =>
  node.bytes.slice(node.keyStart, node.keyStart + node.keyLength + node.bookmarkDataLength);
const dataOf = (node: NodeRecord): Uint8Array =>
  node.bytes.slice(node.dataStart, node.dataStart + node.dataLength);

function randomBookmark(random: Random): SearchKey {
  const bookmark = new SearchKey();
  const key = randomBytes(random, random.below(256));
  const data = randomBytes(random, random.below(100));
  bookmark.setKey(key, 0, key.length);
  if (data.length > 0) bookmark.appendData(data, 0, data.length);
  return bookmark;
}

const whole = (bookmark: SearchKey): Uint8Array =>
  bookmark.bytes.slice(0, bookmark.keyLength + bookmark.dataLength);

describe('records of changes of nodes', () => {
  it.each([
    ['Insert', RECORD.insert],
    ['FlagInsert', RECORD.flagInsert],
    ['FlagInsertAndReplaceData', RECORD.flagInsertAndReplace],
  ])('%s is read as it was written', (_name, type) => {
    const record = new RecordBuffer();
    const random = new Random(type);
    for (let round = 0; round < ROUNDS; round++) {
      const header = randomHeader(random);
      const key = randomBytes(random, random.below(300));
      const data = randomBytes(random, random.below(3000));
      const start = random.below(data.length + 1);
      const length = data.length - start;
      const prefix = random.below(key.length + 1);
      if (type === RECORD.insert) putInsert(record, header, prefix, key, key.length, data, start, length);
      else if (type === RECORD.flagInsert)
        putFlagInsert(record, header, key, key.length, data, start, length);
      else putFlagInsertAndReplace(record, header, 77 + round, key, key.length, data, start, length);
      const node = read(record);
      expect(node.type).toBe(type);
      expect(node.header).toEqual(header);
      expectBytes(keyOf(node), key);
      expectBytes(dataOf(node), data.slice(start));
      expect(node.prefixLength).toBe(type === RECORD.insert ? prefix : 0);
      expect(node.replaceVersionId).toBe(type === RECORD.flagInsertAndReplace ? 77 + round : 0);
    }
  });

  it('FlagDelete and Delete are a header', () => {
    const record = new RecordBuffer();
    const header = randomHeader(new Random(3));
    putFlagDelete(record, header);
    expect(read(record)).toMatchObject({ type: RECORD.flagDelete, header, keyLength: 0, dataLength: 0 });
    putDelete(record, header);
    expect(read(record)).toMatchObject({ type: RECORD.delete, header });
    expect(record.length).toBe(44);
  });

  it('Replace holds the new data', () => {
    const record = new RecordBuffer();
    const header = randomHeader(new Random(4));
    const data = randomBytes(new Random(5), 700);
    putReplace(record, header, 12, data, 100, 600);
    const node = read(record);
    expect(node).toMatchObject({ type: RECORD.replace, header, oldLength: 12, newLength: 600 });
    expectBytes(dataOf(node), data.slice(100));
  });

  it('UndoInfo, Undo and deltas name the node by its bookmark', () => {
    const record = new RecordBuffer();
    const random = new Random(6);
    for (let round = 0; round < ROUNDS; round++) {
      const header = randomHeader(random);
      const bookmark = randomBookmark(random);
      const data = randomBytes(random, random.below(3000));
      const common = { header, keyLength: bookmark.keyLength, bookmarkDataLength: bookmark.dataLength };
      putUndoInfo(record, header, OPERATION_REPLACE, bookmark, 30000, -7, data, 0, data.length);
      const info = read(record);
      expect(info).toMatchObject({
        ...common,
        operation: OPERATION_REPLACE,
        largestSize: 30000,
        sizeChange: -7,
      });
      expectBytes(keyOf(info), whole(bookmark));
      expectBytes(dataOf(info), data);
      putUndo(record, header, 9, 3, bookmark);
      const undo = read(record);
      expect(undo).toMatchObject({ ...common, type: RECORD.undo, operation: 9, undoLevel: 3 });
      expectBytes(keyOf(undo), whole(bookmark));
      putDelta(record, header, bookmark, round, -5);
      const delta = read(record);
      expect(delta).toMatchObject({
        ...common,
        type: RECORD.delta,
        offset: round,
        deltaLow: -5,
        deltaHigh: -1,
      });
      expectBytes(keyOf(delta), whole(bookmark));
      putDelta64(record, header, bookmark, round, -0x5_0000_0001n);
      const wide = read(record);
      expect(wide).toMatchObject({ ...common, offset: round, deltaLow: -1, deltaHigh: -6 });
      expectBytes(keyOf(wide), whole(bookmark));
    }
  });

  it('SetExternalHeader holds the header', () => {
    const record = new RecordBuffer();
    const header = randomHeader(new Random(7));
    putSetExternalHeader(record, header, Uint8Array.of(1, 2, 3, 4), 1, 2);
    const node = read(record);
    expect(node).toMatchObject({ type: RECORD.setExternalHeader, header });
    expectBytes(dataOf(node), Uint8Array.of(2, 3));
  });

  it('EmptyTree lists pages with their times', () => {
    const record = new RecordBuffer();
    const header = randomHeader(new Random(8));
    const pages = [1, 2, 3].map((page) => ({
      page,
      flags: 8 * page,
      beforeLow: 0xfffffff0 + page,
      beforeHigh: page,
    }));
    putEmptyTree(record, header, pages);
    const node = read(record);
    expect(node.header).toEqual(header);
    expect(readEmptiedPages(node)).toEqual(pages);
  });

  it('a record is not mistaken for one of a node', () => {
    const node = new NodeRecord();
    for (const type of [RECORD.begin, RECORD.split, RECORD.createSingleExtentTree, RECORD.macroBegin])
      expect(node.read(new Uint8Array(200).fill(type), 0)).toBe(false);
  });

  it('a header without a time before says so', () => {
    const header = new ChangeHeader();
    expect(header.hasNoTimeBefore).toBe(false);
    header.beforeLow = NO_TIME;
    header.beforeHigh = NO_TIME;
    expect(header.hasNoTimeBefore).toBe(true);
  });
});

/** Old and new data of any lengths, mostly alike. */
function randomPair(random: Random): readonly [Uint8Array, Uint8Array] {
  const old = randomBytes(random, random.below(random.below(4) === 0 ? 32000 : 600));
  const from = random.below(old.length + 1);
  const to = from + random.below(old.length - from + 1);
  const middle = randomBytes(random, random.below(random.below(2) === 0 ? 8 : 400));
  return [old, Buffer.concat([old.subarray(0, from), middle, old.subarray(to)])];
}

describe('differences', () => {
  it('make the new data out of the old, and are shorter than it', () => {
    const record = new RecordBuffer();
    const random = new Random(9);
    const header = randomHeader(random);
    let differences = 0;
    let secondForms = 0;
    for (let round = 0; round < 2000; round++) {
      const [old, data] = randomPair(random);
      putReplaceDifference(record, header, old, 0, old.length, data, 0, data.length);
      const node = read(record);
      expect(node).toMatchObject({ oldLength: old.length, newLength: data.length });
      if (node.type === RECORD.replace) {
        expectBytes(dataOf(node), data);
        continue;
      }
      differences++;
      if (node.isSecondForm) secondForms++;
      expect(node.dataLength).toBeLessThan(data.length);
      const made = new Uint8Array(32768);
      const end = node.dataStart + node.dataLength;
      const length = applyDifference(
        node.bytes,
        node.dataStart,
        end,
        node.isSecondForm,
        old,
        0,
        old.length,
        made,
      );
      expect(Buffer.from(made.subarray(0, length)).equals(data)).toBe(true);
    }
    expect(differences).toBeGreaterThan(1000);
    expect(secondForms).toBeGreaterThan(20);
  });

  it('several in one record are taken in order', () => {
    const old = Buffer.from('0123456789');
    const entries = [
      [...[1, 0x20, 2], ...Buffer.from('ab')],
      [...[4, 0x40, 3], ...Buffer.from('xyz')],
      [...[6, 0x80, 1, 0, 3, 0], ...Buffer.from('Q')],
    ].flat();
    const target = new Uint8Array(20);
    const length = applyDifference(
      Uint8Array.from(entries),
      0,
      entries.length,
      false,
      old,
      0,
      old.length,
      target,
    );
    expect(Buffer.from(target.subarray(0, length)).toString()).toBe('0ab3xyz45Q9');
  });

  it('that leave the old data are refused', () => {
    const old = new Uint8Array(4);
    const target = new Uint8Array(8);
    const attempt = (...entries: number[]): number | null =>
      codeOf(() => applyDifference(Uint8Array.from(entries), 0, entries.length, false, old, 0, 4, target));
    expect(attempt(3, 0x20, 2, 1, 1)).toBeJet('JET_errLogFileCorrupt');
    expect(attempt(0, 0x40, 9, 1)).toBeJet('JET_errLogFileCorrupt');
    expect(attempt(2, 0x40, 1, 1, 1, 0x40, 1, 1)).toBeJet('JET_errLogFileCorrupt');
    expect(attempt(0, 0x40, 8, 1, 1, 1, 1, 1, 1, 1, 1)).toBeJet('JET_errLogFileCorrupt');
  });
});
