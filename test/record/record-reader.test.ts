import { describe, expect, it } from '@jest/globals';
import { JET_errDatabaseCorrupted } from '../../errors/codes';
import { JetError } from '../../errors/jet-error';
import { COLUMN_ABSENT, COLUMN_FOUND, COLUMN_NULL, RecordReader } from '../../src/record/record-reader';

/** Attaches a reader to a record that lies behind other bytes, as in a page. */
function readerOf(hex: string, largePage: boolean): RecordReader {
  const record = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const bytes = new Uint8Array(record.length + 14).fill(0xee);
  bytes.set(record, 7);
  const reader = new RecordReader();
  reader.attach(bytes, new DataView(bytes.buffer), 7, record.length, largePage);
  return reader;
}

const valueOf = (reader: RecordReader): string =>
  Buffer.from(reader.bytes.subarray(reader.valueOffset, reader.valueOffset + reader.valueLength)).toString(
    'hex',
  );

const codeOf = (body: () => unknown): number | null => {
  try {
    body();
    return null;
  } catch (failure) {
    if (failure instanceof JetError) return failure.err;
    throw failure;
  }
};

// fixed 1 (long) = 1, fixed 2 (short) null, variable 128 = 'ab', 129 null, 130 empty
const PLAIN = '02 82 0b00 01000000 2a2a fe 0200 0280 0200 6162';

// 256 = 7 (short) · 257 null · 258 two values 'a', 'bcd' · 259 long: intrinsic 'xy' · 260 long: separated LID32
const SMALL =
  '00 7f 0400' +
  '0001 1400  0101 1620  0201 1640  0301 1c40  0401 1f40' +
  '0700' +
  '18 01 61 626364' +
  '01 7879' +
  '05 78563412';

// derived 256 = multi-values 'a' · separated LID64 · '' ; own 256 = null ; 300 = compressed long 'zz'
const LARGE =
  '00 7f 0400' +
  '0001 0c80  0001 1c00  2c01 1d00' +
  '09 0600 0780 0f00 61 0100000000000080' +
  '20' +
  '03 7a7a';

describe('RecordReader', () => {
  it('finds fixed columns at the place that the catalog gives', () => {
    const reader = readerOf(PLAIN, false);
    expect(reader.findFixed(1, 4, 4)).toBe(COLUMN_FOUND);
    expect(valueOf(reader)).toBe('01000000');
    expect(reader.findFixed(2, 8, 2)).toBe(COLUMN_NULL);
  });

  it('says absent for columns behind the last one in the record', () => {
    const reader = readerOf(PLAIN, false);
    expect(reader.findFixed(3, 10, 4)).toBe(COLUMN_ABSENT);
    expect(reader.findVariable(131)).toBe(COLUMN_ABSENT);
    expect(reader.findTagged(256, false, 1)).toBe(COLUMN_ABSENT);
    expect(reader.countTagged(256, false)).toBe(-1);
  });

  it('tells null and empty variable columns apart', () => {
    const reader = readerOf(PLAIN, false);
    expect(reader.findVariable(128)).toBe(COLUMN_FOUND);
    expect(valueOf(reader)).toBe('6162');
    expect(reader.findVariable(129)).toBe(COLUMN_NULL);
    expect(reader.findVariable(130)).toBe(COLUMN_FOUND);
    expect(reader.valueLength).toBe(0);
  });

  it('reads plain, null and two-valued columns of small pages', () => {
    const reader = readerOf(SMALL, false);
    expect(reader.taggedCount()).toBe(5);
    expect(reader.findTagged(256, false, 1)).toBe(COLUMN_FOUND);
    expect([valueOf(reader), reader.isLongValue]).toEqual(['0700', false]);
    expect(reader.findTagged(257, false, 1)).toBe(COLUMN_NULL);
    expect(reader.findTagged(258, false, 1)).toBe(COLUMN_FOUND);
    expect(valueOf(reader)).toBe('61');
    expect(reader.findTagged(258, false, 2)).toBe(COLUMN_FOUND);
    expect(valueOf(reader)).toBe('626364');
    expect(reader.findTagged(258, false, 3)).toBe(COLUMN_NULL);
  });

  it('reads intrinsic and separated long values of small pages', () => {
    const reader = readerOf(SMALL, false);
    expect(reader.findTagged(259, false, 1)).toBe(COLUMN_FOUND);
    expect([valueOf(reader), reader.isLongValue, reader.isSeparated]).toEqual(['7879', true, false]);
    expect(reader.findTagged(260, false, 1)).toBe(COLUMN_FOUND);
    expect([reader.isSeparated, reader.lidBytes, reader.lidLow, reader.lidHigh]).toEqual([
      true,
      4,
      0x12345678,
      0,
    ]);
  });

  it('reads derived columns, multi-values with separated ones and nulls of large pages', () => {
    const reader = readerOf(LARGE, true);
    expect(reader.countTagged(256, true)).toBe(3);
    expect(reader.findTagged(256, true, 1)).toBe(COLUMN_FOUND);
    expect([valueOf(reader), reader.isSeparated]).toEqual(['61', false]);
    expect(reader.findTagged(256, true, 2)).toBe(COLUMN_FOUND);
    expect([reader.isSeparated, reader.lidBytes, reader.lidLow, reader.lidHigh]).toEqual([
      true,
      8,
      1,
      0x80000000,
    ]);
    expect(reader.findTagged(256, true, 3)).toBe(COLUMN_FOUND);
    expect(reader.valueLength).toBe(0);
    expect(reader.findTagged(256, false, 1)).toBe(COLUMN_NULL);
    expect(reader.countTagged(256, false)).toBe(0);
    expect(reader.findTagged(300, false, 1)).toBe(COLUMN_FOUND);
    expect([valueOf(reader), reader.isCompressed]).toEqual(['7a7a', true]);
  });

  it('walks all tagged columns, derived ones first', () => {
    const reader = readerOf(LARGE, true);
    const seen = [];
    for (let i = 0; i < reader.taggedCount(); i++) {
      reader.taggedAt(i);
      seen.push([reader.columnId, reader.isDerived, reader.valueCount]);
    }
    expect(seen).toEqual([
      [256, true, 3],
      [256, false, 0],
      [300, false, 1],
    ]);
  });

  it.each([
    ['the single zero byte of a deleted line', '00'],
    ['a fixed part behind the end', '01 7f ff00 01000000 fe'],
    ['null bits in front of the fixed values', '7f 7f 0500 00'],
    ['a last variable id below 127', '00 10 0400'],
    ['variable data behind the end', '00 80 0400 0900 61'],
    ['a tagged part of less than an entry', '00 7f 0400 0001'],
    ['a first tagged offset inside the entries', '00 7f 0400 0001 0200'],
    ['a first tagged offset of zero', '00 7f 0400 0001 0000'],
    ['tagged blocks that run backwards', '00 7f 0400 0001 0800 0101 0400 6161'],
    ['a block without its flags', '00 7f 0400 0001 0440'],
    ['multi-values that begin inside their offsets', '00 7f 0400 0001 0440 08 0400 0200 61'],
    ['a long-value id of three bytes', '00 7f 0400 0001 0440 05 010203'],
    ['tagged columns out of order', '00 7f 0400 0101 0800 0001 0900 6161'],
  ])('reports %s as JET_errDatabaseCorrupted', (_, hex) => {
    expect(codeOf(() => readerOf(hex, false).check())).toBe(JET_errDatabaseCorrupted);
  });

  it('reports a fixed column whose place lies behind the fixed values', () => {
    expect(codeOf(() => readerOf(PLAIN, false).findFixed(1, 8, 4))).toBe(JET_errDatabaseCorrupted);
  });
});
