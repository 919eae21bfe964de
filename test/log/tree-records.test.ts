import { describe, expect, it } from '@jest/globals';
import { ByteRange } from '../../src/log/byte-range';
import { readImage } from '../../src/log/page-image';
import { RecordBuffer } from '../../src/log/record-buffer';
import { RECORD, recordBytes } from '../../src/log/record-types';
import { NewPageRecord, NewTreeRecord, putMacroPages, readMacroPages } from '../../src/log/space-records';
import {
  MacroRecord,
  putBegin,
  putBeginOutermost,
  putCommit,
  putCommitOutermost,
  putMacroAbort,
  putMacroBegin,
  putMacroCommit,
  putRollback,
  TransactionRecord,
} from '../../src/log/transaction-records';
import { MERGE_FULL_RIGHT, MergeRecord, SPLIT_RIGHT, SplitRecord } from '../../src/log/tree-records';
import { PAGE_LEAF, PageSlab } from '../../src/page/page-slab';
import { deleteNode, initializePage, insertNode } from '../../src/page/page-writer';
import { compress } from '../../src/record/compression/compression';
import { codeOf } from '../support/code-of';
import { Random } from '../support/random';
import { contentOf, randomBytes, randomPageHeader } from './random-records';

/** The record in the buffer at another place, with bytes before it. */
function elsewhere(record: RecordBuffer): Uint8Array {
  const bytes = new Uint8Array(record.length + 5).fill(0xee);
  bytes.set(record.bytes.subarray(0, record.length), 5);
  expect(recordBytes(bytes, 5, bytes.length)).toBe(record.length);
  return bytes;
}

/** All fields that are numbers: what is compared, and filled with chance. */
function numbersOf(record: object): Record<string, number> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value === 'number'));
}

function fill(record: object, random: Random): void {
  for (const name of Object.keys(numbersOf(record))) Reflect.set(record, name, random.below(100));
}

/** A leaf with some nodes, and the hole of one that was deleted. */
function randomPage(pageBytes: number, random: Random): Uint8Array {
  const slab = new PageSlab(pageBytes, 1);
  initializePage(slab, 0, 5, 7, PAGE_LEAF);
  const nodes = random.below(20);
  for (let node = 0; node < nodes; node++) {
    const key = randomBytes(random, 1 + random.below(12));
    const data = randomBytes(random, 1 + random.below(pageBytes >> 6));
    insertNode(slab, 0, slab.tagCount(0), 0, 0, key, 0, key.length, data, 0, data.length);
  }
  if (nodes > 3) deleteNode(slab, 0, 2);
  return slab.bytes;
}

describe('records of splits and merges', () => {
  it.each([4096, 8192, 32768])('hold pages of %i bytes, without their free bytes', (pageBytes) => {
    const random = new Random(pageBytes);
    const record = new RecordBuffer();
    for (let round = 0; round < 50; round++) {
      const page = randomPage(pageBytes, random);
      const split = new SplitRecord();
      fill(split, random);
      split.kind = SPLIT_RIGHT;
      split.prefixOfNew = -1;
      Object.assign(split.header, randomPageHeader(random));
      for (const range of [split.separator, split.oldPrefix, split.newPrefix])
        range.set(randomBytes(random, 90), 10, random.below(80));
      split.image.set(page, 0, pageBytes);
      split.write(record);
      expect(record.length).toBeLessThan(pageBytes);
      const read = new SplitRecord();
      expect(read.read(elsewhere(record), 5)).toBe(true);
      expect(numbersOf(read)).toEqual({ ...numbersOf(split), imageForm: 1 });
      expect(read.header).toEqual(split.header);
      for (const name of ['separator', 'oldPrefix', 'newPrefix'] as const)
        expect(contentOf(read[name])).toEqual(contentOf(split[name]));
      const image = new Uint8Array(pageBytes);
      readImage(read.image, read.imageForm, pageBytes, image, 0);
      expect(Buffer.from(image).equals(page)).toBe(true);
    }
  });

  it('merges too', () => {
    const random = new Random(11);
    const record = new RecordBuffer();
    for (let round = 0; round < 50; round++) {
      const page = randomPage(4096, random);
      const merge = new MergeRecord();
      fill(merge, random);
      merge.kind = MERGE_FULL_RIGHT;
      Object.assign(merge.header, randomPageHeader(random));
      merge.separator.set(randomBytes(random, 90), 10, random.below(80));
      if (round % 2 === 0) merge.image.set(page, 0, 4096);
      merge.write(record);
      const read = new MergeRecord();
      expect(read.read(elsewhere(record), 5)).toBe(true);
      expect(numbersOf(read)).toEqual({ ...numbersOf(merge), imageForm: round % 2 === 0 ? 1 : 0 });
      expect(read.header).toEqual(merge.header);
      expect(contentOf(read.separator)).toEqual(contentOf(merge.separator));
      expect(read.image.length > 0).toBe(round % 2 === 0);
    }
  });

  it('are told from each other, and the older ones have no image', () => {
    const bytes = new Uint8Array(200);
    bytes[0] = RECORD.splitOld;
    bytes.fill(0xff, 102, 110);
    const split = new SplitRecord();
    const merge = new MergeRecord();
    expect(split.read(bytes, 0)).toBe(true);
    expect([split.imageForm, split.image.length]).toEqual([0, 0]);
    expect(merge.read(bytes, 0)).toBe(false);
    bytes[0] = RECORD.mergeOld;
    expect(split.read(bytes, 0)).toBe(false);
    expect(merge.read(bytes, 0)).toBe(true);
    expect([merge.imageForm, merge.image.length]).toEqual([0, 0]);
  });
});

describe('images of pages', () => {
  const page = randomPage(4096, new Random(12));
  const range = new ByteRange();

  function made(bytes: Uint8Array, form: number): Uint8Array {
    range.set(bytes, 0, bytes.length);
    const image = new Uint8Array(4096);
    readImage(range, form, 4096, image, 0);
    return image;
  }

  it('are read when they are whole, or compressed', () => {
    expect(Buffer.from(made(page, 0)).equals(page)).toBe(true);
    const target = new Uint8Array(4096);
    const length = compress(page, 0, page.length, target, 0);
    expect(Buffer.from(made(target.slice(0, length), 2)).equals(page)).toBe(true);
  });

  it('of another size, or with lines over tags, are refused', () => {
    expect(codeOf(() => made(page.slice(0, 4000), 0))).toBeJet('JET_errLogFileCorrupt');
    expect(codeOf(() => made(page.slice(0, 30), 1))).toBeJet('JET_errLogFileCorrupt');
    expect(codeOf(() => made(page.slice(0, 60), 1))).toBeJet('JET_errLogFileCorrupt');
  });
});

describe('records of trees and pages', () => {
  it.each(['writeSingle', 'writeMultiple', 'writeConvert'] as const)('%s is read as written', (write) => {
    const tree = new NewTreeRecord();
    const random = new Random(13);
    const record = new RecordBuffer();
    fill(tree, random);
    Object.assign(tree.header, randomPageHeader(random));
    tree[write](record);
    const read = new NewTreeRecord();
    expect(read.read(elsewhere(record), 5)).toBe(true);
    expect(read.header).toEqual(tree.header);
    const roots = { ownedRoot: 0, availableRoot: 0 };
    const second = { secondFirst: 0, secondPages: 0, availableBitmap: 0 };
    const absent = { writeSingle: { ...roots, ...second }, writeMultiple: second, writeConvert: {} }[write];
    expect(numbersOf(read)).toEqual({ ...numbersOf(tree), ...absent, type: record.bytes[0] });
  });

  it('a new page', () => {
    const page = new NewPageRecord();
    const record = new RecordBuffer();
    fill(page, new Random(14));
    page.write(record);
    const read = new NewPageRecord();
    expect(read.read(elsewhere(record), 5)).toBe(true);
    expect(numbersOf(read)).toEqual(numbersOf(page));
    expect(read.read(Uint8Array.of(RECORD.begin), 0)).toBe(false);
  });

  it('the pages of a macro, in both forms', () => {
    const record = new RecordBuffer();
    putMacroPages(record, 3, [7, 0x01020304]);
    expect(readMacroPages(elsewhere(record), 5, record.length)).toEqual([7, 0x01020304]);
    const older = Uint8Array.of(RECORD.macroInfo, 8, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0);
    expect(readMacroPages(older, 0, older.length)).toEqual([7, 9]);
  });
});

describe('records of transactions', () => {
  const record = new RecordBuffer();

  function read(): TransactionRecord {
    const transaction = new TransactionRecord();
    expect(transaction.read(elsewhere(record), 5)).toBe(true);
    return transaction;
  }

  it('say which levels begin and end', () => {
    putBegin(record, 0x1234, 2, 3);
    expect(read()).toEqual({ type: RECORD.begin, sessionId: 0x1234, level: 2, count: 3, time: 0 });
    putBeginOutermost(record, 5, 1, 0xfffffff0);
    expect(read()).toEqual({
      type: RECORD.beginOutermost,
      sessionId: 5,
      level: 0,
      count: 1,
      time: 0xfffffff0,
    });
    putCommit(record, 5, 2);
    expect(read()).toEqual({ type: RECORD.commit, sessionId: 5, level: 2, count: 0, time: 0 });
    putCommitOutermost(record, 5, 0x80000004);
    expect(read()).toEqual({
      type: RECORD.commitOutermost,
      sessionId: 5,
      level: 0,
      count: 0,
      time: 0x80000004,
    });
    putRollback(record, 5, 4);
    expect(read()).toEqual({ type: RECORD.rollback, sessionId: 5, level: 0, count: 4, time: 0 });
    const refresh = Uint8Array.of(RECORD.refresh, 5, 0, 1, 2, 3, 4);
    const transaction = new TransactionRecord();
    expect(transaction.read(refresh, 0)).toBe(true);
    expect(transaction).toMatchObject({ sessionId: 5, time: 0x04030201 });
    expect(transaction.read(Uint8Array.of(RECORD.insert, 0, 0, 0), 0)).toBe(false);
  });

  it('and macros by their time', () => {
    const macro = new MacroRecord();
    const puts = [putMacroBegin, putMacroCommit, putMacroAbort];
    for (const [index, put] of puts.entries()) {
      put(record, 9, 0xffffffff, 7);
      expect(macro.read(elsewhere(record), 5)).toBe(true);
      expect(macro).toEqual({
        type: RECORD.macroBegin + index,
        sessionId: 9,
        timeLow: 0xffffffff,
        timeHigh: 7,
      });
    }
    expect(macro.read(Uint8Array.of(RECORD.begin), 0)).toBe(false);
  });
});
